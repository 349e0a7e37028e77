// A fixed piece of work for OpenGL, to measure frames by: what it takes is what the machine gives at the moment. It
// knows nothing of the program, has a context of its own, and must not be made faster or slower: the README's ratios
// are to it.
#include "bench.h"

#include <SDL.h>
#include <epoxy/gl.h>

enum { WIDTH = 1280, HEIGHT = 720, LAYERS = 4, LOG_MAX = 1000 };

static const char *const vertex = "#version 330 core\n"
                                  "out vec2 at;\n"
                                  "void main() {\n"
                                  "    at = vec2(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1);\n"
                                  "    gl_Position = vec4(at, 0, 1);\n"
                                  "}\n";

static const char *const fragment = "#version 330 core\n"
                                    "in vec2 at;\n"
                                    "out vec4 color;\n"
                                    "void main() {\n"
                                    "    vec2 z = at;\n"
                                    "    for (int i = 0; i < 8; i++)\n"
                                    "        z = vec2(z.x * z.x - z.y * z.y, 2 * z.x * z.y) * 0.7 + at;\n"
                                    "    color = vec4(clamp(abs(z), 0, 1), 0.5, 0.25);\n"
                                    "}\n";

// The one of the run: between its frames, others' contexts are current.
static struct {
    SDL_Window *window;
    SDL_GLContext context;
} ruler;

static GLuint compile(GLenum kind, const char *source)
{
    GLuint shader = glCreateShader(kind);
    GLint ok;
    glShaderSource(shader, 1, &source, NULL);
    glCompileShader(shader);
    glGetShaderiv(shader, GL_COMPILE_STATUS, &ok);
    bench_check(ok, "the ruler's shader");
    return shader;
}

static void make_program(void)
{
    GLuint program = glCreateProgram();
    GLint ok;
    glAttachShader(program, compile(GL_VERTEX_SHADER, vertex));
    glAttachShader(program, compile(GL_FRAGMENT_SHADER, fragment));
    glLinkProgram(program);
    glGetProgramiv(program, GL_LINK_STATUS, &ok);
    bench_check(ok, "the ruler's program");
    glUseProgram(program);
}

static void make_target(void)
{
    GLuint target, pixels, corners;
    glGenVertexArrays(1, &corners);
    glBindVertexArray(corners);
    glGenRenderbuffers(1, &pixels);
    glBindRenderbuffer(GL_RENDERBUFFER, pixels);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, WIDTH, HEIGHT);
    glGenFramebuffers(1, &target);
    glBindFramebuffer(GL_FRAMEBUFFER, target);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, pixels);
    bench_check(glCheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE, "the ruler's target");
    glViewport(0, 0, WIDTH, HEIGHT);
    glEnable(GL_BLEND);
    glBlendFunc(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA);
}

void ruler_open(void)
{
    SDL_Window *window = SDL_GL_GetCurrentWindow();
    SDL_GLContext context = SDL_GL_GetCurrentContext();
    ruler.window = SDL_CreateWindow("ruler", 0, 0, 64, 64, SDL_WINDOW_OPENGL | SDL_WINDOW_HIDDEN);
    ruler.context = ruler.window ? SDL_GL_CreateContext(ruler.window) : NULL;
    bench_check(ruler.context, "the ruler's context");
    make_program();
    make_target();
    SDL_GL_MakeCurrent(window, context);
}

void ruler_close(void)
{
    SDL_GL_DeleteContext(ruler.context);
    SDL_DestroyWindow(ruler.window);
}

double ruler_ms(void)
{
    SDL_Window *window = SDL_GL_GetCurrentWindow();
    SDL_GLContext context = SDL_GL_GetCurrentContext();
    SDL_GL_MakeCurrent(ruler.window, ruler.context);
    Span span = bench_begin();
    glClear(GL_COLOR_BUFFER_BIT);
    for (int i = 0; i < LAYERS; i++)
        glDrawArrays(GL_TRIANGLES, 0, 3);
    glFinish();
    double ms = bench_end_ms(span);
    SDL_GL_MakeCurrent(window, context);
    return ms;
}
