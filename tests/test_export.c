// Exports: the table, and each format read back.
#include "base/file.h"
#include "entries.h"
#include "export/export.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Fixture {
    Scene scene;
    Loss *loss;
    Race *race;
} Fixture;

static void open_race(Fixture *fixture, const char *landscape, const char *const *specs, int steps)
{
    Error error = {""};
    *fixture = (Fixture){0};
    Scene *scene = &fixture->scene;
    scene_default(scene);
    if (!scene_set_landscape(scene, landscape, &error))
        fail_msg("%s", error.text);
    enter_racers(scene, specs);
    scene->steps = steps;
    fixture->loss = scene_loss(scene, &error);
    assert_non_null(fixture->loss);
    fixture->race = race_create();
    RaceConfig config = scene_race(scene, fixture->loss);
    assert_true(race_configure(fixture->race, &config, true));
    assert_true(race_run(fixture->race, steps));
}

static void close_race(Fixture *fixture)
{
    race_destroy(fixture->race);
    loss_destroy(fixture->loss);
    scene_clear(&fixture->scene);
}

static char *make(const Fixture *fixture, const char *ending, const uint8_t *pixels, size_t *size)
{
    Error error = {""};
    const ExportFormat *format = export_find(ending);
    assert_non_null(format);
    ExportInput input = {.scene = &fixture->scene,
                         .race = fixture->race,
                         .step = fixture->scene.steps,
                         .pixels = pixels,
                         .width_px = 5,
                         .height_px = 3};
    char *bytes = (char *)format->make(&input, size, &error);
    if (!bytes)
        fail_msg("%s: %s", ending, error.text);
    return bytes;
}

static void test_table(void **state)
{
    (void)state;
    for (int i = 0; i < export_count(); i++) {
        char path[64];
        const ExportFormat *format = export_at(i);
        assert_true(format->ending[0] && format->title[0] && format->make);
        snprintf(path, sizeof path, "folder.d/race.%s", format->ending);
        assert_ptr_equal(export_find(format->ending), format);
        assert_ptr_equal(export_for_path(path), format);
    }
    assert_non_null(export_for_path("RACE.PNG"));
    assert_null(export_for_path("race"));
    assert_null(export_for_path("race.svg"));
    assert_null(export_for_path("folder.png/race"));
    assert_null(export_find(""));
}

// Skips the comment lines; collects them without "# " into scene.
static char *skip_scene(char *text, char *scene)
{
    while (text[0] == '#') {
        char *end = strchr(text, '\n');
        assert_non_null(end);
        char *line = text + (text[1] == ' ' ? 2 : 1);
        memcpy(scene, line, (size_t)(end + 1 - line));
        scene += end + 1 - line;
        text = end + 1;
    }
    *scene = '\0';
    return text;
}

// The next number of a line, or NAN with *empty where there is none.
static double field(char **text, bool *empty)
{
    char *end = *text + strcspn(*text, ",\n");
    *empty = end == *text;
    double value = *empty ? (double)NAN : strtod(*text, NULL);
    *text = end + 1;
    return value;
}

static void same(double a, double b)
{
    if (!(a == b || (isnan(a) && isnan(b))))
        fail_msg("%.17g is not %.17g", a, b);
}

static void check_row(char **text, const Race *race, int racer, int step)
{
    bool empty[10];
    double value[10];
    for (int i = 0; i < 10; i++)
        value[i] = field(text, &empty[i]);
    RacePoint point = race_point(race, racer, step);
    bool curve = race_dimension(race) == 1;
    same(value[0], racer);
    same(value[1], step);
    same(value[2], point.lr);
    assert_int_equal(empty[3], isnan(point.momentum));
    same(value[3], point.momentum);
    same(value[4], point.evals);
    same(value[5], point.at[0]);
    same(value[7], point.loss);
    same(value[8], point.gradient[0]);
    assert_int_equal(empty[6], curve);
    assert_int_equal(empty[9], curve);
    if (!curve) {
        same(value[6], point.at[1]);
        same(value[9], point.gradient[1]);
    }
}

static void check_trace(const char *landscape, const char *const *specs, int steps)
{
    Fixture fixture;
    size_t size;
    open_race(&fixture, landscape, specs, steps);
    char *bytes = make(&fixture, "csv", NULL, &size);
    assert_int_equal(strlen(bytes), size);
    char *scene = malloc(size + 1);
    char *text = skip_scene(bytes, scene);
    static const char header[] = "racer,step,lr,momentum,evals,x,y,loss,grad_x,grad_y\n";
    assert_memory_equal(text, header, sizeof header - 1);
    text += sizeof header - 1;
    for (int racer = 0; racer < race_racers(fixture.race); racer++)
        for (int step = 0; step <= race_last(fixture.race, racer); step++)
            check_row(&text, fixture.race, racer, step);
    assert_int_equal(*text, '\0');

    Scene read = {0};
    Error error = {""};
    if (!scene_parse(&read, scene, strlen(scene), "trace", &error))
        fail_msg("%s", error.text);
    assert_string_equal(read.formula, fixture.scene.formula);
    assert_int_equal(read.n_racers, fixture.scene.n_racers);
    scene_clear(&read);
    free(scene);
    free(bytes);
    close_race(&fixture);
}

static void test_trace_holds_the_race(void **state)
{
    (void)state;
    check_trace("rosenbrock",
                (const char *[]){"SGD(lr=0.001, momentum=0.9)", "RMSprop(lr=0.01)",
                                 "Adam(lr=0.05) | StepLR(step_size=10, gamma=0.5)", "Adagrad(lr=0.5)", NULL},
                50);
    check_trace("x^2", (const char *[]){"SGD(lr=0.1)", "Adam(lr=0.1)", NULL}, 20);
}

static void test_trace_ends_where_a_racer_diverged(void **state)
{
    (void)state;
    const char *specs[] = {"SGD(lr=10)", "Adam(lr=0.05)", NULL};
    check_trace("rosenbrock", specs, 60);
    Fixture fixture;
    size_t size;
    open_race(&fixture, "rosenbrock", specs, 60);
    char *bytes = make(&fixture, "csv", NULL, &size);
    char *last = strstr(bytes, "\n1,0,");
    assert_non_null(last);
    *last = '\0';
    last = strrchr(bytes, '\n');
    assert_true(strstr(last, "inf") || strstr(last, "nan"));
    assert_null(strstr(bytes, "-nan"));
    free(bytes);
    close_race(&fixture);
}

static void test_trace_has_a_limit(void **state)
{
    (void)state;
    Fixture fixture;
    Error error = {""};
    size_t size;
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 0);
    ExportInput input = {.scene = &fixture.scene, .race = fixture.race, .step = 100000000};
    assert_null(export_find("csv")->make(&input, &size, &error));
    assert_non_null(strstr(error.text, "at most"));
    close_race(&fixture);
}

// A PNG opens again as the scene it shows, and its bytes do not depend on when it was made.
static void test_png_holds_its_scene(void **state)
{
    (void)state;
    Fixture fixture;
    size_t size, again;
    uint8_t pixels[5 * 3 * 3];
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i * 5);
    open_race(&fixture, "himmelblau", (const char *[]){"Adam(lr=0.05)", "SGD(lr=0.01)", NULL}, 30);
    fixture.scene.seed = 77;
    char *bytes = make(&fixture, "png", pixels, &size), *twin = make(&fixture, "png", pixels, &again);
    assert_int_equal(size, again);
    assert_memory_equal(bytes, twin, size);
    assert_memory_equal(bytes, "\x89PNG\r\n\x1a\n", 8);

    char folder[] = "/tmp/ravine-test-XXXXXX", path[64];
    Scene read = {0};
    Error error = {""};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/still.png", folder);
    bool ok = file_write(path, bytes, size, &error) && scene_read(&read, path, &error);
    unlink(path);
    rmdir(folder);
    if (!ok)
        fail_msg("%s", error.text);
    assert_string_equal(read.landscape->id, "himmelblau");
    assert_int_equal(read.n_racers, 2);
    assert_int_equal(read.seed, 77);
    assert_true(racer_equal(scene_racer(&read, 0), scene_racer(&fixture.scene, 0)));
    scene_clear(&read);
    free(bytes);
    free(twin);
    close_race(&fixture);
}

static void test_yaml_is_the_scene(void **state)
{
    (void)state;
    Fixture fixture;
    size_t size;
    Error error = {""};
    open_race(&fixture, "rosenbrock b=7", (const char *[]){"Adam(lr=0.05)", NULL}, 30);
    char *bytes = make(&fixture, "yaml", NULL, &size);
    Scene read = {0};
    if (!scene_parse(&read, bytes, size, "test", &error))
        fail_msg("%s", error.text);
    same(read.constants[0].value, 7);
    assert_int_equal(read.steps, 30);
    scene_clear(&read);
    free(bytes);
    close_race(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_trace_holds_the_race),
        cmocka_unit_test(test_trace_ends_where_a_racer_diverged),
        cmocka_unit_test(test_trace_has_a_limit),
        cmocka_unit_test(test_png_holds_its_scene),
        cmocka_unit_test(test_yaml_is_the_scene),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
