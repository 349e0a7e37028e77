#include "render/ball.h"

#include "picture/draw/depth.h"

#include <stdlib.h>

enum { BALLS_MAX = 128 }; // of one panel

typedef struct BallPass {
    GLuint program;
    GLint frame, depth, panel, lens;
} BallPass;

typedef struct BallInstance {
    float x, y, depth, radius; // pixels
    float color[4];
    float kind; // 0 shadow, 1 ball, 2 ring
    float hidden_alpha;
    float give;    // world units that the surface may lie before the centre
    float squash;  // of the shadow, height to width
    float mark[3]; // a ShapeKind, pixels, angle
} BallInstance;

struct Ball {
    Gl *gl;
    BallPass plain, tested;
    GLuint vao, buffer;
    const DrawBall *sorted[BALLS_MAX];
    BallInstance instances[2 * BALLS_MAX];
};

static BallPass pass_of(Gl *gl, const char *defines)
{
    static const char *const attributes[] = {"a_place", "a_color", "a_kind", "a_mark", NULL};
    GLuint program = gl_program(gl, "ball", defines, attributes);
    if (!program)
        return (BallPass){0};
    return (BallPass){
        .program = program,
        .frame = glGetUniformLocation(program, "u_frame"),
        .depth = glGetUniformLocation(program, "u_depth"),
        .panel = glGetUniformLocation(program, "u_panel"),
        .lens = glGetUniformLocation(program, "u_lens"),
    };
}

Ball *ball_create(Gl *gl)
{
    static const int floats[] = {4, 4, 4, 3, 0};
    Ball *ball = calloc(1, sizeof *ball);
    if (!ball)
        return NULL;
    ball->gl = gl;
    ball->plain = pass_of(gl, "");
    ball->tested = pass_of(gl, "#define TESTED\n");
    glGenVertexArrays(1, &ball->vao);
    glGenBuffers(1, &ball->buffer);
    gl_instances(ball->vao, ball->buffer, floats, 0);
    gl_check("ball_create");
    return ball;
}

void ball_destroy(Ball *ball)
{
    if (!ball)
        return;
    glDeleteProgram(ball->plain.program);
    glDeleteProgram(ball->tested.program);
    glDeleteVertexArrays(1, &ball->vao);
    glDeleteBuffers(1, &ball->buffer);
    free(ball);
}

static int collect(Ball *ball, const DrawList *list, int panel)
{
    int count = 0;
    for (int i = 0; i < list->n_balls; i++) {
        if (list->balls[i].panel != panel)
            continue;
        if (count == BALLS_MAX) {
            gl_fault(ball->gl, "more than %d balls on a panel", BALLS_MAX);
            break;
        }
        int at = count++; // inserted by depth, stable: equals keep the list's order
        for (; at > 0 && ball->sorted[at - 1]->depth < list->balls[i].depth; at--)
            ball->sorted[at] = ball->sorted[at - 1];
        ball->sorted[at] = &list->balls[i];
    }
    return count;
}

static void fill(Ball *ball, int count, float scale, const Lens *lens)
{
    for (int i = 0; i < count; i++) {
        const DrawBall *from = ball->sorted[i];
        float radius = from->radius * scale;
        BallInstance *shadow = &ball->instances[i], *body = &ball->instances[count + i];
        *body = (BallInstance){.x = from->x * scale,
                               .y = from->y * scale,
                               .depth = from->depth,
                               .radius = radius,
                               .color = {from->color.r, from->color.g, from->color.b, from->color.a},
                               .kind = from->hollow ? 2 : 1,
                               .hidden_alpha = from->hidden_alpha,
                               .give = lens ? depth_give_ball(lens, from->depth, radius).full : 0,
                               .squash = lens ? 0.6f : 1,
                               .mark = {(float)from->mark, from->mark_size * radius, from->mark_angle_rad}};
        *shadow = *body;
        shadow->x += from->shadow_x * scale;
        shadow->y += from->shadow_y * scale;
        shadow->kind = 0;
        shadow->hidden_alpha = 0;
        shadow->color[3] = from->hollow ? 0 : from->color.a; // a ring would be filled by it
    }
}

static void set_panel(const BallPass *pass, PixelRect rect, const Lens *lens, GLuint depth)
{
    glUniform4f(pass->panel, (float)rect.x, (float)rect.y, (float)rect.w, (float)rect.h);
    glUniform4f(pass->lens, lens->p, lens->q, lens->r, lens->s);
    glUniform1i(pass->depth, 0);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, depth);
}

void ball_panel(Ball *ball, const Frame *frame, int panel, const Surface *surface)
{
    GLuint depth = surface_depth(surface, frame, panel);
    const BallPass *pass = depth ? &ball->tested : &ball->plain;
    int count = collect(ball, frame->list, panel);
    if (!count || !pass->program)
        return;
    PixelRect rect = surface_part(frame, panel);
    const DrawPanel *on = &frame->list->panels[panel];
    Lens lens = lens_of(on, frame_pixels(frame, on->rect).h);
    fill(ball, count, frame->scale, depth ? &lens : NULL);
    gl_upload(ball->buffer, ball->instances, 2 * (size_t)count * sizeof *ball->instances);
    glUseProgram(pass->program);
    glUniform2f(pass->frame, (float)frame->width, (float)frame->height);
    if (depth)
        set_panel(pass, rect, &lens, depth);
    glEnable(GL_SCISSOR_TEST);
    frame_scissor(frame, rect);
    glBindVertexArray(ball->vao);
    glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, 2 * count);
    glDisable(GL_SCISSOR_TEST);
    gl_check("ball_panel");
}
