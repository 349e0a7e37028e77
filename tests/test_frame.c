// Windows: start, minimum and paths are seen, by whichever way they came in; what somebody said stays.
#include "scenes.h"

#include "scene/knob.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// A window with the point inside, away from its edge by so much of the side.
static void assert_shows(const char *what, const double *window, const double *at, int dimension, double margin)
{
    for (int i = 0; i < dimension; i++) {
        double from = window[2 * i], to = window[2 * i + 1], away = margin * (to - from);
        if (!(at[i] >= from + away && at[i] <= to - away))
            fail_msg("%s: %g is not well inside %g, %g", what, at[i], from, to);
    }
}

static Scene parsed(const char *format, const char *part)
{
    char text[600];
    Error error;
    Scene scene = {0};
    snprintf(text, sizeof text, format, part);
    if (!scene_parse(&scene, text, strlen(text), "test", &error))
        fail_msg("%s", error.text);
    return scene;
}

typedef struct Case {
    const char *formula, *start;
    double minimum[2];
    double most; // of a side: what is seen is not lost in it
} Case;

static const Case cases[] = {
    {"x^2 + 10*y^2", "[2, 3]", {0, 0}, 8},
    {"(x-3)^2 + (y-4)^2", "[2, 3]", {3, 4}, 3},
    {"(x-1000)^2 + (y+500)^2/4", "[0, 0]", {1000, -500}, 3000},
    {"(x-100)^2 + (y-3)^2", "[90, 0]", {100, 3}, 30},
    {"(1-x)^2 + 100*(y-x^2)^2", "[-1.2, 1]", {1, 1}, 8},
    {"x^2 + 1000*y^2", "[4, 0]", {0, 0}, 12},
    {"1e6*((x-0.0015)^2 + y^2)", "[0.001, 0.0005]", {0.0015, 0}, 0.006},
    {"-exp(-x^2-y^2)", "[1, 1]", {0, 0}, 4},
    {"abs(x) + abs(y-2)", "[-4, 3]", {0, 2}, 13},
    {"x^2", "[20]", {0}, 60},
    {"(x-3)^4 - 2*x", "[-1]", {3.7937}, 14},
    {"sin(3*x) + x^2/10", "[4]", {-0.5124}, 14},
    {"x - log(x)", "[3]", {1}, 7},
};

static void formulas_show_start_and_minimum(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char form[300];
        const Case *c = &cases[i];
        snprintf(form, sizeof form, "ravine: 1\nformula: %s\nstart: %%s\nracers:\n  - Adam(lr=0.01)\n", c->formula);
        Scene scene = parsed(form, c->start);
        int dimension = scene_dimension(&scene);
        const double *window = scene.view.camera.window;
        assert_shows(c->formula, window, scene.start, dimension, 0.05);
        assert_shows(c->formula, window, c->minimum, dimension, 0.05);
        for (int k = 0; k < dimension; k++)
            if (!(window[2 * k + 1] - window[2 * k] <= c->most))
                fail_msg("%s: a side of %g, %g", c->formula, window[2 * k], window[2 * k + 1]);
        scene_clear(&scene);
    }
}

// Minima that mirror each other have their middle in the window's, and no near one is left out; but who looks closely
// sees closely.
static void what_is_around_is_seen(void **state)
{
    (void)state;
    static const struct {
        const char *formula, *start;
        double window[4];
    } whole[] = {
        {"x^2*y^2", "[-4, 3]", {-5, 5, -5, 5}},
        {"(x*y-1)^2", "[-4, 3]", {-5, 5, -5, 5}},
        {"(x^2-1)^2 + (y^2-1)^2", "[4, 3]", {-5, 5, -5, 5}},
        {"(x^2+y-11)^2 + (x+y^2-7)^2", "[-4, 3]", {-5, 5, -5, 5}},
        {"cos(x) + cos(y)", "[-4, 3]", {-5, 5, -5, 5}},
        {"cos(x)", "[-4]", {-5, 5}},
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        char form[200];
        snprintf(form, sizeof form, "ravine: 1\nformula: %s\nstart: %%s\nracers:\n  - Adam(lr=0.01)\n",
                 whole[i].formula);
        Scene scene = parsed(form, whole[i].start);
        assert_doubles_equal(whole[i].formula, scene.view.camera.window, whole[i].window, 2 * scene_dimension(&scene));
        scene_clear(&scene);
    }
    Scene close = parsed("ravine: 1\nformula: cos(x) + cos(y)\nstart: %s\nracers:\n  - Adam(lr=0.01)\n", "[3.1, 3.2]");
    assert_true(close.view.camera.window[1] - close.view.camera.window[0] < 0.5);
    scene_clear(&close);
}

// A racer that shoots beyond the minimum is seen doing so, one that leaves for good is not followed.
static void paths_widen_the_window(void **state)
{
    (void)state;
    const char *form = "ravine: 1\nformula: x^2 + y^2\nstart: [-4, 1]\nsteps: 300\nracers:\n  - %s\n";
    Scene plain = parsed(form, "SGD(lr=0.01)"), shoots = parsed(form, "SGD(lr=0.2, momentum=0.99)"),
          leaves = parsed(form, "SGD(lr=1.1)"), none = parsed(form, "SGD(lr=1e-9)");
    assert_doubles_equal("plain", plain.view.camera.window, (double[]){-5, 5, -5, 5}, 4);
    assert_true(shoots.view.camera.window[1] > 4.5);
    Loss *loss = scene_loss(&shoots, NULL);
    Race *race = race_create();
    RaceConfig config = scene_race(&shoots, loss);
    assert_true(race_configure(race, &config, true) && race_run(race, shoots.steps));
    for (int row = 0; row <= shoots.steps; row++)
        assert_shows("path", shoots.view.camera.window, race_point(race, 0, row).at, 2, 0.01);
    assert_doubles_equal("leaves", leaves.view.camera.window, plain.view.camera.window, 4);
    assert_doubles_equal("none", none.view.camera.window, plain.view.camera.window, 4);
    race_destroy(race);
    loss_destroy(loss);
    scene_clear(&plain);
    scene_clear(&shoots);
    scene_clear(&leaves);
    scene_clear(&none);
}

static void what_was_said_stays(void **state)
{
    (void)state;
    Scene scene = parsed("ravine: 1\nformula: x^2 + y^2\nstart: [%s]\nview:\n  window: [-1, 2, -3, 4]\n", "20, 30");
    assert_doubles_equal("window", scene.view.camera.window, (double[]){-1, 2, -3, 4}, 4);
    scene_clear(&scene);
}

// A landscape's own window, and one that was said, are widened on the side of a start that is set later.
static void starts_widen_every_window(void **state)
{
    (void)state;
    Scene rows = parsed("ravine: 1\nlandscape: rosenbrock\nstart: [%s]\n", "10, 1");
    assert_doubles_equal("row", rows.view.camera.window + 2, (double[]){-1, 3}, 2);
    assert_true(rows.view.camera.window[0] == -2);
    assert_shows("row", rows.view.camera.window, rows.start, 2, 0.05);
    Scene said = parsed("ravine: 1\nformula: %s\nview:\n  window: [-1, 2, -3, 4]\n", "x^2 + y^2");
    assert_true(knob_set(&said, (Knob){.kind = KNOB_START, .index = 1}, -50, NULL));
    assert_doubles_equal("said", said.view.camera.window + 3, (double[]){4}, 1);
    assert_shows("said", said.view.camera.window + 2, said.start + 1, 1, 0.05);
    Scene curve = parsed("ravine: 1\nlandscape: %s\n", "double_well");
    assert_true(knob_set(&curve, (Knob){.kind = KNOB_START}, 1e6, NULL));
    assert_shows("curve", curve.view.camera.window, curve.start, 1, 0.05);
    scene_clear(&rows);
    scene_clear(&said);
    scene_clear(&curve);
}

// Each panel's own camera, too.
static void starts_widen_unlinked_windows(void **state)
{
    (void)state;
    Scene scene =
        parsed("ravine: 1\nlandscape: rosenbrock\nracers: ['Adam()', 'SGD(lr=0.1)']\nview:\n  kind: %s\n", "side");
    scene.view.unlinked = true;
    assert_true(knob_set(&scene, (Knob){.kind = KNOB_START}, -30, NULL));
    for (int i = -1; i < 2; i++)
        assert_shows("panel", scene_camera(&scene, i)->window, scene.start, 1, 0.05);
    scene_clear(&scene);
}

// Whatever the numbers are, what is proposed can be drawn and saved.
static void windows_are_finite(void **state)
{
    (void)state;
    static const char *const formulas[] = {"x^2 + y^2", "x - y",           "0*x + 0*y", "1e300*x^2 + y^2",
                                           "log(x+y)",  "exp(x) + exp(y)", "1/(x*y)",   "sqrt(-1-x^2) + y"};
    static const char *const starts[] = {"[1e308, -1e308]", "[0, 0]", "[5e-324, 0]", "[1e17, 1]", "[-700, 1e5]"};
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        for (size_t k = 0; k < sizeof starts / sizeof *starts; k++) {
            char form[200];
            snprintf(form, sizeof form, "ravine: 1\nformula: %s\nstart: %%s\nracers:\n  - SGD(lr=0.1)\n", formulas[i]);
            Scene scene = parsed(form, starts[k]);
            for (int side = 0; side < 4; side += 2) {
                const double *window = scene.view.camera.window + side;
                assert_true(window[0] < window[1] && isfinite(window[1] - window[0]));
            }
            scene_clear(&scene);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_show_start_and_minimum),
        cmocka_unit_test(what_is_around_is_seen),
        cmocka_unit_test(paths_widen_the_window),
        cmocka_unit_test(what_was_said_stays),
        cmocka_unit_test(starts_widen_every_window),
        cmocka_unit_test(starts_widen_unlinked_windows),
        cmocka_unit_test(windows_are_finite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
