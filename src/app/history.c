#include "app/history.h"

#include <stdlib.h>
#include <string.h>

// A scene as one block of memory: its racers stand beside it instead of being pointed at. Data and batches are the
// step's.
typedef struct HistoryImage {
    Scene scene;
    SceneRacer racer[RACE_RACERS_MAX];
} HistoryImage;

static HistoryImage *image_create(const Scene *scene)
{
    HistoryImage *image = calloc(1, sizeof *image);
    if (!image)
        return NULL;
    image->scene = *scene;
    image->scene.data = NULL;
    image->scene.batches = NULL;
    memset(image->scene.entry, 0, sizeof image->scene.entry);
    for (int i = 0; i < scene->n_racers; i++) {
        image->racer[i] = *scene_entry(scene, i);
        image->racer[i].others = 0;
    }
    return image;
}

// false: out of memory, and the scene is as it was.
static bool image_restore(const HistoryImage *image, const HistoryStep *step, Scene *scene)
{
    Scene racers = {0}, next = image->scene;
    for (int i = 0; i < image->scene.n_racers; i++) {
        if (!scene_insert_racer(&racers, i, &image->racer[i])) {
            scene_clear(&racers);
            return false;
        }
        scene_edit_entry(&racers, i)->id = image->racer[i].id;
    }
    memcpy(next.entry, racers.entry, sizeof next.entry);
    next.data = step->data;
    next.batches = step->batches;
    dataset_retain(next.data);
    batches_retain(next.batches);
    scene_clear(scene);
    *scene = next;
    return true;
}

// ---- One stack

static void step_clear(HistoryStep *step)
{
    delta_clear(&step->delta);
    dataset_release(step->data);
    batches_release(step->batches);
}

static void stack_clear(HistoryStack *stack)
{
    while (stack->n > 0)
        step_clear(&stack->step[--stack->n]);
    free(stack->step);
    free(stack->top);
    *stack = (HistoryStack){0};
}

static bool reserve(HistoryStack *stack)
{
    if (stack->n < stack->capacity)
        return true;
    int capacity = stack->capacity ? 2 * stack->capacity : 64;
    HistoryStep *step = realloc(stack->step, (size_t)capacity * sizeof *step);
    if (!step)
        return false;
    stack->step = step;
    stack->capacity = capacity;
    return true;
}

static bool stack_push(HistoryStack *stack, const Scene *scene, Knob edit)
{
    HistoryImage *image = reserve(stack) ? image_create(scene) : NULL;
    HistoryStep *below = stack->n > 0 ? &stack->step[stack->n - 1] : NULL;
    if (!image || (below && !delta_between(image, stack->top, sizeof *image, &below->delta))) {
        free(image);
        return false;
    }
    dataset_retain(scene->data);
    batches_retain(scene->batches);
    stack->step[stack->n++] = (HistoryStep){.data = scene->data, .batches = scene->batches, .edit = edit};
    free(stack->top);
    stack->top = image;
    return true;
}

static void stack_drop(HistoryStack *stack)
{
    step_clear(&stack->step[--stack->n]);
    if (stack->n == 0) {
        stack_clear(stack);
        return;
    }
    HistoryStep *top = &stack->step[stack->n - 1];
    delta_apply(&top->delta, stack->top);
    delta_clear(&top->delta);
}

// ---- Both

bool history_push(History *history, const Scene *before, Knob edit)
{
    if (!stack_push(&history->past, before, edit))
        return false;
    stack_clear(&history->future);
    return true;
}

void history_clear(History *history)
{
    stack_clear(&history->past);
    stack_clear(&history->future);
}

static bool exchange(HistoryStack *from, HistoryStack *to, Scene *scene, Knob *edit)
{
    const HistoryStep *top = from->n > 0 ? &from->step[from->n - 1] : NULL;
    if (!top || !stack_push(to, scene, top->edit))
        return false;
    *edit = top->edit;
    if (!image_restore(from->top, top, scene)) {
        stack_drop(to);
        return false;
    }
    stack_drop(from);
    return true;
}

bool history_back(History *history, Scene *scene, Knob *edit)
{
    return exchange(&history->past, &history->future, scene, edit);
}

bool history_forth(History *history, Scene *scene, Knob *edit)
{
    return exchange(&history->future, &history->past, scene, edit);
}
