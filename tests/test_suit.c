// Learning rates that the program proposes: every optimizer goes down on every landscape.
#include "knobs.h"

#include <math.h>
#include <stdio.h>

static void set_rule(Scene *scene, const Optimizer *rule)
{
    Racer *racer = scene_edit_racer(scene, 0);
    racer->n_wrappers = rule->wraps;
    racer->rule = rule->wraps ? optimizer_at(0) : rule;
    optimizer_defaults(racer->rule, racer->hyper);
    if (!rule->wraps)
        return;
    racer->wrapper[0].rule = rule;
    optimizer_defaults(rule, racer->wrapper[0].hyper);
}

// NaN: it diverged.
static double end_of(const Scene *scene, double *first)
{
    Loss *loss = scene_loss(scene, NULL);
    Race *race = race_create();
    RaceConfig config = scene_race(scene, loss);
    assert_true(race_configure(race, &config, true) && race_run(race, scene->steps));
    *first = race_point(race, 0, 0).loss;
    bool diverged = race_state(race, 0, scene->steps) == RACER_DIVERGED;
    double last = diverged ? (double)NAN : race_point(race, 0, scene->steps).loss;
    race_destroy(race);
    loss_destroy(loss);
    return last;
}

static bool descends(Scene *scene, const char *where)
{
    double first, last;
    assert_true(scene_suit_racers(scene));
    last = end_of(scene, &first);
    if (isfinite(last) && last < first)
        return true;
    char spec[SPEC_TEXT_MAX];
    spec_print(scene_racer(scene, 0), spec, sizeof spec);
    print_error("%s: %s goes from %g to %g\n", where, spec, first, last);
    return false;
}

static void every_optimizer_descends_on_every_landscape(void **state)
{
    (void)state;
    static Scene scene;
    int failed = 0;
    for (int l = 0; l < landscape_count(); l++) {
        make(&scene, landscape_at(l)->id, (const char *const[]){"SGD(lr=0.1)", NULL});
        scene.steps = SCENE_STEPS_DEFAULT;
        for (int o = 0; o < optimizer_count(); o++) {
            set_rule(&scene, optimizer_at(o));
            failed += !descends(&scene, landscape_at(l)->id);
        }
        scene_clear(&scene);
    }
    assert_int_equal(failed, 0);
}

static const char *const some[] = {
    "SGD(lr=0.1)",
    "SGD(lr=0.1, momentum=0.9)",
    "SGD(lr=0.1, momentum=0.99, nesterov=True)",
    "Adam(lr=0.1)",
    "Adagrad()",
    "RMSprop(momentum=0.9)",
    "Lion()",
    "LBFGS()",
    "Rprop()",
    "SGD(lr=0.1) | OneCycleLR(max_lr=1, total_steps=1000)",
};
enum { SOME = sizeof some / sizeof *some };

static int failures(const char *where)
{
    static Scene scene;
    int failed = 0;
    for (int i = 0; i < SOME; i++) {
        make(&scene, where, (const char *const[]){some[i], NULL});
        scene.steps = SCENE_STEPS_DEFAULT;
        failed += !descends(&scene, where);
        scene_clear(&scene);
    }
    return failed;
}

// At both ends of each constant's slider.
static void proposals_suit_the_constants(void **state)
{
    (void)state;
    char where[100];
    int failed = 0;
    for (int l = 0; l < landscape_count(); l++)
        for (const LandscapeConstant *k = landscape_at(l)->constants; k->name; k++)
            for (int end = 0; end < 2; end++) {
                snprintf(where, sizeof where, "%s %s=%g", landscape_at(l)->id, k->name, end ? k->high : k->low);
                failed += failures(where);
            }
    assert_int_equal(failed, 0);
}

static void proposals_suit_formulas(void **state)
{
    (void)state;
    static const char *const formulas[] = {
        "x^2 + 1000*y^2", "x^2*y^2 + (x + y)^4", "abs(x) + 3*abs(y)", "exp(x) + exp(-x) + y^4",
        "x^3 - 3*x*y^2",  "-x^2 + y^2",          "(x - 1)^4",         "1e-3*(x^2 + y^2)"};
    int failed = 0;
    for (size_t i = 0; i < sizeof formulas / sizeof *formulas; i++)
        failed += failures(formulas[i]);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_optimizer_descends_on_every_landscape),
        cmocka_unit_test(proposals_suit_the_constants),
        cmocka_unit_test(proposals_suit_formulas),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
