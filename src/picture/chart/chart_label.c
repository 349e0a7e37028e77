// Names beside the ends of a chart's lines, apart from each other.
#include "picture/chart/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_GAP    10.0f
#define LABEL_ROW    13.0f
#define LABEL_MARK   9.0f   // from a name's mark to the name
#define PLOT_SHARE   0.702f // of a chart's width, at least
#define GUTTER_LEAST 14.0f  // marks alone
#define GUTTER_MOST  240.0f

typedef struct EndLabel {
    float y, wanted;
    int racer;
} EndLabel;

static int by_height(const void *a, const void *b)
{
    float d = ((const EndLabel *)a)->wanted - ((const EndLabel *)b)->wanted;
    return d < 0 ? -1 : d > 0 ? 1 : ((const EndLabel *)a)->racer - ((const EndLabel *)b)->racer;
}

static bool goes_on(const Chart *chart) // lines to the race's end
{
    return chart->kind == COURSE_LR || chart->kind == COURSE_MOMENTUM;
}

// Where a racer's line ends by now, or leaves the chart. false: it has none.
static bool line_end(const Chart *chart, int racer, bool whole, float *y)
{
    const Course *course = chart->course[racer];
    const Build *build = chart->build;
    int row = !course ? -1 : (whole ? course->count : chart_rows(chart, course)) - 1;
    if (row < 0 || racer_is_ghost(build, racer))
        return false;
    row = build->span.cut || row < build->span.to ? row : build->span.to;
    *y = chart_y(chart, course_value(course, row));
    if (build->layout.figure && !goes_on(chart) && !chart_holds(chart, course_value(course, row)))
        return false; // it has left the chart
    Rates rates;
    if (!goes_on(chart) || rates_wait_for_loss(scene_racer(build->scene, racer)))
        return true;
    racer_rates(build, racer, &rates);
    int last = rates.n - 1 < build->span.to / rates.stride ? rates.n - 1 : build->span.to / rates.stride;
    if (last >= 0)
        *y = chart_y(chart, chart->kind == COURSE_LR ? rates.lr[last] : rates.momentum[last]);
    return true;
}

static bool has_label(const EndLabel *labels, int n, int racer)
{
    for (int i = 0; i < n; i++)
        if (labels[i].racer == racer)
            return true;
    return false;
}

// Where there are more names than rows: the selected racer's, the lowest, the highest, those that need not be moved,
// and of the others as many as there is room for. Sorted by height.
static int choose_labels(const Chart *chart, EndLabel *labels, int n, int most)
{
    EndLabel kept[RACE_RACERS_MAX];
    int n_kept = 0;
    for (int rank = -3; rank < 2 * n && n_kept < most; rank++) {
        int at = rank == -2 ? n - 1 : rank == -1 ? 0 : rank % n;
        for (int i = 0; rank == -3 && i < n; i++)
            at = labels[i].racer == chart->build->scene->view.selected ? i : at;
        bool room = at >= 0 && !has_label(kept, n_kept, labels[at].racer);
        for (int k = 0; k < n_kept && room && rank < n; k++)
            room = fabsf(kept[k].wanted - labels[at].wanted) >= LABEL_ROW;
        if (room)
            kept[n_kept++] = labels[at];
    }
    qsort(kept, (size_t)n_kept, sizeof *kept, by_height);
    memcpy(labels, kept, (size_t)n_kept * sizeof *kept);
    return n_kept;
}

// By where the lines end in the end, so that it is the same names all the way.
static int listed(const Chart *chart, EndLabel *labels)
{
    float y;
    int n = 0, most = (int)(chart->plot.h / LABEL_ROW) + 1;
    for (int i = 0; i < chart->build->scene->n_racers; i++)
        if (line_end(chart, i, true, &y))
            labels[n++] = (EndLabel){y, y, i};
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    return n > most ? choose_labels(chart, labels, n, most) : n;
}

static int place_labels(const Chart *chart, EndLabel *labels)
{
    float top = chart->plot.y - 4, bottom = chart->plot.y + chart->plot.h - 1;
    int n = listed(chart, labels);
    for (int i = 0; i < n; i++) {
        line_end(chart, labels[i].racer, false, &labels[i].wanted);
        labels[i].y = labels[i].wanted;
    }
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    for (int i = 0; i < n; i++)
        labels[i].y = fmaxf(labels[i].wanted, i ? labels[i - 1].y + LABEL_ROW : top);
    for (int i = n - 1; i >= 0; i--)
        labels[i].y = fminf(labels[i].y, i < n - 1 ? labels[i + 1].y - LABEL_ROW : bottom);
    return n;
}

// Marks and names in the gutter at the height where the lines end, moved apart so that none covers another.
void chart_labels(const Chart *chart)
{
    Build *build = chart->build;
    EndLabel labels[RACE_RACERS_MAX];
    int n = place_labels(chart, labels);
    float end = chart->plot.x + chart->plot.w;
    for (int i = 0; i < n; i++) {
        int racer = labels[i].racer;
        float x = (build->in->cell ? fminf(chart_x(chart, chart_rows(chart, chart->course[racer]) - 1), end) : end) +
                  LABEL_GAP;
        const Theme *theme = build->theme;
        marker_draw(build, racer, (DrawShape){.x = x, .y = labels[i].y, .w = 3, .layer = LAYER_TOP});
        draw_text(build->list,
                  (DrawText){.x = x + LABEL_MARK,
                             .y = labels[i].y + 4,
                             .size = FONT_SMALL,
                             .color = color_readable(racer_color(build, racer), theme->text, theme->ground, 0.25f)},
                  "%s", chart->name[racer]);
    }
}

float chart_gutter(float width)
{
    return fminf(fmaxf((1 - PLOT_SHARE) * width - CHART_AXIS_WIDTH, GUTTER_LEAST), GUTTER_MOST);
}

static bool is_alone(const Build *build, int racer, const char *title)
{
    char other[LINE_MAX];
    for (int i = 0; i < build->scene->n_racers; i++) {
        if (i == racer || !racer_visible(build, i))
            continue;
        racer_title(build, i, other, sizeof other);
        if (!strcmp(title, other))
            return false;
    }
    return true;
}

static bool fits(const Build *build, const char *name, float room)
{
    return text_width(build, name, FONT_SMALL, WEIGHT_REGULAR, false) <= room;
}

// Of "lr 0.1 momentum 0.9" the second; "" behind the last.
static const char *next_argument(const char *name)
{
    const char *next = strchr(name, ' ');
    while (next && (next[1] == '-' || (next[1] >= '0' && next[1] <= '9')))
        next = strchr(next + 1, ' ');
    return next ? next + 1 : "";
}

// A whole name, what of it tells the racer apart, a title that no other has, or its number, as its row has it.
static void name_within(const Build *build, int racer, float room, char name[LINE_MAX])
{
    char title[LINE_MAX];
    racer_title(build, racer, title, sizeof title);
    racer_label(build, racer, name, LINE_MAX);
    size_t length = strlen(title);
    const char *part = name;
    if (!fits(build, part, room) && !strncmp(name, title, length) && name[length] == ' ')
        part += length + 1;
    while (*part && !fits(build, part, room))
        part = next_argument(part);
    memmove(name, part, strlen(part) + 1);
    if (name[0])
        return;
    bool alone = is_alone(build, racer, title);
    snprintf(name, LINE_MAX, alone ? "%s" : "%s %d", title, racer + 1);
    if (!fits(build, name, room))
        snprintf(name, LINE_MAX, "%d", racer + 1);
}

void chart_names(Strip *strip, float gutter)
{
    const Build *build = strip->build;
    for (int i = 0; i < build->scene->n_racers; i++)
        if (racer_visible(build, i) && !build->layout.figure) // there the key has them
            name_within(build, i, gutter - LABEL_GAP - LABEL_MARK, strip->name[i]);
}
