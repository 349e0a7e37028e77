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
#define AS_NEAR      0.01f  // points; libraries round a distance otherwise
#define PLATE_WIDTH  156.0f // of its words, at most
#define PLATE_LINE   15.0f
#define PLATE_MARGIN 3.5f
#define TRIED_APART  4.0f // points, from one tried place to the next
#define NEARBY       0.3f // of the panel's shorter side: how far off it may be

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

bool event_is_told(const Build *build)
{
    return !build->layout.figure || build_has(build, PART_LEGEND) || build->scene->view.kind == VIEW_SIDE;
}

static void traffic_mark(Traffic *traffic, float x, float y)
{
    int column = (int)((x - traffic->rect.x) / traffic->square), row = (int)((y - traffic->rect.y) / traffic->square);
    if (x >= traffic->rect.x && y >= traffic->rect.y && column < TRAFFIC_SIDE && row < TRAFFIC_SIDE)
        traffic->busy[row][column] = true;
}

// A piece of a trail, as far as it is within reach of the panel.
static void traffic_piece(Traffic *traffic, DrawPoint a, DrawPoint b)
{
    float x = b.x - a.x, y = b.y - a.y, length = hypotf(x, y), most = 4.0f * TRAFFIC_SIDE * traffic->square;
    int n = (int)(2.0f * fminf(length, most) / traffic->square) + 1;
    for (int i = 0; i <= n; i++)
        traffic_mark(traffic, a.x + x * (float)i / (float)n, a.y + y * (float)i / (float)n);
}

void traffic_survey(const EventPanel *panel, Traffic *traffic)
{
    const Build *build = panel->build;
    const DrawList *list = build->list;
    Rect rect = panel->camera->rect;
    *traffic = (Traffic){.rect = rect, .square = fmaxf(rect.w, rect.h) / (TRAFFIC_SIDE - 1)};
    for (int i = build->trails_from; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        const DrawPoint *point = list->points + stroke->first;
        bool here = build->on_panel ? stroke->on_panel == build->on_panel : stroke->clip.w > 0.0f;
        for (int k = 0; here && stroke->line > 0 && k + 1 < stroke->count; k++)
            traffic_piece(traffic, point[k], point[k + 1]);
    }
}

bool traffic_allows(const Traffic *traffic, Rect box)
{
    Rect rect = traffic->rect;
    if (box.x < rect.x || box.y < rect.y || box.x + box.w > rect.x + rect.w || box.y + box.h > rect.y + rect.h)
        return false;
    int from = (int)((box.x - rect.x) / traffic->square), to = (int)((box.x + box.w - rect.x) / traffic->square);
    int top = (int)((box.y - rect.y) / traffic->square), foot = (int)((box.y + box.h - rect.y) / traffic->square);
    for (int row = top; row <= foot && row < TRAFFIC_SIDE; row++)
        for (int column = from; column <= to && column < TRAFFIC_SIDE; column++)
            if (traffic->busy[row][column])
                return false;
    return true;
}

// The nearest place off trails, words and signs, of several the first; false: there is none within reach.
static bool place_clear(const EventPanel *panel, DrawPoint anchor, Rect *box)
{
    Traffic traffic;
    Rect rect = panel->camera->rect, tried = *box;
    float nearest = NEARBY * fminf(rect.w, rect.h), from = nearest;
    traffic_survey(panel, &traffic);
    for (tried.y = rect.y + 1.0f; tried.y + tried.h <= rect.y + rect.h; tried.y += TRIED_APART) {
        float y = fminf(fmaxf(anchor.y, tried.y), tried.y + tried.h) - anchor.y;
        if (fabsf(y) > nearest)
            continue;
        for (tried.x = rect.x + 1.0f; tried.x + tried.w <= rect.x + rect.w; tried.x += TRIED_APART) {
            float x = fminf(fmaxf(anchor.x, tried.x), tried.x + tried.w) - anchor.x, off = hypotf(x, y);
            if (off < panel->radius + 4.0f || off > nearest - AS_NEAR || !label_free(panel->build, tried) ||
                !traffic_allows(&traffic, tried))
                continue;
            nearest = off;
            *box = tried;
        }
    }
    return nearest < from;
}

// Off the trails, or where it is told nowhere else at least off words and signs. false: nowhere.
static bool place_within(const EventPanel *panel, DrawPoint anchor, Rect *box)
{
    return place_clear(panel, anchor, box) ||
           (!event_is_told(panel->build) &&
            label_place_box(panel->build, *box, anchor, panel->radius + 6.0f, panel->camera->rect, box));
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
