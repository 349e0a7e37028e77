// The start, as a ring, and the known minima, as crosses. What a wall hides is drawn faintly.
#include "picture/build.h"
#include "picture/format.h"

#include "base/text.h"

#include <math.h>

enum { NAMED_MAX = 4, LINE_MAX = 80 }; // more global minima than this stay without words

#define HIDDEN_ALPHA 0.3f

typedef struct Mark {
    const PanelField *field;
    DrawPoint at;
    Ink ink;
    float alpha; // HIDDEN_ALPHA behind a wall
    bool there;
} Mark;

static Mark mark_at(const Build *build, int panel, const PanelField *field, const double at[2])
{
    const Camera *camera = &build->camera[panel];
    double y = build->dimension == 1 ? 0.0 : at[1];
    Mark mark = {.field = field, .alpha = 1.0f};
    mark.there = panel_holds(camera, at[0], y) && panel_point(camera, field, at[0], y, 0.0, &mark.at);
    mark.ink = panel_ink(build, camera, field, mark.at.x, mark.at.y);
    if (!mark.there || camera->flat)
        return mark;
    double height = fmin(height_of(field->map, heightfield_at(field->field, at[0], y)), field->ceiling);
    if (!camera_sees(camera, field->field, field->map, field->ceiling, at[0], y, height))
        mark.alpha = HIDDEN_ALPHA;
    return mark;
}

static bool words_fit(const Camera *camera)
{
    return camera->rect.w >= 280.0f && camera->rect.h >= 180.0f;
}

static void name_mark(Build *build, const Camera *camera, Mark mark, float reach, const char *text)
{
    Rect place;
    if (!label_place(build, text, FONT_NOTE, mark.at, reach, camera->rect, &place))
        return;
    float alpha = fmaxf(mark.alpha, 0.6f);
    Ink ink = panel_ink(build, camera, mark.field, place.x + 0.5f * place.w, place.y + 0.5f * place.h);
    label_draw(build, text, FONT_NOTE, place, color_alpha(ink.ink, alpha), color_alpha(ink.halo, alpha));
}

static void start_mark(Build *build, int panel, const PanelField *field)
{
    const Camera *camera = &build->camera[panel];
    Mark mark = mark_at(build, panel, field, build->scene->start);
    if (!mark.there)
        return;
    float radius = words_fit(camera) ? 6.0f : 4.0f;
    DrawShape ring = {.kind = SHAPE_DISC,
                      .x = mark.at.x,
                      .y = mark.at.y,
                      .w = radius,
                      .stroke = 3.6f,
                      .layer = LAYER_TOP,
                      .color = color_alpha(mark.ink.halo, 0.7f * mark.alpha)};
    draw_shape(build->list, ring);
    ring.stroke = 1.8f;
    ring.color = color_alpha(mark.ink.ink, mark.alpha);
    draw_shape(build->list, ring);
    label_reserve(build, (Rect){mark.at.x - radius, mark.at.y - radius, 2.0f * radius, 2.0f * radius});
    if (words_fit(camera))
        name_mark(build, camera, mark, radius + 5.0f, "start");
}

static void cross_mark(Build *build, Mark mark, float reach, float width)
{
    Color color = color_alpha(mark.ink.ink, mark.alpha);
    DrawStroke stroke = {.width = width,
                         .casing = 1.2f,
                         .color = color,
                         .fade_color = color,
                         .casing_color = color_alpha(mark.ink.halo, 0.7f * mark.alpha),
                         .panel = -1};
    draw_line(build->list, stroke, mark.at.x - reach, mark.at.y, mark.at.x + reach, mark.at.y);
    draw_line(build->list, stroke, mark.at.x, mark.at.y - reach, mark.at.x, mark.at.y + reach);
    label_reserve(build, (Rect){mark.at.x - reach, mark.at.y - reach, 2.0f * reach, 2.0f * reach});
}

static int count_global(const LandscapeMinimum *minima, int n)
{
    int global = 0;
    for (int i = 0; i < n; i++)
        global += !minima[i].local;
    return global;
}

static void minimum_mark(Build *build, int panel, const PanelField *field, const LandscapeMinimum *minimum, bool named)
{
    const Camera *camera = &build->camera[panel];
    Mark mark = mark_at(build, panel, field, minimum->at);
    if (!mark.there)
        return;
    bool large = words_fit(camera);
    float reach = (minimum->local ? 3.5f : 6.0f) * (large ? 1.0f : 0.7f);
    cross_mark(build, mark, reach, minimum->local ? 1.2f : 1.6f);
    if (!named || !large)
        return;
    char text[LINE_MAX];
    Text line = text_begin(text, sizeof text);
    text_add(&line, "minimum %s", format_loss(minimum->loss).text);
    name_mark(build, camera, mark, reach + 5.0f, text);
}

void marks_build(Build *build, int panel, const PanelField *field)
{
    const LandscapeMinimum *minima;
    int n = scene_minima(build->scene, &minima), global = count_global(minima, n);
    start_mark(build, panel, field);
    for (int i = 0; i < n; i++)
        if (!minima[i].local)
            minimum_mark(build, panel, field, &minima[i], global <= NAMED_MAX);
    for (int i = 0; i < n; i++)
        if (minima[i].local)
            minimum_mark(build, panel, field, &minima[i], false);
}
