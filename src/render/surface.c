#include "render/surface.h"

#include "picture/draw/colormap.h"
#include "render/relief.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PANELS_MAX = 128, RAMPS_MAX = 16, RAMP_TEXELS = 256, STILL_PIXELS = 1920 * 1200 };
enum { PIECE = 3 << 14 }; // indices that are drawn at once
enum { AROUND = 192 };    // pixels around a stripe, in which lines that come into it are tested for what hides them

typedef struct Shading {
    GLuint program;
    GLint matrix, world, height, floor, up, light, eye, cells, contours, levels, ceiling, ground, line, field, ramp,
        open;
} Shading;

typedef struct Ramp {
    char name[32];
    GLuint texture;
} Ramp;

// What a panel's picture was drawn from.
typedef struct Kept {
    uint64_t key;
    float scale;
    bool draft, drawn;
    int left, top; // of what is kept, from the panel's corner
    GlTarget target;
} Kept;

struct Surface {
    Gl *gl;
    Shading surface, floor, map;
    GLuint copy;
    GLint copy_frame, copy_rect, copy_image;
    GLuint empty;  // vertex array
    GlTarget fine; // see fine_target
    Reliefs reliefs;
    Ramp ramps[RAMPS_MAX];
    Kept kept[PANELS_MAX];
    int redraws;
};

static Shading shading(Gl *gl, const char *defines)
{
    static const char *const attributes[] = {"a_point", NULL};
    GLuint program = gl_program(gl, "surface", defines, attributes);
    if (!program)
        return (Shading){0};
    return (Shading){
        .program = program,
        .matrix = glGetUniformLocation(program, "u_matrix"),
        .world = glGetUniformLocation(program, "u_world"),
        .height = glGetUniformLocation(program, "u_height"),
        .floor = glGetUniformLocation(program, "u_floor"),
        .up = glGetUniformLocation(program, "u_up"),
        .light = glGetUniformLocation(program, "u_light"),
        .eye = glGetUniformLocation(program, "u_eye"),
        .cells = glGetUniformLocation(program, "u_cells"),
        .contours = glGetUniformLocation(program, "u_contours"),
        .levels = glGetUniformLocation(program, "u_levels"),
        .ceiling = glGetUniformLocation(program, "u_ceiling"),
        .ground = glGetUniformLocation(program, "u_ground"),
        .line = glGetUniformLocation(program, "u_line"),
        .field = glGetUniformLocation(program, "u_field"),
        .ramp = glGetUniformLocation(program, "u_ramp"),
        .open = glGetUniformLocation(program, "u_open"),
    };
}

Surface *surface_create(Gl *gl)
{
    Surface *surface = calloc(1, sizeof *surface);
    if (!surface)
        return NULL;
    surface->gl = gl;
    surface->surface = shading(gl, "");
    surface->floor = shading(gl, "#define FLOOR\n");
    surface->map = shading(gl, "#define MAP\n");
    surface->copy = gl_program(gl, "panel", "", NULL);
    if (surface->copy) {
        surface->copy_frame = glGetUniformLocation(surface->copy, "u_frame");
        surface->copy_rect = glGetUniformLocation(surface->copy, "u_rect");
        surface->copy_image = glGetUniformLocation(surface->copy, "u_image");
    }
    glGenVertexArrays(1, &surface->empty);
    gl_check("surface_create");
    return surface;
}

void surface_destroy(Surface *surface)
{
    if (!surface)
        return;
    glDeleteProgram(surface->surface.program);
    glDeleteProgram(surface->floor.program);
    glDeleteProgram(surface->map.program);
    glDeleteProgram(surface->copy);
    glDeleteVertexArrays(1, &surface->empty);
    gl_target_drop(&surface->fine);
    reliefs_drop(&surface->reliefs);
    for (int i = 0; i < RAMPS_MAX; i++)
        glDeleteTextures(1, &surface->ramps[i].texture);
    for (int i = 0; i < PANELS_MAX; i++)
        gl_target_drop(&surface->kept[i].target);
    free(surface);
}

static void fill_ramp(const char *name)
{
    const Colormap *colormap = colormap_find(name);
    uint8_t texels[RAMP_TEXELS][4];
    for (int i = 0; i < RAMP_TEXELS; i++) {
        Color color = {0.5f, 0.5f, 0.5f, 1};
        if (colormap)
            color = colormap_color(colormap, (float)i / (RAMP_TEXELS - 1));
        const float parts[4] = {color.r, color.g, color.b, 1};
        for (int k = 0; k < 4; k++)
            texels[i][k] = (uint8_t)lroundf(255 * SDL_clamp(parts[k], 0, 1));
    }
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, RAMP_TEXELS, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, texels);
}

// The table is read once per name; when all places are taken, the last one is used for every further ramp.
static GLuint ramp_texture(Surface *surface, const char *name)
{
    Ramp *ramp = surface->ramps;
    if (!name)
        name = "";
    while (ramp < surface->ramps + RAMPS_MAX - 1 && ramp->texture && strcmp(ramp->name, name) != 0)
        ramp++;
    if (ramp->texture && strcmp(ramp->name, name) == 0)
        return ramp->texture;
    glDeleteTextures(1, &ramp->texture);
    ramp->texture = gl_texture(GL_LINEAR);
    SDL_strlcpy(ramp->name, name, sizeof ramp->name);
    fill_ramp(name);
    return ramp->texture;
}

static void set_panel(const Shading *to, const DrawPanel *panel, const Relief *relief, float line_px)
{
    const float *w = panel->world;
    glUniformMatrix4fv(to->matrix, 1, GL_FALSE, panel->matrix);
    glUniform4fv(to->world, 1, w);
    glUniform1f(to->height, panel->height);
    glUniform2f(to->floor, panel->floor, panel->floor_far);
    glUniform1f(to->ceiling, panel->ceiling);
    glUniform1f(to->up, (w[1] - w[0]) * (w[3] - w[2]) < 0 ? -1.0f : 1.0f);
    glUniform3fv(to->light, 1, panel->light);
    glUniform3fv(to->eye, 1, panel->eye);
    glUniform2f(to->cells, (float)(relief->field.nx - 1), (float)(relief->field.ny - 1));
    float levels[DRAW_LEVELS_MAX];
    int n_levels = panel_levels(panel, levels);
    glUniform3f(to->contours, (float)n_levels, (float)SDL_max(panel->contour_index, 1), line_px);
    glUniform1fv(to->levels, DRAW_LEVELS_MAX, levels);
    glUniform4f(to->ground, panel->ground.r, panel->ground.g, panel->ground.b, panel->ground.a);
    glUniform4f(to->line, panel->line.r, panel->line.g, panel->line.b, panel->line.a);
    glUniform1i(to->field, 0);
    glUniform1i(to->ramp, 1);
    glUniform1i(to->open, 2);
}

static void bind(GLenum unit, GLuint texture)
{
    glActiveTexture(unit);
    glBindTexture(GL_TEXTURE_2D, texture);
}

static void use(const Shading *pass, const DrawPanel *panel, const Relief *relief, float line_px)
{
    glUseProgram(pass->program);
    set_panel(pass, panel, relief, line_px);
}

static void draw_map(const Surface *surface, const DrawPanel *panel, const Relief *relief, float line_px)
{
    if (!surface->map.program)
        return;
    use(&surface->map, panel, relief, line_px);
    glBindVertexArray(surface->empty);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
}

// Behind the surface, and not in the way of the lines that are drawn on it: it leaves no depth.
static void draw_floor(const Surface *surface, const DrawPanel *panel, const Relief *relief, float line_px)
{
    if (!surface->floor.program || panel->floor >= 0)
        return;
    use(&surface->floor, panel, relief, line_px);
    glBindVertexArray(surface->empty);
    glDepthMask(GL_FALSE);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    glDepthMask(GL_TRUE);
}

static void draw_surface(Surface *surface, const DrawPanel *panel, Relief *relief, float line_px)
{
    if (!surface->surface.program)
        return;
    const ReliefMesh *mesh = relief_mesh(&surface->reliefs, relief, panel);
    use(&surface->surface, panel, relief, line_px);
    glBindVertexArray(mesh->vao);
    glEnable(GL_DEPTH_TEST);
    for (int at = 0; at < mesh->count; at += PIECE) {
        glDrawElements(GL_TRIANGLES, SDL_min(mesh->count - at, PIECE), GL_UNSIGNED_INT,
                       (const void *)((size_t)at * sizeof(GLuint)));
        gl_check("surface piece");
    }
    draw_floor(surface, panel, relief, line_px);
    glDisable(GL_DEPTH_TEST);
}

static void draw_field(Surface *surface, const DrawPanel *panel, Relief *relief, float line_px)
{
    GLuint ramp = ramp_texture(surface, panel->ramp), open = panel->flat ? 0 : relief_open(relief, panel);
    bind(GL_TEXTURE2, open);
    bind(GL_TEXTURE1, ramp);
    bind(GL_TEXTURE0, relief->texture);
    if (panel->flat)
        draw_map(surface, panel, relief, line_px);
    else
        draw_surface(surface, panel, relief, line_px);
}

static void clear_panel(const DrawPanel *panel)
{
    frame_clear_color(panel->ground);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

// Down to the panel's own size: of several samples, or of 2 x 2 pixels, whose mean is what lies in their middle.
static void resolve(const GlTarget *from, const GlTarget *to, int finer)
{
    glBindFramebuffer(GL_READ_FRAMEBUFFER, from->framebuffer);
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, to->framebuffer);
    int w = to->width, h = to->height;
    glBlitFramebuffer(0, 0, finer * w, finer * h, 0, 0, w, h, GL_COLOR_BUFFER_BIT, GL_LINEAR);
    glBlitFramebuffer(0, 0, finer * w, finer * h, 0, 0, w, h, GL_DEPTH_BUFFER_BIT, GL_NEAREST);
}

// Shared by all panels: large enough for the largest so far. Multisampled where that can be had, else finer times as
// large.
static bool fine_target(Surface *surface, const GlTarget *for_target, int finer)
{
    GlTarget *fine = &surface->fine;
    int width = SDL_max(fine->width, finer * for_target->width);
    int height = SDL_max(fine->height, finer * for_target->height);
    return SDL_max(width, height) <= surface->gl->size_max &&
           gl_target(fine, width, height, surface->gl->samples, true);
}

// Of the finer contour lines, pixels; under -1 the shader draws none.
static float line_pixels(const DrawPanel *panel, float scale)
{
    const float none = -4;
    return panel->line_width > 0 ? fmaxf(1, panel->line_width * scale) : none;
}

static void redraw(Surface *surface, const DrawPanel *panel, Kept *kept, PixelRect whole, float scale)
{
    const GlTarget *target = &kept->target;
    int finer = surface->gl->samples ? 1 : 2;
    bool fine = !panel->flat && !panel->draft && fine_target(surface, target, finer);
    finer = fine ? finer : 1;
    glBindFramebuffer(GL_FRAMEBUFFER, fine ? surface->fine.framebuffer : target->framebuffer);
    glViewport(-finer * kept->left, -finer * (whole.h - kept->top - target->height), finer * whole.w, finer * whole.h);
    clear_panel(panel);
    Relief *relief = relief_of(&surface->reliefs, surface->gl, panel);
    if (relief)
        draw_field(surface, panel, relief, line_pixels(panel, scale) * (float)finer);
    if (fine)
        resolve(&surface->fine, target, finer);
    surface->redraws++;
    gl_check("surface redraw");
}

PixelRect surface_part(const Frame *frame, int panel)
{
    PixelRect rect = frame_pixels(frame, frame->list->panels[panel].rect);
    int right = SDL_min(rect.x + rect.w, frame->width + AROUND),
        foot = SDL_min(rect.y + rect.h, frame->height + AROUND);
    rect.x = SDL_max(rect.x, -AROUND), rect.y = SDL_max(rect.y, -AROUND);
    rect.w = SDL_max(right - rect.x, 0), rect.h = SDL_max(foot - rect.y, 0);
    return rect;
}

static void update_panel(Surface *surface, const Frame *frame, int index)
{
    const DrawPanel *panel = &frame->list->panels[index];
    Kept *kept = &surface->kept[index];
    PixelRect whole = frame_pixels(frame, panel->rect), part = surface_part(frame, index);
    int left = part.x - whole.x, top = part.y - whole.y;
    int width = SDL_clamp(part.w, 1, surface->gl->size_max), height = SDL_clamp(part.h, 1, surface->gl->size_max);
    bool same_part =
        kept->target.width == width && kept->target.height == height && kept->left == left && kept->top == top;
    if (kept->drawn && same_part && kept->key == panel->key && kept->scale == frame->scale &&
        kept->draft == panel->draft)
        return;
    kept->drawn = gl_target(&kept->target, width, height, 0, true);
    if (!kept->drawn) {
        gl_fault(surface->gl, "OpenGL: no memory for a panel of %d x %d pixels", width, height);
        return;
    }
    kept->key = panel->key;
    kept->scale = frame->scale;
    kept->draft = panel->draft;
    kept->left = left, kept->top = top;
    redraw(surface, panel, kept, whole, frame->scale);
}

void surface_update(Surface *surface, const Frame *frame)
{
    int count = frame->list->n_panels;
    if (count > PANELS_MAX)
        gl_fault(surface->gl, "more than %d panels", PANELS_MAX);
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glDepthFunc(GL_LESS);
    glDepthMask(GL_TRUE);
    for (int i = 0; i < SDL_min(count, PANELS_MAX); i++)
        update_panel(surface, frame, i);
}

void surface_draw(Surface *surface, const Frame *frame)
{
    if (!surface->copy)
        return;
    glUseProgram(surface->copy);
    glBindVertexArray(surface->empty);
    glUniform2f(surface->copy_frame, (float)frame->width, (float)frame->height);
    glUniform1i(surface->copy_image, 0);
    for (int i = 0; i < SDL_min(frame->list->n_panels, PANELS_MAX); i++) {
        PixelRect rect = surface_part(frame, i);
        if (!surface->kept[i].drawn)
            continue;
        bind(GL_TEXTURE0, surface->kept[i].target.color);
        glUniform4f(surface->copy_rect, (float)rect.x, (float)rect.y, (float)rect.w, (float)rect.h);
        glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    }
    gl_check("surface_draw");
}

void surface_trim(Surface *surface)
{
    if (surface->fine.width * surface->fine.height > STILL_PIXELS)
        gl_target_drop(&surface->fine);
    for (int i = 0; i < PANELS_MAX; i++) {
        GlTarget *target = &surface->kept[i].target;
        if (target->width * target->height <= STILL_PIXELS)
            continue;
        gl_target_drop(target);
        surface->kept[i].drawn = false;
    }
}

GLuint surface_depth(const Surface *surface, const Frame *frame, int panel)
{
    if (panel < 0 || panel >= SDL_min(frame->list->n_panels, PANELS_MAX) || !surface->kept[panel].drawn)
        return 0;
    return frame->list->panels[panel].flat ? 0 : surface->kept[panel].target.depth;
}

int surface_redraws(const Surface *surface)
{
    return surface->redraws;
}
