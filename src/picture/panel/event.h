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

// Near an anchor, with a line from it where it is not beside it. Where the panel is too crowded for it, nowhere: keys
// and cards say it, too.
void event_draw(const EventPanel *panel, const char *text, DrawPoint anchor, int racer);

Rect event_size(const EventPanel *panel, const char *text);
void event_plate(const EventPanel *panel, const char *text, int racer, Rect box); // there, whatever it lies on

#endif
