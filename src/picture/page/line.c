// A line that is typed at the foot, and over it what it may become.
#include "picture/build.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ROW       26.0f
#define PAD       14.0f
#define BOX_WIDTH 520.0f
#define CARET     15.0f // high
#define BASELINE  17.0f // of a row

enum { LINE_BYTES = 640 };

static int count(const char *const *choices)
{
    int n = 0;
    while (choices && choices[n])
        n++;
    return n;
}

static DrawText words(const Build *build, float x, float y)
{
    return (DrawText){.x = x, .y = y, .size = FONT_TEXT, .color = build->theme->secondary, .layer = LAYER_POPUP_TOP};
}

// Cut at its beginning, which is the folder.
static void fit_end(const Build *build, const char *text, float width, char fitted[LINE_BYTES])
{
    text_copy(fitted, LINE_BYTES, text);
    while (fitted[0] && text_width(build, fitted, FONT_TEXT, WEIGHT_REGULAR, false) > width) {
        size_t first = 1;
        while (((unsigned char)fitted[first] & 0xc0) == 0x80)
            first++;
        memmove(fitted, fitted + first, strlen(fitted + first) + 1);
    }
}

static void choice_draw(Build *build, Rect box, int row, const char *text, bool chosen)
{
    char fitted[LINE_BYTES];
    float y = box.y + 0.5f * PAD + (float)row * ROW;
    if (chosen)
        draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                            .x = box.x + 5.0f,
                                            .y = y,
                                            .w = box.w - 10.0f,
                                            .h = ROW,
                                            .corner = 5.0f,
                                            .color = build->theme->hairline,
                                            .layer = LAYER_POPUP});
    DrawText line = words(build, box.x + PAD, y + BASELINE);
    line.color = chosen ? build->theme->text : line.color;
    fit_end(build, text, box.w - 2.0f * PAD, fitted);
    draw_text(build->list, line, "%s", fitted);
}

static void typed_draw(Build *build, Rect box, float y)
{
    const PictureUi *ui = &build->in->ui;
    char before[LINE_BYTES], after[LINE_BYTES];
    DrawText text = words(build, box.x + PAD, y);
    draw_text(build->list, text, "%s", ui->prompt);
    text.x += text_width(build, ui->prompt, FONT_TEXT, WEIGHT_REGULAR, false) + 10.0f;
    text.color = build->theme->text;
    text_copy(after, sizeof after, ui->line + ui->entry_caret);
    float room = box.x + box.w - PAD - text.x;
    text_copy(before, sizeof before, ui->line);
    before[ui->entry_caret < LINE_BYTES ? ui->entry_caret : LINE_BYTES - 1] = '\0';
    char fitted[LINE_BYTES];
    fit_end(build, before, room, fitted);
    draw_text(build->list, text, "%s", fitted);
    text.x += text_width(build, fitted, FONT_TEXT, WEIGHT_REGULAR, false);
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = text.x + 0.5f,
                                        .y = y - CARET + 3.0f,
                                        .w = 1.5f,
                                        .h = CARET,
                                        .color = build->theme->text,
                                        .layer = LAYER_POPUP_TOP});
    text.x += 2.0f;
    text_fit(build, after, fmaxf(box.x + box.w - PAD - text.x, 0), FONT_TEXT, WEIGHT_REGULAR);
    draw_text(build->list, text, "%s", after);
}

// As many as the page has room for over the foot, and how many there are beyond.
void line_build(Build *build)
{
    const PictureUi *ui = &build->in->ui;
    if (!ui->line)
        return;
    Rect foot = build->layout.foot.w > 0 ? build->layout.foot : build->layout.view;
    float bottom = build->layout.foot.w > 0 ? foot.y : foot.y + foot.h, most = (bottom - 2.0f * PAD) / ROW - 1.0f;
    int n = count(ui->choices), more = ui->more_choices;
    while (n > 0 && (float)(n + (more > 0)) > most)
        n--, more++;
    const char *nothing = n == 0 ? "nothing to open here has such a name" : NULL;
    int rows = (nothing ? 1 : n) + (n > 0 && more > 0);
    Rect box = {.x = foot.x, .w = fminf(BOX_WIDTH, foot.w), .h = (float)(rows + 1) * ROW + 1.2f * PAD};
    box.y = bottom - box.h;
    popup_draw(build, box, 8.0f);
    for (int i = 0; i < n; i++)
        choice_draw(build, box, i, ui->choices[i], i == ui->choice);
    char line[LINE_BYTES];
    snprintf(line, sizeof line, "%d more", more);
    if (nothing || more > 0)
        choice_draw(build, box, rows - 1, nothing ? nothing : line, false);
    float y = box.y + 0.5f * PAD + (float)rows * ROW + 3.0f;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = box.x,
                                        .y = y,
                                        .w = box.w,
                                        .h = 1.0f,
                                        .color = build->theme->hairline,
                                        .layer = LAYER_POPUP_TOP});
    typed_draw(build, box, y + BASELINE + 4.0f);
}
