// The words around the picture: title and formula over it, the keys that matter now at its foot, the legend of a page
// without a column.
#include "picture/draw/format.h"
#include "picture/page/figure.h"

#include "base/text.h"
#include "scene/math.h"
#include "scene/python.h"
#include "scene/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX = 320, TITLE_LINES = 2 };

#define CAP_GAP       7.0f  // from a key cap to its word
#define CAPS_GAP      20.0f // from there to the next key cap
#define TITLE_ONE     24.0f // of its base, in its place
#define TITLE_TWO     14.0f // likewise, of the first of two lines
#define TITLE_LINE    18.0f
#define LEGEND_LINE   20.0f
#define SUBTITLE_ONE  14.0f
#define SUBTITLE_TWO  7.0f
#define SUBTITLE_LINE 13.0f
#define OFFER_UP      18.0f // over its base, to be pressed
#define OFFER_HIGH    28.0f
#define CAPTION_WIDTH 820.0f // points: a line that the eye still follows

// What lies between a formula and its constants on one line.
#define ASIDE "   "

static float words_width(const Build *build, const char *text, Type type)
{
    return text_width(build, text, type.size, type.weight, false);
}

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

int caption_wrap(const Build *build, float width, char lines[CAPTION_LINES_MAX][WRAP_LINE_BYTES])
{
    char caption[SCENE_CAPTION_MAX], words[SCENE_CAPTION_MAX];
    scene_words(build->scene, build->scene->caption, caption, sizeof caption);
    math_plain(caption, words, sizeof words);
    return text_wrap(build, words, (Type){FONT_NOTE, WEIGHT_REGULAR}, fminf(width, CAPTION_WIDTH), CAPTION_LINES_MAX,
                     lines);
}

static void caption_build(Build *build)
{
    Rect place = build->layout.caption;
    if (place.h <= 0)
        return;
    char lines[CAPTION_LINES_MAX][WRAP_LINE_BYTES];
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

// The formula with its constants, and the start unless it is left out; under a formula that is the title itself,
// without it.
static void subtitle_text(const Build *build, bool start, char *line)
{
    bool titled = build->scene->title[0] != '\0';
    Text text = text_begin(line, LINE_MAX);
    if (titled)
        formula_text(build, &text);
    constants_text(build, &text, titled ? ASIDE : "");
    if (start)
        start_text(build, &text, line[0] ? "  ·  " : "");
}

// The title, or of a scene without one its formula.
static Type title_text(const Build *build, char *title, size_t size)
{
    bool titled = build->scene->title[0] != '\0';
    Text text = text_begin(title, size);
    if (titled)
        scene_words(build->scene, build->scene->title, title, size);
    else
        formula_text(build, &text);
    return titled ? (Type){FONT_TITLE, WEIGHT_SEMIBOLD} : (Type){FONT_SUBTITLE, WEIGHT_REGULAR};
}

// In one line as large as there is room for, or else in two.
static int title_set(const Build *build, float width, Type *type, char lines[TITLE_LINES][WRAP_LINE_BYTES])
{
    char title[LINE_MAX];
    *type = title_text(build, title, sizeof title);
    while (type->size < FONT_SUBTITLE && words_width(build, title, *type) > width)
        type->size++;
    if (words_width(build, title, *type) <= width) {
        text_copy(lines[0], WRAP_LINE_BYTES, title);
        return 1;
    }
    type->size = type->weight == WEIGHT_SEMIBOLD ? FONT_READING_SMALL : FONT_SUBTITLE;
    while (type->size < FONT_SMALL && words_width(build, title, *type) > 1.8f * width)
        type->size++;
    if (!build->scene->title[0])
        return math_wrap(build, title, *type, width, TITLE_LINES, lines);
    return text_wrap(build, title, *type, width, TITLE_LINES, lines);
}

// "a = 1, b = 2" with each in one piece.
static void glue(const char *constants, char glued[LINE_MAX])
{
    Text text = text_begin(glued, LINE_MAX);
    for (const char *c = constants; *c; c++)
        if (*c == ' ' && c > constants && c[-1] != ',')
            text_add(&text, "\u00a0");
        else
            text_add(&text, "%c", *c);
}

// A line that is no longer one: its constants stand under the formula, or where that takes all lines, behind it.
static int break_formula(const Build *build, char *line, Type *type, float width, int most,
                         char lines[][WRAP_LINE_BYTES])
{
    char glued[LINE_MAX] = "", formula[2 * LINE_MAX], *constants = strstr(line, ASIDE);
    if (constants) {
        glue(constants + strlen(ASIDE), glued);
        *constants = '\0';
    }
    while (type->size < FONT_SMALL &&
           (words_width(build, line, *type) > width || words_width(build, glued, *type) > width))
        type->size++;
    int n = math_wrap(build, line, *type, width, most, lines);
    if (n < most)
        return n + text_wrap(build, glued, *type, width, most - n, lines + n);
    snprintf(formula, sizeof formula, "%s %s", line, glued);
    return math_wrap(build, formula, *type, width, most, lines);
}

float heading_width(const Build *build)
{
    char title[LINE_MAX];
    Type type = title_text(build, title, sizeof title);
    return words_width(build, title, type);
}

static void heading_line(const Build *build, float x, float y, Type type, Color color, const char *line)
{
    draw_text(build->list,
              (DrawText){.x = x, .y = y, .size = type.size, .weight = type.weight, .color = color, .layer = LAYER_TOP},
              "%s", line);
}

// The start is left out where it does not fit; then the type is smaller, and then there are two lines.
static int subtitle_set(const Build *build, float width, Type *type, char lines[TITLE_LINES][WRAP_LINE_BYTES])
{
    char line[LINE_MAX];
    const Type usual = *type = (Type){FONT_SUBTITLE, WEIGHT_REGULAR};
    subtitle_text(build, true, line);
    if (words_width(build, line, *type) > width)
        subtitle_text(build, false, line);
    while (type->size < FONT_SMALL && words_width(build, line, *type) > width)
        type->size++;
    if (words_width(build, line, *type) <= width) {
        text_copy(lines[0], WRAP_LINE_BYTES, line);
        return 1;
    }
    *type = usual;
    return break_formula(build, line, type, width, TITLE_LINES, lines);
}

static void subtitle_build(const Build *build)
{
    Rect place = build->layout.subtitle;
    Type type;
    char lines[TITLE_LINES][WRAP_LINE_BYTES];
    int n = place.w > 0 ? subtitle_set(build, place.w, &type, lines) : 0;
    for (int i = 0; i < n; i++)
        heading_line(build, place.x, place.y + (n > 1 ? SUBTITLE_TWO : SUBTITLE_ONE) + SUBTITLE_LINE * (float)i, type,
                     build->theme->secondary, lines[i]);
}

// ---- Of a figure: title and formula on one line, or where they have no room on two

#define FIGURE_ROW    26.0f
#define FIGURE_SECOND 18.0f
#define FIGURE_GAP    14.0f // between title and formula
#define FIGURE_BASE   11.0f // over the row's foot
#define TITLE_STEP    20.0f // from a line of a long title to the next
enum { FORMULA_LINES = FORMULA_LINES_MAX, TITLE_LINES_MOST = 3 };

static const Type figure_title = {FONT_SUBTITLE, WEIGHT_SEMIBOLD}, figure_formula = {FONT_TEXT, WEIGHT_REGULAR};

// Is it a sum? Then a mean's sign needs brackets around it.
static bool is_sum(const char *formula)
{
    int depth = 0;
    bool sum = formula[0] == '-' || !strncmp(formula, "−", strlen("−"));
    for (const char *c = formula; *c; c++) {
        depth += (*c == '(') - (*c == ')');
        sum |= depth == 0 && (!strncmp(c, " + ", 3) || !strncmp(c, " − ", strlen(" − ")));
    }
    return sum;
}

// Of a loss over rows: the formula is one row's, the loss their mean.
static void mean_text(const Build *build, char *line)
{
    char formula[LINE_MAX], rest[LINE_MAX];
    format_formula(build->scene->formula, formula, sizeof formula);
    char *at = study_over_rows(build->study) && formula[0] ? strstr(line, formula) : NULL;
    if (!at)
        return;
    bool sum = is_sum(formula);
    text_copy(rest, sizeof rest, at + strlen(formula));
    Text text = text_begin(at, (size_t)(line + LINE_MAX - at));
    text_add(&text, "(1/%d) Σ %s%s%s%s", dataset_rows(build->scene->data), sum ? "[" : "", formula, sum ? "]" : "",
             rest);
}

// Which rows a step takes, "" of a loss without any.
static void rows_text(const Build *build, char *line)
{
    const Scene *scene = build->scene;
    Text text = text_begin(line, LINE_MAX);
    if (!study_over_rows(build->study) || !figure_has(&scene->figure, PART_FORMULA))
        return;
    const char *path = strcmp(scene->data_path, "-") ? scene->data_path : "", *slash = strrchr(path, '/');
    int n = dataset_rows(scene->data);
    text_add(&text, "%s%s", slash ? slash + 1 : path, path[0] ? ", " : "");
    if (scene->batches)
        text_add(&text, "recorded batches of %d rows", n);
    else if (scene->batch > 0 && scene->batch < n)
        text_add(&text, "batch %d of %d, seed %llu", scene->batch, n, (unsigned long long)scene->seed);
    else
        text_add(&text, "all %d rows a step", n);
}

// What stands there, "" where a part is hidden; a formula that is the title itself is no second time.
static void figure_words(const Build *build, char *title, char *formula)
{
    const SceneFigure *figure = &build->scene->figure;
    title[0] = formula[0] = '\0';
    if (figure_has(figure, PART_TITLE))
        title_text(build, title, LINE_MAX);
    if (figure_has(figure, PART_FORMULA))
        subtitle_text(build, false, formula);
    mean_text(build, build->scene->title[0] ? formula : title);
}

static bool figure_title_fits(const Build *build, float width)
{
    char title[LINE_MAX], formula[LINE_MAX];
    figure_words(build, title, formula);
    return !title[0] || !formula[0] ||
           words_width(build, title, figure_title) + FIGURE_GAP + words_width(build, formula, figure_formula) <= width;
}

// The title, a little smaller where that spares a line; of a scene without one its formula.
static int figure_title_set(const Build *build, float width, Type *type, char lines[FORMULA_LINES][WRAP_LINE_BYTES])
{
    char title[LINE_MAX], formula[LINE_MAX], tried[TITLE_LINES_MOST + 1][WRAP_LINE_BYTES];
    figure_words(build, title, formula);
    for (*type = figure_title; type->size <= FONT_TEXT; type->size++)
        if (words_width(build, title, *type) <= width) {
            text_copy(lines[0], WRAP_LINE_BYTES, title);
            return 1;
        }
    for (*type = figure_title; type->size <= FONT_SMALL; type->size++) {
        if (!build->scene->title[0])
            return break_formula(build, title, type, width, TITLE_LINES_MOST, lines);
        text_copy(formula, sizeof formula, title);
        int n = text_wrap(build, formula, *type, width, TITLE_LINES_MOST + 1, tried);
        memcpy(lines, tried, TITLE_LINES_MOST * sizeof *tried);
        if (n <= TITLE_LINES_MOST)
            return n;
    }
    *type = (Type){FONT_SMALL, figure_title.weight};
    return text_wrap(build, title, *type, width, TITLE_LINES_MOST, lines);
}

float figure_title_more(const Build *build, float width)
{
    char lines[FORMULA_LINES][WRAP_LINE_BYTES];
    Type type;
    bool shown = figure_has(&build->scene->figure, PART_TITLE);
    return shown ? TITLE_STEP * (float)(figure_title_set(build, width, &type, lines) - 1) : 0;
}

// The formula in a row of its own, smaller where that spares a line.
static int formula_set(const Build *build, float width, Type *type, char lines[FORMULA_LINES][WRAP_LINE_BYTES])
{
    char title[LINE_MAX], formula[LINE_MAX];
    figure_words(build, title, formula);
    *type = figure_formula;
    while (type->size < FONT_SMALL && words_width(build, formula, *type) > width)
        type->size++;
    if (words_width(build, formula, *type) > width) {
        *type = figure_formula;
        return break_formula(build, formula, type, width, FORMULA_LINES, lines);
    }
    text_copy(lines[0], WRAP_LINE_BYTES, formula); // with its wide spaces
    return formula[0] != '\0';
}

int figure_formula_lines(const Build *build, float width)
{
    char lines[FORMULA_LINES][WRAP_LINE_BYTES];
    Type type;
    char rows[LINE_MAX];
    rows_text(build, rows);
    return (figure_title_fits(build, width) ? 0 : formula_set(build, width, &type, lines)) + (rows[0] != '\0');
}

int figure_caption_lines(const Build *build, float width)
{
    char lines[CAPTION_LINES_MAX][WRAP_LINE_BYTES];
    return build->scene->caption[0] ? caption_wrap(build, width, lines) : 0;
}

static void figure_line(const Build *build, float x, float y, Type type, Color color, char *line, float room)
{
    while (type.size < FONT_SMALL && words_width(build, line, type) > room)
        type.size++;
    text_fit(build, line, room, type.size, type.weight);
    heading_line(build, x, y, type, color, line);
}

float figure_title_base(void)
{
    return FIGURE_ROW - FIGURE_BASE;
}

static void figure_title_build(Build *build)
{
    char title[LINE_MAX], formula[LINE_MAX], lines[FORMULA_LINES][WRAP_LINE_BYTES];
    Rect place = build->layout.title;
    figure_words(build, title, formula);
    if (place.w <= 0)
        return;
    float y = place.y + figure_title_base(), x = place.x;
    bool beside = figure_title_fits(build, place.w);
    Type of_title;
    int titles = title[0] ? figure_title_set(build, place.w, &of_title, lines) : 0;
    for (int i = 0; i < titles; i++)
        heading_line(build, x, y + TITLE_STEP * (float)i, of_title, build->theme->text, lines[i]);
    y += titles > 1 ? TITLE_STEP * (float)(titles - 1) : 0;
    if (beside && title[0])
        x += words_width(build, title, figure_title) + FIGURE_GAP;
    Type type = figure_formula;
    int rows = beside ? 0 : formula_set(build, place.w, &type, lines);
    if (beside)
        figure_line(build, x, y, type, build->theme->secondary, formula, place.x + place.w - x);
    for (int i = 0; i < rows; i++)
        heading_line(build, x, y += FIGURE_SECOND, type, build->theme->secondary, lines[i]);
    rows_text(build, formula);
    if (formula[0])
        figure_line(build, place.x, y += FIGURE_SECOND, (Type){FONT_NOTE, WEIGHT_REGULAR}, build->theme->secondary,
                    formula, place.w);
    int n = figure_has(&build->scene->figure, PART_CAPTION) && build->scene->caption[0]
                ? caption_wrap(build, place.w, lines)
                : 0;
    for (int i = 0; i < n; i++)
        heading_line(build, place.x, y + 17 * (float)(i + 1), (Type){FONT_NOTE, WEIGHT_REGULAR},
                     build->theme->secondary, lines[i]);
}

void title_build(Build *build)
{
    if (build->layout.figure) {
        figure_title_build(build);
        return;
    }
    caption_build(build);
    Rect place = build->layout.title;
    if (place.w <= 0)
        return;
    Type type;
    char lines[TITLE_LINES][WRAP_LINE_BYTES];
    int n = title_set(build, place.w, &type, lines);
    for (int i = 0; i < n; i++)
        heading_line(build, place.x, place.y + (n > 1 ? TITLE_TWO : TITLE_ONE) + TITLE_LINE * (float)i, type,
                     build->theme->text, lines[i]);
    subtitle_build(build);
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

static const char *const folded_words[FOLD_COUNT] = {[FOLD_CHARTS] = "charts folded", [FOLD_COLUMN] = "column folded"};

// The column takes the state table with it, and says so where that has room.
static const char *folded_word(const Build *build, int part, float room)
{
    static const char both[] = "column, state folded";
    bool state = part == FOLD_COLUMN && build->scene->view.show >> SHOW_STATE & 1;
    return state && cap_width(build, build->in->ui.fold_keys[part], both) <= room ? both : folded_words[part];
}

static bool is_folded(const Build *build, int part)
{
    const bool there[FOLD_COUNT] = {
        [FOLD_CHARTS] = build->layout.charts.w > 0, [FOLD_COLUMN] = build->layout.column.w > 0};
    return folded_words[part] && build->in->ui.fold_keys && build->layout.tight >> part & 1 && !there[part];
}

// What the words of all of them take, in short.
static float folded_room(const Build *build)
{
    float room = 0;
    for (int i = 0; i < FOLD_COUNT; i++)
        if (is_folded(build, i))
            room += cap_width(build, build->in->ui.fold_keys[i], folded_words[i]) + CAPS_GAP;
    return room;
}

// What is offered; without its step, or not at all, where it has no room.
static void offer_words(const Build *build, const char *offer, float room, char what[LINE_MAX])
{
    text_copy(what, LINE_MAX, offer);
    char *step = strrchr(what, ',');
    if (step && text_width(build, what, FONT_NOTE, WEIGHT_REGULAR, false) > room)
        *step = '\0';
    if (text_width(build, what, FONT_NOTE, WEIGHT_REGULAR, false) > room)
        what[0] = '\0';
}

// What the first of two keys goes on with, the second declines; both are pressed, too, and where there are no keys,
// nothing else. Returns where the next key may start.
static float offer_draw(Build *build, const char *offer, float x, float y, float right)
{
    static const char *const words[] = {"go on where you were", "no"};
    char what[LINE_MAX];
    const Theme *theme = build->theme;
    bool keys = build->in->ui.foot;
    float room = right - x - cap_width(build, "Esc", words[1]) - CAPS_GAP - folded_room(build), from = x;
    DrawText text = {.x = x, .y = y, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD, .color = theme->text};
    if (keys) {
        key_draw(build, "Enter", x, y, LAYER_BASE);
        text.x += key_width(build, "Enter") + CAP_GAP;
    }
    draw_text(build->list, text, "%s", words[0]);
    text.x += text_width(build, words[0], FONT_NOTE, WEIGHT_SEMIBOLD, false) + CAP_GAP;
    text.weight = WEIGHT_REGULAR;
    text.color = theme->secondary;
    offer_words(build, offer, x + room - text.x, what);
    draw_text(build->list, text, "%s", what);
    x = text.x + text_width(build, what, FONT_NOTE, WEIGHT_REGULAR, false) + CAPS_GAP;
    draw_hit(build->list, HIT_OFFER, 0, (Rect){from, y - OFFER_UP, x - CAPS_GAP / 2 - from, OFFER_HIGH});
    text.x = from = x;
    if (keys)
        x = key_cap(build, "Esc", words[1], x, y, right);
    else
        draw_text(build->list, text, "%s", words[1]);
    x = keys ? x : x + text_width(build, words[1], FONT_NOTE, WEIGHT_REGULAR, false) + CAPS_GAP;
    draw_hit(build->list, HIT_OFFER, 1, (Rect){from - CAPS_GAP / 2, y - OFFER_UP, x - from, OFFER_HIGH});
    return x;
}

bool foot_says_folded(const Build *build)
{
    for (int i = 0; i < FOLD_COUNT; i++)
        if (is_folded(build, i))
            return build->in->ui.foot && build->layout.words.w <= 0;
    return false;
}

// What has no room, with the key that brings it, before all others. Returns where the next key may start.
static float folded_keys(Build *build, float x, float y, float right)
{
    for (int i = 0; i < FOLD_COUNT; i++)
        if (is_folded(build, i))
            x = key_cap(build, build->in->ui.fold_keys[i], folded_word(build, i, right - x), x, y, right);
    return x;
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
    text_fit(build, line, place.w, FONT_NOTE, WEIGHT_SEMIBOLD);
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
    bool covered = ui->echo_key && !foot_says_folded(build);
    if (ui->offer && !covered)
        x = offer_draw(build, ui->offer, x, y, right);
    if (ui->foot && !covered && build->layout.words.w <= 0)
        foot_keys(build, folded_keys(build, x, y, right), y, right);
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
    return width >= (long_lines ? 1800.0f : 900.0f) ? 3 : width >= (long_lines ? 1100.0f : 520.0f) ? 2 : 1;
}

// Behind a piece of its line the racer as PyTorch writes it, or where that has no room by what tells it apart.
static void legend_entry(Build *build, int racer, float x, float y, float room)
{
    char line[RACER_LINE_MAX];
    sample_draw(build, racer, (DrawStroke){.width = 3 * build->theme->line_scale}, x + 11, y - 4.5f, 11, 5);
    legend_text(build, racer, line, sizeof line);
    if (racer_average(scene_racer(build->scene, racer)))
        text_copy(line + strlen(line), sizeof line - strlen(line), ", its average dotted");
    if (text_width(build, line, FONT_NOTE, WEIGHT_REGULAR, false) > room)
        racer_label(build, racer, line, sizeof line);
    if (text_width(build, line, FONT_NOTE, WEIGHT_REGULAR, false) > room)
        racer_title(build, racer, line, sizeof line);
    line[sizeof((DrawText *)0)->text - 1] = '\0';
    text_fit(build, line, room, FONT_NOTE, WEIGHT_REGULAR);
    draw_text(build->list, (DrawText){.x = x + 30, .y = y, .size = FONT_NOTE, .color = build->theme->text}, "%s", line);
}

// In columns; the last place says how many more there are.
void legend_build(Build *build)
{
    if (build->layout.figure) {
        figure_key_build(build);
        return;
    }
    Rect place = build->layout.legend;
    if (place.w <= 0 || build->layout.words.w > 0)
        return;
    int columns = legend_columns(build->scene, place.w), n = 0, shown = 0;
    float width = place.w / (float)columns;
    for (int i = 0; i < build->scene->n_racers; i++)
        n += racer_visible(build, i);
    int cells = columns * (int)(place.h / LEGEND_LINE + 0.01f), most = n > cells ? cells - 1 : n;
    for (int i = 0; i < build->scene->n_racers && shown < most; i++) {
        if (!racer_visible(build, i))
            continue;
        float x = place.x + (float)(shown % columns) * width;
        legend_entry(build, i, x, place.y + 14 + (float)(shown / columns) * LEGEND_LINE, width - 46);
        shown++;
    }
    if (n <= shown)
        return;
    draw_text(build->list,
              (DrawText){.x = place.x + (float)(shown % columns) * width + 30,
                         .y = place.y + 14 + (float)(shown / columns) * LEGEND_LINE,
                         .size = FONT_NOTE,
                         .color = build->theme->secondary},
              "%d more", n - shown);
}
