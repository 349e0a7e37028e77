// Lanes, as on a plan of the underground: all trails are sampled densely along their length; a grid finds for each
// sample which other trails pass there in the same direction or against it; stretches that are too short to be more
// than a crossing are dropped; what is left moves off the middle of the bundle by whole widths, and comes back to its
// own line smoothly.
#include "picture/panel/abreast.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES_MAX = 12000, SMOOTHINGS = 2, SMOOTH = 2, CELLS_MAX = 400, CROWD = 40 }; // the last: of a cell

#define STEP         4.0f    // points from one sample to the next
#define CELL         6.0f    // points, of the grid's squares
#define PARALLEL     0.94f   // cosine
#define LENGTH_LEAST 14.0f   // points: what runs together for less is a crossing
#define LENGTH_MOST  6000.0f // points of a racer's trail: a longer one is a tangle
#define APART        1.25f   // lanes, in widths
#define BUNDLE_MOST  24.0f   // points: of more lanes, each is narrower
#define TAPER        9.0f    // points from the start, at which all are one
#define BEAD         0.1f    // points: a shorter stroke is a step's dot
#define LEAST        0.01f   // points: what is moved less, is not
#define THIN_PX      0.3f
#define LONGEST_PT   14.0f // on a surface no piece is longer

typedef struct Sample {
    DrawPoint at;
    float tx, ty; // direction
    float dx, dy; // that it is moved
    float along;  // points from its racer's first sample
    int racer, chain;
    int next, crowd;  // in its cell; -1: none. How many there are with it
    uint32_t with;    // bit q: racer q passes here, too
    uint32_t against; // bit q: and goes the other way
} Sample;

typedef struct Abreast {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    int from;    // first stroke
    float width; // of a lane
    Sample *sample;
    float (*off)[RACE_RACERS_MAX]; // of each sample: how far off its own line racer q passes, to the left
    int n, capacity;
    int *cell; // the last sample in it; -1: none
    int columns, rows;
    uint32_t racers; // that take part
    // Row a, bit b > a: where both run together, b is on the whole to the right of a, so that its lane is.
    uint32_t right[RACE_RACERS_MAX];
} Abreast;

static float length_along(const DrawPoint *points, int count)
{
    float length = 0.0f;
    for (int i = 1; i < count; i++)
        length += hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    return length;
}

static float length_of(const DrawList *list, const DrawStroke *stroke)
{
    return length_along(list->points + stroke->first, stroke->count);
}

// -1: the stroke is none of a racer's.
static int racer_of(const Abreast *all, const DrawStroke *stroke)
{
    int racer = stroke->line - 1;
    return racer >= 0 && racer < RACE_RACERS_MAX && stroke->count > 1 && !racer_is_ghost(all->build, racer) ? racer
                                                                                                            : -1;
}

// Which racers take part, how wide a lane is, and how many samples there will be.
static bool survey(Abreast *all)
{
    const DrawList *list = all->build->list;
    float length[RACE_RACERS_MAX] = {0};
    int strokes[RACE_RACERS_MAX] = {0}, taking = 0;
    for (int i = all->from; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        int racer = racer_of(all, stroke);
        float own = racer >= 0 ? length_of(list, stroke) : 0.0f;
        if (own < BEAD)
            continue;
        length[racer] += own;
        strokes[racer]++;
        all->width = fmaxf(all->width, APART * stroke->width);
    }
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        int samples = (int)(fminf(length[i], LENGTH_MOST) / STEP) + 2 * strokes[i] + 1;
        if (length[i] < LENGTH_LEAST || length[i] > LENGTH_MOST || all->capacity + samples > SAMPLES_MAX)
            continue;
        all->racers |= 1u << i;
        all->capacity += samples;
        taking++;
    }
    return taking > 1;
}

static bool takes_part(const Abreast *all, const DrawStroke *stroke)
{
    int racer = racer_of(all, stroke);
    return racer >= 0 && all->racers >> racer & 1;
}

// ---- Sampling

static int pieces_of(float length)
{
    return (int)(length / STEP) + 1;
}

static DrawPoint between(DrawPoint a, DrawPoint b, float t)
{
    return (DrawPoint){a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.depth + t * (b.depth - a.depth)};
}

static void sample_add(Abreast *all, int racer, int chain, DrawPoint at)
{
    const Sample *last = all->n > 0 ? &all->sample[all->n - 1] : NULL;
    bool same = last && last->racer == racer;
    float way = same ? hypotf(at.x - last->at.x, at.y - last->at.y) : 0.0f;
    if (all->n < all->capacity)
        all->sample[all->n++] =
            (Sample){.at = at, .racer = racer, .chain = chain, .along = same ? last->along + way : 0.0f, .next = -1};
}

// As many as pieces_of and one, evenly along it. Where it does not begin at the last one, a chain of their own.
static void stroke_sample(Abreast *all, const DrawStroke *stroke, float length, int *chain)
{
    const DrawPoint *points = &all->build->list->points[stroke->first];
    const Sample *last = all->n > 0 ? &all->sample[all->n - 1] : NULL;
    int racer = stroke->line - 1, n = pieces_of(length), k = 0;
    *chain += !(last && last->racer == racer && hypotf(points[0].x - last->at.x, points[0].y - last->at.y) < 0.01f);
    float along = 0.0f;
    for (int i = 1; i < stroke->count; i++) {
        float size = hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        for (; k < n && (float)k * length / (float)n <= along + size; k++) {
            float t = size > 0.0f ? ((float)k * length / (float)n - along) / size : 0.0f;
            sample_add(all, racer, *chain, between(points[i - 1], points[i], t));
        }
        along += size;
    }
    for (; k <= n; k++)
        sample_add(all, racer, *chain, points[stroke->count - 1]);
}

static void take_samples(Abreast *all)
{
    const DrawList *list = all->build->list;
    int chain = 0;
    for (int i = all->from; i < list->n_strokes; i++) {
        float length = takes_part(all, &list->strokes[i]) ? length_of(list, &list->strokes[i]) : 0.0f;
        if (length >= BEAD)
            stroke_sample(all, &list->strokes[i], length, &chain);
    }
}

// The first and the last sample around i, on its chain, that are no farther than that.
static void around(const Abreast *all, int i, int reach, int *from, int *to)
{
    const Sample *own = &all->sample[i];
    *from = *to = i;
    while (*from > 0 && i - *from < reach && own[*from - 1 - i].chain == own->chain)
        --*from;
    while (*to + 1 < all->n && *to - i < reach && own[*to + 1 - i].chain == own->chain)
        ++*to;
}

// Over some samples, so that what trembles has the direction in which it goes.
static void find_directions(Abreast *all)
{
    for (int i = 0; i < all->n; i++) {
        int from, to;
        around(all, i, 2, &from, &to);
        float x = all->sample[to].at.x - all->sample[from].at.x, y = all->sample[to].at.y - all->sample[from].at.y;
        float length = hypotf(x, y);
        if (length > 0.5f * STEP)
            all->sample[i].tx = x / length, all->sample[i].ty = y / length;
    }
}

// ---- Who passes where

static int clamped(float at, int most)
{
    return at < 0.0f ? 0 : at >= (float)most ? most - 1 : (int)at;
}

static int *cell_at(const Abreast *all, int column, int row)
{
    return &all->cell[row * all->columns + column];
}

static void column_row(const Abreast *all, DrawPoint at, int *column, int *row)
{
    *column = clamped((at.x - all->camera->rect.x) / CELL, all->columns);
    *row = clamped((at.y - all->camera->rect.y) / CELL, all->rows);
}

// What is crowded beyond any lane is left out.
static void fill_cells(Abreast *all)
{
    for (int i = 0; i < all->columns * all->rows; i++)
        all->cell[i] = -1;
    for (int i = 0; i < all->n; i++) {
        int column, row;
        column_row(all, all->sample[i].at, &column, &row);
        int *last = cell_at(all, column, row), before = *last >= 0 ? all->sample[*last].crowd : 0;
        if (before == CROWD)
            continue;
        all->sample[i].next = *last;
        all->sample[i].crowd = before + 1;
        *last = i;
    }
}

// Does a sample of another racer lie beside this one? The nearest along its line counts, one that goes the same way
// before one that comes back.
static void meet(Abreast *all, int i, int other, float nearest[RACE_RACERS_MAX])
{
    Sample *own = &all->sample[i];
    const Sample *its = &all->sample[other];
    float x = its->at.x - own->at.x, y = its->at.y - own->at.y;
    if (its->racer == own->racer)
        return;
    float off = own->tx * y - own->ty * x, along = fabsf(own->tx * x + own->ty * y);
    float cosine = own->tx * its->tx + own->ty * its->ty, rank = along + (cosine < 0.0f ? STEP : 0.0f);
    if (fabsf(off) > all->width || along > STEP || fabsf(cosine) < PARALLEL || rank >= nearest[its->racer])
        return;
    uint32_t bit = 1u << its->racer;
    nearest[its->racer] = rank;
    all->off[i][its->racer] = off;
    own->with |= bit;
    own->against = cosine < 0.0f ? own->against | bit : own->against & ~bit;
}

static void find_company(Abreast *all)
{
    for (int i = 0; i < all->n; i++) {
        float nearest[RACE_RACERS_MAX];
        int column, row;
        for (int q = 0; q < RACE_RACERS_MAX; q++)
            nearest[q] = INFINITY;
        column_row(all, all->sample[i].at, &column, &row);
        for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < all->rows; r++)
            for (int c = column > 0 ? column - 1 : 0; c <= column + 1 && c < all->columns; c++)
                for (int k = *cell_at(all, c, r); k >= 0; k = all->sample[k].next)
                    meet(all, i, k, nearest);
    }
}

// What is shorter than a stretch worth a lane goes, of one racer along one other.
static void drop_crossings(Abreast *all, int q)
{
    Sample *sample = all->sample;
    for (int from = 0, to; from < all->n; from = to) {
        uint32_t with = sample[from].with >> q & 1;
        for (to = from + 1;
             to < all->n && sample[to].chain == sample[from].chain && (sample[to].with >> q & 1) == with;)
            to++;
        if (!with || sample[to - 1].along - sample[from].along >= LENGTH_LEAST)
            continue;
        for (int i = from; i < to; i++)
            sample[i].with &= ~(1u << q);
    }
}

// ---- Lanes

static int count(uint32_t bits)
{
    int n = 0;
    for (; bits; bits &= bits - 1)
        n++;
    return n;
}

// On which side of another each racer comes and goes, so that few lanes cross.
static void find_sides(Abreast *all, int q)
{
    float lean[RACE_RACERS_MAX] = {0.0f};
    for (int i = 0; i < all->n; i++) {
        const Sample *sample = &all->sample[i];
        if (sample->racer < q && sample->with >> q & 1)
            lean[sample->racer] += all->off[i][q];
    }
    for (int a = 0; a < q; a++)
        all->right[a] |= lean[a] < 0.0f ? 1u << q : 0;
}

static bool comes_before(const Abreast *all, int a, int b)
{
    return a < b ? !(all->right[a] >> b & 1) : all->right[b] >> a & 1;
}

// How many of these come before a racer. Where the sides of three go round in a circle, by index.
static int rank_of(const Abreast *all, uint32_t together, int racer)
{
    int before[RACE_RACERS_MAX] = {0}, rank = 0;
    for (int a = 0; a < RACE_RACERS_MAX; a++)
        for (int b = 0; b < RACE_RACERS_MAX && together >> a & 1; b++)
            before[a] += a != b && (together >> b & 1) && comes_before(all, b, a);
    for (int a = 0; a < RACE_RACERS_MAX; a++)
        rank += (together >> a & 1) && (before[a] < before[racer] || (before[a] == before[racer] && a < racer));
    return rank;
}

// Off the middle of all that pass here, to the side that is left of the first of them.
static void take_lane(Abreast *all, int i)
{
    Sample *own = &all->sample[i];
    uint32_t bit = 1u << own->racer, together = own->with | bit, first = together & (~together + 1u);
    int n = count(together);
    if (n < 2)
        return;
    int rank = rank_of(all, together, own->racer);
    float middle = 0.0f, side = own->against & first ? -1.0f : 1.0f;
    for (int q = 0; q < RACE_RACERS_MAX; q++)
        middle += own->with >> q & 1 ? all->off[i][q] / (float)n : 0.0f;
    float lane = fminf(all->width, BUNDLE_MOST / (float)n) * ((float)rank - 0.5f * (float)(n - 1));
    float off = middle + side * lane;
    own->dx = -own->ty * off, own->dy = own->tx * off;
}

// The mean of what the samples around have.
static bool smooth(Abreast *all)
{
    float(*moved)[2] = malloc((size_t)all->n * sizeof *moved);
    for (int i = 0; moved && i < all->n; i++) {
        int from, to;
        around(all, i, SMOOTH, &from, &to);
        moved[i][0] = moved[i][1] = 0.0f;
        for (int k = from; k <= to; k++) {
            moved[i][0] += all->sample[k].dx / (float)(to - from + 1);
            moved[i][1] += all->sample[k].dy / (float)(to - from + 1);
        }
    }
    for (int i = 0; moved && i < all->n; i++)
        all->sample[i].dx = moved[i][0], all->sample[i].dy = moved[i][1];
    free(moved);
    return moved;
}

static bool find_lanes(Abreast *all)
{
    bool whole = true;
    for (int i = 0; i < all->n; i++)
        take_lane(all, i);
    for (int i = 0; i < SMOOTHINGS; i++)
        whole = whole && smooth(all);
    for (int i = 0; i < all->n; i++) {
        float part = fminf(all->sample[i].along / TAPER, 1.0f);
        all->sample[i].dx *= part, all->sample[i].dy *= part;
    }
    return whole;
}

// ---- Writing back

static bool is_moved(const Sample *sample)
{
    return fabsf(sample->dx) + fabsf(sample->dy) > LEAST;
}

// On a surface it slides along the form; in a figure, which has the time, no wall hides the one side of a way that is
// seen.
static DrawPoint moved(const Abreast *all, DrawPoint at, float dx, float dy)
{
    const PanelField *field = all->field;
    if (all->camera->flat)
        return (DrawPoint){at.x + dx, at.y + dy, at.depth};
    DrawPoint to = camera_slide(all->camera, field->field, field->map, field->ceiling, at, dx, dy);
    if (all->build->layout.figure)
        to.depth = camera_unhidden(all->camera, field->field, field->map, field->ceiling, at, to);
    return to;
}

// How far a point of a stroke is moved, from the samples before and behind it.
static DrawPoint shift_at(const Sample *sample, float place)
{
    int before = (int)place;
    float t = place - (float)before;
    const Sample *a = &sample[before], *b = t > 0.0f ? a + 1 : a;
    return (DrawPoint){a->dx + t * (b->dx - a->dx), a->dy + t * (b->dy - a->dy), 0.0f};
}

static void shifted_point(Abreast *all, DrawPoint at, DrawPoint by)
{
    bool is = fabsf(by.x) + fabsf(by.y) > LEAST;
    DrawPoint to = is ? moved(all, at, by.x, by.y) : at;
    draw_point(all->build->list, to.x, to.y, to.depth);
}

// Its own points, and where it is moved those of the samples between.
static void stroke_write(Abreast *all, DrawStroke *stroke, const DrawPoint *points, int count, float length,
                         const Sample *sample)
{
    DrawList *list = all->build->list;
    int n = pieces_of(length), k = 1;
    float along = 0.0f, piece = length / (float)n;
    shifted_point(all, points[0], shift_at(sample, 0.0f));
    for (int i = 1; i < count; i++) {
        along += hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
        for (; k < n && (float)k * piece < along - 0.01f; k++)
            if (is_moved(&sample[k]))
                shifted_point(all, sample[k].at, shift_at(sample, (float)k));
        shifted_point(all, points[i], shift_at(sample, fminf(along / piece, (float)n)));
    }
    stroke->count = line_thin(list->points + stroke->first, stroke->count, THIN_PX / all->build->in->scale,
                              all->camera->flat ? INFINITY : LONGEST_PT);
    list->n_points = stroke->first + stroke->count;
}

static bool any_moved(const Sample *sample, int n)
{
    for (int i = 0; i < n; i++)
        if (is_moved(&sample[i]))
            return true;
    return false;
}

static void as_it_was(DrawList *list, const DrawPoint *points, int count)
{
    for (int i = 0; i < count; i++)
        draw_point(list, points[i].x, points[i].y, points[i].depth);
}

// A dot of a step goes where its trail goes.
static void bead_write(Abreast *all, int racer, const DrawPoint *points, int count)
{
    const Sample *nearest = NULL;
    int column, row;
    column_row(all, points[0], &column, &row);
    for (int r = row > 0 ? row - 1 : 0; r <= row + 1 && r < all->rows; r++)
        for (int c = column > 0 ? column - 1 : 0; c <= column + 1 && c < all->columns; c++)
            for (int k = *cell_at(all, c, r); k >= 0; k = all->sample[k].next) {
                const Sample *tried = &all->sample[k];
                if (tried->racer == racer &&
                    (!nearest || hypotf(tried->at.x - points[0].x, tried->at.y - points[0].y) <
                                     hypotf(nearest->at.x - points[0].x, nearest->at.y - points[0].y)))
                    nearest = tried;
            }
    for (int i = 0; i < count; i++) {
        DrawPoint at = nearest && is_moved(nearest) ? moved(all, points[i], nearest->dx, nearest->dy) : points[i];
        draw_point(all->build->list, at.x, at.y, at.depth);
    }
}

// All strokes once more, with the points where they are now. old: the list's points as they were, from `base` on.
static void write_back(Abreast *all, const DrawPoint *old, int base)
{
    DrawList *list = all->build->list;
    int strokes = list->n_strokes;
    const Sample *next = all->sample;
    list->n_points = base;
    for (int i = all->from; i < strokes; i++) {
        DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *points = old + (stroke->first - base);
        int count = stroke->count;
        bool part = takes_part(all, stroke);
        float length = part ? length_along(points, count) : 0.0f;
        int samples = length >= BEAD ? pieces_of(length) + 1 : 0;
        list->n_strokes = i + 1; // draw_point goes on with the last one
        stroke->first = list->n_points;
        stroke->count = 0;
        if (any_moved(next, samples))
            stroke_write(all, stroke, points, count, length, next);
        else if (part && length < BEAD)
            bead_write(all, stroke->line - 1, points, count);
        else
            as_it_was(list, points, count);
        next += samples;
    }
}

static void set_abreast(Abreast *all)
{
    DrawList *list = all->build->list;
    take_samples(all);
    find_directions(all);
    fill_cells(all);
    find_company(all);
    for (int q = 0; q < RACE_RACERS_MAX; q++)
        if (all->racers >> q & 1)
            drop_crossings(all, q);
    for (int q = 1; q < RACE_RACERS_MAX; q++)
        find_sides(all, q);
    int base = list->strokes[all->from].first, n = list->n_points - base;
    DrawPoint *old = find_lanes(all) && any_moved(all->sample, all->n) ? malloc((size_t)n * sizeof *old) : NULL;
    if (!old)
        return;
    memcpy(old, list->points + base, (size_t)n * sizeof *old);
    write_back(all, old, base);
    free(old);
}

void abreast_build(Build *build, int panel, const PanelField *field, int from)
{
    Abreast all = {.build = build, .camera = &build->camera[panel], .field = field, .from = from};
    if (from >= build->list->n_strokes || !survey(&all))
        return;
    all.columns = clamped(all.camera->rect.w / CELL, CELLS_MAX) + 1;
    all.rows = clamped(all.camera->rect.h / CELL, CELLS_MAX) + 1;
    all.sample = malloc((size_t)all.capacity * sizeof *all.sample);
    all.off = malloc((size_t)all.capacity * sizeof *all.off);
    all.cell = malloc((size_t)(all.columns * all.rows) * sizeof *all.cell);
    if (all.sample && all.off && all.cell)
        set_abreast(&all);
    free(all.sample);
    free(all.off);
    free(all.cell);
}
