// Values of knobs: what a track holds, what Python writes, what torch refuses, what people read.
#include "knobs.h"

#include <math.h>

// ---- Tracks

// Every number of every rule: its track is monotone, its ends are its range, and a value set by hand stays where it was
// put.
static void tracks_invert(void **state)
{
    (void)state;
    static Scene scene;
    Knob knobs[KNOBS_OF_RACER_MAX];
    for (int o = 0; o < optimizer_count(); o++) {
        const Optimizer *rule = optimizer_at(o);
        make(&scene, "rosenbrock", (const char *const[]){"SGD(lr=0.1)", NULL});
        scene_edit_racer(&scene, 0)->rule = rule;
        optimizer_defaults(rule, scene_edit_racer(&scene, 0)->hyper);
        int n = knob_list_racer(&scene, 0, knobs, KNOBS_OF_RACER_MAX);
        for (int i = 0; i < n; i++) {
            KnobRow row = knob_row(&scene, knobs[i]);
            if (row.argument.kind != ARGUMENT_BOOLEAN && row.argument.high <= row.argument.low)
                fail_msg("%s.%s has no range", rule->name, row.name);
            if (row.argument.kind != ARGUMENT_REAL)
                continue;
            double before = -INFINITY;
            for (int t = 0; t <= 100; t++) {
                double value = knob_at(&row, t / 100.0);
                if (value < before)
                    fail_msg("%s.%s falls at %d", rule->name, row.name, t);
                before = value;
                assert_true(fabs(knob_position(&row, value) - t / 100.0) < 0.05);
            }
            assert_true(fabs(knob_at(&row, 1) - row.argument.high) <= 1e-3 * fabs(row.argument.high));
        }
        scene_clear(&scene);
    }
}

static void logarithmic_tracks_reach_zero(void **state)
{
    (void)state;
    KnobRow row = {.argument = {.least = 0, .most = INFINITY, .low = 1e-6, .high = 1, .logarithmic = true}};
    assert_true(knob_at(&row, 0) == 0);
    assert_true(knob_position(&row, 0) == 0);
    assert_true(knob_at(&row, 1) == 1);
    row.argument.above_least = true;
    assert_true(knob_at(&row, 0) > 0);
}

static void turning_shows_a_difference(void **state)
{
    (void)state;
    static Scene scene;
    make(&scene, "x^2 + normal(1)", (const char *const[]){"LBFGS()", "Adam()", NULL});
    KnobRow search = knob_row(&scene, only(&scene, "0.line_search_fn"));
    double value = knob_turned(&search, NAN, 1, KNOB_USUAL);
    assert_true(value == 0);
    assert_true(isnan(knob_turned(&search, value, 1, KNOB_USUAL))); // round and round
    assert_true(isnan(knob_turned(&search, value, -1, KNOB_USUAL)));
    KnobRow amsgrad = knob_row(&scene, only(&scene, "amsgrad"));
    assert_true(knob_turned(&amsgrad, 0, 1, KNOB_USUAL) == 1 && knob_turned(&amsgrad, 1, 1, KNOB_USUAL) == 0);
    KnobRow batch = knob_row(&scene, only(&scene, "batch"));
    assert_true(knob_turned(&batch, 7, 1, KNOB_FINE) == 8 && knob_turned(&batch, 7, -1, KNOB_FINE) == 6);
    assert_true(knob_turned(&batch, 1, -1, KNOB_USUAL) == 1 && knob_turned(&batch, 1000, 1, KNOB_USUAL) == 1000);
    KnobRow evals = knob_row(&scene, only(&scene, "0.max_eval")); // None until it is turned up
    assert_true(isnan(knob_turned(&evals, NAN, -1, KNOB_USUAL)));
    assert_true(knob_turned(&evals, NAN, 1, KNOB_USUAL) == evals.argument.low);
    scene_clear(&scene);
}

// ---- Values

static void values_are_pythons(void **state)
{
    (void)state;
    static const struct {
        const char *address, *text, *back; // back: NULL where it is refused, else as it is written
    } cases[] = {
        {"0.lr", "0.05", "0.05"},
        {"0.lr", "1e-3", "0.001"},
        {"0.lr", "1e-8", "1e-8"},
        {"0.lr", "fast", NULL},
        {"0.lr", "", NULL},
        {"0.lr", "inf", NULL},
        {"0.lr", "-1", NULL},
        {"0.lr", "None", NULL},
        {"0.amsgrad", "true", "True"},
        {"0.amsgrad", "False", "False"},
        {"0.amsgrad", "1", "True"},
        {"0.amsgrad", "2", NULL},
        {"0.amsgrad", "yes", NULL},
        {"1.line_search_fn", "strong_wolfe", "'strong_wolfe'"},
        {"1.line_search_fn", "\"Strong_Wolfe\"", "'strong_wolfe'"},
        {"1.line_search_fn", "'strong_wolfe", NULL},
        {"1.line_search_fn", "none", "None"},
        {"1.line_search_fn", "0", NULL},
        {"1.max_iter", "7", "7"},
        {"1.max_iter", "7.5", "7.5"},
        {"1.history_size", "7.5", NULL},
        {"2.milestones[0]", "5", "5"},
        {"2.milestones[0]", "-1", NULL},
        {"2.milestones[0]", "5.5", NULL},
        {"2.milestones[0]", "1000001", NULL},
        {"n", "1000000", "1000000"},
        {"n", "1000001", NULL},
        {"n", "-1", NULL},
        {"step", "3", "3"},
        {"speed", "0.5", "0.5"},
        {"speed", "0", NULL},
        {"seed", "18446744073709551615", "18446744073709551615"},
        {"seed", "9007199254740993", "9007199254740993"},
        {"seed", "18446744073709551616", NULL},
        {"seed", "-1", NULL},
        {"seed", "1e3", "1000"},
        {"k", "-7.25", "-7.25"},
        {"start.y", "1e6", "1000000"},
        {"batch", "100000", "100000"},
        {"batch", "100001", NULL},
        {"batch", "0", NULL},
    };
    static Scene scene;
    make(&scene, "x^2 + k*y^2 + normal(1) k=3",
         (const char *const[]){"Adam()", "LBFGS()", "SGD(lr=0.1) | MultiStepLR([10])", NULL});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[80];
        Error error = {""};
        Knob knob = only(&scene, cases[i].address);
        char *before = printed(&scene);
        if (knob_read(&scene, knob, cases[i].text, &error) != (cases[i].back != NULL))
            fail_msg("%s = %s: %s", cases[i].address, cases[i].text, error.text);
        knob_write(&scene, knob, text, sizeof text);
        if (cases[i].back)
            assert_string_equal(text, cases[i].back);
        char *after = printed(&scene);
        assert_true(cases[i].back || !strcmp(before, after));
        free(before);
        free(after);
    }
    scene_clear(&scene);
}

static void refusals_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *address, *text, *why;
    } cases[] = {
        {"0.lr", "-1", "lr: Invalid learning rate"},
        {"0.lr", "fast", "lr, 'fast': expected a number, like 0.05 or 1e-3"},
        {"0.nesterov", "True", "nesterov: Nesterov momentum requires a momentum and zero dampening"},
        {"0.nesterov", "maybe", "nesterov, 'maybe': expected True or False"},
        {"1.betas[1]", "1", "betas[1]: Invalid beta parameter at index 1"},
        {"2.k", "0", "Lookahead, k: Invalid lookahead steps"},
        {"2.k", "few", "k, 'few': expected a whole number"},
        {"3.line_search_fn", "strong_wolf", "line_search_fn, 'strong_wolf': expected 'strong_wolfe', or None"},
        {"4.cycle_momentum", "True", "CyclicLR, cycle_momentum: the rule has neither momentum nor betas to cycle"},
        {"5.milestones[0]", "-3", "MultiStepLR, milestones[0]: expected a step from 0 to 1000000"},
        {"batch", "0", "batch: expected 1 to the number of rows"},
        {"step", "101", "step: expected a step of the race"},
    };
    static Scene scene;
    make(&scene, "x^2 + normal(1)",
         (const char *const[]){"SGD(lr=0.1)", "Adam()", "Lookahead(SGD(lr=0.1)) | StepLR(5)", "LBFGS()",
                               "Adagrad() | CyclicLR(base_lr=0.01, max_lr=0.1, cycle_momentum=False)",
                               "SGD(lr=0.1) | MultiStepLR([10])", NULL});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {""};
        assert_false(knob_read(&scene, only(&scene, cases[i].address), cases[i].text, &error));
        assert_string_equal(error.text, cases[i].why);
    }
    scene_clear(&scene);
}

// A shorter race shows no step beyond its end.
static void the_shown_step_stays_in_the_race(void **state)
{
    (void)state;
    static Scene scene;
    make(&scene, "x^2", (const char *const[]){"SGD(lr=0.1)", NULL});
    assert_true(knob_set(&scene, only(&scene, "step"), 80, NULL));
    assert_true(knob_set(&scene, only(&scene, "n"), 50, NULL));
    assert_int_equal(scene.step, 50);
    scene_clear(&scene);
}

static void batches_have_the_rows_of_the_data(void **state)
{
    (void)state;
    static Scene scene;
    Error error = {""};
    if (!scene_read(&scene, "linear_mini", &error))
        fail_msg("%s", error.text);
    int rows = dataset_rows(scene.data);
    Knob batch = only(&scene, "batch");
    assert_true(knob_get(&scene, batch) == 8);
    assert_true(knob_set(&scene, batch, rows, &error));
    assert_false(knob_set(&scene, batch, rows + 1, &error));
    scene.batch = 0;
    assert_true(knob_get(&scene, batch) == rows);
    assert_true(knob_row(&scene, batch).argument.initial == rows && knob_row(&scene, batch).argument.high == rows);
    scene.batches = batches_parse("0 1\n2 3\n", 8, rows, "rows", &error);
    assert_non_null(scene.batches);
    assert_false(knob_parse(&scene, "batch", KNOB_EVERY, &(KnobSet){0}, &error));
    assert_non_null(strstr(error.text, "recorded batches"));
    scene_clear(&scene);
}

// normal is a function however it is written, and a name like another where it is not called.
static void draws_have_a_batch(void **state)
{
    (void)state;
    static Scene scene;
    make(&scene, "normal*x^2 + normal (1) normal=2", (const char *const[]){NULL});
    assert_true(only(&scene, "batch").kind == KNOB_BATCH);
    scene_clear(&scene);
    make(&scene, "normal*(x^2) normal=2", (const char *const[]){NULL});
    assert_false(knob_parse(&scene, "batch", KNOB_EVERY, &(KnobSet){0}, NULL));
    scene_clear(&scene);
}

static void people_read_words(void **state)
{
    (void)state;
    static const struct {
        const char *address, *words;
    } cases[] = {
        {"0.lr", "lr of Adam"},
        {"0.betas[0]", "\xce\xb2\xe2\x82\x81 of Adam"},
        {"1.gamma", "gamma of StepLR"},
        {"1.milestones[0]", "milestone 1 of SequentialLR"},
        {"2.k", "k of Lookahead"},
        {"k", "k"},
        {"n", "steps"},
        {"seed", "seed"},
        {"start.x", "start x"},
    };
    static Scene scene;
    make(&scene, "x^2 + k*y^2 k=3",
         (const char *const[]){"Adam()", "SGD(lr=0.1) | SequentialLR([LinearLR(), StepLR(5)], milestones=[10])",
                               "Lookahead(SGD(lr=0.1))", NULL});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[KNOB_WORDS_MAX];
        knob_words(&scene, only(&scene, cases[i].address), words, sizeof words);
        assert_string_equal(words, cases[i].words);
    }
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tracks_invert),
        cmocka_unit_test(logarithmic_tracks_reach_zero),
        cmocka_unit_test(turning_shows_a_difference),
        cmocka_unit_test(values_are_pythons),
        cmocka_unit_test(refusals_are_told),
        cmocka_unit_test(the_shown_step_stays_in_the_race),
        cmocka_unit_test(batches_have_the_rows_of_the_data),
        cmocka_unit_test(draws_have_a_batch),
        cmocka_unit_test(people_read_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
