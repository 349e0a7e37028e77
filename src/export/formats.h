// The functions behind export.c's rows. Private to src/export: each returns the file's bytes (free() them), or NULL with error.
#ifndef RAVINE_EXPORT_FORMATS_H
#define RAVINE_EXPORT_FORMATS_H

#include "export/export.h"

enum { TRACE_ROWS_MAX = 5000000 }; // of all racers together; a longer trace is refused

uint8_t *png_make(const ExportInput *input, size_t *size, Error *error);
uint8_t *trace_make(const ExportInput *input, size_t *size, Error *error);
uint8_t *pytorch_make(const ExportInput *input, size_t *size, Error *error);
uint8_t *yaml_make(const ExportInput *input, size_t *size, Error *error);

#endif
