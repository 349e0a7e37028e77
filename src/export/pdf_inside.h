// What cairo leaves out of a PDF: the scene as a file attached to it, and words for figures that are not seen.
#ifndef RAVINE_EXPORT_PDF_INSIDE_H
#define RAVINE_EXPORT_PDF_INSIDE_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

// A document as cairo has written it, and what is to be put into it.
typedef struct PdfInside {
    const char *bytes;
    size_t size;
    const char *scene;
    size_t scene_size;
    const char *const *words; // [n], UTF-8, of its structure's figures in their order
    int n;
} PdfInside;

// Writes all of it. false: error.
bool pdf_inside_write(const PdfInside *inside, FILE *out, Error *error);

#endif
