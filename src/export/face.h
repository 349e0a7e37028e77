// A typeface as those have it who put words on a page: HarfBuzz, which shapes them, and cairo, which sets them.
#ifndef RAVINE_EXPORT_FACE_H
#define RAVINE_EXPORT_FACE_H

#include "base/typeface.h"

#include <cairo.h>
#include <hb.h>

hb_font_t *face_shaper(const Typeface *from);        // hb_font_destroy() it
cairo_font_face_t *face_cairo(const Typeface *from); // cairo_font_face_destroy() it

#endif
