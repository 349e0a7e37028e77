#include "render/shape.h"

#include <math.h>
#include <stdlib.h>

enum {
    SMALL = 900,     // pixels up to which a rectangle is drawn in one piece
    PIECES_EACH = 8, // of one shape, at most
};

typedef struct ShapePass {
    GLuint program;
    GLint frame;
} ShapePass;

// A piece of a shape: what of it lies within clip.
typedef struct ShapePiece {
    float x, y, half_w, half_h; // pixels; the centre
    float color[4];             // premultiplied here: Mesa's short cut for plain tiles multiplies wrongly
    float kind, corner, stroke, angle;
    float clip[4]; // x0, y0, x1, y1
} ShapePiece;

// Pieces that one pass draws at a time. Plain: filled to the clip's edges, which are whole pixels.
typedef struct ShapeRun {
    int first, count;
    bool plain;
} ShapeRun;

struct Shape {
    ShapePass rounded, plain;
    GLuint vao, buffer;
    ShapePiece *pieces;
    ShapeRun *runs;
    int n_pieces, n_runs, capacity; // of both
};

static ShapePass pass_of(Gl *gl, const char *defines)
{
    static const char *const attributes[] = {"a_place", "a_color", "a_form", "a_clip", NULL};
    GLuint program = gl_program(gl, "shape", defines, attributes);
    return (ShapePass){program, program ? glGetUniformLocation(program, "u_frame") : -1};
}

Shape *shape_create(Gl *gl)
{
    Shape *shape = calloc(1, sizeof *shape);
    if (!shape)
        return NULL;
    shape->rounded = pass_of(gl, "");
    shape->plain = pass_of(gl, "#define PLAIN\n");
    glGenVertexArrays(1, &shape->vao);
    glGenBuffers(1, &shape->buffer);
    gl_check("shape_create");
    return shape;
}

void shape_destroy(Shape *shape)
{
    if (!shape)
        return;
    glDeleteProgram(shape->rounded.program);
    glDeleteProgram(shape->plain.program);
    glDeleteVertexArrays(1, &shape->vao);
    glDeleteBuffers(1, &shape->buffer);
    free(shape->pieces);
    free(shape->runs);
    free(shape);
}

static void add_piece(Shape *shape, const ShapePiece *whole, PixelRect part, bool plain)
{
    ShapePiece piece = *whole;
    const float from[4] = {(float)part.x, (float)part.y, (float)(part.x + part.w), (float)(part.y + part.h)};
    for (int i = 0; i < 4; i++)
        piece.clip[i] = i < 2 ? fmaxf(piece.clip[i], from[i]) : fminf(piece.clip[i], from[i]);
    if (piece.clip[0] >= piece.clip[2] || piece.clip[1] >= piece.clip[3])
        return;
    if (!shape->n_runs || shape->runs[shape->n_runs - 1].plain != plain)
        shape->runs[shape->n_runs++] = (ShapeRun){shape->n_pieces, 0, plain};
    shape->pieces[shape->n_pieces++] = piece;
    shape->runs[shape->n_runs - 1].count++;
}

// Only the corners of a large rectangle need their distance at every pixel.
static void add_corners(Shape *shape, const ShapePiece *whole, PixelRect r, int size)
{
    const int x[2] = {r.x, r.x + r.w - size}, y[2] = {r.y, r.y + r.h - size};
    for (int i = 0; i < 4 && size > 0; i++)
        add_piece(shape, whole, (PixelRect){x[i & 1], y[i >> 1], size, size}, false);
}

static void add_filled(Shape *shape, const ShapePiece *whole, PixelRect r)
{
    int size = (int)ceilf(whole->corner);
    add_piece(shape, whole, (PixelRect){r.x + size, r.y, r.w - 2 * size, r.h}, true);
    add_piece(shape, whole, (PixelRect){r.x, r.y + size, size, r.h - 2 * size}, true);
    add_piece(shape, whole, (PixelRect){r.x + r.w - size, r.y + size, size, r.h - 2 * size}, true);
    add_corners(shape, whole, r, size);
}

static void add_outline(Shape *shape, const ShapePiece *whole, PixelRect r)
{
    int line = (int)whole->stroke, size = SDL_max((int)ceilf(whole->corner), line);
    add_piece(shape, whole, (PixelRect){r.x + size, r.y, r.w - 2 * size, line}, true);
    add_piece(shape, whole, (PixelRect){r.x + size, r.y + r.h - line, r.w - 2 * size, line}, true);
    add_piece(shape, whole, (PixelRect){r.x, r.y + size, line, r.h - 2 * size}, true);
    add_piece(shape, whole, (PixelRect){r.x + r.w - line, r.y + size, line, r.h - 2 * size}, true);
    add_corners(shape, whole, r, size);
}

// Upright edges lie on whole pixels, nothing is thinner than one, and an outline lies inside the edge.
static void add_rect(Shape *shape, const DrawShape *from, const Frame *frame, ShapePiece *whole)
{
    PixelRect r = frame_pixels(frame, (Rect){from->x, from->y, from->w, from->h});
    r.w = SDL_max(r.w, 1);
    r.h = SDL_max(r.h, 1);
    whole->half_w = 0.5f * (float)r.w;
    whole->half_h = 0.5f * (float)r.h;
    whole->x = (float)r.x + whole->half_w;
    whole->y = (float)r.y + whole->half_h;
    whole->corner = fminf(from->corner * frame->scale, fminf(whole->half_w, whole->half_h));
    whole->stroke = roundf(whole->stroke);
    if (whole->corner <= 0 && whole->stroke <= 0)
        add_piece(shape, whole, r, true);
    else if ((long)r.w * r.h <= SMALL || SDL_min(r.w, r.h) < 2 * SDL_max((int)ceilf(whole->corner), (int)whole->stroke))
        add_piece(shape, whole, r, false);
    else
        (whole->stroke > 0 ? add_outline : add_filled)(shape, whole, r);
}

// Neighbours meet at whole pixels.
static void add_band(Shape *shape, const DrawShape *from, const Frame *frame, ShapePiece *whole)
{
    PixelRect r = frame_pixels(frame, (Rect){from->x, 0, from->w, 0});
    float scale = frame->scale, w = fmaxf(from->w * scale, 1e-3f), left = from->x * scale;
    float top = (from->end_y - from->y) * scale / w, foot = (from->end_y + from->end_h - from->y - from->h) * scale / w;
    float middle = (float)r.x + 0.5f * (float)r.w - left; // from its left
    float y0 = from->y * scale + top * middle, y1 = (from->y + from->h) * scale + foot * middle;
    whole->x = left + middle, whole->y = 0.5f * (y0 + y1);
    whole->half_w = 0.5f * (float)r.w, whole->half_h = 0.5f * (y1 - y0);
    whole->corner = top, whole->stroke = 0, whole->angle = foot;
    if (r.w > 0)
        add_piece(shape, whole, (PixelRect){r.x, 0, r.w, frame->height}, false);
}

static void add_shape(Shape *shape, const DrawShape *from, const Frame *frame)
{
    float scale = frame->scale, alpha = from->color.a;
    ShapePiece whole = {.x = from->x * scale,
                        .y = from->y * scale,
                        .half_w = from->w * scale,
                        .half_h = from->w * scale,
                        .color = {from->color.r * alpha, from->color.g * alpha, from->color.b * alpha, alpha},
                        .kind = (float)from->kind,
                        .stroke = from->stroke > 0 ? fmaxf(from->stroke * scale, 1) : 0,
                        .angle = from->angle_rad};
    frame_clip(frame, from->clip, whole.clip);
    if (from->kind == SHAPE_RECT)
        add_rect(shape, from, frame, &whole);
    else if (from->kind == SHAPE_BAND)
        add_band(shape, from, frame, &whole);
    else
        add_piece(shape, &whole, (PixelRect){0, 0, frame->width, frame->height}, false);
}

static bool make_room(Shape *shape, int count)
{
    if (count <= shape->capacity)
        return true;
    ShapePiece *pieces = realloc(shape->pieces, 2 * (size_t)count * sizeof *pieces);
    if (pieces)
        shape->pieces = pieces;
    ShapeRun *runs = realloc(shape->runs, 2 * (size_t)count * sizeof *runs);
    if (runs)
        shape->runs = runs;
    if (!pieces || !runs)
        return false;
    shape->capacity = 2 * count;
    return true;
}

static void draw_run(const Shape *shape, const Frame *frame, const ShapeRun *run)
{
    static const int floats[] = {4, 4, 4, 4, 0};
    const ShapePass *pass = run->plain ? &shape->plain : &shape->rounded;
    if (!pass->program)
        return;
    glUseProgram(pass->program);
    glUniform2f(pass->frame, (float)frame->width, (float)frame->height);
    gl_instances(shape->vao, shape->buffer, floats, run->first);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, run->count);
}

void shape_layer(Shape *shape, const Frame *frame, DrawLayer layer)
{
    const DrawList *list = frame->list;
    shape->n_pieces = shape->n_runs = 0;
    if (!make_room(shape, PIECES_EACH * list->n_shapes))
        return;
    for (int i = 0; i < list->n_shapes; i++)
        if (list->shapes[i].layer == layer)
            add_shape(shape, &list->shapes[i], frame);
    if (!shape->n_pieces)
        return;
    gl_upload(shape->buffer, shape->pieces, (size_t)shape->n_pieces * sizeof *shape->pieces);
    for (int i = 0; i < shape->n_runs; i++)
        draw_run(shape, frame, &shape->runs[i]);
    gl_check("shape_layer");
}
