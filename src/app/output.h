// --output: from the scene to a file in the format of its ending, without a display.
#ifndef RAVINE_APP_OUTPUT_H
#define RAVINE_APP_OUTPUT_H

#include "app/options.h"
#include "export/export.h"

// The format that --output and --format ask for. EXIT_DONE, or EXIT_USAGE with an error.
int output_format(const Options *options, const ExportFormat **format, Error *error);

// In the colours that suit the format. Returns main's exit code.
int output_run(const Options *options, const ExportFormat *format, Scene *scene, Error *error);

#endif
