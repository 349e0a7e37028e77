// What the picture shows for teaching: the state of a rule as numbers, arrows and a box, learning rates as charts and
// colours, torch's lines.
#include "entries.h"
#include "picture/build.h"
#include "picture/picture.h"
#include "scene/spec.h"
#include "slots.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 60 };

// A scene with its loss, its race run to the end and its picture.
typedef struct World {
    Scene scene;
    Loss *loss;
    Race *race;
    Study *study;
    Picture *picture;
} World;

static World *world_create(const char *landscape, const char *const *racers)
{
    World *world = calloc(1, sizeof *world);
    Error error = {""};
    assert_non_null(world);
    scene_default(&world->scene);
    if (!scene_set_landscape(&world->scene, landscape, &error))
        fail_msg("%s", error.text);
    enter_racers(&world->scene, racers);
    world->scene.steps = STEPS;
    world->loss = scene_loss(&world->scene, &error);
    world->race = race_create();
    world->study = study_create();
    world->picture = picture_create();
    RaceConfig config = scene_race(&world->scene, world->loss);
    assert_true(world->loss && race_configure(world->race, &config, true) && race_run(world->race, STEPS));
    study_about(world->study, &world->scene, world->loss, world->race, true);
    return world;
}

static void world_destroy(World *world)
{
    picture_destroy(world->picture);
    study_destroy(world->study);
    race_destroy(world->race);
    loss_destroy(world->loss);
    scene_clear(&world->scene);
    free(world);
}

static const DrawList *build_at(World *world, int step, uint32_t show)
{
    world->scene.view.show = show;
    PictureInput input = {.scene = &world->scene,
                          .race = world->race,
                          .study = world->study,
                          .step = step,
                          .width = 1600,
                          .height = 900,
                          .scale = 1};
    const DrawList *list = picture_build(world->picture, &input);
    assert_false(list->failed);
    return list;
}

static Internals internals_at(const World *world, int step)
{
    Internals all;
    PictureInput input = {0};
    Build build = {.in = &input,
                   .study = world->study,
                   .scene = &world->scene,
                   .race = world->race,
                   .dimension = race_dimension(world->race),
                   .step = step};
    assert_true(racer_internals(&build, 0, &all));
    return all;
}

static const Internal *row_named(const Internals *all, const char *name)
{
    for (int i = 0; i < all->n; i++)
        if (!strcmp(all->row[i].name, name) || !strcmp(all->row[i].symbol, name))
            return &all->row[i];
    return NULL;
}

static bool has_text(const DrawList *list, const char *text)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, text))
            return true;
    return false;
}

static void check_slots(const World *world, int step)
{
    const Racer *racer = scene_racer(&world->scene, 0);
    Internals all = internals_at(world, step);
    double slots[2048];
    int dimension = race_dimension(world->race), shown = 0;
    assert_true(slots_at(world->race, 0, step, slots, 2048) >= 0);
    int n = optimizer_slots(racer->rule, racer->hyper);
    for (int s = 0; s < n && racer->rule->slots && racer->rule->slots[s].name; s++) {
        const Internal *row = row_named(&all, racer->rule->slots[s].name);
        shown += row != NULL;
        for (int d = 0; row && d < dimension; d++)
            assert_memory_equal(&row->value[d], &slots[s * dimension + d], sizeof(double));
        assert_true(row || racer->rule->slots[s].needs);
    }
    assert_true(shown > 0 || !racer->rule->slots || racer->rule->slots[0].needs);
    RacePoint here = race_point(world->race, 0, step), next = race_point(world->race, 0, step + 1);
    const Internal *move = row_named(&all, "next step"), *gradient = row_named(&all, "gradient");
    assert_true(move && gradient);
    for (int d = 0; d < dimension; d++) {
        assert_true(move->value[d] == next.at[d] - here.at[d]);
        assert_true(gradient->value[d] == here.gradient[d]);
    }
}

static void test_the_numbers_are_the_race_s(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        char spec[100];
        if (optimizer_at(i)->wraps)
            continue;
        snprintf(spec, sizeof spec, "%s(lr=0.001)", optimizer_at(i)->name);
        World *world = world_create("rosenbrock", (const char *[]){spec, NULL});
        check_slots(world, 1);
        check_slots(world, 17);
        world_destroy(world);
        world = world_create("double_well", (const char *[]){spec, NULL});
        check_slots(world, 5);
        world_destroy(world);
    }
}

static void test_a_wrapper_s_state_is_shown(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", (const char *[]){"Lookahead(SGD(lr=0.001, momentum=0.9))", NULL});
    Internals all = internals_at(world, 7);
    double slots[8];
    assert_int_equal(slots_at(world->race, 0, 7, slots, 8), 2);
    assert_true(row_named(&all, "momentum_buffer")->value[1] == slots[1]);
    assert_true(row_named(&all, "slow_params")->value[0] == slots[2]);
    world_destroy(world);
}

static void test_there_is_no_state_before_the_first_step(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", (const char *[]){"SGD(lr=0.001, momentum=0.9)", NULL});
    Internals all = internals_at(world, 0);
    assert_true(isnan(row_named(&all, "momentum_buffer")->value[0]));
    const DrawList *list = build_at(world, 0, 1u << SHOW_STATE);
    assert_true(has_text(list, "–") && has_text(list, "momentum_buffer"));
    assert_false(has_text(build_at(world, 0, 0), "momentum_buffer"));
    world_destroy(world);
    world = world_create("rosenbrock", (const char *[]){"SGD(lr=0.001)", NULL});
    all = internals_at(world, 5);
    assert_null(row_named(&all, "momentum_buffer")); // a rule without momentum has no buffer
    world_destroy(world);
}

static void test_bias_corrections(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", (const char *[]){"Adam(lr=0.05, betas=(0.8, 0.99))", NULL});
    Internals all = internals_at(world, 10);
    const Internal *first = row_named(&all, "1 − β₁ᵏ"), *second = row_named(&all, "1 − β₂ᵏ");
    assert_true(first && second);
    assert_true(fabs(first->value[0] - (1 - pow(0.8, 10))) < 1e-15);
    assert_true(fabs(second->value[0] - (1 - pow(0.99, 10))) < 1e-15);
    // And they are what the step is made of.
    double m = row_named(&all, "exp_avg")->value[0] / first->value[0];
    double v = row_named(&all, "exp_avg_sq")->value[0] / second->value[0];
    Internals before = internals_at(world, 9);
    double step = -0.05 * m / (sqrt(v) + 1e-8);
    assert_true(fabs(row_named(&before, "next step")->value[0] - step) < 1e-12);
    world_destroy(world);
}

static void test_rules_that_are_corrected_say_so(void **state)
{
    (void)state;
    static const struct {
        const char *rule;
        bool first, second;
    } expected[] = {{"Adam", true, true},      {"AdamW", true, true},   {"SparseAdam", true, true},
                    {"RAdam", true, true},     {"QHAdam", true, true},  {"AdaBelief", true, true},
                    {"NAdam", false, true},    {"Adamax", true, false}, {"Yogi", false, false},
                    {"RMSprop", false, false}, {"Lion", false, false}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        char spec[64];
        snprintf(spec, sizeof spec, "%s(lr=0.001)", expected[i].rule);
        World *world = world_create("rosenbrock", (const char *[]){spec, NULL});
        Internals all = internals_at(world, 3);
        bool first = row_named(&all, "1 − β₁ᵏ"), second = row_named(&all, "1 − β₂ᵏ");
        if (first != expected[i].first || second != expected[i].second)
            fail_msg("%s: %d %d", expected[i].rule, first, second);
        world_destroy(world);
    }
}

static void test_the_batch_s_gradient_is_told_apart(void **state)
{
    (void)state;
    World *world = world_create("noisy_bowl", (const char *[]){"SGD(lr=0.1)", NULL});
    Internals all = internals_at(world, 4);
    const Internal *batch = row_named(&all, "its batch"), *move = row_named(&all, "next step");
    assert_true(batch && row_named(&all, "full gradient"));
    assert_true(fabs(move->value[0] + 0.1 * batch->value[0]) < 1e-12);
    world_destroy(world);
}

// ---- Arrows

static bool same_color(Color a, Color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

// From its ball to its tip, in points, y upwards.
static void drawn_arrow(const DrawList *list, Color color, double v[2])
{
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawPoint *p = &list->points[list->strokes[i].first];
        int last = list->strokes[i].count - 1;
        if (!same_color(list->strokes[i].color, color) || list->strokes[i].on_panel != 1)
            continue;
        v[0] = (double)(p[last].x - p[0].x);
        v[1] = (double)(p[0].y - p[last].y);
        return;
    }
    fail_msg("no arrow of this colour");
}

static void test_arrows_point_down_in_one_scale(void **state)
{
    (void)state;
    World *world = world_create("booth", (const char *[]){"SGD(lr=0.001, momentum=0.9)", NULL});
    world->scene.view.kind = VIEW_MAP;
    Internals all = internals_at(world, 6);
    const double *g = row_named(&all, "gradient")->value, *b = row_named(&all, "momentum_buffer")->value;
    const DrawList *list = build_at(world, 6, 1u << SHOW_GRADIENT | 1u << SHOW_MOMENTUM);
    double drawn_g[2], drawn_b[2];
    drawn_arrow(list, (Color){1.0f, 0.48f, 0.42f, 1.0f}, drawn_g);
    drawn_arrow(list, (Color){0.6f, 0.9f, 1.0f, 1.0f}, drawn_b);
    double scale = hypot(drawn_b[0], drawn_b[1]) / hypot(b[0], b[1]);
    for (int d = 0; d < 2; d++) {
        assert_true(fabs(drawn_g[d] + scale * g[d]) < 0.02 * scale * hypot(g[0], g[1]));
        assert_true(fabs(drawn_b[d] + scale * b[d]) < 0.02 * scale * hypot(b[0], b[1]));
    }
    world_destroy(world);
}

static void test_each_switch_adds_its_own(void **state)
{
    (void)state;
    static const SceneShow switches[] = {SHOW_GRADIENT, SHOW_MOMENTUM, SHOW_STEP, SHOW_SQUARE};
    static const char *const names[] = {"−g", "−m", "Δ ", "√v"};
    static const char *const landscapes[] = {"rosenbrock", "double_well"};
    for (int l = 0; l < 2; l++) {
        World *world = world_create(landscapes[l], (const char *[]){"Adam(lr=0.05)", NULL});
        for (int i = 0; i < 4; i++) {
            bool there = has_text(build_at(world, 12, 1u << switches[i]), names[i]);
            if (there != (l == 0 || switches[i] != SHOW_SQUARE)) // a curve has no box
                fail_msg("%s of %s", names[i], landscapes[l]);
            assert_false(has_text(build_at(world, 12, 0), names[i]));
        }
        world_destroy(world);
    }
}

static void test_arrows_of_every_rule_are_finite(void **state)
{
    (void)state;
    static const uint32_t all = 1u << SHOW_GRADIENT | 1u << SHOW_MOMENTUM | 1u << SHOW_STEP | 1u << SHOW_SQUARE;
    for (int i = 0; i < optimizer_count(); i++) {
        char spec[100];
        const Optimizer *rule = optimizer_at(i);
        snprintf(spec, sizeof spec, rule->wraps ? "%s(SGD(lr=10), %g)" : "%s(lr=10)", rule->name,
                 rule->arguments[0].initial);
        World *world = world_create("rosenbrock", (const char *[]){spec, NULL});
        for (int step = 0; step <= STEPS; step += 4) {
            world->scene.view.kind = step % 8 ? VIEW_BOTH : VIEW_SIDE;
            const DrawList *list = build_at(world, step, all | 1u << SHOW_STATE);
            for (int k = 0; k < list->n_points; k++)
                assert_true(isfinite(list->points[k].x) && isfinite(list->points[k].y));
        }
        world_destroy(world);
    }
}

// ---- Rates

static int count_turns(const DrawList *list)
{
    int n = 0;
    for (int i = 0; i < list->n_shapes; i++)
        n += list->shapes[i].kind == SHAPE_RECT && list->shapes[i].w == 2.0f && list->shapes[i].h == 6.0f;
    return n;
}

static int count_charts(const DrawList *list)
{
    int n = 0;
    for (int i = 0; i < list->n_hits; i++)
        n += list->hits[i].kind == HIT_CHART;
    return n;
}

static void test_charts_of_rates(void **state)
{
    (void)state;
    World *plain = world_create("booth", (const char *[]){"SGD(lr=0.01)", NULL});
    assert_int_equal(count_charts(build_at(plain, 30, 0)), 2);
    assert_int_equal(count_charts(build_at(plain, 30, 1u << SHOW_LR_CHART)), 3);
    world_destroy(plain);
    World *steps = world_create("booth", (const char *[]){"SGD(lr=0.01) | StepLR(step_size=20)", NULL});
    assert_int_equal(count_charts(build_at(steps, 30, 0)), 3);
    assert_int_equal(count_turns(build_at(steps, 30, 0)), 3 * 3); // 20, 40 and 60 on each
    world_destroy(steps);
    World *cycle = world_create(
        "booth", (const char *[]){"SGD(lr=0.01, momentum=0.9) | OneCycleLR(max_lr=0.1, total_steps=60)", NULL});
    assert_int_equal(count_charts(build_at(cycle, 30, 0)), 4);
    assert_true(has_text(build_at(cycle, 30, 0), "momentum"));
    world_destroy(cycle);
}

static void test_rates_are_the_race_s(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.01) | LambdaLR(lr_lambda=lambda epoch: 0.9 ** epoch)",
                                         "SGD(lr=0.01) | CosineAnnealingWarmRestarts(T_0=7)",
                                         "SGD(lr=0.01) | ReduceLROnPlateau(patience=1)"};
    for (int i = 0; i < 3; i++) {
        const char *racer = racers[i];
        World *world = world_create("booth", (const char *[]){racer, NULL});
        Build build = {
            .scene = &world->scene, .race = world->race, .study = world->study, .step = STEPS, .dimension = 2};
        Rates rates;
        racer_rates(&build, 0, &rates);
        assert_int_equal(rates.stride, 1);
        for (int k = 0; k <= STEPS; k++)
            assert_true(rates.lr[k] == race_point(world->race, 0, k).lr);
        world_destroy(world);
    }
}

static void test_trails_by_learning_rate(void **state)
{
    (void)state;
    World *world = world_create("booth", (const char *[]){"SGD(lr=0.02) | StepLR(step_size=5)", NULL});
    Build build = {.scene = &world->scene, .race = world->race, .study = world->study, .step = STEPS, .dimension = 2};
    RateRange range = rates_range(&build);
    assert_true(range.logarithmic && range.high == 0.02);
    bool seen[RATE_LEVELS] = {0};
    const DrawList *list = build_at(world, STEPS, 1u << SHOW_LR_TRAIL);
    for (int i = 0; i < list->n_strokes; i++)
        for (int level = 0; level < RATE_LEVELS; level++)
            seen[level] |= list->strokes[i].on_panel && same_color(list->strokes[i].color, rate_color(level));
    assert_true(seen[rate_level(&range, 0.02)] && seen[rate_level(&range, 0.002)]);
    list = build_at(world, STEPS, 0);
    for (int i = 0; i < list->n_strokes; i++)
        assert_false(list->strokes[i].on_panel && same_color(list->strokes[i].color, rate_color(RATE_LEVELS - 1)));
    world_destroy(world);
}

static void test_torch_s_lines(void **state)
{
    (void)state;
    World *world = world_create("booth", (const char *[]){"SGD(lr=0.01) | StepLR(step_size=20)", "Adam(lr=0.1)", NULL});
    static const char *const themes[] = {"dark", "print"};
    for (int i = 0; i < 2; i++) {
        strcpy(world->scene.view.theme, themes[i]);
        const DrawList *list = build_at(world, 10, 1u << SHOW_TORCH);
        assert_true(has_text(list, "torch.optim.SGD([p], lr=0.01)") && has_text(list, "lr_scheduler.StepLR("));
        assert_true(has_text(list, "torch.optim.Adam([p], lr=0.1)"));
        assert_false(has_text(build_at(world, 10, 0), "torch."));
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_numbers_are_the_race_s),
        cmocka_unit_test(test_a_wrapper_s_state_is_shown),
        cmocka_unit_test(test_there_is_no_state_before_the_first_step),
        cmocka_unit_test(test_bias_corrections),
        cmocka_unit_test(test_rules_that_are_corrected_say_so),
        cmocka_unit_test(test_the_batch_s_gradient_is_told_apart),
        cmocka_unit_test(test_arrows_point_down_in_one_scale),
        cmocka_unit_test(test_each_switch_adds_its_own),
        cmocka_unit_test(test_arrows_of_every_rule_are_finite),
        cmocka_unit_test(test_charts_of_rates),
        cmocka_unit_test(test_rates_are_the_race_s),
        cmocka_unit_test(test_trails_by_learning_rate),
        cmocka_unit_test(test_torch_s_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
