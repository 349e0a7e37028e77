// A session as a source of pictures without anything of the person's doing: what --output writes and what the
// screenshot key writes, the very same.
#ifndef RAVINE_APP_STILL_H
#define RAVINE_APP_STILL_H

#include "app/cells.h"
#include "export/export.h"
#include "picture/picture.h"
#include "render/render.h"

enum { STILL_WIDTH_DEFAULT = 1600, STILL_HEIGHT_DEFAULT = 900 }; // pixels, or points of a window

// What is drawn with, and how large. Borrowed.
typedef struct Still {
    const Session *session; // run to the step after `steps`
    Render *render;
    Picture *picture;
    Cells *cells; // of a contact sheet; NULL: it is the session's picture
    int steps;    // the last one: what a still shows
    int width_px, height_px;
    int usual_width_px, usual_height_px; // of the format; 0: as every picture
    float scale;                         // pixels per point
    bool figure;                         // a composed page, else the window's

    // still.c's own: the list of this step, so; what of it is painted, all or a stripe of a large picture.
    const DrawList *built;
    PixelRows built_so;
    int painted_row, painted_rows; // 0 rows: nothing
    DrawList stripe;
} Still;

// Sets how large it is and how it is laid out, as the scene says; with the renderer and the last step. false: it would
// be too large, or too small.
bool still_compose(Still *still, Error *error);

bool still_is_figure(const Scene *scene); // composed on a page of its own, whatever a window's size

PictureInput still_picture(const Still *still, double step);

// Asks of the study what the picture will: it can then be worked on in slices. Without it, it is made at once.
void still_ask(Still *still);

// Draws when it is asked, into *still's renderer; still_end lets go of that.
Source still_source(Still *still);
void still_end(Still *still);

#endif
