// A plate of the page's colour reads on anything, in every theme. It stands beside the panel where there is room, else
// on it, off trails, words and signs.
#include "picture/panel/event.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PLATE_LINES = 4, LINE_MAX = 160 };

#define OUTSIDE      12.0f // of a panel's edge, points
#define MARK_WIDTH   14.0f
#define PLATE_WIDTH  156.0f // of its words, at most
#define PLATE_LINE   15.0f
#define PLATE_MARGIN 3.5f

// Words in lines no wider than that, the last of which is cut where there are too many. Returns how many lines.
static int plate_lines(const Build *build, const char *text, float width, char lines[PLATE_LINES][LINE_MAX])
{
    int n = 0;
    size_t length = 0; // of the line so far
    lines[0][0] = '\0';
    for (const char *word = text; *word;) {
        size_t next = strcspn(word, " ");
        char tried[LINE_MAX];
        snprintf(tried, sizeof tried, "%s%s%.*s", lines[n], length ? " " : "", (int)next, word);
        bool fits = text_width(build, tried, FONT_NOTE, WEIGHT_REGULAR, false) <= width;
        if (!fits && length && n + 1 < PLATE_LINES)
            snprintf(lines[++n], LINE_MAX, "%.*s", (int)next, word);
        else
            text_copy(lines[n], LINE_MAX, tried);
        length = strlen(lines[n]);
        word += next + (word[next] == ' ');
    }
    text_fit(build, lines[n], width, FONT_NOTE, WEIGHT_REGULAR);
    return n + 1;
}

static void plate_draw(const EventPanel *panel, int racer, Rect box, char lines[PLATE_LINES][LINE_MAX], int n)
{
    Build *build = panel->build;
    float left = box.x + PLATE_MARGIN + MARK_WIDTH, base = box.y + PLATE_MARGIN + 0.75f * PLATE_LINE;
    edged_draw(build, box, 4.0f, build->theme->panel, LAYER_TOP);
    marker_draw(build, racer,
                (DrawShape){.x = box.x + PLATE_MARGIN + 5.0f, .y = base - 4.0f, .w = 3.5f, .layer = LAYER_TOP});
    for (int i = 0; i < n; i++)
        draw_text(build->list,
                  (DrawText){.x = left,
                             .y = base + PLATE_LINE * (float)i,
                             .size = FONT_NOTE,
                             .color = build->theme->text,
                             .layer = LAYER_TOP},
                  "%s", lines[i]);
    label_reserve(build, box);
}

// What is said of a racer, on a plate of the page's colour, that reads on anything.
typedef struct Event {
    char lines[PLATE_LINES][LINE_MAX];
    int n;
    Rect box; // its size
} Event;

static Event event_of(const EventPanel *panel, const char *text)
{
    Event event = {.n = 0};
    float widest = 0.0f;
    event.n = plate_lines(panel->build, text, fmaxf(PLATE_WIDTH, 0.3f * panel->camera->rect.w), event.lines);
    for (int i = 0; i < event.n; i++)
        widest = fmaxf(widest, text_width(panel->build, event.lines[i], FONT_NOTE, WEIGHT_REGULAR, false));
    event.box.w = widest + 2.0f * PLATE_MARGIN + MARK_WIDTH;
    event.box.h = PLATE_LINE * (float)event.n + 2.0f * PLATE_MARGIN;
    return event;
}

// Right of the panel, where its cell has room there, at the height of what is told of.
static bool place_outside(const EventPanel *panel, DrawPoint anchor, Rect *box)
{
    Rect rect = panel->camera->rect, cell = panel->field->cell;
    box->x = rect.x + rect.w + OUTSIDE;
    if (!panel->camera->flat || panel->camera->curve || anchor.x < rect.x + rect.w - 4.0f * panel->radius ||
        box->x + box->w > cell.x + cell.w)
        return false;
    for (int i = 0; i < 2 * RACE_RACERS_MAX; i++) {
        box->y = anchor.y - 0.5f * box->h + (float)((i + 1) / 2 * (i % 2 ? 1 : -1)) * (box->h + 2.0f);
        if (box->y >= rect.y && box->y + box->h <= rect.y + rect.h && label_free(panel->build, *box))
            return true;
    }
    return false;
}

// Off the trails if it can be, else off words and signs. false: nowhere.
static bool place_within(const EventPanel *panel, DrawPoint anchor, Rect *box)
{
    Build *build = panel->build;
    int taken = build->n_taken;
    Rect size = *box;
    label_reserve_trails(build, anchor);
    bool found = label_place_box(build, size, anchor, panel->radius + 6.0f, panel->camera->rect, box);
    build->n_taken = taken;
    return found || label_place_box(build, size, anchor, panel->radius + 6.0f, panel->camera->rect, box);
}

// From what is told of to the plate, where that is not beside it.
static void leader_to(const EventPanel *panel, DrawPoint from, Rect box, Color color)
{
    float x = fminf(fmaxf(from.x, box.x), box.x + box.w), y = fminf(fmaxf(from.y, box.y), box.y + box.h);
    float dx = x - from.x, dy = y - from.y, length = hypotf(dx, dy), off = 1.3f * panel->radius;
    if (length < off + 6.0f)
        return;
    draw_line(panel->build->list, (DrawStroke){.width = 1.2f, .color = color}, from.x + dx / length * off,
              from.y + dy / length * off, x, y);
}

// Where the panel is too crowded for it the key and the cards say it alone.
void event_draw(const EventPanel *panel, const char *text, DrawPoint anchor, int racer)
{
    Event event = event_of(panel, text);
    if (!place_outside(panel, anchor, &event.box) && !place_within(panel, anchor, &event.box))
        return;
    leader_to(panel, anchor, event.box, racer_color(panel->build, racer));
    plate_draw(panel, racer, event.box, event.lines, event.n);
}

Rect event_size(const EventPanel *panel, const char *text)
{
    return event_of(panel, text).box;
}

void event_plate(const EventPanel *panel, const char *text, int racer, Rect box)
{
    Event event = event_of(panel, text);
    plate_draw(panel, racer, box, event.lines, event.n);
}
