// Films that ffmpeg encodes: what each codec is told. The same scene gives the same frames, and no file tells when it
// was made. A GIF has one palette, that of a few frames, in which the racers have their colours.
#include "export/ffmpeg.h"
#include "export/film.h"
#include "picture/draw/theme.h"

#include <string.h>

static const char out_file[] = "file:/dev/fd/3";

#define SAME_BYTES "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"
#define SAME_COLOURS                                                                                                   \
    "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", "-colorspace", "bt709", "-color_primaries",     \
        "bt709", "-color_trc", "iec61966-2-1", "-color_range", "tv"

static const char *const mp4[] = {SAME_COLOURS, "-c:v",      "libx264",    "-preset", "fast", "-crf",   "17",
                                  SAME_BYTES,   "-movflags", "+faststart", "-f",      "mp4",  out_file, NULL};
static const char *const webm[] = {SAME_COLOURS, "-c:v",      "libvpx-vp9", "-crf",      "24",     "-b:v",
                                   "0",          "-deadline", "good",       "-cpu-used", "5",      "-row-mt",
                                   "1",          SAME_BYTES,  "-f",         "webm",      out_file, NULL};

static bool feed(void *context, const uint8_t *bytes, Error *error)
{
    return ffmpeg_feed(context, bytes, error);
}

// The stream ends where ffmpeg's file does.
static bool encode(const Source *source, const Sink *sink, Ffmpeg *ffmpeg, const char *const *arguments, int extra,
                   Error *error)
{
    if (!ffmpeg_begin(ffmpeg, source->film.fps, arguments, fileno(sink->stream), extra, error))
        return false;
    bool ok = film_frames(source, sink, feed, ffmpeg, error) && ffmpeg_end(ffmpeg, error);
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
    return encode(source, sink, &ffmpeg, arguments, -1, error);
}

static bool write_mp4(const Source *source, const Sink *sink, Error *error)
{
    return write_even(source, sink, mp4, error);
}

static bool write_webm(const Source *source, const Sink *sink, Error *error)
{
    return write_even(source, sink, webm, error);
}

// ---- GIF

enum { SAMPLES = 6, COLOURS = 256, OURS = RACE_RACERS_MAX }; // one is nothing: what stays as it was

static const char *const palette_of[] = {
    "-vf", "palettegen=max_colors=240:stats_mode=full", "-pix_fmt", "rgba", "-f", "rawvideo", out_file, NULL};
static const char *const gif[] = {"-f",
                                  "rawvideo",
                                  "-pixel_format",
                                  "rgba",
                                  "-video_size",
                                  "16x16",
                                  "-i",
                                  "file:/dev/fd/4",
                                  "-lavfi",
                                  "[0:v][1:v]paletteuse=dither=bayer:bayer_scale=4:diff_mode=rectangle",
                                  "-loop",
                                  "0",
                                  SAME_BYTES,
                                  "-f",
                                  "gif",
                                  out_file,
                                  NULL};

static bool feed_samples(const Source *source, Ffmpeg *ffmpeg, Error *error)
{
    Source few = *source;
    few.film.frames = source->film.frames < SAMPLES ? source->film.frames : SAMPLES;
    few.film.held = 0;
    Sink nobody = {.stream = ffmpeg->said};
    return film_frames(&few, &nobody, feed, ffmpeg, error);
}

// Into the last places but one of a palette that leaves them: what ffmpeg made of the frames stands before.
static void add_racers(const Source *source, uint8_t palette[COLOURS][4])
{
    const Scene *scene = source->scene;
    const Theme *theme = theme_find(scene->view.theme);
    theme = theme ? theme : theme_at(0);
    for (int i = 0; i < scene->n_racers && i < OURS - 1; i++) {
        const SceneRacer *entry = scene_entry(scene, i);
        Color color = entry->has_color ? color_of_rgb(entry->color) : theme->racer[i];
        const float part[3] = {color.r, color.g, color.b};
        for (int k = 0; k < 3; k++)
            palette[COLOURS - OURS + i][k] = (uint8_t)(part[k] * 255 + 0.5f);
        palette[COLOURS - OURS + i][3] = 255;
    }
}

static bool make_palette(const Source *source, FILE *file, Error *error)
{
    uint8_t palette[COLOURS][4];
    Ffmpeg ffmpeg = {.width_px = source->width_px, .height_px = source->height_px};
    if (!ffmpeg_begin(&ffmpeg, source->film.fps, palette_of, fileno(file), -1, error))
        return false;
    bool ok = feed_samples(source, &ffmpeg, error) && ffmpeg_end(&ffmpeg, error);
    ffmpeg_stop(&ffmpeg);
    rewind(file);
    if (!ok || fread(palette, 1, sizeof palette, file) != sizeof palette)
        return ok ? error_set(error, "film, ffmpeg: it made no palette") : false;
    add_racers(source, palette);
    rewind(file);
    return (fwrite(palette, 1, sizeof palette, file) == sizeof palette && !fflush(file)) ||
           error_set(error, "film: its palette cannot be written");
}

static bool write_gif(const Source *source, const Sink *sink, Error *error)
{
    Ffmpeg ffmpeg = {.width_px = source->width_px, .height_px = source->height_px};
    FILE *palette = tmpfile();
    if (!palette)
        return error_set(error, "film: there is no room for its palette");
    bool ok = make_palette(source, palette, error) && encode(source, sink, &ffmpeg, gif, fileno(palette), error);
    fclose(palette);
    return ok;
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
const ExportFormat export_gif = {"gif",
                                 "film that repeats; likewise",
                                 EXPORT_RACE | EXPORT_PIXELS,
                                 write_gif,
                                 .film = true,
                                 .hundredths = true,
                                 .width_px = 800,
                                 .height_px = 450};
