// A film as numbered pictures: frames/%04d.png makes frames/0000.png and so on. They are made in a folder beside and
// take their places when all are there; the folder that they are to stand in may be missing.
#include "export/film.h"
#include "export/numbered.h"
#include "export/png.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Frames {
    const char *pattern;
    char folder[NUMBERED_PATH_MAX], made[NUMBERED_PATH_MAX]; // where they are to stand; where they are made
    bool made_folder;
    int n;
} Frames;

static bool fail(const char *path, Error *error)
{
    return error_set(error, "%s: %s", path, strerror(errno));
}

static void made_path(const Frames *frames, int i, char path[NUMBERED_PATH_MAX + 16])
{
    snprintf(path, NUMBERED_PATH_MAX + 16, "%s/%d.png", frames->made, i);
}

static bool begin(Frames *frames, Error *error)
{
    const char *slash = strrchr(frames->pattern, '/');
    int length = slash ? (int)(slash - frames->pattern) : 0;
    snprintf(frames->folder, sizeof frames->folder, "%.*s", length, slash ? frames->pattern : "");
    if (snprintf(frames->made, sizeof frames->made, "%.*sravine-%ld.tmp", slash ? length + 1 : 0, frames->pattern,
                 (long)getpid()) >= (int)sizeof frames->made - 16)
        return error_set(error, "%s: is too long a name", frames->pattern);
    struct stat status;
    frames->made_folder = length > 0 && stat(frames->folder, &status) && !mkdir(frames->folder, 0777);
    return !mkdir(frames->made, 0777) || fail(frames->folder[0] ? frames->folder : frames->made, error);
}

static bool write_frame(const Source *source, const PixelRows *frame, const char *path, Error *error)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return fail(path, error);
    Sink nobody = {.stream = file};
    bool ok = png_write(source, frame, &nobody, error) || (errno && !error->text[0] && fail(path, error));
    return (!fclose(file) || fail(path, error)) && ok;
}

static bool make(Frames *frames, const Source *source, const Sink *sink, Error *error)
{
    int n = source->film.frames + source->film.held;
    for (frames->n = 0; frames->n < n; frames->n++) {
        char path[NUMBERED_PATH_MAX + 16];
        PixelRows frame = film_frame(source, frames->n);
        made_path(frames, frames->n, path);
        if (!write_frame(source, &frame, path, error)) {
            unlink(path);
            return false;
        }
        if (sink->progress && !sink->progress(sink->context, frames->n + 1, n)) {
            frames->n++;
            return error_set(error, "output: cancelled");
        }
    }
    return true;
}

static bool place(const Frames *frames, Error *error)
{
    for (int i = 0; i < frames->n; i++) {
        char from[NUMBERED_PATH_MAX + 16], to[NUMBERED_PATH_MAX];
        made_path(frames, i, from);
        numbered_path(frames->pattern, i, to);
        if (rename(from, to))
            return fail(to, error);
    }
    return true;
}

static void end(const Frames *frames)
{
    for (int i = 0; i < frames->n; i++) {
        char path[NUMBERED_PATH_MAX + 16];
        made_path(frames, i, path);
        unlink(path);
    }
    rmdir(frames->made);
    if (frames->made_folder)
        rmdir(frames->folder); // stays where there is something in it
}

static bool write_frames(const Source *source, const char *pattern, const Sink *sink, Error *error)
{
    Frames frames = {.pattern = pattern};
    bool ok = begin(&frames, error) && make(&frames, source, sink, error) && place(&frames, error);
    end(&frames);
    return ok;
}

const ExportFormat export_frames = {"%04d.png",
                                    "film as numbered pictures",
                                    EXPORT_RACE | EXPORT_PIXELS,
                                    .write_all = write_frames,
                                    .film = true,
                                    .width_px = 1280,
                                    .height_px = 720};
