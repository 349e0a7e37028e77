// The scene as a value: its parts, its copies, and the loss that it describes. Its text is in landscape_text.c and
// scene_yaml.c.
#include "scene/lesson.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

const char *const scene_show_names[SHOW_COUNT] = {
    [SHOW_STATE] = "state",       [SHOW_GRADIENT] = "gradient",     [SHOW_MOMENTUM] = "momentum",
    [SHOW_STEP] = "step",         [SHOW_SQUARE] = "square",         [SHOW_LR_TRAIL] = "lr_trail",
    [SHOW_LR_CHART] = "lr_chart", [SHOW_TORCH] = "torch",           [SHOW_FIELD] = "field",
    [SHOW_DISTANCE] = "distance", [SHOW_TRAIL_FADE] = "trail_fade", [SHOW_TRAIL_SHORT] = "trail_short",
    [SHOW_DATA] = "data",         [SHOW_BATCH] = "batch",
};

const char *const scene_loss_scale_names[LOSS_SCALE_COUNT] = {
    [LOSS_SCALE_USUAL] = "", [LOSS_SCALE_LINEAR] = "linear", [LOSS_SCALE_LOG] = "log"};

const char *scene_loss_scale_name(const void *nothing, int i)
{
    (void)nothing;
    return i + 1 < LOSS_SCALE_COUNT ? scene_loss_scale_names[i + 1] : NULL;
}

const char *const scene_hide_names[HIDE_COUNT] = {
    [HIDE_COLUMN] = "column", [HIDE_CHARTS] = "charts", [HIDE_ALL] = "all"};

const char *const scene_stop_names[STOPS] = {[STOP_LOSS] = "loss", [STOP_GRADIENT] = "gradient"};

bool scene_check_stop(int which, double value, Error *error)
{
    return which == STOP_LOSS || value > 0 ||
           error_set(error, "%s: expected a number above 0", scene_stop_names[which]);
}

Lesson *lesson_retain(Lesson *lesson)
{
    if (lesson)
        lesson->others++;
    return lesson;
}

void lesson_release(Lesson *lesson)
{
    if (!lesson || lesson->others-- > 0)
        return;
    for (int i = 0; i < lesson->n; i++)
        scene_clear(&lesson->slide[i].scene);
    free(lesson->slide);
    free(lesson);
}

void scene_copy(Scene *to, const Scene *from)
{
    if (to == from)
        return;
    dataset_retain(from->data);
    batches_retain(from->batches);
    scene_share_racers(from);
    lesson_retain(from->lesson);
    scene_clear(to);
    *to = *from;
}

void scene_clear(Scene *scene)
{
    dataset_release(scene->data);
    batches_release(scene->batches);
    scene_keep_racers(scene, 0);
    lesson_release(scene->lesson);
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
    RaceConfig config = {.loss = loss, .start = scene->start, .n_racers = scene->n_racers, .steps = scene->steps};
    for (int i = 0; i < scene->n_racers; i++) {
        config.racer[i] = scene_racer(scene, i);
        config.changes[i] = &scene_entry(scene, i)->changes;
    }
    return config;
}

int scene_parameters(const Scene *scene, char names[SCENE_DIMENSION_MAX][FORMULA_NAME_MAX + 1])
{
    LossConfig config = loss_config(scene);
    FormulaNames known = {
        .columns = config.column_names,
        .n_columns = config.n_columns,
        .constants = config.constants,
        .n_constants = config.n_constants,
        .parameters_max = config.parameters_max,
    };
    Formula *formula = formula_compile(scene->formula, &known, NULL);
    int dimension = formula ? formula_dimension(formula) : 0;
    for (int i = 0; i < dimension; i++)
        text_copy(names[i], sizeof names[i], formula_parameter(formula, i));
    formula_destroy(formula);
    return dimension;
}

int scene_dimension(const Scene *scene)
{
    char names[SCENE_DIMENSION_MAX][FORMULA_NAME_MAX + 1];
    return scene_parameters(scene, names);
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
