#include "app/motion.h"

#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_MS = 16 }; // so far on the way is the first frame already: an answer must be seen at once

bool motion_reduced_by_environment(void)
{
    const char *wish = getenv("RAVINE_REDUCED_MOTION");
    return wish && wish[0] && strcmp(wish, "0") != 0;
}

// Those that the panels are seen with: linked, all are the same.
static MotionCameras cameras_of(const Scene *scene)
{
    MotionCameras cameras = {.at = {scene->view.camera}};
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        cameras.at[1 + i] = *scene_camera(scene, i < scene->n_racers ? i : -1);
    return cameras;
}

static bool same_camera(const SceneCamera *a, const SceneCamera *b)
{
    for (int i = 0; i < 4; i++)
        if (a->window[i] != b->window[i])
            return false;
    return a->azimuth_deg == b->azimuth_deg && a->elevation_deg == b->elevation_deg;
}

static bool same_cameras(const MotionCameras *a, const MotionCameras *b)
{
    for (int i = 0; i <= RACE_RACERS_MAX; i++)
        if (!same_camera(&a->at[i], &b->at[i]))
            return false;
    return true;
}

static MotionPage page_of(const Scene *scene)
{
    MotionPage page = {.kind = scene->view.kind};
    for (int i = 0; i < scene->n_racers; i++) {
        page.racer[i] = scene_entry(scene, i)->id;
        page.panel[i] = page.kind == VIEW_SIDE && !scene_entry(scene, i)->hidden && !scene_entry(scene, i)->ghost;
    }
    text_copy(page.theme, sizeof page.theme, scene->view.theme);
    text_copy(page.ramp, sizeof page.ramp, scene->view.ramp);
    text_copy(page.title, sizeof page.title, scene->title);
    text_copy(page.formula, sizeof page.formula, scene->formula);
    return page;
}

static bool same_page(const MotionPage *a, const MotionPage *b)
{
    return a->kind == b->kind && !memcmp(a->panel, b->panel, sizeof a->panel) && !strcmp(a->theme, b->theme) &&
           !strcmp(a->ramp, b->ramp) && !strcmp(a->title, b->title) && !strcmp(a->formula, b->formula);
}

// How far on the way, [0, 1]: quick at first, then slower (cubic ease-out).
static double eased(uint64_t from_ms, uint64_t now_ms)
{
    uint64_t passed_ms = (now_ms > from_ms ? now_ms - from_ms : 0) + FIRST_MS;
    double left = passed_ms < MOTION_MS ? 1 - (double)passed_ms / MOTION_MS : 0;
    return 1 - left * left * left;
}

static bool over(uint64_t from_ms, uint64_t now_ms)
{
    return from_ms && now_ms >= from_ms + MOTION_MS;
}

static SceneCamera between(const SceneCamera *from, const SceneCamera *to, double t)
{
    SceneCamera camera = *to;
    for (int i = 0; i < 4; i++)
        camera.window[i] = from->window[i] + t * (to->window[i] - from->window[i]);
    double turn = remainder(to->azimuth_deg - from->azimuth_deg, 360); // the shorter way
    camera.azimuth_deg = from->azimuth_deg + t * turn;
    camera.elevation_deg += (1 - t) * (from->elevation_deg - to->elevation_deg);
    return camera;
}

static MotionCameras shown(const Motion *motion, uint64_t now_ms)
{
    MotionCameras cameras = motion->to;
    double t = motion->glide_from_ms ? eased(motion->glide_from_ms, now_ms) : 1;
    for (int i = 0; i <= RACE_RACERS_MAX && t < 1; i++)
        cameras.at[i] = between(&motion->from.at[i], &motion->to.at[i], t);
    return cameras;
}

void motion_begin(Motion *motion, const Scene *scene)
{
    *motion = (Motion){.reduced = motion->reduced, .page = page_of(scene), .to = cameras_of(scene)};
}

static void glide(Motion *motion, const MotionCameras *target, bool at_once, uint64_t now_ms)
{
    if (same_cameras(target, &motion->to) && !at_once)
        return;
    motion->from = shown(motion, now_ms);
    motion->to = *target;
    motion->glide_from_ms = at_once ? 0 : now_ms;
}

MotionTurn motion_follow(Motion *motion, const Scene *scene, bool at_once, uint64_t now_ms)
{
    MotionPage page = page_of(scene);
    MotionCameras target = cameras_of(scene);
    bool turned = !same_page(&page, &motion->page);
    bool elsewhere = strcmp(page.formula, motion->page.formula) != 0 ||
                     memcmp(page.racer, motion->page.racer, sizeof page.racer) != 0;
    motion->page = page;
    glide(motion, &target, at_once || elsewhere || motion->reduced, now_ms);
    if (turned && !motion->reduced) {
        motion->fade_from_ms = now_ms;
        return MOTION_FADE;
    }
    bool done = over(motion->glide_from_ms, now_ms) || over(motion->fade_from_ms, now_ms);
    motion->glide_from_ms = over(motion->glide_from_ms, now_ms) ? 0 : motion->glide_from_ms;
    motion->fade_from_ms = over(motion->fade_from_ms, now_ms) ? 0 : motion->fade_from_ms;
    return done ? MOTION_DONE : MOTION_NONE;
}

void motion_wait(Motion *motion, uint64_t ms)
{
    motion->glide_from_ms += motion->glide_from_ms ? ms : 0;
    motion->fade_from_ms += motion->fade_from_ms ? ms : 0;
}

bool motion_runs(const Motion *motion)
{
    return motion->glide_from_ms || motion->fade_from_ms;
}

static void aim(Scene *scene, int racer, const SceneCamera *camera)
{
    bool there = same_camera(&scene_entry(scene, racer)->camera, camera);
    SceneRacer *entry = there ? NULL : scene_edit_entry(scene, racer);
    if (entry)
        entry->camera = *camera;
}

// While they glide together again, racers' cameras are still apart.
void motion_show(const Motion *motion, uint64_t now_ms, Scene *scene)
{
    MotionCameras cameras = shown(motion, now_ms);
    scene->view.camera = cameras.at[0];
    scene->view.unlinked |= motion->glide_from_ms != 0;
    for (int i = 0; i < scene->n_racers && scene->view.unlinked; i++)
        aim(scene, i, &cameras.at[1 + i]);
}

float motion_fade(const Motion *motion, uint64_t now_ms)
{
    return motion->fade_from_ms ? (float)(1 - eased(motion->fade_from_ms, now_ms)) : 0;
}
