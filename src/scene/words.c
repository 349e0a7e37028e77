#include "scene/words.h"

#include "engine/loss/landscape.h"
#include "scene/dataset.h"
#include "scene/knob.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- Fields

// The next field of the text: from its brace to behind the closing one. NULL: there is none.
static const char *next_field(const char *text, const char **end)
{
    bool math = false;
    for (; *text; text++) {
        math ^= *text == '$';
        if (*text != '{' || math)
            continue;
        *end = text + strcspn(text, "}\n");
        if (**end == '}')
            return ++*end, text;
    }
    return NULL;
}

static bool take_name(const char *field, const char *end, char name[KNOB_ADDRESS_MAX])
{
    int length = (int)(end - field) - 2;
    if (length < 1 || length >= KNOB_ADDRESS_MAX)
        return false;
    snprintf(name, KNOB_ADDRESS_MAX, "%.*s", length, field + 1);
    return true;
}

static void start_value(const Scene *scene, char *value, size_t size)
{
    Text text = text_begin(value, size);
    text_add_doubles(&text, scene->start, scene_dimension(scene));
}

static bool field_value(const Scene *scene, const char *name, char *value, size_t size)
{
    KnobSet set;
    if (!strcmp(name, "rows"))
        snprintf(value, size, "%d", scene->data ? dataset_rows(scene->data) : 0);
    else if (!strcmp(name, "start"))
        start_value(scene, value, size);
    else if (knob_parse(scene, name, KNOB_EVERY, &set, NULL))
        knob_write(scene, set.knob[0], value, size);
    else
        return false;
    return true;
}

void scene_words(const Scene *scene, const char *text, char *to, size_t size)
{
    const char *field, *end;
    Text words = text_begin(to, size);
    while ((field = next_field(text, &end))) {
        char name[KNOB_ADDRESS_MAX], value[128];
        bool known = take_name(field, end, name) && field_value(scene, name, value, sizeof value);
        text_add(&words, "%.*s%s", (int)((known ? field : end) - text), text, known ? value : "");
        text = end;
    }
    text_add(&words, "%s", text);
}

// ---- Edits

static bool take_field(Scene *scene, const Scene *from, const char *name)
{
    KnobSet set;
    bool ok = true;
    if (!strcmp(name, "start"))
        memcpy(scene->start, from->start, sizeof scene->start);
    else if (knob_parse(scene, name, KNOB_EVERY, &set, NULL))
        for (int i = 0; ok && i < set.n; i++)
            ok = knob_exists(from, set.knob[i]) && knob_set(scene, set.knob[i], knob_get(from, set.knob[i]), NULL);
    return ok;
}

static bool take_fields(Scene *scene, const Scene *from, const char *text)
{
    const char *field, *end;
    bool ok = true;
    for (; ok && (field = next_field(text, &end)); text = end) {
        char name[KNOB_ADDRESS_MAX];
        ok = !take_name(field, end, name) || take_field(scene, from, name);
    }
    return ok;
}

// What people call a racer, and its colour, are no numbers of the race.
static bool take_names(Scene *scene, const Scene *from)
{
    for (int i = 0; i < scene->n_racers && i < from->n_racers; i++) {
        const SceneRacer *now = scene_entry(scene, i), *then = scene_entry(from, i);
        if (!strcmp(now->name, then->name) && now->has_color == then->has_color && now->color == then->color)
            continue;
        SceneRacer *entry = scene_edit_entry(scene, i);
        if (!entry)
            return false;
        memcpy(entry->name, then->name, sizeof entry->name);
        entry->has_color = then->has_color;
        entry->color = then->color;
    }
    return true;
}

static bool same_text(const Scene *a, const Scene *b)
{
    size_t size[2] = {0, 0};
    char *text[2] = {scene_print(a, &size[0], NULL), scene_print(b, &size[1], NULL)};
    bool same = text[0] && text[1] && size[0] == size[1] && !memcmp(text[0], text[1], size[0]);
    free(text[0]);
    free(text[1]);
    return same;
}

static bool only_fields_differ(const Scene *scene, const Scene *before)
{
    Scene as = {0};
    scene_copy(&as, scene);
    as.step = before->step;
    as.speed = before->speed;
    as.figure = before->figure;
    bool ok = scene_take_view(&as, before) && take_names(&as, before) && take_fields(&as, before, before->title) &&
              take_fields(&as, before, before->caption);
    as.view.selected = before->view.selected;
    ok = ok && same_text(&as, before);
    scene_clear(&as);
    return ok;
}

void scene_true_words(Scene *scene, const Scene *before)
{
    bool same_words = !strcmp(scene->title, before->title) && !strcmp(scene->caption, before->caption);
    if (!same_words)
        scene_mark_words(scene);
    if (!before->shipped || scene->lesson || !same_words || only_fields_differ(scene, before))
        return;
    char title[SCENE_TITLE_MAX];
    Text text = text_begin(title, sizeof title);
    bool true_title = scene->landscape && !strcmp(scene->title, scene->landscape->title);
    text_add(&text, "after %s", before->title);
    scene->caption[0] = '\0';
    scene->shipped = false;
    if (!true_title)
        text_copy(scene->title, sizeof scene->title, title);
}
