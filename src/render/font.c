#include "render/font.h"

#include "base/typeface.h"

#include <SDL_ttf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WEIGHTS = WEIGHT_COUNT, FAMILIES = TYPEFACE_FAMILIES, RUN_MAX = 256, FRACTION = 8 };

struct Fonts {
    bool started; // SDL_ttf
    float scale;
    Typeface faces[WEIGHTS][FAMILIES];
    TTF_Font *open[FONT_SIZE_COUNT][WEIGHTS][FAMILIES];
};

static bool find_faces(Fonts *fonts, Error *error)
{
    bool found = false;
    for (int weight = 0; weight < WEIGHTS; weight++)
        for (int family = 0; family < FAMILIES; family++) {
            Typeface *face = &fonts->faces[weight][family];
            *face = typeface_find(typeface_family(family), weight == WEIGHT_SEMIBOLD, weight == WEIGHT_ITALIC);
            found |= face->path[0] != '\0';
        }
    return found || error_set(error, "text: neither Inter nor DejaVu Sans is there: install fonts-inter and "
                                     "fonts-dejavu-core");
}

Fonts *fonts_create(Error *error)
{
    Fonts *fonts = calloc(1, sizeof *fonts);
    if (!fonts) {
        error_set(error, "text: out of memory");
        return NULL;
    }
    fonts->scale = 1;
    fonts->started = TTF_Init() == 0;
    if (!fonts->started)
        error_set(error, "text: %s", TTF_GetError());
    if (!fonts->started || !find_faces(fonts, error)) {
        fonts_destroy(fonts);
        return NULL;
    }
    return fonts;
}

static void close_all(Fonts *fonts)
{
    TTF_Font **open = &fonts->open[0][0][0];
    for (int i = 0; i < FONT_SIZE_COUNT * WEIGHTS * FAMILIES; i++) {
        if (open[i])
            TTF_CloseFont(open[i]);
        open[i] = NULL;
    }
}

void fonts_destroy(Fonts *fonts)
{
    if (!fonts)
        return;
    close_all(fonts);
    if (fonts->started)
        TTF_Quit();
    free(fonts);
}

void fonts_scale(Fonts *fonts, float pixels_per_point)
{
    if (fonts->scale == pixels_per_point)
        return;
    close_all(fonts);
    fonts->scale = pixels_per_point;
}

// SDL_ttf takes whole sizes; at 9 dots per inch, its unit is an eighth of a pixel.
static TTF_Font *open_face(const Typeface *face, float pixels)
{
    int eighths = (int)lroundf(fmaxf(pixels, 1) * FRACTION);
    TTF_Font *font = TTF_OpenFontIndexDPI(face->path, eighths, face->index, 72 / FRACTION, 72 / FRACTION);
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    return font;
}

static TTF_Font *font_of(Fonts *fonts, FontSize size, FontWeight weight, int family)
{
    TTF_Font **font = &fonts->open[size][weight][family];
    const Typeface *face = &fonts->faces[weight][family];
    if (!*font && face->path[0])
        *font = open_face(face, font_points[size] * fonts->scale);
    return *font;
}

uint32_t font_code(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)*text;
    if (!*at)
        return 0;
    int more = *at < 0x80 ? 0 : *at >= 0xf0 ? 3 : *at >= 0xe0 ? 2 : *at >= 0xc0 ? 1 : -1;
    uint32_t code = more <= 0 ? *at : *at & (0x3fu >> more);
    ++*text;
    for (int i = 1; i <= more; i++, ++*text) {
        if ((at[i] & 0xc0) != 0x80)
            return 0xfffd;
        code = code << 6 | (at[i] & 0x3fu);
    }
    return more < 0 || code > 0x10ffff || code < least[more] ? 0xfffd : code;
}

static bool combines(uint32_t code)
{
    return code >= 0x300 && code <= 0x36f;
}

static bool provides(TTF_Font *font, const char *from, const char *to)
{
    while (font && from < to)
        if (!TTF_GlyphIsProvided32(font, font_code(&from)))
            return false;
    return font;
}

// A letter with the marks that sit on it, which one font must draw together.
static const char *cluster_end(const char *text)
{
    font_code(&text);
    for (const char *next = text; combines(font_code(&next)); text = next)
        ;
    return text;
}

typedef struct Run {
    char text[RUN_MAX];
    TTF_Font *font;
} Run;

static TTF_Font *font_for(Fonts *fonts, FontSize size, FontWeight weight, const char *from, const char *to)
{
    TTF_Font *first = font_of(fonts, size, weight, 0);
    if (provides(first, from, to))
        return first;
    TTF_Font *second = font_of(fonts, size, weight, 1);
    return provides(second, from, to) || !first ? second : first;
}

// The longest beginning of *text that one font draws; *text moves past it. false: nothing left.
static bool next_run(Fonts *fonts, FontSize size, FontWeight weight, const char **text, Run *run)
{
    const char *start = *text, *end = start;
    run->font = NULL;
    while (*end) {
        const char *next = cluster_end(end);
        TTF_Font *font = font_for(fonts, size, weight, end, next);
        if ((end > start && font != run->font) || next - start >= RUN_MAX)
            break;
        run->font = font;
        end = next;
    }
    memcpy(run->text, start, (size_t)(end - start));
    run->text[end - start] = '\0';
    *text = end;
    return end > start;
}

static int run_width(const Run *run)
{
    int width = 0;
    if (run->font)
        TTF_SizeUTF8(run->font, run->text, &width, NULL);
    return width;
}

int fonts_advance(Fonts *fonts, const char *text, FontSize size, FontWeight weight)
{
    int width = 0;
    for (Run run; next_run(fonts, size, weight, &text, &run);)
        width += run_width(&run);
    return width;
}

static void extent(Fonts *fonts, const char *text, FontSize size, FontWeight weight, Bitmap *bitmap)
{
    int below = 0;
    for (Run run; next_run(fonts, size, weight, &text, &run);) {
        if (!run.font)
            continue;
        bitmap->width += run_width(&run);
        bitmap->baseline = SDL_max(bitmap->baseline, TTF_FontAscent(run.font));
        below = SDL_max(below, TTF_FontHeight(run.font) - TTF_FontAscent(run.font));
    }
    bitmap->height = bitmap->baseline + below;
}

static void copy_alpha(Bitmap *to, const SDL_Surface *from, int left, int top)
{
    for (int y = 0; y < SDL_min(from->h, to->height - top); y++) {
        const uint32_t *row = (const uint32_t *)((const uint8_t *)from->pixels + (size_t)y * (size_t)from->pitch);
        uint8_t *out = to->alpha + (size_t)(top + y) * (size_t)to->width + left;
        for (int x = 0; x < SDL_min(from->w, to->width - left); x++)
            out[x] = SDL_max(out[x], (uint8_t)(row[x] >> 24)); // ARGB
    }
}

bool fonts_draw(Fonts *fonts, const char *text, FontSize size, FontWeight weight, Bitmap *bitmap)
{
    *bitmap = (Bitmap){0};
    extent(fonts, text, size, weight, bitmap);
    size_t count = (size_t)bitmap->width * (size_t)bitmap->height;
    bitmap->alpha = count ? calloc(count, 1) : NULL;
    if (!bitmap->alpha)
        return false;
    int left = 0;
    for (Run run; next_run(fonts, size, weight, &text, &run); left += run_width(&run)) {
        SDL_Color white = {255, 255, 255, 255};
        SDL_Surface *surface = run.font ? TTF_RenderUTF8_Blended(run.font, run.text, white) : NULL;
        if (surface)
            copy_alpha(bitmap, surface, left, bitmap->baseline - TTF_FontAscent(run.font));
        SDL_FreeSurface(surface);
    }
    return true;
}
