// The browser asks for frames.
#include "app/loop.h"

#include "app/app.h"
#include "app/frame.h"
#include "web/src/app/page.h"

#include <emscripten.h>

EM_JS(void, loop_js_begun, (void), { Ravine.begun(); });

static void frame(void *app)
{
    if (!page_draws())
        return;
    frame_run(app, false);
    page_frame(app);
}

void loop_run(App *app)
{
    page_begin(app);
    loop_js_begun();
    emscripten_set_main_loop_arg(frame, app, 0, true);
}

// SDL follows the canvas's size in the page only where that is another than was asked for.
void loop_size(int *width, int *height)
{
    *width = *height = 1;
}

void loop_least(int *width, int *height)
{
    *width = *height = 1;
}
