// Names beside the ends of a chart's lines, apart from each other.
#include "picture/chart/chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LABEL_GAP          10.0f
#define LABEL_ROW          13.0f
#define LABEL_MARK         9.0f  // from a name's mark to the name
#define LABEL_SHARE        0.44f // of the width that the names at the line ends may take
#define LABEL_SHARE_NARROW 0.34f
#define NARROW             380.0f

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
    return chart->quantity == QUANTITY_LR || chart->quantity == QUANTITY_MOMENTUM;
}

// Where a racer's line ends. false: it has none.
static bool line_end(const Chart *chart, int racer, float *y)
{
    Values values = chart_values(chart, racer);
    if (!chart_has(chart, racer) || racer_is_ghost(chart->build, racer) || values.count < 1)
        return false;
    *y = chart_y(chart, chart_value(chart, &values, values.count - 1));
    Rates rates;
    if (!goes_on(chart) || rates_wait_for_loss(scene_racer(chart->build->scene, racer)))
        return true;
    racer_rates(chart->build, racer, &rates);
    if (rates.n > 0)
        *y = chart_y(chart, chart->quantity == QUANTITY_LR ? rates.lr[rates.n - 1] : rates.momentum[rates.n - 1]);
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

static int place_labels(const Chart *chart, EndLabel *labels)
{
    float top = chart->plot.y - 4, bottom = chart->plot.y + chart->plot.h - 1, y;
    int n = 0;
    for (int i = 0; i < chart->build->scene->n_racers; i++)
        if (line_end(chart, i, &y))
            labels[n++] = (EndLabel){y, y, i};
    qsort(labels, (size_t)n, sizeof *labels, by_height);
    int most = (int)(chart->plot.h / LABEL_ROW) + 1;
    if (n > most)
        n = choose_labels(chart, labels, n, most);
    for (int i = 0; i < n; i++)
        labels[i].y = fmaxf(labels[i].wanted, i ? labels[i - 1].y + LABEL_ROW : top);
    for (int i = n - 1; i >= 0; i--)
        labels[i].y = fminf(labels[i].y, i < n - 1 ? labels[i + 1].y - LABEL_ROW : bottom);
    return n;
}

// Marks and names beside the line ends, moved apart so that none covers another, within the plot.
void chart_labels(const Chart *chart)
{
    Build *build = chart->build;
    EndLabel labels[RACE_RACERS_MAX];
    int n = place_labels(chart, labels);
    float x =
        LABEL_GAP + (goes_on(chart) ? chart->plot.x + chart->plot.w : chart_x(chart, build->step + build->fraction));
    for (int i = 0; i < n; i++) {
        char name[LINE_MAX];
        racer_label(build, labels[i].racer, name, sizeof name);
        text_fit(build, name, chart->plot.x + chart->plot.w + chart->room - LABEL_MARK - x, FONT_SMALL, WEIGHT_REGULAR);
        if (!name[0] || strcmp(name, "…") == 0) // no room for a word
            continue;
        const Theme *theme = build->theme;
        marker_draw(build, labels[i].racer, (DrawShape){.x = x + 2, .y = labels[i].y, .w = 3, .layer = LAYER_TOP});
        draw_text(
            build->list,
            (DrawText){.x = x + LABEL_MARK,
                       .y = labels[i].y + 4,
                       .size = FONT_SMALL,
                       .color = color_readable(racer_color(build, labels[i].racer), theme->text, theme->ground, 0.25f),
                       .halo = theme->ground}, // the grid does not run through it
            "%s", name);
    }
}

// Room for the longest name beside a line's end.
float chart_label_width(const Build *build, float width)
{
    float longest = 0;
    for (int i = 0; i < build->scene->n_racers; i++) {
        char name[LINE_MAX];
        if (!racer_visible(build, i))
            continue;
        racer_label(build, i, name, sizeof name);
        longest = fmaxf(longest, text_width(build, name, FONT_SMALL, WEIGHT_REGULAR, false));
    }
    return fminf(longest + LABEL_MARK + 2 * LABEL_GAP, width * (width < NARROW ? LABEL_SHARE_NARROW : LABEL_SHARE));
}
