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

static MotionCamera camera_of(const SceneView *view)
{
    MotionCamera camera = {.azimuth_deg = view->azimuth_deg, .elevation_deg = view->elevation_deg};
    memcpy(camera.window, view->window, sizeof camera.window);
    return camera;
}

static bool same_camera(const MotionCamera *a, const MotionCamera *b)
{
    for (int i = 0; i < 4; i++)
        if (a->window[i] != b->window[i])
            return false;
    return a->azimuth_deg == b->azimuth_deg && a->elevation_deg == b->elevation_deg;
}

static MotionPage page_of(const Scene *scene)
{
    MotionPage page = {.kind = scene->view.kind};
    uint32_t racers = scene->n_racers < 32 ? (1u << scene->n_racers) - 1 : ~0u;
    if (page.kind == VIEW_SIDE)
        page.panels = racers & ~scene->view.hidden;
    text_copy(page.theme, sizeof page.theme, scene->view.theme);
    text_copy(page.title, sizeof page.title, scene->title);
    text_copy(page.formula, sizeof page.formula, scene->formula);
    return page;
}

static bool same_page(const MotionPage *a, const MotionPage *b)
{
    return a->kind == b->kind && a->panels == b->panels && !strcmp(a->theme, b->theme) && !strcmp(a->title, b->title) &&
           !strcmp(a->formula, b->formula);
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

static MotionCamera shown(const Motion *motion, uint64_t now_ms)
{
    if (!motion->glide_from_ms)
        return motion->to;
    double t = eased(motion->glide_from_ms, now_ms);
    MotionCamera camera = motion->to;
    if (t >= 1)
        return camera;
    for (int i = 0; i < 4; i++)
        camera.window[i] = motion->from.window[i] + t * (motion->to.window[i] - motion->from.window[i]);
    double turn = remainder(motion->to.azimuth_deg - motion->from.azimuth_deg, 360); // the shorter way
    camera.azimuth_deg = motion->from.azimuth_deg + t * turn;
    camera.elevation_deg += (1 - t) * (motion->from.elevation_deg - motion->to.elevation_deg);
    return camera;
}

void motion_begin(Motion *motion, const Scene *scene)
{
    *motion = (Motion){.reduced = motion->reduced, .page = page_of(scene), .to = camera_of(&scene->view)};
}

static void glide(Motion *motion, const MotionCamera *target, bool at_once, uint64_t now_ms)
{
    if (same_camera(target, &motion->to) && !at_once)
        return;
    motion->from = shown(motion, now_ms);
    motion->to = *target;
    motion->glide_from_ms = at_once ? 0 : now_ms;
}

MotionTurn motion_follow(Motion *motion, const Scene *scene, bool at_once, uint64_t now_ms)
{
    MotionPage page = page_of(scene);
    MotionCamera target = camera_of(&scene->view);
    bool turned = !same_page(&page, &motion->page), elsewhere = strcmp(page.formula, motion->page.formula) != 0;
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

bool motion_glides(const Motion *motion)
{
    return motion->glide_from_ms;
}

void motion_show(const Motion *motion, uint64_t now_ms, SceneView *view)
{
    MotionCamera camera = shown(motion, now_ms);
    memcpy(view->window, camera.window, sizeof view->window);
    view->azimuth_deg = camera.azimuth_deg;
    view->elevation_deg = camera.elevation_deg;
}

float motion_fade(const Motion *motion, uint64_t now_ms)
{
    return motion->fade_from_ms ? (float)(1 - eased(motion->fade_from_ms, now_ms)) : 0;
}
