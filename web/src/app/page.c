#include "web/src/app/page.h"
#include "app/action.h"
#include "app/app.h"
#include "app/host.h"
#include "app/link.h"
#include "app/output.h"
#include "app/palette.h"
#include "app/send.h"
#include "app/words.h"
#include "app/work.h"
#include "base/text.h"
#include "export/pen.h"
#include "render/render.h"

#include <GLES3/gl3.h>
#include <SDL.h>
#include <emscripten.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 4096, WORDS_MS = 500, HELP_MAX = 16384 };

EM_JS(void, page_js_entry, (int open), { Ravine.entry(open); });
EM_JS(void, page_js_words, (const char *words), { Ravine.words(UTF8ToString(words)); });
EM_JS(void, page_js_tell, (const char *scene, int step), { Ravine.tell(UTF8ToString(scene), step); });

// The page calls functions without a context: there is one program in it.
static struct {
    App *app;
    bool typing;
    int step;
    int drawn, next; // frames; the ring's place of the last
    uint64_t words_at_ms;
    int words_drawn; // frames, when it last told
    char words[WORDS_MAX];
    char *scene; // as it was told; malloc's
    bool lost;   // the graphics: nothing can be drawn
} page;

void page_begin(App *app)
{
    page.app = app;
    page.step = -1;
}

// ---- What the page asks

EMSCRIPTEN_KEEPALIVE void page_press(int key, int mod)
{
    SDL_Keysym sym = {SDL_GetScancodeFromKey(key), key, (Uint16)mod, 0};
    SDL_Event down = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = sym}}, up = down;
    up.key.type = SDL_KEYUP;
    up.key.state = SDL_RELEASED;
    SDL_PushEvent(&down);
    SDL_PushEvent(&up);
}

EMSCRIPTEN_KEEPALIVE void page_type(const char *text)
{
    SDL_Event typed = {.text = {.type = SDL_TEXTINPUT}};
    text_copy(typed.text.text, sizeof typed.text.text, text);
    SDL_PushEvent(&typed);
}

static void drop(int type, const char *what)
{
    SDL_Event dropped = {.drop = {.type = (Uint32)type, .file = SDL_strdup(what)}};
    SDL_PushEvent(&dropped);
}

EMSCRIPTEN_KEEPALIVE void page_drop(const char *path)
{
    drop(SDL_DROPFILE, path);
}

EMSCRIPTEN_KEEPALIVE void page_drop_text(const char *text)
{
    drop(SDL_DROPTEXT, text);
}

// The bar's buttons are actions by their name. Where there are no keys, the one that plays is Esc of what takes long.
EMSCRIPTEN_KEEPALIVE void page_do(const char *id)
{
    char line[ERROR_TEXT_MAX];
    if (!strcmp(id, "play") && !host_gives(SDLK_ESCAPE) && work_line(page.app, line, sizeof line)) {
        page_press(SDLK_ESCAPE, 0);
        return;
    }
    for (int i = 0; i < action_count(); i++) {
        const Action *action = action_at(i);
        if (strcmp(action->id, id) || (action->enabled && !action->enabled(page.app)))
            continue;
        action->run(page.app, 1);
        palette_answer(page.app);
        app_changed(page.app);
    }
}

// An article: a step, or a scene's text; -1 and "": neither.
EMSCRIPTEN_KEEPALIVE void page_told(const char *scene, int step)
{
    if (scene[0])
        drop(SDL_DROPTEXT, scene);
    if (step >= 0) {
        page.app->playing = false;
        app_seek(page.app, step);
    }
}

EMSCRIPTEN_KEEPALIVE void page_note(const char *words)
{
    app_say(page.app, false, "%s", words);
}

EMSCRIPTEN_KEEPALIVE void page_lost(void)
{
    page.lost = true;
}

// The graphics are there again, with nothing of what was in them. false: they cannot be had.
EMSCRIPTEN_KEEPALIVE bool page_restored(void)
{
    Error error;
    App *app = page.app;
    render_destroy(app->render);
    app->render = render_create(app->window, &error);
    while (glGetError() != GL_NO_ERROR)
        ; // of what is destroyed, nothing is there
    page.lost = !app->render;
    app_changed(app);
    return app->render;
}

// ---- What the page, or a test, may know

EMSCRIPTEN_KEEPALIVE int page_drawn(void)
{
    return page.drawn;
}

EMSCRIPTEN_KEEPALIVE int page_rests(void)
{
    const App *app = page.app;
    return !app->dirty && !app->playing && !motion_runs(&app->motion) && !work_waits(app) && !app->moving_until_ms;
}

EMSCRIPTEN_KEEPALIVE const char *page_says(const char *what)
{
    static char line[ERROR_TEXT_MAX];
    char writing[ERROR_TEXT_MAX];
    const App *app = page.app;
    const Scene *scene = &app->session.scene;
    Text text = text_begin(line, sizeof line);
    if (!strcmp(what, "message"))
        text_add(&text, "%s", app->message_until_ms ? app->message : "");
    else if (!strcmp(what, "writing"))
        text_add(&text, "%s", send_line(app, writing, sizeof writing) ? writing : "");
    else if (!strcmp(what, "step"))
        text_add(&text, "%d", (int)floor(app->step));
    else if (!strcmp(what, "entry"))
        text_add(&text, "%s", app->entry.owner ? app->entry.text : "closed");
    else if (!strcmp(what, "scene"))
        text_add(&text, "%s; %d racers, %d steps, view %s%s%s%s", scene->formula, scene->n_racers, scene->steps,
                 scene_view_name(scene->view.kind), app->playing ? ", plays" : "", app->help ? ", help" : "",
                 scene->presented ? ", slide" : "");
    else if (!strcmp(what, "offer"))
        text_add(&text, "%s", app->offers ? "offered" : "");
    else if (!strcmp(what, "timing")) // ms of a frame, and of it the replay
        text_add(&text, "%g %g", timing_median(&app->timing, PHASE_COUNT), timing_median(&app->timing, PHASE_REPLAY));
    else if (!strcmp(what, "camera"))
        text_add(&text, "%g %g %g", app->session.scene.view.camera.azimuth_deg,
                 app->session.scene.view.camera.elevation_deg,
                 app->session.scene.view.camera.window[1] - app->session.scene.view.camera.window[0]);
    return line;
}

// All rows of the help, a line each. free() it.
EMSCRIPTEN_KEEPALIVE char *page_help(void)
{
    Words *words = calloc(1, sizeof *words);
    char *lines = calloc(1, HELP_MAX);
    if (words && lines) {
        Text text = text_begin(lines, HELP_MAX);
        words_fill(words, page.app);
        for (const PictureKey *row = words->help; row->keys; row++)
            text_add(&text, "%s: %s\n", row->keys, row->title);
    }
    free(words);
    return lines;
}

// The picture that `ravine LINK -o picture.png` writes. "", or what is wrong.
EMSCRIPTEN_KEEPALIVE const char *page_picture(const char *address)
{
    static Error error;
    char words[4][16] = {"ravine", "", "-o", "picture.png"};
    char *argv[] = {words[0], (char *)address, words[2], words[3], NULL};
    Link link = {0};
    Options options;
    Scene scene = {0};
    error = (Error){""};
    int code = link_options(&link, 4, argv, &options, &error);
    if (code == EXIT_DONE)
        code = link_scene(&options, &scene, &error);
    if (code == EXIT_DONE)
        code = output_run(&options, export_find("png"), &scene, &error);
    scene_clear(&scene);
    link_end(&link);
    app_changed(page.app);
    return code == EXIT_DONE ? "" : error.text;
}

// ---- What it is told

static void tell_words(App *app)
{
    char words[WORDS_MAX];
    Text text = text_begin(words, sizeof words);
    page.words_at_ms = app->now_ms + WORDS_MS;
    pen_words(&app->session.scene, NULL, &text);
    if (strcmp(words, page.words))
        page_js_words(text_copy(page.words, sizeof page.words, words) ? words : "");
}

// Its text, once it is another; as it is saved, and not while something is only looked at.
static void tell_scene(App *app, int step)
{
    size_t size;
    char *text = app->previews ? NULL : scene_print(&app->session.scene, &size, NULL);
    if (text && (!page.scene || strcmp(text, page.scene) != 0)) {
        page_js_tell(text, step);
        free(page.scene);
        page.scene = text;
    } else
        free(text);
}

bool page_draws(void)
{
    return !page.lost;
}

void page_frame(App *app)
{
    bool typing = app->entry.owner;
    int step = (int)floor(app->step);
    page.drawn += app->timing.next != page.next;
    page.next = app->timing.next;
    if (typing != page.typing)
        page_js_entry(typing);
    page.typing = typing;
    if (app->now_ms >= page.words_at_ms && page.drawn != page.words_drawn) {
        page.words_drawn = page.drawn;
        tell_words(app);
        tell_scene(app, step);
    }
    if (step != page.step)
        page_js_tell("", step);
    page.step = step;
}
