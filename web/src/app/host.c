#include "app/host.h"

#include "app/app.h"

#include <SDL.h>
#include <emscripten.h>

EM_JS(void, host_js_deliver, (const char *path), { Ravine.deliver(UTF8ToString(path)); });

EM_JS(void, host_js_pick, (void), { Ravine.pick(); });
EM_JS(int, host_js_keys, (void), { return Ravine.keys(); });
EM_JS(void, host_js_release, (void), { Ravine.release(); });
EM_JS(void, host_js_share, (const char *link), { Ravine.share(UTF8ToString(link)); });

bool host_quits(const App *app)
{
    (void)app;
    return false;
}

bool host_is_page(void)
{
    return true;
}

// As Ravine's isBrowsers of page.js.
static const char *const kept[][2] = {
    {"F5  F11  F12", "load anew, fill the screen, tools"},
    {"Ctrl+R  Ctrl+W", "load anew, close the tab"},
    {"Ctrl+L  Ctrl+T", "the address, another tab"},
};
enum { KEPT = sizeof kept / sizeof *kept };

// Nor is there anything to quit. A phone has no keys at all.
bool host_gives(int key)
{
    return host_js_keys() && key != SDLK_q && key != SDLK_F5 && key != SDLK_F11 && key != SDLK_F12;
}

// As page_do has it.
const char *host_stops(void)
{
    return host_js_keys() ? "Esc" : "the play button";
}

const char *host_keeps(int i, const char **use)
{
    if (i >= KEPT || !host_js_keys())
        return NULL;
    *use = kept[i][1];
    return kept[i][0];
}

void host_deliver(const char *path)
{
    host_js_deliver(path);
}

bool host_picks(void)
{
    host_js_pick();
    return true;
}

void host_release(App *app)
{
    host_js_release();
    app_say(app, false, "keys are the page's: Tab goes on, a click comes back");
}

bool host_share(const char *link, Error *error)
{
    (void)error;
    host_js_share(link);
    return true;
}
