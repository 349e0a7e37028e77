// Which steps the axes of charts and time show, where a step stands there, and the numbers under an axis.
#include "picture/build.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { TICKS_MAX = 32, REST_STEPS = 5, AXIS_NAME_MAX = 64 };

#define REST_SHARE      1.1   // of the steps up to rest, and REST_STEPS, that an axis shows
#define EARLY           0.8   // of the race: who rests later is shown to the end
#define TICKS_APART     90.0f // points
#define FIGURE_APART    42.0f // likewise, in a figure
#define NAME_DOWN       15.0f // of a figure's axis, under its numbers
#define AXIS_NAME_GAP   24.0f // behind the axis's end
#define AXIS_NAME_LEAST 8.0f  // behind its last number
#define AXIS_NAME_SHARE 0.3f  // of the axis, where it stands on it
#define NUMBERS_UP      14.0f // of an axis's numbers, over their base
#define NUMBERS_HIGH    19.0f
#define FINGER          8.0f // beyond an axis's ends

// Where the last of the visible racers comes to rest; -1: not all do.
static int all_rest(const Build *build)
{
    int last = -1;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!racer_visible(build, i))
            continue;
        int rest = study_rest(build->study, i);
        if (rest < 0)
            return -1;
        last = rest > last ? rest : last;
    }
    return last;
}

// A little after that, where it is early; else the race's end.
static TimeSpan usual_span(const Build *build)
{
    int steps = build->scene->steps > 0 ? build->scene->steps : 1, rest = build->race_known ? all_rest(build) : -1;
    int end = (int)ceil(REST_SHARE * rest) + REST_STEPS;
    bool early = rest >= 0 && end < EARLY * steps;
    return early ? (TimeSpan){0, end, true} : (TimeSpan){0, steps, false};
}

static TimeSpan said_span(const Build *build)
{
    const int *said = build->scene->view.span;
    int steps = build->scene->steps > 0 ? build->scene->steps : 1;
    int to = said[1] < steps ? said[1] : steps, from = said[0] < to ? said[0] : to - 1;
    return (TimeSpan){from, to, false};
}

static uint64_t hold_key(const Build *build)
{
    const Scene *scene = build->scene;
    return field_hash((uint64_t)scene->steps + 1, scene->formula, strlen(scene->formula));
}

void span_begin(Build *build)
{
    ChartHold *held = &build->held;
    uint64_t key = hold_key(build);
    bool there = race_racers(build->race) > 0 && race_dimension(build->race) > 0;
    build->race_known = there && race_done(build->race) >= build->scene->steps;
    if (held->key != key)
        *held = (ChartHold){.key = key};
    if (build->in->cell && build->in->cell->span.to > 0) {
        build->span = build->in->cell->span;
        return;
    }
    bool said = build->scene->view.span[1] > 0;
    build->span = said ? said_span(build) : usual_span(build);
    if (said)
        return;
    if (build->race_known)
        held->span = build->span, held->has_span = true;
    else if (held->has_span)
        build->span = held->span;
}

void span_end_early(Build *build, int last)
{
    int end = (int)ceil(REST_SHARE * last) + REST_STEPS;
    if (end < EARLY * build->span.to)
        build->span.to = end, build->span.cut = build->span.below = true;
}

float span_x(const Build *build, Rect line, double step)
{
    TimeSpan span = build->span;
    return line.x + line.w * (float)((step - span.from) / (span.to - span.from));
}

bool span_holds(const Build *build, double step)
{
    return step >= build->span.from && step <= build->span.to;
}

double span_shown(const Build *build)
{
    double step = fmin(build->step + build->fraction, build->scene->steps);
    return build->span.cut ? fmin(step, build->span.to) : step;
}

static float small_width(const Build *build, const char *text)
{
    return text_width(build, text, FONT_SMALL, WEIGHT_REGULAR, false);
}

// What the axis counts, and how far the race goes on where the axis ends before it: the longest that has room.
static void axis_name(const Build *build, float room, char *name, size_t size)
{
    static const char *const rest[] = {"step of %s, all at rest", "of %s, at rest", "of %s"},
                             *const lower[] = {"step of %s, then below the axis", "of %s, then below", "of %s"};
    TimeSpan span = build->span;
    const char *const *names = span.below ? lower : rest;
    text_copy(name, size, "step");
    for (int i = span.cut ? 0 : 2; i < 3 && (span.cut || span.from > 0 || span.to < build->scene->steps); i++) {
        snprintf(name, size, names[i], format_count(build->scene->steps).text);
        if (small_width(build, name) <= room)
            return;
    }
}

// The last one stands a little before its tick rather than not at all.
static void numbers(const Build *build, Rect line, float base, float until)
{
    double ticks[TICKS_MAX], step;
    bool whole = until >= line.x + line.w;
    int most = (int)(line.w / (build->layout.figure ? FIGURE_APART : TICKS_APART)) + 1;
    int n = ticks_linear(build->span.from, build->span.to, most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    for (int i = 0; i < n; i++) {
        Number number = format_count(ticks[i]);
        float half = small_width(build, number.text) / 2, tick = span_x(build, line, ticks[i]);
        float x = whole ? fminf(tick, until - half) : tick;
        if (ticks[i] == floor(ticks[i]) && x + half <= until)
            draw_text(
                build->list,
                (DrawText){
                    .x = x, .y = base, .align = ALIGN_CENTER, .size = FONT_SMALL, .color = build->theme->secondary},
                "%s", number.text);
    }
}

void span_numbers(Build *build, Rect line, float base, float right, int axis)
{
    char name[AXIS_NAME_MAX];
    if (build->in->cell) {
        numbers(build, line, base, right);
        return;
    }
    if (build->layout.figure) {
        axis_name(build, line.w, name, sizeof name);
        draw_text(build->list,
                  (DrawText){.x = line.x + line.w / 2,
                             .y = base + NAME_DOWN,
                             .align = ALIGN_CENTER,
                             .size = FONT_SMALL,
                             .color = build->theme->secondary},
                  "%s", name);
        numbers(build, line, base, right);
        return;
    }
    float gap = fmaxf(AXIS_NAME_GAP, AXIS_NAME_LEAST + small_width(build, format_count(build->span.to).text) / 2);
    float end = line.x + line.w, beyond = right - end - gap;
    axis_name(build, fmaxf(beyond, AXIS_NAME_SHARE * line.w), name, sizeof name);
    float width = small_width(build, name);
    bool outside = width <= beyond, whole = !strcmp(name, "step");
    float x = outside ? end + gap : right - width;
    if (outside || !whole)
        draw_text(build->list, (DrawText){.x = x, .y = base, .size = FONT_SMALL, .color = build->theme->secondary},
                  "%s", name);
    numbers(build, line, base, outside || whole ? right : x - AXIS_NAME_GAP / 2);
    draw_hit(build->list, HIT_TIME, axis,
             (Rect){line.x - FINGER, base - NUMBERS_UP, line.w + 2 * FINGER, NUMBERS_HIGH});
}
