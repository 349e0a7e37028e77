// What the files of the charts share: one chart, what it shows of a racer, and where that stands. Only chart*.c include
// it; charts_build() is in build.h.
#ifndef RAVINE_PICTURE_CHART_CHART_H
#define RAVINE_PICTURE_CHART_CHART_H

#include "picture/build.h"

enum { LINE_MAX = 160 };

#define CHART_AXIS_WIDTH 46.0f // of the values' numbers, left of the plot

typedef struct Chart {
    Build *build;
    CourseKind kind;
    Rect plot;
    float room;                   // right of the plot, for names
    const char (*name)[LINE_MAX]; // [n_racers] that fit there; "": the racer's mark alone
    bool bare;                    // no numbers under the step axis: another chart's lie right under it
    double offset;                // subtracted from the loss: the known minimum, or a found one
    bool found;
    ChartAxis axis;
    const Course *course[RACE_RACERS_MAX], *average[RACE_RACERS_MAX]; // NULL: the racer's line is not on the chart
} Chart;

typedef struct Strip {
    Build *build;
    char name[RACE_RACERS_MAX][LINE_MAX];
    Chart chart[CHARTS_MAX];
    Rect place[CHARTS_MAX];
    int n;
} Strip;

// ---- chart_scale.c

void chart_fit(Chart *chart);                             // sets courses and axis
int chart_rows(const Chart *chart, const Course *course); // that are shown by now, the first ones of the course
double chart_scaled(const Chart *chart, double value);    // where a value stands on the axis
bool chart_holds(const Chart *chart, double value);       // its axis does
bool chart_leaves(const Chart *chart, double value);      // over its top
int chart_last_seen(const Chart *chart);                  // of the span's steps, where a line is not below its axis
float chart_y(const Chart *chart, double value);
float chart_x(const Chart *chart, double step);

// ---- chart_axis.c

void chart_rule(const Chart *chart, float x0, float y0, float x1, float y1, Color color, float width);
void chart_axes(const Chart *chart, float title_y);

// ---- chart_trace.c

enum { COLUMNS_MAX = 2048 };

// A line column by column: the range of its values there, and how many lines it covers. Where it swings so densely that
// its strokes would run together, it is an envelope, and its centre the line.
typedef struct Trace {
    int n;
    int column[COLUMNS_MAX], covers[COLUMNS_MAX];
    float x[COLUMNS_MAX], top[COLUMNS_MAX], bottom[COLUMNS_MAX];
    float upper[COLUMNS_MAX], lower[COLUMNS_MAX]; // of the envelope
    bool dense[COLUMNS_MAX];                      // it has one
    bool off[COLUMNS_MAX];                        // beyond the axis, at whose end it is drawn
} Trace;

void chart_trace(const Chart *chart, const Course *course, Trace *trace);

// ---- chart_line.c, chart_label.c, chart_hover.c

void chart_lines(const Chart *chart);
void chart_labels(const Chart *chart);
float chart_gutter(float width);              // of a place so wide, for names at its right
void chart_names(Strip *strip, float gutter); // those that fit
void chart_hover(const Strip *strip);

#endif
