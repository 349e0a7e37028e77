#include "app/host.h"

#include "app/app.h"

#include <emscripten.h>

EM_JS(void, host_js_deliver, (const char *path), { Ravine.deliver(UTF8ToString(path)); });

EM_JS(void, host_js_pick, (void), { Ravine.pick(); });
EM_JS(void, host_js_release, (void), { Ravine.release(); });
EM_JS(void, host_js_share, (const char *link), { Ravine.share(UTF8ToString(link)); });

bool host_quits(const App *app)
{
    (void)app;
    return false;
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
