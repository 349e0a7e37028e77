#include "app/frame.h"

#include "app/app.h"
#include "app/drop.h"
#include "app/keys.h"
#include "app/mouse.h"
#include "app/resume.h"
#include "app/still.h"
#include "app/touch.h"
#include "app/words.h"
#include "app/work.h"

#include <SDL.h>
#include <math.h>

enum {
    FRAME_MS = 16,      // 60 frames a second at most
    SLOW_MS = 50,       // of a frame; a new landscape's first one may be
    DELAY_MAX_MS = 100, // a longer pause between frames does not make the racers jump
    HOLD_MS = 250,
};

static void event(App *app, const SDL_Event *happened)
{
    double start_ms = app_clock_ms(), *spent_ms = app->timing.spent_ms, replayed_ms = spent_ms[PHASE_REPLAY];
    app->now_ms = SDL_GetTicks64();
    switch (happened->type) {
    case SDL_QUIT:
        app->quit = true;
        break;
    case SDL_WINDOWEVENT:
        app->dirty = true;
        if (happened->window.event == SDL_WINDOWEVENT_LEAVE)
            mouse_leave(app);
        break;
    case SDL_KEYDOWN:
    case SDL_TEXTINPUT:
        keys_event(app, happened);
        break;
    case SDL_MOUSEMOTION:
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEWHEEL:
        if (!touch_takes(app, happened))
            mouse_event(app, happened);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
        touch_event(app, happened);
        break;
    case SDL_DROPFILE:
    case SDL_DROPTEXT:
    case SDL_DROPBEGIN:
    case SDL_DROPCOMPLETE:
        drop_event(app, happened);
        break;
    default:
        break;
    }
    app_spend(app, PHASE_EVENTS, start_ms);
    spent_ms[PHASE_EVENTS] -= spent_ms[PHASE_REPLAY] - replayed_ms;
}

static int until(uint64_t time_ms, uint64_t now_ms, int least)
{
    if (!time_ms)
        return least;
    int left = time_ms > now_ms ? (int)(time_ms - now_ms) : 0;
    return least < 0 || left < least ? left : least;
}

static bool is_hidden(const App *app)
{
    return SDL_GetWindowFlags(app->window) & (SDL_WINDOW_MINIMIZED | SDL_WINDOW_HIDDEN);
}

// How long there is nothing to do, in ms; -1: for ever. The race waits while nobody can see it.
static int quiet_ms(const App *app)
{
    if (app->quit)
        return 0;
    if (work_waits(app))
        return 0;
    uint64_t now_ms = SDL_GetTicks64();
    if (is_hidden(app))
        return until(app->errand_at_ms, now_ms, until(app->kept.at_ms, now_ms, -1));
    if (app->playing || app->dirty || motion_runs(&app->motion))
        return 0;
    const uint64_t times_ms[] = {app->moving_until_ms, app->message_until_ms, app->echo_until_ms, app->kept.at_ms,
                                 app->errand_at_ms};
    int least = -1;
    for (size_t i = 0; i < sizeof times_ms / sizeof *times_ms; i++)
        least = until(times_ms[i], now_ms, least);
    return least;
}

static void events(App *app, bool wait)
{
    SDL_Event happened;
    int quiet = wait ? quiet_ms(app) : 0;
    if (quiet && SDL_WaitEventTimeout(&happened, quiet))
        event(app, &happened);
    while (SDL_PollEvent(&happened))
        event(app, &happened);
    keys_settle(app);
}

// At the end of what is played: to its other end and on, or it rests.
static void turn_round(App *app, double end)
{
    app->playing = app->loops && end > 0;
    if (app->playing)
        app_seek(app, app->backwards ? end : 0);
}

static void play(App *app, double seconds)
{
    if (!app->playing || app->pointer.hit.kind == HIT_CHART || app->pointer.hit.kind == HIT_TICK || is_hidden(app) ||
        app_replays(app))
        return;
    double end = app->play_to > app->step ? app->play_to : app->session.scene.steps;
    double steps = app->session.scene.speed * seconds;
    app_seek(app, app->backwards ? app->step - steps : fmin(app->step + steps, end));
    if (app->backwards ? app->step <= 0 : app->step >= end)
        turn_round(app, end);
}

static void expire(App *app, uint64_t *until_ms)
{
    if (!*until_ms || app->now_ms < *until_ms)
        return;
    *until_ms = 0;
    app->dirty = true;
}

static void update(App *app, uint64_t before_ms)
{
    app->now_ms = SDL_GetTicks64();
    uint64_t passed_ms = app->now_ms - before_ms;
    play(app, (double)(passed_ms < DELAY_MAX_MS ? passed_ms : DELAY_MAX_MS) / 1000);
    if (app->moving_until_ms && app->now_ms >= app->moving_until_ms && !app->pointer.dragging) {
        app->moving_until_ms = 0;
        app->dirty = true;
    }
    expire(app, &app->message_until_ms);
    expire(app, &app->echo_until_ms);
}

// Drags go at the hand's own pace; all other changes of the view glide or fade.
static void follow(App *app)
{
    MotionTurn turn = motion_follow(&app->motion, &app->session.scene, app->pointer.dragging, app->now_ms);
    if (turn == MOTION_FADE && app->list)
        render_keep(app->render, app->list);
    if (turn != MOTION_NONE || motion_runs(&app->motion))
        app->dirty = true;
}

// The scene's view is at its target; while the picture is built, it is where the camera is on its way there.
static void build(App *app)
{
    double start_ms = app_clock_ms();
    AppPage page = app_page(app);
    Words words;
    scene_copy(&app->shown, &app->session.scene);
    motion_show(&app->motion, app->now_ms, &app->shown);
    Still still = {
        .session = &app->session,
        .render = app->render,
        .width_px = page.width_px,
        .height_px = page.height_px,
        .scale = page.scale,
    };
    PictureInput input = still_picture(&still, app_shown_step(app));
    input.scene = &app->shown;
    input.ui = words_fill(&words, app);
    render_set_scale(app->render, page.scale);
    app->list = picture_build(app->picture, &input);
    app_spend(app, PHASE_PICTURE, start_ms);
}

// A picture without its surface is held back for a while: what stands on the screen is better to look at than a
// flicker.
static bool holds_back(App *app)
{
    if (!app->list->waiting)
        app->waiting_from_ms = 0;
    else if (!app->waiting_from_ms)
        app->waiting_from_ms = app->now_ms;
    return app->list->waiting && app->now_ms - app->waiting_from_ms < HOLD_MS;
}

// false: it was not drawn.
static bool draw(App *app)
{
    if (!app->dirty || is_hidden(app))
        return false;
    build(app);
    if (holds_back(app))
        return false;
    double start_ms = app_clock_ms();
    render_veil(app->render, motion_fade(&app->motion, app->now_ms));
    render_draw(app->render, app->list);
    if (app->timing.shown)
        render_finish(app->render);
    app_spend(app, PHASE_DRAW, start_ms);
    start_ms = app_clock_ms();
    SDL_GL_SwapWindow(app->window);
    app_spend(app, PHASE_SWAP, start_ms);
    timing_frame(&app->timing, app->now_ms);
    // The first that there is something to say of; and while it says how far a surface is.
    app->dirty = (app->timing.shown && app->timing.n == 1) || app->list->waiting;
    return true;
}

void frame_run(App *app, bool wait)
{
    bool playing = app->playing;
    uint64_t before_ms = app->now_ms;
    events(app, wait);
    update(app, playing ? before_ms : SDL_GetTicks64());
    follow(app);
    work_run(app);
    uint64_t start_ms = app->now_ms;
    bool dirty = app->dirty, drawn = draw(app);
    uint64_t spent_ms = SDL_GetTicks64() - start_ms;
    resume_work(app, drawn);
    if (spent_ms > SLOW_MS)
        motion_wait(&app->motion, spent_ms - SLOW_MS);
    if (wait && dirty && spent_ms < FRAME_MS)
        SDL_Delay((uint32_t)(FRAME_MS - spent_ms));
}
