#include "study/piece.h"

#include <math.h>

enum { SLICE_EVALUATIONS = 20000 }; // of the formula, about: well under a millisecond
enum { ROWS_MAX = 64 };

int slice_points(const Loss *loss)
{
    return (int)fmax(SLICE_EVALUATIONS / loss_cost(loss), 1);
}

// Some rules evaluate the loss many times in a step.
int slice_rows(const Loss *loss, int racers)
{
    int rows = slice_points(loss) / (racers > 0 ? racers : 1);
    return rows < 1 ? 1 : rows > ROWS_MAX ? ROWS_MAX : rows;
}
