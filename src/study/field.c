// A field is sampled piece by piece; then its mapping is made: scale and softness as the landscape's row says, cut at
// its ceiling; for a formula of the user's own, logarithmic where a few walls would crush the rest.
#include "study/field.h"
#include "study/piece.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_LEAST = 24, SIDE_MOVING = 192, SIDE_MOST = 1024, CURVE_SAMPLES = 2048, SORTED_MAX = 2048 };
enum { EVEN_PARTS = 16, SOFTNESS_TRIED = 60 };

#define EVALUATIONS_SETTLED 4e6 // of the formula, for one field
#define EVALUATIONS_MOVING  2e5
#define SHORT_SIDE          0.62 // samples of the shorter side, at least, relative to the longer
// Highest over median loss and over the lower quarter's, above the lowest, from which an own formula is shown
// logarithmically.
#define LOG_SPREAD         12.0
#define LOG_SPREAD_QUARTER 33.0
#define LOW_SHARE          2e-3 // of the highest loss
#define SOFTNESS_DECADES   10.0 // under the range
#define PLATEAU_PARTS      4    // of EVEN_PARTS, that are a plateau
#define PLATEAU_HEIGHT     0.06 // where they lie within this
#define PLATEAU_GAIN       0.6  // of the unevenness, at most, for which a mapping is taken instead
#define FAR_SPANS          2.5  // widths of the row's own part, from which a window is far out
#define WALL_SPREAD        2.5  // highest over 98th percentile from which walls of a linear mapping are cut

// FNV-1a, 64 bits.
uint64_t field_hash(uint64_t hash, const void *bytes, size_t size)
{
    const unsigned char *byte = bytes;
    hash ^= 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ byte[i]) * 0x100000001b3u;
    return hash;
}

static int affordable_side(double cost, const FieldRequest *request)
{
    double evaluations = (request->moving ? EVALUATIONS_MOVING : EVALUATIONS_SETTLED) / fmax(cost, 1.0);
    int wanted = request->moving && request->side > SIDE_MOVING ? SIDE_MOVING : request->side;
    int side = (int)fmin(sqrt(evaluations), fmin(wanted, SIDE_MOST));
    return side < SIDE_LEAST ? SIDE_LEAST : side;
}

static void curve_size(double cost, FieldAsked *asked)
{
    int most = (int)fmin(EVALUATIONS_SETTLED / fmax(cost, 1.0), CURVE_SAMPLES);
    asked->nx = most < 4 * SIDE_LEAST ? 4 * SIDE_LEAST : most;
    asked->ny = 1;
}

// The shorter side keeps most of its samples: a long narrow valley is what one looks at.
static void grid_size(double cost, const FieldRequest *request, FieldAsked *asked)
{
    double aspect = (request->window[1] - request->window[0]) / (request->window[3] - request->window[2]);
    int side = affordable_side(cost, request);
    asked->nx = (int)(side * fmin(fmax(aspect, SHORT_SIDE), 1.0));
    asked->ny = (int)(side * fmin(fmax(1.0 / aspect, SHORT_SIDE), 1.0));
}

FieldAsked field_ask(const Subject *subject, const FieldRequest *request)
{
    bool curve = loss_dimension(subject->loss) == 1;
    const char *formula = subject->scene->formula;
    FieldAsked asked = {
        .loss_key = subject->loss_key, .moving = request->moving, .scale = subject->scene->view.height_scale};
    asked.formula = field_hash(0, formula, strlen(formula));
    memcpy(asked.window, request->window, (curve ? 2 : 4) * sizeof *asked.window);
    memcpy(asked.fit, request->fit, (curve ? 2 : 4) * sizeof *asked.fit);
    if (curve)
        curve_size(loss_cost(subject->loss), &asked);
    else
        grid_size(loss_cost(subject->loss), request, &asked);
    return asked;
}

typedef struct Spread {
    double low, high; // of the finite samples
    double sorted[SORTED_MAX];
    int n;
} Spread;

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int index_of(double value, double from, double to, int n)
{
    double at = to > from ? (value - from) / (to - from) * (n - 1) : 0.0;
    return (int)fmin(fmax(round(at), 0.0), n - 1);
}

static void spread_take(Spread *spread, double loss, bool sample)
{
    if (!isfinite(loss))
        return;
    spread->low = fmin(spread->low, loss);
    spread->high = fmax(spread->high, loss);
    if (sample && spread->n < SORTED_MAX)
        spread->sorted[spread->n++] = loss;
}

// The field's losses within the window from which the mapping is made; every stride-th is kept for the percentiles.
static void spread_of(Spread *spread, const HeightField *field, const double fit[4])
{
    int i0 = index_of(fit[0], field->x_from, field->x_to, field->nx);
    int i1 = index_of(fit[1], field->x_from, field->x_to, field->nx);
    int j0 = field->ny > 1 ? index_of(fit[2], field->y_from, field->y_to, field->ny) : 0;
    int j1 = field->ny > 1 ? index_of(fit[3], field->y_from, field->y_to, field->ny) : 0;
    long total = (long)(i1 - i0 + 1) * (j1 - j0 + 1), stride = total / SORTED_MAX + 1, k = 0;
    spread->low = INFINITY, spread->high = -INFINITY, spread->n = 0;
    for (int j = j0; j <= j1; j++)
        for (int i = i0; i <= i1; i++)
            spread_take(spread, field->loss[(size_t)j * (size_t)field->nx + (size_t)i], k++ % stride == 0);
    qsort(spread->sorted, (size_t)spread->n, sizeof(double), compare_doubles);
}

static double percentile(const Spread *spread, double part)
{
    return spread->sorted[(int)(part * (spread->n - 1))];
}

static double lowest_minimum(const Scene *scene, const FieldAsked *asked, double low)
{
    const LandscapeMinimum *minima;
    int n = scene_minima(scene, &minima);
    for (int i = 0; i < n; i++) {
        const double *at = minima[i].at, *fit = asked->fit;
        bool inside = at[0] >= fit[0] && at[0] <= fit[1] && (asked->ny == 1 || (at[1] >= fit[2] && at[1] <= fit[3]));
        if (inside && minima[i].loss < low)
            low = minima[i].loss;
    }
    return low;
}

static bool has_walls(const HeightMap *map, const Spread *spread)
{
    double typical = percentile(spread, 0.5) - map->low, quarter = percentile(spread, 0.25) - map->low;
    double range = map->high - map->low;
    return range > LOG_SPREAD * typical || range > LOG_SPREAD_QUARTER * quarter;
}

// To one digit: a person can say it.
static double round_softness(double softness)
{
    double power = pow(10, floor(log10(softness))), rounded = power * fmax(round(softness / power), 1);
    return isfinite(rounded) && rounded > 0 ? rounded : softness; // next to the largest and least numbers
}

// How far heights are from taking equal parts of the window each: the mean square.
static double unevenness(const HeightMap *map, const Spread *spread)
{
    double sum = 0;
    for (int k = 1; k < EVEN_PARTS; k++) {
        double part = (double)k / EVEN_PARTS, off = height_of(map, percentile(spread, part)) - part;
        sum += off * off;
    }
    return sum;
}

// Of the tried ones, a few to a decade, the one under which every height has its share of the window.
static double even_softness(HeightMap map, const Spread *spread, double decades)
{
    double best = 1, least = INFINITY;
    for (int k = 0; k <= SOFTNESS_TRIED; k++) {
        map.softness = (map.high - map.low) * pow(10, -decades * (double)k / SOFTNESS_TRIED);
        double off = unevenness(&map, spread);
        if (off < least)
            least = off, best = map.softness;
    }
    return round_softness(best);
}

// A large part of the window has nearly one height.
static bool has_plateau(const HeightMap *map, const Spread *spread)
{
    for (int k = 0; k + PLATEAU_PARTS <= EVEN_PARTS; k++) {
        double from = percentile(spread, (double)k / EVEN_PARTS),
               to = percentile(spread, (double)(k + PLATEAU_PARTS) / EVEN_PARTS);
        if (height_of(map, to) - height_of(map, from) < PLATEAU_HEIGHT)
            return true;
    }
    return false;
}

// A plateau is not one colour: where it is about 0, or at one end or both, the mapping spreads it.
static void spread_plateaus(HeightMap *map, const Spread *spread)
{
    static const struct {
        HeightScale scale;
        double decades; // of its softness, at most
    } ways[] = {{HEIGHT_LOG, 4}, {HEIGHT_SIGNED, 2}, {HEIGHT_LOGIT, 4}};
    if (!(map->high - map->low < 1e300) || !has_plateau(map, spread))
        return;
    HeightMap best = *map;
    double least = PLATEAU_GAIN * unevenness(map, spread);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        HeightMap tried = {.scale = ways[i].scale, .low = map->low, .high = map->high};
        if (tried.scale == HEIGHT_SIGNED && !(map->low < 0 && map->high > 0))
            continue;
        tried.softness = even_softness(tried, spread, ways[i].decades);
        double off = unevenness(&tried, spread);
        if (off < least)
            least = off, best = tried;
    }
    *map = best;
}

static void cut_walls(HeightMap *map, const Spread *spread)
{
    double usual = percentile(spread, 0.98) - map->low;
    if (map->scale == HEIGHT_LINEAR && usual > 0.0 && map->high - map->low > WALL_SPREAD * usual)
        map->high = map->low + 1.2 * usual;
}

// So much wider than the row's own part that nothing of what its ceiling is for would be seen.
static bool is_far(const Landscape *row, const double fit[4])
{
    double own = fmax(row->domain[1] - row->domain[0], row->domain[3] - row->domain[2]);
    return fmax(fit[1] - fit[0], fit[3] - fit[2]) > FAR_SPANS * own;
}

static HeightMap map_for(const Scene *scene, const FieldAsked *asked, const Spread *spread)
{
    const Landscape *row = scene->landscape;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0.0, .high = 1.0, .softness = 1.0};
    if (spread->n == 0)
        return map;
    map.low = lowest_minimum(scene, asked, spread->low);
    map.high = spread->high;
    if (!row && map.low > 0 && map.low < LOW_SHARE * map.high) // samples miss the minimum by as much
        map.low = 0;
    bool curve = asked->ny == 1, log = row ? row->scale == HEIGHT_LOG : !curve && has_walls(&map, spread);
    if (asked->scale != LOSS_SCALE_USUAL)
        log = asked->scale == LOSS_SCALE_LOG;
    map.scale = log ? HEIGHT_LOG : HEIGHT_LINEAR;
    bool own = log && !(row && row->scale == HEIGHT_LOG);
    if (row && !is_far(row, asked->fit) && row->ceiling > 0.0 && row->ceiling < map.high && row->ceiling > map.low)
        map.high = row->ceiling;
    else
        cut_walls(&map, spread);
    double least = fmax(fabs(map.low) * 1e-12, 1e-300);
    if (map.high - map.low < least)
        map.high = map.low + fmax(fabs(map.low), 1.0);
    map.softness = own                              ? even_softness(map, spread, SOFTNESS_DECADES)
                   : row && row->log_softness > 0.0 ? row->log_softness
                                                    : 1.0;
    if (!row && !curve && asked->scale == LOSS_SCALE_USUAL)
        spread_plateaus(&map, spread);
    return map;
}

// With few samples the parts are rough.
static void find_areas(FieldEntry *entry, const Spread *spread)
{
    for (int k = 0; k <= FIELD_AREAS; k++)
        entry->area[k] = spread->n ? percentile(spread, (double)k / FIELD_AREAS) : 0;
}

static void map_make(FieldEntry *entry, const Scene *scene)
{
    Spread spread;
    spread_of(&spread, &entry->field, entry->asked.fit);
    entry->map = map_for(scene, &entry->asked, &spread);
    find_areas(entry, &spread);
}

static bool same_place(const FieldAsked *a, const FieldAsked *b)
{
    return (a->ny == 1) == (b->ny == 1) && a->scale == b->scale &&
           memcmp(a->window, b->window, sizeof a->window) == 0 && memcmp(a->fit, b->fit, sizeof a->fit) == 0;
}

bool field_shows(const FieldEntry *entry, const FieldAsked *asked)
{
    return entry && entry->asked.loss_key == asked->loss_key && same_place(&entry->asked, asked);
}

static bool serves(const void *piece, const void *asked, bool ready)
{
    const FieldEntry *entry = piece;
    const FieldAsked *wanted = asked;
    int nx = entry->asked.nx, ny = entry->asked.ny;
    bool enough = wanted->moving && ready ? nx >= wanted->nx : nx == wanted->nx && ny == wanted->ny;
    return enough && field_shows(entry, wanted);
}

// Another window of the same loss, or the same window of a landscape whose constants have changed.
static bool stays(const void *piece, const void *asked)
{
    const FieldEntry *entry = piece;
    const FieldAsked *wanted = asked;
    if ((entry->asked.ny == 1) != (wanted->ny == 1))
        return false;
    return entry->asked.loss_key == wanted->loss_key ||
           (entry->asked.formula == wanted->formula && same_place(&entry->asked, wanted));
}

static bool goes_on(const void *piece, const void *asked)
{
    const FieldAsked *under_way = &((const FieldEntry *)piece)->asked, *wanted = asked;
    return under_way->moving && wanted->moving && under_way->loss_key == wanted->loss_key;
}

static double begin(void *piece, const void *asked, const Subject *subject)
{
    FieldEntry *entry = piece;
    HeightField *field = &entry->field;
    entry->asked = *(const FieldAsked *)asked;
    const double *window = entry->asked.window;
    static const double origin[SCENE_DIMENSION_MAX] = {0}, x[] = {1, 0}, y[] = {0, 1};
    HeightSlice slice = {origin, x, entry->asked.ny == 1 ? NULL : y};
    field->nx = entry->asked.nx, field->ny = entry->asked.ny;
    field->x_from = window[0], field->x_to = window[1];
    field->y_from = window[2], field->y_to = window[3];
    entry->sampling = heightfield_begin(field, subject->loss, &slice);
    return entry->sampling ? (double)field->nx * field->ny * loss_cost(subject->loss) : 0;
}

static Work work(void *piece, const Subject *subject)
{
    FieldEntry *entry = piece;
    const FieldAsked *asked = &entry->asked;
    Work done = heightfield_work(entry->sampling, slice_points(subject->loss));
    if (done != WORK_DONE)
        return done;
    int size[2] = {asked->nx, asked->ny};
    map_make(entry, subject->scene);
    entry->key = field_hash(0, &asked->loss_key, sizeof asked->loss_key);
    entry->key = field_hash(field_hash(entry->key, asked->window, sizeof asked->window), size, sizeof size);
    return WORK_DONE;
}

static double part(const void *piece)
{
    return heightfield_part(((const FieldEntry *)piece)->sampling);
}

static void end(void *piece)
{
    FieldEntry *entry = piece;
    heightfield_end(entry->sampling);
    entry->sampling = NULL;
}

static void destroy(void *piece)
{
    heightfield_destroy(&((FieldEntry *)piece)->field);
}

const PieceKind field_kind = {
    .doing = "sampling the surface",
    .size = sizeof(FieldEntry),
    .kept = RACE_RACERS_MAX + 4, // side by side, each panel may show another window
    .serves = serves,
    .stays = stays,
    .goes_on = goes_on,
    .begin = begin,
    .work = work,
    .part = part,
    .end = end,
    .destroy = destroy,
};
