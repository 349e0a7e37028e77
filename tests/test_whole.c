// A list that is asked to be whole holds the contour lines as strokes and tells what the surface hides; one that is not
// costs nothing of it.
#include "world.h"

#include "picture/draw/depth.h"
#include "picture/draw/heights.h"

static const DrawList *build_whole(World *world, ViewKind view, bool whole)
{
    world->scene.view.kind = view;
    PictureInput input = input_of(world, 60.0, 800.0f, 560.0f);
    input.whole = whole;
    const DrawList *list = picture_build(world->picture, &input);
    assert_false(list->failed);
    assert_int_equal(list->whole, whole);
    assert_sane(list);
    return list;
}

static const char *const landscapes[] = {"rosenbrock", "rastrigin", "saddle"};
enum { LANDSCAPES = sizeof landscapes / sizeof *landscapes };
static const char *const racers[] = {"SGD(lr=0.0008)", "Adam(lr=0.05)", NULL};

static bool is_line(const DrawList *list, const DrawStroke *stroke)
{
    return stroke->on_panel && same_color(stroke->color, list->panels[stroke->on_panel - 1].line);
}

// The place of a panel's point in the world.
static void world_of(const Camera *camera, DrawPoint point, float out[3])
{
    const float *m = camera->inverse;
    float clip[3] = {2.0f * (point.x - camera->rect.x) / camera->rect.w - 1.0f,
                     1.0f - 2.0f * (point.y - camera->rect.y) / camera->rect.h,
                     camera->flat ? 0.0f : 2.0f * point.depth - 1.0f},
          at[4];
    for (int row = 0; row < 4; row++)
        at[row] = m[row] * clip[0] + m[4 + row] * clip[1] + m[8 + row] * clip[2] + m[12 + row];
    for (int i = 0; i < 3; i++)
        out[i] = at[i] / at[3];
}

// Lines that a height lies over, as the shader counts them: whole numbers on a line.
static float lines_under(const DrawPanel *panel, float height)
{
    float levels[DRAW_LEVELS_MAX];
    int n = panel_levels(panel, levels), below = 0;
    while (below < n - 2 && height >= levels[below + 1])
        below++;
    return (float)panel->contour_index *
           ((float)below + (height - levels[below]) / (levels[below + 1] - levels[below]));
}

// How far the farthest point of a panel's lines is from a line of the field, in parts of their distance; -1: there are
// none.
static float farthest_off(const World *world, const DrawList *list, int panel, bool inner)
{
    const DrawPanel *on = &list->panels[panel];
    const Camera *camera = picture_camera(world->picture, panel);
    Heights heights = {0};
    float farthest = -1.0f;
    assert_true(heights_make(&heights, on->field, &on->map));
    for (int i = 0; i < list->n_strokes; i++)
        for (int k = inner; is_line(list, &list->strokes[i]) && list->strokes[i].on_panel == panel + 1 &&
                            k < list->strokes[i].count - inner;
             k++) {
            float at[3], height, u, v;
            world_of(camera, list->points[list->strokes[i].first + k], at);
            u = (at[0] - on->world[0]) / (on->world[1] - on->world[0]);
            v = (at[1] - on->world[2]) / (on->world[3] - on->world[2]);
            assert_true(heights_at(&heights, fminf(fmaxf(u, 0), 1), fminf(fmaxf(v, 0), 1), &height));
            float level = lines_under(on, height);
            assert_true(level > 0.5f);
            farthest = fmaxf(farthest, fabsf(level - roundf(level)));
            if (!camera->flat)
                assert_true(fabsf(at[2] - height * on->height) < 2e-3f);
        }
    heights_drop(&heights);
    return farthest;
}

static void lines_lie_on_their_levels(void **state)
{
    (void)state;
    for (int i = 0; i < LANDSCAPES; i++) {
        World *world = world_create(landscapes[i], racers, 60);
        float map = farthest_off(world, build_whole(world, VIEW_MAP, true), 0, false);
        assert_true(map >= 0.0f && map < 1e-3f);
        const DrawList *list = build_whole(world, VIEW_SURFACE, true);
        float surface = farthest_off(world, list, 0, true);
        assert_true(surface >= 0.0f && surface < 1e-3f);
        world_destroy(world);
    }
}

// A list that is not asked to be whole has none of it; one that is has all else as it was.
static void only_when_asked(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", racers, 60);
    for (ViewKind view = 0; view < VIEW_COUNT; view++) {
        const DrawList *list = build_whole(world, view, false);
        int strokes = list->n_strokes, points = list->n_points, texts = list->n_texts, shapes = list->n_shapes;
        for (int i = 0; i < list->n_strokes; i++)
            assert_true(!is_line(list, &list->strokes[i]) && !list->strokes[i].hidden);
        list = build_whole(world, view, true);
        assert_true(list->n_strokes > strokes + 10 && list->n_points > points + 100);
        assert_int_equal(list->n_texts, texts);
        assert_int_equal(list->n_shapes, shapes);
        list = build_whole(world, view, false);
        assert_int_equal(list->n_strokes, strokes);
        assert_int_equal(list->n_points, points);
    }
    world_destroy(world);
}

static float length_of(const DrawList *list, const DrawStroke *stroke)
{
    float length = 0.0f;
    const DrawPoint *points = list->points + stroke->first;
    for (int i = 1; i < stroke->count; i++)
        length += hypotf(points[i].x - points[i - 1].x, points[i].y - points[i - 1].y);
    return length;
}

static bool same_colors(Color a, Color b)
{
    return same_color(a, b) && fabsf(a.a - b.a) < 1e-4f;
}

// The runs from `at` on are the stroke, in turn seen and hidden. Returns the first one after them.
static int assert_runs(const DrawList *list, int at, const DrawStroke *stroke, const DrawPoint *points, float length)
{
    int first = at;
    float along = 0.0f;
    assert_true(same_colors(list->strokes[at].fade_color, stroke->fade_color));
    for (;; at++) {
        const DrawStroke *run = &list->strokes[at];
        assert_true(run->width == stroke->width && run->on_panel == stroke->on_panel);
        assert_true(fabsf(run->dash_offset - along) < 1e-3f * (1.0f + length));
        assert_true(at == first || run->hidden != run[-1].hidden);
        assert_true(at == first ||
                    (same_colors(run->fade_color, run[-1].color) && run->line == run[-1].line && run->line));
        along += length_of(list, run);
        DrawPoint end = list->points[run->first + run->count - 1], last = points[stroke->count - 1];
        if (end.x == last.x && end.y == last.y && along > length - 1e-3f * (1.0f + length))
            break;
    }
    assert_true(same_colors(list->strokes[at].color, stroke->color));
    return at + 1;
}

static void runs_make_the_stroke(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", racers, 60);
    world->scene.view.camera.azimuth_deg = 100.0;
    world->scene.view.camera.elevation_deg = 12.0;
    DrawList plain = *build_whole(world, VIEW_SURFACE, false);
    DrawStroke *strokes = malloc((size_t)plain.n_strokes * sizeof *strokes);
    DrawPoint *points = malloc((size_t)plain.n_points * sizeof *points);
    memcpy(strokes, plain.strokes, (size_t)plain.n_strokes * sizeof *strokes);
    memcpy(points, plain.points, (size_t)plain.n_points * sizeof *points);
    plain.points = points;
    const DrawList *list = build_whole(world, VIEW_SURFACE, true);
    int at = 0;
    while (!same_colors(list->strokes[at].fade_color, strokes[0].fade_color) ||
           list->strokes[at].width != strokes[0].width)
        at++;                            // over the contour lines
    for (int pass = 0; pass < 2; pass++) // those of the panel, then the overlay's
        for (int i = 0; i < plain.n_strokes; i++) {
            if ((strokes[i].on_panel == 0) != (pass == 1))
                continue;
            at = assert_runs(list, at, &strokes[i], points + strokes[i].first, length_of(&plain, &strokes[i]));
        }
    assert_int_equal(at, list->n_strokes);
    int split = 0;
    for (int i = 1; i < list->n_strokes; i++)
        split += !is_line(list, &list->strokes[i]) && list->strokes[i].hidden != list->strokes[i - 1].hidden;
    assert_true(split > 10);
    free(strokes);
    free(points);
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_lie_on_their_levels),
        cmocka_unit_test(only_when_asked),
        cmocka_unit_test(runs_make_the_stroke),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
