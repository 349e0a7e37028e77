// The sliders of the column, and the words that stand between them.
#include "picture/draw/format.h"
#include "picture/page/column.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NAME_WIDTH  110.0f // of a slider in one line
#define VALUE_WIDTH 76.0f  // likewise
#define VALUE_GAP   14.0f

// One slider while it is drawn.
typedef struct Slider {
    Knob knob;
    KnobRow row;
    double value;
    bool in_hand;
} Slider;

void column_words(const Column *column, float x, float y, TextAlign align, FontSize size, FontWeight weight,
                  Color color, const char *text)
{
    draw_text(column->build->list,
              (DrawText){.x = x,
                         .y = y,
                         .align = align,
                         .size = size,
                         .weight = weight,
                         .color = color,
                         .tabular = align == ALIGN_RIGHT},
              "%s", text);
}

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
static void entry_marks(const Column *column, float right, float base)
{
    const Build *build = column->build;
    const PictureUi *ui = &build->in->ui;
    int length = (int)strlen(ui->entry);
    float typed = entry_width(build, length), width = fmaxf(typed, 40), left = right - typed;
    hairline(column, right - width - 6, base + 4, width + 10, 1.5f, racer_color(build, build->scene->view.selected));
    if (ui->entry_column > 0) {
        float from = left + entry_width(build, ui->entry_column - 1);
        hairline(column, from, base + 4, right - from, 1.5f, build->theme->warning);
    }
    float caret = ui->entry_caret < length ? left + entry_width(build, ui->entry_caret) : right;
    hairline(column, caret + 1, base - 11, 1.5f, 14, build->theme->text);
}

// Returns its width.
static float slider_value_text(const Column *column, const Slider *slider, float right, float base)
{
    const Build *build = column->build;
    const Argument *row = &slider->row.argument;
    const PictureUi *ui = &build->in->ui;
    char shown[LINE_MAX];
    if (slider->in_hand && ui->entry) {
        snprintf(shown, sizeof shown, "%s", ui->entry);
        entry_marks(column, right, base);
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

// One slider at column->y, within [x, right]; advances.
void column_slider(Column *column, int index, Color accent)
{
    const Build *build = column->build;
    Slider slider = slider_at(column, index);
    bool boolean = slider.row.argument.kind == ARGUMENT_BOOLEAN;
    float x = column->x + INNER, right = column->x + column->w - INNER;
    float height = column->density.slider;
    bool two = column->density.slider_two_lines && !boolean;
    float base = two ? column->y + 15 : column->y + height / 2 + 5;
    Color name_color = slider.in_hand ? build->theme->text : build->theme->secondary;
    char name[LINE_MAX];
    slider_name(&slider, name, sizeof name);
    FontWeight weight = slider.in_hand ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
    FontSize size = FONT_TEXT;
    if (!two && !boolean) {
        size = text_width(build, name, FONT_TEXT, weight, false) > NAME_WIDTH ? FONT_NOTE : FONT_TEXT;
        text_fit(build, name, NAME_WIDTH, size, weight);
    }
    column_words(column, x, base, ALIGN_LEFT, size, weight, name_color, name);
    if (boolean) {
        slider_switch(column, &slider, right, column->y + height / 2, accent);
    } else {
        float value = slider_value_text(column, &slider, right, base);
        bool word = slider.row.argument.kind == ARGUMENT_CHOICE; // whose place is as wide as it is
        float room = word && value + VALUE_GAP > VALUE_WIDTH ? value + VALUE_GAP : VALUE_WIDTH;
        float track_x = two ? x : x + NAME_WIDTH + 8, track_right = two ? right : right - room;
        slider_track(column, &slider, track_x, track_right, two ? column->y + 27 : column->y + height / 2, accent);
        draw_hit(build->list, slider.knob.kind == KNOB_CONSTANT ? HIT_CONSTANT_SLIDER : HIT_SLIDER, index,
                 (Rect){track_x, column->y, track_right - track_x, height});
    }
    if (boolean)
        draw_hit(build->list, HIT_SLIDER, index, (Rect){x, column->y, right - x, height});
    column->y += height;
}

// A line between the sliders: words at the left, a value at the right, cut where it is too long.
void column_value(Column *column, const char *name, FontWeight weight, char *value)
{
    const Build *build = column->build;
    float x = column->x + INNER, right = column->x + column->w - INNER,
          base = column->y + column->density.slider / 2 + 5;
    float width = text_width(build, name, FONT_NOTE, weight, false);
    column_words(column, x, base, ALIGN_LEFT, FONT_NOTE, weight, build->theme->secondary, name);
    text_fit(build, value, right - x - width - 12, FONT_NOTE, WEIGHT_REGULAR);
    column_words(column, right, base, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR, build->theme->text, value);
    column->y += column->density.slider;
}

void column_section(Column *column, const char *title)
{
    column_words(column, column->x + INNER, column->y + column->density.section - 10, ALIGN_LEFT, FONT_NOTE,
                 WEIGHT_REGULAR, column->build->theme->secondary, title);
    column->y += column->density.section;
}

int column_count(const Column *column, KnobKind first, KnobKind last)
{
    int n = 0;
    for (int i = 0; i < column->n_knobs; i++)
        n += column->knobs[i].kind >= first && column->knobs[i].kind <= last;
    return n;
}
