#include "picture/draw/contour.h"

#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 7 }; // characters

#define NEAR_SHARE  0.25 // of the distance between two lines, by which a round loss may stand off its place
#define EVEN_SHARE  0.3  // of a line's place, that is not its area's
#define APART_LEAST 5e-3 // of height, between lines

// 1, 2 or 5 times a power of ten, not over `most`.
static double round_step(double most)
{
    double power = pow(10.0, floor(log10(most) + 1e-9)), part = most / power * (1.0 + 1e-9);
    return power * (part >= 5.0 ? 5.0 : part >= 2.0 ? 2.0 : 1.0);
}

static Number name_of(double loss, double step)
{
    double size = fabs(loss);
    if (size == 0)
        return (Number){"0"};
    int exponent = size > 0.0 && isfinite(size) ? (int)floor(log10(size) + 1e-9) : 0;
    bool power = loss > 0.0 && fabs(loss / pow(10.0, exponent) - 1.0) < 1e-6;
    if (power && (exponent < -3 || exponent > 4))
        return format_power(exponent);
    Number name = format_tick(loss, step);
    return text_characters(name.text, strlen(name.text)) <= NAME_MOST ? name : (Number){""};
}

// The roundest loss whose height is near enough to `height`.
static ContourLevel roundest(const HeightMap *map, double height, double near)
{
    double loss = height_to_loss(map, height), least = height_to_loss(map, height - near);
    double step = round_step(2.5 * (height_to_loss(map, height + near) - least));
    for (int i = 0; i < 9; i++, step = round_step(0.6 * step)) {
        double rounded = round(loss / step) * step, there = height_of(map, rounded);
        if (fabs(there - height) < near)
            return (ContourLevel){rounded, there, name_of(rounded, step)};
    }
    return (ContourLevel){loss, height, format_loss(loss)};
}

// The height under which a part of what is seen lies, moved towards that part itself, so that lines stay apart.
static double height_for(const HeightMap *map, ContourAreas areas, double part)
{
    if (areas.parts == 0)
        return part;
    double at = part * areas.parts, below = fmin(floor(at), areas.parts - 1);
    const double *loss = areas.loss + (int)below;
    double height = height_of(map, loss[0] + (at - below) * (loss[1] - loss[0]));
    return isfinite(height) ? EVEN_SHARE * part + (1 - EVEN_SHARE) * fmin(fmax(height, 0), 1) : part;
}

int contour_levels(const HeightMap *map, ContourAreas areas, int count, ContourLevel levels[CONTOUR_LEVELS_MAX])
{
    int n = 0;
    double last = 0, height = height_for(map, areas, 1.0 / count);
    for (int i = 1; i < count && n < CONTOUR_LEVELS_MAX; i++) {
        double next = height_for(map, areas, (i + 1.0) / count), near = NEAR_SHARE * fmin(height - last, next - height);
        levels[n] = roundest(map, height, near);
        if (levels[n].height > (n > 0 ? levels[n - 1].height : 0) + APART_LEAST && levels[n].height < 1)
            n++;
        last = height, height = next;
    }
    return n;
}

enum { BLOCK = 32 };

// The coarse copy that is walked over. A cell's sides: 0 below, 1 right, 2 above, 3 left.
typedef struct Walk {
    int nx, ny; // samples
    int field_nx, field_ny;
    double *height; // [ny][nx]
    uint8_t *done;  // [ny - 1][nx - 1]: bit s: the line over side s of the cell has been followed
    double *range;  // [ny - 1][blocks][2]: lowest and highest height of BLOCK cells of a row
    int blocks;
    double level;
} Walk;

typedef struct Place {
    int i, j;  // cell
    int entry; // side
} Place;

static int sample_index(int k, int n, int of)
{
    return n > 1 ? (int)(((long)k * (of - 1) + (n - 1) / 2) / (n - 1)) : 0;
}

static double corner(const Walk *walk, int i, int j)
{
    return walk->height[(size_t)j * (size_t)walk->nx + (size_t)i];
}

static uint8_t *done(const Walk *walk, int i, int j)
{
    return &walk->done[(size_t)j * (size_t)(walk->nx - 1) + (size_t)i];
}

static void corners(const Walk *walk, int i, int j, double at[4])
{
    at[0] = corner(walk, i, j), at[1] = corner(walk, i + 1, j);
    at[2] = corner(walk, i + 1, j + 1), at[3] = corner(walk, i, j + 1);
}

// Bit s: the line crosses side s. Side s lies between corners s and s + 1.
static int crossings(const Walk *walk, int i, int j)
{
    double at[4];
    corners(walk, i, j, at);
    int sides = 0;
    if (!isfinite(at[0] + at[1] + at[2] + at[3]))
        return 0;
    for (int s = 0; s < 4; s++)
        sides |= ((at[s] >= walk->level) != (at[(s + 1) % 4] >= walk->level)) << s;
    return sides;
}

// Where the line that enters a cell leaves it.
static int exit_side(const Walk *walk, Place place)
{
    int sides = crossings(walk, place.i, place.j);
    if (sides != 15) {
        for (int s = 0; s < 4; s++)
            if (s != place.entry && (sides >> s & 1))
                return s;
        return -1;
    }
    double at[4];
    corners(walk, place.i, place.j, at);
    bool middle = (at[0] + at[1] + at[2] + at[3]) / 4.0 >= walk->level;
    // Around corner 0 and 2 (sides 3 with 0, 1 with 2) where corner 0 is alone, else around 1 and 3.
    bool alone = middle != (at[0] >= walk->level);
    return alone ? 3 - place.entry : place.entry ^ 1;
}

// Over that side into the next cell; false: the line ends there.
static bool advance(const Walk *walk, Place *place)
{
    static const int across[4][2] = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
    int s = exit_side(walk, *place);
    if (s < 0)
        return false;
    int i = place->i + across[s][0], j = place->j + across[s][1];
    if (i < 0 || j < 0 || i >= walk->nx - 1 || j >= walk->ny - 1 || !crossings(walk, i, j))
        return false;
    *place = (Place){i, j, (s + 2) % 4};
    return true;
}

static ContourPoint crossing(const Walk *walk, int i, int j, int s)
{
    static const int offset[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    const int *from = offset[s], *to = offset[(s + 1) % 4];
    double a = corner(walk, i + from[0], j + from[1]), b = corner(walk, i + to[0], j + to[1]);
    double t = (walk->level - a) / (b - a);
    double u0 = sample_index(i + from[0], walk->nx, walk->field_nx),
           u1 = sample_index(i + to[0], walk->nx, walk->field_nx);
    double v0 = sample_index(j + from[1], walk->ny, walk->field_ny),
           v1 = sample_index(j + to[1], walk->ny, walk->field_ny);
    return (ContourPoint){(float)((u0 + t * (u1 - u0)) / (walk->field_nx - 1)),
                          (float)((v0 + t * (v1 - v0)) / (walk->field_ny - 1))};
}

static bool room(void **array, int n, int *capacity, size_t size)
{
    if (n < *capacity)
        return true;
    int wanted = *capacity ? 2 * *capacity : 1024;
    void *larger = realloc(*array, (size_t)wanted * size);
    if (!larger)
        return false;
    *array = larger;
    *capacity = wanted;
    return true;
}

static bool add_point(Contours *contours, ContourPoint point)
{
    if (!room((void **)&contours->points, contours->n_points, &contours->cap_points, sizeof *contours->points))
        return false;
    contours->points[contours->n_points++] = point;
    contours->lines[contours->n_lines - 1].count++;
    return true;
}

// Back along the line to where it begins; a closed one to where it came from.
static Place begin_of(const Walk *walk, Place place)
{
    Place back = {place.i, place.j, exit_side(walk, place)}, from = back;
    while (advance(walk, &back))
        if (back.i == from.i && back.j == from.j && back.entry == from.entry)
            return place;
    return (Place){back.i, back.j, exit_side(walk, back)};
}

static bool follow(Contours *contours, const Walk *walk, Place place, int level)
{
    if (!room((void **)&contours->lines, contours->n_lines, &contours->cap_lines, sizeof *contours->lines))
        return false;
    contours->lines[contours->n_lines++] = (ContourLine){.level = level, .first = contours->n_points};
    Place at = begin_of(walk, place), first = at;
    bool closed = false, more = true;
    if (!add_point(contours, crossing(walk, at.i, at.j, at.entry)))
        return false;
    while (more && !closed) {
        int out = exit_side(walk, at);
        *done(walk, at.i, at.j) |= (uint8_t)(1 << at.entry | 1 << out);
        if (!add_point(contours, crossing(walk, at.i, at.j, out)))
            return false;
        more = advance(walk, &at);
        closed = more && at.i == first.i && at.j == first.j && at.entry == first.entry;
    }
    contours->lines[contours->n_lines - 1].closed = closed;
    return true;
}

// The lines that begin in, or pass, a cell.
static bool trace_cell(Contours *contours, Walk *walk, int i, int j, int level)
{
    int sides = crossings(walk, i, j);
    for (int s = 0; s < 4 && sides; s++)
        if ((sides >> s & 1) && !(*done(walk, i, j) >> s & 1) && !follow(contours, walk, (Place){i, j, s}, level))
            return false;
    return true;
}

static double *range_of(const Walk *walk, int block, int j)
{
    return &walk->range[2 * ((size_t)j * (size_t)walk->blocks + (size_t)block)];
}

static bool trace_level(Contours *contours, Walk *walk, int level)
{
    memset(walk->done, 0, (size_t)(walk->nx - 1) * (size_t)(walk->ny - 1));
    for (int j = 0; j < walk->ny - 1; j++)
        for (int i = 0; i < walk->nx - 1; i++) {
            const double *range = range_of(walk, i / BLOCK, j);
            if (walk->level < range[0] || walk->level > range[1])
                i = (i / BLOCK + 1) * BLOCK - 1;
            else if (!trace_cell(contours, walk, i, j, level))
                return false;
        }
    return true;
}

static void find_ranges(Walk *walk)
{
    for (int j = 0; j < walk->ny - 1; j++)
        for (int block = 0; block < walk->blocks; block++) {
            double *range = range_of(walk, block, j);
            range[0] = INFINITY, range[1] = -INFINITY;
            for (int i = block * BLOCK; i <= (block + 1) * BLOCK && i < walk->nx; i++)
                for (int k = 0; k < 2; k++) {
                    range[0] = fmin(range[0], corner(walk, i, j + k));
                    range[1] = fmax(range[1], corner(walk, i, j + k));
                }
        }
}

static bool walk_create(Walk *walk, const HeightField *field, const HeightMap *map, int side)
{
    walk->field_nx = field->nx, walk->field_ny = field->ny;
    walk->nx = field->nx < side ? field->nx : side;
    walk->ny = field->ny < side ? field->ny : side;
    if (walk->nx < 2 || walk->ny < 2)
        return false;
    walk->height = malloc((size_t)walk->nx * (size_t)walk->ny * sizeof *walk->height);
    walk->done = malloc((size_t)walk->nx * (size_t)walk->ny);
    walk->blocks = (walk->nx - 2) / BLOCK + 1;
    walk->range = malloc(2 * (size_t)walk->blocks * (size_t)walk->ny * sizeof *walk->range);
    if (!walk->height || !walk->done || !walk->range)
        return false;
    for (int j = 0; j < walk->ny; j++)
        for (int i = 0; i < walk->nx; i++) {
            size_t from = (size_t)sample_index(j, walk->ny, field->ny) * (size_t)field->nx +
                          (size_t)sample_index(i, walk->nx, field->nx);
            walk->height[(size_t)j * (size_t)walk->nx + (size_t)i] = height_of(map, field->loss[from]);
        }
    find_ranges(walk);
    return true;
}

bool contours_trace(Contours *contours, const HeightField *field, const HeightMap *map, int side, const double *heights,
                    int n_heights)
{
    Walk walk = {0};
    contours->n_points = contours->n_lines = 0;
    bool ok = walk_create(&walk, field, map, side);
    for (int k = 0; k < n_heights && ok; k++) {
        walk.level = heights[k];
        ok = trace_level(contours, &walk, k);
    }
    if (!ok)
        contours->n_points = contours->n_lines = 0;
    free(walk.height);
    free(walk.done);
    free(walk.range);
    return ok;
}

void contours_free(Contours *contours)
{
    free(contours->points);
    free(contours->lines);
    *contours = (Contours){0};
}
