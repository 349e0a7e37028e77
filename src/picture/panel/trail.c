// Where a racer has been, as a line lying on the surface. Each stretch between two rows is clipped to the window, cut
// into pieces of about a grid cell so that it follows the form, projected, and thinned to what a screen can show:
// points nearer than half a pixel go, and then those that lie on the line between their neighbours. A history of any
// length ends as some thousand points.
#include "picture/panel/abreast.h"
#include "picture/panel/stretch.h"
#include "picture/panel/tangle.h"

#include <math.h>

#define LIFT         0.004       // heights above the surface
#define TOWARDS_EYE  0.0012f     // depth buffer units: the drawn mesh is coarser than the field
#define NEAR_PX      0.5f        // points nearer than this are one
#define STRAIGHT_PX  0.3f        // a point is dropped if the line stays this near to it
#define LONGEST_PT   14.0f       // no piece is longer: each is seen or hidden as its ends are
#define PIECE_LEAST  (1.0 / 400) // of the window: about a grid cell
#define PIECES_TOTAL 24000.0     // of all trails: longer pieces where the rows are far apart
#define PIECES_MOST  100000.0    // of one
#define INK_TOTAL    1e6         // square points of all trails on a panel; as much again of first and newest rows
#define INK_PANELS   1.6         // the same of a small panel, as panels
#define FADED        0.1f        // opacity of the oldest end, where trails grow pale
#define FADES        24          // steps of that, for casings
#define TANGLE_FADES 6           // likewise, of a tangle
#define THROUGH      0.3f        // opacity of a stretch that begins and ends beyond the window
#define OLD_SHARE    0.2f        // of the casing's colour in the oldest end

#define DOT_WIDTH 1.9f  // of the trail's width
#define DOT_APART 8.0f  // points between steps that are worth a dot
#define SAME_PART 0.002 // of the window: racers nearer than this stand at one place
#define SAME_DASH 9.0f  // points
#define MEAN_THIN 0.75f // an average's line, of its racer's
#define MEAN_GAP  2.2f  // between its dots, of its width, which is how long they are

#define WIDTH          2.4f
#define SELECTED_WIDTH 3.0f
#define FIGURE_WIDTH   1.9f
#define TANGLED        0.5f
#define TANGLE_THIN    0.45f // of a tangle's width, that it goes without

#define LANE_ALPHA 0.6f // from many starts
#define LANE_WIDTH 1.1f
#define LANE_DOT   0.9f

enum { LANE_LINE = 100, LANES_POINTS = 16000 };

enum {
    DOTS_FULL = 40,
    DOTS_MOST = 70,
    DOT_ROWS = 4096,
    SAME_ROWS = 64
}; // dots of more steps are fainter, of DOTS_MOST gone
enum {
    POINTS_TOTAL = 20000,
    POINTS_MOST = 5000,
    ESTIMATE_ROWS = 2048,
    ROWS_TOTAL = 16000,
    NEWEST_ROWS = 512,
    WHOLE_ROWS = 256
};

typedef struct Trail {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    DrawStroke style;
    Color old, now;
    double piece;           // of the window, longest piece of a draped stretch
    double pieces;          // so far
    float near, thin;       // points; both grow when the line gets too long
    int points_max;         // of the whole line
    int drawn;              // points of the strokes before this one
    bool newest;            // among the last rows
    bool open;              // a stroke is begun
    bool pending;           // last was left out: it becomes the end if nothing follows
    DrawPoint last;         // left out or not
    const RateRange *rates; // NULL: in the racer's colour
    int level;              // of the rate that the stroke has
    float fades;            // how much of its beginning grows pale with age, [0, 1],
    double calm;            // and from which age on
    int fade_level;         // of the stroke's casing
    float casing_alpha;     // of a trail that does not
    bool through;           // the stretch at hand begins and ends beyond the window
    double age_from, age;   // of the stroke's first point and of the point at hand: 0 the start, 1 now
} Trail;

static void shorten(Trail *trail)
{
    DrawList *list = trail->build->list;
    DrawStroke *stroke = &list->strokes[list->n_strokes - 1];
    float longest = LONGEST_PT * trail->thin * trail->build->in->scale / STRAIGHT_PX;
    stroke->count = line_thin(list->points + stroke->first, stroke->count, trail->thin, longest);
    list->n_points = stroke->first + stroke->count;
}

// Its opacity where it is so old, 1: now.
static float faded(const Trail *trail, double age)
{
    double old = (age - trail->calm) / (1.0 - trail->calm);
    return old < 0.0 ? 1.0f : 1.0f - trail->fades * (1.0f - FADED) * (float)(1.0 - old * old);
}

static Color aged(const Trail *trail, double age)
{
    Color color = color_mix(trail->old, trail->now, (float)age);
    color.a *= faded(trail, age) * (trail->through ? THROUGH : 1.0f);
    return color;
}

static int stroke_points(const Trail *trail)
{
    const DrawList *list = trail->build->list;
    return list->strokes[list->n_strokes - 1].count;
}

static void fit_points(Trail *trail)
{
    int most = trail->points_max - trail->drawn;
    shorten(trail);
    for (int i = 0; i < 12 && stroke_points(trail) > (most > 8 ? most : 8); i++) {
        trail->thin *= 1.0f + (float)stroke_points(trail) / (float)(most > 8 ? most : 8);
        shorten(trail);
    }
}

static void stroke_end(Trail *trail)
{
    if (!trail->open)
        return;
    DrawList *list = trail->build->list;
    if (trail->pending)
        draw_point(list, trail->last.x, trail->last.y, trail->last.depth);
    trail->open = trail->pending = false;
    fit_points(trail);
    DrawStroke *stroke = &list->strokes[list->n_strokes - 1];
    stroke->fade_color = aged(trail, trail->age_from);
    stroke->color = aged(trail, trail->age);
    if (stroke->count >= 2) {
        trail->drawn += stroke->count;
        return;
    }
    list->n_points = stroke->first;
    list->n_strokes--;
}

// A line that grows far beyond its points is thinned as it grows.
static void relieve(Trail *trail)
{
    if (stroke_points(trail) < 6 * trail->points_max)
        return;
    shorten(trail);
    if (stroke_points(trail) > 3 * trail->points_max) {
        trail->near *= 1.6f;
        trail->thin *= 1.6f;
    }
}

static void point_add(Trail *trail, DrawPoint point)
{
    DrawList *list = trail->build->list;
    if (!trail->open) {
        if (trail->drawn > trail->points_max && !trail->newest)
            return; // a racer that left the window and came back some thousand times
        trail->open = draw_stroke(list, trail->style) != NULL;
        trail->age_from = trail->age;
    } else {
        DrawPoint end = list->points[list->n_points - 1];
        if (fabsf(point.x - end.x) < trail->near && fabsf(point.y - end.y) < trail->near) {
            trail->last = point;
            trail->pending = true;
            return;
        }
    }
    if (!trail->open)
        return;
    draw_point(list, point.x, point.y, point.depth);
    trail->pending = false;
    relieve(trail);
}

static void spot_add(Trail *trail, double x, double y)
{
    DrawPoint point;
    if (!panel_point(trail->camera, trail->field, x, y, LIFT, &point)) {
        stroke_end(trail);
        return;
    }
    point.depth = fmaxf(point.depth - TOWARDS_EYE, 0.0f);
    point_add(trail, point);
}

// Of a stretch, by its length as a part of the window. The estimate may be wrong, the work is bounded.
static int pieces_of(Trail *trail, double length)
{
    bool spent = trail->pieces > PIECES_MOST;
    int pieces = trail->camera->flat || spent ? 1 : (int)fmax(ceil(length / trail->piece), 0);
    trail->pieces += pieces;
    return pieces;
}

static void stretch_add(Trail *trail, const double a[2], const double b[2])
{
    Stretch is;
    bool seen = stretch_seen(trail->camera, a, b, &is);
    if (!seen || is.from > 0.0)
        stroke_end(trail);
    if (!seen)
        return;
    int pieces = pieces_of(trail, is.length);
    for (int i = trail->open ? 1 : 0; i <= pieces; i++) {
        double t = is.from + (is.to - is.from) * (pieces > 0 ? (double)i / pieces : 1.0);
        spot_add(trail, a[0] + t * is.step[0], a[1] + t * is.step[1]);
    }
    if (is.to < 1.0)
        stroke_end(trail);
}

// A line through places, one a row, and on to where it ends.
typedef struct Way {
    RaceSeries x, y;
    RaceSeries lr; // that its stretches were gone with
    int from, rows;
    int stride, first, newest; // each stride-th row is taken, and so many of the first and the newest ones
    double length;             // of what is taken, as parts of the window, by estimate
    double end[2];
} Way;

// Of what is seen between two rows, as a part of the window.
static double length_between(const Trail *trail, const Way *way, int row, int next)
{
    double a[2] = {series_at(way->x, row), series_at(way->y, row)},
           b[2] = {series_at(way->x, next), series_at(way->y, next)};
    Stretch is;
    return stretch_seen(trail->camera, a, b, &is) ? is.length : 0.0;
}

// Of the way through each stride-th row, from a sample of the stretches.
static double estimate_length(const Trail *trail, const Way *way, int stride)
{
    int every = 1 + (way->rows - way->from) / stride / ESTIMATE_ROWS;
    double sum = 0.0;
    for (int row = way->from; row + stride < way->rows; row += every * stride)
        sum += length_between(trail, way, row, row + stride);
    return sum * every;
}

// How many rows from this one, forth or back, are no longer than that together.
static int rows_within(const Trail *trail, const Way *way, int row, int by, double length)
{
    int n = 0;
    for (; n < WHOLE_ROWS && row + by >= way->from && row + by < way->rows && length >= 0.0; n++, row += by)
        length -= length_between(trail, way, row, row + by);
    return n;
}

// A way that covers the window over and over is drawn through fewer of its rows: what is left of it hides as much.
// Strides are odd, so that what jumps to and fro still does.
static void way_spare(const Trail *trail, Way *way, int racers)
{
    double side = (double)fmaxf(trail->camera->rect.w, trail->camera->rect.h);
    double width = (double)(trail->style.width + 2.0f * trail->style.casing);
    double area = (double)(trail->camera->rect.w * trail->camera->rect.h);
    double most = fmin(INK_TOTAL, INK_PANELS * area) / racers / (side * width);
    way->stride = 1;
    way->length = estimate_length(trail, way, 1);
    if (way->length <= most)
        return;
    way->first = rows_within(trail, way, way->from, 1, most / 2.0);
    way->newest = rows_within(trail, way, way->rows - 1, -1, most / 2.0);
    while (way->length > most && way->stride < way->rows) {
        way->stride = 2 * way->stride + 1;
        way->length = estimate_length(trail, way, way->stride);
    }
}

static bool way_takes(const Way *way, int row)
{
    int done = row - way->from;
    return done <= way->first || row >= way->rows - way->newest || done % way->stride == 0;
}

// Rows nearer than this to the last one taken are left out. It starts below a pixel and grows with the rows taken, so
// that a history of any length costs little; the newest rows are always taken exactly.
typedef struct Nearness {
    double least[2], now[2];
    int taken, patience;
} Nearness;

static Nearness nearness_of(const Trail *trail, int racers)
{
    const double *window = trail->camera->window;
    double part =
        0.7 * (double)NEAR_PX / (double)(fmaxf(trail->camera->rect.w, trail->camera->rect.h) * trail->build->in->scale);
    Nearness near = {.least = {part * (window[1] - window[0]), part * (window[3] - window[2])}};
    near.now[0] = near.least[0], near.now[1] = near.least[1];
    near.patience = ROWS_TOTAL / racers;
    return near;
}

static bool nearness_takes(Nearness *near, const double last[2], const double here[2], bool newest)
{
    const double *least = newest ? near->least : near->now;
    if (fabs(here[0] - last[0]) < least[0] && fabs(here[1] - last[1]) < least[1])
        return false;
    if (++near->taken % near->patience == 0)
        near->now[0] *= 2.0, near->now[1] *= 2.0;
    return true;
}

// The stretches to come were gone with this learning rate.
static void take_rate(Trail *trail, double lr)
{
    int level = rate_level(trail->rates, lr);
    if (level == trail->level)
        return;
    stroke_end(trail);
    trail->level = level;
    trail->old = trail->now = rate_color(level);
}

// Where the scene has trails grow pale, in strokes that are each of one casing. A racer that jumps from one side of the
// window to the other was nowhere in it: what is seen of that hides nothing.
static void take_pallor(Trail *trail, const double from[2], const double to[2], double age)
{
    int level =
        trail->fades > 0.0f && age >= trail->calm ? 1 + (int)(age * (trail->calm > 0.0 ? TANGLE_FADES : FADES)) : 0;
    bool through = !panel_holds(trail->camera, from[0], from[1]) && !panel_holds(trail->camera, to[0], to[1]);
    bool same = level == trail->fade_level && through == trail->through;
    if (!same) // as old as it is there
        stroke_end(trail);
    trail->age = age;
    if (same)
        return;
    trail->fade_level = level;
    trail->through = through;
    trail->style.casing_color.a = trail->casing_alpha * faded(trail, trail->age) * (through ? THROUGH : 1.0f);
}

static void way_add(Trail *trail, Way *way, int racers)
{
    RaceSeries x = way->x, y = way->y;
    double last[2] = {series_at(x, way->from), series_at(y, way->from)};
    Nearness near = nearness_of(trail, racers);
    way_spare(trail, way, racers);
    trail->piece = fmax(PIECE_LEAST, way->length * racers / PIECES_TOTAL);
    for (int row = way->from + 1; row < way->rows; row++) {
        double here[2] = {series_at(x, row), series_at(y, row)};
        trail->newest = row > way->rows - NEWEST_ROWS;
        if (!way_takes(way, row) || !nearness_takes(&near, last, here, trail->newest))
            continue;
        take_pallor(trail, last, here, (double)(row - way->from) / (way->rows - way->from));
        if (trail->rates)
            take_rate(trail, series_at(way->lr, row - 1));
        stretch_add(trail, last, here);
        last[0] = here[0], last[1] = here[1];
    }
    take_pallor(trail, last, way->end, 1.0);
    if (trail->rates)
        take_rate(trail, series_at(way->lr, way->rows - 1));
    stretch_add(trail, last, way->end);
}

static void rows_add(Trail *trail, int racer, const Standing *standing, int racers)
{
    const Race *race = trail->build->race;
    Way way = {.x = race_parameter(race, racer, 0), .y = race_parameter(race, racer, 1)};
    way.lr = race_lr(race, racer);
    way.from = trail_first_row(trail->build, standing->rows);
    way.rows = standing->rows;
    way.end[0] = standing->at[0], way.end[1] = standing->at[1];
    way_add(trail, &way, racers);
}

// The mean of its points, dotted and finer.
static void average_add(const Trail *of, int racer, const Standing *standing, int racers)
{
    const Race *race = of->build->race;
    Way way = {.x = race_average(race, racer, 0), .y = race_average(race, racer, 1)};
    way.from = (int)fmax(race_average_first(race, racer), trail_first_row(of->build, standing->rows));
    way.rows = standing->rows;
    if (!standing->averaged)
        return;
    way.end[0] = standing->average[0], way.end[1] = standing->average[1];
    Trail trail = *of;
    trail.rates = NULL;
    trail.drawn = 0;
    trail.style.width *= MEAN_THIN;
    trail.style.line += RACE_RACERS_MAX; // another line than its racer's
    trail.style.dash[0] = trail.style.width, trail.style.dash[1] = MEAN_GAP * trail.style.width;
    trail.old = trail.now = racer_color(of->build, racer);
    trail.fade_level = -1;
    way_add(&trail, &way, racers);
    stroke_end(&trail);
}

// Rows that are seen in the window, newest first, at most DOTS_MOST.
static int rows_seen(const Trail *trail, RaceSeries x, RaceSeries y, int rows, int *seen)
{
    int n = 0, first = trail_first_row(trail->build, rows), oldest = rows > DOT_ROWS ? rows - DOT_ROWS : 0;
    oldest = oldest > first ? oldest : first;
    for (int row = rows - 1; row >= oldest && n < DOTS_MOST; row--)
        if (panel_holds(trail->camera, series_at(x, row), series_at(y, row)))
            seen[n++] = row;
    return n;
}

static bool row_point(const Trail *trail, RaceSeries x, RaceSeries y, int row, DrawPoint *point)
{
    if (!panel_point(trail->camera, trail->field, series_at(x, row), series_at(y, row), LIFT, point))
        return false;
    point->depth = fmaxf(point->depth - 1.5f * TOWARDS_EYE, 0.0f);
    return true;
}

static void dot(const Trail *trail, DrawPoint at, float alpha)
{
    DrawStroke style = trail->style;
    style.width *= DOT_WIDTH;
    style.color = color_alpha(trail->now, alpha);
    style.casing_color = color_alpha(style.casing_color, alpha);
    style.dash[0] = style.dash[1] = 0.0f;
    if (!draw_stroke(trail->build->list, style))
        return;
    draw_point(trail->build->list, at.x - 0.01f, at.y, at.depth);
    draw_point(trail->build->list, at.x + 0.01f, at.y, at.depth);
}

// Each step as a bead, while few are on the screen, and where they are far enough apart to be counted.
static void dots_add(const Trail *trail, int racer, int rows)
{
    RaceSeries x = race_parameter(trail->build->race, racer, 0), y = race_parameter(trail->build->race, racer, 1);
    int seen[DOTS_MOST], n = rows_seen(trail, x, y, rows, seen);
    float alpha = fminf((float)(DOTS_MOST - n) / (DOTS_MOST - DOTS_FULL), 1.0f);
    DrawPoint last = {0};
    for (int i = n - 1, before = -2; i >= 0 && alpha > 0.0f; before = seen[i--]) {
        DrawPoint here;
        if (!row_point(trail, x, y, seen[i], &here))
            continue;
        bool follows = before == seen[i] - 1;
        if (seen[i] > 0 && (!follows || hypotf(here.x - last.x, here.y - last.y) > DOT_APART))
            dot(trail, here, alpha * faded(trail, (double)seen[i] / rows));
        last = here;
    }
}

// Are two racers at one place all along? In a tangle the upper trail is dashed; others run abreast.
static bool same_way(const Trail *trail, int a, int b)
{
    const Race *race = trail->build->race;
    const double *window = trail->camera->window;
    Standing one = racer_standing(trail->build, a), other = racer_standing(trail->build, b);
    int rows = one.rows < other.rows ? one.rows : other.rows, stride = 1 + rows / SAME_ROWS;
    if (!one.shown || !other.shown || one.rows != other.rows)
        return false;
    for (int row = 0; row < rows; row += stride)
        for (int k = 0; k < 2; k++) {
            double apart = series_at(race_parameter(race, a, k), row) - series_at(race_parameter(race, b, k), row);
            if (!(fabs(apart) < SAME_PART * (window[2 * k + 1] - window[2 * k])))
                return false;
        }
    return true;
}

static int trails_under(const Trail *trail, int racer, uint32_t drawn)
{
    int n = 0;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        n += (drawn >> i & 1) && same_way(trail, racer, i);
    return n;
}

// Of a figure's racers none is selected.
static float trail_width(const Build *build, int racer, float tangle)
{
    bool selected = racer == build->scene->view.selected;
    float width = build->layout.figure ? FIGURE_WIDTH : selected ? SELECTED_WIDTH : WIDTH;
    return width * build->theme->line_scale * (racer_is_ghost(build, racer) ? GHOST_THIN : 1.0f) *
           (1.0f - TANGLE_THIN * tangle);
}

static Color opaque(Color color)
{
    color.a = 1.0f;
    return color;
}

static bool fades_by_choice(const Build *build)
{
    return build->scene->view.show >> SHOW_TRAIL_FADE & 1;
}

static void racer_trail(Build *build, int panel, const PanelField *field, int racer, int racers, const RateRange *rates,
                        uint32_t drawn, Tangle tangle)
{
    Standing standing = racer_standing(build, racer);
    if (!standing.shown || (standing.rows < 2 && !standing.moving))
        return;
    Color color = racer_color(build, racer);
    float pixel = 1.0f / build->in->scale;
    float scale = build->theme->line_scale * (racer_is_ghost(build, racer) ? GHOST_THIN : 1.0f);
    int share = POINTS_TOTAL / racers;
    bool chosen = fades_by_choice(build);
    Trail trail = {
        .build = build,
        .camera = &build->camera[panel],
        .field = field,
        .style = {.width = trail_width(build, racer, tangle.part),
                  .casing = 0.9f * scale * (1.0f - TANGLE_THIN * tangle.part),
                  .casing_color = build->theme->casing,
                  .line = racer + 1,
                  .on_panel = build->on_panel,
                  .hidden_alpha = 0.25f},
        .old = color_mix(color, opaque(build->theme->casing), build->layout.figure ? 0.0f : OLD_SHARE),
        .now = color,
        .near = NEAR_PX * pixel,
        .thin = STRAIGHT_PX * pixel,
        .rates = rates,
        .level = -1,
        .fades = chosen ? 1.0f : tangle.part,
        .calm = chosen ? 0.0 : tangle.from,
        .points_max = share < POINTS_MOST ? share : POINTS_MOST,
    };
    if (racer_is_dashed(racer))
        trail.style.dash[0] = 7.0f, trail.style.dash[1] = 4.0f; // lighter and darker steps of the first colours
    int under = tangle.part > TANGLED ? trails_under(&trail, racer, drawn) : 0;
    if (under > 0)
        trail.style.dash[0] = SAME_DASH, trail.style.dash[1] = SAME_DASH * (float)under;
    if (rates)
        trail.style.casing_color = (Color){0.03f, 0.03f, 0.05f, 0.7f}; // under colours that are all light
    trail.casing_alpha = trail.style.casing_color.a;
    trail.fade_level = -1;
    rows_add(&trail, racer, &standing, racers);
    stroke_end(&trail);
    if (trail.drawn > 0) // the newest end that is seen is bright, also of a racer that has left the window
        build->list->strokes[build->list->n_strokes - 1].color = trail.now;
    dots_add(&trail, racer, standing.rows);
    average_add(&trail, racer, &standing, racers);
}

// ---- From many starts: the selected racer's colour, thin and pale, under all trails

// As far as they are known, on the way to the next row as the racer itself is.
static double starts_step(const Build *build, const StartsPaths *paths)
{
    return fmin(build->step + build->fraction, starts_done(paths));
}

static void lane_add(Trail *trail, const StartsPaths *paths, int lane)
{
    double step = starts_step(trail->build, paths);
    int row = starts_last(paths, lane, (int)(step / paths->stride));
    const double *first = paths->at + (ptrdiff_t)lane * paths->dimension;
    ptrdiff_t stride = (ptrdiff_t)paths->n * paths->dimension;
    Way way = {.x = {first, stride, row + 1}, .y = {first + 1, stride, row + 1}, .rows = row + 1};
    way.from = trail_first_row(trail->build, way.rows);
    if (row < 0)
        return;
    if (!starts_at(paths, lane, step, way.end)) { // it has diverged since
        way.end[0] = first[row * stride];
        way.end[1] = first[1 + row * stride];
    }
    way_add(trail, &way, paths->n);
    stroke_end(trail);
    DrawPoint at;
    if (panel_holds(trail->camera, way.end[0], way.end[1]) &&
        panel_point(trail->camera, trail->field, way.end[0], way.end[1], LIFT, &at))
        dot(trail, (DrawPoint){at.x, at.y, fmaxf(at.depth - 1.5f * TOWARDS_EYE, 0.0f)}, LANE_DOT);
}

static void starts_trails(Build *build, int panel, const PanelField *field)
{
    int racer = build->scene->view.selected;
    bool shown = racer_visible(build, racer) && field->racers >> racer & 1;
    const StartsPaths *paths = shown ? study_starts(build->study, racer, build->step + 1) : NULL;
    Color color = paths ? color_alpha(racer_color(build, racer), LANE_ALPHA) : build->theme->text;
    float scale = build->theme->line_scale;
    for (int lane = 0; paths && lane < paths->n; lane++) {
        Trail trail = {
            .build = build,
            .camera = &build->camera[panel],
            .field = field,
            .style = {.width = LANE_WIDTH * scale,
                      .casing = 0.4f * scale,
                      .casing_color = color_alpha(build->theme->casing, 0.5f * LANE_ALPHA),
                      .line = LANE_LINE + lane,
                      .on_panel = build->on_panel,
                      .hidden_alpha = 0.15f},
            .old = color,
            .now = color,
            .near = NEAR_PX / build->in->scale,
            .thin = STRAIGHT_PX / build->in->scale,
            .level = -1,
            .fades = fades_by_choice(build),
            .points_max = LANES_POINTS / paths->n,
            .casing_alpha = 0.5f * LANE_ALPHA,
            .fade_level = -1,
        };
        lane_add(&trail, paths, lane);
    }
}

// Trails are drawn in this order: tangles lie under the others and so do, where rates are looked at, racers of one
// rate; in the window the selected one is on top.
static int trail_order(const Build *build, int racer, const RateRange *rates, float tangle)
{
    const SceneView *view = &build->scene->view;
    if (tangle > TANGLED || (rates && scene_racer(build->scene, racer)->schedule.n == 0))
        return 0;
    return racer == view->selected && !build->layout.figure ? 2 : 1;
}

void trails_build(Build *build, int panel, const PanelField *field)
{
    int n = 0;
    build->trails_from = build->list->n_strokes;
    RateRange range = {0};
    const RateRange *rates = NULL;
    uint32_t drawn = 0;
    if (build->scene->view.show >> SHOW_LR_TRAIL & 1) {
        range = rates_range(build);
        rates = &range;
    }
    Tangle tangle[RACE_RACERS_MAX] = {{0}};
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        bool here = racer_visible(build, i) && field->racers >> i & 1;
        n += racer_visible(build, i); // of all panels: they share the points
        if (here && !rates)
            tangle[i] = tangle_of(build, panel, i, trail_width(build, i, 0.0f));
    }
    starts_trails(build, panel, field);
    for (int order = 0; order <= 2; order++)
        for (int i = 0; i < RACE_RACERS_MAX; i++)
            if ((field->racers >> i & 1) && racer_visible(build, i) &&
                trail_order(build, i, rates, tangle[i].part) == order) {
                racer_trail(build, panel, field, i, n, rates, drawn, tangle[i]);
                drawn |= 1u << i;
            }
    abreast_build(build, panel, field, build->trails_from);
}
