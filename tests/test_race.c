// A race is a pure function of its configuration: the same bytes whoever runs beside a racer, in whatever order,
// replayed alone or all together, straight on or in pieces.
#include "racers.h"
#include "slots.h"

// Bit for bit: every row, with what the next step uses.
static void assert_same_path(const Race *a, int racer_a, const Race *b, int racer_b)
{
    size_t size = (size_t)race_dimension(a) * sizeof(double);
    assert_int_equal(race_last(a, racer_a), race_last(b, racer_b));
    for (int k = 0; k <= race_last(a, racer_a); k++) {
        RacePoint p = race_point(a, racer_a, k), q = race_point(b, racer_b, k);
        bool same = memcmp(p.at, q.at, size) == 0 && memcmp(&p.loss, &q.loss, sizeof p.loss) == 0 &&
                    memcmp(p.gradient, q.gradient, size) == 0 && memcmp(&p.lr, &q.lr, sizeof p.lr) == 0 &&
                    memcmp(&p.momentum, &q.momentum, sizeof p.momentum) == 0;
        if (!same || p.evals != q.evals)
            fail_msg("racers %d and %d differ at step %d: x %.17g and %.17g", racer_a, racer_b, k, p.at[0], q.at[0]);
    }
}

static void check_purity(Loss *loss)
{
    Racer racers[FIELD], turned[FIELD];
    make_field(racers);
    for (int i = 0; i < FIELD; i++)
        turned[i] = racers[FIELD - 1 - i];
    RaceConfig config = config_of(loss, racers, FIELD), reversed = config_of(loss, turned, FIELD);
    Race *race = run(&config), *again = run(&config), *backwards = run(&reversed);
    for (int i = 0; i < FIELD; i++) {
        RaceConfig alone = config_of(loss, &racers[i], 1);
        Race *single = run(&alone);
        assert_same_path(race, i, again, i);
        assert_same_path(race, i, backwards, FIELD - 1 - i);
        assert_same_path(race, i, single, 0);
        race_destroy(single);
    }
    race_destroy(race);
    race_destroy(again);
    race_destroy(backwards);
    loss_destroy(loss);
}

static void test_neighbours_and_order_do_not_matter(void **state)
{
    (void)state;
    check_purity(rosenbrock());
    check_purity(regression(0));
    check_purity(regression(10));
    check_purity(formula_loss("x^2 + 3*y^2 + normal(1)*x + normal(2)*y"));
    check_purity(formula_loss("(x - 1)^2*(x + 2)^2")); // a curve
}

static void test_pieces_are_the_whole(void **state)
{
    (void)state;
    Loss *loss = regression(10);
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *whole = run(&config), *pieces = race_create();
    configure(pieces, &config, true);
    static const int stops[] = {0, 1, 2, 50, 10, 51, 299, 300, 300, 9999};
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        assert_true(race_run(pieces, stops[i]));
    assert_int_equal(race_done(pieces), STEPS);
    for (int i = 0; i < FIELD; i++)
        assert_same_path(whole, i, pieces, i);
    race_destroy(whole);
    race_destroy(pieces);
    loss_destroy(loss);
}

// Each change, however it is reached, ends where a new race of that configuration ends.
static void check_all(const Race *a, const Race *b)
{
    for (int i = 0; i < race_racers(a); i++)
        assert_same_path(a, i, b, i);
}

// The same rows, and never more of them at once than was asked for.
static void test_slices_change_no_bit(void **state)
{
    (void)state;
    Loss *losses[] = {rosenbrock(), regression(10)};
    static const int slices[] = {1, 7, 3000};
    for (int k = 0; k < 6; k++) {
        Racer racers[FIELD];
        make_field(racers);
        RaceConfig config = config_of(losses[k % 2], racers, FIELD);
        config.steps = 2500;
        Race *whole = run(&config), *race = race_create();
        configure(race, &config, true);
        int rows = slices[k / 2], done = -1;
        while (race_work(race, 2500, rows) == WORK_MORE) {
            assert_true(race_done(race) <= done + rows && race_done(race) < 2500);
            done = race_done(race);
        }
        check_all(race, whole);
        racers[1].hyper[0] *= 0.5; // one lags: it alone is replayed, and then all are there again
        configure(race, &config, false);
        assert_int_equal(race_work(race, 2500, 10), WORK_MORE);
        assert_int_equal(race_done(race), 9);
        while (race_work(race, 2500, rows) == WORK_MORE)
            ;
        configure(whole, &config, false);
        assert_true(race_run(whole, 2500));
        check_all(race, whole);
        race_destroy(race);
        race_destroy(whole);
    }
    loss_destroy(losses[0]);
    loss_destroy(losses[1]);
}

static void check_change(Race *race, const RaceConfig *config, bool changed_loss)
{
    configure(race, config, changed_loss);
    assert_true(race_run(race, config->steps));
    Race *fresh = run(config);
    assert_int_equal(race_done(race), race_done(fresh));
    for (int i = 0; i < config->n_racers; i++)
        assert_same_path(race, i, fresh, i);
    race_destroy(fresh);
}

static void test_changes_end_where_a_new_race_ends(void **state)
{
    (void)state;
    Loss *loss = rosenbrock(), *other = formula_loss("x^2 + 25*y^2"), *curve = formula_loss("x^4 - x^2 + x/5");
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *race = run(&config);
    racers[4].hyper[0] = 1e-4;
    check_change(race, &config, false); // one racer's slider
    racers[4].schedule.node[0].argument[0] = 7;
    check_change(race, &config, false);
    racers[4].schedule.n = 0;
    check_change(race, &config, false);
    Racer first = racers[0];
    memmove(racers, racers + 1, (FIELD - 1) * sizeof *racers);
    config.n_racers = FIELD - 1;
    check_change(race, &config, false); // the first racer goes
    racers[FIELD - 1] = first;
    config.n_racers = FIELD;
    check_change(race, &config, false); // and comes back last
    config.start = (const double[]){0.5, 1};
    check_change(race, &config, false);
    config.loss = other;
    check_change(race, &config, true);
    config.loss = curve;
    check_change(race, &config, true);
    config.loss = loss;
    check_change(race, &config, false); // another address alone is another loss
    config.steps = 100;
    check_change(race, &config, false);
    config.steps = STEPS;
    check_change(race, &config, false);
    config.n_racers = 0;
    check_change(race, &config, false);
    race_destroy(race);
    loss_destroy(loss);
    loss_destroy(other);
    loss_destroy(curve);
}

// Unchanged racers keep their rows at once, before any race_run.
static void test_unchanged_racers_keep_their_rows(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer racers[FIELD];
    make_field(racers);
    RaceConfig config = config_of(loss, racers, FIELD);
    Race *race = run(&config);
    const double *rows = race_loss(race, 0).first;
    config.steps = 2 * STEPS;
    configure(race, &config, false);
    assert_int_equal(race_done(race), STEPS);
    assert_ptr_equal(race_loss(race, 0).first, rows);
    assert_true(race_run(race, 3 * STEPS)); // as far as the race goes
    assert_int_equal(race_done(race), 2 * STEPS);
    rows = race_loss(race, 0).first;
    config.steps = 50;
    configure(race, &config, false);
    assert_int_equal(race_done(race), 50);
    Racer kept = racers[0];
    racers[0] = racers[1];
    racers[1] = kept;
    configure(race, &config, false); // changed places
    assert_int_equal(race_done(race), 50);
    assert_ptr_equal(race_loss(race, 1).first, rows);
    racers[3].hyper[0] *= 2;
    configure(race, &config, false);
    assert_int_equal(race_done(race), -1);
    assert_true(race_run(race, 20));
    assert_int_equal(race_done(race), 20);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_racer_equal(void **state)
{
    (void)state;
    Racer a = racer("SGD", 0.1), b = a;
    assert_true(racer_equal(&a, &b));
    b.hyper[ARGUMENTS_MAX - 1] = 7; // beyond SGD's arguments
    assert_true(racer_equal(&a, &b));
    set(&b, "momentum", 0.5);
    assert_false(racer_equal(&a, &b));
    b = racer("Adam", 0.1);
    assert_false(racer_equal(&a, &b));
    b = a;
    add_schedule(&b, "StepLR", "step_size", 3);
    assert_false(racer_equal(&a, &b));
    a = b;
    assert_true(racer_equal(&a, &b));
    add_schedule(&b, "StepLR", "step_size", 4);
    assert_false(racer_equal(&a, &b));
}

static void test_rule_that_evaluates_again(void **state)
{
    (void)state;
    Loss *losses[] = {formula_loss("(x^2 + 4*y^2)/2"), regression(10)};
    for (int l = 0; l < 2; l++) {
        LossWork *work = loss_work_create(losses[l]);
        Racer racers[2] = {racer("SGD", 0.1), {.rule = &extragradient, .hyper = {0.2}}};
        RaceConfig config = config_of(losses[l], racers, 2);
        Race *race = run(&config);
        assert_int_equal(race_point(race, 1, 0).evals, 0);
        assert_int_equal(race_point(race, 0, 9).evals, 1);
        for (int k = 0; k < 20; k++) {
            RacePoint here = race_point(race, 1, k), next = race_point(race, 1, k + 1);
            double ahead[2], g[2], value, *to[2] = {g, g + 1};
            const double *at[2] = {here.at, here.at + 1}, *further[2] = {ahead, ahead + 1};
            loss_step(losses[l], work, k + 1, at, 1, &value, to);
            ahead[0] = here.at[0] - 0.2 * g[0];
            ahead[1] = here.at[1] - 0.2 * g[1];
            loss_step(losses[l], work, k + 1, further, 1, &value, to);
            assert_near(next.at[0], here.at[0] - 0.2 * g[0], 1e-14);
            assert_near(next.at[1], here.at[1] - 0.2 * g[1], 1e-14);
            assert_int_equal(next.evals, 2);
        }
        race_destroy(race);
        loss_work_destroy(work);
        loss_destroy(losses[l]);
    }
}

static void test_wrapped_rules(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer half = racer("SGD", 1e-3), momentum = racer("SGD", 1e-3);
    set(&momentum, "momentum", 0.9);
    half.wrapper[0] = (RacerWrapper){&share, {0.5}};
    momentum.wrapper[0] = (RacerWrapper){&share, {0.25}};
    half.n_wrappers = momentum.n_wrappers = 1;
    add_schedule(&half, "StepLR", "step_size", 100);
    Racer racers[2] = {half, momentum};
    RaceConfig config = config_of(loss, racers, 2);
    Race *race = run(&config);
    for (int k = 0; k < STEPS; k++) {
        RacePoint here = race_point(race, 0, k), next = race_point(race, 0, k + 1);
        double part = k % 2 == 0 ? 0.5 : 1;
        assert_near(here.lr, pow(0.1, k / 100) * 1e-3, 1e-15);
        assert_near(next.at[0], here.at[0] - part * here.lr * here.gradient[0], 1e-14);
        assert_near(next.at[1], here.at[1] - part * here.lr * here.gradient[1], 1e-14);
    }
    double slots[6]; // momentum_buffer, then the wrapper's
    assert_int_equal(slots_at(race, 1, 11, slots, 6), 3);
    RacePoint before = race_point(race, 1, 10), after = race_point(race, 1, 11);
    assert_true(slots[2] == before.at[0] && slots[3] == before.at[1] && slots[4] == 11 && slots[5] == 11);
    assert_near(after.at[0], before.at[0] - 0.25e-3 * slots[0], 1e-14);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_long_races(void **state)
{
    (void)state;
    enum { LONG = 100000 };
    Loss *loss = rosenbrock();
    Racer racers[RACE_RACERS_MAX];
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        racers[i] = i % 2 ? racer("Adam", 1e-3 * (i + 1)) : racer("SGD", 1e-4 * (i + 1));
    RaceConfig config = config_of(loss, racers, RACE_RACERS_MAX);
    config.steps = LONG;
    Race *race = race_create();
    configure(race, &config, true);
    for (int step = 0; step < LONG; step += step / 2 + 1)
        assert_true(race_run(race, step));
    assert_true(race_run(race, LONG));
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        assert_int_equal(race_loss(race, i).count, LONG + 1);
        assert_true(race_point(race, i, LONG).loss < race_point(race, i, 100).loss);
    }
    race_destroy(race);
    loss_destroy(loss);
}

static void test_empty_races(void **state)
{
    (void)state;
    Race *race = race_create();
    assert_int_equal(race_racers(race), 0);
    Loss *loss = rosenbrock();
    Racer sgd = racer("SGD", 1e-3);
    RaceConfig config = config_of(loss, &sgd, 1);
    configure(race, &config, true);
    assert_int_equal(race_done(race), -1);
    assert_int_equal(race_loss(race, 0).count, 0);
    config.loss = NULL;
    configure(race, &config, true);
    assert_int_equal(race_racers(race), 0);
    assert_int_equal(race_dimension(race), 0);
    assert_true(race_run(race, 10));
    config.loss = loss;
    config.steps = 0;
    configure(race, &config, true);
    assert_true(race_run(race, 10));
    assert_int_equal(race_done(race), 0);
    assert_int_equal(race_last(race, 0), 0);
    race_destroy(race);
    race_destroy(NULL);
    loss_destroy(loss);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neighbours_and_order_do_not_matter),
        cmocka_unit_test(test_pieces_are_the_whole),
        cmocka_unit_test(test_slices_change_no_bit),
        cmocka_unit_test(test_changes_end_where_a_new_race_ends),
        cmocka_unit_test(test_unchanged_racers_keep_their_rows),
        cmocka_unit_test(test_racer_equal),
        cmocka_unit_test(test_rule_that_evaluates_again),
        cmocka_unit_test(test_wrapped_rules),
        cmocka_unit_test(test_long_races),
        cmocka_unit_test(test_empty_races),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
