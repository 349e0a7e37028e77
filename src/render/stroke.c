#include "render/stroke.h"

#include <math.h>
#include <stdlib.h>

typedef struct StrokePass {
    GLuint program;
    GLint frame, shape, color, fade, casing, dash, depth, panel, lens;
} StrokePass;

// What the shader reads of a point: pixels from the upper left, depth, and the distance along the line.
typedef struct StrokePoint {
    float x, y, depth, along;
} StrokePoint;

struct Stroke {
    Gl *gl;
    StrokePass plain, tested;
    GLuint vao, buffer;
    StrokePoint *points; // of all strokes; each has its first and last point twice, as neighbours
    int *first;          // [n_strokes + 1] into points
    int cap_points, cap_strokes;
    int n_strokes; // that were uploaded
};

static StrokePass pass_of(Gl *gl, const char *defines)
{
    static const char *const attributes[] = {"a_before", "a_from", "a_to", "a_after", NULL};
    GLuint program = gl_program(gl, "stroke", defines, attributes);
    if (!program)
        return (StrokePass){0};
    return (StrokePass){
        .program = program,
        .frame = glGetUniformLocation(program, "u_frame"),
        .shape = glGetUniformLocation(program, "u_shape"),
        .color = glGetUniformLocation(program, "u_color"),
        .fade = glGetUniformLocation(program, "u_fade"),
        .casing = glGetUniformLocation(program, "u_casing"),
        .dash = glGetUniformLocation(program, "u_dash"),
        .depth = glGetUniformLocation(program, "u_depth"),
        .panel = glGetUniformLocation(program, "u_panel"),
        .lens = glGetUniformLocation(program, "u_lens"),
    };
}

Stroke *stroke_create(Gl *gl)
{
    Stroke *stroke = calloc(1, sizeof *stroke);
    if (!stroke)
        return NULL;
    stroke->gl = gl;
    stroke->plain = pass_of(gl, "");
    stroke->tested = pass_of(gl, "#define TESTED\n");
    glGenVertexArrays(1, &stroke->vao);
    glGenBuffers(1, &stroke->buffer);
    gl_check("stroke_create");
    return stroke;
}

void stroke_destroy(Stroke *stroke)
{
    if (!stroke)
        return;
    glDeleteProgram(stroke->plain.program);
    glDeleteProgram(stroke->tested.program);
    glDeleteVertexArrays(1, &stroke->vao);
    glDeleteBuffers(1, &stroke->buffer);
    free(stroke->points);
    free(stroke->first);
    free(stroke);
}

static bool make_room(Stroke *stroke, const DrawList *list)
{
    int points = list->n_points + 3 * list->n_strokes, strokes = list->n_strokes + 1;
    if (points > stroke->cap_points) {
        StrokePoint *grown = realloc(stroke->points, 2 * (size_t)points * sizeof *grown);
        if (!grown)
            return false;
        stroke->points = grown;
        stroke->cap_points = 2 * points;
    }
    if (strokes > stroke->cap_strokes) {
        int *grown = realloc(stroke->first, 2 * (size_t)strokes * sizeof *grown);
        if (!grown)
            return false;
        stroke->first = grown;
        stroke->cap_strokes = 2 * strokes;
    }
    return true;
}

// A straight hairline of the overlay lies on whole pixels: the middle of an odd width is the middle of a pixel.
static void snap(const DrawStroke *from, StrokePoint *a, StrokePoint *b, float scale)
{
    float width = fmaxf(1, roundf(from->width * scale));
    float half = fmodf(width, 2) * 0.5f;
    if (a->y == b->y)
        a->y = b->y = roundf(a->y - half) + half;
    else if (a->x == b->x)
        a->x = b->x = roundf(a->x - half) + half;
}

// A single point becomes a segment without length: a dot.
static int append(StrokePoint *to, const DrawStroke *from, const DrawPoint *points, float scale)
{
    int count = SDL_max(from->count, 2);
    float along = 0;
    for (int i = 0; i < count; i++) {
        const DrawPoint *point = &points[SDL_min(i, from->count - 1)];
        StrokePoint *at = &to[i + 1];
        *at = (StrokePoint){point->x * scale, point->y * scale, point->depth, 0};
        if (i > 0)
            along += hypotf(at->x - at[-1].x, at->y - at[-1].y);
        at->along = along;
    }
    if (from->panel < 0 && from->count == 2)
        snap(from, &to[1], &to[2], scale);
    to[0] = to[1];
    to[count + 1] = to[count];
    return count + 2;
}

void stroke_upload(Stroke *stroke, const Frame *frame)
{
    const DrawList *list = frame->list;
    int at = 0;
    stroke->n_strokes = 0;
    if (!make_room(stroke, list))
        return;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *from = &list->strokes[i];
        stroke->first[i] = at;
        if (from->count > 0)
            at += append(stroke->points + at, from, list->points + from->first, frame->scale);
    }
    stroke->first[list->n_strokes] = at;
    stroke->n_strokes = list->n_strokes;
    gl_upload(stroke->buffer, stroke->points, (size_t)at * sizeof *stroke->points);
}

// Before, from, to and after are the same array read at four places: an instance per segment.
static void point_at(const Stroke *stroke, int first)
{
    static const int floats[] = {2, 4, 4, 2};
    glBindVertexArray(stroke->vao);
    glBindBuffer(GL_ARRAY_BUFFER, stroke->buffer);
    for (GLuint i = 0; i < 4; i++) {
        size_t offset = ((size_t)first + i) * sizeof(StrokePoint);
        glEnableVertexAttribArray(i);
        glVertexAttribPointer(i, floats[i], GL_FLOAT, GL_FALSE, sizeof(StrokePoint), (const void *)offset);
        glVertexAttribDivisor(i, 1);
    }
}

// A line thinner than a pixel is drawn a pixel wide and fainter.
static void set_stroke(const StrokePass *pass, const DrawStroke *from, float length, float scale)
{
    float width = from->width * scale, faint = fminf(width, 1);
    const Color *c = &from->color, *f = &from->fade_color, *k = &from->casing_color;
    glUniform4f(pass->shape, 0.5f * fmaxf(width, 1), from->casing * scale, length, from->hidden_alpha);
    glUniform4f(pass->color, c->r, c->g, c->b, c->a * faint);
    glUniform4f(pass->fade, f->r, f->g, f->b, f->a * faint);
    glUniform4f(pass->casing, k->r, k->g, k->b, from->casing > 0 ? k->a : 0);
    glUniform2f(pass->dash, from->dash[0] * scale, from->dash[1] * scale);
}

static void draw_one(const Stroke *stroke, const StrokePass *pass, const Frame *frame, int index)
{
    const DrawStroke *from = &frame->list->strokes[index];
    int first = stroke->first[index], last = stroke->first[index + 1] - 1;
    set_stroke(pass, from, stroke->points[last].along, frame->scale);
    point_at(stroke, first);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, last - first - 2);
}

static void begin(const StrokePass *pass, const Frame *frame)
{
    glUseProgram(pass->program);
    glUniform2f(pass->frame, (float)frame->width, (float)frame->height);
    glEnable(GL_SCISSOR_TEST);
}

static void set_panel(const StrokePass *pass, const DrawPanel *panel, PixelRect rect, GLuint depth)
{
    Lens lens = surface_lens(panel, rect.h);
    glUniform4f(pass->panel, (float)rect.x, (float)rect.y, (float)rect.w, (float)rect.h);
    glUniform4f(pass->lens, lens.p, lens.q, lens.r, lens.s);
    glUniform1i(pass->depth, 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, depth);
}

void stroke_panel(Stroke *stroke, const Frame *frame, int panel, const Surface *surface)
{
    GLuint depth = surface_depth(surface, frame, panel);
    const StrokePass *pass = depth ? &stroke->tested : &stroke->plain;
    PixelRect rect = frame_pixels(frame, frame->list->panels[panel].rect);
    if (!pass->program)
        return;
    begin(pass, frame);
    frame_scissor(frame, rect);
    if (depth)
        set_panel(pass, &frame->list->panels[panel], rect, depth);
    for (int i = 0; i < stroke->n_strokes; i++)
        if (frame->list->strokes[i].panel == panel && frame->list->strokes[i].count > 0)
            draw_one(stroke, pass, frame, i);
    glDisable(GL_SCISSOR_TEST);
    gl_check("stroke_panel");
}

static PixelRect clip_of(const Frame *frame, const DrawStroke *from)
{
    return from->clip.w != 0 ? frame_pixels(frame, from->clip) : (PixelRect){0, 0, frame->width, frame->height};
}

void stroke_layer(Stroke *stroke, const Frame *frame, DrawLayer layer)
{
    if (!stroke->plain.program)
        return;
    begin(&stroke->plain, frame);
    for (int i = 0; i < stroke->n_strokes; i++) {
        const DrawStroke *from = &frame->list->strokes[i];
        if (from->panel >= 0 || from->layer != layer || from->count <= 0)
            continue;
        frame_scissor(frame, clip_of(frame, from));
        draw_one(stroke, &stroke->plain, frame, i);
    }
    glDisable(GL_SCISSOR_TEST);
    gl_check("stroke_layer");
}
