// Pictures that stand still: what --output writes and what the screenshot key writes, the very same.
#ifndef RAVINE_APP_STILL_H
#define RAVINE_APP_STILL_H

#include "app/options.h"
#include "app/session.h"
#include "export/export.h"
#include "picture/picture.h"
#include "render/render.h"

enum { STILL_WIDTH_DEFAULT = 1600, STILL_HEIGHT_DEFAULT = 900 }; // pixels, or points of a window

// What is drawn with, and how large. Borrowed.
typedef struct StillInput {
    const Session *session; // run to the step
    Render *render;
    Picture *picture;
    int step;
    int width_px, height_px;
    float scale; // pixels per point
} StillInput;

// The picture of a session at a step, without anything of the person's doing.
PictureInput still_picture(const StillInput *input);

// The file's bytes, free() them. NULL: error.
uint8_t *still_png(const StillInput *input, size_t *size, Error *error);

// The format that --output and --format ask for. EXIT_DONE, or EXIT_USAGE with an error.
int still_format(const Options *options, const ExportFormat **format, Error *error);

// --output, from the scene to the file, without a display. Returns main's exit code.
int still_run(const Options *options, const ExportFormat *format, const Scene *scene, Error *error);

#endif
