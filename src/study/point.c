#include "study/point.h"

bool point_evaluate(const Loss *loss, const double *at, double *value, double *gradient)
{
    LossWork *work = loss_work_create(loss);
    const double *parameters[FORMULA_PARAMETERS_MAX];
    double *gradients[FORMULA_PARAMETERS_MAX];
    if (!work)
        return false;
    for (int d = 0; d < loss_dimension(loss); d++) {
        parameters[d] = &at[d];
        gradients[d] = &gradient[d];
    }
    loss_full(loss, work, parameters, 1, value, gradients);
    loss_work_destroy(work);
    return true;
}
