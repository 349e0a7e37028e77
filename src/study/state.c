#include "study/state.h"

#include <string.h>

// Of the batch that the next step takes.
static bool batch_gradient(const Loss *loss, int step, const double *at, double *gradient)
{
    LossWork *work = loss_is_stochastic(loss) ? loss_work_create(loss) : NULL;
    if (work)
        loss_at(loss, work, step + 1, at, gradient);
    loss_work_destroy(work);
    return work != NULL;
}

bool state_at(const Race *race, const Loss *loss, int racer, int step, RuleState *state)
{
    int last = race_last_finite(race, racer);
    if (last < 0)
        return false;
    state->step = step < last ? step : last;
    state->here = race_point(race, racer, state->step);
    memcpy(state->gradient, state->here.gradient, (size_t)loss_dimension(loss) * sizeof *state->gradient);
    state->stochastic = batch_gradient(loss, state->step, state->here.at, state->gradient);
    int n = race_slots(race, racer, state->step, state->slots, STATE_MAX) * race_dimension(race);
    state->n_slots = n < STATE_MAX ? n : STATE_MAX;
    return true;
}
