// Scenes as YAML. Each key has a read and a write function, next to each other, and a row in the table at the end;
// lines, shapes, unknown keys and the text itself are yaml_keys.h's business. To add a key: its two functions and its
// row, here or, of a view, in view_yaml.c.
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

static void write_version(YamlWriter *writer, const void *context)
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
    if (scene->title[0] || scene->landscape)
        yaml_write_text(writer, scene->title);
}

// Of a slide; a scene's dollars are dollars.
static bool check_math(const SceneReader *reader, const YamlNode *value)
{
    Error why;
    return !reader->slide || math_check(value->text, &why) || yaml_fail(value, "%s: %s", value->key, why.text);
}

static bool read_caption(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return check_math(reader, value) && yaml_copy(value, reader->scene.caption, sizeof reader->scene.caption);
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
    bool data = yaml_find(value->parent, "data") || yaml_find(value->parent, "rows");
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

// Of the slide before.
static void drop_rows(Scene *scene)
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
    drop_rows(scene);
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
    drop_rows(&reader->scene);
    reader->scene.data = dataset_parse(value->text, strlen(value->text), "rows", &why);
    return reader->scene.data || yaml_fail_inside(value, &why);
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

static void write_batch_rows(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    size_t size;
    if (scene->batches)
        yaml_write_block(writer, batches_text(scene->batches, &size));
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
    return yaml_whole(value, 0, reader->scene.steps, &reader->scene.step);
}

static void write_step(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->step)
        yaml_write_whole(writer, (unsigned long long)scene->step);
}

static bool read_speed(void *context, const YamlNode *value)
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

// ---- what a slide has besides

static bool read_ask(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return check_math(reader, value) && yaml_copy(value, reader->slide->ask, sizeof reader->slide->ask);
}

static bool read_answer(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    if (!yaml_find(value->parent, "ask"))
        return yaml_fail(value, "answer: the slide asks nothing");
    return check_math(reader, value) && yaml_copy(value, reader->slide->answer, sizeof reader->slide->answer);
}

static bool read_slider(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return yaml_copy(value, reader->slide->slider, sizeof reader->slide->slider);
}

static bool check_slider(SceneReader *reader, const YamlNode *mapping)
{
    Scene *scene = &reader->scene;
    Slide *slide = reader->slide;
    const YamlNode *value = yaml_find(mapping, "slider");
    Error why;
    KnobSet set;
    if (!slide->slider[0])
        return true;
    if (knob_parse(scene, slide->slider, scene->view.selected, &set, &why)) {
        if (knob_of_racer(set.knob[0]))
            scene->view.selected = set.knob[0].racer; // whose sliders are at hand
        return true;
    }
    if (value)
        return yaml_fail(value, "slider: %s", why.text);
    slide->slider[0] = '\0'; // the slide before's, and this one has nothing of the kind
    return true;
}

static bool read_from(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return yaml_whole(value, 0, reader->scene.steps, &reader->slide->from);
}

static bool read_to(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return yaml_whole(value, reader->slide->from, reader->scene.steps, &reader->slide->to);
}

static const YamlKey play_keys[] = {
    {"from", .read = read_from},
    {"to", .read = read_to},
    {"speed", .read = read_speed},
    {NULL},
};

// The scene's own step is where it ends, so that a picture of the slide shows all of it.
static bool read_play(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Slide *slide = reader->slide;
    slide->plays = true;
    slide->to = reader->scene.steps;
    if (!yaml_read_keys(value, play_keys, reader))
        return false;
    reader->scene.step = slide->to < reader->scene.steps ? slide->to : 0;
    return true;
}

// ---- the tables

enum {
    LOSS = 1,
    DATA
}; // what is read early: the loss before what depends on its dimension and rows, its data before it

// Of a scene and of a slide, in the order in which they are written.
// clang-format off
#define WORDS_KEYS                                                                                                     \
    {"title", .read = read_title, .write = write_title},                                                               \
    {"caption", .read = read_caption, .write = write_caption}

#define RACE_KEYS                                                                                                      \
    {"landscape", .early = LOSS, .gap = true, .read = read_landscape, .write = write_landscape},                       \
    {"formula", .early = LOSS, .gap = true, .read = read_landscape, .write = write_formula},                           \
    {"data", .early = DATA, .read = read_data, .write = write_data},                                                   \
    {"batch", .read = read_batch, .write = write_batch},                                                               \
    {"batches", .early = LOSS, .read = read_batches},                                                                  \
    {"start", SHAPE_TEXTS, .read = read_start, .write = write_start},                                                  \
    {"starts", SHAPE_KEYS, scene_starts_keys, .read = scene_read_starts},                                              \
    {"seed", .read = read_seed, .write = write_seed},                                                                  \
    {"steps", .read = read_steps, .write = write_steps},                                                               \
    {"stop", SHAPE_KEYS, scene_stop_keys, .read = scene_read_stop},                                                   \
    {"step", .read = read_step, .write = write_step},                                                                  \
    {"speed", .read = read_speed, .write = write_speed},                                                               \
    {"racers", SHAPE_TEXTS, scene_racer_keys, .entry = "racer", .gap = true, .read = scene_read_racers,                \
     .write = scene_write_racers},                                                                                     \
    {"changes", SHAPE_PAIRS, .gap = true, .read = scene_read_changes, .write = scene_write_changes},                   \
    {"view", SHAPE_KEYS, scene_view_keys, .gap = true},                                                                \
    {"rows", .early = DATA, .gap = true, .read = read_rows, .write = write_rows},                                      \
    {"batch_rows", .early = LOSS, .gap = true, .read = read_batch_rows, .write = write_batch_rows}
// clang-format on

static const YamlKey slide_keys[] = {
    WORDS_KEYS, {"ask", .read = read_ask},       {"answer", .read = read_answer},
    RACE_KEYS,  {"slider", .read = read_slider}, {"play", SHAPE_KEYS, play_keys, .read = read_play},
    {NULL},
};

// ---- lessons

// Of a slide that gives a loss, whose words are those of the slide before where it gives none.
static void keep_words(Scene *scene, const Scene *before, const YamlNode *mapping)
{
    if (!yaml_find(mapping, "title"))
        memcpy(scene->title, before->title, sizeof scene->title);
    if (!yaml_find(mapping, "caption"))
        memcpy(scene->caption, before->caption, sizeof scene->caption);
}

// What can be said only once the slide is whole.
static bool check_slide(SceneReader *reader, const YamlNode *mapping)
{
    Scene *scene = &reader->scene;
    Error why;
    bool other_rows = yaml_find(mapping, "data") || yaml_find(mapping, "rows");
    bool ok = !other_rows || scene_fit_data(scene, &why);
    Loss *loss = ok ? scene_loss(scene, &why) : NULL;
    loss_destroy(loss);
    if (!loss)
        return yaml_fail(mapping, "%s", why.text);
    scene->step = scene->step < scene->steps ? scene->step : scene->steps;
    return true;
}

static bool read_slide(SceneReader *reader, const YamlNode *mapping)
{
    bool two = yaml_find(mapping, "landscape") && yaml_find(mapping, "formula");
    Scene before = {0};
    if (two)
        return yaml_fail(yaml_find(mapping, "formula"), "expected either landscape or formula");
    scene_copy(&before, &reader->scene);
    bool ok = yaml_read_keys(mapping, slide_keys, reader);
    keep_words(&reader->scene, &before, mapping);
    scene_clear(&before);
    return ok && check_slide(reader, mapping);
}

// What a slide says replaces what the slide before said; question, answer and play are its own.
static bool read_slides(SceneReader *reader, const YamlNode *list, Lesson *lesson)
{
    for (const YamlNode *mapping = list->first; mapping; mapping = mapping->next) {
        Slide *slide = &lesson->slide[lesson->n++];
        if (lesson->n > 1)
            memcpy(slide->slider, slide[-1].slider, sizeof slide->slider);
        reader->slide = slide;
        if (!read_slide(reader, mapping) || !check_slider(reader, mapping))
            return false;
        scene_copy(&slide->scene, &reader->scene);
    }
    return true;
}

static bool read_lesson(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    if (value->n < 1 || value->n > LESSON_SLIDES_MAX)
        return yaml_fail(value, "lesson: expected from 1 to %d slides, found %d", LESSON_SLIDES_MAX, value->n);
    Lesson *lesson = calloc(1, sizeof *lesson);
    Slide *slides = calloc((size_t)value->n, sizeof *slides);
    if (!lesson || !slides) {
        free(lesson);
        free(slides);
        return yaml_fail(value, "lesson: out of memory");
    }
    lesson->slide = slides;
    text_copy(lesson->title, sizeof lesson->title, reader->scene.title);
    Scene first = {.lesson = lesson}; // holds it while it is read
    bool ok = read_slides(reader, value, lesson) && lesson_show(&reader->scene, lesson, 0);
    scene_clear(&first);
    return ok;
}

static const YamlKey scene_keys[] = {
    {"ravine", .early = DATA, .read = read_version, .write = write_version},        WORDS_KEYS, RACE_KEYS,
    {"lesson", SHAPE_KEYS_LIST, slide_keys, .entry = "slide", .read = read_lesson}, {NULL},
};

static const YamlFormat scene_format = {"scene", "ravine: 1", scene_keys};

// ---- whole scenes

static bool check_version(const YamlNode *root)
{
    return yaml_find(root, "ravine") || yaml_fail_at(root->tree, 1, "expected the format's version, 'ravine: 1'");
}

bool scene_parse(Scene *scene, const char *bytes, size_t size, const char *origin, Error *error)
{
    SceneReader *reader = calloc(1, sizeof *reader);
    YamlTree tree;
    if (!reader)
        return error_set(error, "scene, %s:1: out of memory", origin);
    *reader = (SceneReader){.origin = origin, .error = error};
    reader->scene.steps = SCENE_STEPS_DEFAULT;
    reader->scene.speed = SCENE_SPEED_DEFAULT;
    reader->scene.view = (SceneView){
        .camera = {.azimuth_deg = SCENE_AZIMUTH_DEFAULT, .elevation_deg = SCENE_ELEVATION_DEFAULT}, .theme = "dark"};
    bool ok = yaml_parse(&tree, &scene_format, bytes, size, origin, error) && check_version(tree.root) &&
              yaml_read_keys(tree.root, scene_keys, reader);
    if (ok) {
        scene_frame(&reader->scene);
        scene_hold_paths(&reader->scene);
        scene_copy(scene, &reader->scene);
    }
    scene_clear(&reader->scene);
    yaml_tree_clear(&tree);
    free(reader);
    return ok;
}

char *scene_print(const Scene *scene, size_t *size, Error *error)
{
    char *bytes = NULL;
    YamlWriter writer = {.out = open_memstream(&bytes, size)};
    if (writer.out)
        yaml_write_keys(&writer, scene_keys, scene);
    bool written = writer.out && !fclose(writer.out), fits = written && *size <= SCENE_BYTES_MAX;
    if (fits)
        return bytes;
    free(bytes);
    error_set(error, written ? "scene: its data makes it larger than can be read" : "scene: out of memory");
    return NULL;
}
