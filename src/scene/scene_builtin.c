// The scenes that the program brings along: those in assets/scenes/ by name, and the one that it starts with where none
// is named.
#include "scene/scene.h"

// In the order of a course: the name of each file in assets/scenes/, and its title. tools/list-scenes writes the rows
// from the files. To add a scene: the file.
static const struct {
    const char *name, *title;
} builtins[] = {
#include RAVINE_SCENES
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
