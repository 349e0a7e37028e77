#include "render/stroke.h"

#include "picture/draw/depth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PART_POINTS 12.0f // of a divided segment
#define OWN_CASING  0.06f // how much of its casing lies on the line itself where it crosses

enum { PARTS_MAX = 64, TURNS_BACK = 4 };

typedef struct StrokePass {
    GLuint program;
    GLint frame, shape, soft, color, fade, casing, parts, dash, depth, panel, lens;
} StrokePass;

// What the shader reads of a point: pixels from the upper left, depth, and the distance along the line.
typedef struct StrokePoint {
    float x, y, depth, along;
} StrokePoint;

// A corner of a segment's quad. Vertices and not instances: software GL pays for each instance.
typedef struct StrokeCorner {
    float before[2];
    StrokePoint from, to;
    float after[2];
} StrokeCorner;

struct Stroke {
    Gl *gl;
    StrokePass passes[2][2]; // [tested][dashed]
    GLuint vao, buffer, indices;
    StrokePoint *points;     // of all strokes; each has its first and last point twice, as neighbours
    StrokeCorner *corners;   // 4 for each point: of the segment from the next one to the one after that
    int *first;              // [n_strokes + 1] into points
    int n_points, n_strokes; // that were uploaded
    int cap_points, cap_strokes, cap_corners, cap_indices; // the last two in points
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
        .soft = glGetUniformLocation(program, "u_soft"),
        .color = glGetUniformLocation(program, "u_color"),
        .fade = glGetUniformLocation(program, "u_fade"),
        .casing = glGetUniformLocation(program, "u_casing"),
        .parts = glGetUniformLocation(program, "u_parts"),
        .dash = glGetUniformLocation(program, "u_dash"),
        .depth = glGetUniformLocation(program, "u_depth"),
        .panel = glGetUniformLocation(program, "u_panel"),
        .lens = glGetUniformLocation(program, "u_lens"),
    };
}

static void bind_corners(const Stroke *stroke)
{
    static const int floats[] = {2, 4, 4, 2, 0};
    gl_instances(stroke->vao, stroke->buffer, floats, 0);
    for (GLuint i = 0; floats[i]; i++)
        glVertexAttribDivisor(i, 0);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, stroke->indices);
}

Stroke *stroke_create(Gl *gl)
{
    static const char *const defines[] = {"", "#define DASHED\n", "#define TESTED\n",
                                          "#define TESTED\n#define DASHED\n"};
    Stroke *stroke = calloc(1, sizeof *stroke);
    if (!stroke)
        return NULL;
    stroke->gl = gl;
    for (int i = 0; i < 4; i++) // one program each: software GL pays for every branch
        stroke->passes[i >> 1][i & 1] = pass_of(gl, defines[i]);
    glGenVertexArrays(1, &stroke->vao);
    glGenBuffers(1, &stroke->buffer);
    glGenBuffers(1, &stroke->indices);
    bind_corners(stroke);
    gl_check("stroke_create");
    return stroke;
}

void stroke_destroy(Stroke *stroke)
{
    if (!stroke)
        return;
    for (int i = 0; i < 4; i++)
        glDeleteProgram(stroke->passes[i >> 1][i & 1].program);
    glDeleteVertexArrays(1, &stroke->vao);
    glDeleteBuffers(1, &stroke->buffer);
    glDeleteBuffers(1, &stroke->indices);
    free(stroke->points);
    free(stroke->corners);
    free(stroke->first);
    free(stroke);
}

static bool add(Stroke *stroke, StrokePoint point)
{
    if (stroke->n_points == stroke->cap_points) {
        int capacity = stroke->cap_points ? 2 * stroke->cap_points : 4096;
        StrokePoint *grown = realloc(stroke->points, (size_t)capacity * sizeof *grown);
        if (!grown)
            return false;
        stroke->points = grown;
        stroke->cap_points = capacity;
    }
    stroke->points[stroke->n_points++] = point;
    return true;
}

static bool make_room(Stroke *stroke, int strokes)
{
    if (strokes < stroke->cap_strokes)
        return true;
    int *grown = realloc(stroke->first, 2 * ((size_t)strokes + 1) * sizeof *grown);
    if (!grown)
        return false;
    stroke->first = grown;
    stroke->cap_strokes = 2 * strokes + 2;
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

// On a surface, a segment is seen or hidden by its ends: long ones are divided.
static bool add_segment(Stroke *stroke, StrokePoint to, bool tested, float scale)
{
    StrokePoint from = stroke->points[stroke->n_points - 1];
    float size = hypotf(to.x - from.x, to.y - from.y);
    int parts = tested ? (int)fminf(ceilf(size / (PART_POINTS * scale)), PARTS_MAX) : 1;
    for (int i = 1; i < parts; i++) {
        float t = (float)i / (float)parts;
        StrokePoint at = {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y),
                          from.depth + t * (to.depth - from.depth), from.along + t * size};
        if (!add(stroke, at))
            return false;
    }
    to.along = from.along + size;
    return add(stroke, to);
}

static StrokePoint pixels_of(DrawPoint point, float scale)
{
    return (StrokePoint){point.x * scale, point.y * scale, point.depth, 0};
}

// A single point becomes a segment without length: a dot.
static bool add_stroke(Stroke *stroke, const DrawStroke *from, const DrawPoint *points, bool tested, float scale)
{
    StrokePoint first = pixels_of(points[0], scale), second = pixels_of(points[from->count > 1], scale);
    if (!from->on_panel && from->count == 2)
        snap(from, &first, &second, scale);
    bool ok = add(stroke, first) && add(stroke, first) && add_segment(stroke, second, tested, scale);
    for (int i = 2; i < from->count && ok; i++)
        ok = add_segment(stroke, pixels_of(points[i], scale), tested, scale);
    return ok && add(stroke, stroke->points[stroke->n_points - 1]);
}

static bool is_tested(const DrawList *list, const DrawStroke *stroke)
{
    return stroke->on_panel > 0 && stroke->on_panel <= list->n_panels && !list->panels[stroke->on_panel - 1].flat;
}

static bool make_indices(Stroke *stroke, int quads)
{
    if (quads <= stroke->cap_indices)
        return true;
    uint32_t *indices = malloc(6 * (size_t)quads * sizeof *indices), *to = indices;
    if (!indices)
        return false;
    for (uint32_t i = 0; i < 4 * (uint32_t)quads; i += 4) {
        const uint32_t quad[6] = {i, i + 1, i + 2, i + 2, i + 1, i + 3};
        memcpy(to, quad, sizeof quad);
        to += 6;
    }
    glBindVertexArray(stroke->vao);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, 6 * (GLsizeiptr)quads * (GLsizeiptr)sizeof *indices, indices, GL_STATIC_DRAW);
    free(indices);
    stroke->cap_indices = quads;
    return true;
}

static bool make_corners(Stroke *stroke)
{
    if (stroke->n_points > stroke->cap_corners) {
        StrokeCorner *grown = realloc(stroke->corners, 4 * (size_t)stroke->cap_points * sizeof *grown);
        if (!grown)
            return false;
        stroke->corners = grown;
        stroke->cap_corners = stroke->cap_points;
    }
    for (int i = 0; i + 3 < stroke->n_points; i++) {
        const StrokePoint *at = stroke->points + i;
        StrokeCorner corner = {{at[0].x, at[0].y}, at[1], at[2], {at[3].x, at[3].y}};
        for (int k = 0; k < 4; k++)
            stroke->corners[4 * (ptrdiff_t)i + k] = corner;
    }
    return make_indices(stroke, stroke->cap_points);
}

// A stroke that finds no memory is left out, with those after it.
void stroke_upload(Stroke *stroke, const Frame *frame)
{
    const DrawList *list = frame->list;
    stroke->n_strokes = stroke->n_points = 0;
    if (!make_room(stroke, list->n_strokes))
        return;
    for (int i = 0; i < list->n_strokes; i++) {
        const DrawStroke *from = &list->strokes[i];
        stroke->first[i] = stroke->n_points;
        if (from->count > 0 &&
            !add_stroke(stroke, from, list->points + from->first, is_tested(list, from), frame->scale))
            break;
        stroke->first[i + 1] = stroke->n_points;
        stroke->n_strokes = i + 1;
    }
    if (make_corners(stroke))
        gl_upload(stroke->buffer, stroke->corners, 4 * (size_t)stroke->n_points * sizeof *stroke->corners);
    else
        stroke->n_strokes = 0;
}

// A line thinner than a pixel is drawn a pixel wide and fainter.
static void set_stroke(const StrokePass *pass, const DrawStroke *from, float length, float scale)
{
    float width = from->width * scale, faint = fminf(width, 1);
    const Color *c = &from->color, *f = &from->fade_color, *k = &from->casing_color;
    glUniform4f(pass->shape, 0.5f * fmaxf(width, 1), from->casing * scale, length > 0 ? 1 / length : 0,
                from->hidden_alpha);
    glUniform1f(pass->soft, 1 / (0.5f * from->casing * scale + 1));
    glUniform4f(pass->color, c->r, c->g, c->b, c->a * faint);
    glUniform4f(pass->fade, f->r, f->g, f->b, f->a * faint);
    glUniform4f(pass->casing, k->r, k->g, k->b, from->casing > 0 ? k->a : 0);
    glUniform2f(pass->dash, from->dash[0] * scale, from->dash[1] * scale);
}

// Does a line turn back so often that it lies beside itself?
static bool returns(const StrokePoint *points, int n)
{
    int turns = 0;
    for (int i = 1; i + 1 < n && turns < TURNS_BACK; i++) {
        const StrokePoint *p = points + i;
        float along = (p[0].x - p[-1].x) * (p[1].x - p[0].x) + (p[0].y - p[-1].y) * (p[1].y - p[0].y);
        turns += along < 0;
    }
    return turns >= TURNS_BACK;
}

static void draw_part(const Stroke *stroke, const StrokePass *pass, const Frame *frame, int index, float core,
                      float casing)
{
    int first = stroke->first[index], last = stroke->first[index + 1] - 1;
    set_stroke(pass, &frame->list->strokes[index], stroke->points[last].along, frame->scale);
    glUniform2f(pass->parts, core, casing);
    glDrawElements(GL_TRIANGLES, 6 * (last - first - 2), GL_UNSIGNED_INT,
                   (const void *)(6 * (size_t)first * sizeof(uint32_t)));
}

static int line_end(const Stroke *stroke, const DrawStroke *strokes, int from)
{
    int to = from + 1;
    while (to < stroke->n_strokes && strokes[from].line && strokes[to].line == strokes[from].line &&
           strokes[to].on_panel == strokes[from].on_panel && strokes[to].count > 0)
        to++;
    return to;
}

// Strokes [from, to). A line that comes back to itself is not to be covered by its own casing: that comes before all of
// the line, and is faint where it crosses it.
static void draw_line_of(const Stroke *stroke, const StrokePass *pass, const Frame *frame, int from, int to)
{
    int first = stroke->first[from], last = stroke->first[from + 1] - 1;
    bool cased = frame->list->strokes[from].casing > 0;
    bool apart = cased && (to > from + 1 || returns(stroke->points + first, last - first + 1));
    for (int i = from; i < to && apart; i++)
        draw_part(stroke, pass, frame, i, 0, 1);
    for (int i = from; i < to; i++)
        draw_part(stroke, pass, frame, i, 1, apart ? OWN_CASING : 1);
}

static void begin(const Stroke *stroke, const StrokePass *pass, const Frame *frame)
{
    glUseProgram(pass->program);
    glBindVertexArray(stroke->vao);
    glUniform2f(pass->frame, (float)frame->width, (float)frame->height);
}

static void set_panel(const StrokePass *pass, const Lens *lens, PixelRect rect, GLuint depth)
{
    glUniform4f(pass->panel, (float)rect.x, (float)rect.y, (float)rect.w, (float)rect.h);
    glUniform4f(pass->lens, lens->p, lens->q, lens->r, lens->s);
    glUniform1i(pass->depth, 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, depth);
}

static bool on_panel(const DrawStroke *stroke, int panel)
{
    return stroke->on_panel == panel + 1 && stroke->count > 0;
}

static bool dashed(const DrawStroke *stroke)
{
    return stroke->dash[1] > 0;
}

void stroke_panel(Stroke *stroke, const Frame *frame, int panel, const Surface *surface)
{
    const DrawPanel *on = &frame->list->panels[panel];
    GLuint depth = surface_depth(surface, frame, panel);
    PixelRect rect = surface_part(frame, panel);
    Lens lens = lens_of(on, frame_pixels(frame, on->rect).h);
    const StrokePass *current = NULL;
    glEnable(GL_SCISSOR_TEST);
    frame_scissor(frame, rect);
    for (int i = 0, next; i < stroke->n_strokes; i = next) {
        const DrawStroke *from = &frame->list->strokes[i];
        const StrokePass *pass = &stroke->passes[depth != 0][dashed(from)];
        next = line_end(stroke, frame->list->strokes, i);
        if (!on_panel(from, panel) || !pass->program)
            continue;
        if (pass != current) {
            begin(stroke, pass, frame);
            if (depth)
                set_panel(pass, &lens, rect, depth);
        }
        draw_line_of(stroke, current = pass, frame, i, next);
    }
    glDisable(GL_SCISSOR_TEST);
    gl_check("stroke_panel");
}

static PixelRect clip_of(const Frame *frame, const DrawStroke *from)
{
    return from->clip.w != 0 ? frame_pixels(frame, from->clip) : (PixelRect){0, 0, frame->width, frame->height};
}

void stroke_layer(Stroke *stroke, const Frame *frame, DrawLayer layer)
{
    const StrokePass *current = NULL;
    glEnable(GL_SCISSOR_TEST);
    for (int i = 0; i < stroke->n_strokes; i++) {
        const DrawStroke *from = &frame->list->strokes[i];
        const StrokePass *pass = &stroke->passes[0][dashed(from)];
        if (from->on_panel || from->layer != layer || from->count <= 0 || !pass->program)
            continue;
        if (pass != current)
            begin(stroke, pass, frame);
        frame_scissor(frame, clip_of(frame, from));
        draw_part(stroke, current = pass, frame, i, 1, 1);
    }
    glDisable(GL_SCISSOR_TEST);
    gl_check("stroke_layer");
}
