// The race's steps as one line across the picture: the step that is shown, where racers change, where the selected
// one's schedule turns, and where epochs end.
#include "picture/build.h"

#include <math.h>

#define EPOCH_APART 7.0f // epochs nearer than this have no mark
#define CHANGE_SIZE 4.6f
#define STOP_SIZE   3.0f
#define FINGER      8.0f // around a change
#define BEYOND_SIZE 6.0f
#define HALF_TURN   3.1415927f

static void tick(const Build *build, float x, float y, float height, Color color)
{
    draw_shape(build->list, (DrawShape){.x = x - 0.75f, .y = y, .w = 1.5f, .h = height, .color = color});
}

static int epoch_steps(const Scene *scene)
{
    int rows = scene->data ? dataset_rows(scene->data) : 0;
    return scene->batch > 0 && scene->batch < rows && !scene->batches ? (rows + scene->batch - 1) / scene->batch : 0;
}

static void epochs(const Build *build, Rect line)
{
    TimeSpan span = build->span;
    int each = epoch_steps(build->scene);
    Color color = color_mix(build->theme->hairline, build->theme->secondary, 0.6f);
    if (each == 0 || span_x(build, line, span.from + each) - line.x < EPOCH_APART)
        return;
    for (int step = (span.from / each + 1) * each; step <= span.to; step += each)
        tick(build, span_x(build, line, step), line.y + 3, 4, color);
}

static void turns(const Build *build, Rect line)
{
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (!racer_visible(build, selected))
        return;
    int n = study_turns(build->study, selected, build->step, steps);
    for (int i = 0; i < n && 5 * n < (int)line.w; i++)
        if (span_holds(build, steps[i]))
            tick(build, span_x(build, line, steps[i]), line.y - 7, 14, color_alpha(racer_color(build, selected), 0.6f));
}

// Those of the selected racer lie on top, and can be had.
static void changes_of(Build *build, Rect line, int racer)
{
    const Changes *changes = &scene_entry(build->scene, racer)->changes;
    for (int i = 0; i < changes->n && changes->change[i].step <= build->scene->steps; i++) {
        if (!span_holds(build, changes->change[i].step))
            continue;
        float x = span_x(build, line, changes->change[i].step), y = line.y - 8;
        draw_shape(build->list, (DrawShape){.kind = SHAPE_TRIANGLE,
                                            .x = x,
                                            .y = y,
                                            .w = CHANGE_SIZE,
                                            .angle_rad = -1.5707963f, // it points down
                                            .color = racer_color(build, racer),
                                            .layer = LAYER_TOP});
        draw_hit(build->list, HIT_TICK, racer * CHANGES_MAX + i,
                 (Rect){x - FINGER, y - FINGER, 2 * FINGER, 2 * FINGER});
    }
}

// Where a racer came below what the scene says; before those of changes, which can be had.
static void stops_of(const Build *build, Rect line, int racer)
{
    for (int which = 0; which < STOPS; which++) {
        int row = racer_stop(build, racer, which);
        DrawShape mark = {.kind = SHAPE_SQUARE, .y = line.y + 6.5f, .w = STOP_SIZE, .angle_rad = 0.7853982f};
        if (row < 0 || !span_holds(build, row))
            continue;
        mark.x = span_x(build, line, row);
        mark.color = racer_color(build, racer);
        draw_shape(build->list, mark);
    }
}

static void time_marks(Build *build, Rect line)
{
    int selected = build->scene->view.selected;
    epochs(build, line);
    turns(build, line);
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && !racer_is_ghost(build, i))
            stops_of(build, line, i);
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && !racer_is_ghost(build, i) && i != selected)
            changes_of(build, line, i);
    if (racer_visible(build, selected) && !racer_is_ghost(build, selected))
        changes_of(build, line, selected);
}

// The shown step lies beyond the axis's end.
static void beyond_mark(const Build *build, Rect line, double shown)
{
    bool right = shown > build->span.to;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_TRIANGLE,
                                        .x = right ? line.x + line.w : line.x,
                                        .y = line.y,
                                        .w = BEYOND_SIZE,
                                        .angle_rad = right ? 0 : HALF_TURN,
                                        .color = build->theme->text,
                                        .layer = LAYER_TOP});
}

void time_line(Build *build, Rect line)
{
    const Theme *theme = build->theme;
    double shown = span_shown(build);
    float at = fminf(fmaxf(span_x(build, line, shown), line.x), line.x + line.w);
    bar_draw(build, line, (at - line.x) / line.w, theme->secondary);
    build->chart_plot[build->n_charts] = line;
    draw_hit(build->list, HIT_CHART, build->n_charts++, (Rect){line.x - 6, line.y - 14, line.w + 12, 28});
    time_marks(build, line);
    if (!span_holds(build, shown))
        beyond_mark(build, line, shown);
    else
        draw_shape(
            build->list,
            (DrawShape){.kind = SHAPE_DISC, .x = at, .y = line.y, .w = 5.5f, .color = theme->text, .layer = LAYER_TOP});
    build->time = line;
}

void time_build(Build *build)
{
    Rect place = build->layout.axis;
    if (place.w <= 0 || build->layout.words.w > 0 || !build_has_loss(build))
        return;
    Rect line = {place.x, place.y + 20, place.w, BAR_THICK};
    time_line(build, line);
    span_numbers(build, line, line.y + 19, line.x + line.w, build->n_charts - 1);
}
