// Which rows the racers' column has, and how close they stand. Whatever does not fit at ease is set closer, level by
// level: racers have two lines, then one, then stand in two columns. What still does not fit folds away, and it is
// said: the state table first (unless it is insisted on), then the closed cards that are farthest from the open one.
#include "picture/page/column.h"
#include "scene/steer.h"

#include <math.h>
#include <stdio.h>

#define BOX_PAD      8.0f // under the rows of an open card
#define BOX_GAP      6.0f
#define SCHEDULE_PAD 4.0f
#define FOLDED       22.0f
#define FURTHER      20.0f
#define MORE         20.0f
#define SCROLLED     120.0f // at least, over a table that stays
#define PINNED       90.0f  // of it, at least: two of its rows

static const Density densities[] = {
    {.card = 50, .slider = 36, .section = 34, .curve = 92, .card_two_lines = true, .slider_two_lines = true},
    {.card = 44, .slider = 25, .section = 30, .curve = 80, .card_two_lines = true},
    {.card = 27, .slider = 23, .section = 32, .curve = 66},
    {.card = 22, .slider = 19, .section = 26, .curve = 50},
    {.card = 21, .slider = 19, .section = 26, .curve = 50, .pairs = true},
};
enum { DENSITY_COUNT = sizeof densities / sizeof *densities };

static void add_row(Column *column, Row row)
{
    if (column->n_rows < ROWS_MAX)
        column->row[column->n_rows++] = row;
}

static void add_gap(Column *column, float height, RowBox box)
{
    add_row(column, (Row){.kind = ROW_GAP, .box = box, .height = height});
}

static void add_slider(Column *column, int knob, RowBox box)
{
    add_row(column, (Row){.kind = ROW_SLIDER, .index = knob, .box = box, .height = slider_height(column, knob)});
}

static void add_knobs(Column *column, KnobKind first, KnobKind last, RowBox box)
{
    for (int i = 0; i < column->n_knobs; i++)
        if (column->knobs[i].kind >= first && column->knobs[i].kind <= last)
            add_slider(column, i, box);
}

FontWeight column_row_words(const Column *column, const Row *row, char name[LINE_MAX], char value[SPEC_TEXT_MAX])
{
    const Scene *scene = column->build->scene;
    const PictureUi *ui = &column->build->in->ui;
    Knob knob = {0};
    value[0] = '\0';
    switch (row->kind) {
    case ROW_WHOLE:
        knob = column->knobs[row->index];
        text_copy(name, LINE_MAX, knob_row(scene, knob).label);
        steer_value(scene, knob.racer, knob.index, value, SPEC_TEXT_MAX);
        return ui->interactive && ui->slider == row->index ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR;
    case ROW_NODE:
        text_copy(name, LINE_MAX, column_racer(column)->schedule.node[row->index].rule->name);
        return WEIGHT_SEMIBOLD;
    case ROW_LAMBDA: {
        const ScheduleNode *node = &column_racer(column)->schedule.node[row->index];
        snprintf(name, LINE_MAX, "lambda %s:", node->rule->variable);
        text_copy(value, SPEC_TEXT_MAX, node->lambda);
        return WEIGHT_REGULAR;
    }
    default:
        text_copy(name, LINE_MAX, "a step later it is the schedule's again");
        return WEIGHT_REGULAR;
    }
}

static void add_words(Column *column, RowKind kind, int index, RowBox box)
{
    char name[LINE_MAX], value[SPEC_TEXT_MAX];
    Row row = {.kind = kind, .index = index, .box = box};
    FontWeight weight = column_row_words(column, &row, name, value);
    row.height = value_height(column, name, weight, value);
    add_row(column, row);
}

static void add_changes(Column *column)
{
    for (int i = 0; i < column->n_knobs; i++) {
        if (column->knobs[i].kind != KNOB_CHANGE)
            continue;
        if (change_is_whole(column_change(column, column->knobs[i])))
            add_words(column, ROW_WHOLE, i, BOX_RACER);
        else
            add_slider(column, i, BOX_RACER);
        if (column_overwrites(column, column->knobs[i]))
            add_words(column, ROW_NOTE, i, BOX_RACER);
    }
}

static void add_open_card(Column *column, int racer)
{
    add_row(column, (Row){.kind = ROW_CARD, .index = racer, .box = BOX_RACER, .height = card_height(column, racer)});
    add_knobs(column, KNOB_HYPER, KNOB_WRAPPER, BOX_RACER);
    add_changes(column);
    add_gap(column, BOX_PAD, BOX_RACER);
    add_gap(column, BOX_GAP, BOX_NONE);
    if (column->state > 0 && column->folds_state)
        add_row(column, (Row){.kind = ROW_FOLDED, .height = FOLDED});
    else if (column->state > 0 && column->pinned <= 0)
        add_row(column, (Row){.kind = ROW_STATE, .height = column->state});
}

// In two columns where its words have room in one.
static void add_closed_card(Column *column, int racer)
{
    Row *last = column->n_rows ? &column->row[column->n_rows - 1] : NULL;
    if (!column->density.pairs || !card_is_narrow(column, racer))
        add_row(column, (Row){.kind = ROW_CARD, .index = racer, .height = card_height(column, racer)});
    else if (last && last->kind == ROW_PAIR && last->other < 0)
        last->other = racer;
    else
        add_row(column, (Row){.kind = ROW_PAIR, .index = racer, .other = -1, .height = column->density.card});
}

static void add_more(Column *column, int nearest, int before, int after)
{
    if (before + after > 0)
        add_row(
            column,
            (Row){.kind = ROW_MORE, .index = column->card[nearest], .before = before, .after = after, .height = MORE});
}

// Those that are not folded away, between words for those that are; over an open one that is alone, one for all.
static void add_cards(Column *column)
{
    int first = column->first_card, end = column->end_card, after = column->n_cards - end;
    bool alone = end - first == 1;
    add_more(column, first > 0 ? first - 1 : end, first, alone ? after : 0);
    for (int k = first; k < end; k++)
        if (k == column->open)
            add_open_card(column, column->card[k]);
        else
            add_closed_card(column, column->card[k]);
    add_more(column, end, 0, alone ? 0 : after);
}

static bool is_of_node(Knob knob, int node)
{
    return (knob.kind == KNOB_SCHEDULE || knob.kind == KNOB_MILESTONE) && knob.node == node;
}

// Of one scheduler of the tree: its name where it is an inner one, its lambda's text, its sliders.
static void add_node(Column *column, const ScheduleTree *tree, int node)
{
    if (node > 0)
        add_words(column, ROW_NODE, node, BOX_SCHEDULE);
    if (tree->node[node].lambda[0])
        add_words(column, ROW_LAMBDA, node, BOX_SCHEDULE);
    for (int i = 0; i < column->n_knobs; i++)
        if (is_of_node(column->knobs[i], node))
            add_slider(column, i, BOX_SCHEDULE);
}

static void add_schedule(Column *column)
{
    const Racer *racer = column_racer(column);
    if (!racer || !racer->schedule.n)
        return;
    add_row(column, (Row){.kind = ROW_SCHEDULE, .height = column->density.section});
    add_row(column, (Row){.kind = ROW_CURVE, .box = BOX_SCHEDULE, .height = column->density.curve});
    for (int i = 0; i < racer->schedule.n; i++)
        add_node(column, &racer->schedule, i);
    add_gap(column, SCHEDULE_PAD, BOX_SCHEDULE);
    add_gap(column, BOX_GAP, BOX_NONE);
}

static void add_section(Column *column, RowKind section, KnobKind first, KnobKind last)
{
    if (column_count(column, first, last))
        add_row(column, (Row){.kind = section, .height = column->density.section});
    add_knobs(column, first, last, BOX_NONE);
}

static void list_rows(Column *column, int level)
{
    column->density = densities[level];
    column->n_rows = 0;
    add_cards(column);
    add_schedule(column);
    add_section(column, ROW_CONSTANTS, KNOB_CONSTANT, KNOB_BATCH);
    if (column->race)
        add_section(column, ROW_RACE, KNOB_STEPS, KNOB_STOP);
    else if (column->build->in->ui.interactive) // in a still nobody turns them, and what they say stands elsewhere
        add_row(column, (Row){.kind = ROW_FURTHER, .height = FURTHER});
}

float column_rows_height(const Column *column, int from, int to)
{
    float height = 0;
    for (int i = from; i < to; i++)
        height += column->row[i].height;
    return height;
}

static bool level_fits(Column *column, int level, float height)
{
    list_rows(column, level);
    return column_rows_height(column, 0, column->n_rows) <= height;
}

static bool fits_at_last(Column *column, float height)
{
    for (int level = 0; level < DENSITY_COUNT; level++)
        if (level_fits(column, level, height))
            return true;
    return false;
}

// The race's own sliders stand where racers have their two lines beside them, or one of them is in hand.
static bool shows_race(Column *column, float height)
{
    const PictureUi *ui = &column->build->in->ui;
    KnobKind in_hand = ui->slider < column->n_knobs ? column->knobs[ui->slider].kind : KNOB_NONE;
    int roomy = 0;
    column->race = ui->interactive;
    if (in_hand >= KNOB_STEPS && in_hand <= KNOB_STOP)
        return ui->interactive;
    while (densities[roomy + 1].card_two_lines)
        roomy++;
    return ui->interactive && level_fits(column, roomy, height);
}

// So many cards, the open one about in their middle.
static void show_cards(Column *column, int n)
{
    int first = column->open - n / 2, last = column->n_cards - n;
    first = first > last ? last : first;
    column->first_card = first < 0 ? 0 : first;
    column->end_card = column->first_card + n;
}

// As many as there is room for, down to the open one.
static bool cards_fit(Column *column, float height)
{
    for (int n = column->n_cards; n >= 1; n--) {
        show_cards(column, n);
        if (level_fits(column, DENSITY_COUNT - 1, height))
            return true;
    }
    return false;
}

// A table that is insisted on and has no room among the rows stays under them.
void column_fill(Column *column, float height)
{
    Build *build = column->build;
    show_cards(column, column->n_cards);
    column->race = shows_race(column, height);
    if (fits_at_last(column, height))
        return;
    if (column->state > 0)
        build->layout.tight |= 1u << FOLD_STATE;
    column->folds_state = column->state > 0 && !(build->in->ui.insists >> FOLD_STATE & 1);
    if (column->folds_state && fits_at_last(column, height))
        return;
    if (cards_fit(column, height) || column->folds_state || column->state <= 0)
        return;
    float room = height - SCROLLED;
    column->pinned = room < PINNED ? 0 : fminf(column->state, room);
    cards_fit(column, height - column->pinned);
}
