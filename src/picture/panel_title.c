// Who a panel is of: colour, torch's line as far as it has room, and the loss.
#include "picture/panel_title.h"

#include "base/text.h"
#include "picture/draw/format.h"

#include <stdio.h>
#include <string.h>

#define TITLE_BASE 15.0f // of its first line, under its top

static bool name_fits(const Build *build, const char *text, FontSize size, float width)
{
    return text_width(build, text, size, WEIGHT_SEMIBOLD, false) <= width;
}

// Its name with the last of what tells it from others of that name, where there is room for both.
static void told_title(const Build *build, int racer, float width, char line[RACER_LINE_MAX])
{
    char told[RACER_LINE_MAX];
    racer_title(build, racer, line, RACER_LINE_MAX);
    size_t length = strlen(line);
    float room = width - text_width(build, line, FONT_SMALL, WEIGHT_SEMIBOLD, false);
    if (racer_told(build, racer, room - TITLE_GAP, FONT_SMALL, told, sizeof told))
        snprintf(line + length, RACER_LINE_MAX - length, " %s", told);
}

// All that torch's line says, what tells it from the others, the last of that, its name, that of what is outermost, of
// its rule: the first for which there is room, in smaller type where there is none.
static void short_title(const Build *build, int racer, bool alone, float width, char *line, FontSize *size)
{
    const Racer *of = scene_racer(build->scene, racer);
    bool named = scene_entry(build->scene, racer)->name[0];
    char tried[6][RACER_LINE_MAX];
    racer_line(build, racer, tried[0], RACER_LINE_MAX);
    racer_label(build, racer, tried[1], RACER_LINE_MAX);
    told_title(build, racer, width, tried[2]);
    racer_title(build, racer, tried[3], RACER_LINE_MAX);
    text_copy(tried[4], RACER_LINE_MAX, named ? tried[3] : racer_shown(of)->name);
    text_copy(tried[5], RACER_LINE_MAX, named ? tried[3] : racer_called(of));
    for (int i = alone ? 0 : 3; i < 6; i++)
        for (*size = FONT_NOTE; *size <= FONT_SMALL; ++*size)
            if (name_fits(build, tried[i], *size, width)) {
                text_copy(line, RACER_LINE_MAX, tried[i]);
                return;
            }
    *size = FONT_SMALL;
    text_copy(line, RACER_LINE_MAX, tried[5]);
}

static void title_text(Build *build, char *text, DrawText as, float width)
{
    text[sizeof as.text - 1] = '\0';
    text_fit(build, text, width, as.size, as.weight);
    draw_text(build->list, as, "%s", text);
}

// A person's name for it that is too long for one line takes both.
static bool under_title(Build *build, int racer, char *line, DrawText as, float width)
{
    char lines[2][WRAP_LINE_BYTES], words[RACER_LINE_MAX];
    if (!scene_entry(build->scene, racer)->name[0] || name_fits(build, line, as.size, width))
        return false;
    text_copy(words, sizeof words, line);
    if (text_wrap(build, words, (Type){as.size, as.weight}, width, 2, lines) < 2)
        return false;
    text_copy(line, RACER_LINE_MAX, lines[0]);
    as.y += 16.0f;
    draw_text(build->list, as, "%s", lines[1]);
    return true;
}

// All of its arguments on two lines, where they fit there and not on one.
static bool words_on_two(Build *build, int racer, DrawText as, float width)
{
    char lines[3][WRAP_LINE_BYTES], words[SPEC_TEXT_MAX];
    spec_print_arguments(scene_racer(build->scene, racer), words, sizeof words);
    if (scene_entry(build->scene, racer)->name[0] || scene_racer(build->scene, racer)->schedule.n ||
        text_wrap(build, words, (Type){as.size, as.weight}, width, 3, lines) != 2 ||
        !name_fits(build, lines[1], as.size, width))
        return false;
    for (int i = 0; i < 2; i++, as.y += 16.0f)
        draw_text(build->list, as, "%s", lines[i]);
    return true;
}

static void title_words(Build *build, int racer, DrawText as, float width)
{
    char words[SPEC_TEXT_MAX];
    spec_print(scene_racer(build->scene, racer), words, sizeof words); // beside a person's own name
    if (!scene_entry(build->scene, racer)->name[0] || text_width(build, words, as.size, as.weight, false) > width)
        racer_words(build, racer, scene_racer(build->scene, racer), width, as.size, words);
    title_text(build, words, as, width);
}

bool panel_title_tells(const Build *build, const Standing *standing)
{
    return build->layout.figure && build->scene->view.kind == VIEW_SIDE && standing->diverged;
}

// The loss, or of a racer that has none any more, when that came to be.
static void outcome(const Build *build, int racer, const Standing *standing, char *text, size_t size)
{
    bool turns = !build->layout.figure; // from one number to the next, in its place
    RacePoint point = race_point(build->race, racer, standing->shown ? standing->rows - 1 : 0);
    double start = standing->shown && !turns ? race_point(build->race, racer, 0).loss : 0;
    if (panel_title_tells(build, standing))
        snprintf(text, size, "diverged at %s", format_count(race_last(build->race, racer)).text);
    else
        text_copy(text, size, build_loss(build, format_quiet(point.loss, start)).text);
}

// Colour, what the racer is in torch's words, its loss; the arguments on a line of their own where the title has two.
// The selected one stands out, since keys act on it.
void panel_title(Build *build, Rect cell, float height, int racer)
{
    letter_draw(build, cell.x, cell.y + TITLE_BASE);
    if (build->layout.letters)
        cell.x += LETTER_ROOM, cell.w -= LETTER_ROOM;
    char line[RACER_LINE_MAX], loss[RACER_LINE_MAX];
    Standing standing = racer_standing(build, racer);
    bool turns = !build->layout.figure;
    outcome(build, racer, &standing, loss, sizeof loss);
    float loss_width = text_width(build, loss, FONT_NOTE, WEIGHT_REGULAR, turns);
    float baseline = cell.y + TITLE_BASE, x = cell.x + TITLE_INDENT;
    DrawText name = {.x = x, .y = baseline, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD, .color = build->theme->text};
    DrawText more = {.x = x, .y = baseline + 16.0f, .size = FONT_SMALL, .color = build->theme->secondary};
    DrawText value = {.x = cell.x + cell.w,
                      .y = baseline,
                      .align = ALIGN_RIGHT,
                      .size = FONT_NOTE,
                      .tabular = turns,
                      .color = build->theme->secondary};
    if (racer == build->scene->view.selected && !build->layout.figure &&
        (build->theme->has_column || build->in->ui.interactive))
        selection_draw(build, (Rect){cell.x - 5.0f, cell.y - 1.0f, cell.w + 10.0f, height - 1.0f}, 5.0f);
    marker_draw(build, racer, (DrawShape){.x = cell.x + 5.0f, .y = baseline - 4.5f, .w = 4.5f});
    float room = cell.w - TITLE_INDENT - TITLE_GAP - loss_width;
    bool alone = height <= TITLE_LINE, valued = !build->layout.figure || cell.w >= TITLE_LEAST;
    room += valued ? 0 : TITLE_GAP + loss_width; // who it is comes first
    short_title(build, racer, alone, room, line, &name.size);
    if (!alone && !valued)
        more.x = cell.x; // all of a narrow panel
    bool two = height >= TITLE_NARROW && words_on_two(build, racer, more, cell.x + cell.w - more.x);
    if (!alone && !two && !under_title(build, racer, line, name, room))
        title_words(build, racer, more, cell.x + cell.w - more.x);
    title_text(build, line, name, room);
    if (valued)
        draw_text(build->list, value, "%s", loss);
}
