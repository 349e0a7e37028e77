// The least that a program with SDL and OpenGL does, to measure the start by: hello [FILE]. A triangle in a window of
// 1280 x 720, which then waits; or, with a FILE and SDL's offscreen driver, in 320 x 200 pixels that are written to it.
#include <SDL.h>
#include <epoxy/gl.h>
#include <stdio.h>
#include <stdlib.h>

static int fail(void)
{
    fprintf(stderr, "hello: %s\n", SDL_GetError());
    return 1;
}

static const char *const sources[] = {
    "#version 330 core\n"
    "out vec3 tint;\n"
    "void main() {\n"
    "    tint = vec3(gl_VertexID == 0, gl_VertexID == 1, gl_VertexID == 2);\n"
    "    gl_Position = vec4(gl_VertexID == 1 ? 1 : -1, gl_VertexID == 2 ? 1 : -1, 0, 1);\n"
    "}\n",
    "#version 330 core\n"
    "in vec3 tint;\n"
    "out vec4 color;\n"
    "void main() {\n"
    "    color = vec4(tint, 1);\n"
    "}\n",
};

static void draw(void)
{
    GLuint program = glCreateProgram(), corners;
    for (int i = 0; i < 2; i++) {
        GLuint shader = glCreateShader(i == 0 ? GL_VERTEX_SHADER : GL_FRAGMENT_SHADER);
        glShaderSource(shader, 1, &sources[i], NULL);
        glCompileShader(shader);
        glAttachShader(program, shader);
    }
    glLinkProgram(program);
    glUseProgram(program);
    glGenVertexArrays(1, &corners);
    glBindVertexArray(corners);
    glClearColor(0.5f, 0.5f, 0.5f, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

static int write_pixels(const char *path, int width, int height)
{
    size_t size = 3 * (size_t)width * (size_t)height;
    unsigned char *pixels = malloc(size);
    FILE *file = fopen(path, "wb");
    if (!pixels || !file)
        return 1;
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, pixels);
    fprintf(file, "P6 %d %d 255\n", width, height);
    fwrite(pixels, 1, size, file);
    return fclose(file);
}

int main(int argc, char **argv)
{
    int width = argc > 1 ? 320 : 1280, height = argc > 1 ? 200 : 720;
    SDL_Event event;
    if (SDL_Init(SDL_INIT_VIDEO))
        return fail();
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_Window *window = SDL_CreateWindow("hello", 0, 0, width, height, SDL_WINDOW_OPENGL);
    if (!window || !SDL_GL_CreateContext(window))
        return fail();
    draw();
    if (argc > 1)
        return write_pixels(argv[1], width, height);
    SDL_GL_SwapWindow(window);
    while (SDL_WaitEvent(&event))
        if (event.type == SDL_QUIT)
            break;
    return 0;
}
