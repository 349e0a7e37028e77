// The scenes and lessons that the program brings along, by name, and the scene that it starts with where none is named.
#include "scene/scene_builtin.h"

#include <stdio.h>
#include <string.h>

// In the order of a course: the folder in assets/, the name of each file in it, and its title. tools/list-scenes writes
// the rows from the files. To add a scene or a lesson: the file.
static const struct Builtin {
    const char *folder, *name, *title;
} builtins[] = {
#include RAVINE_SCENES
};

enum { BUILTINS = sizeof builtins / sizeof builtins[0] };

static const struct Builtin *find(const char *folder, int i)
{
    for (int k = 0; i >= 0 && k < BUILTINS; k++)
        if (!strcmp(builtins[k].folder, folder) && i-- == 0)
            return &builtins[k];
    return NULL;
}

const char *scene_builtin(int i)
{
    const struct Builtin *found = find("scenes", i);
    return found ? found->name : NULL;
}

const char *scene_builtin_title(int i)
{
    const struct Builtin *found = find("scenes", i);
    return found ? found->title : NULL;
}

const char *lesson_builtin(int i)
{
    const struct Builtin *found = find("lessons", i);
    return found ? found->name : NULL;
}

const char *lesson_builtin_title(int i)
{
    const struct Builtin *found = find("lessons", i);
    return found ? found->title : NULL;
}

const char *scene_builtin_at(int i)
{
    return i >= 0 && i < BUILTINS ? builtins[i].name : NULL;
}

bool scene_builtin_path(const char *name, char *path, size_t size)
{
    for (int i = 0; i < BUILTINS; i++)
        if (!strcmp(builtins[i].name, name)) {
            snprintf(path, size, "assets/%s/%s.yaml", builtins[i].folder, name);
            return true;
        }
    return false;
}

bool scene_is_builtin(const char *name)
{
    char path[SCENE_PATH_MAX];
    return scene_builtin_path(name, path, sizeof path);
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
