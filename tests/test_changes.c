// What changes of a racer on its way: the same rows whoever runs beside it, in pieces or at once, from the start or
// from the change on; and that changed numbers act as torch's do.
#include "racers.h"
#include "slots.h"

#include <limits.h>

static Change of(int step, ChangeKind kind, int index, double value)
{
    return (Change){.step = step, .kind = kind, .index = index, .value = value};
}

static void add(Changes *changes, Change change, const Racer *whole)
{
    assert_true(changes_add(changes, &change, whole) >= 0);
}

static int argument(const Racer *racer, const char *name)
{
    for (int i = 0; racer->rule->arguments[i].name; i++)
        if (!strcmp(racer->rule->arguments[i].name, name))
            return i;
    fail_msg("%s has no %s", racer->rule->name, name);
    return -1;
}

static void add_number(Changes *changes, const Racer *racer, int step, const char *name, double value)
{
    add(changes, of(step, CHANGE_HYPER, argument(racer, name), value), NULL);
}

static void assert_same_rows(const Race *a, int i, const Race *b, int j)
{
    assert_int_equal(race_last(a, i), race_last(b, j));
    for (int k = 0; k <= race_last(a, i); k++) {
        RacePoint p = race_point(a, i, k), q = race_point(b, j, k);
        bool same = memcmp(p.at, q.at, (size_t)race_dimension(a) * sizeof(double)) == 0 && p.lr == q.lr &&
                    (p.momentum == q.momentum || (isnan(p.momentum) && isnan(q.momentum))) && p.evals == q.evals;
        if (!same)
            fail_msg("racers %d and %d differ at step %d: x %.17g and %.17g, lr %g and %g", i, j, k, p.at[0], q.at[0],
                     p.lr, q.lr);
    }
}

// One of each kind, some at the same step, at a checkpoint and at both ends.
enum { STEERED = 7, LONG = 2500 };

static void make_steered(Racer *r, Changes *c)
{
    Racer adam = racer("Adam", 0.02), scheduled = racer("SGD", 1e-4);
    set(&scheduled, "momentum", 0.5);
    add_schedule(&scheduled, "ExponentialLR", "gamma", 0.999);
    memset(c, 0, STEERED * sizeof *c);
    r[0] = racer("SGD", 2e-4);
    add_number(&c[0], &r[0], 100, "lr", 5e-4);
    add_number(&c[0], &r[0], 2048, "momentum", 0.8);
    r[1] = racer("SGD", 2e-4);
    add(&c[1], of(50, CHANGE_OPTIMIZER, 0, 0), &adam);
    add_number(&c[1], &adam, 50, "lr", 0.01);
    add(&c[1], of(300, CHANGE_OPTIMIZER, 0, 0), &scheduled);
    r[2] = racer("Adam", 0.05);
    add_number(&c[2], &r[2], 20, "amsgrad", 1);
    add_number(&c[2], &r[2], 60, "amsgrad", 0);
    r[3] = racer("SGD", 2e-4);
    add(&c[3], of(80, CHANGE_SCHEDULE, 0, 0), &scheduled);
    r[4] = scheduled;
    add(&c[4], of(40, CHANGE_ARGUMENT, 0, 0.99), NULL);
    add(&c[4], of(0, CHANGE_HYPER, 0, 3e-4), NULL);
    r[5] = racer("SGD", 2e-4);
    add_number(&c[5], &r[5], 200, "lr", 10); // diverges
    r[6] = racer("Rprop", 0.01);
    add_number(&c[6], &r[6], LONG, "lr", 0.5);
}

static RaceConfig steered_config(const Loss *loss, const Racer *racers, const Changes *changes, int n)
{
    RaceConfig config = config_of(loss, racers, n);
    config.steps = LONG;
    for (int i = 0; i < n; i++)
        config.changes[i] = &changes[i];
    return config;
}

static void test_alone_together_and_in_pieces(void **state)
{
    (void)state;
    static Racer racers[STEERED];
    static Changes changes[STEERED];
    Loss *losses[] = {rosenbrock(), regression(10)};
    make_steered(racers, changes);
    for (int l = 0; l < 2; l++) {
        RaceConfig config = steered_config(losses[l], racers, changes, STEERED);
        Race *race = run(&config), *pieces = race_create();
        configure(pieces, &config, true);
        for (int step = 0; step < LONG; step += 37)
            assert_true(race_run(pieces, step));
        assert_true(race_run(pieces, LONG));
        for (int i = 0; i < STEERED; i++) {
            RaceConfig alone = steered_config(losses[l], &racers[i], &changes[i], 1);
            Race *single = run(&alone);
            assert_same_rows(race, i, single, 0);
            assert_same_rows(race, i, pieces, i);
            race_destroy(single);
        }
        race_destroy(race);
        race_destroy(pieces);
        loss_destroy(losses[l]);
    }
}

// Every configuration after every other, from wherever the race stands.
static void test_another_change_is_a_replay(void **state)
{
    (void)state;
    static Racer racers[STEERED];
    static Changes changes[STEERED];
    Loss *loss = rosenbrock();
    make_steered(racers, changes);
    for (int i = 0; i < STEERED; i++) {
        Changes turned = changes[i];
        for (int k = 0; k <= 2 * changes[i].n + 1; k++) {
            RaceConfig before = steered_config(loss, &racers[i], &turned, 1);
            Race *race = run(&before);
            Changes next = turned;
            if (k < changes[i].n && !change_is_whole(&next.change[k]))
                next.change[k].value *= 0.5;
            else if (next.n > 0)
                changes_remove(&next, (k * 7) % next.n);
            RaceConfig after = steered_config(loss, &racers[i], &next, 1);
            configure(race, &after, false);
            assert_true(race_run(race, LONG));
            Race *fresh = run(&after);
            assert_same_rows(race, 0, fresh, 0);
            configure(race, &before, false);
            assert_true(race_run(race, LONG));
            Race *back = run(&before);
            assert_same_rows(race, 0, back, 0);
            race_destroy(back);
            race_destroy(fresh);
            race_destroy(race);
            turned = next;
        }
    }
    loss_destroy(loss);
}

// The racer before a change stays beside the one after it: neither is replayed from the start.
static void test_what_is_shared_is_not_replayed(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer adam = racer("Adam", 0.05), both[] = {adam, adam};
    static Changes none, changes[2];
    RaceConfig first = steered_config(loss, &adam, &none, 1);
    Race *race = run(&first);
    uint64_t path = race_path(race, 0);
    changes[0] = changes[1] = none;
    add_number(&changes[0], &adam, 2400, "lr", 0.01);
    RaceConfig second = steered_config(loss, both, changes, 2);
    configure(race, &second, false);
    assert_int_equal(race_done(race), 2048); // the last row before that is kept
    assert_true(race_path(race, 1) == path && race_path(race, 0) != path);
    assert_true(race_run(race, LONG));
    changes[0].change[0].value = 0.02;
    configure(race, &second, false);
    assert_int_equal(race_done(race), 2400);
    race_destroy(race);
    loss_destroy(loss);
}

// A change at the row where it has diverged, or behind it, does not bring it back, whenever the change is made.
static void test_a_diverged_racer_stays_so(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer wild = racer("SGD", 10), calm = racer("Rprop", 1e-3);
    static Changes none, late, before;
    RaceConfig plain = steered_config(loss, &wild, &none, 1);
    Race *first = run(&plain);
    int diverged = race_last(first, 0);
    for (int k = 0; k < 8; k++) {
        int step = diverged - 2 + k % 4;
        late = before = none;
        add(&late, of(step, CHANGE_OPTIMIZER, 0, 0), &calm);
        if (k >= 4)
            add_number(&before, &wild, step, "lr", 5);
        RaceConfig steered = steered_config(loss, &wild, &late, 1), otherwise = plain;
        otherwise.changes[0] = &before;
        Race *race = run(&otherwise), *fresh = run(&steered);
        configure(race, &steered, false);
        assert_true(race_run(race, LONG));
        assert_same_rows(race, 0, fresh, 0);
        race_destroy(race);
        race_destroy(fresh);
    }
    race_destroy(first);
    loss_destroy(loss);
}

static void test_what_a_rule_holds_is_that_of_its_time(void **state)
{
    (void)state;
    static Racer racers[STEERED];
    static Changes changes[STEERED];
    double there[SLOTS_MAX], again[SLOTS_MAX];
    Loss *loss = rosenbrock();
    make_steered(racers, changes);
    RaceConfig config = steered_config(loss, racers, changes, STEERED);
    Race *race = run(&config);
    RaceProbe *probe = race_probe_create();
    static const int steps[] = {0, 10, 50, 51, 60, 299, 300, 301, 20, 2048, 2049, LONG, 2100};
    for (int i = 0; i < STEERED; i++)
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
            RaceConfig alone = steered_config(loss, &racers[i], &changes[i], 1);
            alone.steps = steps[k];
            Race *single = run(&alone);
            if (race_last(race, i) >= steps[k]) {
                int n = slots_at(single, 0, steps[k], again, SLOTS_MAX);
                int m = INT_MAX;
                Work work;
                while ((work = race_probe_work(probe, race, i, steps[k], INT_MAX)) == WORK_MORE)
                    ;
                assert_int_equal(work, WORK_DONE);
                m = race_probe_slots(probe, there, SLOTS_MAX) / race_dimension(race);
                assert_int_equal(m, n);
                assert_memory_equal(there, again, (size_t)(2 * n) * sizeof(double));
            }
            race_destroy(single);
        }
    race_probe_destroy(probe);
    race_destroy(race);
    loss_destroy(loss);
}

// A racer that stops and one that starts there afresh are one with a new optimizer.
static void test_a_new_optimizer_starts_afresh(void **state)
{
    (void)state;
    Loss *loss = rosenbrock();
    Racer sgd = racer("SGD", 2e-4), adam = racer("Adam", 0.02);
    static Changes changes;
    add(&changes, of(70, CHANGE_OPTIMIZER, 0, 0), &adam);
    RaceConfig config = steered_config(loss, &sgd, &changes, 1);
    Race *race = run(&config);
    double start[2];
    memcpy(start, race_point(race, 0, 70).at, sizeof start);
    RaceConfig fresh = config_of(loss, &adam, 1);
    fresh.start = start;
    Race *other = run(&fresh);
    for (int k = 0; k <= STEPS; k++)
        assert_memory_equal(race_point(race, 0, 70 + k).at, race_point(other, 0, k).at, sizeof start);
    assert_true(race_point(race, 0, 69).lr == 2e-4 && race_point(race, 0, 70).lr == 0.02);
    assert_true(race_point(race, 0, 70).momentum == 0.9);
    race_destroy(other);
    race_destroy(race);
    loss_destroy(loss);
}

static void test_a_list_is_in_order(void **state)
{
    (void)state;
    Racer adam = racer("Adam", 0.1), sgd = racer("SGD", 0.2);
    static Changes a;
    add(&a, of(9, CHANGE_HYPER, 0, 1), NULL);
    add(&a, of(9, CHANGE_OPTIMIZER, 0, 0), &adam);
    add(&a, of(3, CHANGE_OPTIMIZER, 0, 0), &sgd);
    add(&a, of(9, CHANGE_HYPER, 0, 2), NULL); // the same again
    assert_int_equal(a.n, 3);
    assert_true(a.change[0].step == 3 && a.change[1].kind == CHANGE_OPTIMIZER && a.change[2].value == 2);
    changes_remove(&a, 0);
    assert_true(a.n == 2 && a.n_whole == 1 && a.whole[a.change[0].whole].rule == adam.rule);
    assert_int_equal(changes_next(&a, 0), 9);
    assert_int_equal(changes_next(&a, 10), INT_MAX);
    for (int i = 0; i < CHANGES_WHOLE_MAX - 1; i++)
        add(&a, of(20 + i, CHANGE_OPTIMIZER, 0, 0), &sgd);
    assert_int_equal(changes_add(&a, &(Change){.step = 40}, &sgd), -1);
    for (int i = 0; a.n < CHANGES_MAX; i++)
        add(&a, of(50 + i, CHANGE_HYPER, 0, 1), NULL);
    assert_int_equal(changes_add(&a, &(Change){.step = 4, .kind = CHANGE_HYPER}, NULL), -1);
}

static void test_torch_refuses(void **state)
{
    (void)state;
    int at;
    Racer sgd = racer("SGD", 0.1), adagrad = racer("Adagrad", 0.1);
    static Changes a, b, c;
    add_number(&a, &sgd, 5, "nesterov", 1);
    assert_non_null(changes_refuse(&sgd, &a, &at));
    assert_int_equal(at, 0);
    add_number(&a, &sgd, 5, "momentum", 0.9); // both at once
    assert_null(changes_refuse(&sgd, &a, &at));
    add_number(&b, &adagrad, 5, "initial_accumulator_value", 1);
    assert_non_null(changes_refuse(&adagrad, &b, &at));
    add_number(&c, &sgd, 5, "lr", -1);
    assert_non_null(changes_refuse(&sgd, &c, &at));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alone_together_and_in_pieces),
        cmocka_unit_test(test_another_change_is_a_replay),
        cmocka_unit_test(test_what_is_shared_is_not_replayed),
        cmocka_unit_test(test_a_diverged_racer_stays_so),
        cmocka_unit_test(test_what_a_rule_holds_is_that_of_its_time),
        cmocka_unit_test(test_a_new_optimizer_starts_afresh),
        cmocka_unit_test(test_a_list_is_in_order),
        cmocka_unit_test(test_torch_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
