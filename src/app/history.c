#include "app/history.h"

#include "engine/rules/recording.h"
#include "scene/lesson.h"

#include <stdlib.h>
#include <string.h>

// A scene as one block of memory: its racers stand beside it instead of being pointed at. Data, batches, lesson and the
// racers' recordings are held by the step.
typedef struct HistoryImage {
    Scene scene;
    SceneRacer racer[RACE_RACERS_MAX];
} HistoryImage;

typedef struct HistoryHeld {
    Dataset *data;
    Batches *batches;
    Lesson *lesson;
    int n;
    const Recording *points[]; // [n], of racers that were recorded
} HistoryHeld;

static HistoryImage *image_create(const Scene *scene)
{
    HistoryImage *image = calloc(1, sizeof *image);
    if (!image)
        return NULL;
    image->scene = *scene;
    image->scene.data = NULL;
    image->scene.batches = NULL;
    image->scene.lesson = NULL;
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
    if (step->held) {
        next.data = step->held->data;
        next.batches = step->held->batches;
        next.lesson = lesson_retain(step->held->lesson);
    }
    dataset_retain(next.data);
    batches_retain(next.batches);
    scene_clear(scene);
    *scene = next;
    return true;
}

// ---- One stack

static void held_clear(HistoryHeld *held)
{
    if (!held)
        return;
    dataset_release(held->data);
    batches_release(held->batches);
    lesson_release(held->lesson);
    for (int i = 0; i < held->n; i++)
        recording_release(held->points[i]);
    free(held);
}

static void step_clear(HistoryStep *step)
{
    delta_clear(&step->delta);
    held_clear(step->held);
}

static int recordings_of(const Scene *scene)
{
    int n = 0;
    for (int i = 0; i < scene->n_racers; i++)
        n += scene_racer(scene, i)->recorded.points != NULL;
    return n;
}

// What the scene shares with others, held for as long as the step is there. false: out of memory.
static bool step_hold(const Scene *scene, HistoryStep *step)
{
    int n = recordings_of(scene);
    *step = (HistoryStep){0};
    if (!scene->data && !scene->batches && !scene->lesson && n == 0)
        return true;
    HistoryHeld *held = step->held = calloc(1, sizeof *held + (size_t)n * sizeof held->points[0]);
    if (!held)
        return false;
    held->data = scene->data;
    held->batches = scene->batches;
    dataset_retain(held->data);
    batches_retain(held->batches);
    held->lesson = lesson_retain(scene->lesson);
    for (int i = 0; i < scene->n_racers; i++)
        if (scene_racer(scene, i)->recorded.points)
            held->points[held->n++] = recording_retain(scene_racer(scene, i)->recorded.points);
    return true;
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

static bool stack_push(HistoryStack *stack, const Scene *scene)
{
    HistoryStep step;
    if (!reserve(stack) || !step_hold(scene, &step))
        return false;
    HistoryImage *image = image_create(scene);
    HistoryStep *below = stack->n > 0 ? &stack->step[stack->n - 1] : NULL;
    if (!image || (below && !delta_between(image, stack->top, sizeof *image, &below->delta))) {
        step_clear(&step);
        free(image);
        return false;
    }
    stack->step[stack->n++] = step;
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

bool history_push(History *history, const Scene *before)
{
    if (!stack_push(&history->past, before))
        return false;
    stack_clear(&history->future);
    return true;
}

void history_drop(History *history)
{
    if (history->past.n > 0)
        stack_drop(&history->past);
}

void history_clear(History *history)
{
    stack_clear(&history->past);
    stack_clear(&history->future);
}

static bool exchange(HistoryStack *from, HistoryStack *to, Scene *scene)
{
    const HistoryStep *top = from->n > 0 ? &from->step[from->n - 1] : NULL;
    if (!top || !stack_push(to, scene))
        return false;
    if (!image_restore(from->top, top, scene)) {
        stack_drop(to);
        return false;
    }
    stack_drop(from);
    return true;
}

bool history_back(History *history, Scene *scene)
{
    return exchange(&history->past, &history->future, scene);
}

bool history_forth(History *history, Scene *scene)
{
    return exchange(&history->future, &history->past, scene);
}
