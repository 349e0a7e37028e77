// Words in glyphs of a page: shaped by HarfBuzz, set by cairo as text that can be searched and copied, in the typefaces
// and cells of digits that the screen has.
#ifndef RAVINE_EXPORT_TYPE_H
#define RAVINE_EXPORT_TYPE_H

#include "base/error.h"
#include "picture/draw/draw.h"

typedef struct _cairo cairo_t;
typedef struct Type Type;

Type *type_create(Error *error); // NULL: no typeface is there, or out of memory
void type_destroy(Type *type);

void type_set(Type *type, cairo_t *cairo, const DrawText *text);

#endif
