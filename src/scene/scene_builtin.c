// The scenes that the program brings along: those in assets/scenes/ by name, and the one that it starts with where none
// is named.
#include "scene/scene.h"

// The built-in scenes, in the order of a course: assets/scenes/NAME.yaml and its title. To add one: the file, and its
// row.
static const struct {
    const char *name, *title;
} builtins[] = {
    {"welcome", "Rosenbrock"},
    {"learning_rate", "Learning rate"},
    {"momentum", "Momentum"},
    {"winding_ravine", "Winding ravine"},
    {"saddle_escape", "Escape from a saddle"},
    {"plateau_crossing", "Crossing a plateau"},
    {"cliffs", "Cliffs and a flat valley"},
    {"four_minima", "Four minima"},
    {"local_minima", "Local minima"},
    {"rugged_bowl", "Rolling over bumps"},
    {"double_well", "Double well"},
    {"washboard", "Tilted washboard"},
    {"noisy_bowl", "Noisy gradients"},
    {"schedules", "Schedules"},
    {"linear_full", "Linear regression, full batch"},
    {"linear_mini", "Linear regression, mini-batches of 8"},
    {"linear_single", "Linear regression, single samples"},
    {"logistic_full", "Logistic regression, full batch"},
    {"logistic_mini", "Logistic regression, mini-batches of 8"},
    {"logistic_single", "Logistic regression, single samples"},
};

static const int n_builtins = sizeof builtins / sizeof builtins[0];

const char *scene_builtin(int i)
{
    return i >= 0 && i < n_builtins ? builtins[i].name : NULL;
}

const char *scene_builtin_title(int i)
{
    return i >= 0 && i < n_builtins ? builtins[i].title : NULL;
}

bool scene_default(Scene *scene)
{
    static const char *const racers[] = {
        "SGD(lr=0.0012)",
        "SGD(lr=0.0005, momentum=0.9)",
        "SGD(lr=0.0005, momentum=0.9, nesterov=True)",
        "RMSprop(lr=0.01)",
        "Adagrad(lr=0.5)",
        "Adam(lr=0.05)",
    };
    *scene = (Scene){.steps = SCENE_STEPS_DEFAULT, .speed = SCENE_SPEED_DEFAULT};
    // From here, start, valley and minimum are all to be seen.
    scene->view = (SceneView){.camera = {.azimuth_deg = -15, .elevation_deg = 42}, .theme = "dark"};
    bool ok = scene_set_landscape(scene, "rosenbrock", NULL);
    for (size_t i = 0; i < sizeof racers / sizeof racers[0]; i++)
        ok = ok && scene_add_racer(scene, racers[i], NULL);
    if (ok)
        scene->view.selected = scene->n_racers - 1;
    else
        scene_clear(scene);
    return ok;
}
