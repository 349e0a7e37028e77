// The racers' column: a card each with colour, torch's name, loss, arguments, lr and state; the selected card opens to
// its sliders; under them its schedule as a curve, and the landscape's constants. What does not fit at ease is set
// closer, level by level.
#include "picture/page/column.h"
#include "picture/draw/format.h"

#include "base/text.h"
#include "scene/steer.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PAD 16.0f
#define TOP 12.0f

#define RACE_LINE 20.0f // in place of the race's own sliders, where they have no room

#define TORCH_HEAD 26.0f // over torch's lines
#define TORCH_LINE 16.0f

static const Density densities[] = {
    {.card = 50, .slider = 36, .section = 34, .curve = 92, .card_two_lines = true, .slider_two_lines = true},
    {.card = 44, .slider = 25, .section = 30, .curve = 80, .card_two_lines = true},
    {.card = 27, .slider = 23, .section = 32, .curve = 66},
    {.card = 22, .slider = 19, .section = 26, .curve = 50},
};
enum { DENSITY_COUNT = sizeof densities / sizeof *densities };

static const Racer *selected_racer(const Column *column)
{
    const Scene *scene = &column->hand;
    int selected = scene->view.selected;
    bool there = selected >= 0 && selected < scene->n_racers && !scene_entry(scene, selected)->ghost;
    return there ? scene_racer(scene, selected) : NULL;
}

static bool shows_torch(const Column *column)
{
    return column->build->scene->view.show >> SHOW_TORCH & 1;
}

static float card_height(const Column *column, Density density, int index)
{
    char lines[TORCH_LINES_MAX][LINE_MAX];
    if (!shows_torch(column))
        return density.card;
    return TORCH_HEAD +
           TORCH_LINE *
               (float)torch_lines(column->build, scene_racer(&column->hand, index), column->w - 2 * INNER - 18, lines) +
           (density.card_two_lines ? 10 : 5);
}

static bool has_card(const Column *column, int index)
{
    return !scene_entry(column->build->scene, index)->ghost;
}

static float cards_height(const Column *column, Density density)
{
    float height = 0;
    int selected = column->build->scene->view.selected;
    for (int i = 0; i < column->build->scene->n_racers; i++)
        height += has_card(column, i) && (!column->alone || i == selected) ? card_height(column, density, i) : 0;
    return height;
}

static const Change *change_at(const Column *column, Knob knob)
{
    return &scene_entry(column->build->scene, knob.racer)->changes.change[knob.index];
}

// The scheduler that sets the rate anew a step after it was changed by hand; NULL: none.
static const Schedule *overwrites(const Column *column, Knob knob)
{
    const Change *change = change_at(column, knob);
    const SceneRacer *entry = scene_entry(column->build->scene, knob.racer);
    if (change->kind != CHANGE_HYPER || change->index != 0)
        return NULL;
    Racer now = changes_racer(&entry->racer, &entry->changes, change->step);
    return schedule_overwrites(&now.schedule);
}

// Rows of the open card: its rule's arguments, and what changes of it on its way.
static int card_rows(const Column *column)
{
    int n = column_count(column, KNOB_HYPER, KNOB_WRAPPER) + column_count(column, KNOB_CHANGE, KNOB_CHANGE);
    for (int i = 0; i < column->n_knobs; i++)
        n += column->knobs[i].kind == KNOB_CHANGE && overwrites(column, column->knobs[i]);
    return n;
}

// In a still nobody turns them, and what they say stands elsewhere.
static float race_height(const Column *column, Density density)
{
    int rows = column_count(column, KNOB_STEPS, KNOB_STOP);
    if (!column->build->in->ui.interactive)
        return 0;
    return column->race ? density.section + (float)rows * density.slider : RACE_LINE;
}

static float needed_height(const Column *column, Density density)
{
    const Racer *racer = selected_racer(column);
    int hypers = card_rows(column);
    int schedule = column_count(column, KNOB_SCHEDULE, KNOB_MILESTONE);
    schedule += racer ? schedule_lines(&racer->schedule) : 0;
    int constants = column_count(column, KNOB_CONSTANT, KNOB_BATCH);
    float height = 34 + cards_height(column, density) + (float)hypers * density.slider + 16 + column->state;
    if (racer && racer->schedule.n)
        height += density.section + density.curve + (float)schedule * density.slider + 10;
    if (constants)
        height += density.section + (float)constants * density.slider + 14;
    return TOP + height + race_height(column, density) + PAD;
}

static void header(Column *column)
{
    const Build *build = column->build;
    char line[LINE_MAX];
    bool ui = build->in->ui.interactive;
    snprintf(line, sizeof line, "step %s of %s", format_count(build->step).text,
             format_count(build->scene->steps).text);
    column_words(column, column->x, column->y + 14, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, build->theme->secondary,
                 line);
    if (ui) {
        snprintf(line, sizeof line, "%s%s%s", build->in->ui.steers ? "steering  ·  " : "",
                 build->in->ui.playing ? "" : "paused  ·  ", format_speed(build->scene->speed).text);
        column_words(column, column->x + column->w, column->y + 14, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR,
                     build->theme->secondary, line);
    }
    column->y += 34;
}

// The loss at this step; of a racer that has diverged, its last finite one.
static double shown_loss(const Build *build, int index)
{
    int finite = race_last_finite(build->race, index);
    return race_point(build->race, index, finite >= 0 && build->step > finite ? finite : build->step).loss;
}

// Below which of the scene's values it came first.
static bool stop_text(const Build *build, int index, char *line)
{
    for (int which = 0; which < STOPS; which++) {
        int row = racer_stop(build, index, which);
        Number value = format_value(build->scene->stop[which].value);
        if (row >= 0)
            snprintf(line, LINE_MAX, "%s < %s at %s", which == STOP_LOSS ? "loss" : "‖∇f‖", value.text,
                     format_count(row).text);
        if (row >= 0)
            return true;
    }
    return false;
}

// The racer's state in words, or its learning rate where that is not what its arguments say.
static Color status_text(const Build *build, int index, char *line)
{
    const Theme *theme = build->theme;
    int last = race_last(build->race, index);
    RacerState state = race_state(build->race, index, build->step);
    line[0] = '\0';
    if (state == RACER_DIVERGED) {
        snprintf(line, LINE_MAX, "diverged at %s", format_count(last).text);
        return theme->warning;
    }
    if (state == RACER_STOPPED) {
        snprintf(line, LINE_MAX, "torch stops at %s: %s", format_count(last).text,
                 race_stopped(build->race, index, build->step));
        return theme->warning;
    }
    RacePoint point = race_point(build->race, index, build->step);
    if (stop_text(build, index, line))
        return theme->secondary;
    if (point.average)
        snprintf(line, LINE_MAX, "average %s", format_value(point.average_loss).text);
    else if (state == RACER_SETTLED)
        snprintf(line, LINE_MAX, "settled");
    else if (scene_racer(build->scene, index)->schedule.n)
        snprintf(line, LINE_MAX, "lr %s", build_lr(build, point.lr).text);
    return theme->secondary;
}

static void card_marker(const Column *column, int index, float x, float y)
{
    Build *build = column->build;
    bool visible = !scene_entry(build->scene, index)->hidden;
    marker_draw(build, index, (DrawShape){.x = x, .y = y, .w = 5.5f, .stroke = visible ? 0 : 1.5f});
    draw_hit(build->list, HIT_EYE, index, (Rect){x - 10, y - 10, 20, 20});
}

static void torch_card(Column *column, int index)
{
    const Build *build = column->build;
    const Theme *theme = build->theme;
    float x = column->x + INNER, right = column->x + column->w - INNER, base = column->y + 19;
    float height = card_height(column, column->density, index);
    bool visible = !scene_entry(build->scene, index)->hidden;
    char lines[TORCH_LINES_MAX][LINE_MAX], status[LINE_MAX];
    int n = torch_lines(column->build, scene_racer(&column->hand, index), column->w - 2 * INNER - 18, lines);
    Color name_color = visible ? theme->text : theme->faint;
    card_marker(column, index, x + 2, base - 5);
    char name[LINE_MAX];
    racer_title(build, index, name, sizeof name);
    float room = x + 28 + text_width(build, name, FONT_TEXT, WEIGHT_SEMIBOLD, false);
    column_words(column, x + 18, base, ALIGN_LEFT, FONT_TEXT, WEIGHT_SEMIBOLD, name_color, name);
    column_words(column, right, base, ALIGN_RIGHT, FONT_TEXT, WEIGHT_REGULAR, name_color,
                 build_loss(build, shown_loss(build, index)).text);
    Color color = status_text(build, index, status);
    text_fit_reason(build, status, right - 84 - room, FONT_NOTE, WEIGHT_REGULAR);
    column_words(column, room, base, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, color, status);
    for (int i = 0; i < n; i++)
        column_words(column, x + 18, base + 1 + TORCH_LINE * (float)(i + 1), ALIGN_LEFT, FONT_SMALL, WEIGHT_REGULAR,
                     theme->secondary, lines[i]);
    draw_hit(build->list, HIT_RACER, index, (Rect){column->x + 24, column->y, column->w - 24, height});
    column->y += height;
}

// The rule's arguments, and its schedule behind them as torch's line has it.
static void argument_text(const Racer *racer, char *line, size_t size)
{
    char part[SPEC_TEXT_MAX];
    Text text = text_begin(line, size);
    spec_print_arguments(racer, part, sizeof part);
    text_add(&text, "%s", part);
    if (!racer->schedule.n)
        return;
    spec_print_schedule(&racer->schedule, 0, part, sizeof part);
    text_add(&text, " | %s", part);
}

// One racer's lines at column->y; advances it.
static void card_lines(Column *column, int index)
{
    if (shows_torch(column)) {
        torch_card(column, index);
        return;
    }
    const Build *build = column->build;
    const Theme *theme = build->theme;
    const Racer *racer = scene_racer(&column->hand, index);
    const Density *density = &column->density;
    float x = column->x + INNER, right = column->x + column->w - INNER;
    float base = column->y + (density->card_two_lines ? density->card / 2 - 4 : density->card / 2 + 5);
    bool visible = !scene_entry(build->scene, index)->hidden;
    Color name_color = visible ? theme->text : theme->faint;

    card_marker(column, index, x + 2, base - 5);
    char loss[FORMAT_MAX], name[LINE_MAX];
    racer_title(build, index, name, sizeof name);
    snprintf(loss, sizeof loss, "%s", build_loss(build, shown_loss(build, index)).text);
    column_words(column, right, base, ALIGN_RIGHT, FONT_TEXT, WEIGHT_REGULAR, name_color, loss);
    column_words(column, x + 18, base, ALIGN_LEFT, FONT_TEXT, WEIGHT_SEMIBOLD, name_color, name);

    char status[LINE_MAX];
    Color status_color = status_text(build, index, status);
    char arguments[SPEC_TEXT_MAX];
    argument_text(racer, arguments, sizeof arguments);
    if (racer->rule != scene_racer(build->scene, index)->rule) {
        char now[SPEC_TEXT_MAX];
        spec_print(racer, now, sizeof now);
        snprintf(arguments, sizeof arguments, "now %.*s", SPEC_TEXT_MAX - 8, now);
    }
    arguments[LINE_MAX - 1] = '\0';
    float name_width = text_width(build, name, FONT_TEXT, WEIGHT_SEMIBOLD, false);
    float status_width = text_width(build, status, FONT_NOTE, WEIGHT_REGULAR, true);
    if (density->card_two_lines) {
        float below = base + 19;
        if (race_stopped(build->race, index, build->step)) // has the line to itself
            arguments[0] = '\0';
        text_fit_reason(build, status, right - x - 18, FONT_NOTE, WEIGHT_REGULAR);
        column_words(column, right, below, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR, status_color, status);
        text_fit(build, arguments, right - x - 18 - status_width - (status[0] ? 14 : 0), FONT_NOTE, WEIGHT_REGULAR);
        column_words(column, x + 18, below, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, theme->secondary, arguments);
        if (index < 9 && build->in->ui.interactive) {
            char digit[16];
            snprintf(digit, sizeof digit, "%d", index + 1);
            column_words(column, x + 2, below, ALIGN_CENTER, FONT_SMALL, WEIGHT_REGULAR, theme->faint, digit);
        }
    } else {
        float room = right - 78 - (x + 18 + name_width + 10);
        RacerState state = race_state(build->race, index, build->step);
        bool stopped = state == RACER_DIVERGED || state == RACER_STOPPED;
        char *line = stopped ? status : arguments;
        (stopped ? text_fit_reason : text_fit)(build, line, room, FONT_SMALL, WEIGHT_REGULAR);
        column_words(column, x + 18 + name_width + 10, base, ALIGN_LEFT, FONT_SMALL, WEIGHT_REGULAR,
                     stopped ? status_color : theme->secondary, line);
    }
    draw_hit(build->list, HIT_RACER, index, (Rect){column->x + 24, column->y, column->w - 24, density->card});
    column->y += density->card;
}

static void slider_rows(Column *column, KnobKind first, KnobKind last, Color accent)
{
    for (int i = 0; i < column->n_knobs; i++)
        if (column->knobs[i].kind >= first && column->knobs[i].kind <= last)
            column_slider(column, i, accent);
}

static void whole_row(Column *column, int index)
{
    char value[SPEC_TEXT_MAX];
    Knob knob = column->knobs[index];
    const PictureUi *ui = &column->build->in->ui;
    bool in_hand = ui->interactive && ui->slider == index;
    KnobRow row = knob_row(column->build->scene, knob);
    steer_value(column->build->scene, knob.racer, knob.index, value, sizeof value);
    draw_hit(column->build->list, HIT_CHANGE, index, (Rect){column->x, column->y, column->w, column->density.slider});
    column_value(column, row.label, in_hand ? WEIGHT_SEMIBOLD : WEIGHT_REGULAR, value);
}

static void change_rows(Column *column, Color accent)
{
    for (int i = 0; i < column->n_knobs; i++) {
        if (column->knobs[i].kind != KNOB_CHANGE)
            continue;
        if (change_is_whole(change_at(column, column->knobs[i])))
            whole_row(column, i);
        else
            column_slider(column, i, accent);
        const Schedule *sets = overwrites(column, column->knobs[i]);
        char note[LINE_MAX] = "";
        if (sets)
            column_value(column, "a step later it is the schedule's again", WEIGHT_REGULAR, note);
    }
}

static void open_card(Column *column, int index)
{
    const Build *build = column->build;
    float top = column->y;
    float height = card_height(column, column->density, index) + (float)card_rows(column) * column->density.slider + 8;
    const float off = 2; // so that its box keeps clear of the card above
    selection_draw(column->build, (Rect){column->x, top + off, column->w, height - off}, 6);
    card_lines(column, index);
    slider_rows(column, KNOB_HYPER, KNOB_WRAPPER, racer_color(build, index));
    change_rows(column, racer_color(build, index));
    column->y = top + height + 6;
    if (column->state <= 0)
        return;
    state_build(column->build, (Rect){column->x, column->y, column->w, column->state - 8});
    column->y += column->state;
}

// The racers that are shown: all, or a run around the selected one where even the closest setting is too long.
static void cards(Column *column, float bottom)
{
    const Scene *scene = column->build->scene;
    int n = 0, at = 0, card[RACE_RACERS_MAX]; // at: the selected one's place among them
    for (int i = 0; i < scene->n_racers; i++) {
        at = i == scene->view.selected ? n : at;
        if (has_card(column, i))
            card[n++] = i;
    }
    float all = cards_height(column, column->density), one = all / (float)(n ? n : 1);
    float spare = bottom - column->y - (needed_height(column, column->density) - TOP - 34 - all);
    int fit = column->alone ? 1 : (int)(spare / fmaxf(one, 1));
    int shown = fit < n ? (fit < 1 ? 1 : fit) : n;
    int first = at - shown / 2;
    first = first > n - shown ? n - shown : first;
    first = first < 0 ? 0 : first;
    for (int k = first; k < first + shown; k++) {
        if (card[k] == scene->view.selected)
            open_card(column, card[k]);
        else
            card_lines(column, card[k]);
    }
}

static void constants_section(Column *column)
{
    if (!column_count(column, KNOB_CONSTANT, KNOB_BATCH))
        return;
    column_section(column, column_count(column, KNOB_CONSTANT, KNOB_CONSTANT) ? "landscape" : "data");
    slider_rows(column, KNOB_CONSTANT, KNOB_BATCH, column->build->theme->text);
}

static void race_section(Column *column)
{
    if (column->race) {
        column_section(column, "race");
        slider_rows(column, KNOB_STEPS, KNOB_STOP, column->build->theme->text);
    } else if (column->build->in->ui.interactive) {
        column_words(column, column->x + INNER, column->y + RACE_LINE - 4, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR,
                     column->build->theme->faint, "further down: sliders of the race");
    }
}

// The first that fits; where a table of internals would press all racers into the closest, the other racers give way
// instead.
static int fitting_density(Column *column, float height)
{
    int level = 0, closest = DENSITY_COUNT - 1;
    while (level < closest && needed_height(column, densities[level]) > height)
        level++;
    if (level < closest || column->state <= 0)
        return level;
    column->alone = true;
    for (level = 0; level < closest && needed_height(column, densities[level]) > height;)
        level++;
    return level;
}

// Its own sliders stand where racers have their two lines beside them, or one of them is in hand.
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
    return ui->interactive && needed_height(column, densities[roomy]) <= height;
}

void column_build(Build *build)
{
    Rect place = build->layout.column;
    if (place.w <= 0)
        return;
    Column column = {.build = build, .x = place.x + PAD, .y = place.y + TOP, .w = place.w - 2 * PAD};
    const PictureUi *ui = &build->in->ui;
    if (!ui->steers || !steer_hand(&column.hand, build->scene, ui->steer_step))
        scene_copy(&column.hand, build->scene);
    column.n_knobs = knob_list_column(&column.hand, column.knobs, KNOBS_OF_COLUMN_MAX);
    column.state = state_height(build) + (state_height(build) > 0 ? 8 : 0);
    column.race = shows_race(&column, place.h);
    column.density = densities[fitting_density(&column, place.h)];

    draw_shape(build->list,
               (DrawShape){.x = place.x, .y = place.y, .w = place.w, .h = place.h, .color = build->theme->panel});
    draw_shape(build->list,
               (DrawShape){.x = place.x, .y = place.y, .w = 1, .h = place.h, .color = build->theme->hairline});
    header(&column);
    cards(&column, place.y + place.h);
    const Racer *racer = selected_racer(&column);
    if (racer && racer->schedule.n)
        schedule_card(&column, build->scene->view.selected);
    constants_section(&column);
    race_section(&column);
    scene_clear(&column.hand);
}
