#include "study/course.h"

#include "engine/memory.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double at_step(RaceSeries series, int step)
{
    return series.first[step * series.stride];
}

static double distance_at(const Course *course, int step)
{
    double nearest = INFINITY;
    for (int k = 0; k < course->asked.n_goals; k++) {
        double sum = 0;
        for (int i = 0; i < course->dimension && i < 2; i++) {
            double way = at_step(course->at[i], step) - course->asked.goal[k][i];
            sum += way * way;
        }
        nearest = fmin(nearest, sqrt(sum));
    }
    return nearest;
}

static double length_at(const Course *course, int step)
{
    double sum = 0;
    for (int i = 0; i < course->dimension; i++) {
        double g = at_step(course->gradient[i], step);
        sum += g * g;
    }
    return sqrt(sum);
}

double course_value(const Course *course, int step)
{
    switch (course->asked.kind) {
    case COURSE_DISTANCE:
        return distance_at(course, step);
    case COURSE_GRADIENT:
        return length_at(course, step);
    default:
        return at_step(course->one, step) - course->asked.offset;
    }
}

// ---- Ranges

static const CourseRange nothing = {DBL_MAX, -DBL_MAX, DBL_MAX};

static void add_value(CourseRange *range, double value)
{
    if (!isfinite(value))
        return;
    range->low = value < range->low ? value : range->low;
    range->high = value > range->high ? value : range->high;
    range->positive = value > 0 && value < range->positive ? value : range->positive;
}

static void add_range(CourseRange *range, const CourseRange *other)
{
    range->low = other->low < range->low ? other->low : range->low;
    range->high = other->high > range->high ? other->high : range->high;
    range->positive = other->positive < range->positive ? other->positive : range->positive;
}

static CourseRange rows_range(const Course *course, int from, int to)
{
    CourseRange range = nothing;
    for (int k = from > course->from ? from : course->from; k < to; k++)
        add_value(&range, course_value(course, k));
    return range;
}

static CourseRange nodes_range(const CourseRange *nodes, int n)
{
    CourseRange range = nothing;
    for (int i = 0; i < n; i++)
        add_range(&range, &nodes[i]);
    return range;
}

// Nodes from .. to - 1 of a level, by its own ends and what lies between of the next one.
static void add_nodes(const Course *course, int level, int from, int to, CourseRange *range)
{
    int inner_from = (from + COURSE_FAN - 1) / COURSE_FAN, inner_to = to / COURSE_FAN;
    bool inner = level + 1 < COURSE_LEVELS && inner_from < inner_to && inner_to <= course->n[level + 1];
    int left = inner ? inner_from * COURSE_FAN : to, right = inner ? inner_to * COURSE_FAN : to;
    CourseRange ends = nodes_range(course->level[level] + from, left - from);
    add_range(range, &ends);
    ends = nodes_range(course->level[level] + right, to - right);
    add_range(range, &ends);
    if (inner)
        add_nodes(course, level + 1, inner_from, inner_to, range);
}

CourseRange course_range(const Course *course, int from, int to)
{
    from = from > course->from ? from : course->from;
    to = to < course->count ? to : course->count;
    int leaf_from = (from + COURSE_LEAF - 1) / COURSE_LEAF, leaf_to = to / COURSE_LEAF;
    leaf_to = leaf_to < course->n[0] ? leaf_to : course->n[0];
    if (leaf_from >= leaf_to)
        return rows_range(course, from, to);
    CourseRange range = rows_range(course, from, leaf_from * COURSE_LEAF);
    CourseRange end = rows_range(course, leaf_to * COURSE_LEAF, to);
    add_range(&range, &end);
    add_nodes(course, 0, leaf_from, leaf_to, &range);
    return range;
}

// ---- Following the race

static bool reserve(Course *course, int level, int n)
{
    return memory_grow(&course->level[level], &course->size[level], (size_t)n * sizeof(CourseRange));
}

static void extend(Course *course)
{
    int whole = course->count / COURSE_LEAF;
    for (int level = 0; level < COURSE_LEVELS && reserve(course, level, whole); level++) {
        for (int i = course->n[level]; i < whole; i++)
            course->level[level][i] = level == 0 ? rows_range(course, i * COURSE_LEAF, (i + 1) * COURSE_LEAF)
                                                 : nodes_range(course->level[level - 1] + i * COURSE_FAN, COURSE_FAN);
        course->n[level] = whole;
        whole /= COURSE_FAN;
    }
}

static bool same_asked(const CourseAsked *a, const CourseAsked *b)
{
    bool same = a->kind == b->kind && a->average == b->average && a->offset == b->offset && a->n_goals == b->n_goals;
    for (int k = 0; same && k < a->n_goals; k++)
        same = a->goal[k][0] == b->goal[k][0] && a->goal[k][1] == b->goal[k][1];
    return same;
}

static RaceSeries series_of(const CourseAsked *asked, const Race *race, int racer)
{
    if (asked->kind == COURSE_LR)
        return race_lr(race, racer);
    if (asked->kind == COURSE_MOMENTUM)
        return race_momentum(race, racer);
    return asked->average ? race_average_loss(race, racer) : race_loss(race, racer);
}

// The race's arrays may have moved.
static void take_series(Course *course, const CourseAsked *asked, const Race *race, int racer)
{
    course->one = series_of(asked, race, racer);
    course->dimension = race_dimension(race);
    for (int i = 0; i < course->dimension; i++) {
        course->at[i] = asked->average ? race_average(race, racer, i) : race_parameter(race, racer, i);
        course->gradient[i] = race_gradient(race, racer, i);
    }
    int first = asked->average ? race_average_first(race, racer) : 0;
    int finite = race_last_finite(race, racer) + 1;
    course->from = first > 0 ? first : 0;
    course->count = first < 0 || !course->one.first ? 0 : finite < course->one.count ? finite : course->one.count;
}

void course_follow(Course *course, const CourseAsked *asked, const Race *race, int racer)
{
    uint64_t path = race_path(race, racer);
    take_series(course, asked, race, racer);
    if (path != course->path || !same_asked(&course->asked, asked))
        memset(course->n, 0, sizeof course->n);
    course->path = path;
    course->asked = *asked;
    extend(course);
}

void course_destroy(Course *course)
{
    for (int i = 0; course && i < COURSE_LEVELS; i++)
        free(course->level[i]);
    free(course);
}

// ---- Rest

// Between two rows; to: -1, from the origin.
static double way_squared(const RaceSeries *at, int dimension, int row, int to)
{
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
        double way = at_step(at[i], row) - (to < 0 ? 0 : at_step(at[i], to));
        sum += way * way;
    }
    return sum;
}

int course_rest(const Race *race, int racer)
{
    int done = race_done(race), k = race_last_finite(race, racer), dimension = race_dimension(race);
    RacerState state = race_state(race, racer, done);
    if (state == RACER_RUNNING || race_average(race, racer, 0).count > 0)
        return -1;
    if (state != RACER_SETTLED)
        return k;
    RaceSeries at[SCENE_DIMENSION_MAX];
    for (int i = 0; i < dimension; i++)
        at[i] = race_parameter(race, racer, i);
    double reach = RACE_SETTLED_SQUARED * fmax(way_squared(at, dimension, 0, -1), way_squared(at, dimension, done, -1));
    while (k > 0 && way_squared(at, dimension, k - 1, done) <= reach)
        k--;
    return k;
}
