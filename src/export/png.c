// The picture as a PNG that holds its scene in an iTXt chunk, so that Ravine can open it again. No time stamp: same scene, same bytes.
#include "export/formats.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static char keyword[] = "ravine-scene";

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
        png_error(png, "out of memory");
}

static void flush(png_structp png)
{
    (void)png;
}

static bool write_image(png_structp png, png_infop info, const ExportInput *input, char *scene, FILE *stream)
{
    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_write_fn(png, stream, write_bytes, flush);
    png_set_IHDR(png, info, (png_uint_32)input->width_px, (png_uint_32)input->height_px, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    png_set_text(png, info, &(png_text){.compression = PNG_ITXT_COMPRESSION_NONE, .key = keyword, .text = scene}, 1);
    png_write_info(png, info);
    for (int y = 0; y < input->height_px; y++)
        png_write_row(png, input->pixels + (size_t)y * (size_t)input->width_px * 3);
    png_write_end(png, NULL);
    return true;
}

static bool write_png(const ExportInput *input, char *scene, FILE *stream, Error *error)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, error, fail, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info ? write_image(png, info, input, scene, stream) : error_set(error, "picture: out of memory");
    png_destroy_write_struct(&png, &info);
    return ok;
}

uint8_t *png_make(const ExportInput *input, size_t *size, Error *error)
{
    char *bytes = NULL;
    size_t scene_size;
    char *scene = scene_print(input->scene, &scene_size, error);
    FILE *stream = scene ? open_memstream(&bytes, size) : NULL;
    bool ok = stream && write_png(input, scene, stream, error);
    if (scene && (!stream || fclose(stream)))
        ok = error_set(error, "picture: out of memory");
    if (!ok) {
        free(bytes);
        bytes = NULL;
    }
    free(scene);
    return (uint8_t *)bytes;
}
