#include "scene/figure.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const figure_part_names[PART_COUNT] = {
    [PART_PANEL] = "panel",   [PART_TITLE] = "title",   [PART_FORMULA] = "formula",   [PART_CAPTION] = "caption",
    [PART_CHARTS] = "charts", [PART_LEGEND] = "legend", [PART_COLORBAR] = "colorbar", [PART_AXES] = "axes",
    [PART_LABELS] = "labels", [PART_MINIMA] = "minima", [PART_START] = "start",       [PART_COLUMN] = "column",
};

const char *const figure_part_titles[PART_COUNT] = {
    [PART_PANEL] = "the surface, map or curve; without it the charts are all",
    [PART_TITLE] = "the scene's title",
    [PART_FORMULA] = "the formula with its constants",
    [PART_CAPTION] = "the scene's words; only where it is shown",
    [PART_CHARTS] = "loss and rates over the steps",
    [PART_LEGEND] = "the key: each racer once",
    [PART_COLORBAR] = "the losses that colours stand for",
    [PART_AXES] = "numbers and names around the panels",
    [PART_LABELS] = "words on the panels: losses of lines, minima, why racers ended",
    [PART_MINIMA] = "marks of minima, saddles and maxima",
    [PART_START] = "the start's mark",
    [PART_COLUMN] = "the window's page, with its sliders, instead of a figure's; only where it is shown",
};

bool figure_has(const SceneFigure *figure, FigurePart part)
{
    const uint32_t unusual = 1u << PART_CAPTION | 1u << PART_COLUMN;
    return ((~unusual | figure->show) & ~figure->hide) >> part & 1;
}

typedef struct NamedWidth {
    const char *name;
    SceneFigure figure;
} NamedWidth;

static const NamedWidth named[] = {
    {"column", {.width_mm = FIGURE_COLUMN_MM}},
    {"page", {.width_mm = FIGURE_PAGE_MM}},
    {"slide", {.width_mm = FIGURE_SLIDE_MM, .height_mm = 90, .width_px = 1920, .height_px = 1080}},
};
enum { NAMED = sizeof named / sizeof *named };

// "85mm" at *text, which moves behind it.
static bool read_length(const char **text, double *mm)
{
    static const struct {
        const char *name;
        double mm;
    } units[] = {{"mm", 1}, {"cm", 10}, {"in", 25.4}, {"pt", 25.4 / 72}};
    char number[32];
    size_t n = strspn(*text, "0123456789.");
    if (n == 0 || n >= sizeof number)
        return false;
    snprintf(number, sizeof number, "%.*s", (int)n, *text);
    if (!text_to_double(number, mm))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (!strncmp(*text + n, units[i].name, 2)) {
            *mm = round(*mm * units[i].mm * 1e6) / 1e6; // 3.5in is 88.9mm
            *text += n + 2;
            return *mm >= FIGURE_MM_MIN && *mm <= FIGURE_MM_MAX;
        }
    return false;
}

static void set_page(SceneFigure *figure, const SceneFigure *page)
{
    figure->width_mm = page->width_mm, figure->height_mm = page->height_mm;
    figure->width_px = page->width_px, figure->height_px = page->height_px;
}

bool figure_read_width(SceneFigure *figure, const char *text)
{
    SceneFigure page = {0};
    for (int i = 0; i < NAMED; i++)
        if (!strcmp(named[i].name, text)) {
            set_page(figure, &named[i].figure);
            return true;
        }
    bool ok = read_length(&text, &page.width_mm) &&
              (!*text || (tolower((unsigned char)*text++) == 'x' && read_length(&text, &page.height_mm) && !*text));
    if (ok)
        set_page(figure, &page);
    return ok;
}

void figure_write_width(const SceneFigure *figure, char *text, size_t size)
{
    char width[40], height[40];
    text_copy(text, size, "");
    for (int i = 0; i < NAMED; i++)
        if (named[i].figure.width_mm == figure->width_mm && named[i].figure.height_mm == figure->height_mm)
            text_copy(text, size, named[i].name);
    if (text[0] || figure->width_mm == 0)
        return;
    text_double(width, sizeof width, figure->width_mm);
    text_double(height, sizeof height, figure->height_mm);
    if (figure->height_mm > 0)
        snprintf(text, size, "%smmx%smm", width, height);
    else
        snprintf(text, size, "%smm", width);
}

bool figure_read_size(SceneFigure *figure, const char *text)
{
    char cross, rest;
    SceneFigure page = {0};
    if (!isdigit((unsigned char)text[0]) || strlen(text) > 11 || strpbrk(text, " +-") ||
        sscanf(text, "%d%c%d%c", &page.width_px, &cross, &page.height_px, &rest) != 3)
        return false;
    int least = page.width_px < page.height_px ? page.width_px : page.height_px;
    int most = page.width_px > page.height_px ? page.width_px : page.height_px;
    if (tolower((unsigned char)cross) != 'x' || least < FIGURE_SIDE_MIN || most > FIGURE_SIDE_MAX)
        return false;
    set_page(figure, &page);
    return true;
}
