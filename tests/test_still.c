// A session as a source: without its ground a picture is what it is with it, once that is laid under it; each step is
// drawn once; steps differ.
#include "app/still.h"
#include "scene/scene.h"
#include "within.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { SKIPPED = 77, WIDTH = 960, HEIGHT = 640, PIXELS = WIDTH * HEIGHT, STRIPE = 100 };

typedef struct Desk {
    Render *render;
    Picture *picture;
    Session session;
    uint8_t rgb[3 * PIXELS], rgba[4 * PIXELS];
} Desk;

static int open_desk(void **state)
{
    Error error;
    Desk *desk = calloc(1, sizeof *desk);
    *state = desk;
    desk->render = render_create(NULL, &error);
    desk->picture = picture_create();
    if (desk->render && desk->picture)
        return 0;
    fprintf(stderr, "test_still: skipped: %s\n", error.text);
    exit(SKIPPED);
}

static int close_desk(void **state)
{
    Desk *desk = *state;
    picture_destroy(desk->picture);
    render_destroy(desk->render);
    session_close(&desk->session);
    free(desk);
    return 0;
}

static Still still_of(Desk *desk, const char *theme, ViewKind view)
{
    Scene scene = {0};
    Error error;
    scene_default(&scene);
    scene.view.kind = view;
    snprintf(scene.view.theme, sizeof scene.view.theme, "%s", theme);
    if (!session_take(&desk->session, &scene, scene.steps, &error))
        fail_msg("%s", error.text);
    scene_clear(&scene);
    return (Still){.session = &desk->session,
                   .render = desk->render,
                   .picture = desk->picture,
                   .steps = desk->session.scene.steps,
                   .width_px = WIDTH,
                   .height_px = HEIGHT,
                   .scale = 1};
}

// In stripes, the last one lower than the others.
static void pull(const Source *source, int step, bool alpha, uint8_t *bytes)
{
    Error error;
    for (int row = 0; row < HEIGHT; row += STRIPE) {
        PixelRows which = {step, row, row + STRIPE < HEIGHT ? STRIPE : HEIGHT - row, alpha};
        if (!source->pixels(source->context, &which, bytes + row * WIDTH * (alpha ? 4 : 3), &error))
            fail_msg("%s", error.text);
    }
}

// Of the theme's ground under the pixel.
static int composed(const uint8_t *rgba, const Color *ground, int channel)
{
    const float parts[3] = {ground->r, ground->g, ground->b};
    double alpha = rgba[3] / 255.0;
    return (int)lround(alpha * rgba[channel] + (1 - alpha) * 255 * (double)parts[channel]);
}

// Eight bits a channel are rounded with each layer that lies over another: within 2 of 255, but for the odd value under
// many trails, within 3.
static void check_alpha(Desk *desk, const char *theme, ViewKind view)
{
    Still still = still_of(desk, theme, view);
    Source source = still_source(&still);
    pull(&source, 200, false, desk->rgb);
    pull(&source, 200, true, desk->rgba);
    still_end(&still);
    const Color ground = theme_find(theme)->ground;
    int clear = 0, full = 0, worn = 0;
    for (int i = 0; i < PIXELS; i++) {
        clear += desk->rgba[4 * i + 3] == 0;
        full += desk->rgba[4 * i + 3] == 255;
        for (int k = 0; k < 3; k++) {
            int seen = desk->rgb[3 * i + k], under = composed(&desk->rgba[4 * i], &ground, k), off = abs(under - seen);
            worn += off > 2;
            if (off > 3)
                fail_msg("%s, view %d, pixel %d, %d: %d over the ground, %d composed of %d with alpha %d", theme, view,
                         i % WIDTH, i / WIDTH, seen, under, desk->rgba[4 * i + k], desk->rgba[4 * i + 3]);
        }
    }
    assert_within(worn, 0, PIXELS / 100000);
    assert_true(clear > PIXELS / 20 && full > PIXELS / 20);
}

static void test_alpha_is_what_the_ground_shows_through(void **state)
{
    for (ViewKind view = VIEW_SURFACE; view <= VIEW_SIDE; view++) {
        check_alpha(*state, "dark", view);
        check_alpha(*state, "print", view);
    }
}

static void test_steps_are_drawn_when_they_are_asked_for(void **state)
{
    Desk *desk = *state;
    Still still = still_of(desk, "dark", VIEW_MAP);
    Source source = still_source(&still);
    Error error;
    uint8_t *later = malloc(sizeof desk->rgb);
    pull(&source, 10, false, desk->rgb);
    pull(&source, 200, false, later);
    assert_memory_not_equal(later, desk->rgb, sizeof desk->rgb);
    const DrawList *list = source.list(source.context, 200, &error);
    assert_true(list && list->whole);
    pull(&source, 10, false, later);
    assert_memory_equal(later, desk->rgb, sizeof desk->rgb);
    still_end(&still);
    free(later);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alpha_is_what_the_ground_shows_through),
        cmocka_unit_test(test_steps_are_drawn_when_they_are_asked_for),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}
