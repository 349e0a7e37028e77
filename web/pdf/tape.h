// What pdf.c asks of cairo, written down in the page (tape.c) and played in the module that has cairo (play.c): the
// module is fetched only when a PDF is asked for. To add a function of cairo's: a row here and its two ends, or one of
// TAPE_NUMBERS, which need none.
#ifndef RAVINE_WEB_TAPE_H
#define RAVINE_WEB_TAPE_H

#include <cairo.h>

// With a cairo_t and so many numbers.
#define TAPE_NUMBERS(X)                                                                                                \
    X(clip, 0)                                                                                                         \
    X(close_path, 0)                                                                                                   \
    X(fill, 0)                                                                                                         \
    X(identity_matrix, 0)                                                                                              \
    X(new_sub_path, 0)                                                                                                 \
    X(paint, 0)                                                                                                        \
    X(restore, 0)                                                                                                      \
    X(save, 0)                                                                                                         \
    X(show_page, 0)                                                                                                    \
    X(stroke, 0)                                                                                                       \
    X(rotate, 1)                                                                                                       \
    X(set_font_size, 1)                                                                                                \
    X(set_line_width, 1)                                                                                               \
    X(line_to, 2)                                                                                                      \
    X(move_to, 2)                                                                                                      \
    X(scale, 2)                                                                                                        \
    X(translate, 2)                                                                                                    \
    X(rectangle, 4)                                                                                                    \
    X(set_source_rgba, 4)                                                                                              \
    X(arc, 5)                                                                                                          \
    X(curve_to, 6)

// Behind each, in this order: numbers (doubles), counts (ints), bytes.
enum {
    TAPE_BEGIN,       // width, height
    TAPE_SIZE,        // width, height
    TAPE_VERSION,     // version
    TAPE_METADATA,    // which, size; text
    TAPE_TAG,         // begins, size; text
    TAPE_CAP,         // line cap
    TAPE_JOIN,        // line join
    TAPE_DASH,        // offset; n; n doubles
    TAPE_NEW_FACE,    // which, size; the typeface's file
    TAPE_FACE,        // which
    TAPE_GLYPH_PATH,  // n; n cairo_glyph_t
    TAPE_TEXT_GLYPHS, // n, clusters, flags, size; n cairo_glyph_t, cairo_text_cluster_t, text
    TAPE_RADIAL,      // 6 numbers
    TAPE_STOP,        // 5 numbers
    TAPE_SET_PATTERN,
    TAPE_SET_IMAGE, // x, y; width, height; pixels
#define X(name, n) TAPE_##name,
    TAPE_NUMBERS(X)
#undef X
};

enum { TAPE_NUMBERS_MAX = 6, TAPE_COUNTS_MAX = 4, TAPE_FACES_MAX = 16 };

cairo_font_face_t *tape_face(const char *path);

#endif
