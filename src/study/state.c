// The rule's slots are replayed from the race's last checkpoint before the step; then the next step's batch is
// evaluated.
#include "study/state.h"
#include "study/piece.h"

#include <string.h>

bool state_ask(const Subject *subject, int racer, int step, StateAsked *asked)
{
    int last = race_last_finite(subject->race, racer);
    *asked = (StateAsked){race_path(subject->race, racer), racer, step < last ? step : last};
    return last >= 0;
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    const StateAsked *have = &((const RuleState *)piece)->asked, *want = asked;
    (void)ready;
    return have->path == want->path && have->racer == want->racer && have->step == want->step;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    ((RuleState *)piece)->asked = *(const StateAsked *)asked;
    return loss_cost(subject->loss);
}

// Of the batch that the next step takes.
static bool evaluate_batch(RuleState *state, const Loss *loss, const RacePoint *here)
{
    memcpy(state->gradient, here->gradient, (size_t)loss_dimension(loss) * sizeof *state->gradient);
    state->stochastic = loss_is_stochastic(loss);
    LossWork *work = state->stochastic ? loss_work_create(loss) : NULL;
    if (work)
        loss_at(loss, work, state->asked.step + 1, here->at, state->gradient);
    loss_work_destroy(work);
    return work || !state->stochastic;
}

static Work work(void *piece, const Subject *subject)
{
    RuleState *state = piece;
    int racer = state->asked.racer, step = state->asked.step;
    Work done = race_probe_work(subject->probe, subject->race, racer, step, race_slice(subject->race));
    if (done != WORK_DONE)
        return done;
    int n = race_probe_slots(subject->probe, state->slots, STATE_MAX);
    state->n_slots = n < STATE_MAX ? n : STATE_MAX;
    RacePoint here = race_point(subject->race, racer, step);
    return evaluate_batch(state, subject->loss, &here) ? WORK_DONE : WORK_FAILED;
}

const PieceKind state_kind = {
    .doing = "recomputing the rule's state",
    .size = sizeof(RuleState),
    .kept = 2,
    .needs_race = true,
    .serves = serves,
    .begin = begin,
    .work = work,
};
