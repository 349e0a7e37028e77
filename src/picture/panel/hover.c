// The point of the landscape under the pointer: a small cross on it, an arrow down its slope, and its parameters, loss
// and gradient in the line of the title. Nothing of it is in a still.
#include "picture/build.h"
#include "picture/draw/format.h"

#include "base/text.h"
#include "scene/words.h"

#include <math.h>

enum { ITEMS_MAX = 4, ITEM_TEXT_MAX = 2 * FORMAT_MAX + 8, NAME_MAX = 64, PIECES = 8 };

#define GAP        3.0f // between the point and the cross's arms
#define REACH      9.0f
#define DOWNHILL   26.0f // points, about: length of the arrow
#define BARB       5.0f
#define ITEM_SPACE 22.0f

typedef struct Hover {
    Build *build;
    const Camera *camera;
    const PanelField *field;
    double at[2];
    const PointValue *value;
    DrawPoint point;
    Ink ink;
} Hover;

typedef struct Item {
    char name[NAME_MAX];
    char text[ITEM_TEXT_MAX];
    const char *widest; // what its place is as wide as, so that numbers do not move each other
} Item;

static int items_of(const Hover *hover, Item items[ITEMS_MAX])
{
    static const char *const widest[] = {"", "−0.00·10⁰", "(−0.00·10⁰, −0.00·10⁰)"};
    int dimension = hover->build->dimension, n = 0;
    for (int i = 0; i < dimension; i++) {
        const double *window = hover->camera->window + 2 * i;
        items[n] = (Item){.widest = "−00.000"};
        text_copy(items[n].name, sizeof items[n].name, format_name(study_parameter(hover->build->study, i)).text);
        text_copy(items[n++].text, sizeof items->text, format_coordinate(hover->at[i], window[1] - window[0]).text);
    }
    items[n] = (Item){.name = "loss", .widest = "0.00·10⁻⁰"};
    text_copy(items[n++].text, sizeof items->text, format_loss(hover->value->loss).text);
    items[n] = (Item){.name = "∇f", .widest = widest[dimension]};
    Text text = text_begin(items[n].text, sizeof items[n].text);
    vector_text(&text, hover->value->gradient, dimension, format_loss);
    return n + 1;
}

static float item_width(const Build *build, const Item *item)
{
    float own = text_width(build, item->text, FONT_NOTE, WEIGHT_REGULAR, true);
    return text_width(build, item->name, FONT_NOTE, WEIGHT_REGULAR, false) + 6.0f +
           fmaxf(own, text_width(build, item->widest, FONT_NOTE, WEIGHT_REGULAR, true));
}

// In the line of the title, or of the subtitle where the title is too long; over the picture where there is neither.
static float baseline(const Build *build, float width, Color *halo)
{
    Rect title = build->layout.title;
    char words[SCENE_TITLE_MAX];
    scene_words(build->scene, build->scene->title, words, sizeof words);
    float used = text_width(build, words, FONT_TITLE, WEIGHT_SEMIBOLD, false);
    *halo = (Color){0};
    if (title.w > 0.0f && used + width + 2.0f * ITEM_SPACE < title.w)
        return title.y + 24.0f;
    *halo = color_alpha(build->theme->ground, 0.9f);
    return build->layout.view.y + 14.0f;
}

static void readout(const Hover *hover)
{
    Build *build = hover->build;
    Item items[ITEMS_MAX];
    int n = items_of(hover, items);
    float width = -ITEM_SPACE, widths[ITEMS_MAX];
    for (int i = 0; i < n; i++)
        width += (widths[i] = item_width(build, &items[i])) + ITEM_SPACE;
    Rect view = build->layout.view;
    Color halo;
    float x = view.x + view.w - width, y = baseline(build, width, &halo);
    DrawText text = {.y = y, .size = FONT_NOTE, .halo = halo, .layer = LAYER_TOP};
    for (int i = 0; i < n && width < view.w; i++) {
        text.x = x, text.tabular = false, text.color = build->theme->secondary;
        draw_text(build->list, text, "%s", items[i].name);
        text.x += text_width(build, items[i].name, FONT_NOTE, WEIGHT_REGULAR, false) + 6.0f;
        text.tabular = true, text.color = build->theme->text;
        draw_text(build->list, text, "%s", items[i].text);
        x += widths[i] + ITEM_SPACE;
    }
}

static DrawStroke thin(const Hover *hover)
{
    Color color = hover->ink.ink;
    return (DrawStroke){.width = 1.2f,
                        .casing = 1.0f,
                        .color = color,
                        .casing_color = color_alpha(hover->ink.halo, 0.7f),
                        .layer = LAYER_TOP,
                        .clip = hover->camera->rect};
}

static void cross(const Hover *hover)
{
    float x = hover->point.x, y = hover->point.y;
    for (int i = 0; i < 4; i++) {
        float dx = (float)((i == 0) - (i == 2)), dy = (float)((i == 1) - (i == 3));
        draw_line(hover->build->list, thin(hover), x + dx * GAP, y + dy * GAP, x + dx * REACH, y + dy * REACH);
    }
}

// The domain's units per point of the screen, about, at the point.
static double unit(const Hover *hover)
{
    const double *window = hover->camera->window;
    double span = fmax(window[1] - window[0], window[3] - window[2]);
    return span / (double)fmaxf(hover->camera->rect.w, hover->camera->rect.h);
}

// Down the slope, lying on the surface.
static void downhill(const Hover *hover)
{
    double slope = hypot(hover->value->gradient[0], hover->value->gradient[1]), length = (double)DOWNHILL * unit(hover);
    DrawPoint points[PIECES + 1];
    if (!isfinite(slope) || slope == 0.0)
        return;
    for (int i = 0; i <= PIECES; i++) {
        double t = length * ((double)REACH / (double)DOWNHILL + (double)i / PIECES) / slope;
        double x = hover->at[0] - t * hover->value->gradient[0], y = hover->at[1] - t * hover->value->gradient[1];
        if (!panel_holds(hover->camera, x, y) || !panel_point(hover->camera, hover->field, x, y, 0.0, &points[i]))
            return;
    }
    DrawPoint tip = points[PIECES], before = points[PIECES - 1];
    float dx = tip.x - before.x, dy = tip.y - before.y, step = fmaxf(hypotf(dx, dy), 1e-3f);
    dx *= BARB / step, dy *= BARB / step;
    DrawList *list = hover->build->list;
    if (!draw_stroke(list, thin(hover)))
        return;
    for (int i = 0; i <= PIECES; i++)
        draw_point(list, points[i].x, points[i].y, 0.0f);
    draw_point(list, tip.x - dx - 0.6f * dy, tip.y - dy + 0.6f * dx, 0.0f);
    draw_point(list, tip.x, tip.y, 0.0f);
    draw_point(list, tip.x - dx + 0.6f * dy, tip.y - dy - 0.6f * dx, 0.0f);
}

// false: nothing is under the pointer.
static bool hover_of(Hover *hover, Build *build, int panel, const PanelField *field)
{
    const PictureUi *ui = &build->in->ui;
    *hover = (Hover){.build = build, .camera = &build->camera[panel], .field = field};
    if (!camera_pick(hover->camera, field->field, field->map, field->ceiling, ui->pointer_x, ui->pointer_y,
                     &hover->at[0], &hover->at[1]) ||
        !(hover->value = study_point(build->study, hover->at)) ||
        !panel_point(hover->camera, field, hover->at[0], hover->at[1], 0.0, &hover->point))
        return false;
    hover->ink = panel_ink(build, hover->camera, field, hover->point.x, hover->point.y);
    return true;
}

void hover_build(Build *build, int panel, const PanelField *field)
{
    Hover hover;
    if (!hover_of(&hover, build, panel, field))
        return;
    readout(&hover);
    cross(&hover);
}

void hover_slope_build(Build *build, int panel, const PanelField *field)
{
    Hover hover;
    if (!hover_of(&hover, build, panel, field))
        return;
    readout(&hover);
    cross(&hover);
    downhill(&hover);
}
