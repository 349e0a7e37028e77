// A line of a chart as columns of pixels. Where its strokes would cover most of the band in which it swings, it is told
// as that band and its centre.
#include "picture/chart/chart.h"

#include <math.h>

#define FIGURE_COLUMN 0.34f // points, of a column in a figure
#define STROKE        1.6f  // points: of a line
#define WINDOW        5.0f  // points to each side, in which it is looked at how densely a line swings
#define COVERED       0.5f  // of the band, by strokes, from which it is an envelope
#define LEAST_HEIGHT  4.0f  // points: a lower band is a line
#define LEAST_LENGTH  48.0f // likewise a shorter one
#define LEAST_GAP     24.0f // between two, else they are one

// The last step that column c of the line covers.
static int column_step(const Chart *chart, int column, float width)
{
    TimeSpan span = chart->build->span;
    return span.from + (int)((double)column * (double)(width / chart->plot.w) * (span.to - span.from) + 0.5);
}

static void add_column(const Chart *chart, Trace *trace, int column, int step, CourseRange range)
{
    int i = trace->n++;
    trace->column[i] = column;
    trace->covers[i] = 0;
    trace->x[i] = chart_x(chart, step);
    trace->top[i] = chart_y(chart, range.high);
    trace->bottom[i] = chart_y(chart, range.low);
    trace->off[i] =
        chart_scaled(chart, range.low) > chart->axis.high || chart_scaled(chart, range.high) < chart->axis.low;
    trace->dense[i] = false;
}

static void take_columns(const Chart *chart, const Course *course, Trace *trace)
{
    TimeSpan span = chart->build->span;
    int rows = chart_rows(chart, course), from = span.from > course->from ? span.from : course->from;
    int end = rows < span.to + 1 ? rows : span.to + 1;
    float column = chart->build->layout.figure ? FIGURE_COLUMN : 1; // it is printed
    float width = fmaxf(column, chart->plot.w / (COLUMNS_MAX - 2));
    int columns = (int)(chart->plot.w / width) + 1;
    trace->n = 0;
    for (int c = 0; c <= columns && c < COLUMNS_MAX && from < end; c++) {
        int to = column_step(chart, c, width) + 1;
        to = to < end ? to : end;
        if (to <= from)
            continue;
        CourseRange range = course_range(course, from, to);
        from = to;
        if (range.low <= range.high)
            add_column(chart, trace, c, to - 1, range);
    }
}

// How far the line goes up and down on its way from the column before to the end of this one.
static float travel(const Trace *trace, int i)
{
    float way = trace->bottom[i] - trace->top[i];
    if (i == 0)
        return way;
    float down = trace->top[i] - trace->bottom[i - 1], up = trace->top[i - 1] - trace->bottom[i];
    return way + fmaxf(fmaxf(down, up), 0);
}

// Columns around column i.
typedef struct Around {
    int from, to; // both included
    float top, bottom, travel;
} Around;

static Around around(const Trace *trace, int i)
{
    Around a = {i, i, trace->top[i], trace->bottom[i], 0};
    while (a.from > 0 && trace->x[i] - trace->x[a.from - 1] <= WINDOW)
        a.from--;
    while (a.to < trace->n - 1 && trace->x[a.to + 1] - trace->x[i] <= WINDOW)
        a.to++;
    for (int k = a.from; k <= a.to; k++) {
        a.top = fminf(a.top, trace->top[k]);
        a.bottom = fmaxf(a.bottom, trace->bottom[k]);
        a.travel += k > a.from ? travel(trace, k) : 0;
    }
    return a;
}

static void find_dense(Trace *trace)
{
    for (int i = 0; i < trace->n; i++) {
        Around a = around(trace, i);
        float width = trace->x[a.to] - trace->x[a.from], height = a.bottom - a.top;
        trace->upper[i] = a.top;
        trace->lower[i] = a.bottom;
        trace->dense[i] = height >= LEAST_HEIGHT && width >= WINDOW && a.travel * STROKE > COVERED * width * height;
    }
}

// What is shorter becomes what is around it.
static void drop_short(Trace *trace, bool dense, float length)
{
    for (int from = 0, to; from < trace->n; from = to) {
        for (to = from + 1; to < trace->n && trace->dense[to] == trace->dense[from];)
            to++;
        bool ends = from == 0 || to == trace->n;
        if (trace->dense[from] != dense || trace->x[to - 1] - trace->x[from] >= length || (ends && !dense))
            continue;
        for (int i = from; i < to; i++)
            trace->dense[i] = !dense;
    }
}

// The mean of what the columns around have, so that the band has no steps; it still holds all of the line.
static float mean_around(const Trace *trace, const float *of, int i)
{
    float sum = 0;
    int n = 0;
    for (int k = i; k >= 0 && trace->x[i] - trace->x[k] <= WINDOW; k--, n++)
        sum += of[k];
    for (int k = i + 1; k < trace->n && trace->x[k] - trace->x[i] <= WINDOW; k++, n++)
        sum += of[k];
    return sum / (float)n;
}

// The centre of the band stands for what swings in it.
static void smooth(Trace *trace)
{
    float upper[COLUMNS_MAX], lower[COLUMNS_MAX];
    for (int i = 0; i < trace->n; i++) {
        upper[i] = mean_around(trace, trace->upper, i);
        lower[i] = mean_around(trace, trace->lower, i);
    }
    for (int i = 0; i < trace->n; i++)
        if (trace->dense[i]) {
            trace->upper[i] = upper[i], trace->lower[i] = lower[i];
            trace->top[i] = trace->bottom[i] = (mean_around(trace, upper, i) + mean_around(trace, lower, i)) / 2;
        }
}

void chart_trace(const Chart *chart, const Course *course, Trace *trace)
{
    take_columns(chart, course, trace);
    find_dense(trace);
    drop_short(trace, false, LEAST_GAP);
    drop_short(trace, true, LEAST_LENGTH);
    smooth(trace);
}
