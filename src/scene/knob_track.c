// The track of a knob's slider: where a value lies on it, what lies at a position, and the next value either way.
#include "scene/knob.h"

#include <math.h>
#include <stdlib.h>

#define ZERO_END 0.04 // of a logarithmic track that reaches 0: left of this, the value is 0

static double clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

// How much of the track's left end is 0.
static double zero_end(const Argument *row)
{
    return row->logarithmic && row->least <= 0 && !row->above_least ? ZERO_END : 0;
}

double knob_position(const KnobRow *knob, double value)
{
    const Argument *row = &knob->argument;
    if (isnan(value) || row->high <= row->low)
        return 0;
    if (row->towards_one) {
        double end = log(1 - row->high) - log(1 - row->low);
        return clamp((log(fmax(1 - value, 1e-300)) - log(1 - row->low)) / end, 0, 1);
    }
    if (!row->logarithmic)
        return clamp((value - row->low) / (row->high - row->low), 0, 1);
    double left = zero_end(row);
    if (value < row->low)
        return left > 0 && value > 0 ? left : 0;
    return clamp(left + (1 - left) * log(value / row->low) / log(row->high / row->low), 0, 1);
}

// To `digits` significant ones, so that what is shown is what is meant.
static double round_significant(double value, int digits)
{
    if (value == 0 || !isfinite(value))
        return value;
    int exponent = digits - 1 - (int)floor(log10(fabs(value)));
    double scale = pow(10, abs(exponent));
    return exponent >= 0 ? round(value * scale) / scale : round(value / scale) * scale;
}

static double towards_one_at(const Argument *row, double t)
{
    double rest = (1 - row->low) * pow((1 - row->high) / (1 - row->low), t);
    return round_significant(1 - round_significant(rest, 3), 12);
}

static double linear_at(const Argument *row, double t)
{
    double value = row->low + t * (row->high - row->low);
    double grain = pow(10, floor(log10(row->high - row->low)) - 3);
    return round_significant(round(value / grain) * grain, 12);
}

double knob_at(const KnobRow *knob, double position)
{
    const Argument *row = &knob->argument;
    double t = fmin(fmax(position, 0), 1), left = zero_end(row);
    if (row->high <= row->low)
        return row->low;
    if (row->towards_one)
        return towards_one_at(row, t);
    if (t < left)
        return 0;
    double value = row->logarithmic ? row->low * pow(row->high / row->low, (t - left) / (1 - left)) : linear_at(row, t);
    if (row->kind == ARGUMENT_CHOICE && round(value) < 0)
        return NAN;
    if (row->kind != ARGUMENT_REAL)
        return round(value);
    return row->logarithmic ? round_significant(value, 4) : value;
}

// Round and round; None, where torch allows it, comes before the first.
static double turned_choice(const Argument *row, double value, int n)
{
    int none = row->optional, count = none;
    for (int i = 0; row->choices[i]; i++)
        count++;
    int now = isnan(value) ? 0 : (int)value + none, next = (now + n + count) % count - none;
    return next < 0 ? (double)NAN : next;
}

double knob_turned(const KnobRow *knob, double value, int n, double part)
{
    const Argument *row = &knob->argument;
    if (row->kind == ARGUMENT_BOOLEAN)
        return value == 0;
    if (row->kind == ARGUMENT_CHOICE)
        return turned_choice(row, value, n);
    if (isnan(value))
        return n > 0 ? knob_at(knob, 0) : value;
    double from = knob_position(knob, value), next = value;
    if ((n > 0 && value >= row->high) || (n < 0 && value <= row->low && from <= 0))
        return value;
    for (; next == value && part <= 1; part *= 2)
        next = knob_at(knob, from + n * part);
    if (row->kind == ARGUMENT_INTEGER && (next - value) * n < 1)
        next = value + n;
    return next;
}
