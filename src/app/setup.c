#include "app/setup.h"

#include "base/file.h"
#include "base/text.h"
#include "picture/draw/colormap.h"
#include "picture/draw/theme.h"
#include "scene/cell.h"
#include "scene/grid.h"
#include "scene/knob.h"
#include "scene/lesson.h"
#include "scene/recorded.h"
#include "scene/steer.h"
#include "scene/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *view_name(const void *context, int i)
{
    (void)context;
    return scene_view_name((ViewKind)i);
}

static const char *theme_name(const void *context, int i)
{
    (void)context;
    return i < theme_count() ? theme_at(i)->name : NULL;
}

static const char *ramp_name(const void *context, int i)
{
    (void)context;
    return i < colormap_count() ? colormap_name(colormap_at(i)) : NULL;
}

int setup_unknown(const char *what, const char *word, const char *kind, const char *(*name)(const void *context, int i),
                  Error *error)
{
    char known[256];
    Text text = text_begin(known, sizeof known);
    const char *nearest = text_nearest(word, name, NULL);
    if (nearest)
        text_add(&text, "did you mean %s?", nearest);
    else
        for (int i = 0; name(NULL, i); i++)
            text_add(&text, "%s%s", i ? ", " : "known are ", name(NULL, i));
    error_set(error, "%s, '%s': there is no such %s; %s", what, word, kind, known);
    return EXIT_USAGE;
}

static int fail(int code, Error *error, const char *what, const char *word, const char *why)
{
    error_set(error, "option --%s, '%s': %s", what, word, why);
    return code;
}

static int read_base(const Options *options, Scene *scene, Error *error)
{
    const OptionLink *link = &options->link;
    bool ok = link->text             ? scene_parse(scene, link->text, link->size, "link", error)
              : options->scene       ? scene_read(scene, options->scene, error)
              : scene_default(scene) ? true
                                     : error_set(error, "scene: out of memory");
    return ok ? EXIT_DONE : EXIT_INPUT;
}

static void take_data(Scene *scene, Dataset *data, const char *name)
{
    dataset_release(scene->data);
    batches_release(scene->batches);
    scene->data = data;
    scene->batches = NULL;
    scene->batch = 0;
    text_copy(scene->data_path, sizeof scene->data_path, name);
}

static bool set_data(Scene *scene, const char *path, Error *error)
{
    Dataset *data = dataset_read(path, error);
    if (data)
        take_data(scene, data, file_input_name(path));
    return data;
}

static int read_slide(const Options *options, Scene *scene, Error *error)
{
    int slide = (int)options->slide.value - 1;
    if (!options->slide.given)
        return EXIT_DONE;
    if (!scene->lesson)
        error_set(error, "option --slide, %d: the scene is no lesson; see --list lessons", slide + 1);
    else if (!lesson_show(scene, scene->lesson, slide))
        error_set(error, "option --slide, %d: the lesson has %d slides", slide + 1, scene->lesson->n);
    else
        return EXIT_DONE;
    return EXIT_USAGE;
}

static int read_data(const Options *options, Scene *scene, Error *error)
{
    return !options->data || set_data(scene, options->data, error) ? EXIT_DONE : EXIT_INPUT;
}

// The formula has to name a column.
static bool fit_data(Scene *scene, const char *name, Error *error)
{
    if (!scene_fit_data(scene, error))
        return false;
    Loss *loss = scene_loss(scene, error);
    bool named = loss && loss_rows(loss);
    loss_destroy(loss);
    return named || (loss && error_set(error, "data, %s: the formula names none of its columns", name));
}

// What was written for rows stays; a loss without them, and one that came with them, gives way to other rows.
static bool gives_way(const Scene *scene)
{
    char formula[FORMULA_TEXT_MAX];
    return !scene->data || (dataset_loss(scene->data, formula, sizeof formula) && !strcmp(formula, scene->formula));
}

// Rows that are read, or NULL. Where the formula is about something else, and gives way, they come with a loss.
static bool place_rows(Scene *scene, Dataset *data, const char *name, Error *error)
{
    char formula[FORMULA_TEXT_MAX];
    if (!data)
        return false;
    bool gives = gives_way(scene);
    take_data(scene, data, name);
    if (gives && !scene_names_column(scene) && dataset_loss(data, formula, sizeof formula)) {
        if (!scene_set_landscape(scene, formula, error))
            return false;
        if (!scene_suit_racers(scene))
            return error_set(error, "racers: out of memory");
        setup_fit_view(scene);
        scene->view.show |= 1u << SHOW_DATA;
    }
    return fit_data(scene, name, error);
}

bool setup_data(Scene *scene, const char *path, Error *error)
{
    return place_rows(scene, dataset_read(path, error), file_input_name(path), error);
}

bool setup_rows(Scene *scene, const char *text, const char *name, Error *error)
{
    return place_rows(scene, dataset_parse(text, strlen(text), name, error), name, error);
}

void setup_fit_view(Scene *scene)
{
    if (scene->view.kind == VIEW_CURVE && scene_dimension(scene) == 2)
        scene->view.kind = VIEW_SURFACE;
}

static int read_landscape(const Options *options, Scene *scene, Error *error)
{
    if (options->landscape && !scene_set_landscape(scene, options->landscape, error))
        return EXIT_INPUT;
    if (options->data && !options->landscape && !scene_fit_data(scene, error))
        return EXIT_INPUT;
    return EXIT_DONE;
}

static int read_batches(const Options *options, Scene *scene, Error *error)
{
    if (!options->batches)
        return EXIT_DONE;
    if (!scene->data)
        return fail(EXIT_USAGE, error, "batches", options->batches, "the loss has no rows to choose from; see --data");
    Batches *batches = batches_read(options->batches, dataset_rows(scene->data), error);
    if (!batches)
        return EXIT_INPUT;
    batches_release(scene->batches);
    scene->batches = batches;
    return EXIT_DONE;
}

static int read_numbers(const Options *options, Scene *scene, Error *error)
{
    (void)error;
    if (options->batch.given)
        scene->batch = (int)options->batch.value;
    if (options->seed.given)
        scene->seed = options->seed.value;
    if (options->steps.given) {
        scene->steps = (int)options->steps.value;
        scene->step = 0, scene->step_said = false;
    }
    return EXIT_DONE;
}

static int read_changes(const Options *options, Scene *scene, Error *error)
{
    for (SteerPass pass = 0; pass < STEER_PASSES; pass++)
        for (int i = 0; i < options->changes.n; i++)
            if (!steer_read(scene, options->changes.text[i], pass, error))
                return EXIT_INPUT;
    return steer_check(scene, error) ? EXIT_DONE : EXIT_INPUT;
}

// What can be said of rows and batches only once the loss stands.
static int check_loss(const Options *options, Scene *scene, Error *error)
{
    Loss *loss = scene_loss(scene, error);
    if (!loss)
        return EXIT_INPUT;
    int rows = loss_rows(loss), batch = loss_batch(loss);
    loss_destroy(loss);
    if (options->data && !rows)
        return fail(EXIT_USAGE, error, "data", options->data, "the formula names none of its columns");
    if (options->batches && !rows)
        return fail(EXIT_USAGE, error, "batches", options->batches, "the formula names none of the data's columns");
    if (options->batch.given && !batch) {
        error_set(error, "option --batch, %d: the loss has no rows and draws nothing", scene->batch);
        return EXIT_USAGE;
    }
    if (options->batch.given && rows && scene->batch > rows) {
        error_set(error, "option --batch, %d: the data has only %d rows", scene->batch, rows);
        return EXIT_USAGE;
    }
    return EXIT_DONE;
}

bool setup_take_start(const char *text, Scene *scene, Error *error)
{
    static const struct {
        const char *what, *like;
    } expected[SCENE_DIMENSION_MAX + 1] = {
        [1] = {"one finite number", "-1.5"},
        [2] = {"two finite numbers with a comma between", "-1.5,2"},
    };
    double start[SCENE_DIMENSION_MAX + 1];
    int n = text_to_doubles(text, start, SCENE_DIMENSION_MAX + 1), dimension = scene_dimension(scene);
    if (n != dimension)
        return error_set(error, "option --start, '%s': expected %s, like %s", text, expected[dimension].what,
                         expected[dimension].like);
    memcpy(scene->start, start, (size_t)n * sizeof start[0]);
    scene->own_start = true;
    scene_widen(scene);
    return true;
}

static int read_start(const Options *options, Scene *scene, Error *error)
{
    return !options->start || setup_take_start(options->start, scene, error) ? EXIT_DONE : EXIT_USAGE;
}

bool setup_take_window(const char *window, Scene *scene, Error *error)
{
    static const char *const expected[SCENE_DIMENSION_MAX + 1] = {
        [1] = "two finite numbers, the first below the second, like -2,2",
        [2] = "four finite numbers, x from, x to, y from, y to, like -2,2,-1,3",
    };
    double side[2 * SCENE_DIMENSION_MAX + 1];
    int n = text_to_doubles(window, side, 2 * SCENE_DIMENSION_MAX + 1), dimension = scene_dimension(scene);
    bool ok = n == 2 * dimension;
    for (int i = 0; ok && i < n; i += 2)
        ok = side[i] < side[i + 1] && isfinite(side[i + 1] - side[i]);
    if (!ok)
        return error_set(error, "option --window, '%s': expected %s", window, expected[dimension]);
    memcpy(scene->view.camera.window, side, (size_t)n * sizeof *side);
    scene->view.window_said = true;
    scene->view.unlinked = false; // all panels show it
    return true;
}

static int read_window(const Options *options, Scene *scene, Error *error)
{
    if (options->window)
        return setup_take_window(options->window, scene, error) ? EXIT_DONE : EXIT_USAGE;
    scene_frame(scene);
    return EXIT_DONE;
}

// Once all racers are there.
static int read_paths(const Options *options, Scene *scene, Error *error)
{
    (void)options;
    (void)error;
    scene_hold_paths(scene);
    return EXIT_DONE;
}

// One racer, or those of a notebook's cell.
static bool add_racers(Scene *scene, const char *text, Error *error)
{
    Cell *cell = malloc(sizeof *cell);
    bool ok = cell ? cell_read(cell, text, error) : error_set(error, "racers: out of memory");
    for (int i = 0; ok && i < cell->n; i++) {
        SceneRacer entry = {.racer = cell->racer[i], .camera = scene->view.camera};
        if (scene->n_racers == RACE_RACERS_MAX)
            ok = error_set(error, "more than %d racers", RACE_RACERS_MAX);
        else if ((ok = recorded_read(&entry.racer, entry.racer.recorded.file, error)))
            ok = scene_insert_racer(scene, scene->n_racers, &entry) || error_set(error, "racers: out of memory");
        recording_release(entry.racer.recorded.points);
    }
    free(cell);
    return ok;
}

static int read_racers(const Options *options, Scene *scene, Error *error)
{
    if (!options->racers.n && options->landscape && !scene_suit_racers(scene))
        return error_set(error, "racers: out of memory"), EXIT_INPUT;
    if (options->racers.n) {
        scene_keep_racers(scene, 0);
        scene->view.unlinked = false;
    }
    for (int i = 0; i < options->racers.n; i++)
        if (!add_racers(scene, options->racers.spec[i], error))
            return EXIT_INPUT;
    for (int i = 0; i < scene->n_racers; i++)
        if (!recorded_fits(scene_racer(scene, i), scene_dimension(scene), error))
            return EXIT_INPUT;
    return EXIT_DONE;
}

// A start that the landscape alone would not have.
static bool has_own_start(const Scene *scene)
{
    char text[FORMULA_TEXT_MAX + 1000];
    Scene bare = {0};
    scene_copy(&bare, scene);
    scene_print_landscape(scene, text, sizeof text);
    bool own = !scene_set_landscape(&bare, text, NULL) || memcmp(bare.start, scene->start, sizeof bare.start) != 0;
    scene_clear(&bare);
    return own;
}

// Whose the numbers are: see NumberOwner.
static int own_numbers(const Options *options, Scene *scene, Error *error)
{
    bool file = options->scene && !scene_is_builtin(options->scene);
    NumberOwner owner = options->racers.n    ? OWNER_USER
                        : options->landscape ? OWNER_PROGRAM
                        : file               ? OWNER_USER
                                             : OWNER_SCENE;
    if (!scene_own_racers(scene, owner))
        return error_set(error, "racers: out of memory"), EXIT_INPUT;
    scene->own_start |= file && !options->landscape && has_own_start(scene);
    return EXIT_DONE;
}

// 'loss=1e-6,gradient=1e-3'
static int read_stop(const Options *options, Scene *scene, Error *error)
{
    char text[120], *rest = text;
    if (!options->stop)
        return EXIT_DONE;
    if (!text_copy(text, sizeof text, options->stop))
        return fail(EXIT_INPUT, error, "stop", options->stop, "too long");
    for (char *one = rest; one; one = rest) {
        char *end = strchr(one, ','), *value = strchr(one, '=');
        rest = end ? end + 1 : NULL;
        if (end)
            *end = '\0';
        if (!value || (end && value > end))
            return fail(EXIT_INPUT, error, "stop", one, "expected '=', like loss=1e-6");
        *value++ = '\0';
        char address[160];
        KnobSet set;
        snprintf(address, sizeof address, "stop.%s", one);
        if (!knob_parse(scene, address, KNOB_EVERY, &set, error) || !knob_read(scene, set.knob[0], value, error))
            return EXIT_INPUT;
    }
    return EXIT_DONE;
}

static int read_colours(const Options *options, Scene *scene, Error *error)
{
    SceneView *view = &scene->view;
    if (options->theme && !theme_find(options->theme))
        return setup_unknown("option --theme", options->theme, "theme", theme_name, error);
    if (options->ramp && !colormap_find(options->ramp))
        return setup_unknown("option --ramp", options->ramp, "ramp", ramp_name, error);
    if (options->theme)
        text_copy(view->theme, sizeof view->theme, options->theme);
    if (options->ramp)
        text_copy(view->ramp, sizeof view->ramp, options->ramp);
    bool theme = theme_find(view->theme), ramp = !view->ramp[0] || colormap_find(view->ramp);
    if (!theme)
        setup_unknown("scene, theme", view->theme, "theme", theme_name, error);
    else if (!ramp)
        setup_unknown("scene, ramp", view->ramp, "ramp", ramp_name, error);
    return theme && ramp ? EXIT_DONE : EXIT_INPUT;
}

// -15,42
static int read_camera(const Options *options, Scene *scene, Error *error)
{
    double degrees[3];
    if (!options->camera)
        return EXIT_DONE;
    if (text_to_doubles(options->camera, degrees, 3) != 2 || !(fabs(degrees[0]) <= 360) ||
        !(degrees[1] >= 5 && degrees[1] <= 90))
        return fail(EXIT_USAGE, error, "camera", options->camera,
                    "expected two numbers of degrees, -360 to 360 and 5 to 90, like -15,42");
    scene->view.camera.azimuth_deg = degrees[0], scene->view.camera.elevation_deg = degrees[1];
    scene->view.unlinked = false; // all panels are seen from there
    return EXIT_DONE;
}

static int read_scale(const Options *options, Scene *scene, Error *error)
{
    for (int i = 0; options->loss_scale && scene_loss_scale_name(NULL, i); i++)
        if (!strcmp(scene_loss_scale_name(NULL, i), options->loss_scale)) {
            scene->view.loss_scale = scene->view.height_scale = (LossScale)(i + 1);
            return EXIT_DONE;
        }
    return options->loss_scale
               ? setup_unknown("option --loss-scale", options->loss_scale, "scale", scene_loss_scale_name, error)
               : EXIT_DONE;
}

static int read_step(const Options *options, Scene *scene, Error *error)
{
    if (!options->step.given)
        return EXIT_DONE;
    scene->step = (int)options->step.value, scene->step_said = true;
    if (scene->step <= scene->steps)
        return EXIT_DONE;
    return error_set(error, "option --step, '%d': the race has %d steps", scene->step, scene->steps), EXIT_USAGE;
}

static int read_view(const Options *options, Scene *scene, Error *error)
{
    setup_fit_view(scene);
    if (!options->view)
        return EXIT_DONE;
    for (int i = 0; i < VIEW_COUNT; i++)
        if (!strcmp(scene_view_name((ViewKind)i), options->view)) {
            scene->view.kind = (ViewKind)i;
            if (scene->view.kind != VIEW_CURVE || scene_dimension(scene) != 2)
                return EXIT_DONE;
            error_set(error, "option --view, 'curve': the loss has two parameters; a curve shows one");
            return EXIT_USAGE;
        }
    return setup_unknown("option --view", options->view, "view", view_name, error);
}

static const char *part_name(const void *context, int i)
{
    (void)context;
    return i < PART_COUNT                ? figure_part_names[i]
           : i < PART_COUNT + SHOW_COUNT ? scene_show_names[i - PART_COUNT]
                                         : NULL;
}

// Names of parts of the page, and of what else the picture shows, apart by commas.
static int read_parts(const char *option, const char *names, Scene *scene, bool shown, Error *error)
{
    char text[512], what[32];
    if (!text_copy(text, sizeof text, names))
        return fail(EXIT_USAGE, error, option, names, "longer than 511 bytes");
    snprintf(what, sizeof what, "option --%s", option);
    for (char *rest = NULL, *one = strtok_r(text, ", ", &rest); one; one = strtok_r(NULL, ", ", &rest)) {
        int i = 0;
        while (part_name(NULL, i) && strcmp(part_name(NULL, i), one))
            i++;
        if (!part_name(NULL, i))
            return setup_unknown(what, one, "part", part_name, error);
        bool overlay = i >= PART_COUNT;
        uint32_t *show = overlay ? &scene->view.show : &scene->figure.show, bit = 1u << (overlay ? i - PART_COUNT : i);
        *show = shown ? *show | bit : *show & ~bit;
        if (!overlay)
            scene->figure.hide = shown ? scene->figure.hide & ~bit : scene->figure.hide | bit;
    }
    return EXIT_DONE;
}

// How large a picture is; --size is a window's where there is no output.
static int read_figure(const Options *options, Scene *scene, Error *error)
{
    SceneFigure *figure = &scene->figure;
    int code = options->show ? read_parts("show", options->show, scene, true, error) : EXIT_DONE;
    if (code == EXIT_DONE && options->hide)
        code = read_parts("hide", options->hide, scene, false, error);
    if (options->width && !figure_read_width(figure, options->width))
        return fail(EXIT_USAGE, error, "width", options->width,
                    "expected column, page, slide or a length like 85mm, 85mmx60mm or 3.35in");
    if (options->dpi.given) {
        figure->dpi = (int)options->dpi.value;
        figure->width_px = figure->height_px = 0;
    }
    if (options->output && options->size.width) {
        figure->width_mm = figure->height_mm = figure->dpi = 0;
        figure->width_px = options->size.width, figure->height_px = options->size.height;
    }
    figure->transparent |= options->transparent;
    figure->letters |= options->letters;
    if (options->font && !text_copy(figure->font, sizeof figure->font, options->font))
        return fail(EXIT_USAGE, error, "font", options->font, "too long");
    return code;
}

// In cells with another landscape, rates that are not the user's change with it.
static uint32_t suited_racers(const Scene *scene)
{
    uint32_t suited = 0;
    for (int i = 0; i < scene->n_racers; i++)
        if (scene_entry(scene, i)->owners.hyper[0] != OWNER_USER)
            suited |= 1u << i;
    return suited;
}

static int read_grids(const Options *options, Scene *scene, Error *error)
{
    SceneFigure *figure = &scene->figure;
    for (int i = 0; options->grids.n && i < FIGURE_GRIDS; i++) {
        GridAxis axis;
        const char *text = i < options->grids.n ? options->grids.text[i] : "";
        if (text[0] && !grid_read(text, &axis, error))
            return EXIT_USAGE;
        text_copy(figure->grid[i], sizeof figure->grid[i], text);
        if (text[0] && !strcmp(grid_key(&axis, scene), "landscape"))
            figure->suited = suited_racers(scene);
    }
    return EXIT_DONE;
}

// ---- Notices

typedef void (*Tell)(void *context, const char *line);

static void tell_data(const Scene *scene, Tell tell, void *context)
{
    char line[ERROR_TEXT_MAX];
    for (int i = 0; scene->data && i < DATASET_NOTICES; i++)
        if (dataset_notice(scene->data, i, line, sizeof line))
            tell(context, line);
    if (scene_doubtful_target(scene, line, sizeof line))
        tell(context, line);
}

static void tell_racers(const OptionRacers *racers, Tell tell, void *context)
{
    char line[ERROR_TEXT_MAX] = "racer: ";
    size_t head = strlen(line);
    Cell *cell = malloc(sizeof *cell);
    for (int i = 0; cell && i < racers->n; i++)
        if (cell_read(cell, racers->spec[i], NULL) && cell_notice(cell, line + head, sizeof line - head))
            tell(context, line);
    free(cell);
}

static void tell_stderr(void *context, const char *line)
{
    (void)context;
    error_say(line);
}

typedef struct First {
    char *line;
    size_t size;
    int n;
} First;

static void tell_first(void *context, const char *line)
{
    First *first = context;
    if (first->n++ == 0)
        text_copy(first->line, first->size, line);
}

bool setup_notice(const Options *options, const Scene *scene, char *line, size_t size)
{
    First first = {.line = line, .size = size};
    tell_data(scene, tell_first, &first);
    if (options)
        tell_racers(&options->racers, tell_first, &first);
    if (first.n > 1)
        snprintf(line + strlen(line), size - strlen(line), " (and %d more)", first.n - 1);
    return first.n > 0;
}

bool setup_look(const Options *options, Scene *scene, Error *error)
{
    return read_colours(options, scene, error) == EXIT_DONE && read_view(options, scene, error) == EXIT_DONE &&
           read_camera(options, scene, error) == EXIT_DONE && read_scale(options, scene, error) == EXIT_DONE &&
           (!options->show || read_parts("show", options->show, scene, true, error) == EXIT_DONE);
}

enum { BASE_PARTS = 2 }; // that read what the options then edit

int setup_scene(const Options *options, Scene *scene, Error *error)
{
    static int (*const parts[])(const Options *, Scene *, Error *) = {
        read_base,    read_slide,  read_data,   read_landscape, read_batches, read_numbers, read_start,
        read_window,  read_racers, check_loss,  read_paths,     read_changes, own_numbers,  read_stop,
        read_colours, read_view,   read_figure, read_camera,    read_scale,   read_step,    read_grids,
    };
    int code = EXIT_DONE;
    Scene base = {0};
    for (size_t i = 0; i < sizeof parts / sizeof *parts && code == EXIT_DONE; i++) {
        code = parts[i](options, scene, error);
        if (i == BASE_PARTS - 1 && code == EXIT_DONE)
            scene_copy(&base, scene);
    }
    if (code == EXIT_DONE)
        scene_true_words(scene, &base);
    scene_clear(&base);
    if (code == EXIT_DONE) {
        tell_data(scene, tell_stderr, NULL);
        tell_racers(&options->racers, tell_stderr, NULL);
    }
    return code;
}
