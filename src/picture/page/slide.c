// A slide of a lesson: its words beside the picture (above 4:3) or under it, its question, the one slider that it is
// about, the slides as dots, and a time axis under the picture.
#include "picture/build.h"
#include "picture/page/prose.h"

#include "scene/knob.h"
#include "scene/lesson.h"
#include "scene/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

// Type by how much room the words have: the first of at least that page's width in which they fit.
typedef struct SlideType {
    float page_width; // points
    FontSize title, text, display, note;
} SlideType;

static const SlideType types[] = {
    {1400, FONT_DISPLAY, FONT_READING, FONT_TITLE, FONT_TEXT},
    {1050, FONT_HEADLINE, FONT_READING_SMALL, FONT_READING, FONT_TEXT},
    {0, FONT_TITLE, FONT_SUBTITLE, FONT_READING_SMALL, FONT_NOTE},
    {0, FONT_READING, FONT_NOTE, FONT_SUBTITLE, FONT_SMALL},
    {0, FONT_SUBTITLE, FONT_SMALL, FONT_TEXT, FONT_SMALL},
};
enum { TYPES = sizeof types / sizeof *types };

typedef struct Page {
    Build *build;
    const Slide *slide;
    const SlideType *type;
} Page;

#define BOX_PAD     18.0f
#define DOT         3.6f
#define DOT_GAP     14.0f
#define KNOB_RADIUS 8.0f
#define GAP         14.0f

static DrawText note_text(const Page *page, float x, float y, Color color)
{
    return (DrawText){.x = x, .y = y, .size = page->type->note, .color = color, .layer = LAYER_TOP};
}

static float note_points(const Page *page)
{
    return font_points[page->type->note];
}

// ---- question and slider

static Prose question_prose(const Page *page)
{
    Rect words = page->build->layout.words;
    return (Prose){
        .size = page->type->text,
        .display = page->type->display,
        .color = page->build->theme->text,
        .x = words.x + BOX_PAD,
        .width = words.w - 2 * BOX_PAD,
        .measured = true,
    };
}

static float box_height(const Page *page, const char *text)
{
    Prose prose = question_prose(page);
    return prose_set(page->build, text, &prose) + 2 * BOX_PAD + 1.5f * note_points(page);
}

// The box holds whichever is longer, so that it does not jump when the answer comes.
static float question_height(const Page *page)
{
    const Slide *slide = page->slide;
    if (!slide->ask[0])
        return 0;
    return fmaxf(box_height(page, slide->ask), slide->answer[0] ? box_height(page, slide->answer) : 0);
}

// What was asked, or its answer, in a box that ends at `bottom`.
static void question(const Page *page, float bottom)
{
    Build *build = page->build;
    const Theme *theme = build->theme;
    const Slide *slide = page->slide;
    if (!slide->ask[0])
        return;
    Rect words = build->layout.words;
    bool answered = build->scene->answered && slide->answer[0];
    float height = question_height(page), note = note_points(page);
    Rect box = {words.x, bottom - height, words.w, height};
    DrawShape ground = {.x = box.x, .y = box.y, .w = box.w, .h = box.h, .corner = 10, .color = theme->panel};
    draw_shape(build->list, ground);
    ground.stroke = 1;
    ground.color = theme->hairline;
    draw_shape(build->list, ground);
    Color accent = color_readable(theme->racer[0], theme->text, theme->panel, 0);
    Prose prose = question_prose(page);
    draw_text(build->list, note_text(page, prose.x, box.y + BOX_PAD + 0.75f * note, accent), "%s",
              answered ? "answer" : "predict");
    prose.y = box.y + BOX_PAD + 1.5f * note;
    prose.measured = false;
    prose_set(build, answered ? slide->answer : slide->ask, &prose);
}

static float slider_height(const Page *page)
{
    Hand hand;
    bool there = hand_find(page->build, page->slide, &hand);
    return there ? 2.6f * KNOB_RADIUS + 1.5f * font_points[FONT_TITLE] : 0;
}

// Whose it is, at the right: "lr of SGD"; less of it where the value repeats it, or leaves no room.
static void slider_name(const Page *page, const Hand *hand, float base)
{
    Build *build = page->build;
    Rect words = build->layout.words;
    DrawText text = note_text(page, words.x + words.w, base, build->theme->secondary);
    float room = words.w - hand_width(build, hand, true, FONT_TITLE) - GAP;
    const char *label = hand->row.label, *name = hand->name;
    bool behind = !strncmp(name, label, strlen(label));
    if (behind && !hand_has_symbol(hand))
        name += strlen(label) + (name[strlen(label)] == ' ');
    else if (behind && strstr(name, " of ") && text_width(build, name, text.size, WEIGHT_REGULAR, false) > room)
        name = strstr(name, " of ") + 1;
    text.align = ALIGN_RIGHT;
    if (text_width(build, name, text.size, WEIGHT_REGULAR, false) <= room)
        draw_text(build->list, text, "%s", name);
}

// "μ = 0.8" over its track, which ends at `bottom`.
static void slider(const Page *page, float bottom)
{
    Build *build = page->build;
    Rect words = build->layout.words;
    Hand hand;
    if (!hand_find(build, page->slide, &hand))
        return;
    float size = font_points[FONT_TITLE], base = bottom - 2.6f * KNOB_RADIUS - 0.4f * size;
    hand_words(build, &hand, true, (DrawText){.x = words.x, .y = base, .size = FONT_TITLE});
    slider_name(page, &hand, base);
    hand_track(build, &hand, (Rect){words.x, bottom - KNOB_RADIUS - 2, words.w, 0});
}

// ---- the slides as dots, and the key that goes on

static void dots(const Page *page)
{
    Build *build = page->build;
    const Slide *slide = page->slide;
    const Theme *theme = build->theme;
    const Scene *scene = build->scene;
    Rect place = build->layout.dots;
    int n = scene->lesson->n;
    float gap = fminf(DOT_GAP, 0.55f * place.w / (float)n), y = place.y + place.h / 2;
    for (int i = 0; i < n; i++)
        draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                            .x = place.x + DOT + gap * (float)i,
                                            .y = y,
                                            .w = i == scene->slide ? 1.35f * DOT : DOT,
                                            .color = i == scene->slide ? theme->text : theme->faint});
    bool asks = slide->ask[0] && slide->answer[0] && !scene->answered;
    bool last = scene->slide == n - 1;
    if (!build->in->ui.interactive || (last && !asks))
        return;
    DrawText next = note_text(page, place.x + place.w, y + 0.35f * note_points(page), theme->secondary);
    next.align = ALIGN_RIGHT;
    draw_text(build->list, next, "PgDn  %s", asks ? "answer" : "next");
}

// ---- time

// The race's steps under the picture, with the one that is shown.
static void time_axis(const Page *page)
{
    Build *build = page->build;
    const Theme *theme = build->theme;
    Rect place = build->layout.axis;
    char words[64];
    snprintf(words, sizeof words, "step %s", format_count(build->step).text);
    float note = note_points(page);
    float room = text_width(build, "step 100 000", page->type->note, WEIGHT_REGULAR, true) + 16;
    Rect line = {place.x, place.y + place.h / 2, place.w - room, BAR_THICK};
    time_line(build, line);
    DrawText step = note_text(page, place.x + place.w, line.y + 0.35f * note, theme->secondary);
    step.align = ALIGN_RIGHT;
    step.tabular = true;
    draw_text(build->list, step, "%s", words);
}

// ---- who is who

enum { LEGEND_ROWS = 2 }; // of torch's lines; where they take more, what tells racers apart is enough

#define LEGEND_HEIGHT 30.0f // of one line
#define LEGEND_ROW    1.6f  // from line to line, in sizes of the type
#define LEGEND_GAP    26.0f
#define MARK_ROOM     28.0f
#define SAMPLE        10.0f // of a line, to each side of its mark

typedef struct Entry {
    char line[RACER_LINE_MAX];
    float width; // points, with its mark
} Entry;

static Entry entry_for(const Page *page, int racer, bool brief)
{
    const Build *build = page->build;
    float room = build->layout.legend.w - MARK_ROOM;
    Entry entry;
    if (!brief)
        racer_line(build, racer, entry.line, sizeof entry.line);
    if (brief || text_width(build, entry.line, page->type->note, WEIGHT_REGULAR, false) > room)
        racer_label(build, racer, entry.line, sizeof entry.line);
    entry.line[sizeof((DrawText *)0)->text - 1] = '\0';
    text_fit(build, entry.line, room, page->type->note, WEIGHT_REGULAR);
    entry.width = MARK_ROOM + text_width(build, entry.line, page->type->note, WEIGHT_REGULAR, false);
    return entry;
}

static void entry_draw(const Page *page, int racer, const char *line, float x, float y)
{
    Build *build = page->build;
    sample_draw(build, racer, (DrawStroke){.width = 2.2f}, x + SAMPLE, y - 0.35f * note_points(page), SAMPLE, 5.5f);
    draw_text(build->list, note_text(page, x + MARK_ROOM, y, build->theme->text), "%s", line);
}

// Over the picture, in one line from the left, or in more where they are needed. Returns how many.
static int legend_rows(const Page *page, bool brief, bool measured)
{
    Build *build = page->build;
    Rect place = build->layout.legend;
    float size = note_points(page), x = place.x;
    int rows = 1;
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (!racer_visible(build, i) || racer_is_ghost(build, i))
            continue;
        Entry entry = entry_for(page, i, brief);
        if (x > place.x && x + entry.width > place.x + place.w) {
            x = place.x;
            rows++;
        }
        if (!measured)
            entry_draw(page, i, entry.line, x, place.y + size * (1 + LEGEND_ROW * (float)(rows - 1)));
        x += entry.width + LEGEND_GAP;
    }
    return rows;
}

static void legend(const Page *page)
{
    legend_rows(page, legend_rows(page, false, true) > LEGEND_ROWS, false);
}

// ---- the whole

// Title and words from the top of their place. Returns their height.
static float paragraphs(const Page *page, bool measured)
{
    Build *build = page->build;
    const SlideType *type = page->type;
    const Theme *theme = build->theme;
    Rect words = build->layout.words;
    float y = words.y + 2.6f * note_points(page);
    Prose title = {.size = type->title,
                   .display = type->title,
                   .weight = WEIGHT_SEMIBOLD,
                   .color = theme->text,
                   .x = words.x,
                   .y = y,
                   .width = words.w,
                   .even = true,
                   .measured = measured};
    char heading[SCENE_TITLE_MAX], caption[SCENE_CAPTION_MAX];
    scene_words(build->scene, build->scene->title, heading, sizeof heading);
    scene_words(build->scene, build->scene->caption, caption, sizeof caption);
    y += prose_set(build, heading, &title) + 0.6f * font_points[type->title];
    Prose text = {.size = type->text,
                  .display = type->display,
                  .color = color_mix(theme->text, theme->secondary, 0.3f),
                  .x = words.x,
                  .y = y,
                  .width = words.w,
                  .measured = measured};
    return y + prose_set(build, caption, &text) - words.y;
}

static void header(const Page *page)
{
    const Build *build = page->build;
    Rect words = build->layout.words;
    draw_text(build->list, note_text(page, words.x, words.y + note_points(page), build->theme->secondary), "%s%s",
              build->scene->lesson->title, build->scene->changed ? "  ·  changed" : "");
}

static bool fits(const Page *page)
{
    float needed = paragraphs(page, true) + question_height(page) + slider_height(page) + 3 * GAP;
    return page->build->in->width >= page->type->page_width && needed <= page->build->layout.words.h;
}

static Page page_of(Build *build)
{
    Page page = {build, lesson_slide(build->scene), types};
    while (page.type < types + TYPES - 1 && !fits(&page))
        page.type++;
    return page;
}

float slide_legend_height(Build *build)
{
    Page page = page_of(build);
    int rows = legend_rows(&page, false, true);
    if (rows > LEGEND_ROWS)
        rows = legend_rows(&page, true, true);
    return LEGEND_HEIGHT + LEGEND_ROW * note_points(&page) * (float)(rows - 1);
}

void slide_build(Build *build)
{
    Rect words = build->layout.words;
    if (words.w <= 0)
        return;
    Page page = page_of(build);
    float bottom = words.y + words.h;
    header(&page);
    paragraphs(&page, false);
    slider(&page, bottom);
    question(&page, bottom - slider_height(&page) - GAP);
    dots(&page);
    time_axis(&page);
    legend(&page);
}
