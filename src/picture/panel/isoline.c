// The losses of the stronger lines of a map, written along them as in an atlas: where the line is straight and level
// enough, apart from each other, and only where nothing else stands: one of each loss. Where they may stand depends on
// the map alone, so that they do not wander while a race is run.
#include "picture/panel/isoline.h"
#include "picture/draw/colormap.h"

#include "study/field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SPOTS_MAX = 160, SIDE = 224, PROBES = 6 };

#define APART_SAME  230.0f // points between two places for the name of one loss
#define APART_OTHER 46.0f  // between any two names
#define STRIDE      6.0f   // points along the line from one tried place to the next
#define BEND_MOST   1.6f   // points that the line may leave the name's chord
#define TILT_MOST   1.25f  // radians; steeper names are hard to read
#define AS_GOOD     1e-3f  // what two places of one worth may differ by: symmetrical ones do, as a library rounds
#define EDGE        12.0f  // off the map's edge
#define MAP_LEAST   240.0f // points of the shorter side; smaller maps have no names

typedef struct Spot {
    float x, y; // middle, relative to the map's rect
    float angle_rad;
    float width;
    float cost;
    int level;
} Spot;

// Of a panel: its names' places, kept until its field changes.
typedef struct Names {
    uint64_t key;
    Contours contours;
    ContourLevel levels[CONTOUR_LEVELS_MAX];
    int n_levels;
    Spot spots[SPOTS_MAX];
    int n;
} Names;

struct Isolines {
    Names names[PANELS_MAX];
};

Isolines *isolines_create(void)
{
    return calloc(1, sizeof(Isolines));
}

void isolines_destroy(Isolines *isolines)
{
    if (!isolines)
        return;
    for (int i = 0; i < PANELS_MAX; i++)
        contours_free(&isolines->names[i].contours);
    free(isolines);
}

int index_levels(const PanelField *field, Rect rect, ContourLevel levels[CONTOUR_LEVELS_MAX])
{
    return contour_levels(field->map, field->areas, fminf(rect.w, rect.h) >= 300.0f ? 6 : 4, levels);
}

// A line in points, relative to the map's rect, with the length along it.
typedef struct Path {
    const ContourPoint *point;
    int n;
    Rect rect;
} Path;

static float path_x(const Path *path, int i)
{
    return path->point[i].u * path->rect.w;
}

static float path_y(const Path *path, int i)
{
    return (1.0f - path->point[i].v) * path->rect.h;
}

// Walks on from *i, *part by `length`; false: the line ends before.
static bool path_walk(const Path *path, int *i, float *part, float length, float at[2])
{
    while (*i + 1 < path->n) {
        float x = path_x(path, *i), y = path_y(path, *i);
        float dx = path_x(path, *i + 1) - x, dy = path_y(path, *i + 1) - y, piece = hypotf(dx, dy);
        if (*part + length < piece) {
            *part += length;
            at[0] = x + dx * *part / piece, at[1] = y + dy * *part / piece;
            return true;
        }
        length -= piece - *part;
        *part = 0.0f;
        ++*i;
    }
    return false;
}

// The name's place with its foot at *i, *part of the line; cost INFINITY: none.
static Spot spot_at(const Path *path, int i, float part, float width)
{
    float at[PROBES + 1][2];
    Spot spot = {.width = width, .cost = INFINITY};
    for (int k = 0; k <= PROBES; k++)
        if (!path_walk(path, &i, &part, k ? width / PROBES : 0.0f, at[k]))
            return spot;
    float dx = at[PROBES][0] - at[0][0], dy = at[PROBES][1] - at[0][1], length = hypotf(dx, dy), bend = 0.0f;
    for (int k = 1; k < PROBES; k++)
        bend = fmaxf(bend, fabsf(dx * (at[k][1] - at[0][1]) - dy * (at[k][0] - at[0][0])) / fmaxf(length, 1e-3f));
    float angle = atan2f(-dy, dx);
    if (angle > 1.5708f)
        angle -= 3.14159265f;
    if (angle < -1.5708f)
        angle += 3.14159265f;
    if (bend > BEND_MOST || length < 0.9f * width || fabsf(angle) > TILT_MOST)
        return spot;
    spot.x = 0.5f * (at[0][0] + at[PROBES][0]), spot.y = 0.5f * (at[0][1] + at[PROBES][1]);
    float reach = EDGE + 0.5f * width;
    if (spot.x < reach || spot.y < EDGE || spot.x > path->rect.w - reach || spot.y > path->rect.h - EDGE)
        return spot;
    spot.angle_rad = angle;
    spot.cost = roundf((fabsf(angle) + 0.6f * bend) / AS_GOOD) * AS_GOOD;
    return spot;
}

static int compare_spots(const void *a, const void *b)
{
    const Spot *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->x != y->x ? (x->x > y->x) - (x->x < y->x) : (x->y > y->y) - (x->y < y->y);
}

// How much the height changes across a name: too much where lines crowd, since it would cover its neighbours; too
// little on a plain, where a line is an accident of rounding.
static bool unfit(const HeightField *field, const HeightMap *map, const Path *path, const ContourLevel *levels,
                  int n_levels, const Spot *spot)
{
    float reach = 9.0f, nx = sinf(spot->angle_rad), ny = cosf(spot->angle_rad);
    double height[2];
    for (int side = 0; side < 2; side++) {
        float off = side ? reach : -reach;
        double u = (double)((spot->x + nx * off) / path->rect.w),
               v = (double)(1.0f - (spot->y + ny * off) / path->rect.h);
        double loss = heightfield_at(field, field->x_from + u * (field->x_to - field->x_from),
                                     field->y_from + v * (field->y_to - field->y_from));
        height[side] = height_of(map, loss);
    }
    double apart = spot->level > 0 ? levels[spot->level].height - levels[spot->level - 1].height
                   : n_levels > 1  ? levels[1].height - levels[0].height
                                   : 1.0;
    double across = fabs(height[1] - height[0]);
    return !(across > 1e-3 * apart && across < 0.7 * apart);
}

// Every tried place of a line into spots, as far as there is room.
static int line_spots(const Path *path, const ContourLine *line, float width, Spot *spots, int n, int max)
{
    int i = 0;
    float part = 0.0f, at[2];
    while (n < max && path_walk(path, &i, &part, STRIDE, at)) {
        Spot spot = spot_at(path, i, part, width);
        spot.level = line->level;
        if (spot.cost < INFINITY)
            spots[n++] = spot;
    }
    return n;
}

static bool apart(const Names *names, const Spot *spot)
{
    for (int i = 0; i < names->n; i++) {
        const Spot *other = &names->spots[i];
        float distance = hypotf(spot->x - other->x, spot->y - other->y);
        if (distance < (other->level == spot->level ? APART_SAME : APART_OTHER))
            return false;
    }
    return true;
}

enum { TRIED_MAX = 6000 };

static void choose_spots(Names *names, const Build *build, Rect rect, const PanelField *field)
{
    Spot *tried = malloc(TRIED_MAX * sizeof *tried);
    int n = 0;
    names->n = 0;
    for (int k = 0; tried && k < names->contours.n_lines; k++) {
        const ContourLine *line = &names->contours.lines[k];
        if (!names->levels[line->level].name.text[0])
            continue;
        Path path = {&names->contours.points[line->first], line->count, rect};
        float width = text_width(build, names->levels[line->level].name.text, FONT_SMALL, WEIGHT_REGULAR, false) + 6.0f;
        n = line_spots(&path, line, width, tried, n, TRIED_MAX / names->n_levels * (line->level + 1));
    }
    if (n > 0)
        qsort(tried, (size_t)n, sizeof *tried, compare_spots);
    Path map = {.rect = rect};
    for (int i = 0; i < n && names->n < SPOTS_MAX; i++)
        if (apart(names, &tried[i]) &&
            !unfit(field->field, field->map, &map, names->levels, names->n_levels, &tried[i]))
            names->spots[names->n++] = tried[i];
    free(tried);
}

// The panel's names, found if they are not those of its last picture or of a panel before it.
static const Names *names_get(const Build *build, int panel, const PanelField *field)
{
    Isolines *isolines = build->isolines;
    Rect rect = build->camera[panel].rect;
    double parts[7] = {field->map->scale, field->map->low, field->map->high,        field->map->softness,
                       (double)rect.w,    (double)rect.h,  (double)build->in->scale};
    uint64_t key = field_hash(field_hash(0, &field->key, sizeof field->key), parts, sizeof parts);
    key = field_hash(key, field->areas.loss, (size_t)(field->areas.parts + 1) * sizeof *field->areas.loss);
    int of = 0;
    while (of < panel && isolines->names[of].key != key)
        of++;
    Names *names = &isolines->names[of];
    if (names->key == key)
        return names;
    names->key = key;
    names->n_levels = index_levels(field, rect, names->levels);
    double heights[CONTOUR_LEVELS_MAX];
    for (int k = 0; k < names->n_levels; k++)
        heights[k] = names->levels[k].height;
    contours_trace(&names->contours, field->field, field->map, SIDE, heights, names->n_levels);
    choose_spots(names, build, rect, field);
    return names;
}

// Does a straight piece come within the name's box? In the box's own axes; after Liang and Barsky, 1984.
static bool piece_crosses(const Spot *spot, float x, float y, DrawPoint a, DrawPoint b)
{
    float c = cosf(spot->angle_rad), s = sinf(spot->angle_rad), from = 0.0f, to = 1.0f;
    float half[2] = {0.5f * spot->width + 2.0f, 9.0f};
    float p[2] = {(a.x - x) * c - (a.y - y) * s, (a.x - x) * s + (a.y - y) * c};
    float d[2] = {(b.x - a.x) * c - (b.y - a.y) * s, (b.x - a.x) * s + (b.y - a.y) * c};
    for (int k = 0; k < 2; k++) {
        if (d[k] == 0.0f) {
            if (fabsf(p[k]) > half[k])
                return false;
            continue;
        }
        float t0 = (-half[k] - p[k]) / d[k], t1 = (half[k] - p[k]) / d[k];
        from = fmaxf(from, fminf(t0, t1)), to = fminf(to, fmaxf(t0, t1));
    }
    return from <= to;
}

static bool trail_crosses(const Build *build, const Spot *spot, float x, float y)
{
    const DrawList *list = build->list;
    float reach = 0.5f * spot->width + 10.0f;
    for (int i = build->trails_from; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *point = list->points + stroke->first;
        for (int k = 0; stroke->on_panel == build->on_panel && k + 1 < stroke->count; k++) {
            bool aside = fminf(point[k].x, point[k + 1].x) > x + reach ||
                         fmaxf(point[k].x, point[k + 1].x) < x - reach ||
                         fminf(point[k].y, point[k + 1].y) > y + reach || fmaxf(point[k].y, point[k + 1].y) < y - reach;
            if (!aside && piece_crosses(spot, x, y, point[k], point[k + 1]))
                return true;
        }
    }
    return false;
}

// Ink that can be read on the colour of the map there, which stands around the name so that the line seems to stop for
// it.
static void spot_draw(Build *build, const ContourLevel *level, const Spot *spot, float x, float y)
{
    static const Color bright = {1.0f, 1.0f, 1.0f, 1.0f}, dark = {0.0f, 0.0f, 0.0f, 1.0f};
    const Colormap *ramp = colormap_find(build->theme->ramp);
    Color ground = ramp ? colormap_color(ramp, (float)level->height) : build->theme->ground;
    bool on_dark = color_contrast(bright, ground) > color_contrast(dark, ground);
    float down = 0.36f * font_points[FONT_SMALL];
    draw_text(build->list,
              (DrawText){.x = x + down * sinf(spot->angle_rad),
                         .y = y + down * cosf(spot->angle_rad),
                         .align = ALIGN_CENTER,
                         .size = FONT_SMALL,
                         .angle_rad = spot->angle_rad,
                         .color = on_dark ? bright : dark,
                         .halo = ground},
              "%s", level->name.text);
}

void isolines_build(Build *build, int panel, const PanelField *field)
{
    Rect rect = build->camera[panel].rect;
    if (fminf(rect.w, rect.h) < MAP_LEAST || !build_has(build, PART_LABELS))
        return;
    const Names *names = names_get(build, panel, field);
    bool named[CONTOUR_LEVELS_MAX] = {false};
    for (int i = 0; i < names->n; i++) {
        const Spot *spot = &names->spots[i];
        float x = rect.x + spot->x, y = rect.y + spot->y;
        float w = fabsf(cosf(spot->angle_rad)) * spot->width + 8.0f,
              h = fabsf(sinf(spot->angle_rad)) * spot->width + 14.0f;
        Rect box = {x - 0.5f * w, y - 0.5f * h, w, h};
        if (named[spot->level] || !label_free(build, box) || trail_crosses(build, spot, x, y))
            continue;
        spot_draw(build, &names->levels[spot->level], spot, x, y);
        label_reserve(build, box);
        named[spot->level] = true;
    }
}
