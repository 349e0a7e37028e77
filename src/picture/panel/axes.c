// Axes with numbers. On a surface: a grid on the floor, numbers along the two floor edges nearest to the viewer, the
// loss along the upright edge of the box at the side. On a map: ticks along its left and lower border. All numbers keep
// clear of the picture and of each other.
#include "picture/build.h"
#include "picture/draw/format.h"

#include <math.h>
#include <string.h>

enum { TICKS_MAX = 9, LOSSES_MAX = 7, MINOR = 5 };

#define TICK_DISTANCE   64.0f // points between numbers, at least about
#define FIGURE_DISTANCE 32.0f // likewise, on a map of a figure
#define TICK_LENGTH     5.0f
#define PIECE           9.0f  // points of a line on the floor
#define MINOR_FROM      80.0f // points between numbers, from which there are marks between them
#define CORNER          4.0f  // that a number may stand over its axis' end
#define MINOR_LENGTH    3.0f
#define LONG_NAME       18.0f // points; of a name with no room beside the numbers
#define CELL_OVER       2.0f  // that numbers reach beyond a contact sheet's map

// The floor's corners go round: 0 x from y from, 1 x to y from, 2 x to y to, 3 x from y to.
typedef struct Floor {
    Build *build;
    const PanelField *field;
    const Camera *camera;
    DrawPoint corner[4];
    float centre[2];
    FontSize size;
} Floor;

typedef struct Edge {
    int along;          // the coordinate that runs along it, 0 or 1
    double other;       // the other coordinate
    DrawPoint from, to; // on the screen
    float normal[2];    // unit, away from the floor
} Edge;

static void corner_place(const double window[4], int corner, double at[2])
{
    at[0] = window[corner == 1 || corner == 2];
    at[1] = window[2 + (corner >= 2)];
}

// A parameter's, as it is written at its axis.
typedef struct Name {
    Number text;
    FontSize size;
    float wide, high; // points
    bool along;       // its axis, not level
} Name;

static Name name_of(const Build *build, int parameter, FontSize size)
{
    Name name = {.text = format_name(study_parameter(build->study, parameter)), .size = size};
    name.wide = text_width(build, name.text.text, size, parameter_weight(name.text.text), false) + 4.0f;
    name.high = font_points[size] + 3.0f;
    return name;
}

static void name_draw(Build *build, const Name *name, float x, float y, float angle_rad)
{
    float down = 0.36f * font_points[name->size];
    draw_text(build->list,
              (DrawText){.x = x + down * sinf(angle_rad),
                         .y = y + down * cosf(angle_rad),
                         .align = ALIGN_CENTER,
                         .size = name->size,
                         .weight = parameter_weight(name->text.text),
                         .angle_rad = angle_rad,
                         .color = build->theme->text},
              "%s", name->text.text);
}

// Never upside down; upright words run upwards.
static float readable(float angle_rad)
{
    return angle_rad > 1.58f ? angle_rad - 3.14159265f : angle_rad < -1.5f ? angle_rad + 3.14159265f : angle_rad;
}

static Floor floor_of(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    Floor ground = {.build = build, .field = field, .camera = camera};
    for (int i = 0; i < 4; i++) {
        double at[2];
        corner_place(camera->window, i, at);
        ground.corner[i] = camera_project(camera, at[0], at[1], (double)CAMERA_FLOOR);
        ground.centre[0] += 0.25f * ground.corner[i].x;
        ground.centre[1] += 0.25f * ground.corner[i].y;
    }
    float margin = camera_margin(camera->rect);
    ground.size = margin >= 40.0f ? FONT_NOTE : FONT_SMALL;
    return ground;
}

static Edge edge_between(const Floor *ground, int along, int a, int b)
{
    double at[2];
    corner_place(ground->camera->window, a, at);
    DrawPoint from = ground->corner[a], to = ground->corner[b];
    float x = to.x - from.x, y = to.y - from.y, length = fmaxf(hypotf(x, y), 1e-3f);
    Edge edge = {.along = along, .other = at[1 - along], .from = from, .to = to};
    edge.normal[0] = y / length, edge.normal[1] = -x / length;
    float away_x = 0.5f * (from.x + to.x) - ground->centre[0], away_y = 0.5f * (from.y + to.y) - ground->centre[1];
    if (edge.normal[0] * away_x + edge.normal[1] * away_y < 0.0f)
        edge.normal[0] = -edge.normal[0], edge.normal[1] = -edge.normal[1];
    return edge;
}

// Of the two edges along a coordinate the one lower on the screen; the right one if they are level.
static Edge near_edge(const Floor *ground, int along)
{
    Edge a = along == 0 ? edge_between(ground, 0, 0, 1) : edge_between(ground, 1, 1, 2);
    Edge b = along == 0 ? edge_between(ground, 0, 3, 2) : edge_between(ground, 1, 0, 3);
    return a.from.y + a.to.y > b.from.y + b.to.y - 1.0f ? a : b;
}

// In pieces: each is seen or hidden as its ends are. Alphas at both ends.
static void hairline(const Floor *ground, DrawPoint from, DrawPoint to, float alpha_from, float alpha_to)
{
    const Theme *theme = ground->build->theme;
    Color color = color_mix(theme->hairline, theme->secondary, 0.25f);
    DrawStroke stroke = {.width = theme->line_scale,
                         .fade_color = color_alpha(color, alpha_from),
                         .color = color_alpha(color, alpha_to),
                         .on_panel = ground->build->on_panel};
    if (!draw_stroke(ground->build->list, stroke))
        return;
    int pieces = 1 + (int)(hypotf(to.x - from.x, to.y - from.y) / PIECE);
    for (int i = 0; i <= pieces; i++) {
        float t = (float)i / (float)pieces;
        draw_point(ground->build->list, from.x + t * (to.x - from.x), from.y + t * (to.y - from.y),
                   fminf(from.depth + t * (to.depth - from.depth), 1.0f));
    }
}

static DrawPoint floor_point(const Floor *ground, const double at[2])
{
    return camera_project(ground->camera, at[0], at[1], (double)CAMERA_FLOOR);
}

// On the floor, as strong as it is at its middle and ends.
static void floor_line(const Floor *ground, const double from[2], const double to[2])
{
    const Camera *camera = ground->camera;
    double middle[2] = {0.5 * (from[0] + to[0]), 0.5 * (from[1] + to[1])};
    float fade[3] = {camera_floor_fade(camera, from[0], from[1]), camera_floor_fade(camera, middle[0], middle[1]),
                     camera_floor_fade(camera, to[0], to[1])};
    hairline(ground, floor_point(ground, from), floor_point(ground, middle), fade[0], fade[1]);
    hairline(ground, floor_point(ground, middle), floor_point(ground, to), fade[1], fade[2]);
}

static bool on_surface(const Floor *ground, Rect box)
{
    const PanelField *field = ground->field;
    for (int i = 0; i < 4; i++)
        if (camera_covers(ground->camera, field->field, field->map, field->ceiling, box.x + box.w * (float)(i & 1),
                          box.y + box.h * (float)(i >> 1)))
            return true;
    return false;
}

// The box of a word that is pushed off a point along a direction, so far that it clears the point.
static Rect box_off(const Floor *ground, const char *text, DrawPoint at, const float direction[2], float gap)
{
    Rect box = label_box(ground->build, text, ground->size, at.x, at.y);
    float reach = gap + 0.5f * (fabsf(direction[0]) * box.w + fabsf(direction[1]) * box.h);
    box.x += direction[0] * reach, box.y += direction[1] * reach;
    return box;
}

// Under a small surface something else may stand.
static bool leaves_cell(const Floor *ground, Rect box)
{
    Rect cell = ground->field->cell;
    return ground->camera->close && box.y + box.h > cell.y + cell.h + CELL_OVER;
}

static void label_off(const Floor *ground, const char *text, DrawPoint at, const float direction[2], float gap)
{
    Rect box = box_off(ground, text, at, direction, gap);
    if (label_free(ground->build, box) && !on_surface(ground, box) && !leaves_cell(ground, box))
        label_draw(ground->build, text, ground->size, box, ground->build->theme->secondary, (Color){0});
}

static DrawPoint tick_point(const Floor *ground, const Edge *edge, double value)
{
    double where[2] = {edge->along == 0 ? value : edge->other, edge->along == 0 ? edge->other : value};
    return floor_point(ground, where);
}

// How many of the ticks' numbers the surface does not hide.
static int ticks_seen(const Floor *ground, const Edge *edge, const double *ticks, int n, double step)
{
    int seen = 0;
    for (int i = 0; i < n; i++)
        seen += !on_surface(ground, box_off(ground, format_tick(ticks[i], step).text,
                                            tick_point(ground, edge, ticks[i]), edge->normal, TICK_LENGTH + 4.0f));
    return seen;
}

static void edge_tick(const Floor *ground, const Edge *edge, double value, double step)
{
    DrawPoint at = tick_point(ground, edge, value), end = at;
    end.x += edge->normal[0] * TICK_LENGTH, end.y += edge->normal[1] * TICK_LENGTH;
    hairline(ground, at, end, 1.0f, 1.0f);
    if (!ground->build->inner[edge->along])
        label_off(ground, format_tick(value, step).text, at, edge->normal, TICK_LENGTH + 4.0f);
}

static int edge_ticks(const Floor *ground, const Edge *edge, double *ticks, double *step)
{
    const double *window = ground->camera->window + 2 * edge->along;
    float length = hypotf(edge->to.x - edge->from.x, edge->to.y - edge->from.y);
    int most = (int)(length / TICK_DISTANCE), n = 0;
    most = most < 2 ? 2 : most;
    for (int finer = 0; finer < 3; finer++, most *= 2) { // one number is no scale
        n = ticks_ends(window[0], window[1], most > TICKS_MAX ? TICKS_MAX : most, ticks, step);
        if (ticks_seen(ground, edge, ticks, n, *step) > 1)
            break;
    }
    return n;
}

// Where a name may stand along its edge, the best first.
static const float name_parts[] = {0.5f, 0.4f, 0.6f, 0.3f, 0.7f, 0.2f, 0.8f};

// A name's middle, off a place of its edge, beyond numbers so wide, or among them (0); false: something is there.
static bool edge_name_at(const Floor *ground, const Edge *edge, const Name *name, float part, float numbers_width)
{
    float length = hypotf(edge->to.x - edge->from.x, edge->to.y - edge->from.y);
    float ux = (edge->to.x - edge->from.x) / length, uy = (edge->to.y - edge->from.y) / length;
    float below = numbers_width > 0 ? 15.0f : 0;
    float numbers = fabsf(edge->normal[0]) * numbers_width + fabsf(edge->normal[1]) * below;
    float across = name->along ? name->high : fabsf(edge->normal[0]) * name->wide + fabsf(edge->normal[1]) * name->high;
    float gap = TICK_LENGTH + 8.0f + numbers + 0.5f * across;
    float x = edge->from.x + part * length * ux + gap * edge->normal[0],
          y = edge->from.y + part * length * uy + gap * edge->normal[1];
    float cos_ = name->along ? fabsf(ux) : 1.0f, sin_ = name->along ? fabsf(uy) : 0.0f;
    float w = cos_ * name->wide + sin_ * name->high, h = sin_ * name->wide + cos_ * name->high;
    Rect box = {x - 0.5f * w, y - 0.5f * h, w, h};
    if (!label_free(ground->build, box) || on_surface(ground, box) || leaves_cell(ground, box))
        return false;
    label_reserve(ground->build, box);
    name_draw(ground->build, name, x, y, name->along ? readable(atan2f(-uy, ux)) : 0.0f);
    return true;
}

// A long name runs along its edge.
static void edge_name(const Floor *ground, const Edge *edge, float numbers_width)
{
    Name name = name_of(ground->build, edge->along, ground->size);
    name.along = name.wide > LONG_NAME;
    for (int among = 0; among <= (int)ground->camera->close; among++)
        for (size_t i = 0; i < sizeof name_parts / sizeof *name_parts; i++)
            if (edge_name_at(ground, edge, &name, name_parts[i], among ? 0 : numbers_width))
                return;
}

static void edge_axis(const Floor *ground, const Edge *edge)
{
    double ticks[TICKS_MAX], step;
    const double *across = ground->camera->window + 2 * (1 - edge->along);
    int n = edge_ticks(ground, edge, ticks, &step);
    float widest = 0.0f;
    for (int i = 0; i < n; i++) {
        bool x = edge->along == 0;
        floor_line(ground, (double[]){x ? ticks[i] : across[0], x ? across[0] : ticks[i]},
                   (double[]){x ? ticks[i] : across[1], x ? across[1] : ticks[i]});
        edge_tick(ground, edge, ticks[i], step);
        Number text = format_tick(ticks[i], step);
        widest = fmaxf(widest, label_box(ground->build, text.text, ground->size, 0.0f, 0.0f).w);
    }
    if (!ground->build->inner[edge->along])
        edge_name(ground, edge, widest);
}

// The corner at the far left or right end of the near edges whose upright edge nothing stands before.
static int side_corner(const Floor *ground)
{
    int left = 0, right = 0;
    for (int i = 1; i < 4; i++) {
        if (ground->corner[i].x < ground->corner[left].x)
            left = i;
        if (ground->corner[i].x > ground->corner[right].x)
            right = i;
    }
    float lower = ground->corner[left].y - ground->corner[right].y;
    return lower < -0.25f * ground->camera->rect.h ? right : left;
}

static void loss_axis(const Floor *ground, const PanelField *field)
{
    int corner = side_corner(ground);
    double at[2];
    corner_place(ground->camera->window, corner, at);
    DrawPoint foot = ground->corner[corner], top = camera_project(ground->camera, at[0], at[1], 1.0);
    float length = hypotf(top.x - foot.x, top.y - foot.y);
    if (length < 50.0f)
        return;
    float side[2] = {foot.x < ground->centre[0] ? -1.0f : 1.0f, 0.0f}, up[2] = {0.0f, -1.0f};
    LossTick ticks[LOSSES_MAX];
    int most = (int)(length / 19.0f), n = ticks_loss(field->map, most > LOSSES_MAX ? LOSSES_MAX : most, ticks);
    hairline(ground, foot, top, 1.0f, 1.0f);
    label_off(ground, "loss", top, up, 14.0f);
    for (int i = 0; i < n; i++) {
        DrawPoint point = camera_project(ground->camera, at[0], at[1], height_of(field->map, ticks[i].loss)),
                  end = point;
        end.x += side[0] * TICK_LENGTH;
        hairline(ground, point, end, 1.0f, 1.0f);
        label_off(ground, ticks[i].text, point, side, TICK_LENGTH + 3.0f);
    }
}

void surface_axes_build(Build *build, int panel, const PanelField *field)
{
    if (build->layout.alone || !build_has(build, PART_AXES) || !camera_has_axes(&build->camera[panel]))
        return;
    Floor ground = floor_of(build, panel, field);
    Edge x = near_edge(&ground, 0), y = near_edge(&ground, 1);
    for (int i = 0; i < 4; i++) {
        double from[2], to[2];
        corner_place(ground.camera->window, i, from);
        corner_place(ground.camera->window, (i + 1) % 4, to);
        floor_line(&ground, from, to);
    }
    loss_axis(&ground, field);
    edge_axis(&ground, &x);
    edge_axis(&ground, &y);
}

typedef struct MapAxis {
    Build *build;
    const Camera *camera;
    int along;               // the coordinate: 0 on the lower border, 1 on the left
    const PictureCell *cell; // of a contact sheet: ticks alone, unless it is an outer one; NULL: none
} MapAxis;

static DrawPoint border_point(const MapAxis *axis, double value)
{
    Rect rect = axis->camera->rect;
    DrawPoint at = camera_project(axis->camera, value, value, 0.0);
    bool below = axis->along == 0;
    at.x = below ? fminf(fmaxf(at.x, rect.x), rect.x + rect.w) : rect.x;
    at.y = below ? rect.y + rect.h : fminf(fmaxf(at.y, rect.y), rect.y + rect.h);
    return at;
}

// Outside the map, below it or at its left.
static void map_mark(const MapAxis *axis, double value, float length)
{
    const Theme *theme = axis->build->theme;
    DrawPoint at = border_point(axis, value);
    bool below = axis->along == 0;
    Color color = color_mix(theme->hairline, theme->secondary, 0.5f);
    DrawStroke stroke = {.width = theme->line_scale, .color = color};
    draw_line(axis->build->list, stroke, at.x, at.y, below ? at.x : at.x - length, below ? at.y + length : at.y);
}

// Of a contact sheet: at a map's ends numbers keep off those of the next one.
static Rect within_cell(const MapAxis *axis, Rect box)
{
    Rect rect = axis->camera->rect;
    if (!axis->cell)
        return box;
    if (axis->along == 0)
        box.x = fminf(fmaxf(box.x, rect.x - CELL_OVER), rect.x + rect.w + CELL_OVER - box.w);
    else
        box.y = fminf(fmaxf(box.y, rect.y - CELL_OVER), rect.y + rect.h + CELL_OVER - box.h);
    return box;
}

static FontSize number_size(const MapAxis *axis)
{
    return axis->cell ? FONT_SMALL : FONT_NOTE;
}

static Rect number_box(const MapAxis *axis, double value, double step)
{
    bool below = axis->along == 0;
    Rect rect = axis->camera->rect;
    DrawPoint at = border_point(axis, value);
    Rect box = label_box(axis->build, format_tick(value, step).text, number_size(axis), 0.0f, 0.0f);
    box.x += below ? at.x : at.x - TICK_LENGTH - 2.0f - 0.5f * box.w;
    box.y += below ? at.y + TICK_LENGTH + 2.0f + 0.5f * box.h : at.y;
    if (!below) // the last ones clear of the corner
        box.y = fminf(fmaxf(box.y, rect.y - CORNER), rect.y + rect.h + CORNER - box.h);
    return within_cell(axis, box);
}

static void map_number(const MapAxis *axis, double value, double step)
{
    Rect box = number_box(axis, value, step);
    bool number = axis->cell ? axis->cell->numbers[axis->along] : !axis->build->inner[axis->along];
    if (number && label_free(axis->build, box))
        label_draw(axis->build, format_tick(value, step).text, number_size(axis), box, axis->build->theme->secondary,
                   (Color){0});
}

// Whether every so manieth of the ticks, 0 one of them, has its number.
static bool is_numbered(double value, double step, int each)
{
    return lround(value / step) % each == 0;
}

static int numbered(const double *ticks, int n, double step, int each)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += is_numbered(ticks[i], step, each);
    return count;
}

// Do the numbers then stand apart, by so much?
static bool numbers_fit(const MapAxis *axis, const double *ticks, int n, double step, int each, float apart)
{
    Rect last = {0};
    for (int i = 0; i < n; i++) {
        if (!is_numbered(ticks[i], step, each))
            continue;
        Rect box = number_box(axis, ticks[i], step);
        float gap = axis->along == 0 ? box.x - last.x - last.w : last.y - box.y - box.h;
        if (last.w > 0 && gap < apart)
            return false;
        last = box;
    }
    return true;
}

// The fewest that are left out, so that the numbers, and among those at the left the axis' name, have room.
static int numbers_each(const MapAxis *axis, const double *ticks, int n, double step, float apart)
{
    int each = 1;
    while (!numbers_fit(axis, ticks, n, step, each, apart) && numbered(ticks, n, step, each + 1) > 1)
        each++;
    return each;
}

// Long: in the place of the numbers at the axis' end, which make room for it.
static void long_name(const MapAxis *axis, const Name *name)
{
    Rect rect = axis->camera->rect;
    bool below = axis->along == 0;
    float off = TICK_LENGTH + 2.0f;
    Rect box = below ? (Rect){rect.x + rect.w - name->wide, rect.y + rect.h + off, name->wide, name->high}
                     : (Rect){rect.x - off - name->high, rect.y, name->high, name->wide};
    label_reserve(axis->build, box);
    name_draw(axis->build, name, box.x + 0.5f * box.w, box.y + 0.5f * box.h, below ? 0.0f : 1.57079633f);
}

// Short: beyond the lower border's end, or among the numbers of the left one, as near to its end as they allow.
static void short_name(const MapAxis *axis, const Name *name)
{
    Rect rect = axis->camera->rect;
    bool below = axis->along == 0;
    Rect box = {rect.x + rect.w + 3.0f, rect.y + rect.h + 3.0f - name->high, name->wide, name->high};
    if (!below)
        box.x = rect.x - TICK_LENGTH - 2.0f - name->wide, box.y = rect.y - (axis->cell ? name->high : 0);
    for (int i = 0; !below && i < 24 && !label_free(axis->build, box); i++)
        box.y += 2.0f;
    label_reserve(axis->build, box);
    name_draw(axis->build, name, box.x + 0.5f * box.w, box.y + 0.5f * box.h, 0.0f);
}

// Marks without numbers, where these are far apart.
static void minor_ticks(const MapAxis *axis, const double *ticks, int n, double step)
{
    for (int i = 0; i + 1 < n; i++)
        for (int k = 1; k < MINOR; k++)
            map_mark(axis, ticks[i] + step * k / MINOR, MINOR_LENGTH);
}

static void map_axis(const MapAxis *axis)
{
    Rect rect = axis->camera->rect;
    const double *window = axis->camera->window + 2 * axis->along;
    double ticks[TICKS_MAX], step;
    bool figure = axis->build->layout.figure;
    float length = axis->along == 0 ? rect.w : rect.h;
    int most = (int)(length / (figure ? FIGURE_DISTANCE : TICK_DISTANCE)), n = 0;
    for (int tried = most < 2 ? 2 : most; n < 2 && tried < most + 5; tried++) // one number alone tells no scale
        n = ticks_ends(window[0], window[1], tried > TICKS_MAX ? TICKS_MAX : tried, ticks, &step);
    Name name = name_of(axis->build, axis->along, FONT_NOTE);
    bool named = axis->cell ? axis->cell->name[axis->along] : !axis->build->inner[axis->along];
    if (named && name.wide > LONG_NAME)
        long_name(axis, &name);
    bool among = named && axis->along == 1 && name.wide <= LONG_NAME;
    int each = numbers_each(axis, ticks, n, step, among ? name.high : 0.0f);
    for (int i = 0; i < n; i++) {
        map_mark(axis, ticks[i], TICK_LENGTH);
        if (is_numbered(ticks[i], step, each))
            map_number(axis, ticks[i], step);
    }
    if (figure && n > 1 && length / (float)(n - 1) > MINOR_FROM)
        minor_ticks(axis, ticks, n, step);
    if (named && name.wide <= LONG_NAME)
        short_name(axis, &name);
}

void map_axes_build(Build *build, int panel, const PanelField *field)
{
    (void)field;
    const Camera *camera = &build->camera[panel];
    Rect rect = camera->rect, view = build->layout.view;
    const PictureCell *cell = build->in->cell; // which has room around it
    bool room = cell || (rect.x - MAP_LEFT > view.x - 1.0f && rect.y + rect.h + MAP_BELOW < view.y + view.h + 1.0f &&
                         map_has_numbers(build, rect.w, rect.h));
    if (build->layout.alone || !build_has(build, PART_AXES) || !room)
        return;
    for (int along = 0; along < 2; along++)
        map_axis(&(MapAxis){build, camera, along, cell});
    if (build->layout.figure)
        draw_shape(
            build->list,
            (DrawShape){
                .x = rect.x, .y = rect.y, .w = rect.w, .h = rect.h, .stroke = 1, .color = build->theme->secondary});
}
