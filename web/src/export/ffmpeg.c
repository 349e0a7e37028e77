// A browser runs no other program.
#include "export/ffmpeg.h"

bool ffmpeg_begin(Ffmpeg *ffmpeg, int fps, const char *const *arguments, int out, int extra, Error *error)
{
    (void)ffmpeg, (void)fps, (void)arguments, (void)out, (void)extra;
    return error_set(error, "this film needs ffmpeg, which a browser has not: take gif");
}

bool ffmpeg_feed(void *context, const uint8_t *bytes, Error *error)
{
    (void)bytes;
    return ffmpeg_end(context, error);
}

bool ffmpeg_end(Ffmpeg *ffmpeg, Error *error)
{
    (void)ffmpeg;
    return error_set(error, "film: it never began");
}

void ffmpeg_stop(Ffmpeg *ffmpeg)
{
    (void)ffmpeg;
}
