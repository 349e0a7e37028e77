#include "app/palette_rows.h"

#include "app/edit.h"
#include "app/host.h"
#include "app/open.h"
#include "app/start.h"
#include "app/view.h"
#include "base/text.h"
#include "picture/draw/colormap.h"
#include "picture/draw/format.h"
#include "picture/draw/theme.h"
#include "scene/knob.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void fill(PaletteItem *item, const char *name, const char *id, const char *detail)
{
    text_copy(item->name, sizeof item->name, name);
    text_copy(item->id, sizeof item->id, id);
    text_copy(item->detail, sizeof item->detail, detail ? detail : "");
}

// ---- What can be done

// One for each of its keys: those of a row of digits are the racers'.
static int ways(const App *app, const Action *action)
{
    int racers = app->session.scene.n_racers;
    if (action->not_in_page && host_is_page())
        return 0;
    if (action->digits)
        return racers < 1 ? 1 : racers < action->digits ? racers : action->digits;
    return action->back[0].code ? 2 : 1;
}

static const Action *action_of_way(const App *app, int i, int *n)
{
    for (int k = 0; k < action_count(); k++) {
        const Action *action = action_at(k);
        if (i < ways(app, action)) {
            *n = action->digits ? i + 1 : i == 0 ? 1 : -1;
            return action;
        }
        i -= ways(app, action);
    }
    return NULL;
}

static bool command_item(const App *app, int i, PaletteItem *item)
{
    int n;
    const Action *action = action_of_way(app, i, &n);
    if (!action)
        return false;
    action_what(action, n, item->name, sizeof item->name);
    text_copy(item->id, sizeof item->id, action->title);
    action_key(action, n, item->key, sizeof item->key);
    item->why = action_refusal(action, app);
    if (!action->digits)
        return true;
    Text name = text_begin(item->name, sizeof item->name);
    text_add(&name, "%s: %d", action->title, n);
    if (n <= app->session.scene.n_racers)
        text_copy(item->detail, sizeof item->detail, scene_racer_name(&app->session.scene, n - 1));
    else
        item->why = "there is no racer";
    return true;
}

static void command_run(App *app, int i)
{
    int n;
    const Action *action = action_of_way(app, i, &n);
    action->run(app, n);
}

// ---- Losses, racers

static bool landscape_item(const App *app, int i, PaletteItem *item)
{
    (void)app;
    if (i >= landscape_count())
        return false;
    const Landscape *landscape = landscape_at(i);
    fill(item, landscape->title, landscape->id, NULL);
    format_formula(landscape->formula, item->detail, sizeof item->detail);
    item->landscape = landscape;
    return true;
}

static void landscape_run(App *app, int i)
{
    edit_to_landscape(app, landscape_at(i));
}

static const char *no_racer(const App *app)
{
    return app_has_racers(app) ? NULL : "there is no racer; SGD(lr=0.1) adds one";
}

static bool optimizer_item(const App *app, int i, PaletteItem *item)
{
    if (i >= optimizer_count())
        return false;
    fill(item, optimizer_at(i)->name, optimizer_at(i)->name, optimizer_at(i)->summary);
    item->why = no_racer(app);
    return true;
}

static void optimizer_run(App *app, int i)
{
    edit_to_rule(app, optimizer_at(i));
}

// The first: none.
static bool schedule_item(const App *app, int i, PaletteItem *item)
{
    if (i > schedule_count())
        return false;
    if (i == 0)
        fill(item, "no schedule", "none", "the learning rate as it is given");
    else
        fill(item, schedule_at(i - 1)->name, schedule_at(i - 1)->name, schedule_at(i - 1)->summary);
    item->why = no_racer(app);
    return true;
}

static void schedule_run(App *app, int i)
{
    edit_to_schedule(app, i ? schedule_at(i - 1) : NULL);
}

// ---- Scenes, lessons

static bool scene_item(const App *app, int i, PaletteItem *item)
{
    (void)app;
    if (!scene_builtin(i))
        return false;
    fill(item, scene_builtin_title(i), scene_builtin(i), scene_builtin(i));
    return true;
}

static void scene_run(App *app, int i)
{
    open_builtin(app, scene_builtin(i));
}

static bool lesson_item(const App *app, int i, PaletteItem *item)
{
    (void)app;
    if (!lesson_builtin(i))
        return false;
    fill(item, lesson_builtin_title(i), lesson_builtin(i), lesson_builtin(i));
    return true;
}

static void lesson_run(App *app, int i)
{
    open_builtin(app, lesson_builtin(i));
}

// ---- How it looks

static bool view_item(const App *app, int i, PaletteItem *item)
{
    if (i >= VIEW_COUNT)
        return false;
    fill(item, scene_view_name((ViewKind)i), scene_view_name((ViewKind)i), scene_view_title((ViewKind)i));
    if (!picture_view_differs((ViewKind)i, loss_dimension(app->session.loss)))
        item->why = app_has_surface(app) ? "the loss has two parameters" : "the loss has one parameter";
    return true;
}

static void view_run(App *app, int i)
{
    app->session.scene.view.kind = (ViewKind)i;
    app_changed(app);
}

static bool theme_item(const App *app, int i, PaletteItem *item)
{
    (void)app;
    if (i >= theme_count())
        return false;
    fill(item, theme_at(i)->title, theme_at(i)->name, NULL);
    return true;
}

static void theme_run(App *app, int i)
{
    text_copy(app->session.scene.view.theme, sizeof app->session.scene.view.theme, theme_at(i)->name);
    app_changed(app);
}

static bool ramp_item(const App *app, int i, PaletteItem *item)
{
    if (i >= colormap_count())
        return false;
    item->ramp = colormap_name(colormap_at(i));
    fill(item, item->ramp, item->ramp, colormap_title(colormap_at(i)));
    item->why = app_has_surface(app) ? NULL : "the loss has one parameter";
    return true;
}

static void ramp_run(App *app, int i)
{
    view_set_ramp(app, colormap_at(i));
}

// ---- Columns of the data, in its panel

// Of all that can be: each alone, then each two, by their place in this order. false: beyond the last.
static bool columns_of(const App *app, int i, int column[SCENE_AXES])
{
    const Dataset *data = app->session.scene.data;
    int can[ROWS_CHOICES_MAX] = {0}, n = data ? rows_choices(loss_formula(app->session.loss), data, can) : 0;
    column[0] = i < n ? can[i] : -1;
    column[1] = -1;
    for (int a = 0, left = i - n; left >= 0 && a < n; left -= n - 1 - a, a++)
        if (left < n - 1 - a) {
            column[0] = can[a];
            column[1] = can[a + 1 + left];
            break;
        }
    return column[0] >= 0;
}

// The first: as it is usual.
static bool column_item(const App *app, int i, PaletteItem *item)
{
    const Scene *scene = &app->session.scene;
    int column[SCENE_AXES];
    char name[PALETTE_NAME_MAX];
    if (i == 0) {
        fill(item, "data panel: usual columns", "columns", "all features together, or the first two");
        item->why = scene->data ? NULL : "there are no rows: drop a .csv, or open Linear regression";
        return true;
    }
    if (!columns_of(app, i - 1, column))
        return false;
    const char *const *names = dataset_names(scene->data);
    snprintf(name, sizeof name, column[1] < 0 ? "data panel: %s" : "data panel: %s and %s", names[column[0]],
             names[column[1] < 0 ? 0 : column[1]]);
    fill(item, name, names[column[0]], "other features at their mean");
    return true;
}

static void column_run(App *app, int i)
{
    SceneView *view = &app->session.scene.view;
    int column[SCENE_AXES] = {-1, -1};
    if (i > 0)
        columns_of(app, i - 1, column);
    for (int k = 0; k < SCENE_AXES; k++)
        text_copy(view->columns[k], SCENE_AXIS_MAX,
                  column[k] < 0 ? "" : dataset_names(app->session.scene.data)[column[k]]);
    view->show |= 1u << SHOW_DATA;
    app_changed(app);
}

// ---- What takes a value: choosing one begins its line

enum { VALUES_MAX = (int)KNOBS_OF_SCENE_MAX + (int)KNOBS_OF_RACER_MAX };

static void window_typed(const App *app, char *line, size_t size)
{
    Text text = text_begin(line, size);
    text_add(&text, "window=");
    text_add_doubles(&text, app->session.scene.view.camera.window, 2 * loss_dimension(app->session.loss));
}

static void colour_typed(const App *app, char *line, size_t size)
{
    const Scene *scene = &app->session.scene;
    const SceneRacer *racer = app_has_racers(app) ? scene_entry(scene, scene->view.selected) : NULL;
    if (racer && racer->has_color)
        snprintf(line, size, "colour=#%06x", (unsigned)racer->color);
    else
        snprintf(line, size, "colour=theme");
}

// Beside what can be turned.
static const struct {
    const char *key, *detail;
    void (*typed)(const App *app, char *line, size_t size); // its line, as it is
    bool of_racer;
} lines[] = {
    {"start", "where every racer starts", start_typed, false},
    {"window", "what is seen: from and to, of each parameter", window_typed, false},
    {"colour", "of this racer: red, green and blue, such as #e69f00, or theme", colour_typed, true},
};
enum { LINES = sizeof lines / sizeof *lines };

static int values_of(const App *app, Knob knobs[VALUES_MAX])
{
    const Scene *scene = &app->session.scene;
    int n = knob_list_own(scene, loss_dimension(app->session.loss), knobs, KNOBS_OF_SCENE_MAX);
    return app_has_racers(app) ? n + knob_list_racer(scene, scene->view.selected, knobs + n, KNOBS_OF_RACER_MAX) : n;
}

// As short as it is this one's alone while its racer is selected.
static void value_address(const Scene *scene, Knob knob, const KnobRow *row, char *address, size_t size)
{
    KnobSet set;
    if (knob_parse(scene, row->name, scene->view.selected, &set, NULL) && set.n == 1 && knob_equal(set.knob[0], knob))
        text_copy(address, size, row->name);
    else
        knob_print(scene, knob, address, size);
}

static bool value_item(const App *app, int i, PaletteItem *item)
{
    const Scene *scene = &app->session.scene;
    Knob knobs[VALUES_MAX];
    int n = values_of(app, knobs);
    if (i >= n + LINES)
        return false;
    if (i >= n) {
        fill(item, lines[i - n].key, lines[i - n].key, lines[i - n].detail);
        item->why = lines[i - n].of_racer ? no_racer(app) : NULL;
        return true;
    }
    KnobRow row = knob_row(scene, knobs[i]);
    char value[KNOB_WORDS_MAX];
    knob_write(scene, knobs[i], value, sizeof value);
    value_address(scene, knobs[i], &row, item->name, sizeof item->name);
    text_copy(item->id, sizeof item->id, row.name);
    Text detail = text_begin(item->detail, sizeof item->detail);
    text_add(&detail, "%s%s%s", value, row.owner ? " of " : "", row.owner ? row.owner : "");
    if (row.argument.help)
        text_add(&detail, "  \u00b7  %s", row.argument.help);
    return true;
}

// As it is; where it is None, one that it may be.
static void value_typed(const Scene *scene, Knob knob, const char *address, char *line, size_t size)
{
    char value[KNOB_WORDS_MAX];
    KnobRow row = knob_row(scene, knob);
    bool none = isnan(knob_get(scene, knob)) && row.argument.kind != ARGUMENT_CHOICE;
    if (none)
        knob_value_print(&row, knob_at(&row, 0.75), value, sizeof value);
    else
        knob_write(scene, knob, value, sizeof value);
    snprintf(line, size, "%s=%s", address, value);
}

static void value_run(App *app, int i)
{
    Knob knobs[VALUES_MAX];
    PaletteItem item = {.why = NULL};
    int n = values_of(app, knobs);
    value_item(app, i, &item);
    if (i < n)
        value_typed(&app->session.scene, knobs[i], item.name, app->asks_line, sizeof app->asks_line);
    else
        lines[i - n].typed(app, app->asks_line, sizeof app->asks_line);
    app->asks = true;
}

// ---- All

// In the order in which equals are shown.
static const PaletteSource sources[] = {
    {"command", command_item, command_run},
    {"landscape", landscape_item, landscape_run},
    {"optimizer", optimizer_item, optimizer_run},
    {"schedule", schedule_item, schedule_run},
    {"scene", scene_item, scene_run},
    {"lesson", lesson_item, lesson_run},
    {"view", view_item, view_run},
    {"theme", theme_item, theme_run},
    {"ramp", ramp_item, ramp_run},
    {"column", column_item, column_run},
    {"value", value_item, value_run},
};

int palette_sources(void)
{
    return sizeof sources / sizeof *sources;
}

const PaletteSource *palette_source(int i)
{
    return &sources[i];
}

bool palette_item(const App *app, int source, int i, PaletteItem *item)
{
    *item = (PaletteItem){0};
    return sources[source].item(app, i, item);
}
