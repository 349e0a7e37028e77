// Loss and gradient at one point of the landscape, as under the pointer.
#ifndef RAVINE_STUDY_POINT_H
#define RAVINE_STUDY_POINT_H

#include "engine/loss.h"

// at[dimension], gradient[dimension]. false: out of memory.
bool point_evaluate(const Loss *loss, const double *at, double *value, double *gradient);

#endif
