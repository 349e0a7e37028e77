// How a scene is looked at: which panels, from where, in which colours, with what beside them. A plain value.
#ifndef RAVINE_SCENE_VIEW_H
#define RAVINE_SCENE_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#define SCENE_AZIMUTH_DEFAULT   -15.0 // degrees
#define SCENE_ELEVATION_DEFAULT 42.0

typedef enum ViewKind {
    VIEW_SURFACE,
    VIEW_MAP,
    VIEW_BOTH,
    VIEW_SIDE,
    VIEW_CURVE, // of one parameter only
    VIEW_COUNT
} ViewKind; // one parameter: each is the curve

// What the picture shows besides, for teaching: bits of SceneView.show. Arrows and box stand at the selected racer's
// ball.
typedef enum SceneShow {
    SHOW_STATE,       // the internals of the selected racer's rule, as a table
    SHOW_GRADIENT,    // arrow
    SHOW_MOMENTUM,    // arrow: velocity or first moment
    SHOW_STEP,        // arrow: the next step
    SHOW_SQUARE,      // box: its sides are the roots of the second moment
    SHOW_LR_TRAIL,    // trails coloured by learning rate
    SHOW_LR_CHART,    // the learning rate's chart also where no racer has a schedule
    SHOW_TORCH,       // racers as torch's whole lines
    SHOW_FIELD,       // arrows down the gradient, all over the landscape
    SHOW_DISTANCE,    // chart: distance to the nearest minimum, where minima are known
    SHOW_TRAIL_FADE,  // trails grow pale with age
    SHOW_DATA,        // panel: the rows, and what racers make of them
    SHOW_BATCH,       // lines of equal loss of the batch at hand, over those of the full loss
    SHOW_TRAIL_SHORT, // only their last SCENE_TRAIL_STEPS steps
    SHOW_COUNT
} SceneShow;

enum { SCENE_TRAIL_STEPS = 50, SCENE_AXES = 2, SCENE_AXIS_MAX = 32 };

// What is folded away: bits of SceneView.hide.
typedef enum SceneHide {
    HIDE_COLUMN,
    HIDE_CHARTS,
    HIDE_ALL, // but the landscape and the race on it
    HIDE_COUNT
} SceneHide;

// How the charts' values stand on their axes, and losses on heights and colours.
typedef enum LossScale {
    LOSS_SCALE_USUAL, // logarithmic where that suits the values; of a curve linear
    LOSS_SCALE_LINEAR,
    LOSS_SCALE_LOG,
    LOSS_SCALE_COUNT
} LossScale;

extern const char *const scene_loss_scale_names[LOSS_SCALE_COUNT]; // as in a scene's `loss_scale: log`
const char *scene_loss_scale_name(const void *nothing, int i);     // of those that are said, as text_nearest asks

extern const char *const scene_hide_names[HIDE_COUNT]; // as in a scene's `hide: [...]`

extern const char *const scene_show_names[SHOW_COUNT]; // as in a scene's `show: [...]`

// Where a surface or map is looked at from.
typedef struct SceneCamera {
    double window[4];                  // x from, x to, y from, y to: the part of the domain that is shown
    double azimuth_deg, elevation_deg; // the eye around the surface; elevation in [5, 90]
} SceneCamera;

typedef struct SceneView {
    ViewKind kind;
    SceneCamera camera;
    bool window_said; // by a scene, an option; else it was found and, until the race is on, follows what it should hold
    char theme[24];   // a name of picture/theme's table
    char ramp[24];    // of picture/colormap's; empty: the theme's
    int selected;     // racer whose card is open
    bool unlinked;    // side by side, each racer has a camera of its own
    uint32_t show;    // bit i: SceneShow i
    uint32_t hide;    // bit i: SceneHide i
    LossScale loss_scale, height_scale;       // of the charts, of the landscape
    char columns[SCENE_AXES][SCENE_AXIS_MAX]; // of the data, that its panel shows, where the formula has more features
                                              // than fit; empty: as many as say most
    int span
        [2]; // steps from, to that charts and the time axis show, up to the race's end; to 0: as many as say something
} SceneView;

const char *scene_view_name(ViewKind kind);  // "surface"; NULL beyond the last
const char *scene_view_title(ViewKind kind); // one line

#endif
