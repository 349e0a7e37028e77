// Small windows and projectors: the value in hand is large, and whatever the size and however many the racers, what is
// said stands whole, in its place, clear of all else.
#include "entries.h"
#include "world.h"

#include <stdio.h>

#define PROJECTOR 1.35f

// Of a window in pixels, on a projector or not.
typedef struct Screen {
    float width, height;
    bool projector;
} Screen;

static const Screen screens[] = {{1600, 900, false}, {1280, 720, true},  {1024, 768, true}, {800, 600, true},
                                 {640, 480, false},  {800, 500, false},  {640, 480, true},  {1024, 768, false},
                                 {800, 600, false},  {1280, 720, false}, {480, 800, true},  {3840, 2160, true}};
enum { SCREENS = sizeof screens / sizeof *screens };

static PictureInput on_screen(const World *world, Screen screen)
{
    float points = screen.projector ? PROJECTOR : 1;
    PictureInput input = input_of(world, world->scene.steps, screen.width / points, screen.height / points);
    input.scale = points;
    input.ui = (PictureUi){.interactive = true, .projector = screen.projector};
    return input;
}

static const DrawList *build_on(World *world, Screen screen, int slider)
{
    PictureInput input = on_screen(world, screen);
    input.ui.slider = slider;
    return picture_build(world->picture, &input);
}

static float points_of(const DrawList *list, const char *text)
{
    float points = 0;
    for (int i = 0; i < list->n_texts; i++)
        if (!strcmp(list->texts[i].text, text))
            points = fmaxf(points, font_points[list->texts[i].size]);
    return points;
}

static void the_value_in_hand_is_large(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001, momentum=0.19)", "Adam(lr=0.05)", NULL};
    World *world = world_create("rosenbrock", racers, 50);
    for (int s = 0; s < SCREENS; s++) {
        const DrawList *list = build_on(world, screens[s], 1);
        bool small = screens[s].projector || screens[s].width < 900 || screens[s].height < 560;
        if ((points_of(list, "momentum = 0.19") >= font_points[FONT_READING_SMALL]) != small)
            fail_msg("at %g x %g: %g points", (double)screens[s].width, (double)screens[s].height,
                     (double)points_of(list, "momentum = 0.19"));
    }
    world_destroy(world);
}

static bool has_hit(const DrawList *list, HitKind kind, int index)
{
    for (int i = 0; i < list->n_hits; i++)
        if (list->hits[i].kind == kind && list->hits[i].index == index)
            return true;
    return false;
}

// Where no column is, it can be turned where it stands.
static void without_a_column_it_has_a_track(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 50);
    assert_true(has_hit(build_on(world, (Screen){800, 600, true}, 0), HIT_SLIDER, 0));
    world->scene.view.hide = 1u << HIDE_COLUMN;
    assert_true(has_hit(build_on(world, (Screen){1600, 900, false}, 1), HIT_SLIDER, 1));
    world_destroy(world);
}

// With its caret, and a line under what was refused.
static void what_is_typed_is_large(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 50);
    PictureInput input = on_screen(world, (Screen){1024, 768, true});
    int shapes = picture_build(world->picture, &input)->n_shapes;
    input.ui.entry = "0.3x";
    input.ui.entry_caret = 3;
    input.ui.entry_column = 4;
    const DrawList *list = picture_build(world->picture, &input);
    assert_true(points_of(list, "lr = 0.3x") >= font_points[FONT_READING]);
    assert_int_equal(list->n_shapes, shapes + 2 + 3); // the large one's, the column's
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_value_in_hand_is_large),
        cmocka_unit_test(without_a_column_it_has_a_track),
        cmocka_unit_test(what_is_typed_is_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
