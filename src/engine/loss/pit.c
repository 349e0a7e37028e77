// A search by pattern (Hooke and Jeeves, 1961): to the lowest of the points around, or half as far. Then the loss is
// looked at along a square about the end, at the lowest places by golden sections: where all of it is higher, there is
// a minimum within.
#include "engine/loss/pit.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { WAYS = 16, ROUNDS = 120, PLACES = 64, SECTIONS = 36, SLICE = 20 };

#define STILL  1e-10 // of the window's sides: the search has come to its end
#define SQUARE 2.0   // cells from there to the square's sides
#define RISE   1e-6  // of what the square rises at most: at its lowest place it rises as much at least
#define NOISE  1e-13 // of the loss: rounding
#define GOLDEN 0.6180339887498949
#define KNOWN  2.0 // cells

// Along the square, where the loss is lower than at both neighbouring places. 0..8 is once around.
typedef struct Dip {
    double from, to;
    double loss[2]; // at two places between
} Dip;

typedef struct Tried {
    Pit pit;
    double step; // of the search
    int round;   // of the search, then of the square
    double most; // loss on the square
    Dip dip[PLACES / 2];
    int n_dips;
    bool done, found;
} Tried;

struct Pits {
    Tried tried[PITS_MAX];
    const Pit *known;
    int n_known;
    double cell;
    int n, under_way;
};

// Lower than all around it; of equal ones the first.
static bool is_low(const double *loss, int side, int k)
{
    for (int j = -1; j <= 1; j++)
        for (int i = -1; i <= 1; i++) {
            int other = k + j * side + i;
            if (other != k && !(other < k ? loss[k] < loss[other] : loss[k] <= loss[other]))
                return false;
        }
    return isfinite(loss[k]);
}

static bool is_near(const Pit *pit, const Pit *known, int n, double reach)
{
    for (int i = 0; i < n; i++)
        if (fabs(pit->u - known[i].u) < reach && fabs(pit->v - known[i].v) < reach)
            return true;
    return false;
}

// Among those to be tried, by loss; the highest of too many falls out.
static void take(Pits *pits, Pit pit)
{
    int at = pits->n < PITS_MAX ? pits->n++ : PITS_MAX;
    for (; at > 0 && pits->tried[at - 1].pit.loss > pit.loss; at--)
        if (at < PITS_MAX)
            pits->tried[at] = pits->tried[at - 1];
    if (at < PITS_MAX)
        pits->tried[at] = (Tried){.pit = pit, .step = 0.5 * pits->cell};
}

Pits *pits_begin(const double *loss, int side, const Pit *known, int n)
{
    Pits *pits = calloc(1, sizeof *pits);
    if (!pits)
        return NULL;
    pits->known = known, pits->n_known = n;
    pits->cell = 1.0 / (side - 1);
    for (int j = 1; j + 1 < side; j++)
        for (int i = 1; i + 1 < side; i++) {
            int k = j * side + i;
            Pit pit = {i * pits->cell, j * pits->cell, loss[k]};
            if (is_low(loss, side, k) && !is_near(&pit, known, n, KNOWN * pits->cell))
                take(pits, pit);
        }
    return pits;
}

// All around, not only along two axes: a kink between those would hold the search up.
static void search(Tried *tried, PitLoss *at, void *of)
{
    static const signed char way[WAYS][2] = {{2, 0},  {2, 1},   {2, 2},   {1, 2},   {0, 2},  {-1, 2}, {-2, 2}, {-2, 1},
                                             {-2, 0}, {-2, -1}, {-2, -2}, {-1, -2}, {0, -2}, {1, -2}, {2, -2}, {2, -1}};
    double u[WAYS], v[WAYS], loss[WAYS];
    for (int i = 0; i < WAYS; i++) {
        u[i] = tried->pit.u + 0.5 * tried->step * way[i][0];
        v[i] = tried->pit.v + 0.5 * tried->step * way[i][1];
    }
    at(of, u, v, WAYS, loss);
    int lowest = -1;
    for (int i = 0; i < WAYS; i++)
        if (loss[i] < (lowest < 0 ? tried->pit.loss : loss[lowest]))
            lowest = i;
    if (lowest >= 0)
        tried->pit = (Pit){u[lowest], v[lowest], loss[lowest]};
    else
        tried->step /= 2;
    tried->round = tried->step < STILL ? ROUNDS : tried->round + 1;
}

// A place along the square, from its lower left corner.
static void on_square(const Pits *pits, const Tried *tried, double along, double *u, double *v)
{
    along += along < 0.0 ? 8.0 : along >= 8.0 ? -8.0 : 0.0;
    double reach = SQUARE * pits->cell, part = along - 2.0 * floor(along / 2.0) - 1.0;
    int side = (int)(along / 2.0);
    *u = tried->pit.u + reach * (side == 0 ? part : side == 1 ? 1.0 : side == 2 ? -part : -1.0);
    *v = tried->pit.v + reach * (side == 0 ? -1.0 : side == 1 ? part : side == 2 ? 1.0 : -part);
}

static void find_dips(const Pits *pits, Tried *tried, PitLoss *at, void *of)
{
    double u[PLACES], v[PLACES], loss[PLACES], apart = 8.0 / PLACES;
    for (int i = 0; i < PLACES; i++)
        on_square(pits, tried, i * apart, &u[i], &v[i]);
    at(of, u, v, PLACES, loss);
    tried->most = tried->pit.loss;
    for (int i = 0; i < PLACES; i++) {
        double before = loss[(i + PLACES - 1) % PLACES], after = loss[(i + 1) % PLACES];
        tried->done |= !(loss[i] > tried->pit.loss);
        tried->most = fmax(tried->most, loss[i]);
        if (loss[i] < before && loss[i] <= after)
            tried->dip[tried->n_dips++] = (Dip){(i - 1) * apart, (i + 1) * apart, {INFINITY, INFINITY}};
    }
    tried->done |= !isfinite(tried->most);
    tried->round++;
}

static void narrow(const Pits *pits, Tried *tried, PitLoss *at, void *of)
{
    double u[PLACES] = {0}, v[PLACES] = {0}, loss[PLACES];
    int n = tried->n_dips;
    for (int i = 0; i < n; i++) {
        Dip *dip = &tried->dip[i];
        double in = (1.0 - GOLDEN) * (dip->to - dip->from);
        on_square(pits, tried, dip->from + in, &u[2 * i], &v[2 * i]);
        on_square(pits, tried, dip->to - in, &u[2 * i + 1], &v[2 * i + 1]);
    }
    at(of, u, v, 2 * n, loss);
    for (int i = 0; i < n; i++) {
        Dip *dip = &tried->dip[i];
        double in = (1.0 - GOLDEN) * (dip->to - dip->from);
        dip->loss[0] = loss[2 * i], dip->loss[1] = loss[2 * i + 1];
        if (dip->loss[0] < dip->loss[1])
            dip->to -= in;
        else
            dip->from += in;
    }
    tried->round++;
}

static void judge(Tried *tried)
{
    double least = tried->most, low = tried->pit.loss;
    for (int i = 0; i < tried->n_dips; i++)
        least = fmin(least, fmin(tried->dip[i].loss[0], tried->dip[i].loss[1]));
    tried->found = least - low > fmax(RISE * (tried->most - low), NOISE * fabs(low));
    tried->done = true;
}

Work pits_work(Pits *pits, PitLoss *at, void *of)
{
    for (int i = 0; i < SLICE && pits->under_way < pits->n; i++) {
        Tried *tried = &pits->tried[pits->under_way];
        if (is_near(&tried->pit, pits->known, pits->n_known, KNOWN * pits->cell))
            tried->done = true;
        else if (tried->round < ROUNDS)
            search(tried, at, of);
        else if (tried->round == ROUNDS)
            find_dips(pits, tried, at, of);
        else if (tried->round <= ROUNDS + SECTIONS && tried->n_dips)
            narrow(pits, tried, at, of);
        else
            judge(tried);
        pits->under_way += tried->done;
    }
    return pits->under_way < pits->n ? WORK_MORE : WORK_DONE;
}

int pits_found(const Pits *pits, Pit found[PITS_MAX])
{
    int n = 0;
    for (int i = 0; i < pits->n; i++)
        if (pits->tried[i].found && !is_near(&pits->tried[i].pit, found, n, pits->cell))
            found[n++] = pits->tried[i].pit;
    return n;
}

void pits_end(Pits *pits)
{
    free(pits);
}
