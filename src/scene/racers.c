// Scenes hold pointers to entries and count, in each entry, how many more scenes do. Which racer is selected is kept in
// step with their order here alone.
#include "scene/scene.h"

#include "scene/recorded.h"
#include "scene/spec.h"

#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const SceneRacer *scene_entry(const Scene *scene, int i)
{
    assert(i >= 0 && i < scene->n_racers);
    return scene->entry[i];
}

int scene_find_racer(const Scene *scene, int id)
{
    for (int i = 0; i < scene->n_racers; i++)
        if (scene->entry[i]->id == id)
            return i;
    return -1;
}

const char *entry_name(const SceneRacer *entry)
{
    return entry->name[0] ? entry->name : racer_called(&entry->racer);
}

const char *scene_racer_name(const Scene *scene, int i)
{
    return entry_name(scene_entry(scene, i));
}

bool scene_has_averages(const Scene *scene)
{
    bool has = false;
    for (int i = 0; i < scene->n_racers; i++)
        has = has || racer_average(scene_racer(scene, i));
    return has;
}

const Racer *scene_racer(const Scene *scene, int i)
{
    return &scene_entry(scene, i)->racer;
}

// ---- Sharing

void scene_share_racers(const Scene *scene)
{
    for (int i = 0; i < scene->n_racers; i++)
        scene->entry[i]->others++;
}

static void leave(SceneRacer *entry)
{
    if (entry->others-- > 0)
        return;
    recording_release(entry->kept);
    free(entry);
}

// An entry like another that no other scene holds yet; NULL: out of memory.
static SceneRacer *entry_like(const SceneRacer *model)
{
    SceneRacer *entry = malloc(sizeof *entry);
    if (!entry)
        return NULL;
    *entry = *model;
    entry->kept = recording_retain(model->racer.recorded.points);
    entry->others = 0;
    return entry;
}

SceneRacer *scene_edit_entry(Scene *scene, int i)
{
    assert(i >= 0 && i < scene->n_racers);
    if (scene->entry[i]->others == 0)
        return scene->entry[i];
    SceneRacer *own = entry_like(scene->entry[i]);
    if (!own)
        return NULL;
    leave(scene->entry[i]);
    return scene->entry[i] = own;
}

Racer *scene_edit_racer(Scene *scene, int i)
{
    SceneRacer *entry = scene_edit_entry(scene, i);
    return entry ? &entry->racer : NULL;
}

// ---- Owners

static void own_rule(SceneRacer *entry, NumberOwner of_rates)
{
    double defaults[ARGUMENTS_MAX];
    const Racer *racer = &entry->racer;
    optimizer_defaults(racer->rule, defaults);
    for (int i = 0; racer->rule->arguments[i].name; i++) {
        bool is_default = racer->hyper[i] == defaults[i] || (isnan(racer->hyper[i]) && isnan(defaults[i]));
        entry->owners.hyper[i] = (unsigned char)(i == 0 ? of_rates : is_default ? OWNER_PROGRAM : OWNER_USER);
    }
}

bool scene_own_racer(Scene *scene, int i, NumberOwner of_rates)
{
    SceneRacer *entry = scene_edit_entry(scene, i);
    if (!entry)
        return false;
    own_rule(entry, of_rates);
    memset(entry->owners.schedule, OWNER_PROGRAM, sizeof entry->owners.schedule);
    for (int k = 0; k < entry->racer.schedule.n; k++)
        memset(entry->owners.schedule[k], (int)of_rates, sizeof entry->owners.schedule[k]);
    return true;
}

bool scene_own_racers(Scene *scene, NumberOwner of_rates)
{
    bool ok = true;
    for (int i = 0; ok && i < scene->n_racers; i++)
        ok = scene_own_racer(scene, i, of_rates);
    return ok;
}

bool scene_take_racer(Scene *scene, int i, const SceneRacer *from)
{
    SceneRacer *entry = scene_edit_entry(scene, i);
    if (!entry)
        return false;
    const Recording *before = entry->kept;
    entry->kept = recording_retain(from->racer.recorded.points);
    recording_release(before);
    entry->racer = from->racer;
    entry->owners = from->owners;
    entry->changes = from->changes;
    return true;
}

// ---- Order

// A new row of entries under the one that is selected.
static void open_gap(Scene *scene, int at)
{
    memmove(&scene->entry[at + 1], &scene->entry[at], (size_t)(scene->n_racers - at) * sizeof *scene->entry);
    if (scene->n_racers++ > 0 && at <= scene->view.selected)
        scene->view.selected++;
}

static void close_gap(Scene *scene, int at)
{
    int after = --scene->n_racers - at;
    memmove(&scene->entry[at], &scene->entry[at + 1], (size_t)after * sizeof *scene->entry);
    scene->entry[scene->n_racers] = NULL;
    bool last = at == scene->n_racers && at > 0;
    if (at < scene->view.selected || (at == scene->view.selected && last))
        scene->view.selected--;
}

int scene_selectable(const Scene *scene, int i, int by)
{
    int n = scene->n_racers, at = i;
    if (i < 0 || i >= n)
        return i;
    for (int tried = 0; tried < n; tried++, at = (at + (by < 0 ? n - 1 : 1)) % n)
        if (!scene->entry[at]->ghost)
            return at;
    return i;
}

bool scene_insert_racer(Scene *scene, int at, const SceneRacer *racer)
{
    assert(at >= 0 && at <= scene->n_racers);
    SceneRacer *entry = scene->n_racers < RACE_RACERS_MAX ? entry_like(racer) : NULL;
    if (!entry)
        return false;
    entry->id = ++scene->last_id;
    open_gap(scene, at);
    scene->entry[at] = entry;
    return true;
}

void scene_remove_racer(Scene *scene, int i)
{
    assert(i >= 0 && i < scene->n_racers);
    leave(scene->entry[i]);
    close_gap(scene, i);
    scene->view.selected = scene_selectable(scene, scene->view.selected, 1);
}

// ---- Ghosts

static bool is_like(const SceneRacer *a, const SceneRacer *b)
{
    return racer_equal(&a->racer, &b->racer) && changes_differ(&a->changes, &b->changes) == INT_MAX;
}

static bool make_room(Scene *scene)
{
    for (int i = 0; i < scene->n_racers && scene->n_racers == RACE_RACERS_MAX; i++)
        if (scene_entry(scene, i)->ghost)
            scene_remove_racer(scene, i);
    return scene->n_racers < RACE_RACERS_MAX;
}

bool scene_read_color(const char *text, uint32_t *color)
{
    enum { DIGITS = 6 };
    if (text[0] != '#' || strlen(text) != 1 + DIGITS || strspn(text + 1, "0123456789abcdefABCDEF") != DIGITS)
        return false;
    *color = (uint32_t)strtoul(text + 1, NULL, 16);
    return true;
}

bool scene_keep_ghost(Scene *scene, int i, uint32_t color)
{
    SceneRacer ghost = *scene_entry(scene, i);
    for (int k = 0; k < scene->n_racers; k++)
        if (scene_entry(scene, k)->ghost && is_like(scene_entry(scene, k), &ghost))
            return true;
    ghost.ghost = ghost.has_color = true;
    ghost.hidden = false;
    ghost.color = color;
    return make_room(scene) && scene_insert_racer(scene, scene->n_racers, &ghost);
}

int scene_clear_ghosts(Scene *scene)
{
    int before = scene->n_racers;
    for (int i = before - 1; i >= 0; i--)
        if (scene_entry(scene, i)->ghost)
            scene_remove_racer(scene, i);
    return before - scene->n_racers;
}

// ---- Order again

void scene_move_racer(Scene *scene, int from, int to)
{
    assert(from >= 0 && from < scene->n_racers && to >= 0 && to < scene->n_racers);
    SceneRacer *moved = scene->entry[from];
    bool selected = scene->view.selected == from;
    close_gap(scene, from);
    open_gap(scene, to);
    scene->entry[to] = moved;
    if (selected)
        scene->view.selected = to;
}

void scene_keep_racers(Scene *scene, int n)
{
    while (scene->n_racers > n)
        scene_remove_racer(scene, scene->n_racers - 1);
}

bool scene_add_racer(Scene *scene, const char *spec, Error *error)
{
    SceneRacer entry = {.camera = scene->view.camera};
    if (scene->n_racers == RACE_RACERS_MAX)
        return error_set(error, "more than %d racers", RACE_RACERS_MAX);
    if (!spec_read(spec, &entry.racer, error) || !recorded_read(&entry.racer, entry.racer.recorded.file, error))
        return false;
    bool ok = scene_insert_racer(scene, scene->n_racers, &entry) || error_set(error, "racers: out of memory");
    recording_release(entry.racer.recorded.points);
    return ok;
}

// ---- The view of another state of the scene

static bool same_camera(const SceneCamera *a, const SceneCamera *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static bool look_as(Scene *scene, int i, const SceneRacer *as)
{
    const SceneRacer *now = scene->entry[i];
    if (now->hidden == as->hidden && now->view == as->view && same_camera(&now->camera, &as->camera))
        return true;
    SceneRacer *entry = scene_edit_entry(scene, i);
    if (!entry)
        return false;
    entry->hidden = as->hidden;
    entry->view = as->view;
    entry->camera = as->camera;
    return true;
}

bool scene_take_view(Scene *scene, const Scene *from)
{
    bool ok = true;
    for (int i = 0; ok && i < scene->n_racers; i++) {
        int there = scene_find_racer(from, scene->entry[i]->id);
        ok = there < 0 || look_as(scene, i, from->entry[there]);
    }
    int chosen = from->n_racers == scene->n_racers && from->n_racers > 0
                     ? scene_find_racer(scene, from->entry[from->view.selected]->id)
                     : -1;
    bool follows = chosen >= 0 && !scene->entry[chosen]->ghost; // one that is a ghost in this state is not selected
    int selected = follows ? chosen : scene->view.selected;
    scene->view = from->view;
    scene->view.selected = selected;
    return ok;
}

// ---- Cameras

const SceneCamera *scene_camera(const Scene *scene, int racer)
{
    const SceneView *view = &scene->view;
    bool own = view->kind == VIEW_SIDE && view->unlinked && racer >= 0 && racer < scene->n_racers;
    return own ? &scene_entry(scene, racer)->camera : &view->camera;
}

SceneCamera *scene_edit_camera(Scene *scene, int racer)
{
    if (scene_camera(scene, racer) == &scene->view.camera)
        return &scene->view.camera;
    SceneRacer *entry = scene_edit_entry(scene, racer);
    return entry ? &entry->camera : NULL;
}
