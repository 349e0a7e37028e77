// A figure's page: nothing of it leaves the page or lies on something else, at any width, with any number of racers;
// what is hidden is not there, and its words are read and written alike.
#include "world.h"

#include "scene/figure.h"

#include <string.h>

// The page's columns and slides, and narrower and lower than any sense.
static const float widths[] = {395, 560, 790, 1000, 120};

static PictureInput figure_of(const World *world, float width, float height)
{
    PictureInput input = input_of(world, world->scene.steps, width, height);
    input.figure = true;
    if (height == 0)
        input.height = picture_figure_height(&input);
    return input;
}

static const DrawList *figure_build(World *world, float width, float height)
{
    PictureInput input = figure_of(world, width, height);
    const DrawList *list = picture_build(world->picture, &input);
    assert_non_null(list);
    assert_false(list->failed);
    if (height == 0 && width >= widths[0])
        assert_sane(list);
    return list;
}

static const char *const racers[] = {"SGD(lr=0.01)", "SGD(lr=0.002, momentum=0.9, nesterov=True)",
                                     "Adam(lr=0.1) | CosineAnnealingLR(T_max=40)", "RMSprop(lr=0.05)"};

static World *race_of(const char *landscape, ViewKind view, int n)
{
    World *world = world_create(landscape, NULL, 40);
    Error error;
    scene_keep_racers(&world->scene, 0);
    for (int i = 0; i < n; i++)
        assert_true(scene_add_racer(&world->scene, racers[i % 4], &error));
    world->scene.view.kind = view;
    world->scene.view.selected = 0;
    world_run(world);
    return world;
}

static int texts_that_hold(const DrawList *list, const char *what)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += strstr(list->texts[i].text, what) != NULL;
    return n;
}

static void test_a_page_holds_everything(void **state)
{
    (void)state;
    static const int numbers[] = {1, 6, 16};
    for (int view = 0; view <= VIEW_SIDE; view++)
        for (int k = 0; k < 3; k++) {
            World *world = race_of("himmelblau", (ViewKind)view, numbers[k]);
            for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
                figure_build(world, widths[w], 0);
                figure_build(world, widths[w], 90);
            }
            world_destroy(world);
        }
}

// What has left the window is told of in the key, and at its edge as long as that covers little of the surface.
static void test_the_key_tells_who_is_away(void **state)
{
    (void)state;
    static const int numbers[] = {1, 12};
    for (int k = 0; k < 2; k++) {
        World *world = race_of("saddle", VIEW_SURFACE, 0);
        Error error;
        for (int i = 0; i < numbers[k]; i++)
            assert_true(scene_add_racer(&world->scene, "SGD(lr=0.1)", &error));
        world->scene.steps = 80;
        world_run(world);
        const DrawList *list = figure_build(world, widths[2], 0);
        int at_the_edge = texts_that_hold(list, "SGD, ");
        assert_int_equal(at_the_edge, numbers[k] > 1 ? 0 : 1);
        assert_int_equal(texts_that_hold(list, " away") - at_the_edge, numbers[k]);
        world->scene.figure.hide = 1u << PART_LEGEND;
        list = figure_build(world, widths[2], 0);
        assert_true(texts_that_hold(list, " away") > 0);
        world_destroy(world);
    }
}

// Each racer once, with what has become of it, whatever the width.
static void test_the_key_names_each_racer_once(void **state)
{
    (void)state;
    World *world = race_of("himmelblau", VIEW_MAP, 6);
    for (int w = 0; w < 4; w++)
        assert_int_equal(texts_that_hold(figure_build(world, widths[w], 0), "RMSprop"), 1);
    world_destroy(world);
}

static void test_the_key_says_what_is_dotted(void **state)
{
    static const char *const averaged[] = {"EMA(SGD(lr=0.01), decay=0.99)", "Adam(lr=0.1)", NULL};
    (void)state;
    World *world = world_create("himmelblau", averaged, 100);
    world->scene.view.kind = VIEW_MAP;
    assert_int_equal(texts_that_hold(figure_build(world, 790, 0), "average dotted"), 1);
    world_destroy(world);
}

static void test_what_is_hidden_is_not_there(void **state)
{
    (void)state;
    World *world = race_of("himmelblau", VIEW_MAP, 2);
    SceneFigure *figure = &world->scene.figure;
    const DrawList *list = figure_build(world, 790, 0);
    float whole = list->height;
    assert_true(texts_that_hold(list, "Himmelblau") && texts_that_hold(list, "step") &&
                texts_that_hold(list, "log scale"));
    assert_true(texts_that_hold(list, "start") + texts_that_hold(list, "100") > 0 && list->n_balls > 0);
    for (int part = 0; part < PART_COUNT; part++)
        figure->hide |= part == PART_PANEL ? 0 : 1u << part;
    list = figure_build(world, 790, 0);
    assert_int_equal(list->n_texts, 0);
    assert_true(list->n_panels == 1 && list->n_balls > 0);
    figure->hide = 1u << PART_COLORBAR;
    assert_true(figure_build(world, 790, 0)->height < whole);
    for (int w = 0; w < 2; w++) { // the charts alone
        figure->hide = 1u << PART_PANEL;
        list = figure_build(world, (float[]){395, 790}[w], 0);
        assert_true(list->n_panels == 0 && list->n_balls == 0 && texts_that_hold(list, "log scale"));
        assert_true(list->height < whole);
    }
    world_destroy(world);
}

// Side by side: as many columns as rows, and what the last row has no panel for holds legend and colour bar.
static void test_panels_side_by_side_fill_the_page(void **state)
{
    (void)state;
    static const int numbers[] = {2, 3, 5, 6, 7, 8, 12, 16}, columns[] = {2, 3, 3, 3, 3, 3, 4, 4};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        for (int w = 0; w < 2; w++) {
            World *world = race_of("himmelblau", VIEW_SIDE, numbers[k]);
            const DrawList *list = figure_build(world, w ? 790 : 395, 0);
            float first = list->panels[0].rect.y;
            int across = 0;
            assert_int_equal(list->n_panels, numbers[k]);
            for (int i = 0; i < list->n_panels; i++)
                across += fabsf(list->panels[i].rect.y - first) < 1;
            assert_int_equal(across, w ? columns[k] : numbers[k] > 8 ? 3 : 2);
            assert_int_equal(texts_that_hold(list, "loss, log scale"), 1);
            assert_int_equal(texts_that_hold(list, "more"), 0);
            bool legend = texts_that_hold(list, "moving") + texts_that_hold(list, "rests") > 0;
            assert_int_equal(legend, numbers[k] < 10 && strchr(w ? "578" : "35", '0' + numbers[k]));
            world_destroy(world);
        }
}

// Panels and then charts, in every view, each once and before its title; none without being asked for.
static void test_letters_mark_panels_and_charts(void **state)
{
    (void)state;
    static const int marks[VIEW_COUNT][2] = {
        [VIEW_SURFACE] = {2, 2}, [VIEW_MAP] = {2, 2}, [VIEW_BOTH] = {3, 3}, [VIEW_SIDE] = {4, 5}};
    for (int view = 0; view < VIEW_COUNT; view++)
        for (int w = 0; w < 2 && marks[view][0]; w++) {
            World *world = race_of("himmelblau", (ViewKind)view, 3);
            assert_int_equal(texts_that_hold(figure_build(world, w ? 790 : 395, 0), "(a)"), 0);
            world->scene.figure.letters = true;
            const DrawList *list = figure_build(world, w ? 790 : 395, 0);
            char letter[] = "(a)";
            for (int i = 0; i <= marks[view][w]; i++, letter[1]++)
                assert_int_equal(texts_that_hold(list, letter), i < marks[view][w]);
            world->scene.figure.hide = 1u << PART_TITLE | 1u << PART_FORMULA | 1u << PART_CHARTS;
            assert_int_equal(texts_that_hold(figure_build(world, w ? 790 : 395, 0), "(a)"), 1);
            world_destroy(world);
        }
}

// On a low page names go on under their first line.
static void test_the_key_of_a_low_page_cuts_no_name(void **state)
{
    (void)state;
    World *world = world_create("himmelblau", NULL, 40);
    world->scene.view.kind = VIEW_MAP;
    world_run(world);
    static const float heights[] = {330, 345, 360};
    for (int i = 0; i < 3; i++) {
        const DrawList *list = figure_build(world, 640 + 30 * (float)i, heights[i]);
        assert_int_equal(texts_that_hold(list, "…"), 0);
        assert_int_equal(texts_that_hold(list, "more"), 0);
        assert_int_equal(texts_that_hold(list, "nesterov"), 1);
    }
    world_destroy(world);
}

// A minimum that was found is subtracted, and called so, but where a racer comes below it.
static void assert_words(const DrawList *list, const char *words)
{
    char all[4000] = "", *rest, copy[400];
    for (int i = 0; i < list->n_texts; i++)
        if (list->texts[i].weight == WEIGHT_SEMIBOLD)
            strncat(all, list->texts[i].text, sizeof all - strlen(all) - 1);
    strcpy(copy, words);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (!strstr(all, word))
            fail_msg("'%s' of the title is cut: %s", word, all);
}

// A long title takes lines, and room for them, at every width.
static void test_a_long_title_is_whole(void **state)
{
    (void)state;
    static const char title[] = "An optimizer that overshoots, seen beside one that does not, from the same start "
                                "and for as many steps as both";
    static const ViewKind views[] = {VIEW_SURFACE, VIEW_MAP, VIEW_BOTH, VIEW_SIDE};
    for (int i = 0; i < 4; i++) {
        World *world = race_of("rosenbrock", views[i], 2);
        strcpy(world->scene.title, title);
        for (int k = 0; k < 2; k++)
            assert_words(figure_build(world, k ? 790 : 395, 0), title);
        world_destroy(world);
    }
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && !strcmp(text + n - k, end);
}

// A long formula is broken before its signs, where that takes no more lines than there are; no line is a rest of one,
// and nothing of it is cut.
static void test_formulas_break_as_mathematics(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"ackley", "levy", "goldstein_price", "beale"};
    for (size_t i = 0; i < sizeof landscapes / sizeof *landscapes; i++) {
        World *world = race_of(landscapes[i], VIEW_SURFACE, 6);
        for (int width = 380; width < 800; width += 10) {
            const DrawList *list = figure_build(world, (float)width, 0);
            for (int k = 0; k < list->n_texts; k++) {
                const char *text = list->texts[k].text;
                assert_false(!strcmp(text, "e") || !strcmp(text, "+\u00a0e") ||
                             (list->texts[k].y < 100 && ends_with(text, "…")));
                bool free = width == 390 || width == 790;
                assert_false(free && (ends_with(text, " +") || ends_with(text, " −")));
            }
        }
        world_destroy(world);
    }
}

// On a slide, several panels have most of the height.
static void test_charts_leave_a_low_page_to_the_panels(void **state)
{
    (void)state;
    for (int side = 0; side < 2; side++) {
        World *world = race_of("himmelblau", side ? VIEW_SIDE : VIEW_BOTH, 2);
        const DrawList *list = figure_build(world, 743, 418);
        assert_int_equal(list->n_panels, 2);
        assert_true(list->panels[1].rect.h > 0.28f * 418);
        world_destroy(world);
    }
}

// Over a panel side by side it says when its racer diverged; no words on the panel do.
static void test_titles_say_what_diverged(void **state)
{
    (void)state;
    static const char *const lost[] = {"SGD(lr=0.1)", "Adam(lr=0.1)", "SGD(lr=0.2)", NULL};
    World *world = world_create("himmelblau", lost, 50);
    world->scene.view.kind = VIEW_SIDE;
    const DrawList *list = figure_build(world, 790, 0);
    int told = 0;
    for (int i = 0; i < list->n_texts; i++) {
        told += !strncmp(list->texts[i].text, "diverged at ", 12);
        assert_null(strstr(list->texts[i].text, "diverged at step"));
    }
    assert_int_equal(told, 2);
    world_destroy(world);
}

static void test_a_found_minimum_is_subtracted(void **state)
{
    (void)state;
    static const struct {
        const char *landscape, *title;
    } cases[] = {{"(x^2 - 1)^2 + y^2 + 2.5", "loss − 2.5 (found)"},
                 {"-exp(-x^2 - y^2)", "loss + 1 (found)"},
                 {"x^2 + y^2", "loss"},
                 {"himmelblau", "loss"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        World *world = race_of(cases[i].landscape, VIEW_MAP, 1);
        memcpy(world->scene.view.camera.window, (double[]){-3, 3, -3, 3}, 4 * sizeof(double));
        const DrawList *list = figure_build(world, 790, 0);
        assert_int_equal(texts_that_hold(list, "(found)"), strchr(cases[i].title, '(') != NULL);
        assert_true(texts_that_hold(list, cases[i].title) > 0);
        world_destroy(world);
    }
    World *world = race_of("(x^2 - 1)^2 + y^2 - x", VIEW_MAP, 1); // the lower minimum is outside
    memcpy(world->scene.view.camera.window, (double[]){-3, 0, -3, 3}, 4 * sizeof(double));
    world->scene.start[0] = 2, world->scene.start[1] = 1;
    world_run(world);
    assert_int_equal(texts_that_hold(figure_build(world, 790, 0), "(found)"), 0);
    world_destroy(world);
}

// The bar says how its colours stand for losses.
static void test_the_bar_names_its_scale(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"1/(1 + exp(-9*x*y))", "loss, logit scale"},
                                           {"x*y*exp(-x^2 - y^2)", "loss, log scale, both signs"}};
    for (int i = 0; i < 2; i++) {
        World *world = race_of(cases[i][0], VIEW_MAP, 1);
        memcpy(world->scene.view.camera.window, (double[]){-3, 3, -3, 3}, 4 * sizeof(double));
        const DrawList *list = figure_build(world, 790, 0);
        assert_int_equal(texts_that_hold(list, cases[i][1]), 1);
        assert_int_equal(texts_that_hold(list, i ? "log(1 + |loss|/" : "log((loss + "), 1);
        world_destroy(world);
    }
}

// Small surfaces have axes, too; the numbers stand at the outer panels, maps' likewise.
static void test_panels_side_by_side_share_numbers(void **state)
{
    (void)state;
    for (int maps = 0; maps < 2; maps++) {
        World *world = race_of("himmelblau", VIEW_SIDE, 6);
        world->scene.figure.hide = 1u << PART_CHARTS | 1u << PART_COLORBAR;
        for (int i = 0; i < 6; i++)
            scene_edit_entry(&world->scene, i)->view = maps ? VIEW_MAP : VIEW_SURFACE;
        const DrawList *list = figure_build(world, 790, 0);
        int x = 0, y = 0;
        for (int i = 0; i < list->n_texts; i++) {
            x += !strcmp(list->texts[i].text, "x");
            y += !strcmp(list->texts[i].text, "y");
        }
        assert_int_equal(x, 3); // of two rows of three
        assert_int_equal(y, 2);
        world_destroy(world);
    }
}

// A racer's line ends where it leaves the chart: none runs along its edge.
static void test_a_log_chart_shows_nine_decades(void **state)
{
    (void)state;
    World *world = race_of("quadratic", VIEW_MAP, 0);
    Error error;
    assert_true(scene_add_racer(&world->scene, "SGD(lr=0.07)", &error));
    world->scene.steps = 900;
    world_run(world);
    const DrawList *list = figure_build(world, 790, 0);
    assert_int_equal(texts_that_hold(list, "10⁻¹²"), 0);
    assert_true(texts_that_hold(list, "10⁻") > 0);
    world_destroy(world);
}

static void test_widths_are_read_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
        double width, height;
    } good[] = {{"column", "column", 85, 0},         {"page", "page", 170, 0},           {"slide", "slide", 160, 90},
                {"85mm", "column", 85, 0},           {"85mmx60mm", "85mmx60mm", 85, 60}, {"3.5in", "88.9mm", 88.9, 0},
                {"12cmX80mm", "120mmx80mm", 120, 80}};
    static const char *const bad[] = {"",    "85",     "mm",      "85mmx", "85 mm",     "-85mm",
                                      "1mm", "9000mm", "85mmx60", "colum", "85mmx60mmx"};
    char text[96];
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        SceneFigure figure = {0};
        assert_true(figure_read_width(&figure, good[i].text));
        assert_true(fabs(figure.width_mm - good[i].width) < 1e-9 && figure.height_mm == good[i].height);
        figure_write_width(&figure, text, sizeof text);
        assert_string_equal(text, good[i].written);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        SceneFigure figure = {.width_mm = 7};
        assert_false(figure_read_width(&figure, bad[i]));
        assert_true(figure.width_mm == 7);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_panels_side_by_side_fill_the_page),
        cmocka_unit_test(test_a_page_holds_everything),
        cmocka_unit_test(test_the_key_names_each_racer_once),
        cmocka_unit_test(test_the_key_tells_who_is_away),
        cmocka_unit_test(test_the_key_says_what_is_dotted),
        cmocka_unit_test(test_what_is_hidden_is_not_there),
        cmocka_unit_test(test_a_log_chart_shows_nine_decades),
        cmocka_unit_test(test_letters_mark_panels_and_charts),
        cmocka_unit_test(test_the_key_of_a_low_page_cuts_no_name),
        cmocka_unit_test(test_a_long_title_is_whole),
        cmocka_unit_test(test_formulas_break_as_mathematics),
        cmocka_unit_test(test_charts_leave_a_low_page_to_the_panels),
        cmocka_unit_test(test_titles_say_what_diverged),
        cmocka_unit_test(test_a_found_minimum_is_subtracted),
        cmocka_unit_test(test_panels_side_by_side_share_numbers),
        cmocka_unit_test(test_the_bar_names_its_scale),
        cmocka_unit_test(test_widths_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
