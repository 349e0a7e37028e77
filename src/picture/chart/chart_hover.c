// What the lines say at the step under the pointer.
#include "picture/chart/chart.h"
#include "picture/draw/format.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOVER_ROW    15.0f
#define HOVER_BESIDE 60.0f // marks and margins beside a name and its value, points

typedef struct HoverRow {
    int racer;
    double value;
    float y;
} HoverRow;

static int by_value(const void *a, const void *b)
{
    const HoverRow *x = a, *y = b;
    return x->y != y->y ? (x->y > y->y) - (x->y < y->y) : x->racer - y->racer;
}

static int hover_rows(const Chart *chart, int step, HoverRow rows[RACE_RACERS_MAX])
{
    int n = 0;
    for (int i = 0; i < chart->build->scene->n_racers; i++) {
        const Course *course = chart->course[i];
        if (!course || step >= chart_rows(chart, course))
            continue;
        double value = course_value(course, step);
        rows[n++] = (HoverRow){i, value + chart->offset, chart_y(chart, value)};
    }
    qsort(rows, (size_t)n, sizeof *rows, by_value);
    return n;
}

static void hover_line(const Chart *chart, int step)
{
    HoverRow rows[RACE_RACERS_MAX];
    const Build *build = chart->build;
    int n = hover_rows(chart, step, rows);
    float x = chart_x(chart, step);
    chart_rule(chart, x, chart->plot.y, x, chart->plot.y + chart->plot.h, color_alpha(build->theme->text, 0.4f), 1);
    for (int i = 0; i < n; i++)
        marker_draw(chart->build, rows[i].racer, (DrawShape){.x = x, .y = rows[i].y, .w = 3, .layer = LAYER_TOP});
}

// Beside the line, within the page.
static Rect hover_place(const Chart *chart, float x, float width, float height)
{
    Rect view = chart->build->layout.charts;
    float left = x + 12 + width > view.x + view.w ? x - 12 - width : x + 12;
    return (Rect){fmaxf(left, 4), fmaxf(chart->plot.y + chart->plot.h - height, 4), width, height};
}

static void hover_text(const Chart *chart, float x, float y, TextAlign align, Color color, const char *text)
{
    DrawText line = {.x = x, .y = y, .align = align, .size = FONT_SMALL, .color = color, .layer = LAYER_POPUP_TOP};
    line.tabular = align == ALIGN_RIGHT;
    draw_text(chart->build->list, line, "%s", text);
}

// The values at the step under the pointer, as they lie above each other.
static void hover_table(const Chart *chart, int step)
{
    HoverRow rows[RACE_RACERS_MAX];
    const Build *build = chart->build;
    int n = hover_rows(chart, step, rows);
    char names[RACE_RACERS_MAX][LINE_MAX], head[LINE_MAX];
    float value_width = text_width(build, "0.00·10⁻¹⁰", FONT_SMALL, WEIGHT_REGULAR, true);
    float widest = 0, room = fmaxf(build->layout.charts.w - value_width - HOVER_BESIDE, 0);
    for (int i = 0; i < n; i++) {
        racer_label(build, rows[i].racer, names[i], LINE_MAX);
        text_fit(build, names[i], room, FONT_SMALL, WEIGHT_REGULAR); // as wide as the charts at most
        widest = fmaxf(widest, text_width(build, names[i], FONT_SMALL, WEIGHT_REGULAR, false));
    }
    Rect box =
        hover_place(chart, chart_x(chart, step), fmaxf(widest, 50) + value_width + 48, HOVER_ROW * (float)(n + 1) + 10);
    DrawShape shape = {.x = box.x, .y = box.y, .w = box.w, .h = box.h, .corner = 5, .layer = LAYER_POPUP};
    shape.color = build->theme->panel;
    draw_shape(build->list, shape);
    shape.stroke = 1, shape.color = color_mix(build->theme->hairline, build->theme->secondary, 0.3f);
    draw_shape(build->list, shape);
    snprintf(head, sizeof head, "step %s", format_count(step).text);
    hover_text(chart, box.x + 10, box.y + HOVER_ROW, ALIGN_LEFT, build->theme->secondary, head);
    for (int i = 0; i < n; i++) {
        float y = box.y + HOVER_ROW * (float)(i + 2);
        marker_draw(chart->build, rows[i].racer,
                    (DrawShape){.x = box.x + 14, .y = y - 4, .w = 3.5f, .layer = LAYER_POPUP_TOP});
        hover_text(chart, box.x + 24, y, ALIGN_LEFT, build->theme->text, names[i]);
        hover_text(chart, box.x + box.w - 10, y, ALIGN_RIGHT, build->theme->text, format_loss(rows[i].value).text);
    }
}

static bool rect_holds(Rect rect, float x, float y)
{
    return x >= rect.x && x < rect.x + rect.w && y >= rect.y && y < rect.y + rect.h;
}

static int step_under(const Chart *chart, float x)
{
    TimeSpan span = chart->build->span;
    float t = fminf(fmaxf((x - chart->plot.x) / chart->plot.w, 0), 1);
    int step = (int)lroundf((float)span.from + t * (float)(span.to - span.from));
    return step > chart->build->step && span.from <= chart->build->step ? chart->build->step : step;
}

// What the lines say at the step under the pointer: a hairline through all charts, and the values of the one that is
// pointed at.
void chart_hover(const Strip *strip)
{
    const PictureUi *ui = &strip->build->in->ui;
    for (int i = 0; i < strip->n && ui->pointing; i++) {
        if (!rect_holds(strip->place[i], ui->pointer_x, ui->pointer_y))
            continue;
        int step = step_under(&strip->chart[i], ui->pointer_x);
        if (step > strip->build->step)
            return;
        for (int k = 0; k < strip->n; k++)
            hover_line(&strip->chart[k], step);
        hover_table(&strip->chart[i], step);
        return;
    }
}
