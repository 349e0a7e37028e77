// What tests of the picture share: a scene with its loss and its race run to the end, the list that is built of them,
// and what may be said of any list.
#ifndef RAVINE_TESTS_WORLD_H
#define RAVINE_TESTS_WORLD_H

#include "entries.h"
#include "picture/build.h"
#include "picture/draw/colormap.h"
#include "picture/picture.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// A scene with its loss and its race run to the end.
typedef struct World {
    Scene scene;
    Loss *loss;
    Race *race;
    Study *study;
    Picture *picture;
} World;

static inline void world_run(World *world)
{
    Error error = {""};
    Loss *before = world->loss;
    world->loss = scene_loss(&world->scene, &error);
    if (!world->loss)
        fail_msg("%s", error.text);
    RaceConfig config = scene_race(&world->scene, world->loss);
    assert_true(race_configure(world->race, &config, true));
    assert_true(race_run(world->race, world->scene.steps));
    study_about(world->study, &world->scene, world->loss, world->race, true);
    loss_destroy(before);
}

static inline World *world_create(const char *landscape, const char *const *racers, int steps)
{
    World *world = calloc(1, sizeof *world);
    Error error = {""};
    assert_non_null(world);
    world->race = race_create();
    world->study = study_create();
    world->picture = picture_create();
    assert_true(world->race && world->study && world->picture);
    scene_default(&world->scene);
    if (!scene_set_landscape(&world->scene, landscape, &error))
        fail_msg("%s", error.text);
    if (racers)
        enter_racers(&world->scene, racers);
    else
        scene_suit_racers(&world->scene);
    world->scene.steps = steps;
    world_run(world);
    return world;
}

static inline void world_destroy(World *world)
{
    picture_destroy(world->picture);
    study_destroy(world->study);
    race_destroy(world->race);
    loss_destroy(world->loss);
    scene_clear(&world->scene);
    free(world);
}

static inline PictureInput input_of(const World *world, double step, float width, float height)
{
    return (PictureInput){.scene = &world->scene,
                          .race = world->race,
                          .study = world->study,
                          .step = step,
                          .width = width,
                          .height = height,
                          .scale = 1.0f};
}

static inline const DrawList *build_at(World *world, double step, float width, float height)
{
    PictureInput input = input_of(world, step, width, height);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    assert_false(list->failed);
    return list;
}

static inline bool holds(Rect outer, Rect inner)
{
    return inner.x >= outer.x - 0.01f && inner.y >= outer.y - 0.01f && inner.x + inner.w <= outer.x + outer.w + 0.01f &&
           inner.y + inner.h <= outer.y + outer.h + 0.01f;
}

static inline bool near_rect(Rect rect, float x, float y, float reach)
{
    return x >= rect.x - reach && y >= rect.y - reach && x <= rect.x + rect.w + reach && y <= rect.y + rect.h + reach;
}

// Every number that a renderer would take.
static inline void assert_sane(const DrawList *list)
{
    Rect page = {0, 0, list->width, list->height};
    for (int i = 0; i < list->n_points; i++) {
        DrawPoint point = list->points[i];
        assert_true(isfinite(point.x) && isfinite(point.y) && isfinite(point.depth));
        assert_true(point.depth >= 0.0f && point.depth <= 1.0f);
    }
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        assert_true(stroke->count >= 1 && stroke->first >= 0 && stroke->first + stroke->count <= list->n_points);
        assert_true(stroke->width > 0.0f && stroke->on_panel >= 0 && stroke->on_panel <= list->n_panels);
        for (int k = 0; k < stroke->count && stroke->on_panel; k++) {
            DrawPoint point = list->points[stroke->first + k];
            assert_true(near_rect(list->panels[stroke->on_panel - 1].rect, point.x, point.y, 8.0f));
        }
    }
    for (int i = 0; i < list->n_balls; i++)
        assert_true(isfinite(list->balls[i].x) && isfinite(list->balls[i].y) && list->balls[i].radius > 0.0f);
    for (int i = 0; i < list->n_shapes; i++)
        assert_true(isfinite(list->shapes[i].x) && isfinite(list->shapes[i].y) && list->shapes[i].w >= 0.0f);
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        if (!near_rect(page, text->x, text->y, 0.0f))
            fail_msg("'%s' at %g, %g is off the page of %g x %g", text->text, (double)text->x, (double)text->y,
                     (double)page.w, (double)page.h);
    }
    for (int i = 0; i < list->n_panels; i++) {
        const DrawPanel *panel = &list->panels[i];
        assert_true(holds(page, panel->rect) && panel->rect.w > 20.0f && panel->rect.h > 20.0f);
        assert_non_null(panel->field->loss);
        assert_true(panel->map.low < panel->map.high && panel->map.softness > 0.0);
        assert_non_null(colormap_find(panel->ramp));
        assert_true(panel->mesh > 0 && panel->contours > 0);
    }
}

static inline int count_texts(const DrawList *list, const char *text)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += !strcmp(list->texts[i].text, text);
    return n;
}

static inline bool same_color(Color a, Color b)
{
    return fabsf(a.r - b.r) + fabsf(a.g - b.g) + fabsf(a.b - b.b) < 1e-5f;
}

// The first stroke of a racer's trail on a panel.
static inline const DrawStroke *trail_of(const DrawList *list, const Theme *theme, int racer, int panel)
{
    for (int i = 0; i < list->n_strokes; i++)
        if (list->strokes[i].on_panel == panel + 1 && same_color(list->strokes[i].color, theme->racer[racer]))
            return &list->strokes[i];
    return NULL;
}

#endif
