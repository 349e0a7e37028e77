// Exports: the table, and each format read back.
#include "base/file.h"
#include "entries.h"
#include "export/export.h"
#include "scene/spec.h"

#include <math.h>
#include <png.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
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

// A picture of 5 x 3 pixels that tells where each came from; context: int [3], how often each was pulled of RGB, RGBA,
// lists.
static bool pull_pixels(void *context, const PixelRows *which, uint8_t *bytes, Error *error)
{
    (void)error;
    int channels = which->alpha ? 4 : 3;
    ++((int *)context)[which->alpha];
    for (int i = 0; i < which->rows * 5 * channels; i++)
        bytes[i] = (uint8_t)(5 * (which->row * 5 * channels + i) + (int)which->step);
    return true;
}

static const DrawList *pull_list(void *context, int step, Error *error)
{
    static DrawList list;
    (void)error;
    ++((int *)context)[2];
    list = (DrawList){.width = 5, .height = 3, .scale = (float)(1 + step)};
    return &list;
}

static Source source_of(const Fixture *fixture, int pulled[3])
{
    return (Source){.scene = &fixture->scene,
                    .race = fixture->race,
                    .steps = fixture->scene.steps,
                    .width_px = 5,
                    .height_px = 3,
                    .scale = 1,
                    .pixels = pull_pixels,
                    .list = pull_list,
                    .context = pulled};
}

static char *make_of(const Source *source, const char *ending, size_t *size)
{
    Error error = {""};
    const ExportFormat *format = export_find(ending);
    assert_non_null(format);
    char *bytes = NULL;
    Sink sink = {.stream = open_memstream(&bytes, size)};
    assert_non_null(sink.stream);
    if (!format->write(source, &sink, &error))
        fail_msg("%s: %s", ending, error.text);
    assert_int_equal(fclose(sink.stream), 0);
    return bytes;
}

static char *make(const Fixture *fixture, const char *ending, size_t *size)
{
    int pulled[3] = {0};
    Source source = source_of(fixture, pulled);
    return make_of(&source, ending, size);
}

static void test_table(void **state)
{
    (void)state;
    for (int i = 0; i < export_count(); i++) {
        char path[64];
        const ExportFormat *format = export_at(i);
        assert_true(format->ending[0] && format->title[0] && !format->write != !format->write_all);
        snprintf(path, sizeof path, "folder.d/race.%s", format->ending);
        assert_ptr_equal(export_find(format->ending), format);
        assert_ptr_equal(export_for_path(path), format);
    }
    assert_non_null(export_for_path("RACE.PNG"));
    assert_null(export_for_path("race"));
    assert_null(export_for_path("race.avi"));
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
    char *bytes = make(&fixture, "csv", &size);
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
    char *bytes = make(&fixture, "csv", &size);
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
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 0);
    Source source = {.scene = &fixture.scene, .race = fixture.race, .steps = 100000000};
    assert_false(export_write(export_find("csv"), &source, "-", NULL, &error)); // of which standard output sees nothing
    assert_non_null(strstr(error.text, "at most"));
    close_race(&fixture);
}

// A PNG opens again as the scene it shows, and its bytes do not depend on when it was made.
static void test_png_holds_its_scene(void **state)
{
    (void)state;
    Fixture fixture;
    size_t size, again;
    open_race(&fixture, "himmelblau", (const char *[]){"Adam(lr=0.05)", "SGD(lr=0.01)", NULL}, 30);
    fixture.scene.seed = 77;
    char *bytes = make(&fixture, "png", &size), *twin = make(&fixture, "png", &again);
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
    char *bytes = make(&fixture, "yaml", &size);
    Scene read = {0};
    if (!scene_parse(&read, bytes, size, "test", &error))
        fail_msg("%s", error.text);
    same(read.constants[0].value, 7);
    assert_int_equal(read.steps, 30);
    scene_clear(&read);
    free(bytes);
    close_race(&fixture);
}

// With alpha where it is asked for, and without where it is not.
static void test_png_has_the_pixels_that_were_pulled(void **state)
{
    (void)state;
    Fixture fixture;
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 7);
    for (int alpha = 0; alpha < 2; alpha++) {
        int pulled[3] = {0};
        size_t size;
        Source source = source_of(&fixture, pulled);
        source.transparent = alpha;
        char *bytes = make_of(&source, "png", &size);
        assert_int_equal(pulled[alpha], 1);
        assert_int_equal(pulled[!alpha], 0);
        png_image image = {.version = PNG_IMAGE_VERSION};
        assert_true(png_image_begin_read_from_memory(&image, bytes, size));
        assert_int_equal(image.format, alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB);
        uint8_t read[3 * 5 * 4], wanted[3 * 5 * 4];
        assert_true(png_image_finish_read(&image, NULL, read, 0, NULL));
        pull_pixels(pulled, &(PixelRows){.step = 7, .rows = 3, .alpha = alpha}, wanted, NULL);
        assert_memory_equal(read, wanted, (size_t)(3 * 5 * (3 + alpha)));
        free(bytes);
    }
    close_race(&fixture);
}

// A picture of any height passes through a little memory.
static void test_png_is_pulled_in_stripes(void **state)
{
    (void)state;
    enum { ROWS = 200000 };
    Fixture fixture;
    int pulled[3] = {0};
    size_t size;
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 7);
    Source source = source_of(&fixture, pulled);
    source.height_px = ROWS;
    char *bytes = make_of(&source, "png", &size);
    assert_true(pulled[0] > 1);
    png_image image = {.version = PNG_IMAGE_VERSION};
    uint8_t *read = malloc(3 * 5 * ROWS), *wanted = malloc(3 * 5 * ROWS);
    assert_true(png_image_begin_read_from_memory(&image, bytes, size));
    assert_true(png_image_finish_read(&image, NULL, read, 0, NULL));
    pull_pixels(pulled, &(PixelRows){.step = 7, .rows = ROWS}, wanted, NULL);
    assert_memory_equal(read, wanted, 3 * 5 * ROWS);
    free(wanted);
    free(read);
    free(bytes);
    close_race(&fixture);
}

enum { FRAMES = 3 };

// What a film would do: every step's pixels, in stripes, and its list.
static bool write_frames(const Source *source, const Sink *sink, Error *error)
{
    for (int step = 0; step < FRAMES; step++) {
        uint8_t row[3 * 5];
        for (int y = 0; y < source->height_px; y++) {
            if (!source->pixels(source->context, &(PixelRows){step, y, 1, false}, row, error))
                return false;
            fwrite(row, 1, sizeof row, sink->stream);
        }
        const DrawList *list = source->list(source->context, step, error);
        fprintf(sink->stream, "%g;", list ? (double)list->scale : 0);
        if (!sink_goes_on(sink, step + 1, FRAMES, error))
            return false;
    }
    return true;
}

static const ExportFormat frames = {"frames", "three of them", EXPORT_LIST | EXPORT_PIXELS, write_frames};

typedef struct Asked {
    int done, total, calls, cancel_at;
} Asked;

static bool progress(void *context, int done, int total)
{
    Asked *asked = context;
    assert_true(done > asked->done && done <= total && (!asked->total || asked->total == total));
    asked->done = done;
    asked->total = total;
    return ++asked->calls != asked->cancel_at;
}

static void holds(const char *path, const void *bytes, size_t size)
{
    Error error;
    size_t length;
    char *read = file_read(path, &length, &error);
    assert_non_null(read);
    assert_int_equal(length, size);
    assert_memory_equal(read, bytes, size);
    free(read);
}

static void test_frames_are_pulled_and_can_be_cancelled(void **state)
{
    (void)state;
    Fixture fixture;
    int pulled[3] = {0};
    Error error = {""};
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 7);
    Source source = source_of(&fixture, pulled);
    char folder[] = "/tmp/ravine-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/film", folder);
    assert_true(file_write(path, "old", 3, &error));

    Asked asked = {.cancel_at = 2};
    Sink sink = {.progress = progress, .context = &asked};
    assert_false(export_write(&frames, &source, path, &sink, &error));
    assert_non_null(strstr(error.text, "cancelled"));
    assert_int_equal(asked.calls, 2);
    assert_int_equal(pulled[2], 2);
    holds(path, "old", 3);

    asked = (Asked){0};
    if (!export_write(&frames, &source, path, &sink, &error))
        fail_msg("%s", error.text);
    assert_int_equal(asked.done, FRAMES);
    assert_int_equal(pulled[0], 2 * 3 + 3 * 3);
    uint8_t wanted[FRAMES * (3 * 5 * 3 + 2)];
    for (int step = 0; step < FRAMES; step++) {
        uint8_t *frame = wanted + step * (3 * 5 * 3 + 2);
        pull_pixels(pulled, &(PixelRows){.step = step, .rows = 3}, frame, NULL);
        frame[45] = (uint8_t)('1' + step);
        frame[46] = ';';
    }
    holds(path, wanted, sizeof wanted);
    unlink(path);
    assert_int_equal(rmdir(folder), 0); // nothing was left beside it
    close_race(&fixture);
}

// Each format asks at least once whether it is to go on, up to all of its work, and stops where it is told to.
static void test_every_format_says_how_far_it_is(void **state)
{
    (void)state;
    Fixture fixture;
    int pulled[3] = {0};
    Error error;
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 20000);
    Source source = source_of(&fixture, pulled);
    for (int i = 0; i < export_count(); i++) {
        Asked asked = {0};
        Sink sink = {.progress = progress, .context = &asked};
        if (export_at(i)->film) // film.sh
            continue;
        assert_true(export_write(export_at(i), &source, "/dev/null", &sink, &error));
        assert_true(asked.calls > 0 && asked.done == asked.total);
        asked = (Asked){.cancel_at = 1};
        assert_false(export_write(export_at(i), &source, "/dev/null", &sink, &error));
        assert_int_equal(asked.calls, 1);
    }
    close_race(&fixture);
}

// A full device, and a disk that fills up in the middle: one line that names the file, and the old bytes stay.
static void test_a_failing_stream_leaves_what_stood_there(void **state)
{
    (void)state;
    Fixture fixture;
    int pulled[3] = {0};
    open_race(&fixture, "x^2", (const char *[]){"SGD(lr=0.1)", NULL}, 20000);
    Source source = source_of(&fixture, pulled);
    char folder[] = "/tmp/ravine-test-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/race", folder);
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < export_count(); i++) {
        Error error = {""};
        if (export_at(i)->film)
            continue;
        assert_true(file_write(path, "old", 3, &error));
        assert_false(export_write(export_at(i), &source, "/dev/full", NULL, &error));
        assert_string_equal(error.text, "/dev/full: No space left on device");
        setrlimit(RLIMIT_FSIZE, &(struct rlimit){100, before.rlim_max});
        bool ok = export_write(export_at(i), &source, path, NULL, &error);
        setrlimit(RLIMIT_FSIZE, &before);
        assert_false(ok);
        assert_true(!strncmp(error.text, path, strlen(path)) && strstr(error.text, "File too large"));
        holds(path, "old", 3);
    }
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
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
        cmocka_unit_test(test_png_has_the_pixels_that_were_pulled),
        cmocka_unit_test(test_png_is_pulled_in_stripes),
        cmocka_unit_test(test_frames_are_pulled_and_can_be_cancelled),
        cmocka_unit_test(test_every_format_says_how_far_it_is),
        cmocka_unit_test(test_a_failing_stream_leaves_what_stood_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
