// The help screen: every action's key and title over the dimmed picture, in as many columns as it takes.
#include "picture/build.h"

#include <math.h>
#include <stdio.h>

#define ROW    25.0f
#define MARGIN 34.0f
#define HEAD   62.0f

static int help_rows(const char *const *help)
{
    int n = 0;
    while (help[2 * n] && help[2 * n + 1])
        n++;
    return n;
}

static void help_row(Build *build, const char *key, const char *title, float x, float y, float width, float row)
{
    const Theme *theme = build->theme;
    float key_width = text_width(build, key, FONT_NOTE, WEIGHT_SEMIBOLD, false) + 14;
    key_width = key_width < 24 ? 24 : key_width;
    float cap = row < 21 ? row - 3 : 20;
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = x,
                                        .y = y - cap + 5,
                                        .w = key_width,
                                        .h = cap,
                                        .corner = 4,
                                        .stroke = 1,
                                        .color = color_mix(theme->hairline, theme->secondary, 0.35f),
                                        .layer = LAYER_POPUP_TOP});
    draw_text(build->list,
              (DrawText){.x = x + key_width / 2,
                         .y = y,
                         .align = ALIGN_CENTER,
                         .size = FONT_NOTE,
                         .weight = WEIGHT_SEMIBOLD,
                         .color = theme->text,
                         .layer = LAYER_POPUP_TOP},
              "%s", key);
    char line[160];
    snprintf(line, sizeof line, "%s", title);
    float left = x + fmaxf(key_width + 10, 108);
    text_fit(build, line, x + width - left - 12, FONT_NOTE, WEIGHT_REGULAR);
    draw_text(build->list,
              (DrawText){.x = left, .y = y, .size = FONT_NOTE, .color = theme->secondary, .layer = LAYER_POPUP_TOP},
              "%s", line);
}

void help_build(Build *build)
{
    const char *const *help = build->in->ui.help;
    if (!help)
        return;
    const Theme *theme = build->theme;
    float width = build->in->width, height = build->in->height;
    int rows = help_rows(help);
    int columns = width >= 1180 ? 3 : width >= 720 ? 2 : 1;
    int per_column = (rows + columns - 1) / columns;
    float row = fminf(ROW, (height - 40 - HEAD - MARGIN) / (float)(per_column ? per_column : 1));
    float box_width = fminf(width - 40, (float)columns * 400 + 2 * MARGIN);
    float box_height = HEAD + (float)per_column * row + MARGIN;
    Rect box = {(width - box_width) / 2, (height - box_height) / 2, box_width, box_height};

    draw_shape(build->list,
               (DrawShape){.w = width, .h = height, .color = color_alpha(theme->ground, 0.72f), .layer = LAYER_POPUP});
    draw_shape(
        build->list,
        (DrawShape){
            .x = box.x, .y = box.y, .w = box.w, .h = box.h, .corner = 10, .color = theme->panel, .layer = LAYER_POPUP});
    draw_shape(build->list, (DrawShape){.x = box.x,
                                        .y = box.y,
                                        .w = box.w,
                                        .h = box.h,
                                        .corner = 10,
                                        .stroke = 1,
                                        .color = theme->hairline,
                                        .layer = LAYER_POPUP});
    draw_text(build->list,
              (DrawText){.x = box.x + MARGIN,
                         .y = box.y + 38,
                         .size = FONT_SUBTITLE,
                         .weight = WEIGHT_SEMIBOLD,
                         .color = theme->text,
                         .layer = LAYER_POPUP_TOP},
              "Keys");
    draw_text(build->list,
              (DrawText){.x = box.x + box.w - MARGIN,
                         .y = box.y + 38,
                         .align = ALIGN_RIGHT,
                         .size = FONT_NOTE,
                         .color = theme->secondary,
                         .layer = LAYER_POPUP_TOP},
              "Esc closes");
    float column_width = (box.w - 2 * MARGIN) / (float)columns;
    for (int i = 0; i < rows; i++)
        help_row(build, help[2 * i], help[2 * i + 1], box.x + MARGIN + (float)(i / per_column) * column_width,
                 box.y + HEAD + 14 + (float)(i % per_column) * row, column_width, row);
}
