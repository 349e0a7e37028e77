#include "engine/loss/critical.h"
#include "engine/elementary.h"
#include "engine/loss/pit.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MOST = 120, SIDE_LEAST = 24, SEEDS_MAX = 400, ROUNDS = 14, HESSIAN_PARTS = 5 };

#define EVALUATIONS 2e6  // of the formula, at most about
#define DIFFERENCE  1e-5 // of the window's side: step of the central difference
#define STRIDE_MOST 0.03 // of the window's side: a longer step of Newton's method is shortened
#define STILL       1e-9 // of the window's side: converged
#define SINGULAR    1e-7 // smaller over larger curvature
#define FLAT        1e-9 // curvature over the steepest slope in the window
#define SAME        1e-4 // of the window's side: two points are one

// Points and what is known there; positions and derivatives in parts of the window's sides.
typedef struct Lanes {
    int n;
    double *u, *v, *loss, *gu, *gv, *x, *y; // [n]; x, y: the parameters
    void *memory;
} Lanes;

typedef struct CriticalSearch Search;

struct CriticalSearch {
    const Loss *loss;
    LossWork *work;
    double from[2], span[2];
    double steepest;
    Lanes grid, seeds, aside;
    int side;
    double *hessian;         // [seeds.n][3]: uu, uv, vv
    int sampled;             // points of the grid
    int round;               // of Newton's method
    int part;                // of the round: the gradient at the seeds, then four beside them for the Hessian
    Pit known[CRITICAL_MAX]; // minima
    Pits *pits;              // after the last round
};

static bool lanes_create(Lanes *lanes, int n)
{
    double *memory = calloc((size_t)n * 7, sizeof *memory);
    if (!memory)
        return false;
    *lanes = (Lanes){n,
                     memory,
                     memory + n,
                     memory + 2 * (size_t)n,
                     memory + 3 * (size_t)n,
                     memory + 4 * (size_t)n,
                     memory + 5 * (size_t)n,
                     memory + 6 * (size_t)n,
                     memory};
    return true;
}

// Points first .. first + n.
static void evaluate(const Search *search, Lanes *lanes, int first, int n)
{
    double *x = lanes->x + first, *y = lanes->y + first, *gu = lanes->gu + first, *gv = lanes->gv + first;
    const double *parameters[2] = {x, y};
    double *gradient[2] = {gu, gv};
    for (int i = 0; i < n; i++) {
        x[i] = search->from[0] + lanes->u[first + i] * search->span[0];
        y[i] = search->from[1] + lanes->v[first + i] * search->span[1];
    }
    loss_full(search->loss, search->work, parameters, n, lanes->loss + first, gradient);
    for (int i = 0; i < n; i++) {
        gu[i] *= search->span[0];
        gv[i] *= search->span[1];
    }
}

static bool lay_grid(Search *search)
{
    int side = search->side;
    Lanes *grid = &search->grid;
    if (!lanes_create(grid, side * side))
        return false;
    for (int k = 0; k < grid->n; k++) {
        grid->u[k] = (double)(k % side) / (side - 1);
        grid->v[k] = (double)(k / side) / (side - 1);
    }
    return true;
}

static void sample_grid(Search *search, int n)
{
    const Lanes *grid = &search->grid;
    int left = grid->n - search->sampled;
    n = n < 1 ? 1 : n < left ? n : left;
    evaluate(search, &search->grid, search->sampled, n);
    for (int k = search->sampled; k < search->sampled + n; k++) {
        double slope = elementary_hypot(grid->gu[k], grid->gv[k]);
        if (isfinite(slope) && slope > search->steepest)
            search->steepest = slope;
    }
    search->sampled += n;
}

static bool changes_sign(const double *part, int side, int k)
{
    double low = fmin(fmin(part[k], part[k + 1]), fmin(part[k + side], part[k + side + 1]));
    double high = fmax(fmax(part[k], part[k + 1]), fmax(part[k + side], part[k + side + 1]));
    return low <= 0.0 && high >= 0.0;
}

// The middle of each cell in which the gradient may vanish.
static bool sow(Search *search)
{
    int side = search->side, n = 0;
    const Lanes *grid = &search->grid;
    if (!lanes_create(&search->seeds, SEEDS_MAX) || !lanes_create(&search->aside, SEEDS_MAX))
        return false;
    search->hessian = calloc(SEEDS_MAX * 3, sizeof *search->hessian);
    for (int j = 0; j + 1 < side && search->hessian; j++)
        for (int i = 0; i + 1 < side && n < SEEDS_MAX; i++) {
            int k = j * side + i;
            if (!changes_sign(grid->gu, side, k) || !changes_sign(grid->gv, side, k))
                continue;
            search->seeds.u[n] = grid->u[k] + 0.5 / (side - 1);
            search->seeds.v[n++] = grid->v[k] + 0.5 / (side - 1);
        }
    search->seeds.n = n;
    return search->hessian != NULL;
}

// Adds the gradient at an offset, weighted, to the Hessian's column of that direction.
static void add_difference(Search *search, int direction, double offset)
{
    const Lanes *seeds = &search->seeds;
    Lanes *aside = &search->aside;
    double weight = (offset > 0.0 ? 0.5 : -0.5) / DIFFERENCE;
    for (int i = 0; i < seeds->n; i++) {
        aside->u[i] = seeds->u[i] + (direction == 0 ? offset : 0.0);
        aside->v[i] = seeds->v[i] + (direction == 1 ? offset : 0.0);
    }
    evaluate(search, aside, 0, seeds->n);
    for (int i = 0; i < seeds->n; i++) {
        double *h = search->hessian + 3 * (size_t)i;
        h[direction] += weight * (direction == 0 ? aside->gu[i] : 0.5 * aside->gu[i]);
        h[direction + 1] += weight * (direction == 0 ? 0.5 * aside->gv[i] : aside->gv[i]);
    }
}

// One of the five evaluations that the Hessians take.
static void find_hessians(Search *search, int part)
{
    if (part > 0) {
        add_difference(search, (part - 1) / 2, part % 2 ? DIFFERENCE : -DIFFERENCE);
        return;
    }
    memset(search->hessian, 0, (size_t)search->seeds.n * 3 * sizeof *search->hessian);
    evaluate(search, &search->seeds, 0, search->seeds.n);
}

// Newton's step at seed i; NaN where the Hessian is singular to working precision.
static void newton_step(const Search *search, int i, double step[2])
{
    const double *h = search->hessian + 3 * (size_t)i;
    double determinant = h[0] * h[2] - h[1] * h[1], gu = search->seeds.gu[i], gv = search->seeds.gv[i];
    step[0] = -(h[2] * gu - h[1] * gv) / determinant;
    step[1] = -(h[0] * gv - h[1] * gu) / determinant;
}

static void walk(Search *search)
{
    for (int i = 0; i < search->seeds.n; i++) {
        double step[2];
        newton_step(search, i, step);
        double length = elementary_hypot(step[0], step[1]), part = length > STRIDE_MOST ? STRIDE_MOST / length : 1.0;
        search->seeds.u[i] += part * step[0];
        search->seeds.v[i] += part * step[1];
    }
}

// Curvatures: the Hessian's eigenvalues, the smaller first.
static void curvatures(const double h[3], double curvature[2])
{
    double middle = 0.5 * (h[0] + h[2]), reach = elementary_hypot(0.5 * (h[0] - h[2]), h[1]);
    curvature[0] = middle - reach;
    curvature[1] = middle + reach;
}

static bool is_critical(const Search *search, int i, CriticalPoint *point)
{
    const Lanes *seeds = &search->seeds;
    double step[2], curvature[2];
    newton_step(search, i, step);
    curvatures(search->hessian + 3 * (size_t)i, curvature);
    double low = fmin(fabs(curvature[0]), fabs(curvature[1])), high = fmax(fabs(curvature[0]), fabs(curvature[1]));
    bool inside = seeds->u[i] >= 0.0 && seeds->u[i] <= 1.0 && seeds->v[i] >= 0.0 && seeds->v[i] <= 1.0;
    if (!inside || !(elementary_hypot(step[0], step[1]) < STILL) || !(low > SINGULAR * high) ||
        !(high > FLAT * search->steepest))
        return false;
    CriticalKind kind = curvature[0] > 0.0 ? CRITICAL_MINIMUM : curvature[1] < 0.0 ? CRITICAL_MAXIMUM : CRITICAL_SADDLE;
    *point = (CriticalPoint){kind, {seeds->x[i], seeds->y[i]}, seeds->loss[i]};
    return isfinite(point->loss);
}

static bool is_known(const Search *search, const CriticalPoint *points, int n, const CriticalPoint *point)
{
    for (int k = 0; k < n; k++)
        if (elementary_hypot((points[k].at[0] - point->at[0]) / search->span[0],
                             (points[k].at[1] - point->at[1]) / search->span[1]) < SAME)
            return true;
    return false;
}

static int compare(const void *a, const void *b)
{
    const CriticalPoint *x = a, *y = b;
    if (x->kind != y->kind)
        return (int)x->kind - (int)y->kind;
    return (x->loss > y->loss) - (x->loss < y->loss);
}

static int collect_smooth(const Search *search, CriticalPoint points[CRITICAL_MAX])
{
    int n = 0;
    CriticalPoint point;
    for (int i = 0; i < search->seeds.n && n < CRITICAL_MAX; i++)
        if (is_critical(search, i, &point) && !is_known(search, points, n, &point))
            points[n++] = point;
    return n;
}

static int collect(const Search *search, CriticalPoint points[CRITICAL_MAX])
{
    Pit pit[PITS_MAX];
    int n = collect_smooth(search, points), n_pits = search->pits ? pits_found(search->pits, pit) : 0;
    for (int i = 0; i < n_pits && n < CRITICAL_MAX; i++) {
        double x = search->from[0] + pit[i].u * search->span[0], y = search->from[1] + pit[i].v * search->span[1];
        points[n++] = (CriticalPoint){CRITICAL_MINIMUM, {x, y}, pit[i].loss};
    }
    qsort(points, (size_t)n, sizeof *points, compare);
    return n;
}

CriticalSearch *critical_begin(const Loss *loss, const double window[4])
{
    double affordable = sqrt(0.2 * EVALUATIONS / fmax(loss_cost(loss), 1.0));
    Search *search = calloc(1, sizeof *search);
    if (!search)
        return NULL;
    search->loss = loss;
    search->side = loss_dimension(loss) == 2 ? (int)fmin(affordable, SIDE_MOST) : 0;
    for (int d = 0; d < 2; d++) {
        search->from[d] = window[2 * d];
        search->span[d] = window[2 * d + 1] - window[2 * d];
    }
    search->work = loss_work_create(loss);
    if (!search->work || (search->side >= SIDE_LEAST && !lay_grid(search))) {
        critical_end(search);
        return NULL;
    }
    return search;
}

static void losses_at(void *of, const double *u, const double *v, int n, double *loss)
{
    Search *search = of;
    Lanes *aside = &search->aside;
    memcpy(aside->u, u, (size_t)n * sizeof *u);
    memcpy(aside->v, v, (size_t)n * sizeof *v);
    evaluate(search, aside, 0, n);
    memcpy(loss, aside->loss, (size_t)n * sizeof *loss);
}

static bool begin_pits(Search *search)
{
    CriticalPoint point[CRITICAL_MAX];
    Pit *known = search->known;
    int n = collect_smooth(search, point), n_known = 0;
    for (int i = 0; i < n; i++)
        if (point[i].kind == CRITICAL_MINIMUM)
            known[n_known++] = (Pit){(point[i].at[0] - search->from[0]) / search->span[0],
                                     (point[i].at[1] - search->from[1]) / search->span[1], point[i].loss};
    search->pits = n < CRITICAL_MAX ? pits_begin(search->grid.loss, search->side, known, n_known) : NULL;
    return n == CRITICAL_MAX || search->pits;
}

// The seeds stand at the beginning of a round: after the last of all they only need their Hessians.
static Work work_round(Search *search)
{
    find_hessians(search, search->part++);
    if (search->part < HESSIAN_PARTS)
        return WORK_MORE;
    if (search->round == ROUNDS && !begin_pits(search))
        return WORK_FAILED;
    if (search->round == ROUNDS)
        return search->pits ? WORK_MORE : WORK_DONE;
    walk(search);
    search->part = 0;
    search->round++;
    return WORK_MORE;
}

Work critical_work(CriticalSearch *search, int points)
{
    if (search->side < SIDE_LEAST)
        return WORK_DONE;
    if (search->pits)
        return pits_work(search->pits, losses_at, search);
    if (search->sampled == search->grid.n)
        return work_round(search);
    sample_grid(search, points);
    return search->sampled < search->grid.n || sow(search) ? WORK_MORE : WORK_FAILED;
}

int critical_points(const CriticalSearch *search, CriticalPoint points[CRITICAL_MAX])
{
    return search->side < SIDE_LEAST ? 0 : collect(search, points);
}

void critical_end(CriticalSearch *search)
{
    if (!search)
        return;
    loss_work_destroy(search->work);
    pits_end(search->pits);
    free(search->grid.memory);
    free(search->seeds.memory);
    free(search->aside.memory);
    free(search->hessian);
    free(search);
}

int critical_find(const Loss *loss, const double window[4], CriticalPoint points[CRITICAL_MAX])
{
    CriticalSearch *search = critical_begin(loss, window);
    Work work = search ? WORK_MORE : WORK_FAILED;
    while (work == WORK_MORE)
        work = critical_work(search, INT_MAX);
    int n = work == WORK_DONE ? critical_points(search, points) : 0;
    critical_end(search);
    return n;
}
