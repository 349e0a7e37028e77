// Rules that torch does not have. The expected numbers come from the papers' formulas, evaluated apart from this
// program with 50 digits, on f = x^2/2 + 2 y^2 from (1, -2), whose gradient is (x, 4 y).
#include "base/file.h"
#include "base/text.h"
#include "engine/race/race.h"

#include <dirent.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 4, LONG = 200 };

static const char *const bowl = "x^2/2 + 2*y^2";

// ---- Racers and races

static void set(const Optimizer *rule, double *hyper, const char *name, int element, double value)
{
    for (int i = 0; rule->arguments[i].name; i++)
        if (!strcmp(rule->arguments[i].name, name) && element-- == 0) {
            hyper[i] = value;
            return;
        }
    fail_msg("%s has no argument %s", rule->name, name);
}

static Racer racer(const char *name)
{
    Racer made = {.rule = optimizer_find(name)};
    assert_non_null(made.rule);
    optimizer_defaults(made.rule, made.hyper);
    return made;
}

static void wrap(Racer *inner, const char *name)
{
    RacerWrapper *wrapper = &inner->wrapper[inner->n_wrappers++];
    wrapper->rule = optimizer_find(name);
    assert_non_null(wrapper->rule);
    assert_true(wrapper->rule->wraps);
    optimizer_defaults(wrapper->rule, wrapper->hyper);
}

#define SET(racer, name, value) set((racer)->rule, (racer)->hyper, name, 0, value)
#define SET2(racer, name, a, b)                                                                                        \
    (set((racer)->rule, (racer)->hyper, name, 0, a), set((racer)->rule, (racer)->hyper, name, 1, b))
#define SET_WRAPPER(racer, name, value) set((racer)->wrapper[0].rule, (racer)->wrapper[0].hyper, name, 0, value)

typedef struct Run {
    Loss *loss;
    Race *race;
} Run;

static Run run(const char *formula, const double start[2], const Racer *racers, int n, int steps)
{
    FormulaError error;
    Run made = {.loss = loss_create(&(LossConfig){.formula = formula}, &error), .race = race_create()};
    RaceConfig config = {.loss = made.loss, .start = start, .steps = steps};
    race_enter(&config, racers, n);
    assert_non_null(made.loss);
    assert_non_null(made.race);
    assert_true(race_configure(made.race, &config, true));
    assert_true(race_run(made.race, steps));
    return made;
}

static void drop(Run *made)
{
    race_destroy(made->race);
    loss_destroy(made->loss);
}

static void assert_path(const Racer *made, const double expected[STEPS][2], int evals)
{
    int argument;
    assert_null(optimizer_refuses(made->rule, made->hyper, &argument));
    Run one = run(bowl, (const double[]){1, -2}, made, 1, STEPS);
    for (int k = 1; k <= STEPS; k++) {
        RacePoint point = race_point(one.race, 0, k);
        for (int d = 0; d < 2; d++)
            if (!(fabs(point.at[d] - expected[k - 1][d]) <= 1e-14 * fmax(1, fabs(expected[k - 1][d]))))
                fail_msg("%s, step %d: %.17g, expected %.17g", made->rule->name, k, point.at[d], expected[k - 1][d]);
        assert_int_equal(point.evals, evals);
    }
    drop(&one);
}

// ---- Against the papers

static void test_nag(void **state)
{
    (void)state;
    Racer nag = racer("NAG");
    SET(&nag, "lr", 0.1);
    SET(&nag, "momentum", 0.5);
    assert_path(&nag, (const double[STEPS][2]){{0.9, -1.2}, {0.765, -0.48}, {0.62775, -0.072}, {0.5032125, 0.0792}}, 1);
}

static void test_qhm(void **state)
{
    (void)state;
    Racer qhm = racer("QHM");
    SET(&qhm, "lr", 0.1);
    SET(&qhm, "momentum", 0.75);
    SET(&qhm, "nu", 0.5);
    SET(&qhm, "weight_decay", 0.25);
    assert_path(&qhm,
                (const double[STEPS][2]){{0.921875, -1.46875},
                                         {0.838134765625, -0.99892578124999998},
                                         {0.75306320190429688, -0.61529998779296879},
                                         {0.66971403360366821, -0.32334537982940675}},
                1);
}

static void test_qhadam(void **state)
{
    (void)state;
    Racer qhadam = racer("QHAdam");
    SET(&qhadam, "lr", 0.1);
    SET2(&qhadam, "betas", 0.5, 0.75);
    SET2(&qhadam, "nus", 0.75, 0.5);
    SET(&qhadam, "eps", 1e-3);
    assert_path(&qhadam,
                (const double[STEPS][2]){{0.90009990009990015, -1.9000124984376954},
                                         {0.79992050229803002, -1.7998625076108254},
                                         {0.70010467933139242, -1.6998215217847823},
                                         {0.60133897919983925, -1.6001215547476775}},
                1);
}

static void test_adabelief(void **state)
{
    (void)state;
    Racer adabelief = racer("AdaBelief");
    SET(&adabelief, "lr", 0.1);
    SET2(&adabelief, "betas", 0.5, 0.75);
    SET(&adabelief, "eps", 1e-3);
    SET(&adabelief, "weight_decay", 0.5);
    assert_path(&adabelief,
                (const double[STEPS][2]){{0.75197397362424023, -1.7000749703244094},
                                         {0.47433861895492646, -1.360299168374429},
                                         {0.21788294265366195, -1.0014123289660208},
                                         {0.036885191810892372, -0.66406514414116702}},
                1);
}

// From 0 the second moment rises to the squared gradients; from 1/4 it is above some and below others.
static void test_yogi(void **state)
{
    (void)state;
    Racer yogi = racer("Yogi");
    SET(&yogi, "lr", 1);
    SET2(&yogi, "betas", 0.5, 0.75);
    assert_path(&yogi,
                (const double[STEPS][2]){{0.001996007984031936, -1.0002499375156211},
                                         {-0.49899900796316327, -0.10595564935025351},
                                         {-0.21348101291494018, 0.38911927393720269},
                                         {0.1873788710531657, 0.46362837897170311}},
                1);
    SET(&yogi, "lr", 0.1);
    SET(&yogi, "initial_accumulator_value", 0.25);
    assert_path(&yogi,
                (const double[STEPS][2]){{0.92938918065970655, -1.9007968216084377},
                                         {0.8450229021596386, -1.7961117407163554},
                                         {0.73878855598256754, -1.6977996440675294},
                                         {0.64640220812362803, -1.608360255989165}},
                1);
}

static void test_lion(void **state)
{
    (void)state;
    Racer lion = racer("Lion");
    SET(&lion, "lr", 0.75);
    SET2(&lion, "betas", 0.5, 0.75);
    SET(&lion, "weight_decay", 0.25);
    assert_path(&lion,
                (const double[STEPS][2]){{0.0625, -0.875},
                                         {-0.69921875, 0.0390625},
                                         {0.181884765625, 0.78173828125},
                                         {-0.6022186279296875, -0.114837646484375}},
                1);
    SET(&lion, "lr", 1.5);
    SET2(&lion, "betas", 0.75, 0.25);
    assert_path(&lion,
                (const double[STEPS][2]){
                    {-0.875, 0.25}, {-2.046875, 1.65625}, {0.220703125, -0.46484375}, {1.637939453125, -1.79052734375}},
                1);
}

static void test_lookahead(void **state)
{
    (void)state;
    Racer sgd = racer("SGD");
    SET(&sgd, "lr", 0.1);
    SET(&sgd, "momentum", 0.5);
    wrap(&sgd, "Lookahead");
    SET_WRAPPER(&sgd, "k", 2);
    SET_WRAPPER(&sgd, "alpha", 0.25);
    assert_path(&sgd, (const double[STEPS][2]){{0.9, -1.2}, {0.94, -1.58}, {0.776, -0.508}, {0.8591, -1.1272}}, 1);
}

static void test_sam(void **state)
{
    (void)state;
    Racer sgd = racer("SGD");
    SET(&sgd, "lr", 0.1);
    SET(&sgd, "momentum", 0.5);
    wrap(&sgd, "SAM");
    SET_WRAPPER(&sgd, "rho", 0.5);
    assert_path(&sgd,
                (const double[STEPS][2]){{0.89379826327054035, -1.0015444246572911},
                                         {0.74042999720414759, 0.093501984906332575},
                                         {0.54507332694831456, 0.51345084019347231},
                                         {0.38006181950432255, 0.32473697691008063}},
                2);
}

// The worst point for one who climbs is the lowest nearby.
static void test_sam_climbs(void **state)
{
    (void)state;
    Racer sgd = racer("SGD");
    SET(&sgd, "lr", 0.1);
    SET(&sgd, "maximize", 1);
    wrap(&sgd, "SAM");
    SET_WRAPPER(&sgd, "rho", 0.5);
    assert_path(&sgd,
                (const double[STEPS][2]){{1.0937982632705403, -2.6015444246572912},
                                         {1.1979513596300715, -3.4432579444360578},
                                         {1.3134139507714517, -4.6213133747052915},
                                         {1.4412116802406298, -6.2703416595840897}},
                2);
}

// The rule inside takes its gradient elsewhere: there, too, it is the worst point's.
static void test_sam_around_a_rule_that_evaluates(void **state)
{
    (void)state;
    Racer nag = racer("NAG");
    SET(&nag, "lr", 0.1);
    SET(&nag, "momentum", 0.5);
    wrap(&nag, "SAM");
    SET_WRAPPER(&nag, "rho", 0.5);
    assert_path(&nag,
                (const double[STEPS][2]){{0.89379826327054035, -1.0015444246572911},
                                         {0.73732838742494256, -0.11688900094596361},
                                         {0.57059847272488673, 0.016830528422640573},
                                         {0.39729970357869598, -0.06304290976032309}},
                2);
}

// ---- What the papers say of their rules' kin

static void assert_same_path(const Racer *a, const Racer *b, double allowed)
{
    const double start[2] = {-1.2, 1};
    Run both = run("(1-x)^2 + 10*(y-x^2)^2", start, (const Racer[]){*a, *b}, 2, LONG);
    assert_int_equal(race_last(both.race, 0), race_last(both.race, 1));
    for (int k = 0; k <= race_last_finite(both.race, 0); k++)
        for (int d = 0; d < 2; d++) {
            double at = race_point(both.race, 0, k).at[d], other = race_point(both.race, 1, k).at[d];
            if (!(fabs(at - other) <= allowed * fmax(1, fabs(other))))
                fail_msg("%s and %s part at step %d: %.17g, %.17g", a->rule->name, b->rule->name, k, at, other);
        }
    drop(&both);
}

static void test_qhadam_of_ones_is_adam(void **state)
{
    (void)state;
    Racer qhadam = racer("QHAdam"), adam = racer("Adam");
    SET(&qhadam, "lr", 0.02);
    SET2(&qhadam, "nus", 1, 1);
    SET(&adam, "lr", 0.02);
    assert_same_path(&qhadam, &adam, 1e-11);
}

static void test_qhm_of_zero_is_descent(void **state)
{
    (void)state;
    Racer qhm = racer("QHM"), sgd = racer("SGD");
    SET(&qhm, "lr", 0.005);
    SET(&qhm, "nu", 0);
    SET(&sgd, "lr", 0.005);
    assert_same_path(&qhm, &sgd, 1e-12);
}

// torch's Nesterov momentum keeps the point ahead, θ + μ v, in the place of θ.
static void test_nag_is_behind_nesterov(void **state)
{
    (void)state;
    const double start[2] = {-1.2, 1};
    Racer racers[] = {racer("NAG"), racer("SGD")};
    for (int i = 0; i < 2; i++) {
        SET(&racers[i], "lr", 0.005);
        SET(&racers[i], "momentum", 0.9);
    }
    SET(&racers[1], "nesterov", 1);
    Run both = run("(1-x)^2 + 10*(y-x^2)^2", start, racers, 2, LONG);
    for (int k = 1; k <= LONG; k++)
        for (int d = 0; d < 2; d++) {
            double at = race_point(both.race, 0, k).at[d], before = race_point(both.race, 0, k - 1).at[d];
            double ahead = at + 0.9 * (at - before);
            assert_true(fabs(ahead - race_point(both.race, 1, k).at[d]) <= 1e-11);
        }
    drop(&both);
}

// ---- Wrappers, around every rule

static Racer any_racer(int i)
{
    Racer made = racer(optimizer_at(i)->name);
    if (made.rule->arguments[0].required)
        made.hyper[0] = 0.005;
    return made;
}

static void test_wrappers_that_do_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        if (optimizer_at(i)->wraps)
            continue;
        Racer bare = any_racer(i), slow = bare, late = bare, flat = bare;
        wrap(&slow, "Lookahead");
        SET_WRAPPER(&slow, "alpha", 1);
        assert_same_path(&slow, &bare, 1e-9);
        wrap(&late, "Lookahead");
        SET_WRAPPER(&late, "k", LONG + 1);
        assert_same_path(&late, &bare, 0);
        wrap(&flat, "SAM");
        SET_WRAPPER(&flat, "rho", 0);
        assert_same_path(&flat, &bare, 0);
    }
}

static void test_sam_doubles_the_evaluations(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        if (optimizer_at(i)->wraps)
            continue;
        Racer racers[] = {any_racer(i), any_racer(i)};
        wrap(&racers[1], "SAM");
        SET_WRAPPER(&racers[1], "rho", 0);
        Run both = run(bowl, (const double[]){1, -2}, racers, 2, STEPS);
        for (int k = 1; k <= STEPS; k++)
            assert_int_equal(race_point(both.race, 1, k).evals, 2 * race_point(both.race, 0, k).evals);
        drop(&both);
    }
}

// ---- The classes for scripts

static void add_value(Text *text, const Argument *row)
{
    char number[40];
    text_double(number, sizeof number, row->initial);
    text_add(text, "%s", row->kind != ARGUMENT_BOOLEAN ? number : row->initial != 0 ? "True" : "False");
}

// "betas=(0.9, 0.999)"; returns the row behind the argument's rows.
static const Argument *add_default(Text *text, const Argument *row)
{
    const char *name = row->name;
    bool tuple = row[1].name && !strcmp(row[1].name, name);
    text_add(text, "%s%s%s", name, row->required ? "," : "=", tuple ? "(" : "");
    for (bool first = true; row->name && !strcmp(row->name, name); row++, first = false) {
        text_add(text, "%s", first ? "" : ", ");
        if (!row->required)
            add_value(text, row);
    }
    text_add(text, "%s", tuple ? ")" : "");
    return row;
}

// The class of a rule in assets/python/, with a terminating 0; NULL: it has none. free() it.
static char *class_of(const Optimizer *rule)
{
    char path[100];
    size_t size;
    snprintf(path, sizeof path, "assets/python/%s.py", rule->name);
    return file_exists(path) ? file_read(path, &size, NULL) : NULL;
}

static void assert_defaults(const Optimizer *rule, const char *python)
{
    for (const Argument *row = rule->arguments; row->name;) {
        char bytes[100];
        Text text = text_begin(bytes, sizeof bytes);
        row = add_default(&text, row);
        if (!strstr(python, bytes))
            fail_msg("%s has no '%s' in its class", rule->name, bytes);
    }
}

// A rule has its class where it says so, and the class what the row has; a class that derives from torch's own takes
// its arguments as they are.
static void test_classes_are_those_of_the_rules(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        const Optimizer *rule = optimizer_at(i);
        char *python = class_of(rule), heading[100];
        if (rule->own_class != (python != NULL))
            fail_msg("%s: assets/python/%s.py is %s", rule->name, rule->name, python ? "there unasked" : "missing");
        if (!python)
            continue;
        snprintf(heading, sizeof heading, "import torch\n\n\nclass %s(torch.optim.", rule->name);
        assert_false(strncmp(python, heading, strlen(heading)));
        if (!strncmp(python + strlen(heading), "Optimizer", strlen("Optimizer")))
            assert_defaults(rule, python);
        free(python);
    }
}

static void test_no_class_is_without_a_rule(void **state)
{
    (void)state;
    DIR *folder = opendir("assets/python");
    assert_non_null(folder);
    for (const struct dirent *entry; (entry = readdir(folder));) {
        char name[sizeof entry->d_name];
        text_copy(name, sizeof name, entry->d_name);
        char *ending = strstr(name, ".py");
        if (!ending || ending[3])
            continue;
        *ending = '\0';
        if (!optimizer_find(name))
            fail_msg("assets/python/%s is the class of no rule", entry->d_name);
    }
    closedir(folder);
}

// torch 2.14's classes: what is not among them has its own Python.
static void test_what_torch_lacks_has_its_python(void **state)
{
    (void)state;
    static const char optimizers[] =
        " Adadelta Adafactor Adagrad Adam AdamW Adamax ASGD LBFGS Muon NAdam RAdam RMSprop "
        "Rprop SGD SparseAdam ";
    static const char schedulers[] =
        " ChainedScheduler ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts CyclicLR "
        "ExponentialLR LambdaLR LinearLR MultiplicativeLR MultiStepLR OneCycleLR "
        "PolynomialLR ReduceLROnPlateau SequentialLR StepLR SWALR "; // the last of torch.optim.swa_utils
    char word[100];
    for (int i = 0; i < optimizer_count(); i++) {
        snprintf(word, sizeof word, " %s ", optimizer_at(i)->name);
        if (!strstr(optimizers, word) && !optimizer_at(i)->own_class && !optimizer_at(i)->call &&
            !optimizer_at(i)->average)
            fail_msg("torch.optim has no%s", word);
    }
    for (int i = 0; i < schedule_count(); i++) {
        snprintf(word, sizeof word, " %s ", schedule_at(i)->name);
        if (!strstr(schedulers, word) && !schedule_at(i)->python)
            fail_msg("torch.optim.lr_scheduler has no%s", word);
    }
}

// ---- maximize, of every rule

static void test_climbing_is_descending_the_negative(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        Racer down = any_racer(i), up = down;
        if (down.rule->wraps || down.rule->keras) // which has no such argument
            continue;
        SET(&up, "maximize", 1);
        const double start[2] = {0.5, -0.25};
        Run descent = run("x^2 - 3*y^2 + x^3*y", start, &down, 1, 30);
        Run climb = run("-(x^2 - 3*y^2 + x^3*y)", start, &up, 1, 30);
        assert_int_equal(race_last(climb.race, 0), race_last(descent.race, 0));
        for (int k = 0; k <= race_last_finite(climb.race, 0); k++)
            for (int d = 0; d < 2; d++)
                if (race_point(climb.race, 0, k).at[d] != race_point(descent.race, 0, k).at[d])
                    fail_msg("%s, step %d", down.rule->name, k);
        drop(&descent);
        drop(&climb);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nag),
        cmocka_unit_test(test_qhm),
        cmocka_unit_test(test_qhadam),
        cmocka_unit_test(test_adabelief),
        cmocka_unit_test(test_yogi),
        cmocka_unit_test(test_lion),
        cmocka_unit_test(test_lookahead),
        cmocka_unit_test(test_sam),
        cmocka_unit_test(test_sam_climbs),
        cmocka_unit_test(test_sam_around_a_rule_that_evaluates),
        cmocka_unit_test(test_qhadam_of_ones_is_adam),
        cmocka_unit_test(test_qhm_of_zero_is_descent),
        cmocka_unit_test(test_nag_is_behind_nesterov),
        cmocka_unit_test(test_wrappers_that_do_nothing),
        cmocka_unit_test(test_sam_doubles_the_evaluations),
        cmocka_unit_test(test_classes_are_those_of_the_rules),
        cmocka_unit_test(test_no_class_is_without_a_rule),
        cmocka_unit_test(test_what_torch_lacks_has_its_python),
        cmocka_unit_test(test_climbing_is_descending_the_negative),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
