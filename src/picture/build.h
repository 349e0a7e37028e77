// What the files of this room share while one picture is built. Private to src/picture.
#ifndef RAVINE_PICTURE_BUILD_H
#define RAVINE_PICTURE_BUILD_H

#include "picture/picture.h"

enum { PANELS_MAX = RACE_RACERS_MAX };

// The places of the picture, in points. A place with w == 0 is not there (print has no column and no foot).
typedef struct Layout {
    float margin;
    Rect title;  // heading over the picture
    Rect view;   // all panels together
    Rect charts; // the strip under it
    Rect foot;   // the line of keys
    Rect column; // racers and sliders, at the right
    Rect legend; // instead of the column
} Layout;

typedef struct Build {
    const PictureInput *in;
    const Scene *scene;
    const Race *race; // never NULL; may have no racers
    const Theme *theme;
    DrawList *list;
    Layout layout;
    int dimension;   // 1 or 2; 0: no loss
    int step;        // the last whole step that is shown
    double fraction; // on the way to the next one, [0, 1)
    Camera camera[PANELS_MAX];
    int n_panels;
    Rect chart_plot; // of the charts' step axis, for hits
    int chart_steps; // steps along it
} Build;

Layout layout_place(const PictureInput *in, const Theme *theme);

void title_build(Build *build);  // heading.c
void foot_build(Build *build);   // heading.c: keys that matter now, message
void legend_build(Build *build); // heading.c: print
void column_build(Build *build); // column.c: racers, sliders, schedule
void charts_build(Build *build); // chart.c
void help_build(Build *build);   // help.c

// axes.c, trail.c: onto a panel whose camera is in build->camera[panel]
typedef struct PanelField {
    const HeightField *field;
    const HeightMap *map;
    double ceiling; // height, [0, 1+]
} PanelField;

void axes_build(Build *build, int panel, const PanelField *field);
void trails_build(Build *build, int panel, const PanelField *field, uint32_t racers); // bit i: racer i is on this panel
void marks_build(Build *build, int panel, const PanelField *field);                   // start, minima
void curve_build(Build *build, Rect rect, uint32_t racers);                           // one parameter: the whole panel

// Helpers of several files.
bool racer_visible(const Build *build, int racer);
Color racer_color(const Build *build, int racer);
float text_width(const Build *build, const char *text, FontSize size, FontWeight weight, bool tabular);
// Cuts text to a width with an ellipsis, in place.
void text_fit(const Build *build, char *text, float width, FontSize size, FontWeight weight);
// Rounded tick positions within [low, high], at most max (<= 32); returns how many and the step between them.
int ticks_linear(double low, double high, int max, double *ticks, double *step);

#endif
