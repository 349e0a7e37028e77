// What lies over the picture for the person alone: the timings of the frames, and on a projector the key that was
// pressed.
#include "picture/build.h"

#include <math.h>

#define TIMING_ROW   20.0f
#define TIMING_WIDTH 208.0f
#define ECHO_HEIGHT  38.0f
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

// At the foot; over the picture's corner on a slide, whose foot is its own, and where the foot says what has no room.
static Rect echo_place(const Build *build)
{
    Rect foot = build->layout.foot;
    if (build->layout.words.w > 0.0f || foot.w <= 0.0f || foot_says_folded(build))
        return build->layout.view;
    foot.h += BELOW_FOOT;
    return foot;
}

// A key cap and what the key does.
static void echo_build(Build *build)
{
    const PictureUi *ui = &build->in->ui;
    const Theme *theme = build->theme;
    float cap = fmaxf(text_width(build, ui->echo_key, FONT_TITLE, WEIGHT_SEMIBOLD, false) + 18.0f, 34.0f);
    bool said = ui->message; // which the words would cover
    float words = said ? -PAD : text_width(build, ui->echo_title, FONT_SUBTITLE, WEIGHT_REGULAR, false);
    Rect place = echo_place(build);
    Rect box = {.x = place.x, .y = place.y + place.h - ECHO_HEIGHT, .w = cap + words + 3.0f * PAD, .h = ECHO_HEIGHT};
    popup_draw(build, box, 8.0f);
    float baseline = box.y + 0.5f * box.h + 7.0f;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = box.x + 5.0f,
                                        .y = box.y + 5.0f,
                                        .w = cap,
                                        .h = box.h - 10.0f,
                                        .corner = 5.0f,
                                        .stroke = 1.5f,
                                        .color = theme->secondary,
                                        .layer = LAYER_POPUP});
    draw_text(build->list,
              (DrawText){.x = box.x + 5.0f + 0.5f * cap,
                         .y = baseline,
                         .align = ALIGN_CENTER,
                         .size = FONT_TITLE,
                         .weight = WEIGHT_SEMIBOLD,
                         .color = theme->text,
                         .layer = LAYER_POPUP_TOP},
              "%s", ui->echo_key);
    if (said)
        return;
    draw_text(build->list,
              (DrawText){.x = box.x + 5.0f + cap + PAD,
                         .y = baseline - 1.0f,
                         .size = FONT_SUBTITLE,
                         .color = theme->text,
                         .layer = LAYER_POPUP_TOP},
              "%s", ui->echo_title);
}

void overlay_build(Build *build)
{
    const PictureUi *ui = &build->in->ui;
    if (ui->timing && !ui->help)
        timing_build(build);
    if (ui->echo_key && ui->echo_title && !ui->help)
        echo_build(build);
}
