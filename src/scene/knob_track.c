// The track of a knob's slider: where a value lies on it, what lies at a position, and the next number one can say,
// either way. Which numbers those are, the kind of track decides:
//
//     logarithmic             1, 2, 5, 10, 20 ...; finely 1.1, 1.2 ...; coarsely 1, 10, 100; with 0 below its lowest
//     towards one             0, 0.1 ... 0.9, 0.95, 0.98, 0.99, 0.995, 0.999 ...; finely two digits of what is left
//     whose range follows it  1, 2, 3 ... 9, 10, 20 ...; finely 1.1, 1.2 ...; through 0 to what is negative
//     any other               multiples of a power of ten, finely of its tenth
//
// The ends of a range are among them, whatever they are.
#include "scene/knob.h"

#include <math.h>

#define ZERO_END      0.04   // of a logarithmic track that reaches 0: left of this, the value is 0
#define MAGNET        0.0075 // of a track that is not linear: so near, a drag lands on what a key would
#define SAME          1e-9   // two numbers that differ by less of their size are the same stop
#define STOPS         20     // of a linear track, at least
#define STOPS_OF_DRAG 50     // where it has so many, they are close enough for a hand

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

// ---- Decimals

static double power_of_ten(int exponent)
{
    double power = 1;
    while (exponent-- > 0)
        power *= 10;
    return power;
}

// The double next to count * 10^exponent: what is read where the number is typed.
static double decimal(double count, int exponent)
{
    return exponent < 0 ? count / power_of_ten(-exponent) : count * power_of_ten(exponent);
}

static int decade_of(double size)
{
    return size > 0 && isfinite(size) ? (int)floor(log10(size) + SAME) : 0;
}

// ---- Stops

typedef struct Stops {
    const KnobRow *knob;
    KnobGrain grain;
    double value;
    int n;       // up or down
    double best; // the nearest beyond the value so far; NaN: none
} Stops;

static bool is_beyond(const Stops *stops, double stop)
{
    double tolerance = SAME * fmax(fabs(stop), fabs(stops->value));
    return (stop - stops->value) * stops->n > tolerance;
}

static void offer(Stops *stops, double stop)
{
    const KnobRow *knob = stops->knob;
    const Argument *row = &knob->argument;
    bool inside = knob->follows || (stop >= row->low && stop <= row->high) || (stop == 0 && zero_end(row) > 0);
    bool whole = row->kind != ARGUMENT_INTEGER || stop == floor(stop);
    if (inside && whole && is_beyond(stops, stop) && !(fabs(stop - stops->value) >= fabs(stops->best - stops->value)))
        stops->best = stop;
}

static double step_of(const KnobRow *knob, KnobGrain grain)
{
    const Argument *row = &knob->argument;
    double step = decimal(1, decade_of((row->high - row->low) / STOPS) + (int)grain);
    return row->kind == ARGUMENT_INTEGER ? fmax(step, 1) : step;
}

static void offer_multiples(Stops *stops)
{
    double step = step_of(stops->knob, stops->grain), count = stops->value / step;
    int exponent = decade_of(step);
    offer(stops, decimal(floor(count + SAME) + 1, exponent));
    offer(stops, decimal(ceil(count - SAME) - 1, exponent));
}

// Of the two digits that a number begins with.
static bool is_said(const Stops *stops, int digits, int decade)
{
    if (stops->grain == KNOB_FINE)
        return true;
    if (stops->grain == KNOB_COARSE)
        return digits == 10;
    if (stops->knob->follows || (stops->knob->argument.towards_one && decade == -1))
        return digits % 10 == 0;
    bool skips_two = stops->knob->argument.towards_one && decade < -2;
    return digits == 10 || digits == 50 || (digits == 20 && !skips_two);
}

// Numbers of about this size; or what is left from them to 1.
static void offer_sizes(Stops *stops, double size, double sign)
{
    bool rest = stops->knob->argument.towards_one;
    int middle = decade_of(size);
    for (int decade = middle - 1; decade <= middle + 1; decade++)
        for (int digits = 10; digits < 100; digits++) {
            if (!is_said(stops, digits, decade))
                continue;
            double count = rest ? power_of_ten(1 - decade) - digits : sign * digits;
            offer(stops, decimal(count, decade - 1));
        }
}

// Through 0, which lies beside the smallest: a hundredth, finely a thousandth.
static void offer_around_zero(Stops *stops)
{
    double size = fabs(stops->value), smallest = decimal(1, stops->grain == KNOB_FINE ? -3 : -2);
    if (size == 0)
        offer(stops, stops->n * smallest);
    else if (size >= smallest * (1 - SAME) && size <= smallest * (1 + SAME) && stops->n * stops->value < 0)
        offer(stops, 0);
    else
        offer_sizes(stops, size, stops->value < 0 ? -1 : 1);
}

static double next_stop(const KnobRow *knob, double value, int n, KnobGrain grain)
{
    const Argument *row = &knob->argument;
    Stops stops = {.knob = knob, .grain = grain, .value = value, .n = n, .best = NAN};
    if (knob->follows) {
        offer_around_zero(&stops);
        return stops.best;
    }
    if (row->towards_one)
        offer_sizes(&stops, clamp(1 - value, 1 - row->high, 1 - row->low), 1);
    else if (row->logarithmic)
        offer_sizes(&stops, clamp(value, row->low, row->high), 1);
    else
        offer_multiples(&stops);
    offer(&stops, row->low);
    offer(&stops, row->high);
    if (zero_end(row) > 0)
        offer(&stops, 0);
    return stops.best;
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

double knob_turned(const KnobRow *knob, double value, int n, KnobGrain grain)
{
    const Argument *row = &knob->argument;
    if (row->kind == ARGUMENT_BOOLEAN)
        return value == 0;
    if (row->kind == ARGUMENT_CHOICE)
        return turned_choice(row, value, n);
    if (isnan(value))
        return n > 0 ? knob_at(knob, 0) : value;
    double next = next_stop(knob, value, n, grain);
    bool ends = isnan(next);
    return ends && n < 0 && row->optional ? (double)NAN : ends ? value : next;
}

// ---- Drags

// The nearer of the stops around it; the value may be one itself, but for its last digit.
static double nearest_stop(const KnobRow *knob, double value, KnobGrain grain)
{
    double up = next_stop(knob, value, 1, grain), down = next_stop(knob, isnan(up) ? value : up, -1, grain);
    if (isnan(up) && !isnan(down))
        up = next_stop(knob, down, 1, grain);
    return isnan(down) || up - value < value - down ? up : down;
}

static double value_at(const Argument *row, double t, double left)
{
    if (row->towards_one)
        return 1 - (1 - row->low) * pow((1 - row->high) / (1 - row->low), t);
    if (row->logarithmic)
        return row->low * pow(row->high / row->low, (t - left) / (1 - left));
    return row->low + t * (row->high - row->low);
}

static bool is_linear(const KnobRow *knob)
{
    return !knob->argument.towards_one && !knob->argument.logarithmic;
}

// As finely as a hand can place it.
static KnobGrain grain_of_drag(const KnobRow *knob)
{
    const Argument *row = &knob->argument;
    bool enough = !knob->follows && row->high - row->low >= STOPS_OF_DRAG * step_of(knob, KNOB_USUAL);
    return is_linear(knob) && enough ? KNOB_USUAL : KNOB_FINE;
}

double knob_at(const KnobRow *knob, double position)
{
    const Argument *row = &knob->argument;
    double t = clamp(position, 0, 1), left = zero_end(row);
    if (row->high <= row->low)
        return row->low;
    if (t < left)
        return 0;
    bool has_default = knob->has_initial && row->initial >= row->low && row->initial <= row->high;
    if (has_default && fabs(knob_position(knob, row->initial) - t) <= MAGNET)
        return row->initial;
    double value = clamp(value_at(row, t, left), row->low, row->high);
    double said = nearest_stop(knob, value, KNOB_USUAL);
    bool near = !is_linear(knob) && fabs(knob_position(knob, said) - t) <= MAGNET;
    return near ? said : nearest_stop(knob, value, grain_of_drag(knob));
}
