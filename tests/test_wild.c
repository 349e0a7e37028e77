// A picture is drawn whatever the numbers, in about the time of any other: windows too narrow for a double or as wide
// as all of them, losses and starts at the ends of what there is, racers that run to and fro over a large window.
#include "engine/random.h"
#include "world.h"

#include <stdio.h>
#include <time.h>

#define TIMES_MOST 20.0 // of a plain scene's picture; those that had no budget took 100 and more
#define INK_MOST   4e6  // square points, of trails; those that had no budget took 14e6

enum { SCENES = 60 };

static uint64_t drawn;

static int below(int n)
{
    return (int)(random_bits(7, 1, drawn++) % (uint64_t)n);
}

static void open_scene(World *world, const char *text)
{
    Error error = {""};
    if (!scene_parse(&world->scene, text, strlen(text), "wild.yaml", &error))
        fail_msg("%s\n%s", error.text, text);
    world_run(world);
}

static const DrawList *build_whole(World *world, float width, float height)
{
    PictureInput input = input_of(world, world->scene.steps, width, height);
    input.whole = true;
    study_at_once(world->study);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    assert_false(list->failed);
    for (int i = 0; i < list->n_points; i++)
        assert_true(isfinite(list->points[i].x) && isfinite(list->points[i].y) && !isnan(list->points[i].depth));
    return list;
}

// Seconds of the processor's: a busy machine does not count.
static double seconds_of(World *world, const char *text)
{
    open_scene(world, text);
    clock_t start = clock();
    build_whole(world, 1600, 900);
    return (double)(clock() - start) / CLOCKS_PER_SEC;
}

static const char plain[] = "ravine: 1\nlandscape: rosenbrock\nsteps: 2597\nracers:\n  - SGD(lr=0.001)\n"
                            "  - ASGD(lr=0.001)\n  - Adam(lr=0.05)\n  - LBFGS(lr=1)\nview:\n  kind: both\n";

static const char *const named[] = {
    "ravine: 1\nformula: \"x\"\nracers: []\nview:\n  window: [1.6999999999999999e+308, 1.7000000000000001e+308]\n",
    "ravine: 1\nformula: \"x*0\"\nstart: [1]\nsteps: 100\nracers:\n  - Adam(lr=0.1)\n  - SGD(lr=0.01)\n"
    "view:\n  kind: both\n  window: [0,5e-324]\n",
    "ravine: 1\nformula: x^2+y^2\nstart: [-1.7e308, 1]\nview:\n  show: [field]\n",
    "ravine: 1\nformula: \"abs(x)+abs(y)\"\nsteps: 2597\nracers:\n  - SGD(lr=0.1) | ExponentialLR(gamma=1e10)\n"
    "  - ASGD(lr=1e10)\n  - SGD(lr=1e154, momentum=0.9)\n  - LBFGS(lr=1)\nview:\n  kind: both\n  selected: 2\n"
    "  window: [-1e-300, -9.9999999999999986e-301, 1e-300, 1.0000000000000002e-300]\n  azimuth: 107\n  elevation: 90\n"
    "  show: [state, step, square, lr_chart, torch, field]\n",
    "ravine: 1\nformula: x*y*1e9\nsteps: 2000\nracers:\n  - SGD(lr=0.1)\n  - SGD(lr=1e-9, momentum=0.9)\n  - "
    "Adam(lr=1)\n"
    "view:\n  kind: both\n  show: [field, state]\n",
    "ravine: 1\nformula: (x^2 + k*y^2) k=1e300\nstart: [1e308, -1e308]\nsteps: 2000\nracers:\n  - Adam(lr=1e300)\n"
    "  - Rprop(lr=1e307)\n  - SGD(lr=1e-310)\nview:\n  kind: side\n  show: [field, square]\n",
};

static void no_numbers_cost_more_than_others(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 10);
    double usual = fmax(seconds_of(world, plain), seconds_of(world, plain));
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        double taken = seconds_of(world, named[i]);
        if (!(taken < TIMES_MOST * usual))
            fail_msg("%.3f s, %.1f times a plain picture's:\n%s", taken, taken / usual, named[i]);
    }
    world_destroy(world);
}

// 16 racers; each has %s where its number is to be.
static void open_sixteen(World *world, const char *head, const char *racer)
{
    char bytes[4000];
    Text text = text_begin(bytes, sizeof bytes);
    text_add(&text, "ravine: 1\n%s\nracers:\n", head);
    for (int i = 10; i < 26; i++) {
        char number[8];
        snprintf(number, sizeof number, "%d", i);
        text_add(&text, "  - ");
        text_add(&text, racer, number);
        text_add(&text, "\n");
    }
    assert_false(text.full);
    open_scene(world, bytes);
    study_at_once(world->study);
}

// What the lines that are on panels cover, if each lay alone.
static double ink_of(const DrawList *list)
{
    double ink = 0.0;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *at = list->points + stroke->first;
        for (int k = 1; k < stroke->count && stroke->line > 0; k++)
            ink += (double)(hypotf(at[k].x - at[k - 1].x, at[k].y - at[k - 1].y) *
                            (stroke->width + 2.0f * stroke->casing));
    }
    return ink;
}

typedef struct Restless {
    const char *head, *racer;
} Restless;

static const Restless restless[] = {
    {"formula: (x^2 + k*y^2)/2 k=100\nstart: [-3, 3]\nsteps: 8000\nview:\n  kind: both", "SGD(lr=0.0199%s)"},
    {"formula: (x^2 + k*y^2)/2 k=100\nstart: [-3, 3]\nsteps: 8000\nview:\n  kind: side", "SGD(lr=0.0199%s)"},
    {"formula: abs(x) + abs(y)\nstart: [3, 3]\nsteps: 5000\nview:\n  kind: map", "SGD(lr=5.%s)"},
    {"landscape: rastrigin\nsteps: 20000\nview:\n  kind: both", "SGD(lr=0.01, momentum=0.9%s)"},
    {"landscape: rastrigin\nsteps: 20000\nview:\n  kind: surface\n  show: [lr_trail]",
     "SGD(lr=0.01, momentum=0.9%s) | CosineAnnealingWarmRestarts(T_0=7)"},
};

static void trails_have_ink_for_so_much(void **state)
{
    (void)state;
    static const float sizes[][2] = {{1280, 720}, {5000, 3000}};
    World *world = world_create("rosenbrock", NULL, 10);
    for (size_t i = 0; i < sizeof restless / sizeof *restless; i++) {
        open_sixteen(world, restless[i].head, restless[i].racer);
        for (int k = 0; k < 2; k++) {
            double ink = ink_of(build_at(world, world->scene.steps, sizes[k][0], sizes[k][1]));
            if (!(ink < INK_MOST))
                fail_msg("%.2g square points at %g x %g:\n%s", ink, (double)sizes[k][0], (double)sizes[k][1],
                         restless[i].head);
        }
    }
    world_destroy(world);
}

static const char *wild_number(bool sign)
{
    static const char *const numbers[] = {"0",       "1",     "5e-324", "1e-310", "1e-300",  "1e-154", "1e-16",
                                          "1e-5",    "0.1",   "3",      "1e5",    "1e16",    "1e154",  "1e300",
                                          "1.7e308", "8e307", "-0.5",   "-1e300", "-1e-300", "-7"};
    return numbers[below(sign ? 20 : 16)];
}

static const char *one_of(const char *const *words, int n)
{
    return words[below(n)];
}

// A window from one number to the next, or to one far off.
static void add_side(Text *text, bool more)
{
    double low = strtod(wild_number(true), NULL);
    double high = below(2) ? nextafter(low, INFINITY) : fmax(strtod(wild_number(true), NULL), nextafter(low, INFINITY));
    if (!isfinite(high - low))
        low = -1, high = 1;
    text_add(text, "%.17g, %.17g%s", low, high, more ? ", " : "");
}

static void wild_scene(char *bytes, size_t size)
{
    static const char *const formulas[] = {
        "abs(x)+abs(y)", "x*y*1e9",     "x^2+y^2",    "(x^2 + k*y^2) k=1e300", "x*0 + y*0", "exp(x)*y",
        "log(x) + y^2",  "1e308*x + y", "5e-324*x*y", "floor(x) + sign(y)",    "x^4",       "x*0",
        "1/x",           "exp(exp(x))"};
    static const char *const kinds[] = {"surface", "map", "both", "side", "curve"};
    static const char *const racers[] = {
        "SGD(lr=%s)",   "Adam(lr=%s)",  "SGD(lr=%s, momentum=0.9) | ExponentialLR(gamma=1e10)",
        "Rprop(lr=%s)", "LBFGS(lr=%s)", "RMSprop(lr=%s) | CosineAnnealingLR(T_max=5)"};
    int formula = below(14);
    bool curve = formula >= 10;
    Text text = text_begin(bytes, size);
    text_add(&text, "ravine: 1\nformula: %s\n", formulas[formula]);
    text_add(&text, "start: [%s", wild_number(true));
    text_add(&text, "%s%s]\nsteps: %d\nracers:\n", curve ? "" : ", ", curve ? "" : wild_number(true), below(60));
    for (int i = below(4); i >= 0; i--) {
        text_add(&text, "  - ");
        text_add(&text, one_of(racers, 6), wild_number(false));
        text_add(&text, "\n");
    }
    text_add(&text, "view:\n  kind: %s\n", one_of(kinds, curve ? 5 : 4));
    if (below(3)) {
        text_add(&text, "  window: [");
        add_side(&text, !curve);
        if (!curve)
            add_side(&text, false);
        text_add(&text, "]\n");
    }
    text_add(&text, "  elevation: %d\n  azimuth: %d\n", 5 + below(86), below(360));
    text_add(&text, "  show: [state, step, square, lr_chart, torch, field, gradient, momentum, lr_trail, distance]\n");
    assert_false(text.full);
}

static void any_scene_is_drawn(void **state)
{
    (void)state;
    static const float sizes[][2] = {{1600, 900}, {64, 64}, {640, 400}, {5000, 300}, {300, 3000}};
    World *world = world_create("rosenbrock", NULL, 10);
    for (int i = 0; i < SCENES; i++) {
        char text[2000];
        wild_scene(text, sizeof text);
        open_scene(world, text);
        const float *size = sizes[below(5)];
        build_whole(world, size[0], size[1]);
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_numbers_cost_more_than_others),
        cmocka_unit_test(any_scene_is_drawn),
        cmocka_unit_test(trails_have_ink_for_so_much),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
