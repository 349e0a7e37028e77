#include "render/veil.h"

#include <stdlib.h>

struct Veil {
    GLuint program, empty; // empty: vertex array
    GLint frame, rect, image, strength;
    GlTarget page;
    float opacity;
};

Veil *veil_create(Gl *gl)
{
    Veil *veil = calloc(1, sizeof *veil);
    if (!veil)
        return NULL;
    veil->program = gl_program(gl, "panel", "#define VEIL\n", NULL);
    if (veil->program) {
        veil->frame = glGetUniformLocation(veil->program, "u_frame");
        veil->rect = glGetUniformLocation(veil->program, "u_rect");
        veil->image = glGetUniformLocation(veil->program, "u_image");
        veil->strength = glGetUniformLocation(veil->program, "u_opacity");
    }
    glGenVertexArrays(1, &veil->empty);
    return veil;
}

void veil_destroy(Veil *veil)
{
    if (!veil)
        return;
    glDeleteProgram(veil->program);
    glDeleteVertexArrays(1, &veil->empty);
    gl_target_drop(&veil->page);
    free(veil);
}

GLuint veil_take(Veil *veil, const Frame *frame)
{
    veil->opacity = 1;
    return gl_target(&veil->page, frame->width, frame->height, 0, false) ? veil->page.framebuffer : 0;
}

void veil_set(Veil *veil, float opacity)
{
    veil->opacity = opacity;
    if (opacity <= 0)
        gl_target_drop(&veil->page);
}

void veil_draw(const Veil *veil, const Frame *frame)
{
    bool fits = veil->page.width == frame->width && veil->page.height == frame->height;
    if (!veil->program || !fits || veil->opacity <= 0)
        return;
    glUseProgram(veil->program);
    glBindVertexArray(veil->empty);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, veil->page.color);
    glUniform2f(veil->frame, (float)frame->width, (float)frame->height);
    glUniform4f(veil->rect, 0, 0, (float)frame->width, (float)frame->height);
    glUniform1i(veil->image, 0);
    glUniform1f(veil->strength, veil->opacity);
    glDrawArrays(GL_TRIANGLE_STRIP, 0, 4);
    gl_check("veil_draw");
}
