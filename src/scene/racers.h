// The racers of a scene. Each is an entry with all that belongs to it, so that it is moved, removed and copied as one.
// Scenes share entries until one of them changes its own: a copy of a scene costs next to nothing.
#ifndef RAVINE_SCENE_RACERS_H
#define RAVINE_SCENE_RACERS_H

#include "base/error.h"
#include "engine/race/changes.h"
#include "scene/view.h"

typedef struct Scene Scene;

enum { SCENE_NAME_MAX = 40 };

// Whose a number of a racer is: who may change it.
typedef enum NumberOwner {
    OWNER_PROGRAM, // proposed, or torch's default: another rule and another landscape take another
    OWNER_SCENE,   // a built-in scene's, or found by a search: another landscape alone takes another
    OWNER_USER,    // typed, turned, pasted, or of a file of the user's own: it stays
} NumberOwner;

typedef struct RacerOwners {
    unsigned char hyper[ARGUMENTS_MAX]; // NumberOwner each
    unsigned char schedule[SCHEDULE_NODES_MAX][ARGUMENTS_MAX];
} RacerOwners;

// A racer with all that belongs to it.
typedef struct SceneRacer {
    Racer racer;
    RacerOwners owners;
    Changes changes;
    char name[SCENE_NAME_MAX + 1]; // empty: it is called by its rule
    bool has_color;                // else it has the theme's for its index
    uint32_t color;                // 0xrrggbb
    bool hidden;
    bool ghost;            // drawn thin and pale, has no card and no panel of its own, is not selected
    ViewKind view;         // side by side, its panel: VIEW_SURFACE or VIEW_MAP
    SceneCamera camera;    // its own; ignored unless the view is unlinked
    const Recording *kept; // the points of a recorded racer, held for it; scene_insert_racer's
    int id;     // tells it from the scene's other racers, those of its past included; given by scene_insert_racer
    int others; // how many more scenes hold this entry: more than 0, and it stays as it is
} SceneRacer;

// Racer i, 0 <= i < n_racers: to be read, and to be changed in this scene alone. The latter are NULL where memory runs
// out, and nothing has changed.
const SceneRacer *scene_entry(const Scene *scene, int i);
const Racer *scene_racer(const Scene *scene, int i);
int scene_find_racer(const Scene *scene, int id); // the racer that has this id; -1: none
const char *entry_name(const SceneRacer *entry);  // the one that it was given, else its rule's
const char *scene_racer_name(const Scene *scene, int i);
bool scene_has_averages(const Scene *scene); // some racer averages its points
SceneRacer *scene_edit_entry(Scene *scene, int i);
Racer *scene_edit_racer(Scene *scene, int i);

// Red, green and blue as "#e69f00". false: it is none.
bool scene_read_color(const char *text, uint32_t *color);

// Racer i as it is stays as a ghost, in that colour; where there is no room for one more, the oldest ghost goes. What
// is there already is not kept twice. false: there is no room, or no memory.
bool scene_keep_ghost(Scene *scene, int i, uint32_t color);
int scene_clear_ghosts(Scene *scene); // returns how many there were
// The racer's numbers become this owner's: its learning rates, and as the user's all others that are not torch's
// defaults. false: out of memory, and nothing has changed (of scene_own_racers: not all have).
bool scene_own_racers(Scene *scene, NumberOwner of_rates);
bool scene_own_racer(Scene *scene, int i, NumberOwner of_rates);
// Rule, schedule, changes and owners as those of another state of the racer. false likewise.
bool scene_take_racer(Scene *scene, int i, const SceneRacer *from);

// The racer at i, or where that one is a ghost the next (by < 0: the one before) that is none, around the ends; i where
// all are ghosts.
int scene_selectable(const Scene *scene, int i, int by);

// The order of racers. Whichever is selected stays so; where that one is removed, it is the next, or else the one
// before. false: there are RACE_RACERS_MAX already, or out of memory; nothing has changed.
bool scene_insert_racer(Scene *scene, int at, const SceneRacer *racer); // a copy, 0 <= at <= n_racers
bool scene_add_racer(Scene *scene, const char *spec, Error *error);     // after the last; with the common camera
void scene_remove_racer(Scene *scene, int i);
void scene_keep_racers(Scene *scene, int n); // the first n
void scene_move_racer(Scene *scene, int from, int to);

// Makes the scene look as another state of it does: its view, and what racers that are in both have of their own. Which
// one is selected stays as it is where racers came or went. false: out of memory, and some look as before.
bool scene_take_view(Scene *scene, const Scene *from);

// The camera of a racer's panel: its own, or the common one; where there is no such racer (-1), that one. NULL: out of
// memory.
const SceneCamera *scene_camera(const Scene *scene, int racer);
SceneCamera *scene_edit_camera(Scene *scene, int racer);

void scene_share_racers(const Scene *scene); // one more scene holds them: scene_copy's

#endif
