// The scene as a value: what it starts as, its copies, and the loss that it describes. Its text is in landscape_text.c and scene_yaml.c.
#include "scene/scene.h"

#include "scene/spec.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The built-in scenes, in the order of a course: assets/scenes/NAME.yaml and its title. To add one: the file, and its row.
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

const char *const scene_show_names[SHOW_COUNT] = {
    [SHOW_STATE] = "state",   [SHOW_GRADIENT] = "gradient", [SHOW_MOMENTUM] = "momentum", [SHOW_STEP] = "step",
    [SHOW_SQUARE] = "square", [SHOW_LR_TRAIL] = "lr_trail", [SHOW_LR_CHART] = "lr_chart", [SHOW_TORCH] = "torch",
    [SHOW_FIELD] = "field",   [SHOW_DISTANCE] = "distance",
};

const Racer *scene_racer(const Scene *scene, int i)
{
    assert(i >= 0 && i < scene->n_racers);
    return &scene->racers[i];
}

Racer *scene_edit_racer(Scene *scene, int i)
{
    assert(i >= 0 && i < scene->n_racers);
    return &scene->racers[i];
}

void scene_default(Scene *scene)
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
    scene->view = (SceneView){.camera = {.azimuth_deg = -15, .elevation_deg = 42}, .theme = "dark", .selected = 5};
    bool ok = scene_set_landscape(scene, "rosenbrock", NULL);
    for (size_t i = 0; i < sizeof racers / sizeof racers[0]; i++)
        ok &= spec_read(racers[i], &scene->racers[scene->n_racers++], NULL);
    assert(ok);
    (void)ok;
}

void scene_copy(Scene *to, const Scene *from)
{
    if (to == from)
        return;
    dataset_retain(from->data);
    batches_retain(from->batches);
    scene_clear(to);
    *to = *from;
}

void scene_clear(Scene *scene)
{
    dataset_release(scene->data);
    batches_release(scene->batches);
    *scene = (Scene){0};
}

static LossConfig loss_config(const Scene *scene)
{
    LossConfig config = {
        .formula = scene->formula,
        .constants = scene->constants,
        .n_constants = scene->n_constants,
        .batch = scene->batch,
        .seed = scene->seed,
        .parameters_max = SCENE_DIMENSION_MAX,
    };
    if (scene->data) {
        config.column_names = dataset_names(scene->data);
        config.columns = dataset_values(scene->data);
        config.n_columns = dataset_columns(scene->data);
        config.n_rows = dataset_rows(scene->data);
    }
    if (scene->batches)
        config.recorded = batches_rows(scene->batches);
    return config;
}

Loss *scene_loss(const Scene *scene, Error *error)
{
    FormulaError why;
    LossConfig config = loss_config(scene);
    Loss *loss = loss_create(&config, &why);
    if (!loss && why.column)
        error_set(error, "formula, column %d: %s", why.column, why.text);
    else if (!loss)
        error_set(error, "formula, '%.60s': %s", scene->formula, why.text);
    return loss;
}

RaceConfig scene_race(const Scene *scene, const Loss *loss)
{
    RaceConfig config = {.loss = loss, .n_racers = scene->n_racers, .steps = scene->steps};
    for (int i = 0; i < scene->n_racers; i++)
        config.racer[i] = scene_racer(scene, i);
    memcpy(config.start, scene->start, sizeof config.start);
    return config;
}

int scene_dimension(const Scene *scene)
{
    LossConfig config = loss_config(scene);
    FormulaNames names = {
        .columns = config.column_names,
        .n_columns = config.n_columns,
        .constants = config.constants,
        .n_constants = config.n_constants,
        .parameters_max = config.parameters_max,
    };
    Formula *formula = formula_compile(scene->formula, &names, NULL);
    int dimension = formula ? formula_dimension(formula) : 0;
    formula_destroy(formula);
    return dimension;
}

int scene_minima(const Scene *scene, const LandscapeMinimum **minima)
{
    double constants[FORMULA_CONSTANTS_MAX];
    for (int i = 0; i < scene->n_constants; i++)
        constants[i] = scene->constants[i].value;
    *minima = NULL;
    return scene->landscape ? landscape_minima(scene->landscape, constants, minima) : 0;
}

typedef struct ViewName {
    const char *name, *title;
} ViewName;

static const ViewName views[VIEW_COUNT] = {
    [VIEW_SURFACE] = {"surface", "the loss as a surface in space, all racers on it"},
    [VIEW_MAP] = {"map", "the loss from above: filled contours, all racers on them"},
    [VIEW_BOTH] = {"both", "surface and map beside each other"},
    [VIEW_SIDE] = {"side", "a panel per racer, side by side"},
    [VIEW_CURVE] = {"curve", "the loss of one parameter, racers rolling on it"},
};

const char *scene_view_name(ViewKind kind)
{
    return kind < VIEW_COUNT ? views[kind].name : NULL;
}

const char *scene_view_title(ViewKind kind)
{
    return views[kind].title;
}

const SceneCamera *scene_camera(const SceneView *view, int racer)
{
    return view->kind == VIEW_SIDE && view->unlinked && racer >= 0 ? &view->own[racer] : &view->camera;
}
