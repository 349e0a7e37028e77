// Not a rule but a path that was made elsewhere: each step goes to the recorded point.
#include "engine/rules/optimizer.h"

#include "engine/rules/recording.h"

#include <math.h>
#include <stddef.h>

static const Argument recorded_arguments[] = {
    {.name = "lr", .help = "not known", .optional = true, .hidden = true, .initial = NAN}, {.name = NULL}};

// No gradient is evaluated here.
static void recorded_step(const OptimizerStep *step)
{
    for (int lane = 0; lane < step->n; lane++) {
        const Recording *recording = step->recording[lane];
        int row = recording_row(recording, step->t);
        for (int d = 0; d < step->dimension; d++)
            step->parameters[d][lane] = recording_coordinate(recording, row, d);
        step->evals[lane] = 0;
    }
}

const Optimizer optimizer_recorded = {
    .name = "Recorded",
    .title = "A path made elsewhere",
    .source = "a CSV file",
    .summary = "goes where the rows of a file say: columns x and y, or the first two; step, loss, lr where it has them",
    .arguments = recorded_arguments,
    .step = recorded_step,
};
