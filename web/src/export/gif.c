// A GIF by giflib, a frame at a time: of each only the rectangle that changed, and there nothing where nothing did.
#include "export/film.h"
#include "export/palette.h"
#include "web/src/export/colours.h"

#include <gif_lib.h>
#include <stdlib.h>
#include <string.h>

enum { NOTHING = PALETTE_COLOURS - 1, FOUND = 1 << 15 };

typedef struct Found {
    uint32_t rgb; // with a bit above, so that zero is none
    uint8_t place;
    bool exact;
} Found;

typedef struct Film {
    const Source *source;
    GifFileType *gif;
    Palette palette;
    Colours colours;        // of the frames that it is made from
    Found *found;           // [FOUND], the places of colours, by their hash
    uint8_t *before, *next; // [height][width] places of the palette
    uint8_t *line;
    bool begun;
} Film;

// ---- Places

static void look(const Palette *palette, uint32_t rgb, Found *found)
{
    int least = 1 << 30;
    for (int i = 0; i < NOTHING && least; i++) {
        const uint8_t *place = palette->rgba[i];
        int r = (int)(rgb >> 16 & 0xff) - place[0], g = (int)(rgb >> 8 & 0xff) - place[1],
            b = (int)(rgb & 0xff) - place[2], far = r * r + g * g + b * b;
        if (place[3] && far < least)
            least = far, found->place = (uint8_t)i;
    }
    found->exact = !least;
    found->rgb = rgb | 1u << 24;
}

static const Found *nearest(Film *film, uint32_t rgb)
{
    Found *found = &film->found[rgb * 2654435761u >> 17];
    if (found->rgb != (rgb | 1u << 24))
        look(&film->palette, rgb, found);
    return found;
}

static int clamp(int value)
{
    return value < 0 ? 0 : value > 255 ? 255 : value;
}

// What a colour between two of the palette's is moved by, so that it becomes both: Bayer's pattern, of four heights.
static int bayer(int x, int y)
{
    int a = x ^ y;
    return (a & 1) << 1 | (y & 1);
}

static uint8_t place_of(Film *film, const uint8_t *rgb, int x, int y)
{
    const Found *found = nearest(film, (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2]);
    if (found->exact)
        return found->place;
    int by = bayer(x, y) - 2;
    uint32_t moved = 0;
    for (int k = 0; k < 3; k++)
        moved = moved << 8 | (uint32_t)clamp(rgb[k] + by);
    return nearest(film, moved)->place;
}

// ---- Frames

typedef struct Patch {
    int left, top, right, bottom; // the last two are beyond it
} Patch;

static Patch changed(const Film *film)
{
    int width = film->source->width_px, height = film->source->height_px;
    Patch patch = {width, height, 0, 0};
    for (int y = 0, i = 0; y < height; y++)
        for (int x = 0; x < width; x++, i++)
            if (!film->begun || film->next[i] != film->before[i]) {
                patch.left = x < patch.left ? x : patch.left;
                patch.right = x >= patch.right ? x + 1 : patch.right;
                patch.top = y < patch.top ? y : patch.top;
                patch.bottom = y + 1;
            }
    return patch.right ? patch : (Patch){0, 0, 1, 1};
}

static bool put_lines(Film *film, Patch patch)
{
    for (int y = patch.top; y < patch.bottom; y++) {
        int n = 0;
        for (int x = patch.left, i = y * film->source->width_px + x; x < patch.right; x++, i++)
            film->line[n++] = film->begun && film->next[i] == film->before[i] ? NOTHING : film->next[i];
        if (EGifPutLine(film->gif, film->line, n) == GIF_ERROR)
            return false;
    }
    return true;
}

static bool put_frame(Film *film)
{
    GifByteType bytes[4];
    Patch patch = changed(film);
    GraphicsControlBlock control = {.DisposalMode = DISPOSE_DO_NOT,
                                    .DelayTime = 100 / film->source->film.fps,
                                    .TransparentColor = film->begun ? NOTHING : NO_TRANSPARENT_COLOR};
    EGifGCBToExtension(&control, bytes);
    return EGifPutExtension(film->gif, GRAPHICS_EXT_FUNC_CODE, sizeof bytes, bytes) == GIF_OK &&
           EGifPutImageDesc(film->gif, patch.left, patch.top, patch.right - patch.left, patch.bottom - patch.top, false,
                            NULL) == GIF_OK &&
           put_lines(film, patch);
}

static bool take_frame(void *context, const uint8_t *bytes, Error *error)
{
    Film *film = context;
    int width = film->source->width_px, height = film->source->height_px;
    for (int y = 0, i = 0; y < height; y++)
        for (int x = 0; x < width; x++, i++, bytes += 3)
            film->next[i] = place_of(film, bytes, x, y);
    if (!put_frame(film))
        return error_set(error, "film: its frame cannot be written");
    uint8_t *held = film->before;
    film->before = film->next;
    film->next = held;
    return film->begun = true;
}

// ---- The file

static bool take_sample(void *context, const uint8_t *bytes, Error *error)
{
    Film *film = context;
    size_t pixels = (size_t)film->source->width_px * (size_t)film->source->height_px;
    return colours_count(&film->colours, bytes, pixels) || error_set(error, "film: out of memory");
}

static int write_bytes(GifFileType *gif, const GifByteType *bytes, int n)
{
    return (int)fwrite(bytes, 1, (size_t)n, gif->UserData);
}

static bool put_head(Film *film)
{
    static const GifByteType for_ever[] = {1, 0, 0};
    GifFileType *gif = film->gif;
    ColorMapObject *map = GifMakeMapObject(PALETTE_COLOURS, NULL);
    for (int i = 0; map && i < PALETTE_COLOURS; i++) {
        const uint8_t *place = film->palette.rgba[i];
        map->Colors[i] = (GifColorType){place[0], place[1], place[2]};
    }
    EGifSetGifVersion(gif, true);
    bool ok = map && EGifPutScreenDesc(gif, film->source->width_px, film->source->height_px, 8, 0, map) == GIF_OK;
    GifFreeMapObject(map);
    return ok && EGifPutExtensionLeader(gif, APPLICATION_EXT_FUNC_CODE) == GIF_OK &&
           EGifPutExtensionBlock(gif, 11, "NETSCAPE2.0") == GIF_OK &&
           EGifPutExtensionBlock(gif, sizeof for_ever, for_ever) == GIF_OK && EGifPutExtensionTrailer(gif) == GIF_OK;
}

static bool make_palette(Film *film, const Sink *sink, Error *error)
{
    bool ok = palette_frames(film->source, sink->stream, take_sample, film, error);
    colours_cut(&film->colours, film->palette.rgba, PALETTE_MADE);
    palette_add_racers(&film->palette, film->source);
    return ok;
}

static bool write_all(Film *film, const Sink *sink, Error *error)
{
    size_t pixels = (size_t)film->source->width_px * (size_t)film->source->height_px;
    film->found = calloc(FOUND, sizeof *film->found);
    film->before = malloc(pixels);
    film->next = malloc(pixels);
    film->line = malloc((size_t)film->source->width_px);
    film->gif = EGifOpen(sink->stream, write_bytes, NULL);
    if (!film->found || !film->before || !film->next || !film->line || !film->gif)
        return error_set(error, "film: out of memory");
    return make_palette(film, sink, error) &&
           (put_head(film) || error_set(error, "film: its head cannot be written")) &&
           film_frames(film->source, sink, take_frame, film, error);
}

static bool write_gif(const Source *source, const Sink *sink, Error *error)
{
    Film film = {.source = source};
    bool ok = write_all(&film, sink, error);
    colours_free(&film.colours);
    if (film.gif)
        EGifCloseFile(film.gif, NULL);
    free(film.found);
    free(film.before);
    free(film.next);
    free(film.line);
    return ok;
}

const ExportFormat export_gif = {"gif",           "film that repeats", EXPORT_RACE | EXPORT_PIXELS,
                                 write_gif,       .film = true,        .hundredths = true,
                                 .width_px = 800, .height_px = 450};
