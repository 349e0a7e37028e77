// Eases what is shown towards what the scene says: the scene itself (undo, saving, exports) is always at the target at
// once. Cameras glide; another landscape, view or theme fades in. It looks at the scene after each frame's events, so
// that no action needs to know of it. No SDL, no drawing.
#ifndef RAVINE_APP_MOTION_H
#define RAVINE_APP_MOTION_H

#include "scene/scene.h"

enum { MOTION_MS = 200 };

// The common camera and each racer's.
typedef struct MotionCameras {
    SceneCamera at[1 + RACE_RACERS_MAX];
} MotionCameras;

// What is another page when it differs.
typedef struct MotionPage {
    ViewKind kind;
    int racer[RACE_RACERS_MAX];  // ids: of cameras there is no way between them where they differ, and no other page
    bool panel[RACE_RACERS_MAX]; // side by side: whether the racer has one
    char theme[sizeof((SceneView *)0)->theme], ramp[sizeof((SceneView *)0)->ramp], title[SCENE_TITLE_MAX],
        formula[FORMULA_TEXT_MAX + 1];
} MotionPage;

typedef struct Motion {
    bool reduced; // nothing moves by itself but the racers
    MotionCameras from, to;
    MotionPage page;
    uint64_t glide_from_ms, fade_from_ms; // 0: not under way
} Motion;

typedef enum MotionTurn {
    MOTION_NONE,
    MOTION_FADE, // another page: what is on the screen is to be kept and faded out
    MOTION_DONE, // something has come to its end: the last picture is to be drawn finely
} MotionTurn;

bool motion_reduced_by_environment(void); // RAVINE_REDUCED_MOTION

void motion_begin(Motion *motion, const Scene *scene); // shows the scene as it is; .reduced stays

// Takes the scene's view as the new target. at_once: the hand itself moves it.
MotionTurn motion_follow(Motion *motion, const Scene *scene, bool at_once, uint64_t now_ms);

void motion_wait(Motion *motion,
                 uint64_t ms); // a frame took so long: what is under way is not to be over before it was seen

bool motion_runs(const Motion *motion);
// Gives a copy of the scene the cameras that are to be seen now; where memory runs out, a racer's is where it will come
// to rest.
void motion_show(const Motion *motion, uint64_t now_ms, Scene *scene);
float motion_fade(const Motion *motion, uint64_t now_ms); // opacity of the page before, [0, 1]

#endif
