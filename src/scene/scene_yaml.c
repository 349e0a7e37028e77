// Scenes as YAML, but for lessons. Each key has a read and a write function, next to each other, and a row in the table
// at the end; lines, shapes, unknown keys and the text itself are yaml_keys.h's business. To add a key: its two
// functions and its row, here or, of a view, in view_yaml.c.
#include "scene/scene_yaml.h"
#include "base/text.h"
#include "scene/knob.h"
#include "scene/math.h"
#include "scene/spec.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_VERSION = 1 };

// ---- the format, and words

static bool check_loss(const YamlNode *root)
{
    const YamlNode *landscape = yaml_find(root, "landscape"), *formula = yaml_find(root, "formula");
    const YamlNode *lesson = yaml_find(root, "lesson");
    if (!landscape && !formula && lesson && lesson->first)
        return check_loss(lesson->first); // its first slide begins with one
    return !landscape != !formula ||
           yaml_fail_at(root->tree, formula ? formula->line : root->line, "expected either landscape or formula");
}

// Where the version stands, a whole scene has to stand.
static bool read_version(void *context, const YamlNode *value)
{
    double number;
    (void)context;
    if (!text_to_double(value->text, &number) || number != FORMAT_VERSION)
        return yaml_fail(value, "format '%.20s'; this program reads format %d", value->text, FORMAT_VERSION);
    return check_loss(value->parent);
}

void scene_write_version(YamlWriter *writer, const void *context)
{
    (void)context;
    yaml_write_whole(writer, FORMAT_VERSION);
}

static bool read_title(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return yaml_copy(value, reader->scene.title, sizeof reader->scene.title);
}

static void write_title(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->title[0] || scene->landscape || scene->lesson) // what is edited on a slide can be that it has none
        yaml_write_text(writer, scene->title);
}

// Of a slide; a scene's dollars are dollars.
bool scene_check_math(const SceneReader *reader, const YamlNode *value)
{
    Error why;
    return !reader->slide || math_check(value->text, &why) || yaml_fail(value, "%s: %s", value->key, why.text);
}

static bool read_caption(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return scene_check_math(reader, value) && yaml_copy(value, reader->scene.caption, sizeof reader->scene.caption);
}

static void write_caption(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->caption[0])
        yaml_write_paragraph(writer, scene->caption);
}

// ---- the loss

// Of landscape or formula.
static bool read_landscape(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    const YamlNode *path = yaml_find(value->parent, "data");
    bool data = (path && path->text[0]) || yaml_find(value->parent, "rows");
    Error why;
    const YamlNode *rows = yaml_find(value->parent, "rows");
    if (!scene_set_landscape(&reader->scene, value->text, &why))
        return rows && strstr(why.text, "data, rows:") == why.text ? yaml_fail_inside(rows, &why)
                                                                   : yaml_fail(value, "%s", why.text);
    if (data && !reader->scene.data)
        return yaml_fail(value, "the %s names no column of the data", value->key);
    return true;
}

static void write_landscape_text(YamlWriter *writer, const Scene *scene)
{
    char text[FORMULA_TEXT_MAX + FORMULA_CONSTANTS_MAX * (FORMULA_NAME_MAX + 40)];
    scene_print_landscape(scene, text, sizeof text);
    yaml_write_text(writer, text);
}

static void write_landscape(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->landscape)
        write_landscape_text(writer, scene);
}

static void write_formula(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (!scene->landscape)
        write_landscape_text(writer, scene);
}

void scene_drop_rows(Scene *scene)
{
    dataset_release(scene->data);
    batches_release(scene->batches);
    scene->data = NULL;
    scene->batches = NULL;
    scene->batch = 0;
}

// Where the rows stand in the scene, the path is but their name.
static bool read_data(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    char path[2 * SCENE_PATH_MAX];
    if (!yaml_copy(value, scene->data_path, sizeof scene->data_path))
        return false;
    if (yaml_find(value->parent, "rows"))
        return true;
    yaml_beside(reader->origin, value->text, path, sizeof path);
    scene_drop_rows(scene);
    if (reader->slide && !value->text[0])
        return true; // the slide before has some
    scene->data = dataset_read(path, reader->error);
    return scene->data != NULL;
}

static void write_data(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->data && scene->data_path[0])
        yaml_write_text(writer, scene->data_path);
}

static bool read_rows(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Error why;
    scene_drop_rows(&reader->scene);
    reader->scene.data = dataset_parse(value->text, strlen(value->text), "rows", &why);
    return reader->scene.data || yaml_fail_inside(value, &why);
}

static bool same_rows(const void *before, const void *after)
{
    return ((const Scene *)before)->data == ((const Scene *)after)->data;
}

static void write_rows(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    size_t size;
    if (scene->data)
        yaml_write_block(writer, dataset_text(scene->data, &size));
}

// ---- batches

static bool check_batches(const SceneReader *reader, const YamlNode *value)
{
    const YamlNode *batch = yaml_find(value->parent, "batch");
    if (!reader->scene.data)
        return yaml_fail(value, "%s: the scene has no data whose rows they could be", value->key);
    return !batch || yaml_fail(batch, "batch: %s already says how many rows a step takes", value->key);
}

static bool read_batches(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    char path[2 * SCENE_PATH_MAX];
    if (yaml_find(value->parent, "batch_rows"))
        return true; // those are what stood in the file
    if (!check_batches(reader, value))
        return false;
    yaml_beside(reader->origin, value->text, path, sizeof path);
    batches_release(scene->batches);
    scene->batches = batches_read(path, dataset_rows(scene->data), reader->error);
    return scene->batches != NULL;
}

static bool read_batch_rows(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    Error why;
    if (!check_batches(reader, value))
        return false;
    batches_release(scene->batches);
    scene->batches = batches_parse(value->text, strlen(value->text), dataset_rows(scene->data), "rows", &why);
    return scene->batches || yaml_fail_inside(value, &why);
}

static bool same_batch_rows(const void *before, const void *after)
{
    return ((const Scene *)before)->batches == ((const Scene *)after)->batches;
}

static void write_batch_rows(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    size_t size;
    if (scene->batches)
        yaml_write_block(writer, batches_text(scene->batches, &size));
}

// Of the slide before, where this one says how many rows a step takes.
static void drop_batches(Scene *scene, const YamlNode *mapping)
{
    if (yaml_find(mapping, "batches") || yaml_find(mapping, "batch_rows"))
        return;
    batches_release(scene->batches);
    scene->batches = NULL;
}

static bool read_batch(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    int most = LOSS_BATCH_MAX;
    Error why;
    if (scene->data && dataset_rows(scene->data) < most)
        most = dataset_rows(scene->data);
    if (!yaml_whole(value, 1, most, &scene->batch))
        return false;
    drop_batches(scene, value->parent);
    Loss *loss = scene_loss(scene, &why);
    if (!loss)
        return yaml_fail(value, "%s", why.text);
    int batch = loss_batch(loss);
    loss_destroy(loss);
    return batch || yaml_fail(value, "batch: the loss has no rows and draws nothing");
}

static void write_batch(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->batch && !scene->batches)
        yaml_write_whole(writer, (unsigned long long)scene->batch);
}

// ---- the race

static bool read_start(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    return yaml_numbers(value, scene_dimension(scene), scene->start);
}

static void write_start(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_numbers(writer, scene->start, scene_written_dimension(scene));
}

static bool read_seed(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    char again[24];
    uint64_t seed = strtoull(value->text, NULL, 10);
    snprintf(again, sizeof again, "%llu", (unsigned long long)seed);
    if (strcmp(again, value->text)) // signs, leading zeros, and what does not fit
        return yaml_fail(value, "seed: expected a whole number from 0 to 18446744073709551615");
    reader->scene.seed = seed;
    return true;
}

static void write_seed(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_whole(writer, scene->seed);
}

static bool read_steps(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return yaml_whole(value, 0, RACE_STEPS_MAX, &reader->scene.steps);
}

static void write_steps(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_whole(writer, (unsigned long long)scene->steps);
}

static bool read_step(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    int *step = &reader->scene.step;
    if (!yaml_whole(value, 0, reader->scene.steps, step))
        return false;
    reader->scene.step_said = !reader->slide || *step > 0; // a slide's 0 is not the step of that before
    return true;
}

static void write_step(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->step || scene->step_said)
        yaml_write_whole(writer, (unsigned long long)scene->step);
}

bool scene_read_speed(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    double *speed = &reader->scene.speed;
    return yaml_number(value, speed) &&
           ((*speed > 0 && *speed <= SCENE_SPEED_MAX) ||
            yaml_fail(value, "speed: expected steps per second, above 0 and up to %g", SCENE_SPEED_MAX));
}

static void write_speed(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_number(writer, scene->speed);
}

// ---- the tables

static bool same_racers(const void *before, const void *after)
{
    const Scene *a = before, *b = after;
    if (a->n_racers != b->n_racers)
        return false;
    for (int i = 0; i < a->n_racers; i++)
        if (a->entry[i] != b->entry[i] && yaml_keys_changed(scene_racer_keys, a->entry[i], b->entry[i]))
            return false;
    return true;
}

enum {
    LOSS = 1,
    DATA
}; // what is read early: the loss before what depends on its dimension and rows, its data before it

// Of a scene and of a slide, in the order in which they are written.
// clang-format off
#define WORDS_KEYS                                                                                                     \
    {"title", .read = read_title, .write = write_title},                                                               \
    {"caption", .read = read_caption, .write = write_caption, .none = "\"\""}

#define RACE_KEYS                                                                                                      \
    {"landscape", .early = LOSS, .gap = true, .read = read_landscape, .write = write_landscape},                       \
    {"formula", .early = LOSS, .gap = true, .read = read_landscape, .write = write_formula},                           \
    {"data", .early = DATA, .read = read_data, .write = write_data},                                                   \
    {"batch", .read = read_batch, .write = write_batch},                                                               \
    {"batches", .early = LOSS, .read = read_batches},                                                                  \
    {"start", SHAPE_TEXTS, .read = read_start, .write = write_start},                                                  \
    {"starts", SHAPE_KEYS, scene_starts_keys, .read = scene_read_starts, .none = "{form: none}"},                      \
    {"seed", .read = read_seed, .write = write_seed},                                                                  \
    {"steps", .read = read_steps, .write = write_steps},                                                               \
    {"stop", SHAPE_KEYS, scene_stop_keys, .read = scene_read_stop, .none = "{}"},                                      \
    {"step", .read = read_step, .write = write_step, .none = "0"},                                                     \
    {"speed", .read = scene_read_speed, .write = write_speed},                                                         \
    {"racers", SHAPE_TEXTS, scene_racer_keys, .entry = "racer", .gap = true, .read = scene_read_racers,                \
     .write = scene_write_racers, .same = same_racers, .exact = true}

#define LOOK_KEYS                                                                                                      \
    {"changes", SHAPE_PAIRS, .gap = true, .read = scene_read_changes, .write = scene_write_changes, .none = "[]"},     \
    {"view", SHAPE_KEYS, scene_view_keys, .gap = true},                                                                \
    {"figure", SHAPE_KEYS, scene_figure_keys, .read = scene_read_figure, .none = "{}"},                                \
    {"rows", .early = DATA, .gap = true, .read = read_rows, .write = write_rows, .same = same_rows},                   \
    {"batch_rows", .early = LOSS, .gap = true, .read = read_batch_rows, .write = write_batch_rows,                     \
     .same = same_batch_rows}
// clang-format on

const YamlKey scene_race_keys[] = {WORDS_KEYS, RACE_KEYS, {NULL}};
const YamlKey scene_look_keys[] = {LOOK_KEYS, {NULL}};
const YamlKey scene_edit_keys[] = {WORDS_KEYS, RACE_KEYS, {NULL, .keys = scene_look_keys}};
const YamlKey scene_keys[] = {
    {"ravine", .early = DATA, .read = read_version, .write = scene_write_version},
    {NULL, .keys = scene_edit_keys},
};
