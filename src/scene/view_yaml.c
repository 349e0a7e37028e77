// The view of a scene as YAML: its keys' read and write functions, and the table of its keys at the end.
#include "base/text.h"
#include "scene/scene_yaml.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

int scene_written_dimension(const Scene *scene)
{
    int dimension = scene_dimension(scene);
    return dimension ? dimension : 1;
}

static const char *kind_name(const void *context, int i)
{
    (void)context;
    return scene_view_name((ViewKind)i);
}

static bool read_kind(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    int kind;
    if (!yaml_name(value, "view ", kind_name, &kind))
        return false;
    reader->scene.view.kind = (ViewKind)kind;
    return true;
}

static void write_kind(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_text(writer, scene_view_name(scene->view.kind));
}

// A window's numbers, by the loss's parameters.
static const char *const window_form[SCENE_DIMENSION_MAX + 1] = {[1] = "from, to", [2] = "x from, x to, y from, y to"};

static bool check_window(const YamlNode *value, const double *window, int dimension)
{
    for (int i = 0; i < 2 * dimension; i += 2)
        if (!(window[i] < window[i + 1]) || !isfinite(window[i + 1] - window[i]))
            return yaml_fail(value, "window: expected [%s] with from below to", window_form[dimension]);
    return true;
}

static bool read_window(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    int dimension = scene_dimension(&reader->scene);
    double *window = reader->scene.view.camera.window;
    reader->scene.view.window_said = true;
    return yaml_numbers(value, 2 * dimension, window) && check_window(value, window, dimension);
}

static void write_window(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_numbers(writer, scene->view.camera.window, 2 * scene_written_dimension(scene));
}

static bool check_azimuth(const YamlNode *value, double degrees)
{
    return fabs(degrees) <= 360 || yaml_fail(value, "azimuth: expected degrees from -360 to 360");
}

static bool read_azimuth(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    double *degrees = &reader->scene.view.camera.azimuth_deg;
    return yaml_number(value, degrees) && check_azimuth(value, *degrees);
}

static void write_azimuth(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_number(writer, scene->view.camera.azimuth_deg);
}

static bool check_elevation(const YamlNode *value, double degrees)
{
    return (degrees >= 5 && degrees <= 90) || yaml_fail(value, "elevation: expected degrees from 5 to 90");
}

static bool read_elevation(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    double *degrees = &reader->scene.view.camera.elevation_deg;
    return yaml_number(value, degrees) && check_elevation(value, *degrees);
}

static void write_elevation(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_number(writer, scene->view.camera.elevation_deg);
}

// A name of a table that is not read here.
static bool read_word(const YamlNode *value, const char *example, char *to, size_t size)
{
    const char *name = value->text;
    bool ok = name[0] && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
    return (ok && text_copy(to, size, name)) ||
           yaml_fail(value, "%s: expected a %s's name, such as %s", value->key, value->key, example);
}

static bool read_theme(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return read_word(value, "dark", reader->scene.view.theme, sizeof reader->scene.view.theme);
}

static void write_theme(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_text(writer, scene->view.theme);
}

static bool read_ramp(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    char *ramp = reader->scene.view.ramp;
    if (reader->slide && !value->text[0]) { // the theme's, instead of that of the slide before
        ramp[0] = '\0';
        return true;
    }
    return read_word(value, "viridis", ramp, sizeof reader->scene.view.ramp);
}

static void write_ramp(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    if (scene->view.ramp[0])
        yaml_write_text(writer, scene->view.ramp);
}

static bool read_selected(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    Scene *scene = &reader->scene;
    int last = scene->n_racers - 1, *selected = &scene->view.selected;
    if (!yaml_whole(value, 0, last < 0 ? 0 : last, selected))
        return false;
    return scene_selectable(scene, *selected, 1) == *selected ||
           yaml_fail(value, "selected: racer %d is a ghost", *selected);
}

static void write_selected(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    yaml_write_whole(writer, (unsigned long long)scene->view.selected);
}

// A list of racers: mark is called for each, saying whether it is in the list.
static bool read_marked(SceneReader *reader, const YamlNode *value, void (*mark)(SceneRacer *racer, bool in_list))
{
    for (int i = 0; i < reader->scene.n_racers; i++)
        mark(scene_edit_entry(&reader->scene, i), false); // of the slide before
    for (const YamlNode *entry = value->first; entry; entry = entry->next) {
        int racer = 0;
        if (!yaml_whole(entry, 0, reader->scene.n_racers - 1, &racer))
            return false;
        mark(scene_edit_entry(&reader->scene, racer), true);
    }
    return true;
}

static void write_marked(YamlWriter *writer, const Scene *scene, bool (*is_marked)(const SceneRacer *racer))
{
    for (int i = 0; i < scene->n_racers; i++) {
        char number[12];
        snprintf(number, sizeof number, "%d", i);
        if (is_marked(scene_entry(scene, i)))
            yaml_flow_add(writer, number);
    }
    yaml_flow_end(writer);
}

static void hide(SceneRacer *racer, bool hidden)
{
    racer->hidden = hidden;
}

static bool is_hidden(const SceneRacer *racer)
{
    return racer->hidden;
}

static bool read_hidden(void *context, const YamlNode *value)
{
    return read_marked(context, value, hide);
}

static void write_hidden(YamlWriter *writer, const void *context)
{
    write_marked(writer, context, is_hidden);
}

static void give_map(SceneRacer *racer, bool map)
{
    racer->view = map ? VIEW_MAP : VIEW_SURFACE;
}

static bool has_map(const SceneRacer *racer)
{
    return racer->view == VIEW_MAP;
}

static bool read_maps(void *context, const YamlNode *value)
{
    return read_marked(context, value, give_map);
}

static void write_maps(YamlWriter *writer, const void *context)
{
    write_marked(writer, context, has_map);
}

// A racer's own camera: the numbers of its window, azimuth and elevation.
static bool read_camera(const SceneReader *reader, const YamlNode *entry, SceneCamera *camera)
{
    double numbers[6];
    int dimension = scene_dimension(&reader->scene), n = text_to_doubles(entry->text, numbers, 6);
    if (n != 2 * dimension + 2)
        return yaml_fail(entry, "cameras: expected '%s, azimuth, elevation', found '%.60s'", window_form[dimension],
                         entry->text);
    *camera = reader->scene.view.camera;
    memcpy(camera->window, numbers, (size_t)(2 * dimension) * sizeof *numbers);
    camera->azimuth_deg = numbers[n - 2];
    camera->elevation_deg = numbers[n - 1];
    return check_window(entry, camera->window, dimension) && check_azimuth(entry, camera->azimuth_deg) &&
           check_elevation(entry, camera->elevation_deg);
}

static bool read_cameras(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    int n = reader->scene.n_racers, i = 0;
    bool none = reader->slide && value->n == 0; // of its own, instead of those of the slide before
    if (!none && value->n != n)
        return yaml_fail(value, "cameras: expected one for each of %d racers, found %d", n, value->n);
    for (const YamlNode *entry = value->first; entry; entry = entry->next)
        if (!read_camera(reader, entry, &scene_edit_entry(&reader->scene, i++)->camera))
            return false;
    reader->scene.view.unlinked = value->n > 0;
    reader->scene.view.window_said |= value->n > 0;
    return true;
}

static void write_camera(YamlWriter *writer, const SceneCamera *camera, int dimension)
{
    char bytes[6 * 40];
    Text text = text_begin(bytes, sizeof bytes);
    double numbers[6];
    int n = 2 * dimension;
    memcpy(numbers, camera->window, (size_t)n * sizeof *numbers);
    numbers[n++] = camera->azimuth_deg;
    numbers[n++] = camera->elevation_deg;
    text_add_doubles(&text, numbers, n);
    yaml_write_quoted(writer, bytes);
}

static void write_cameras(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    int dimension = scene_written_dimension(scene);
    if (!scene->view.unlinked || !scene->n_racers)
        return;
    yaml_begin_list(writer, scene->n_racers);
    for (int i = 0; i < scene->n_racers; i++)
        write_camera(writer, &scene_entry(scene, i)->camera, dimension);
    yaml_end_list(writer);
}

bool scene_read_bits(const YamlNode *value, const char *what, const char *(*name)(const void *, int), uint32_t *bits)
{
    *bits = 0;
    for (const YamlNode *entry = value->first; entry; entry = entry->next) {
        int bit;
        if (!yaml_name(entry, what, name, &bit))
            return false;
        *bits |= 1u << bit;
    }
    return true;
}

void scene_write_bits(YamlWriter *writer, const char *const *names, int n, uint32_t bits)
{
    for (int i = 0; i < n; i++)
        if (bits >> i & 1)
            yaml_flow_add(writer, names[i]);
    yaml_flow_end(writer);
}

static const char *show_name(const void *context, int i)
{
    (void)context;
    return i < SHOW_COUNT ? scene_show_names[i] : NULL;
}

static bool read_show(void *context, const YamlNode *value)
{
    return scene_read_bits(value, "", show_name, &((SceneReader *)context)->scene.view.show);
}

static void write_show(YamlWriter *writer, const void *context)
{
    scene_write_bits(writer, scene_show_names, SHOW_COUNT, ((const Scene *)context)->view.show);
}

static const char *hide_name(const void *context, int i)
{
    (void)context;
    return i < HIDE_COUNT ? scene_hide_names[i] : NULL;
}

static bool read_hide(void *context, const YamlNode *value)
{
    return scene_read_bits(value, "", hide_name, &((SceneReader *)context)->scene.view.hide);
}

static void write_hide(YamlWriter *writer, const void *context)
{
    scene_write_bits(writer, scene_hide_names, HIDE_COUNT, ((const Scene *)context)->view.hide);
}

static bool read_scale(const SceneReader *reader, const YamlNode *value, const char *what, LossScale *to)
{
    bool usual = reader->slide && !value->text[0]; // instead of that of the slide before
    int scale = -1;
    if (!usual && !yaml_name(value, what, scene_loss_scale_name, &scale))
        return false;
    *to = (LossScale)(scale + 1);
    return true;
}

static void write_scale(YamlWriter *writer, LossScale scale)
{
    if (scale != LOSS_SCALE_USUAL)
        yaml_write_text(writer, scene_loss_scale_names[scale]);
}

static bool read_loss_scale(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return read_scale(reader, value, "loss_scale ", &reader->scene.view.loss_scale);
}

static void write_loss_scale(YamlWriter *writer, const void *context)
{
    write_scale(writer, ((const Scene *)context)->view.loss_scale);
}

static bool read_height_scale(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    return read_scale(reader, value, "height_scale ", &reader->scene.view.height_scale);
}

static void write_height_scale(YamlWriter *writer, const void *context)
{
    write_scale(writer, ((const Scene *)context)->view.height_scale);
}

static bool read_span(void *context, const YamlNode *value)
{
    int *span = ((SceneReader *)context)->scene.view.span, n = 0;
    span[0] = span[1] = 0; // of the slide before
    if (value->n == 0)
        return true;
    if (value->n != 2)
        return yaml_fail(value, "span: expected [from, to], steps");
    for (const YamlNode *entry = value->first; entry; entry = entry->next)
        if (!yaml_whole(entry, 0, RACE_STEPS_MAX, &span[n++]))
            return false;
    return span[0] < span[1] || yaml_fail(value, "span: expected [from, to] with from below to");
}

static void write_span(YamlWriter *writer, const void *context)
{
    const int *span = ((const Scene *)context)->view.span;
    for (int i = 0; i < 2 && span[1] > 0; i++) {
        char number[12];
        snprintf(number, sizeof number, "%d", span[i]);
        yaml_flow_add(writer, number);
    }
    yaml_flow_end(writer);
}

static const char *column_name(const void *context, int i)
{
    const Dataset *data = ((const SceneReader *)context)->scene.data;
    return data && i < dataset_columns(data) ? dataset_names(data)[i] : NULL;
}

static bool read_columns(void *context, const YamlNode *value)
{
    SceneReader *reader = context;
    SceneView *view = &reader->scene.view;
    int n = 0, column;
    memset(view->columns, 0, sizeof view->columns); // of the slide before
    if (value->n > SCENE_AXES)
        return yaml_fail(value, "columns: expected one or two names of columns");
    for (const YamlNode *entry = value->first; entry; entry = entry->next) {
        if (!yaml_name_of(entry, "column ", column_name, reader, &column))
            return false;
        text_copy(view->columns[n++], SCENE_AXIS_MAX, entry->text);
    }
    return n < 2 || strcmp(view->columns[0], view->columns[1]) || yaml_fail(value, "columns: expected two that differ");
}

// A table may have come since that has no such column.
static void write_columns(YamlWriter *writer, const void *context)
{
    const Scene *scene = context;
    for (int i = 0; i < SCENE_AXES; i++)
        if (scene->data && dataset_column(scene->data, scene->view.columns[i]) >= 0)
            yaml_flow_add(writer, scene->view.columns[i]);
    yaml_flow_end(writer);
}

// In the order in which a view is written.
const YamlKey scene_view_keys[] = {
    {"kind", .read = read_kind, .write = write_kind},
    {"window", SHAPE_TEXTS, .read = read_window, .write = write_window},
    {"azimuth", .read = read_azimuth, .write = write_azimuth},
    {"elevation", .read = read_elevation, .write = write_elevation},
    {"theme", .read = read_theme, .write = write_theme},
    {"ramp", .read = read_ramp, .write = write_ramp, .none = "\"\""},
    {"selected", .read = read_selected, .write = write_selected},
    {"hidden", SHAPE_TEXTS, .read = read_hidden, .write = write_hidden, .none = "[]"},
    {"maps", SHAPE_TEXTS, .read = read_maps, .write = write_maps, .none = "[]"},
    {"cameras", SHAPE_TEXTS, .read = read_cameras, .write = write_cameras, .none = "[]"},
    {"show", SHAPE_TEXTS, .read = read_show, .write = write_show, .none = "[]"},
    {"hide", SHAPE_TEXTS, .read = read_hide, .write = write_hide, .none = "[]"},
    {"loss_scale", .read = read_loss_scale, .write = write_loss_scale, .none = "\"\""},
    {"height_scale", .read = read_height_scale, .write = write_height_scale, .none = "\"\""},
    {"span", SHAPE_TEXTS, .read = read_span, .write = write_span, .none = "[]"},
    {"columns", SHAPE_TEXTS, .read = read_columns, .write = write_columns, .none = "[]"},
    {NULL},
};
