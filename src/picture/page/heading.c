// The words around the picture: title and formula over it, the keys that matter now at its foot, the legend of a page
// without a column.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"
#include "scene/math.h"
#include "scene/python.h"
#include "scene/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX = 320 };

#define CAP_GAP       7.0f   // from a key cap to its word
#define CAPS_GAP      20.0f  // from there to the next key cap
#define CAPTION_WIDTH 820.0f // points: a line that the eye still follows

static void formula_text(const Build *build, Text *text)
{
    char formula[LINE_MAX];
    format_formula(build->scene->formula, formula, sizeof formula);
    text_add(text, "%s", formula);
}

static void constants_text(const Build *build, Text *text, const char *before)
{
    const Scene *scene = build->scene;
    for (int i = 0; i < scene->n_constants; i++) {
        char name[LINE_MAX];
        format_formula(scene->constants[i].name, name, sizeof name);
        text_add(text, "%s%s = %s", i ? ", " : before, name, format_value(scene->constants[i].value).text);
    }
}

static void start_text(const Build *build, Text *text, const char *before)
{
    if (!build_has_loss(build))
        return;
    text_add(text, "%sstart ", before);
    vector_text(text, build->scene->start, build->dimension, format_value);
}

// The formula with its constants and the start; under a formula that is the title itself, without it. The start is left
// out where it does not fit.
static void subtitle_text(const Build *build, char *line, float width)
{
    bool titled = build->scene->title[0] != '\0';
    Text text = text_begin(line, LINE_MAX);
    if (titled)
        formula_text(build, &text);
    constants_text(build, &text, titled ? "   " : "");
    char kept[LINE_MAX];
    text_copy(kept, sizeof kept, line);
    start_text(build, &text, line[0] ? "  ·  " : "");
    if (text.full || text_width(build, line, FONT_SUBTITLE, WEIGHT_REGULAR, false) > width)
        text_copy(line, LINE_MAX, kept);
    text_fit(build, line, width, FONT_SUBTITLE, WEIGHT_REGULAR);
}

int caption_wrap(const Build *build, float width, char lines[CAPTION_LINES_MAX][CAPTION_LINE_BYTES])
{
    char caption[SCENE_CAPTION_MAX], words[SCENE_CAPTION_MAX];
    scene_words(build->scene, build->scene->caption, caption, sizeof caption);
    math_plain(caption, words, sizeof words);
    float most = fminf(width, CAPTION_WIDTH);
    int n = 0;
    char *rest = NULL;
    for (char *word = strtok_r(words, " \n\t", &rest); word; word = strtok_r(NULL, " \n\t", &rest)) {
        char tried[CAPTION_LINE_BYTES];
        snprintf(tried, sizeof tried, "%s%s%s", n ? lines[n - 1] : "", n ? " " : "", word);
        bool fits = n && text_width(build, tried, FONT_NOTE, WEIGHT_REGULAR, false) <= most;
        if (!fits && n == CAPTION_LINES_MAX) {
            text_copy(lines[n - 1], CAPTION_LINE_BYTES, tried);
            text_fit(build, lines[n - 1], most, FONT_NOTE, WEIGHT_REGULAR);
            break;
        }
        text_copy(lines[fits ? n - 1 : n], CAPTION_LINE_BYTES, fits ? tried : word);
        n += !fits;
    }
    return n;
}

static void caption_build(Build *build)
{
    Rect place = build->layout.caption;
    if (place.h <= 0)
        return;
    char lines[CAPTION_LINES_MAX][CAPTION_LINE_BYTES];
    int n = caption_wrap(build, place.w, lines);
    for (int i = 0; i < n; i++)
        draw_text(build->list,
                  (DrawText){.x = place.x,
                             .y = place.y + 16 + 18 * (float)i,
                             .size = FONT_NOTE,
                             .color = build->theme->secondary,
                             .layer = LAYER_TOP},
                  "%s", lines[i]);
}

void title_build(Build *build)
{
    caption_build(build);
    Rect place = build->layout.title;
    if (place.w <= 0)
        return;
    char title[LINE_MAX];
    bool titled = build->scene->title[0] != '\0';
    FontSize size = titled ? FONT_TITLE : FONT_SUBTITLE;
    FontWeight weight = titled ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
    Text text = text_begin(title, sizeof title);
    if (titled)
        scene_words(build->scene, build->scene->title, title, sizeof title);
    else
        formula_text(build, &text);
    text_fit(build, title, place.w, size, weight);
    draw_text(build->list,
              (DrawText){.x = place.x,
                         .y = place.y + 24,
                         .size = size,
                         .weight = weight,
                         .color = build->theme->text,
                         .layer = LAYER_TOP},
              "%s", title);
    if (place.h < 46)
        return;
    char line[LINE_MAX];
    subtitle_text(build, line, place.w);
    draw_text(build->list,
              (DrawText){.x = place.x,
                         .y = place.y + 50,
                         .size = FONT_SUBTITLE,
                         .color = build->theme->secondary,
                         .layer = LAYER_TOP},
              "%s", line);
}

float key_width(const Build *build, const char *key)
{
    return fmaxf(text_width(build, key, FONT_NOTE, WEIGHT_SEMIBOLD, false) + 14, 22);
}

void key_draw(Build *build, const char *key, float x, float y, DrawLayer layer)
{
    const Theme *theme = build->theme;
    float width = key_width(build, key);
    draw_shape(build->list, (DrawShape){.kind = SHAPE_RECT,
                                        .x = x,
                                        .y = y - 15,
                                        .w = width,
                                        .h = 21,
                                        .corner = 4,
                                        .stroke = 1,
                                        .color = color_mix(theme->hairline, theme->secondary, 0.35f),
                                        .layer = layer});
    draw_text(build->list,
              (DrawText){.x = x + width / 2,
                         .y = y,
                         .align = ALIGN_CENTER,
                         .size = FONT_NOTE,
                         .weight = WEIGHT_SEMIBOLD,
                         .color = theme->text,
                         .layer = layer},
              "%s", key);
}

static float cap_width(const Build *build, const char *key, const char *word)
{
    return key_width(build, key) + CAP_GAP + text_width(build, word, FONT_NOTE, WEIGHT_REGULAR, false);
}

// A key cap with its word after it; returns where the next one may start, or x if it does not fit before `right`.
static float key_cap(Build *build, const char *key, const char *word, float x, float y, float right)
{
    float width = cap_width(build, key, word);
    if (x + width > right)
        return x;
    key_draw(build, key, x, y, LAYER_BASE);
    draw_text(
        build->list,
        (DrawText){
            .x = x + key_width(build, key) + CAP_GAP, .y = y, .size = FONT_NOTE, .color = build->theme->secondary},
        "%s", word);
    return x + width + CAPS_GAP;
}

// What the first of two keys goes on with, the second declines. Returns where the next key may start.
static float offer_draw(Build *build, const char *offer, float x, float y, float right)
{
    static const char *const words[] = {"go on where you were", "no"};
    char what[LINE_MAX];
    const Theme *theme = build->theme;
    float room = right - x - cap_width(build, "Esc", words[1]) - CAPS_GAP;
    DrawText text = {.y = y, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD, .color = theme->text};
    key_draw(build, "Enter", x, y, LAYER_BASE);
    text.x = x + key_width(build, "Enter") + CAP_GAP;
    draw_text(build->list, text, "%s", words[0]);
    text.x += text_width(build, words[0], FONT_NOTE, WEIGHT_SEMIBOLD, false) + CAP_GAP;
    text.weight = WEIGHT_REGULAR;
    text.color = theme->secondary;
    text_copy(what, sizeof what, offer);
    text_fit(build, what, fmaxf(x + room - text.x, 0.0f), FONT_NOTE, WEIGHT_REGULAR);
    draw_text(build->list, text, "%s", what);
    x = text.x + text_width(build, what, FONT_NOTE, WEIGHT_REGULAR, false) + CAPS_GAP;
    return key_cap(build, "Esc", words[1], x, y, right);
}

// As many as there is room for; the last one, which tells of all others, first of all.
static void foot_keys(Build *build, float x, float y, float right)
{
    const char *const *foot = build->in->ui.foot;
    int n = 0;
    while (foot[2 * n] && foot[2 * n + 1])
        n++;
    if (n == 0)
        return;
    float last = cap_width(build, foot[2 * n - 2], foot[2 * n - 1]);
    for (int i = 0; i < n - 1; i++) {
        float next = key_cap(build, foot[2 * i], foot[2 * i + 1], x, y, right - last - CAPS_GAP);
        if (next == x)
            break;
        x = next;
    }
    key_cap(build, foot[2 * n - 2], foot[2 * n - 1], x, y, right);
}

// At the right; over the landscape alone, in a box. Returns where other words may go to.
static float message_draw(Build *build, float y)
{
    char line[LINE_MAX];
    Rect place = build->layout.foot;
    const PictureUi *ui = &build->in->ui;
    text_copy(line, sizeof line, ui->message);
    text_fit(build, line, place.w * 0.72f, FONT_NOTE, WEIGHT_SEMIBOLD);
    float right = place.x + place.w, width = text_width(build, line, FONT_NOTE, WEIGHT_SEMIBOLD, false);
    DrawText text = {.x = right, .y = y, .align = ALIGN_RIGHT, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD};
    text.color = ui->message_is_error ? build->theme->warning : build->theme->text;
    if (build->layout.alone) {
        popup_draw(build, (Rect){right - width - 24, y - 20, width + 24, 30}, 8);
        text.layer = LAYER_POPUP_TOP;
        text.x -= 12;
    }
    draw_text(build->list, text, "%s", line);
    return right - width - 24;
}

void foot_build(Build *build)
{
    Rect place = build->layout.foot;
    const PictureUi *ui = &build->in->ui;
    if (place.w <= 0)
        return;
    float y = place.y + place.h - 10;
    float right = ui->message ? message_draw(build, y) : place.x + place.w;
    float x = place.x;
    if (build->layout.alone)
        return;
    if (ui->offer && !ui->echo_key)
        x = offer_draw(build, ui->offer, x, y, right);
    if (ui->foot && !ui->echo_key && build->layout.words.w <= 0)
        foot_keys(build, x, y, right);
}

// As it is typed, or as torch's whole lines.
static void legend_text(const Build *build, int racer, char *line, size_t size)
{
    const Racer *of = scene_racer(build->scene, racer);
    Text text = text_begin(line, size);
    if (!(build->scene->view.show >> SHOW_TORCH & 1)) {
        racer_line(build, racer, line, size);
        return;
    }
    const char *name = scene_entry(build->scene, racer)->name;
    text_add(&text, "%s%s", name, name[0] ? ": " : "");
    python_optimizer(&text, of);
    text_add(&text, of->schedule.n ? "; " : "");
    if (of->schedule.n)
        python_scheduler(&text, &of->schedule, false);
}

int legend_columns(const Scene *scene, float width)
{
    bool long_lines = scene->view.show >> SHOW_TORCH & 1;
    return width >= (long_lines ? 1800.0f : 900.0f) ? 3 : width >= (long_lines ? 1100.0f : 560.0f) ? 2 : 1;
}

// Each visible racer as PyTorch writes it, behind a piece of its line, in columns.
void legend_build(Build *build)
{
    Rect place = build->layout.legend;
    if (place.w <= 0 || build->layout.words.w > 0)
        return;
    int columns = legend_columns(build->scene, place.w);
    float width = place.w / (float)columns;
    int shown = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!racer_visible(build, i))
            continue;
        float x = place.x + (float)(shown % columns) * width;
        float y = place.y + 14 + (float)(shown / columns) * 20;
        if (y > place.y + place.h)
            break;
        Color color = racer_color(build, i);
        draw_line(build->list, (DrawStroke){.width = 3 * build->theme->line_scale, .color = color}, x, y - 4.5f, x + 22,
                  y - 4.5f);
        marker_draw(build, i, (DrawShape){.x = x + 11, .y = y - 4.5f, .w = 5});
        char spec[RACER_LINE_MAX];
        legend_text(build, i, spec, sizeof spec);
        if (racer_average(scene_racer(build->scene, i)))
            text_copy(spec + strlen(spec), sizeof spec - strlen(spec), ", its average dotted");
        spec[sizeof((DrawText *)0)->text - 1] = '\0';
        text_fit(build, spec, width - 46, FONT_NOTE, WEIGHT_REGULAR);
        draw_text(build->list, (DrawText){.x = x + 30, .y = y, .size = FONT_NOTE, .color = build->theme->text}, "%s",
                  spec);
        shown++;
    }
}
