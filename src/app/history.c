#include "app/history.h"

#include <string.h>

static void cut(History *history, int n)
{
    while (history->n > n)
        scene_clear(&history->state[--history->n]);
}

static void drop_oldest(History *history)
{
    scene_clear(&history->state[0]);
    memmove(&history->state[0], &history->state[1], (HISTORY_MAX - 1) * sizeof history->state[0]);
    memmove(&history->edit[0], &history->edit[1], (HISTORY_MAX - 1) * sizeof history->edit[0]);
    history->state[HISTORY_MAX - 1] = (Scene){0};
    history->n--;
    history->at--;
}

void history_push(History *history, const Scene *before, Knob edit)
{
    cut(history, history->at);
    if (history->n == HISTORY_MAX)
        drop_oldest(history);
    history->edit[history->at] = edit;
    scene_copy(&history->state[history->at++], before);
    history->n = history->at;
}

void history_clear(History *history)
{
    cut(history, 0);
    history->at = 0;
}

static void exchange(Scene *a, Scene *b)
{
    Scene kept = *a;
    *a = *b;
    *b = kept;
}

bool history_back(History *history, Scene *scene, Knob *edit)
{
    if (history->at == 0)
        return false;
    *edit = history->edit[history->at - 1];
    exchange(&history->state[--history->at], scene);
    return true;
}

bool history_forth(History *history, Scene *scene, Knob *edit)
{
    if (history->at == history->n)
        return false;
    *edit = history->edit[history->at];
    exchange(&history->state[history->at++], scene);
    return true;
}
