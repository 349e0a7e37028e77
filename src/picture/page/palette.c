// The palette: a line that is typed over the picture, what is wrong with it under its very character, and the rows that
// it may mean. Names, keys and kinds stand in columns; landscapes have their map before them, colours their ramp.
#include "picture/build.h"

#include "picture/draw/colormap.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BOX_WIDTH   720.0f
#define EDGE        12.0f  // around the box, at least
#define TOP         0.075f // of the page's height, over it, where it lies beside the title
#define TITLE_ROOM  380.0f // at its left, that this is so; else it covers the title
#define PAD         18.0f
#define LINE_HEIGHT 52.0f
#define LINE_BASE   33.0f // of it, the baseline
#define WHY_HEIGHT  26.0f
#define ROW         36.0f
#define ROW_LEAST   28.0f // where that is what it takes to show them all
#define ROW_BASE    23.0f
#define MORE_HEIGHT 24.0f
#define BELOW       14.0f // around the rows
#define STAMP_GAP   14.0f // from a map to its name
#define GAP         14.0f // between columns
#define GROUP_WIDTH 74.0f
#define NAME_MOST   0.62f // of the room that name and what is known of it share
#define HINT_GAP    5.0f  // from the caret to the hint
#define CARET       21.0f // high
#define BAR         3.0f  // before what is chosen

enum { LINE_BYTES = 640, RAMP_PIECES = 22, LEVELS = 14 };

typedef struct Box {
    Build *build;
    const PicturePalette *palette;
    Rect rect;
    float names;  // where they begin
    int first, n; // of the rows, those that are seen
    float row;    // how high each is
} Box;

static Color accent(const Build *build)
{
    int selected = build->scene->view.selected;
    return selected < build->scene->n_racers ? racer_color(build, selected) : build->theme->text;
}

static DrawText words(const Box *box, float x, float y, FontSize size, Color color)
{
    (void)box;
    return (DrawText){.x = x, .y = y, .size = size, .color = color, .layer = LAYER_POPUP_TOP};
}

static void rect_draw(const Box *box, Rect rect, Color color, float corner)
{
    draw_shape(box->build->list, (DrawShape){.kind = SHAPE_RECT,
                                             .x = rect.x,
                                             .y = rect.y,
                                             .w = rect.w,
                                             .h = rect.h,
                                             .corner = corner,
                                             .color = color,
                                             .layer = LAYER_POPUP_TOP});
}

// ---- What is typed

static float typed_width(const Box *box, const char *text)
{
    return text_width(box->build, text, FONT_READING_SMALL, WEIGHT_REGULAR, false);
}

static int next_character(const char *text, int at)
{
    do
        at++;
    while (text[at] && ((unsigned char)text[at] & 0xc0) == 0x80);
    return at;
}

// The width of the first bytes of a text.
static float width_to(const Box *box, const char *text, int bytes)
{
    char part[LINE_BYTES];
    text_copy(part, sizeof part, text);
    part[bytes < LINE_BYTES ? bytes : LINE_BYTES - 1] = '\0';
    return typed_width(box, part);
}

// From which byte a text is shown, so that its caret is.
static int shown_from(const Box *box, float room)
{
    const PicturePalette *palette = box->palette;
    int from = 0;
    while (from < palette->caret && width_to(box, palette->text + from, palette->caret - from) > room)
        from = next_character(palette->text, from);
    return from;
}

// The byte of a column, and the end for those behind it.
static int byte_of(const char *text, int column)
{
    int at = 0;
    for (int i = 1; i < column && text[at]; i++)
        at = next_character(text, at);
    return at;
}

// A line under the character that is wrong.
static void mark_draw(const Box *box, float x, float right, int from, float y)
{
    const PicturePalette *palette = box->palette;
    int at = byte_of(palette->text, palette->column);
    if (!palette->why || !palette->column || at < from)
        return;
    float left = x + width_to(box, palette->text + from, at - from), width = 9;
    if (palette->text[at])
        width = fmaxf(width_to(box, palette->text + at, next_character(palette->text, at) - at), 6);
    if (left < right)
        rect_draw(box, (Rect){left, y + 5, fminf(width, right - left), 2.5f}, box->build->theme->warning, 1);
}

static void line_draw(const Box *box)
{
    const PicturePalette *palette = box->palette;
    const Theme *theme = box->build->theme;
    char text[LINE_BYTES];
    float x = box->rect.x + PAD, y = box->rect.y + LINE_BASE, right = box->rect.x + box->rect.w - PAD;
    if (palette->prompt[0]) {
        draw_text(box->build->list, words(box, x, y, FONT_READING_SMALL, theme->secondary), "%s", palette->prompt);
        x += typed_width(box, palette->prompt) + GAP;
    }
    int from = shown_from(box, right - x - 4);
    text_copy(text, sizeof text, palette->text[0] ? palette->text + from : palette->hint);
    text_fit(box->build, text, right - x, FONT_READING_SMALL, WEIGHT_REGULAR);
    bool typed = palette->text[0];
    draw_text(box->build->list,
              words(box, typed ? x : x + HINT_GAP, y, FONT_READING_SMALL, typed ? theme->text : theme->faint), "%s",
              text);
    mark_draw(box, x, right, from, y);
    float caret = x + width_to(box, palette->text + from, palette->caret - from);
    rect_draw(box, (Rect){caret, y - CARET + 5, 2, CARET}, accent(box->build), 0);
}

static void why_draw(const Box *box, float y)
{
    char why[LINE_BYTES];
    text_copy(why, sizeof why, box->palette->why);
    text_fit(box->build, why, box->rect.w - 2 * PAD, FONT_TEXT, WEIGHT_REGULAR);
    draw_text(box->build->list, words(box, box->rect.x + PAD, y + 16, FONT_TEXT, box->build->theme->warning), "%s",
              why);
}

// ---- Pictures before names

static Color level_color(const Colormap *ramp, float height)
{
    return colormap_color(ramp, (floorf(height * LEVELS) + 0.5f) / LEVELS);
}

// Bands of one colour, line by line.
static void map_draw(const Box *box, const Thumb *thumb, float x, float y)
{
    const Colormap *ramp = colormap_find(box->build->theme->ramp);
    for (int j = 0; j < THUMB_HEIGHT; j++)
        for (int i = 0, end; i < THUMB_WIDTH; i = end) {
            float level = floorf(thumb->height[j][i] * LEVELS);
            for (end = i + 1; end < THUMB_WIDTH && floorf(thumb->height[j][end] * LEVELS) == level; end++)
                ;
            rect_draw(box, (Rect){x + (float)i, y + (float)j, (float)(end - i), 1},
                      level_color(ramp, thumb->height[j][i]), 0);
        }
}

static void curve_draw(const Box *box, const Thumb *thumb, float x, float y)
{
    DrawStroke stroke = {.width = 1.5f, .color = box->build->theme->text, .layer = LAYER_POPUP_TOP};
    if (!draw_stroke(box->build->list, stroke))
        return;
    for (int i = 0; i < THUMB_WIDTH; i++)
        draw_point(box->build->list, x + (float)i, y + 2 + (THUMB_HEIGHT - 4) * (1 - thumb->height[0][i]), 0);
}

static void ramp_draw(const Box *box, const char *name, float x, float y)
{
    const Colormap *ramp = colormap_find(name);
    float width = (float)THUMB_WIDTH / RAMP_PIECES;
    for (int i = 0; ramp && i < RAMP_PIECES; i++)
        rect_draw(box, (Rect){x + (float)i * width, y + 6, width, THUMB_HEIGHT - 12},
                  colormap_color(ramp, ((float)i + 0.5f) / RAMP_PIECES), 0);
}

static void stamp_draw(const Box *box, const PictureRow *row, float y)
{
    float x = box->rect.x + PAD;
    const Thumb *thumb = row->landscape ? study_thumb(box->build->study, row->landscape) : NULL;
    y += (ROW - THUMB_HEIGHT) / 2;
    if (row->ramp)
        ramp_draw(box, row->ramp, x, y);
    else if (thumb && thumb->curve)
        curve_draw(box, thumb, x, y);
    else if (thumb)
        map_draw(box, thumb, x, y);
}

// ---- Rows

// From the right: what it is, then its key. Returns where the rest may go to.
static float right_draw(const Box *box, const PictureRow *row, float y)
{
    float right = box->rect.x + box->rect.w - PAD;
    draw_text(box->build->list, words(box, right - GROUP_WIDTH, y, FONT_NOTE, box->build->theme->secondary), "%s",
              row->group);
    right -= GROUP_WIDTH + GAP;
    if (!row->keys[0])
        return right;
    right -= key_width(box->build, row->keys);
    key_draw(box->build, row->keys, right, y, LAYER_POPUP_TOP);
    return right - GAP;
}

static void names_draw(const Box *box, const PictureRow *row, float y, float right)
{
    const Theme *theme = box->build->theme;
    char name[LINE_BYTES], detail[LINE_BYTES];
    float x = box->names;
    text_copy(name, sizeof name, row->name);
    text_copy(detail, sizeof detail, row->why ? row->why : row->detail);
    text_fit(box->build, name, (detail[0] ? NAME_MOST : 1) * (right - x), FONT_SUBTITLE, WEIGHT_REGULAR);
    draw_text(box->build->list, words(box, x, y, FONT_SUBTITLE, row->why ? theme->secondary : theme->text), "%s", name);
    x += text_width(box->build, name, FONT_SUBTITLE, WEIGHT_REGULAR, false) + GAP;
    text_fit(box->build, detail, fmaxf(right - x, 0), FONT_NOTE, WEIGHT_REGULAR);
    draw_text(box->build->list, words(box, x, y, FONT_NOTE, row->why ? theme->faint : theme->secondary), "%s", detail);
}

static void row_draw(const Box *box, int i, float y)
{
    const PictureRow *row = &box->palette->row[i];
    Rect place = {box->rect.x + 6, y, box->rect.w - 12, box->row};
    if (i == box->palette->chosen) {
        rect_draw(box, place, box->build->theme->selected, 5);
        rect_draw(box, (Rect){place.x, y + 7, BAR, box->row - 14}, accent(box->build), 1);
    }
    draw_hit(box->build->list, HIT_ROW, i, place);
    stamp_draw(box, row, y);
    float base = y + ROW_BASE - (ROW - box->row) / 2;
    names_draw(box, row, base, right_draw(box, row, base));
}

static void more_draw(const Box *box, float y)
{
    char line[LINE_BYTES] = "";
    const PicturePalette *palette = box->palette;
    int before = palette->before + box->first, after = palette->after + palette->n - box->first - box->n;
    if (palette->n == 0)
        text_copy(line, sizeof line, palette->nothing);
    else if (before && after)
        snprintf(line, sizeof line, "%d before, %d more", before, after);
    else
        snprintf(line, sizeof line, before ? "%d before" : "%d more", before ? before : after);
    draw_text(box->build->list, words(box, box->names, y + 15, FONT_NOTE, box->build->theme->secondary), "%s", line);
}

// ---- The whole

static bool has_stamps(const PicturePalette *palette)
{
    for (int i = 0; i < palette->n; i++)
        if (palette->row[i].landscape || palette->row[i].ramp)
            return true;
    return false;
}

// As many rows as have room, the chosen one among them.
static void choose_rows(Box *box, float most)
{
    const PicturePalette *palette = box->palette;
    float least = (most - BELOW) / (float)(palette->n > 0 ? palette->n : 1);
    bool all = palette->before + palette->after == 0 && !has_stamps(palette) && least >= ROW_LEAST;
    box->row = all ? fminf(least, ROW) : ROW;
    int fit = (int)((most - MORE_HEIGHT) / ROW);
    fit = all && palette->n > fit ? palette->n : fit;
    fit = fit < 1 ? 1 : fit > PICTURE_ROWS_MAX ? PICTURE_ROWS_MAX : fit;
    box->build->palette_rows = fit;
    box->n = palette->n < fit ? palette->n : fit;
    box->first = palette->chosen >= box->n ? palette->chosen - box->n + 1 : 0;
}

static bool has_more(const Box *box)
{
    const PicturePalette *palette = box->palette;
    return palette->n ? palette->before + palette->after > 0 || box->n < palette->n : palette->nothing != NULL;
}

void palette_build(Build *build)
{
    const PicturePalette *palette = build->in->ui.palette;
    float page_width = build->in->width, page_height = build->in->height,
          width = fminf(BOX_WIDTH, page_width - 2 * EDGE);
    Box box = {.build = build, .palette = palette};
    float left = (page_width - width) / 2, top = left < TITLE_ROOM ? EDGE : fmaxf(EDGE, TOP * page_height);
    box.rect = (Rect){left, top, width, LINE_HEIGHT};
    box.names = box.rect.x + PAD + (has_stamps(palette) ? THUMB_WIDTH + STAMP_GAP : 0);
    float head = LINE_HEIGHT + (palette->why ? WHY_HEIGHT : 0);
    choose_rows(&box, page_height - 2 * EDGE - box.rect.y - head);
    float rows = (float)box.n * box.row + (has_more(&box) ? MORE_HEIGHT : 0);
    box.rect.h = head + rows + (rows > 0 ? BELOW : 0);
    popup_draw(build, box.rect, 9);
    draw_hit(build->list, HIT_ROW, -1, box.rect);
    line_draw(&box);
    if (palette->why)
        why_draw(&box, box.rect.y + LINE_HEIGHT - 6);
    float y = box.rect.y + head;
    if (rows > 0)
        rect_draw(&box, (Rect){box.rect.x, y, box.rect.w, 1}, build->theme->hairline, 0);
    y += 7;
    for (int i = box.first; i < box.first + box.n; i++, y += box.row)
        row_draw(&box, i, y);
    if (has_more(&box))
        more_draw(&box, y);
}
