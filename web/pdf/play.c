// The module that has cairo: plays what tape.c wrote down, and gives the document's bytes.
#include "web/pdf/tape.h"

#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <emscripten.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct {
    const unsigned char *at, *end;
    unsigned char *bytes; // of the document
    size_t size, room;
    cairo_surface_t *surface;
    cairo_t *cairo;
    cairo_pattern_t *pattern;
    FT_Library library;
    FT_Face faces[TAPE_FACES_MAX];
    cairo_font_face_t *fonts[TAPE_FACES_MAX];
} play;

static cairo_status_t take_bytes(void *nothing, const unsigned char *bytes, unsigned size)
{
    (void)nothing;
    if (play.size + size > play.room) {
        size_t room = 2 * (play.size + size);
        unsigned char *larger = realloc(play.bytes, room);
        if (!larger)
            return CAIRO_STATUS_NO_MEMORY;
        play.bytes = larger;
        play.room = room;
    }
    memcpy(play.bytes + play.size, bytes, size);
    play.size += size;
    return CAIRO_STATUS_SUCCESS;
}

// What is on the tape is copied: it is not aligned.
static const void *next(size_t size)
{
    const unsigned char *at = play.at;
    play.at += size;
    return at;
}

static void numbers(double *to, int n)
{
    memcpy(to, next((size_t)n * sizeof *to), (size_t)n * sizeof *to);
}

static void counts(int *to, int n)
{
    memcpy(to, next((size_t)n * sizeof *to), (size_t)n * sizeof *to);
}

// free() it.
static void *copy(size_t size, bool ends)
{
    char *bytes = malloc(size + 1);
    if (bytes)
        memcpy(bytes, next(size), size);
    if (bytes && ends)
        bytes[size] = '\0';
    return bytes;
}

static void new_face(void)
{
    int n[2];
    counts(n, 2);
    const void *bytes = next((size_t)n[1]);
    if (n[0] < TAPE_FACES_MAX && FT_New_Memory_Face(play.library, bytes, n[1], 0, &play.faces[n[0]]) == 0)
        play.fonts[n[0]] = cairo_ft_font_face_create_for_ft_face(play.faces[n[0]], 0);
}

static void glyph_path(void)
{
    int n;
    counts(&n, 1);
    cairo_glyph_t *glyphs = copy((size_t)n * sizeof *glyphs, false);
    cairo_glyph_path(play.cairo, glyphs, n);
    free(glyphs);
}

static void text_glyphs(void)
{
    int n[4];
    counts(n, 4);
    cairo_glyph_t *glyphs = copy((size_t)n[0] * sizeof *glyphs, false);
    cairo_text_cluster_t *clusters = copy((size_t)n[1] * sizeof *clusters, false);
    cairo_show_text_glyphs(play.cairo, next((size_t)n[3]), n[3], glyphs, n[0], clusters, n[1],
                           (cairo_text_cluster_flags_t)n[2]);
    free(clusters);
    free(glyphs);
}

static void set_image(void)
{
    double at[2];
    int n[2];
    numbers(at, 2);
    counts(n, 2);
    const unsigned char *from = next((size_t)n[0] * (size_t)n[1] * 4);
    cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, n[0], n[1]);
    unsigned char *to = cairo_image_surface_get_data(image);
    int stride = cairo_image_surface_get_stride(image);
    for (int y = 0; to && y < n[1]; y++)
        memcpy(to + (size_t)y * (size_t)stride, from + (size_t)y * (size_t)n[0] * 4, (size_t)n[0] * 4);
    cairo_surface_mark_dirty(image);
    cairo_set_source_surface(play.cairo, image, at[0], at[1]);
    cairo_surface_destroy(image);
}

static void words(int op)
{
    int n[2];
    counts(n, 2);
    char *text = copy((size_t)n[1], true);
    if (op == TAPE_METADATA)
        cairo_pdf_surface_set_metadata(play.surface, (cairo_pdf_metadata_t)n[0], text);
    else if (n[0])
        cairo_tag_begin(play.cairo, text, NULL);
    else
        cairo_tag_end(play.cairo, text);
    free(text);
}

static void dash(void)
{
    double offset;
    int n;
    numbers(&offset, 1);
    counts(&n, 1);
    double *dashes = copy((size_t)n * sizeof *dashes, false);
    cairo_set_dash(play.cairo, dashes, n, offset);
    free(dashes);
}

#define GIVES_0
#define GIVES_1 , a[0]
#define GIVES_2 GIVES_1, a[1]
#define GIVES_4 GIVES_2, a[2], a[3]
#define GIVES_5 GIVES_4, a[4]
#define GIVES_6 GIVES_5, a[5]

static void begin(void)
{
    double a[2];
    numbers(a, 2);
    play.surface = cairo_pdf_surface_create_for_stream(take_bytes, NULL, a[0], a[1]);
    play.cairo = cairo_create(play.surface);
}

static void one(int op)
{
    double a[TAPE_NUMBERS_MAX];
    int n = 0;
    switch (op) {
#define X(name, count)                                                                                                 \
    case TAPE_##name:                                                                                                  \
        numbers(a, count);                                                                                             \
        cairo_##name(play.cairo GIVES_##count);                                                                        \
        break;
        TAPE_NUMBERS(X)
#undef X
    case TAPE_BEGIN:
        begin();
        break;
    case TAPE_SIZE:
        numbers(a, 2), cairo_pdf_surface_set_size(play.surface, a[0], a[1]);
        break;
    case TAPE_VERSION:
        counts(&n, 1), cairo_pdf_surface_restrict_to_version(play.surface, (cairo_pdf_version_t)n);
        break;
    case TAPE_METADATA:
    case TAPE_TAG:
        words(op);
        break;
    case TAPE_CAP:
        counts(&n, 1), cairo_set_line_cap(play.cairo, (cairo_line_cap_t)n);
        break;
    case TAPE_JOIN:
        counts(&n, 1), cairo_set_line_join(play.cairo, (cairo_line_join_t)n);
        break;
    case TAPE_DASH:
        dash();
        break;
    case TAPE_NEW_FACE:
        new_face();
        break;
    case TAPE_FACE:
        counts(&n, 1), cairo_set_font_face(play.cairo, play.fonts[n]);
        break;
    case TAPE_GLYPH_PATH:
        glyph_path();
        break;
    case TAPE_TEXT_GLYPHS:
        text_glyphs();
        break;
    case TAPE_RADIAL:
        numbers(a, 6);
        cairo_pattern_destroy(play.pattern);
        play.pattern = cairo_pattern_create_radial(a[0], a[1], a[2], a[3], a[4], a[5]);
        break;
    case TAPE_STOP:
        numbers(a, 5);
        cairo_pattern_add_color_stop_rgba(play.pattern, a[0], a[1], a[2], a[3], a[4]);
        break;
    case TAPE_SET_PATTERN:
        cairo_set_source(play.cairo, play.pattern);
        break;
    case TAPE_SET_IMAGE:
        set_image();
        break;
    }
}

static bool end(void)
{
    cairo_status_t status = cairo_status(play.cairo);
    cairo_destroy(play.cairo);
    cairo_surface_finish(play.surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(play.surface);
    cairo_surface_destroy(play.surface);
    cairo_pattern_destroy(play.pattern);
    play.pattern = NULL;
    for (int i = 0; i < TAPE_FACES_MAX; i++) {
        cairo_font_face_destroy(play.fonts[i]);
        play.fonts[i] = NULL;
    }
    cairo_debug_reset_static_data(); // before the faces go: its caches have them
    for (int i = 0; i < TAPE_FACES_MAX; i++) {
        FT_Done_Face(play.faces[i]);
        play.faces[i] = NULL;
    }
    return status == CAIRO_STATUS_SUCCESS;
}

// The document; free() it. NULL: it failed.
EMSCRIPTEN_KEEPALIVE unsigned char *play_tape(const unsigned char *tape, int size)
{
    play.bytes = NULL;
    play.size = play.room = 0;
    play.at = tape, play.end = tape + size;
    if (!play.library && FT_Init_FreeType(&play.library) != 0)
        return NULL;
    while (play.at < play.end)
        one(*(const unsigned char *)next(1));
    if (end())
        return play.bytes;
    free(play.bytes);
    return NULL;
}

EMSCRIPTEN_KEEPALIVE int play_size(void)
{
    return (int)play.size;
}
