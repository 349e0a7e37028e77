// What the files that read and write a scene's keys share. Private to src/scene.
#ifndef RAVINE_SCENE_SCENE_YAML_H
#define RAVINE_SCENE_SCENE_YAML_H

#include "scene/lesson.h"
#include "scene/yaml_keys.h"

// The context of read functions. That of write functions is a const Scene.
typedef struct SceneReader {
    Scene scene;
    const char *origin; // the text's file: paths are relative to its folder
    Error *error;       // for what is wrong with another file
    Slide *slide;       // whose scene it is; NULL: of none
} SceneReader;

extern const YamlKey scene_view_keys[]; // of `view`; read after the racers

// Of `racers`, a list.
extern const YamlKey scene_racer_keys[];
bool scene_read_racers(void *context, const YamlNode *value);
void scene_write_racers(YamlWriter *writer, const void *context);

// Of `stop`.
extern const YamlKey scene_stop_keys[];
bool scene_read_stop(void *context, const YamlNode *value);

// Of `starts`; read after the loss.
extern const YamlKey scene_starts_keys[];
bool scene_read_starts(void *context, const YamlNode *value);

// Of `figure`.
extern const YamlKey scene_figure_keys[];
bool scene_read_figure(void *context, const YamlNode *value);

// Of `changes`, likewise; read after the racers.
bool scene_read_changes(void *context, const YamlNode *value);
void scene_write_changes(YamlWriter *writer, const void *context);

// Of a scene: all, all but the format's version, those up to the racers, those from there on.
extern const YamlKey scene_keys[], scene_edit_keys[], scene_race_keys[], scene_look_keys[];
void scene_write_version(YamlWriter *writer, const void *context);
void scene_drop_rows(Scene *scene); // of the slide before; their name stays
bool scene_read_speed(void *context, const YamlNode *value);
bool scene_check_math(const SceneReader *reader, const YamlNode *value); // of a slide; a scene's dollars are dollars

// A list of names as bits; what: as yaml_name has it.
bool scene_read_bits(const YamlNode *value, const char *what, const char *(*name)(const void *context, int i),
                     uint32_t *bits);
void scene_write_bits(YamlWriter *writer, const char *const *names, int n, uint32_t bits);

// How many coordinates are written: 1 also of a formula that does not compile.
int scene_written_dimension(const Scene *scene);

#endif
