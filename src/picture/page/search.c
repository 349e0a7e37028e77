// The search for learning rates, shown: each racer's loss after so many steps against its learning rate, with what was
// chosen. It lies over the picture until the next key.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

enum { LINE_MAX = 120, TICKS_MAX = 12 };

#define WIDTH      680.0f
#define HEIGHT     330.0f
#define EDGE       20.0f // of the view around the box, at least
#define PAD        22.0f
#define HEAD       48.0f
#define AXIS_LEFT  48.0f
#define AXIS_BELOW 40.0f
#define NAMES      226.0f
#define NAME_ROW   18.0f
#define ABOVE      10.0 // times the loss at the start: what is higher lies on the upper edge

typedef struct Sweep {
    Build *build;
    const LrSearch *found; // [n]
    int n;
    Rect box, plot;
    bool logarithmic;      // losses
    double low, high;      // of the axis, scaled
    double from_lr, to_lr; // log10
} Sweep;

static double scaled(const Sweep *sweep, double loss)
{
    return sweep->logarithmic ? log10(fmax(loss, DBL_MIN)) : loss;
}

static float x_of(const Sweep *sweep, double lr)
{
    return sweep->plot.x + sweep->plot.w * (float)((log10(lr) - sweep->from_lr) / (sweep->to_lr - sweep->from_lr));
}

static float y_of(const Sweep *sweep, double loss)
{
    double t = (scaled(sweep, loss) - sweep->low) / (sweep->high - sweep->low);
    return sweep->plot.y + sweep->plot.h * (float)(1 - fmin(fmax(t, 0), 1));
}

static double start_loss(const Build *build)
{
    double loss = race_racers(build->race) > 0 ? race_point(build->race, 0, 0).loss : 1;
    return isfinite(loss) ? loss : 1;
}

static void fit_axes(Sweep *sweep)
{
    double least = DBL_MAX, most = -DBL_MAX, start = start_loss(sweep->build);
    sweep->from_lr = DBL_MAX, sweep->to_lr = -DBL_MAX;
    for (int r = 0; r < sweep->n; r++) {
        const LrSearch *found = &sweep->found[r];
        sweep->from_lr = fmin(sweep->from_lr, log10(found->lr[0]));
        sweep->to_lr = fmax(sweep->to_lr, log10(found->lr[SEARCH_RATES - 1]));
        for (int i = 0; i < SEARCH_RATES; i++)
            if (isfinite(found->loss[i])) {
                least = fmin(least, found->loss[i]);
                most = fmax(most, found->loss[i]);
            }
    }
    sweep->logarithmic = least > 0 && start > 0;
    most = fmin(most, sweep->logarithmic ? ABOVE * start : start + fabs(start));
    double low = least <= most ? scaled(sweep, least) : 0, high = least <= most ? scaled(sweep, most) : 1;
    double margin = fmax(0.06 * (high - low), 1e-3);
    sweep->low = low - margin;
    sweep->high = high + margin;
}

static void words(const Sweep *sweep, float x, float y, TextAlign align, FontSize size, Color color, const char *text)
{
    draw_text(sweep->build->list,
              (DrawText){.x = x,
                         .y = y,
                         .align = align,
                         .size = size,
                         .tabular = align == ALIGN_RIGHT,
                         .color = color,
                         .layer = LAYER_POPUP_TOP},
              "%s", text);
}

static DrawStroke stroke_of(Color color, float width)
{
    return (DrawStroke){.width = width, .color = color, .layer = LAYER_POPUP};
}

static void loss_tick(const Sweep *sweep, double loss, const char *text)
{
    const Theme *theme = sweep->build->theme;
    float y = y_of(sweep, loss), x = sweep->plot.x;
    draw_line(sweep->build->list, stroke_of(theme->hairline, 1), x, y, x + sweep->plot.w, y);
    words(sweep, x - 8, y + 4, ALIGN_RIGHT, FONT_SMALL, theme->secondary, text);
}

static void loss_axis(const Sweep *sweep)
{
    if (!sweep->logarithmic) {
        double ticks[TICKS_MAX], step;
        int n = ticks_linear(sweep->low, sweep->high, 6, ticks, &step);
        for (int i = 0; i < n; i++)
            loss_tick(sweep, ticks[i], format_tick(ticks[i], step).text);
        return;
    }
    int first = (int)ceil(sweep->low), last = (int)floor(sweep->high), every = (last - first) / 7 + 1;
    for (int power = last; power >= first; power -= every)
        loss_tick(sweep, pow(10, power), format_decade(1, power, first, last).text);
}

static void lr_axis(const Sweep *sweep)
{
    const Theme *theme = sweep->build->theme;
    float bottom = sweep->plot.y + sweep->plot.h;
    int first = (int)ceil(sweep->from_lr - 1e-9), last = (int)floor(sweep->to_lr + 1e-9);
    for (int power = first; power <= last; power++) {
        float x = x_of(sweep, pow(10, power));
        draw_line(sweep->build->list, stroke_of(theme->hairline, 1), x, sweep->plot.y, x, bottom + 4);
        Number lr = format_decade(1, power, first, last);
        words(sweep, x, bottom + 18, ALIGN_CENTER, FONT_SMALL, theme->secondary, lr.text);
    }
    words(sweep, sweep->plot.x + sweep->plot.w, bottom + 34, ALIGN_RIGHT, FONT_SMALL, theme->secondary, "lr");
}

// Broken where a rate diverges.
static void line(const Sweep *sweep, int racer)
{
    const LrSearch *found = &sweep->found[racer];
    DrawList *list = sweep->build->list;
    Color color = racer_color(sweep->build, racer);
    bool open = false;
    for (int i = 0; i < SEARCH_RATES; i++) {
        if (!isfinite(found->loss[i])) {
            open = false;
            continue;
        }
        open = open || draw_stroke(list, stroke_of(color, 1.6f * sweep->build->theme->line_scale));
        draw_point(list, x_of(sweep, found->lr[i]), y_of(sweep, found->loss[i]), 0);
    }
    if (found->best >= 0)
        marker_draw(sweep->build, racer,
                    (DrawShape){.x = x_of(sweep, found->lr[found->best]),
                                .y = y_of(sweep, found->loss[found->best]),
                                .w = 4.5f,
                                .layer = LAYER_POPUP_TOP});
}

static void names(const Sweep *sweep)
{
    const Build *build = sweep->build;
    float x = sweep->plot.x + sweep->plot.w + 24, right = sweep->box.x + sweep->box.w - PAD, y = sweep->plot.y + 8;
    for (int r = 0; r < sweep->n && y < sweep->box.y + sweep->box.h - 8; r++, y += NAME_ROW) {
        const LrSearch *found = &sweep->found[r];
        char name[LINE_MAX];
        const char *lr = found->best < 0 ? "none" : format_value(found->lr[found->best]).text;
        racer_label(build, r, name, sizeof name);
        text_fit(build, name, right - x - 62, FONT_NOTE, WEIGHT_REGULAR);
        marker_draw(sweep->build, r, (DrawShape){.x = x - 11, .y = y - 4.5f, .w = 3.5f, .layer = LAYER_POPUP_TOP});
        words(sweep, x, y, ALIGN_LEFT, FONT_NOTE,
              color_readable(racer_color(build, r), build->theme->text, build->theme->panel, 0.25f), name);
        words(sweep, right, y, ALIGN_RIGHT, FONT_NOTE, build->theme->text, lr);
    }
}

static void head_draw(const Sweep *sweep)
{
    char title[LINE_MAX];
    snprintf(title, sizeof title, "loss after %s steps, and the best lr of %d",
             format_count(sweep->build->in->ui.search_steps).text, SEARCH_RATES);
    words(sweep, sweep->box.x + PAD, sweep->box.y + 28, ALIGN_LEFT, FONT_SUBTITLE, sweep->build->theme->text, title);
}

void search_build(Build *build)
{
    Rect view = build->layout.view;
    const PictureUi *ui = &build->in->ui;
    Sweep sweep = {.build = build, .found = ui->search};
    sweep.n = ui->search_racers < race_racers(build->race) ? ui->search_racers : race_racers(build->race);
    float width = fminf(WIDTH, view.w - 2 * EDGE), height = fminf(HEIGHT, view.h - EDGE);
    if (sweep.n == 0 || width < 360 || height < 180)
        return;
    sweep.box = (Rect){view.x + (view.w - width) / 2, view.y + (view.h - height) / 2, width, height};
    sweep.plot = (Rect){sweep.box.x + PAD + AXIS_LEFT, sweep.box.y + HEAD, width - 2 * PAD - AXIS_LEFT - NAMES,
                        height - HEAD - AXIS_BELOW};
    fit_axes(&sweep);
    shade_draw(build);
    popup_draw(build, sweep.box, 10.0f);
    head_draw(&sweep);
    loss_axis(&sweep);
    lr_axis(&sweep);
    for (int r = sweep.n - 1; r >= 0; r--)
        line(&sweep, r);
    names(&sweep);
}
