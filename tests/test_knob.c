// Knobs: every row of the optimizers, wrappers, schedules, landscapes and scenes has addresses that come back, values
// that are set and refused as torch does, a range; and what the grammar of scene/knob.h says, sentence by sentence.
#include "knobs.h"

#include "base/text.h"
#include "engine/random.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

static Knob knobs[KNOBS_MAX];

static void assert_bits(double a, double b, const char *what)
{
    if (memcmp(&a, &b, sizeof a) && !(isnan(a) && isnan(b)))
        fail_msg("%s: %.17g and %.17g", what, a, b);
}

// The sentences of the header that hold of each knob.
static void check_knob(Scene *scene, Knob knob)
{
    char address[KNOB_ADDRESS_MAX], text[200], words[KNOB_WORDS_MAX];
    Error error = {""};
    knob_print(scene, knob, address, sizeof address);
    knob_words(scene, knob, words, sizeof words);
    if (!knob_equal(only(scene, address), knob))
        fail_msg("%s is another knob when read back", address);
    assert_true(words[0] != '\0' && strlen(address) < sizeof address - 1);
    KnobRow row = knob_row(scene, knob);
    assert_true(row.label[0] && row.argument.help);

    char *before = printed(scene);
    double value = knob_get(scene, knob), read = -1;
    knob_value_print(&row, value, text, sizeof text);
    if (!knob_value_read(&row, text, &read, &error))
        fail_msg("%s: %s", address, error.text);
    assert_bits(read, value, address);
    if (!knob_set(scene, knob, value, &error))
        fail_msg("%s: %s", address, error.text);
    assert_bits(knob_get(scene, knob), value, address);
    knob_write(scene, knob, text, sizeof text);
    if (!knob_read(scene, knob, text, &error))
        fail_msg("%s: %s", address, error.text);
    assert_bits(knob_get(scene, knob), value, address);
    assert_false(knob_set(scene, knob, INFINITY, &error));
    assert_non_null(strstr(error.text, row.name));
    if (!row.argument.optional)
        assert_false(knob_set(scene, knob, NAN, NULL));
    char *after = printed(scene);
    if (knob.kind != KNOB_BATCH) // whose 0 becomes all of its rows
        assert_string_equal(before, after);
    free(before);
    free(after);
}

// A slider holds where it begins, and what lies there is what it began with; only a default of torch's may lie outside.
static void check_range(const Scene *scene, Knob knob)
{
    KnobRow row = knob_row(scene, knob);
    const Argument *is = &row.argument;
    bool number = is->kind == ARGUMENT_REAL || is->kind == ARGUMENT_INTEGER;
    if (!row.has_initial || !number || isnan(is->initial))
        return;
    double back = knob_at(&row, knob_position(&row, is->initial));
    bool inside = is->initial >= is->low && is->initial <= is->high;
    if ((is->required || !row.owner) && !inside)
        fail_msg("%s: begins at %g, outside of %g to %g", row.name, is->initial, is->low, is->high);
    if (inside && fabs(back - is->initial) > 1e-2 * fabs(is->initial))
        fail_msg("%s: %g lies where %g is", row.name, is->initial, back);
}

static void check_all(Scene *scene)
{
    int n = knob_list(scene, knobs, KNOBS_MAX);
    assert_true(n > 0 && n <= KNOBS_MAX);
    for (int i = 0; i < n; i++) {
        check_knob(scene, knobs[i]);
        check_range(scene, knobs[i]);
        for (int k = 0; k < i; k++)
            assert_false(knob_equal(knobs[i], knobs[k]));
    }
}

static void every_optimizer_has_knobs(void **state)
{
    (void)state;
    static Scene scene;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        make(&scene, "rosenbrock", (const char *const[]){"SGD(lr=0.1)", NULL});
        Racer *racer = scene_edit_racer(&scene, 0);
        racer->wrapper[0].rule = rule;
        racer->n_wrappers = rule->wraps;
        racer->rule = rule->wraps ? racer->rule : rule;
        optimizer_defaults(rule, rule->wraps ? racer->wrapper[0].hyper : racer->hyper);
        check_all(&scene);
        int n = knob_list_racer(&scene, 0, knobs, KNOBS_MAX), shown = 0;
        for (int k = 0; rule->arguments[k].name; k++)
            shown += !rule->arguments[k].hidden;
        assert_int_equal(n, shown + (rule->wraps ? optimizer_arguments(optimizer_at(0)) : 0));
        scene_clear(&scene);
    }
}

// A row's example with plain numbers: "25%" is 25, "3x" is 3.
static void schedule_of(const Schedule *rule, char *spec, size_t size)
{
    Text text = text_begin(spec, size);
    text_add(&text, "SGD(lr=0.1, momentum=0.9) | ");
    for (const char *at = rule->example; *at; at++)
        if (!strchr("%x", *at) || at == rule->example || !isdigit((unsigned char)at[-1]))
            text_add(&text, "%c", *at);
}

static void every_schedule_has_knobs(void **state)
{
    (void)state;
    static Scene scene;
    char spec[SPEC_TEXT_MAX];
    for (int i = 0; i < schedule_count(); i++) {
        schedule_of(schedule_at(i), spec, sizeof spec);
        make(&scene, "rosenbrock", (const char *const[]){"Adam(lr=0.1)", spec, NULL});
        check_all(&scene);
        int n = knob_list_racer(&scene, 1, knobs, KNOBS_MAX), of_schedule = 0;
        for (int k = 0; k < n; k++)
            of_schedule += knobs[k].kind == KNOB_SCHEDULE || knobs[k].kind == KNOB_MILESTONE;
        int expected = 0;
        for (int k = 0; k < scene_racer(&scene, 1)->schedule.n; k++) {
            const ScheduleNode *node = &scene_racer(&scene, 1)->schedule.node[k];
            expected += node->n_milestones;
            for (int a = 0; node->rule->arguments[a].name; a++)
                expected += !node->rule->arguments[a].hidden;
        }
        assert_int_equal(of_schedule, expected);
        scene_clear(&scene);
    }
}

static void every_landscape_has_knobs(void **state)
{
    (void)state;
    static Scene scene;
    for (int i = 0; i < landscape_count(); i++) {
        make(&scene, landscape_at(i)->id, (const char *const[]){"SGD(lr=0.1)", NULL});
        check_all(&scene);
        assert_true(only(&scene, "start.x").kind == KNOB_START);
        for (int k = 0; k < scene.n_constants; k++) {
            KnobRow row = knob_row(&scene, only(&scene, scene.constants[k].name));
            const LandscapeConstant *constant = &landscape_at(i)->constants[k];
            assert_true(row.has_initial && row.argument.initial == constant->initial);
            assert_true(row.argument.low == constant->low && row.argument.high == constant->high);
        }
        scene_clear(&scene);
    }
}

static void every_scene_has_knobs(void **state)
{
    (void)state;
    static Scene scene;
    Error error = {""};
    for (int i = 0; scene_builtin(i); i++) {
        if (!scene_read(&scene, scene_builtin(i), &error))
            fail_msg("%s", error.text);
        check_all(&scene);
    }
    scene_clear(&scene);
}

// The column shows the selected racer's, as they are written, then constants, then the batch.
static void the_column_has_an_order(void **state)
{
    (void)state;
    static const char *const expected[] = {
        "1.lr",       "1.momentum", "1.dampening", "1.weight_decay",  "1.nesterov",
        "1.maximize", "1.k",        "1.alpha",     "1.milestones[0]", "1.milestones[1]",
        "1.gamma",    "a",          "k",           "batch",           "n",
        "seed",       "start.x",    "start.y",
    };
    static Scene scene;
    make(&scene, "a*x^2 + k*y^2 + normal(1) a=2 k=3",
         (const char *const[]){"Adam()", "Lookahead(SGD(lr=0.1)) | MultiStepLR(milestones=[20, 60])", NULL});
    scene.view.selected = 1;
    int n = knob_list_column(&scene, knobs, KNOBS_OF_COLUMN_MAX), all = (int)(sizeof expected / sizeof *expected);
    for (int i = 0; i < n && i < all; i++) {
        char address[KNOB_ADDRESS_MAX];
        knob_print(&scene, knobs[i], address, sizeof address);
        assert_string_equal(address, expected[i]);
    }
    assert_int_equal(n, all);
    scene.view.selected = 7; // no racer
    assert_int_equal(knob_list_column(&scene, knobs, KNOBS_OF_COLUMN_MAX), 7);
    assert_int_equal(knob_list(&scene, knobs, 0), knob_list(&scene, knobs, KNOBS_MAX));
    scene_clear(&scene);
}

// ---- The grammar

static const char *const cast[] = {
    "Adam(lr=0.01) | ReduceLROnPlateau()",
    "SGD(lr=0.1) | SequentialLR([LinearLR(), CosineAnnealingLR(T_max=20), StepLR(5)], milestones=[10, 40])",
    "Lookahead(RMSprop(lr=0.1))",
    "Adam(lr=0.02) | ChainedScheduler([StepLR(5), ExponentialLR(0.9), StepLR(7)])",
    NULL,
};

static void means(const Scene *scene, const char *address, int racer, const char *expected)
{
    char line[400];
    Error error = {""};
    KnobSet set;
    if (!knob_parse(scene, address, racer, &set, &error))
        fail_msg("%s", error.text);
    Text text = text_begin(line, sizeof line);
    for (int i = 0; i < set.n; i++) {
        char one[KNOB_ADDRESS_MAX];
        knob_print(scene, set.knob[i], one, sizeof one);
        text_add(&text, "%s%s", i ? " " : "", one);
    }
    if (strcmp(line, expected))
        fail_msg("%s means %s, not %s", address, line, expected);
}

static void addresses_mean_what_the_header_says(void **state)
{
    (void)state;
    static const struct {
        const char *address, *expected;
    } cases[] = {
        {"n", "n"},
        {"steps", "n"},
        {"seed", "seed"},
        {"batch", "batch"},
        {"step", "step"},
        {"speed", "speed"},
        {"start.x", "start.x"},
        {"start.y", "start.y"},
        {"k", "k"},
        {"constant.k", "k"},
        {"0.lr", "0.lr"},
        {"lr", "0.lr 1.lr 2.lr 3.lr"},
        {"racers.lr", "0.lr 1.lr 2.lr 3.lr"},
        {"0.betas[1]", "0.betas[1]"},
        {"betas[1]", "0.betas[1] 3.betas[1]"},
        {"momentum", "1.momentum 2.momentum"},
        {"  0 . betas\t[ 1 ] ", "0.betas[1]"},
        {"1.T_max", "1.T_max"},
        {"1.milestones[0]", "1.milestones[0]"},
        {"1.CosineAnnealingLR.T_max", "1.T_max"},
        {"1.schedule[2].T_max", "1.T_max"},
        {"1.gamma", "1.gamma"},
        {"1.schedule.gamma", "1.gamma"},
        {"3.schedule[1].gamma", "3.schedule[1].gamma"},
        {"3.schedule[3].gamma", "3.schedule[3].gamma"},
        {"3.ExponentialLR.gamma", "3.ExponentialLR.gamma"},
        {"ExponentialLR.gamma", "3.ExponentialLR.gamma"},
        {"Adam.eps", "0.eps 3.eps"},
        {"eps", "0.eps 2.eps 3.eps"}, // a rule's first
        {"0.eps", "0.eps"},
        {"0.ReduceLROnPlateau.eps", "0.ReduceLROnPlateau.eps"},
        {"0.schedule[0].eps", "0.ReduceLROnPlateau.eps"},
        {"ReduceLROnPlateau.eps", "0.ReduceLROnPlateau.eps"},
        {"2.alpha", "2.alpha"},
        {"2.RMSprop.alpha", "2.alpha"},
        {"2.Lookahead.alpha", "2.Lookahead.alpha"},
        {"2.k", "2.k"},
        {"2.Lookahead.k", "2.k"},
        {"racers.k", "2.k"},
    };
    static Scene scene;
    make(&scene, "x^2 + k*y^2 + normal(1) k=3", cast);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        means(&scene, cases[i].address, KNOB_EVERY, cases[i].expected);
    means(&scene, "lr", 2, "2.lr"); // of the racer that is meant
    means(&scene, "1.lr", 2, "1.lr");
    means(&scene, "racers.lr", 2, "0.lr 1.lr 2.lr 3.lr");
    means(&scene, "k", 2, "k"); // a constant all the same
    means(&scene, "n", 2, "n");
    scene_clear(&scene);
}

// A constant may be called what it likes.
static void constants_hide_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *address, *expected;
    } cases[] = {
        {"lr", "0.lr"},
        {"constant.lr", "constant.lr"},
        {"batch", "batch"},
        {"constant.batch", "constant.batch"},
        {"n", "n"},
        {"constant.n", "constant.n"},
        {"constant.steps", "constant.steps"},
        {"constant.start", "constant.start"},
        {"start.x", "start.x"},
        {"momentum", "momentum"}, // a constant before an argument
        {"racers.momentum", "0.momentum"},
        {"0.momentum", "0.momentum"},
        {"SGD", "SGD"},
        {"SGD.lr", "0.lr"},
        {"racers", "racers"},
        {"constant", "constant"},
        {"constant.constant", "constant"},
        {"schedule", "schedule"},
    };
    static Scene scene;
    make(&scene,
         "lr*batch*n*steps*start*momentum*SGD*racers*constant*schedule*x^2 + normal(1)"
         " lr=1 batch=1 n=1 steps=1 start=1 momentum=1 SGD=1 racers=1 constant=1 schedule=1",
         (const char *const[]){"SGD(lr=0.1)", NULL});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        means(&scene, cases[i].address, KNOB_EVERY, cases[i].expected);
    check_all(&scene);
    scene_clear(&scene);
}

static void mistakes_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *address, *why;
    } cases[] = {
        {"", "column 1: expected a name, found its end"},
        {"  ", "column 3: expected a name, found its end"},
        {".lr", "column 1: expected a name, found '.'"},
        {"0.", "column 3: expected a name, found its end"},
        {"0", "column 2: expected '.' and a name after '0', as in 0.lr"},
        {"lr, k", "column 3: expected '.' or '[', found ','"},
        {"0.betas[1", "column 10: expected ']', found its end"},
        {"0.betas[x]", "column 9: expected an index after '[', found 'x'"},
        {"0.lr\xc3\xa9", "column 5: expected '.' or '[', found '\xc3\xa9'"},
        {"9.lr", "column 1: there is no racer '9': they count from 0 to 3"},
        {"99999999999999999999.lr", "column 1: there is no racer '99999999999999999999': they count from 0 to 3"},
        {"0x.lr", "column 1: '0x' is no name: a racer's number ends at a dot"},
        {"0[1].lr", "column 1: '0[1]': expected '.' and a name"},
        {"0.betaz[0]", "column 3: racer 0, Adam, has no 'betaz'; did you mean betas?"},
        {"0.last_epoch", "column 3: racer 0, Adam, has no 'last_epoch'"},
        {"0.LookAhead.k", "column 3: racer 0, Adam, has no 'LookAhead'"},
        {"2.LookAhed.k", "column 3: racer 2, RMSprop, has no 'LookAhed'; did you mean Lookahead?"},
        {"2.Lookahead.alfa", "column 13: Lookahead has no 'alfa'; did you mean alpha?"},
        {"Adamm.eps", "column 1: no racer has 'Adamm'; did you mean Adam?"},
        {"racers.momentun", "column 8: no racer has 'momentun'; did you mean momentum?"},
        {"momentun", "column 1: there is no 'momentun'; did you mean momentum?"},
        {"sed", "column 1: there is no 'sed'; did you mean seed?"},
        {"zzzzzzzz", "column 1: there is no 'zzzzzzzz'"},
        {"constant.q", "column 10: there is no constant 'q'; the constants are k"},
        {"start", "column 1: 'start': expected start.x or start.y"},
        {"start.z", "column 7: 'z': expected start.x or start.y"},
        {"start.x[0]", "column 7: 'x[0]': x is one number"},
        {"seed[0]", "column 1: 'seed[0]': seed is one number"},
        {"0.lr[0]", "column 3: 'lr[0]': lr is one number"},
        {"betas", "column 1: 'betas' is several numbers: betas[0] to betas[1]"},
        {"0.betas[2]", "column 3: 'betas[2]': there are betas[0] to betas[1]"},
        {"1.milestones[2]", "column 3: 'milestones[2]': there are milestones[0] to milestones[1]"},
        {"3.gamma", "column 3: 'gamma' is ambiguous: 3.schedule[1].gamma or 3.ExponentialLR.gamma"},
        {"3.StepLR.gamma", "column 10: 'gamma' is ambiguous: 3.schedule[1].gamma or 3.schedule[3].gamma"},
        {"gamma", "column 1: 'gamma' is ambiguous: 3.schedule[1].gamma or 3.ExponentialLR.gamma"},
        {"1.schedule[7].gamma", "column 3: racer 1, SGD, has no 'schedule[7]'"},
        {"a.b.c", "column 1: 'a' is no racer: expected its number, or racers"},
        {"0.a.b.c", "column 7: 'c' is one name too many: the longest is 0.StepLR.gamma"},
        {"batch", "column 1: 'batch': the loss has no rows and draws nothing"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "column 1: 'aaaaaaaaaaaaaaaaaaaa...' is longer than any name"},
    };
    static Scene scene;
    make(&scene, "x^2 + k*y^2 k=3", cast);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Error error = {""};
        KnobSet set = {.n = -7};
        if (knob_parse(&scene, cases[i].address, KNOB_EVERY, &set, &error))
            fail_msg("%s is taken", cases[i].address);
        assert_int_equal(set.n, -7);
        assert_true(!strncmp(error.text, "address, ", 9));
        assert_string_equal(error.text + 9, cases[i].why);
    }
    scene_keep_racers(&scene, 0);
    Error error = {""};
    assert_false(knob_parse(&scene, "0.lr", KNOB_EVERY, &(KnobSet){0}, &error));
    assert_string_equal(error.text, "address, column 1: there is no racer '0': the scene has 0");
    assert_false(knob_parse(&scene, "lr", KNOB_EVERY, &(KnobSet){0}, NULL));
    scene_clear(&scene);
}

// Whatever is typed, it is refused or means knobs whose addresses come back.
static void noise_is_survived(void **state)
{
    (void)state;
    static const char *const pieces[] = {"0",        ".",     "[", "]", "1",        "lr",     " ",        "betas",
                                         "schedule", "Adam",  "k", "n", "constant", "racers", "\xce\xb2", "-",
                                         "gamma",    "start", "x", "3", "2",        "eps",    "StepLR",   "milestones"};
    static Scene scene;
    make(&scene, "x^2 + k*y^2 k=3", cast);
    for (uint64_t i = 0, taken = 0; i < 20000 || taken < 100; i++) {
        char line[200];
        Error error = {""};
        KnobSet set;
        Text text = text_begin(line, sizeof line);
        for (uint64_t k = 0; k < 1 + i % 7; k++)
            text_add(&text, "%s", pieces[(int)(random_uniform(5, 1, 16 * i + k) * 24)]);
        if (!knob_parse(&scene, line, KNOB_EVERY, &set, &error)) {
            assert_true(error.text[0] != '\0');
            continue;
        }
        taken++;
        for (int k = 0; k < set.n; k++) {
            knob_print(&scene, set.knob[k], line, sizeof line);
            assert_true(knob_equal(only(&scene, line), set.knob[k]));
        }
    }
    scene_clear(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_optimizer_has_knobs), cmocka_unit_test(every_schedule_has_knobs),
        cmocka_unit_test(every_landscape_has_knobs), cmocka_unit_test(every_scene_has_knobs),
        cmocka_unit_test(the_column_has_an_order),   cmocka_unit_test(addresses_mean_what_the_header_says),
        cmocka_unit_test(constants_hide_nothing),    cmocka_unit_test(mistakes_are_told),
        cmocka_unit_test(noise_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
