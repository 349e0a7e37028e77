// What a whole list says is what OpenGL draws: the depth of surfaces, what of strokes they hide, and where contour
// lines lie, on real scenes. Skipped (77) where there is no OpenGL.
#include "world.h"

#include "picture/draw/depth.h"
#include "render/render.h"
#include "render/surface.h"

enum { SKIPPED = 77, WIDTH = 720, HEIGHT = 500 };

static Gl gl;

typedef struct View {
    const char *landscape;
    ViewKind kind;
    float azimuth_deg, elevation_deg, scale;
} View;

static const View surfaces[] = {
    {"rosenbrock", VIEW_SURFACE, -15, 42, 1},  {"rosenbrock", VIEW_SURFACE, 100, 12, 1},
    {"himmelblau", VIEW_SURFACE, 40, 25, 1},   {"rastrigin", VIEW_SURFACE, -15, 42, 1},
    {"rastrigin", VIEW_SURFACE, 60, 15, 1.5f}, {"ravine", VIEW_BOTH, -60, 20, 1},
    {"saddle", VIEW_SURFACE, 10, 30, 2},       {"beale", VIEW_SURFACE, 150, 35, 1},
    {"ackley", VIEW_SIDE, -15, 20, 1},         {"quadratic", VIEW_SURFACE, 80, 8, 1},
};
enum { SURFACES = sizeof surfaces / sizeof *surfaces };
static const char *const racers[] = {"SGD(lr=0.0008)", "SGD(lr=0.0005, momentum=0.9)", "Adam(lr=0.05)",
                                     "RMSprop(lr=0.02)", NULL};

static World *world_of(const View *view)
{
    World *world = world_create(view->landscape, racers, 200);
    SceneView *on = &world->scene.view;
    on->kind = view->kind;
    on->camera.azimuth_deg = (double)view->azimuth_deg;
    on->camera.elevation_deg = (double)view->elevation_deg;
    return world;
}

static const DrawList *list_of(World *world, const View *view, bool whole)
{
    PictureInput input = input_of(world, 200.0, (float)WIDTH, (float)HEIGHT);
    input.whole = whole;
    input.scale = view->scale;
    const DrawList *list = picture_build(world->picture, &input);
    assert_false(list->failed);
    return list;
}

// The panel's depth as OpenGL has it, in place of what the CPU made.
static void depth_read(Depth *depth, Surface *surface, const DrawList *list, int panel)
{
    Frame frame = {list, (int)(list->width * list->scale), (int)(list->height * list->scale), list->scale};
    surface_update(surface, &frame);
    size_t row = (size_t)depth->width * sizeof(float);
    float *rows = malloc(row * (size_t)depth->height);
    glBindTexture(GL_TEXTURE_2D, surface_depth(surface, &frame, panel));
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glGetTexImage(GL_TEXTURE_2D, 0, GL_DEPTH_COMPONENT, GL_FLOAT, rows);
    for (int y = 0; y < depth->height; y++)
        memcpy(depth->depth + y * depth->width, rows + (depth->height - 1 - y) * depth->width, row);
    free(rows);
}

typedef struct Count {
    int same, all;
} Count;

static void count(Count *sum, bool same)
{
    sum->same += same;
    sum->all++;
}

// Points all along the strokes of a panel that are no contour lines: is it hidden what OpenGL's depth would hide?
static Count compare_strokes(const DrawList *list, int panel, const Depth *drawn)
{
    Count sum = {0};
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        if (stroke->on_panel != panel + 1 || same_color(stroke->color, list->panels[panel].line))
            continue;
        for (int k = 0; k + 1 < stroke->count; k++)
            for (int part = 0; part < 4; part++) {
                DrawPoint a = list->points[stroke->first + k], b = list->points[stroke->first + k + 1];
                float t = ((float)part + 0.5f) / 4.0f;
                DrawPoint at = {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y), a.depth + t * (b.depth - a.depth)};
                count(&sum, (depth_seen(drawn, at, depth_give_stroke, 1) < 0.5f) == stroke->hidden);
            }
    }
    return sum;
}

static void surface_hides_the_same(void **state)
{
    for (int i = 0; i < SURFACES; i++) {
        World *world = world_of(&surfaces[i]);
        const DrawList *list = list_of(world, &surfaces[i], true);
        const DrawPanel *panel = &list->panels[0];
        Heights heights = {0};
        Depth own, drawn;
        assert_true(heights_make(&heights, panel->field, &panel->map));
        assert_true(depth_make(&own, panel, &heights, list->scale) && depth_make(&drawn, panel, &heights, list->scale));
        depth_read(&drawn, *state, list, 0);
        Count pixels = {0}, strokes = compare_strokes(list, 0, &drawn);
        int covered = 0;
        for (int k = 0; k < own.width * own.height; k++) {
            count(&pixels, fabsf(own.depth[k] - drawn.depth[k]) < 6e-3f); // about 0.02 world units
            covered += own.depth[k] < 1.0f;
        }
        assert_true(covered > pixels.all / 10 && strokes.all > 50);
        assert_true(pixels.same >= 0.97 * pixels.all); // but for the edges of small panels
        assert_true(strokes.same >= 0.98 * strokes.all);
        depth_drop(&own);
        depth_drop(&drawn);
        heights_drop(&heights);
        world_destroy(world);
    }
}

// The panel alone, with contour lines of this colour.
static uint8_t *shoot_panel(Render *render, const DrawList *list, Color line)
{
    Error error = {""};
    DrawPanel panel = list->panels[0];
    panel.line = line;
    panel.floor = 0.0f;
    panel.key += line.r > 0.0f;
    DrawList alone = {.panels = &panel, .n_panels = 1, .width = list->width, .height = list->height};
    alone.scale = list->scale;
    int width = (int)(list->width * list->scale), height = (int)(list->height * list->scale);
    uint8_t *rgb = malloc(3 * (size_t)width * (size_t)height);
    assert_non_null(rgb);
    assert_true(render_paint(render, &alone, width, height, &error));
    assert_true(render_read(render, 0, height, false, rgb, &error));
    render_paint_end(render);
    return rgb;
}

// What the shader's lines cover of each pixel, [0, 1]: what white lines have more than black ones.
static float *coverage_of(Render *render, const DrawList *list)
{
    uint8_t *white = shoot_panel(render, list, (Color){1, 1, 1, 1}),
            *black = shoot_panel(render, list, (Color){0, 0, 0, 1});
    size_t pixels = (size_t)(list->width * list->scale) * (size_t)(list->height * list->scale);
    float *coverage = malloc(pixels * sizeof *coverage);
    for (size_t i = 0; i < pixels; i++)
        coverage[i] = (float)(white[3 * i] - black[3 * i]) / 255.0f;
    free(white);
    free(black);
    return coverage;
}

// The most of what is covered within a pixel of a place.
static float coverage_near(const float *coverage, int width, int height, float x, float y)
{
    float most = 0.0f;
    for (int dy = -1; dy <= 1; dy++)
        for (int dx = -1; dx <= 1; dx++) {
            int px = (int)floorf(x) + dx, py = (int)floorf(y) + dy;
            if (px >= 0 && py >= 0 && px < width && py < height)
                most = fmaxf(most, coverage[py * width + px]);
        }
    return most;
}

// Marks pixels within two of the line's way and counts the points under which the shader draws a line of about its
// strength.
static Count follow_lines(const DrawList *list, const float *coverage, bool *marked, int width, int height)
{
    Count sum = {0};
    const Color line = list->panels[0].line;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        for (int k = 0;
             stroke->on_panel == 1 && same_color(stroke->color, line) && !stroke->hidden && k + 1 < stroke->count;
             k++) {
            DrawPoint a = list->points[stroke->first + k], b = list->points[stroke->first + k + 1];
            int parts = 1 + (int)(hypotf(b.x - a.x, b.y - a.y) * list->scale);
            for (int part = 0; part <= parts; part++) {
                float t = (float)part / (float)parts, x = list->scale * (a.x + t * (b.x - a.x)),
                      y = list->scale * (a.y + t * (b.y - a.y));
                float strength = fminf(stroke->color.a, stroke->fade_color.a) / line.a;
                count(&sum, coverage_near(coverage, width, height, x, y) > 0.4f * strength);
                for (int dy = -2; dy <= 2; dy++)
                    for (int dx = -2; dx <= 2; dx++)
                        if ((int)x + dx >= 0 && (int)y + dy >= 0 && (int)x + dx < width && (int)y + dy < height)
                            marked[((int)y + dy) * width + (int)x + dx] = true;
            }
        }
    }
    return sum;
}

// Under each stroke is a line of the shader's, and under each line of the shader's a stroke.
static void lines_are_drawn_there(void **state)
{
    (void)state;
    static const View views[] = {{"rosenbrock", VIEW_MAP, 0, 0, 1},        {"himmelblau", VIEW_MAP, 0, 0, 2},
                                 {"rastrigin", VIEW_MAP, 0, 0, 2},         {"saddle", VIEW_MAP, 0, 0, 1},
                                 {"rosenbrock", VIEW_SURFACE, -15, 42, 1}, {"rastrigin", VIEW_SURFACE, 30, 35, 2},
                                 {"himmelblau", VIEW_SURFACE, 40, 25, 2}};
    Error error = {""};
    Render *render = render_create(NULL, &error);
    assert_non_null(render);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        World *world = world_of(&views[i]);
        float *coverage = coverage_of(render, list_of(world, &views[i], false));
        const DrawList *list = list_of(world, &views[i], true);
        int width = (int)(list->width * list->scale), height = (int)(list->height * list->scale);
        bool *marked = calloc((size_t)width * (size_t)height, sizeof *marked);
        Count strokes = follow_lines(list, coverage, marked, width, height), pixels = {0};
        for (int k = 0; k < width * height; k++)
            if (coverage[k] > 0.2f)
                count(&pixels, marked[k]);
        if (strokes.same < (views[i].kind == VIEW_MAP ? 0.98 : 0.93) * strokes.all || pixels.same < 0.99 * pixels.all)
            fail_msg("%s: %d of %d points of strokes, %d of %d pixels of lines", views[i].landscape, strokes.same,
                     strokes.all, pixels.same, pixels.all);
        assert_true(strokes.all > 1000 && pixels.all > 1000);
        free(marked);
        free(coverage);
        world_destroy(world);
    }
    render_destroy(render);
}

static int set_up(void **state)
{
    Error error = {""};
    if (gl_create(&gl, NULL, &error)) {
        *state = surface_create(&gl);
        return 0;
    }
    printf("skipped: %s\n", error.text);
    exit(SKIPPED);
}

static int tear_down(void **state)
{
    surface_destroy(*state);
    gl_destroy(&gl);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surface_hides_the_same),
        cmocka_unit_test(lines_are_drawn_there),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
