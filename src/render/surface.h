// Surfaces and maps: each panel is drawn once into its own textures, colour and depth, and kept until its key, size or
// quality changes.
#ifndef RAVINE_RENDER_SURFACE_H
#define RAVINE_RENDER_SURFACE_H

#include "render/frame.h"

typedef struct Surface Surface;

Surface *surface_create(Gl *gl); // NULL: out of memory
void surface_destroy(Surface *surface);

// The pixels of a panel that are kept: all, or of a frame that is a stripe of a larger picture those in it, and some
// around it.
PixelRect surface_part(const Frame *frame, int panel);
void surface_update(Surface *surface, const Frame *frame); // redraws what is outdated; leaves another framebuffer bound
void surface_draw(Surface *surface, const Frame *frame);   // the panels' pictures
void surface_trim(Surface *surface);                       // gives back what a large still needed

// The panel's depth as a texture of the panel's pixels, bottom row first. 0: it has none (a map).
GLuint surface_depth(const Surface *surface, const Frame *frame, int panel);

int surface_redraws(const Surface *surface); // so far

#endif
