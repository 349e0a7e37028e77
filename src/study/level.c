#include "study/level.h"
#include "study/piece.h"

#include <math.h>
#include <string.h>

#define GRADIENTS 30000.0 // that a search takes, about

bool level_is_lowest(const LevelPoints *level, const CriticalPoint *point)
{
    double lowest = level->points[0].loss; // minima come first
    return point->kind == CRITICAL_MINIMUM && point->loss <= lowest + 1e-9 * fmax(fabs(lowest), 1.0);
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)ready;
    return memcmp(&((const LevelPoints *)piece)->asked, asked, sizeof(LevelAsked)) == 0;
}

// Of another window: those that lie in this one, too, are where they were.
static bool stays(const void *piece, const void *asked)
{
    return ((const LevelPoints *)piece)->asked.loss_key == ((const LevelAsked *)asked)->loss_key;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    LevelPoints *level = piece;
    level->asked = *(const LevelAsked *)asked;
    level->search = critical_begin(subject->loss, level->asked.window);
    return level->search ? GRADIENTS * loss_cost(subject->loss) : 0;
}

static Work work(void *piece, const Subject *subject)
{
    LevelPoints *level = piece;
    Work done = critical_work(level->search, slice_points(subject->loss));
    if (done == WORK_DONE)
        level->n = critical_points(level->search, level->points);
    return done;
}

static void end(void *piece)
{
    LevelPoints *level = piece;
    critical_end(level->search);
    level->search = NULL;
}

const PieceKind level_kind = {
    .doing = "looking for minima",
    .size = sizeof(LevelPoints),
    .kept = RACE_RACERS_MAX + 1, // each panel's, and the window itself
    .serves = serves,
    .stays = stays,
    .begin = begin,
    .work = work,
    .end = end,
};
