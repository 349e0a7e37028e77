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

// A racer by hand, and where its rows go: x, y, loss and gradient of step k to rows + k * width. A width of 0: no
// history.
typedef struct Hand {
    double x, y, gx, gy;   // point and gradient
    double mx, my, vx, vy; // moments
    double *rows;
    ptrdiff_t width;
} Hand;

static void record(Hand *hand, int k)
{
    double *to = hand->rows + hand->width * k;
    to[0] = hand->x, to[1] = hand->y;
    to[2] = rosenbrock(hand->x, hand->y, &hand->gx, &hand->gy);
    to[3] = hand->gx, to[4] = hand->gy;
}

static Hand hand_at(const double *from, double *rows, ptrdiff_t width)
{
    Hand hand = {.x = from[0], .y = from[1], .rows = rows, .width = width};
    record(&hand, 0);
    return hand;
}

static void hand_sgd(Hand *hand, int t, double lr)
{
    hand->x -= lr * hand->gx;
    hand->y -= lr * hand->gy;
    record(hand, t);
}

static void hand_momentum(Hand *hand, int t, double lr, double momentum, bool nesterov)
{
    double gx = hand->gx, gy = hand->gy;
    hand->mx = t == 1 ? gx : momentum * hand->mx + gx;
    hand->my = t == 1 ? gy : momentum * hand->my + gy;
    hand->x -= lr * (nesterov ? gx + momentum * hand->mx : hand->mx);
    hand->y -= lr * (nesterov ? gy + momentum * hand->my : hand->my);
    record(hand, t);
}

static void hand_adagrad(Hand *hand, int t, double lr, double eps)
{
    double gx = hand->gx, gy = hand->gy;
    hand->vx += gx * gx;
    hand->vy += gy * gy;
    hand->x -= lr * gx / (sqrt(hand->vx) + eps);
    hand->y -= lr * gy / (sqrt(hand->vy) + eps);
    record(hand, t);
}

static void hand_rmsprop(Hand *hand, int t, double lr, double alpha, double eps, double momentum)
{
    double gx = hand->gx, gy = hand->gy;
    hand->vx = alpha * hand->vx + (1 - alpha) * gx * gx;
    hand->vy = alpha * hand->vy + (1 - alpha) * gy * gy;
    hand->mx = momentum * hand->mx + gx / (sqrt(hand->vx) + eps);
    hand->my = momentum * hand->my + gy / (sqrt(hand->vy) + eps);
    hand->x -= lr * hand->mx;
    hand->y -= lr * hand->my;
    record(hand, t);
}

static void hand_adam(Hand *hand, int t, double lr, double decay)
{
    const double beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
    double size = lr / (1 - pow(beta1, t)), root = sqrt(1 - pow(beta2, t)), gx = hand->gx, gy = hand->gy;
    hand->x *= 1 - lr * decay;
    hand->y *= 1 - lr * decay;
    hand->mx += (1 - beta1) * (gx - hand->mx);
    hand->my += (1 - beta1) * (gy - hand->my);
    hand->vx = beta2 * hand->vx + (1 - beta2) * gx * gx;
    hand->vy = beta2 * hand->vy + (1 - beta2) * gy * gy;
    hand->x -= size * hand->mx / (sqrt(hand->vx) / root + eps);
    hand->y -= size * hand->my / (sqrt(hand->vy) / root + eps);
    record(hand, t);
}

// The rows of the i-th in the history.
static double *mixed_rows(int i)
{
    return bench.history + (ptrdiff_t)i * WIDTH * (STEPS + 1);
}

// All eight side by side, as ours go. One by one, each step waits for the one before, and a processor that computes
// only a fifth of what it could is not slowed by what shares its core, which slows ours by two thirds: two kinds of
// work, and a ratio that follows the neighbours.
static void hand_eight(double scale) // of the learning rates
{
    Hand hand[MIXED];
    for (int i = 0; i < MIXED; i++)
        hand[i] = hand_at(start, mixed_rows(i), WIDTH);
    for (int t = 1; t <= STEPS; t++) {
        hand_sgd(&hand[0], t, scale * 1e-3);
        hand_momentum(&hand[1], t, scale * lr_momentum, 0.9, false);
        hand_momentum(&hand[2], t, scale * lr_momentum, 0.9, true);
        hand_adagrad(&hand[3], t, scale * 0.5, 1e-10);
        hand_rmsprop(&hand[4], t, scale * 0.01, 0.99, 1e-8, 0);
        hand_rmsprop(&hand[5], t, scale * 0.001, 0.99, 1e-8, 0.9);
        hand_adam(&hand[6], t, scale * lr_adam, 0);
        hand_adam(&hand[7], t, scale * 0.02, 0.01);
    }
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
            double hand = mixed_rows(i)[WIDTH * (ptrdiff_t)k];
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

// Four lanes side by side, for the same reason.
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
    for (ptrdiff_t i = 0; i < LANES; i++) {
        Hand hand = hand_at(bench.starts[i], bench.history, 0);
        for (int t = 1; t <= LANE_STEPS; t++)
            hand_adam(&hand, t, lr_adam, 0);
    }
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
    {"8 mixed racers on Rosenbrock, per racer and step", race_mixed, hand_mixed, MIXED *STEPS, "ns", 1, 2},
    {"4,096 lanes of SGD with momentum, per lane and step", lanes_momentum, hand_lanes_momentum, LANES *LANE_STEPS,
     "ns", 1, 1.8},
    {"4,096 lanes of Adam, per lane and step", lanes_adam, hand_lanes_adam, LANES *LANE_STEPS, "ns", 1, 0.6},
    {"replay of 16 racers, 20,000 steps", race_sixteen, hand_sixteen, 1, "ms", 1e-6, 1.6},
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
