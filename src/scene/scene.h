// The scene is the whole truth: the loss, the start, the racers, the seed, the view, the caption. What is on the screen
// is a pure function of (scene, step); every export is the same function with another ending. Read and written as YAML
// (the tables of its keys are in scene_yaml.c).
#ifndef RAVINE_SCENE_SCENE_H
#define RAVINE_SCENE_SCENE_H

#include "base/error.h"
#include "engine/loss/landscape.h"
#include "engine/race/race.h"
#include "scene/dataset.h"
#include "scene/figure.h"
#include "scene/racers.h"
#include "scene/starts.h"
#include "scene/view.h"

#include <stdint.h>

enum {
    SCENE_TITLE_MAX = 120,
    SCENE_CAPTION_MAX = 1000,
    SCENE_PATH_MAX = 1024,
    SCENE_STEPS_DEFAULT = 1000,
    SCENE_DIMENSION_MAX = 2,
    SCENE_BYTES_MAX = 256 * 1024 * 1024 // of its text: the largest data and batches that are read, indented
};

#define SCENE_SPEED_DEFAULT 60.0 // steps per second
#define SCENE_SPEED_MAX     1e5

typedef struct Lesson Lesson; // lesson.h

// What a racer's loss or gradient (its length) may come below: the first step at which it does is marked, on its path
// and the time axis. The race goes on.
enum { STOP_LOSS, STOP_GRADIENT, STOPS };
typedef struct SceneStop {
    bool on;
    double value;
} SceneStop;

// A value: copy it with scene_copy, drop it with scene_clear. A copy shares data, racers and lesson. Zeroed is
// empty. Batches without data, or with row numbers beyond it, are a caller's mistake.
typedef struct Scene {
    char title[SCENE_TITLE_MAX];
    char caption[SCENE_CAPTION_MAX];
    bool figured; // was found in a page's picture, whose colours were chosen
    bool shipped; // these are words of a scene that the program brings along (words.h)
    const Landscape *landscape;         // NULL: formula is the user's own
    char formula[FORMULA_TEXT_MAX + 1]; // the landscape's, or the user's
    FormulaConstant constants[FORMULA_CONSTANTS_MAX];
    int n_constants;
    Dataset *data;                  // NULL: none
    char data_path[SCENE_PATH_MAX]; // where it was read, for the titles
    Batches *batches;               // NULL: drawn
    int batch;                      // 0: the default of loss.h
    double start[SCENE_DIMENSION_MAX];
    SceneStop stop[STOPS];
    SceneStarts starts; // of the selected racer, besides
    bool own_start; // the user's: another landscape keeps it where it can (see walk.h); not a part of the scene's text
    SceneRacer *entry[RACE_RACERS_MAX]; // [n_racers], to be reached by the functions of racers.h
    int n_racers, last_id;
    uint64_t seed;
    int steps;      // the race's length
    int step;       // the step that is shown at first
    bool step_said; // a picture shows it, be it 0; else 0 is the end
    double speed;   // steps per second while playing
    SceneView view;
    SceneFigure figure;
    Lesson *lesson; // that it is a slide of, as it is written or changed; NULL: of none
    int slide;      // from 0
    bool presented; // the page is the slide's: words beside the picture
    bool answered;  // its question is
    bool changed;   // something was edited on it
} Scene;

// The welcome scene: Rosenbrock and six racers. Overwrites *scene without clearing it. false: out of memory, and it is
// empty.
bool scene_default(Scene *scene);
void scene_copy(Scene *to, const Scene *from); // clears *to first
void scene_clear(Scene *scene);

// "rosenbrock b=10" or "(x^2 + k*y^2)/2 k=25" (also with commas): sets landscape or formula, constants, start, window
// and title as the row says. The racers stay, the caption goes; data, batches and batch stay only for a formula that
// names a column. A formula of the user's own has no title and is looked at as scene_frame says; its start is (-0.8,
// 0.6) of the first of 5, 10, 20, 50, 100 of which the lowest of a grid of losses lies well inside, or the first of a
// few other points where loss and gradient are finite; where the minimum is further away, as far from there as from 5,
// or, of a loss over rows, the origin. false: *scene is unchanged, error has "landscape, column C: WHY".
bool scene_set_landscape(Scene *scene, const char *text, Error *error);
void scene_print_landscape(const Scene *scene, char *text, size_t size); // what scene_set_landscape reads
void scene_take_place(Scene *scene,
                      const Scene *from); // landscape, constants, data, start, camera and title of another

// The start of a formula of the user's own. false: it does not compile; error as scene_loss has it.
bool scene_place_start(Scene *scene, Error *error);

// Windows. One that was said (view.window_said) stays. A formula's is a square about its minimum with the start well
// inside (4/5 of the way to its edge), narrower along a parameter that would be a line in it. A row's is its domain,
// and holds the start.
void scene_frame(Scene *scene);
void scene_hold_paths(Scene *scene); // a formula's is widened where racers overshoot; not for those that diverge
void scene_widen(Scene *scene);      // any window that the start would be outside of: for whoever moves the start
bool scene_hold_start(const Scene *scene, SceneCamera *camera); // likewise of one camera; false: it does already

// Learning rates that behave on the scene's landscape with its constants, for all racers whose rate is not the user's:
// used by L, and by -l without -r. Plain descent takes the row's lr_hint (for a formula of the user's own: a first step
// of a twentieth of the window). Rules whose steps grow with the gradient take it times sqrt(SGD's way / their way)
// down an even slope, so momentum less; the others cross the window in 100 steps of an even slope. One digit. Rules
// that evaluate several times in a step keep torch's default. A racer that would not end below its start takes the
// first rate below (1, 2 or 5 of a power of ten) with which it does, in a race as long as the scene's, and on as long
// as that ends much lower. Rates that a schedule names (eta_min, max_lr, base_lr, min_lr, lr_end, swa_lr) change by
// the same factor, but for the user's own; schedules stay.
bool scene_suit_racers(Scene *scene);               // false: out of memory, and not all of them do
bool scene_suit_racer(Scene *scene, int i);         // likewise, one of them
void scene_set_lr(Racer *racer, double lr);         // the rates that its schedule names change by the same factor; a
                                                    // recorded racer has none and stays
bool scene_edit_lr(Scene *scene, int i, double lr); // likewise, but for the user's; false: out of memory
// The learning rates of another state of a racer, but for the user's. false: they differ in more than rates.
bool scene_take_rates(SceneRacer *racer, const SceneRacer *from);

// YAML. `origin` (a file name) is for errors; paths of data files are relative to its folder. What is not said is as in
// an empty scene of that landscape (1000 steps, 60 a second, seed 0, surface, dark, no racers). false: *scene is
// unchanged, error has "scene, FILE:LINE: WHY". The text is one that scene_parse reads back to an equal scene; data is
// held inside. free() it.
bool scene_parse(Scene *scene, const char *bytes, size_t size, const char *origin, Error *error);
// A text with a lesson gives its first slide, or the one that it says; a slide is printed with its lesson.
// A .yaml file, a .png, .svg or .pdf with a scene inside, "-" (standard input), or a built-in scene's or lesson's name.
bool scene_read(Scene *scene, const char *path, Error *error);
bool scene_is_same(const Scene *a, const Scene *b); // they are printed alike
char *scene_print(const Scene *scene, size_t *size, Error *error);
void scene_mark_words(Scene *scene); // scene_read's: are they those of a built-in scene?

// The built-in scenes: assets/scenes/*.yaml, in the order of a course; NULL after the last. assets are found beside the
// program or where it was installed.
const char *scene_builtin(int i);
const char *scene_builtin_title(int i);
const char *lesson_builtin(int i); // likewise assets/lessons/*.yaml
const char *lesson_builtin_title(int i);
bool scene_is_builtin(const char *name); // of either

// Leaves out the rows that lack a number in a column that the formula names; to be called by whoever sets data under a
// formula. false: the scene is as it was, error has "data, FILE:LINE: WHY".
bool scene_fit_data(Scene *scene, Error *error);
bool scene_names_column(const Scene *scene); // does its formula, which has parameters beside them?

// "data, FILE: t is -1 and 1 where ...": a column whose values the loss was not made for. false: there is none.
bool scene_doubtful_target(const Scene *scene, char *line, size_t size);

extern const char *const scene_stop_names[STOPS]; // as in a scene's `stop:`
bool scene_check_stop(int which, double value, Error *error); // false: nothing comes below that

// Builds the loss that the scene describes. NULL: error says "formula, column C: WHY" or what else is wrong. The loss
// copies what it needs.
Loss *scene_loss(const Scene *scene, Error *error);

// The race of the scene on its loss. Its racers are the scene's own: it holds until the scene is changed.
RaceConfig scene_race(const Scene *scene, const Loss *loss);

// Two parameters: is the scene a surface (2) or a curve (1)? From the formula, without building the loss; 0 if it does
// not compile.
int scene_dimension(const Scene *scene);
// Likewise, with the parameters' names in their order.
int scene_parameters(const Scene *scene, char names[SCENE_DIMENSION_MAX][FORMULA_NAME_MAX + 1]);

// The row's minima for the scene's constants; 0 for a formula of the user's own.
int scene_minima(const Scene *scene, const LandscapeMinimum **minima);

#endif
