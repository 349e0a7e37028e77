#include "app/display.h"

#include <SDL.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define USUAL_DPI 96.0
#define ZOOM_MOST 4.0

// Xlib as SDL has loaded it, without its headers.
typedef struct Xlib {
    void *(*open)(const char *name);
    char *(*get_default)(void *display, const char *program, const char *option);
    int (*close)(void *display);
} Xlib;

// From dlsym's kind of pointer, which C does not turn into a function.
static bool load(void *library, const char *name, void *function)
{
    void *symbol = SDL_LoadFunction(library, name);
    memcpy(function, &symbol, sizeof symbol);
    return symbol;
}

// Xft.dpi, where desktops under X11 put the size of things that the person has chosen. 0: not said.
static double wished_dpi(void)
{
    Xlib x;
    void *library = SDL_LoadObject("libX11.so.6");
    if (!library)
        return 0;
    double dpi = 0;
    void *display = NULL;
    if (load(library, "XOpenDisplay", &x.open) && load(library, "XGetDefault", &x.get_default) &&
        load(library, "XCloseDisplay", &x.close))
        display = x.open(NULL);
    if (display) {
        const char *text = x.get_default(display, "Xft", "dpi"); // the display's own
        dpi = text ? atof(text) : 0;
        x.close(display);
    }
    SDL_UnloadObject(library);
    return dpi;
}

// As the display says of itself. Small ones that claim to be fine are projectors.
static double measured_zoom(void)
{
    SDL_DisplayMode mode;
    float dpi;
    if (SDL_GetDisplayDPI(0, &dpi, NULL, NULL) || SDL_GetCurrentDisplayMode(0, &mode) || mode.w < 2560)
        return 1;
    return dpi >= 192 ? 2 : dpi >= 144 ? 1.5 : 1;
}

double display_zoom(void)
{
    const char *driver = SDL_GetCurrentVideoDriver();
    if (!driver || strcmp(driver, "x11") != 0)
        return 1;
    double dpi = wished_dpi();
    return dpi > 0 ? fmin(fmax(floor(4 * dpi / USUAL_DPI + 0.5) / 4, 1), ZOOM_MOST) : measured_zoom();
}
