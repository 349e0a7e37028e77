// Limited-memory BFGS, as torch.optim.LBFGS: each step makes up to max_iter iterations, and evaluates the loss again
// for each. Lane by lane; nothing here is vectorised. Comparisons are written so that NaN falls on the side on which
// Python's fall.
#include "engine/rules/optimizer_rules.h"

#include <assert.h>
#include <limits.h>

enum { HISTORY_MAX = 1000, LINE_POINTS = 5 };

// What a step keeps of a lane, as vectors. A line search holds four points at most and makes a fifth.
enum {
    VECTOR_X,
    VECTOR_G,
    VECTOR_D,
    VECTOR_AT,
    VECTOR_CHANGE,
    VECTOR_MOVE,
    VECTOR_PREVIOUS,
    VECTOR_LINE,
    VECTOR_COUNT = VECTOR_LINE + LINE_POINTS
};
_Static_assert((int)VECTOR_COUNT <= (int)OPTIMIZER_VECTORS, "a step gives fewer vectors");

enum {
    LBFGS_LR,
    LBFGS_MAX_ITER,
    LBFGS_MAX_EVAL,
    LBFGS_TOLERANCE_GRAD,
    LBFGS_TOLERANCE_CHANGE,
    LBFGS_HISTORY_SIZE,
    LBFGS_LINE_SEARCH,
    LBFGS_MAXIMIZE,
};

enum { SEARCH_STRONG_WOLFE, SEARCH_UNKNOWN = 2 };

// After these, for each remembered pair: the gradient's change, the move, and 1 / (their product).
enum { LBFGS_DIRECTION, LBFGS_PREVIOUS, LBFGS_T, LBFGS_ITERATIONS, LBFGS_SCALE, LBFGS_PAIRS, LBFGS_HISTORY };
enum { PAIR_CHANGE, PAIR_MOVE, PAIR_RO, PAIR_SLOTS };

static const Argument lbfgs_arguments[] = {
    [LBFGS_LR] = LEARNING_RATE(1, 1e-3, 2),
    [LBFGS_MAX_ITER] = {.name = "max_iter",
                        .help = "iterations of one step",
                        .kind = ARGUMENT_INTEGER,
                        .fractions = true,
                        .initial = 20,
                        .low = 1,
                        .high = 50,
                        .least = -UNLIMITED,
                        .most = 1000,
                        .refusal = "max_iter is limited to 1000 here"},
    [LBFGS_MAX_EVAL] = {.name = "max_eval",
                        .help = "evaluations of one step; None: a quarter more than max_iter",
                        .kind = ARGUMENT_INTEGER,
                        .fractions = true,
                        .optional = true,
                        .initial = NAN,
                        .low = 1,
                        .high = 100,
                        .least = -UNLIMITED,
                        .most = 10000,
                        .refusal = "max_eval is limited to 10000 here"},
    [LBFGS_TOLERANCE_GRAD] = {.name = "tolerance_grad",
                              .help = "a step ends when the largest gradient is not above it",
                              .initial = 1e-7,
                              .low = 1e-12,
                              .high = 1,
                              .logarithmic = true,
                              .least = -UNLIMITED,
                              .most = UNLIMITED},
    [LBFGS_TOLERANCE_CHANGE] = {.name = "tolerance_change",
                                .help = "a step ends when neither the parameters nor the loss change by more",
                                .initial = 1e-9,
                                .low = 1e-12,
                                .high = 1,
                                .logarithmic = true,
                                .least = -UNLIMITED,
                                .most = UNLIMITED},
    [LBFGS_HISTORY_SIZE] = {.name = "history_size",
                            .help = "moves that are remembered",
                            .kind = ARGUMENT_INTEGER,
                            .only_integer = true,
                            .built = true,
                            .initial = 100,
                            .low = 1,
                            .high = 100,
                            .logarithmic = true,
                            .least = -UNLIMITED,
                            .most = HISTORY_MAX,
                            .refusal = "history_size is limited to 1000 here"},
    [LBFGS_LINE_SEARCH] = {.name = "line_search_fn",
                           .help = "None: steps of lr; 'strong_wolfe': a search along each direction",
                           .kind = ARGUMENT_CHOICE,
                           .optional = true,
                           .initial = NAN,
                           .choices =
                               (const char *const[]){
                                   [SEARCH_STRONG_WOLFE] = "strong_wolfe", NULL, [SEARCH_UNKNOWN] = "unknown"},
                           .otherwise = SEARCH_UNKNOWN},
    [LBFGS_MAXIMIZE] = MAXIMIZE,
    END_OF_ROWS,
};

static const OptimizerSlot lbfgs_slots[] = {
    [LBFGS_DIRECTION] = {"d", "d", "direction of the last move", SLOT_MOVE},
    [LBFGS_PREVIOUS] = {"prev_flat_grad", "g′", "the gradient before the last move"},
    [LBFGS_T] = {"t", "t", "length of the last move along d", SLOT_SCALAR},
    [LBFGS_ITERATIONS] = {"n_iter", "n", "iterations so far", SLOT_SCALAR},
    [LBFGS_SCALE] = {"H_diag", "H₀", "first guess of the inverse curvature", SLOT_SCALAR},
    [LBFGS_PAIRS] = {"old_dirs", "k", "moves remembered", SLOT_SCALAR},
    {NULL, NULL, NULL},
};

static double most_evals(double max_iter)
{
    return floor(max_iter * 5 / 4);
}

static void lbfgs_settle(double *hyper)
{
    if (isnan(hyper[LBFGS_MAX_EVAL]))
        hyper[LBFGS_MAX_EVAL] = most_evals(hyper[LBFGS_MAX_ITER]);
}

static int lbfgs_n_slots(const double *hyper)
{
    return LBFGS_HISTORY + PAIR_SLOTS * (int)fmax(hyper[LBFGS_HISTORY_SIZE], 0);
}

// One lane within one step. Loss and gradients have their sign turned when maximizing.
typedef struct Lbfgs {
    const OptimizerStep *step;
    int lane, dimension, evals;
    double sign;
    double *x, *g, *d; // [dimension]
    double loss, t;
} Lbfgs;

// ---- Vectors

static double dot(int n, const double *a, const double *b)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static double largest(int n, const double *a)
{
    double most = 0;
    for (int i = 0; i < n; i++)
        most = fabs(a[i]) > most || a[i] != a[i] ? fabs(a[i]) : most;
    return most;
}

static double sum_of_sizes(int n, const double *a)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += fabs(a[i]);
    return sum;
}

static void add_multiple(int n, double *to, double factor, const double *a)
{
    for (int i = 0; i < n; i++)
        to[i] += factor * a[i];
}

static void copy(int n, double *to, const double *from)
{
    memcpy(to, from, (size_t)n * sizeof *to);
}

// ---- A lane's state

static double hyper_of(const Lbfgs *lbfgs, int argument)
{
    return lbfgs->step->hyper[argument][lbfgs->lane];
}

static void read_slot(const Lbfgs *lbfgs, int slot, double *to)
{
    for (int d = 0; d < lbfgs->dimension; d++)
        to[d] = slot_of(lbfgs->step, slot, d)[lbfgs->lane];
}

static void write_slot(const Lbfgs *lbfgs, int slot, const double *from)
{
    for (int d = 0; d < lbfgs->dimension; d++)
        slot_of(lbfgs->step, slot, d)[lbfgs->lane] = from[d];
}

static double read_number(const Lbfgs *lbfgs, int slot)
{
    return slot_of(lbfgs->step, slot, 0)[lbfgs->lane];
}

static void write_number(const Lbfgs *lbfgs, int slot, double value)
{
    for (int d = 0; d < lbfgs->dimension; d++)
        slot_of(lbfgs->step, slot, d)[lbfgs->lane] = value;
}

static int pair_slot(int pair, int part)
{
    return LBFGS_HISTORY + pair * PAIR_SLOTS + part;
}

static double evaluate_at(const Lbfgs *lbfgs, const double *at, double *gradient)
{
    double loss = lbfgs->step->evaluate(lbfgs->step, lbfgs->lane, at, gradient);
    for (int d = 0; d < lbfgs->dimension; d++)
        gradient[d] *= lbfgs->sign;
    return lbfgs->sign * loss;
}

// ---- The line search: strong Wolfe conditions, by bracketing and zooming

static const double wolfe_decrease = 1e-4, wolfe_curvature = 0.9, wolfe_change = 1e-9;

// g is a vector that no other point in use has, and that nobody changes.
typedef struct LinePoint {
    double t, loss, slope;
    const double *g; // [dimension]
} LinePoint;

typedef struct Search {
    Lbfgs *lbfgs;
    LinePoint start, before, ends[2];
    int iterations, most;
} Search;

static double *free_vector(const Search *search)
{
    double *const *vector = search->lbfgs->step->vector + VECTOR_LINE;
    while (*vector == search->start.g || *vector == search->before.g || *vector == search->ends[0].g ||
           *vector == search->ends[1].g)
        vector++;
    return *vector;
}

static LinePoint line_point(const Search *search, double t)
{
    Lbfgs *lbfgs = search->lbfgs;
    double *at = lbfgs->step->vector[VECTOR_AT], *g = free_vector(search);
    LinePoint point = {.t = t, .g = g};
    copy(lbfgs->dimension, at, lbfgs->x);
    add_multiple(lbfgs->dimension, at, t, lbfgs->d);
    point.loss = evaluate_at(lbfgs, at, g);
    point.slope = dot(lbfgs->dimension, point.g, lbfgs->d);
    lbfgs->evals++;
    return point;
}

static double python_max(double a, double b)
{
    return b > a ? b : a;
}

static double python_min(double a, double b)
{
    return b < a ? b : a;
}

// The lowest point of the cubic through a and b with their slopes, within the bounds; their middle where there is none.
static double cubic_minimum(const LinePoint *a, const LinePoint *b, double from, double to)
{
    double d1 = a->slope + b->slope - 3 * (a->loss - b->loss) / (a->t - b->t);
    double square = d1 * d1 - a->slope * b->slope;
    if (!(square >= 0))
        return (from + to) / 2.0;
    double d2 = sqrt(square), lowest;
    if (a->t <= b->t)
        lowest = b->t - (b->t - a->t) * ((b->slope + d2 - d1) / (b->slope - a->slope + 2 * d2));
    else
        lowest = a->t - (a->t - b->t) * ((a->slope + d2 - d1) / (a->slope - b->slope + 2 * d2));
    return python_min(python_max(lowest, from), to);
}

static bool too_high(const Search *search, const LinePoint *point)
{
    return point->loss > search->start.loss + wolfe_decrease * point->t * search->start.slope;
}

static bool flat_enough(const Search *search, const LinePoint *point)
{
    return fabs(point->slope) <= -wolfe_curvature * search->start.slope;
}

// Steps on until the ends enclose an acceptable point. true: both ends are one that is acceptable already.
static bool search_bracket(Search *search, double t)
{
    LinePoint *before = &search->before, *ends = search->ends, now = line_point(search, t);
    *before = search->start;
    for (; search->iterations < search->most; search->iterations++) {
        ends[0] = *before;
        ends[1] = now;
        if (too_high(search, &now) || (search->iterations > 1 && now.loss >= before->loss))
            return false;
        if (flat_enough(search, &now)) {
            ends[0] = now;
            return true;
        }
        if (now.slope >= 0)
            return false;
        double next = cubic_minimum(before, &now, now.t + 0.01 * (now.t - before->t), now.t * 10);
        *before = now;
        now = line_point(search, next);
    }
    ends[0] = search->start;
    ends[1] = now;
    return false;
}

// Where to look between the ends. Twice in a row close to an end, or on it: a tenth of the way from it instead.
static double zoom_point(const LinePoint ends[2], bool *stuck)
{
    double low = python_min(ends[0].t, ends[1].t), high = python_max(ends[0].t, ends[1].t);
    double t = ends[0].t <= ends[1].t ? cubic_minimum(&ends[0], &ends[1], ends[0].t, ends[1].t)
                                      : cubic_minimum(&ends[0], &ends[1], ends[1].t, ends[0].t);
    double margin = 0.1 * (high - low);
    bool close = python_min(high - t, t - low) < margin;
    bool move = close && (*stuck || t >= high || t <= low);
    *stuck = close && !move;
    if (!move)
        return t;
    return fabs(t - high) < fabs(t - low) ? high - margin : low + margin;
}

// Puts the new point in the place of one end. true: it is acceptable.
static bool zoom_narrow(Search *search, int *low, const LinePoint *now)
{
    LinePoint *ends = search->ends;
    if (too_high(search, now) || now->loss >= ends[*low].loss) {
        ends[!*low] = *now;
        *low = ends[0].loss <= ends[1].loss ? 0 : 1;
        return false;
    }
    bool done = flat_enough(search, now);
    if (!done && now->slope * (ends[!*low].t - ends[*low].t) >= 0)
        ends[!*low] = ends[*low];
    ends[*low] = *now;
    return done;
}

static LinePoint strong_wolfe(Lbfgs *lbfgs, double slope, int most)
{
    Search search = {.lbfgs = lbfgs, .start = {.loss = lbfgs->loss, .slope = slope}, .most = most > 0 ? most : 0};
    const LinePoint *ends = search.ends;
    copy(lbfgs->dimension, lbfgs->step->vector[VECTOR_LINE], lbfgs->g);
    search.start.g = lbfgs->step->vector[VECTOR_LINE];
    double length = largest(lbfgs->dimension, lbfgs->d);
    bool done = search_bracket(&search, lbfgs->t), stuck = false;
    int low = ends[0].loss <= ends[1].loss ? 0 : 1;
    for (; !done && search.iterations < search.most; search.iterations++) {
        if (fabs(ends[1].t - ends[0].t) * length < wolfe_change)
            break;
        LinePoint now = line_point(&search, zoom_point(ends, &stuck));
        done = zoom_narrow(&search, &low, &now);
    }
    return ends[low];
}

// ---- The direction

static void forget_oldest(const Lbfgs *lbfgs, int pairs)
{
    double *moved = lbfgs->step->vector[VECTOR_AT];
    for (int slot = LBFGS_HISTORY; slot < pair_slot(pairs - 1, 0); slot++) {
        read_slot(lbfgs, slot + PAIR_SLOTS, moved);
        write_slot(lbfgs, slot, moved);
    }
}

// What the last move has taught about the curvature is remembered, if the gradient grew along it.
static void remember(const Lbfgs *lbfgs)
{
    int n = lbfgs->dimension, pairs = (int)read_number(lbfgs, LBFGS_PAIRS);
    double *const *vector = lbfgs->step->vector;
    double *change = vector[VECTOR_CHANGE], *move = vector[VECTOR_MOVE], *previous = vector[VECTOR_PREVIOUS];
    read_slot(lbfgs, LBFGS_PREVIOUS, previous);
    for (int d = 0; d < n; d++) {
        change[d] = lbfgs->g[d] - previous[d];
        move[d] = lbfgs->d[d] * lbfgs->t;
    }
    double product = dot(n, change, move);
    if (!(product > 1e-10))
        return;
    if (hyper_of(lbfgs, LBFGS_HISTORY_SIZE) < 1) {
        optimizer_stop(lbfgs->step, lbfgs->lane, "LBFGS's history_size below 1");
        return;
    }
    if (pairs == (int)hyper_of(lbfgs, LBFGS_HISTORY_SIZE))
        forget_oldest(lbfgs, pairs--);
    write_slot(lbfgs, pair_slot(pairs, PAIR_CHANGE), change);
    write_slot(lbfgs, pair_slot(pairs, PAIR_MOVE), move);
    write_number(lbfgs, pair_slot(pairs, PAIR_RO), 1.0 / product);
    write_number(lbfgs, LBFGS_PAIRS, pairs + 1);
    write_number(lbfgs, LBFGS_SCALE, product / dot(n, change, change));
}

// J. Nocedal: Updating quasi-Newton matrices with limited storage (1980): the two-loop recursion, into lbfgs->d.
static void two_loops(Lbfgs *lbfgs)
{
    int n = lbfgs->dimension, pairs = (int)read_number(lbfgs, LBFGS_PAIRS);
    double scale = read_number(lbfgs, LBFGS_SCALE), alpha[HISTORY_MAX];
    double *change = lbfgs->step->vector[VECTOR_CHANGE], *move = lbfgs->step->vector[VECTOR_MOVE];
    assert(pairs <= HISTORY_MAX);
    for (int d = 0; d < n; d++)
        lbfgs->d[d] = -lbfgs->g[d];
    for (int i = pairs - 1; i >= 0; i--) {
        read_slot(lbfgs, pair_slot(i, PAIR_CHANGE), change);
        read_slot(lbfgs, pair_slot(i, PAIR_MOVE), move);
        alpha[i] = dot(n, move, lbfgs->d) * read_number(lbfgs, pair_slot(i, PAIR_RO));
        add_multiple(n, lbfgs->d, -alpha[i], change);
    }
    for (int d = 0; d < n; d++)
        lbfgs->d[d] *= scale;
    for (int i = 0; i < pairs; i++) {
        read_slot(lbfgs, pair_slot(i, PAIR_CHANGE), change);
        read_slot(lbfgs, pair_slot(i, PAIR_MOVE), move);
        double beta = dot(n, change, lbfgs->d) * read_number(lbfgs, pair_slot(i, PAIR_RO));
        add_multiple(n, lbfgs->d, alpha[i] - beta, move);
    }
}

static void choose_direction(Lbfgs *lbfgs)
{
    double iterations = read_number(lbfgs, LBFGS_ITERATIONS) + 1, lr = hyper_of(lbfgs, LBFGS_LR);
    write_number(lbfgs, LBFGS_ITERATIONS, iterations);
    if (iterations == 1) {
        for (int d = 0; d < lbfgs->dimension; d++)
            lbfgs->d[d] = -lbfgs->g[d];
        write_number(lbfgs, LBFGS_SCALE, 1);
        lbfgs->t = python_min(1.0, 1.0 / sum_of_sizes(lbfgs->dimension, lbfgs->g)) * lr;
    } else {
        remember(lbfgs);
        two_loops(lbfgs);
        lbfgs->t = lr;
    }
    write_slot(lbfgs, LBFGS_PREVIOUS, lbfgs->g);
}

// ---- The step

// Moves along the direction; the loss and gradient become those of the new point, but for a fixed step that is the
// last.
static void move_along(Lbfgs *lbfgs, double slope, int most, bool last)
{
    int n = lbfgs->dimension;
    bool search = !isnan(hyper_of(lbfgs, LBFGS_LINE_SEARCH));
    if (search) {
        LinePoint found = strong_wolfe(lbfgs, slope, most);
        lbfgs->t = found.t;
        lbfgs->loss = found.loss;
        copy(n, lbfgs->g, found.g);
    }
    add_multiple(n, lbfgs->x, lbfgs->t, lbfgs->d);
    if (!search && !last) {
        lbfgs->loss = evaluate_at(lbfgs, lbfgs->x, lbfgs->g);
        lbfgs->evals++;
    }
}

// One iteration. false: the step ends with it.
static bool iterate(Lbfgs *lbfgs, int max_eval, bool last)
{
    double before = lbfgs->loss, change = hyper_of(lbfgs, LBFGS_TOLERANCE_CHANGE);
    choose_direction(lbfgs);
    if (lbfgs->step->stopped[lbfgs->lane])
        return false;
    double slope = dot(lbfgs->dimension, lbfgs->g, lbfgs->d);
    if (slope > -change)
        return false;
    if (hyper_of(lbfgs, LBFGS_LINE_SEARCH) == SEARCH_UNKNOWN) {
        optimizer_stop(lbfgs->step, lbfgs->lane, "LBFGS's line_search_fn: only 'strong_wolfe' is supported");
        return false;
    }
    move_along(lbfgs, slope, max_eval - lbfgs->evals, last);
    if (last || lbfgs->evals >= max_eval)
        return false;
    if (largest(lbfgs->dimension, lbfgs->g) <= hyper_of(lbfgs, LBFGS_TOLERANCE_GRAD))
        return false;
    double moved = largest(lbfgs->dimension, lbfgs->d) * fabs(lbfgs->t);
    return !(moved <= change) && !(fabs(lbfgs->loss - before) < change);
}

static Lbfgs lane_begin(const OptimizerStep *step, int lane)
{
    double *const *vector = step->vector;
    Lbfgs lbfgs = {.step = step, .lane = lane, .dimension = step->dimension, .evals = 1};
    lbfgs.x = vector[VECTOR_X], lbfgs.g = vector[VECTOR_G], lbfgs.d = vector[VECTOR_D];
    lbfgs.sign = step->hyper[LBFGS_MAXIMIZE][lane] ? -1 : 1;
    for (int d = 0; d < step->dimension; d++)
        lbfgs.x[d] = step->parameters[d][lane];
    lbfgs.loss = evaluate_at(&lbfgs, lbfgs.x, lbfgs.g); // the evaluation that every step begins with
    read_slot(&lbfgs, LBFGS_DIRECTION, lbfgs.d);
    lbfgs.t = read_number(&lbfgs, LBFGS_T);
    return lbfgs;
}

static void lane_end(const Lbfgs *lbfgs)
{
    write_slot(lbfgs, LBFGS_DIRECTION, lbfgs->d);
    write_number(lbfgs, LBFGS_T, lbfgs->t);
    for (int d = 0; d < lbfgs->dimension; d++)
        lbfgs->step->parameters[d][lbfgs->lane] = lbfgs->x[d];
    lbfgs->step->evals[lbfgs->lane] += lbfgs->evals - 1;
}

static void lbfgs_step(const OptimizerStep *step)
{
    for (int lane = 0; lane < step->n; lane++) {
        Lbfgs lbfgs = lane_begin(step, lane);
        double max_iter = hyper_of(&lbfgs, LBFGS_MAX_ITER), max_eval = hyper_of(&lbfgs, LBFGS_MAX_EVAL);
        if (isnan(max_eval))
            max_eval = most_evals(max_iter);
        int evals = (int)fmin(fmax(ceil(max_eval), 0), INT_MAX); // it is reached where a fraction is passed
        bool go = !(largest(lbfgs.dimension, lbfgs.g) <= hyper_of(&lbfgs, LBFGS_TOLERANCE_GRAD));
        for (int i = 1; go && i - 1 < max_iter; i++)
            go = iterate(&lbfgs, evals, i == max_iter);
        lane_end(&lbfgs);
    }
}

static const Optimizer lbfgs = {
    .name = "LBFGS",
    .title = "Limited-memory BFGS",
    .source = "J. Nocedal: Updating quasi-Newton matrices with limited storage (1980); M. Schmidt: minFunc (2005)",
    .summary = "a quasi-Newton method: learns the curvature from its past moves, and takes many evaluations to a step",
    .arguments = lbfgs_arguments,
    .slots = lbfgs_slots,
    .n_slots = lbfgs_n_slots,
    .settle = lbfgs_settle,
    .evaluates = true,
    .step = lbfgs_step,
};

// ---- The list

const Optimizer *const optimizer_lbfgs_rules[] = {&lbfgs, NULL};
