// The renderer, headless: whole pictures, in a window and without one, with GL and GLES, and what they share: fields,
// sky, meshes, shaders.
#include "picture/draw/mesh.h"
#include "render/gl.h"
#include "render/sky.h"
#include "shot.h"

#include <cglm/cglm.h>
#include <sys/stat.h>

// Everything at once, for comparisons; among it a rectangle of whole tiles of the rasterizer.
typedef struct Medley {
    Ground ground;
    DrawPanel panel;
    DrawPoint points[3];
    DrawStroke stroke;
    DrawBall ball;
    DrawShape shapes[2];
    DrawText text;
    DrawList list;
} Medley;

static const DrawList *make_medley(Medley *m)
{
    make_ground(&m->ground, bowl);
    m->panel = panel_of(&m->ground, false, 180);
    m->panel.rect.w = 200;
    m->panel.contours = 8;
    m->panel.ceiling = 0.9f;
    m->points[0] = (DrawPoint){20, 30, 0.4f};
    m->points[1] = (DrawPoint){60, 90, 0.2f};
    m->points[2] = (DrawPoint){120, 50, 0.3f};
    m->stroke =
        (DrawStroke){.count = 3, .width = 3, .color = red, .fade_color = green, .casing = 1, .casing_color = black};
    m->ball = (DrawBall){.x = 90, .y = 50, .depth = 0.2f, .radius = 8, .color = red};
    m->shapes[0] = (DrawShape){.kind = SHAPE_RECT, .x = 5, .y = 5, .w = 50, .h = 30, .corner = 6, .color = green};
    m->shapes[1] = (DrawShape){.kind = SHAPE_RECT, .x = 200, .w = 200, .h = 300, .color = {0.1f, 0.2f, 0.4f, 0.9f}};
    m->text = text_of("η = 0.05", 10, 110);
    m->list = panel_list(&m->panel);
    m->list.width = 400, m->list.height = 300;
    m->list.points = m->points, m->list.strokes = &m->stroke, m->list.balls = &m->ball;
    m->list.shapes = m->shapes, m->list.texts = &m->text;
    m->list.n_points = 3, m->list.n_strokes = m->list.n_balls = m->list.n_texts = 1, m->list.n_shapes = 2;
    return &m->list;
}

static Shot shoot_medley(Render *render)
{
    static Medley medley;
    return shoot_with(render, make_medley(&medley));
}

static Shot shoot_window(Render *render)
{
    static Medley medley;
    const DrawList *list = make_medley(&medley);
    Shot shot = {calloc(3, (size_t)(list->width * list->height)), (int)list->width, (int)list->height};
    uint8_t *rows = calloc(4, (size_t)(list->width * list->height));
    assert_true(shot.rgb && rows);
    render_draw(render, list);
    glReadPixels(0, 0, shot.width, shot.height, GL_RGBA, GL_UNSIGNED_BYTE, rows);
    for (int i = 0; i < shot.width * shot.height; i++) {
        int x = i % shot.width, y = shot.height - 1 - i / shot.width;
        memcpy(shot.rgb + 3 * (y * shot.width + x), rows + 4 * i, 3);
    }
    free(rows);
    return shot;
}

static void assert_same(const Shot *a, const Shot *b)
{
    int different = 0;
    assert_true(a->width == b->width && a->height == b->height);
    for (int i = 0; i < 3 * a->width * a->height; i++)
        different += abs(a->rgb[i] - b->rgb[i]) > 2;
    assert_int_equal(different, 0);
}

// What the window shows is what is read back, whatever formats and short cuts the driver has for windows.
static void test_window_shows_the_same(void **state)
{
    Error error;
    Shot expected = shoot_medley(*state);
    render_prepare_window();
    SDL_Window *window = SDL_CreateWindow("test", 0, 0, expected.width, expected.height, SDL_WINDOW_OPENGL);
    assert_non_null(window);
    Render *render = render_create(window, &error);
    assert_non_null(render);
    Shot shown = shoot_window(render);
    assert_same(&expected, &shown);
    free(shown.rgb);
    free(expected.rgb);
    render_destroy(render);
    SDL_DestroyWindow(window);
}

static void test_gles_draws_the_same(void **state)
{
    Error error;
    Shot core = shoot_medley(*state);
    setenv("RAVINE_GL", "es", 1);
    Render *render = render_create(NULL, &error);
    unsetenv("RAVINE_GL");
    assert_non_null(render);
    assert_null(render_fault(render));
    Shot es = shoot_medley(render);
    assert_same(&core, &es);
    free(core.rgb);
    free(es.rgb);
    render_destroy(render);
}

static void copy_shaders(const char *folder, const char *broken)
{
    char command[512];
    snprintf(command, sizeof command,
             "mkdir -p %s && cp -r shaders %s/ && echo 'void main() { nonsense; }' > %s/shaders/%s", folder, folder,
             folder, broken);
    assert_int_equal(system(command), 0);
}

// Its pass is skipped, the fault is said, everything else is drawn.
static void test_broken_shader(void **state)
{
    (void)state;
    static const char *const shaders[] = {"stroke.frag", "surface.frag", "panel.vert",
                                          "ball.frag",   "glyphs.frag",  "shape.vert"};
    char folder[] = "/tmp/ravine-render-XXXXXX", command[128];
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < sizeof shaders / sizeof *shaders; i++) {
        Error error;
        copy_shaders(folder, shaders[i]);
        setenv("RAVINE_ASSETS", folder, 1);
        Render *render = render_create(NULL, &error);
        unsetenv("RAVINE_ASSETS");
        assert_non_null(render);
        assert_non_null(render_fault(render));
        assert_non_null(strstr(render_fault(render), shaders[i]));
        Shot shot = shoot_medley(render);
        if (strcmp(shaders[i], "shape.vert") != 0)
            assert_color(&shot, 20, 20, green, 0);
        free(shot.rgb);
        render_destroy(render);
    }
    snprintf(command, sizeof command, "rm -r %s", folder);
    assert_int_equal(system(command), 0);
}

static void test_field_is_exact_for_a_paraboloid(void **state)
{
    (void)state;
    static Ground ground;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    Heights field = {0};
    make_ground(&ground, bowl);
    assert_true(heights_make(&field, &ground.field, &map));
    for (int i = 0; i < 200; i++) {
        float u = 0.05f + 0.0045f * (float)i, v = 0.95f - 0.0031f * (float)i, height;
        assert_true(heights_at(&field, u, v, &height));
        assert_true(fabs((double)height - bowl((double)u, (double)v)) < 1e-4);
    }
    heights_drop(&field);
}

static double trench(double x, double y)
{
    (void)y;
    return fmin(fabs(x - 0.5) * 4, 1);
}

// A slope sees all that it can see; the bottom of a trench does not, and what stands at its edge does.
static void test_sky_is_seen_from_slopes_and_hidden_in_valleys(void **state)
{
    (void)state;
    static Ground ground;
    static Sky sky;
    const LossOf even[] = {flat, slope_x};
    const HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    const float size[3] = {2, 2, 1};
    Heights field = {0};
    for (int k = 0; k < 2; k++) {
        make_ground(&ground, even[k]);
        assert_true(heights_make(&field, &ground.field, &map));
        sky_make(&sky, &field, size, 1e9f);
        for (int i = 0; i < sky.nx * sky.ny; i++)
            assert_within(sky.open[i], 254, 255);
    }
    make_ground(&ground, trench);
    assert_true(heights_make(&field, &ground.field, &map));
    sky_make(&sky, &field, size, 1e9f);
    const uint8_t *row = sky.open + sky.ny / 2 * sky.nx;
    assert_true(row[sky.nx / 2] < 160);
    assert_true(row[0] > 250 && row[sky.nx - 1] > 250);
    assert_within(row[sky.nx / 2] - row[sky.nx / 2 - 1] + 8, 0, 16); // on both sides alike
    sky_make(&sky, &field, size, 0.1f);                              // where its sides are cut low, they hide little
    assert_true(row[sky.nx / 2] > 200);
    heights_drop(&field);
}

// The bowl cut at height 0.5 is a disc of radius sqrt(1/8): no triangle is upside down, and none reaches beyond.
static void test_mesh_is_cut_along_the_level(void **state)
{
    (void)state;
    static Ground ground;
    HeightMap map = {.scale = HEIGHT_LINEAR, .low = 0, .high = 1, .softness = 1};
    Heights field = {0};
    Mesh mesh = {0};
    make_ground(&ground, bowl);
    assert_true(heights_make(&field, &ground.field, &map));
    mesh_make(&mesh, &field, 16, 0.5f);
    double area = 0;
    for (int i = 0; i < mesh.n_indices; i += 3) {
        const MeshPoint *a = &mesh.points[mesh.indices[i]], *b = &mesh.points[mesh.indices[i + 1]];
        const MeshPoint *c = &mesh.points[mesh.indices[i + 2]];
        double twice = (double)((b->u - a->u) * (c->v - a->v) - (b->v - a->v) * (c->u - a->u));
        assert_true(twice > -1e-6);
        assert_true(a->height <= 0.501f && b->height <= 0.501f && c->height <= 0.501f);
        area += 0.5 * twice;
    }
    assert_false(mesh.failed);
    assert_true(fabs(area - GLM_PI / 8) < 0.002);
    mesh_drop(&mesh);
    heights_drop(&field);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window_shows_the_same),
        cmocka_unit_test(test_gles_draws_the_same),
        cmocka_unit_test(test_broken_shader),
        cmocka_unit_test(test_field_is_exact_for_a_paraboloid),
        cmocka_unit_test(test_sky_is_seen_from_slopes_and_hidden_in_valleys),
        cmocka_unit_test(test_mesh_is_cut_along_the_level),
    };
    return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
