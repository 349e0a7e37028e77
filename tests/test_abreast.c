// Trails of racers that go the same way, wholly or for a part of it: none lies on another, selected or not, on maps and
// surfaces, in figures and in the window; what goes over its own ink again and again is pale, but for its way there.
#include "world.h"

#define AT_START 24.0f // points from the start in which trails part
#define AT_END   14.0f // and from their ends, where the balls are
#define COVERED  0.5f  // widths between the middles of two lines: nearer, one is covered

static const char *const six[] = {"RMSprop(lr=0.05)",
                                  "Adagrad(lr=0.5)",
                                  "SGD(lr=0.005)",
                                  "SGD(lr=0.002, momentum=0.9, nesterov=True)",
                                  "SGD(lr=0.002, momentum=0.9)",
                                  "Adam(lr=0.1)",
                                  NULL};
static const char *const twins[] = {"Adam(lr=0.1)", "AdamW(lr=0.1, weight_decay=0)", "Adam(lr=0.1)", NULL};
static const char *const half_way[] = {"SGD(lr=0.004)", "SGD(lr=0.004) | StepLR(step_size=10, gamma=0.1)", NULL};

static World *world_of(const char *const *racers)
{
    World *world = world_create("himmelblau", racers, 160);
    world->scene.start[0] = 0.3, world->scene.start[1] = -0.6;
    world_run(world);
    return world;
}

static const DrawList *list_of(const World *world, bool figure, float width, float height)
{
    PictureInput input = input_of(world, world->scene.steps, width, height);
    input.figure = figure;
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    assert_sane(list);
    return list;
}

static float distance_to_piece(DrawPoint p, DrawPoint a, DrawPoint b)
{
    float x = b.x - a.x, y = b.y - a.y, size = x * x + y * y;
    float t = size > 0.0f ? fminf(fmaxf(((p.x - a.x) * x + (p.y - a.y) * y) / size, 0.0f), 1.0f) : 0.0f;
    return hypotf(p.x - a.x - t * x, p.y - a.y - t * y);
}

static bool is_trail(const DrawList *list, int stroke, int racer)
{
    return list->strokes[stroke].on_panel == 1 && list->strokes[stroke].line == racer + 1 &&
           list->strokes[stroke].count > 1;
}

static float distance_to_trail(const DrawList *list, DrawPoint p, int racer)
{
    float least = INFINITY;
    for (int i = 0; i < list->n_strokes; i++)
        for (int k = 1; is_trail(list, i, racer) && k < list->strokes[i].count; k++) {
            const DrawPoint *a = &list->points[list->strokes[i].first + k - 1];
            least = fminf(least, distance_to_piece(p, a[0], a[1]));
        }
    return least;
}

static bool near_a_ball(const DrawList *list, DrawPoint p)
{
    for (int i = 0; i < list->n_balls; i++)
        if (hypotf(list->balls[i].x - p.x, list->balls[i].y - p.y) < AT_END + list->balls[i].radius)
            return true;
    return false;
}

// The part of a racer's trail, point by point, that lies on another's.
static float part_covered(const DrawList *list, int racer, int other)
{
    const DrawPoint *start = NULL;
    int all = 0, covered = 0;
    for (int i = 0; i < list->n_strokes; i++)
        for (int k = 1; is_trail(list, i, racer) && k < list->strokes[i].count; k++) {
            const DrawPoint *a = &list->points[list->strokes[i].first + k - 1];
            float length = hypotf(a[1].x - a[0].x, a[1].y - a[0].y);
            start = start ? start : a;
            for (float at = 0.0f; at < length; at += 1.0f) {
                float t = at / length;
                DrawPoint p = {a[0].x + t * (a[1].x - a[0].x), a[0].y + t * (a[1].y - a[0].y), 0.0f};
                if (hypotf(p.x - start->x, p.y - start->y) < AT_START || near_a_ball(list, p))
                    continue;
                all++;
                covered += distance_to_trail(list, p, other) < COVERED * list->strokes[i].width;
            }
        }
    return all > 0 ? (float)covered / (float)all : 0.0f;
}

static void check_none_covered(World *world, float most)
{
    static const ViewKind views[] = {VIEW_MAP, VIEW_SURFACE};
    for (int v = 0; v < 2; v++)
        for (int figure = 0; figure < 2; figure++) {
            world->scene.view.kind = views[v];
            world->scene.view.selected = figure ? 0 : world->scene.n_racers - 1;
            const DrawList *list = list_of(world, figure, 1000.0f, 700.0f);
            for (int i = 0; i < world->scene.n_racers; i++)
                for (int k = 0; k < world->scene.n_racers; k++)
                    if (i != k && part_covered(list, i, k) > most)
                        fail_msg("view %d, figure %d: %.2f of racer %d lies on %d", (int)views[v], figure,
                                 (double)part_covered(list, i, k), i, k);
        }
}

static void racers_at_one_place_run_side_by_side(void **state)
{
    (void)state;
    World *world = world_of(twins);
    check_none_covered(world, 0.02f);
    world_destroy(world);
}

static void so_do_those_that_part_on_the_way(void **state)
{
    (void)state;
    World *world = world_of(half_way);
    check_none_covered(world, 0.05f);
    world_destroy(world);
}

static void six_racers_are_six_visible_paths(void **state)
{
    (void)state;
    World *world = world_of(six);
    check_none_covered(world, 0.15f);
    world_destroy(world);
}

// In a figure none is selected, and each is of its own colour from the start to the end.
static void a_path_is_of_its_racers_colour(void **state)
{
    (void)state;
    World *world = world_of(six);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = list_of(world, true, 1000.0f, 700.0f);
    for (int i = 0; i < list->n_strokes; i++)
        for (int racer = 0; racer < 6; racer++)
            if (is_trail(list, i, racer)) {
                assert_true(same_color(list->strokes[i].fade_color, theme_find(world->scene.view.theme)->racer[racer]));
                assert_true(same_color(list->strokes[i].color, list->strokes[i].fade_color));
                assert_true(list->strokes[i].width == list->strokes[list->n_strokes > 0 ? i : 0].width);
            }
    world_destroy(world);
}

static void a_tangle_fades_and_its_way_there_does_not(void **state)
{
    (void)state;
    static const char *const noisy[] = {"SGD(lr=0.2)", "SGD(lr=0.05, momentum=0.9)", "Adam(lr=0.02)", NULL};
    World *world = world_create("noisy_bowl", noisy, 2000);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = list_of(world, true, 1000.0f, 700.0f);
    float first = 0.0f, palest = 1.0f, last = 0.0f;
    for (int i = 0; i < list->n_strokes; i++)
        if (is_trail(list, i, 0)) {
            first = first > 0.0f ? first : list->strokes[i].color.a;
            palest = fminf(palest, list->strokes[i].color.a);
            last = list->strokes[i].color.a;
        }
    if (!(first > 0.95f && palest < 0.3f && last > 0.8f))
        fail_msg("first %.2f, palest %.2f, last %.2f", (double)first, (double)palest, (double)last);
    world_destroy(world);
}

// Balls at one minimum: none lies on another or on the minimum, and a line leads from each to its place.
static void balls_at_one_minimum_are_a_fan(void **state)
{
    (void)state;
    World *world = world_of(six);
    for (int v = 0; v < 2; v++) {
        world->scene.view.kind = v ? VIEW_MAP : VIEW_SURFACE;
        const DrawList *list = list_of(world, true, 1000.0f, 700.0f);
        int leaders = 0;
        assert_int_equal(list->n_balls, 6);
        for (int i = 0; i < list->n_balls; i++)
            for (int k = 0; k < i; k++) {
                const DrawBall *a = &list->balls[i], *b = &list->balls[k];
                if (hypotf(a->x - b->x, a->y - b->y) < 0.9f * (a->radius + b->radius))
                    fail_msg("balls %d and %d are %.1f apart", i, k, (double)hypotf(a->x - b->x, a->y - b->y));
            }
        for (int i = 0; i < list->n_strokes; i++)
            for (int b = 0; b < list->n_balls; b++)
                leaders += list->strokes[i].count == 2 && list->strokes[i].line == 0 && list->strokes[i].on_panel &&
                           same_color(list->strokes[i].color, list->balls[b].color);
        assert_int_equal(leaders, 5);
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(racers_at_one_place_run_side_by_side),
        cmocka_unit_test(so_do_those_that_part_on_the_way),
        cmocka_unit_test(six_racers_are_six_visible_paths),
        cmocka_unit_test(a_path_is_of_its_racers_colour),
        cmocka_unit_test(balls_at_one_minimum_are_a_fan),
        cmocka_unit_test(a_tangle_fades_and_its_way_there_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
