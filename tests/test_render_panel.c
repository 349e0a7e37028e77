// Panels as pixels: surfaces and maps, their ceilings, holes, ramps and contours, and what stands on them.
#include "picture/draw/colormap.h"
#include "picture/draw/depth.h"
#include "render/surface.h"
#include "shot.h"

#include <cglm/cglm.h>

static double half_there(double x, double y)
{
    (void)y;
    return x < 0.5 ? 0.5 : (double)NAN;
}

static void test_surface_is_cut_at_the_ceiling(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, false, 101);
    panel.ceiling = 0.53f;
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    const Color ground_color = panel.ground;
    for (int y = 2; y < HEIGHT - 2; y += 5) {
        for (int x = 0; x < WIDTH; x++) {
            bool cut = at(&shot, x, y, 2) == 255 && at(&shot, x, y, 0) == 0;
            if (fabsf((float)x + 0.5f - 0.53f * WIDTH) > 1.5f)
                assert_true(cut == ((float)x > 0.53f * WIDTH));
        }
        assert_color(&shot, 140, y, ground_color, 0);
    }
    free(shot.rgb);
}

static void test_hole(void **state)
{
    static Ground ground;
    make_ground(&ground, half_there);
    for (int i = 0; i < 2; i++) {
        DrawPanel panel = panel_of(&ground, i == 1, 110 + (uint64_t)i);
        DrawList list = panel_list(&panel);
        Shot shot = shoot(state, &list);
        assert_color(&shot, 120, 60, panel.ground, 0);
        assert_true(at(&shot, 40, 60, 1) > 60);
        free(shot.rgb);
    }
}

static void test_map_follows_the_ramp(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, true, 120);
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    const Colormap *ramp = colormap_find("viridis");
    assert_non_null(ramp);
    for (int x = 5; x < WIDTH; x += 10)
        assert_color(&shot, x, 60, colormap_color(ramp, ((float)x + 0.5f) / WIDTH), 3);
    free(shot.rgb);
}

static void test_contours(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, true, 130);
    panel.contours = 4;
    panel.contour_index = 2;
    panel.line = white;
    panel.line_width = 1;
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    int index = at(&shot, WIDTH / 2, 60, 0), fine = at(&shot, WIDTH / 4, 60, 0), between = at(&shot, 60, 60, 0);
    assert_true(index > 120); // the line lies between two pixels
    assert_true(fine > between + 25);
    assert_true(index > fine + 25);
    panel.contours = 1000; // crowded: no lines rather than moire
    panel.key++;
    Shot crowded = shoot(state, &list);
    assert_color(&crowded, WIDTH / 2, 60, colormap_color(colormap_find("viridis"), 0.5f), 4);
    free(shot.rgb);
    free(crowded.rgb);
}

// Seen askew, so that what is higher stands higher on the screen: along the lower edge only the floor is seen.
static void test_floor_shows_the_contours(void **state)
{
    static Ground ground;
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, false, 135);
    panel.contours = 4;
    panel.contour_index = 2;
    panel.line = black;
    panel.line_width = 1;
    panel.floor = -0.5f;
    panel.floor_far = 0.25f;
    panel.matrix[9] = 0.9f;
    DrawList list = panel_list(&panel);
    Shot with = shoot(state, &list);
    panel.floor = 0;
    panel.key++;
    Shot without = shoot(state, &list);
    int y = HEIGHT - 3;
    for (int x = WIDTH / 4; x < WIDTH; x++)
        assert_color(&without, x, y, panel.ground, 0);
    assert_true(at(&with, WIDTH / 2, y, 1) > 40); // the line at 0.5, in the ramp's colour there
    assert_true(at(&with, WIDTH / 2 + 10, y, 1) < 10);
    assert_within(at(&with, WIDTH / 2 + 10, y, 2), 220, 254); // shaded a little by what stands above
    free(with.rgb);
    free(without.rgb);
}

static int soft_pixels(const Shot *shot)
{
    int soft = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            soft += at(shot, x, y, 2) > 140 && at(shot, x, y, 2) < 250;
    return soft;
}

// Without multisampling, the edge of a surface is as soft as with it.
static void test_without_multisampling(void **state)
{
    static Ground ground;
    Error error;
    make_ground(&ground, bowl);
    DrawPanel panel = panel_of(&ground, false, 138);
    panel.ceiling = 0.5f;
    DrawList list = panel_list(&panel);
    Shot sampled = shoot(state, &list);
    setenv("RAVINE_SAMPLES", "0", 1);
    Render *render = render_create(NULL, &error);
    unsetenv("RAVINE_SAMPLES");
    assert_non_null(render);
    Shot finer = shoot_with(render, &list);
    assert_true(soft_pixels(&sampled) > 100);
    assert_true(soft_pixels(&finer) > 100);
    int apart = 0;
    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++)
        apart += abs(finer.rgb[i] - sampled.rgb[i]);
    assert_true(apart < 3 * WIDTH * HEIGHT); // one level in the mean
    free(sampled.rgb);
    free(finer.rgb);
    render_destroy(render);
}

static void test_panel_is_drawn_once(void **state)
{
    static Ground ground;
    make_ground(&ground, bowl);
    DrawPanel panel = panel_of(&ground, false, 140);
    DrawList list = panel_list(&panel);
    int before = render_redraws(*state);
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 1);
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 1);
    panel.key++;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 2);
    panel.draft = true;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 3);
    list.scale = 2;
    free(shoot(state, &list).rgb);
    assert_int_equal(render_redraws(*state), before + 4);
}

static void test_panel_without_field(void **state)
{
    Ground *none = &(Ground){.field = {.nx = 1, .ny = 1}};
    DrawPanel panel = panel_of(none, false, 150);
    DrawList list = panel_list(&panel);
    Shot shot = shoot(state, &list);
    assert_color(&shot, 60, 60, panel.ground, 0);
    panel.field = NULL;
    panel.key++;
    free(shot.rgb);
    free(shoot(state, &list).rgb);
}

static float depth_of(float height)
{
    return 0.5f - 0.4f * height;
}

// Above the surface it is seen, behind it dimmed to hidden_alpha, on it seen.
static void test_stroke_behind_a_surface(void **state)
{
    static Ground ground;
    make_ground(&ground, flat);
    DrawPanel panel = panel_of(&ground, false, 160);
    DrawList list = panel_list(&panel);
    Shot bare = shoot(state, &list);
    const float heights[] = {0.8f, 0.5f, 0.2f};
    const float alphas[] = {1, 1, 0.25f};
    for (int i = 0; i < 3; i++) {
        DrawPoint points[3] = {{20, 60, depth_of(heights[i])}, {60, 60, 0}, {120, 60, 0}};
        points[1].depth = points[2].depth = points[0].depth;
        DrawStroke stroke = plain_stroke(3, 6);
        stroke.on_panel = 1;
        stroke.hidden_alpha = 0.25f;
        list.strokes = &stroke;
        list.points = points;
        list.n_strokes = 1;
        list.n_points = 3;
        Shot shot = shoot(state, &list);
        int expected = (int)(alphas[i] * 255 + (1 - alphas[i]) * (float)at(&bare, 70, 60, 0));
        assert_within(at(&shot, 70, 60, 0), expected - 3, expected + 3);
        free(shot.rgb);
    }
    free(bare.rgb);
}

static void test_ball(void **state)
{
    static Ground ground;
    make_ground(&ground, flat);
    DrawPanel panel = panel_of(&ground, false, 170);
    DrawPoint points[2] = {{20, 60.5f, depth_of(0.6f)}, {120, 60.5f, depth_of(0.6f)}};
    DrawStroke stroke = plain_stroke(2, 4);
    stroke.color = stroke.fade_color = green;
    stroke.on_panel = 1;
    DrawBall ball = {.x = 80, .y = 60, .depth = depth_of(0.6f), .radius = 10, .color = red};
    DrawList list = panel_list(&panel);
    list.strokes = &stroke, list.points = points, list.balls = &ball;
    list.n_strokes = 1, list.n_points = 2, list.n_balls = 1;
    Shot shot = shoot(state, &list);
    assert_color(&shot, 40, 60, green, 1);
    assert_true(at(&shot, 80, 60, 0) > 150 && at(&shot, 80, 60, 1) < 120); // over the stroke
    assert_true(at(&shot, 76, 55, 0) > at(&shot, 84, 65, 0));              // lit from the upper left
    ball.mark = SHAPE_SQUARE, ball.mark_size = 0.3f;
    Shot marked = shoot(state, &list);
    assert_true(at(&marked, 80, 60, 0) > at(&shot, 80, 60, 0) && at(&marked, 80, 60, 1) > 180); // light on red
    assert_true(at(&marked, 80, 54, 0) == at(&shot, 80, 54, 0));
    ball.mark = SHAPE_RECT;
    ball.depth = depth_of(-0.9f);
    ball.hidden_alpha = 0;
    Shot hidden = shoot(state, &list);
    assert_color(&hidden, 80, 60, green, 2);
    ball.depth = depth_of(0.6f);
    ball.hollow = true;
    Shot ring = shoot(state, &list);
    assert_color(&ring, 80, 60, green, 2);
    assert_true(at(&ring, 80, 52, 0) > 200);
    free(shot.rgb);
    free(marked.rgb);
    free(hidden.rgb);
    free(ring.rgb);
}

enum { STRIPE = 40 };

// A picture in stripes, each of the list moved up, is the picture.
static void test_stripes(void **state)
{
    static Ground ground;
    Error error = {""};
    make_ground(&ground, slope_x);
    DrawPanel panel = panel_of(&ground, false, 180);
    DrawPoint points[2] = {{10, 10, depth_of(0.6f)}, {130, 110, depth_of(0.1f)}};
    DrawStroke stroke = plain_stroke(2, 4);
    stroke.on_panel = 1, stroke.hidden_alpha = 0.25f;
    DrawBall ball = {.x = 80, .y = 40, .depth = depth_of(0.9f), .radius = 10, .color = red};
    DrawText text = {.text = "across", .x = 20, .y = 84, .size = FONT_TITLE, .color = green};
    DrawList list = panel_list(&panel), part = {0};
    list.strokes = &stroke, list.points = points, list.balls = &ball, list.texts = &text;
    list.n_strokes = 1, list.n_points = 2, list.n_balls = 1, list.n_texts = 1;
    Shot whole = shoot(state, &list);
    uint8_t *rows = malloc((size_t)STRIPE * WIDTH * 3);
    assert_non_null(rows);
    for (int y = 0; y < HEIGHT; y += STRIPE) {
        assert_true(draw_shifted(&part, &list, -(float)y));
        assert_true(render_paint(*state, &part, WIDTH, STRIPE, &error));
        assert_true(render_read(*state, 0, STRIPE, false, rows, &error));
        for (int i = 0; i < STRIPE * WIDTH * 3; i++)
            assert_within(rows[i], whole.rgb[y * WIDTH * 3 + i] - 3, whole.rgb[y * WIDTH * 3 + i] + 3);
    }
    free(rows);
    free(whole.rgb);
    draw_free(&part);
}

// The distance along the view, from a depth as the graphics card stores it.
static void test_lens(void **state)
{
    (void)state;
    mat4 view, matrix;
    glm_lookat((vec3){1, -3, 2}, (vec3){0, 0, 0.4f}, (vec3){0, 0, 1}, view);
    glm_perspective(0.7f, 1.5f, 0.5f, 9, matrix);
    glm_mat4_mul(matrix, view, matrix);
    DrawPanel panel = {0};
    memcpy(panel.matrix, matrix, sizeof panel.matrix);
    Lens lens = lens_of(&panel, 600);
    for (int i = 0; i < 20; i++) {
        vec4 world = {0.1f * (float)i - 1, 0.3f, 0.05f * (float)i, 1}, seen, clip;
        glm_mat4_mulv(view, world, seen);
        glm_mat4_mulv(matrix, world, clip);
        float n = clip[2] / clip[3], distance = (lens.p + lens.q * n) / (lens.r + lens.s * n);
        assert_true(fabsf(distance + seen[2]) < 1e-3f);
    }
    assert_true(fabsf(lens.pixel - 2 * tanf(0.35f) / 600) < 1e-6f);
    assert_false(lens.parallel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_surface_is_cut_at_the_ceiling),
        cmocka_unit_test(test_hole),
        cmocka_unit_test(test_map_follows_the_ramp),
        cmocka_unit_test(test_contours),
        cmocka_unit_test(test_floor_shows_the_contours),
        cmocka_unit_test(test_without_multisampling),
        cmocka_unit_test(test_panel_is_drawn_once),
        cmocka_unit_test(test_panel_without_field),
        cmocka_unit_test(test_stroke_behind_a_surface),
        cmocka_unit_test(test_ball),
        cmocka_unit_test(test_stripes),
        cmocka_unit_test(test_lens),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
