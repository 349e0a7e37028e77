// Cairo, which writes PDF, is not in the page.
#include "export/export.h"

static bool write_pdf(const Source *source, const Sink *sink, Error *error)
{
    (void)source, (void)sink;
    return error_set(error, "pdf: a browser's Ravine has no writer of PDF: take svg, or the program on a desktop");
}

const ExportFormat export_pdf = {"pdf", "pages with the scene attached, one for each slide of a lesson",
                                 EXPORT_RACE | EXPORT_LIST | EXPORT_PAGES, write_pdf};
