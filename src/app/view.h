// How the landscape is looked at: orbit, zoom, reset, link. Where each panel has its own camera, that of one racer. No
// replay, no undo.
#ifndef RAVINE_APP_VIEW_H
#define RAVINE_APP_VIEW_H

#include "picture/draw/colormap.h"
#include "scene/scene.h"

typedef struct App App;

// To be changed. NULL: out of memory, which has been said, and with which all below do nothing.
SceneCamera *view_camera(App *app, int racer); // of a racer's panel, which may be the one of all panels
SceneCamera *view_in_hand(App *app);           // what keys act on: the selected racer's

void view_orbit(App *app, SceneCamera *camera, double azimuth_deg, double elevation_deg);

void view_set_ramp(App *app, const Colormap *ramp); // of heights; the theme's own is none

// Takes a window {x0, x1, y0, y1} over, of a curve the half that it has, if doubles can still tell its sides apart.
void view_set_window(App *app, SceneCamera *camera, const double window[4]);
void view_zoom(App *app, SceneCamera *camera, double factor); // about the middle; < 1: closer
void view_zoom_about(App *app, SceneCamera *camera, double factor, double x, double y);

void view_reset(App *app, SceneCamera *camera);
void view_link(App *app); // gives each panel its own camera, or all the one in hand

// The steps that the axes of charts and time show.
enum { VIEW_SPAN_LEAST = 4 };
void view_zoom_time(App *app, double factor, double about); // to `factor` times as many, about a step
void view_move_time(App *app, double from);                 // as many from there on
void view_stretch_time(App *app, double to);                // from the same on up to there
void view_reset_time(App *app);                             // as many as say something

#endif
