// What a contact sheet's cells look like, by the words of the options that say it of a whole picture. Scenes alone.
#ifndef RAVINE_APP_GRID_LOOK_H
#define RAVINE_APP_GRID_LOOK_H

#include "base/text.h"
#include "scene/scene.h"

// As in grid.c's table: the racer is not looked at. false: error says why.
typedef bool GridApply(Scene *scene, int racer, const char *value, Error *error);
GridApply grid_view, grid_theme, grid_ramp, grid_loss_scale, grid_camera, grid_show, grid_window;

// Over the column, or beside the row, of such a value.
void grid_head_scale(const Scene *scene, const char *value, Text *head);
void grid_head_camera(const Scene *scene, const char *value, Text *head);
void grid_head_window(const Scene *scene, const char *value, Text *head);

#endif
