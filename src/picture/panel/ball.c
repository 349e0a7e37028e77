// Where the racers are now: a ball on the surface, a ring where one has settled, a cross where one diverged, an arrow
// at the window's edge for one that has left it. Racers at one place move apart just so far that each is seen.
#include "picture/build.h"
#include "picture/draw/format.h"
#include "picture/panel/event.h"
#include "picture/panel/fan.h"
#include "picture/panel_title.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CROWD = 7, LINE_MAX = 160, EXIT_BISECTIONS = 30 };
enum { WORDS_MOST = 4 }; // at the arrows of a figure whose key says the same; more would cover its surface

#define LEADER_FROM 1.1f  // likewise, from which a line leads there
#define POLE_MOST   0.3f  // of the panel's height
#define CROWD_LEAST 0.72f // of its radius, that a ball among more than CROWD has at least
#define MEAN_RADIUS 0.62f // of the ring at an average
#define MARK_SIZE   0.42f // of a disc that is a racer's mark on a ball, in radii

typedef struct Ball {
    int racer;
    Standing standing;
    DrawPoint foot; // where it touches
    float x, y;     // moved apart
} Ball;

typedef struct Balls {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    float radius;
    Ball ball[RACE_RACERS_MAX];
    int n;
} Balls;

static float ball_radius(const Build *build, Rect rect)
{
    float radius = fminf(fmaxf(fminf(rect.w, rect.h) * 0.0145f, 5.0f), 8.0f);
    return radius * mark_scale(rect) * fminf(build->theme->line_scale, 1.1f);
}

static Rect around(float x, float y, float reach)
{
    return (Rect){x - reach, y - reach, 2.0f * reach, 2.0f * reach};
}

static void move_apart(Balls *balls)
{
    FanPlace place[RACE_RACERS_MAX];
    for (int i = 0; i < balls->n; i++)
        place[i] = (FanPlace){balls->ball[i].foot, balls->ball[i].x, balls->ball[i].y, balls->ball[i].racer};
    fan_spread(place, balls->n, balls->radius);
    for (int i = 0; i < balls->n; i++)
        balls->ball[i].x = place[i].x, balls->ball[i].y = place[i].y;
}

// Far ones first, the selected one last.
static void sort_by_depth(Balls *balls, int selected)
{
    for (int i = 1; i < balls->n; i++) {
        Ball ball = balls->ball[i];
        int j = i;
        while (j > 0 && balls->ball[j - 1].racer != ball.racer &&
               (balls->ball[j - 1].racer == selected ||
                (ball.racer != selected && balls->ball[j - 1].foot.depth < ball.foot.depth))) {
            balls->ball[j] = balls->ball[j - 1];
            j--;
        }
        balls->ball[j] = ball;
    }
}

static float radius_of(const Balls *balls, const Ball *ball)
{
    return balls->radius * (racer_is_ghost(balls->build, ball->racer) ? GHOST_THIN : 1.0f);
}

// Of a ball that is moved: on the surface, no farther than where it stands, and seen if that is.
static float depth_of(const Balls *balls, const Ball *ball)
{
    const PanelField *field = balls->field;
    if (balls->camera->flat || (ball->x == ball->foot.x && ball->y == ball->foot.y))
        return ball->foot.depth;
    DrawPoint there = camera_slide(balls->camera, field->field, field->map, field->ceiling, ball->foot,
                                   ball->x - ball->foot.x, ball->y - ball->foot.y);
    there.depth = fminf(there.depth, ball->foot.depth);
    return camera_unhidden(balls->camera, field->field, field->map, field->ceiling, ball->foot, there);
}

// From where a ball stands to where it is seen.
static void leader_draw(Balls *balls, const Ball *ball)
{
    const Build *build = balls->build;
    if (hypotf(ball->x - ball->foot.x, ball->y - ball->foot.y) < LEADER_FROM * balls->radius)
        return;
    DrawStroke stroke = {.width = 1.3f * build->theme->line_scale,
                         .casing = 0.8f,
                         .color = racer_color(build, ball->racer),
                         .casing_color = build->theme->casing,
                         .on_panel = build->on_panel,
                         .hidden_alpha = 0.35f};
    if (!draw_stroke(build->list, stroke))
        return;
    draw_point(build->list, ball->foot.x, ball->foot.y, fmaxf(ball->foot.depth - 0.004f, 0.0f));
    draw_point(build->list, ball->x, ball->y, fmaxf(depth_of(balls, ball) - 0.004f, 0.0f));
}

// Within a ring in the racer's colour; on a disc in the ink that stands out more.
static void disc_mark(Balls *balls, const Ball *ball)
{
    static const Color bright = {0.97f, 0.97f, 0.97f, 0.9f}, dark = {0.05f, 0.05f, 0.05f, 0.9f};
    Color color = racer_color(balls->build, ball->racer);
    if (racer_marker(ball->racer).kind == SHAPE_DISC)
        return;
    Color ink = color_contrast(bright, color) > color_contrast(dark, color) ? bright : dark;
    marker_draw(balls->build, ball->racer,
                (DrawShape){.x = ball->x,
                            .y = ball->y,
                            .w = MARK_SIZE * radius_of(balls, ball),
                            .color = ball->standing.settled ? color : ink,
                            .layer = LAYER_TOP});
}

// Where there is no relief to be shaded with, as on a curve: drawn over the lines.
static void disc_draw(Balls *balls, const Ball *ball)
{
    const Build *build = balls->build;
    Color color = racer_color(build, ball->racer);
    float radius = radius_of(balls, ball);
    DrawShape disc = {.kind = SHAPE_DISC, .x = ball->x, .y = ball->y, .w = radius + 1.5f, .layer = LAYER_TOP};
    disc.color = color_alpha(build->theme->ground, 0.9f);
    draw_shape(build->list, disc);
    disc.w = radius;
    disc.color = color;
    if (ball->standing.settled)
        disc.w -= 1.2f, disc.stroke = 2.4f;
    draw_shape(build->list, disc);
    disc_mark(balls, ball);
    if (ball->standing.settled)
        return;
    disc.x -= 0.3f * radius, disc.y -= 0.35f * radius;
    disc.w = 0.32f * radius;
    disc.color = (Color){1.0f, 1.0f, 1.0f, 0.55f};
    draw_shape(build->list, disc);
}

// What lies on a ball, or within a ring.
static void mark_ball(DrawBall *drawn, int racer)
{
    Marker marker = racer_marker(racer);
    if (marker.kind == SHAPE_DISC)
        return;
    drawn->mark = marker.kind;
    drawn->mark_size = MARK_SIZE * marker.size;
    drawn->mark_angle_rad = marker.angle_rad;
}

static void ball_draw(Balls *balls, const Ball *ball)
{
    if (!balls->build->on_panel) {
        disc_draw(balls, ball);
        label_reserve(balls->build, around(ball->x, ball->y, balls->radius));
        return;
    }
    bool flat = balls->camera->flat;
    float radius = radius_of(balls, ball), moved = hypotf(ball->x - ball->foot.x, ball->y - ball->foot.y);
    float rise = 0.75f * fmaxf(radius - 0.5f * moved, 0.0f); // among others it lies flat, as a ring does
    rise = flat || ball->standing.settled ? 0.0f : rise;
    DrawBall drawn = {
        .x = ball->x,
        .y = ball->y - rise,
        .depth = fmaxf(depth_of(balls, ball) - (flat ? 0.0f : 0.004f), 0.0f),
        .radius = ball->standing.settled ? radius * 0.9f : radius,
        .color = racer_color(balls->build, ball->racer),
        .hollow = ball->standing.settled,
        .shadow_x = 0.3f * radius,
        .shadow_y = flat ? 0.45f * radius : 0.8f * radius,
        .hidden_alpha = 0.35f,
        .panel = balls->build->on_panel - 1,
    };
    mark_ball(&drawn, ball->racer);
    draw_ball(balls->build->list, drawn);
    label_reserve(balls->build, around(ball->x, ball->y - rise, radius));
}

static void cross_draw(Balls *balls, DrawPoint at, int racer)
{
    DrawStroke stroke = {.width = 2.2f * balls->build->theme->line_scale,
                         .casing = 1.2f,
                         .color = racer_color(balls->build, racer),
                         .casing_color = panel_ink(balls->build, balls->camera, balls->field, at.x, at.y).halo};
    float reach = 0.8f * balls->radius;
    draw_line(balls->build->list, stroke, at.x - reach, at.y - reach, at.x + reach, at.y + reach);
    stroke.casing = 0.0f;
    draw_line(balls->build->list, stroke, at.x - reach, at.y + reach, at.x + reach, at.y - reach);
    label_reserve(balls->build, around(at.x, at.y, reach));
}

static bool words_fit(const Balls *balls)
{
    return balls->camera->rect.w >= 240.0f && balls->camera->rect.h >= 140.0f;
}

static void ended_text(const Balls *balls, const Ball *ball, char *text, size_t size)
{
    Text line = text_begin(text, size);
    if (ball->standing.stopped)
        text_add(&line, "torch stops here: %s", ball->standing.stopped);
    else
        text_add(&line, "%s diverged at step %s", scene_racer_name(balls->build->scene, ball->racer),
                 format_count(race_last(balls->build->race, ball->racer)).text);
}

static EventPanel events_of(const Balls *balls)
{
    return (EventPanel){balls->build, balls->camera, balls->field, balls->radius};
}

static void ended_words(Balls *balls, const Ball *ball)
{
    char text[LINE_MAX];
    if (!words_fit(balls))
        return;
    ended_text(balls, ball, text, sizeof text);
    EventPanel panel = events_of(balls);
    if (!panel_title_tells(balls->build, &ball->standing))
        event_draw(&panel, text, ball->foot, ball->racer);
}

// The direction on the screen from a point of the window towards another of the domain; a unit vector.
static void direction_to(const Camera *camera, const double from[2], const double to[2], float direction[2])
{
    const double *window = camera->window;
    double x = to[0] - from[0], y = to[1] - from[1], width = window[1] - window[0], height = window[3] - window[2];
    double shorten = 0.05 / fmax(fmax(fabs(x) / width, fabs(y) / height), 0.05);
    DrawPoint a = camera_project(camera, from[0], from[1], 0.0);
    DrawPoint b = camera_project(camera, from[0] + x * shorten, from[1] + y * shorten, 0.0);
    float length = fmaxf(hypotf(b.x - a.x, b.y - a.y), 1e-6f);
    direction[0] = (b.x - a.x) / length;
    direction[1] = (b.y - a.y) / length;
}

// Where a racer that is outside crossed the window's edge for the last time, just outside it; where it is now if it was
// never inside.
static void last_exit(const Balls *balls, int racer, const Standing *standing, double at[2])
{
    const Build *build = balls->build;
    double outside[2] = {standing->at[0], standing->at[1]};
    at[0] = outside[0], at[1] = outside[1];
    for (int row = standing->rows - 1; row >= 0; row--) {
        double inside[2] = {0};
        memcpy(inside, race_point(build->race, racer, row).at, (size_t)build->dimension * sizeof *inside);
        if (panel_holds(balls->camera, inside[0], inside[1])) {
            for (int i = 0; i < EXIT_BISECTIONS; i++) {
                double middle[2] = {0.5 * (inside[0] + outside[0]), 0.5 * (inside[1] + outside[1])};
                memcpy(panel_holds(balls->camera, middle[0], middle[1]) ? inside : outside, middle, sizeof middle);
            }
            at[0] = outside[0], at[1] = outside[1];
            return;
        }
        outside[0] = inside[0], outside[1] = inside[1];
    }
}

static void clamp_to_window(const double window[4], const double at[2], double inside[2])
{
    for (int i = 0; i < 2; i++)
        inside[i] = fmin(fmax(at[i], window[2 * i]), window[2 * i + 1]);
}

static DrawPoint inside_rect(DrawPoint point, Rect rect, float margin)
{
    point.x = fminf(fmaxf(point.x, rect.x + margin), rect.x + rect.w - margin);
    point.y = fminf(fmaxf(point.y, rect.y + margin), rect.y + rect.h - margin);
    return point;
}

static void away_text(const Balls *balls, const Ball *ball, char *text, size_t size)
{
    if (standing_ended(&ball->standing)) {
        ended_text(balls, ball, text, size);
        return;
    }
    Text line = text_begin(text, size);
    text_add(&line, "%s, %s away", scene_racer_name(balls->build->scene, ball->racer),
             format_loss(racer_outside(balls->build, ball->racer, &ball->standing)).text);
}

// One line: along the shaft to the tip, and from there both barbs.
static void arrow_draw(const Balls *balls, DrawPoint at, const float direction[2], Color color)
{
    DrawList *list = balls->build->list;
    float reach = 1.15f * balls->radius, barb = 0.75f * reach, x = direction[0], y = direction[1];
    DrawPoint tip = {at.x + x * reach, at.y + y * reach, 0.0f};
    Color halo = panel_ink(balls->build, balls->camera, balls->field, at.x, at.y).halo;
    DrawStroke stroke = {
        .width = 2.2f * balls->build->theme->line_scale, .casing = 1.2f, .color = color, .casing_color = halo};
    if (!draw_stroke(list, stroke))
        return;
    draw_point(list, at.x - x * reach, at.y - y * reach, 0.0f);
    draw_point(list, tip.x, tip.y, 0.0f);
    draw_point(list, tip.x - (x - y) * barb, tip.y - (y + x) * barb, 0.0f);
    draw_point(list, tip.x, tip.y, 0.0f);
    draw_point(list, tip.x - (x + y) * barb, tip.y - (y - x) * barb, 0.0f);
}

// A racer beyond the window's edge.
typedef struct Away {
    const Ball *ball;
    DrawPoint at;
    int side;           // of the window: 0 and 1 x from and to, 2 and 3 y
    float normal[2];    // of the edge there, outwards
    float direction[2]; // towards where the racer is
} Away;

static bool leaves_sideways(const Away *away)
{
    return fabsf(away->normal[0]) > fabsf(away->normal[1]);
}

// Along its edge, rightwards or downwards; a unit vector.
static void along_edge(const Away *away, float along[2])
{
    float x = -away->normal[1], y = away->normal[0], sign = (leaves_sideways(away) ? y : x) < 0.0f ? -1.0f : 1.0f;
    along[0] = sign * x, along[1] = sign * y;
}

static float place_on_edge(const Away *away)
{
    float along[2];
    along_edge(away, along);
    return along[0] * away->at.x + along[1] * away->at.y;
}

static int by_side(const void *a, const void *b)
{
    const Away *one = a, *other = b;
    float d = place_on_edge(one) - place_on_edge(other);
    return one->side != other->side ? one->side - other->side : d < 0.0f ? -1 : d > 0.0f;
}

// Isotonic regression: places in this order, at least `apart` from one to the next, as near to the wished ones as that
// lets them be. What is too near forms a block about the middle of its wishes.
static void spread(float *place, int n, float apart)
{
    float middle[RACE_RACERS_MAX];
    int count[RACE_RACERS_MAX], blocks = 0;
    for (int i = 0; i < n; i++) {
        middle[blocks] = place[i] - (float)i * apart, count[blocks++] = 1;
        for (; blocks > 1 && middle[blocks - 2] > middle[blocks - 1]; blocks--) {
            float one = (float)count[blocks - 2], other = (float)count[blocks - 1];
            middle[blocks - 2] = (one * middle[blocks - 2] + other * middle[blocks - 1]) / (one + other);
            count[blocks - 2] += count[blocks - 1];
        }
    }
    for (int block = 0, i = 0; block < blocks; block++)
        for (int k = 0; k < count[block]; k++, i++)
            place[i] = middle[block] + (float)i * apart;
}

// The arrows of one side, in order: apart, yet where their trails leave.
static void move_along_edge(const Balls *balls, Away *away, int n)
{
    float place[RACE_RACERS_MAX], least = 1.8f * balls->radius;
    for (int i = 0; i < n; i++)
        place[i] = place_on_edge(&away[i]);
    spread(place, n, least);
    for (int i = 0; i < n; i++) {
        float along[2], moved = place[i] - place_on_edge(&away[i]);
        along_edge(&away[i], along);
        away[i].at.x += along[0] * moved, away[i].at.y += along[1] * moved;
        away[i].at = inside_rect(away[i].at, balls->camera->rect, 1.4f * balls->radius);
    }
}

static void away_arrow(Balls *balls, const Away *away)
{
    arrow_draw(balls, away->at, away->direction, racer_color(balls->build, away->ball->racer));
    label_reserve(balls->build, around(away->at.x, away->at.y, balls->radius));
}

// The box of a word on the row-th line over an arrow (up: -1) or under it.
static Rect flag_box(const Balls *balls, const Away *away, const char *text, bool leftwards, int row, float up)
{
    EventPanel panel = events_of(balls);
    Rect box = event_size(&panel, text);
    box.x = away->at.x - (leftwards ? box.w - 2.0f : 2.0f);
    box.y = -0.5f * box.h;
    box.y += away->at.y + up * (balls->radius + 4.0f + ((float)row + 0.5f) * (box.h + 1.0f));
    return box;
}

// Where the word of an arrow up or down stands: the nearest free line, into a map, off a surface; then the other way;
// false: nowhere.
static bool flag_place(const Balls *balls, const Away *away, const char *text, bool leftwards, Rect *box)
{
    float outward = away->normal[1] < 0.0f ? -1.0f : 1.0f;
    Rect view = balls->camera->rect;
    EventPanel panel = events_of(balls);
    bool told = event_is_told(balls->build);
    Traffic traffic;
    traffic_survey(&panel, &traffic);
    for (int i = 0; i < 4 * RACE_RACERS_MAX; i++) {
        bool second = i >= 2 * RACE_RACERS_MAX;
        *box = flag_box(balls, away, text, leftwards, i % (2 * RACE_RACERS_MAX),
                        balls->camera->flat != second ? -outward : outward);
        bool inside = box->y >= view.y && box->y + box->h <= view.y + view.h && box->x >= view.x;
        inside = inside && (!told || fabsf(box->y + 0.5f * box->h - away->at.y) < POLE_MOST * view.h);
        if (inside && label_free(balls->build, *box) && (!told || traffic_allows(&traffic, *box)))
            return true;
    }
    return false;
}

// The thin line between an arrow and its word.
static void flag_pole(Balls *balls, const Away *away, Rect box, Color color)
{
    bool over = box.y < away->at.y;
    float x = away->at.x, from = away->at.y + (over ? -1.4f : 1.4f) * balls->radius, to = over ? box.y + box.h : box.y;
    if ((over ? from - to : to - from) < 6.0f)
        return;
    color = color_alpha(color, 0.7f);
    draw_line(balls->build->list, (DrawStroke){.width = 1.0f, .color = color}, x, from, x, to);
    label_reserve(balls->build, (Rect){x - 1.0f, fminf(from, to), 2.0f, fabsf(from - to)});
}

static void away_word(Balls *balls, const Away *away, bool leftwards)
{
    char text[LINE_MAX];
    Rect box;
    EventPanel panel = events_of(balls);
    away_text(balls, away->ball, text, sizeof text);
    if (away->ball->standing.stopped || leaves_sideways(away) || !flag_place(balls, away, text, leftwards, &box)) {
        event_draw(&panel, text, away->at, away->ball->racer);
        return;
    }
    flag_pole(balls, away, box, racer_color(balls->build, away->ball->racer));
    event_plate(&panel, text, away->ball->racer, box);
}

// The arrows' words run to the right, or all to the left where one has no room; those first that the poles of others
// may not cross.
static void away_words(Balls *balls, const Away *away, int n)
{
    Rect rect = balls->camera->rect;
    bool leftwards = false;
    EventPanel panel = events_of(balls);
    bool told = balls->build->layout.figure && build_has(balls->build, PART_LEGEND); // in the key
    if (!build_has(balls->build, PART_LABELS) || (told && n > WORDS_MOST))
        return;
    for (int i = 0; i < n; i++) {
        char text[LINE_MAX];
        away_text(balls, away[i].ball, text, sizeof text);
        leftwards |= away[i].at.x + event_size(&panel, text).w > rect.x + rect.w;
    }
    for (int i = 0; i < n; i++) {
        const Away *next = &away[leftwards ? i : n - 1 - i];
        if (!panel_title_tells(balls->build, &next->ball->standing))
            away_word(balls, next, leftwards);
    }
}

static void away_stands(const Balls *balls, Away *away, const double outside[2])
{
    const Camera *camera = balls->camera;
    const double *window = camera->window;
    double edge[2], beyond[2];
    clamp_to_window(window, outside, edge);
    for (int i = 0; i < 2; i++) // a step over the edge
        beyond[i] = edge[i] + (outside[i] > edge[i]   ? 0.05
                               : outside[i] < edge[i] ? -0.05
                                                      : 0.0) *
                                  (window[2 * i + 1] - window[2 * i]);
    for (int i = 0; i < 2; i++)
        if (outside[i] != edge[i])
            away->side = 2 * i + (outside[i] > edge[i]);
    panel_point(camera, balls->field, edge[0], edge[1], 0.0, &away->at);
    direction_to(camera, edge, beyond, away->normal);
    direction_to(camera, edge, away->ball->standing.at, away->direction);
    away->at.x += away->normal[0] * balls->radius, away->at.y += away->normal[1] * balls->radius;
    away->at = inside_rect(away->at, camera->rect, 1.4f * balls->radius);
}

// Where the racer left; for one that has come around to another side since then, there, unless it is lost for good.
static Away away_of(const Balls *balls, const Ball *ball)
{
    double exit[2];
    Away away = {.ball = ball, .at = ball->foot};
    last_exit(balls, ball->racer, &ball->standing, exit);
    away_stands(balls, &away, exit);
    if (away.direction[0] * away.normal[0] + away.direction[1] * away.normal[1] >= 0.1f)
        return away;
    if (ball->standing.diverged)
        memcpy(away.direction, away.normal, sizeof away.direction);
    else
        away_stands(balls, &away, ball->standing.at);
    return away;
}

// Side by side of the window: arrows, or their words, which wait until all signs stand.
static void away_draw(Balls *balls, const Ball *ball, int n, bool words)
{
    Away away[RACE_RACERS_MAX];
    int first[5] = {0};
    for (int i = 0; i < n; i++)
        away[i] = away_of(balls, &ball[i]);
    qsort(away, (size_t)n, sizeof *away, by_side);
    for (int side = 0; side < 4; side++) {
        first[side + 1] = first[side];
        while (first[side + 1] < n && away[first[side + 1]].side == side)
            first[side + 1]++;
        if (first[side + 1] > first[side])
            move_along_edge(balls, &away[first[side]], first[side + 1] - first[side]);
    }
    for (int i = 0; i < n && !words; i++)
        away_arrow(balls, &away[i]);
    for (int side = 0; side < 4 && words && words_fit(balls); side++)
        away_words(balls, &away[first[side]], first[side + 1] - first[side]);
}

// Those inside the window into balls->ball, those that ended into ended, the others into away.
static void collect(Balls *balls, Balls *ended, Balls *away)
{
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        if (!(balls->field->racers >> i & 1) || !racer_visible(balls->build, i))
            continue;
        Ball ball = {.racer = i, .standing = racer_standing(balls->build, i)};
        const double *at = ball.standing.at;
        if (!ball.standing.shown || !panel_point(balls->camera, balls->field, at[0], at[1], 0.0, &ball.foot))
            continue;
        ball.x = ball.foot.x, ball.y = ball.foot.y;
        if (!panel_holds(balls->camera, at[0], at[1]))
            away->ball[away->n++] = ball;
        else if (standing_ended(&ball.standing))
            ended->ball[ended->n++] = ball;
        else
            balls->ball[balls->n++] = ball;
    }
}

// The mean of a racer's points, as a small ring at the end of its dotted line.
static void average_draw(Balls *balls, int racer, const Standing *standing)
{
    DrawPoint at;
    const double *mean = standing->average;
    if (!standing->averaged || !panel_holds(balls->camera, mean[0], mean[1]) ||
        !panel_point(balls->camera, balls->field, mean[0], mean[1], 0.0, &at))
        return;
    float radius = MEAN_RADIUS * balls->radius * (racer_is_ghost(balls->build, racer) ? GHOST_THIN : 1.0f);
    if (balls->build->on_panel) {
        draw_ball(balls->build->list, (DrawBall){.x = at.x,
                                                 .y = at.y,
                                                 .depth = fmaxf(at.depth - (balls->camera->flat ? 0.0f : 0.004f), 0.0f),
                                                 .radius = radius,
                                                 .color = racer_color(balls->build, racer),
                                                 .hollow = true,
                                                 .hidden_alpha = 0.35f,
                                                 .panel = balls->build->on_panel - 1});
    } else {
        DrawShape ring = {.kind = SHAPE_DISC, .x = at.x, .y = at.y, .w = radius + 1.0f, .layer = LAYER_TOP};
        ring.color = balls->build->theme->ground;
        draw_shape(balls->build->list, ring);
        ring.color = racer_color(balls->build, racer);
        ring.stroke = 2.0f;
        draw_shape(balls->build->list, ring);
    }
    label_reserve(balls->build, around(at.x, at.y, radius));
}

static void averages_draw(Balls *balls)
{
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        if (!(balls->field->racers >> i & 1) || !racer_visible(balls->build, i))
            continue;
        Standing standing = racer_standing(balls->build, i);
        if (standing.shown)
            average_draw(balls, i, &standing);
    }
}

static Balls balls_of(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    return (Balls){.build = build, .camera = camera, .field = field, .radius = ball_radius(build, camera->rect)};
}

void balls_build(Build *build, int panel, const PanelField *field)
{
    Balls balls = balls_of(build, panel, field), ended = balls, away = balls;
    collect(&balls, &ended, &away);
    for (int i = 0; i < ended.n; i++)
        cross_draw(&ended, ended.ball[i].foot, ended.ball[i].racer);
    away_draw(&away, away.ball, away.n, false);
    if (balls.n > CROWD)
        balls.radius *= fmaxf(sqrtf((float)CROWD / (float)balls.n), CROWD_LEAST);
    averages_draw(&balls);
    move_apart(&balls);
    sort_by_depth(&balls, build->scene->view.selected);
    for (int i = 0; i < balls.n; i++)
        leader_draw(&balls, &balls.ball[i]);
    for (int i = 0; i < balls.n; i++)
        ball_draw(&balls, &balls.ball[i]);
}

void endings_build(Build *build, int panel, const PanelField *field)
{
    Balls balls = balls_of(build, panel, field), ended = balls, away = balls;
    if (!build_has(build, PART_LABELS))
        return;
    collect(&balls, &ended, &away);
    away_draw(&away, away.ball, away.n, true);
    for (int i = 0; i < ended.n; i++)
        ended_words(&ended, &ended.ball[i]);
}
