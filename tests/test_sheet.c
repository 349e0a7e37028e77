// Contact sheets: what --grid takes, the scenes that it makes of one, and the page that they stand on.
#include "app/cells.h"
#include "scene/knob.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Scene scene_of(const char *landscape, const char *columns, const char *rows)
{
    Scene scene = {0};
    Error error;
    assert_true(scene_default(&scene));
    if (!scene_set_landscape(&scene, landscape, &error))
        fail_msg("%s", error.text);
    scene_keep_racers(&scene, 0);
    assert_true(scene_add_racer(&scene, "SGD(lr=0.01, momentum=0.9)", &error));
    assert_true(scene_add_racer(&scene, "Adam(lr=0.1)", &error));
    scene.steps = 60;
    snprintf(scene.figure.grid[0], sizeof scene.figure.grid[0], "%s", columns);
    snprintf(scene.figure.grid[1], sizeof scene.figure.grid[1], "%s", rows);
    return scene;
}

static Grid grid_of(const char *landscape, const char *columns, const char *rows)
{
    Grid grid;
    Error error;
    Scene scene = scene_of(landscape, columns, rows);
    if (!grid_make(&grid, &scene, &error))
        fail_msg("%s", error.text);
    scene_clear(&scene);
    return grid;
}

static void commas_within_brackets_part_nothing(void **state)
{
    (void)state;
    GridAxis axis;
    assert_true(grid_read(" betas = (0.9,0.999), [0.5, 0.9] ,'a,b' ", &axis, NULL));
    assert_int_equal(axis.n, 3);
    assert_string_equal(axis.key, "betas");
    assert_string_equal(axis.value[0], "(0.9,0.999)");
    assert_string_equal(axis.value[1], "[0.5, 0.9]");
    assert_string_equal(axis.value[2], "'a,b'");
    assert_true(grid_read("optimizer=SGD(lr=0.1),Adam(lr=0.1, betas=(0.5, 0.9))", &axis, NULL));
    assert_int_equal(axis.n, 2);
    assert_true(grid_read("lr=1,2,3,4,5,6,7,8", &axis, NULL));
    assert_int_equal(axis.n, GRID_SIDE_MAX);
}

static void what_is_no_axis_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",      "lr",    "=1",    "lr=",   "lr=1,",
                                      "lr=,1", "lr=(1", "lr=1)", "lr='1", "a=1,2,3,4,5,6,7,8,9"};
    GridAxis axis;
    Error error;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(grid_read(bad[i], &axis, &error));
        assert_memory_equal(error.text, "grid, '", 7);
    }
}

static void columns_then_rows(void **state)
{
    (void)state;
    Grid grid = grid_of("himmelblau", "lr=0.003,0.02", "n=20,100,40");
    assert_int_equal(grid.columns, 2);
    assert_int_equal(grid.rows, 3);
    static const int steps[] = {20, 100, 40};
    for (int i = 0; i < 6; i++) {
        assert_true(scene_racer(&grid.scene[i], 0)->hyper[0] == (i % 2 ? 0.02 : 0.003));
        assert_true(scene_racer(&grid.scene[i], 1)->hyper[0] == (i % 2 ? 0.02 : 0.003));
        assert_int_equal(grid.scene[i].steps, steps[i / 2]);
    }
    assert_string_equal(grid.head[0][1], "lr = 0.02");
    assert_string_equal(grid.head[1][2], "40 steps");
    assert_string_equal(grid.said[0].argument, "lr");
    assert_int_equal(grid.said[0].racers, 3);
    grid_clear(&grid);
}

static void one_racer_is_meant_by_its_number(void **state)
{
    (void)state;
    Grid grid = grid_of("himmelblau", "1.lr=0.5,0.25", "0.schedule=none,StepLR(30)");
    assert_true(scene_racer(&grid.scene[0], 0)->hyper[0] == 0.01);
    assert_true(scene_racer(&grid.scene[0], 1)->hyper[0] == 0.5);
    assert_int_equal(scene_racer(&grid.scene[0], 0)->schedule.n, 0);
    assert_int_equal(scene_racer(&grid.scene[2], 0)->schedule.n, 1);
    assert_int_equal(scene_racer(&grid.scene[2], 1)->schedule.n, 0);
    assert_string_equal(grid.head[0][0], "lr of Adam = 0.5");
    assert_string_equal(grid.head[1][0], "no schedule");
    grid_clear(&grid);
}

static void every_kind_of_key_applies(void **state)
{
    (void)state;
    Grid grid = grid_of("himmelblau", "optimizer=SGD,Adam(lr=0.3)", "lr=0.2");
    assert_int_equal(grid.scene[1].n_racers, 1);
    assert_string_equal(scene_racer(&grid.scene[1], 0)->rule->name, "Adam");
    assert_true(scene_racer(&grid.scene[1], 0)->hyper[0] == 0.2); // numbers come last, whichever axis they are of
    grid_clear(&grid);
    grid = grid_of("himmelblau", "betas=(0.9,0.999),(0.5,0.9)", "momentum=0,0.5");
    assert_true(scene_racer(&grid.scene[1], 1)->hyper[1] == 0.5 && scene_racer(&grid.scene[1], 1)->hyper[2] == 0.9);
    assert_string_equal(grid.head[0][0], "betas = (0.9, 0.999)");
    grid_clear(&grid);
    grid = grid_of("(x^2 + k*y^2)/2 k=3", "k=1,10", "start=(1,2),(-30,4)");
    assert_true(grid.scene[1].constants[0].value == 10 && grid.scene[2].start[0] == -30);
    assert_int_equal(grid.page.n_constants, 0);             // the heads say it
    assert_true(grid.scene[0].view.camera.window[0] < -30); // one window holds all starts
    assert_string_equal(grid.head[1][0], "start (1, 2)");
    grid_clear(&grid);
    grid = grid_of("himmelblau", "seed=1,18446744073709551615", "step=0,50");
    assert_true(grid.scene[1].seed == UINT64_MAX);
    assert_true(grid.scene[0].step == 0 && grid.scene[0].step_said && grid.scene[2].step == 50);
    assert_string_equal(grid.head[1][1], "step 50");
    grid_clear(&grid);
    grid = grid_of("himmelblau", "view=surface,map", "");
    assert_int_equal(grid.scene[1].view.kind, VIEW_MAP);
    grid_clear(&grid);
}

// What options say of a whole picture, and what they are short for; a constant hides that.
static void cells_look_as_they_are_told(void **state)
{
    (void)state;
    Grid grid = grid_of("himmelblau", "theme=dark,print", "ramp=viridis,grey");
    assert_string_equal(grid.scene[3].view.theme, "print");
    assert_string_equal(grid.scene[3].view.ramp, "grey");
    assert_string_equal(grid.head[0][1], "print");
    grid_clear(&grid);
    grid = grid_of("himmelblau", "loss-scale=linear,log", "camera=(30,40),(60,20.5)");
    assert_int_equal(grid.scene[1].view.loss_scale, 2);
    assert_true(grid.scene[2].view.camera.azimuth_deg == 60 && grid.scene[2].view.camera.elevation_deg == 20.5);
    assert_string_equal(grid.head[0][1], "log scale");
    assert_string_equal(grid.head[1][1], "from 60°, 20.5° up");
    grid_clear(&grid);
    grid = grid_of("himmelblau", "window=(-1,1,-2,2),(0,1,0,1)", "show=gradient,momentum");
    assert_true(grid.scene[1].view.camera.window[0] == 0 && grid.scene[0].view.camera.window[3] == 2);
    assert_true(grid.scene[0].view.show && grid.scene[0].view.show != grid.scene[2].view.show);
    grid_clear(&grid);
    grid = grid_of("himmelblau", "l=beale,(x^2+k*y^2)/2 k=3", "s=(1,2)");
    assert_ptr_equal(grid.scene[0].landscape, landscape_find("beale"));
    assert_string_equal(grid.head[0][1], "(x² + ky²)/2, k = 3");
    grid_clear(&grid);
    grid = grid_of("(x^2 + l*y^2)/2 l=3", "l=1,10", "");
    assert_true(grid.scene[1].constants[0].value == 10);
    grid_clear(&grid);
}

// The user's own rates stay; those of `suited` become the landscape's.
static void landscapes_bring_window_start_and_rates(void **state)
{
    (void)state;
    Scene scene = scene_of("himmelblau", "landscape=rosenbrock,beale,abs(x)+y^2", ""), own = {0};
    Error error;
    Grid grid;
    scene.figure.suited = 1;
    assert_true(grid_make(&grid, &scene, &error));
    assert_true(scene_default(&own) && scene_set_landscape(&own, "beale", &error));
    assert_memory_equal(grid.scene[1].view.camera.window, own.view.camera.window, sizeof own.view.camera.window);
    assert_memory_equal(grid.scene[1].start, own.start, sizeof own.start);
    assert_true(scene_racer(&grid.scene[0], 0)->hyper[0] != scene_racer(&grid.scene[1], 0)->hyper[0]);
    assert_true(scene_racer(&grid.scene[1], 1)->hyper[0] == 0.1);
    assert_string_equal(grid.head[0][1], "Beale");
    assert_false(figure_has(&grid.page.figure, PART_TITLE));
    grid_clear(&grid);
    scene_clear(&own);
    scene_clear(&scene);
}

static void wrong_keys_and_values_name_themselves(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"lrr=1", "grid, 'lrr=1': there is no 'lrr'; did you mean lr?"},
        {"landscap=beale", "grid, 'landscap=beale': there is no 'landscap'; did you mean landscape?"},
        {"lr=0.1,fast", "grid, 'lr=fast': lr, 'fast': expected a number, like 0.05 or 1e-3"},
        {"betas=(0.9)", "grid, 'betas=(0.9)': expected more numbers in the brackets"},
        {"view=mapp", "grid, 'view=mapp': there is no such view; did you mean map?"},
        {"theme=drak", "grid, 'theme=drak': there is no such theme; did you mean dark?"},
        {"ramp=virids", "grid, 'ramp=virids': there is no such ramp; did you mean viridis?"},
        {"them=dark", "grid, 'them=dark': there is no 'them'; did you mean theme?"},
        {"5.lr=1", "grid, '5.lr=1': there is no racer '5': they count from 0 to 1"},
        {"lr=0.1\n1.lr=0.2", "grid, '1.lr': is of the columns already"},
        {"lr=0.1\nlr=0.2", "grid, 'lr=0.2': is of the columns already"},
        {"lr=-1", "grid, 'lr=-1': lr: Invalid learning rate"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        Grid grid;
        Error error;
        const char *rows = strchr(bad[i][0], '\n');
        Scene scene = scene_of("himmelblau", bad[i][0], rows ? rows + 1 : "");
        scene.figure.grid[0][strcspn(bad[i][0], "\n")] = '\0';
        assert_false(grid_make(&grid, &scene, &error));
        assert_string_equal(error.text, bad[i][1]);
        scene_clear(&scene);
    }
}

static void a_scene_holds_its_grid(void **state)
{
    (void)state;
    Scene scene = scene_of("himmelblau", "betas=(0.9,0.999),(0.5,0.9)", "n=20,40"), read = {0};
    char line[200];
    assert_true(grid_notice(&scene, line, sizeof line));
    assert_string_equal(line, "its figure is a contact sheet, betas=(0.9,0.999),(0.5,0.9) by n=20,40: S writes it");
    assert_false(grid_notice(&read, line, sizeof line));
    scene.figure.suited = 2;
    size_t size;
    Error error;
    char *text = scene_print(&scene, &size, &error);
    assert_true(scene_parse(&read, text, size, "test", &error));
    assert_string_equal(read.figure.grid[0], scene.figure.grid[0]);
    assert_string_equal(read.figure.grid[1], scene.figure.grid[1]);
    assert_int_equal(read.figure.suited, 2);
    free(text);
    scene_clear(&read);
    scene_clear(&scene);
}

// ---- The page

static int last(const Scene *scene, const void *context)
{
    (void)context;
    return scene->steps;
}

#define PAGE 790.0f // points

static void open_cells(Cells *cells, Scene scene)
{
    Error error;
    *cells = (Cells){.n = 0};
    if (!cells_open(cells, &scene, last, NULL, &error))
        fail_msg("%s", error.text);
    for (int i = 0; i < cells->n; i++)
        assert_true(session_run(&cells->session[i], cells->steps[i], &error));
    scene_clear(&scene);
}

static PictureInput page_of(const Cells *cells)
{
    const Session *first = &cells->session[0];
    return (PictureInput){
        .race = first->race, .study = first->study, .step = 100, .width = PAGE, .scale = 1, .figure = true};
}

// The sheet on a page so wide, as high as it needs.
static const DrawList *drawn(Cells *cells, float width)
{
    PictureInput page = page_of(cells);
    page.width = width;
    page.height = cells_height(cells, page);
    return cells_build(cells, page, 0);
}

// Of scene_of(), in a view.
static void open_view(Cells *cells, ViewKind view, const char *landscape, const char *columns, const char *rows)
{
    Scene scene = scene_of(landscape, columns, rows);
    scene.view.kind = view;
    open_cells(cells, scene);
}

static bool says(const DrawList *list, const char *text)
{
    for (int i = 0; i < list->n_texts; i++)
        if (!strcmp(list->texts[i].text, text))
            return true;
    return false;
}

static int count(const DrawList *list, const char *text)
{
    int n = 0;
    for (int i = 0; i < list->n_texts; i++)
        n += !strcmp(list->texts[i].text, text);
    return n;
}

static void inside(const DrawList *list)
{
    for (int i = 0; i < list->n_panels; i++) {
        Rect rect = list->panels[i].rect;
        assert_true(rect.x >= 0 && rect.y >= 0 && rect.x + rect.w <= list->width && rect.y + rect.h <= list->height);
        for (int k = 0; k < i; k++) {
            Rect other = list->panels[k].rect;
            assert_true(rect.x >= other.x + other.w || other.x >= rect.x + rect.w || rect.y >= other.y + other.h ||
                        other.y >= rect.y + rect.h);
        }
    }
}

static void maps_share_axes_colours_and_legend(void **state)
{
    (void)state;
    Cells cells;
    open_view(&cells, VIEW_MAP, "himmelblau", "lr=0.003,0.01,0.02", "momentum=0,0.9");
    const DrawList *list = drawn(&cells, PAGE);
    assert_int_equal(list->n_panels, 6);
    inside(list);
    for (int i = 1; i < 6; i++) {
        assert_memory_equal(&list->panels[i].map, &list->panels[0].map, sizeof list->panels[0].map);
        assert_memory_equal(list->panels[i].levels, list->panels[0].levels, sizeof list->panels[0].levels);
    }
    assert_int_equal(count(list, "Adam"), 1);
    assert_int_equal(count(list, "x"), 1);
    assert_int_equal(count(list, "y"), 1);
    assert_true(says(list, "lr = 0.003") && says(list, "momentum = 0.9"));
    assert_false(says(list, "lr=0.1") || says(list, "momentum=0.9"));
    cells_close(&cells);
}

static void charts_alone_share_theirs(void **state)
{
    (void)state;
    Cells cells;
    Scene scene = scene_of("himmelblau", "lr=0.003,0.01", "n=20,60");
    scene.figure.hide = 1u << PART_PANEL;
    open_cells(&cells, scene);
    const DrawList *list = drawn(&cells, PAGE);
    assert_int_equal(list->n_panels, 0);
    assert_true(list->n_strokes > 0);
    assert_int_equal(count(list, "100"), 2); // of the first column alone
    assert_true(says(list, "loss, log scale, over the steps"));
    cells_close(&cells);
}

static void landscapes_have_colours_of_their_own(void **state)
{
    (void)state;
    Cells cells;
    open_view(&cells, VIEW_MAP, "himmelblau", "landscape=rosenbrock,beale", "");
    const DrawList *list = drawn(&cells, PAGE);
    assert_true(list->panels[0].map.high != list->panels[1].map.high);
    assert_int_equal(count(list, "loss, log scale"), 2);
    cells_close(&cells);
}

// The surfaces in a row, and right under each its map, whose axes the cells share.
static void both_are_a_surface_over_its_map(void **state)
{
    (void)state;
    Cells cells;
    open_view(&cells, VIEW_BOTH, "himmelblau", "lr=0.003,0.01,0.02", "momentum=0,0.9");
    const DrawList *list = drawn(&cells, PAGE);
    assert_int_equal(list->n_panels, 12);
    inside(list);
    for (int i = 0; i < 12; i += 2) {
        const DrawPanel *surface = &list->panels[i], *map = surface + 1;
        assert_true(!surface->flat && map->flat);
        assert_true(map->rect.y > surface->rect.y && map->rect.y < surface->rect.y + 2 * surface->rect.h);
        assert_true(surface->rect.x >= map->rect.x - 1 &&
                    surface->rect.x + surface->rect.w <= map->rect.x + map->rect.w + 1);
        assert_memory_equal(&map->map, &list->panels[0].map, sizeof map->map);
    }
    assert_int_equal(count(list, "x"), 1);
    assert_int_equal(count(list, "y"), 1);
    cells_close(&cells);
    open_view(&cells, VIEW_BOTH, "double_well", "landscape=double_well,beale", "");
    assert_int_equal(drawn(&cells, PAGE)->n_panels, 2); // a curve, and beside it both
    cells_close(&cells);
}

// However small a map is.
static void an_axis_has_two_numbers(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"booth", "beale"}, *const numbers[] = {"10", "4"},
                             *const others[] = {"−10", "−4"};
    for (int i = 0; i < 2; i++) {
        Cells cells;
        open_view(&cells, VIEW_MAP, landscapes[i], "lr=0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8", "");
        const DrawList *list = drawn(&cells, PAGE);
        assert_true(count(list, numbers[i]) >= 8 && count(list, others[i]) >= 8);
        cells_close(&cells);
    }
}

// Curves, and a curve beside a map.
static void losses_of_one_parameter_have_sheets(void **state)
{
    (void)state;
    static const char *const columns[] = {"lr=0.01,0.02", "landscape=double_well,beale"};
    for (int i = 0; i < 2; i++) {
        Cells cells;
        Scene scene = scene_of("double_well", columns[i], "");
        open_cells(&cells, scene);
        const DrawList *list = drawn(&cells, PAGE);
        assert_int_equal(list->n_panels, i);
        assert_false(list->failed);
        cells_close(&cells);
    }
}

// What is common is said once, the rest wrapped or turned: nothing is cut.
static void heads_are_whole(void **state)
{
    (void)state;
    static const char *const grids[][3] = {
        {"lr=0.001,0.002,0.003,0.004,0.005,0.006,0.007,0.008", "momentum=0,0.15,0.25,0.35,0.45,0.55,0.65,0.75", "lr"},
        {"lr=0.1,0.2,0.3,0.4", "schedule=none,StepLR(30),CosineAnnealingLR(T_max=100),ExponentialLR(gamma=0.99)",
         "ExponentialLR"},
        {"schedule=none,StepLR(30),CosineAnnealingLR(T_max=100),ExponentialLR(gamma=0.99),StepLR(9)", "n=20,40",
         "ExponentialLR"},
    };
    for (size_t i = 0; i < sizeof grids / sizeof *grids; i++) {
        Cells cells;
        bool said = false;
        open_view(&cells, VIEW_MAP, "himmelblau", grids[i][0], grids[i][1]);
        const DrawList *list = drawn(&cells, PAGE / 2);
        for (int k = 0; k < list->n_texts; k++) {
            assert_null(strstr(list->texts[k].text, "…"));
            said |= !strncmp(list->texts[k].text, grids[i][2], strlen(grids[i][2]));
        }
        assert_true(said);
        inside(list);
        cells_close(&cells);
    }
}

// Each with its ground, under it and under the bar of its colours.
static void themes_stand_on_their_own_ground(void **state)
{
    (void)state;
    Cells cells;
    open_view(&cells, VIEW_MAP, "himmelblau", "theme=dark,print", "");
    const DrawList *list = drawn(&cells, PAGE);
    Rect panel = list->panels[1].rect, bar = {0};
    float left = list->width, right = 0;
    assert_true(list->ground.r < 0.5f && list->panels[1].ground.r > 0.9f);
    for (int i = 0; i < list->n_shapes; i++) {
        const DrawShape *shape = &list->shapes[i];
        if (memcmp(&shape->color, &list->panels[1].ground, sizeof shape->color) != 0 || shape->kind != SHAPE_RECT)
            continue;
        left = fminf(left, shape->x), right = fmaxf(right, shape->x + shape->w);
        if (shape->y > panel.y + panel.h + 10)
            bar = (Rect){shape->x, shape->y, shape->w, shape->h};
        else
            assert_true(shape->x + shape->w <= panel.x || shape->x >= panel.x + panel.w ||
                        shape->y + shape->h <= panel.y || shape->y >= panel.y + panel.h);
    }
    assert_true(left < panel.x - 20 && right > panel.x + panel.w && bar.w > panel.w);
    assert_int_equal(count(list, "loss, log scale"), 2);
    cells_close(&cells);
}

// The most cells that there are, on the narrowest page.
static void eight_by_eight_have_room(void **state)
{
    (void)state;
    Cells cells;
    open_view(&cells, VIEW_MAP, "himmelblau", "lr=1,2,3,4,5,6,7,8", "n=1,2,3,4,5,6,7,8");
    const DrawList *list = drawn(&cells, 395);
    assert_int_equal(list->n_panels, 64);
    inside(list);
    cells_close(&cells);
}

// In the rows' order; every head stays, however narrow its column is.
static void letters_mark_the_cells(void **state)
{
    (void)state;
    static const float widths[] = {790, 395};
    for (int i = 0; i < 2; i++) {
        Cells cells;
        Scene scene = scene_of("himmelblau", "lr=0.1,0.2,0.3,0.4,0.5", "n=1,2,3,4,5,6");
        scene.view.kind = VIEW_MAP;
        scene.figure.letters = true;
        open_cells(&cells, scene);
        const DrawList *list = drawn(&cells, widths[i]);
        static const char *const first[] = {"(a)", "(b)", "(f)", "(z)", "(aa)", "(ad)"};
        for (int k = 0; k < 6; k++)
            assert_int_equal(count(list, first[k]), 1);
        assert_int_equal(count(list, "(ae)"), 0);
        assert_true(says(list, "lr = 0.1") && says(list, "lr = 0.5"));
        inside(list);
        cells_close(&cells);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(commas_within_brackets_part_nothing),
        cmocka_unit_test(what_is_no_axis_is_refused),
        cmocka_unit_test(columns_then_rows),
        cmocka_unit_test(one_racer_is_meant_by_its_number),
        cmocka_unit_test(every_kind_of_key_applies),
        cmocka_unit_test(cells_look_as_they_are_told),
        cmocka_unit_test(landscapes_bring_window_start_and_rates),
        cmocka_unit_test(wrong_keys_and_values_name_themselves),
        cmocka_unit_test(a_scene_holds_its_grid),
        cmocka_unit_test(maps_share_axes_colours_and_legend),
        cmocka_unit_test(charts_alone_share_theirs),
        cmocka_unit_test(landscapes_have_colours_of_their_own),
        cmocka_unit_test(both_are_a_surface_over_its_map),
        cmocka_unit_test(an_axis_has_two_numbers),
        cmocka_unit_test(losses_of_one_parameter_have_sheets),
        cmocka_unit_test(heads_are_whole),
        cmocka_unit_test(themes_stand_on_their_own_ground),
        cmocka_unit_test(eight_by_eight_have_room),
        cmocka_unit_test(letters_mark_the_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
