#include "render/glyphs.h"

#include "render/atlas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECES_MAX = 4096, // kept strings; a power of two
    PIECES_FULL = 3072,
    ATLAS_SIDE = 2048,
    ATLAS_SIDE_MAX = 8192,
    QUADS_MAX = 512, // of one draw call
    HALO_MAX = 16,   // pixels
};

static const float halo_points = 2.5f;

// A string that is drawn into the atlas: a whole text, or a part of a tabular one.
typedef struct Piece {
    char text[sizeof((DrawText *)0)->text]; // "": the place is free
    FontSize size;
    FontWeight weight;
    bool halo, placed;
    int x, y, width, height; // in the atlas; width 0: no ink
    int left, baseline;      // from the atlas rectangle's corner to the pen
} Piece;

typedef struct GlyphQuad {
    float x, y, right_x, right_y; // upper left corner, pixels; direction of the text
    float width, height, atlas_x, atlas_y;
    float color[4], halo[4], clip[4];
} GlyphQuad;

struct Glyphs {
    Gl *gl;
    Measure *measure;
    Atlas atlas;
    GLuint program, vao, buffer;
    GLint u_frame, u_atlas;
    Piece pieces[PIECES_MAX];
    int n_pieces;
    GlyphQuad quads[QUADS_MAX];
    int n_quads;
};

static void set_up(Glyphs *glyphs)
{
    static const char *const attributes[] = {"a_place", "a_cell", "a_color", "a_halo", "a_clip", NULL};
    static const int floats[] = {4, 4, 4, 4, 4, 0};
    int side = SDL_min(ATLAS_SIDE, glyphs->gl->size_max);
    glyphs->program = gl_program(glyphs->gl, "glyphs", "", attributes);
    if (glyphs->program) {
        glyphs->u_frame = glGetUniformLocation(glyphs->program, "u_frame");
        glyphs->u_atlas = glGetUniformLocation(glyphs->program, "u_atlas");
    }
    glGenVertexArrays(1, &glyphs->vao);
    glGenBuffers(1, &glyphs->buffer);
    gl_instances(glyphs->vao, glyphs->buffer, floats, 0);
    atlas_create(&glyphs->atlas, side, side);
    gl_check("glyphs_create");
}

Glyphs *glyphs_create(Gl *gl, Error *error)
{
    Measure *measure = measure_create(error);
    Glyphs *glyphs = measure ? calloc(1, sizeof *glyphs) : NULL;
    if (!glyphs) {
        if (measure)
            error_set(error, "text: out of memory");
        measure_destroy(measure);
        return NULL;
    }
    glyphs->gl = gl;
    glyphs->measure = measure;
    set_up(glyphs);
    return glyphs;
}

void glyphs_destroy(Glyphs *glyphs)
{
    if (!glyphs)
        return;
    measure_destroy(glyphs->measure);
    atlas_destroy(&glyphs->atlas);
    glDeleteProgram(glyphs->program);
    glDeleteVertexArrays(1, &glyphs->vao);
    glDeleteBuffers(1, &glyphs->buffer);
    free(glyphs);
}

static void forget(Glyphs *glyphs)
{
    atlas_empty(&glyphs->atlas);
    memset(glyphs->pieces, 0, sizeof glyphs->pieces);
    glyphs->n_pieces = 0;
}

// Larger type needs a larger atlas, if its longest lines are to fit.
void glyphs_scale(Glyphs *glyphs, float pixels_per_point)
{
    if (measure_scale_of(glyphs->measure) == pixels_per_point)
        return;
    int side = ATLAS_SIDE;
    while (side < ATLAS_SIDE_MAX && (float)side < 1500 * pixels_per_point)
        side *= 2;
    side = SDL_min(side, glyphs->gl->size_max);
    forget(glyphs);
    measure_scale(glyphs->measure, pixels_per_point);
    if (side == glyphs->atlas.width)
        return;
    atlas_destroy(&glyphs->atlas);
    atlas_create(&glyphs->atlas, side, side);
}

Measure *glyphs_measure(Glyphs *glyphs)
{
    return glyphs->measure;
}

static uint32_t hash(const Piece *key)
{
    uint32_t value = 2166136261u ^ (uint32_t)(key->size * 4 + key->weight * 2 + key->halo); // FNV-1a
    for (const char *c = key->text; *c; c++)
        value = (value ^ (unsigned char)*c) * 16777619u;
    return value ^ value >> 15;
}

static bool same(const Piece *a, const Piece *b)
{
    return a->size == b->size && a->weight == b->weight && a->halo == b->halo && strcmp(a->text, b->text) == 0;
}

// Valid until the next call.
static Piece *piece_of(Glyphs *glyphs, const Piece *key)
{
    uint32_t at = hash(key) % PIECES_MAX;
    while (glyphs->pieces[at].text[0]) {
        if (same(&glyphs->pieces[at], key))
            return &glyphs->pieces[at];
        at = (at + 1) % PIECES_MAX;
    }
    Piece *piece = &glyphs->pieces[at];
    *piece = *key;
    glyphs->n_pieces++;
    return piece;
}

// The larger of the coverages around, falling off with the distance.
static uint8_t halo_at(const Bitmap *bitmap, int x, int y, int radius)
{
    float most = 0, reach = (float)radius + 0.5f;
    for (int dy = -radius; dy <= radius; dy++)
        for (int dx = -radius; dx <= radius; dx++) {
            int from_x = x + dx, from_y = y + dy;
            float near = 1 - sqrtf((float)(dx * dx + dy * dy)) / reach;
            if (near <= 0 || from_x < 0 || from_y < 0 || from_x >= bitmap->width || from_y >= bitmap->height)
                continue;
            most = fmaxf(most, (float)bitmap->alpha[from_y * bitmap->width + from_x] * fminf(1, 1.6f * near));
        }
    return (uint8_t)lroundf(most);
}

// Coverage and halo side by side, with a margin for the halo.
static uint8_t *texels_of(const Bitmap *bitmap, int margin, int width, int height)
{
    uint8_t *texels = calloc((size_t)width * (size_t)height, 2);
    for (int y = 0; texels && y < height; y++)
        for (int x = 0; x < width; x++) {
            int from_x = x - margin, from_y = y - margin;
            uint8_t *to = texels + 2 * ((size_t)y * (size_t)width + (size_t)x);
            if (from_x >= 0 && from_y >= 0 && from_x < bitmap->width && from_y < bitmap->height)
                to[0] = bitmap->alpha[from_y * bitmap->width + from_x];
            if (margin)
                to[1] = halo_at(bitmap, from_x, from_y, margin);
        }
    return texels;
}

static void flush(Glyphs *glyphs)
{
    if (glyphs->n_quads) {
        glActiveTexture(GL_TEXTURE0);
        glBindTexture(GL_TEXTURE_2D, glyphs->atlas.texture);
        gl_upload(glyphs->buffer, glyphs->quads, (size_t)glyphs->n_quads * sizeof *glyphs->quads);
        glBindVertexArray(glyphs->vao);
        glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, glyphs->n_quads);
    }
    glyphs->n_quads = 0;
}

// Quads that wait refer to the atlas as it is: they are drawn before it is emptied.
static void renew(Glyphs *glyphs)
{
    flush(glyphs);
    forget(glyphs);
}

// Into the atlas. A line longer than the atlas is wide ends at its edge. false: no room.
static bool place(Glyphs *glyphs, Piece *piece)
{
    Bitmap bitmap;
    piece->placed = true;
    if (!fonts_draw(measure_fonts(glyphs->measure), piece->text, piece->size, piece->weight, &bitmap))
        return true;
    int margin = piece->halo ? SDL_min((int)ceilf(halo_points * measure_scale_of(glyphs->measure)), HALO_MAX) : 0;
    int width = SDL_min(bitmap.width + 2 * margin, glyphs->atlas.width), height = bitmap.height + 2 * margin;
    uint8_t *texels = texels_of(&bitmap, margin, width, height);
    piece->placed = texels && atlas_add(&glyphs->atlas, width, height, texels, &piece->x, &piece->y);
    if (piece->placed) {
        piece->width = width;
        piece->height = height;
        piece->left = margin;
        piece->baseline = bitmap.baseline + margin;
    }
    free(texels);
    free(bitmap.alpha);
    return piece->placed;
}

static const Piece *placed(Glyphs *glyphs, const Piece *key)
{
    if (glyphs->n_pieces >= PIECES_FULL)
        renew(glyphs);
    Piece *piece = piece_of(glyphs, key);
    if (piece->placed || place(glyphs, piece))
        return piece;
    renew(glyphs);
    piece = piece_of(glyphs, key);
    place(glyphs, piece);
    return piece;
}

// right: the direction of the text; y grows downwards, so that the text's own down is (-right_y, right_x).
typedef struct Pen {
    float x, y, right_x, right_y;
} Pen;

static void add_quad(Glyphs *glyphs, const Piece *piece, const Pen *pen, float shift, const DrawText *from,
                     const float clip[4])
{
    if (glyphs->n_quads == QUADS_MAX)
        flush(glyphs);
    float right = shift - (float)piece->left, down = -(float)piece->baseline;
    GlyphQuad *quad = &glyphs->quads[glyphs->n_quads++];
    *quad = (GlyphQuad){.x = pen->x + right * pen->right_x - down * pen->right_y,
                        .y = pen->y + right * pen->right_y + down * pen->right_x,
                        .right_x = pen->right_x,
                        .right_y = pen->right_y,
                        .width = (float)piece->width,
                        .height = (float)piece->height,
                        .atlas_x = (float)piece->x,
                        .atlas_y = (float)piece->y,
                        .color = {from->color.r, from->color.g, from->color.b, from->color.a},
                        .halo = {from->halo.r, from->halo.g, from->halo.b, from->halo.a}};
    memcpy(quad->clip, clip, sizeof quad->clip);
}

static Pen pen_of(const DrawText *from, int width, float scale)
{
    static const float share[] = {[ALIGN_LEFT] = 0, [ALIGN_CENTER] = 0.5f, [ALIGN_RIGHT] = 1};
    Pen pen = {from->x * scale, from->y * scale, cosf(from->angle_rad), -sinf(from->angle_rad)};
    if (fabsf(pen.right_x) < 1e-4f) // upright text keeps its texels on pixels
        pen.right_x = 0;
    float back = roundf(share[from->align] * (float)width);
    pen.x = roundf(pen.x - back * pen.right_x);
    pen.y = roundf(pen.y - back * pen.right_y);
    return pen;
}

static void add_text(Glyphs *glyphs, const Frame *frame, const DrawText *from)
{
    Measure *measure = glyphs->measure;
    Piece key = {.size = from->size, .weight = from->weight, .halo = from->halo.a > 0};
    int width = measure_pixels(measure, from->text, from->size, from->weight, from->tabular);
    Pen pen = pen_of(from, width, frame->scale);
    float clip[4];
    frame_clip(frame, from->clip, clip);
    const char *text = from->text;
    for (TextPart part; measure_part(measure, &text, from->size, from->weight, from->tabular, &part);) {
        strcpy(key.text, part.text);
        const Piece *piece = placed(glyphs, &key);
        if (piece->width)
            add_quad(glyphs, piece, &pen, (float)((part.cell - part.advance) / 2), from, clip);
        pen.x += (float)part.cell * pen.right_x;
        pen.y += (float)part.cell * pen.right_y;
    }
}

void glyphs_layer(Glyphs *glyphs, const Frame *frame, DrawLayer layer)
{
    if (!glyphs->program)
        return;
    glUseProgram(glyphs->program);
    glUniform2f(glyphs->u_frame, (float)frame->width, (float)frame->height);
    glUniform1i(glyphs->u_atlas, 0);
    for (int i = 0; i < frame->list->n_texts; i++)
        if (frame->list->texts[i].layer == layer)
            add_text(glyphs, frame, &frame->list->texts[i]);
    flush(glyphs);
    gl_check("glyphs_layer");
}
