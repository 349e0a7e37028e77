#include "render/shape.h"

#include <math.h>
#include <stdlib.h>

typedef struct ShapeInstance {
    float x, y, half_w, half_h; // pixels; the centre
    float color[4];
    float kind, corner, stroke, angle;
    float clip[4];
} ShapeInstance;

struct Shape {
    GLuint program, vao, buffer;
    GLint frame;
    ShapeInstance *instances;
    int capacity;
};

Shape *shape_create(Gl *gl)
{
    static const char *const attributes[] = {"a_place", "a_color", "a_form", "a_clip", NULL};
    static const int floats[] = {4, 4, 4, 4, 0};
    Shape *shape = calloc(1, sizeof *shape);
    if (!shape)
        return NULL;
    shape->program = gl_program(gl, "shape", "", attributes);
    shape->frame = shape->program ? glGetUniformLocation(shape->program, "u_frame") : -1;
    glGenVertexArrays(1, &shape->vao);
    glGenBuffers(1, &shape->buffer);
    gl_instances(shape->vao, shape->buffer, floats);
    gl_check("shape_create");
    return shape;
}

void shape_destroy(Shape *shape)
{
    if (!shape)
        return;
    glDeleteProgram(shape->program);
    glDeleteVertexArrays(1, &shape->vao);
    glDeleteBuffers(1, &shape->buffer);
    free(shape->instances);
    free(shape);
}

// Upright edges lie on whole pixels, and nothing is thinner than one.
static void place_rect(ShapeInstance *to, const DrawShape *from, const Frame *frame)
{
    PixelRect rect = frame_pixels(frame, (Rect){from->x, from->y, from->w, from->h});
    to->half_w = 0.5f * (float)SDL_max(rect.w, 1);
    to->half_h = 0.5f * (float)SDL_max(rect.h, 1);
    to->x = (float)rect.x + to->half_w;
    to->y = (float)rect.y + to->half_h;
    to->corner = fminf(from->corner * frame->scale, fminf(to->half_w, to->half_h));
}

static ShapeInstance instance_of(const DrawShape *from, const Frame *frame)
{
    float scale = frame->scale;
    ShapeInstance to = {.x = from->x * scale,
                        .y = from->y * scale,
                        .half_w = from->w * scale,
                        .half_h = from->w * scale,
                        .color = {from->color.r, from->color.g, from->color.b, from->color.a},
                        .kind = (float)from->kind,
                        .stroke = from->stroke > 0 ? fmaxf(from->stroke * scale, 1) : 0,
                        .angle = from->angle_rad};
    if (from->kind == SHAPE_RECT)
        place_rect(&to, from, frame);
    frame_clip(frame, from->clip, to.clip);
    return to;
}

static bool make_room(Shape *shape, int count)
{
    if (count <= shape->capacity)
        return true;
    ShapeInstance *grown = realloc(shape->instances, 2 * (size_t)count * sizeof *grown);
    if (!grown)
        return false;
    shape->instances = grown;
    shape->capacity = 2 * count;
    return true;
}

void shape_layer(Shape *shape, const Frame *frame, DrawLayer layer)
{
    const DrawList *list = frame->list;
    int count = 0;
    if (!shape->program || !make_room(shape, list->n_shapes))
        return;
    for (int i = 0; i < list->n_shapes; i++)
        if (list->shapes[i].layer == layer)
            shape->instances[count++] = instance_of(&list->shapes[i], frame);
    if (!count)
        return;
    gl_upload(shape->buffer, shape->instances, (size_t)count * sizeof *shape->instances);
    glUseProgram(shape->program);
    glUniform2f(shape->frame, (float)frame->width, (float)frame->height);
    glBindVertexArray(shape->vao);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, count);
    gl_check("shape_layer");
}
