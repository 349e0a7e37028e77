// Where scenes come from: a YAML file, a picture with a scene inside, or the built-in ones.
#include "base/asset.h"
#include "base/file.h"
#include "base/text.h"
#include "scene/scene.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIGNATURE = 8 }; // bytes

typedef struct PngBytes {
    const char *next, *end;
} PngBytes;

static void read_bytes(png_structp png, png_bytep to, size_t size)
{
    PngBytes *bytes = png_get_io_ptr(png);
    if (size > (size_t)(bytes->end - bytes->next))
        png_error(png, "it is cut off");
    memcpy(to, bytes->next, size);
    bytes->next += size;
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

static const char *find_scene(png_structp png, png_infop info)
{
    png_textp text;
    int n = 0;
    png_get_text(png, info, &text, &n);
    for (int i = 0; i < n; i++)
        if (!strcmp(text[i].key, "ravine-scene"))
            return text[i].text;
    return NULL;
}

// Looks at the chunks before the image, where Ravine writes. Copied; NULL: none, or an error that libpng said.
static char *read_text_chunk(png_structp png, png_infop info, PngBytes *bytes)
{
    if (setjmp(png_jmpbuf(png)))
        return NULL;
    png_set_chunk_malloc_max(png, FILE_SIZE_MAX);
    png_set_read_fn(png, bytes, read_bytes);
    png_read_info(png, info);
    const char *found = find_scene(png, info);
    return found ? strdup(found) : NULL;
}

// NULL: error has "scene, FILE: WHY".
static char *scene_in_png(const char *bytes, size_t size, const char *path, Error *error)
{
    Error why = {"this picture has no scene inside"};
    PngBytes rest = {bytes, bytes + size};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &why, fail_png, ignore_png);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    char *text = info ? read_text_chunk(png, info, &rest) : NULL;
    png_destroy_read_struct(&png, &info, NULL);
    if (!text)
        error_set(error, "scene, %s: %s", path, why.text);
    return text;
}

static bool parse_png(Scene *scene, const char *bytes, size_t size, const char *path, Error *error)
{
    char *text = scene_in_png(bytes, size, path, error);
    bool ok = text && scene_parse(scene, text, strlen(text), path, error);
    free(text);
    return ok;
}

static const char *builtin_name(const void *context, int i)
{
    (void)context;
    return scene_builtin(i);
}

static bool is_builtin(const char *name)
{
    for (int i = 0; scene_builtin(i); i++)
        if (!strcmp(scene_builtin(i), name))
            return true;
    return false;
}

static bool unknown_scene(const char *path, Error *error)
{
    const char *nearest = strpbrk(path, "/.") ? NULL : text_nearest(path, builtin_name, NULL);
    if (landscape_find(path))
        return error_set(error, "scene, %s: no such file or built-in scene; -l %s is the landscape", path, path);
    return error_set(error, "scene, %s: no such file or built-in scene%s%s", path, nearest ? "; did you mean " : "",
                     nearest ? nearest : "");
}

bool scene_read(Scene *scene, const char *path, Error *error)
{
    char name[128], builtin[SCENE_PATH_MAX];
    Error why;
    if (is_builtin(path)) {
        snprintf(name, sizeof name, "assets/scenes/%s.yaml", path);
        if (!asset_path(name, builtin, sizeof builtin, &why))
            return error_set(error, "scene, %s", why.text);
        path = builtin;
    } else if (strcmp(path, "-") && !file_exists(path)) {
        return unknown_scene(path, error);
    }
    size_t size;
    char *bytes = file_read(path, &size, &why);
    if (!bytes)
        return error_set(error, "scene, %s", why.text);
    path = file_input_name(path);
    bool png = size >= SIGNATURE && !png_sig_cmp((png_const_bytep)bytes, 0, SIGNATURE);
    bool ok = png ? parse_png(scene, bytes, size, path, error) : scene_parse(scene, bytes, size, path, error);
    free(bytes);
    return ok;
}
