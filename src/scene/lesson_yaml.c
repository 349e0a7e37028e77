// Whole scenes as YAML, and lessons: `lesson:`, a list of slides, each as what differs from the slide before; and of a
// scene that shows one of them, which it is and what was edited on it, as what differs from the slide.
#include "base/text.h"
#include "scene/knob.h"
#include "scene/scene_yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- what a slide has besides

static bool read_ask(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return scene_check_math(reader, value) && yaml_copy(value, reader->slide->ask, sizeof reader->slide->ask);
}

static bool read_answer(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    if (!yaml_find(value->parent, "ask"))
        return yaml_fail(value, "answer: the slide asks nothing");
    return scene_check_math(reader, value) && yaml_copy(value, reader->slide->answer, sizeof reader->slide->answer);
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
    if (!slide->slider[0] || slide_hold(scene, slide->slider, &why))
        return true;
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
    {"speed", .read = scene_read_speed},
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

// What is checked of a slide is read in two rounds: its own keys need the whole scene.
#define OWN_KEYS                                                                                                       \
    {"ask", .read = read_ask}, {"answer", .read = read_answer}, {"slider", .read = read_slider},                       \
    {                                                                                                                  \
        "play", SHAPE_KEYS, play_keys, .read = read_play                                                               \
    }

static const YamlKey own_keys[] = {OWN_KEYS, {NULL}};
static const YamlKey slide_keys[] = {OWN_KEYS, {NULL, .keys = scene_edit_keys}};

// ---- slides, read

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
    bool ok = yaml_read_keys(mapping, scene_edit_keys, reader) && yaml_read_keys(mapping, own_keys, reader);
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
        scene_frame(&slide->scene);
        scene_hold_paths(&slide->scene);
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

// ---- which slide is shown, and what was edited on it

static bool check_lesson(const SceneReader *reader, const YamlNode *value)
{
    return reader->scene.lesson || yaml_fail(value, "%s: the scene is no lesson", value->key);
}

static bool read_shown(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    int slide;
    return check_lesson(reader, value) && yaml_whole(value, 1, scene->lesson->n, &slide) &&
           lesson_show(scene, scene->lesson, slide - 1);
}

static void write_shown(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->slide > 0)
        yaml_write_whole(writer, (unsigned long long)scene->slide + 1);
}

static bool read_presented(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return check_lesson(reader, value) && yaml_truth(value, &reader->scene.presented);
}

static void write_presented(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (!scene->presented)
        yaml_write_text(writer, "false");
}

static bool read_edited(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Slide edited = {.ask = ""}, *outer = reader->slide;
    reader->slide = &edited;
    bool ok = check_lesson(reader, value) && read_slide(reader, value);
    reader->slide = outer;
    if (!ok)
        return false;
    reader->scene.changed = lesson_is_changed(&reader->scene);
    reader->scene.view.window_said = true; // as it was found for the slide
    return true;
}

// That a text is read into.
static Scene empty(void)
{
    SceneCamera camera = {.azimuth_deg = SCENE_AZIMUTH_DEFAULT, .elevation_deg = SCENE_ELEVATION_DEFAULT};
    return (Scene){
        .steps = SCENE_STEPS_DEFAULT, .speed = SCENE_SPEED_DEFAULT, .view = {.camera = camera, .theme = "dark"}};
}

// ---- slides, written

static bool is_placed_anew(const Scene *before, const Scene *scene)
{
    const YamlKey *keys = scene_race_keys;
    return yaml_row_changed(keys, "landscape", before, scene) || yaml_row_changed(keys, "formula", before, scene) ||
           (before->data && !scene->data);
}

// What another landscape brings along is said again; no number is NaN.
static void forget_place(Scene *scene, bool has_data)
{
    scene->landscape = NULL;
    scene->formula[0] = '\0';
    scene->n_constants = 0;
    scene->start[0] = scene->start[1] = scene->starts.radius = NAN;
    scene->view.camera.window[0] = scene->view.camera.azimuth_deg = scene->view.camera.elevation_deg = NAN;
    scene->view.unlinked = false;
    if (!has_data)
        scene->batch = 0;
}

static void forget_rows(Scene *scene)
{
    scene_drop_rows(scene);
    scene->data_path[0] = '\0';
}

// Racers that are read are seen by all, alike, and change nothing on their way.
static bool take_racers(Scene *to, const Scene *from)
{
    scene_keep_racers(to, 0);
    for (int i = 0; i < from->n_racers; i++) {
        SceneRacer racer = *scene_entry(from, i);
        racer.hidden = false;
        racer.view = VIEW_SURFACE;
        racer.changes = (Changes){.n = 0};
        if (!scene_insert_racer(to, i, &racer))
            return false;
    }
    to->view.unlinked = false;
    to->view.selected = scene_selectable(to, 0, 1);
    return true;
}

// Makes *before what the scene's text is read into: the slide before, after what is read first has had its way with it.
static void prepare(Scene *before, const Scene *scene)
{
    bool other_rows = yaml_row_changed(scene_edit_keys, "data", before, scene) ||
                      yaml_row_changed(scene_edit_keys, "rows", before, scene);
    if (is_placed_anew(before, scene))
        forget_place(before, scene->data);
    if (other_rows)
        forget_rows(before);
    before->step = before->step < scene->steps ? before->step : scene->steps;
}

// All rows are what a step takes where nothing is said; where the slide before says something, they are.
static void say_batch(Scene *scene, const Scene *before)
{
    if (scene->batch || scene->batches || (!before->batch && !before->batches))
        return;
    Loss *loss = scene_loss(scene, NULL);
    scene->batch = loss ? loss_batch(loss) : 0;
    loss_destroy(loss);
}

// Changes of a scene from the one before, into the mapping that is open.
static bool write_changes(YamlWriter *writer, const Scene *was, const Scene *is)
{
    Scene before = {0}, scene = {0};
    scene_copy(&before, was);
    scene_copy(&scene, is);
    writer->key = "data";
    if (before.data && !scene.data)
        yaml_write_quoted(writer, "");
    say_batch(&scene, &before);
    prepare(&before, &scene);
    yaml_write_changes(writer, scene_race_keys, &before, &scene);
    bool other_racers = yaml_row_changed(scene_race_keys, "racers", &before, &scene);
    bool ok = !other_racers || take_racers(&before, &scene);
    if (ok)
        yaml_write_changes(writer, scene_look_keys, &before, &scene);
    scene_clear(&before);
    scene_clear(&scene);
    return ok;
}

static void write_own(YamlWriter *writer, const char *key, const char *text)
{
    writer->key = key;
    if (text[0])
        yaml_write_paragraph(writer, text);
}

static void write_number(YamlWriter *writer, const char *key, int number)
{
    writer->key = key;
    yaml_write_whole(writer, (unsigned long long)number);
}

static void write_play(YamlWriter *writer, const Slide *slide)
{
    YamlOpen open;
    writer->key = "play";
    yaml_begin_mapping(writer, &open);
    write_number(writer, "from", slide->from);
    write_number(writer, "to", slide->to);
    yaml_end_mapping(writer, &open);
}

// After the slide before; NULL: after what stands above them.
static void write_slide(YamlWriter *writer, const Scene *above, const Slide *last, const Slide *slide)
{
    const Scene *was = last ? &last->scene : above;
    const char *slider = last ? last->slider : "";
    bool gap = last;
    Scene before = {0}, scene = {0};
    scene_copy(&before, was);
    scene_copy(&scene, &slide->scene);
    snprintf(before.title, sizeof before.title, "said");
    snprintf(scene.title, sizeof scene.title, "said"); // and not again, where it is none beside a landscape's name
    if (slide->plays)
        before.step = slide->scene.step;
    yaml_begin_entry(writer);
    writer->key = "title";
    writer->gap = gap;
    yaml_write_text(writer, slide->scene.title);
    writer->failed |= !write_changes(writer, &before, &scene);
    write_own(writer, "ask", slide->ask);
    write_own(writer, "answer", slide->answer);
    writer->key = "slider";
    if (strcmp(slider, slide->slider))
        yaml_write_text(writer, slide->slider);
    if (slide->plays)
        write_play(writer, slide);
    yaml_end_entry(writer);
    scene_clear(&before);
    scene_clear(&scene);
}

static void write_lesson_title(YamlWriter *writer, const void *context)
{
    const Lesson *lesson = ((const Scene *)context)->lesson;
    if (lesson->title[0])
        yaml_write_text(writer, lesson->title);
}

static void write_lesson(YamlWriter *writer, const void *context)
{
    const Lesson *lesson = ((const Scene *)context)->lesson;
    if (!lesson)
        return;
    Scene first = empty();
    text_copy(first.title, sizeof first.title, lesson->title);
    yaml_begin_list(writer, lesson->n);
    for (int i = 0; i < lesson->n; i++)
        write_slide(writer, &first, i > 0 ? &lesson->slide[i - 1] : NULL, &lesson->slide[i]);
    yaml_end_list(writer);
}

static void write_edited(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    YamlOpen open;
    yaml_begin_mapping(writer, &open);
    writer->failed |= !write_changes(writer, &lesson_slide(scene)->scene, scene);
    yaml_end_mapping(writer, &open);
}

bool lesson_is_edited(const Scene *scene)
{
    char *bytes = NULL;
    size_t size = 0;
    YamlWriter writer = {.out = open_memstream(&bytes, &size), .key = "edited"};
    if (writer.out)
        write_edited(&writer, scene);
    bool edited = writer.out && !fclose(writer.out) && size > 0;
    free(bytes);
    return edited;
}

bool lesson_is_changed(const Scene *scene)
{
    Scene race = {0};
    if (!scene->lesson)
        return false;
    const Scene *written = &lesson_slide(scene)->scene;
    scene_copy(&race, scene);
    scene_take_view(&race, written);
    race.view = written->view;
    race.figure = written->figure;
    race.step = written->step;
    race.speed = written->speed;
    bool changed = lesson_is_edited(&race);
    scene_clear(&race);
    return changed;
}

// ---- the tables

// Likewise in two rounds.
#define LESSON_KEYS                                                                                                    \
    {                                                                                                                  \
        "lesson",    SHAPE_KEYS_LIST,     slide_keys,           .entry = "slide",                                      \
        .gap = true, .read = read_lesson, .write = write_lesson},                                                      \
        {"slide", .gap = true, .read = read_shown, .write = write_shown},                                              \
        {"presented", .read = read_presented, .write = write_presented},                                               \
    {                                                                                                                  \
        "edited", SHAPE_KEYS, scene_edit_keys, .gap = true, .read = read_edited, .write = write_edited                 \
    }

static const YamlKey lesson_keys[] = {LESSON_KEYS, {NULL}};
static const YamlKey all_keys[] = {LESSON_KEYS, {NULL, .keys = scene_keys}};

// What the slides begin with is in the first one.
static const YamlKey written_keys[] = {
    {"ravine", .write = scene_write_version},
    {"title", .write = write_lesson_title},
    {NULL, .keys = lesson_keys},
};

static const YamlFormat scene_format = {"scene", "ravine: 1", all_keys};

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
    reader->scene = empty();
    bool ok = yaml_parse(&tree, &scene_format, bytes, size, origin, error) && check_version(tree.root) &&
              yaml_read_keys(tree.root, scene_keys, reader) && yaml_read_keys(tree.root, lesson_keys, reader);
    if (ok && !reader->scene.lesson) { // slides are framed as they are read
        scene_frame(&reader->scene);
        scene_hold_paths(&reader->scene);
    }
    if (ok)
        scene_copy(scene, &reader->scene);
    scene_clear(&reader->scene);
    yaml_tree_clear(&tree);
    free(reader);
    return ok;
}

bool scene_is_same(const Scene *a, const Scene *b)
{
    bool place = a->lesson == b->lesson && a->slide == b->slide && a->presented == b->presented;
    return place && !yaml_keys_changed(scene_edit_keys, a, b);
}

char *scene_print(const Scene *scene, size_t *size, Error *error)
{
    char *bytes = NULL;
    YamlWriter writer = {.out = open_memstream(&bytes, size)};
    if (writer.out)
        yaml_write_keys(&writer, scene->lesson ? written_keys : scene_keys, scene);
    bool written = writer.out && !fclose(writer.out) && !writer.failed, fits = written && *size <= SCENE_BYTES_MAX;
    if (fits)
        return bytes;
    free(bytes);
    error_set(error, written ? "scene: its data makes it larger than can be read" : "scene: out of memory");
    return NULL;
}
