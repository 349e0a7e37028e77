// The racers of a scene as YAML: as they are typed, or as mappings where more is set of them.
#include "base/text.h"
#include "scene/recorded.h"
#include "scene/scene_yaml.h"
#include "scene/spec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_spec(void *context, const YamlNode *value)
{
    SceneRacer *racer = context;
    Error why;
    return spec_read_saved(value->text, &racer->racer, &why) || yaml_fail(value, "%s", why.text);
}

static void write_spec(YamlWriter *writer, const void *context)
{
    const SceneRacer *racer = context;
    char spec[SPEC_TEXT_MAX];
    spec_print(&racer->racer, spec, sizeof spec);
    yaml_write_text(writer, spec);
}

static bool read_name(void *context, const YamlNode *value)
{
    SceneRacer *racer = context;
    return yaml_copy(value, racer->name, sizeof racer->name);
}

static void write_name(YamlWriter *writer, const void *context)
{
    const SceneRacer *racer = context;
    if (racer->name[0])
        yaml_write_text(writer, racer->name);
}

static bool read_color(void *context, const YamlNode *value)
{
    SceneRacer *racer = context;
    racer->has_color = scene_read_color(value->text, &racer->color);
    return racer->has_color ||
           yaml_fail(value, "color: expected red, green and blue as '#e69f00', found '%.40s'", value->text);
}

static void write_color(YamlWriter *writer, const void *context)
{
    const SceneRacer *racer = context;
    char text[8];
    snprintf(text, sizeof text, "#%06x", (unsigned)(racer->color & 0xffffff));
    if (racer->has_color)
        yaml_write_quoted(writer, text);
}

static bool read_ghost(void *context, const YamlNode *value)
{
    SceneRacer *racer = context;
    return yaml_truth(value, &racer->ghost);
}

static void write_ghost(YamlWriter *writer, const void *context)
{
    const SceneRacer *racer = context;
    if (racer->ghost)
        yaml_write_text(writer, "true");
}

// Read with the racer whose they are.
static bool read_points(void *context, const YamlNode *value)
{
    (void)context, (void)value;
    return true;
}

static void write_points(YamlWriter *writer, const void *context)
{
    const SceneRacer *racer = context;
    size_t size;
    char *points = racer->racer.recorded.points ? recorded_print(racer->racer.recorded.points, &size) : NULL;
    if (points)
        yaml_write_block(writer, points);
    free(points);
}

static bool same_points(const void *before, const void *after)
{
    const SceneRacer *a = before, *b = after;
    return a->racer.recorded.points == b->racer.recorded.points;
}

// In the order in which a racer is written.
const YamlKey scene_racer_keys[] = {
    {"racer", .read = read_spec, .write = write_spec},
    {"name", .read = read_name, .write = write_name},
    {"color", .read = read_color, .write = write_color},
    {"ghost", .read = read_ghost, .write = write_ghost},
    {"points", .read = read_points, .write = write_points, .same = same_points},
    {NULL},
};

// The points in the scene, or else those of the file.
static bool load_points(const SceneReader *reader, Racer *racer, const YamlNode *entry)
{
    char path[2 * SCENE_PATH_MAX];
    Error why;
    const YamlNode *points = entry->kind == YAML_MAPPING ? yaml_find(entry, "points") : NULL;
    yaml_beside(reader->origin, racer->recorded.file, path, sizeof path);
    if (points && !racer_is_recorded(racer))
        return yaml_fail(points, "points: only a Recorded racer has them");
    if (points && !recorded_parse(racer, points->text, strlen(points->text), "rows", &why))
        return yaml_fail_inside(points, &why);
    if (!points && !recorded_read(racer, path, reader->error))
        return false;
    return recorded_fits(racer, scene_dimension(&reader->scene), &why) || yaml_fail(entry, "%s", why.text);
}

static bool insert(SceneReader *reader, SceneRacer *racer, const YamlNode *entry)
{
    bool ok = load_points(reader, &racer->racer, entry) &&
              (scene_insert_racer(&reader->scene, reader->scene.n_racers, racer) ||
               yaml_fail(entry, "racers: out of memory"));
    recording_release(racer->racer.recorded.points);
    return ok;
}

static bool read_mapping(SceneReader *reader, const YamlNode *mapping)
{
    const Scene *scene = &reader->scene;
    SceneRacer racer = {.camera = scene->view.camera};
    if (!yaml_find(mapping, "racer"))
        return yaml_fail(mapping, "racers: expected a key 'racer', such as 'racer: Adam(lr=0.1)'");
    if (!yaml_read_keys(mapping, scene_racer_keys, &racer))
        return false;
    if (scene->n_racers == RACE_RACERS_MAX)
        return yaml_fail(mapping, "more than %d racers", RACE_RACERS_MAX);
    return insert(reader, &racer, mapping);
}

static bool read_text(SceneReader *reader, const YamlNode *text)
{
    SceneRacer racer = {.camera = reader->scene.view.camera};
    Error why;
    if (reader->scene.n_racers == RACE_RACERS_MAX)
        return yaml_fail(text, "more than %d racers", RACE_RACERS_MAX);
    if (!spec_read(text->text, &racer.racer, &why))
        return yaml_fail(text, "%s", why.text);
    return insert(reader, &racer, text);
}

bool scene_read_racers(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    bool ok = true;
    scene_keep_racers(&reader->scene, 0);
    reader->scene.view.unlinked = false; // cameras were those of others
    for (const YamlNode *entry = value->first; ok && entry; entry = entry->next)
        ok = (entry->kind == YAML_MAPPING ? read_mapping : read_text)(reader, entry);
    reader->scene.view.selected = scene_selectable(&reader->scene, 0, 1);
    return ok;
}

void scene_write_racers(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_begin_list(writer, scene->n_racers);
    for (int i = 0; i < scene->n_racers; i++) {
        const SceneRacer *racer = scene_entry(scene, i);
        if (racer->name[0] || racer->has_color || racer->ghost || racer_is_recorded(&racer->racer))
            yaml_write_entry_keys(writer, scene_racer_keys, racer);
        else
            write_spec(writer, racer);
    }
    yaml_end_list(writer);
}
