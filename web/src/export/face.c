// In the page: cairo is another module, which is told the typeface's bytes.
#include "export/face.h"

#include "base/file.h"
#include "web/pdf/tape.h"

#include <stdlib.h>

hb_font_t *face_shaper(const Typeface *from)
{
    size_t size = 0;
    Error nobody;
    char *bytes = file_read(from->path, &size, &nobody);
    hb_blob_t *blob = hb_blob_create(bytes, (unsigned)size, HB_MEMORY_MODE_READONLY, bytes, free);
    hb_face_t *face = hb_face_create(blob, (unsigned)from->index);
    hb_font_t *font = hb_font_create(face);
    hb_face_destroy(face);
    hb_blob_destroy(blob);
    return font;
}

cairo_font_face_t *face_cairo(const Typeface *from)
{
    return tape_face(from->path);
}
