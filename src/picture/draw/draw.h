// Draw data: what is to be seen, as plain numbers that any renderer can draw; src/render does with OpenGL, src/export
// with none. Lengths and positions are in points from the picture's upper left, y down; a point is `scale` pixels.
// Depths are a depth buffer's, [0, 1]. What is zero is the usual.
//
// Drawn in this order: panels; by panel, within its rectangle, its strokes, then its balls, far ones first; by layer,
// shapes, strokes and texts of the overlay. Contour lines and what a surface hides are a renderer's own doing, by
// shader and depth buffer, unless the list is whole (picture.h).
#ifndef RAVINE_PICTURE_DRAW_DRAW_H
#define RAVINE_PICTURE_DRAW_DRAW_H

#include "picture/draw/panel.h"

typedef enum DrawLayer { LAYER_BASE, LAYER_TOP, LAYER_POPUP, LAYER_POPUP_TOP, LAYER_COUNT } DrawLayer;

// Sizes of type, in font_points.
typedef enum FontSize {
    FONT_DISPLAY, // of a slide, on a large page
    FONT_HEADLINE,
    FONT_TITLE,
    FONT_READING,
    FONT_READING_SMALL,
    FONT_SUBTITLE,
    FONT_TEXT,
    FONT_NOTE,
    FONT_SMALL,
    FONT_SIZE_COUNT
} FontSize;
typedef enum FontWeight { WEIGHT_REGULAR, WEIGHT_SEMIBOLD, WEIGHT_ITALIC, WEIGHT_COUNT } FontWeight;
typedef enum TextAlign { ALIGN_LEFT, ALIGN_CENTER, ALIGN_RIGHT } TextAlign;

extern const float font_points[FONT_SIZE_COUNT];

typedef enum { SHAPE_RECT, SHAPE_DISC, SHAPE_TRIANGLE, SHAPE_SQUARE, SHAPE_CROSS, SHAPE_STAR, SHAPE_BAND } ShapeKind;

// Rect: x, y, w, h, round corners; its outline lies inside its edge, all edges on whole pixels. Else x, y: centre, w:
// radius; through the tips; of a square half the side; of a cross an arm, which is 0.36 of its length wide on each
// side; a star's notches lie at 0.45. Band: x, y, w, h, its upright edges on whole pixels; the right one is at end_y,
// end_h. Bands one after another that go on from each other are one form.
typedef struct DrawShape {
    ShapeKind kind;
    float x, y, w, h;
    float corner;       // radius; rects only
    float end_y, end_h; // bands only
    float stroke;       // line width; 0: filled
    float angle_rad;    // counter-clockwise; neither rects nor discs. 0: a tip points right
    Color color;
    DrawLayer layer;
    Rect clip; // w == 0: none
} DrawShape;

// A polyline of constant width with round joints and ends: points[first .. first + count); one point: a dot. Thinner
// than a pixel, it is a pixel wide and fainter. One straight piece of the overlay, upright or level, lies on whole
// pixels.
typedef struct DrawStroke {
    int first, count;
    float width;  // points
    float casing; // points that a casing reaches out on each side, under the stroke, ever softer; 0: none
    int line;     // strokes of one line, one after another, have one casing, under all of them; 0: alone
    Color color, casing_color;
    Color fade_color;   // the first point's, where color is the last one's; a == 0: draw_stroke makes it color
    float dash[2];      // on, with its round ends, and off, in points along the line; 0, 0: solid
    float dash_offset;  // points along the line that lie before the first point
    int on_panel;       // 1 + the index of the panel whose depth it is tested against and which clips it; 0: overlay
    float hidden_alpha; // how much of a part behind the surface shows through, [0, 1]; overlay: ignored
    bool hidden;        // of a whole list: all of it lies behind the surface
    DrawLayer layer;    // overlay only
    Rect clip;          // overlay only; w == 0: none
} DrawStroke;

typedef struct DrawPoint {
    float x, y;
    float depth; // on a surface; else 0
} DrawPoint;

// A shaded ball on a panel, with its contact shadow.
typedef struct DrawBall {
    float x, y, depth, radius;
    Color color;
    bool hollow;    // a ring: a racer that has stopped
    ShapeKind mark; // on it, mark_size radii large, at an angle as a DrawShape's; SHAPE_RECT: none
    float mark_size, mark_angle_rad, hidden_alpha;
    bool hidden;              // of a whole list: it lies behind the surface
    float shadow_x, shadow_y; // where its shadow lies, relative to the centre
    int panel;                // index
} DrawBall;

typedef struct DrawText {
    char text[320]; // UTF-8
    float x, y;     // the baseline, at the alignment's end
    TextAlign align;
    FontSize size;
    FontWeight weight;
    bool tabular;    // digits in cells of equal width
    float angle_rad; // counter-clockwise about x, y
    Color color;
    Color halo; // a soft outline for text over the surface; a == 0: none
    DrawLayer layer;
    Rect clip; // w == 0: none
} DrawText;

// Where a click or hover means something.
typedef enum HitKind {
    HIT_NONE,
    HIT_PANEL,  // index: panel
    HIT_START,  // likewise, on the start's mark
    HIT_RACER,  // index: racer (its card or legend line)
    HIT_SLIDER, // index: slider of the selected racer; rect is the track with a finger's margin
    HIT_CONSTANT_SLIDER,
    HIT_CHANGE, // index: slider, of a change that has no number
    HIT_TICK,   // of a change on the time axis; index: racer * CHANGES_MAX + change
    HIT_CHART,  // x maps to a step; index: axis
    HIT_TIME,   // the numbers under an axis of steps; index: axis
    HIT_EYE,    // show or hide: racer
    HIT_OFFER,  // index: 0 takes what is offered, 1 declines it
    HIT_ROW,    // of the palette; index: of those that are seen, -1: beside them
} HitKind;

typedef struct DrawHit {
    HitKind kind;
    int index;
    Rect rect;
} DrawHit;

// Growable lists; cleared, not freed, between builds.
typedef struct DrawList {
    DrawPanel *panels;
    DrawStroke *strokes;
    DrawPoint *points;
    DrawBall *balls;
    DrawShape *shapes;
    DrawText *texts;
    DrawHit *hits;
    int n_panels, n_strokes, n_points, n_balls, n_shapes, n_texts, n_hits;
    int cap_panels, cap_strokes, cap_points, cap_balls, cap_shapes, cap_texts, cap_hits;
    float width, height; // points
    float scale;         // pixels per point
    Color ground;        // of alpha 1, or 0: nothing is to be seen where nothing is drawn
    bool whole;          // nothing is left to a renderer's shaders: see PictureInput
    bool failed;         // out of memory while building: something is missing
    bool waiting;        // a panel has no surface yet
} DrawList;

void draw_clear(DrawList *list);
void draw_free(DrawList *list);

// Each adds one item and returns it (valid until the next one is added), filled with what was passed; NULL when out of
// memory, and for an empty text.
DrawPanel *draw_panel(DrawList *list, DrawPanel panel);
DrawShape *draw_shape(DrawList *list, DrawShape shape);
DrawBall *draw_ball(DrawList *list, DrawBall ball);
DrawText *draw_text(DrawList *list, DrawText text, const char *format, ...) __attribute__((format(printf, 3, 4)));
void draw_hit(DrawList *list, HitKind kind, int index, Rect rect);
DrawStroke *draw_stroke(DrawList *list, DrawStroke stroke);     // starts a polyline; then
void draw_point(DrawList *list, float x, float y, float depth); // extends the last one
void draw_line(DrawList *list, DrawStroke stroke, float x0, float y0, float x1, float y1);

// Adds all of another list but its hits.
void draw_append(DrawList *list, const DrawList *other);
// *to as *from without its hits, all of it moved down by so many points. false: out of memory; draw_free it either way.
bool draw_shifted(DrawList *to, const DrawList *from, float y);

// The last hit under the point, or one of kind HIT_NONE.
DrawHit draw_hit_at(const DrawList *list, float x, float y);

#endif
