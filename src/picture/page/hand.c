// The slider in hand, large: "lr = 0.1" behind its racer's mark at the title, and where no column shows it, whose it is
// and a track to turn it by.
#include "picture/build.h"

#include "scene/steer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define KNOB_RADIUS 8.0f
#define TRACK       4.0f
#define TRACK_HIT   16.0f // points to each side
#define MARK        6.0f
#define MARK_ROOM   28.0f
#define MARK_GAP    16.0f // from its middle to the words
#define BASE        25.0f // of the value, in its place
#define BELOW       45.0f // likewise, of the track
#define CARET       1.5f
#define UNDER       4.0f // from the value's base to what was refused of it

static void find_in(const Scene *scene, const Build *build, const Knob *knobs, Hand *hand)
{
    const PictureUi *ui = &build->in->ui;
    hand->knob = knobs[hand->index];
    const Scene *of = hand->knob.kind == KNOB_CHANGE ? build->scene : scene;
    hand->row = knob_row(of, hand->knob);
    hand->value = knob_get(of, hand->knob);
    knob_words(of, hand->knob, hand->name, sizeof hand->name);
    if (hand->row.follows && ui->range) {
        hand->row.argument.low = ui->range[0];
        hand->row.argument.high = ui->range[1];
    }
}

bool hand_find(const Build *build, const Slide *slide, Hand *hand)
{
    const PictureUi *ui = &build->in->ui;
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    Scene steered = {0};
    bool steers = ui->steers && steer_hand(&steered, build->scene, ui->steer_step);
    const Scene *scene = steers ? &steered : build->scene;
    int n = knob_list_column(scene, knobs, KNOBS_OF_COLUMN_MAX);
    hand->index = ui->interactive ? ui->slider : slide && slide->slider[0] ? slide_slider(build->scene, slide) : -1;
    bool there = hand->index >= 0 && hand->index < n;
    if (there)
        find_in(scene, build, knobs, hand);
    scene_clear(&steered);
    return there;
}

// As the mathematics of a slide calls it: η, not lr.
static Number knob_symbol(Knob knob, const KnobRow *row)
{
    Number name;
    if (knob.kind == KNOB_CONSTANT)
        return format_name(row->label);
    text_copy(name.text, sizeof name.text, row->argument.symbol ? row->argument.symbol : row->label);
    return name;
}

bool hand_has_symbol(const Hand *hand)
{
    return strcmp(knob_symbol(hand->knob, &hand->row).text, hand->row.label) != 0;
}

static void add_value(const Build *build, const Hand *hand, Text *text)
{
    const Argument *argument = &hand->row.argument;
    char shown[FORMAT_MAX];
    bool number = argument->kind != ARGUMENT_BOOLEAN && argument->kind != ARGUMENT_CHOICE;
    if (build->in->ui.entry)
        text_add(text, "%s", build->in->ui.entry);
    else if (argument->kind == ARGUMENT_CHOICE && !isnan(hand->value))
        text_add(text, "%s", argument->choices[(int)hand->value]);
    else if (number && !isnan(hand->value))
        text_add(text, "%s", format_value(hand->value).text);
    else {
        knob_value_print(&hand->row, hand->value, shown, sizeof shown);
        text_add(text, "%s", shown);
    }
}

// Returns the bytes before the value.
static int hand_text(const Build *build, const Hand *hand, bool symbol, char *line, size_t size)
{
    Text text = text_begin(line, size);
    text_add(&text, "%s = ", symbol ? knob_symbol(hand->knob, &hand->row).text : hand->row.label);
    int before = (int)strlen(line);
    add_value(build, hand, &text);
    return before;
}

static float width_of(const Build *build, const char *line, int bytes, FontSize size)
{
    char part[HAND_TEXT_MAX];
    snprintf(part, sizeof part, "%.*s", bytes, line);
    return text_width(build, part, size, WEIGHT_SEMIBOLD, true);
}

float hand_width(const Build *build, const Hand *hand, bool symbol, FontSize size)
{
    char line[HAND_TEXT_MAX];
    hand_text(build, hand, symbol, line, sizeof line);
    return width_of(build, line, (int)strlen(line), size);
}

static void bar(const Build *build, float x, float y, float w, float h, Color color)
{
    draw_shape(build->list, (DrawShape){.x = x, .y = y, .w = w, .h = h, .color = color, .layer = LAYER_TOP});
}

// The caret in what is typed, and a line under what was refused of it.
static void entry_marks(const Build *build, const char *line, int before, DrawText at)
{
    const PictureUi *ui = &build->in->ui;
    int length = (int)strlen(line), typed = (int)strlen(ui->entry);
    int caret = before + (ui->entry_caret < typed ? ui->entry_caret : typed);
    float points = font_points[at.size];
    if (ui->entry_column > 0) {
        float from = width_of(build, line, before + ui->entry_column - 1, at.size);
        bar(build, at.x + from, at.y + UNDER, width_of(build, line, length, at.size) - from, CARET,
            build->theme->warning);
    }
    bar(build, at.x + width_of(build, line, caret, at.size) + 1, at.y - 0.8f * points, CARET, points,
        build->theme->text);
}

void hand_words(Build *build, const Hand *hand, bool symbol, DrawText at)
{
    char line[HAND_TEXT_MAX];
    int before = hand_text(build, hand, symbol, line, sizeof line);
    if (at.align == ALIGN_RIGHT)
        at.x -= width_of(build, line, (int)strlen(line), at.size);
    at.align = ALIGN_LEFT;
    at.weight = WEIGHT_SEMIBOLD;
    at.tabular = true;
    at.color = build->theme->text;
    at.layer = LAYER_TOP;
    draw_text(build->list, at, "%s", line);
    if (build->in->ui.entry)
        entry_marks(build, line, before, at);
}

void hand_track(Build *build, const Hand *hand, Rect line)
{
    bool of_racer = knob_of_racer(hand->knob);
    Color accent = knob_has_racer(hand->knob) ? racer_color(build, hand->knob.racer) : build->theme->text;
    float part = (float)knob_position(&hand->row, hand->value);
    bar_draw(build, (Rect){line.x, line.y, line.w, TRACK}, part, accent);
    draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                        .x = line.x + part * line.w,
                                        .y = line.y,
                                        .w = KNOB_RADIUS,
                                        .color = build->theme->text});
    if (build->in->ui.interactive)
        draw_hit(build->list, of_racer ? HIT_SLIDER : HIT_CONSTANT_SLIDER, hand->index,
                 (Rect){line.x, line.y - TRACK_HIT, line.w, 2 * TRACK_HIT});
}

// The largest type in which the words have room; nothing is cut.
static FontSize size_for(const Build *build, const Hand *hand, float room)
{
    static const FontSize sizes[] = {FONT_HEADLINE,      FONT_TITLE, FONT_READING,
                                     FONT_READING_SMALL, FONT_TEXT,  FONT_SMALL};
    enum { SIZES = sizeof sizes / sizeof *sizes };
    int at = build->in->ui.projector ? 0 : 1;
    while (at < SIZES - 1 && hand_width(build, hand, false, sizes[at]) > room)
        at++;
    return sizes[at];
}

static void mark(Build *build, const Hand *hand, float right, float base, FontSize size)
{
    float width = hand_width(build, hand, false, size);
    marker_draw(build, hand->knob.racer,
                (DrawShape){.x = right - width - MARK_GAP, .y = base - 0.36f * font_points[size], .w = MARK});
}

void hand_build(Build *build)
{
    Rect place = build->layout.hand;
    Hand hand;
    if (place.w <= 0 || !hand_find(build, NULL, &hand))
        return;
    bool of_racer = knob_has_racer(hand.knob), number = hand.row.argument.kind != ARGUMENT_BOOLEAN;
    float right = place.x + place.w, base = place.y + BASE;
    FontSize size = size_for(build, &hand, place.w - (of_racer ? MARK_ROOM : 0));
    hand_words(build, &hand, false, (DrawText){.x = right, .y = base, .align = ALIGN_RIGHT, .size = size});
    if (of_racer)
        mark(build, &hand, right, base, size);
    if (build->layout.column.w <= 0 && number && build->layout.hand.h > BELOW)
        hand_track(build, &hand, (Rect){place.x + KNOB_RADIUS, place.y + BELOW, place.w - 2 * KNOB_RADIUS, 0});
}
