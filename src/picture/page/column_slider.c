// The sliders of the column, and the lines between them of a name and a value.
#include "base/text.h"
#include "picture/draw/format.h"
#include "picture/page/column.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH  110.0f // of a slider in one line
#define VALUE_WIDTH 76.0f  // likewise
#define VALUE_GAP   14.0f
#define VALUE_LINE  16.0f // of one that stands below its name
#define TWO_LINES   34.0f // a slider's height, at least, where its track is under them
#define SWITCH_ROOM 36.0f

enum { VALUE_LINES = 6 };

// One slider while it is drawn.
typedef struct Slider {
    Knob knob;
    KnobRow row;
    double value;
    bool in_hand;
} Slider;

static void hairline(const Column *column, float x, float y, float w, float h, Color color)
{
    draw_shape(column->build->list,
               (DrawShape){.x = x, .y = y, .w = w, .h = h, .corner = h < 3 ? h / 2 : 0, .color = color});
}

// Of the first bytes of what is typed, as it is drawn.
static float entry_width(const Build *build, int bytes)
{
    char before[LINE_MAX];
    snprintf(before, sizeof before, "%.*s", bytes, build->in->ui.entry);
    return text_width(build, before, FONT_TEXT, WEIGHT_SEMIBOLD, true);
}

// A line under what is typed, which says from where on it was refused, and the caret.
static void entry_marks(const Column *column, float right, float base, Color accent)
{
    const Build *build = column->build;
    const PictureUi *ui = &build->in->ui;
    int length = (int)strlen(ui->entry);
    float typed = entry_width(build, length), width = fmaxf(typed, 40), left = right - typed;
    hairline(column, right - width - 6, base + 4, width + 10, 1.5f, accent);
    if (ui->entry_column > 0) {
        float from = left + entry_width(build, ui->entry_column - 1);
        hairline(column, from, base + 4, right - from, 1.5f, build->theme->warning);
    }
    float caret = ui->entry_caret < length ? left + entry_width(build, ui->entry_caret) : right;
    hairline(column, caret + 1, base - 11, 1.5f, 14, build->theme->text);
}

// Returns its width.
static float slider_value_text(const Column *column, const Slider *slider, float right, float base, Color accent)
{
    const Build *build = column->build;
    const Argument *row = &slider->row.argument;
    const PictureUi *ui = &build->in->ui;
    char shown[LINE_MAX];
    if (slider->in_hand && ui->entry) {
        snprintf(shown, sizeof shown, "%s", ui->entry);
        entry_marks(column, right, base, accent);
    } else if (row->kind == ARGUMENT_CHOICE && !isnan(slider->value)) {
        snprintf(shown, sizeof shown, "%s", row->choices[(int)slider->value]);
    } else {
        snprintf(shown, sizeof shown, "%s", isnan(slider->value) ? "None" : format_value(slider->value).text);
    }
    column_words(column, right, base, ALIGN_RIGHT, FONT_TEXT, WEIGHT_SEMIBOLD, build->theme->text, shown);
    return text_width(build, shown, FONT_TEXT, WEIGHT_SEMIBOLD, true);
}

static void slider_switch(const Column *column, const Slider *slider, float right, float middle, Color accent)
{
    const Theme *theme = column->build->theme;
    bool on = slider->value != 0;
    Color off = color_mix(theme->hairline, theme->secondary, 0.35f);
    draw_shape(column->build->list, (DrawShape){.x = right - 28,
                                                .y = middle - 8,
                                                .w = 28,
                                                .h = 16,
                                                .corner = 8,
                                                .color = on ? (slider->in_hand ? accent : theme->secondary) : off});
    draw_shape(column->build->list, (DrawShape){.kind = SHAPE_DISC,
                                                .x = on ? right - 8 : right - 20,
                                                .y = middle,
                                                .w = 5.5f,
                                                .color = on ? theme->selected : theme->text});
}

static void slider_track(const Column *column, const Slider *slider, float x, float right, float y, Color accent)
{
    const Theme *theme = column->build->theme;
    DrawList *list = column->build->list;
    float at = x + (float)knob_position(&slider->row, slider->value) * (right - x);
    bar_draw(column->build, (Rect){x, y, right - x, BAR_THICK}, (at - x) / (right - x),
             slider->in_hand ? accent : color_mix(theme->hairline, theme->secondary, 0.75f));
    const Argument *row = &slider->row.argument;
    if (slider->row.has_initial && isfinite(row->initial) && !row->required) {
        float tick = x + (float)knob_position(&slider->row, row->initial) * (right - x);
        hairline(column, tick - 0.75f, y - 5, 1.5f, 10, color_mix(theme->hairline, theme->secondary, 0.85f));
    }
    if (slider->in_hand)
        draw_shape(list, (DrawShape){.kind = SHAPE_DISC, .x = at, .y = y, .w = 9, .color = color_alpha(accent, 0.3f)});
    draw_shape(list,
               (DrawShape){.kind = SHAPE_DISC,
                           .x = at,
                           .y = y,
                           .w = slider->in_hand ? 6 : 4,
                           .color = slider->in_hand ? theme->text : color_mix(theme->secondary, theme->text, 0.35f)});
}

static Slider slider_at(const Column *column, int index)
{
    const Build *build = column->build;
    Knob knob = column->knobs[index];
    const PictureUi *ui = &build->in->ui;
    Slider slider = {
        .knob = knob,
        .row = knob_row(knob.kind == KNOB_CHANGE ? build->scene : &column->hand, knob),
        .value = knob_get(knob.kind == KNOB_CHANGE ? build->scene : &column->hand, knob),
        .in_hand = ui->interactive && ui->slider == index,
    };
    if (slider.in_hand && slider.row.follows && ui->range) {
        slider.row.argument.low = ui->range[0];
        slider.row.argument.high = ui->range[1];
    }
    return slider;
}

// As the formula is set: θ₀, start x₁.
static void slider_name(const Slider *slider, char *name, size_t size)
{
    const char *label = slider->row.label, *start = strchr(label, ' ');
    Text text = text_begin(name, size);
    if (slider->knob.kind == KNOB_CONSTANT)
        text_add(&text, "%s", format_name(label).text);
    else if (slider->knob.kind == KNOB_START && start)
        text_add(&text, "%.*s%s", (int)(start + 1 - label), label, format_name(start + 1).text);
    else
        text_add(&text, "%s", label);
}

static FontWeight name_weight(const Slider *slider)
{
    return slider->in_hand ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
}

bool slider_is_long(const Column *column, int index)
{
    Slider slider = slider_at(column, index);
    char name[LINE_MAX];
    slider_name(&slider, name, sizeof name);
    return slider.row.argument.kind != ARGUMENT_BOOLEAN &&
           text_width(column->build, name, FONT_SMALL, WEIGHT_SEMIBOLD, false) > NAME_WIDTH;
}

static bool has_two_lines(const Column *column, int index)
{
    return column->density.slider_two_lines || column->long_name[index];
}

float slider_height(const Column *column, int index)
{
    return column->long_name[index] ? fmaxf(column->density.slider, TWO_LINES) : column->density.slider;
}

static void name_draw(const Column *column, const Slider *slider, float base, float room)
{
    const Build *build = column->build;
    char name[LINE_MAX];
    slider_name(slider, name, sizeof name);
    FontWeight weight = name_weight(slider);
    FontSize size = FONT_TEXT;
    while (size < FONT_SMALL && text_width(build, name, size, weight, false) > room)
        size++;
    text_fit(build, name, room, size, weight);
    column_words(column, column->x + INNER, base, ALIGN_LEFT, size, weight,
                 slider->in_hand ? build->theme->text : build->theme->secondary, name);
}

static void boolean_draw(const Column *column, const Slider *slider, int index, Color accent)
{
    float x = column->x + INNER, right = column->x + column->w - INNER, height = column->density.slider;
    name_draw(column, slider, column->y + height / 2 + 5, right - x - SWITCH_ROOM);
    slider_switch(column, slider, right, column->y + height / 2, accent);
    draw_hit(column->build->list, HIT_SLIDER, index, (Rect){x, column->y, right - x, height});
}

// In one line its track is between name and value, in two under them.
void slider_draw(const Column *column, int index, Color accent)
{
    Slider slider = slider_at(column, index);
    if (slider.row.argument.kind == ARGUMENT_BOOLEAN) {
        boolean_draw(column, &slider, index, accent);
        return;
    }
    bool two = has_two_lines(column, index);
    float x = column->x + INNER, right = column->x + column->w - INNER, height = slider_height(column, index);
    float base = two ? column->y + 15 : column->y + height / 2 + 5;
    float value = slider_value_text(column, &slider, right, base, accent);
    bool word = slider.row.argument.kind == ARGUMENT_CHOICE; // whose place is as wide as it is
    float room = word && value + VALUE_GAP > VALUE_WIDTH ? value + VALUE_GAP : VALUE_WIDTH;
    float track_x = two ? x : x + NAME_WIDTH + 8, track_right = two ? right : right - room;
    name_draw(column, &slider, base, two ? right - x - value - VALUE_GAP : NAME_WIDTH);
    slider_track(column, &slider, track_x, track_right, column->y + (two ? 27 : height / 2), accent);
    draw_hit(column->build->list, slider.knob.kind == KNOB_CONSTANT ? HIT_CONSTANT_SLIDER : HIT_SLIDER, index,
             (Rect){track_x, column->y, track_right - track_x, height});
}

// Of a value that stands below its name.
static int value_lines(const Column *column, const char *name, FontWeight weight, const char *value,
                       char lines[VALUE_LINES][WRAP_LINE_BYTES])
{
    const Build *build = column->build;
    char words[SPEC_TEXT_MAX];
    float room = column->w - 2 * INNER, own = text_width(build, value, FONT_NOTE, WEIGHT_REGULAR, true);
    if (text_width(build, name, FONT_NOTE, weight, false) + VALUE_GAP + own <= room)
        return 0;
    text_copy(words, sizeof words, value);
    return text_wrap(build, words, (Type){FONT_NOTE, WEIGHT_REGULAR}, room, VALUE_LINES, lines);
}

float value_height(const Column *column, const char *name, FontWeight weight, const char *value)
{
    char lines[VALUE_LINES][WRAP_LINE_BYTES];
    return column->density.slider + VALUE_LINE * (float)value_lines(column, name, weight, value, lines);
}

void value_draw(const Column *column, const char *name, FontWeight weight, const char *value)
{
    const Theme *theme = column->build->theme;
    char lines[VALUE_LINES][WRAP_LINE_BYTES];
    int n = value_lines(column, name, weight, value, lines);
    float x = column->x + INNER, base = column->y + column->density.slider / 2 + 5;
    column_words(column, x, base, ALIGN_LEFT, FONT_NOTE, weight, theme->secondary, name);
    for (int i = 0; i < n; i++)
        column_words(column, x, base + VALUE_LINE * (float)(i + 1), ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, theme->text,
                     lines[i]);
    if (n == 0)
        column_words(column, column->x + column->w - INNER, base, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR, theme->text,
                     value);
}
