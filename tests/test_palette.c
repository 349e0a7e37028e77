// What a typed line may mean: every row of every table is found by its name, and what is likeliest stands first.
#include "app/palette.h"
#include "seat.h"

#include <string.h>

static PaletteFound found;

static const char *match(const char *text)
{
    static PaletteItem item;
    palette_match(app, text, (int)strlen(text), &found);
    if (!found.n)
        return NULL;
    palette_hit_item(app, text, &found, 0, &item);
    return item.name;
}

static const char *group_of(const char *text, int i)
{
    PaletteItem item;
    match(text);
    assert_true(i < found.n);
    return palette_hit_item(app, text, &found, i, &item);
}

static bool is_hit(int i, int source, int index)
{
    return found.hit[i].kind == PALETTE_ITEM && found.hit[i].source == source && found.hit[i].index == index;
}

// Where two tables have a name, the first of them stands first, and its kind before it means the other.
static void assert_found(int source, int index, const PaletteItem *item, const char *name)
{
    char named[PALETTE_NAME_MAX + 32];
    snprintf(named, sizeof named, "%s %s", palette_source(source)->group, name);
    match(named);
    bool top = false;
    PaletteItem first;
    palette_hit_item(app, named, &found, 0, &first);
    top = is_hit(0, source, index) || !strcmp(first.id, item->id);
    if (!top)
        fail_msg("%s is not the top row of its name", named);
    match(name);
    bool listed = false;
    for (int i = 0; i < found.n && !listed; i++)
        listed = is_hit(i, source, index);
    if (!listed || found.hit[0].kind != PALETTE_ITEM)
        fail_msg("'%s' does not find the %s", name, palette_source(source)->group);
}

static void test_all_is_found_by_its_name(void **state)
{
    (void)state;
    fresh(NULL);
    PaletteItem item;
    int n = 0;
    for (int s = 0; s < palette_sources(); s++)
        for (int i = 0; palette_item(app, s, i, &item); i++, n++) {
            assert_true(item.name[0] && item.id[0]);
            assert_found(s, i, &item, item.name);
            assert_found(s, i, &item, item.id);
        }
    assert_true(n > 150);
    for (int i = 0; i < action_count(); i++) {
        match(action_at(i)->title);
        palette_hit_item(app, action_at(i)->title, &found, 0, &item);
        assert_string_equal(item.id, action_at(i)->title);
    }
    for (int i = 0; i < landscape_count(); i++) {
        match(landscape_at(i)->id);
        palette_hit_item(app, landscape_at(i)->id, &found, 0, &item);
        assert_ptr_equal(item.landscape, landscape_at(i));
    }
}

static void test_the_likeliest_stands_first(void **state)
{
    (void)state;
    fresh("(x^2 + k*y^2)/2 k=25");
    static const struct {
        const char *text, *name, *group;
    } rows[] = {
        {"lr=0.03", "lr of SGD = 0.03", "value"},
        {" lr = 3e-2 ", "lr of SGD = 3e-2", "value"},
        {"n=20 seed=7", "steps = 20, seed = 7", "value"},
        {"start=1,2", "start = 1,2", "value"},
        {"start=1, 2 n=5", "start = 1, 2, steps = 5", "value"},
        {"window=-2,2,-1,3", "window = -2,2,-1,3", "value"},
        {"k=3", "k = 3", "value"},
        {"5.betas=(0.8, 0.99)", "5.betas = (0.8, 0.99)", "value"},
        {"0.lr=0.5", "lr of SGD = 0.5", "value"},
        {"Adam", "Adam", "optimizer"},
        {"adam", "Adam", "optimizer"},
        {"beale", "Beale", "landscape"},
        {"BEALE", "Beale", "landscape"},
        {"scene double_well", "Double well", "scene"},
        {"scene=double_well", "Double well", "scene"},
        {"theme=light", "Light", "theme"},
        {"map", "map", "view"},
        {"viridis", "viridis", "ramp"},
        {"4-momentum", "4 · Momentum on a ravine", "lesson"},
        {"4-mom", "4 · Momentum on a ravine", "lesson"},
        {"no schedule", "no schedule", "schedule"},
        {"Adam(lr=0.1)", "Adam(lr=0.1)", "racer"},
        {"torch.optim.SGD(model.parameters(), lr=0.1)", "torch.optim.SGD(model.parameters(), lr=0.1)", "racer"},
        {"SGD(lr=0.1) | StepLR(step_size=5)", "SGD(lr=0.1) | StepLR(step_size=5)", "racer"},
        {"x^2 + y^2", "x² + y²", "formula"},
        {"rosenbrock b=10", "rosenbrock b=10", "landscape"},
        {"f(x, y) = x^2 + y^2", "f(x, y) = x² + y²", "formula"},
        {"ros", "Rosenbrock", "landscape"},
        {"undo", "undo", "command"},
        {"faster", "faster", "command"},
        {"cosine ann", "CosineAnnealingLR", "schedule"},
        {"colours", "next colours of height", "command"},
        {"rosnbrck", "Rosenbrock", "landscape"},
        {"linear", "Linear regression, full batch", "scene"},
        {"linearlr", "LinearLR", "schedule"},
        {"data", "open a scene, a picture or data", "command"},
        {"batch", "3 · Batches", "lesson"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = match(rows[i].text);
        if (!name || strcmp(name, rows[i].name))
            fail_msg("'%s' means '%s' (%s), not '%s'", rows[i].text, name ? name : "nothing", found.why, rows[i].name);
        assert_string_equal(group_of(rows[i].text, 0), rows[i].group);
        assert_string_equal(found.why, "");
    }
    assert_string_equal(group_of("Adam", 1), "racer"); // one more is what else it may mean
    assert_string_equal(group_of("double_well", 0), "landscape");
    assert_string_equal(group_of("double_well", 1), "scene");
}

// Without rows there is no batch: it is said, and what has some stands under it.
static void test_a_batch_leads_to_what_has_one(void **state)
{
    (void)state;
    static const char *const texts[] = {"batch 1", "batch=1", "batch = 1", "Batch 8"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fresh("(x^2 + k*y^2)/2 k=25");
        const char *name = match(texts[i]);
        if (!name || strcmp(name, "3 · Batches") || !strstr(found.why, "no rows"))
            fail_msg("'%s' means '%s' (%s)", texts[i], name ? name : "nothing", found.why);
        for (int k = 0; k < found.n; k++)
            assert_true(!strcmp(group_of(texts[i], k), "scene") || !strcmp(group_of(texts[i], k), "lesson"));
    }
}

static void test_what_is_wrong_is_said_where_it_is(void **state)
{
    (void)state;
    fresh("(x^2 + k*y^2)/2 k=25");
    static const struct {
        const char *text;
        int column;
        const char *why;
    } rows[] = {
        {"x^2 + foo(y)", 7, "foo"},
        {"x^2 + y^2)", 10, "closes nothing"},
        {"x^2 +", 6, "expected a number"},
        {"θ^2 + é(1)", 7, ""},
        {"Adam(lr=-1)", 9, "learning rate"},
        {"Adam(lrr=1)", 6, "lr?"},
        {"Adam(lr=0.1", 12, "')'"},
        {"SGD(lr=0.1) | StepL(3)", 15, "StepLR?"},
        {"lr=fast", 4, "expected a number"},
        {"lr=", 4, "expected a"},
        {"n=20 lr=-1", 9, ""},
        {"colour=#e69f0", 8, "expected red, green and blue, such as #e69f00, or theme"},
        {"color = red", 9, "expected red, green and blue"},
        {"colour=", 8, "expected red, green and blue"},
        {"lrr=0.1", 1, "lr"},
        {"n=20 sed=7", 6, "seed"},
        {"start=1", 7, "two finite numbers"},
        {"window=2,1", 8, "four finite numbers"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        match(rows[i].text);
        if (found.column != rows[i].column || !strstr(found.why, rows[i].why) || !found.why[0])
            fail_msg("'%s': column %d, '%s'", rows[i].text, found.column, found.why);
        assert_false(found.places);
    }
}

static void test_what_cannot_be_done_says_why(void **state)
{
    (void)state;
    PaletteItem item;
    fresh("double_well");
    scene_keep_racers(app_draft(app), 0);
    assert_true(app_commit(app));
    static const char *const texts[] = {"Adam", "StepLR", "remove this racer", "map", "magma"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        match(texts[i]);
        palette_hit_item(app, texts[i], &found, 0, &item);
        assert_non_null(item.why);
    }
    match("Beale");
    palette_hit_item(app, "Beale", &found, 0, &item);
    assert_null(item.why);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_is_found_by_its_name),      cmocka_unit_test(test_the_likeliest_stands_first),
        cmocka_unit_test(test_a_batch_leads_to_what_has_one), cmocka_unit_test(test_what_is_wrong_is_said_where_it_is),
        cmocka_unit_test(test_what_cannot_be_done_says_why),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
