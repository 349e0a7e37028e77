// The selected racer's schedule in the column: its rate as a curve with a dot at now, and a slider for each argument.
#include "picture/draw/format.h"
#include "picture/page/column.h"

#include <math.h>
#include <stdio.h>

int schedule_lines(const ScheduleTree *tree)
{
    int n = tree->n > 0 ? tree->n - 1 : 0;
    for (int i = 0; i < tree->n; i++)
        n += tree->node[i].lambda[0] != '\0';
    return n;
}

static void schedule_curve(Column *column, int index, Rect place)
{
    const Build *build = column->build;
    Rates rates;
    racer_rates(build, index, &rates);
    float steps = (float)(build->scene->steps < 1 ? 1 : build->scene->steps);
    double top = 0;
    for (int i = 0; i < rates.n; i++)
        top = fmax(top, isfinite(rates.lr[i]) ? rates.lr[i] : 0);
    if (top <= 0)
        return;
    Color color = racer_color(build, index);
    draw_stroke(build->list, (DrawStroke){.width = 1.75f, .color = color});
    for (int i = 0; i < rates.n; i++)
        draw_point(build->list, place.x + place.w * (float)(i * rates.stride) / steps,
                   place.y + place.h * (float)(1 - fmax(rates.lr[i], 0) / top), 0);
    int last = race_last(build->race, index), step = build->step < last ? build->step : last;
    double now = race_point(build->race, index, step).lr;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                        .x = place.x + place.w * fminf((float)step / steps, 1),
                                        .y = place.y + place.h * (float)(1 - fmin(fmax(now, 0) / top, 1)),
                                        .w = 4.5f,
                                        .color = build->theme->text,
                                        .layer = LAYER_TOP});
}

static bool is_of_node(Knob knob, int node)
{
    return (knob.kind == KNOB_SCHEDULE || knob.kind == KNOB_MILESTONE) && knob.node == node;
}

// Of one scheduler of the tree: its name where it is an inner one, its lambda's text, its sliders.
static void schedule_node(Column *column, const ScheduleTree *tree, int index, Color accent)
{
    const ScheduleNode *node = &tree->node[index];
    char line[LINE_MAX] = "";
    if (index > 0)
        column_value(column, node->rule->name, WEIGHT_SEMIBOLD, line);
    if (node->lambda[0]) {
        char head[LINE_MAX];
        snprintf(head, sizeof head, "lambda %s:", node->rule->variable);
        snprintf(line, sizeof line, "%s", node->lambda);
        column_value(column, head, WEIGHT_REGULAR, line);
    }
    for (int i = 0; i < column->n_knobs; i++)
        if (is_of_node(column->knobs[i], index))
            column_slider(column, i, accent);
}

void schedule_card(Column *column, int index)
{
    const Build *build = column->build;
    const Theme *theme = build->theme;
    const ScheduleTree *tree = &scene_racer(&column->hand, index)->schedule;
    char line[SPEC_TEXT_MAX];
    char title[LINE_MAX];
    racer_title(build, index, title, sizeof title);
    snprintf(line, sizeof line, "schedule of %s", title);
    column_section(column, line);
    float x = column->x + INNER, right = column->x + column->w - INNER, top = column->y;
    int rows = column_count(column, KNOB_SCHEDULE, KNOB_MILESTONE) + schedule_lines(tree);
    float height = column->density.curve + (float)rows * column->density.slider;
    selection_draw(column->build, (Rect){column->x, top, column->w, height + 4}, 6);
    snprintf(line, sizeof line, "lr now %s", build_lr(build, race_point(build->race, index, build->step).lr).text);
    float now_width = text_width(build, line, FONT_TEXT, WEIGHT_REGULAR, true);
    column_words(column, right, top + 21, ALIGN_RIGHT, FONT_TEXT, WEIGHT_REGULAR, theme->text, line);
    snprintf(line, sizeof line, "%s", tree->node[0].rule->name);
    text_fit(build, line, right - x - now_width - 12, FONT_TEXT, WEIGHT_SEMIBOLD);
    column_words(column, x, top + 21, ALIGN_LEFT, FONT_TEXT, WEIGHT_SEMIBOLD, theme->text, line);
    schedule_curve(column, index, (Rect){x, top + 34, right - x, column->density.curve - 46});
    column->y = top + column->density.curve;
    for (int i = 0; i < tree->n; i++)
        schedule_node(column, tree, i, racer_color(build, index));
    column->y = top + height + 10;
}
