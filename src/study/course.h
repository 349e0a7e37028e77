// How a number of a racer runs over the steps, so that the range of its values between any two steps is found in a
// time that hardly depends on how many they are. It follows the race: rows that are new are added, a path that is
// another begins anew.
#ifndef RAVINE_STUDY_COURSE_H
#define RAVINE_STUDY_COURSE_H

#include "engine/loss/landscape.h"
#include "engine/race/race.h"
#include "scene/scene.h"

typedef enum CourseKind {
    COURSE_LOSS,
    COURSE_DISTANCE, // to the nearest goal
    COURSE_GRADIENT, // its length
    COURSE_LR,
    COURSE_MOMENTUM,
    COURSE_COUNT
} CourseKind;

typedef struct CourseAsked {
    CourseKind kind;
    bool average;  // of the mean of its points, where there is one: of loss and distance
    double offset; // subtracted from a loss
    int n_goals;
    double goal[LANDSCAPE_MINIMA_MAX][2];
} CourseAsked;

// Of values that are finite; low > high: there are none. positive: the smallest above 0; DBL_MAX: none is.
typedef struct CourseRange {
    double low, high, positive;
} CourseRange;

enum { COURSE_LEVELS = 6, COURSE_LEAF = 32, COURSE_FAN = 8 };

// Rows from .. count - 1 have a value. level[0] holds the ranges of COURSE_LEAF rows each, the next ones of COURSE_FAN
// of those before; the rest is looked at row by row.
typedef struct Course {
    CourseAsked asked;
    uint64_t path;
    RaceSeries one, at[SCENE_DIMENSION_MAX], gradient[SCENE_DIMENSION_MAX]; // one: the loss, or a rate
    int dimension, from, count;
    CourseRange *level[COURSE_LEVELS];
    size_t size[COURSE_LEVELS];
    int n[COURSE_LEVELS];
} Course;

// Takes over what the race holds by now. Where memory runs out, ranges are found row by row.
void course_follow(Course *course, const CourseAsked *asked, const Race *race, int racer);
void course_destroy(Course *course);

double course_value(const Course *course, int step);              // from <= step < count
CourseRange course_range(const Course *course, int from, int to); // of the rows from <= step < to

// The first step from which on the racer is at rest, or has ended; -1: it moves to the last row that is known.
int course_rest(const Race *race, int racer);

#endif
