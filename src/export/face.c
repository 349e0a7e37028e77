#include "export/face.h"

#include <cairo-ft.h>
#include <hb-ot.h>

cairo_font_face_t *face_cairo(const Typeface *from)
{
    FcPattern *pattern =
        FcPatternBuild(NULL, FC_FILE, FcTypeString, from->path, FC_INDEX, FcTypeInteger, from->index, (char *)NULL);
    cairo_font_face_t *face = cairo_ft_font_face_create_for_pattern(pattern);
    FcPatternDestroy(pattern);
    return face;
}

hb_font_t *face_shaper(const Typeface *from)
{
    hb_blob_t *blob = hb_blob_create_from_file(from->path);
    hb_face_t *face = hb_face_create(blob, (unsigned)from->index & 0xffff);
    hb_font_t *font = hb_font_create(face);
    if (from->index >> 16)
        hb_font_set_var_named_instance(font, (unsigned)(from->index >> 16) - 1);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return font;
}
