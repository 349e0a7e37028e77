// What is said of many starts: where each is on a curve, and how many have come to a minimum.
#include "picture/build.h"

#include <math.h>

#define NEAR_PART 0.01 // of the way from the farthest start to a minimum: so near, a racer has reached it
#define INSET     12.0f
#define DOT       2.6f

enum { MINIMA_MAX = 64, LINE_MAX = 120 };

typedef struct Minima {
    double at[MINIMA_MAX][2];
    int n;
} Minima;

static void add(Minima *minima, double x, double y)
{
    if (minima->n == MINIMA_MAX)
        return;
    minima->at[minima->n][0] = x;
    minima->at[minima->n++][1] = y;
}

// The samples that are lower than their neighbours.
static void add_of_curve(Minima *minima, const HeightField *field)
{
    for (int i = 1; i + 1 < field->nx; i++)
        if (field->loss[i] < field->loss[i - 1] && field->loss[i] <= field->loss[i + 1])
            add(minima, field->x_from + (field->x_to - field->x_from) * i / (field->nx - 1), 0);
}

// The row's, all of them; of a formula of the user's own those that are seen.
static void find_minima(const Build *build, const PanelField *field, Minima *minima)
{
    const LandscapeMinimum *known;
    int n = scene_minima(build->scene, &known);
    for (int i = 0; i < n; i++)
        add(minima, known[i].at[0], build->dimension > 1 ? known[i].at[1] : 0);
    if (n > 0)
        return;
    if (build->dimension == 1)
        add_of_curve(minima, field->field);
    for (int i = 0; field->level && i < field->level->n; i++)
        if (field->level->points[i].kind == CRITICAL_MINIMUM)
            add(minima, field->level->points[i].at[0], field->level->points[i].at[1]);
}

static bool is_at(const Build *build, const Minima *minima, const double at[2])
{
    const double *start = build->scene->start;
    for (int i = 0; i < minima->n; i++) {
        const double *to = minima->at[i];
        double y = build->dimension > 1 ? start[1] : 0;
        double way = hypot(start[0] - to[0], y - to[1]) + build->scene->starts.radius;
        if (hypot(at[0] - to[0], at[1] - to[1]) <= NEAR_PART * way)
            return true;
    }
    return false;
}

static void count_line(const Build *build, const StartsPaths *paths, const Minima *minima, Text *line)
{
    double step = fmin(build->step, starts_done(paths));
    int reach = 0, diverge = 0;
    for (int lane = 0; lane < paths->n; lane++) {
        double at[2];
        bool finite = starts_at(paths, lane, step, at);
        diverge += !finite;
        reach += finite && is_at(build, minima, at);
    }
    if (minima->n)
        text_add(line, "%d of %d starts reach a minimum", reach, paths->n);
    else
        text_add(line, "%d starts", paths->n);
    if (minima->n && step < paths->asked.steps)
        text_add(line, " by step %s", format_count(step).text);
    if (diverge)
        text_add(line, ", %d %s", diverge, diverge == 1 ? "diverges" : "diverge");
}

// Only of what a picture of them can be shown; else why not.
static bool starts_line(const Build *build, const PanelField *field, Text *line)
{
    int racer = build->scene->view.selected;
    const StartsPaths *paths = study_starts(build->study, racer, build->step + 1);
    Minima minima = {.n = 0};
    find_minima(build, field, &minima);
    if (paths)
        count_line(build, paths, &minima, line);
    else if (racer_is_recorded(scene_racer(build->scene, racer)))
        text_add(line, "a recorded path has one start");
    else if (scene_entry(build->scene, racer)->changes.n)
        text_add(line, "many starts: not of a racer that changes on its way");
    return line->length > 0;
}

// In the panel's upper left corner, where other words then keep off.
void starts_build(Build *build, int panel, const PanelField *field)
{
    char bytes[LINE_MAX];
    Text line = text_begin(bytes, sizeof bytes);
    int racer = build->scene->view.selected;
    bool shown = build->scene->starts.form && racer_visible(build, racer) && field->racers >> racer & 1;
    if (!shown || panel > 0 || !starts_line(build, field, &line))
        return;
    Rect rect = build->camera[panel].rect;
    Rect box = label_box(build, bytes, FONT_NOTE, 0, 0);
    box.x = rect.x + INSET;
    box.y = rect.y + INSET;
    Ink ink = label_ink(build, &build->camera[panel], field, box);
    label_draw(build, bytes, FONT_NOTE, box, ink.ink, ink.halo);
}

// On the line, since on a curve all ways are one.
void starts_dots_build(Build *build, int panel, const PanelField *field)
{
    int racer = build->scene->view.selected;
    bool shown = racer_visible(build, racer) && field->racers >> racer & 1;
    const StartsPaths *paths = shown ? study_starts(build->study, racer, build->step + 1) : NULL;
    const Camera *camera = &build->camera[panel];
    Color color = paths ? color_alpha(racer_color(build, racer), 0.6f) : build->theme->text;
    for (int lane = 0; paths && lane < paths->n; lane++)
        for (int now = 0; now < 2; now++) {
            double at[2], step = now ? fmin(build->step + build->fraction, starts_done(paths)) : 0;
            DrawPoint point;
            if (starts_at(paths, lane, step, at) && panel_holds(camera, at[0], 0) &&
                panel_point(camera, field, at[0], 0, 0, &point))
                draw_shape(build->list, (DrawShape){.kind = SHAPE_DISC,
                                                    .x = point.x,
                                                    .y = point.y,
                                                    .w = DOT * (now ? 1.3f : 1.0f),
                                                    .stroke = now ? 0 : 1,
                                                    .color = color});
        }
}
