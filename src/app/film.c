#include "app/film.h"

#include "app/interrupt.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FPS = 30, FPS_HUNDREDTHS = 20 };
#define DURATION_S 8.0

int film_check(const Options *options, const ExportFormat *format, Error *error)
{
    const char *name = options->fps.given        ? "fps"
                       : options->duration.given ? "duration"
                       : options->hold.given     ? "hold"
                       : options->turn.given     ? "turn"
                                                 : NULL;
    if (!name || (format && format->film))
        return EXIT_DONE;
    error_set(error, "option --%s: is of films: .mp4, .webm, .gif and frames/%%04d.png", name);
    return EXIT_USAGE;
}

// Of whole hundredths of a second: what divides 100.
static int nearest_fps(int fps)
{
    static const int fits[] = {1, 2, 4, 5, 10, 20, 25, 50, 100};
    int nearest = fits[0];
    for (size_t i = 1; i < sizeof fits / sizeof *fits; i++)
        if (abs(fits[i] - fps) < abs(nearest - fps))
            nearest = fits[i];
    return nearest;
}

static void tell_rate(int asked, int fps, const ExportFormat *format)
{
    Error line;
    error_set(&line, "film, %d frames a second: in a .%s they last whole hundredths of a second; it has %d", asked,
              format->ending, fps);
    if (fps != asked)
        error_say(line.text);
}

ExportFilm film_plan(const Options *options, const ExportFormat *format)
{
    if (!format->film)
        return (ExportFilm){0};
    int usual = format->hundredths ? FPS_HUNDREDTHS : FPS, asked = options->fps.given ? (int)options->fps.value : usual;
    int fps = format->hundredths ? nearest_fps(asked) : asked;
    tell_rate(asked, fps, format);
    double duration = options->duration.given ? options->duration.value : DURATION_S;
    int frames = (int)lround(fps * duration);
    return (ExportFilm){
        .fps = fps,
        .frames = frames > 1 ? frames : 1,
        .held = (int)lround(fps * options->hold.value),
        .turn_deg = (float)options->turn.value,
    };
}

FilmWatch film_begin(Progress *progress)
{
    interrupt_begin();
    return (FilmWatch){progress, progress_clock_ms(NULL)};
}

bool film_tell(void *context, int done, int total)
{
    FilmWatch *watch = context;
    if (progress_due(watch->progress)) {
        double taken_ms = progress_clock_ms(NULL) - watch->from_ms;
        int left_s = (int)ceil(taken_ms / done * (total - done) / 1e3);
        progress_say(watch->progress, "film, frame %d of %d, %d:%02d left", done, total, left_s / 60, left_s % 60);
    }
    return !interrupted();
}

void film_end(void)
{
    interrupt_end();
}
