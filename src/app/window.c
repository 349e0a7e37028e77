#include "app/window.h"

#include "app/display.h"
#include "app/document.h"
#include "app/grid.h"
#include "app/keys.h"
#include "app/loop.h"
#include "app/resume.h"
#include "app/send.h"
#include "app/setup.h"
#include "app/slides.h"
#include "app/still.h"
#include "base/file.h"
#include "base/text.h"

#include <SDL.h>
#include <stdlib.h>
#include <string.h>

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
static bool is_shown(const WindowConfig *config)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    return config->offscreen || (driver && strcmp(driver, "offscreen") != 0 && strcmp(driver, "dummy") != 0);
}

static void window_size(const WindowConfig *config, double zoom, int *width, int *height)
{
    *width = (int)((config->width ? config->width : STILL_WIDTH_DEFAULT) * zoom);
    *height = (int)((config->height ? config->height : STILL_HEIGHT_DEFAULT) * zoom);
    loop_size(width, height);
}

static bool create_window(App *app, const WindowConfig *config, Error *error)
{
    if (!has_display() || SDL_Init(SDL_INIT_VIDEO) || !is_shown(config))
        return error_set(error, "window: no display was found; -o FILE.png draws without one");
    int width, height;
    app->zoom = app->usual_zoom = display_zoom();
    window_size(config, app->zoom, &width, &height);
    render_prepare_window();
    app->window = SDL_CreateWindow("Ravine", SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
                                   SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
    if (!app->window)
        return error_set(error, "window: %s", SDL_GetError());
    loop_least(&width, &height);
    SDL_SetWindowMinimumSize(app->window, width, height);
    SDL_AddEventWatch(keys_foresee, NULL);
    return true;
}

static bool open_display(App *app, const WindowConfig *config, Error *error)
{
    if (!create_window(app, config, error))
        return false;
    app->render = render_create(app->window, error);
    if (!app->render)
        return false;
    SDL_GL_SetSwapInterval(1);
    app->now_ms = SDL_GetTicks64();
    if (render_fault(app->render))
        app_say(app, true, "%s", render_fault(app->render));
    return true;
}

App *window_open(const WindowConfig *config, Error *error)
{
    App *app = app_create(config->scene, error);
    if (app)
        app->program = config->program;
    if (app && !open_display(app, config, error)) {
        window_close(app);
        app = NULL;
    }
    if (app)
        slides_open(app);
    if (app)
        document_begin(app, config->path ? config->path : "");
    if (app && config->keeps)
        resume_begin(app, config->offers);
    return app;
}

// SDL_Quit is left out: the process ends soon after, and Mesa loses memory in it.
void window_close(App *app)
{
    if (!app)
        return;
    resume_end(app);
    send_end(app);
    document_end(app);
    render_destroy(app->render);
    SDL_DelEventWatch(keys_foresee, NULL);
    if (app->window)
        SDL_DestroyWindow(app->window);
    app_destroy(app);
}

static void say_notice(App *app, const Options *options)
{
    char line[ERROR_TEXT_MAX];
    if (options->link.fault && options->link.fault[0])
        app_say(app, true, "%s", options->link.fault);
    else if (setup_notice(options, &app->session.scene, line, sizeof line))
        app_say(app, false, "%s", line);
    else if (grid_notice(&app->session.scene, line, sizeof line))
        app_say(app, false, "%s", line);
    else
        app_say_memory(app, 0);
}

// Itself, however it was called.
static const char *own_program(char path[SCENE_PATH_MAX])
{
    static const char running[] = "/proc/self/exe";
    if (file_exists(running))
        return running;
    char *folder = SDL_GetBasePath();
    Text text = text_begin(path, SCENE_PATH_MAX);
    text_add(&text, "%sravine", folder ? folder : "");
    SDL_free(folder);
    return path;
}

int window_run(const Options *options, const Scene *scene, Error *error)
{
    char path[SCENE_PATH_MAX];
    const char *program = own_program(path);
    App *app = window_open(&(WindowConfig){.scene = scene,
                                           .width = options->size.width,
                                           .height = options->size.height,
                                           .path = options_file(options),
                                           .program = program,
                                           .keeps = true,
                                           .offers = options_are_usual(options)},
                           error);
    if (!app)
        return EXIT_INPUT;
    if (options->link.given)
        app->playing = options->link.plays || (app->playing && !options->link.embedded);
    say_notice(app, options);
    loop_run(app);
    window_close(app);
    return EXIT_DONE;
}
