// How fast the program is. The engine's rows are ratios within one run: each row times our code and hand-written scalar
// C for the same work in turns and takes the median of the ratios. To add a row: two functions that do the work once,
// and a line in `rows`. Prints Markdown; exit 1 if a limit is missed.
#include "bench.h"

#include "engine/loss/heightfield.h"
#include "engine/race/race.h"
#include "engine/race/swarm.h"

#include <math.h>
#include <omp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, STEPS = 20000, MIXED = 8, LANES = 4096, LANE_STEPS = 1024, WIDTH = 5, SIDE = 512 };

static const double start[2] = {-1.2, 1.0};
static const double lr_momentum = 5e-4, lr_adam = 0.01;

// What the rows work on: made once, outside the clock.
static struct {
    Loss *rosenbrock, *rastrigin, *ackley, *softplus;
    Race *race;
    Racer racers[RACE_RACERS_MAX];
    HeightField field;
    double *history; // of the hand-written code
    double starts[LANES][2];
    double sink; // keeps the compiler from dropping results
} bench;

static double clock_ns(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

Span bench_begin(void)
{
    return (Span){clock_ns(CLOCK_MONOTONIC), clock_ns(CLOCK_PROCESS_CPUTIME_ID)};
}

double bench_end_ms(Span since)
{
    Span now = bench_begin();
    return fmin(now.wall_ns - since.wall_ns, now.cpu_ns - since.cpu_ns) * 1e-6;
}

void bench_check(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench: %s failed\n", what);
    exit(1);
}

// ---- Racers

static Racer racer(const char *name, double lr)
{
    Racer made = {.rule = optimizer_find(name)};
    optimizer_defaults(made.rule, made.hyper);
    made.hyper[0] = lr;
    return made;
}

static void set(Racer *of, const char *name, double value)
{
    for (int i = 0; of->rule->arguments[i].name; i++)
        if (strcmp(of->rule->arguments[i].name, name) == 0) {
            of->hyper[i] = value;
            return;
        }
    bench_check(false, name);
}

static void make_racers(void)
{
    Racer *r = bench.racers;
    r[0] = racer("SGD", 1e-3);
    r[1] = racer("SGD", lr_momentum);
    set(&r[1], "momentum", 0.9);
    r[2] = racer("SGD", lr_momentum);
    set(&r[2], "momentum", 0.9);
    set(&r[2], "nesterov", 1);
    r[3] = racer("Adagrad", 0.5);
    r[4] = racer("RMSprop", 0.01);
    r[5] = racer("RMSprop", 0.001);
    set(&r[5], "momentum", 0.9);
    r[6] = racer("Adam", lr_adam);
    r[7] = racer("AdamW", 0.02);
    for (int i = MIXED; i < RACE_RACERS_MAX; i++) {
        r[i] = r[i - MIXED];
        r[i].hyper[0] *= 0.5;
    }
}

static void replay(int racers)
{
    RaceConfig config = {.loss = bench.rosenbrock, .start = start, .steps = STEPS};
    race_enter(&config, bench.racers, racers);
    bench_check(race_configure(bench.race, &config, true) && race_run(bench.race, STEPS), "the race");
    bench.sink += race_point(bench.race, 0, STEPS).loss;
}

static void race_mixed(void)
{
    replay(MIXED);
}

static void race_sixteen(void)
{
    replay(RACE_RACERS_MAX);
}

// ---- The same racers by hand

static double rosenbrock(double x, double y, double *gx, double *gy)
{
    double u = 1 - x, v = y - x * x;
    *gx = -2 * u - 400 * x * v;
    *gy = 200 * v;
    return u * u + 100 * v * v;
}

// A racer by hand: where it starts, and where its rows go: x, y, loss and gradient of step k to rows + k * width. A
// width of 0: no history.
typedef struct Hand {
    const double *start;
    double *rows;
    ptrdiff_t width;
} Hand;

#define RECORD(k)                                                                                                      \
    do {                                                                                                               \
        double *to = rows + width * (k);                                                                               \
        to[0] = x, to[1] = y, to[2] = rosenbrock(x, y, &gx, &gy), to[3] = gx, to[4] = gy;                              \
    } while (0)

static void hand_sgd(Hand hand, int steps, double lr)
{
    double *rows = hand.rows, x = hand.start[0], y = hand.start[1], gx, gy;
    ptrdiff_t width = hand.width;
    RECORD(0);
    for (int t = 1; t <= steps; t++) {
        x -= lr * gx;
        y -= lr * gy;
        RECORD(t);
    }
}

static void hand_momentum(Hand hand, int steps, double lr, double momentum, bool nesterov)
{
    double *rows = hand.rows, x = hand.start[0], y = hand.start[1], gx, gy, bx = 0, by = 0;
    ptrdiff_t width = hand.width;
    RECORD(0);
    for (int t = 1; t <= steps; t++) {
        bx = t == 1 ? gx : momentum * bx + gx;
        by = t == 1 ? gy : momentum * by + gy;
        x -= lr * (nesterov ? gx + momentum * bx : bx);
        y -= lr * (nesterov ? gy + momentum * by : by);
        RECORD(t);
    }
}

static void hand_adagrad(Hand hand, int steps, double lr, double eps)
{
    double *rows = hand.rows, x = hand.start[0], y = hand.start[1], gx, gy, sx = 0, sy = 0;
    ptrdiff_t width = hand.width;
    RECORD(0);
    for (int t = 1; t <= steps; t++) {
        sx += gx * gx;
        sy += gy * gy;
        x -= lr * gx / (sqrt(sx) + eps);
        y -= lr * gy / (sqrt(sy) + eps);
        RECORD(t);
    }
}

static void hand_rmsprop(Hand hand, int steps, double lr, double alpha, double eps, double momentum)
{
    double *rows = hand.rows, x = hand.start[0], y = hand.start[1], gx, gy, vx = 0, vy = 0, bx = 0, by = 0;
    ptrdiff_t width = hand.width;
    RECORD(0);
    for (int t = 1; t <= steps; t++) {
        vx = alpha * vx + (1 - alpha) * gx * gx;
        vy = alpha * vy + (1 - alpha) * gy * gy;
        bx = momentum * bx + gx / (sqrt(vx) + eps);
        by = momentum * by + gy / (sqrt(vy) + eps);
        x -= lr * bx;
        y -= lr * by;
        RECORD(t);
    }
}

static void hand_adam(Hand hand, int steps, double lr, double beta1, double beta2, double eps, double decay)
{
    double *rows = hand.rows, x = hand.start[0], y = hand.start[1], gx, gy, mx = 0, my = 0, vx = 0, vy = 0;
    ptrdiff_t width = hand.width;
    RECORD(0);
    for (int t = 1; t <= steps; t++) {
        double size = lr / (1 - pow(beta1, t)), root = sqrt(1 - pow(beta2, t));
        x *= 1 - lr * decay;
        y *= 1 - lr * decay;
        mx += (1 - beta1) * (gx - mx);
        my += (1 - beta1) * (gy - my);
        vx = beta2 * vx + (1 - beta2) * gx * gx;
        vy = beta2 * vy + (1 - beta2) * gy * gy;
        x -= size * mx / (sqrt(vx) / root + eps);
        y -= size * my / (sqrt(vy) / root + eps);
        RECORD(t);
    }
}

// The i-th in the history.
static Hand mixed(int i)
{
    return (Hand){start, bench.history + (ptrdiff_t)i * WIDTH * (STEPS + 1), WIDTH};
}

static void hand_eight(double scale) // of the learning rates
{
    hand_sgd(mixed(0), STEPS, scale * 1e-3);
    hand_momentum(mixed(1), STEPS, scale * lr_momentum, 0.9, false);
    hand_momentum(mixed(2), STEPS, scale * lr_momentum, 0.9, true);
    hand_adagrad(mixed(3), STEPS, scale * 0.5, 1e-10);
    hand_rmsprop(mixed(4), STEPS, scale * 0.01, 0.99, 1e-8, 0);
    hand_rmsprop(mixed(5), STEPS, scale * 0.001, 0.99, 1e-8, 0.9);
    hand_adam(mixed(6), STEPS, scale * lr_adam, 0.9, 0.999, 1e-8, 0);
    hand_adam(mixed(7), STEPS, scale * 0.02, 0.9, 0.999, 1e-8, 0.01);
    bench.sink += bench.history[WIDTH * STEPS];
}

static void hand_mixed(void)
{
    hand_eight(1);
}

static void hand_sixteen(void)
{
    hand_eight(0.5);
    hand_eight(1);
}

// The hand-written racers go where ours go: otherwise the two are not the same work.
static void check_mixed(void)
{
    race_mixed();
    hand_mixed();
    for (int i = 0; i < MIXED; i++)
        for (int k = 0; k <= 200; k++) {
            double ours = race_point(bench.race, i, k).at[0];
            double hand = mixed(i).rows[WIDTH * (ptrdiff_t)k];
            bench_check(fabs(ours - hand) <= 1e-6 * fmax(1, fabs(hand)), bench.racers[i].rule->name);
        }
}

// ---- Many lanes of one rule

static void run_lanes(const Racer *of)
{
    SwarmConfig config = {
        .loss = bench.rosenbrock, .racer = of, .n = LANES, .start = bench.starts[0], .start_stride = 2};
    Swarm *swarm = swarm_create(&config);
    bench_check(swarm, "the swarm");
    swarm_run(swarm, LANE_STEPS);
    bench.sink += swarm_loss(swarm, 0);
    swarm_destroy(swarm);
}

static void lanes_momentum(void)
{
    run_lanes(&bench.racers[1]);
}

static void lanes_adam(void)
{
    run_lanes(&bench.racers[6]);
}

// Four lanes side by side. One by one, each step waits for the one before, and a processor that computes only a fifth
// of what it could is not slowed by what shares its core, which slows ours by two thirds: two kinds of work, and a
// ratio that follows the neighbours.
static void hand_momentum_four(const double (*starts)[2], int steps, double lr, double momentum)
{
    double x[4], y[4], bx[4] = {0}, by[4] = {0}, loss = 0, gx, gy;
    for (int i = 0; i < 4; i++)
        x[i] = starts[i][0], y[i] = starts[i][1];
    for (int t = 1; t <= steps; t++)
        for (int i = 0; i < 4; i++) {
            loss += rosenbrock(x[i], y[i], &gx, &gy);
            bx[i] = momentum * bx[i] + gx;
            by[i] = momentum * by[i] + gy;
            x[i] -= lr * bx[i];
            y[i] -= lr * by[i];
        }
    bench.sink += loss;
}

static void hand_lanes_momentum(void)
{
    for (ptrdiff_t i = 0; i < LANES; i += 4)
        hand_momentum_four(&bench.starts[i], LANE_STEPS, lr_momentum, 0.9);
}

static void hand_lanes_adam(void)
{
    for (ptrdiff_t i = 0; i < LANES; i++)
        hand_adam((Hand){bench.starts[i], bench.history, 0}, LANE_STEPS, lr_adam, 0.9, 0.999, 1e-8, 0);
    bench.sink += bench.history[0];
}

// ---- Height fields

static void sample(const Loss *loss, double side)
{
    HeightField *field = &bench.field;
    HeightSlice slice = {.origin = (const double[]){0, 0}, .u = (const double[]){1, 0}, .v = (const double[]){0, 1}};
    field->nx = field->ny = SIDE;
    field->x_from = field->y_from = -side;
    field->x_to = field->y_to = side;
    bench_check(heightfield_sample(field, loss, &slice), "the height field");
    bench.sink += field->loss[SIDE];
}

static void field_rosenbrock(void)
{
    sample(bench.rosenbrock, 2);
}

static void field_rastrigin(void)
{
    sample(bench.rastrigin, 5);
}

static void field_ackley(void)
{
    sample(bench.ackley, 5);
}

static void field_softplus(void)
{
    sample(bench.softplus, 5);
}

static double grid(double side, int i)
{
    return -side + 2 * side * i / (SIDE - 1);
}

static void hand_field_rosenbrock(void)
{
    double *to = bench.history;
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) {
            double x = grid(2, i), y = grid(2, j), u = 1 - x, v = y - x * x;
            *to++ = u * u + 100 * v * v;
        }
    bench.sink += bench.history[SIDE];
}

static void hand_field_rastrigin(void)
{
    const double tau = 6.283185307179586;
    double *to = bench.history;
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) {
            double x = grid(5, i), y = grid(5, j);
            *to++ = 20 + x * x - 10 * cos(tau * x) + y * y - 10 * cos(tau * y);
        }
    bench.sink += bench.history[SIDE];
}

// With libm, cosines of a row and a column once, as the grid does it.
static void hand_field_ackley(void)
{
    const double tau = 6.283185307179586, e = 2.718281828459045;
    double cosine[SIDE], *to = bench.history;
    for (int i = 0; i < SIDE; i++)
        cosine[i] = cos(tau * grid(5, i));
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) {
            double x = grid(5, i), y = grid(5, j);
            *to++ = -20 * exp(-0.2 * sqrt((x * x + y * y) / 2)) - exp((cosine[i] + cosine[j]) / 2) + 20 + e;
        }
    bench.sink += bench.history[SIDE];
}

static void hand_field_softplus(void)
{
    double *to = bench.history;
    for (int j = 0; j < SIDE; j++)
        for (int i = 0; i < SIDE; i++) {
            double z = grid(5, i) * grid(5, j);
            *to++ = fmax(z, 0) + log1p(exp(-fabs(z)));
        }
    bench.sink += bench.history[SIDE];
}

// ---- Rows

typedef struct Row {
    const char *name;
    void (*ours)(void);
    void (*reference)(void);
    double count; // divides the time
    const char *unit;
    double scale; // units per ns
    double limit; // of the ratio
} Row;

static const Row rows[] = {
    {"8 mixed racers on Rosenbrock, per racer and step", race_mixed, hand_mixed, MIXED *STEPS, "ns", 1, 1.5},
    {"4,096 lanes of SGD with momentum, per lane and step", lanes_momentum, hand_lanes_momentum, LANES *LANE_STEPS,
     "ns", 1, 1.8},
    {"4,096 lanes of Adam, per lane and step", lanes_adam, hand_lanes_adam, LANES *LANE_STEPS, "ns", 1, 0.6},
    {"replay of 16 racers, 20,000 steps", race_sixteen, hand_sixteen, 1, "ms", 1e-6, 1.1},
    {"512 x 512 height field of Rosenbrock", field_rosenbrock, hand_field_rosenbrock, 1, "ms", 1e-6, 3},
    {"512 x 512 height field of Rastrigin", field_rastrigin, hand_field_rastrigin, 1, "ms", 1e-6, 1},
    {"512 x 512 height field of Ackley", field_ackley, hand_field_ackley, 1, "ms", 1e-6, 0.6},
    {"512 x 512 height field of softplus(x*y)", field_softplus, hand_field_softplus, 1, "ms", 1e-6, 1},
};

static double time_once(void (*work)(void))
{
    Span span = bench_begin();
    work();
    return bench_end_ms(span) * 1e6;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, ascending);
    return values[n / 2];
}

bool bench_judge(const BenchRow *row, double *ours, double *reference, int rounds)
{
    double ratio[BENCH_ROUNDS_MAX];
    bench_check(rounds <= BENCH_ROUNDS_MAX, "the number of rounds");
    for (int i = 0; i < rounds; i++)
        ratio[i] = ours[i] / reference[i];
    double middle = median(ratio, rounds);
    bool ok = middle <= row->limit;
    printf("| %s | %.3g %s | %.3g %s | %.2f | %.2f | %s |\n", row->name, median(ours, rounds), row->unit,
           median(reference, rounds), row->unit, middle, row->limit, ok ? "ok" : "MISSED");
    fflush(stdout);
    return ok;
}

static bool run_row(const Row *row)
{
    double ours[ROUNDS], reference[ROUNDS];
    row->ours();
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = time_once(row->ours) * row->scale / row->count;
        reference[i] = time_once(row->reference) * row->scale / row->count;
    }
    return bench_judge(&(BenchRow){row->name, row->unit, row->limit}, ours, reference, ROUNDS);
}

static void open_bench(void)
{
    FormulaError error;
    omp_set_num_threads(1);
    make_racers();
    bench.rosenbrock = loss_create(&(LossConfig){.formula = "(1-x)^2+100*(y-x^2)^2"}, &error);
    bench.rastrigin = loss_create(&(LossConfig){.formula = "20+x^2-10*cos(2*pi*x)+y^2-10*cos(2*pi*y)"}, &error);
    bench.ackley = loss_create(
        &(LossConfig){.formula = "-20*exp(-0.2*sqrt((x^2+y^2)/2))-exp((cos(2*pi*x)+cos(2*pi*y))/2)+20+e"}, &error);
    bench.softplus = loss_create(&(LossConfig){.formula = "softplus(x*y)"}, &error);
    bench_check(bench.rosenbrock && bench.rastrigin && bench.ackley && bench.softplus, "a formula");
    bench.race = race_create();
    bench.history = calloc(WIDTH * (size_t)(STEPS + 1) * MIXED, sizeof(double));
    for (int i = 0; i < LANES; i++) {
        bench.starts[i][0] = start[0] + i * 1e-4;
        bench.starts[i][1] = start[1];
    }
    bench_check(bench.race && bench.history, "memory");
    check_mixed();
}

static void close_bench(void)
{
    race_destroy(bench.race);
    loss_destroy(bench.rosenbrock);
    loss_destroy(bench.rastrigin);
    loss_destroy(bench.ackley);
    loss_destroy(bench.softplus);
    heightfield_destroy(&bench.field);
    free(bench.history);
}

int main(void)
{
    bool ok = true;
    open_bench();
    printf("| work | Ravine | reference | ratio | limit | |\n|---|--:|--:|--:|--:|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ok = run_row(&rows[i]) && ok;
    close_bench();
    ok = bench_frames() && ok;
    return ok ? 0 : 1;
}
