// Where scenes come from: a YAML file, a picture or document with a scene inside, or the built-in ones.
#include "base/asset.h"
#include "base/file.h"
#include "base/text.h"
#include "scene/inside.h"
#include "scene/scene_builtin.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNATURE = 8, HEADER_CHUNK = 25, CHUNK_HEAD = 8, CHUNK_EXTRA = 12 }; // bytes; a chunk is its data and EXTRA

static const char keyword[] = "ravine-scene"; // and its 0, before the text

// What libpng is shown of a picture: head, the scene's chunk, the head of an image. Others could inflate to any size.
typedef struct PngBytes {
    struct PngPart {
        const char *next, *end;
    } part[3];
} PngBytes;

static void read_bytes(png_structp png, png_bytep to, size_t size)
{
    PngBytes *bytes = png_get_io_ptr(png);
    for (int i = 0; i < 3; i++) {
        struct PngPart *part = &bytes->part[i];
        size_t left = (size_t)(part->end - part->next), n = size < left ? size : left;
        memcpy(to, part->next, n);
        part->next += n;
        to += n;
        size -= n;
    }
    if (size)
        png_error(png, "it is cut off");
}

static void fail_png(png_structp png, png_const_charp message)
{
    error_set(png_get_error_ptr(png), "%s", message);
    png_longjmp(png, 1);
}

static void ignore_png(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static uint32_t chunk_length(const char *chunk)
{
    return png_get_uint_32((png_const_bytep)chunk);
}

static bool is_scene(const char *chunk)
{
    static const char types[][5] = {"iTXt", "tEXt", "zTXt"};
    bool text = false;
    for (int i = 0; i < 3; i++)
        text = text || !memcmp(chunk + 4, types[i], 4);
    return text && chunk_length(chunk) >= sizeof keyword && !memcmp(chunk + CHUNK_HEAD, keyword, sizeof keyword);
}

// The first chunk with a scene, found by its name alone. NULL: error says why.
static const char *find_scene(const char *bytes, const char *end, Error *error)
{
    const char *chunk = bytes + SIGNATURE;
    while (chunk < end) {
        if (end - chunk < CHUNK_EXTRA || end - chunk - CHUNK_EXTRA < chunk_length(chunk))
            return error_set(error, "it is cut off"), NULL;
        if (is_scene(chunk))
            return chunk;
        chunk += CHUNK_EXTRA + chunk_length(chunk);
    }
    return error_set(error, "this picture has no scene inside"), NULL;
}

// The text of the chunk that libpng is shown, which has so many bytes: it may inflate to FILE_SIZE_MAX. Copied; NULL:
// an error that libpng said.
static char *read_text_chunk(png_structp png, png_infop info, PngBytes *bytes, size_t chunk)
{
    if (setjmp(png_jmpbuf(png)))
        return NULL;
    png_set_chunk_malloc_max(png, chunk > FILE_SIZE_MAX ? chunk : FILE_SIZE_MAX);
    png_set_read_fn(png, bytes, read_bytes);
    png_read_info(png, info);
    png_textp text;
    return png_get_text(png, info, &text, NULL) ? strdup(text->text) : NULL;
}

static char *read_scene_chunk(const char *bytes, const char *end, Error *why)
{
    static const char image[] = "\0\0\0\0IDAT"; // CHUNK_HEAD bytes
    const char *chunk = find_scene(bytes, end, why);
    if (!chunk)
        return NULL;
    const char *head = bytes + SIGNATURE + HEADER_CHUNK, *chunk_end = chunk + CHUNK_EXTRA + chunk_length(chunk);
    PngBytes shown = {{{bytes, head < chunk ? head : chunk}, {chunk, chunk_end}, {image, image + CHUNK_HEAD}}};
    error_set(why, "its scene is damaged");
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, why, fail_png, ignore_png);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    char *text = info ? read_text_chunk(png, info, &shown, (size_t)(chunk_end - chunk)) : NULL;
    png_destroy_read_struct(&png, &info, NULL);
    return text;
}

static bool is_png(const char *bytes, size_t size)
{
    return size >= SIGNATURE && !png_sig_cmp((png_const_bytep)bytes, 0, SIGNATURE);
}

static char *read_png(const char *bytes, size_t size, Error *why)
{
    return read_scene_chunk(bytes, bytes + size, why);
}

// Files with a scene inside, by their first bytes.
static const struct {
    bool (*is)(const char *bytes, size_t size);
    char *(*read)(const char *bytes, size_t size, Error *why);
    bool page; // whatever its size
} pictures[] = {{is_png, read_png}, {inside_is_svg, inside_svg, true}, {inside_is_pdf, inside_pdf, true}};

// The text of a scene's file, whose bytes it takes: a picture's is inside it; *page: that of a page's picture. NULL:
// error has "scene, FILE: WHY".
static char *text_of(char *bytes, size_t *size, const char *path, bool *page, Error *error)
{
    enum { KINDS = sizeof pictures / sizeof *pictures };
    int kind = 0;
    while (kind < KINDS && !pictures[kind].is(bytes, *size))
        kind++;
    *page = false;
    if (kind == KINDS)
        return bytes;
    Error why;
    *page = pictures[kind].page;
    char *text = pictures[kind].read(bytes, *size, &why);
    free(bytes);
    if (text)
        *size = strlen(text);
    else
        error_set(error, "scene, %s: %s", path, why.text);
    return text;
}

static const char *builtin_name(const void *context, int i)
{
    (void)context;
    return scene_builtin_at(i);
}

static bool unknown_scene(const char *path, Error *error)
{
    const char *nearest = strpbrk(path, "/.") ? NULL : text_nearest(path, builtin_name, NULL);
    if (landscape_find(path))
        return error_set(error, "scene, %s: no such file or built-in scene; -l %s is the landscape", path, path);
    return error_set(error, "scene, %s: no such file or built-in scene%s%s", path, nearest ? "; did you mean " : "",
                     nearest ? nearest : "");
}

// ---- Whose words they are

static bool are_of(const Scene *scene, const char *builtin)
{
    Scene shipped = {0};
    bool same = scene_read(&shipped, builtin, NULL) && !strcmp(shipped.title, scene->title) &&
                !strcmp(shipped.caption, scene->caption);
    scene_clear(&shipped);
    return same;
}

void scene_mark_words(Scene *scene)
{
    scene->shipped = false;
    for (int i = 0; scene_builtin(i) && scene->caption[0] && !scene->lesson && !scene->shipped; i++)
        scene->shipped = !strcmp(scene_builtin_title(i), scene->title) && are_of(scene, scene_builtin(i));
}

bool scene_read(Scene *scene, const char *path, Error *error)
{
    char name[128], builtin[SCENE_PATH_MAX];
    Error why;
    if (scene_builtin_path(path, name, sizeof name)) {
        if (!asset_path(name, builtin, sizeof builtin, &why))
            return error_set(error, "scene, %s", why.text);
        path = builtin;
    } else if (strcmp(path, "-") && !file_exists(path)) {
        return unknown_scene(path, error);
    }
    size_t size;
    char *bytes = file_read_large(path, SCENE_BYTES_MAX, &size, &why);
    if (!bytes)
        return error_set(error, "scene, %s", why.text);
    bool is_builtin = path == builtin, page;
    path = file_input_name(path);
    char *text = text_of(bytes, &size, path, &page, error);
    bool ok = text && scene_parse(scene, text, size, path, error);
    free(text);
    scene->figured = ok && page;
    if (ok && is_builtin)
        scene->shipped = !scene->lesson;
    else if (ok)
        scene_mark_words(scene);
    return ok;
}
