// The GL context, and what every pass asks of it: programs, targets, streams. The only file that includes GL's headers.
// GL 3.3 core first, GLES 3.0 otherwise (RAVINE_GL=es asks for it first). RAVINE_SAMPLES: at most so many samples a
// pixel, 0 as where there is no multisampling at all. Shaders have no #version line, the header is put before them;
// their first line may include a file.
#ifndef RAVINE_RENDER_GL_H
#define RAVINE_RENDER_GL_H

#include "base/error.h"

#include <SDL.h>
#include <epoxy/gl.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Gl {
    SDL_Window *window;
    bool own_window; // headless: hidden.c's, with its context
    SDL_GLContext context;
    bool es;
    int size_max;               // pixels per side of a texture or target
    int samples;                // of a multisampled target; 0: none to be had
    char fault[ERROR_TEXT_MAX]; // the first thing that could not be set up, or ""
} Gl;

void gl_attributes(bool es); // of the window to be created next
bool gl_create(Gl *gl, SDL_Window *window, Error *error);
void gl_destroy(Gl *gl);
void gl_use(const Gl *gl); // makes its context the current one

// Notes the first fault and prints every one on stderr.
void gl_fault(Gl *gl, const char *format, ...) __attribute__((format(printf, 2, 3)));

// After each piece of a picture. Debug builds: a GL error since the last check is printed with the name of the place.
void gl_check(const char *place);

// shaders/NAME.vert and .frag; defines: "#define X\n" lines or "". attributes are bound to 0, 1, ... and end with NULL.
// 0: a fault was noted.
GLuint gl_program(Gl *gl, const char *name, const char *defines, const char *const *attributes);

// A texture without mipmaps, edges clamped, bound to unit 0. pixels may be NULL.
GLuint gl_texture(GLenum filter);

// A place to draw. With samples: renderbuffers, to be resolved; else textures that shaders can read.
typedef struct GlTarget {
    GLuint framebuffer, color, depth; // depth 0: without
    int width, height, samples;
} GlTarget;

// Makes *target this size, unless it is already. false: it is empty now.
bool gl_target(GlTarget *target, int width, int height, int samples, bool depth);
void gl_target_drop(GlTarget *target);

// Floats per attribute, in order; 0 ends. Tightly packed, one step per instance, beginning with instance `first`.
void gl_instances(GLuint vao, GLuint buffer, const int *floats, int first);

// Replaces the buffer's content; the old storage is orphaned, so that the GPU need not be waited for.
void gl_upload(GLuint buffer, const void *bytes, size_t size);

#endif
