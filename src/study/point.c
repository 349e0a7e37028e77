#include "study/point.h"
#include "study/piece.h"

#include <string.h>

static bool serves(const void *piece, const void *asked, bool ready)
{
    (void)ready;
    return memcmp(&((const PointValue *)piece)->asked, asked, sizeof(PointAsked)) == 0;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    ((PointValue *)piece)->asked = *(const PointAsked *)asked;
    return loss_cost(subject->loss);
}

static Work work(void *piece, const Subject *subject)
{
    PointValue *point = piece;
    LossWork *memory = loss_work_create(subject->loss);
    if (!memory)
        return WORK_FAILED;
    point->loss = loss_at(subject->loss, memory, 0, point->asked.at, point->gradient);
    loss_work_destroy(memory);
    return WORK_DONE;
}

const PieceKind point_kind = {
    .doing = "evaluating the loss",
    .size = sizeof(PointValue),
    .kept = 2,
    .serves = serves,
    .begin = begin,
    .work = work,
};
