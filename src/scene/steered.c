#include "scene/steered.h"

bool steer_at(Scene *to, const Scene *from, int step)
{
    scene_copy(to, from);
    for (int i = 0; i < to->n_racers; i++) {
        if (!scene_entry(to, i)->changes.n)
            continue;
        SceneRacer *entry = scene_edit_entry(to, i);
        if (!entry)
            return false;
        entry->racer = changes_racer(&entry->racer, &entry->changes, step);
        entry->changes.n = entry->changes.n_whole = 0;
    }
    return true;
}

bool steer_hand(Scene *to, const Scene *from, int step)
{
    bool ok = steer_at(to, from, step);
    for (int i = 0; ok && i < to->n_racers; i++)
        if (scene_entry(from, i)->changes.n)
            scene_edit_entry(to, i)->changes = scene_entry(from, i)->changes; // its own since steer_at
    return ok;
}
