// The picture as a PNG that holds its scene in an iTXt chunk, so that Ravine can open it again. No time stamp: same
// scene, same bytes.
#include "export/png.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPE_BYTES = 1 << 20 };

// Of an iTXt chunk, before the text, which is not compressed and of no language.
static const uint8_t chunk_head[] = "ravine-scene\0\0\0\0";

static void fail(png_structp png, png_const_charp message)
{
    error_set(png_get_error_ptr(png), "picture: %s", message);
    png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void write_bytes(png_structp png, png_bytep bytes, size_t size)
{
    if (fwrite(bytes, 1, size, png_get_io_ptr(png)) != size)
        png_error(png, "it cannot be written");
}

static void flush(png_structp png)
{
    (void)png;
}

// Pulled and written stripe by stripe.
typedef struct Stripes {
    const Source *source;
    const PixelRows *frame;
    const Sink *sink;
    Error *error;
    char *scene;    // its text
    uint8_t *bytes; // [rows][row_bytes]
    int rows;       // of a stripe, but for the last
    size_t row_bytes;
} Stripes;

// png_set_text() would keep a copy: with the largest data that is half of all memory.
static void write_scene(png_structp png, const char *text)
{
    size_t size = strlen(text);
    png_write_chunk_start(png, (png_const_bytep) "iTXt", (png_uint_32)(sizeof chunk_head + size));
    png_write_chunk_data(png, chunk_head, sizeof chunk_head);
    png_write_chunk_data(png, (png_const_bytep)text, size);
    png_write_chunk_end(png);
}

static void write_head(const Stripes *stripes, png_structp png, png_infop info)
{
    const Source *source = stripes->source;
    png_set_IHDR(png, info, (png_uint_32)source->width_px, (png_uint_32)source->height_px, 8,
                 source->transparent ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_write_info(png, info);
    write_scene(png, stripes->scene);
}

static bool write_stripe(const Stripes *stripes, png_structp png, int row)
{
    const Source *source = stripes->source;
    int left = source->height_px - row, rows = left < stripes->rows ? left : stripes->rows;
    PixelRows which = *stripes->frame;
    which.row = row;
    which.rows = rows;
    which.alpha = source->transparent;
    if (!source->pixels(source->context, &which, stripes->bytes, stripes->error))
        return false;
    for (int y = 0; y < rows; y++)
        png_write_row(png, stripes->bytes + (size_t)y * stripes->row_bytes);
    return sink_goes_on(stripes->sink, row + rows, source->height_px, stripes->error);
}

static bool write_image(const Stripes *stripes, png_structp png, png_infop info)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_write_fn(png, stripes->sink->stream, write_bytes, flush);
    write_head(stripes, png, info);
    for (int row = 0; row < stripes->source->height_px; row += stripes->rows)
        if (!write_stripe(stripes, png, row))
            return false;
    png_write_end(png, NULL);
    return true;
}

static bool write_stripes(const Stripes *stripes)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, stripes->error, fail, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info ? write_image(stripes, png, info) : error_set(stripes->error, "picture: out of memory");
    png_destroy_write_struct(&png, &info);
    return ok;
}

bool png_write(const Source *source, const PixelRows *frame, const Sink *sink, Error *error)
{
    size_t size, row_bytes = (size_t)source->width_px * (source->transparent ? 4 : 3);
    Stripes stripes = {source, frame, sink, error, .rows = 1 + STRIPE_BYTES / (int)row_bytes, .row_bytes = row_bytes};
    Source then = *source; // it opens at the step that is shown
    then.steps = (int)frame->step;
    stripes.scene = source_text(&then, &size, error);
    stripes.bytes = malloc((size_t)stripes.rows * row_bytes);
    bool ok = stripes.scene && (stripes.bytes ? write_stripes(&stripes) : error_set(error, "picture: out of memory"));
    free(stripes.bytes);
    free(stripes.scene);
    return ok;
}

static bool write_png(const Source *source, const Sink *sink, Error *error)
{
    return png_write(source, &(PixelRows){.step = source->steps}, sink, error);
}

const ExportFormat export_png = {"png", "picture, with its scene inside", EXPORT_RACE | EXPORT_PIXELS, write_png};
