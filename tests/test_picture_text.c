// What the picture says and in which colours: labels, ticks, layouts of many sizes, legible themes, even ramps.
#include "entries.h"
#include "world.h"

#include <stdio.h>

// On Rosenbrock as many racers of a rule as there may be, with lr, 2 lr, 3 lr and so on.
static World *world_of_many(const char *rule, double lr, int steps)
{
    char specs[RACE_RACERS_MAX][32];
    const char *racers[RACE_RACERS_MAX + 1] = {NULL};
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        snprintf(specs[i], sizeof specs[i], "%s(lr=%.5f)", rule, lr * (i + 1));
        racers[i] = specs[i];
    }
    return world_create("rosenbrock", racers, steps);
}

static bool same_marker(Marker a, Marker b)
{
    return a.kind == b.kind && fabsf(a.angle_rad - b.angle_rad) < 1e-6f;
}

// Without any colour, form and dash tell sixteen racers apart: on their balls, on their cards, at their lines' ends.
static void racers_are_told_apart_without_colour(void **state)
{
    (void)state;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        for (int k = 0; k < i; k++)
            assert_true(racer_is_dashed(i) != racer_is_dashed(k) || !same_marker(racer_marker(i), racer_marker(k)));
    World *world = world_of_many("SGD", 0.00005, 60);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = build_at(world, 60, 1600, 1400);
    const Theme *theme = theme_find("dark");
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        Marker marker = racer_marker(i);
        const DrawStroke *trail = trail_of(list, theme, i, 0);
        assert_true(trail && (trail->dash[1] > 0.0f) == racer_is_dashed(i));
        int seen = 0;
        for (int k = 0; k < list->n_shapes; k++)
            seen += list->shapes[k].kind == marker.kind && same_color(list->shapes[k].color, theme->racer[i]);
        assert_true(seen >= 2); // card, charts
        for (int k = 0; k < list->n_balls; k++)
            if (same_color(list->balls[k].color, theme->racer[i]))
                assert_int_equal(list->balls[k].mark, marker.kind == SHAPE_DISC ? SHAPE_RECT : marker.kind);
    }
    world_destroy(world);
}

// A racer's short name says what tells it from the others of its rule, and no more.
static void labels_tell_racers_apart(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.0005)", "SGD(lr=0.0002, momentum=0.9)",
                                         "Adam(lr=0.05)", NULL};
    static const char *const labels[] = {"SGD lr 0.001", "SGD lr 0.0005", "SGD momentum 0.9", "Adam"};
    World *world = world_create("rosenbrock", racers, 50);
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = build_at(world, 50, 1600, 900);
    for (int r = 0; r < 4; r++) {
        int exact = count_texts(list, labels[r]);
        if (exact < 2) // charts of loss and gradient
            fail_msg("'%s' is there %d times", labels[r], exact);
    }
    world_destroy(world);
}

static void assert_labels(World *world, const char *const *labels)
{
    world->scene.view.kind = VIEW_MAP;
    const DrawList *list = build_at(world, 50, 3200, 900); // whole names have room beside three charts
    for (int r = 0; labels[r]; r++)
        if (count_texts(list, labels[r]) < 2) // charts of loss and gradient
            fail_msg("'%s' is there %d times", labels[r], count_texts(list, labels[r]));
}

// By one argument of a schedule, by a word, by what stands around the rule.
static void labels_tell_arguments_apart(void **state)
{
    (void)state;
    static const char *const racers[] = {
        "SGD(lr=0.001) | StepLR(30, gamma=0.5)", "SGD(lr=0.001) | StepLR(30, gamma=0.9)",
        "SGD(lr=0.001) | MultiStepLR([10, 20])", "SGD(lr=0.001) | MultiStepLR([10, 30])", NULL};
    static const char *const labels[] = {"StepLR gamma 0.5", "StepLR gamma 0.9", "MultiStepLR at 20",
                                         "MultiStepLR at 30", NULL};
    static const char *const others[] = {"LBFGS()", "LBFGS(line_search_fn='strong_wolfe')",
                                         "Lookahead(SGD(lr=0.001), k=3)", "Lookahead(SGD(lr=0.001), k=7)", NULL};
    static const char *const other_labels[] = {"LBFGS", "LBFGS line_search_fn strong_wolfe", "Lookahead(SGD) k 3",
                                               "Lookahead(SGD) k 7", NULL};
    World *world = world_create("rosenbrock", racers, 50);
    assert_labels(world, labels);
    world_destroy(world);
    world = world_create("rosenbrock", others, 50);
    assert_labels(world, other_labels);
    world_destroy(world);
}

static void labels_know_nothing_of_hidden_racers(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.0005)", "Adam(lr=0.05)", NULL};
    World *world = world_create("rosenbrock", racers, 50);
    assert_labels(world, (const char *const[]){"SGD lr 0.001", "SGD lr 0.0005", "Adam", NULL});
    scene_edit_entry(&world->scene, 1)->hidden = true;
    assert_labels(world, (const char *const[]){"SGD", "Adam", NULL});
    world_destroy(world);
}

// Sixteen names do not fit beside a chart: the selected racer's is there, and none covers another.
static void lines_of_many_racers_have_names(void **state)
{
    (void)state;
    World *world = world_of_many("SGD", 0.00002, 400);
    world->scene.view.selected = 7;
    const DrawList *list = build_at(world, 400, 1280, 720);
    assert_int_equal(count_texts(list, "lr 0.00016"), 2); // of loss and of gradient: what of it tells it apart
    for (int i = 0; i < list->n_texts; i++)
        for (int k = 0; k < i; k++)
            if (!strncmp(list->texts[i].text, "lr 0", 4) && !strncmp(list->texts[k].text, "lr 0", 4))
                assert_true(fabsf(list->texts[i].x - list->texts[k].x) > 1.0f ||
                            fabsf(list->texts[i].y - list->texts[k].y) >= 12.9f);
    world_destroy(world);
}

// A line that leaves the axis goes on along its end, but faintly: it has not come to rest there.
// An arrow over the frame's top, and no line along it.
static void what_is_off_the_scale_leaves(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", "SGD(lr=0.04)", NULL};
    World *world = world_create("quadratic", racers, 60);
    const DrawList *list = build_at(world, 60, 1280, 720);
    int faint[2] = {0}, arrows[2] = {0};
    for (int i = 0; i < list->n_strokes; i++)
        for (int r = 0; r < 2; r++) {
            const DrawStroke *stroke = &list->strokes[i];
            Color color = stroke->color, own = theme_find("dark")->racer[r];
            bool of_racer = !stroke->on_panel && color.r == own.r && color.g == own.g;
            faint[r] += of_racer && color.a < 0.5f;
            arrows[r] += of_racer && stroke->count == 5;
        }
    assert_true(faint[0] == 0 && faint[1] == 0);
    assert_true(arrows[0] >= 2 && arrows[1] == 0); // of loss and of gradient
    world_destroy(world);
}

// Words around a small curve's panel would stand on its title or on its neighbours.
static void small_curves_have_no_names(void **state)
{
    (void)state;
    World *world = world_create("double_well", NULL, 50);
    world->scene.view.kind = VIEW_SIDE;
    const DrawList *list = build_at(world, 50, 1280, 720);
    assert_int_equal(count_texts(list, "loss"), 0); // the chart's is the difference to the minimum
    assert_int_equal(count_texts(list, "x"), 0);
    for (int i = 0; i < list->n_texts; i++)
        assert_true(list->texts[i].x > 20.0f);
    world->scene.view.kind = VIEW_CURVE;
    list = build_at(world, 50, 1280, 720);
    assert_true(count_texts(list, "loss") == 1 && count_texts(list, "x") == 1);
    world_destroy(world);
}

static void labels_keep_apart(void **state)
{
    (void)state;
    static const char *const landscapes[] = {"rosenbrock", "himmelblau", "quadratic", "beale"};
    for (int l = 0; l < 4; l++) {
        World *world = world_create(landscapes[l], NULL, 80);
        for (int azimuth = 0; azimuth < 360; azimuth += 23) {
            world->scene.view.camera.azimuth_deg = azimuth;
            const DrawList *list = build_at(world, 80, 1280, 720);
            Rect box[256];
            int n = 0;
            for (int i = 0; i < list->n_texts && n < 256; i++) {
                const DrawText *text = &list->texts[i];
                if (text->align == ALIGN_CENTER && text->layer == LAYER_BASE &&
                    near_rect(list->panels[0].rect, text->x, text->y, 0)) {
                    float width = 0.5f * font_points[text->size] * (float)strlen(text->text) * 0.8f;
                    box[n++] = (Rect){text->x - 0.5f * width, text->y - 0.7f * font_points[text->size], width,
                                      0.7f * font_points[text->size]};
                }
            }
            assert_true(n >= 8);
            for (int i = 0; i < n; i++)
                for (int j = i + 1; j < n; j++)
                    assert_false(rect_overlaps(box[i], box[j]));
        }
        world_destroy(world);
    }
}

static const float sizes[][2] = {{640, 480},   {800, 600}, {1024, 768},  {1280, 720}, {1600, 900}, {1920, 1080},
                                 {3840, 2160}, {480, 800}, {900, 420},   {300, 300},  {200, 150},  {2560, 600},
                                 {860, 400},   {861, 401}, {1100, 2400}, {400, 240}};

enum { SIZES = sizeof sizes / sizeof *sizes };

static void assert_apart(const Layout *layout, float width, float height)
{
    const Rect part[] = {layout->title, layout->view, layout->charts, layout->foot, layout->column, layout->legend};
    for (int i = 0; i < 6; i++) {
        if (part[i].w == 0.0f)
            continue;
        assert_true(part[i].w > 0.0f && part[i].h >= 0.0f);
        assert_true(holds((Rect){0, 0, width, height}, part[i]));
        for (int j = i + 1; j < 6; j++)
            if (part[j].w > 0.0f)
                assert_false(rect_overlaps(part[i], part[j]));
    }
    assert_true(layout->view.w > 0.5f * fminf(width - 340.0f, width) && layout->view.h > 0.3f * height);
}

static void layouts_never_overlap(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 5);
    for (int s = 0; s < SIZES; s++)
        for (int t = 0; t < theme_count(); t++)
            for (int interactive = 0; interactive < 2; interactive++) {
                PictureInput input = input_of(world, 0, sizes[s][0], sizes[s][1]);
                input.ui.interactive = interactive;
                Layout layout = layout_place(&input, theme_at(t), NULL);
                assert_apart(&layout, sizes[s][0], sizes[s][1]);
                assert_true(theme_at(t)->has_column || interactive ||
                            layout.column.w == 0.0f); // pages have none in print
            }
    world_destroy(world);
}

static void every_size_builds(void **state)
{
    (void)state;
    World *world = world_create("ackley", NULL, 20);
    for (int s = 0; s < SIZES; s++)
        for (int v = 0; v < VIEW_COUNT; v++) {
            world->scene.view.kind = (ViewKind)v;
            assert_sane(build_at(world, 20, sizes[s][0], sizes[s][1]));
        }
    world_destroy(world);
}

static void ticks_are_round_and_inside(void **state)
{
    (void)state;
    static const double ranges[][2] = {{0, 1},           {-2, 2},         {-1.3, 7.9}, {1e-9, 2e-9},
                                       {1e6, 1.00001e6}, {-5e200, 3e200}, {0.1, 0.35}};
    for (int r = 0; r < 7; r++)
        for (int max = 2; max <= 12; max++) {
            double tick[32], step;
            int n = ticks_linear(ranges[r][0], ranges[r][1], max, tick, &step);
            assert_true(n >= 1 && n <= max);
            double mantissa = step / pow(10, floor(log10(step) + 1e-9));
            assert_true(fabs(mantissa - 1) < 1e-6 || fabs(mantissa - 2) < 1e-6 || fabs(mantissa - 5) < 1e-6);
            for (int i = 0; i < n; i++) {
                assert_true(tick[i] >= ranges[r][0] - 1e-6 * step && tick[i] <= ranges[r][1] + 1e-6 * step);
                assert_true(fabs(tick[i] / step - round(tick[i] / step)) < 1e-4);
            }
            assert_true(tick[0] - ranges[r][0] < step &&
                        ranges[r][1] - tick[n - 1] < step * (1 + 1e-6)); // none is left out
        }
    double tick[32], step;
    assert_int_equal(ticks_linear(1, 1, 5, tick, &step), 0);
    assert_int_equal(ticks_linear(0, (double)INFINITY, 5, tick, &step), 0);
    assert_int_equal(ticks_linear((double)NAN, 1, 5, tick, &step), 0);
}

static void ticks_stand_at_round_ends(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        int max, n; // 0: its ends are not round
    } windows[] = {{-5, 5, 9, 3}, {-2, 2, 9, 9}, {-2, 2, 6, 5}, {-1, 3, 6, 5}, {0, 1, 7, 6}, {-3.3, 4.1, 6, 0}};
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        double tick[32], step;
        int n = ticks_ends(windows[i].low, windows[i].high, windows[i].max, tick, &step);
        assert_true(n >= 2 && n <= windows[i].max);
        bool ends = fabs(tick[0] - windows[i].low) < 1e-9 && fabs(tick[n - 1] - windows[i].high) < 1e-9;
        assert_int_equal(ends, windows[i].n > 0);
        if (windows[i].n > 0)
            assert_int_equal(n, windows[i].n);
    }
    double tick[32], step;
    assert_true(ticks_ends(0x1p-1074, 0x1p-1073, 2, tick, &step) <= 2);
    assert_true(ticks_ends(-1e308, 0.5e308, 5, tick, &step) <= 5);
}

static const DrawText *text_of(const DrawList *list, const char *words)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strcmp(list->texts[i].text, words) == 0)
            return &list->texts[i];
    return NULL;
}

// Long names of parameters are whole and on the page, whatever the view; one letter is italic, a word is not.
static void names_of_axes_are_whole(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", NULL};
    static const ViewKind views[] = {VIEW_SURFACE, VIEW_MAP};
    static const char *const names[2][2] = {{"weight_one", "bias_term"}, {"x", "y"}};
    for (int k = 0; k < 2; k++) {
        World *world = world_create(k ? "x^2 + 3*y^2" : "weight_one^2 + 3*bias_term^2", racers, 5);
        for (int v = 0; v < 2; v++)
            for (int i = 0; i < 2; i++) {
                world->scene.view.kind = views[v];
                const DrawList *list = build_at(world, 5, 900, 700);
                const DrawText *name = text_of(list, names[k][i]);
                assert_non_null(name);
                assert_int_equal(name->weight, k ? WEIGHT_ITALIC : WEIGHT_REGULAR);
                float half = 4.0f * (float)strlen(name->text), c = fabsf(cosf(name->angle_rad)) * half,
                      s = fabsf(sinf(name->angle_rad)) * half;
                assert_true(name->x - c >= 0 && name->x + c <= list->width);
                assert_true(name->y - s >= 0 && name->y + s <= list->height);
            }
        world_destroy(world);
    }
}

// A start that the window leaves out is told of at its edge.
static void a_start_outside_is_shown(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.1)", NULL};
    World *world = world_create("x^2 + 3*y^2", racers, 5);
    double window[4] = {-3, 3, -3, 3};
    world->scene.start[0] = 5, world->scene.start[1] = 4;
    for (int v = VIEW_SURFACE; v <= VIEW_MAP; v++) {
        world->scene.view.kind = (ViewKind)v;
        memcpy(world->scene.view.camera.window, window, sizeof window);
        assert_non_null(text_of(build_at(world, 5, 900, 700), "start (5, 4)"));
    }
    world_destroy(world);
}

static void loss_ticks_lie_on_the_axis(void **state)
{
    (void)state;
    static const HeightMap maps[] = {{HEIGHT_LINEAR, 0, 10, 1},   {HEIGHT_LOG, 0, 1000, 1},
                                     {HEIGHT_LOG, 3, 1e6, 10},    {HEIGHT_LOG, -1, 2, 1e-3},
                                     {HEIGHT_LINEAR, -5, -1, 1},  {HEIGHT_LOG, 0, 1e-12, 1e-15},
                                     {HEIGHT_SIGNED, -2, 9, 0.1}, {HEIGHT_LOGIT, 0, 1, 1e-4}};
    for (size_t m = 0; m < sizeof maps / sizeof *maps; m++)
        for (int max = 2; max <= 8; max++) {
            LossTick tick[32];
            int n = ticks_loss(&maps[m], max, tick);
            assert_true(n >= 1 && n <= max);
            for (int i = 0; i < n; i++) {
                double height = height_of(&maps[m], tick[i].loss);
                assert_true(height >= -1e-9 && height <= 1 + 1e-9);
                assert_true(tick[i].text[0] != '\0');
            }
        }
}

static void text_is_cut_with_an_ellipsis(void **state)
{
    (void)state;
    PictureInput input = {0};
    Build build = {.in = &input};
    char text[] = "größer als der Platz, der da ist";
    text_fit(&build, text, 100, FONT_TEXT, WEIGHT_REGULAR);
    assert_true(text_width(&build, text, FONT_TEXT, WEIGHT_REGULAR, false) <= 100);
    assert_string_equal(text + strlen(text) - 3, "…");
    char whole[] = "kurz";
    text_fit(&build, whole, 100, FONT_TEXT, WEIGHT_REGULAR);
    assert_string_equal(whole, "kurz");
    char number[] = "momentum=0.9375"; // a part of a number would be another one
    text_fit(&build, number, text_width(&build, "momentum=0.9…", FONT_TEXT, WEIGHT_REGULAR, false), FONT_TEXT,
             WEIGHT_REGULAR);
    assert_string_equal(number, "momentum=…");
    char narrow[] = "ab";
    text_fit(&build, narrow, 1, FONT_TEXT, WEIGHT_REGULAR);
    assert_true(strlen(narrow) <= 2);
}

static void themes_are_legible(void **state)
{
    (void)state;
    for (int t = 0; t < theme_count(); t++) {
        const Theme *theme = theme_at(t);
        assert_ptr_equal(theme_find(theme->name), theme);
        assert_non_null(colormap_find(theme->ramp));
        const Color words[] = {theme->text, theme->secondary, theme->faint, theme->warning};
        const Color grounds[] = {theme->ground, theme->panel, theme->selected};
        for (int w = 0; w < 4; w++)
            for (int g = 0; g < 3; g++)
                if (color_contrast(words[w], grounds[g]) < 4.5f)
                    fail_msg("%s: word %d on ground %d: %.2f", theme->name, w, g,
                             (double)color_contrast(words[w], grounds[g]));
        for (int i = 0; i < RACE_RACERS_MAX; i++)
            for (int j = i + 1; j < RACE_RACERS_MAX; j++)
                assert_false(same_color(theme->racer[i], theme->racer[j]));
    }
    assert_null(theme_find("nosuch"));
    assert_true(fabsf(color_contrast((Color){0, 0, 0, 1}, (Color){1, 1, 1, 1}) - 21.0f) < 0.01f);
}

// On its halo, on the page, or in the column on what suits it less, an open card or none.
static float word_contrast(const Theme *theme, const DrawText *text, Rect column)
{
    bool in_column = column.w > 0.0f && text->x >= column.x;
    const Color grounds[] = {in_column ? theme->panel : theme->ground, in_column ? theme->selected : theme->ground};
    float least = 21.0f;
    for (int g = 0; g < 2; g++) {
        Color ground = text->halo.a > 0.0f ? text->halo : grounds[g];
        Color word = color_mix(ground, text->color, text->color.a);
        word.a = ground.a = 1.0f;
        least = fminf(least, color_contrast(word, ground));
    }
    return least;
}

// Every word of every view, those in a racer's colour too. Signs that a wall hides are dimmed on purpose.
static void words_are_legible(void **state)
{
    (void)state;
    World *world = world_of_many("Adam", 0.01, 40);
    assert_true(spec_read("SGD(lr=9)", scene_edit_racer(&world->scene, 5), NULL)); // which diverges
    world_run(world);
    SceneView *view = &world->scene.view;
    for (int t = 0; t < theme_count(); t++)
        for (int v = 0; v <= VIEW_SIDE; v++) {
            snprintf(view->theme, sizeof view->theme, "%s", theme_at(t)->name);
            view->kind = (ViewKind)v;
            hide_racers(&world->scene, v % 2 ? 0 : 0xff00); // so few that lines have names
            const DrawList *list = build_at(world, 40, 1600, 1400);
            PictureInput input = input_of(world, 40, 1600, 1400);
            Rect column = layout_place(&input, theme_at(t), NULL).column;
            for (int i = 0; i < list->n_texts; i++) {
                const DrawText *text = &list->texts[i];
                bool hidden = text->halo.a > 0.0f && text->color.a < 0.9f;
                if (!hidden && word_contrast(theme_at(t), text, column) < 4.5f)
                    fail_msg("%s, %s: '%s' has a contrast of %.2f", theme_at(t)->name, scene_view_name((ViewKind)v),
                             text->text, (double)word_contrast(theme_at(t), text, column));
            }
        }
    world_destroy(world);
}

static float lightness(Color color)
{
    return color_contrast(color, (Color){0, 0, 0, 1});
}

static void ramps_rise_and_are_whole(void **state)
{
    (void)state;
    for (int i = 0; i < colormap_count(); i++) {
        const Colormap *map = colormap_at(i);
        assert_ptr_equal(colormap_find(colormap_name(map)), map);
        float before = 0.0f;
        for (int k = 0; k <= 256; k++) {
            Color color = colormap_color(map, (float)k / 256.0f);
            assert_true(color.r >= 0 && color.r <= 1 && color.g >= 0 && color.g <= 1 && color.b >= 0 && color.b <= 1);
            assert_true(color.a == 1.0f);
            assert_true(lightness(color) > before - 1e-3f);
            before = lightness(color);
        }
        assert_true(same_color(colormap_color(map, -3), colormap_color(map, 0)));
        assert_true(same_color(colormap_color(map, (float)NAN), colormap_color(map, 0)));
        assert_true(same_color(colormap_color(map, 7), colormap_color(map, 1)));
    }
    assert_null(colormap_find("jet"));
}

// From 200 at the start to -3.5: a linear axis would show one fall and nothing else. Every line has its name, short
// ones too.
static void losses_of_both_signs_have_a_logarithmic_axis(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.001, momentum=0.9)", "Adam(lr=0.1)", NULL};
    World *world = world_create("x^4 - 3*x^2 + x + y^2", racers, 1000);
    const DrawList *list = build_at(world, 1000, 1280, 720);
    assert_int_equal(count_texts(list, "−10⁰"), 1);
    assert_int_equal(count_texts(list, "SGD"), 2 + 2); // at both charts' line ends, and on two cards
    world_destroy(world);
}

static bool says(const DrawList *list, const char *part)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, part))
            return true;
    return false;
}

// Cards, charts, side titles and legends call a racer by its name, and all that is its own has its colour.
static void racers_have_names_and_colours(void **state)
{
    (void)state;
    World *world = world_create("booth", NULL, 40);
    static const char *const themes[] = {"dark", "print"}; // cards, a legend
    for (int t = 0; t < 2; t++)
        for (int v = 0; v <= VIEW_SIDE; v++) {
            snprintf(world->scene.view.theme, sizeof world->scene.view.theme, "%s", themes[t]);
            world->scene.view.kind = (ViewKind)v;
            SceneRacer *entry = scene_edit_entry(&world->scene, 1);
            entry->name[0] = '\0';
            entry->has_color = false;
            assert_false(says(build_at(world, 40, 1600, 900), "mine"));
            strcpy(entry->name, "mine");
            entry->has_color = true;
            entry->color = 0xff00ff;
            const DrawList *list = build_at(world, 40, 1600, 900);
            const Theme *theme = theme_find(themes[t]);
            assert_true(says(list, "mine"));
            int own = 0;
            for (int i = 0; i < list->n_strokes; i++) {
                assert_false(same_color(list->strokes[i].color, theme->racer[1]));
                own += same_color(list->strokes[i].color, color_of_rgb(0xff00ff));
            }
            assert_true(own > 0);
        }
    world_destroy(world);
}

static int hits_of(const DrawList *list, HitKind kind, int index)
{
    int n = 0;
    for (int i = 0; i < list->n_hits; i++)
        n += list->hits[i].kind == kind && list->hits[i].index == index;
    return n;
}

// The width of the first stroke of a colour on a panel, 0: there is none.
static float width_of(const DrawList *list, Color color)
{
    for (int i = 0; i < list->n_strokes; i++)
        if (list->strokes[i].on_panel && same_color(list->strokes[i].color, color))
            return list->strokes[i].width;
    return 0.0f;
}

// Thin and pale, on everyone's panel, without a card or a panel of its own.
static void a_ghost_is_thin_and_pale_and_has_no_card(void **state)
{
    (void)state;
    World *world = world_create("booth", NULL, 40);
    Color color = theme_find("dark")->racer[1];
    world->scene.view.selected = 0;
    const DrawList *list = build_at(world, 40, 1600, 900);
    float width = width_of(list, color);
    assert_true(width > 0.0f && hits_of(list, HIT_RACER, 1) == 1);
    scene_edit_entry(&world->scene, 1)->ghost = true;
    list = build_at(world, 40, 1600, 900);
    assert_true(width_of(list, color) == 0.0f);
    Color pale = {0};
    float thinnest = width;
    for (int i = 0; i < list->n_strokes; i++)
        if (list->strokes[i].line == 2 && list->strokes[i].on_panel) {
            pale = list->strokes[i].color;
            thinnest = fminf(thinnest, list->strokes[i].width); // beads are wider than the line
        }
    assert_true(pale.a > 0.0f && !same_color(pale, color) && thinnest < 0.6f * width);
    assert_int_equal(hits_of(list, HIT_RACER, 1) + hits_of(list, HIT_EYE, 1), 0);
    assert_int_equal(hits_of(list, HIT_RACER, 2), 1);
    world->scene.view.kind = VIEW_SIDE;
    list = build_at(world, 40, 1600, 900);
    assert_int_equal(list->n_panels, world->scene.n_racers - 1);
    uint32_t seen = 0;
    for (int i = 0; i < list->n_strokes; i++)
        if (list->strokes[i].line == 2 && list->strokes[i].on_panel)
            seen |= 1u << list->strokes[i].on_panel;
    assert_int_equal(seen, ((1u << list->n_panels) - 1) << 1);
    for (int i = 0; i < world->scene.n_racers; i++)
        scene_edit_entry(&world->scene, i)->ghost = true;
    assert_sane(build_at(world, 40, 1600, 900));
    world->scene.view.kind = VIEW_BOTH;
    assert_sane(build_at(world, 40, 1600, 900));
    world_destroy(world);
}

// The words are within a plate of the page's colour that hides what is below, in the map's panel.
static void why_a_racer_ends_stands_on_a_plate(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.0005, momentum=0.5) | OneCycleLR(max_lr=0.0005, total_steps=10)",
                                         NULL};
    static const float pages[][2] = {{1280, 720}, {1024, 768}};
    World *world = world_create("rosenbrock", racers, 40);
    world->scene.view.kind = VIEW_MAP;
    for (int i = 0; i < 2; i++) {
        const DrawList *list = build_at(world, 40, pages[i][0], pages[i][1]);
        const Color panel = theme_find("dark")->panel;
        int plates = 0;
        for (int k = 0; k < list->n_texts; k++) {
            const DrawText *text = &list->texts[k];
            if (text->layer != LAYER_TOP || !strstr(text->text, "torch stops"))
                continue;
            for (int j = 0; j < list->n_shapes; j++) {
                const DrawShape *box = &list->shapes[j];
                plates += box->layer == LAYER_TOP && same_color(box->color, panel) && text->x > box->x &&
                          text->x < box->x + box->w && text->y > box->y && text->y < box->y + box->h;
            }
        }
        assert_true(plates >= 1);
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(racers_are_told_apart_without_colour),
        cmocka_unit_test(labels_tell_racers_apart),
        cmocka_unit_test(labels_tell_arguments_apart),
        cmocka_unit_test(labels_know_nothing_of_hidden_racers),
        cmocka_unit_test(lines_of_many_racers_have_names),
        cmocka_unit_test(what_is_off_the_scale_leaves),
        cmocka_unit_test(small_curves_have_no_names),
        cmocka_unit_test(labels_keep_apart),
        cmocka_unit_test(layouts_never_overlap),
        cmocka_unit_test(every_size_builds),
        cmocka_unit_test(ticks_are_round_and_inside),
        cmocka_unit_test(ticks_stand_at_round_ends),
        cmocka_unit_test(names_of_axes_are_whole),
        cmocka_unit_test(a_start_outside_is_shown),
        cmocka_unit_test(loss_ticks_lie_on_the_axis),
        cmocka_unit_test(text_is_cut_with_an_ellipsis),
        cmocka_unit_test(themes_are_legible),
        cmocka_unit_test(words_are_legible),
        cmocka_unit_test(ramps_rise_and_are_whole),
        cmocka_unit_test(losses_of_both_signs_have_a_logarithmic_axis),
        cmocka_unit_test(racers_have_names_and_colours),
        cmocka_unit_test(a_ghost_is_thin_and_pale_and_has_no_card),
        cmocka_unit_test(why_a_racer_ends_stands_on_a_plate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
