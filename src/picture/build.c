// The helpers that several files of this room share: racers, words in a width, labels that keep apart, round ticks.
#include "picture/build.h"
#include "picture/draw/colormap.h"
#include "picture/draw/format.h"

#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TITLE_MAX = 96 };

#define QUARTER    1.5707963f // of a turn
#define EIGHTH     0.7853982f
#define GHOST_PALE 0.6f

bool build_has(const Build *build, FigurePart part)
{
    return !build->layout.figure || figure_has(&build->scene->figure, part);
}

bool racer_visible(const Build *build, int racer)
{
    return racer >= 0 && racer < race_racers(build->race) && !scene_entry(build->scene, racer)->hidden;
}

// One that was chosen is seen on every theme's ground, with as much of the text's colour as that takes; a theme's own
// are as they are.
static Color chosen_color(const Theme *theme, uint32_t rgb)
{
    const float contrast = 3; // WCAG 2.2, 1.4.11
    Color color = color_of_rgb(rgb), seen = color;
    for (int i = 0; i < RACE_RACERS_MAX; i++)
        if (color_rgb(theme->racer[i]) == rgb)
            return color;
    for (float share = 0.05f; share < 1 && color_contrast(seen, theme->ground) < contrast; share += 0.05f)
        seen = color_mix(color, theme->text, share);
    return seen;
}

Color racer_color(const Build *build, int racer)
{
    const SceneRacer *entry = scene_entry(build->scene, racer);
    Color color =
        entry->has_color ? chosen_color(build->theme, entry->color) : build->theme->racer[racer % RACE_RACERS_MAX];
    return entry->ghost ? color_mix(color, build->theme->faint, GHOST_PALE) : color;
}

bool racer_is_ghost(const Build *build, int racer)
{
    return scene_entry(build->scene, racer)->ghost;
}

static const Marker markers[] = {
    {SHAPE_DISC, 1.0f, 0.0f},      {SHAPE_SQUARE, 0.89f, 0.0f}, {SHAPE_TRIANGLE, 1.4f, QUARTER},
    {SHAPE_SQUARE, 0.91f, EIGHTH}, {SHAPE_CROSS, 1.2f, 0.0f},   {SHAPE_TRIANGLE, 1.4f, -QUARTER},
    {SHAPE_STAR, 1.45f, QUARTER},  {SHAPE_CROSS, 1.2f, EIGHTH},
};
enum { MARKERS = sizeof markers / sizeof *markers };

// A mark that comes again is on a dashed line.
bool racer_is_dashed(int racer)
{
    return racer >= MARKERS;
}

Marker racer_marker(int racer)
{
    return markers[racer % MARKERS];
}

void marker_draw(Build *build, int racer, DrawShape disc)
{
    Marker marker = racer_marker(racer);
    disc.kind = marker.kind;
    disc.w *= marker.size;
    disc.angle_rad = marker.angle_rad;
    disc.color = disc.color.a > 0.0f ? disc.color : racer_color(build, racer);
    draw_shape(build->list, disc);
}

void sample_draw(Build *build, int racer, DrawStroke line, float x, float y, float reach, float marker)
{
    line.color = racer_color(build, racer);
    if (racer_is_dashed(racer))
        line.dash[0] = 0.42f * reach, line.dash[1] = 0.32f * reach;
    draw_line(build->list, line, x - reach, y, x + reach, y);
    marker_draw(build, racer, (DrawShape){.x = x, .y = y, .w = marker});
}

void shade_draw(Build *build)
{
    DrawShape shade = {.w = build->in->width, .h = build->in->height, .layer = LAYER_POPUP};
    shade.color = color_alpha(build->theme->ground, 0.72f);
    draw_shape(build->list, shade);
}

void edged_draw(Build *build, Rect rect, float corner, Color color, DrawLayer layer)
{
    DrawShape box = {.x = rect.x, .y = rect.y, .w = rect.w, .h = rect.h, .corner = corner, .color = color};
    box.layer = layer;
    draw_shape(build->list, box);
    box.stroke = 1.0f;
    box.color = build->theme->hairline;
    draw_shape(build->list, box);
}

void popup_draw(Build *build, Rect rect, float corner)
{
    edged_draw(build, rect, corner, build->theme->panel, LAYER_POPUP);
}

void bar_draw(const Build *build, Rect line, float filled, Color color)
{
    const Theme *theme = build->theme;
    DrawShape bar = {.x = line.x, .y = line.y - line.h / 2, .w = line.w, .h = line.h, .corner = line.h / 2};
    bar.color = color_mix(theme->hairline, theme->secondary, 0.18f);
    draw_shape(build->list, bar);
    bar.w = filled * line.w;
    bar.color = color;
    draw_shape(build->list, bar);
}

void selection_draw(Build *build, Rect rect, float corner)
{
    edged_draw(build, rect, corner, build->theme->selected, LAYER_BASE);
}

void racer_title(const Build *build, int racer, char *title, size_t size)
{
    const Racer *of = scene_racer(build->scene, racer);
    const char *name = scene_entry(build->scene, racer)->name;
    Text text = text_begin(title, size);
    if (name[0]) {
        text_add(&text, "%s", name);
        return;
    }
    if (racer_is_recorded(of)) {
        text_add(&text, "%s", of->recorded.name);
        return;
    }
    for (int i = of->n_wrappers - 1; i >= 0; i--)
        text_add(&text, "%s(", of->wrapper[i].rule->name);
    text_add(&text, "%s", of->rule->name);
    for (int i = 0; i < of->n_wrappers; i++)
        text_add(&text, ")");
}

void racer_line(const Build *build, int racer, char *line, size_t size)
{
    const SceneRacer *entry = scene_entry(build->scene, racer);
    char spec[SPEC_TEXT_MAX];
    spec_print(&entry->racer, spec, sizeof spec);
    Text text = text_begin(line, size);
    text_add(&text, "%s%s%s", entry->name, entry->name[0] ? ": " : "", spec);
}

// ---- Labels: what tells a racer from the others that are seen

static bool same_value(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_rules(const Racer *a, const Racer *b)
{
    bool same = a->rule == b->rule && a->n_wrappers == b->n_wrappers;
    for (int i = 0; same && i < a->n_wrappers; i++)
        same = a->wrapper[i].rule == b->wrapper[i].rule;
    return same;
}

// A racer that is hidden is nobody's other.
static const Racer *other_racer(const Scene *scene, int i, int racer)
{
    return i == racer || scene_entry(scene, i)->hidden ? NULL : scene_racer(scene, i);
}

// Does another racer of the same rule have another value there?
static bool tells_apart(const Scene *scene, int racer, int argument)
{
    const Racer *one = scene_racer(scene, racer);
    for (int i = 0; i < scene->n_racers; i++) {
        const Racer *other = other_racer(scene, i, racer);
        if (other && other->rule == one->rule && !same_value(other->hyper[argument], one->hyper[argument]))
            return true;
    }
    return false;
}

// Does nothing but the learning rate tell the racer from some other one?
static bool rate_tells(const Scene *scene, int racer)
{
    const Racer *one = scene_racer(scene, racer);
    for (int i = 0; i < scene->n_racers; i++) {
        const Racer *other = other_racer(scene, i, racer);
        bool alike = other && other->rule == one->rule && other->hyper[0] != one->hyper[0];
        for (int k = 1; alike && one->rule->arguments[k].name; k++)
            alike = same_value(other->hyper[k], one->hyper[k]);
        if (alike)
            return true;
    }
    return false;
}

// Where all racers are of one rule and each has a schedule of its own kind, that is name enough.
static bool schedule_is_enough(const Scene *scene, int racer)
{
    const Racer *one = scene_racer(scene, racer);
    for (int i = 0; i < scene->n_racers; i++) {
        const Racer *other = other_racer(scene, i, racer);
        if (other && (!same_rules(other, one) ||
                      (other->schedule.n && other->schedule.node[0].rule == one->schedule.node[0].rule &&
                       !same_value(other->hyper[0], one->hyper[0]))))
            return false;
    }
    return one->schedule.n > 0;
}

static void add_value(Text *text, const Argument *row, double value)
{
    if (row->kind == ARGUMENT_BOOLEAN)
        text_add(text, "%s", value != 0 ? "" : " off");
    else if (row->kind == ARGUMENT_CHOICE)
        text_add(text, " %s", isnan(value) ? "None" : row->choices[(int)value]);
    else
        text_add(text, " %s", isnan(value) ? "None" : format_value(value).text);
}

static void add_arguments(Text *text, const Scene *scene, int racer)
{
    const Racer *one = scene_racer(scene, racer);
    const Argument *rows = one->rule->arguments;
    for (int i = 0, said = 0; rows[i].name && said < 2; i++) {
        bool usual = same_value(one->hyper[i], rows[i].initial);
        if (i == 0 ? !rate_tells(scene, racer) : usual || !tells_apart(scene, racer, i))
            continue;
        const char *name = rows[i].symbol && i > 0 && !strcmp(rows[i].name, "betas") ? rows[i].symbol : rows[i].name;
        text_add(text, " %s", name);
        add_value(text, &rows[i], one->hyper[i]);
        said++;
    }
}

static bool same_wrappers(const Racer *a, const Racer *b, int wrapper, int argument)
{
    return same_value(a->wrapper[wrapper].hyper[argument], b->wrapper[wrapper].hyper[argument]);
}

static void add_wrapper_arguments(Text *text, const Scene *scene, int racer)
{
    const Racer *one = scene_racer(scene, racer);
    for (int w = 0; w < one->n_wrappers; w++)
        for (int k = 0; one->wrapper[w].rule->arguments[k].name; k++) {
            bool tells = false;
            for (int i = 0; i < scene->n_racers; i++) {
                const Racer *other = other_racer(scene, i, racer);
                tells |= other && same_rules(other, one) && !same_wrappers(other, one, w, k);
            }
            const Argument *row = &one->wrapper[w].rule->arguments[k];
            if (tells) {
                text_add(text, " %s", row->name);
                add_value(text, row, one->wrapper[w].hyper[k]);
            }
        }
}

// Another racer's scheduler in the same place of a tree of the same shape; NULL: it has none.
static const ScheduleNode *like_node(const Racer *other, const Racer *one, int node)
{
    bool same = other && same_rules(other, one) && other->schedule.n == one->schedule.n;
    for (int i = 0; same && i < one->schedule.n; i++)
        same = other->schedule.node[i].rule == one->schedule.node[i].rule;
    return same ? &other->schedule.node[node] : NULL;
}

static bool schedule_tells(const Scene *scene, int racer, int node, int argument)
{
    const Racer *one = scene_racer(scene, racer);
    for (int i = 0; i < scene->n_racers; i++) {
        const ScheduleNode *like = like_node(other_racer(scene, i, racer), one, node);
        if (like && !same_value(like->argument[argument], one->schedule.node[node].argument[argument]))
            return true;
    }
    return false;
}

// The first milestone that another has not in its place, or else the last; -1: all are the others', too.
static int telling_milestone(const Scene *scene, int racer, int node)
{
    const Racer *one = scene_racer(scene, racer);
    const ScheduleNode *own = &one->schedule.node[node];
    for (int i = 0; i < scene->n_racers; i++) {
        const ScheduleNode *like = like_node(other_racer(scene, i, racer), one, node);
        int k = 0;
        while (like && k < own->n_milestones && k < like->n_milestones &&
               (double)like->milestones[k] == (double)own->milestones[k])
            k++;
        if (like && (k < own->n_milestones || k < like->n_milestones))
            return k < own->n_milestones ? k : own->n_milestones - 1;
    }
    return -1;
}

static void add_schedule_arguments(Text *text, const Scene *scene, int racer)
{
    const ScheduleTree *tree = &scene_racer(scene, racer)->schedule;
    for (int node = 0, said = 0; node < tree->n; node++) {
        const ScheduleNode *own = &tree->node[node];
        for (int k = 0; own->rule->arguments[k].name && said < 2; k++) {
            if (own->rule->arguments[k].hidden || !schedule_tells(scene, racer, node, k))
                continue;
            text_add(text, " %s", own->rule->arguments[k].name);
            add_value(text, &own->rule->arguments[k], own->argument[k]);
            said++;
        }
        int milestone = telling_milestone(scene, racer, node);
        if (milestone >= 0)
            text_add(text, " at %.0f", (double)own->milestones[milestone]);
    }
}

void racer_label(const Build *build, int racer, char *label, size_t size)
{
    const Scene *scene = build->scene;
    const Racer *one = scene_racer(scene, racer);
    Text text = text_begin(label, size);
    char title[TITLE_MAX];
    racer_title(build, racer, title, sizeof title);
    bool brief = schedule_is_enough(scene, racer);
    bool named = scene_entry(scene, racer)->name[0] || racer_is_recorded(one);
    text_add(&text, "%s", brief && !named ? one->schedule.node[0].rule->name : title);
    if (named)
        return;
    if (!brief)
        add_arguments(&text, scene, racer);
    add_wrapper_arguments(&text, scene, racer);
    if (!brief && one->schedule.n)
        text_add(&text, " %s", one->schedule.node[0].rule->name);
    add_schedule_arguments(&text, scene, racer);
}

Number build_loss(const Build *build, double value)
{
    return format_digits(value, build->in->ui.projector ? 2 : 3);
}

Number build_lr(const Build *build, double value)
{
    char rounded[FORMAT_MAX];
    snprintf(rounded, sizeof rounded, "%.1e", value);
    return format_value(build->in->ui.projector ? strtod(rounded, NULL) : value);
}

float text_width(const Build *build, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    const PictureInput *in = build->in;
    if (in->text_width)
        return in->text_width(in->text_context, text, size, weight, tabular);
    return 0.55f * font_points[size] * (float)text_characters(text, strlen(text));
}

// Removes the last character, a UTF-8 sequence; false: there is none.
static bool drop_last(char *text)
{
    size_t length = strlen(text);
    if (length == 0)
        return false;
    do
        length--;
    while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80);
    text[length] = '\0';
    return true;
}

static const char ellipsis[] = "…";

static bool of_number(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '.';
}

// The longest beginning that fits with an ellipsis, and no part of a number. Nothing is written beyond the text's own
// end.
void text_fit(const Build *build, char *text, float width, FontSize size, FontWeight weight)
{
    if (text_width(build, text, size, weight, false) <= width)
        return;
    char next = '\0';
    size_t room = strlen(text);
    float own = text_width(build, ellipsis, size, weight, false);
    while (text[0] &&
           (strlen(text) + sizeof ellipsis > room + 1 || text_width(build, text, size, weight, false) + own > width)) {
        next = text[strlen(text) - 1];
        drop_last(text);
    }
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || (of_number(next) && of_number(text[length - 1]))))
        text[--length] = '\0';
    if (room + 1 >= length + sizeof ellipsis)
        memcpy(text + length, ellipsis, sizeof ellipsis);
}

int text_wrap(const Build *build, char *words, Type type, float width, int most, char lines[][WRAP_LINE_BYTES])
{
    int n = 0;
    char *rest = NULL;
    for (char *word = strtok_r(words, " \n\t", &rest); word; word = strtok_r(NULL, " \n\t", &rest)) {
        char tried[WRAP_LINE_BYTES];
        snprintf(tried, sizeof tried, "%s%s%s", n ? lines[n - 1] : "", n ? " " : "", word);
        bool fits = n && text_width(build, tried, type.size, type.weight, false) <= width;
        if (!fits && n == most) {
            text_copy(lines[n - 1], WRAP_LINE_BYTES, tried);
            break;
        }
        text_copy(lines[fits ? n - 1 : n], WRAP_LINE_BYTES, fits ? tried : word);
        n += !fits;
    }
    for (int i = 0; i < n; i++)
        text_fit(build, lines[i], width, type.size, type.weight);
    return n;
}

void text_fit_reason(const Build *build, char *text, float width, FontSize size, FontWeight weight)
{
    char *reason = strstr(text, ": ");
    if (reason && text_width(build, text, size, weight, false) > width)
        *reason = '\0';
    text_fit(build, text, width, size, weight);
}

bool build_has_loss(const Build *build)
{
    return build->dimension > 0;
}

void vector_text(Text *text, const double *value, int n, Number (*format)(double))
{
    bool pair = n > 1;
    text_add(text, "%s", pair ? "(" : "");
    for (int i = 0; i < n; i++)
        text_add(text, "%s%s", i ? ", " : "", format(value[i]).text);
    text_add(text, "%s", pair ? ")" : "");
}

double window_longest(const Build *build, const double *window)
{
    double longest = 0.0;
    for (int i = 0; i < build->dimension; i++)
        longest = fmax(longest, window[2 * i + 1] - window[2 * i]);
    return longest;
}

static bool finite_average(const RacePoint *point, int dimension)
{
    bool finite = true;
    for (int i = 0; i < dimension; i++)
        finite = finite && isfinite(point->average[i]);
    return finite;
}

Standing racer_standing(const Build *build, int racer)
{
    const Race *race = build->race;
    int last = race_last_finite(race, racer), row = build->step < last ? build->step : last;
    Standing standing = {.shown = last >= 0, .rows = row + 1};
    if (!standing.shown)
        return standing;
    RacerState state = race_state(race, racer, build->step);
    standing.diverged = state == RACER_DIVERGED;
    standing.stopped = race_stopped(race, racer, build->step);
    standing.settled = state == RACER_SETTLED;
    standing.moving = build->fraction > 0.0 && row == build->step && row < last;
    RacePoint here = race_point(race, racer, row), next = standing.moving ? race_point(race, racer, row + 1) : here;
    for (int i = 0; i < build->dimension && i < 2; i++)
        standing.at[i] = here.at[i] + (next.at[i] - here.at[i]) * build->fraction;
    standing.averaged = here.average && finite_average(&here, build->dimension);
    for (int i = 0; i < build->dimension && i < 2 && standing.averaged; i++)
        standing.average[i] = here.average[i] + (next.average[i] - here.average[i]) * build->fraction;
    return standing;
}

double racer_outside(const Build *build, int racer, const Standing *standing)
{
    const double *window = scene_camera(build->scene, racer)->window;
    double off[2] = {0};
    for (int i = 0; i < build->dimension && i < 2; i++)
        off[i] = fmax(fmax(window[2 * i] - standing->at[i], standing->at[i] - window[2 * i + 1]), 0.0);
    return hypot(off[0], off[1]);
}

bool panel_holds(const Camera *camera, double x, double y)
{
    const double *window = camera->window;
    bool holds_y = camera->curve || (y >= window[2] && y <= window[3]);
    return x >= window[0] && x <= window[1] && holds_y;
}

bool panel_point(const Camera *camera, const PanelField *field, double x, double y, double lift, DrawPoint *point)
{
    const double *window = camera->window;
    bool curve = camera->curve;
    double at_x = fmin(fmax(x, window[0]), window[1]), at_y = curve ? 0.0 : fmin(fmax(y, window[2]), window[3]);
    double height = 0.0;
    if (curve || !camera->flat) {
        height = height_of(field->map, heightfield_at(field->field, at_x, at_y));
        if (isnan(height))
            return false;
        height = fmin(height, field->ceiling) + lift;
    }
    *point = curve ? camera_project(camera, at_x, height, 0.0) : camera_project(camera, at_x, at_y, height);
    return true;
}

// 1, 2 or 5 times a power of ten, not under `least`.
static double round_step(double least)
{
    double power = pow(10.0, floor(log10(least)));
    double part = least / power * (1.0 - 1e-9);
    return power * (part <= 1.0 ? 1.0 : part <= 2.0 ? 2.0 : part <= 5.0 ? 5.0 : 10.0);
}

int ticks_linear(double low, double high, int max, double *ticks, double *step)
{
    *step = 0.0;
    double span = high - low;
    if (max < 1 || !isfinite(span) || span <= 0.0)
        return 0;
    *step = round_step(span / max);
    double first = ceil(low / *step - 1e-9), last = floor(high / *step + 1e-9);
    if (last - first >= max) {
        *step = round_step(*step * 1.5);
        first = ceil(low / *step - 1e-9), last = floor(high / *step + 1e-9);
    }
    int n = 0;
    for (double k = first; k <= last && n < max; k++)
        ticks[n++] = k * *step + 0.0; // + 0.0: no negative zero
    return n;
}

enum { STEPS_TRIED = 4 }; // of the smallest numbers, half as much again is no more

// To a hundredth: a window is as wide as its place is, to the pixel.
static bool divides(double step, double value)
{
    double times = value / step;
    return fabs(times - round(times)) < 0.01;
}

int ticks_ends(double low, double high, int max, double *ticks, double *step)
{
    int n = ticks_linear(low, high, max, ticks, step);
    double wide = *step, most = (high - low) / 2 * (1 + 1e-9);
    for (int i = 0; i < STEPS_TRIED && n > 0 && wide <= most; i++, wide = round_step(1.5 * wide)) {
        if (!divides(wide, low) || !divides(wide, high) || (high - low) / wide > max - 0.5)
            continue;
        *step = wide;
        n = 1 + (int)lround((high - low) / wide);
        for (int k = 0; k < n; k++)
            ticks[k] = (round(low / wide) + k) * wide + 0.0;
        return n;
    }
    return n;
}

FontWeight parameter_weight(const char *name)
{
    unsigned char first = (unsigned char)name[0], second = first ? (unsigned char)name[first < 0x80 ? 1 : 2] : 0;
    return second == 0 || second >= 0xe2 ? WEIGHT_ITALIC : WEIGHT_REGULAR; // below the line: three bytes each
}

enum { PLACE_LINES = 11 };

bool rect_overlaps(Rect a, Rect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

static float overlap_area(Rect a, Rect b)
{
    float w = fminf(a.x + a.w, b.x + b.w) - fmaxf(a.x, b.x), h = fminf(a.y + a.h, b.y + b.h) - fmaxf(a.y, b.y);
    return w > 0.0f && h > 0.0f ? w * h : 0.0f;
}

void label_reserve(Build *build, Rect rect)
{
    if (build->n_taken < LABELS_MAX)
        build->taken[build->n_taken++] = rect;
}

bool label_free(const Build *build, Rect rect)
{
    if (rect.x < 0.0f || rect.y < 0.0f || rect.x + rect.w > build->list->width || rect.y + rect.h > build->list->height)
        return false;
    for (int i = 0; i < build->n_taken; i++)
        if (rect_overlaps(build->taken[i], rect))
            return false;
    return true;
}

static float crowding(const Build *build, Rect rect, Rect bounds)
{
    float area = rect.w * rect.h - overlap_area(rect, bounds); // what hangs over
    for (int i = 0; i < build->n_taken; i++)
        area += overlap_area(build->taken[i], rect);
    return area;
}

static Rect moved_inside(Rect rect, Rect bounds)
{
    rect.x = fmaxf(fminf(rect.x, bounds.x + bounds.w - rect.w), bounds.x);
    rect.y = fmaxf(fminf(rect.y, bounds.y + bounds.h - rect.h), bounds.y);
    return rect;
}

Rect label_box(const Build *build, const char *text, FontSize size, float x, float y)
{
    float width = text_width(build, text, size, WEIGHT_REGULAR, false) + 4.0f, height = font_points[size] + 3.0f;
    return (Rect){x - 0.5f * width, y - 0.5f * height, width, height};
}

void label_draw(Build *build, const char *text, FontSize size, Rect box, Color color, Color halo)
{
    label_reserve(build, box);
    draw_text(build->list,
              (DrawText){.x = box.x + 0.5f * box.w,
                         .y = box.y + 0.5f * box.h + 0.36f * font_points[size],
                         .align = ALIGN_CENTER,
                         .size = size,
                         .color = color,
                         .halo = halo},
              "%s", text);
}

bool label_place(Build *build, const char *text, FontSize size, DrawPoint anchor, float distance, Rect bounds,
                 Rect *place)
{
    return label_place_box(build, label_box(build, text, size, anchor.x, anchor.y), anchor, distance, bounds, place);
}

// Beside the anchor, then rising and falling line by line.
bool label_place_box(Build *build, Rect box, DrawPoint anchor, float distance, Rect bounds, Rect *place)
{
    box.x = anchor.x - 0.5f * box.w, box.y = anchor.y - 0.5f * box.h;
    float best = INFINITY, aside = 0.5f * box.w + distance;
    for (int i = 0; i < 3 * PLACE_LINES; i++) {
        int line = (i / 3 + 1) / 2 * (i / 3 % 2 ? -1 : 1), side = i % 3 == 0 ? 1 : i % 3 == 1 ? -1 : 0;
        Rect tried = box;
        tried.x += (float)side * aside;
        tried.y += (float)line * (side ? box.h : box.h + distance);
        tried = moved_inside(tried, bounds);
        float crowd = side || line ? crowding(build, tried, bounds) : INFINITY;
        if (crowd < best - 0.01f) {
            best = crowd;
            *place = tried;
        }
    }
    return best < 0.5f;
}
