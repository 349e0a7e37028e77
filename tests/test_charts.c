// The charts hold still while the race is played, use their room, and cost what pixels do.
#include "picture/chart/chart.h"
#include "world.h"

#include <stdio.h>

static const char *const few[] = {"SGD(lr=0.0012)", "SGD(lr=0.0005, momentum=0.9)", "Adam(lr=0.05)", NULL};
static const char *const scheduled[] = {"SGD(lr=0.001) | StepLR(30)", "Adam(lr=0.05) | CosineAnnealingLR(T_max=200)",
                                        NULL};
static const char *const calm[] = {"SGD(lr=0.05)", "SGD(lr=0.04, momentum=0.3)", NULL};
static const char *const bouncing[] = {"SGD(lr=0.07999)", "SGD(lr=0.07998)", NULL};

static const float sizes[][2] = {{1600, 900}, {1280, 720}, {1024, 768}, {683, 530}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static Rect charts_of(const World *world, float width, float height)
{
    PictureInput input = input_of(world, 0, width, height);
    return layout_place(&input, theme_at(0), NULL).charts;
}

// The words of the strip but the names and numbers that belong to racers, with where they stand.
static size_t axis_words(const DrawList *list, Rect charts, char *words, size_t size)
{
    Text text = text_begin(words, size);
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *t = &list->texts[i];
        bool axis = t->align != ALIGN_LEFT || t->y < charts.y + 15 || t->y > charts.y + charts.h - 8;
        if (near_rect(charts, t->x, t->y, 1) && axis && t->x < charts.x + charts.w)
            text_add(&text, "%s@%.2f,%.2f\n", t->text, (double)t->x, (double)t->y);
    }
    return strlen(words);
}

static void assert_still(const char *landscape, const char *const *racers, uint32_t show)
{
    static const int steps[] = {0, 1, 10, 100, 199};
    char end[8000], then[8000];
    for (int s = 0; s < SIZES; s++) {
        World *world = world_create(landscape, racers, 200);
        world->scene.view.show |= show;
        Rect charts = charts_of(world, sizes[s][0], sizes[s][1]);
        assert_true(axis_words(build_at(world, 200, sizes[s][0], sizes[s][1]), charts, end, sizeof end) > 40);
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            axis_words(build_at(world, steps[i], sizes[s][0], sizes[s][1]), charts, then, sizeof then);
            assert_string_equal(end, then);
        }
        world_destroy(world);
    }
}

static void axes_are_the_whole_races(void **state)
{
    (void)state;
    assert_still("rosenbrock", few, 0);
    assert_still("rosenbrock", scheduled, 1u << SHOW_DISTANCE);
    assert_still("double_well", calm, 0);
}

// However little of a decade a logarithmic axis holds, and however small the losses are.
static void flat_axes_have_numbers(void **state)
{
    (void)state;
    static const char *const still[] = {"SGD(lr=1e-9)", NULL};
    static const char *const slow[] = {"SGD(lr=0.001)", NULL};
    for (int k = 0; k < 2; k++) {
        World *world = world_create(k ? "x^2 + y^2" : "1e-26*(x^2 + y^2)", k ? slow : still, 50);
        char words[8000];
        axis_words(build_at(world, 50, 1600, 900), charts_of(world, 1600, 900), words, sizeof words);
        int powers = 0;
        for (const char *at = words; (at = strstr(at, k ? "@" : "·10⁻²")); at++)
            powers++;
        assert_true(powers >= (k ? 4 : 2));
        assert_null(strstr(words, "e−"));
        world_destroy(world);
    }
}

// One number alone says no scale.
static void axes_have_two_numbers(void **state)
{
    (void)state;
    for (int i = 0; i < landscape_count(); i++) {
        World *world = world_create(landscape_at(i)->id, few, 300);
        for (int s = 0; s < SIZES; s++) {
            Rect charts = charts_of(world, sizes[s][0], sizes[s][1]);
            const DrawList *list = build_at(world, 300, sizes[s][0], sizes[s][1]);
            int n = 0;
            for (int k = 0; k < list->n_texts; k++) {
                const DrawText *text = &list->texts[k];
                n += text->align == ALIGN_RIGHT && text->x < charts.x + CHART_AXIS_WIDTH && text->y > charts.y + 15 &&
                     text->y < charts.y + charts.h - 8;
            }
            if (charts.h > 0 && n < 2)
                fail_msg("%s, %g x %g: %d numbers", landscape_at(i)->id, (double)sizes[s][0], (double)sizes[s][1], n);
        }
        world_destroy(world);
    }
}

static int strip_hits(const DrawList *list, Rect charts, Rect plots[CHARTS_MAX])
{
    int n = 0;
    for (int i = 0; i < list->n_hits; i++)
        if (list->hits[i].kind == HIT_CHART && near_rect(charts, list->hits[i].rect.x, list->hits[i].rect.y, 8))
            plots[n++] = (Rect){list->hits[i].rect.x + 6, 0, list->hits[i].rect.w - 12, list->hits[i].rect.h};
    return n;
}

static void plots_take_seven_tenths_of_their_cells(void **state)
{
    (void)state;
    for (int s = 0; s < SIZES; s++)
        for (int k = 0; k < 2; k++) {
            World *world = world_create("rosenbrock", k ? scheduled : few, 200);
            Rect charts = charts_of(world, sizes[s][0], sizes[s][1]), plots[CHARTS_MAX];
            int n = strip_hits(build_at(world, 100, sizes[s][0], sizes[s][1]), charts, plots);
            assert_true(n > 0);
            for (int i = 0; i < n; i++)
                assert_true(plots[i].w >= 0.7f * (charts.w - 28 * (float)(n - 1)) / (float)n);
            world_destroy(world);
        }
}

// Neither a racer's argument nor the step changes where a plot is or which names stand beside it.
static void names_are_decided_once(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", few, 200);
    Rect charts = charts_of(world, 1600, 900), before[CHARTS_MAX], after[CHARTS_MAX];
    int n = strip_hits(build_at(world, 1, 1600, 900), charts, before);
    scene_edit_entry(&world->scene, 1)->racer.hyper[0] = 0.00012345;
    world_run(world);
    assert_int_equal(strip_hits(build_at(world, 150, 1600, 900), charts, after), n);
    assert_memory_equal(before, after, (size_t)n * sizeof *before);
    char names[2][400] = {"", ""};
    for (int k = 0; k < 2; k++) {
        const DrawList *list = build_at(world, k ? 200 : 1, 1600, 900);
        for (int racer = 0; racer < 3; racer++)
            for (int i = 0; i < list->n_texts; i++)
                if (strstr(list->texts[i].text, racer == 0   ? "lr 0.0012"
                                                : racer == 1 ? "momentum"
                                                             : "Adam") &&
                    near_rect(charts, list->texts[i].x, list->texts[i].y, 0))
                    strcat(strcat(names[k], list->texts[i].text), "\n");
    }
    assert_true(names[0][0]);
    assert_string_equal(names[0], names[1]);
    world_destroy(world);
}

static bool says(const DrawList *list, const char *words)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, words))
            return true;
    return false;
}

static void a_race_that_settles_early_ends_early(void **state)
{
    (void)state;
    World *world = world_create("quadratic", calm, 5000);
    int span[2], rest = -1;
    for (int i = 0; i < 2; i++)
        rest = study_rest(world->study, i) > rest ? study_rest(world->study, i) : rest;
    assert_true(says(build_at(world, 5000, 1600, 900), "at rest"));
    picture_span(world->picture, span);
    assert_true(span[0] == 0 && span[1] > rest && span[1] < 1.2 * rest + 10);
    build_at(world, 3, 1600, 900);
    picture_span(world->picture, span);
    assert_true(span[1] > rest && span[1] < 1.2 * rest + 10);
    world->scene.view.span[1] = RACE_STEPS_MAX; // zoomed out
    assert_false(says(build_at(world, 5000, 1600, 900), "at rest"));
    picture_span(world->picture, span);
    assert_true(span[0] == 0 && span[1] == 5000);
    world_destroy(world);
}

// Below the axis before they rest: a figure shows no more than there is to be seen, the window all up to rest.
static void a_figure_ends_with_what_is_seen(void **state)
{
    (void)state;
    static const char *const adam[] = {"Adam(lr=0.1)", NULL};
    World *world = world_create("himmelblau", adam, 1000);
    int span[2], rest = study_rest(world->study, 0);
    PictureInput input = input_of(world, 1000, 395, 600);
    input.figure = true;
    assert_true(says(picture_build(world->picture, &input), "then below"));
    picture_span(world->picture, span);
    RaceSeries loss = race_loss(world->race, 0);
    int last = 0;
    for (int i = 0; i <= 1000; i++)
        last = loss.first[i * loss.stride] > 1e-9 * loss.first[0] ? i : last;
    assert_true(span[1] > last && span[1] < 1.2 * last + 10 && span[1] < 0.8 * rest);
    assert_true(says(build_at(world, 1000, 1600, 900), "at rest"));
    picture_span(world->picture, span);
    assert_true(span[1] > rest);
    world_destroy(world);
}

static void the_first_steps_can_be_seen(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", few, 1000);
    world->scene.view.span[1] = 20;
    Rect charts = charts_of(world, 1600, 900), plots[CHARTS_MAX];
    const DrawList *list = build_at(world, 1000, 1600, 900);
    assert_true(says(list, "of 1000"));
    strip_hits(list, charts, plots);
    float left = charts.x + charts.w, right = 0;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *stroke = &list->strokes[i];
        for (int k = stroke->first; k < stroke->first + stroke->count && stroke->count > 2 && !stroke->on_panel; k++) {
            DrawPoint p = list->points[k];
            if (!near_rect(charts, p.x, p.y, 0) || p.x > plots[0].x + plots[0].w + 1)
                continue;
            left = fminf(left, p.x), right = fmaxf(right, p.x);
        }
    }
    assert_true(fabsf(left - plots[0].x) < 0.6f && fabsf(right - plots[0].x - plots[0].w) < 0.6f);
    world_destroy(world);
}

static void the_line_of_time_is_numbered_to_its_end(void **state)
{
    (void)state;
    for (int s = 0; s < SIZES; s++) {
        World *world = world_create("rosenbrock", few, 200);
        PictureInput input = input_of(world, 0, sizes[s][0], sizes[s][1]);
        input.ui.interactive = true;
        Rect axis = layout_place(&input, theme_at(0), NULL).axis;
        const DrawList *list = picture_build(world->picture, &input);
        int ends = 0;
        for (int i = 0; i < list->n_texts; i++)
            ends += near_rect(axis, list->texts[i].x, list->texts[i].y, 1) && !strcmp(list->texts[i].text, "200");
        assert_int_equal(ends, 1);
        world_destroy(world);
    }
}

static void the_axis_says_how_values_stand(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", few, 100);
    assert_true(says(build_at(world, 100, 1600, 900), "log scale"));
    assert_true(picture_logarithmic(world->picture));
    world->scene.view.loss_scale = LOSS_SCALE_LINEAR;
    const DrawList *list = build_at(world, 100, 1600, 900);
    assert_true(says(list, "linear") && !says(list, "log scale"));
    assert_false(picture_logarithmic(world->picture));
    world->scene.view.loss_scale = LOSS_SCALE_LOG;
    assert_false(says(build_at(world, 100, 1600, 900), "linear"));
    world_destroy(world);
}

// Points and shapes within the strip.
static int strip_cost(const DrawList *list, Rect charts)
{
    int n = 0;
    for (int i = 0; i < list->n_points; i++)
        n += near_rect(charts, list->points[i].x, list->points[i].y, 0);
    for (int i = 0; i < list->n_shapes; i++)
        n += near_rect(charts, list->shapes[i].x, list->shapes[i].y, 0);
    return n;
}

static float least_alpha(const DrawList *list, Rect charts, Color color)
{
    float least = 1;
    for (int i = 0; i < list->n_shapes; i++) {
        const DrawShape *shape = &list->shapes[i];
        if (near_rect(charts, shape->x, shape->y, 0) && shape->color.r == color.r && shape->color.g == color.g)
            least = fminf(least, shape->color.a);
    }
    return least;
}

// A bouncing racer's loss is monotone; its distance to a goal beside the middle is not.
static void dense_swings_are_envelopes_and_cost_pixels(void **state)
{
    (void)state;
    static const char *const turning[] = {"SGD(lr=0.04, momentum=1)", "SGD(lr=0.03, momentum=1)", NULL}; // for ever
    int cost[2];
    for (int k = 0; k < 2; k++) {
        World *world = world_create("quadratic", turning, k ? 200000 : 5000);
        Rect charts = charts_of(world, 1600, 900);
        const DrawList *list = build_at(world, world->scene.steps, 1600, 900);
        cost[k] = strip_cost(list, charts);
        assert_true(least_alpha(list, charts, theme_at(0)->racer[0]) < 0.5f);
        assert_sane(list);
        world_destroy(world);
    }
    assert_true(cost[0] < 16 * 1600 && cost[1] < 16 * 1600);
    World *plain = world_create("quadratic", bouncing, 5000); // falls straight
    Rect charts = charts_of(plain, 1600, 900);
    assert_true(least_alpha(build_at(plain, 5000, 1600, 900), charts, theme_at(0)->racer[0]) == 1);
    world_destroy(plain);
}

// Of that colour, faint; a piece begins where the one before it ends, or is the first of another.
static int count_bands(const DrawList *list, Color color, int *pieces)
{
    int bands = 0;
    const DrawShape *last = NULL;
    for (int i = 0; i < list->n_shapes; i++) {
        const DrawShape *shape = &list->shapes[i];
        if (shape->color.r != color.r || shape->color.g != color.g || shape->color.a > 0.5f)
            continue;
        assert_int_equal(shape->kind, SHAPE_BAND);
        bool on =
            last && fabsf(last->x + last->w - shape->x) < 1e-3f && last->end_y == shape->y && last->end_h == shape->h;
        bands += !on;
        ++*pieces;
        last = shape;
    }
    return bands;
}

// No steps: in each chart a racer's is one form with slanted sides, from its first to its last column.
static void envelopes_are_smooth(void **state)
{
    (void)state;
    static const char *const swinging[] = {"SGD(lr=0.03)", NULL};
    for (int figure = 0; figure < 2; figure++) {
        World *world = world_create("himmelblau", swinging, 1000);
        PictureInput input = input_of(world, 1000, 1000, 700);
        input.figure = figure;
        const DrawList *list = picture_build(world->picture, &input);
        int pieces = 0, bands = count_bands(list, theme_find(world->scene.view.theme)->racer[0], &pieces);
        if (bands < 1 || bands > 2 || pieces < 200)
            fail_msg("figure %d: %d bands of %d pieces", figure, bands, pieces);
        world_destroy(world);
    }
}

// A level stretch of a racer's line along the top of a strip's plot: a plateau.
static bool is_plateau(const DrawList *list, const DrawStroke *stroke, float top)
{
    for (int k = 1; k < stroke->count; k++) {
        const DrawPoint *a = &list->points[stroke->first + k - 1];
        if (a[0].y < top + 1 && fabsf(a[1].y - a[0].y) < 0.5f && fabsf(a[1].x - a[0].x) > 8)
            return true;
    }
    return false;
}

// Each has an arrow over the frame's top in the racer's colour, apart from the others', and goes nowhere else.
static void what_diverges_leaves_over_the_top(void **state)
{
    (void)state;
    static const char *const three[] = {
        "SGD(lr=0.05)", "Adam(lr=0.1)", "SGD(lr=0.1)", "SGD(lr=0.01)", "SGD(lr=0.03, momentum=0.95)", NULL};
    for (int figure = 0; figure < 2; figure++) {
        World *world = world_create("himmelblau", three, 100);
        PictureInput input = input_of(world, 100, 1000, 700);
        input.figure = figure;
        const DrawList *list = picture_build(world->picture, &input);
        float top = list->hits[0].rect.y, before = -100;
        int arrows = 0;
        for (int i = 0; i < list->n_hits; i++)
            top = list->hits[i].kind == HIT_CHART && list->hits[i].index == 0 ? list->hits[i].rect.y + 22 : top;
        for (int i = 0; i < list->n_strokes; i++) {
            const DrawStroke *stroke = &list->strokes[i];
            const DrawPoint *at = &list->points[stroke->first];
            bool arrow = stroke->count == 5 && !stroke->on_panel && stroke->casing == 0 && at[1].y < top &&
                         at[1].y > top - 12 && at[1].x == at[0].x;
            bool of_racer = false;
            for (int r = 0; r < 5; r++)
                of_racer |= same_color(stroke->color, theme_find(world->scene.view.theme)->racer[r]);
            if (arrow && of_racer) {
                assert_true(fabsf(at[0].x - before) > 5);
                before = at[0].x;
                arrows++;
            }
            assert_false(of_racer && !stroke->on_panel && at[0].y > top - 12 && is_plateau(list, stroke, top));
        }
        if (arrows < 3 || arrows % 3)
            fail_msg("figure %d: %d arrows", figure, arrows);
        world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(axes_are_the_whole_races),
        cmocka_unit_test(flat_axes_have_numbers),
        cmocka_unit_test(axes_have_two_numbers),
        cmocka_unit_test(plots_take_seven_tenths_of_their_cells),
        cmocka_unit_test(names_are_decided_once),
        cmocka_unit_test(a_race_that_settles_early_ends_early),
        cmocka_unit_test(a_figure_ends_with_what_is_seen),
        cmocka_unit_test(the_first_steps_can_be_seen),
        cmocka_unit_test(the_line_of_time_is_numbered_to_its_end),
        cmocka_unit_test(what_diverges_leaves_over_the_top),
        cmocka_unit_test(the_axis_says_how_values_stand),
        cmocka_unit_test(dense_swings_are_envelopes_and_cost_pixels),
        cmocka_unit_test(envelopes_are_smooth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
