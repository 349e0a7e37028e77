// The racers' column: a card each with colour, torch's name, loss, arguments, lr and state; the selected card opens to
// its sliders; under them its schedule as a curve, the landscape's constants and the race's own numbers. column_rows.c
// says which rows it has; where they are too many even so, they scroll to the one in hand, and it is said how many more
// there are.
#include "picture/page/column.h"
#include "picture/draw/format.h"

#include "base/text.h"
#include "scene/steer.h"

#include <stdio.h>
#include <string.h>

#define PAD       16.0f
#define TOP       12.0f
#define HEADER    34.0f
#define STATE_GAP 8.0f
#define MORE      20.0f // the line that says how many more rows there are

static void pace(const Build *build, char *line, int size)
{
    snprintf(line, (size_t)size, "%s%s%s", build->in->ui.steers ? "steering  ·  " : "",
             build->in->ui.playing ? "" : "paused  ·  ", format_speed(build->scene->speed).text);
}

static void header(Column *column)
{
    const Build *build = column->build;
    Color color = build->theme->secondary;
    char left[LINE_MAX], right[LINE_MAX] = "";
    int number = snprintf(left, sizeof left, "step %s", format_count(build->step).text);
    snprintf(left + number, sizeof left - (size_t)number, " of %s", format_count(build->scene->steps).text);
    if (build->in->ui.interactive)
        pace(build, right, sizeof right);
    // The race's length is also among the sliders.
    float room = column->w - PAD - text_width(build, right, FONT_NOTE, WEIGHT_REGULAR, true);
    if (text_width(build, left, FONT_NOTE, WEIGHT_REGULAR, false) > room)
        left[number] = '\0';
    column_words(column, column->x, column->y + 14, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, color, left);
    column_words(column, column->x + column->w, column->y + 14, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR, color, right);
    column->y += HEADER;
}

// A note in a line of its own.
static void note(const Column *column, float base, const char *words)
{
    column_words(column, column->x + INNER, column->y + base, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR,
                 column->build->theme->secondary, words);
}

static void section(const Column *column, const Row *row)
{
    char line[LINE_MAX], title[LINE_MAX];
    text_copy(line, sizeof line, row->kind == ROW_RACE ? "race" : "data");
    if (row->kind == ROW_CONSTANTS && column_count(column, KNOB_CONSTANT, KNOB_CONSTANT))
        text_copy(line, sizeof line, "landscape");
    if (row->kind == ROW_SCHEDULE) {
        racer_title(column->build, column->build->scene->view.selected, title, sizeof title);
        snprintf(line, sizeof line, "schedule of %.*s", LINE_MAX - 16, title);
    }
    note(column, row->height - 10, line);
}

static void words_row(const Column *column, const Row *row)
{
    char name[LINE_MAX], value[SPEC_TEXT_MAX];
    FontWeight weight = column_row_words(column, row, name, value);
    if (row->kind == ROW_WHOLE)
        draw_hit(column->build->list, HIT_CHANGE, row->index, (Rect){column->x, column->y, column->w, row->height});
    value_draw(column, name, weight, value);
}

// The racers beyond; the nearest of them is a click away.
static void more_racers(const Column *column, const Row *row)
{
    char line[LINE_MAX];
    const char *arrows = row->before && row->after ? "↑ ↓" : row->before ? "↑" : "↓";
    snprintf(line, sizeof line, "%s  %d more", arrows, row->before + row->after);
    note(column, 14, line);
    draw_hit(column->build->list, HIT_RACER, row->index, (Rect){column->x, column->y, column->w, row->height});
}

static void state_folded(const Column *column)
{
    const char *const *keys = column->build->in->ui.fold_keys;
    char line[LINE_MAX];
    snprintf(line, sizeof line, "state table folded%s%s", keys ? "  ·  " : "", keys ? keys[FOLD_STATE] : "");
    note(column, 14, line);
}

static Color accent_of(const Column *column, int knob)
{
    const Build *build = column->build;
    return knob_has_racer(column->knobs[knob]) ? racer_color(build, build->scene->view.selected) : build->theme->text;
}

static void row_draw(Column *column, const Row *row)
{
    Build *build = column->build;
    switch (row->kind) {
    case ROW_CARD:
        card_draw(column, row->index);
        break;
    case ROW_PAIR:
        card_pair_draw(column, row->index, row->other);
        break;
    case ROW_MORE:
        more_racers(column, row);
        break;
    case ROW_SLIDER:
        slider_draw(column, row->index, accent_of(column, row->index));
        break;
    case ROW_WHOLE:
    case ROW_NOTE:
    case ROW_NODE:
    case ROW_LAMBDA:
        words_row(column, row);
        break;
    case ROW_STATE:
        state_build(build, (Rect){column->x, column->y, column->w, row->height - STATE_GAP});
        break;
    case ROW_FOLDED:
        state_folded(column);
        break;
    case ROW_SCHEDULE:
    case ROW_CONSTANTS:
    case ROW_RACE:
        section(column, row);
        break;
    case ROW_CURVE:
        schedule_head_draw(column, build->scene->view.selected, row->height);
        break;
    case ROW_FURTHER:
        note(column, 16, "further down: sliders of the race");
        break;
    case ROW_GAP:
        break;
    }
    column->y += row->height;
}

// The ground of a card's rows that are seen, under them.
static void boxes_draw(const Column *column, int from, int to)
{
    float y = column->y;
    for (int i = from, end; i < to; i = end) {
        RowBox box = column->row[i].box;
        for (end = i + 1; end < to && column->row[end].box == box;)
            end++;
        // Of a card of two lines clear of the one above, of one line clear of its own words.
        float height = column_rows_height(column, i, end), off = column->density.card_two_lines ? 2 : -2;
        off = box == BOX_RACER ? off : 0;
        if (box)
            selection_draw(column->build, (Rect){column->x, y + off, column->w, height - off}, 6);
        y += height;
    }
}

static bool is_in_hand(const Column *column, const Row *row)
{
    const PictureUi *ui = &column->build->in->ui;
    bool knob = row->kind == ROW_SLIDER || row->kind == ROW_WHOLE;
    if (ui->interactive && ui->slider >= 0 && ui->slider < column->n_knobs)
        return knob && row->index == ui->slider;
    return row->kind == ROW_CARD && row->index == column->build->scene->view.selected;
}

// Sliders among the rows; racers are counted elsewhere, and there are none beyond the open card.
static int count_sliders(const Column *column, int from, int to)
{
    int n = 0;
    for (int i = from; i < to; i++)
        n += column->row[i].kind == ROW_SLIDER || column->row[i].kind == ROW_WHOLE;
    return n;
}

// As many rows from `from` on as there is room for under those that scroll away, from `top`. Returns behind the last.
static int rows_that_fit(const Column *column, int top, int from, float height)
{
    float room = height - (from > top ? MORE : 0);
    if (column_rows_height(column, from, column->n_rows) <= room)
        return column->n_rows;
    int to = column->n_rows;
    while (to > from + 1 && column_rows_height(column, from, to) > room - MORE)
        to--;
    return to;
}

// No further down than it needs for what is in hand to be seen.
static int first_row(const Column *column, int from, float height)
{
    int hand = from, top = from;
    for (int i = from; i < column->n_rows; i++)
        hand = is_in_hand(column, &column->row[i]) ? i : hand;
    while (from < hand && rows_that_fit(column, top, from, height) <= hand)
        from++;
    return from;
}

// An open card that is alone stays where it is while its sliders scroll.
static int fixed_rows(const Column *column)
{
    int n = 0;
    while (n < column->n_rows && column->row[n].kind == ROW_MORE)
        n++;
    bool alone = column->end_card - column->first_card == 1 && column->row[n].kind == ROW_CARD;
    return alone ? n + 1 : 0;
}

// What of the rows is not seen: sliders, and the state table.
static void more_rows(Column *column, const char *arrow, int from, int to)
{
    char line[LINE_MAX];
    Text text = text_begin(line, sizeof line);
    int n = count_sliders(column, from, to);
    text_add(&text, "%s  ", arrow);
    if (n > 0)
        text_add(&text, "%d more slider%s", n, n == 1 ? "" : "s");
    for (int i = from; i < to; i++)
        if (column->row[i].kind == ROW_STATE || column->row[i].kind == ROW_FOLDED)
            text_add(&text, "%sstate table", n > 0 ? ", " : "");
    note(column, 14, line);
    column->y += MORE;
}

static void some_rows(Column *column, int from, int to)
{
    boxes_draw(column, from, to);
    for (int i = from; i < to; i++)
        row_draw(column, &column->row[i]);
}

static void rows_draw(Column *column, float height)
{
    int top = fixed_rows(column);
    float room = height - column_rows_height(column, 0, top);
    int from = first_row(column, top, room), to = rows_that_fit(column, top, from, room);
    if (from > top) {
        some_rows(column, 0, top);
        more_rows(column, "↑", top, from);
        some_rows(column, from, to);
    } else {
        some_rows(column, 0, to);
    }
    if (to < column->n_rows)
        more_rows(column, "↓", to, column->n_rows);
}

static void find_cards(Column *column)
{
    const Scene *scene = column->build->scene;
    column->open = -1;
    for (int i = 0; i < scene->n_racers; i++) {
        if (scene_entry(scene, i)->ghost)
            continue;
        if (i == scene->view.selected)
            column->open = column->n_cards;
        column->card[column->n_cards++] = i;
    }
}

static void find_knobs(Column *column)
{
    const Build *build = column->build;
    const PictureUi *ui = &build->in->ui;
    if (!ui->steers || !steer_hand(&column->hand, build->scene, ui->steer_step))
        scene_copy(&column->hand, build->scene);
    column->n_knobs = knob_list_column(&column->hand, column->knobs, KNOBS_OF_COLUMN_MAX);
    for (int i = 0; i < column->n_knobs; i++)
        column->long_name[i] = slider_is_long(column, i);
}

void column_build(Build *build)
{
    Rect place = build->layout.column;
    if (place.w <= 0)
        return;
    Column column = {.build = build, .x = place.x + PAD, .y = place.y + TOP, .w = place.w - 2 * PAD};
    float state = state_height(build), height = place.h - TOP - HEADER - PAD;
    column.state = state > 0 ? state + STATE_GAP : 0;
    find_cards(&column);
    find_knobs(&column);
    column_fill(&column, height);
    draw_shape(build->list,
               (DrawShape){.x = place.x, .y = place.y, .w = place.w, .h = place.h, .color = build->theme->panel});
    draw_shape(build->list,
               (DrawShape){.x = place.x, .y = place.y, .w = 1, .h = place.h, .color = build->theme->hairline});
    header(&column);
    rows_draw(&column, height - column.pinned);
    if (column.pinned > 0)
        state_build(build, (Rect){column.x, column.y, column.w, column.pinned - STATE_GAP});
    scene_clear(&column.hand);
}
