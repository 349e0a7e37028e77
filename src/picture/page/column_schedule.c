// The head of the selected racer's schedule in the column: the outer scheduler's name, the rate by now, and the rates
// as a curve with a dot at now.
#include "picture/draw/format.h"
#include "picture/page/column.h"

#include <math.h>
#include <stdio.h>

#define HEAD  34.0f // over the curve
#define UNDER 12.0f
#define BASE  21.0f // of the words
#define APART 12.0f

static void schedule_curve(const Column *column, int index, Rect place)
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

void schedule_head_draw(const Column *column, int racer, float height)
{
    const Build *build = column->build;
    const char *name = scene_racer(&column->hand, racer)->schedule.node[0].rule->name;
    Number lr = build_lr(build, race_point(build->race, racer, build->step).lr);
    char line[LINE_MAX];
    float x = column->x + INNER, right = column->x + column->w - INNER, room = right - x - APART;
    float width = text_width(build, name, FONT_TEXT, WEIGHT_SEMIBOLD, false);
    snprintf(line, sizeof line, "lr now %s", lr.text);
    if (width + text_width(build, line, FONT_TEXT, WEIGHT_REGULAR, true) > room)
        snprintf(line, sizeof line, "%s", lr.text);
    bool wide = width + text_width(build, line, FONT_TEXT, WEIGHT_REGULAR, true) > room;
    FontSize size = wide ? FONT_SMALL : FONT_TEXT;
    column_words(column, right, column->y + BASE, ALIGN_RIGHT, size, WEIGHT_REGULAR, build->theme->text, line);
    column_words(column, x, column->y + BASE, ALIGN_LEFT, size, WEIGHT_SEMIBOLD, build->theme->text, name);
    schedule_curve(column, racer, (Rect){x, column->y + HEAD, right - x, height - HEAD - UNDER});
}
