// Writing a scene out: a TABLE by file ending. Each exporter gets plain data; who needs pixels is given pixels. To add a format: one function and one row in export.c.
// Exporters do not see the renderer: the app hands them what it drew.
#ifndef RAVINE_EXPORT_EXPORT_H
#define RAVINE_EXPORT_EXPORT_H

#include "base/error.h"
#include "engine/race.h"
#include "scene/scene.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ExportInput {
    const Scene *scene;
    const Race *race;      // run to the step that is exported, or to its end where the format wants all steps
    int step;              // last step
    const uint8_t *pixels; // [height_px][width_px] RGB; only for formats with needs_pixels
    int width_px, height_px;
} ExportInput;

typedef struct ExportFormat {
    const char *ending; // "png", without the dot
    const char *title;
    bool needs_pixels;
    bool needs_race;
    // Returns the file's bytes (free() them) or NULL with error.
    uint8_t *(*make)(const ExportInput *input, size_t *size, Error *error);
} ExportFormat;

int export_count(void);
const ExportFormat *export_at(int i);
const ExportFormat *export_find(const char *ending);   // "png"; NULL: none
const ExportFormat *export_for_path(const char *path); // by the path's ending, case ignored; NULL: none

#endif
