// Turning: every slider goes by numbers one can say, of its kind, and comes back.
#include "base/text.h"
#include "knobs.h"

#include <math.h>
#include <stdio.h>

static Knob knobs[KNOBS_MAX];

// Of the knob itself, whose range may follow it.
static double turned(Scene *scene, const char *address, double from, int n, KnobGrain grain)
{
    Error error = {""};
    Knob knob = only(scene, address);
    if (!knob_set(scene, knob, from, &error))
        fail_msg("%s", error.text);
    for (int i = 0; i < abs(n); i++) {
        KnobRow row = knob_row(scene, knob);
        double next = knob_turned(&row, knob_get(scene, knob), n < 0 ? -1 : 1, grain);
        if (!knob_set(scene, knob, next, &error))
            fail_msg("%s", error.text);
    }
    return knob_get(scene, knob);
}

static void make_cast(Scene *scene)
{
    make(scene, "x^2 + k*y^2 + normal(1) k=25",
         (const char *const[]){"SGD(lr=0.1) | MultiStepLR([20])", "Adam()", "QHM(lr=0.1)", "Adafactor()",
                               "RMSprop() | CyclicLR(base_lr=0.01, max_lr=0.1)", "Rprop()", "LBFGS()",
                               "Adagrad() | ExponentialLR(0.99)", NULL});
}

static void assert_turned(Scene *scene, const char *address, double from, int n, KnobGrain grain, double expected)
{
    double value = turned(scene, address, from, n, grain);
    if (value != expected)
        fail_msg("%s: %.17g goes to %.17g, not %.17g", address, from, value, expected);
}

// Each list is walked up and down.
static void kinds_of_tracks_have_their_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        KnobGrain grain;
        const char *list;
    } cases[] = {
        {"0.lr", KNOB_USUAL, "1e-5 2e-5 5e-5 1e-4 2e-4 5e-4 0.001 0.002 0.005 0.01 0.02 0.05 0.1 0.2 0.5 1"},
        {"0.lr", KNOB_USUAL, "0 1e-5 2e-5"},
        {"0.lr", KNOB_FINE, "0.0098 0.0099 0.01 0.011 0.012 0.013 0.014"},
        {"0.lr", KNOB_FINE, "0.019 0.02 0.021"},
        {"0.lr", KNOB_COARSE, "0 1e-5 1e-4 1e-3 0.01 0.1 1"},
        {"0.momentum", KNOB_USUAL, "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8 0.9 0.95 0.98 0.99 0.995 0.999"},
        {"0.momentum", KNOB_FINE, "0.18 0.19 0.2 0.21"},
        {"0.momentum", KNOB_FINE, "0.89 0.9 0.901 0.902"},
        {"0.momentum", KNOB_FINE, "0.989 0.99 0.9901 0.9902"},
        {"0.momentum", KNOB_COARSE, "0 0.9 0.99 0.999"},
        {"1.betas[1]", KNOB_USUAL, "0.98 0.99 0.995 0.999 0.9995 0.9999"},
        {"4.max_momentum", KNOB_USUAL, "0.8 0.9 0.95 0.98 0.99"},
        {"4.alpha", KNOB_USUAL, "0.8 0.9 0.95 0.98 0.99"},
        {"2.nu", KNOB_USUAL, "0.69 0.7 0.71 0.72"},
        {"2.nu", KNOB_FINE, "0.699 0.7 0.701"},
        {"2.nu", KNOB_COARSE, "0 0.1 0.2 0.3"},
        {"3.beta2_decay", KNOB_USUAL, "-0.9 -0.8 -0.7"},
        {"5.etas[1]", KNOB_USUAL, "1.01 1.02 1.03"},
        {"7.gamma", KNOB_USUAL, "0.989 0.99 0.991"},
        {"6.max_iter", KNOB_USUAL, "1 2 3 4"},
        {"6.history_size", KNOB_USUAL, "1 2 5 10 20 50 100"},
        {"6.history_size", KNOB_FINE, "1 2 3 4 5 6 7 8 9 10 11"},
        {"0.milestones[0]", KNOB_USUAL, "10 11 12"},
        {"n", KNOB_USUAL, "10 20 50 100 200 500 1000 2000 5000 10000"},
        {"seed", KNOB_USUAL, "0 1 2 3"},
        {"speed", KNOB_USUAL, "0.1 0.2 0.5 1 2 5 10 20 50 100 200 500 1000 2000 5000 10000 20000 50000 1e5"},
        {"start.x", KNOB_USUAL, "-0.2 -0.1 0 0.1 0.2 0.3"},
        {"k", KNOB_USUAL, "-0.02 -0.01 0 0.01 0.02 0.03"},
        {"k", KNOB_USUAL, "0.8 0.9 1 2 3 4 5 6 7 8 9 10 20"},
        {"k", KNOB_FINE, "48 49 50 51 52"},
        {"k", KNOB_FINE, "98 99 100 110 120"},
        {"k", KNOB_COARSE, "0.01 0.1 1 10 100"},
        {"k", KNOB_USUAL, "1e-6 2e-6 3e-6"},
        {"batch", KNOB_USUAL, "1 2 5 10 20 50 100 200 500 1000"},
    };
    static Scene scene;
    make_cast(&scene);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *at;
        double value = strtod(cases[i].list, &at);
        while (*at) {
            double next = strtod(at, &at);
            assert_turned(&scene, cases[i].address, value, 1, cases[i].grain, next);
            assert_turned(&scene, cases[i].address, next, -1, cases[i].grain, value);
            value = next;
        }
    }
    scene_clear(&scene);
}

static void off_the_grid_a_press_goes_to_the_neighbour(void **state)
{
    (void)state;
    static const struct {
        const char *address;
        double from, up, down;
    } cases[] = {
        {"0.lr", 0.018, 0.02, 0.01},
        {"0.lr", 37, 37, 1},
        {"0.lr", 3e-7, 1e-5, 0},
        {"0.momentum", 0.19, 0.2, 0.1},
        {"0.momentum", 0.937, 0.95, 0.9},
        {"0.momentum", 1.5, 1.5, 0.999},
        {"1.betas[1]", 0.9997, 0.9999, 0.9995},
        {"2.nu", 0.705, 0.71, 0.7},
        {"2.nu", 3, 3, 1},
        {"k", 25, 30, 20},
        {"k", -25, -20, -30},
        {"k", 0.015, 0.02, 0.01},
        {"0.milestones[0]", 20, 21, 19},
        {"batch", 37, 50, 20},
        {"speed", 60, 100, 50},
        {"start.y", 0.123, 0.2, 0.1},
        {"n", 37, 50, 20},
    };
    static Scene scene;
    make_cast(&scene);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_turned(&scene, cases[i].address, cases[i].from, 1, KNOB_USUAL, cases[i].up);
        assert_turned(&scene, cases[i].address, cases[i].from, -1, KNOB_USUAL, cases[i].down);
    }
    scene_clear(&scene);
}

static double turn(Scene *scene, Knob knob, int n, KnobGrain grain)
{
    Error error = {""};
    KnobRow row = knob_row(scene, knob);
    double next = knob_turned(&row, knob_get(scene, knob), n, grain);
    if (!knob_set(scene, knob, next, &error))
        return NAN;
    return next;
}

// One turn, to be on the grid; then two forth and two back, unless the track ends or torch refuses.
static void check_back(Scene *scene, Knob knob, int forth, KnobGrain grain)
{
    char address[KNOB_ADDRESS_MAX];
    knob_print(scene, knob, address, sizeof address);
    turn(scene, knob, forth, grain);
    double before = knob_get(scene, knob), once = turn(scene, knob, forth, grain);
    double twice = turn(scene, knob, forth, grain);
    bool number = knob_row(scene, knob).argument.kind < ARGUMENT_BOOLEAN;
    if (isnan(once) || isnan(twice) || (number && (once == before || twice == once)))
        return;
    turn(scene, knob, -forth, grain);
    turn(scene, knob, -forth, grain);
    double after = knob_get(scene, knob);
    if (after != before && !(isnan(after) && isnan(before)))
        fail_msg("%s: from %.17g over %.17g and %.17g back to %.17g", address, before, once, twice, after);
}

static void check_scene(Scene *scene)
{
    int n = knob_list(scene, knobs, KNOBS_MAX);
    for (int i = 0; i < n; i++)
        for (int grain = KNOB_FINE; grain <= KNOB_COARSE; grain++) {
            double before = knob_get(scene, knobs[i]);
            check_back(scene, knobs[i], 1, (KnobGrain)grain);
            knob_set(scene, knobs[i], before, NULL);
            check_back(scene, knobs[i], -1, (KnobGrain)grain);
            knob_set(scene, knobs[i], before, NULL);
        }
}

// A rule at its defaults, what has none at 1; around a rule where it wraps one.
static void spec_of(const Optimizer *rule, char *spec, size_t size)
{
    Text text = text_begin(spec, size);
    text_add(&text, "%s(%s", rule->name, rule->wraps ? "SGD(lr=0.1)" : "lr=0.1");
    for (int i = 0; i < optimizer_arguments(rule); i++)
        if (rule->arguments[i].required && strcmp(rule->arguments[i].name, "lr"))
            text_add(&text, ", %s=1", rule->arguments[i].name);
    text_add(&text, ")");
}

static void every_slider_comes_back(void **state)
{
    (void)state;
    static Scene scene;
    Error error = {""};
    for (int i = 0; i < optimizer_count(); i++) {
        char spec[100];
        const Optimizer *rule = optimizer_at(i);
        spec_of(rule, spec, sizeof spec);
        make(&scene, "x^2 + k*y^2 k=25", (const char *const[]){spec, NULL});
        check_scene(&scene);
        scene_clear(&scene);
    }
    for (int i = 0; i < landscape_count(); i++) {
        make(&scene, landscape_at(i)->id, (const char *const[]){"SGD(lr=0.001)", NULL});
        check_scene(&scene);
        scene_clear(&scene);
    }
    for (int i = 0; scene_builtin(i); i++) {
        if (!scene_read(&scene, scene_builtin(i), &error))
            fail_msg("%s", error.text);
        check_scene(&scene);
    }
    scene_clear(&scene);
}

// A rate that suits a landscape lies on the track, and two presses from its end.
static void rates_of_landscapes_are_on_the_track(void **state)
{
    (void)state;
    static Scene scene;
    for (int i = 0; i < landscape_count(); i++) {
        make(&scene, landscape_at(i)->id, (const char *const[]){"SGD(lr=0.001)", NULL});
        KnobRow row = knob_row(&scene, only(&scene, "0.lr"));
        double rate = landscape_at(i)->lr_hint;
        assert_true(row.argument.low < rate / 4 && row.argument.high > rate);
        scene_clear(&scene);
    }
    make(&scene, "goldstein_price", (const char *const[]){"SGD(lr=2e-6)", NULL});
    assert_turned(&scene, "0.lr", 2e-6, 2, KNOB_USUAL, 1e-5);
    assert_turned(&scene, "0.lr", 1e-5, -2, KNOB_USUAL, 2e-6);
    scene_clear(&scene);
}

// What a hand can place has at most two digits more than none; where a key would land is held within some pixels.
static void drags_land_on_what_one_can_say(void **state)
{
    (void)state;
    static const char *const addresses[] = {"0.lr", "0.momentum", "2.nu", "k", "start.x", "speed", "n", "7.gamma"};
    static Scene scene;
    make_cast(&scene);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        KnobRow row = knob_row(&scene, only(&scene, addresses[i]));
        for (int t = 0; t <= 400; t++) {
            char text[40];
            double value = knob_at(&row, t / 400.0);
            snprintf(text, sizeof text, "%.*g", row.argument.towards_one ? 6 : 3, value);
            if (strtod(text, NULL) != value)
                fail_msg("%s: %.17g at %d of 400", addresses[i], value, t);
        }
    }
    KnobRow lr = knob_row(&scene, only(&scene, "0.lr"));
    assert_true(knob_at(&lr, knob_position(&lr, 0.02) + 0.007) == 0.02);
    assert_true(knob_at(&lr, knob_position(&lr, 0.013)) == 0.013);
    scene_clear(&scene);
}

// None is below all numbers, and can be had again.
static void none_lies_below_numbers(void **state)
{
    (void)state;
    static Scene scene;
    make_cast(&scene);
    KnobRow evals = knob_row(&scene, only(&scene, "6.max_eval"));
    assert_true(knob_turned(&evals, NAN, 1, KNOB_USUAL) == 1);
    assert_true(isnan(knob_turned(&evals, 1, -1, KNOB_USUAL)));
    KnobRow eps = knob_row(&scene, only(&scene, "3.eps[0]"));
    assert_true(knob_turned(&eps, NAN, 1, KNOB_USUAL) == 0);
    assert_true(isnan(knob_turned(&eps, 0, -1, KNOB_USUAL)));
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_of_tracks_have_their_numbers),
        cmocka_unit_test(off_the_grid_a_press_goes_to_the_neighbour),
        cmocka_unit_test(every_slider_comes_back),
        cmocka_unit_test(rates_of_landscapes_are_on_the_track),
        cmocka_unit_test(drags_land_on_what_one_can_say),
        cmocka_unit_test(none_lies_below_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
