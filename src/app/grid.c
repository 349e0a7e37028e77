#include "app/grid.h"

#include "app/grid_look.h"
#include "app/setup.h"
#include "app/walk.h"
#include "base/text.h"
#include "picture/draw/format.h"
#include "scene/knob.h"
#include "scene/spec.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_LINE_MAX = 700 };

// What a key means. `racer`: the one that the key names, or KNOB_EVERY.
typedef struct Kind {
    const char *key;
    bool of_racers; // may be 1.key
    bool (*apply)(Scene *scene, int racer, const char *value, Error *error);
    void (*head)(const Scene *scene, const char *value, Text *head);
} Kind;

// ---- Landscapes

// Those that are not the user's become the program's, so that another landscape takes others.
static bool own_rates(Scene *scene)
{
    for (int i = 0; i < scene->n_racers; i++)
        if (!scene_own_racer(scene, i, scene->figure.suited >> i & 1 ? OWNER_PROGRAM : OWNER_USER))
            return false;
    return true;
}

static bool apply_landscape(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    const Landscape *landscape = landscape_find(value);
    if (!own_rates(scene))
        return error_set(error, "out of memory");
    if (landscape ? !walk_to_landscape(&(Walk){0}, scene, landscape, error) : !scene_set_landscape(scene, value, error))
        return false;
    if (!landscape && !scene_suit_racers(scene))
        return error_set(error, "out of memory");
    scene_frame(scene);
    scene_hold_paths(scene);
    setup_fit_view(scene);
    return true;
}

static void head_landscape(const Scene *scene, const char *value, Text *head)
{
    (void)value;
    char formula[VALUE_LINE_MAX];
    format_formula(scene->formula, formula, sizeof formula);
    text_add(head, "%s", scene->title[0] ? scene->title : formula);
    for (int i = 0; !scene->title[0] && i < scene->n_constants; i++)
        text_add(head, ", %s = %s", format_name(scene->constants[i].name).text,
                 format_value(scene->constants[i].value).text);
}

// ---- Racers

static bool apply_optimizer(Scene *scene, int racer, const char *value, Error *error)
{
    char call[VALUE_LINE_MAX];
    SceneRacer entry = {.camera = scene->view.camera};
    snprintf(call, sizeof call, "%s%s", value, strchr(value, '(') ? "" : "()");
    if (!spec_read(call, &entry.racer, error))
        return false;
    if (racer == KNOB_EVERY) {
        scene_keep_racers(scene, 0);
        return scene_insert_racer(scene, 0, &entry) || error_set(error, "out of memory");
    }
    SceneRacer *own = scene_edit_entry(scene, racer);
    if (!own)
        return error_set(error, "out of memory");
    own->racer = entry.racer;
    own->changes = entry.changes;
    own->name[0] = '\0';
    return true;
}

static void head_value(const Scene *scene, const char *value, Text *head)
{
    (void)scene;
    text_add(head, "%s", value);
}

// The racer as it is written, with another schedule behind it.
static bool set_schedule(Racer *racer, const char *value, Error *error)
{
    char text[SPEC_TEXT_MAX + VALUE_LINE_MAX];
    racer->schedule.n = 0;
    if (!strcmp(value, "none") || racer_is_recorded(racer))
        return true;
    spec_print(racer, text, SPEC_TEXT_MAX);
    size_t length = strlen(text);
    snprintf(text + length, sizeof text - length, " | %s", value);
    return spec_read_saved(text, racer, error);
}

static bool apply_schedule(Scene *scene, int racer, const char *value, Error *error)
{
    for (int i = 0; i < scene->n_racers; i++) {
        Racer *own = racer == KNOB_EVERY || racer == i ? scene_edit_racer(scene, i) : NULL;
        if (own && !set_schedule(own, value, error))
            return false;
    }
    return true;
}

static void head_schedule(const Scene *scene, const char *value, Text *head)
{
    (void)scene;
    text_add(head, "%s", strcmp(value, "none") ? value : "no schedule");
}

// ---- The start

static bool apply_start(Scene *scene, int racer, const char *value, Error *error)
{
    (void)racer;
    char text[VALUE_LINE_MAX];
    double start[SCENE_DIMENSION_MAX + 1];
    bool inside = strchr("([", value[0]);
    text_copy(text, sizeof text, value + inside);
    if (inside && text[0])
        text[strlen(text) - 1] = '\0';
    int dimension = scene_dimension(scene);
    if (text_to_doubles(text, start, SCENE_DIMENSION_MAX + 1) != dimension)
        return error_set(error, "expected %s",
                         dimension == 1 ? "one finite number, like -1.5"
                                        : "two finite numbers in brackets, like (-1.5, 2)");
    memcpy(scene->start, start, (size_t)dimension * sizeof *start);
    scene->own_start = true;
    scene_widen(scene);
    return true;
}

static void head_start(const Scene *scene, const char *value, Text *head)
{
    (void)value;
    int dimension = scene_dimension(scene);
    text_add(head, "start %s", dimension > 1 ? "(" : "");
    for (int i = 0; i < dimension; i++)
        text_add(head, "%s%s", i ? ", " : "", format_value(scene->start[i]).text);
    text_add(head, "%s", dimension > 1 ? ")" : "");
}

// What is applied first stands first; numbers come after all of them.
static const Kind kinds[] = {
    {"landscape", false, apply_landscape, head_landscape},
    {"optimizer", true, apply_optimizer, head_value},
    {"schedule", true, apply_schedule, head_schedule},
    {"window", false, grid_window, grid_head_window},
    {"view", false, grid_view, head_value},
    {"loss-scale", false, grid_loss_scale, grid_head_scale},
    {"camera", false, grid_camera, grid_head_camera},
    {"theme", false, grid_theme, head_value},
    {"ramp", false, grid_ramp, head_value},
    {"show", false, grid_show, head_value},
    {"start", false, apply_start, head_start},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *kind_name(const void *context, int i)
{
    (void)context;
    return i < KINDS ? kinds[i].key : NULL;
}

// KINDS: a number's address. *racer: that is named.
static int kind_of(const Scene *scene, const char *key, int *racer)
{
    char *rest = NULL;
    long named = isdigit((unsigned char)key[0]) ? strtol(key, &rest, 10) : -1;
    bool numbered = rest && *rest == '.' && named < scene->n_racers;
    *racer = numbered ? (int)named : KNOB_EVERY;
    for (int i = 0; i < KINDS; i++)
        if (!strcmp(numbered ? rest + 1 : key, kinds[i].key) && (!numbered || kinds[i].of_racers))
            return i;
    return KINDS;
}

// ---- Numbers

enum { ELEMENTS_MAX = 8 };

// "(0.9, 0.999)" of betas are betas[0] and betas[1].
static bool apply_tuple(Scene *scene, const char *key, const char *value, Error *error)
{
    char text[VALUE_LINE_MAX], address[GRID_KEY_MAX + 16];
    int n = 0;
    text_copy(text, sizeof text, value + 1);
    text[strlen(text) - 1] = '\0';
    for (char *rest = NULL, *one = strtok_r(text, ", ", &rest); one; one = strtok_r(NULL, ", ", &rest), n++) {
        KnobSet set;
        snprintf(address, sizeof address, "%s[%d]", key, n);
        if (!knob_parse(scene, address, KNOB_EVERY, &set, error))
            return false;
        for (int i = 0; i < set.n; i++)
            if (!knob_read(scene, set.knob[i], one, error))
                return false;
    }
    KnobSet more;
    snprintf(address, sizeof address, "%s[%d]", key, n);
    return !knob_parse(scene, address, KNOB_EVERY, &more, NULL) ||
           error_set(error, "expected more numbers in the brackets");
}

static bool is_tuple(const char *value)
{
    size_t length = strlen(value);
    return length >= 2 && strchr("([", value[0]) && strchr(")]", value[length - 1]);
}

static bool apply_number(Scene *scene, const char *key, const char *value, Error *error)
{
    KnobSet set;
    if (is_tuple(value))
        return apply_tuple(scene, key, value, error);
    if (!knob_parse(scene, key, KNOB_EVERY, &set, error))
        return false;
    for (int i = 0; i < set.n; i++)
        if (!knob_read(scene, set.knob[i], value, error))
            return false;
    if (set.knob[0].kind == KNOB_STEPS) // each shows its end
        scene->step = 0, scene->step_said = false;
    if (set.knob[0].kind == KNOB_STEP) // the start, too
        scene->step_said = true;
    return scene->step <= scene->steps || error_set(error, "the race has %d steps", scene->steps);
}

// The first knob that is meant.
static bool number_row(const Scene *scene, const GridAxis *axis, KnobSet *set, KnobRow *row)
{
    char address[GRID_KEY_MAX + 16];
    snprintf(address, sizeof address, "%s%s", axis->key, is_tuple(axis->value[0]) ? "[0]" : "");
    if (!knob_parse(scene, address, KNOB_EVERY, set, NULL))
        return false;
    *row = knob_row(scene, set->knob[0]);
    return true;
}

// "0.01" as the picture writes it, and all else as it is.
static void add_value(Text *head, const char *value)
{
    double number;
    bool plain = text_to_double(value, &number) && isfinite(number);
    if (plain) {
        text_add(head, "%s", format_value(number).text);
        return;
    }
    for (; *value; value++)
        text_add(head, "%c%s", *value, *value == ',' && value[1] != ' ' ? " " : "");
}

// "lr = 0.01", "100 steps", "seed 1", "lr of Adam = 0.1".
static void head_number(const Scene *scene, const GridAxis *axis, const char *value, Text *head)
{
    KnobSet set;
    KnobRow row;
    if (!number_row(scene, axis, &set, &row))
        return;
    KnobKind kind = set.knob[0].kind;
    if (kind == KNOB_STEPS) {
        add_value(head, value);
        text_add(head, " steps");
        return;
    }
    bool word = kind == KNOB_SEED || kind == KNOB_STEP || kind == KNOB_BATCH;
    char name[KNOB_NAME_MAX];
    text_copy(name, sizeof name, row.label);
    if (is_tuple(value))
        text_copy(name, sizeof name, row.argument.name);
    text_add(head, "%s", kind == KNOB_CONSTANT ? format_name(name).text : name);
    if (isdigit((unsigned char)axis->key[0]) && scene->n_racers > 1)
        text_add(head, " of %s", scene_racer_name(scene, set.knob[0].racer));
    text_add(head, "%s", word ? " " : " = ");
    add_value(head, value);
}

// ---- Cells

// Without "address, column 1: ", since the key is all of it.
static const char *why_of(const Error *why)
{
    static const char before[] = "address, column ";
    const char *colon = strstr(why->text, ": ");
    return !strncmp(why->text, before, sizeof before - 1) && colon ? colon + 2 : why->text;
}

// What no cell has of its own.
static bool is_of_page(const char *key)
{
    static const char *const keys[] = {"dpi", "width", "size", "font", "hide", "letters", "transparent"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(key, keys[i]))
            return true;
    return false;
}

static bool refuse(const GridAxis *axis, const char *value, const Error *why, Error *error)
{
    if (is_of_page(axis->key))
        return error_set(error, "grid, '%s=%.60s': %s is of the whole page, not of a cell: --%s", axis->key, value,
                         axis->key, axis->key);
    const char *dot = strchr(axis->key, '.'), *word = dot ? dot + 1 : axis->key;
    const char *nearest = text_nearest(word, kind_name, NULL), *text = why_of(why);
    if (!strncmp(text, "there is no '", 13) && !strstr(text, "did you mean") && nearest)
        return error_set(error, "grid, '%s=%.60s': %s; did you mean %s?", axis->key, value, text, nearest);
    return error_set(error, "grid, '%s=%.60s': %s", axis->key, value, text);
}

static bool apply(Scene *scene, const GridAxis *axis, const char *value, int kind, Error *error)
{
    Error why = {""};
    int racer, own = kind_of(scene, axis->key, &racer);
    if (own != kind)
        return true;
    return (kind < KINDS ? kinds[kind].apply(scene, racer, value, &why)
                         : apply_number(scene, axis->key, value, &why)) ||
           refuse(axis, value, &why, error);
}

typedef struct Axes {
    GridAxis axis[FIGURE_GRIDS];
    int n;
} Axes;

static bool make_cell(Scene *cell, const Scene *from, const Axes *axes, const int at[FIGURE_GRIDS], Error *error)
{
    scene_copy(cell, from);
    for (int kind = 0; kind <= KINDS; kind++)
        for (int i = 0; i < axes->n; i++)
            if (!apply(cell, &axes->axis[i], axes->axis[i].value[at[i]], kind, error))
                return false;
    Loss *loss = scene_loss(cell, error);
    loss_destroy(loss);
    return loss;
}

// Two addresses of one number: the heads of the columns would not be true.
static bool check_overlap(const Scene *cell, const Axes *axes, Error *error)
{
    KnobSet set[FIGURE_GRIDS];
    KnobRow row;
    for (int i = 0; i < FIGURE_GRIDS; i++)
        if (axes->n < FIGURE_GRIDS || !number_row(cell, &axes->axis[i], &set[i], &row))
            return true;
    for (int i = 0; i < set[0].n; i++)
        for (int k = 0; k < set[1].n; k++)
            if (knob_equal(set[0].knob[i], set[1].knob[k]))
                return error_set(error, "grid, '%s': is of the columns already", axes->axis[1].key);
    return true;
}

static void make_head(Grid *grid, const Axes *axes, int i, int k)
{
    int racer;
    const GridAxis *axis = &axes->axis[i];
    const Scene *scene = &grid->scene[i == 0 ? k : k * grid->columns];
    int kind = kind_of(scene, axis->key, &racer);
    Text head = text_begin(grid->head[i][k], GRID_HEAD_MAX);
    if (kind < KINDS)
        kinds[kind].head(scene, axis->value[k], &head);
    else
        head_number(scene, axis, axis->value[k], &head);
}

// ---- What title and legend then need not say

static void forget_constant(Scene *page, const char *name)
{
    int n = 0;
    for (int i = 0; i < page->n_constants; i++)
        if (strcmp(page->constants[i].name, name))
            page->constants[n++] = page->constants[i];
    page->n_constants = n;
}

static void say_number(Grid *grid, const GridAxis *axis, SheetSaid *said)
{
    KnobSet set;
    KnobRow row;
    if (!number_row(&grid->page, axis, &set, &row))
        return;
    if (set.knob[0].kind == KNOB_CONSTANT)
        forget_constant(&grid->page, row.name);
    if (!row.owner)
        return;
    for (int i = 0; i < set.n; i++)
        said->racers |= 1u << set.knob[i].racer;
    text_copy(said->argument, sizeof said->argument, row.argument.name);
}

// Each has its own title, and rates that suit it.
static void say_landscape(Grid *grid, SheetSaid *said)
{
    grid->page.figure.hide |= 1u << PART_TITLE | 1u << PART_FORMULA;
    said->racers = grid->page.figure.suited;
    text_copy(said->argument, sizeof said->argument, "lr");
}

static void say(Grid *grid, const GridAxis *axis, SheetSaid *said)
{
    int racer, kind = kind_of(&grid->page, axis->key, &racer);
    if (kind == KINDS)
        say_number(grid, axis, said);
    else if (!strcmp(kinds[kind].key, "landscape"))
        say_landscape(grid, said);
    else if (kinds[kind].of_racers)
        said->racers = racer == KNOB_EVERY ? ~0u : 1u << racer;
    said->whole = kind < KINDS && !strcmp(kinds[kind].key, "optimizer");
    said->schedule = kind < KINDS && !strcmp(kinds[kind].key, "schedule");
}

// ---- The sheet

bool grid_has(const Scene *scene)
{
    return scene->figure.grid[0][0];
}

bool grid_notice(const Scene *scene, char *line, size_t size)
{
    const char *rows = scene->figure.grid[1];
    snprintf(line, size, "its figure is a contact sheet, %.60s%s%.60s: S writes it", scene->figure.grid[0],
             rows[0] ? " by " : "", rows);
    return grid_has(scene);
}

static bool read_axis(const Scene *scene, const char *text, GridAxis *axis, Error *error)
{
    if (!grid_read(text, axis, error))
        return false;
    const char *key = grid_key(axis, scene);
    if (key != axis->key)
        text_copy(axis->key, sizeof axis->key, key);
    return true;
}

static bool read_axes(const Scene *scene, Axes *axes, Error *error)
{
    for (axes->n = 0; axes->n < FIGURE_GRIDS && scene->figure.grid[axes->n][0]; axes->n++)
        if (!read_axis(scene, scene->figure.grid[axes->n], &axes->axis[axes->n], error))
            return false;
    if (axes->n == FIGURE_GRIDS && !strcmp(axes->axis[0].key, axes->axis[1].key))
        return error_set(error, "grid, '%s': is of the columns already", scene->figure.grid[1]);
    return true;
}

// Cells whose windows were widened for their starts show one and the same.
static void share_window(Grid *grid, const Axes *axes)
{
    bool starts = false, places = false;
    for (int i = 0; i < axes->n; i++) {
        starts |= !strncmp(axes->axis[i].key, "start", 5);
        places |= !strcmp(axes->axis[i].key, "landscape") || !strcmp(axes->axis[i].key, "window");
    }
    double all[4];
    memcpy(all, grid->scene[0].view.camera.window, sizeof all);
    for (int i = 0; starts && !places && i < grid->columns * grid->rows; i++)
        for (int k = 0; k < 4; k++) {
            double side = grid->scene[i].view.camera.window[k];
            all[k] = k % 2 ? fmax(all[k], side) : fmin(all[k], side);
        }
    for (int i = 0; starts && !places && i < grid->columns * grid->rows; i++)
        memcpy(grid->scene[i].view.camera.window, all, sizeof all);
}

static bool make(Grid *grid, const Scene *scene, const Axes *axes, Error *error)
{
    for (int i = 0; i < grid->columns * grid->rows; i++)
        if (!make_cell(&grid->scene[i], scene, axes, (int[]){i % grid->columns, i / grid->columns}, error))
            return false;
    if (!check_overlap(&grid->scene[0], axes, error))
        return false;
    for (int i = 0; i < axes->n; i++)
        for (int k = 0; k < axes->axis[i].n; k++)
            make_head(grid, axes, i, k);
    share_window(grid, axes);
    scene_copy(&grid->page, scene);
    for (int i = 0; i < axes->n; i++)
        say(grid, &axes->axis[i], &grid->said[i]);
    return true;
}

bool grid_make(Grid *grid, const Scene *scene, Error *error)
{
    Axes *axes = malloc(sizeof *axes);
    *grid = (Grid){.columns = 0};
    bool ok = axes ? read_axes(scene, axes, error) : error_set(error, "grid: out of memory");
    if (ok) {
        grid->columns = axes->axis[0].n, grid->rows = axes->n > 1 ? axes->axis[1].n : 1;
        grid->scene = calloc((size_t)(grid->columns * grid->rows), sizeof *grid->scene);
        ok = grid->scene ? make(grid, scene, axes, error) : error_set(error, "grid: out of memory");
    }
    free(axes);
    if (!ok)
        grid_clear(grid);
    return ok;
}

void grid_clear(Grid *grid)
{
    for (int i = 0; grid->scene && i < grid->columns * grid->rows; i++)
        scene_clear(&grid->scene[i]);
    free(grid->scene);
    scene_clear(&grid->page);
    *grid = (Grid){.columns = 0};
}
