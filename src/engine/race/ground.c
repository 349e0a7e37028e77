// Lanes' points in memory, evaluated by one call for all.
#include "engine/race/ground.h"

#include "engine/elementary.h"
#include "engine/lanes.h"
#include "engine/memory.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define POWER_LEAST 1e-30

enum { POWERS_OF_A_LANE = 4, FEW_DOUBLES = 16 };

// ---- Memory

static double *take(double **from, int n)
{
    double *taken = *from;
    *from += n;
    return taken;
}

static double **take_pointers(double ***from, int n)
{
    double **taken = *from;
    *from += n;
    return taken;
}

static void place_pointers(Ground *ground)
{
    double **pointers = ground->pointers;
    ground->parameters = take_pointers(&pointers, ground->dimension);
    ground->gradient = take_pointers(&pointers, ground->dimension);
    ground->step_gradient = take_pointers(&pointers, ground->dimension);
}

static void place_lanes(Ground *ground, bool stochastic)
{
    double *memory = ground->memory;
    for (int d = 0; d < ground->dimension; d++)
        ground->parameters[d] = take(&memory, ground->stride);
    ground->value = take(&memory, ground->stride);
    for (int d = 0; d < ground->dimension; d++)
        ground->step_gradient[d] = ground->gradient[d] = take(&memory, ground->stride);
    ground->step_value = take(&memory, ground->stride);
    for (int d = 0; d < ground->dimension && stochastic; d++)
        ground->step_gradient[d] = take(&memory, ground->stride);
    ground->powers = (GroundPower *)(void *)memory;
    ground->stopped = (const char **)(void *)(ground->powers + ground->powers_max);
    ground->evals = (int *)(void *)(ground->stopped + ground->n);
}

// Arrays of lanes, and what follows them.
static size_t lanes_bytes(const Loss *loss, int n)
{
    int arrays = (loss_is_stochastic(loss) ? 3 : 2) * loss_dimension(loss) + 2;
    return (size_t)arrays * (size_t)lanes_stride(n) * sizeof(double);
}

static size_t memory_bytes(const Loss *loss, int n)
{
    return lanes_bytes(loss, n) + (size_t)n * (POWERS_OF_A_LANE * sizeof(GroundPower) + sizeof(char *) + sizeof(int));
}

static size_t pointers_bytes(const Loss *loss)
{
    return 3 * (size_t)loss_dimension(loss) * sizeof(double *);
}

size_t ground_bytes(const Loss *loss, int n)
{
    return memory_bytes(loss, n) + pointers_bytes(loss);
}

bool ground_set(Ground *ground, const Loss *loss, LossWork *work, int n)
{
    assert(n >= 1);
    if (!memory_grow(&ground->memory, &ground->memory_size, memory_bytes(loss, n)) ||
        !memory_grow(&ground->pointers, &ground->pointers_size, pointers_bytes(loss)))
        return false;
    memset(ground->memory, 0, lanes_bytes(loss, n));
    ground->loss = loss;
    ground->work = work;
    ground->dimension = loss_dimension(loss);
    ground->n = n;
    ground->stride = lanes_stride(n);
    ground->powers_max = POWERS_OF_A_LANE * n;
    ground->n_powers = ground->next_power = 0;
    place_pointers(ground);
    place_lanes(ground, loss_is_stochastic(loss));
    ground->any_stopped = false;
    for (int lane = 0; lane < n; lane++) {
        ground->evals[lane] = 1;
        ground->stopped[lane] = NULL;
    }
    return true;
}

void ground_free(Ground *ground)
{
    free(ground->memory);
    free(ground->pointers);
    *ground = (Ground){0};
}

// ---- Evaluating

void ground_evaluate(Ground *ground)
{
    loss_full(ground->loss, ground->work, (const double *const *)ground->parameters, ground->n, ground->value,
              ground->gradient);
}

void ground_begin_step(Ground *ground, int64_t t)
{
    ground->t = t;
    if (ground->dimension > 0 && ground->step_gradient[0] != ground->gradient[0])
        loss_step(ground->loss, ground->work, t, (const double *const *)ground->parameters, ground->n,
                  ground->step_value, ground->step_gradient);
}

double ground_evaluate_at(Ground *ground, const double *at, double *gradient)
{
    return loss_at(ground->loss, ground->work, ground->t, at, gradient);
}

// ---- Powers

static double power_at(GroundPower *power, int64_t t)
{
    if (power->t + 1 != t)
        return elementary_pow(power->base, (double)t);
    if (power->from == 0 || t < power->from || t >= power->from + POWERS_AHEAD) {
        double base[POWERS_AHEAD], exponent[POWERS_AHEAD];
        for (int i = 0; i < POWERS_AHEAD; i++)
            base[i] = power->base, exponent[i] = (double)(t + i);
        elementary_lanes_pow(base, exponent, power->ahead, POWERS_AHEAD);
        power->from = t;
    }
    return power->ahead[t - power->from];
}

// Below POWER_LEAST a power is 0, from then on without asking: no rule can tell, since 1 - base^t and t * base^t beside
// 1 are the same either way.
static double next_power(GroundPower *power, int64_t t)
{
    if (power->value == 0 && power->t < t && power->base >= 0 && power->base < 1)
        return 0;
    double value = power_at(power, t);
    return value < POWER_LEAST && value > 0 ? 0 : value;
}

// From the one after the last that was found.
static GroundPower *find_power(Ground *ground, double base)
{
    for (int k = 0, i = ground->next_power; k < ground->n_powers; k++, i++) {
        i = i < ground->n_powers ? i : 0;
        if (ground->powers[i].base == base) {
            ground->next_power = i + 1;
            return &ground->powers[i];
        }
    }
    return NULL;
}

double ground_power(Ground *ground, double base, int64_t t)
{
    GroundPower *power = find_power(ground, base), fresh = {.base = base, .value = 1, .t = t};
    if (power && power->t == t)
        return power->value;
    if (!power) {
        power = ground->n_powers < ground->powers_max ? &ground->powers[ground->n_powers++] : &fresh;
        *power = fresh;
    }
    power->value = next_power(power, t);
    power->t = t;
    return power->value;
}

// ---- Finite

// Any of n doubles infinite or NaN: then adding 1 to the exponent carries into the sign.
LANES_BODY bool any_not_finite(const double *lanes, int n)
{
    const uint64_t exponent = UINT64_C(0x7ff) << 52;
    uint64_t carry = 0;
    for (int i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, lanes + i, sizeof bits);
        carry |= (bits & exponent) + (UINT64_C(1) << 52);
    }
    return carry >> 63;
}

LANES_AVX2 static bool any_not_finite_avx2(const double *lanes, int n)
{
    return any_not_finite(lanes, n);
}

bool ground_all_finite(const Ground *ground)
{
    int n = (ground->dimension + 1) * ground->stride; // what lies between the arrays is 0
    bool wide = n > FEW_DOUBLES && lanes_avx2();
    return !(wide ? any_not_finite_avx2(ground->memory, n) : any_not_finite(ground->memory, n));
}

bool ground_lane_finite(const Ground *ground, int lane)
{
    bool finite = isfinite(ground->value[lane]);
    for (int d = 0; d < ground->dimension; d++)
        finite = finite && isfinite(ground->parameters[d][lane]);
    return finite;
}

static void drop(double *lanes, int last, int lane)
{
    lanes[lane] = lanes[last];
    lanes[last] = 0;
}

void ground_drop(Ground *ground, int lane)
{
    int last = --ground->n;
    assert(lane >= 0 && lane <= last);
    drop(ground->value, last, lane);
    ground->stopped[lane] = ground->stopped[last];
    for (int d = 0; d < ground->dimension; d++) {
        drop(ground->parameters[d], last, lane);
        drop(ground->gradient[d], last, lane);
    }
}
