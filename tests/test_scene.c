// Scenes: the built-in ones, text that reads back to an equal scene, pictures with a scene inside, and what is refused,
// with file and line.
#include "base/file.h"
#include "engine/random.h"
#include "entries.h"
#include "scenes.h"
#include "within.h"

#include <dirent.h>
#include <math.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static void assert_text_equal(const char *a, size_t a_size, const char *b, size_t b_size)
{
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a, b, a_size);
}

static void assert_data_equal(const Scene *a, const Scene *b)
{
    size_t a_size = 0, b_size = 0;
    assert_int_equal(a->data != NULL, b->data != NULL);
    assert_int_equal(a->batches != NULL, b->batches != NULL);
    if (a->data) {
        const char *text = dataset_text(a->data, &a_size), *other = dataset_text(b->data, &b_size);
        assert_text_equal(text, a_size, other, b_size);
    }
    if (a->batches) {
        const char *text = batches_text(a->batches, &a_size), *other = batches_text(b->batches, &b_size);
        assert_text_equal(text, a_size, other, b_size);
    }
}

static void assert_cameras_equal(const SceneCamera *a, const SceneCamera *b)
{
    assert_doubles_equal("window", a->window, b->window, 4);
    assert_doubles_equal("azimuth", &a->azimuth_deg, &b->azimuth_deg, 1);
    assert_doubles_equal("elevation", &a->elevation_deg, &b->elevation_deg, 1);
}

static void assert_entries_equal(const Scene *a, const Scene *b)
{
    assert_int_equal(a->n_racers, b->n_racers);
    for (int i = 0; i < a->n_racers; i++) {
        const SceneRacer *one = scene_entry(a, i), *other = scene_entry(b, i);
        assert_true(racer_equal(&one->racer, &other->racer));
        assert_int_equal(one->hidden, other->hidden);
        assert_int_equal(one->view, other->view);
        assert_string_equal(one->name, other->name);
        assert_int_equal(one->has_color, other->has_color);
        assert_int_equal(one->ghost, other->ghost);
        assert_int_equal(one->color, other->color);
        if (a->view.unlinked)
            assert_cameras_equal(&one->camera, &other->camera);
    }
}

static void assert_views_equal(const SceneView *a, const SceneView *b)
{
    assert_int_equal(a->kind, b->kind);
    assert_cameras_equal(&a->camera, &b->camera);
    assert_string_equal(a->theme, b->theme);
    assert_string_equal(a->ramp, b->ramp);
    assert_int_equal(a->selected, b->selected);
    assert_int_equal(a->unlinked, b->unlinked);
    assert_int_equal(a->show, b->show);
}

static void assert_scenes_equal(const Scene *a, const Scene *b)
{
    assert_string_equal(a->title, b->title);
    assert_string_equal(a->caption, b->caption);
    assert_ptr_equal(a->landscape, b->landscape);
    assert_string_equal(a->formula, b->formula);
    assert_int_equal(a->n_constants, b->n_constants);
    for (int i = 0; i < a->n_constants; i++) {
        assert_string_equal(a->constants[i].name, b->constants[i].name);
        assert_doubles_equal("constant", &a->constants[i].value, &b->constants[i].value, 1);
    }
    assert_string_equal(a->data_path, b->data_path);
    assert_data_equal(a, b);
    assert_int_equal(a->batch, b->batch);
    assert_doubles_equal("start", a->start, b->start, SCENE_DIMENSION_MAX);
    assert_entries_equal(a, b);
    assert_true(a->seed == b->seed);
    assert_int_equal(a->steps, b->steps);
    assert_int_equal(a->step, b->step);
    assert_doubles_equal("speed", &a->speed, &b->speed, 1);
    assert_views_equal(&a->view, &b->view);
}

static void assert_round_trip(const Scene *scene)
{
    size_t size, again_size;
    Scene back = {0};
    Error error = {""};
    char *text = scene_print(scene, &size, &error);
    assert_non_null(text);
    assert_int_equal(strlen(text), size);
    if (!scene_parse(&back, text, size, "printed.yaml", &error))
        fail_msg("%s in\n%s", error.text, text);
    assert_scenes_equal(scene, &back);
    char *again = scene_print(&back, &again_size, &error);
    assert_text_equal(text, size, again, again_size);
    free(text);
    free(again);
    scene_clear(&back);
}

static void parse(Scene *scene, const char *text)
{
    Error error = {""};
    if (!scene_parse(scene, text, strlen(text), "tests/t.yaml", &error))
        fail_msg("%s in\n%s", error.text, text);
}

static void lists_every_file(void **state)
{
    (void)state;
    int files = 0, listed = 0;
    DIR *folder = opendir("assets/scenes");
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        files += strstr(entry->d_name, ".yaml") != NULL;
    closedir(folder);
    while (scene_builtin(listed))
        listed++;
    assert_int_equal(listed, files);
    assert_null(scene_builtin_title(listed));
    assert_null(scene_builtin(-1));
}

static void reads_every_builtin(void **state)
{
    (void)state;
    for (int i = 0; scene_builtin(i); i++) {
        Scene scene = {0};
        Error error = {""};
        if (!scene_read(&scene, scene_builtin(i), &error))
            fail_msg("%s: %s", scene_builtin(i), error.text);
        assert_string_equal(scene.title, scene_builtin_title(i));
        assert_true(scene.n_racers >= 2 && scene_dimension(&scene) >= 1);
        assert_round_trip(&scene);
        scene_clear(&scene);
    }
}

// On the stage of a lesson nobody leaves the numbers, but where that is the lesson.
static void runs_every_builtin(void **state)
{
    (void)state;
    for (int i = 0; scene_builtin(i); i++) {
        Scene scene = {0};
        assert_true(scene_read(&scene, scene_builtin(i), NULL));
        Loss *loss = scene_loss(&scene, NULL);
        Race *race = race_create();
        RaceConfig config = scene_race(&scene, loss);
        assert_true(race_configure(race, &config, true) && race_run(race, scene.steps));
        for (int r = 0; r < scene.n_racers; r++)
            if (race_state(race, r, scene.steps) == RACER_DIVERGED)
                fail_msg("%s: racer %d diverged", scene_builtin(i), r);
        race_destroy(race);
        loss_destroy(loss);
        scene_clear(&scene);
    }
}

static void welcomes_with_the_default(void **state)
{
    (void)state;
    Scene welcome = {0}, standard;
    scene_default(&standard);
    assert_true(scene_read(&welcome, "welcome", NULL));
    assert_scenes_equal(&welcome, &standard);
    assert_int_equal(standard.n_racers, 6);
    scene_clear(&welcome);
    scene_clear(&standard);
}

static double any_double(uint64_t i)
{
    return (random_uniform(3, 1, i) - 0.5) * pow(10, 12 * random_uniform(3, 2, i) - 6);
}

static void any_text(char *text, size_t size, uint64_t i)
{
    static const char *const pieces[] = {"a", " ", ":", "#", "β", "\"", "'",  "\\", "\n",
                                         "-", "1", "{", "é", "𝛁", "%",  "  ", "ab"};
    size_t n = (size_t)(random_uniform(3, 3, i) * (i % 4 ? 30 : 250)), kinds = i % 4 > 1 ? 17 : 2;
    text[0] = '\0';
    for (size_t k = 0; k < n; k++) {
        const char *piece = pieces[(size_t)(random_uniform(3, 4, 256 * i + k) * (double)kinds)];
        if (strlen(text) + strlen(piece) < size)
            strcat(text, piece);
    }
}

static void draw_camera(SceneCamera *camera, uint64_t i)
{
    double *window = camera->window;
    window[0] = any_double(8 * i);
    window[1] = window[0] + fabs(any_double(8 * i + 1)) + 1;
    if (window[2] < window[3]) {
        window[2] = any_double(8 * i + 2);
        window[3] = window[2] + fabs(any_double(8 * i + 3)) + 1;
    }
    camera->azimuth_deg = 720 * random_uniform(3, 6, i) - 360;
    camera->elevation_deg = 5 + 85 * random_uniform(3, 7, i);
}

static void draw_view(Scene *scene, uint64_t i)
{
    SceneView *view = &scene->view;
    view->kind = (ViewKind)(random_uniform(3, 5, i) * VIEW_COUNT);
    draw_camera(&view->camera, i);
    strcpy(view->ramp, i % 3 ? "" : "magma");
    view->unlinked = i % 4 == 0;
    for (int k = 0; k < scene->n_racers; k++) {
        SceneRacer *entry = scene_edit_entry(scene, k);
        SceneCamera *camera = &entry->camera;
        if ((i + (uint64_t)k) % 3 == 0)
            any_text(entry->name, sizeof entry->name, 2000 + 16 * i + (uint64_t)k);
        entry->has_color = (i + (uint64_t)k) % 4 == 0;
        entry->color = entry->has_color ? (uint32_t)(random_uniform(3, 12, 16 * i + (uint64_t)k) * 0x1000000) : 0;
        *camera = view->camera;
        draw_camera(camera, 1000 + 16 * i + (uint64_t)k);
    }
    view->selected = (int)(random_uniform(3, 8, i) * 6);
    hide_racers(scene, (uint32_t)(random_uniform(3, 9, i) * 64));
    give_maps(scene, (uint32_t)(random_uniform(3, 11, i) * 64));
    view->show = (uint32_t)(random_uniform(3, 10, i) * (1 << SHOW_COUNT));
}

static void prints_random_scenes(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 300; i++) {
        Scene scene;
        scene_default(&scene);
        const Landscape *row = landscape_at((int)(i % (uint64_t)landscape_count()));
        assert_true(scene_set_landscape(&scene, i % 3 ? row->id : "(x^2 + k*y^2)/2 k=25, ", NULL));
        for (int k = 0; k < scene.n_constants; k++)
            scene.constants[k].value = any_double(100 + i + (uint64_t)k);
        any_text(scene.title, sizeof scene.title, i);
        any_text(scene.caption, sizeof scene.caption, 1000 + i);
        for (int d = 0; d < scene_dimension(&scene); d++)
            scene.start[d] = any_double(1000 + 2 * i + (uint64_t)d);
        scene.seed = random_bits(3, 10, i);
        scene.steps = (int)(random_uniform(3, 11, i) * RACE_STEPS_MAX);
        scene.step = scene.steps / 3;
        scene.speed = 1000 * random_uniform(3, 12, i);
        draw_view(&scene, i);
        assert_round_trip(&scene);
        scene_clear(&scene);
    }
}

static void holds_its_data(void **state)
{
    (void)state;
    Scene scene = {0};
    parse(&scene, "ravine: 1\nformula: (w*u + b - t)^2\ndata: here.csv\nrows: |\n  u,t\n  1,2\n  2.50,4\n\nbatch_rows: "
                  "\"0 1\\n1\\n\"\n");
    assert_int_equal(dataset_rows(scene.data), 2);
    assert_int_equal(batches_rows(scene.batches)->n, 2);
    assert_string_equal(scene.data_path, "here.csv");
    assert_round_trip(&scene);
    Scene copy = {0};
    scene_copy(&copy, &scene);
    assert_scenes_equal(&copy, &scene);
    scene_clear(&scene);
    assert_round_trip(&copy); // the data is still there
    scene_copy(&copy, &copy);
    assert_int_equal(dataset_rows(copy.data), 2);
    scene_clear(&copy);
}

static void finds_data_beside_the_scene(void **state)
{
    (void)state;
    static const char text[] = "ravine: 1\nformula: (w*u + b - t)^2\ndata: ../data/linear.csv\n";
    Scene scene = {0};
    Error error = {""};
    if (!scene_parse(&scene, text, strlen(text), "assets/scenes/x.yaml", &error))
        fail_msg("%s", error.text);
    assert_int_equal(dataset_rows(scene.data), 64);
    assert_false(scene_parse(&scene, text, strlen(text), "x.yaml", &error));
    assert_string_equal(error.text, "data, ../data/linear.csv: No such file or directory");
    assert_int_equal(dataset_rows(scene.data), 64); // unchanged
    scene_clear(&scene);
}

#define LONG_NAME "a racer whose name is longer than any card is wide"

static void racers_are_mappings_where_more_is_set(void **state)
{
    (void)state;
    static const char racers[] =
        "\nracers:\n  - SGD(lr=0.1)\n  - racer: Adam(lr=0.1)\n    name: mine\n"
        "    color: \"#e69f00\"\n  - racer: Rprop(lr=0.1)\n    color: \"#00000f\"\n    ghost: true\n\n";
    char text[400];
    size_t size;
    snprintf(text, sizeof text, "ravine: 1\nlandscape: booth\n%s", racers);
    Scene scene = {0};
    parse(&scene, text);
    assert_int_equal(scene.n_racers, 3);
    assert_false(scene_entry(&scene, 0)->has_color || scene_entry(&scene, 0)->name[0]);
    assert_string_equal(scene_entry(&scene, 1)->name, "mine");
    assert_string_equal(scene_racer(&scene, 1)->rule->name, "Adam");
    assert_true(scene_entry(&scene, 1)->has_color && scene_entry(&scene, 1)->color == 0xe69f00);
    assert_true(scene_entry(&scene, 2)->has_color && scene_entry(&scene, 2)->color == 0x00000f);
    assert_true(scene_entry(&scene, 2)->ghost && !scene_entry(&scene, 1)->ghost);
    char *printed = scene_print(&scene, &size, NULL);
    assert_non_null(printed);
    assert_non_null(strstr(printed, racers));
    free(printed);
    scene_clear(&scene);
}

static void refuses_with_the_line(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", ":1: empty; expected a first line 'ravine: 1'"},
        {"# nothing\n", ":1: empty"},
        {"- 1\n", ":1: expected a scene, lines such as 'ravine: 1'"},
        {"rosenbrock", ":1: expected a scene"},
        {"landscape: rosenbrock\n", ":1: expected the format's version, 'ravine: 1'"},
        {"ravine: 2\nlandscape: rosenbrock\n", ":1: format '2'; this program reads format 1"},
        {"ravine: one\n", ":1: format 'one'"},
        {"ravine: 1\n", ":1: expected either landscape or formula"},
        {"ravine: 1\nlandscape: booth\nformula: x^2\n", ":3: expected either landscape or formula"},
        {"ravine: 1\nlandscap: booth\n", ":2: there is no key 'landscap'; did you mean landscape"},
        {"ravine: 1\nlandscape: booth\nview:\n  knd: map\n", ":4: there is no key 'knd' in view; did you mean kind"},
        {"ravine: 1\n\nlandscape: boot\n",
         ":3: landscape, column 1: there is no landscape 'boot'; did you mean booth?"},
        {"ravine: 1\nformula: x^2 +\n", ":2: landscape, column 6: "},
        {"ravine: 1\nlandscape: [booth]\n", ":2: landscape: expected a single value, found a list"},
        {"ravine: 1\nlandscape: {a: b}\n", ":2: landscape: expected a single value, found keys and values"},
        {"ravine: 1\nlandscape: booth\nstart: 1\n", ":3: start: expected a list, found a single value"},
        {"ravine: 1\nlandscape: booth\nview: map\n", ":3: view: expected keys and values, found a single value"},
        {"ravine: 1\nlandscape: booth\nstart: [1]\n", ":3: start: expected 2 numbers, found 1"},
        {"ravine: 1\nlandscape: booth\nstart: [1, 2, 3]\n", ":3: start: expected 2 numbers, found 3"},
        {"ravine: 1\nlandscape: booth\nstart:\n  - 1\n  - two\n", ":5: start: expected a finite number, found 'two'"},
        {"ravine: 1\nlandscape: booth\nstart: [1, .inf]\n", ":3: start: expected a finite number, found '.inf'"},
        {"ravine: 1\nlandscape: booth\nstart: [1, 1e999]\n", ":3: start: expected a finite number"},
        {"ravine: 1\nlandscape: booth\nseed: -1\n", ":3: seed: expected a whole number from 0"},
        {"ravine: 1\nlandscape: booth\nseed: 18446744073709551616\n", ":3: seed: expected"},
        {"ravine: 1\nlandscape: booth\nsteps: 1.5\n",
         ":3: steps: expected a whole number from 0 to 1000000, found '1.5'"},
        {"ravine: 1\nlandscape: booth\nsteps: 99999999999999999999\n", ":3: steps: expected a whole number"},
        {"ravine: 1\nlandscape: booth\nsteps: 10\nstep: 11\n", ":4: step: expected a whole number from 0 to 10"},
        {"ravine: 1\nlandscape: booth\nspeed: 0\n", ":3: speed: expected steps per second"},
        {"ravine: 1\nlandscape: booth\nspeed: ~\n", ":3: speed: expected a finite number, found '~'"},
        {"ravine: 1\nlandscape: booth\nbatch: 3\n", ":3: batch: the loss has no rows and draws nothing"},
        {"ravine: 1\nlandscape: noisy_bowl\nbatch: 0\n", ":3: batch: expected a whole number from 1 to 100000"},
        {"ravine: 1\nlandscape: booth\nbatch_rows: 0 1\n", ":3: batch_rows: the scene has no data"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - SGD(lr=1)\n  - SGD(lr=)\n", ":5: racer, column 8 of 'SGD(lr=)': "},
        {"ravine: 1\nlandscape: booth\nracers: SGD(lr=1)\n", ":3: racers: expected a list"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - racer: Adam(\n", ":4: "},
        {"ravine: 1\nlandscape: booth\nracers:\n  - Adam()\n  - name: mine\n",
         ":5: racers: expected a key 'racer', such as 'racer: Adam(lr=0.1)'"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - racer: Adam()\n    colour: '#ff0000'\n",
         ":5: there is no key 'colour' in racer 1; did you mean color"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - racer: Adam()\n    color: red\n",
         ":5: color: expected red, green and blue as '#e69f00', found 'red'"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - racer: Adam()\n    name: " LONG_NAME "\n",
         ":5: name: longer than 40 bytes"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - racer: Adam()\n    ghost: maybe\n",
         ":5: ghost: there is no truth 'maybe'"},
        {"ravine: 1\nlandscape: booth\nracers:\n  - Adam()\n  - {racer: Adam(), ghost: true}\nview: {selected: 1}\n",
         ":6: selected: racer 1 is a ghost"},
        {"ravine: 1\nlandscape: booth\nracers: [[a]]\n",
         ":3: racers: expected a single value or keys and values, found a list"},
        {"ravine: 1\nlandscape: booth\nracers: [a, [[[[b]]]]]\n", ":3: nested deeper than a scene is"},
        {"ravine: 1\nlandscape: booth\nview:\n  kind: mop\n", ":4: kind: there is no view 'mop'; did you mean map"},
        {"ravine: 1\nlandscape: booth\nview:\n  window: [0, 1, 2, 2]\n", ":4: window: expected [x from, x to"},
        {"ravine: 1\nlandscape: double_well\nview:\n  window: [0, 1, 2, 3]\n",
         ":4: window: expected 2 numbers, found 4"},
        {"ravine: 1\nlandscape: booth\nview:\n  azimuth: 1e9\n", ":4: azimuth: expected degrees from -360 to 360"},
        {"ravine: 1\nlandscape: booth\nview:\n  elevation: 4\n", ":4: elevation: expected degrees from 5 to 90"},
        {"ravine: 1\nlandscape: booth\nview:\n  theme: Dark Mode\n", ":4: theme: expected a theme's name"},
        {"ravine: 1\nlandscape: booth\nview:\n  ramp: ''\n", ":4: ramp: expected a ramp's name"},
        {"ravine: 1\nlandscape: booth\nview:\n  selected: 1\n", ":4: selected: expected a whole number from 0 to 0"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam()]\nview: {maps: [0, -1]}\n",
         ":4: maps: expected a whole number from 0 to 0"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam(), Rprop()]\nview:\n  cameras: ['0, 1, 0, 1, 0, 42']\n",
         ":5: cameras: expected one for each of 2 racers, found 1"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam()]\nview:\n  cameras:\n    - 0, 1, 0, 1\n",
         ":6: cameras: expected 'x from, x to, y from, y to, azimuth, elevation', found '0, 1, 0, 1'"},
        {"ravine: 1\nlandscape: double_well\nracers: [Adam()]\nview:\n  cameras: ['0, 1, 0, 1, 0, 42']\n",
         ":5: cameras: expected 'from, to, azimuth, elevation', found '0, 1, 0, 1, 0, 42'"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam()]\nview:\n  cameras:\n    - 0, 0, 0, 1, 0, 42\n",
         ":6: window: expected [x from, x to"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam()]\nview:\n  cameras:\n    - 0, 1, 0, 1, 0, 91\n",
         ":6: elevation: expected degrees from 5 to 90"},
        {"ravine: 1\nlandscape: booth\nracers: [Adam()]\nview: {hidden: [1]}\n",
         ":4: hidden: expected a whole number from 0 to 0"},
        {"ravine: 1\nlandscape: booth\nracers: []\nview:\n  show: [state, gradent]\n",
         ":5: show: there is no 'gradent'; did you mean gradient"},
        {"ravine: 1\nlandscape: booth\nlandscape: beale\n", ":3: landscape is given twice"},
        {"ravine: 1\nlandscape: &a booth\ntitle: *a\n", ":3: aliases (*a) are not read in scenes"},
        {"ravine: 1\nlandscape: booth\n---\nravine: 1\n", ":3: a second document; a scene is one"},
        {"ravine: 1\n? [a, b]\n: 1\n", ":2: expected a key"},
        {"ravine: 1\ntitle: \"unfinished\n", ": no YAML: "},
        {"ravine: 1\n\ttitle: x\n", ":2: no YAML: "},
        {"ravine: 1\ntitle: \xff\n", ":2: no YAML: invalid"},
        {"ravine: 1\ntitle: a\x01\n", ":2: no YAML: control characters are not allowed"},
        {"ravine: 1\nlandscape: booth\nrows: |\n  u,t\n  1,2\n", ":2: the landscape names no column of the data"},
        {"ravine: 1\nformula: (w*u + b - t)^2\nrows: |\n  u,t\n  1,2\n  1\n",
         ":6: rows: 1 value where the first line names 2 columns"},
        {"ravine: 1\nformula: (w*u + b - t)^2\nrows: \"u,t\\n1,x\"\n", ":3: rows: column 't': 'x' is not a number"},
        {"ravine: 1\nformula: (w*u + b - t)^2\nbatch: 3\nrows: |\n  u,t\n  1,2\n  1,3\n",
         ":3: batch: expected a whole number from 1 to 2"},
        {"ravine: 1\nformula: (w*u + b - t)^2\nbatch_rows: 0 2\nrows: |\n  u,t\n  1,2\n  1,3\n",
         ":3: batch_rows: row 2 of 2"},
        {"ravine: 1\nformula: (w*u + b - t)^2\n", ":2: landscape, column "},
    };
    Scene scene;
    scene_default(&scene);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Error error = {""};
        char expected[300];
        assert_false(scene_parse(&scene, bad[i][0], strlen(bad[i][0]), "s.yaml", &error));
        bool line = bad[i][1][0] == ':' && bad[i][1][1] != ' ';
        snprintf(expected, sizeof expected, "scene, s.yaml%s", line ? bad[i][1] : ":");
        if (strncmp(error.text, expected, strlen(expected)) || (!line && !strstr(error.text, bad[i][1])))
            fail_msg("expected '%s%s'; got '%s'", expected, line ? "" : bad[i][1], error.text);
    }
    assert_int_equal(scene.n_racers, 6); // unchanged
    scene_clear(&scene);
}

static void keeps_its_limits(void **state)
{
    (void)state;
    char text[4000] = "ravine: 1\nlandscape: booth\nracers:\n";
    Scene scene = {0};
    Error error;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        strcat(text, "- Adam()\n");
    parse(&scene, text);
    assert_int_equal(scene.n_racers, RACE_RACERS_MAX);
    strcat(text, "- Adam()\n");
    assert_false(scene_parse(&scene, text, strlen(text), "s.yaml", &error));
    assert_string_equal(error.text, "scene, s.yaml:20: more than 16 racers");
    snprintf(text, sizeof text, "ravine: 1\nlandscape: booth\ntitle: %0*d\n", SCENE_TITLE_MAX, 1);
    assert_false(scene_parse(&scene, text, strlen(text), "s.yaml", &error));
    assert_string_equal(error.text, "scene, s.yaml:3: title: longer than 119 bytes");
    snprintf(text, sizeof text, "ravine: 1\nformula: %0*d + x\n", FORMULA_TEXT_MAX, 1);
    assert_false(scene_parse(&scene, text, strlen(text), "s.yaml", &error));
    assert_string_equal(error.text, "scene, s.yaml:2: landscape, column 1: the formula is longer than 2000 bytes");
    scene_clear(&scene);
}

static void survives_deep_nesting(void **state)
{
    (void)state;
    enum { DEEP = 1 << 20 };
    char *text = malloc(DEEP + 1);
    Scene scene = {0};
    Error error;
    memset(text, '[', DEEP);
    text[DEEP] = '\0';
    assert_false(scene_parse(&scene, text, DEEP, "s.yaml", &error));
    memset(text, '-', DEEP);
    for (int i = 1; i < DEEP; i += 2)
        text[i] = ' ';
    assert_false(scene_parse(&scene, text, DEEP, "s.yaml", &error));
    memcpy(text, "a: ", 3);
    memset(text + 3, '{', DEEP - 3);
    assert_false(scene_parse(&scene, text, DEEP, "s.yaml", &error));
    free(text);
}

// One byte of a good scene changed or dropped: an answer, no crash; what is still read prints and reads back.
static void survives_noise(void **state)
{
    (void)state;
    Scene scene = {0};
    size_t size;
    assert_true(scene_read(&scene, "schedules", NULL));
    char *good = scene_print(&scene, &size, NULL);
    char *text = malloc(size + 1);
    int accepted = 0;
    for (uint64_t k = 0; k < 1500; k++) {
        size_t at = (size_t)(random_uniform(4, 1, k) * (double)size), drop = random_uniform(4, 2, k) < 0.5;
        memcpy(text, good, at);
        memcpy(text + at, good + at + drop, size - at - drop + 1);
        if (!drop)
            text[at] = (char)(int)(random_uniform(4, 3, k) * 256);
        Error error = {""};
        bool ok = scene_parse(&scene, text, size - drop, "s.yaml", &error);
        assert_true(ok || (error.text[0] && !strchr(error.text, '\n')));
        accepted += ok;
        if (ok)
            assert_round_trip(&scene);
    }
    assert_within(accepted, 100, 1400);
    free(text);
    free(good);
    scene_clear(&scene);
}

static char *scratch(const char *name)
{
    static char path[1024];
    const char *folder = getenv("SCRATCH");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "/tmp", name);
    return path;
}

// A picture of one pixel with `text` in a chunk.
static void write_png(const char *path, const char *key, const char *text, int compression)
{
    FILE *file = fopen(path, "wb");
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_init_io(png, file);
    png_set_IHDR(png, info, 1, 1, 8, PNG_COLOR_TYPE_GRAY, 0, 0, 0);
    png_text chunk = {.compression = compression, .key = (char *)(uintptr_t)key, .text = (char *)(uintptr_t)text};
    png_set_text(png, info, &chunk, 1);
    png_write_info(png, info);
    png_write_row(png, (png_const_bytep) "\x80");
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    fclose(file);
}

static void reads_pictures(void **state)
{
    (void)state;
    static const int compressions[] = {PNG_TEXT_COMPRESSION_NONE, PNG_TEXT_COMPRESSION_zTXt, PNG_ITXT_COMPRESSION_NONE,
                                       PNG_ITXT_COMPRESSION_zTXt};
    size_t size;
    Scene scene = {0}, back = {0};
    assert_true(scene_read(&scene, "linear_mini", NULL));
    strcpy(scene.title, "β₁ and β₂");
    char *text = scene_print(&scene, &size, NULL);
    for (int i = 0; i < 4; i++) {
        Error error = {""};
        char *path = scratch("scene.png");
        write_png(path, "ravine-scene", text, compressions[i]);
        if (!scene_read(&back, path, &error))
            fail_msg("%s", error.text);
        assert_scenes_equal(&scene, &back);
    }
    free(text);
    scene_clear(&scene);
    scene_clear(&back);
}

static void refuses_pictures_without_a_scene(void **state)
{
    (void)state;
    Scene scene = {0};
    Error error = {""};
    char *path = scratch("other.png");
    write_png(path, "Title", "a picture", PNG_TEXT_COMPRESSION_NONE);
    assert_false(scene_read(&scene, path, &error));
    if (!strstr(error.text, "other.png: this picture has no scene inside"))
        fail_msg("%s", error.text);
    write_png(path, "ravine-scene", "ravine: 7", PNG_TEXT_COMPRESSION_NONE);
    assert_false(scene_read(&scene, path, &error));
    assert_non_null(strstr(error.text, "other.png:1: format '7'"));
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Chunks that would inflate to 20 MB each stand before and after the image of a picture of some KB.
static void leaves_other_chunks_of_pictures_alone(void **state)
{
    (void)state;
    enum { HEAD = 33, END = 12, BOMBS = 20, LETTERS = 20000000 };
    Scene scene = {0};
    Error error = {""};
    size_t size, wanted;
    char *path = scratch("bombs.png"), *letters = malloc(LETTERS + 1);
    memset(letters, 'a', LETTERS);
    letters[LETTERS] = '\0';
    write_png(path, "Title", letters, PNG_TEXT_COMPRESSION_zTXt);
    free(letters);
    char *bomb = file_read(path, &size, NULL);
    write_png(path, "ravine-scene", "ravine: 1\nlandscape: booth\n", PNG_ITXT_COMPRESSION_zTXt);
    char *good = file_read(path, &wanted, NULL);
    size_t length = END + (size_t)png_get_uint_32((png_bytep)bomb + HEAD);
    FILE *file = fopen(path, "wb");
    fwrite(bomb, 1, HEAD, file);
    for (int i = 0; i < BOMBS; i++)
        fwrite(bomb + HEAD, 1, length, file);
    fwrite(bomb + HEAD + length, 1, size - HEAD - length - END, file); // its image, and then the scene
    fwrite(good + HEAD, 1, wanted - HEAD, file);
    fclose(file);
    long before = peak_kb();
    if (!scene_read(&scene, path, &error))
        fail_msg("%s", error.text);
    assert_string_equal(scene.landscape->id, "booth");
    assert_true(peak_kb() - before < 60000);
    free(bomb);
    free(good);
    scene_clear(&scene);
}

// Every byte of a small picture changed, and every length cut: an answer, no crash.
static void survives_corrupt_pictures(void **state)
{
    (void)state;
    size_t size;
    Scene scene = {0};
    char *path = scratch("corrupt.png");
    write_png(path, "ravine-scene", "ravine: 1\nlandscape: booth\n", PNG_ITXT_COMPRESSION_zTXt);
    char *good = file_read(path, &size, NULL);
    assert_non_null(good);
    for (size_t i = 0; i < 2 * size; i++) {
        Error error = {""};
        char *bytes = malloc(size);
        memcpy(bytes, good, size);
        bytes[i % size] ^= i < size ? 0x41 : 0;
        FILE *file = fopen(path, "wb"); // not file_write, which waits for the disk each time
        fwrite(bytes, 1, i < size ? size : i - size, file);
        fclose(file);
        assert_true(scene_read(&scene, path, &error) || error.text[0]);
        free(bytes);
    }
    free(good);
    scene_clear(&scene);
}

static void refuses_unknown_files(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"welcom", "scene, welcom: no such file or built-in scene; did you mean welcome"},
        {"himmelblau", "scene, himmelblau: no such file or built-in scene; -l himmelblau is the landscape"},
        {"tests/none.yaml", "scene, tests/none.yaml: no such file or built-in scene"},
        {"tests", "scene, tests: is a folder"},
        {"", "scene, : no such file or built-in scene"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Scene scene = {0};
        Error error = {""};
        assert_false(scene_read(&scene, bad[i][0], &error));
        assert_string_equal(error.text, bad[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_every_file),
        cmocka_unit_test(reads_every_builtin),
        cmocka_unit_test(runs_every_builtin),
        cmocka_unit_test(welcomes_with_the_default),
        cmocka_unit_test(prints_random_scenes),
        cmocka_unit_test(holds_its_data),
        cmocka_unit_test(finds_data_beside_the_scene),
        cmocka_unit_test(racers_are_mappings_where_more_is_set),
        cmocka_unit_test(refuses_with_the_line),
        cmocka_unit_test(keeps_its_limits),
        cmocka_unit_test(survives_deep_nesting),
        cmocka_unit_test(survives_noise),
        cmocka_unit_test(reads_pictures),
        cmocka_unit_test(refuses_pictures_without_a_scene),
        cmocka_unit_test(leaves_other_chunks_of_pictures_alone),
        cmocka_unit_test(survives_corrupt_pictures),
        cmocka_unit_test(refuses_unknown_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
