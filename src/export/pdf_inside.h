// What cairo leaves out of a PDF: the scene as a file attached to it, words for figures that are not seen, and pages of
// any size.
#ifndef RAVINE_EXPORT_PDF_INSIDE_H
#define RAVINE_EXPORT_PDF_INSIDE_H

#include "base/error.h"

#include <stddef.h>
#include <stdio.h>

enum { PDF_PAGES_MAX = 64 };

typedef struct PdfPage {
    char *words;                // of its figure, UTF-8
    double width_pt, height_pt; // as large as it is to be: from the upper left corner
    int paper_height_pt;        // of what cairo has drawn it on
} PdfPage;

// A document as cairo has written it, and what is to be put into it.
typedef struct PdfInside {
    const char *bytes;
    size_t size;
    const char *scene;
    size_t scene_size;
    const PdfPage *pages; // [n], in their order
    int n;
} PdfInside;

// Writes all of it. false: error.
bool pdf_inside_write(const PdfInside *inside, FILE *out, Error *error);

#endif
