// The racers' cards: colour, name, loss, what sets each apart, how it does. Nothing is cut in its midst: what has no
// room is told more briefly, and why torch stops on lines of its own.
#include "base/text.h"
#include "picture/draw/format.h"
#include "picture/page/column.h"
#include "scene/spec.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TORCH_HEAD  26.0f // over torch's lines
#define TORCH_LINE  16.0f
#define REASON_LINE 16.0f
#define NAME_INDENT 18.0f // behind the mark
#define SAMPLE      9.0f  // of a line, to each side of its mark
#define LOSS_ROOM   78.0f
#define STATUS_GAP  14.0f
#define GAP         10.0f
#define HIT_FROM    24.0f // the mark's place is its own

enum { REASON_LINES = 4 };

static bool shows_torch(const Column *column)
{
    return column->build->scene->view.show >> SHOW_TORCH & 1;
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
static Color status_text(const Build *build, int index, char line[LINE_MAX])
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
    if (visible)
        sample_draw(build, index, (DrawStroke){.width = 2.0f}, x, y, SAMPLE, 5.5f);
    else
        marker_draw(build, index, (DrawShape){.x = x, .y = y, .w = 5.5f, .stroke = 1.5f});
    draw_hit(build->list, HIT_EYE, index, (Rect){x - 10, y - 10, 20, 20});
}

static float card_room(const Column *column)
{
    return column->w - 2 * INNER - NAME_INDENT;
}

static bool fits(const Column *column, const char *line, float room, FontSize size)
{
    return text_width(column->build, line, size, WEIGHT_REGULAR, false) <= room;
}

// Why torch stops, where it is said and has no room in `room` beside other words: its lines. 0: it has.
static int reason_lines(const Column *column, int racer, float room, char lines[REASON_LINES][WRAP_LINE_BYTES])
{
    const Build *build = column->build;
    char status[LINE_MAX];
    bool open = racer == build->scene->view.selected;
    if (!race_stopped(build->race, racer, build->step) || !(open || column->density.card_two_lines))
        return 0;
    status_text(build, racer, status);
    if (fits(column, status, room, FONT_NOTE))
        return 0;
    return text_wrap(build, status, (Type){FONT_NOTE, WEIGHT_REGULAR}, card_room(column), REASON_LINES, lines);
}

static float behind_name(const Column *column, int racer)
{
    char name[LINE_MAX];
    racer_title(column->build, racer, name, sizeof name);
    return column->x + INNER + NAME_INDENT + GAP + text_width(column->build, name, FONT_TEXT, WEIGHT_SEMIBOLD, false);
}

// Beside the name and the loss.
static float beside_name(const Column *column, int racer)
{
    return column->x + column->w - INNER - LOSS_ROOM - behind_name(column, racer);
}

static float reason_height(const Column *column, int racer)
{
    char lines[REASON_LINES][WRAP_LINE_BYTES];
    bool own_line = column->density.card_two_lines && !shows_torch(column);
    float room = own_line ? card_room(column) : beside_name(column, racer);
    int n = reason_lines(column, racer, room, lines);
    return REASON_LINE * (float)(n > 0 && own_line ? n - 1 : n);
}

float card_height(const Column *column, int racer)
{
    char lines[TORCH_LINES_MAX][LINE_MAX];
    float reason = reason_height(column, racer);
    if (!shows_torch(column))
        return column->density.card + reason;
    int n = torch_lines(column->build, scene_racer(&column->hand, racer), card_room(column), lines);
    return TORCH_HEAD + TORCH_LINE * (float)n + (column->density.card_two_lines ? 10 : 5) + reason;
}

static void card_hit(const Column *column, int racer)
{
    draw_hit(column->build->list, HIT_RACER, racer,
             (Rect){column->x + HIT_FROM, column->y, column->w - HIT_FROM, card_height(column, racer)});
}

// From `base` on. Returns how many lines there are.
static int reason_draw(const Column *column, int racer, float room, float base)
{
    const Build *build = column->build;
    char lines[REASON_LINES][WRAP_LINE_BYTES];
    int n = reason_lines(column, racer, room, lines);
    for (int i = 0; i < n; i++)
        column_words(column, column->x + INNER + NAME_INDENT, base + REASON_LINE * (float)i, ALIGN_LEFT, FONT_NOTE,
                     WEIGHT_REGULAR, build->theme->warning, lines[i]);
    return n;
}

static Color name_color(const Column *column, int racer)
{
    const Build *build = column->build;
    return scene_entry(build->scene, racer)->hidden ? build->theme->faint : build->theme->text;
}

static float name_room(const Column *column)
{
    return column->w - 2 * INNER - LOSS_ROOM - NAME_INDENT;
}

// A person's name for it that is too long for one line, where it has the second as well.
static bool long_name(const Column *column, int racer, char lines[2][WRAP_LINE_BYTES])
{
    const Build *build = column->build;
    char name[LINE_MAX];
    Type type = {FONT_SMALL, WEIGHT_SEMIBOLD};
    text_copy(name, sizeof name, scene_entry(build->scene, racer)->name);
    if (!column->density.card_two_lines || shows_torch(column) ||
        text_width(build, name, type.size, type.weight, false) <= name_room(column))
        return false;
    return text_wrap(build, name, type, name_room(column), 2, lines) == 2;
}

// Mark, name and loss.
static void head_draw(const Column *column, int racer, float base)
{
    const Build *build = column->build;
    float x = column->x + INNER, right = column->x + column->w - INNER;
    Color color = name_color(column, racer);
    char name[LINE_MAX];
    racer_title(build, racer, name, sizeof name);
    card_marker(column, racer, x + 2, base - 5);
    column_words(column, right, base, ALIGN_RIGHT, FONT_TEXT, WEIGHT_REGULAR, color,
                 build_loss(build, shown_loss(build, racer)).text);
    char lines[2][WRAP_LINE_BYTES];
    FontSize size = FONT_TEXT;
    float room = name_room(column);
    while (size < FONT_SMALL && text_width(build, name, size, WEIGHT_SEMIBOLD, false) > room)
        size++;
    if (long_name(column, racer, lines))
        text_copy(name, sizeof name, lines[0]);
    text_fit(build, name, room, size, WEIGHT_SEMIBOLD);
    column_words(column, x + NAME_INDENT, base, ALIGN_LEFT, size, WEIGHT_SEMIBOLD, color, name);
}

static void torch_card(const Column *column, int racer)
{
    const Build *build = column->build;
    float x = column->x + INNER + NAME_INDENT, base = column->y + 19, room = beside_name(column, racer);
    char lines[TORCH_LINES_MAX][LINE_MAX], status[LINE_MAX];
    int n = torch_lines(build, scene_racer(&column->hand, racer), card_room(column), lines);
    head_draw(column, racer, base);
    for (int i = 0; i < n; i++)
        column_words(column, x, base + 1 + TORCH_LINE * (float)(i + 1), ALIGN_LEFT, FONT_SMALL, WEIGHT_REGULAR,
                     build->theme->secondary, lines[i]);
    if (reason_draw(column, racer, room, base + 1 + TORCH_LINE * (float)(n + 1)))
        return;
    Color color = status_text(build, racer, status);
    text_fit_reason(build, status, room, FONT_NOTE, WEIGHT_REGULAR);
    column_words(column, behind_name(column, racer), base, ALIGN_LEFT, FONT_NOTE, WEIGHT_REGULAR, color, status);
}

static void words_draw(const Column *column, float x, float y, FontSize size, Color color, char line[SPEC_TEXT_MAX])
{
    line[sizeof((DrawText *)0)->text - 1] = '\0';
    column_words(column, x, y, ALIGN_LEFT, size, WEIGHT_REGULAR, color, line);
}

// Under the name: the number of the racer's key, what it is, and how it does.
static void second_line(const Column *column, int racer, float base)
{
    const Build *build = column->build;
    float x = column->x + INNER, right = column->x + column->w - INNER, room = card_room(column);
    char status[LINE_MAX], words[SPEC_TEXT_MAX], digit[16];
    if (racer < 9 && build->in->ui.interactive) {
        snprintf(digit, sizeof digit, "%d", racer + 1);
        column_words(column, x + 2, base, ALIGN_CENTER, FONT_SMALL, WEIGHT_REGULAR, build->theme->faint, digit);
    }
    if (reason_draw(column, racer, room, base))
        return;
    Color color = status_text(build, racer, status);
    column_words(column, right, base, ALIGN_RIGHT, FONT_NOTE, WEIGHT_REGULAR, color, status);
    if (race_stopped(build->race, racer, build->step)) // has the line to itself
        return;
    room -= status[0] ? text_width(build, status, FONT_NOTE, WEIGHT_REGULAR, true) + STATUS_GAP : 0;
    char lines[2][WRAP_LINE_BYTES];
    if (long_name(column, racer, lines)) {
        text_fit(build, lines[1], room, FONT_SMALL, WEIGHT_SEMIBOLD);
        column_words(column, x + NAME_INDENT, base - 3, ALIGN_LEFT, FONT_SMALL, WEIGHT_SEMIBOLD,
                     name_color(column, racer), lines[1]);
        return;
    }
    racer_words(build, racer, scene_racer(&column->hand, racer), room, FONT_NOTE, words);
    words_draw(column, x + NAME_INDENT, base, FONT_NOTE, build->theme->secondary, words);
}

// As much of "torch stops at 20: WHY", or of "diverged at 20", as there is room for.
static void brief_status(const Column *column, int racer, float room, char line[LINE_MAX])
{
    static const char *const less[] = {": ", " at "};
    for (size_t i = 0; i < sizeof less / sizeof *less && !fits(column, line, room, FONT_SMALL); i++) {
        char *end = strstr(line, less[i]);
        if (end)
            *end = '\0';
    }
    if (race_stopped(column->build->race, racer, column->build->step) && !fits(column, line, room, FONT_SMALL))
        text_copy(line, LINE_MAX, "stops");
}

// Behind the name, in the same line.
static void same_line(const Column *column, int racer, float base)
{
    const Build *build = column->build;
    char words[SPEC_TEXT_MAX], status[LINE_MAX];
    float x = behind_name(column, racer), room = beside_name(column, racer);
    RacerState state = race_state(build->race, racer, build->step);
    Color color = status_text(build, racer, status);
    if (reason_draw(column, racer, room, base + REASON_LINE))
        return;
    if (state == RACER_DIVERGED || state == RACER_STOPPED) {
        brief_status(column, racer, room, status);
        text_copy(words, sizeof words, status);
    } else {
        racer_words(build, racer, scene_racer(&column->hand, racer), room, FONT_SMALL, words);
        color = build->theme->secondary;
    }
    words_draw(column, x, base, FONT_SMALL, color, words);
}

void card_draw(const Column *column, int racer)
{
    const Density *density = &column->density;
    float base = column->y + (density->card_two_lines ? density->card / 2 - 4 : density->card / 2 + 5);
    card_hit(column, racer);
    if (shows_torch(column)) {
        torch_card(column, racer);
        return;
    }
    head_draw(column, racer, base);
    if (density->card_two_lines)
        second_line(column, racer, base + 19);
    else
        same_line(column, racer, base);
}

static float half_width(const Column *column)
{
    return (column->w - 2 * INNER) / 2;
}

static float half_room(const Column *column)
{
    return half_width(column) - NAME_INDENT - GAP;
}

// What tells the racer apart, with its rule's name where there is room for that. false: there is none even so.
static bool half_words(const Column *column, int racer, char name[LINE_MAX])
{
    racer_label(column->build, racer, name, LINE_MAX);
    if (fits(column, name, half_room(column), FONT_SMALL))
        return true;
    racer_telling(column->build, racer, name, LINE_MAX);
    return name[0] && fits(column, name, half_room(column), FONT_SMALL);
}

bool card_is_narrow(const Column *column, int racer)
{
    char name[LINE_MAX];
    return !shows_torch(column) && half_words(column, racer, name);
}

// The loss is there where it has room.
static void half_card(const Column *column, int racer, float x, float gap)
{
    Build *build = column->build;
    float base = column->y + column->density.card / 2 + 4, width = half_width(column);
    char name[LINE_MAX];
    Number loss = build_loss(build, shown_loss(build, racer));
    half_words(column, racer, name);
    card_marker(column, racer, x + 2, base - 4);
    column_words(column, x + NAME_INDENT, base, ALIGN_LEFT, FONT_SMALL, WEIGHT_REGULAR, name_color(column, racer),
                 name);
    float used = text_width(build, name, FONT_SMALL, WEIGHT_REGULAR, false) + GAP;
    if (NAME_INDENT + used + text_width(build, loss.text, FONT_SMALL, WEIGHT_REGULAR, true) <= width - gap)
        column_words(column, x + width - gap, base, ALIGN_RIGHT, FONT_SMALL, WEIGHT_REGULAR, build->theme->secondary,
                     loss.text);
    draw_hit(build->list, HIT_RACER, racer,
             (Rect){x + HIT_FROM - INNER, column->y, width - HIT_FROM + INNER, column->density.card});
}

void card_pair_draw(const Column *column, int left, int right)
{
    half_card(column, left, column->x + INNER, GAP + SAMPLE);
    if (right >= 0)
        half_card(column, right, column->x + INNER + half_width(column), 0);
}
