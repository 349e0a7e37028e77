// The kinds of panels: what one shows, from where it is seen, and who draws it. A row per kind, in panel/kind.c.
// Private to src/picture.
#ifndef RAVINE_PICTURE_KIND_H
#define RAVINE_PICTURE_KIND_H

#include "picture/build.h"

enum { PANEL_PARTS_MAX = 12 };

typedef void PanelPart(Build *build, int panel, const PanelField *field);

struct PanelKind {
    const char *name;
    ViewKind view;  // that shows it alone
    int parameters; // of the losses that it shows; as many sides of its window are the domain's
    Rect (*rect)(const Build *build, Rect cell, const double window[4]); // that the camera fills, within its cell
    Camera (*camera)(Rect rect, const SceneCamera *from);
    int samples[2];  // along a side of the field that it shows: usually, and of a large panel; 0: it shows none
    bool stationary; // minima, saddles and maxima are looked for in its window
    bool trails;     // racers leave them, in the colours of learning rates where the scene wants that
    bool aside;      // it shows no loss: no pointer's business
    bool whole_cell; // answers to the pointer in all of its cell, not only within the camera's rectangle
    PanelPart *parts[PANEL_PARTS_MAX]; // what draws it, in order; NULL ends them
    PanelPart *hover;                  // with the pointer on it; NULL: nothing
};

// What a view shows of a loss of so many parameters: the kind that is the view's own, else the first that can; NULL:
// none.
const PanelKind *panel_kind(ViewKind view, int parameters);
const PanelKind *panel_kind_of_rows(void); // beside those of any view

#endif
