#include "app/touch.h"

#include "app/app.h"
#include "app/mouse.h"

#include <SDL.h>
#include <math.h>

#define DEGREES  57.295779513082320877
#define LEAST    8.0 // points between two fingers
#define JUMP_DEG 90.0

typedef struct Pair {
    double x, y, length, turn_deg;
} Pair;

static bool read_pair(const App *app, SDL_TouchID device, Pair *pair)
{
    int width, height;
    const SDL_Finger *a = SDL_GetTouchFinger(device, 0), *b = SDL_GetTouchFinger(device, 1);
    if (!a || !b)
        return false;
    SDL_GetWindowSize(app->window, &width, &height);
    double zoom = app_zoom(app), across = width / zoom, down = height / zoom;
    double dx = ((double)b->x - (double)a->x) * across, dy = ((double)b->y - (double)a->y) * down;
    *pair = (Pair){((double)a->x + (double)b->x) / 2 * across, ((double)a->y + (double)b->y) / 2 * down,
                   fmax(hypot(dx, dy), LEAST), atan2(dy, dx) * DEGREES};
    return true;
}

static void pinch(App *app, const Pair *pair)
{
    double turn_deg = remainder(pair->turn_deg - app->touch.turn_deg, 360);
    if (app->touch.length > 0 && fabs(turn_deg) < JUMP_DEG)
        mouse_pinch(app, (float)pair->x, (float)pair->y, app->touch.length / pair->length, -turn_deg);
    app->touch.length = pair->length;
    app->touch.turn_deg = pair->turn_deg;
}

// After two, the one that stays longer holds nothing until it is lifted, too.
void touch_event(App *app, const SDL_Event *event)
{
    Pair pair;
    SDL_TouchID device = event->tfinger.touchId;
    int fingers = SDL_GetNumTouchFingers(device);
    if (fingers >= 2 && !app->touch.two) {
        mouse_let_go(app);
        app->touch.two = true;
        app->touch.length = 0;
    }
    if (fingers == 2 && app->touch.two && read_pair(app, device, &pair))
        pinch(app, &pair);
    else
        app->touch.length = 0;
    if (fingers <= 0)
        app->touch.two = false;
}

bool touch_takes(const App *app, const SDL_Event *event)
{
    Uint32 which = event->type == SDL_MOUSEMOTION  ? event->motion.which
                   : event->type == SDL_MOUSEWHEEL ? event->wheel.which
                                                   : event->button.which;
    return which == SDL_TOUCH_MOUSEID && app->touch.two;
}
