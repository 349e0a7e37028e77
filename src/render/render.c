// The order of a frame, and where it goes: the window, or a target of its own that can be read back. Each pass is a
// file with its shaders.
#include "render/render.h"

#include "base/asset.h"
#include "render/ball.h"
#include "render/glyphs.h"
#include "render/shape.h"
#include "render/stroke.h"
#include "render/surface.h"
#include "render/veil.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct Render {
    Gl gl;
    Surface *surface;
    Stroke *stroke;
    Ball *ball;
    Shape *shape;
    Glyphs *glyphs;
    Veil *veil;
    GlTarget target; // headless, and for reading back
};

void render_prepare_window(void)
{
    gl_attributes(false);
}

static bool create_passes(Render *render, Error *error)
{
    Gl *gl = &render->gl;
    render->surface = surface_create(gl);
    render->stroke = stroke_create(gl);
    render->ball = ball_create(gl);
    render->shape = shape_create(gl);
    render->veil = veil_create(gl);
    if (!render->surface || !render->stroke || !render->ball || !render->shape || !render->veil)
        return error_set(error, "drawing: out of memory");
    render->glyphs = glyphs_create(gl, error);
    return render->glyphs;
}

Render *render_create(SDL_Window *window, Error *error)
{
    char path[1024];
    if (!asset_path("shaders/surface.vert", path, sizeof path, error)) // one line, not one for every shader
        return NULL;
    Render *render = calloc(1, sizeof *render);
    if (!render) {
        error_set(error, "drawing: out of memory");
        return NULL;
    }
    if (gl_create(&render->gl, window, error) && create_passes(render, error))
        return render;
    render_destroy(render);
    return NULL;
}

void render_destroy(Render *render)
{
    if (!render)
        return;
    if (render->gl.context) {
        gl_use(&render->gl);
        surface_destroy(render->surface);
        stroke_destroy(render->stroke);
        ball_destroy(render->ball);
        shape_destroy(render->shape);
        glyphs_destroy(render->glyphs);
        veil_destroy(render->veil);
        gl_target_drop(&render->target);
    }
    gl_destroy(&render->gl);
    free(render);
}

float render_text_width(void *render, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    Render *self = render;
    return measure_width(glyphs_measure(self->glyphs), text, size, weight, tabular);
}

void render_set_scale(Render *render, float pixels_per_point)
{
    gl_use(&render->gl);
    glyphs_scale(render->glyphs, pixels_per_point);
}

static void draw_panels(Render *render, const Frame *frame)
{
    surface_draw(render->surface, frame);
    for (int i = 0; i < frame->list->n_panels; i++) {
        stroke_panel(render->stroke, frame, i, render->surface);
        ball_panel(render->ball, frame, i, render->surface);
    }
}

static void draw_layers(Render *render, const Frame *frame)
{
    for (DrawLayer layer = 0; layer < LAYER_COUNT; layer++) {
        shape_layer(render->shape, frame, layer);
        stroke_layer(render->stroke, frame, layer);
        glyphs_layer(render->glyphs, frame, layer);
    }
}

// Shaders give premultiplied colours, blended in sRGB as written; the alpha of the target stays 1 where the ground's
// is.
static void draw_frame(Render *render, const Frame *frame, GLuint framebuffer)
{
    assert(!frame->list->whole); // its lines are drawn by a shader, and its depth hides them
    glyphs_scale(render->glyphs, frame->scale);
    surface_update(render->surface, frame);
    stroke_upload(render->stroke, frame);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, frame->width, frame->height);
    frame_clear_color(frame->list->ground);
    glClear(GL_COLOR_BUFFER_BIT);
    glDisable(GL_DEPTH_TEST);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    draw_panels(render, frame);
    draw_layers(render, frame);
    gl_check("render_draw");
}

static bool own_target(Render *render, int width, int height, Error *error)
{
    int most = render->gl.size_max;
    if (width < 1 || height < 1 || width > most || height > most)
        return error_set(error, "picture, %d x %d pixels: this OpenGL draws 1 to %d a side", width, height, most);
    if (!gl_target(&render->target, width, height, 0, false))
        return error_set(error, "picture, %d x %d pixels: OpenGL is out of memory", width, height);
    return true;
}

static Frame frame_of(const DrawList *list)
{
    return (Frame){list, (int)lroundf(list->width * list->scale), (int)lroundf(list->height * list->scale),
                   list->scale};
}

void render_keep(Render *render, const DrawList *list)
{
    Frame frame = frame_of(list);
    gl_use(&render->gl);
    GLuint framebuffer = veil_take(render->veil, &frame);
    if (framebuffer)
        draw_frame(render, &frame, framebuffer);
}

void render_veil(Render *render, float opacity)
{
    veil_set(render->veil, opacity);
}

void render_finish(Render *render)
{
    gl_use(&render->gl);
    glFinish();
}

void render_draw(Render *render, const DrawList *list)
{
    Frame frame = frame_of(list);
    Error error;
    GLuint framebuffer = 0;
    gl_use(&render->gl);
    if (render->gl.own_window) {
        if (!own_target(render, frame.width, frame.height, &error)) {
            gl_fault(&render->gl, "%s", error.text);
            return;
        }
        framebuffer = render->target.framebuffer;
    }
    draw_frame(render, &frame, framebuffer);
    veil_draw(render->veil, &frame);
}

bool render_paint(Render *render, const DrawList *list, int width_px, int height_px, Error *error)
{
    Frame frame = {list, width_px, height_px, list->scale};
    gl_use(&render->gl);
    if (!own_target(render, width_px, height_px, error))
        return false;
    draw_frame(render, &frame, render->target.framebuffer);
    gl_check("render_paint");
    return true;
}

// From premultiplied colours.
static void straighten(const uint8_t *from, uint8_t *to)
{
    int alpha = from[3];
    for (int i = 0; i < 3; i++)
        to[i] = (uint8_t)(alpha ? SDL_min((255 * from[i] + alpha / 2) / alpha, 255) : 0);
    to[3] = (uint8_t)alpha;
}

// GL's first row is the bottom one, and has a fourth byte.
static void turn_rows(const uint8_t *rgba, uint8_t *bytes, int width, int rows, bool alpha)
{
    for (int y = 0; y < rows; y++) {
        const uint8_t *from = rgba + 4 * (size_t)width * (size_t)(rows - 1 - y);
        for (int x = 0; x < width; x++, from += 4, bytes += alpha ? 4 : 3) {
            if (alpha)
                straighten(from, bytes);
            else
                memcpy(bytes, from, 3);
        }
    }
}

bool render_read(Render *render, int row, int rows, bool alpha, uint8_t *bytes, Error *error)
{
    const GlTarget *target = &render->target;
    uint8_t *rgba = malloc(4 * (size_t)target->width * (size_t)rows);
    if (!rgba)
        return error_set(error, "picture, %d x %d pixels: out of memory", target->width, target->height);
    gl_use(&render->gl);
    glBindFramebuffer(GL_FRAMEBUFFER, target->framebuffer);
    glPixelStorei(GL_PACK_ALIGNMENT, 4);
    glReadPixels(0, target->height - row - rows, target->width, rows, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    turn_rows(rgba, bytes, target->width, rows, alpha);
    free(rgba);
    gl_check("render_read");
    return true;
}

void render_paint_end(Render *render)
{
    gl_use(&render->gl);
    surface_trim(render->surface);
    if (!render->gl.own_window)
        gl_target_drop(&render->target);
}

int render_redraws(const Render *render)
{
    return surface_redraws(render->surface);
}

const char *render_fault(const Render *render)
{
    return render->gl.fault[0] ? render->gl.fault : NULL;
}
