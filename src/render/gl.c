#include "render/gl.h"

#include "base/asset.h"
#include "base/file.h"
#include "render/hidden.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 4, LOG_MAX = 2000 };

static const char *const headers[] = {
    "#version 330 core\n",
    "#version 300 es\nprecision highp float;\nprecision highp int;\nprecision highp sampler2D;\n",
};

void gl_attributes(bool es)
{
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, es ? SDL_GL_CONTEXT_PROFILE_ES : SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, es ? 0 : 3);
    SDL_GL_SetAttribute(SDL_GL_RED_SIZE, 8);
    SDL_GL_SetAttribute(SDL_GL_GREEN_SIZE, 8);
    SDL_GL_SetAttribute(SDL_GL_BLUE_SIZE, 8);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
    SDL_GL_SetAttribute(SDL_GL_MULTISAMPLEBUFFERS, 0);
}

static bool new_enough(bool es)
{
    return epoxy_gl_version() >= (es ? 30 : 33) && epoxy_is_desktop_gl() == !es;
}

static void drop_context(Gl *gl)
{
    if (gl->own_window)
        hidden_close(gl);
    else if (gl->context)
        SDL_GL_DeleteContext(gl->context);
    gl->context = NULL;
}

static bool try_context(Gl *gl, bool es)
{
    gl_attributes(es);
    if (gl->own_window)
        hidden_open(gl);
    else
        gl->context = SDL_GL_CreateContext(gl->window);
    gl->es = es;
    if (gl->context && new_enough(es))
        return true;
    drop_context(gl);
    return false;
}

static void read_limits(Gl *gl)
{
    GLint samples = 0, texture = 0, viewport[2] = {0, 0};
    glGetIntegerv(GL_MAX_SAMPLES, &samples);
    glGetIntegerv(GL_MAX_TEXTURE_SIZE, &texture);
    glGetIntegerv(GL_MAX_VIEWPORT_DIMS, viewport);
    const char *wish = getenv("RAVINE_SAMPLES");
    samples = SDL_min(samples, wish ? atoi(wish) : SAMPLES);
    gl->samples = samples >= 2 ? samples : 0;
    gl->size_max = SDL_min(texture, SDL_min(viewport[0], viewport[1]));
}

bool gl_create(Gl *gl, SDL_Window *window, Error *error)
{
    *gl = (Gl){.window = window, .own_window = !window};
    if (!window && !hidden_begin(error))
        return false;
    const char *wish = getenv("RAVINE_GL");
    bool es = wish && strcmp(wish, "es") == 0;
    if (!try_context(gl, es) && !try_context(gl, !es))
        return error_set(error,
                         "OpenGL: neither GL 3.3 nor GLES 3.0 (%s): install libegl1, libgl1 and libgl1-mesa-dri, or "
                         "update the graphics driver",
                         SDL_GetError());
    read_limits(gl);
    return true;
}

void gl_destroy(Gl *gl)
{
    drop_context(gl); // SDL itself stays: the program may have more to do, and Mesa leaks when it ends
}

void gl_use(const Gl *gl)
{
    SDL_GL_MakeCurrent(gl->window, gl->context);
}

void gl_fault(Gl *gl, const char *format, ...)
{
    char text[ERROR_TEXT_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(stderr, "ravine: %s\n", text);
    if (!gl->fault[0])
        memcpy(gl->fault, text, sizeof text);
}

void gl_check(const char *place)
{
#ifndef NDEBUG
    GLenum code = glGetError();
    if (code != GL_NO_ERROR)
        fprintf(stderr, "ravine: OpenGL error 0x%04x in %s\n", code, place);
#else
    (void)place;
#endif
    hidden_rest();
}

static void print_log(const char *path, GLuint object, bool program)
{
    char log[LOG_MAX] = "";
    if (program)
        glGetProgramInfoLog(object, sizeof log, NULL, log);
    else
        glGetShaderInfoLog(object, sizeof log, NULL, log);
    fprintf(stderr, "%s:\n%s\n", path, log);
}

// Whether it could be is asked only where its program does not link: each answer has to be waited for.
static GLuint compile(GLenum kind, const char *const parts[], int n)
{
    GLuint shader = glCreateShader(kind);
    glShaderSource(shader, n, parts, NULL);
    glCompileShader(shader);
    return shader;
}

static char *read_shader(Gl *gl, const char *name)
{
    char path[1024];
    size_t size;
    Error error;
    char *text = asset_path(name, path, sizeof path, &error) ? file_read(path, &size, &error) : NULL;
    if (!text)
        gl_fault(gl, "%s", error.text);
    return text;
}

// The first line may be: #include "NAME", a file beside it.
static GLuint load(Gl *gl, GLenum kind, const char *pass, const char *defines)
{
    char name[64], included[64] = "", file[40];
    snprintf(name, sizeof name, "shaders/%s.%s", pass, kind == GL_VERTEX_SHADER ? "vert" : "frag");
    char *text = read_shader(gl, name), *body = text, *before = NULL;
    if (text && sscanf(text, "#include \"%39[^\"]\"", file) == 1) {
        snprintf(included, sizeof included, "shaders/%s", file);
        before = read_shader(gl, included);
        body = text + strcspn(text, "\n");
    }
    const char *parts[] = {headers[gl->es], defines, before ? before : "", body};
    GLuint shader = text && (before || !included[0]) ? compile(kind, parts, 4) : 0;
    free(before);
    free(text);
    return shader;
}

static bool compiled(Gl *gl, GLuint shader, const char *pass, const char *ending)
{
    char name[64];
    GLint is = 0;
    glGetShaderiv(shader, GL_COMPILE_STATUS, &is);
    if (is)
        return true;
    snprintf(name, sizeof name, "shaders/%s.%s", pass, ending);
    gl_fault(gl, "%s does not compile", name);
    print_log(name, shader, false);
    return false;
}

static bool link_program(Gl *gl, GLuint program, const char *name, GLuint vertex, GLuint fragment)
{
    GLint linked = 0;
    glLinkProgram(program);
    glGetProgramiv(program, GL_LINK_STATUS, &linked);
    if (linked || !compiled(gl, vertex, name, "vert") || !compiled(gl, fragment, name, "frag"))
        return linked;
    gl_fault(gl, "shaders/%s.vert and .frag do not link", name);
    print_log(name, program, true);
    return false;
}

GLuint gl_program(Gl *gl, const char *name, const char *defines, const char *const *attributes)
{
    GLuint vertex = load(gl, GL_VERTEX_SHADER, name, defines);
    GLuint fragment = load(gl, GL_FRAGMENT_SHADER, name, defines);
    GLuint program = vertex && fragment ? glCreateProgram() : 0;
    if (program) {
        glAttachShader(program, vertex);
        glAttachShader(program, fragment);
        for (GLuint i = 0; attributes && attributes[i]; i++)
            glBindAttribLocation(program, i, attributes[i]);
        if (!link_program(gl, program, name, vertex, fragment)) {
            glDeleteProgram(program);
            program = 0;
        }
    }
    glDeleteShader(vertex); // 0 is ignored; a linked program keeps them
    glDeleteShader(fragment);
    return program;
}

GLuint gl_texture(GLenum filter)
{
    GLuint texture;
    glGenTextures(1, &texture);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, (GLint)filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, (GLint)filter);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    return texture;
}

static GLuint attach_texture(GLenum point, GLint format, int width, int height)
{
    bool depth = point == GL_DEPTH_ATTACHMENT;
    GLuint texture = gl_texture(GL_NEAREST);
    glTexImage2D(GL_TEXTURE_2D, 0, format, width, height, 0, depth ? GL_DEPTH_COMPONENT : GL_RGBA,
                 depth ? GL_UNSIGNED_INT : GL_UNSIGNED_BYTE, NULL);
    glFramebufferTexture2D(GL_FRAMEBUFFER, point, GL_TEXTURE_2D, texture, 0);
    return texture;
}

static GLuint attach_samples(GLenum point, GLenum format, int width, int height, int samples)
{
    GLuint buffer;
    glGenRenderbuffers(1, &buffer);
    glBindRenderbuffer(GL_RENDERBUFFER, buffer);
    glRenderbufferStorageMultisample(GL_RENDERBUFFER, samples, format, width, height);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, point, GL_RENDERBUFFER, buffer);
    return buffer;
}

static GLuint attach(GLenum point, GLenum format, const GlTarget *target)
{
    if (target->samples)
        return attach_samples(point, format, target->width, target->height, target->samples);
    return attach_texture(point, (GLint)format, target->width, target->height);
}

bool gl_target(GlTarget *target, int width, int height, int samples, bool depth)
{
    if (target->framebuffer && target->width == width && target->height == height && target->samples == samples)
        return true;
    gl_target_drop(target);
    *target = (GlTarget){.width = width, .height = height, .samples = samples};
    glGenFramebuffers(1, &target->framebuffer);
    glBindFramebuffer(GL_FRAMEBUFFER, target->framebuffer);
    target->color = attach(GL_COLOR_ATTACHMENT0, GL_RGBA8, target);
    if (depth)
        target->depth = attach(GL_DEPTH_ATTACHMENT, GL_DEPTH_COMPONENT24, target);
    bool complete = glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    if (glGetError() == GL_NO_ERROR && complete)
        return true;
    gl_target_drop(target);
    return false;
}

void gl_target_drop(GlTarget *target)
{
    if (target->framebuffer) {
        GLuint parts[2] = {target->color, target->depth};
        if (target->samples)
            glDeleteRenderbuffers(2, parts);
        else
            glDeleteTextures(2, parts);
        glDeleteFramebuffers(1, &target->framebuffer);
    }
    *target = (GlTarget){0};
}

void gl_instances(GLuint vao, GLuint buffer, const int *floats, int first)
{
    int stride = 0, at = 0;
    for (int i = 0; floats[i]; i++)
        stride += floats[i];
    glBindVertexArray(vao);
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    for (GLuint i = 0; floats[i]; at += floats[i++]) {
        size_t offset = ((size_t)first * (size_t)stride + (size_t)at) * sizeof(float);
        glEnableVertexAttribArray(i);
        glVertexAttribPointer(i, floats[i], GL_FLOAT, GL_FALSE, stride * (int)sizeof(float), (const void *)offset);
        glVertexAttribDivisor(i, 1);
    }
}

void gl_upload(GLuint buffer, const void *bytes, size_t size)
{
    glBindBuffer(GL_ARRAY_BUFFER, buffer);
    glBufferData(GL_ARRAY_BUFFER, (GLsizeiptr)size, bytes, GL_STREAM_DRAW);
}
