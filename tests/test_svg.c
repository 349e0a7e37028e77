// Ten scenes as SVG, from their lists alone: nothing of OpenGL or SDL, and all that a picture is made of is in it.
#include "world.h"

#include "export/export.h"
#include "render/measure.h"

#include <SDL.h>

#define STRIDE 3.0f // points between places that are looked at

enum { LINES_MOST = 128, SEEN_LEAST = 16 };

static const struct {
    const char *scene;
    ViewKind view;
} views[] = {
    {"welcome", VIEW_SURFACE},    {"welcome", VIEW_MAP},     {"winding_ravine", VIEW_BOTH},
    {"learning_rate", VIEW_SIDE}, {"washboard", VIEW_CURVE}, {"double_well", VIEW_SIDE},
    {"logistic_mini", VIEW_BOTH}, {"schedules", VIEW_MAP},   {"saddle_escape", VIEW_SURFACE},
    {"four_minima", VIEW_MAP},
};
enum { VIEWS = sizeof views / sizeof *views };

static World *world_read(const char *scene, ViewKind view)
{
    World *world = world_create("rosenbrock", NULL, 1);
    Error error = {""};
    if (!scene_read(&world->scene, scene, &error))
        fail_msg("%s", error.text);
    world->scene.view.kind = view;
    world_run(world);
    return world;
}

static const DrawList *the_list(void *context, int step, Error *error)
{
    (void)step;
    (void)error;
    return context;
}

static bool no_surface(void *context, const DrawPanel *panel, int width_px, int height_px, bool alpha, uint8_t *bytes,
                       Error *error)
{
    (void)context;
    (void)panel;
    (void)error;
    memset(bytes, 0, (size_t)width_px * (size_t)height_px * (alpha ? 4 : 3));
    return true;
}

// free() it.
static char *svg_of(const World *world, const DrawList *list)
{
    char *text = NULL;
    size_t size;
    Error error = {""};
    Source source = {.scene = &world->scene, .race = world->race, .dpi = 10.0f, .list = the_list, .panel = no_surface};
    source.context = (void *)(uintptr_t)list;
    Sink sink = {.stream = open_memstream(&text, &size)};
    assert_non_null(sink.stream);
    if (!export_find("svg")->write(&source, &sink, &error))
        fail_msg("%s", error.text);
    fclose(sink.stream);
    return text;
}

// A walk along the file's paths.
typedef struct Paths {
    const char *at;
    DrawPoint from; // where the piece at hand begins
    float bend[6];  // the curve at hand, from there
    int left;       // points of it that are still to come
    unsigned color; // the path's, rrggbb
} Paths;

enum { CURVE_POINTS = 16 };

static float number(Paths *paths)
{
    char *end;
    while (*paths->at == ' ')
        paths->at++;
    float value = strtof(paths->at, &end);
    assert_true(end > paths->at);
    paths->at = end;
    return value;
}

static bool next_path(Paths *paths)
{
    const char *path = strstr(paths->at, "<path d=\"M");
    if (!path)
        return false;
    const char *paint = strstr(path, " stroke=\"#");
    char *end;
    assert_non_null(paint);
    paths->color = (unsigned)strtoul(paint + 10, &end, 16);
    if (end - paint == 13) // #rgb
        paths->color = 17 * ((paths->color & 0xf00) << 8 | (paths->color & 0xf0) << 4 | (paths->color & 0xf));
    paths->at = path + 10;
    paths->from.x = number(paths), paths->from.y = number(paths);
    return true;
}

static DrawPoint on_curve(const Paths *paths)
{
    const float *b = paths->bend;
    float t = 1.0f - (float)paths->left / CURVE_POINTS, s = 1.0f - t;
    float b1 = 3.0f * t * s * s, b2 = 3.0f * t * t * s, b3 = t * t * t;
    return (DrawPoint){paths->from.x + b1 * b[0] + b2 * b[2] + b3 * b[4],
                       paths->from.y + b1 * b[1] + b2 * b[3] + b3 * b[5], 1.0f};
}

// The next point of the paths. false: there is none.
static bool next_point(Paths *paths, DrawPoint *at)
{
    if (paths->left > 0) {
        paths->left--;
        *at = on_curve(paths);
        if (paths->left == 0)
            paths->from = *at;
        return true;
    }
    char command = *paths->at++;
    if (command == '"' || !paths->from.depth) { // depth: a path is under way
        if (command != '"')
            paths->at--;
        paths->from.depth = 0.0f;
        if (!next_path(paths))
            return false;
        paths->from.depth = 1.0f;
    } else if (command == 'c') {
        for (int i = 0; i < 6; i++)
            paths->bend[i] = number(paths);
        paths->left = CURVE_POINTS;
        return next_point(paths, at);
    } else {
        assert_true(command == 'l' || command == 'h' || command == 'v');
        paths->from.x += command == 'v' ? 0.0f : number(paths);
        paths->from.y += command == 'h' ? 0.0f : number(paths);
    }
    *at = paths->from;
    return true;
}

static bool near_color(unsigned a, Color b, int reach)
{
    return abs((int)(a >> 16) - (int)lroundf(255 * b.r)) <= reach &&
           abs((int)(a >> 8 & 255) - (int)lroundf(255 * b.g)) <= reach &&
           abs((int)(a & 255) - (int)lroundf(255 * b.b)) <= reach;
}

static void assert_texts(const DrawList *list, const char *svg)
{
    assert_true(list->n_texts > 5);
    for (int i = 0; i < list->n_texts; i++) {
        char escaped[2048] = ">", *to = escaped + 1;
        for (const char *c = list->texts[i].text; *c; c++)
            to += *c == '&'   ? sprintf(to, "&amp;")
                  : *c == '<' ? sprintf(to, "&lt;")
                  : *c == '>' ? sprintf(to, "&gt;")
                              : sprintf(to, "%c", *c);
        strcpy(to, "</text>");
        if (!strstr(svg, escaped))
            fail_msg("there is no '%s'", list->texts[i].text);
    }
}

// Points of paths of about a colour within a rectangle.
static int points_in(const char *svg, Rect rect, Color color)
{
    Paths paths = {.at = svg};
    DrawPoint at;
    int n = 0;
    while (next_point(&paths, &at))
        n += near_color(paths.color, color, 5) && near_rect(rect, at.x, at.y, 0.0f);
    return n;
}

// Each racer has a trail on a panel and a line in a chart, and a trail comes to each ball.
static void assert_racers(const World *world, const DrawList *list, const char *svg)
{
    const Theme *theme = theme_find(world->scene.view.theme);
    for (int i = 0; i < world->scene.n_racers; i++) {
        int points[2] = {0};
        for (int k = 0; k < list->n_hits; k++)
            if (list->hits[k].kind == HIT_PANEL || list->hits[k].kind == HIT_CHART)
                points[list->hits[k].kind == HIT_CHART] += points_in(svg, list->hits[k].rect, theme->racer[i]);
        if (points[0] < 2 || points[1] < 2)
            fail_msg("racer %d has %d points of a trail and %d in charts", i, points[0], points[1]);
    }
    for (int i = 0; i < list->n_balls; i++) {
        const DrawBall *ball = &list->balls[i];
        float r = 3.0f * ball->radius;
        assert_true(points_in(svg, (Rect){ball->x - r, ball->y - r, 2.0f * r, 2.0f * r}, ball->color) > 0);
    }
}

static int count_of(const char *svg, const char *what)
{
    int n = 0;
    for (const char *at = svg; (at = strstr(at, what)); at++)
        n++;
    return n;
}

// Every form of the list, and the lines of the axes about each surface.
static void assert_marks_and_axes(const World *world, const DrawList *list, const char *svg)
{
    const Theme *theme = theme_find(world->scene.view.theme);
    int forms = list->n_balls;
    for (int i = 0; i < list->n_shapes; i++)
        forms += list->shapes[i].kind != SHAPE_RECT && list->shapes[i].kind != SHAPE_BAND; // pieces, and one form
    assert_true(count_of(svg, "<circle") + count_of(svg, "<polygon") >= forms);
    for (int i = 0; i < list->n_panels; i++)
        if (!list->panels[i].flat && list->panels[i].floor < 0.0f)
            assert_true(points_in(svg, list->panels[i].rect, color_mix(theme->hairline, theme->secondary, 0.25f)) > 20);
}

// How many of the panel's lines the loss at a place lies over; NaN: nothing is seen there.
static float lines_at(const World *world, const DrawPanel *panel, int index, float x, float y)
{
    double at[2];
    if (!picture_pick(world->picture, index, x, y, &at[0], &at[1]))
        return NAN;
    float height = (float)height_of(&panel->map, heightfield_at(panel->field, at[0], at[1])), levels[DRAW_LEVELS_MAX];
    int n = panel_levels(panel, levels), below = 0;
    while (below < n - 2 && height >= levels[below + 1])
        below++;
    bool beyond = height > 0.98f || n < 2;
    return beyond ? NAN
                  : (float)panel->contour_index *
                        ((float)below + (height - levels[below]) / (levels[below + 1] - levels[below]));
}

// Lines that are seen to run between places of the panel, well apart.
static void expect_lines(const World *world, const DrawPanel *panel, int index, int seen[LINES_MOST])
{
    for (float y = panel->rect.y + 6; y < panel->rect.y + panel->rect.h - 6; y += STRIDE)
        for (float x = panel->rect.x + 6; x < panel->rect.x + panel->rect.w - 6; x += STRIDE) {
            float a = lines_at(world, panel, index, x, y), b = lines_at(world, panel, index, x + STRIDE, y),
                  c = lines_at(world, panel, index, x, y + STRIDE);
            bool apart = fabsf(a - b) < 0.4f && fabsf(a - c) < 0.4f; // false where one is NaN
            int line = apart ? (int)floorf(fmaxf(a, b)) : 0;
            if (apart && floorf(a) != floorf(b) && line > 0 && line < LINES_MOST)
                seen[line]++;
        }
}

static int assert_lines(const World *world, const DrawList *list, int index, const char *svg)
{
    const DrawPanel *panel = &list->panels[index];
    int seen[LINES_MOST] = {0}, drawn[LINES_MOST] = {0}, lines = 0;
    expect_lines(world, panel, index, seen);
    Paths paths = {.at = svg};
    DrawPoint at;
    while (next_point(&paths, &at)) {
        bool of_panel = near_color(paths.color, panel->line, 0) && near_rect(panel->rect, at.x, at.y, -2.0f);
        float line = of_panel ? lines_at(world, panel, index, at.x, at.y) : NAN;
        if (fabsf(line - roundf(line)) < 0.1f && line > 0.5f && line < LINES_MOST - 1)
            drawn[(int)roundf(line)]++;
    }
    for (int k = 1; k < LINES_MOST; k++) {
        lines += seen[k] >= SEEN_LEAST;
        if (seen[k] >= SEEN_LEAST && !drawn[k])
            fail_msg("panel %d: line %d is seen at %d places and not drawn", index, k, seen[k]);
    }
    return lines;
}

static void draws_ten_scenes(void **state)
{
    Error error = {""};
    Measure *measure = measure_create(&error); // NULL, without fonts: widths are guessed
    (void)state;
    for (int i = 0; i < VIEWS; i++) {
        World *world = world_read(views[i].scene, views[i].view);
        PictureInput input = input_of(world, world->scene.steps / 2, 1100.0f, 700.0f);
        input.whole = true;
        input.text_width = measure ? measure_width : NULL;
        input.text_context = measure;
        const DrawList *list = picture_build(world->picture, &input);
        assert_true(list->whole && !list->failed);
        char *svg = svg_of(world, list);
        assert_texts(list, svg);
        assert_racers(world, list, svg);
        assert_marks_and_axes(world, list, svg);
        int lines = 0;
        for (int panel = 0; panel < list->n_panels; panel++)
            lines += assert_lines(world, list, panel, svg);
        assert_true(lines > 2 || list->n_panels == 0); // a curve has none
        free(svg);
        world_destroy(world);
    }
    measure_destroy(measure);
    assert_int_equal(SDL_WasInit(0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_ten_scenes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
