// How fine the display is: what an interface of points is enlarged by where the window's points are pixels.
#ifndef RAVINE_APP_DISPLAY_H
#define RAVINE_APP_DISPLAY_H

// Pixels per point of the picture, beyond those that the window itself has per point: 1, or more on a fine display
// under X11. After SDL_Init.
double display_zoom(void);

#endif
