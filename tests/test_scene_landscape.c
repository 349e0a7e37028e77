// Landscapes of a scene as text, the window that a formula gets, and learning rates for another landscape.
#include "entries.h"
#include "scene/python.h"
#include "scene/spec.h"
#include "scenes.h"

#include <math.h>
#include <string.h>

static void sets_every_landscape(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        const Landscape *row = landscape_at(i);
        const LandscapeMinimum *minima;
        char text[200];
        Scene scene;
        scene_default(&scene);
        strcpy(scene.caption, "of the one before");
        assert_true(scene_set_landscape(&scene, row->id, NULL));
        assert_ptr_equal(scene.landscape, row);
        assert_string_equal(scene.title, row->title);
        assert_string_equal(scene.caption, "");
        assert_doubles_equal("window", scene.view.camera.window, row->domain, 4);
        assert_doubles_equal("start", scene.start, row->start, landscape_dimension(row));
        assert_int_equal(scene_dimension(&scene), landscape_dimension(row));
        assert_int_equal(scene_minima(&scene, &minima), row->n_minima);
        assert_int_equal(scene.n_racers, 6);
        scene_print_landscape(&scene, text, sizeof text);
        assert_string_equal(text, row->id);
        scene_clear(&scene);
    }
}

static void reads_constants(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"rosenbrock b=10", "rosenbrock b=10"},
        {" rosenbrock ,b = 1e1 ", "rosenbrock b=10"},
        {"rosenbrock b=100", "rosenbrock"},
        {"(x^2 + k*y^2)/2 k=25", "(x^2 + k*y^2)/2 k=25"},
        {"(x^2 + k*y^2)/2, k = 25 ", "(x^2 + k*y^2)/2 k=25"},
        {"x^2 + a*y^2 + max(x, b) b=-1,a=0.5", "x^2 + a*y^2 + max(x, b) b=-1 a=0.5"},
        {"x", "x"},
    };
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        char text[200];
        Scene scene;
        Error error = {""};
        scene_default(&scene);
        if (!scene_set_landscape(&scene, same[i][0], &error))
            fail_msg("%s: %s", same[i][0], error.text);
        scene_print_landscape(&scene, text, sizeof text);
        assert_string_equal(text, same[i][1]);
        scene_clear(&scene);
    }
}

static void refuses_bad_landscapes(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", "landscape, column 1: expected a landscape or a formula in x and y"},
        {"  ", "landscape, column 3: expected a landscape or a formula in x and y"},
        {"b=10", "landscape, column 1: expected a landscape or a formula in x and y"},
        {"rosenbrok", "landscape, column 1: there is no landscape 'rosenbrok'; did you mean rosenbrock?"},
        {"Rosenbrock b=10", "landscape, column 1: there is no landscape 'Rosenbrock'; did you mean rosenbrock?"},
        {"three-hump-camel",
         "landscape, column 1: there is no landscape 'three-hump-camel'; did you mean three_hump_camel?"},
        {"mountain", "landscape, column 1: there is no landscape 'mountain'"},
        {"rosenbrock c=10", "landscape, column 12: rosenbrock has no constant 'c'; it has b"},
        {"rosenbrock b", "landscape, column 12: "},
        {"rosenbrock b=", "landscape, column 14: expected a number for b, found ''"},
        {"rosenbrock b=ten", "landscape, column 14: expected a number for b, found 'ten'"},
        {"rosenbrock b=inf", "landscape, column 14: b has to be finite"},
        {"rosenbrock b=1 b=2", "landscape, column 16: b is given twice"},
        {"x^2 + y^2 = z",
         "landscape, column 9: expected the formula alone, or its name first, as in f(x, y) = x^2 + y^2"},
        {"f[x_, y_] := x^2",
         "landscape, column 12: expected the formula alone, or its name first, as in f(x, y) = x^2 + y^2"},
        {"rosenbrock b=1 2", "landscape, column 16: expected a constant's name, as in k=25"},
        {"rosenbrock b=1 c", "landscape, column 17: expected '=' after c"},
        {"(x^2 + kappa*y^2)/2 kapa=3", "landscape, column 21: the formula has no 'kapa'; did you mean kappa?"},
        {"x^2 + y^2 + z^2", "landscape, column 13: "},
        {"  x^2 + ", "landscape, column "},
        {"é^2 + x", "landscape, column 1: "},
        {"π·θ + y + z", "landscape, column 11: 'z' would be a third parameter after theta and y"},
        {"θ·x + 1 κ=2", "landscape, column 9: the formula has no 'kappa'"},
        {"beale*1 + 0",
         "landscape, column 1: 'beale' is a landscape and no part of a formula: did you mean beale alone?"},
        {"x + 2*plateau", "landscape, column 7: 'plateau' is a landscape"},
        {"rosenbrock(x, y) + 1", "landscape, column 1: 'rosenbrock' is a landscape"},
        {"f(x, y) = x + sinus(y)", "landscape, column 15: 'sinus' is not a function; did you mean 'sin'?"},
        {"3 + 4", "landscape, column 1: the formula has no parameter to minimise over, such as x"},
    };
    Scene scene;
    scene_default(&scene);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Error error = {""};
        assert_false(scene_set_landscape(&scene, bad[i][0], &error));
        if (strncmp(error.text, bad[i][1], strlen(bad[i][1])))
            assert_string_equal(error.text, bad[i][1]);
    }
    assert_string_equal(scene.landscape->id, "rosenbrock");
    scene_clear(&scene);
}

// What the scene keeps is one line of the formula language, which is read again as itself.
static void keeps_the_formula_language(void **state)
{
    (void)state;
    static const char *const read[][2] = {
        {"np.sin(x)**2 + y**2", "sin(x)**2 + y**2"},
        {"f = lambda x, y, a=1, b=100: (a-x)**2 + b*(y-x**2)**2", "(a-x)**2 + b*(y-x**2)**2 a=1 b=100"},
        {"f(x, y, b) = x^2 + b*y^2 b=3", "x^2 + b*y^2 b=3"},
        {"lambda y, x: x - y", "f(y, x) = x - y"},
        {"z = x^2 + k*y^2, k=3", "x^2 + k*y^2 k=3"},
        {"\\frac{1}{2}\\lambda x^{2} + y^2 \\lambda=2", "1/2*lambda*x^2 + y^2 lambda=2"},
        {"θ*x^2 + y θ=2", "theta*x^2 + y theta=2"},
        {"x**2 if x >= 0 else -x*k k=2", "where(x >= 0, x**2, -x*k) k=2"},
        {"torch.clamp(x, min=0, max=k)*y k=2", "clamp(x, 0, k)*y k=2"},
        {"f = rate", "(rate)"}, // alone it would be looked for among the landscapes
        {"f(x) = 4", "f(x) = 4"},
        {"lambda x, y: 4", "f(x, y) = 4"},
        {"a = 1\nb = 100\ndef f(x, y):\n    return (a-x)**2 + b*(y-x**2)**2\n", "(a-x)**2 + b*(y-x**2)**2 a=1 b=100"},
    };
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++) {
        char kept[FORMULA_TEXT_MAX], again[FORMULA_TEXT_MAX];
        Scene scene;
        Error error = {""};
        scene_default(&scene);
        if (!scene_set_landscape(&scene, read[i][0], &error))
            fail_msg("%s: %s", read[i][0], error.text);
        scene_print_landscape(&scene, kept, sizeof kept);
        assert_string_equal(kept, read[i][1]);
        assert_true(scene_set_landscape(&scene, kept, NULL));
        scene_print_landscape(&scene, again, sizeof again);
        assert_string_equal(again, kept);
        scene_clear(&scene);
    }
}

static bool is_x_or_y(const void *context, const char *name, size_t length)
{
    (void)context;
    return length == 1 && (*name == 'x' || *name == 'y');
}

static void prints_formulas_as_python(void **state)
{
    (void)state;
    static const char *const texts[][2] = {
        {"f(y, x) = x^2 + y", "x**2 + y"},
        {"where(x > 0, x^2, 0)", "torch.where(x > 0, x**2, torch.tensor(0.0))"},
        {"where(logical_and(x > 0, y <= k), x, y)", "torch.where(torch.logical_and(x > 0, y <= k), x, y)"},
        {"where(k > 0, x, y)", "(x if k > 0 else y)"},
        {"clamp(x, -1, k) + ceil(y) + round(k)",
         "torch.clamp(x, torch.tensor(-1.0), torch.tensor(k)) + torch.ceil(y) + float(round(k))"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char bytes[200];
        Text text = text_begin(bytes, sizeof bytes);
        python_formula(&text, texts[i][0], &(PythonNames){.is_tensor = is_x_or_y});
        assert_string_equal(bytes, texts[i][1]);
    }
}

// A square about the minimum, or else the origin, with the start well inside.
static void frames_formulas(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double window[4], start[2];
    } framed[] = {
        {"x^2 + y^2", {-5, 5, -5, 5}, {-4, 3}},
        {"(x - 7)^2 + y^2", {-12, 26, -19, 19}, {-8, 6}},
        {"(x - 70)^2 + y^2", {-120, 260, -190, 190}, {-80, 60}},
        {"(x - 100)^2 + (y + 300)^2", {95, 105, -305, -295}, {96, -297}}, // beyond all of them
        {"x - y", {-5, 5, -5, 5}, {-4, 3}},                               // unbounded
        {"x^2 - y^2", {-5, 5, -5, 5}, {-4, 3}},                           // a saddle
        {"(x - 1)^2", {-5.3, 7.3}, {-4, 0}},
        {"log(x)^2 + log(y)^2", {-2.8, 4.8, -2.8, 4.8}, {3, 4}}, // where it is finite
    };
    for (size_t i = 0; i < sizeof framed / sizeof framed[0]; i++) {
        Scene scene;
        scene_default(&scene);
        assert_true(scene_set_landscape(&scene, framed[i].text, NULL));
        assert_doubles_equal(framed[i].text, scene.view.camera.window, framed[i].window, 2 * scene_dimension(&scene));
        assert_doubles_equal("start", scene.start, framed[i].start, 2);
        assert_null(scene.landscape);
        assert_string_equal(scene.title, "");
        scene_clear(&scene);
    }
}

static void drops_data_that_is_not_named(void **state)
{
    (void)state;
    Scene scene = {0};
    assert_true(scene_read(&scene, "linear_mini", NULL));
    assert_true(scene_set_landscape(&scene, "(w*u + b - t)^2 + k*w^2 k=1", NULL));
    assert_non_null(scene.data);
    assert_int_equal(scene.batch, 8);
    assert_int_equal(scene_dimension(&scene), 2);
    assert_true(scene_set_landscape(&scene, "booth", NULL));
    assert_null(scene.data);
    assert_int_equal(scene.batch, 0);
    assert_string_equal(scene.data_path, "");
    scene_clear(&scene);
}

static void assert_behaves(Scene *scene, const char *landscape)
{
    enum { STEPS = 1000 };
    Loss *loss = scene_loss(scene, NULL);
    Race *race = race_create();
    RaceConfig config = scene_race(scene, loss);
    config.steps = STEPS;
    assert_true(race_configure(race, &config, true) && race_run(race, STEPS));
    for (int r = 0; r < scene->n_racers; r++) {
        char spec[SPEC_TEXT_MAX];
        spec_print(scene_racer(scene, r), spec, sizeof spec);
        double first = race_point(race, r, 0).loss, last = race_point(race, r, STEPS).loss;
        if (race_state(race, r, STEPS) == RACER_DIVERGED || !(last < first))
            fail_msg("%s: %s goes from %g to %g", landscape, spec, first, last);
    }
    race_destroy(race);
    loss_destroy(loss);
}

static void suits_every_landscape(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        const Landscape *row = landscape_at(i);
        Scene scene;
        scene_default(&scene);
        assert_true(scene_set_landscape(&scene, row->id, NULL));
        scene_suit_racers(&scene);
        assert_true(scene_racer(&scene, 0)->hyper[0] == row->lr_hint);
        if (row->n_minima)
            assert_behaves(&scene, row->id);
        scene_clear(&scene);
    }
}

static void suits_formulas(void **state)
{
    (void)state;
    static const char *const formulas[] = {"x^2 + y^2",       "(x^2 + k*y^2)/2 k=100", "x^4 + y^2",
                                           "1e6*(x^2 + y^2)", "sqrt(1 + x^2 + y^2)",   "(x - 70)^2 + (y - 3)^2",
                                           "(x - 1)^2"};
    for (size_t i = 0; i < sizeof formulas / sizeof formulas[0]; i++) {
        Scene scene;
        scene_default(&scene);
        assert_true(scene_set_landscape(&scene, formulas[i], NULL));
        scene_suit_racers(&scene);
        assert_behaves(&scene, formulas[i]);
        scene_clear(&scene);
    }
}

static void scales_the_rates_of_schedules(void **state)
{
    (void)state;
    Scene scene;
    scene_default(&scene);
    enter_racers(&scene, (const char *[]){"SGD(lr=0.1) | CosineAnnealingLR(T_max=100, eta_min=0.01)",
                                          "SGD(lr=0.1) | StepLR(step_size=30)", NULL});
    scene_suit_racers(&scene); // rosenbrock's hint is 0.001
    char text[SPEC_TEXT_MAX];
    spec_print(scene_racer(&scene, 0), text, sizeof text);
    assert_string_equal(text, "SGD(lr=0.001) | CosineAnnealingLR(T_max=100, eta_min=0.0001)");
    spec_print(scene_racer(&scene, 1), text, sizeof text);
    assert_string_equal(text, "SGD(lr=0.001) | StepLR(step_size=30)");
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_every_landscape),
        cmocka_unit_test(reads_constants),
        cmocka_unit_test(refuses_bad_landscapes),
        cmocka_unit_test(keeps_the_formula_language),
        cmocka_unit_test(prints_formulas_as_python),
        cmocka_unit_test(frames_formulas),
        cmocka_unit_test(drops_data_that_is_not_named),
        cmocka_unit_test(suits_every_landscape),
        cmocka_unit_test(suits_formulas),
        cmocka_unit_test(scales_the_rates_of_schedules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
