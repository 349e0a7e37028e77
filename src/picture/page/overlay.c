// What lies over the picture for the person alone: the timings of the frames, and on a projector the key that was
// pressed.
#include "picture/build.h"

#include <math.h>

#define TIMING_ROW   20.0f
#define TIMING_WIDTH 208.0f
#define ECHO_HEIGHT  38.0f
#define ECHO_RIM     0.13f // around the cap, of the height
#define CAP_HALF     0.36f // of capitals, in sizes of the type
#define BELOW_FOOT   6.0f
#define PAD          14.0f

static void timing_build(Build *build)
{
    const char *const *rows = build->in->ui.timing;
    int n = 0;
    while (rows[2 * n])
        n++;
    Rect view = build->layout.view;
    Rect box = {view.x, view.y, TIMING_WIDTH, TIMING_ROW * (float)n + 2.0f * PAD - 4.0f};
    popup_draw(build, box, 6.0f);
    for (int i = 0; i < n; i++) {
        DrawText text = {.x = box.x + PAD,
                         .y = box.y + PAD + 11.0f + TIMING_ROW * (float)i,
                         .size = FONT_NOTE,
                         .tabular = true,
                         .color = build->theme->secondary,
                         .layer = LAYER_POPUP_TOP};
        draw_text(build->list, text, "%s", rows[2 * i]);
        text.x = box.x + box.w - PAD;
        text.align = ALIGN_RIGHT;
        text.color = build->theme->text;
        draw_text(build->list, text, "%s", rows[2 * i + 1]);
    }
}

typedef struct Echo {
    Rect place; // it stands at the lower left of it
    float height;
    FontSize cap, words;
} Echo;

// At the foot, and smaller there on a slide, whose foot is low; over the picture's corner where the foot says what has
// no room.
static Echo echo_form(const Build *build)
{
    Rect foot = build->layout.foot;
    if (build->layout.words.w > 0.0f)
        return (Echo){foot, foot.h, FONT_SUBTITLE, FONT_TEXT};
    foot.h += BELOW_FOOT;
    bool taken = foot.w <= 0.0f || foot_says_folded(build);
    return (Echo){taken ? build->layout.view : foot, ECHO_HEIGHT, FONT_TITLE, FONT_SUBTITLE};
}

// A key cap and what the key does.
static void echo_build(Build *build)
{
    const PictureUi *ui = &build->in->ui;
    const Theme *theme = build->theme;
    Echo form = echo_form(build);
    float rim = ECHO_RIM * form.height, key = text_width(build, ui->echo_key, form.cap, WEIGHT_SEMIBOLD, false);
    float cap = fmaxf(key + 18.0f, form.height - rim);
    bool said = ui->message; // which the words would cover
    float words = said ? -PAD : text_width(build, ui->echo_title, form.words, WEIGHT_REGULAR, false);
    Rect box = {form.place.x, form.place.y + form.place.h - form.height, cap + words + 3.0f * PAD, form.height};
    popup_draw(build, box, 8.0f);
    float middle = box.y + 0.5f * box.h;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = box.x + rim,
                                        .y = box.y + rim,
                                        .w = cap,
                                        .h = box.h - 2.0f * rim,
                                        .corner = 5.0f,
                                        .stroke = 1.5f,
                                        .color = theme->secondary,
                                        .layer = LAYER_POPUP});
    DrawText text = {.x = box.x + rim + 0.5f * cap,
                     .y = middle + CAP_HALF * font_points[form.cap],
                     .align = ALIGN_CENTER,
                     .size = form.cap,
                     .weight = WEIGHT_SEMIBOLD,
                     .color = theme->text,
                     .layer = LAYER_POPUP_TOP};
    draw_text(build->list, text, "%s", ui->echo_key);
    if (said)
        return;
    text.x = box.x + rim + cap + PAD;
    text.y = middle + CAP_HALF * font_points[form.words];
    text.align = ALIGN_LEFT;
    text.size = form.words;
    text.weight = WEIGHT_REGULAR;
    draw_text(build->list, text, "%s", ui->echo_title);
}

void overlay_build(Build *build)
{
    const PictureUi *ui = &build->in->ui;
    if (ui->timing && !ui->help)
        timing_build(build);
    if (ui->echo_key && ui->echo_title && !ui->help)
        echo_build(build);
}
