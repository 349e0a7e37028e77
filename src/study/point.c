#include "study/point.h"

#include <stddef.h>

bool point_evaluate(const Loss *loss, const double *at, double *value, double *gradient)
{
    LossWork *work = loss_work_create(loss);
    if (work)
        *value = loss_at(loss, work, 0, at, gradient);
    loss_work_destroy(work);
    return work != NULL;
}
