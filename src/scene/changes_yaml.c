// What changes of a scene's racers as YAML: a list of `60: 0.lr=0.0005`, which YAML reads as a mapping, and of the
// same in quotes, which is a text.
#include "base/text.h"
#include "scene/scene_yaml.h"
#include "scene/steer.h"

#include <limits.h>
#include <stdio.h>

static bool read_text(Scene *scene, const YamlNode *node, const char *text, SteerPass pass)
{
    Error why;
    return steer_read(scene, text, pass, &why) || yaml_fail(node, "%s", why.text);
}

static bool read_pair(Scene *scene, const YamlNode *value, SteerPass pass)
{
    char text[STEER_TEXT_MAX];
    Text line = text_begin(text, sizeof text);
    text_add(&line, "%s: %s", value->key, value->text);
    return line.full ? yaml_fail(value, "changes: longer than %d bytes", STEER_TEXT_MAX - 1)
                     : read_text(scene, value, text, pass);
}

static bool read_entry(Scene *scene, const YamlNode *entry, SteerPass pass)
{
    bool ok = true;
    if (entry->kind == YAML_TEXT)
        return read_text(scene, entry, entry->text, pass);
    for (const YamlNode *value = entry->first; ok && value; value = value->next)
        ok = read_pair(scene, value, pass);
    return ok;
}

// Those of the slide before go.
static bool forget(Scene *scene)
{
    for (int i = 0; i < scene->n_racers; i++) {
        SceneRacer *entry = scene_entry(scene, i)->changes.n ? scene_edit_entry(scene, i) : NULL;
        if (scene_entry(scene, i)->changes.n && !entry)
            return false;
        if (entry)
            entry->changes = (Changes){.n = 0};
    }
    return true;
}

bool scene_read_changes(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Error why;
    if (!forget(&reader->scene))
        return yaml_fail(value, "changes: out of memory");
    for (SteerPass pass = 0; pass < STEER_PASSES; pass++)
        for (const YamlNode *entry = value->first; entry; entry = entry->next)
            if (!read_entry(&reader->scene, entry, pass))
                return false;
    return steer_check(&reader->scene, &why) || yaml_fail(value, "changes: %s", why.text);
}

static void write_change(YamlWriter *writer, const Scene *scene, int racer, int i)
{
    char text[STEER_TEXT_MAX], step[16];
    steer_print(scene, racer, i, text, sizeof text);
    snprintf(step, sizeof step, "%d", scene_entry(scene, racer)->changes.change[i].step);
    yaml_begin_entry(writer);
    writer->key = step;
    yaml_write_text(writer, text);
    yaml_end_entry(writer);
}

// The first step, from `from` on, at which something changes; INT_MAX: there is none.
static int next_step(const Scene *scene, int from)
{
    int first = INT_MAX;
    for (int r = 0; r < scene->n_racers; r++) {
        int next = changes_next(&scene_entry(scene, r)->changes, from);
        first = next < first ? next : first;
    }
    return first;
}

void scene_write_changes(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    int step = next_step(scene, 0);
    if (step == INT_MAX)
        return;
    yaml_begin_list(writer, 1);
    for (; step < INT_MAX; step = next_step(scene, step + 1))
        for (int r = 0; r < scene->n_racers; r++)
            for (int i = 0; i < scene_entry(scene, r)->changes.n; i++)
                if (scene_entry(scene, r)->changes.change[i].step == step)
                    write_change(writer, scene, r, i);
    yaml_end_list(writer);
}
