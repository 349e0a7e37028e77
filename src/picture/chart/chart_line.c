// The lines of a chart, column of pixels by column: dashed where they cover each other, faint where they are off the
// scale or still to come, the centre of an envelope where they swing.
#include "picture/chart/chart.h"

#include <math.h>

#define OFF_ALPHA    0.35f
#define THIN_PX      0.2f  // a point is dropped if the line stays this near to it
#define ENVELOPE     0.28f // alpha
#define SAME_LINE    1.3f  // points: nearer lines cover each other
#define DASH         7.0f
#define ARROW        9.0f // points, over the frame's top
#define BARB         3.0f
#define ARROWS_APART 8.0f
#define DOT          2.0f // of an average's line: as long as it is wide

// The last stroke, by what no pixel shows.
static void thin(const Build *build)
{
    DrawList *list = build->list;
    DrawStroke *stroke = &list->strokes[list->n_strokes - 1];
    stroke->count = line_thin(list->points + stroke->first, stroke->count, THIN_PX / build->in->scale, INFINITY);
    list->n_points = stroke->first + stroke->count;
}

// What the schedule will set in the steps to come.
static void future(const Chart *chart, int racer)
{
    const Build *build = chart->build;
    bool lr = chart->kind == COURSE_LR;
    Rates rates;
    if ((!lr && chart->kind != COURSE_MOMENTUM) || rates_wait_for_loss(scene_racer(build->scene, racer)))
        return;
    racer_rates(build, racer, &rates);
    Color color = color_alpha(racer_color(build, racer), 0.35f);
    draw_stroke(build->list, (DrawStroke){.width = 1.3f * build->theme->line_scale, .color = color});
    for (int k = 0; k < rates.n; k++)
        if (k * rates.stride >= build->step && span_holds(build, k * rates.stride))
            draw_point(build->list, chart_x(chart, k * rates.stride),
                       chart_y(chart, lr ? rates.lr[k] : rates.momentum[k]), 0);
}

// Where the lines that are drawn already run, by column; NAN: not there.
typedef struct Drawn {
    float y[RACE_RACERS_MAX][COLUMNS_MAX];
    int n;
    float arrow[RACE_RACERS_MAX]; // where lines have left over the top
    int n_arrows;
} Drawn;

static float middle(const Trace *trace, int i)
{
    return 0.5f * (trace->top[i] + trace->bottom[i]);
}

// What lasts less than two dashes stays solid.
static void smooth_covers(Trace *trace)
{
    for (int from = 0, to; from < trace->n; from = to) {
        for (to = from + 1; to < trace->n && trace->covers[to] == trace->covers[from];)
            to++;
        if (trace->x[to - 1] - trace->x[from] < 2 * DASH)
            for (int i = from; i < to; i++)
                trace->covers[i] = 0;
    }
}

static void find_covers(Trace *trace, const Drawn *drawn)
{
    for (int i = 0; i < trace->n; i++) {
        trace->covers[i] = 0;
        for (int k = 0; k < drawn->n && trace->bottom[i] - trace->top[i] < 2 * SAME_LINE; k++)
            trace->covers[i] += fabsf(drawn->y[k][trace->column[i]] - middle(trace, i)) < SAME_LINE;
    }
    smooth_covers(trace);
}

static void keep_drawn(Drawn *drawn, const Trace *trace)
{
    float *y = drawn->y[drawn->n++];
    for (int c = 0; c < COLUMNS_MAX; c++)
        y[c] = NAN;
    for (int i = 0; i < trace->n; i++)
        y[trace->column[i]] = middle(trace, i);
}

static void trace_point(const Build *build, const Trace *trace, int i)
{
    float top = trace->top[i], bottom = trace->bottom[i], last = i > 0 ? trace->bottom[i - 1] : top;
    if (bottom - top < 0.75f) {
        draw_point(build->list, trace->x[i], middle(trace, i), 0);
        return;
    }
    bool down = fabsf(last - top) < fabsf(last - bottom);
    draw_point(build->list, trace->x[i], down ? top : bottom, 0);
    draw_point(build->list, trace->x[i], down ? bottom : top, 0);
}

static DrawStroke line_style(const Chart *chart, int racer, const Trace *trace, int at)
{
    const Theme *theme = chart->build->theme;
    int covers = trace->covers[at];
    Color color = color_alpha(racer_color(chart->build, racer), trace->off[at] ? OFF_ALPHA : 1);
    float thin = racer_is_ghost(chart->build, racer) ? GHOST_THIN : 1.0f;
    DrawStroke stroke = {.width = 1.6f * thin * theme->line_scale, .color = color};
    if (covers > 0)
        stroke.dash[0] = DASH, stroke.dash[1] = DASH * (float)covers;
    else if (racer_is_dashed(racer))
        stroke.dash[0] = DASH, stroke.dash[1] = 0.6f * DASH;
    return stroke;
}

static void envelope(const Chart *chart, int racer, const Trace *trace)
{
    const Build *build = chart->build;
    Color color = color_alpha(racer_color(build, racer), ENVELOPE);
    for (int i = 1; i < trace->n; i++) {
        int from = trace->dense[i - 1] ? i - 1 : i;
        if (trace->dense[i])
            draw_shape(build->list, (DrawShape){.kind = SHAPE_BAND,
                                                .x = trace->x[i - 1],
                                                .y = trace->upper[from],
                                                .w = trace->x[i] - trace->x[i - 1],
                                                .h = trace->lower[from] - trace->upper[from],
                                                .end_y = trace->upper[i],
                                                .end_h = trace->lower[i] - trace->upper[i],
                                                .color = color});
    }
}

static bool is_above(const Chart *chart, const Trace *trace, int i)
{
    return trace->off[i] && trace->bottom[i] <= chart->plot.y + 0.5f;
}

// Right of those that are there, which are tried from the left.
static float arrow_place(const Chart *chart, const Drawn *drawn, float x)
{
    float most = chart->plot.x + chart->plot.w - ARROW;
    for (bool moved = true; moved && x < most;) {
        moved = false;
        for (int i = 0; i < drawn->n_arrows; i++)
            if (fabsf(drawn->arrow[i] - x) < ARROWS_APART - 0.01f)
                x = drawn->arrow[i] + ARROWS_APART, moved = true;
    }
    return fminf(x, most);
}

// Over the frame's top, where the line has left it for good.
static void leave(const Chart *chart, int racer, float at, Drawn *drawn)
{
    DrawList *list = chart->build->list;
    float x = arrow_place(chart, drawn, at), foot = chart->plot.y + 1, tip = foot - ARROW;
    DrawStroke style = {.width = 1.6f * chart->build->theme->line_scale, .color = racer_color(chart->build, racer)};
    drawn->arrow[drawn->n_arrows++] = x;
    if (!draw_stroke(list, style))
        return;
    draw_point(list, x, foot, 0);
    draw_point(list, x, tip, 0);
    draw_point(list, x - BARB, tip + BARB, 0);
    draw_point(list, x, tip, 0);
    draw_point(list, x + BARB, tip + BARB, 0);
}

// Solid; dashed where it covers others, so that they are seen between. Faint where it lies under the scale; over it
// there is none, but an arrow where it has left.
static void line(const Chart *chart, int racer, Drawn *drawn)
{
    const Build *build = chart->build;
    Trace trace;
    chart_trace(chart, chart->course[racer], &trace);
    envelope(chart, racer, &trace);
    find_covers(&trace, drawn);
    keep_drawn(drawn, &trace);
    for (int from = 0, to; from < trace.n; from = to) {
        for (to = from + 1; to < trace.n && trace.covers[to] == trace.covers[from] && trace.off[to] == trace.off[from];)
            to++;
        bool above = is_above(chart, &trace, from);
        if (above && to == trace.n)
            leave(chart, racer, trace.x[from], drawn);
        if (above || (build->layout.figure && trace.off[from])) // nothing moves there
            continue;
        if (!draw_stroke(build->list, line_style(chart, racer, &trace, from)))
            return;
        for (int i = from > 0 ? from - 1 : 0; i < to; i++)
            trace_point(build, &trace, i);
        if (to < trace.n && is_above(chart, &trace, to)) // up to the frame's top
            trace_point(build, &trace, to);
        thin(build);
    }
}

// The mean of its points, dotted.
static void average(const Chart *chart, int racer)
{
    const Build *build = chart->build;
    Trace trace = {.n = 0};
    if (chart->average[racer])
        chart_trace(chart, chart->average[racer], &trace);
    DrawStroke style = {.width = DOT * build->theme->line_scale, .color = racer_color(build, racer)};
    style.dash[0] = DOT * build->theme->line_scale, style.dash[1] = 1.5f * style.dash[0];
    if (trace.n == 0 || !draw_stroke(build->list, style))
        return;
    for (int i = 0; i < trace.n; i++)
        trace_point(build, &trace, i);
    thin(build);
}

// The selected racer's on top of all.
void chart_lines(const Chart *chart)
{
    Drawn drawn = {.n = 0};
    int n = chart->build->scene->n_racers, selected = chart->build->scene->view.selected;
    for (int k = n - 1; k >= -1; k--) {
        int racer = k >= 0 ? k : selected;
        if (racer < 0 || racer >= n || (k == selected && k >= 0) || !chart->course[racer])
            continue;
        future(chart, racer);
        line(chart, racer, &drawn);
        average(chart, racer);
    }
}
