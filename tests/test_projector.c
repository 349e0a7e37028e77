// Small windows and projectors: the value in hand is large, and whatever the size and however many the racers, what is
// said stands whole, in its place, clear of all else.
#include "entries.h"
#include "scene/steer.h"
#include "world.h"

#include <stdio.h>

#define PROJECTOR 1.35f

// Of a window in pixels, on a projector or not.
typedef struct Screen {
    float width, height;
    bool projector;
} Screen;

static const Screen screens[] = {{1600, 900, false}, {1280, 720, true},  {1024, 768, true}, {800, 600, true},
                                 {640, 480, false},  {800, 500, false},  {640, 480, true},  {1024, 768, false},
                                 {800, 600, false},  {1280, 720, false}, {480, 800, true},  {3840, 2160, true}};
enum { SCREENS = sizeof screens / sizeof *screens };

static const char *const fold_keys[FOLD_COUNT] = {[FOLD_STATE] = "I", [FOLD_CARDS] = "", "F7", "F6"};

static PictureInput on_screen(const World *world, Screen screen)
{
    float points = screen.projector ? PROJECTOR : 1;
    PictureInput input = input_of(world, world->scene.steps, screen.width / points, screen.height / points);
    input.scale = points;
    input.ui = (PictureUi){.interactive = true, .projector = screen.projector};
    return input;
}

static const DrawList *build_on(World *world, Screen screen, int slider)
{
    PictureInput input = on_screen(world, screen);
    input.ui.slider = slider;
    return picture_build(world->picture, &input);
}

static float points_of(const DrawList *list, const char *text)
{
    float points = 0;
    for (int i = 0; i < list->n_texts; i++)
        if (!strcmp(list->texts[i].text, text))
            points = fmaxf(points, font_points[list->texts[i].size]);
    return points;
}

static void the_value_in_hand_is_large(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001, momentum=0.19)", "Adam(lr=0.05)", NULL};
    World *world = world_create("rosenbrock", racers, 50);
    for (int s = 0; s < SCREENS; s++) {
        const DrawList *list = build_on(world, screens[s], 1);
        bool small = screens[s].projector || screens[s].width < 900 || screens[s].height < 560;
        if ((points_of(list, "momentum = 0.19") >= font_points[FONT_READING_SMALL]) != small)
            fail_msg("at %g x %g: %g points", (double)screens[s].width, (double)screens[s].height,
                     (double)points_of(list, "momentum = 0.19"));
    }
    world_destroy(world);
}

static bool has_hit(const DrawList *list, HitKind kind, int index)
{
    for (int i = 0; i < list->n_hits; i++)
        if (list->hits[i].kind == kind && list->hits[i].index == index)
            return true;
    return false;
}

// Where no column is, it can be turned where it stands.
static void without_a_column_it_has_a_track(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 50);
    assert_true(has_hit(build_on(world, (Screen){800, 600, true}, 0), HIT_SLIDER, 0));
    world->scene.view.hide = 1u << HIDE_COLUMN;
    assert_true(has_hit(build_on(world, (Screen){1600, 900, false}, 1), HIT_SLIDER, 1));
    world_destroy(world);
}

// With its caret, and a line under what was refused.
static void what_is_typed_is_large(void **state)
{
    (void)state;
    World *world = world_create("rosenbrock", NULL, 50);
    PictureInput input = on_screen(world, (Screen){1024, 768, true});
    int shapes = picture_build(world->picture, &input)->n_shapes;
    input.ui.entry = "0.3x";
    input.ui.entry_caret = 3;
    input.ui.entry_column = 4;
    const DrawList *list = picture_build(world->picture, &input);
    assert_true(points_of(list, "lr = 0.3x") >= font_points[FONT_READING]);
    assert_int_equal(list->n_shapes, shapes + 2 + 3); // the large one's, the column's
    world_destroy(world);
}

static const char *const many[] = {
    "SGD(lr=0.0012)",
    "SGD(lr=0.0005, momentum=0.9)",
    "SGD(lr=0.0005, momentum=0.9, nesterov=True)",
    "Adam(lr=0.05) | CyclicLR(0.01, 0.1, step_size_up=30, cycle_momentum=False)",
    "RMSprop(lr=0.01)",
    "Adagrad(lr=0.5)",
    "Adam(lr=0.05) | OneCycleLR(max_lr=0.1, total_steps=20)",
    "AdamW(lr=0.05, weight_decay=0.1)",
    "SGD(lr=0.001) | CosineAnnealingWarmRestarts(50)",
    "NAdam(lr=0.02)",
    "RAdam(lr=0.02)",
    "SGD(lr=0.001) | LambdaLR(lambda epoch: 0.95 ** epoch if epoch < 30 else 0.95 ** 30)",
    "Adamax(lr=0.02)",
    "Adadelta(lr=1)",
    "Lookahead(Rprop(lr=0.01), k=3)",
    "LBFGS(lr=0.1)"};

static World *world_of(int racers, SceneShow show)
{
    const char *specs[RACE_RACERS_MAX + 1] = {NULL};
    for (int i = 0; i < racers; i++)
        specs[i] = many[i];
    World *world = world_create("rosenbrock", specs, 60);
    world->scene.view.show |= 1u << show;
    return world;
}

static Rect box_of(const DrawText *text, const Build *build)
{
    float width = text_width(build, text->text, text->size, text->weight, text->tabular);
    float points = font_points[text->size];
    float left = text->align == ALIGN_RIGHT ? width : text->align == ALIGN_CENTER ? width / 2 : 0;
    return (Rect){text->x - left, text->y - 0.7f * points, width, 0.75f * points};
}

enum { TEXTS_MAX = 500 };

static void assert_held(const DrawText *text, Rect box, Rect place)
{
    if (!holds(place, box))
        fail_msg("'%s' leaves its place", text->text);
    if (strstr(text->text, "…"))
        fail_msg("'%s' is cut", text->text);
}

// In its place and clear of each other. Words are measured once.
static void assert_clear(const DrawList *list, const PictureInput *input, Rect place)
{
    static Rect box[TEXTS_MAX];
    static const DrawText *held[TEXTS_MAX];
    Build build = {.in = input};
    int n = 0;
    for (int i = 0; i < list->n_texts; i++) {
        const DrawText *text = &list->texts[i];
        if (!near_rect(place, text->x, text->y, -1))
            continue;
        assert_true(n < TEXTS_MAX);
        held[n] = text;
        box[n] = box_of(text, &build);
        assert_held(text, box[n], place);
        for (int k = 0; k < n; k++)
            if (rect_overlaps(box[n], box[k]))
                fail_msg("'%s' and '%s' overlap", text->text, held[k]->text);
        n++;
    }
}

static bool says(const DrawList *list, const char *words)
{
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, words))
            return true;
    return false;
}

static int count_more(const DrawList *list, int *rows)
{
    int sum = 0;
    *rows = 0;
    for (int i = 0; i < list->n_texts; i++) {
        const char *more = strstr(list->texts[i].text, " more");
        if (!more || more[strlen(" more")])
            continue;
        while (more > list->texts[i].text && more[-1] >= '0' && more[-1] <= '9')
            more--;
        sum += atoi(more);
        ++*rows;
    }
    return sum;
}

static int count_racers(const DrawList *list, int racers)
{
    int n = 0;
    for (int i = 0; i < racers; i++)
        n += has_hit(list, HIT_EYE, i);
    return n;
}

// Each racer has its card, or it is said how many have none; the one in hand is always there.
static void assert_column(World *world, Screen screen, int slider, uint32_t insists)
{
    PictureInput input = on_screen(world, screen);
    input.ui.slider = slider;
    input.ui.insists = insists;
    input.ui.fold_keys = fold_keys;
    Rect column = layout_place(&input, theme_find("dark"), NULL).column;
    const DrawList *list = picture_build(world->picture, &input);
    assert_false(list->failed);
    if (column.w <= 0)
        return;
    assert_clear(list, &input, column);
    int rows, more = count_more(list, &rows);
    if (count_racers(list, world->scene.n_racers) + more != world->scene.n_racers)
        fail_msg("%d of %d racers are there, %d more are said", count_racers(list, world->scene.n_racers),
                 world->scene.n_racers, more);
    assert_true(has_hit(list, HIT_SLIDER, slider) || has_hit(list, HIT_CONSTANT_SLIDER, slider));
    bool state = says(list, "state at step "), said = says(list, "state table"); // folded, or scrolled away
    assert_true(!(world->scene.view.show >> SHOW_STATE & 1) || state != said);
    assert_true(!(insists & 1u << FOLD_STATE) || !says(list, "state table folded"));
    bool possible = input.height > 460 && world->scene.view.show >> SHOW_STATE & insists & 1;
    assert_true(!possible || state);
}

static void columns_hold_any_number_of_racers(void **state)
{
    (void)state;
    static const int counts[] = {1, 6, 9, 16};
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (int show = 0; show < 3; show++) {
            World *world = world_of(counts[c], (const SceneShow[]){SHOW_GRADIENT, SHOW_STATE, SHOW_TORCH}[show]);
            Knob knobs[KNOBS_OF_COLUMN_MAX];
            for (int selected = 0; selected < counts[c]; selected += 1 + counts[c] / 3) {
                world->scene.view.selected = selected;
                int n = knob_list_column(&world->scene, knobs, KNOBS_OF_COLUMN_MAX);
                for (int s = 0; s < SCREENS; s++)
                    for (int slider = 0; slider < n; slider += 1 + n / 2)
                        for (int insists = 0; insists < 1 + (show == 1); insists++)
                            assert_column(world, screens[s], slider, insists ? 1u << FOLD_STATE : 0);
            }
            world_destroy(world);
        }
}

// Two lines, one, two columns, and then what is far from the selected one gives way.
static void cards_shrink_step_by_step(void **state)
{
    (void)state;
    World *world = world_of(16, SHOW_GRADIENT);
    world->scene.view.selected = 4;
    float last = 1e9f;
    int rows, seen = 0;
    for (float height = 1400; height > 340; height -= 20) {
        const DrawList *list = build_on(world, (Screen){1000, height, false}, 0);
        float card = 0;
        for (int i = 0; i < list->n_hits; i++)
            if (list->hits[i].kind == HIT_RACER && list->hits[i].index == 3)
                card = list->hits[i].rect.h;
        assert_true(card <= last && card > 0);
        last = card;
        int there = count_racers(list, 16);
        assert_true(seen == 0 || there <= seen);
        seen = there;
        assert_int_equal(there + count_more(list, &rows), 16);
        assert_true(has_hit(list, HIT_EYE, 4) && has_hit(list, HIT_EYE, 3));
    }
    assert_true(last < 24 && seen < 16);
    world_destroy(world);
}

// Charts and column that have no room are named with their keys, and come when they are insisted on.
// What is not there although it is wished is told of.
static void assert_state_is_told_of(World *world, PictureInput *input)
{
    uint32_t shown = world->scene.view.show;
    world->scene.view.show |= 1u << SHOW_STATE;
    const DrawList *list = picture_build(world->picture, input);
    bool there = says(list, "state at step") || says(list, "state table");
    if (!there && input->width >= 500 && !says(list, "state folded"))
        fail_msg("at %g x %g: nothing says where the state is", (double)input->width, (double)input->height);
    world->scene.view.show = shown;
}

static void assert_folds(World *world, Screen screen, uint32_t insists)
{
    PictureInput input = on_screen(world, screen);
    static const char *const foot[] = {"Space", "play, pause", "F1", "all keys", NULL};
    input.ui.foot = foot;
    input.ui.fold_keys = fold_keys;
    input.ui.insists = insists;
    Layout layout = layout_place(&input, theme_find("dark"), NULL);
    const DrawList *list = picture_build(world->picture, &input);
    if ((layout.charts.w > 0) == says(list, "charts folded"))
        fail_msg("at %g x %g, insisted on %u: charts %g", (double)screen.width, (double)screen.height, insists,
                 (double)layout.charts.w);
    assert_true((layout.column.w > 0) != says(list, "column folded"));
    bool possible = input.width > 400 && input.height > 340;
    assert_true(!insists || !possible || (layout.column.w > 0 && layout.charts.w > 0));
    assert_true(says(list, "charts folded") <= says(list, "F7") && says(list, "column folded") <= says(list, "F6"));
    assert_true(insists || !screen.projector || layout.view.h > 0.39f * input.height);
    assert_clear(list, &input, layout.foot);
    assert_clear(list, &input, layout.title);
    assert_state_is_told_of(world, &input);
    input.ui.echo_key = "F7"; // which hides no word of what folds
    input.ui.echo_title = "charts";
    list = picture_build(world->picture, &input);
    assert_true((layout.charts.w > 0) != says(list, "charts folded"));
    assert_true((layout.column.w > 0) != says(list, "column folded"));
    assert_clear(list, &input, layout.foot);
}

static void what_folds_is_said(void **state)
{
    (void)state;
    World *world = world_of(3, SHOW_GRADIENT);
    for (int s = 0; s < SCREENS; s++) {
        assert_folds(world, screens[s], 0);
        assert_folds(world, screens[s], 1u << FOLD_CHARTS | 1u << FOLD_COLUMN);
    }
    const Screen projector = {1280, 720, true};
    PictureInput input = on_screen(world, projector);
    assert_true(layout_place(&input, theme_find("dark"), NULL).charts.w <= 0);
    world->scene.view.hide = 1u << HIDE_CHARTS; // it is the person's own doing
    assert_false(says(build_on(world, projector, 0), "folded"));
    world_destroy(world);
}

// Without a column each racer stands in the legend, or it is said how many do not; none is cut.
static void legends_say_how_many_more_there_are(void **state)
{
    (void)state;
    for (int n = 1; n <= 16; n += 5) {
        World *world = world_of(n, SHOW_GRADIENT);
        for (int s = 0; s < SCREENS; s++) {
            PictureInput input = on_screen(world, screens[s]);
            Rect legend = layout_place(&input, theme_find("dark"), NULL).legend;
            const DrawList *list = picture_build(world->picture, &input);
            if (legend.w <= 0)
                continue;
            assert_clear(list, &input, legend);
            int rows, entries = 0, more = count_more(list, &rows);
            for (int i = 0; i < list->n_texts; i++)
                entries += near_rect(legend, list->texts[i].x, list->texts[i].y, -1);
            assert_int_equal(entries - rows + more, n);
        }
        world_destroy(world);
    }
}

// Under the pointer a chart names its racers whole.
static void charts_name_racers_whole(void **state)
{
    (void)state;
    World *world = world_of(16, SHOW_GRADIENT);
    PictureInput input = on_screen(world, (Screen){1600, 900, false});
    Rect charts = layout_place(&input, theme_find("dark"), NULL).charts;
    input.ui.pointing = true;
    input.ui.pointer_x = charts.x + 0.2f * charts.w;
    input.ui.pointer_y = charts.y + 0.5f * charts.h;
    const DrawList *list = picture_build(world->picture, &input);
    assert_true(says(list, "SGD lr 0.001 CosineAnnealingWarmRestarts"));
    assert_false(says(list, "…"));
    world_destroy(world);
}

// However narrow its gutter is, no mark stands there without a name: in the end it is the racer's number.
static void charts_leave_no_racer_unnamed(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)", "SGD(lr=0.001, momentum=0.9)", "Adam(lr=0.02)", NULL};
    World *world = world_create("rosenbrock", racers, 20);
    int numbered = 0;
    for (int s = 0; s < SCREENS; s++) {
        const DrawList *list = build_on(world, screens[s], 0);
        PictureInput input = on_screen(world, screens[s]);
        Rect charts = layout_place(&input, theme_find("dark"), NULL).charts;
        int named = 0, adam = 0;
        for (int i = 0; i < list->n_texts; i++) {
            const DrawText *one = &list->texts[i];
            if (strcmp(one->text, "Adam") || !near_rect(charts, one->x, one->y, 0))
                continue;
            adam++;
            for (int k = 0; k < list->n_texts; k++) {
                const DrawText *other = &list->texts[k];
                bool number = !strcmp(other->text, "SGD 2") || !strcmp(other->text, "2");
                bool beside = near_rect(charts, other->x, other->y, 0) && fabsf(other->x - one->x) < 0.5f;
                named += beside && (number || strstr(other->text, "momentum 0.9"));
                numbered += beside && number;
            }
        }
        if (named != adam)
            fail_msg("%g x %g: %d charts name Adam, %d the second SGD", (double)screens[s].width,
                     (double)screens[s].height, adam, named);
    }
    assert_true(numbered > 0);
    world_destroy(world);
}

// However narrow a row is, what sets its racer apart is what stands in it.
static void rows_tell_schedules_apart(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.001)",
                                         "Adam(lr=0.02) | StepLR(step_size=30)",
                                         "Adam(lr=0.02) | StepLR(step_size=40)",
                                         "SGD(lr=0.001) | CosineAnnealingWarmRestarts(50)",
                                         "SGD(lr=0.001) | CosineAnnealingWarmRestarts(60)",
                                         NULL};
    static const char *const told[] = {"step_size 30", "step_size 40", "T_0 50", "T_0 60"};
    World *world = world_create("rosenbrock", racers, 20);
    for (int s = 1; s < 3; s++)
        for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
            char call[32];
            snprintf(call, sizeof call, "(%.*s=%s)", (int)strcspn(told[i], " "), told[i], strchr(told[i], ' ') + 1);
            const DrawList *list = build_on(world, screens[s], 0);
            if (!says(list, told[i]) && !says(list, call))
                fail_msg("%s is not told", told[i]);
        }
    world_destroy(world);
}

static World *world_of_lesson(int lesson, int slide)
{
    Error error = {""};
    World *world = world_create("rosenbrock", NULL, 5);
    if (!scene_read(&world->scene, lesson_builtin(lesson), &error))
        fail_msg("%s", error.text);
    if (!lesson_show(&world->scene, world->scene.lesson, slide)) {
        world_destroy(world);
        return NULL;
    }
    world_run(world);
    return world;
}

// Its lines all begin left of what is in the question's box.
static void assert_words_keep_off_the_question(const World *world, const DrawList *list, Rect words)
{
    for (int i = 0; i < list->n_shapes; i++) {
        const DrawShape *box = &list->shapes[i];
        if (box->corner != 10 || box->x != words.x || box->w != words.w)
            continue;
        for (int k = 0; k < list->n_texts; k++) {
            const DrawText *text = &list->texts[k];
            bool of_words = text->x >= words.x && text->x < words.x + 5;
            if (of_words && text->y > box->y && text->y < box->y + box->h)
                fail_msg("%s, slide %d: '%s' lies on the question", world->scene.lesson->title, world->scene.slide,
                         text->text);
        }
    }
}

// A slide's words are whole, its slider is there, and the key that was pressed covers none of them, nor the picture.
static void assert_slide(World *world, Screen screen)
{
    PictureInput input = on_screen(world, screen);
    input.ui.slider = slide_slider(&world->scene, lesson_slide(&world->scene));
    input.ui.echo_key = screen.projector ? "PgDn" : NULL;
    input.ui.echo_title = "next slide";
    Layout layout = layout_place(&input, theme_find("dark"), NULL);
    if (layout.words.w <= 0)
        return;
    const DrawList *list = picture_build(world->picture, &input);
    for (int i = 0; i < list->n_texts; i++)
        if (strstr(list->texts[i].text, "…"))
            fail_msg("%s, slide %d: '%s' is cut", world->scene.lesson->title, world->scene.slide, list->texts[i].text);
    for (int i = 0; i < list->n_shapes; i++)
        if (list->shapes[i].layer == LAYER_POPUP && list->shapes[i].kind == SHAPE_RECT) {
            Rect box = {list->shapes[i].x, list->shapes[i].y, list->shapes[i].w, list->shapes[i].h};
            assert_false(rect_overlaps(box, layout.dots) || rect_overlaps(box, layout.words));
            assert_false(rect_overlaps(box, layout.axis) || rect_overlaps(box, layout.view));
        }
    float slider = 50; // points of the words' place
    Rect words = layout.words;
    assert_words_keep_off_the_question(world, list, words);
    assert_clear(list, &input, (Rect){words.x, words.y + words.h - slider, words.w, slider});
    assert_clear(list, &input, layout.legend);
}

// Many racers with long names: all are there, and the picture is under them.
static void legends_of_slides_have_room(void **state)
{
    (void)state;
    World *world = world_of_lesson(6, 5); // warming up
    assert_non_null(world);
    while (world->scene.n_racers < 8)
        assert_true(scene_insert_racer(&world->scene, 1, scene_entry(&world->scene, world->scene.n_racers % 2)));
    world_run(world);
    for (int s = 0; s < 5; s++)
        assert_slide(world, screens[s]);
    world_destroy(world);
}

static void slides_are_whole(void **state)
{
    (void)state;
    for (int lesson = 0; lesson_builtin(lesson); lesson++)
        for (int slide = 0; slide < 99; slide++) {
            World *world = world_of_lesson(lesson, slide);
            if (!world)
                break;
            for (int s = 1; s < 5; s++)
                for (int answered = 0; answered < (lesson_slide(&world->scene)->ask[0] ? 2 : 1); answered++) {
                    world->scene.answered = answered;
                    assert_slide(world, screens[s]);
                }
            world_destroy(world);
        }
}

// Sixteen panels beside each other: names and arguments are shorter, not cut.
static void test_titles_of_panels_are_whole(void **state)
{
    (void)state;
    static const char *const four[] = {
        "SGD(lr=0.0001, momentum=0.9, nesterov=True) | OneCycleLR(0.01, total_steps=900)",
        "Adam(lr=0.02, betas=(0.8, 0.992), amsgrad=True) | ReduceLROnPlateau()",
        "ClipGradNorm(AdamW(lr=0.03, weight_decay=0.003), max_norm=1.5)",
        "Lookahead(RMSprop(lr=0.004, alpha=0.94, centered=True)) | StepLR(30)"};
    static const int sizes[][2] = {{1600, 900}, {1280, 720}, {800, 600}};
    Picture *picture = picture_create();
    for (int n = 1; n <= RACE_RACERS_MAX; n += 3) {
        const char *racers[RACE_RACERS_MAX + 1] = {NULL};
        for (int i = 0; i < n; i++)
            racers[i] = four[i % 4];
        World *world = world_create("rosenbrock", racers, 50);
        world->scene.view.kind = VIEW_SIDE;
        world_run(world);
        study_at_once(world->study);
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            PictureInput input = {.scene = &world->scene, .race = world->race, .study = world->study, .step = 50};
            input.width = (float)sizes[k][0], input.height = (float)sizes[k][1], input.scale = 1;
            const DrawList *list = picture_build(picture, &input);
            for (int i = 0; i < list->n_texts; i++)
                if (strstr(list->texts[i].text, "…") || strstr(list->texts[i].text, "betas=(0.8 "))
                    fail_msg("%d racers, %d points: '%s' is cut", n, sizes[k][0], list->texts[i].text);
        }
        world_destroy(world);
    }
    picture_destroy(picture);
}

static void long_names_take_both_lines_of_a_card(void **state)
{
    (void)state;
    World *world = world_of(3, SHOW_GRADIENT);
    strcpy(scene_edit_entry(&world->scene, 0)->name, "Plain gradient descent without anything");
    strcpy(scene_edit_entry(&world->scene, 1)->name, "Heavy ball with momentum of nine tenths");
    for (int selected = 0; selected < 3; selected++)
        for (int s = 0; s < 3; s += 2) {
            world->scene.view.selected = selected;
            const DrawList *list = build_on(world, screens[s], 0);
            assert_true(says(list, "anything") && says(list, "tenths") && !says(list, "…"));
        }
    world_destroy(world);
}

// Three racers of one rule, in rows and over panels that are narrower than their lines.
static void racers_of_one_rule_are_told_apart(void **state)
{
    (void)state;
    static const char *const racers[] = {"SGD(lr=0.0012)",
                                         "SGD(lr=0.0005, momentum=0.9)",
                                         "SGD(lr=0.0005, momentum=0.9, nesterov=True)",
                                         "RMSprop(lr=0.01)",
                                         "Adagrad(lr=0.5)",
                                         "Adam(lr=0.05)",
                                         NULL};
    World *world = world_create("rosenbrock", racers, 50);
    for (int s = 0; s < SCREENS; s++)
        for (int side = 0; side < (screens[s].width < 600 ? 1 : 2); side++) {
            world->scene.view.kind = side ? VIEW_SIDE : VIEW_SURFACE;
            if (!says(build_on(world, screens[s], 1), "nesterov"))
                fail_msg("at %g x %g, side %d", (double)screens[s].width, (double)screens[s].height, side);
        }
    world->scene.view.kind = VIEW_SIDE;
    assert_true(says(build_on(world, screens[2], 1), "SGD nesterov"));
    world_destroy(world);
}

// The ring around the knob in hand.
static Color ring(const DrawList *list)
{
    for (int i = 0; i < list->n_shapes; i++)
        if (list->shapes[i].kind == SHAPE_DISC && list->shapes[i].w == 9)
            return list->shapes[i].color;
    fail_msg("nothing is in hand");
    return (Color){0};
}

// In the racer's colour, also where it is of a change on its way.
static void what_is_in_hand_has_its_racers_colour(void **state)
{
    (void)state;
    Error error;
    static const char *const racers[] = {"SGD(lr=0.001)", NULL};
    World *world = world_create("rosenbrock", racers, 50);
    Color of_racer = ring(build_on(world, screens[0], 0));
    assert_true(steer_set(&world->scene, 20, (Knob){.kind = KNOB_HYPER}, 0.002, &error));
    Knob knobs[KNOBS_OF_COLUMN_MAX];
    int n = knob_list_column(&world->scene, knobs, KNOBS_OF_COLUMN_MAX), change = 0;
    while (change < n && knobs[change].kind != KNOB_CHANGE)
        change++;
    assert_true(change < n);
    Color of_change = ring(build_on(world, screens[0], change));
    assert_memory_equal(&of_change, &of_racer, sizeof of_racer);
    world_destroy(world);
}

// Down to a window of nothing but edges.
static void panels_have_an_area_in_any_window(void **state)
{
    (void)state;
    static const float sides[] = {1, 3, 17, 24, 48, 76, 100, 160, 5000};
    enum { SIDES = sizeof sides / sizeof *sides };
    static const char *const racers[] = {"SGD(lr=0.001)", "Adam(lr=0.05)", "RMSprop(lr=0.01)", NULL};
    World *world = world_create("rosenbrock", racers, 5);
    for (int i = 0; i < SIDES * SIDES * VIEW_COUNT * 2; i++) {
        Screen screen = {sides[i % SIDES], sides[i / SIDES % SIDES], i / (SIDES * SIDES * VIEW_COUNT)};
        world->scene.view.kind = (ViewKind)(i / (SIDES * SIDES) % VIEW_COUNT);
        const DrawList *list = build_on(world, screen, 0);
        for (int k = 0; k < list->n_panels; k++)
            if (!(list->panels[k].rect.w >= 1 && list->panels[k].rect.h >= 1))
                fail_msg("%g x %g, view %d: panel %d of %g x %g", (double)screen.width, (double)screen.height,
                         (int)world->scene.view.kind, k, (double)list->panels[k].rect.w,
                         (double)list->panels[k].rect.h);
    }
    world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_titles_of_panels_are_whole),
        cmocka_unit_test(long_names_take_both_lines_of_a_card),
        cmocka_unit_test(the_value_in_hand_is_large),
        cmocka_unit_test(without_a_column_it_has_a_track),
        cmocka_unit_test(what_is_typed_is_large),
        cmocka_unit_test(columns_hold_any_number_of_racers),
        cmocka_unit_test(cards_shrink_step_by_step),
        cmocka_unit_test(what_folds_is_said),
        cmocka_unit_test(legends_say_how_many_more_there_are),
        cmocka_unit_test(charts_name_racers_whole),
        cmocka_unit_test(charts_leave_no_racer_unnamed),
        cmocka_unit_test(rows_tell_schedules_apart),
        cmocka_unit_test(slides_are_whole),
        cmocka_unit_test(legends_of_slides_have_room),
        cmocka_unit_test(racers_of_one_rule_are_told_apart),
        cmocka_unit_test(what_is_in_hand_has_its_racers_colour),
        cmocka_unit_test(panels_have_an_area_in_any_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
