// What is told of a racer on its panel: that it has diverged, stopped, or is how far away. Private to src/picture.
#ifndef RAVINE_PICTURE_PANEL_EVENT_H
#define RAVINE_PICTURE_PANEL_EVENT_H

#include "picture/build.h"

typedef struct EventPanel {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    float radius; // of its balls
} EventPanel;

enum { TRAFFIC_SIDE = 96 };

// Where a panel's trails run, in squares.
typedef struct Traffic {
    Rect rect;
    float square; // points
    bool busy[TRAFFIC_SIDE][TRAFFIC_SIDE];
} Traffic;

void traffic_survey(const EventPanel *panel, Traffic *traffic);
bool traffic_allows(const Traffic *traffic, Rect box); // within the panel, and no trail there

// Is it said elsewhere, too, so that a place on trails is not worth it?
bool event_is_told(const Build *build);

// Near an anchor, with a line from it where it is not beside it. Where the panel is too crowded for it, nowhere: keys
// and cards say it, too.
void event_draw(const EventPanel *panel, const char *text, DrawPoint anchor, int racer);

Rect event_size(const EventPanel *panel, const char *text);
void event_plate(const EventPanel *panel, const char *text, int racer, Rect box); // there, whatever it lies on

#endif
