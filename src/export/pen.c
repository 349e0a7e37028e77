#include "export/pen.h"

#include "scene/racers.h"
#include "scene/spec.h"
#include "scene/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FADE_PIECES = 16, IMAGE_PIXELS_MOST = 3000000, TIPS_MAX = 12, BAND_MAX = 2048 };

#define NEAR         0.1f  // points that a curve may leave its line
#define CASING       0.75f // of a casing's reach, at which it has half its strength
#define LETTER_MOST  0.8f  // of the type's size: no letter is wider on the average
#define SHADOW_ABOUT 2.1f  // radii of a ball
#define BAND_SEAM    1e-3f // points

typedef struct Walk {
    Pen *pen;
    const Source *source;
    const DrawList *list;
    bool clipped;
    Rect clip;         // of what was drawn last
    float image_scale; // pixels per point
    DrawPoint *piece;  // room for any stroke's points and two more,
    CurveStep *steps;  // and for its curves
} Walk;

// ---- What is cut off

static bool within(Rect outer, Rect inner)
{
    return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w &&
           inner.y + inner.h <= outer.y + outer.h;
}

static bool apart(Rect a, Rect b)
{
    return a.x >= b.x + b.w || b.x >= a.x + a.w || a.y >= b.y + b.h || b.y >= a.y + a.h;
}

static bool same_rect(Rect a, Rect b)
{
    return a.x == b.x && a.y == b.y && a.w == b.w && a.h == b.h;
}

static void set_clip(Walk *walk, const Rect *clip)
{
    walk->clipped = clip;
    if (clip)
        walk->clip = *clip;
    walk->pen->clip(walk->pen, clip);
}

// Before what lies in a box is drawn within a clip (w == 0: none), of which nothing is said where it cuts nothing.
// false: nothing of it is to be seen.
static bool clip_to(Walk *walk, Rect clip, Rect box)
{
    bool cuts = clip.w != 0.0f && !within(clip, box);
    if (cuts && apart(clip, box))
        return false;
    if (cuts && !(walk->clipped && same_rect(walk->clip, clip)))
        set_clip(walk, &clip);
    else if (!cuts && walk->clipped && !within(walk->clip, box))
        set_clip(walk, NULL);
    return true;
}

static Rect box_about(float x, float y, float reach)
{
    return (Rect){x - reach, y - reach, 2.0f * reach, 2.0f * reach};
}

static Rect box_of(const DrawPoint *points, int n, float reach)
{
    float x[2] = {points[0].x, points[0].x}, y[2] = {points[0].y, points[0].y};
    for (int i = 1; i < n; i++) {
        x[0] = fminf(x[0], points[i].x), x[1] = fmaxf(x[1], points[i].x);
        y[0] = fminf(y[0], points[i].y), y[1] = fmaxf(y[1], points[i].y);
    }
    return (Rect){x[0] - reach, y[0] - reach, x[1] - x[0] + 2.0f * reach, y[1] - y[0] + 2.0f * reach};
}

// ---- Forms

static float on_pixels(const Walk *walk, float at)
{
    return roundf(at * walk->list->scale) / walk->list->scale;
}

static Rect rect_on_pixels(const Walk *walk, Rect rect)
{
    float x = on_pixels(walk, rect.x), y = on_pixels(walk, rect.y), least = 1.0f / walk->list->scale;
    float w = on_pixels(walk, rect.x + rect.w) - x, h = on_pixels(walk, rect.y + rect.h) - y;
    return (Rect){x, y, fmaxf(w, least), fmaxf(h, least)};
}

// As shaders/form.glsl has them, by their tips, which go round. Returns how many.
static int tips_of(ShapeKind kind, float x, float y, float size, float angle_rad, DrawPoint tips[TIPS_MAX])
{
    static const float plus[TIPS_MAX][2] = {{1, .36f},     {.36f, .36f}, {.36f, 1},     {-.36f, 1},
                                            {-.36f, .36f}, {-1, .36f},   {-1, -.36f},   {-.36f, -.36f},
                                            {-.36f, -1},   {.36f, -1},   {.36f, -.36f}, {1, -.36f}};
    static const int counts[] = {[SHAPE_TRIANGLE] = 3, [SHAPE_SQUARE] = 4, [SHAPE_CROSS] = TIPS_MAX, [SHAPE_STAR] = 10};
    float c = cosf(angle_rad), s = sinf(angle_rad);
    int n = counts[kind];
    for (int i = 0; i < n; i++) {
        float turn = 6.2831853f * ((float)i + (kind == SHAPE_SQUARE ? 0.5f : 0.0f)) / (float)n;
        float reach = kind == SHAPE_SQUARE ? 1.4142136f : kind == SHAPE_STAR && i & 1 ? 0.45f : 1.0f;
        float px = kind == SHAPE_CROSS ? plus[i][0] : reach * cosf(turn);
        float py = kind == SHAPE_CROSS ? plus[i][1] : reach * sinf(turn);
        tips[i] = (DrawPoint){x + size * (px * c - py * s), y - size * (px * s + py * c), 0.0f};
    }
    return n;
}

static void draw_form(Walk *walk, const DrawShape *shape, const PenInk *ink)
{
    DrawPoint tips[TIPS_MAX];
    if (shape->kind == SHAPE_DISC) {
        walk->pen->disc(walk->pen, shape->x, shape->y, shape->w, ink);
    } else {
        int n = tips_of(shape->kind, shape->x, shape->y, shape->w, shape->angle_rad, tips);
        walk->pen->polygon(walk->pen, tips, n, ink);
    }
}

// An outline lies inside the edge of a rectangle.
static void draw_rect(Walk *walk, const DrawShape *shape, Rect rect)
{
    float inset = 0.5f * shape->stroke;
    PenInk ink = {.color = shape->color, .width = shape->stroke};
    Rect inner = {rect.x + inset, rect.y + inset, rect.w - shape->stroke, rect.h - shape->stroke};
    if (inner.w > 0.0f && inner.h > 0.0f)
        walk->pen->rect(walk->pen, inner, fmaxf(shape->corner - inset, 0.0f), &ink);
}

static void walk_shape(Walk *walk, const DrawShape *shape)
{
    bool is_rect = shape->kind == SHAPE_RECT;
    Rect rect = rect_on_pixels(walk, (Rect){shape->x, shape->y, shape->w, shape->h});
    Rect box = is_rect ? rect : box_about(shape->x, shape->y, 1.5f * shape->w + shape->stroke);
    PenInk ink = {.color = shape->color, .width = shape->stroke};
    if (shape->color.a <= 0.0f || !clip_to(walk, shape->clip, box))
        return;
    if (is_rect)
        draw_rect(walk, shape, rect);
    else
        draw_form(walk, shape, &ink);
}

static bool goes_on(const DrawShape *a, const DrawShape *b)
{
    return b->kind == SHAPE_BAND && a->layer == b->layer && !memcmp(&a->color, &b->color, sizeof a->color) &&
           fabsf(a->x + a->w - b->x) < BAND_SEAM && fabsf(a->end_y - b->y) < BAND_SEAM &&
           fabsf(a->end_h - b->h) < BAND_SEAM;
}

// All that go on from the i-th, as one form. Returns the first behind them.
static int walk_band(Walk *walk, int i)
{
    const DrawShape *shapes = walk->list->shapes, *first = &shapes[i];
    DrawPoint corner[2 * (BAND_MAX + 1)];
    int n = 1;
    while (i + n < walk->list->n_shapes && n < BAND_MAX && goes_on(&shapes[i + n - 1], &shapes[i + n]))
        n++;
    int corners = 2 * (n + 1);
    for (int k = 0; k <= n; k++) {
        const DrawShape *at = &first[k < n ? k : n - 1];
        float x = k < n ? at->x : at->x + at->w, y = k < n ? at->y : at->end_y, h = k < n ? at->h : at->end_h;
        corner[k] = (DrawPoint){x, y, 0.0f};
        corner[corners - 1 - k] = (DrawPoint){x, y + h, 0.0f};
    }
    PenInk ink = {.color = first->color};
    if (first->color.a > 0.0f && clip_to(walk, first->clip, box_of(corner, corners, 0.0f)))
        walk->pen->polygon(walk->pen, corner, corners, &ink);
    return i + n;
}

// ---- Strokes

static float length_of(const DrawPoint *points, int n)
{
    float length = 0.0f;
    for (int i = 0; i + 1 < n; i++)
        length += hypotf(points[i + 1].x - points[i].x, points[i + 1].y - points[i].y);
    return length;
}

// The part of a line between two lengths along it into piece. Returns how many points it has.
static int cut_piece(const DrawPoint *points, int n, float from, float to, DrawPoint *piece)
{
    float along = 0.0f;
    int made = 0;
    for (int i = 0; i + 1 < n && along < to; i++) {
        DrawPoint a = points[i], b = points[i + 1];
        float size = hypotf(b.x - a.x, b.y - a.y), end = along + size;
        if (end > from && size > 0.0f) {
            float t0 = fmaxf((from - along) / size, 0.0f), t1 = fminf((to - along) / size, 1.0f);
            if (!made)
                piece[made++] = (DrawPoint){a.x + t0 * (b.x - a.x), a.y + t0 * (b.y - a.y), 0.0f};
            piece[made++] = (DrawPoint){a.x + t1 * (b.x - a.x), a.y + t1 * (b.y - a.y), 0.0f};
        }
        along = end;
    }
    return made;
}

static void draw_line_of(Walk *walk, const DrawStroke *stroke, const DrawPoint *points, int n, PenInk ink, float along)
{
    if (stroke->hidden)
        ink.color.a *= stroke->hidden_alpha;
    if (ink.color.a <= 0.0f || n < 1)
        return;
    if (stroke->dash[1] > 0.0f) {
        ink.dash[0] = fmaxf(stroke->dash[0] - stroke->width, 0.01f);
        ink.dash[1] = stroke->dash[1] + stroke->width;
        ink.dash_offset = stroke->dash_offset + along - 0.5f * stroke->width;
    }
    walk->pen->line(walk->pen, walk->steps, curve_fit(points, n, NEAR, walk->steps), &ink);
}

static float difference(Color a, Color b)
{
    return fabsf(a.r - b.r) + fabsf(a.g - b.g) + fabsf(a.b - b.b) + fabsf(a.a - b.a);
}

static Color between(Color a, Color b, float t)
{
    return (Color){a.r + t * (b.r - a.r), a.g + t * (b.g - a.g), a.b + t * (b.b - a.b), a.a + t * (b.a - a.a)};
}

// A fade is pieces of one colour each. Where one shows through they are cut off, so that none covers another's end.
static void draw_core(Walk *walk, const DrawStroke *stroke, const DrawPoint *points, float width)
{
    float whole = length_of(points, stroke->count);
    Color a = stroke->fade_color, b = stroke->color;
    int pieces = (int)fminf(fminf(ceilf(24.0f * difference(a, b)), FADE_PIECES), ceilf(whole));
    if (pieces < 2) {
        draw_line_of(walk, stroke, points, stroke->count, (PenInk){.color = b, .width = width}, 0.0f);
        return;
    }
    for (int i = 0; i < pieces; i++) {
        float from = whole * (float)i / (float)pieces, to = whole * (float)(i + 1) / (float)pieces;
        PenInk ink = {.color = between(a, b, ((float)i + 0.5f) / (float)pieces), .width = width};
        ink.cut = ink.color.a < 1.0f || stroke->hidden;
        int n = cut_piece(points, stroke->count, from, i == pieces - 1 ? INFINITY : to, walk->piece);
        draw_line_of(walk, stroke, walk->piece, n, ink, from);
    }
}

// A straight hairline of the overlay lies on whole pixels, as it does on a screen.
static void settle(const Walk *walk, const DrawStroke *stroke, DrawPoint ends[2])
{
    float scale = walk->list->scale, half = 0.5f * fmodf(fmaxf(roundf(stroke->width * scale), 1.0f), 2.0f);
    if (ends[0].y == ends[1].y)
        ends[0].y = ends[1].y = (roundf(ends[0].y * scale - half) + half) / scale;
    else if (ends[0].x == ends[1].x)
        ends[0].x = ends[1].x = (roundf(ends[0].x * scale - half) + half) / scale;
}

static void draw_stroke_part(Walk *walk, const DrawStroke *stroke, bool core)
{
    const DrawPoint *points = walk->list->points + stroke->first;
    DrawPoint ends[2];
    if (!stroke->on_panel && stroke->count == 2) {
        ends[0] = points[0], ends[1] = points[1];
        settle(walk, stroke, ends);
        points = ends;
    }
    if (core) {
        draw_core(walk, stroke, points, stroke->width);
    } else if (stroke->casing > 0.0f) {
        Color color = stroke->casing_color;
        color.a *= stroke->color.a;
        PenInk ink = {.color = color, .width = stroke->width + 2.0f * CASING * stroke->casing};
        draw_line_of(walk, stroke, points, stroke->count, ink, 0.0f);
    }
}

// The strokes of one line have their casings under all of them. Returns the next line's first stroke.
static int walk_line(Walk *walk, int from)
{
    const DrawList *list = walk->list;
    const DrawStroke *strokes = list->strokes, *first = &strokes[from];
    int to = from + 1;
    while (to < list->n_strokes && first->line && strokes[to].line == first->line &&
           strokes[to].on_panel == first->on_panel)
        to++;
    for (int core = 0; core < 2; core++)
        for (int i = from; i < to; i++) {
            const DrawStroke *stroke = &strokes[i];
            Rect clip = stroke->on_panel ? list->panels[stroke->on_panel - 1].rect : stroke->clip;
            Rect box = box_of(list->points + stroke->first, stroke->count, 0.5f * stroke->width + stroke->casing);
            if (clip_to(walk, clip, box))
                draw_stroke_part(walk, stroke, core);
        }
    return to;
}

// Those of a panel, from 1, or of a layer of the overlay.
static void walk_lines(Walk *walk, int on_panel, DrawLayer layer)
{
    const DrawList *list = walk->list;
    for (int i = 0, next; i < list->n_strokes; i = next) {
        const DrawStroke *stroke = &list->strokes[i];
        bool own = stroke->on_panel == on_panel && (on_panel || stroke->layer == layer) && stroke->count > 0;
        next = own ? walk_line(walk, i) : i + 1;
    }
}

// ---- Balls, as shaders/ball.frag lights them

static Color lit(Color color, float light, float sky)
{
    float share = 0.34f + 0.82f * fmaxf(0.72f * light + 0.28f, 0.0f);
    return (Color){fminf(color.r * share + 0.036f * sky, 1.0f), fminf(color.g * share + 0.045f * sky, 1.0f),
                   fminf(fmaxf(color.b * share + 0.06f * sky, 0.0f), 1.0f), color.a};
}

// Around where the light falls on it, along the line from there through the middle.
static PenGlow sphere_of(Color color)
{
    static const float key[3] = {-0.46f, 0.62f, 0.64f};
    float off = hypotf(key[0], key[1]);
    PenGlow glow = {.x = key[0], .y = -key[1], .n = PEN_STOPS_MAX};
    for (int i = 0; i < PEN_STOPS_MAX; i++) {
        float part = (float)i / (PEN_STOPS_MAX - 1), at = off - part * (1.0f + off),
              up = sqrtf(fmaxf(1.0f - at * at, 0.0f));
        glow.stop[i].at = part;
        glow.stop[i].color = lit(color, at * off + up * key[2], at * key[1] / off);
    }
    return glow;
}

static void draw_sphere(Walk *walk, const DrawBall *ball, Color color)
{
    Pen *pen = walk->pen;
    float rim = 1.0f / walk->list->scale;
    PenGlow glow = sphere_of(color), gloss = {.n = 3};
    static const float fall[3] = {0.75f, 0.3f, 0.0f};
    for (int i = 0; i < 3; i++)
        gloss.stop[i] = (struct PenStop){0.5f * (float)i, {1.0f, 1.0f, 1.0f, fall[i] * color.a}};
    PenInk dark = {.color = {0.0f, 0.0f, 0.0f, 0.55f * color.a}, .width = rim};
    pen->disc(pen, ball->x, ball->y, ball->radius + 0.5f * rim, &dark);
    pen->glow(pen, ball->x, ball->y, ball->radius, 1.0f, &glow);
    pen->glow(pen, ball->x - 0.25f * ball->radius, ball->y - 0.34f * ball->radius, 0.38f * ball->radius, 1.0f, &gloss);
}

static void draw_ring(Walk *walk, const DrawBall *ball, Color color)
{
    float line = fmaxf(0.3f * ball->radius, 1.2f), rim = 1.5f / walk->list->scale, radius = ball->radius - 0.5f * line;
    PenInk dark = {.color = {0.0f, 0.0f, 0.0f, 0.55f * color.a}, .width = line + 2.0f * rim};
    PenInk own = {.color = color, .width = line};
    walk->pen->disc(walk->pen, ball->x, ball->y, radius, &dark);
    walk->pen->disc(walk->pen, ball->x, ball->y, radius, &own);
}

// Dark on a light ball, light on a dark one; a ring's has its colour.
static void draw_mark(Walk *walk, const DrawBall *ball, Color color)
{
    float light = 0.2126f * color.r + 0.7152f * color.g + 0.0722f * color.b, tone = light > 0.35f ? 0.05f : 0.97f;
    PenInk ink = {.color = ball->hollow ? color : (Color){tone, tone, tone, 0.8f * color.a}};
    DrawShape mark = {.kind = ball->mark,
                      .x = ball->x,
                      .y = ball->y,
                      .w = ball->mark_size * ball->radius,
                      .angle_rad = ball->mark_angle_rad};
    if (ball->mark != SHAPE_RECT)
        draw_form(walk, &mark, &ink);
}

static void walk_shadow(Walk *walk, const DrawBall *ball)
{
    const DrawPanel *panel = &walk->list->panels[ball->panel];
    float x = ball->x + ball->shadow_x, y = ball->y + ball->shadow_y, radius = SHADOW_ABOUT * ball->radius;
    PenGlow glow = {.n = PEN_STOPS_MAX};
    for (int i = 0; i < PEN_STOPS_MAX; i++) {
        float at = (float)i / (PEN_STOPS_MAX - 1), d = SHADOW_ABOUT * at;
        float end = fminf(fmaxf((SHADOW_ABOUT - d) / 0.9f, 0.0f), 1.0f);
        float alpha = 0.55f * expf(-1.6f * d * d) * end * end * (3.0f - 2.0f * end) * ball->color.a;
        glow.stop[i] = (struct PenStop){at, {0.0f, 0.0f, 0.0f, alpha}};
    }
    if (!ball->hidden && !ball->hollow && clip_to(walk, panel->rect, box_about(x, y, radius)))
        walk->pen->glow(walk->pen, x, y, radius, panel->flat ? 1.0f : 0.6f, &glow);
}

static void walk_ball(Walk *walk, const DrawBall *ball)
{
    Color color = ball->color;
    color.a *= ball->hidden ? ball->hidden_alpha : 1.0f;
    float reach = 1.5f * ball->radius + 2.0f;
    if (color.a <= 0.0f || !clip_to(walk, walk->list->panels[ball->panel].rect, box_about(ball->x, ball->y, reach)))
        return;
    if (ball->hollow)
        draw_ring(walk, ball, color);
    else
        draw_sphere(walk, ball, color);
    draw_mark(walk, ball, color);
}

// ---- Panels and layers

// As many pixels as the page's resolution asks for, or the file's size allows.
static float image_scale(const Walk *walk)
{
    float dpi = walk->source->dpi > 0.0f ? walk->source->dpi : PEN_DPI, area = 0.0f;
    for (int i = 0; i < walk->list->n_panels; i++)
        area += walk->list->panels[i].rect.w * walk->list->panels[i].rect.h;
    return fminf(dpi / 72.0f, sqrtf(IMAGE_PIXELS_MOST / fmaxf(area, 1.0f)));
}

static bool walk_image(Walk *walk, const DrawPanel *panel, Error *error)
{
    Rect rect = rect_on_pixels(walk, panel->rect);
    PenImage image = {.width = (int)fmaxf(roundf(rect.w * walk->image_scale), 1.0f),
                      .height = (int)fmaxf(roundf(rect.h * walk->image_scale), 1.0f),
                      .alpha = panel->ground.a < 1.0f};
    uint8_t *bytes = malloc((size_t)image.width * (size_t)image.height * (image.alpha ? 4 : 3));
    if (!bytes)
        return error_set(error, "picture: out of memory");
    set_clip(walk, NULL);
    image.bytes = bytes;
    bool ok = walk->source->panel(walk->source->context, panel, image.width, image.height, image.alpha, bytes, error) &&
              walk->pen->image(walk->pen, rect, &image, error);
    free(bytes);
    return ok;
}

static bool walk_panel(Walk *walk, int panel, Error *error)
{
    const DrawList *list = walk->list;
    if (!walk_image(walk, &list->panels[panel], error))
        return false;
    walk_lines(walk, panel + 1, LAYER_BASE);
    for (int i = 0; i < list->n_balls; i++)
        if (list->balls[i].panel == panel)
            walk_shadow(walk, &list->balls[i]);
    for (int i = 0; i < list->n_balls; i++)
        if (list->balls[i].panel == panel)
            walk_ball(walk, &list->balls[i]);
    return true;
}

static void walk_text(Walk *walk, const DrawText *text)
{
    float reach =
        font_points[text->size] * (1.0f + LETTER_MOST * (float)text_characters(text->text, strlen(text->text)));
    if (text->color.a > 0.0f && clip_to(walk, text->clip, box_about(text->x, text->y, reach)))
        walk->pen->text(walk->pen, text);
}

static void walk_layer(Walk *walk, DrawLayer layer)
{
    const DrawList *list = walk->list;
    for (int i = 0; i < list->n_shapes;) {
        bool band = list->shapes[i].layer == layer && list->shapes[i].kind == SHAPE_BAND;
        if (list->shapes[i].layer == layer && !band)
            walk_shape(walk, &list->shapes[i]);
        i = band ? walk_band(walk, i) : i + 1;
    }
    walk_lines(walk, 0, layer);
    for (int i = 0; i < list->n_texts; i++)
        if (list->texts[i].layer == layer)
            walk_text(walk, &list->texts[i]);
}

static bool walk_all(Walk *walk, Error *error)
{
    const DrawList *list = walk->list;
    PenInk ground = {.color = list->ground};
    if (list->ground.a > 0.0f)
        walk->pen->rect(walk->pen, (Rect){0.0f, 0.0f, list->width, list->height}, 0.0f, &ground);
    walk->image_scale = image_scale(walk);
    for (int i = 0; i < list->n_panels; i++)
        if (!walk_panel(walk, i, error))
            return false;
    for (DrawLayer layer = 0; layer < LAYER_COUNT; layer++)
        walk_layer(walk, layer);
    set_clip(walk, NULL);
    return true;
}

bool pen_draw(Pen *pen, const Source *source, const DrawList *list, Error *error)
{
    Walk walk = {.pen = pen, .source = source, .list = list};
    size_t most = 2;
    for (int i = 0; i < list->n_strokes; i++)
        most = list->strokes[i].count + 2 > (int)most ? (size_t)list->strokes[i].count + 2 : most;
    walk.piece = malloc(most * sizeof *walk.piece);
    walk.steps = malloc(most * sizeof *walk.steps);
    bool ok = walk.piece && walk.steps ? walk_all(&walk, error) : error_set(error, "picture: out of memory");
    free(walk.piece);
    free(walk.steps);
    return ok;
}

// ---- In words

void pen_words(const Scene *scene, Text *title, Text *description)
{
    char words[SCENE_CAPTION_MAX], landscape[FORMULA_TEXT_MAX + 256], racer[512];
    scene_words(scene, scene->title, words, sizeof words);
    scene_print_landscape(scene, landscape, sizeof landscape);
    if (title)
        text_add(title, "%s", words[0] ? words : landscape);
    scene_words(scene, scene->caption, words, sizeof words);
    text_add(description, "%s%sOptimizers on the loss %s", words, words[0] ? " " : "",
             scene->landscape ? scene->formula : landscape);
    for (int i = 0; i < scene->n_racers; i++) {
        spec_print(scene_racer(scene, i), racer, sizeof racer);
        text_add(description, "%s%s", i ? "; " : ": ", racer);
    }
    text_add(description, ".");
}
