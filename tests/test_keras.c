// Keras' optimizers against Keras 3's own update_step, written down here number by number, on f = x^2/2 + 2 y^2 from
// (1, -2), whose gradient is (x, 4 y).
#include "engine/race/race.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 200 };

static const double slope[2] = {1, 4};

// One coordinate, and what an optimizer keeps of it; t is 1-based.
typedef struct Coordinate {
    double p, m, v, more;
    double slope;
} Coordinate;

typedef void (*Update)(Coordinate *c, int t);

static double gradient(const Coordinate *c)
{
    return c->slope * c->p;
}

static void adam(Coordinate *c, double g, int t, double lr, double beta1, double beta2, double eps, bool amsgrad)
{
    double alpha = lr * sqrt(1 - pow(beta2, t)) / (1 - pow(beta1, t));
    c->m += (g - c->m) * (1 - beta1);
    c->v += (g * g - c->v) * (1 - beta2);
    c->more = fmax(c->more, c->v);
    c->p -= c->m * alpha / (sqrt(amsgrad ? c->more : c->v) + eps);
}

static void adam_default(Coordinate *c, int t)
{
    double g = gradient(c);
    adam(c, g, t, 0.001, 0.9, 0.999, 1e-7, false);
}

static void adam_own(Coordinate *c, int t)
{
    double g = gradient(c);
    adam(c, g, t, 0.1, 0.5, 0.9, 1e-2, true);
}

static void adamw(Coordinate *c, int t)
{
    double g = gradient(c);
    c->p -= c->p * 0.02 * 0.05;
    adam(c, g, t, 0.05, 0.9, 0.999, 1e-7, false);
}

static void adamw_default(Coordinate *c, int t)
{
    double g = gradient(c);
    c->p -= c->p * 0.004 * 0.001;
    adam(c, g, t, 0.001, 0.9, 0.999, 1e-7, false);
}

static void sgd_default(Coordinate *c, int t)
{
    (void)t;
    c->p -= gradient(c) * 0.01;
}

static void sgd_momentum(Coordinate *c, int t)
{
    (void)t;
    c->m = c->m * 0.9 - gradient(c) * 0.02;
    c->p += c->m;
}

static void sgd_nesterov(Coordinate *c, int t)
{
    double g = gradient(c);
    (void)t;
    c->m = c->m * 0.9 - g * 0.02;
    c->p += c->m * 0.9 - g * 0.02;
}

// The rate of step t + 1 is half of it from step 50 on; the velocity keeps the moves that were made.
static void sgd_scheduled(Coordinate *c, int t)
{
    c->m = c->m * 0.9 - gradient(c) * 0.02 * pow(0.5, (t - 1) / 50);
    c->p += c->m;
}

static void rmsprop(Coordinate *c, double lr, double rho, double momentum, double eps, bool centered)
{
    double g = gradient(c);
    c->v = rho * c->v + (1 - rho) * g * g;
    c->more = rho * c->more + (1 - rho) * g;
    double increment = lr * g / sqrt(c->v - (centered ? c->more * c->more : 0) + eps);
    c->m = momentum * c->m + increment;
    c->p -= momentum > 0 ? c->m : increment;
}

static void rmsprop_default(Coordinate *c, int t)
{
    (void)t;
    rmsprop(c, 0.001, 0.9, 0, 1e-7, false);
}

static void rmsprop_own(Coordinate *c, int t)
{
    (void)t;
    rmsprop(c, 0.01, 0.8, 0.5, 1e-3, true);
}

static void adagrad(Coordinate *c, double lr, double initial, double eps, int t)
{
    double g = gradient(c);
    c->v = (t == 1 ? initial : c->v) + g * g;
    c->p -= lr * g / sqrt(c->v + eps);
}

static void adagrad_default(Coordinate *c, int t)
{
    adagrad(c, 0.001, 0.1, 1e-7, t);
}

static void adagrad_own(Coordinate *c, int t)
{
    adagrad(c, 0.5, 0.7, 1e-3, t);
}

static void adam_decayed(Coordinate *c, int t)
{
    double g = gradient(c);
    c->p -= c->p * 0.3 * 0.1;
    adam(c, g, t, 0.1, 0.9, 0.999, 1e-7, false);
}

static void sgd_decayed(Coordinate *c, int t)
{
    double g = gradient(c);
    (void)t;
    c->p -= c->p * 0.5 * 0.02;
    c->m = c->m * 0.9 - g * 0.02;
    c->p += c->m;
}

static void rmsprop_decayed(Coordinate *c, int t)
{
    double g = gradient(c), decayed = c->p - c->p * 0.5 * 0.01;
    (void)t;
    c->v = 0.9 * c->v + (1 - 0.9) * g * g;
    c->p = decayed - 0.01 * g / sqrt(c->v + 1e-7);
}

static void adagrad_decayed(Coordinate *c, int t)
{
    double g = gradient(c), decayed = c->p - c->p * 0.5 * 0.2;
    c->v = (t == 1 ? 0.1 : c->v) + g * g;
    c->p = decayed - 0.2 * g / sqrt(c->v + 1e-7);
}

static const struct {
    const char *spec;
    Update update;
} cases[] = {
    {"keras.optimizers.Adam()", adam_default},
    {"tf.keras.optimizers.Adam(learning_rate=0.001)", adam_default},
    {"tensorflow.keras.optimizers.Adam(0.1, 0.5, 0.9, 1e-2, True)", adam_own},
    {"optimizers.Adam(amsgrad=True, epsilon=0.01, beta_2=0.9, beta_1=0.5, learning_rate=0.1, name='mine')", adam_own},
    {"rate = 0.1\nopt = keras.optimizers.Adam(rate, 0.5, 0.9, 1e-2, True)", adam_own},
    {"KerasAdam(lr=0.1, betas=(0.5, 0.9), eps=0.01, amsgrad=True)", adam_own},
    {"keras.optimizers.AdamW()", adamw_default},
    {"keras.optimizers.AdamW(0.05, 0.02)", adamw},
    {"keras.optimizers.SGD()", sgd_default},
    {"keras.optimizers.SGD(0.02, momentum=0.9)", sgd_momentum},
    {"keras.optimizers.SGD(0.02, 0.9, nesterov=True)", sgd_nesterov},
    {"keras.optimizers.SGD(0.02, 0.9) | StepLR(step_size=50, gamma=0.5)", sgd_scheduled},
    {"keras.optimizers.RMSprop()", rmsprop_default},
    {"keras.optimizers.RMSprop(0.01, rho=0.8, momentum=0.5, epsilon=1e-3, centered=True)", rmsprop_own},
    {"keras.optimizers.Adam(0.1, weight_decay=0.3)", adam_decayed},
    {"keras.optimizers.Adam(0.1, 0.9, 0.999, 1e-7, False, 0.3, use_ema=False, ema_momentum=0.9)", adam_decayed},
    {"keras.optimizers.SGD(0.02, 0.9, False, 0.5, clipnorm=None)", sgd_decayed},
    {"keras.optimizers.RMSprop(0.01, weight_decay=0.5)", rmsprop_decayed},
    {"keras.optimizers.Adagrad(0.2, weight_decay=0.5)", adagrad_decayed},
    {"keras.optimizers.SGD(weight_decay=None, clipvalue=None, gradient_accumulation_steps=None)", sgd_default},
    {"keras.optimizers.Adagrad()", adagrad_default},
    {"keras.optimizers.Adagrad(learning_rate=0.5, initial_accumulator_value=0.7, epsilon=1e-3)", adagrad_own},
};

static void check(const char *spec, Update update)
{
    FormulaError error;
    Error why;
    Racer racer;
    Loss *loss = loss_create(&(LossConfig){.formula = "x^2/2 + 2*y^2"}, &error);
    Race *race = race_create();
    RaceConfig config = {.loss = loss, .steps = STEPS, .start = (const double[]){1, -2}};
    Coordinate c[2] = {{.p = 1, .slope = slope[0]}, {.p = -2, .slope = slope[1]}};
    if (!spec_read(spec, &racer, &why))
        fail_msg("%s", why.text);
    race_enter(&config, &racer, 1);
    assert_true(race_configure(race, &config, true) && race_run(race, STEPS));
    for (int t = 1; t <= STEPS; t++)
        for (int d = 0; d < 2; d++) {
            double at = race_point(race, 0, t).at[d];
            update(&c[d], t);
            if (!(fabs(at - c[d].p) <= 1e-12 * fmax(1, fabs(c[d].p))))
                fail_msg("%s, step %d: %.17g, Keras %.17g", spec, t, at, c[d].p);
        }
    race_destroy(race);
    loss_destroy(loss);
}

static void test_numbers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].spec, cases[i].update);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
