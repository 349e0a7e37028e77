#include "web/pdf/tape.h"

#include "base/error.h"
#include "base/file.h"

#include <cairo-pdf.h>
#include <emscripten.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// What was asked for, as bytes; malloc's. Their number goes to *size. NULL: it failed, or there is no such module.
EM_JS(unsigned char *, tape_js_play, (const unsigned char *tape, int n, int *size), {
    const writer = Ravine.writer();
    if (!writer)
        return 0;
    const at = writer._malloc(n);
    writer.HEAPU8.set(HEAPU8.subarray(tape, tape + n), at);
    const found = writer._play_tape(at, n), length = writer._play_size();
    const to = found ? _malloc(length) : 0;
    if (to)
        HEAPU8.set(writer.HEAPU8.subarray(found, found + length), to);
    writer._free(at);
    writer._free(found);
    HEAP32[size >> 2] = length;
    return to;
});

struct _cairo_surface {
    int width, height; // of an image
    unsigned char *pixels;
    cairo_write_func_t write; // of a document
    void *closure;
    cairo_status_t status;
};

struct _cairo_font_face {
    char *bytes;
    size_t size;
    int number; // on the tape; -1: not yet
};

// One document at a time.
static struct {
    unsigned char *bytes;
    size_t size, room;
    int faces;
    bool failed;
} tape;

// ---- Writing down

static void put(const void *bytes, size_t size)
{
    if (tape.size + size > tape.room) {
        size_t room = 2 * (tape.size + size);
        unsigned char *larger = realloc(tape.bytes, room);
        tape.failed |= !larger;
        if (!larger)
            return;
        tape.bytes = larger;
        tape.room = room;
    }
    memcpy(tape.bytes + tape.size, bytes, size);
    tape.size += size;
}

static void put_op(int op, int n, const double *numbers)
{
    uint8_t byte = (uint8_t)op;
    put(&byte, 1);
    put(numbers, (size_t)n * sizeof *numbers);
}

static void put_counts(int n, const int *counts)
{
    put(counts, (size_t)n * sizeof *counts);
}

#define NUMBERS(op, ...)                                                                                               \
    do {                                                                                                               \
        const double numbers[] = {__VA_ARGS__};                                                                        \
        put_op(op, sizeof numbers / sizeof *numbers, numbers);                                                         \
    } while (0)
#define COUNTS(...)                                                                                                    \
    do {                                                                                                               \
        const int counts[] = {__VA_ARGS__};                                                                            \
        put_counts(sizeof counts / sizeof *counts, counts);                                                            \
    } while (0)

// ---- cairo

#define TAKES_0
#define TAKES_1 , double a
#define TAKES_2 TAKES_1, double b
#define TAKES_4 TAKES_2, double c, double d
#define TAKES_5 TAKES_4, double e
#define TAKES_6 TAKES_5, double f
#define GIVES_0 0
#define GIVES_1 a
#define GIVES_2 GIVES_1, b
#define GIVES_4 GIVES_2, c, d
#define GIVES_5 GIVES_4, e
#define GIVES_6 GIVES_5, f
#define X(name, n)                                                                                                     \
    void cairo_##name(cairo_t *cairo TAKES_##n)                                                                        \
    {                                                                                                                  \
        (void)cairo;                                                                                                   \
        const double numbers[] = {GIVES_##n};                                                                          \
        put_op(TAPE_##name, n, numbers);                                                                               \
    }
TAPE_NUMBERS(X)
#undef X

cairo_t *cairo_create(cairo_surface_t *surface)
{
    return (cairo_t *)(void *)surface;
}

void cairo_destroy(cairo_t *cairo)
{
    (void)cairo;
}

cairo_status_t cairo_status(cairo_t *cairo)
{
    (void)cairo;
    return tape.failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

const char *cairo_status_to_string(cairo_status_t status)
{
    return status == CAIRO_STATUS_NO_MEMORY ? "out of memory" : "the writer of PDF failed";
}

void cairo_set_line_cap(cairo_t *cairo, cairo_line_cap_t cap)
{
    (void)cairo;
    put_op(TAPE_CAP, 0, NULL);
    COUNTS((int)cap);
}

void cairo_set_line_join(cairo_t *cairo, cairo_line_join_t join)
{
    (void)cairo;
    put_op(TAPE_JOIN, 0, NULL);
    COUNTS((int)join);
}

void cairo_set_dash(cairo_t *cairo, const double *dashes, int n, double offset)
{
    (void)cairo;
    NUMBERS(TAPE_DASH, offset);
    COUNTS(n);
    put(dashes, (size_t)n * sizeof *dashes);
}

void cairo_tag_begin(cairo_t *cairo, const char *name, const char *attributes)
{
    (void)cairo, (void)attributes;
    put_op(TAPE_TAG, 0, NULL);
    COUNTS(1, (int)strlen(name));
    put(name, strlen(name));
}

void cairo_tag_end(cairo_t *cairo, const char *name)
{
    (void)cairo;
    put_op(TAPE_TAG, 0, NULL);
    COUNTS(0, (int)strlen(name));
    put(name, strlen(name));
}

// ---- Words

cairo_font_face_t *tape_face(const char *path)
{
    Error nobody;
    cairo_font_face_t *face = calloc(1, sizeof *face);
    if (face)
        *face = (cairo_font_face_t){.bytes = file_read(path, &face->size, &nobody), .size = face->size, .number = -1};
    return face;
}

void cairo_font_face_destroy(cairo_font_face_t *face)
{
    if (face)
        free(face->bytes);
    free(face);
}

void cairo_set_font_face(cairo_t *cairo, cairo_font_face_t *face)
{
    (void)cairo;
    if (face->number < 0) {
        face->number = tape.faces++;
        put_op(TAPE_NEW_FACE, 0, NULL);
        COUNTS(face->number, (int)face->size);
        put(face->bytes, face->size);
    }
    put_op(TAPE_FACE, 0, NULL);
    COUNTS(face->number);
}

void cairo_glyph_path(cairo_t *cairo, const cairo_glyph_t *glyphs, int n)
{
    (void)cairo;
    put_op(TAPE_GLYPH_PATH, 0, NULL);
    COUNTS(n);
    put(glyphs, (size_t)n * sizeof *glyphs);
}

void cairo_show_text_glyphs(cairo_t *cairo, const char *text, int size, const cairo_glyph_t *glyphs, int n,
                            const cairo_text_cluster_t *clusters, int n_clusters, cairo_text_cluster_flags_t flags)
{
    (void)cairo;
    put_op(TAPE_TEXT_GLYPHS, 0, NULL);
    COUNTS(n, n_clusters, (int)flags, size);
    put(glyphs, (size_t)n * sizeof *glyphs);
    put(clusters, (size_t)n_clusters * sizeof *clusters);
    put(text, (size_t)size);
}

// ---- Patterns: one at a time

cairo_pattern_t *cairo_pattern_create_radial(double x0, double y0, double r0, double x1, double y1, double r1)
{
    NUMBERS(TAPE_RADIAL, x0, y0, r0, x1, y1, r1);
    return NULL;
}

void cairo_pattern_add_color_stop_rgba(cairo_pattern_t *pattern, double at, double r, double g, double b, double a)
{
    (void)pattern;
    NUMBERS(TAPE_STOP, at, r, g, b, a);
}

void cairo_set_source(cairo_t *cairo, cairo_pattern_t *pattern)
{
    (void)cairo, (void)pattern;
    put_op(TAPE_SET_PATTERN, 0, NULL);
}

void cairo_pattern_destroy(cairo_pattern_t *pattern)
{
    (void)pattern;
}

// ---- Images

cairo_surface_t *cairo_image_surface_create(cairo_format_t format, int width, int height)
{
    static cairo_surface_t none = {.status = CAIRO_STATUS_NO_MEMORY};
    (void)format;
    cairo_surface_t *surface = calloc(1, sizeof *surface);
    unsigned char *pixels = surface ? calloc((size_t)width * (size_t)height, 4) : NULL;
    if (pixels)
        *surface = (cairo_surface_t){.width = width, .height = height, .pixels = pixels};
    else
        free(surface);
    return pixels ? surface : &none;
}

unsigned char *cairo_image_surface_get_data(cairo_surface_t *surface)
{
    return surface->pixels;
}

int cairo_image_surface_get_stride(cairo_surface_t *surface)
{
    return 4 * surface->width;
}

void cairo_surface_mark_dirty(cairo_surface_t *surface)
{
    (void)surface;
}

void cairo_set_source_surface(cairo_t *cairo, cairo_surface_t *surface, double x, double y)
{
    (void)cairo;
    NUMBERS(TAPE_SET_IMAGE, x, y);
    COUNTS(surface->width, surface->height);
    put(surface->pixels, (size_t)surface->width * (size_t)surface->height * 4);
}

// ---- The document

cairo_surface_t *cairo_pdf_surface_create_for_stream(cairo_write_func_t write, void *closure, double width,
                                                     double height)
{
    static cairo_surface_t document;
    document = (cairo_surface_t){.write = write, .closure = closure};
    tape.size = 0;
    tape.faces = 0;
    tape.failed = false;
    NUMBERS(TAPE_BEGIN, width, height);
    return &document;
}

void cairo_pdf_surface_restrict_to_version(cairo_surface_t *surface, cairo_pdf_version_t version)
{
    (void)surface;
    put_op(TAPE_VERSION, 0, NULL);
    COUNTS((int)version);
}

void cairo_pdf_surface_set_metadata(cairo_surface_t *surface, cairo_pdf_metadata_t which, const char *text)
{
    (void)surface;
    put_op(TAPE_METADATA, 0, NULL);
    COUNTS((int)which, (int)strlen(text));
    put(text, strlen(text));
}

void cairo_pdf_surface_set_size(cairo_surface_t *surface, double width, double height)
{
    (void)surface;
    NUMBERS(TAPE_SIZE, width, height);
}

void cairo_surface_finish(cairo_surface_t *surface)
{
    int size = 0;
    unsigned char *found = tape.failed ? NULL : tape_js_play(tape.bytes, (int)tape.size, &size);
    surface->status = found ? surface->write(surface->closure, found, (unsigned)size) : CAIRO_STATUS_WRITE_ERROR;
    free(found);
    free(tape.bytes);
    tape.bytes = NULL;
    tape.size = tape.room = 0;
}

cairo_status_t cairo_surface_status(cairo_surface_t *surface)
{
    return surface->status;
}

void cairo_surface_destroy(cairo_surface_t *surface)
{
    if (!surface->pixels)
        return;
    free(surface->pixels);
    free(surface);
}
