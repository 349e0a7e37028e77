// Scenes as YAML. Reading: places.c checks the shape and remembers lines, cyaml fills SceneText by the schema below, then each text is read by the
// module whose it is. Writing is our own, for text that a person wants to read: cyaml's has no unescaped letters but ASCII.
// To add a key: a field of SceneText, its row in the schema, a reading and a writing line.
#include "base/text.h"
#include "scene/places.h"
#include "scene/scene.h"
#include "scene/spec.h"

#include <cyaml/cyaml.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORMAT_VERSION = 1 };

#define SPEED_MAX 1e5 // steps per second

// ---- the schema: every value a text, read strictly below

typedef struct ViewText {
    char *kind, *azimuth, *elevation, *theme, *ramp, *selected;
    char **window, **hidden, **maps, **cameras, **show;
    unsigned n_window, n_hidden, n_maps, n_cameras, n_show;
} ViewText;

typedef struct SceneText {
    char *ravine, *title, *caption, *landscape, *formula, *data, *rows, *batch, *batches, *batch_rows;
    char *seed, *steps, *step, *speed;
    char **start, **racers;
    unsigned n_start, n_racers;
    ViewText *view;
} SceneText;

#define MAYBE                  (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define TEXT_KEY(type, member) CYAML_FIELD_STRING_PTR(#member, MAYBE, type, member, 0, CYAML_UNLIMITED)
#define LIST_KEY(type, member)                                                                                         \
    CYAML_FIELD_SEQUENCE_COUNT(#member, MAYBE, type, member, n_##member, &entry_schema, 0, CYAML_UNLIMITED)

static const cyaml_schema_value_t entry_schema = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, CYAML_UNLIMITED),
};

static const cyaml_schema_field_t view_keys[] = {
    TEXT_KEY(ViewText, kind),  LIST_KEY(ViewText, window),  TEXT_KEY(ViewText, azimuth),  TEXT_KEY(ViewText, elevation),
    TEXT_KEY(ViewText, theme), TEXT_KEY(ViewText, ramp),    TEXT_KEY(ViewText, selected), LIST_KEY(ViewText, hidden),
    LIST_KEY(ViewText, maps),  LIST_KEY(ViewText, cameras), LIST_KEY(ViewText, show),     CYAML_FIELD_END,
};

static const cyaml_schema_field_t scene_keys[] = {
    TEXT_KEY(SceneText, ravine),
    TEXT_KEY(SceneText, title),
    TEXT_KEY(SceneText, caption),
    TEXT_KEY(SceneText, landscape),
    TEXT_KEY(SceneText, formula),
    TEXT_KEY(SceneText, data),
    TEXT_KEY(SceneText, rows),
    TEXT_KEY(SceneText, batch),
    TEXT_KEY(SceneText, batches),
    TEXT_KEY(SceneText, batch_rows),
    LIST_KEY(SceneText, start),
    TEXT_KEY(SceneText, seed),
    TEXT_KEY(SceneText, steps),
    TEXT_KEY(SceneText, step),
    TEXT_KEY(SceneText, speed),
    LIST_KEY(SceneText, racers),
    CYAML_FIELD_MAPPING_PTR("view", MAYBE, SceneText, view, view_keys),
    CYAML_FIELD_END,
};

static const cyaml_schema_value_t scene_schema = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, SceneText, scene_keys)};

// ---- reading

typedef struct Reader {
    Places places;
    const char *origin;
    SceneText *text;
    Scene scene;
    Error *error;
} Reader;

#define FAIL(reader, line, ...) places_error(&(reader)->places, (line), (reader)->error, __VA_ARGS__)

static int line_of(const Reader *reader, const char *key)
{
    return places_find(&reader->places, "", key)->line;
}

static int view_line(const Reader *reader, const char *key)
{
    return places_find(&reader->places, "view", key)->line;
}

static const char *key_name(const void *context, int i)
{
    return ((const cyaml_schema_field_t *)context)[i].key;
}

static bool check_keys(const Reader *reader)
{
    for (int i = 0; i < reader->places.n; i++) {
        const Place *place = &reader->places.place[i];
        bool in_view = !strcmp(place->parent, "view");
        if (!place->key[0] || (place->parent[0] && !in_view))
            continue;
        const cyaml_schema_field_t *known = in_view ? view_keys : scene_keys;
        int k = 0;
        while (known[k].key && strcmp(known[k].key, place->key))
            k++;
        if (known[k].key)
            continue;
        const char *nearest = text_nearest(place->key, key_name, known);
        return FAIL(reader, place->line, "there is no key '%s'%s%s%s", place->key, in_view ? " in view" : "",
                    nearest ? "; did you mean " : "", nearest ? nearest : "");
    }
    return true;
}

// The first message of cyaml, and where its backtrace begins.
typedef struct Complaint {
    char wanted[16], found[24], key[PLACE_NAME_MAX + 1];
    int line;
} Complaint;

__attribute__((format(printf, 3, 0))) static void hear(cyaml_log_t level, void *context, const char *format,
                                                       va_list arguments)
{
    char line[200];
    Complaint *complaint = context;
    (void)level;
    vsnprintf(line, sizeof line, format, arguments);
    sscanf(line, "Load: Expecting %15[A-Z], got event: %23[A-Z]", complaint->wanted, complaint->found);
    const char *field = strstr(line, "field '"), *at = strstr(line, "(line: ");
    if (field && !complaint->key[0])
        sscanf(field, "field '%31[^']", complaint->key);
    if (at && !complaint->line)
        complaint->line = atoi(at + strlen("(line: "));
}

static const char *shape(const char *cyaml)
{
    return !strcmp(cyaml, "SEQUENCE") ? "a list" : !strcmp(cyaml, "MAPPING") ? "keys and values" : "a single value";
}

static bool load_text(Reader *reader, const char *bytes, size_t size)
{
    Complaint complaint = {.line = 0};
    cyaml_config_t config = {.log_fn = hear, .log_ctx = &complaint, .log_level = CYAML_LOG_ERROR, .mem_fn = cyaml_mem};
    cyaml_err_t status =
        cyaml_load_data((const uint8_t *)bytes, size, &config, &scene_schema, (cyaml_data_t **)&reader->text, NULL);
    if (status == CYAML_OK)
        return reader->text || FAIL(reader, 1, "expected a scene");
    int line = complaint.line ? complaint.line : 1;
    if (complaint.wanted[0])
        return FAIL(reader, line, "%s: expected %s, found %s", complaint.key, shape(complaint.wanted),
                    shape(complaint.found));
    return FAIL(reader, line, "%s", cyaml_strerror(status));
}

static bool read_number(const Reader *reader, const char *key, const char *text, int line, double *number)
{
    if (!text_to_double(text, number) || !isfinite(*number))
        return FAIL(reader, line, "%s: expected a finite number, found '%.40s'", key, text);
    return true;
}

// Keeps *number where text is NULL.
static bool read_whole(const Reader *reader, const char *key, const char *text, int line, int low, int high,
                       int *number)
{
    double value;
    if (!text)
        return true;
    if (!text_to_double(text, &value) || value != floor(value) || !(value >= low && value <= high))
        return FAIL(reader, line, "%s: expected a whole number from %d to %d, found '%.40s'", key, low, high, text);
    *number = (int)value;
    return true;
}

static bool read_text(const Reader *reader, const char *key, const char *text, char *to, size_t size)
{
    if (text && !text_copy(to, size, text))
        return FAIL(reader, line_of(reader, key), "%s: longer than %zu bytes", key, size - 1);
    return true;
}

static bool read_version(const Reader *reader)
{
    const char *version = reader->text->ravine;
    double number;
    if (!version)
        return FAIL(reader, 1, "expected the format's version, 'ravine: 1'");
    if (!text_to_double(version, &number) || number != FORMAT_VERSION)
        return FAIL(reader, line_of(reader, "ravine"), "format '%.20s'; this program reads format %d", version,
                    FORMAT_VERSION);
    return true;
}

// The error of a text inside the scene, "data, rows:3: WHY", as one of the scene's line; of a file of its own it stays.
static bool inner_error(const Reader *reader, const char *key, const Error *why)
{
    const Place *place = places_find(&reader->places, "", key);
    const char *colon = strstr(why->text, "rows:");
    int line = colon ? atoi(colon + strlen("rows:")) : 1;
    const char *reason = colon ? strstr(colon, ": ") : NULL;
    return FAIL(reader, place->line + (place->literal ? line : 0), "%s: %s", key, reason ? reason + 2 : why->text);
}

// Paths of data are relative to the scene's folder.
static void resolve_path(const Reader *reader, const char *path, char *to, size_t size)
{
    const char *slash = strrchr(reader->origin, '/');
    if (path[0] == '/' || !slash)
        snprintf(to, size, "%s", path);
    else
        snprintf(to, size, "%.*s/%s", (int)(slash - reader->origin), reader->origin, path);
}

static bool read_data(Reader *reader)
{
    const SceneText *text = reader->text;
    Scene *scene = &reader->scene;
    char path[2 * SCENE_PATH_MAX];
    Error why;
    if (!read_text(reader, "data", text->data, scene->data_path, sizeof scene->data_path))
        return false;
    if (text->rows) {
        scene->data = dataset_parse(text->rows, strlen(text->rows), "rows", &why);
        return scene->data ? true : inner_error(reader, "rows", &why);
    }
    if (!text->data)
        return true;
    resolve_path(reader, text->data, path, sizeof path);
    scene->data = dataset_read(path, reader->error);
    return scene->data != NULL;
}

static bool read_landscape(Reader *reader)
{
    const SceneText *text = reader->text;
    const char *key = text->landscape ? "landscape" : "formula", *landscape = text->landscape;
    bool data = reader->scene.data != NULL;
    Error why;
    if (!text->landscape == !text->formula)
        return FAIL(reader, text->formula ? line_of(reader, "formula") : 1, "expected either landscape or formula");
    if (!scene_set_landscape(&reader->scene, landscape ? landscape : text->formula, &why))
        return FAIL(reader, line_of(reader, key), "%s", why.text);
    if (data && !reader->scene.data)
        return FAIL(reader, line_of(reader, key), "the %s names no column of the data", key);
    return read_text(reader, "title", text->title, reader->scene.title, sizeof reader->scene.title) &&
           read_text(reader, "caption", text->caption, reader->scene.caption, sizeof reader->scene.caption);
}

static bool read_batches(Reader *reader)
{
    const SceneText *text = reader->text;
    Scene *scene = &reader->scene;
    const char *key = text->batch_rows ? "batch_rows" : "batches";
    char path[2 * SCENE_PATH_MAX];
    Error why;
    if (!text->batch_rows && !text->batches)
        return true;
    if (!scene->data)
        return FAIL(reader, line_of(reader, key), "%s: the scene has no data whose rows they could be", key);
    if (text->batch)
        return FAIL(reader, line_of(reader, "batch"), "batch: %s already says how many rows a step takes", key);
    int rows = dataset_rows(scene->data);
    if (text->batch_rows) {
        scene->batches = batches_parse(text->batch_rows, strlen(text->batch_rows), rows, "rows", &why);
        return scene->batches ? true : inner_error(reader, "batch_rows", &why);
    }
    resolve_path(reader, text->batches, path, sizeof path);
    scene->batches = batches_read(path, rows, reader->error);
    return scene->batches != NULL;
}

static bool read_batch(Reader *reader)
{
    Scene *scene = &reader->scene;
    const char *text = reader->text->batch;
    int line = line_of(reader, "batch"), most = LOSS_BATCH_MAX;
    Error why;
    if (!text)
        return true;
    if (scene->data && dataset_rows(scene->data) < most)
        most = dataset_rows(scene->data);
    if (!read_whole(reader, "batch", text, line, 1, most, &scene->batch))
        return false;
    Loss *loss = scene_loss(scene, &why);
    if (!loss)
        return FAIL(reader, line, "%s", why.text);
    int batch = loss_batch(loss);
    loss_destroy(loss);
    return batch ? true : FAIL(reader, line, "batch: the loss has no rows and draws nothing");
}

static bool read_list(const Reader *reader, const char *key, int line, char **text, unsigned n, unsigned expected,
                      double *numbers)
{
    if (n != expected)
        return FAIL(reader, line, "%s: expected %u number%s, found %u", key, expected, expected > 1 ? "s" : "", n);
    for (unsigned i = 0; i < n; i++)
        if (!read_number(reader, key, text[i], places_entry_line(&reader->places, key, (int)i), &numbers[i]))
            return false;
    return true;
}

// A formula's own window follows the start where that lies outside it.
static void widen_window(Scene *scene, int dimension)
{
    double reach = scene->view.camera.window[1];
    for (int i = 0; i < dimension; i++)
        reach = fmax(reach, 1.25 * fabs(scene->start[i]));
    for (int i = 0; i < 4; i++)
        scene->view.camera.window[i] = i % 2 ? reach : -reach;
}

static bool read_start(Reader *reader)
{
    const SceneText *text = reader->text;
    Scene *scene = &reader->scene;
    int dimension = scene_dimension(scene);
    if (!text->start)
        return true;
    if (!read_list(reader, "start", line_of(reader, "start"), text->start, text->n_start, (unsigned)dimension,
                   scene->start))
        return false;
    if (!scene->landscape)
        widen_window(scene, dimension);
    return true;
}

static bool read_seed(Reader *reader)
{
    const char *text = reader->text->seed;
    char *end;
    if (!text)
        return true;
    uint64_t seed = strtoull(text, &end, 10);
    char again[24];
    snprintf(again, sizeof again, "%llu", (unsigned long long)seed);
    if (strcmp(again, text)) // signs, leading zeros, and what does not fit
        return FAIL(reader, line_of(reader, "seed"), "seed: expected a whole number from 0 to 18446744073709551615");
    reader->scene.seed = seed;
    return true;
}

static bool read_steps(Reader *reader)
{
    const SceneText *text = reader->text;
    Scene *scene = &reader->scene;
    if (!read_whole(reader, "steps", text->steps, line_of(reader, "steps"), 0, RACE_STEPS_MAX, &scene->steps) ||
        !read_whole(reader, "step", text->step, line_of(reader, "step"), 0, scene->steps, &scene->step))
        return false;
    if (!text->speed)
        return true;
    int line = line_of(reader, "speed");
    if (!read_number(reader, "speed", text->speed, line, &scene->speed))
        return false;
    bool ok = scene->speed > 0 && scene->speed <= SPEED_MAX;
    return ok ? true : FAIL(reader, line, "speed: expected steps per second, above 0 and up to %g", SPEED_MAX);
}

static bool read_racers(Reader *reader)
{
    const SceneText *text = reader->text;
    Scene *scene = &reader->scene;
    Error why;
    if (text->n_racers > RACE_RACERS_MAX)
        return FAIL(reader, places_entry_line(&reader->places, "racers", RACE_RACERS_MAX), "more than %d racers",
                    RACE_RACERS_MAX);
    for (int i = 0; i < (int)text->n_racers; i++)
        if (!spec_read(text->racers[i], &scene->racers[i], &why))
            return FAIL(reader, places_entry_line(&reader->places, "racers", i), "%s", why.text);
    scene->n_racers = (int)text->n_racers;
    return true;
}

static const char *kind_name(const void *context, int i)
{
    (void)context;
    return scene_view_name((ViewKind)i);
}

static bool read_kind(Reader *reader, const char *text)
{
    for (int i = 0; text && i < VIEW_COUNT; i++)
        if (!strcmp(scene_view_name((ViewKind)i), text)) {
            reader->scene.view.kind = (ViewKind)i;
            return true;
        }
    const char *nearest = text ? text_nearest(text, kind_name, NULL) : NULL;
    return !text || FAIL(reader, view_line(reader, "kind"), "kind: there is no view '%.40s'%s%s", text,
                         nearest ? "; did you mean " : "", nearest ? nearest : "");
}

static bool check_window(const Reader *reader, int line, const double *window, int dimension)
{
    for (int i = 0; i < 2 * dimension; i += 2)
        if (!(window[i] < window[i + 1]) || !isfinite(window[i + 1] - window[i]))
            return FAIL(reader, line, "window: expected %s",
                        dimension == 1 ? "[from, to] with from below to"
                                       : "[x from, x to, y from, y to] with from below to");
    return true;
}

static bool check_azimuth(const Reader *reader, int line, const SceneCamera *camera)
{
    return fabs(camera->azimuth_deg) <= 360 || FAIL(reader, line, "azimuth: expected degrees from -360 to 360");
}

static bool check_elevation(const Reader *reader, int line, const SceneCamera *camera)
{
    bool ok = camera->elevation_deg >= 5 && camera->elevation_deg <= 90;
    return ok || FAIL(reader, line, "elevation: expected degrees from 5 to 90");
}

static bool read_camera(Reader *reader, const ViewText *text)
{
    SceneCamera *camera = &reader->scene.view.camera;
    int window = view_line(reader, "window"), dimension = scene_dimension(&reader->scene);
    int azimuth = view_line(reader, "azimuth"), elevation = view_line(reader, "elevation");
    if (text->window && (!read_list(reader, "window", window, text->window, text->n_window, (unsigned)(2 * dimension),
                                    camera->window) ||
                         !check_window(reader, window, camera->window, dimension)))
        return false;
    if (text->azimuth && !read_number(reader, "azimuth", text->azimuth, azimuth, &camera->azimuth_deg))
        return false;
    if (text->elevation && !read_number(reader, "elevation", text->elevation, elevation, &camera->elevation_deg))
        return false;
    return check_azimuth(reader, azimuth, camera) && check_elevation(reader, elevation, camera);
}

// A racer's own camera: the numbers of its window, azimuth and elevation.
static bool read_own_camera(const Reader *reader, const char *text, int line, SceneCamera *camera)
{
    double numbers[6];
    int dimension = scene_dimension(&reader->scene), n = text_to_doubles(text, numbers, 6);
    if (n != 2 * dimension + 2)
        return FAIL(reader, line, "cameras: expected '%s, azimuth, elevation', found '%.60s'",
                    dimension == 1 ? "from, to" : "x from, x to, y from, y to", text);
    *camera = reader->scene.view.camera;
    memcpy(camera->window, numbers, (size_t)(2 * dimension) * sizeof *numbers);
    camera->azimuth_deg = numbers[n - 2];
    camera->elevation_deg = numbers[n - 1];
    return check_window(reader, line, camera->window, dimension) && check_azimuth(reader, line, camera) &&
           check_elevation(reader, line, camera);
}

static bool read_own_cameras(Reader *reader, const ViewText *text)
{
    SceneView *view = &reader->scene.view;
    int n = reader->scene.n_racers;
    if (!text->cameras)
        return true;
    if ((int)text->n_cameras != n)
        return FAIL(reader, view_line(reader, "cameras"), "cameras: expected one for each of %d racers, found %u", n,
                    text->n_cameras);
    for (int i = 0; i < n; i++)
        if (!read_own_camera(reader, text->cameras[i], places_entry_line(&reader->places, "cameras", i), &view->own[i]))
            return false;
    view->unlinked = n > 0;
    return true;
}

// A list of racers as bits.
static bool read_racer_bits(Reader *reader, const char *key, char *const *texts, unsigned n, uint32_t *bits)
{
    int last = reader->scene.n_racers - 1;
    for (int i = 0; i < (int)n; i++) {
        int racer = 0, line = places_entry_line(&reader->places, key, i);
        if (!read_whole(reader, key, texts[i], line, 0, last, &racer))
            return false;
        *bits |= 1u << racer;
    }
    return true;
}

static const char *show_name(const void *context, int i)
{
    (void)context;
    return i < SHOW_COUNT ? scene_show_names[i] : NULL;
}

static bool read_show(Reader *reader, const ViewText *text)
{
    for (int i = 0; i < (int)text->n_show; i++) {
        const char *name = text->show[i], *nearest = text_nearest(name, show_name, NULL);
        int k = 0;
        while (k < SHOW_COUNT && strcmp(scene_show_names[k], name))
            k++;
        if (k == SHOW_COUNT)
            return FAIL(reader, places_entry_line(&reader->places, "show", i), "show: there is no '%.40s'%s%s", name,
                        nearest ? "; did you mean " : "", nearest ? nearest : "");
        reader->scene.view.show |= 1u << k;
    }
    return true;
}

// A name of a table that is not read here.
static bool read_name(Reader *reader, const char *key, const char *name, const char *example, char *to, size_t size)
{
    if (!name)
        return true;
    bool ok = name[0] && name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
    if (!ok || !text_copy(to, size, name))
        return FAIL(reader, view_line(reader, key), "%s: expected a %s's name, such as %s", key, key, example);
    return true;
}

static bool read_view(Reader *reader)
{
    const ViewText *text = reader->text->view;
    if (!text)
        return true;
    SceneView *view = &reader->scene.view;
    int last = reader->scene.n_racers - 1;
    return read_kind(reader, text->kind) && read_camera(reader, text) && read_own_cameras(reader, text) &&
           read_name(reader, "theme", text->theme, "dark", view->theme, sizeof view->theme) &&
           read_name(reader, "ramp", text->ramp, "viridis", view->ramp, sizeof view->ramp) &&
           read_whole(reader, "selected", text->selected, view_line(reader, "selected"), 0, last < 0 ? 0 : last,
                      &view->selected) &&
           read_racer_bits(reader, "hidden", text->hidden, text->n_hidden, &view->hidden) &&
           read_racer_bits(reader, "maps", text->maps, text->n_maps, &view->maps) && read_show(reader, text);
}

static bool read_scene(Reader *reader)
{
    static bool (*const parts[])(Reader *) = {
        read_data, read_landscape, read_batches, read_batch, read_start, read_seed, read_steps, read_racers, read_view,
    };
    Scene *scene = &reader->scene;
    scene->steps = SCENE_STEPS_DEFAULT;
    scene->speed = SCENE_SPEED_DEFAULT;
    scene->view = (SceneView){
        .camera = {.azimuth_deg = SCENE_AZIMUTH_DEFAULT, .elevation_deg = SCENE_ELEVATION_DEFAULT}, .theme = "dark"};
    if (!read_version(reader))
        return false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!parts[i](reader))
            return false;
    return true;
}

bool scene_parse(Scene *scene, const char *bytes, size_t size, const char *origin, Error *error)
{
    Reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return error_set(error, "scene, %s:1: out of memory", origin);
    reader->origin = origin;
    reader->error = error;
    bool ok = places_read(&reader->places, bytes, size, origin, error) && check_keys(reader) &&
              load_text(reader, bytes, size) && read_scene(reader);
    if (ok)
        scene_copy(scene, &reader->scene);
    scene_clear(&reader->scene);
    cyaml_free(&(cyaml_config_t){.mem_fn = cyaml_mem}, &scene_schema, reader->text, 0);
    free(reader);
    return ok;
}

// ---- writing

// Length of the character at c, 0 if it is no UTF-8 or one that YAML does not take as it stands.
static int plain_character(const char *c)
{
    unsigned char lead = (unsigned char)c[0];
    int length = lead < 0x80                   ? 1
                 : lead >= 0xc2 && lead < 0xe0 ? 2
                 : lead >= 0xe0 && lead < 0xf0 ? 3
                 : lead >= 0xf0 && lead < 0xf5 ? 4
                                               : 0;
    unsigned code = length == 1 ? lead : lead & (0x7fu >> length);
    for (int i = 1; i < length; i++) {
        if (((unsigned char)c[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | ((unsigned char)c[i] & 0x3f);
    }
    bool breaks = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029 || code == 0xfeff;
    bool valid = code < 0xd800 || (code >= 0xe000 && code < 0xfffe) || (code >= 0x10000 && code < 0x110000);
    bool shortest = length < 3 || (length == 3 ? code >= 0x800 : code >= 0x10000);
    return breaks || !valid || !shortest ? 0 : length;
}

// Can the text stand without quotes?
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    if (!length || (!strchr("(_./", text[0]) && text[0] < '0' && (unsigned char)text[0] < 0x80) ||
        strchr(":;<=>?@[\\]^`{|}~", text[0]))
        return false;
    if (strstr(text, ": ") || strstr(text, " #") || strchr(" :", text[length - 1]))
        return false;
    for (int n; *text; text += n)
        if (!(n = plain_character(text)))
            return false;
    return true;
}

static void write_quoted(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        int n = plain_character(text);
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (n)
            fwrite(text, 1, (size_t)n, out);
        else if (*text == '\n')
            fputs("\\n", out);
        else if ((unsigned char)*text < 0x80)
            fprintf(out, "\\x%02x", (unsigned char)*text);
        else
            fputc('?', out);
        text += n ? n : 1;
    }
    fputc('"', out);
}

static void write_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, "%s%s", key, key[0] ? ": " : "");
    if (is_plain(text))
        fputs(text, out);
    else
        write_quoted(out, text);
    fputc('\n', out);
}

// Words with single spaces between them, which a folded block gives back as they were.
static bool is_folding(const char *text)
{
    const char *last = text;
    if (!text[0] || strstr(text, "  ") || text[0] == ' ' || text[strlen(text) - 1] == ' ')
        return false;
    for (int n; *last; last += n)
        if (!(n = plain_character(last)))
            return false;
    return true;
}

// A paragraph in lines of about 100 bytes.
static void write_paragraph(FILE *out, const char *key, const char *text)
{
    enum { WIDTH = 100 };
    if (!is_folding(text)) {
        write_text(out, key, text);
        return;
    }
    fprintf(out, "%s: >-\n", key);
    while (*text) {
        size_t length = strcspn(text, " ");
        while (text[length] && length + 1 + strcspn(text + length + 1, " ") <= WIDTH)
            length += 1 + strcspn(text + length + 1, " ");
        fprintf(out, "  %.*s\n", (int)length, text);
        text += length + (text[length] == ' ');
    }
}

static void write_numbers(FILE *out, const char *key, const double *numbers, int n)
{
    char number[40];
    fprintf(out, "%s: [", key);
    for (int i = 0; i < n; i++) {
        text_double(number, sizeof number, numbers[i]);
        fprintf(out, "%s%s", i ? ", " : "", number);
    }
    fputs("]\n", out);
}

static void write_number(FILE *out, const char *key, double value)
{
    char number[40];
    text_double(number, sizeof number, value);
    fprintf(out, "%s: %s\n", key, number);
}

// Canonical text of dataset.h, lines that end with \n, as a block.
static void write_block(FILE *out, const char *key, const char *text)
{
    fprintf(out, "\n%s: |\n", key);
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(out, "  %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

static void write_loss(FILE *out, const Scene *scene, int dimension)
{
    char text[FORMULA_TEXT_MAX + FORMULA_CONSTANTS_MAX * (FORMULA_NAME_MAX + 40)];
    scene_print_landscape(scene, text, sizeof text);
    write_text(out, scene->landscape ? "landscape" : "formula", text);
    if (scene->data && scene->data_path[0])
        write_text(out, "data", scene->data_path);
    if (scene->batch && !scene->batches)
        fprintf(out, "batch: %d\n", scene->batch);
    write_numbers(out, "start", scene->start, dimension);
}

static void write_race(FILE *out, const Scene *scene)
{
    fprintf(out, "seed: %llu\nsteps: %d\n", (unsigned long long)scene->seed, scene->steps);
    if (scene->step)
        fprintf(out, "step: %d\n", scene->step);
    write_number(out, "speed", scene->speed);
    fputs(scene->n_racers ? "\nracers:\n" : "\nracers: []\n", out);
    for (int i = 0; i < scene->n_racers; i++) {
        char spec[SPEC_TEXT_MAX];
        spec_print(scene_racer(scene, i), spec, sizeof spec);
        fputs("  - ", out);
        write_text(out, "", spec);
    }
}

static void write_racer_bits(FILE *out, const char *key, uint32_t bits)
{
    bool begun = false;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        if (bits >> i & 1) {
            if (begun)
                fprintf(out, ", %d", i);
            else
                fprintf(out, "  %s: [%d", key, i);
            begun = true;
        }
    fputs(begun ? "]\n" : "", out);
}

static void write_own_cameras(FILE *out, const SceneView *view, int n, int dimension)
{
    fputs("  cameras:\n", out);
    for (int i = 0; i < n; i++) {
        double numbers[6] = {0};
        char number[40];
        memcpy(numbers, view->own[i].window, (size_t)(2 * dimension) * sizeof *numbers);
        numbers[2 * dimension] = view->own[i].azimuth_deg;
        numbers[2 * dimension + 1] = view->own[i].elevation_deg;
        for (int k = 0; k < 2 * dimension + 2; k++) {
            text_double(number, sizeof number, numbers[k]);
            fprintf(out, "%s%s", k ? ", " : "    - \"", number);
        }
        fputs("\"\n", out);
    }
}

static void write_view(FILE *out, const Scene *scene, int dimension)
{
    const SceneView *view = &scene->view;
    bool begun = false;
    fprintf(out, "\nview:\n  kind: %s\n", scene_view_name(view->kind));
    write_numbers(out, "  window", view->camera.window, 2 * dimension);
    write_number(out, "  azimuth", view->camera.azimuth_deg);
    write_number(out, "  elevation", view->camera.elevation_deg);
    write_text(out, "  theme", view->theme);
    if (view->ramp[0])
        write_text(out, "  ramp", view->ramp);
    fprintf(out, "  selected: %d\n", view->selected);
    write_racer_bits(out, "hidden", view->hidden);
    write_racer_bits(out, "maps", view->maps);
    if (view->unlinked && scene->n_racers > 0)
        write_own_cameras(out, view, scene->n_racers, dimension);
    for (int i = 0; i < SHOW_COUNT; i++)
        if (view->show >> i & 1) {
            fprintf(out, "%s%s", begun ? ", " : "  show: [", scene_show_names[i]);
            begun = true;
        }
    fputs(begun ? "]\n" : "", out);
}

static void write_scene(FILE *out, const Scene *scene)
{
    size_t size;
    int dimension = scene_dimension(scene);
    fprintf(out, "ravine: %d\n", FORMAT_VERSION);
    if (scene->title[0] || scene->landscape)
        write_text(out, "title", scene->title);
    if (scene->caption[0])
        write_paragraph(out, "caption", scene->caption);
    fputc('\n', out);
    write_loss(out, scene, dimension ? dimension : 1);
    write_race(out, scene);
    write_view(out, scene, dimension ? dimension : 1);
    if (scene->data)
        write_block(out, "rows", dataset_text(scene->data, &size));
    if (scene->batches)
        write_block(out, "batch_rows", batches_text(scene->batches, &size));
}

char *scene_print(const Scene *scene, size_t *size, Error *error)
{
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, size);
    if (out)
        write_scene(out, scene);
    if (out && !fclose(out))
        return bytes;
    free(bytes);
    error_set(error, "scene: out of memory");
    return NULL;
}
