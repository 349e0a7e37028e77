// From the command line to the scene: reads what the options name and puts it together, in an order in which each part
// knows what it depends on.
#ifndef RAVINE_APP_SETUP_H
#define RAVINE_APP_SETUP_H

#include "app/options.h"
#include "scene/scene.h"

// Fills *scene (zeroed before). EXIT_DONE, or EXIT_INPUT or EXIT_USAGE with an error; scene_clear it in any case.
int setup_scene(const Options *options, Scene *scene, Error *error);

// What was read otherwise than it stands there, for a message in the window: the first of the lines that setup_scene
// writes to stderr, and how many more there are. options: NULL, of the scene alone. false: nothing.
bool setup_notice(const Options *options, const Scene *scene, char *line, size_t size);

// Makes the file's rows those of the scene's formula; where that names none of their columns, and was not written
// for other rows, of a line through them. Drawn batches begin anew. false: error, and the scene is to be dropped.
bool setup_data(Scene *scene, const char *path, Error *error);

// Likewise of a table's text, which goes by that name.
bool setup_rows(Scene *scene, const char *text, const char *name, Error *error);

// "-1.5,2" and "-2,2,-1,3". false: error, and the scene is unchanged.
bool setup_take_start(const char *text, Scene *scene, Error *error);
bool setup_take_window(const char *text, Scene *scene, Error *error);

// What theme, ramp, view, camera, loss_scale and show of the options say; of all else of them, nothing.
bool setup_look(const Options *options, Scene *scene, Error *error);

// A curve's view becomes the surface's where there are two parameters.
void setup_fit_view(Scene *scene);

// Fails with "WHAT, 'WORD': there is no such KIND", and the nearest name if one is near. Returns EXIT_USAGE.
int setup_unknown(const char *what, const char *word, const char *kind, const char *(*name)(const void *context, int i),
                  Error *error);

#endif
