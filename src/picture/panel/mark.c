// The start, as a ring; minima, as upright crosses: those of the landscape's row, and those found; saddles, as slanting
// crosses; maxima, as peaks. What a wall hides is drawn faintly.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"
#include "study/level.h"

#include <math.h>

enum { NAMED_MAX = 7, LINE_MAX = 80 }; // more of a kind than this stay without words
enum { NAMES_MAX = 24 };               // on a panel
enum { MARKS_MAX = 48 };               // more found points than this are a texture, and are not marked

#define PLAIN_REACH       0.1    // of the window: how far around
#define PLAIN_HEIGHT      0.01   // of the height shown
#define NEGLIGIBLE        0.003  // of the height shown, to the nearest pass: it is no word worth
#define ROOMY             300.0f // points of the shorter side of a map that has room for the names of saddles
#define SIGN_LINE         1000   // one casing for a sign's strokes
#define LEADER_FROM       18.0f  // points from a mark to its name, from which a line leads there
#define HIDDEN_ALPHA      0.3f
#define HIDDEN_NAME_ALPHA 0.95f
#define TRAIL_BOX         5.0f   // points about a trail's point that words keep off
#define NAME_WIDTH        130.0f // how far from a mark its word reaches
#define NAME_HEIGHT       60.0f
#define FINGER            9.0f // around the start
#define CHEVRON           7.0f // length of an arrow's arms
#define START_IN_HAND     1.6f // of its usual size, while the arrows move it

typedef struct Mark {
    const PanelField *field;
    DrawPoint at;
    Ink ink;
    float alpha; // HIDDEN_ALPHA behind a wall
    bool there;
} Mark;

static Mark mark_at(const Build *build, int panel, const PanelField *field, const double at[2])
{
    const Camera *camera = &build->camera[panel];
    Mark mark = {.field = field, .alpha = 1.0f};
    mark.there = panel_holds(camera, at[0], at[1]) && panel_point(camera, field, at[0], at[1], 0.0, &mark.at);
    mark.ink = panel_ink(build, camera, field, mark.at.x, mark.at.y);
    if (!mark.there || camera->flat)
        return mark;
    double height = fmin(height_of(field->map, heightfield_at(field->field, at[0], at[1])), field->ceiling);
    if (!camera_sees(camera, field->field, field->map, field->ceiling, at[0], at[1], height))
        mark.alpha = HIDDEN_ALPHA;
    return mark;
}

static bool words_fit(const Camera *camera)
{
    return camera->rect.w >= 280.0f && camera->rect.h >= 180.0f;
}

// The trails' points about a place, as far as there is room for them.
static void reserve_trails(Build *build, DrawPoint at)
{
    const DrawList *list = build->list;
    for (int i = build->trails_from; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        DrawPoint last = {-1e6f, 0.0f, 0.0f};
        bool trail =
            build->on_panel ? stroke->on_panel == build->on_panel && stroke->casing > 0.0f : stroke->clip.w > 0.0f;
        for (int k = 0; trail && k < stroke->count; k++) {
            DrawPoint point = list->points[stroke->first + k];
            bool near = fabsf(point.x - at.x) < NAME_WIDTH && fabsf(point.y - at.y) < NAME_HEIGHT;
            if (!near || hypotf(point.x - last.x, point.y - last.y) < TRAIL_BOX || build->n_taken >= LABELS_MAX - 1)
                continue;
            label_reserve(build, (Rect){point.x - 0.5f * TRAIL_BOX, point.y - 0.5f * TRAIL_BOX, TRAIL_BOX, TRAIL_BOX});
            last = point;
        }
    }
}

// Beside the mark, off the trails if it can be.
static bool name_place(Build *build, const Camera *camera, Mark mark, float reach, FontSize size, const char *text,
                       Rect *place)
{
    int taken = build->n_taken;
    reserve_trails(build, mark.at);
    bool free = label_place(build, text, size, mark.at, reach, camera->rect, place);
    build->n_taken = taken;
    return free || label_place(build, text, size, mark.at, reach, camera->rect, place);
}

// From a mark to a name that has found no place beside it.
static void leader(Build *build, Mark mark, Rect place, float reach, Color color)
{
    float x = fminf(fmaxf(mark.at.x, place.x), place.x + place.w),
          y = fminf(fmaxf(mark.at.y, place.y), place.y + place.h);
    float dx = x - mark.at.x, dy = y - mark.at.y, length = hypotf(dx, dy);
    if (length < reach + LEADER_FROM)
        return;
    draw_line(build->list, (DrawStroke){.width = 1.0f, .color = color}, mark.at.x + dx / length * reach,
              mark.at.y + dy / length * reach, x, y);
}

static void name_mark(Build *build, const Camera *camera, Mark mark, float reach, FontSize size, const char *text)
{
    Rect place;
    if (!name_place(build, camera, mark, reach, size, text, &place))
        return;
    Ink ink = label_ink(build, camera, mark.field, place);
    leader(build, mark, place, reach, color_alpha(ink.ink, 0.6f * mark.alpha));
    label_draw(build, text, size, place, color_alpha(ink.ink, mark.alpha), color_alpha(ink.halo, mark.alpha));
}

// Names wait until all signs stand, since none may cover one.
typedef struct Name {
    Mark mark;
    float reach;
    FontSize size;
    char text[LINE_MAX];
} Name;

typedef struct Names {
    Name name[NAMES_MAX];
    int n;
} Names;

static void name_add(Names *names, Mark mark, float reach, FontSize size, const char *text)
{
    if (names->n == NAMES_MAX)
        return;
    Name *name = &names->name[names->n++];
    name->mark = mark, name->reach = reach, name->size = size;
    text_copy(name->text, sizeof name->text, text);
}

// While the arrows move it, or where it is not on the panel, also where it is.
static void start_text(const Build *build, bool beyond, char *line, size_t size)
{
    Text text = text_begin(line, size);
    text_add(&text, "start");
    if (!build->in->ui.starts && !beyond)
        return;
    text_add(&text, " ");
    vector_text(&text, build->scene->start, build->dimension, format_value);
}

static void chevron(Build *build, const Mark *mark, const float way[2], Color color, float width)
{
    DrawStroke stroke = {.width = width, .color = color};
    for (int side = -1; side <= 1; side += 2) {
        float x = -way[0] + (float)side * way[1], y = -way[1] - (float)side * way[0];
        draw_line(build->list, stroke, mark->at.x, mark->at.y, mark->at.x + CHEVRON * x, mark->at.y + CHEVRON * y);
    }
}

// A start that the window leaves out: an arrow at the edge nearest to it, and where it is.
static void start_beyond(Build *build, int panel, const PanelField *field, Names *names)
{
    const Camera *camera = &build->camera[panel];
    double edge[2] = {0, 0}, inside[2] = {0, 0};
    for (int i = 0; i < build->dimension; i++) {
        const double *window = camera->window + 2 * i;
        double start = build->scene->start[i], step = 0.02 * (window[1] - window[0]);
        edge[i] = fmin(fmax(start, window[0]), window[1]);
        inside[i] = edge[i] - (start > edge[i] ? step : start < edge[i] ? -step : 0);
    }
    DrawPoint there;
    Mark mark = mark_at(build, panel, field, inside);
    if (!mark.there || !panel_point(camera, field, edge[0], edge[1], 0.0, &there))
        return;
    float x = there.x - mark.at.x, y = there.y - mark.at.y, length = fmaxf(hypotf(x, y), 1e-3f);
    float way[2] = {x / length, y / length};
    chevron(build, &mark, way, mark.ink.halo, 4.0f);
    chevron(build, &mark, way, mark.ink.ink, 2.0f);
    label_reserve(build, (Rect){mark.at.x - CHEVRON, mark.at.y - CHEVRON, 2 * CHEVRON, 2 * CHEVRON});
    char text[LINE_MAX];
    start_text(build, true, text, sizeof text);
    if (words_fit(camera))
        name_add(names, mark, CHEVRON + 4.0f, FONT_NOTE, text);
}

static void start_mark(Build *build, int panel, const PanelField *field, Names *names)
{
    const Camera *camera = &build->camera[panel];
    Mark mark = mark_at(build, panel, field, build->scene->start);
    if (!panel_holds(camera, build->scene->start[0], build->scene->start[1])) {
        start_beyond(build, panel, field, names);
        return;
    }
    if (!mark.there)
        return;
    float radius = words_fit(camera) ? 6.0f : 4.4f * mark_scale(camera->rect);
    radius *= build->in->ui.starts ? START_IN_HAND : 1.0f;
    DrawShape ring = {.kind = SHAPE_DISC,
                      .x = mark.at.x,
                      .y = mark.at.y,
                      .w = radius,
                      .stroke = 3.6f * mark_scale(camera->rect),
                      .layer = LAYER_TOP,
                      .color = color_alpha(mark.ink.halo, 0.7f * mark.alpha)};
    draw_shape(build->list, ring);
    ring.stroke /= 2.0f;
    ring.color = color_alpha(mark.ink.ink, mark.alpha);
    draw_shape(build->list, ring);
    label_reserve(build, (Rect){mark.at.x - radius, mark.at.y - radius, 2.0f * radius, 2.0f * radius});
    draw_hit(build->list, HIT_START, panel,
             (Rect){mark.at.x - FINGER, mark.at.y - FINGER, 2.0f * FINGER, 2.0f * FINGER});
    char text[LINE_MAX];
    start_text(build, false, text, sizeof text);
    if (words_fit(camera))
        name_add(names, mark, radius + 5.0f, FONT_NOTE, text);
}

typedef enum Sign { SIGN_CROSS, SIGN_SLANTED, SIGN_PEAK } Sign;

// The ends of a sign's strokes, in reaches from its middle; y down.
static void sign_strokes(Build *build, DrawStroke stroke, Sign sign, DrawPoint at, float reach)
{
    static const float ends[][2][4] = {
        [SIGN_CROSS] = {{-1, 0, 1, 0}, {0, -1, 0, 1}},
        [SIGN_SLANTED] = {{-0.8f, -0.8f, 0.8f, 0.8f}, {-0.8f, 0.8f, 0.8f, -0.8f}},
        [SIGN_PEAK] = {{-0.9f, 0.6f, 0, -0.7f}, {0, -0.7f, 0.9f, 0.6f}},
    };
    for (int i = 0; i < 2; i++) {
        const float *end = ends[sign][i];
        draw_line(build->list, stroke, at.x + end[0] * reach, at.y + end[1] * reach, at.x + end[2] * reach,
                  at.y + end[3] * reach);
        stroke.casing = stroke.on_panel ? stroke.casing : 0.0f; // an overlay's second one would cut the first stroke
    }
}

// Under the balls: one that has come there is seen.
static void sign_mark(Build *build, Mark mark, Sign sign, float reach, float width)
{
    Color color = color_alpha(mark.ink.ink, mark.alpha);
    DrawStroke stroke = {.width = width,
                         .casing = 1.2f,
                         .color = color,
                         .casing_color = color_alpha(mark.ink.halo, 0.7f * mark.alpha),
                         .line = SIGN_LINE,
                         .on_panel = build->on_panel};
    sign_strokes(build, stroke, sign, mark.at, reach);
    label_reserve(build, (Rect){mark.at.x - reach, mark.at.y - reach, 2.0f * reach, 2.0f * reach});
}

// A point to be marked, from the row or found.
typedef struct Spot {
    const char *name;
    const double *at;
    double loss;
    Sign sign;
    float reach, width, alpha;
    bool named;
    bool lone; // the only one that there is to go for
} Spot;

static void spot_mark(Build *build, int panel, const PanelField *field, const Spot *spot, Names *names)
{
    const Camera *camera = &build->camera[panel];
    Mark mark = mark_at(build, panel, field, spot->at);
    if (!mark.there)
        return;
    bool large = words_fit(camera);
    float scale = mark_scale(camera->rect), reach = spot->reach * (large ? 1.0f : 0.8f * scale);
    sign_mark(build, mark, spot->sign, reach, spot->width * scale);
    if (!spot->named || !large)
        return;
    char text[LINE_MAX];
    Text line = text_begin(text, sizeof text);
    double shown = format_quiet(spot->loss, field->map->high - field->map->low);
    text_add(&line, "%s %s", spot->name, format_loss(shown).text);
    if (mark.alpha <= HIDDEN_ALPHA && !spot->lone) // behind a wall
        return;
    mark.alpha = fmaxf(mark.alpha, HIDDEN_NAME_ALPHA) * spot->alpha;
    name_add(names, mark, reach + 5.0f, spot->alpha < 1.0f ? FONT_SMALL : FONT_NOTE, text);
}

static Spot minimum_spot(const double *at, double loss, bool local, bool named)
{
    return (Spot){.name = "minimum",
                  .at = at,
                  .loss = loss,
                  .sign = SIGN_CROSS,
                  .reach = local ? 3.5f : 7.0f,
                  .width = local ? 1.2f : 1.6f,
                  .alpha = local ? 0.85f : 1.0f,
                  .named = named};
}

static int count_global(const LandscapeMinimum *minima, int n)
{
    int global = 0;
    for (int i = 0; i < n; i++)
        global += !minima[i].local;
    return global;
}

// Elsewhere only the lowest minima have words.
static bool is_roomy(const Camera *camera)
{
    return camera->flat && fminf(camera->rect.w, camera->rect.h) >= ROOMY;
}

static double apart(const Camera *camera, const double a[2], const double b[2])
{
    const double *window = camera->window;
    return hypot((a[0] - b[0]) / (window[1] - window[0]), (a[1] - b[1]) / (window[3] - window[2]));
}

// Between a minimum or maximum and the saddle nearest to it there is as much as its form is deep; a saddle is as deep
// as what it stands beside.
static bool is_negligible(const PanelField *field, const Camera *camera, const double at[2], double loss, bool saddle)
{
    const LevelPoints *level = field->level;
    const CriticalPoint *nearest = NULL;
    for (int i = 0; level && i < level->n; i++) {
        const CriticalPoint *point = &level->points[i];
        bool other = (point->kind == CRITICAL_SADDLE) != saddle;
        if (other && (!nearest || apart(camera, point->at, at) < apart(camera, nearest->at, at)))
            nearest = point;
    }
    return nearest && fabs(height_of(field->map, nearest->loss) - height_of(field->map, loss)) < NEGLIGIBLE;
}

static void row_marks(Build *build, int panel, const PanelField *field, const LandscapeMinimum *minima, int n,
                      bool local, Names *names)
{
    int global = count_global(minima, n);
    bool named = local ? n - global <= NAMED_MAX && is_roomy(&build->camera[panel]) : global <= NAMED_MAX;
    for (int i = 0; i < n; i++) {
        Spot spot = minimum_spot(minima[i].at, minima[i].loss, local, named);
        spot.lone = !local && global == 1;
        spot.named =
            named && !(local && is_negligible(field, &build->camera[panel], minima[i].at, minima[i].loss, false));
        if (minima[i].local == local)
            spot_mark(build, panel, field, &spot, names);
    }
}

static bool in_row(const Camera *camera, const LandscapeMinimum *minima, int n, const double at[2])
{
    for (int i = 0; i < n; i++)
        if (apart(camera, minima[i].at, at) < 1e-3)
            return true;
    return false;
}

// The row's minima are lower than all others.
static bool is_lowest(const LevelPoints *level, const CriticalPoint *point, int n_row)
{
    return n_row == 0 && level_is_lowest(level, point);
}

static int count_alike(const LevelPoints *level, const CriticalPoint *point, int n_row)
{
    bool lowest = is_lowest(level, point, n_row);
    int n = 0;
    for (int i = 0; i < level->n; i++)
        n += level->points[i].kind == point->kind && is_lowest(level, &level->points[i], n_row) == lowest;
    return n;
}

static Spot found_spot(const LevelPoints *level, const CriticalPoint *point, int n_row)
{
    bool named = count_alike(level, point, n_row) <= NAMED_MAX;
    if (point->kind == CRITICAL_MINIMUM)
        return minimum_spot(point->at, point->loss, !is_lowest(level, point, n_row), named);
    if (point->kind == CRITICAL_SADDLE)
        return (Spot){"saddle", point->at, point->loss, SIGN_SLANTED, 4.0f, 1.2f, 0.85f, named, false};
    return (Spot){"maximum", point->at, point->loss, SIGN_PEAK, 4.0f, 1.2f, 0.85f, named, false};
}

// On a surface the form says what they are: no signs on peaks there, and none but for minima where there are many small
// ones.
static bool is_marked(const Build *build, const Camera *camera, CriticalKind kind)
{
    bool small = build->scene->view.kind == VIEW_SIDE;
    return camera->flat || kind == CRITICAL_MINIMUM || (kind == CRITICAL_SADDLE && !small);
}

// On a plain: nothing around it is higher or lower by what an eye would see. Such points are many, and tell nothing.
static bool is_plain(const PanelField *field, const Camera *camera, const CriticalPoint *point)
{
    const double *window = camera->window;
    double own = height_of(field->map, point->loss);
    for (int i = 0; i < 4; i++) {
        double step = i % 2 ? PLAIN_REACH : -PLAIN_REACH;
        double x = point->at[0] + (i < 2 ? step * (window[1] - window[0]) : 0);
        double y = point->at[1] + (i < 2 ? 0 : step * (window[3] - window[2]));
        if (fabs(height_of(field->map, heightfield_at(field->field, x, y)) - own) > PLAIN_HEIGHT)
            return false;
    }
    return true;
}

static void found_marks(Build *build, int panel, const PanelField *field, const LandscapeMinimum *minima, int n_row,
                        Names *names)
{
    const LevelPoints *level = field->level;
    const Camera *camera = &build->camera[panel];
    if (!level || level->n > MARKS_MAX)
        return;
    for (int i = 0; i < level->n; i++) {
        const CriticalPoint *point = &level->points[i];
        Spot spot = found_spot(level, point, n_row);
        bool lowest = point->kind == CRITICAL_MINIMUM && is_lowest(level, point, n_row);
        bool negligible = is_negligible(field, camera, point->at, point->loss, point->kind == CRITICAL_SADDLE);
        bool lone = lowest && count_alike(level, point, n_row) == 1; // its bottom may be as flat as it likes
        spot.named = spot.named && (lowest || (is_roomy(camera) && !negligible));
        if (is_marked(build, camera, point->kind) && (lone || !is_plain(field, camera, point)) &&
            !in_row(camera, minima, n_row, point->at))
            spot_mark(build, panel, field, &spot, names);
    }
}

void marks_build(Build *build, int panel, const PanelField *field)
{
    const LandscapeMinimum *minima;
    Names names = {.n = 0};
    int n = scene_minima(build->scene, &minima);
    if (build_has(build, PART_START))
        start_mark(build, panel, field, &names);
    if (build_has(build, PART_MINIMA)) {
        row_marks(build, panel, field, minima, n, false, &names);
        row_marks(build, panel, field, minima, n, true, &names);
        found_marks(build, panel, field, minima, n, &names);
    }
    for (int i = 0; i < names.n && build_has(build, PART_LABELS); i++) {
        const Name *name = &names.name[i];
        name_mark(build, &build->camera[panel], name->mark, name->reach, name->size, name->text);
    }
}
