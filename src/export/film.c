#include "export/film.h"

#include <stdlib.h>

PixelRows film_frame(const Source *source, int i)
{
    int last = source->film.frames - 1;
    double part = i < last ? (double)i / last : 1;
    return (PixelRows){
        .step = i < last ? (double)source->steps * i / last : source->steps,
        .turn_deg = (float)part * source->film.turn_deg,
        .rows = source->height_px,
    };
}

static bool all(const Source *source, const Sink *sink, uint8_t *bytes,
                bool (*take)(void *context, const uint8_t *bytes, Error *error), void *context, Error *error)
{
    int n = source->film.frames + source->film.held;
    for (int i = 0; i < n; i++) {
        PixelRows frame = film_frame(source, i);
        bool same = i >= source->film.frames;
        if ((!same && !source->pixels(source->context, &frame, bytes, error)) || !take(context, bytes, error) ||
            !sink_goes_on(sink, i + 1, n, error))
            return false;
    }
    return true;
}

bool film_frames(const Source *source, const Sink *sink,
                 bool (*take)(void *context, const uint8_t *bytes, Error *error), void *context, Error *error)
{
    uint8_t *bytes = malloc((size_t)source->width_px * (size_t)source->height_px * 3);
    bool ok = bytes ? all(source, sink, bytes, take, context, error) : error_set(error, "film: out of memory");
    free(bytes);
    return ok;
}
