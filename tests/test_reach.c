// Whatever can be reached by editing can be saved, and opens again as the same scene: random edits with the numbers at
// the ends of what a double holds, each followed by a save, an opening and a save.
#include "app/app.h"
#include "app/column.h"
#include "app/edit.h"
#include "app/view.h"
#include "engine/random.h"
#include "scene/spec.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EDITS = 1500, STEPS_MAX = 30 };

typedef struct Hand {
    App *app;
    uint64_t seed, drawn;
} Hand;

static int below(Hand *hand, int n)
{
    return (int)(random_bits(hand->seed, 0, hand->drawn++) % (uint64_t)n);
}

static double wild_number(Hand *hand)
{
    static const double numbers[] = {0,      1,       -1,     0.1,     0.5,   2,       1e-3,  1e3,
                                     5e-324, 1e-320,  1e-310, DBL_MIN, 1e-16, 1e16,    1e154, 1e-154,
                                     1e-300, DBL_MAX, 1e99,   1e15,    1e300, 1.7e308, 1e6,   NAN};
    double number = numbers[below(hand, sizeof numbers / sizeof *numbers)];
    return below(hand, 4) ? number : -number;
}

static void turn_knob(Hand *hand)
{
    Knob knobs[KNOBS_MAX];
    Scene *scene = &hand->app->session.scene;
    int n = knob_list(scene, knobs, KNOBS_MAX);
    Knob knob = knobs[below(hand, n)];
    KnobRow row = knob_row(scene, knob);
    double value = knob_get(scene, knob);
    int way = below(hand, 3);
    if (knob.kind == KNOB_STEPS)
        value = below(hand, STEPS_MAX);
    else if (way == 0)
        value = wild_number(hand);
    else if (way == 1 && row.argument.kind != ARGUMENT_BOOLEAN && row.argument.kind != ARGUMENT_CHOICE)
        value = knob_at(&row, below(hand, 101) / 100.0);
    else
        value = knob_turned(&row, value, below(hand, 2) ? 1 : -1, 0.01);
    app_set(hand->app, knob, value);
}

static void paste(Hand *hand)
{
    static const char *const texts[] = {
        "rosenbrock b=%.17g",
        "(x^2+y^2)*a a=%.17g",
        "x^4 - k*x^2 k=%.17g",
        "abs(x)*%.17g + y^2",
        "quadratic k=%.17g",
        "a*x + b*y a=%.17g b=-1",
        "SGD(lr=%.17g)",
        "Adam(lr=%.17g) | CosineAnnealingLR(T_max=100, eta_min=1e-5)",
        "SGD(lr=%.17g, momentum=0.9) | CyclicLR(base_lr=0.001, max_lr=0.1)",
        "x*1e308*y*%.17g",
        "normal(1)*x + x^2*%.17g",
    };
    char text[200];
    snprintf(text, sizeof text, texts[below(hand, sizeof texts / sizeof *texts)], wild_number(hand));
    edit_paste_text(hand->app, text);
}

static void look(Hand *hand)
{
    static const double factors[] = {0.5, 2, 1e-3, 1e3, 1e300};
    SceneCamera *camera = view_in_hand(hand->app);
    int what = below(hand, 4);
    if (what == 0)
        view_zoom(hand->app, camera, factors[below(hand, 5)]);
    else if (what == 1)
        view_zoom_about(hand->app, camera, factors[below(hand, 5)], wild_number(hand), wild_number(hand));
    else if (what == 2)
        view_orbit(hand->app, camera, below(hand, 1000) - 500, below(hand, 100) - 50);
    else
        view_link(hand->app);
}

static void restore(Hand *hand)
{
    column_restore(hand->app);
}

static void move(Hand *hand)
{
    column_move(hand->app, below(hand, 2) ? 1 : -1);
}

static void rule(Hand *hand)
{
    edit_rule(hand->app, below(hand, 5) - 2);
}

static void schedule(Hand *hand)
{
    edit_schedule(hand->app, below(hand, 5) - 2);
}

static void same_lr(Hand *hand)
{
    edit_same_lr(hand->app);
}

static void add(Hand *hand)
{
    edit_add(hand->app);
}

static void remove_one(Hand *hand)
{
    edit_remove(hand->app);
}

static void undo(Hand *hand)
{
    app_undo(hand->app, below(hand, 2) ? 1 : -1);
}

static void choose(Hand *hand)
{
    if (hand->app->session.scene.n_racers)
        column_select(hand->app, below(hand, hand->app->session.scene.n_racers));
}

static bool needs_racer(void (*edit)(Hand *hand))
{
    return edit == rule || edit == schedule || edit == same_lr || edit == remove_one;
}

static void edit(Hand *hand)
{
    static void (*const edits[])(Hand *) = {turn_knob, turn_knob, turn_knob, paste, look,       restore, move,  rule,
                                            schedule,  schedule,  same_lr,   add,   remove_one, undo,    choose};
    void (*chosen)(Hand *) = edits[below(hand, sizeof edits / sizeof *edits)];
    if (hand->app->session.scene.n_racers || !needs_racer(chosen))
        chosen(hand);
}

static char *saved(const Scene *scene, size_t *size)
{
    Error error = {""};
    char *text = scene_print(scene, size, &error);
    if (!text)
        fail_msg("%s", error.text);
    return text;
}

static void opens_again(const Scene *scene)
{
    Error error = {""};
    size_t size, size_again;
    Scene read = {0};
    char *text = saved(scene, &size);
    if (!scene_parse(&read, text, size, "saved.yaml", &error))
        fail_msg("%s\n%s", error.text, text);
    char *again = saved(&read, &size_again);
    assert_string_equal(again, text);
    scene_clear(&read);
    free(again);
    free(text);
}

static void each_edit_can_be_saved(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        Scene scene = {0};
        Error error = {""};
        assert_true(scene_default(&scene));
        scene.steps = STEPS_MAX;
        Hand hand = {.app = app_create(&scene, &error), .seed = seed};
        scene_clear(&scene);
        assert_non_null(hand.app);
        for (int i = 0; i < EDITS; i++) {
            edit(&hand);
            opens_again(&hand.app->session.scene);
        }
        app_destroy(hand.app);
    }
}

// Rates that are proposed are numbers that torch takes, on whatever ground.
static void proposed_rates_are_legal(void **state)
{
    (void)state;
    static const char *const grounds[] = {
        "(x^2+y^2)*a a=5e-324", "(x^2+y^2)*a a=1e308", "a*x^2 a=1e-310", "1e-300*x", "x*1e300*y", "0*x",
        "sqrt(x) + y",          "exp(x*1e3) + y^2"};
    static const char *const racers[] = {
        "SGD(lr=1e-320) | CosineAnnealingLR(T_max=100)",
        "Adam(lr=1e-320) | CosineAnnealingLR(T_max=100, eta_min=1e-300)",
        "SGD(lr=1e300, momentum=0.9) | CyclicLR(base_lr=1e-300, max_lr=1e300)",
        "Adam(lr=0.1) | OneCycleLR(max_lr=1e300, total_steps=10)",
        "SGD(lr=0) | ReduceLROnPlateau(min_lr=1e-300)",
        "Rprop(lr=1e-300)",
        "LBFGS(lr=1e300)",
    };
    for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
        Scene scene = {0};
        Error error = {""};
        assert_true(scene_default(&scene));
        for (size_t k = 0; k < sizeof racers / sizeof *racers; k++)
            if (!scene_add_racer(&scene, racers[k], &error))
                fail_msg("%s", error.text);
        if (scene_set_landscape(&scene, grounds[i], &error)) {
            assert_true(scene_suit_racers(&scene));
            for (int r = 0; r < scene.n_racers; r++)
                assert_true(isfinite(scene_racer(&scene, r)->hyper[0]) && scene_racer(&scene, r)->hyper[0] > 0);
            opens_again(&scene);
        }
        scene_clear(&scene);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_edit_can_be_saved),
        cmocka_unit_test(proposed_rates_are_legal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
