// A whole DrawList as strokes of a pen: what files of lines and words share. The order of layers, casings, fades,
// dashes, balls, forms and what has to be clipped are decided here; a pen puts each piece into its format.
#ifndef RAVINE_EXPORT_PEN_H
#define RAVINE_EXPORT_PEN_H

#include "base/text.h"
#include "export/curve.h"
#include "export/export.h"

typedef struct PenInk {
    Color color;
    float width;       // 0: filled
    float dash[2];     // on, without its round ends, and off; 0, 0: solid
    float dash_offset; // points along the line that lie before its beginning
    bool cut;          // ends are cut off, not round
} PenInk;

enum { PEN_STOPS_MAX = 6 };

// Colours around a point of a disc, from there to its edge.
typedef struct PenGlow {
    float x, y; // from the disc's centre, in radii
    int n;
    struct PenStop {
        float at; // [0, 1]
        Color color;
    } stop[PEN_STOPS_MAX];
} PenGlow;

typedef struct PenImage {
    const uint8_t *bytes; // [height][width][3], or 4 with alpha: straight
    int width, height;
    bool alpha;
} PenImage;

typedef struct Pen Pen;
struct Pen {
    void (*clip)(Pen *pen, const Rect *rect); // what follows shows within it only; NULL: everywhere
    void (*line)(Pen *pen, const CurveStep *steps, int n, const PenInk *ink); // n == 1: a dot
    void (*polygon)(Pen *pen, const DrawPoint *corners, int n, const PenInk *ink);
    void (*rect)(Pen *pen, Rect rect, float corner, const PenInk *ink);
    void (*disc)(Pen *pen, float x, float y, float radius, const PenInk *ink);
    void (*glow)(Pen *pen, float x, float y, float radius, float squash, const PenGlow *glow);
    bool (*image)(Pen *pen, Rect rect, const PenImage *image, Error *error);
    void (*text)(Pen *pen, const DrawText *text);
};

#define PEN_DPI 300.0f // of images, unless the source says another

// What is about words over a surface.
#define PEN_HALO_WIDTH 3.8f
#define PEN_HALO_ALPHA 0.8f

// Draws the source's list, with images where only pixels can show what is there. false: error.
bool pen_draw(Pen *pen, const Source *source, const DrawList *list, Error *error);

// What the picture is, in words: for those who do not see it, and those who search. title may be NULL.
void pen_words(const Scene *scene, Text *title, Text *description);

#endif
