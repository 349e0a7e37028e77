// Racers as shaded balls, rings where they have stopped, each with a soft contact shadow; the far ones first.
#ifndef RAVINE_RENDER_BALL_H
#define RAVINE_RENDER_BALL_H

#include "render/frame.h"
#include "render/surface.h"

typedef struct Ball Ball;

Ball *ball_create(Gl *gl); // NULL: out of memory
void ball_destroy(Ball *ball);
void ball_panel(Ball *ball, const Frame *frame, int panel, const Surface *surface);

#endif
