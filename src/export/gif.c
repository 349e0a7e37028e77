// A film that ffmpeg makes into a GIF, with our palette.
#include "export/palette.h"
#include "export/video.h"

static const char *const palette_of[] = {
    "-vf", "palettegen=max_colors=240:stats_mode=full", "-pix_fmt", "rgba", "-f", "rawvideo", VIDEO_FILE, NULL};
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
                                  VIDEO_SAME_BYTES,
                                  "-f",
                                  "gif",
                                  VIDEO_FILE,
                                  NULL};

// ffmpeg leaves the last places.
static bool make_palette(const Source *source, FILE *file, Error *error)
{
    Palette palette;
    Ffmpeg ffmpeg = {.width_px = source->width_px, .height_px = source->height_px};
    if (!ffmpeg_begin(&ffmpeg, source->film.fps, palette_of, fileno(file), -1, error))
        return false;
    bool ok = palette_frames(source, ffmpeg.said, ffmpeg_feed, &ffmpeg, error) && ffmpeg_end(&ffmpeg, error);
    ffmpeg_stop(&ffmpeg);
    rewind(file);
    if (!ok || fread(&palette, 1, sizeof palette, file) != sizeof palette)
        return ok ? error_set(error, "film, ffmpeg: it made no palette") : false;
    palette_add_racers(&palette, source);
    rewind(file);
    return (fwrite(&palette, 1, sizeof palette, file) == sizeof palette && !fflush(file)) ||
           error_set(error, "film: its palette cannot be written");
}

static bool write_gif(const Source *source, const Sink *sink, Error *error)
{
    Ffmpeg ffmpeg = {.width_px = source->width_px, .height_px = source->height_px};
    FILE *palette = tmpfile();
    if (!palette)
        return error_set(error, "film: there is no room for its palette");
    bool ok = make_palette(source, palette, error) && video_encode(source, sink, &ffmpeg, gif, fileno(palette), error);
    fclose(palette);
    return ok;
}

const ExportFormat export_gif = {"gif",
                                 "film that repeats; likewise",
                                 EXPORT_RACE | EXPORT_PIXELS,
                                 write_gif,
                                 .film = true,
                                 .hundredths = true,
                                 .width_px = 800,
                                 .height_px = 450};
