// What the files of the charts share: one chart, what it shows of a racer, and where that stands. Only chart*.c include
// it; charts_build() is in build.h.
#ifndef RAVINE_PICTURE_CHART_CHART_H
#define RAVINE_PICTURE_CHART_CHART_H

#include "picture/build.h"

enum { LINE_MAX = 160 };

typedef enum Quantity { QUANTITY_LOSS, QUANTITY_DISTANCE, QUANTITY_GRADIENT, QUANTITY_LR, QUANTITY_MOMENTUM } Quantity;

// SIGNED: logarithmic on both sides of 0, linear near it; for losses that fall without bound.
typedef enum Scale { SCALE_LINEAR, SCALE_LOG, SCALE_SIGNED } Scale;

typedef struct Chart {
    Build *build;
    Quantity quantity;
    Rect plot;
    float room; // right of the plot, for names
    bool bare;  // no numbers under the step axis: another chart's lie right under it
    Scale scale;
    double offset;    // subtracted from the loss: the known minimum
    int unit;         // of a SIGNED axis, as a power of ten: smaller values are nearly linear
    double low, high; // of the axis, in what chart_scaled() gives
} Chart;

// A racer's history of the chart's quantity.
typedef struct Values {
    RaceSeries one, at[SCENE_DIMENSION_MAX], gradient[SCENE_DIMENSION_MAX]; // one: the loss, or a rate
    int dimension;
    int from, count; // the first that is there, and the end
} Values;

typedef struct Range {
    double low, high;
} Range;

typedef struct Strip {
    Build *build;
    Chart chart[CHARTS_MAX];
    Rect place[CHARTS_MAX];
    int n;
} Strip;

// ---- chart_scale.c

bool chart_has(const Chart *chart, int racer); // is the racer's line on the chart?
Values chart_values(const Chart *chart, int racer);
Values chart_average(const Chart *chart, int racer); // of the mean of its points; from >= count: there is none
double chart_value(const Chart *chart, const Values *values, int step);
void chart_fit(Chart *chart);                          // sets scale, unit, low and high
double chart_scaled(const Chart *chart, double value); // where a value stands on the axis
float chart_y(const Chart *chart, double value);
float chart_x(const Chart *chart, double step);

// ---- chart_axis.c

void chart_rule(const Chart *chart, float x0, float y0, float x1, float y1, Color color, float width);
void chart_axes(const Chart *chart, float title_y);

// ---- chart_line.c, chart_label.c, chart_hover.c

void chart_lines(const Chart *chart);
void chart_labels(const Chart *chart);
float chart_label_width(const Build *build, float width); // room for the longest name, of a place so wide
void chart_hover(const Strip *strip);

#endif
