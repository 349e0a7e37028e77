#include "export/video.h"

#include "export/film.h"

#define SAME_COLOURS                                                                                                   \
    "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries",     \
        "bt709", "-color_trc", "iec61966-2-1", "-color_range", "tv"

static const char *const mp4[] = {SAME_COLOURS,     "-c:v",      "libx264",    "-preset", "fast", "-crf",     "17",
                                  VIDEO_SAME_BYTES, "-movflags", "+faststart", "-f",      "mp4",  VIDEO_FILE, NULL};
static const char *const webm[] = {SAME_COLOURS, "-c:v",           "libvpx-vp9", "-crf",      "24",       "-b:v",
                                   "0",          "-deadline",      "good",       "-cpu-used", "5",        "-row-mt",
                                   "1",          VIDEO_SAME_BYTES, "-f",         "webm",      VIDEO_FILE, NULL};

bool video_encode(const Source *source, const Sink *sink, Ffmpeg *ffmpeg, const char *const *arguments, int extra,
                  Error *error)
{
    if (!ffmpeg_begin(ffmpeg, source->film.fps, arguments, fileno(sink->stream), extra, error))
        return false;
    bool ok = film_frames(source, sink, ffmpeg_feed, ffmpeg, error) && ffmpeg_end(ffmpeg, error);
    ffmpeg_stop(ffmpeg);
    return ok && !fseek(sink->stream, 0, SEEK_END);
}

// Chroma is half as fine, so sizes are even.
static bool write_even(const Source *source, const Sink *sink, const char *const *arguments, Error *error)
{
    Ffmpeg ffmpeg = {
        .width_px = source->width_px,
        .height_px = source->height_px,
        .pad_right = source->width_px % 2,
        .pad_below = source->height_px % 2,
    };
    return video_encode(source, sink, &ffmpeg, arguments, -1, error);
}

static bool write_mp4(const Source *source, const Sink *sink, Error *error)
{
    return write_even(source, sink, mp4, error);
}

static bool write_webm(const Source *source, const Sink *sink, Error *error)
{
    return write_even(source, sink, webm, error);
}

const ExportFormat export_mp4 = {"mp4",
                                 "film, H.264; ffmpeg encodes it",
                                 EXPORT_RACE | EXPORT_PIXELS,
                                 write_mp4,
                                 .film = true,
                                 .width_px = 1280,
                                 .height_px = 720};
const ExportFormat export_webm = {"webm",          "film, VP9; likewise", EXPORT_RACE | EXPORT_PIXELS,
                                  write_webm,      .film = true,          .width_px = 1280,
                                  .height_px = 720};
