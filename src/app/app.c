#include "app/app.h"

#include "app/action.h"
#include "app/display.h"
#include "app/keys.h"
#include "app/mouse.h"
#include "app/still.h"
#include "base/file.h"

#include <SDL.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FRAME_MS = 16,      // 60 frames a second at most
    SLOW_MS = 50,       // of a frame; a new landscape's first one may be
    DELAY_MAX_MS = 100, // a longer pause between frames does not make the racers jump
    MESSAGE_MS = 8000,
    REFINE_MS = 150, // after the last move
    EDIT_MS = 1000,
    HELP_MAX = 2 * 96 + 1,
    FOOT_MAX = 2 * 12 + 1,
    SCREENSHOTS_MAX = 999,
    WINDOW_WIDTH_MIN = 640,
    WINDOW_HEIGHT_MIN = 400,
};

#define PROJECTOR_ZOOM 1.35 // type that is read from the last row

// Text for the picture, rebuilt for each one.
typedef struct Words {
    const char *timing[2 * TIMING_ROWS + 1];
    ActionRow row[HELP_MAX / 2];
    const char *help[HELP_MAX], *foot[FOOT_MAX];
    char foot_keys[FOOT_MAX / 2][ACTION_KEYS_MAX];
} Words;

void app_changed(App *app)
{
    app->dirty = true;
}

void app_moved(App *app)
{
    app->moving_until_ms = app->now_ms + REFINE_MS;
    app->dirty = true;
}

void app_say(App *app, bool is_error, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(app->message, sizeof app->message, format, arguments);
    va_end(arguments);
    app->message_is_error = is_error;
    app->message_until_ms = app->now_ms + MESSAGE_MS;
    app->dirty = true;
}

double app_zoom(const App *app)
{
    return app->zoom * (app->projector ? PROJECTOR_ZOOM : 1);
}

void app_open_entry(App *app, EntryOwner owner)
{
    entry_open(&app->entry, owner);
    SDL_StartTextInput();
    app_changed(app);
}

void app_close_entry(App *app)
{
    app->entry.owner = NULL;
    app_changed(app);
}

static double clock_ms(void)
{
    return 1e3 * (double)SDL_GetPerformanceCounter() / (double)SDL_GetPerformanceFrequency();
}

static void spend(App *app, Phase phase, double since_ms)
{
    app->timing.spent_ms[phase] += clock_ms() - since_ms;
}

// The row that the shown step needs: the next one, since racers move towards it, and the next step can be shown as an arrow.
static int needed_row(const App *app)
{
    return (int)floor(app->step) + 1;
}

void app_seek(App *app, double step)
{
    Error error;
    double start_ms = clock_ms();
    app->step = fmin(fmax(step, 0), app->session.scene.steps);
    if (!session_run(&app->session, needed_row(app), &error))
        app_say(app, true, "%s", error.text);
    spend(app, PHASE_REPLAY, start_ms);
    app->dirty = true;
}

Scene *app_draft(App *app)
{
    scene_copy(&app->draft, &app->session.scene);
    return &app->draft;
}

static bool take(App *app, const Scene *scene)
{
    Error error;
    double start_ms = clock_ms();
    app->step = fmin(app->step, scene->steps);
    bool ok = session_take(&app->session, scene, needed_row(app), &error);
    if (!ok)
        app_say(app, true, "%s", error.text);
    spend(app, PHASE_REPLAY, start_ms);
    app->dirty = true;
    return ok;
}

// The scene before is pushed only where this edit does not go on with the last one.
bool app_commit(App *app, int tag)
{
    scene_copy(&app->before, &app->session.scene);
    if (!take(app, &app->draft))
        return false;
    if (!tag || tag != app->edit_tag || app->now_ms >= app->edit_until_ms)
        history_push(&app->history, &app->before);
    app->edit_tag = tag;
    app->edit_until_ms = app->now_ms + EDIT_MS;
    return true;
}

static bool exchange(History *history, int n, Scene *scene)
{
    return n > 0 ? history_back(history, scene) : history_forth(history, scene);
}

// Which racer is selected or hidden belongs to the racers.
static SceneView kept_view(SceneView view, const Scene *scene, int n_racers)
{
    if (scene->n_racers != n_racers) {
        view.selected = scene->view.selected;
        view.hidden = scene->view.hidden;
        view.maps = scene->view.maps;
        view.unlinked = scene->view.unlinked;
        memcpy(view.own, scene->view.own, sizeof view.own);
    }
    return view;
}

// A view is not an edit: it stays as it is unless another landscape comes back.
void app_undo(App *app, int n)
{
    Scene *scene = app_draft(app);
    SceneView view = scene->view;
    if (!exchange(&app->history, n, scene)) {
        app_say(app, false, n > 0 ? "nothing to undo" : "nothing to redo");
        return;
    }
    bool same_place = !strcmp(scene->formula, app->session.scene.formula);
    if (same_place)
        scene->view = kept_view(view, scene, app->session.scene.n_racers);
    app->edit_tag = 0;
    if (!take(app, scene)) {
        exchange(&app->history, -n, scene);
        return;
    }
    if (!same_place)
        app->home = app->session.scene.view;
    app_say(app, false, n > 0 ? "undone" : "redone");
}

static StillInput still_input(const App *app)
{
    int width, height, width_px, height_px;
    SDL_GetWindowSize(app->window, &width, &height);
    SDL_GL_GetDrawableSize(app->window, &width_px, &height_px);
    return (StillInput){
        .session = &app->session,
        .render = app->render,
        .picture = app->picture,
        .step = (int)app->step,
        .width_px = width_px,
        .height_px = height_px,
        .scale = (float)app_zoom(app) * (width > 0 ? (float)width_px / (float)width : 1),
    };
}

void app_screenshot(App *app)
{
    char path[32];
    int number = 0;
    do
        snprintf(path, sizeof path, "ravine-%03d.png", ++number);
    while (file_exists(path) && number < SCREENSHOTS_MAX);
    Error error = {"there are 999 screenshots here already"};
    StillInput input = still_input(app);
    size_t size;
    uint8_t *bytes = file_exists(path) ? NULL : still_png(&input, &size, &error);
    if (bytes && file_write(path, bytes, size, &error))
        app_say(app, false, "wrote %s", path);
    else
        app_say(app, true, "screenshot: %s", error.text);
    free(bytes);
}

static void fill_help(Words *words)
{
    int n = action_rows() < HELP_MAX / 2 ? action_rows() : HELP_MAX / 2;
    for (int i = 0; i < n; i++) {
        words->row[i] = action_row(i);
        words->help[2 * i] = words->row[i].keys;
        words->help[2 * i + 1] = words->row[i].title;
    }
    words->help[2 * n] = NULL;
}

static void fill_foot(const App *app, Words *words)
{
    static const char *const entry[] = {"Enter", "accept", "Esc", "leave", NULL};
    if (app->entry.owner) {
        memcpy(words->foot, entry, sizeof entry);
        return;
    }
    int n = 0;
    for (int i = 0; i < action_count() && n < FOOT_MAX / 2; i++) {
        const Action *action = action_at(i);
        if (!action->brief || (action->enabled && !action->enabled(app)))
            continue;
        action_keys(action, true, words->foot_keys[n], ACTION_KEYS_MAX);
        words->foot[2 * n] = words->foot_keys[n];
        words->foot[2 * n + 1] = action->brief;
        n++;
    }
    words->foot[2 * n] = NULL;
}

static PictureUi picture_ui(App *app, Words *words)
{
    fill_foot(app, words);
    if (app->help)
        fill_help(words);
    if (app->timing.shown)
        timing_rows(&app->timing, render_redraws(app->render), words->timing);
    return (PictureUi){
        .interactive = true,
        .playing = app->playing,
        .slider = app->slider,
        .entry = app->entry.owner ? app->entry.text : NULL,
        .entry_caret = app->entry.caret,
        .entry_column = app->entry.column,
        .message = app->message_until_ms ? app->message : NULL,
        .message_is_error = app->message_is_error,
        .pointing = app->pointer.pointing && !app->help,
        .pointer_x = app->pointer.at_x,
        .pointer_y = app->pointer.at_y,
        .moving = app->moving_until_ms || motion_runs(&app->motion),
        .projector = app->projector,
        .echo_key = app->projector && app->echo_until_ms ? app->echo_key : NULL,
        .echo_title = app->echo_what,
        .timing = app->timing.shown ? words->timing : NULL,
        .search = app->search,
        .search_racers = app->search_racers,
        .search_steps = app->search_steps,
        .help = app->help ? words->help : NULL,
        .help_page = app->help_page,
        .foot = words->foot,
    };
}

static void event(App *app, const SDL_Event *happened)
{
    double start_ms = clock_ms(), *spent_ms = app->timing.spent_ms, replayed_ms = spent_ms[PHASE_REPLAY];
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
        mouse_event(app, happened);
        break;
    default:
        break;
    }
    spend(app, PHASE_EVENTS, start_ms);
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

// How long nothing will change by itself, in ms; -1: for ever. The race waits while nobody can see it.
static int quiet_ms(const App *app)
{
    if (app->quit)
        return 0;
    if (is_hidden(app))
        return -1;
    if (app->playing || app->dirty || motion_runs(&app->motion))
        return 0;
    uint64_t now_ms = SDL_GetTicks64();
    return until(app->moving_until_ms, now_ms,
                 until(app->message_until_ms, now_ms, until(app->echo_until_ms, now_ms, -1)));
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

static void play(App *app, double seconds)
{
    if (!app->playing || app->pointer.hit.kind == HIT_CHART || is_hidden(app))
        return;
    app_seek(app, app->step + app->session.scene.speed * seconds);
    app->playing = app->step < app->session.scene.steps;
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
    double start_ms = clock_ms();
    SceneView *view = &app->session.scene.view, target = *view;
    StillInput still = still_input(app);
    Words words;
    motion_show(&app->motion, app->now_ms, view);
    PictureInput input = still_picture(&still);
    input.step = app->step;
    input.ui = picture_ui(app, &words);
    render_set_scale(app->render, still.scale);
    app->list = picture_build(app->picture, &input);
    *view = target;
    spend(app, PHASE_PICTURE, start_ms);
}

static void draw(App *app)
{
    if (!app->dirty || is_hidden(app))
        return;
    build(app);
    double start_ms = clock_ms();
    render_veil(app->render, motion_fade(&app->motion, app->now_ms));
    render_draw(app->render, app->list);
    if (app->timing.shown)
        render_finish(app->render);
    spend(app, PHASE_DRAW, start_ms);
    start_ms = clock_ms();
    SDL_GL_SwapWindow(app->window);
    spend(app, PHASE_SWAP, start_ms);
    timing_frame(&app->timing, app->now_ms);
    app->dirty = app->timing.shown && app->timing.n == 1; // the first that there is something to say of
}

void app_frame(App *app, bool wait)
{
    bool playing = app->playing;
    uint64_t before_ms = app->now_ms;
    events(app, wait);
    update(app, playing ? before_ms : SDL_GetTicks64());
    follow(app);
    uint64_t start_ms = app->now_ms;
    bool drawn = app->dirty;
    draw(app);
    uint64_t spent_ms = SDL_GetTicks64() - start_ms;
    if (spent_ms > SLOW_MS)
        motion_wait(&app->motion, spent_ms - SLOW_MS);
    if (wait && drawn && spent_ms < FRAME_MS)
        SDL_Delay((uint32_t)(FRAME_MS - spent_ms));
}

// Where there is nothing to connect to, SDL is not asked: Wayland's library would print a line of its own.
static bool has_display(void)
{
    if (getenv("SDL_VIDEODRIVER") || getenv("WAYLAND_DISPLAY") || strcmp(SDL_GetPlatform(), "Linux") != 0)
        return true;
    if (getenv("DISPLAY"))
        SDL_SetHint(SDL_HINT_VIDEODRIVER, "x11");
    return getenv("DISPLAY") != NULL;
}

// SDL falls back to drivers that show nothing, and the program would run unseen for ever.
static bool is_shown(const AppConfig *config)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return config->offscreen || (driver && strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0);
}

static void window_size(const AppConfig *config, double zoom, int *width, int *height)
{
    SDL_Rect room;
    *width = (int)((config->width ? config->width : STILL_WIDTH_DEFAULT) * zoom);
    *height = (int)((config->height ? config->height : STILL_HEIGHT_DEFAULT) * zoom);
    if (SDL_GetDisplayUsableBounds(0, &room))
        return;
    *width = *width > room.w ? room.w : *width;
    *height = *height > room.h ? room.h : *height;
}

static bool open_window(App *app, const AppConfig *config, Error *error)
{
    if (!has_display() || SDL_Init(SDL_INIT_VIDEO) || !is_shown(config))
        return error_set(error, "window: no display was found; -o FILE.png draws without one");
    int width, height;
    app->zoom = app->usual_zoom = display_zoom();
    window_size(config, app->zoom, &width, &height);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
    app->window = SDL_CreateWindow("Ravine", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                                   SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!app->window)
        return error_set(error, "window: %s", SDL_GetError());
    SDL_SetWindowMinimumSize(app->window, WINDOW_WIDTH_MIN, WINDOW_HEIGHT_MIN);
    SDL_AddEventWatch(keys_foresee, NULL);
    return true;
}

static bool open_app(App *app, const AppConfig *config, Error *error)
{
    app->picture = picture_create();
    if (!app->picture)
        return error_set(error, "picture: out of memory");
    if (!session_take(&app->session, config->scene, config->scene->step, error) || !open_window(app, config, error))
        return false;
    app->render = render_create(app->window, error);
    if (!app->render)
        return false;
    SDL_GL_SetSwapInterval(1);
    app->step = fmin(config->scene->step, config->scene->steps);
    app->playing = app->step == 0 && config->scene->steps > 0;
    app->home = config->scene->view;
    app->motion.reduced = motion_reduced_by_environment();
    motion_begin(&app->motion, config->scene);
    app->now_ms = SDL_GetTicks64();
    app->dirty = true;
    if (render_fault(app->render))
        app_say(app, true, "%s", render_fault(app->render));
    return true;
}

App *app_create(const AppConfig *config, Error *error)
{
    App *app = calloc(1, sizeof *app);
    if (!app)
        error_set(error, "window: out of memory");
    if (app && !open_app(app, config, error)) {
        app_destroy(app);
        app = NULL;
    }
    return app;
}

// SDL_Quit is left out: the process ends soon after, and Mesa loses memory in it.
void app_destroy(App *app)
{
    if (!app)
        return;
    render_destroy(app->render);
    picture_destroy(app->picture);
    SDL_DelEventWatch(keys_foresee, NULL);
    if (app->window)
        SDL_DestroyWindow(app->window);
    history_clear(&app->history);
    scene_clear(&app->draft);
    scene_clear(&app->before);
    session_close(&app->session);
    free(app);
}

int app_run(const AppConfig *config, Error *error)
{
    App *app = app_create(config, error);
    if (!app)
        return EXIT_INPUT;
    while (!app->quit)
        app_frame(app, true);
    app_destroy(app);
    return EXIT_DONE;
}
