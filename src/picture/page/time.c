// The race's steps as one line across the picture: the step that is shown, where racers change, where the selected
// one's schedule turns, and where epochs end.
#include "picture/build.h"
#include "picture/draw/format.h"

#include <math.h>

enum { TICKS_MAX = 32 };

#define TICKS_APART 90.0f // points
#define EPOCH_APART 7.0f  // epochs nearer than this have no mark
#define CHANGE_SIZE 4.6f
#define STOP_SIZE   3.0f
#define FINGER      8.0f // around a change

static float x_of(const Build *build, Rect line, double step)
{
    return line.x + line.w * (float)(step / (build->scene->steps > 0 ? build->scene->steps : 1));
}

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
    int each = epoch_steps(build->scene);
    Color color = color_mix(build->theme->hairline, build->theme->secondary, 0.6f);
    if (each == 0 || x_of(build, line, each) - line.x < EPOCH_APART)
        return;
    for (int step = each; step <= build->scene->steps; step += each)
        tick(build, x_of(build, line, step), line.y + 3, 4, color);
}

static void turns(const Build *build, Rect line)
{
    int selected = build->scene->view.selected, steps[RATE_TURNS_MAX];
    if (!racer_visible(build, selected))
        return;
    int n = study_turns(build->study, selected, build->step, steps);
    for (int i = 0; i < n && 5 * n < (int)line.w; i++)
        tick(build, x_of(build, line, steps[i]), line.y - 7, 14, color_alpha(racer_color(build, selected), 0.6f));
}

// Those of the selected racer lie on top, and can be had.
static void changes_of(Build *build, Rect line, int racer)
{
    const Changes *changes = &scene_entry(build->scene, racer)->changes;
    for (int i = 0; i < changes->n && changes->change[i].step <= build->scene->steps; i++) {
        float x = x_of(build, line, changes->change[i].step), y = line.y - 8;
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
        mark.x = x_of(build, line, row);
        mark.color = racer_color(build, racer);
        if (row >= 0)
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

static void numbers(const Build *build, Rect line)
{
    double ticks[TICKS_MAX], step;
    int most = (int)(line.w / TICKS_APART) + 1;
    int n = ticks_linear(0, build->scene->steps, most > TICKS_MAX ? TICKS_MAX : most, ticks, &step);
    for (int i = 0; i < n; i++)
        if (ticks[i] == floor(ticks[i]))
            draw_text(build->list,
                      (DrawText){.x = x_of(build, line, ticks[i]),
                                 .y = line.y + 19,
                                 .align = i == 0 ? ALIGN_LEFT : ALIGN_CENTER,
                                 .size = FONT_SMALL,
                                 .color = build->theme->secondary},
                      "%s", format_count(ticks[i]).text);
}

void time_line(Build *build, Rect line)
{
    const Theme *theme = build->theme;
    double shown = fmin(build->step + build->fraction, build->scene->steps);
    float at = x_of(build, line, shown);
    DrawShape bar = {.x = line.x, .y = line.y - 1.5f, .w = line.w, .h = 3, .corner = 1.5f};
    bar.color = color_mix(theme->hairline, theme->secondary, 0.18f);
    draw_shape(build->list, bar);
    bar.w = at - line.x;
    bar.color = theme->secondary;
    draw_shape(build->list, bar);
    build->chart_plot[build->n_charts] = line;
    build->chart_steps = build->scene->steps > 0 ? build->scene->steps : 1;
    draw_hit(build->list, HIT_CHART, build->n_charts++, (Rect){line.x - 6, line.y - 14, line.w + 12, 28});
    time_marks(build, line);
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
    Rect line = {place.x, place.y + 20, place.w, 0};
    time_line(build, line);
    numbers(build, line);
}
