// Where a formula of the user's own is looked at, and where its racers start. The window is a square about the minimum
// that has the start well inside; the racers' paths widen it. A window that somebody said is left as it is, but for a
// start that would lie outside.
#include "scene/scene.h"
#include "scene/spec.h"

#include "engine/loss/critical.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GRID = 33, POINTS = GRID * GRID }; // samples along one side, where a minimum is looked for
enum { DESCENT_STEPS = 100, TRIED_MOST = 16 };

#define COST_MAX    5e6  // formula evaluations that a grid may take
#define DESCENT_MAX 2e6  // likewise a descent
#define PATHS_MAX   2e5  // likewise the racers' paths
#define WELL_INSIDE 0.8  // of the half of a window: how far from its middle a start lies
#define MARGIN      0.05 // of a window, beyond a path
#define FAR         2.0  // halves of a window that a path may lead away from its middle
#define EVEN        0.05 // of the longer side: a shorter one is a view that nothing is seen in

typedef struct Spot {
    double at[SCENE_DIMENSION_MAX], loss;
} Spot;

// ---- values over a grid

static double grid_side(double reach, int i)
{
    return reach * (2.0 * i / (GRID - 1) - 1);
}

// The losses of a grid over +-reach, row by row; a curve has one row. NULL: too dear, or out of memory; to be freed.
static double *sample(const Loss *loss, double reach)
{
    int n = loss_dimension(loss) == 1 ? GRID : POINTS;
    LossWork *work = loss_cost(loss) * n > COST_MAX ? NULL : loss_work_create(loss);
    double *memory = work ? malloc(3 * POINTS * sizeof(double)) : NULL;
    if (memory) {
        double *x = memory + POINTS, *y = memory + 2 * POINTS;
        for (int i = 0; i < n; i++) {
            x[i] = grid_side(reach, i % GRID);
            y[i] = grid_side(reach, i / GRID);
        }
        loss_full(loss, work, (const double *[]){x, y}, n, memory, NULL);
    }
    loss_work_destroy(work);
    return memory;
}

// Does a point of the grid have neighbours on all sides, none of them lower, and one that is higher?
static bool is_hollow(const double *value, int i, int rows)
{
    int x = i % GRID, y = i / GRID;
    if (x == 0 || x == GRID - 1 || (rows > 1 && (y == 0 || y == rows - 1)))
        return false;
    bool lowest = isfinite(value[i]), higher = false;
    for (int dy = rows > 1 ? -1 : 0; dy <= (rows > 1 ? 1 : 0); dy++)
        for (int dx = -1; dx <= 1; dx++) {
            double beside = value[i + dy * GRID + dx];
            lowest &= !(beside < value[i]);
            higher |= beside > value[i];
        }
    return lowest && higher;
}

static Spot grid_spot(const double *value, double reach, int i, int rows)
{
    return (Spot){.at = {grid_side(reach, i % GRID), rows > 1 ? grid_side(reach, i / GRID) : 0}, .loss = value[i]};
}

static double distance(const double *a, const double *b)
{
    return fmax(fabs(a[0] - b[0]), fabs(a[1] - b[1]));
}

// The deepest hollow of a sample of +-reach, or of none; of those that are as deep, the nearest to the start. false:
// there is none.
static bool deepest(const Loss *loss, const double *value, double reach, const double *start, Spot *found)
{
    static const double alike = 0.02; // of the grid's losses from lowest to the hollows' highest
    int rows = loss_dimension(loss) == 1 ? 1 : GRID;
    double lowest = INFINITY, highest = -INFINITY;
    for (int i = 0; value && i < rows * GRID; i++)
        if (is_hollow(value, i, rows)) {
            lowest = fmin(lowest, value[i]);
            highest = fmax(highest, value[i]);
        }
    bool any = false;
    for (int i = 0; value && i < rows * GRID; i++) {
        if (!is_hollow(value, i, rows) || value[i] > lowest + alike * (highest - lowest))
            continue;
        Spot spot = grid_spot(value, reach, i, rows);
        if (!any || distance(spot.at, start) < distance(found->at, start))
            *found = spot;
        any = true;
    }
    return any;
}

// Does the lowest of a grid of losses over +-reach lie well inside?
static bool holds_lowest(const Loss *loss, double reach)
{
    int rows = loss_dimension(loss) == 1 ? 1 : GRID, lowest = -1;
    double *value = sample(loss, reach);
    for (int i = 0; value && i < rows * GRID; i++)
        if (isfinite(value[i]) && (lowest < 0 || value[i] < value[lowest]))
            lowest = i;
    Spot spot = value && lowest >= 0 ? grid_spot(value, reach, lowest, rows) : (Spot){.at = {INFINITY}};
    free(value);
    return distance(spot.at, (double[]){0, 0}) <= WELL_INSIDE * reach;
}

// ---- the minimum

// A row of a race's only racer.
static Spot row_spot(const Race *race, int row)
{
    RacePoint point = race_point(race, 0, row);
    Spot spot = {.loss = point.loss};
    memcpy(spot.at, point.at, (size_t)race_dimension(race) * sizeof(double));
    return spot;
}

static double slope(const Race *race, int row)
{
    const double *gradient = race_point(race, 0, row).gradient;
    return fmax(fabs(gradient[0]), race_dimension(race) > 1 ? fabs(gradient[1]) : 0);
}

// Where a descent came to rest; of one that crept on and on down a plain, where its fall was nearly over. false: it is
// still falling.
static bool rest(const Race *race, Spot *found)
{
    static const double flat = 1e-3, nearly = 1e-3, much_further = 2;
    int last = race_last_finite(race, 0), row = 0;
    double steepest = 0;
    for (int i = 0; i <= last; i++)
        steepest = fmax(steepest, slope(race, i));
    if (last < 0 || steepest == 0 || slope(race, last) > flat * steepest)
        return false;
    Spot from = row_spot(race, 0), end = row_spot(race, last);
    while (row < last && row_spot(race, row).loss > end.loss + nearly * (from.loss - end.loss))
        row++;
    Spot near = row_spot(race, row);
    *found = distance(end.at, from.at) > much_further * distance(near.at, from.at) ? near : end;
    return true;
}

static bool descend(const Loss *loss, const double *start, Spot *found)
{
    Racer racer;
    if (!spec_read("LBFGS(lr=1, max_iter=1, max_eval=25, line_search_fn='strong_wolfe')", &racer, NULL))
        return false;
    Race *race = race_create();
    RaceConfig config = {
        .loss = loss, .start = start, .steps = (int)fmin(DESCENT_STEPS, DESCENT_MAX / loss_step_cost(loss))};
    race_enter(&config, &racer, 1);
    bool ok = race && race_configure(race, &config, true) && race_run(race, config.steps) && rest(race, found);
    race_destroy(race);
    return ok;
}

// Where nothing is lowest: the saddle or the top that is nearest.
static bool level(const Loss *loss, double reach, const double *start, Spot *found)
{
    CriticalPoint *points = calloc(CRITICAL_MAX, sizeof *points);
    int n = points ? critical_find(loss, (double[]){-reach, reach, -reach, reach}, points) : 0;
    for (int i = 0; i < n; i++)
        if (i == 0 || distance(points[i].at, start) < distance(found->at, start)) {
            memcpy(found->at, points[i].at, sizeof found->at);
            found->loss = points[i].loss;
        }
    free(points);
    return n > 0;
}

// What a start is seen with: the minimum; else what else is level; else the origin.
static Spot find_middle(const Loss *loss, const double *value, double reach, const double *start)
{
    Spot middle = {.loss = NAN}, hollow, end;
    if (deepest(loss, value, reach, start, &hollow)) {
        middle = descend(loss, hollow.at, &end) && distance(end.at, hollow.at) < reach ? end : hollow;
        if (descend(loss, start, &end) && end.loss < middle.loss)
            middle = end;
    } else if (!descend(loss, start, &middle) && !level(loss, reach, start, &middle))
        middle = (Spot){.loss = NAN};
    return middle;
}

// ---- the start

static bool is_fine(const Loss *loss, LossWork *work, const double *at)
{
    double gradient[SCENE_DIMENSION_MAX] = {0}, value = loss_at(loss, work, 0, at, gradient);
    return isfinite(value) && isfinite(gradient[0]) && isfinite(gradient[1]);
}

static void place_start(const Loss *loss, const double *middle, double reach, double *start)
{
    static const double candidates[][2] = {{-0.8, 0.6}, {0.6, 0.8}, {0.8, -0.6}, {-0.6, -0.8}, {0.2, 0.3}};
    LossWork *work = loss_work_create(loss);
    for (int i = 5; i >= 0; i--) { // back to the first where none is fine
        const double *candidate = candidates[(5 - i) % 5];
        start[0] = middle[0] + reach * candidate[0];
        start[1] = loss_dimension(loss) > 1 ? middle[1] + reach * candidate[1] : 0;
        if (work && i > 0 && is_fine(loss, work, start))
            break;
    }
    loss_work_destroy(work);
}

static const double reaches[] = {5, 10, 20, 50, 100};
enum { REACHES = sizeof reaches / sizeof *reaches };

static double find_reach(const Loss *loss)
{
    for (int i = 0; i < REACHES; i++)
        if (holds_lowest(loss, reaches[i]))
            return reaches[i];
    return 0;
}

// A minimum far away: a fit to rows is begun at the origin, what somebody moved there is looked at there.
static void start_afar(const Loss *loss, const double *middle, double *start)
{
    double near[SCENE_DIMENSION_MAX];
    for (int i = 0; i < SCENE_DIMENSION_MAX; i++)
        near[i] = round(middle[i]);
    if (loss_rows(loss))
        memset(start, 0, SCENE_DIMENSION_MAX * sizeof *start);
    else
        place_start(loss, near, reaches[0], start);
}

static void find_start(const Loss *loss, double *start)
{
    static const double origin[SCENE_DIMENSION_MAX];
    double reach = find_reach(loss);
    Spot middle;
    if (reach == 0 && descend(loss, origin, &middle) && distance(middle.at, origin) > reaches[REACHES - 1])
        start_afar(loss, middle.at, start);
    else
        place_start(loss, origin, reach > 0 ? reach : reaches[0], start);
}

// ---- the window

// How far from the middle along an axis the loss is as high as at the start: half of `most`, a quarter, ....
static double level_length(const Loss *loss, const Spot *middle, int axis, double most, double level)
{
    LossWork *work = loss_work_create(loss);
    double length = most, gradient[SCENE_DIMENSION_MAX], low = INFINITY;
    for (int i = 0; work && i < 30 && !(low <= level); i++) {
        double up[SCENE_DIMENSION_MAX], down[SCENE_DIMENSION_MAX];
        memcpy(up, middle->at, sizeof up);
        memcpy(down, middle->at, sizeof down);
        length /= 2;
        up[axis] += length;
        down[axis] -= length;
        low = fmin(loss_at(loss, work, 0, up, gradient), loss_at(loss, work, 0, down, gradient));
    }
    loss_work_destroy(work);
    return low <= level ? length : most;
}

static double loss_there(const Loss *loss, const double *at)
{
    double gradient[SCENE_DIMENSION_MAX], value = NAN;
    LossWork *work = loss_work_create(loss);
    if (work)
        value = loss_at(loss, work, 0, at, gradient);
    loss_work_destroy(work);
    return value;
}

// Outwards, to two digits of the window's side.
static void round_side(double *side)
{
    double unit = 1;
    char text[40];
    if (!isfinite(side[1] - side[0]))
        return;
    while (unit > (side[1] - side[0]) / 20 && unit > 1e-300)
        unit /= 10;
    while (unit * 10 <= (side[1] - side[0]) / 20)
        unit *= 10;
    for (int i = 0; i < 2; i++) {
        static const double slack = 1e-9; // a number that is round already is no further out
        double steps = side[i] / unit;
        snprintf(text, sizeof text, "%.15g", (i ? ceil(steps - slack) : floor(steps + slack)) * unit);
        side[i] = strtod(text, NULL);
    }
}

static void set_side(double *side, double middle, double half)
{
    static const double finest = 1e-8; // of where it is
    double fine = fmax(half, finest * fabs(middle)), to[2] = {middle - fine, middle + fine};
    round_side(to);
    if (isfinite(to[1] - to[0]) && to[0] < to[1])
        memcpy(side, to, sizeof to);
}

// Where there is such a minimum on the other side of an axis, or of both, the middle of these is the better one, unless
// the start lies much farther from it.
static void find_symmetry(const Loss *loss, const double *start, Spot *middle)
{
    static const double same = 1e-9, farther = 2; // of the fall from the start; times as far
    double fall = loss_there(loss, start) - middle->loss;
    for (int sides = 3; sides > 0; sides--) {
        Spot mirrored = *middle, between = *middle;
        for (int axis = 0; axis < loss_dimension(loss); axis++)
            if (sides >> axis & 1)
                mirrored.at[axis] = -middle->at[axis], between.at[axis] = 0;
        bool near = distance(between.at, start) <= farther * distance(middle->at, start);
        if (near && distance(mirrored.at, middle->at) > 0 &&
            fabs(loss_there(loss, mirrored.at) - middle->loss) <= same * fall) {
            *middle = between;
            return;
        }
    }
}

static bool is_inside(const double *side, double at)
{
    return side[0] <= at && at <= side[1];
}

// A valley that crosses a grid has hollows there that are none.
static bool stays(const Loss *loss, double reach, const double *at)
{
    static const double near = 1.5; // distances of the grid's points
    Spot end;
    return descend(loss, at, &end) && distance(end.at, at) < near * 2 * reach / (GRID - 1);
}

// Of more minima than the window has, all of +-reach is better, where the window is a part of that and not a tiny one.
static bool hides_minima(const Loss *loss, const double *value, double reach, const double *window)
{
    static const double tiny = 0.1;
    int dimension = loss_dimension(loss), rows = dimension == 1 ? 1 : GRID;
    for (int axis = 0; axis < dimension; axis++) {
        const double *side = window + 2 * axis, home[2] = {-reach, reach};
        if (!is_inside(home, side[0]) || !is_inside(home, side[1]) || side[1] - side[0] < tiny * 2 * reach)
            return false;
    }
    bool hides = false;
    int tried = 0, most = (int)fmin(TRIED_MOST, DESCENT_MAX / (DESCENT_STEPS * loss_step_cost(loss)));
    for (int i = 0; value && i < rows * GRID && !hides && tried < most; i++) {
        Spot spot = grid_spot(value, reach, i, rows);
        bool seen = is_inside(window, spot.at[0]) && (dimension == 1 || is_inside(window + 2, spot.at[1]));
        if (seen || !is_hollow(value, i, rows))
            continue;
        hides = stays(loss, reach, spot.at);
        tried++;
    }
    return hides;
}

static void frame(const Loss *loss, const double *start, double *window)
{
    static const double origin[SCENE_DIMENSION_MAX], none = 1e-9;
    double reach = fmax(reaches[0], distance(start, origin) / WELL_INSIDE), *value = sample(loss, reach);
    Spot middle = find_middle(loss, value, reach, start);
    find_symmetry(loss, start, &middle);
    double away = distance(start, middle.at), level = loss_there(loss, start);
    if (!(away > none * distance(middle.at, origin)) || isnan(middle.loss))
        away = WELL_INSIDE * reach;
    for (int axis = 0; axis < SCENE_DIMENSION_MAX; axis++) {
        double half = away, own = fabs(start[axis] - middle.at[axis]);
        if (axis < loss_dimension(loss) && loss_dimension(loss) > 1 && own < EVEN * away)
            own = fmax(own, level_length(loss, &middle, axis, away, level));
        half = own < EVEN * away && axis < loss_dimension(loss) ? own : away;
        set_side(window + 2 * axis, middle.at[axis], half / WELL_INSIDE);
    }
    bool hides = hides_minima(loss, value, reach, window);
    free(value);
    for (int axis = 0; axis < SCENE_DIMENSION_MAX && hides; axis++)
        set_side(window + 2 * axis, 0, reach);
}

// ---- what has to be seen

// `margin`: of the side as it is then, beyond what is to be seen.
static void widen_side(double *side, double at, double margin)
{
    double to[2] = {side[0], side[1]};
    if (at < to[0])
        to[0] = to[1] - (to[1] - at) / (1 - margin);
    else if (at > to[1])
        to[1] = to[0] + (at - to[0]) / (1 - margin);
    round_side(to);
    if (isfinite(to[1] - to[0]))
        memcpy(side, to, sizeof to);
}

bool scene_hold_start(const Scene *scene, SceneCamera *camera)
{
    bool widens = false;
    for (int i = 0; i < scene_dimension(scene); i++) {
        double *side = camera->window + 2 * i;
        if (!isfinite(scene->start[i]) || is_inside(side, scene->start[i]))
            continue;
        widen_side(side, scene->start[i], (1 - WELL_INSIDE) / 2);
        widens = true;
    }
    return widens;
}

void scene_widen(Scene *scene)
{
    scene_hold_start(scene, &scene->view.camera);
    for (int i = 0; i < scene->n_racers && scene->view.unlinked; i++) {
        SceneCamera camera = scene_entry(scene, i)->camera;
        SceneRacer *entry = scene_hold_start(scene, &camera) ? scene_edit_entry(scene, i) : NULL;
        if (entry)
            entry->camera = camera;
    }
}

static double farthest(const double *first)
{
    return FAR * (first[1] - first[0]) / 2;
}

// Does a racer go away for good? Such a one is not followed.
static bool leaves(const Race *race, int racer, const double *first)
{
    int last = race_done(race);
    bool far = race_state(race, racer, last) == RACER_DIVERGED;
    for (int k = 0; k < race_dimension(race); k++) {
        const double *side = first + 2 * k;
        double at = race_point(race, racer, last).at[k];
        far |= !(fabs(at - (side[0] + side[1]) / 2) <= farthest(side));
    }
    return far;
}

static void hold_series(RaceSeries series, const double *first, double *side)
{
    double middle = (first[0] + first[1]) / 2, most = farthest(first), low = side[0], high = side[1];
    for (int k = 0; k < series.count; k++) {
        low = fmin(low, series.first[k * series.stride]);
        high = fmax(high, series.first[k * series.stride]);
    }
    low = fmax(low, middle - most);
    high = fmin(high, middle + most);
    if (low < side[0])
        widen_side(side, low, MARGIN);
    if (high > side[1])
        widen_side(side, high, MARGIN);
}

// A square stays one.
static void keep_square(const double *first, double *window)
{
    static const double alike = 0.05; // in parts of a side: what rounding does
    double was[2] = {first[1] - first[0], first[3] - first[2]}, is[2] = {window[1] - window[0], window[3] - window[2]};
    int shorter = is[0] < is[1] ? 0 : 1;
    if (fabs(was[0] - was[1]) > alike * was[0] || is[shorter] >= (1 - alike) * is[1 - shorter])
        return;
    double *side = window + 2 * shorter;
    set_side(side, (side[0] + side[1]) / 2, is[1 - shorter] / 2);
}

static void hold_paths(const Race *race, double *window)
{
    double first[4];
    memcpy(first, window, sizeof first);
    for (int i = 0; i < race_racers(race); i++)
        for (int k = 0; k < race_dimension(race) && !leaves(race, i, first); k++)
            hold_series(race_parameter(race, i, k), first + 2 * k, window + 2 * k);
    if (race_dimension(race) > 1)
        keep_square(first, window);
}

void scene_hold_paths(Scene *scene)
{
    bool found = !scene->landscape && !scene->view.window_said && scene->n_racers > 0;
    Loss *loss = found ? scene_loss(scene, NULL) : NULL;
    Race *race = loss ? race_create() : NULL;
    if (race) {
        RaceConfig config = scene_race(scene, loss);
        config.steps = (int)fmin(config.steps, PATHS_MAX / (scene->n_racers * loss_step_cost(loss)));
        if (race_configure(race, &config, true) && race_run(race, config.steps))
            hold_paths(race, scene->view.camera.window);
    }
    race_destroy(race);
    loss_destroy(loss);
}

bool scene_place_start(Scene *scene, Error *error)
{
    Loss *loss = scene_loss(scene, error);
    if (loss)
        find_start(loss, scene->start);
    loss_destroy(loss);
    return loss;
}

void scene_frame(Scene *scene)
{
    if (scene->view.window_said)
        return;
    if (scene->landscape) {
        scene_widen(scene);
        return;
    }
    Loss *loss = scene_loss(scene, NULL);
    if (loss)
        frame(loss, scene->start, scene->view.camera.window);
    loss_destroy(loss);
}
