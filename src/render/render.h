// OpenGL: draws a DrawList into a window or into memory. It draws plain data and steps nothing; it knows no race, no
// scene. GL 3.3 core, or GLES 3.0. Surfaces and maps are drawn once, multisampled, and kept until their key changes; a
// frame is then a full-screen triangle per panel, strokes as one quad per segment, shapes and text. A pass whose shader
// does not compile is skipped, and render_fault says so.
#ifndef RAVINE_RENDER_RENDER_H
#define RAVINE_RENDER_RENDER_H

#include "base/error.h"
#include "picture/draw/draw.h"

#include <stdint.h>

typedef struct SDL_Window SDL_Window;
typedef struct Render Render;

// Before SDL_CreateWindow with SDL_WINDOW_OPENGL: what the window's pixels must be like.
void render_prepare_window(void);

// With a window: draws to it. NULL: headless, on SDL's offscreen driver, no display needed; initialises SDL video
// itself. NULL result: error says what is missing and which package brings it. Shaders and fonts are found through
// base/asset.
Render *render_create(SDL_Window *window, Error *error);
void render_destroy(Render *render);

// Widths for the layout, in points at scale pixels per point. Same signature as picture's TextWidth with the Render as
// context.
float render_text_width(void *render, const char *text, FontSize size, FontWeight weight, bool tabular);
void render_set_scale(Render *render, float pixels_per_point); // before measuring and drawing at another scale

// Draws the list at width * scale by height * scale pixels. With a window, the caller swaps.
void render_draw(Render *render, const DrawList *list);

// Crossfading: keeps the list's picture, and lays what was kept over the pictures that render_draw makes. A picture of
// another size ends it.
void render_keep(Render *render, const DrawList *list);
void render_veil(Render *render, float opacity); // [0, 1]; 0: no longer

void render_finish(Render *render); // waits until all is drawn: for measuring

// Draws into memory of its own, to be read in stripes until render_paint_end. false: error.
bool render_paint(Render *render, const DrawList *list, int width_px, int height_px, Error *error);
// Of what was painted last, `rows` rows from `row` on, top first: [rows][width_px] RGB, or with alpha RGBA, straight.
// false: error.
bool render_read(Render *render, int row, int rows, bool alpha, uint8_t *bytes, Error *error);
void render_paint_end(Render *render);

int render_redraws(const Render *render); // surfaces and maps drawn so far: one that does not change is drawn once
const char *
render_fault(const Render *render); // what could not be set up ("shaders/stroke.frag does not compile"), or NULL

#endif
