// A landscape as text: an id or a formula, then constants as name=value. Behind its head (f(x, y) =) a formula has no
// lone `=`, so the constants begin at the name before the first one.
#include "base/text.h"
#include "scene/scene.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Reader {
    const char *text;
    const Scene *scene; // whose data the formula may name
    const Landscape *landscape;
    char formula[FORMULA_TEXT_MAX + 1];
    int formula_at; // byte of the text
    FormulaConstant constants[FORMULA_CONSTANTS_MAX];
    int constant_at[FORMULA_CONSTANTS_MAX]; // of those that follow the formula
    int n_constants;
    Error *error;
} Reader;

static bool fail(const Reader *reader, int at, const char *format, ...) __attribute__((format(printf, 3, 4)));

static bool fail(const Reader *reader, int at, const char *format, ...)
{
    char why[300];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    return error_set(reader->error, "landscape, column %d: %s", 1 + text_characters(reader->text, (size_t)at), why);
}

static const char *suggestion(char text[96], const char *nearest)
{
    snprintf(text, 96, "%s%s%s", nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return text;
}

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_separator(char c)
{
    return is_space(c) || c == ',' || c == ';';
}

// ---- constants

// Letters beyond ASCII and LaTeX's commands are names, too: θ=2, \theta=2.
static bool is_constant_name(char c)
{
    return is_name(c) || c == '\\' || (unsigned char)c >= 0x80;
}

// An = of its own, not that of <=, ==, nor of an argument in brackets or LaTeX's cases; the text's end without one.
static const char *lone_equals(const char *text)
{
    int depth = 0;
    for (const char *c = text; *c; c++) {
        depth += (*c == '(' || *c == '{') - (*c == ')' || *c == '}');
        depth += !strncmp(c, "\\begin{", 7) - !strncmp(c, "\\end{", 5);
        bool doubled = c[0] == '=' && (c[1] == '=' || c[1] == '>' || (c > text && strchr("<>!=~", c[-1])));
        if (*c == '=' && !doubled && depth <= 0)
            return c;
    }
    return text + strlen(text);
}

// `k=25 b=3` holds no formula, whatever k= looks like.
static bool holds_constants_alone(const char *text, const char *behind_head)
{
    char *end;
    strtod(behind_head, &end);
    bool signature = strpbrk(text, "(:") && strpbrk(text, "(:") < behind_head; // f(x) =, lambda x:
    if (end == behind_head || behind_head == text || signature)
        return false;
    while (is_separator(*end))
        end++;
    const char *name = end;
    while (is_name(*end))
        end++;
    return !*name || (end > name && end[strspn(end, " ")] == '=' && end[strspn(end, " ") + 1] != '=');
}

// The byte where the constants begin: the name before the first lone '='; the text's end without one.
static int constants_begin(const char *text)
{
    const char *formula = text + formula_head(text), *equals = lone_equals(formula);
    if (holds_constants_alone(text, formula))
        return 0;
    if (!*equals)
        return (int)strlen(text);
    while (equals > formula && is_space(equals[-1]))
        equals--;
    while (equals > formula && is_constant_name(equals[-1]))
        equals--;
    return (int)(equals - text);
}

static bool add_constant(Reader *reader, int at, const char *name, double value)
{
    if (reader->n_constants == FORMULA_CONSTANTS_MAX)
        return fail(reader, at, "more than %d constants", FORMULA_CONSTANTS_MAX);
    FormulaConstant *constant = &reader->constants[reader->n_constants];
    text_copy(constant->name, sizeof constant->name, name);
    for (int i = 0; i < reader->n_constants; i++)
        if (!strcmp(reader->constants[i].name, constant->name))
            return fail(reader, at, "%s is given twice", constant->name);
    constant->value = value;
    reader->constant_at[reader->n_constants++] = at;
    return true;
}

// `name = value` at *at; leaves *at behind it.
static bool read_constant(Reader *reader, int *at)
{
    const char *text = reader->text;
    int from = *at, i = from;
    char name[FORMULA_NAME_MAX + 1];
    while (is_name(text[i]))
        i++;
    if (i - from > FORMULA_NAME_MAX)
        return fail(reader, from, "the name is longer than %d", FORMULA_NAME_MAX);
    int length = formula_name(text + from, name);
    bool raised = (unsigned char)text[from + length + (int)strspn(text + from + length, " ")] >= 0x80; // x² = y²
    if (raised || (!length && text[from + (int)strspn(text + from, "0123456789]: ")] == '='))
        return fail(reader, from, "expected the formula alone, or its name first, as in f(x, y) = x^2 + y^2");
    if (!length)
        return fail(reader, from, "expected a constant's name, as in k=25");
    i = from + length;
    while (is_space(text[i]))
        i++;
    if (text[i] != '=')
        return fail(reader, i, "expected '=' after %.*s", length, text + from);
    for (i++; is_space(text[i]);)
        i++;
    char number[64];
    int digits = 0;
    while (text[i + digits] && !is_separator(text[i + digits]))
        digits++;
    snprintf(number, sizeof number, "%.*s", digits, text + i);
    double value;
    if (digits >= (int)sizeof number || !text_to_double(number, &value))
        return fail(reader, i, "expected a number for %.*s, found '%.30s'", length, text + from, number);
    if (!isfinite(value))
        return fail(reader, i, "%.*s has to be finite", length, text + from);
    *at = i + digits;
    return add_constant(reader, from, name, value);
}

static bool read_constants(Reader *reader, int at)
{
    for (;;) {
        while (is_separator(reader->text[at]))
            at++;
        if (!reader->text[at])
            return true;
        if (!read_constant(reader, &at))
            return false;
    }
}

// ---- landscapes

static const char *landscape_name(const void *context, int i)
{
    (void)context;
    return i < landscape_count() ? landscape_at(i)->id : NULL;
}

static const char *row_constant_name(const void *context, int i)
{
    const Landscape *landscape = context;
    return i < LANDSCAPE_CONSTANTS_MAX ? landscape->constants[i].name : NULL;
}

static const char *parameter_name(const void *context, int i)
{
    return i < formula_dimension(context) ? formula_parameter(context, i) : NULL;
}

static bool no_row_constant(const Reader *reader, int i)
{
    const char *wrong = reader->constants[i].name;
    const char *nearest = text_nearest(wrong, row_constant_name, reader->landscape);
    char names[200];
    Text list = text_begin(names, sizeof names);
    for (int k = 0; row_constant_name(reader->landscape, k); k++)
        text_add(&list, "%s%s", k ? ", " : "; it has ", row_constant_name(reader->landscape, k));
    char hint[96];
    return fail(reader, reader->constant_at[i], "%s has no constant '%s'%s", reader->landscape->id, wrong,
                nearest ? suggestion(hint, nearest) : names);
}

// The row's constants in the row's order, with the values that the text gives.
static bool take_row_constants(Reader *reader)
{
    FormulaConstant constants[FORMULA_CONSTANTS_MAX];
    const Landscape *landscape = reader->landscape;
    int n = 0;
    for (; n < LANDSCAPE_CONSTANTS_MAX && landscape->constants[n].name; n++) {
        text_copy(constants[n].name, sizeof constants[n].name, landscape->constants[n].name);
        constants[n].value = landscape->constants[n].initial;
    }
    for (int i = 0; i < reader->n_constants; i++) {
        int k = 0;
        while (k < n && strcmp(constants[k].name, reader->constants[i].name))
            k++;
        if (k == n)
            return no_row_constant(reader, i);
        constants[k].value = reader->constants[i].value;
    }
    memcpy(reader->constants, constants, sizeof constants);
    reader->n_constants = n;
    text_copy(reader->formula, sizeof reader->formula, landscape->formula);
    return true;
}

static FormulaNames formula_names(const Reader *reader, int parameters_max)
{
    const Dataset *data = reader->scene->data;
    return (FormulaNames){
        .columns = data ? dataset_names(data) : NULL,
        .n_columns = data ? dataset_columns(data) : 0,
        .constants = reader->constants,
        .n_constants = reader->n_constants,
        .parameters_max = parameters_max,
    };
}

static bool check_constants_used(const Reader *reader, const Formula *formula)
{
    char hint[96];
    for (int i = 0; i < reader->n_constants; i++)
        if (!formula_uses_constant(formula, i))
            return fail(reader, reader->constant_at[i], "the formula has no '%s'%s", reader->constants[i].name,
                        suggestion(hint, text_nearest(reader->constants[i].name, parameter_name, formula)));
    return true;
}

// The byte of the text where the name stands in the formula.
static int name_at(const Reader *reader, const char *name)
{
    const char *formula = reader->text + reader->formula_at;
    size_t length = strlen(name);
    for (const char *at = formula; (at = strstr(at, name)); at++)
        if ((at == formula || !is_name(at[-1])) && !is_name(at[length]))
            return (int)(at - reader->text);
    return reader->formula_at;
}

static bool fail_landscape(const Reader *reader, int at, const char *name)
{
    return fail(reader, at,
                "'%s' is a landscape and no part of a formula: did you mean %s alone? A parameter needs another name",
                name, name);
}

// Is a landscape's name taken for a parameter's?
static bool check_no_landscape(const Reader *reader, const Formula *formula)
{
    for (int i = 0; i < formula_dimension(formula); i++) {
        const char *name = formula_parameter(formula, i);
        if (landscape_find(name))
            return fail_landscape(reader, name_at(reader, name), name);
    }
    return true;
}

// The error's column counts characters of the formula.
static bool fail_formula(const Reader *reader, const FormulaError *why)
{
    int at = reader->formula_at;
    for (int column = 1; column < why->column && reader->text[at]; column++)
        do
            at++;
        while (((unsigned char)reader->text[at] & 0xc0) == 0x80);
    char name[FORMULA_NAME_MAX + 1];
    bool named = why->column && formula_name(reader->text + at, name) > 0;
    return named && landscape_find(name) ? fail_landscape(reader, at, name) : fail(reader, at, "%s", why->text);
}

// Without the limit on parameters at first: a misspelt constant shows as one parameter too many, and the constant is
// the better place to point at.
static bool check_formula(const Reader *reader)
{
    FormulaError why;
    for (int pass = 0; pass < 2; pass++) {
        FormulaNames names = formula_names(reader, pass ? SCENE_DIMENSION_MAX : 0);
        Formula *formula = formula_compile(reader->formula, &names, &why);
        if (!formula)
            return fail_formula(reader, &why);
        bool ok = check_constants_used(reader, formula);
        ok = ok && check_no_landscape(reader, formula);
        if (ok && !formula_dimension(formula))
            ok = fail(reader, reader->formula_at, "the formula has no parameter to minimise over, such as x");
        formula_destroy(formula);
        if (!ok)
            return false;
    }
    return true;
}

static bool is_column(const Reader *reader, const char *name)
{
    const Dataset *data = reader->scene->data;
    for (int i = 0; data && i < dataset_columns(data); i++)
        if (!strcmp(dataset_names(data)[i], name))
            return true;
    return false;
}

// A bare word of more than one letter is meant as a landscape, not as a formula of one parameter.
static bool is_misspelt(const Reader *reader)
{
    const char *c = reader->formula;
    if (!isalpha((unsigned char)*c) || !c[1] || is_column(reader, reader->formula))
        return false;
    while (is_name(*c) || *c == '-')
        c++;
    return !*c && !(strchr(reader->formula, '-') && !text_nearest(reader->formula, landscape_name, NULL));
}

// Kept so that it reads back: a lone word would be looked for among the landscapes, one in brackets is a formula.
static void keep_text(Reader *reader, const char *plain)
{
    text_copy(reader->formula, sizeof reader->formula, plain);
    if (is_misspelt(reader) && strlen(plain) + 2 <= FORMULA_TEXT_MAX)
        snprintf(reader->formula, sizeof reader->formula, "(%s)", plain);
}

// The formula as the scene keeps it, with the constants that it gives itself.
static bool take_formula(Reader *reader)
{
    FormulaNames names = formula_names(reader, SCENE_DIMENSION_MAX);
    FormulaPlain plain;
    FormulaError why;
    if (!formula_plain(reader->formula, &names, &plain, &why))
        return fail_formula(reader, &why);
    keep_text(reader, plain.text);
    for (int i = 0; i < plain.n_constants; i++) {
        if (reader->n_constants == FORMULA_CONSTANTS_MAX)
            return fail(reader, reader->formula_at, "more than %d constants", FORMULA_CONSTANTS_MAX);
        reader->constants[reader->n_constants++] = plain.constants[i];
    }
    return true;
}

static bool read_text(Reader *reader)
{
    const char *text = reader->text;
    int from = 0, to = constants_begin(text);
    int constants_at = to;
    while (is_space(text[from]))
        from++;
    while (to > from && is_separator(text[to - 1]))
        to--;
    reader->formula_at = from;
    if (to <= from)
        return fail(reader, from, "expected a landscape or a formula in x and y");
    if (to - from > FORMULA_TEXT_MAX)
        return fail(reader, from, "the formula is longer than %d bytes", FORMULA_TEXT_MAX);
    snprintf(reader->formula, sizeof reader->formula, "%.*s", to - from, text + from);
    if (!read_constants(reader, constants_at))
        return false;
    reader->landscape = landscape_find(reader->formula);
    if (reader->landscape)
        return take_row_constants(reader);
    char hint[96];
    if (is_misspelt(reader))
        return fail(reader, from, "there is no landscape '%s'%s", reader->formula,
                    suggestion(hint, text_nearest(reader->formula, landscape_name, NULL)));
    return check_formula(reader) && take_formula(reader);
}

// ---- the scene

// The words of a slide are its author's, whatever it comes to show.
static bool keeps_words(const Scene *scene)
{
    return scene->lesson && scene->presented;
}

static void take_text(Scene *scene, const Reader *reader)
{
    scene->landscape = reader->landscape;
    memcpy(scene->formula, reader->formula, sizeof scene->formula);
    memcpy(scene->constants, reader->constants, sizeof scene->constants);
    scene->n_constants = reader->n_constants;
    memset(scene->start, 0, sizeof scene->start);
    scene->own_start = false;
    if (!keeps_words(scene))
        scene->title[0] = scene->caption[0] = '\0';
}

static bool names_column(const Reader *reader)
{
    FormulaNames names = formula_names(reader, 0);
    Formula *formula = reader->landscape ? NULL : formula_compile(reader->formula, &names, NULL);
    bool any = false;
    for (int i = 0; formula && i < names.n_columns; i++)
        any |= formula_uses_column(formula, i);
    formula_destroy(formula);
    return any;
}

static void drop_data(Scene *scene)
{
    dataset_release(scene->data);
    batches_release(scene->batches);
    scene->data = NULL;
    scene->batches = NULL;
    scene->data_path[0] = '\0';
    scene->batch = 0;
}

static void frame_row(Scene *scene)
{
    const Landscape *landscape = scene->landscape;
    if (!keeps_words(scene))
        text_copy(scene->title, sizeof scene->title, landscape->title);
    memcpy(scene->view.camera.window, landscape->domain, sizeof landscape->domain);
    bool usual = landscape->elevation_deg == 0;
    scene->view.camera.azimuth_deg = usual ? SCENE_AZIMUTH_DEFAULT : landscape->azimuth_deg;
    scene->view.camera.elevation_deg = usual ? SCENE_ELEVATION_DEFAULT : landscape->elevation_deg;
    memcpy(scene->start, landscape->start, (size_t)landscape_dimension(landscape) * sizeof(double));
}

bool scene_set_landscape(Scene *scene, const char *text, Error *error)
{
    Reader reader = {.text = text, .scene = scene, .error = error};
    if (!read_text(&reader))
        return false;
    Scene next = {0};
    scene_copy(&next, scene);
    take_text(&next, &reader);
    next.view.unlinked = false; // its cameras looked at another place
    if (!names_column(&reader))
        drop_data(&next);
    bool ok = scene_fit_data(&next, error);
    next.view.window_said = false;
    if (next.landscape)
        frame_row(&next);
    else
        ok = ok && scene_place_start(&next, error);
    if (!ok) {
        scene_clear(&next);
        return false;
    }
    scene_frame(&next);
    if (next.starts.form) // in the units of other parameters
        next.starts.radius = starts_radius(next.view.camera.window, scene_dimension(&next));
    scene_copy(scene, &next);
    scene_clear(&next);
    return true;
}

void scene_take_place(Scene *scene, const Scene *from)
{
    dataset_retain(from->data);
    batches_retain(from->batches);
    drop_data(scene);
    scene->landscape = from->landscape;
    memcpy(scene->formula, from->formula, sizeof scene->formula);
    memcpy(scene->constants, from->constants, sizeof scene->constants);
    scene->n_constants = from->n_constants;
    scene->data = from->data;
    scene->batches = from->batches;
    scene->batch = from->batch;
    memcpy(scene->data_path, from->data_path, sizeof scene->data_path);
    memcpy(scene->start, from->start, sizeof scene->start);
    scene->own_start = from->own_start;
    if (scene->starts.form)
        scene->starts.radius = starts_radius(from->view.camera.window, scene_dimension(from));
    scene->view.camera = from->view.camera;
    scene->view.unlinked = false; // its cameras looked at another place
    if (keeps_words(scene))
        return;
    memcpy(scene->title, from->title, sizeof scene->title);
    scene->caption[0] = '\0';
}

// The constants of a row that are as the row says are left out.
void scene_print_landscape(const Scene *scene, char *text, size_t size)
{
    char number[40];
    Text out = text_begin(text, size);
    const Landscape *landscape = scene->landscape;
    text_add(&out, "%s", landscape ? landscape->id : scene->formula);
    for (int i = 0; i < scene->n_constants; i++) {
        const FormulaConstant *constant = &scene->constants[i];
        if (landscape && constant->value == landscape->constants[i].initial)
            continue;
        text_double(number, sizeof number, constant->value);
        text_add(&out, " %s=%s", constant->name, number);
    }
}
