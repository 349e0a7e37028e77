// The scene as its own text, which the program opens again.
#include "export/export.h"

#include <stdlib.h>

static bool write_yaml(const Source *source, const Sink *sink, Error *error)
{
    size_t size;
    char *text = scene_print(source->scene, &size, error);
    if (!text)
        return false;
    fwrite(text, 1, size, sink->stream);
    free(text);
    return sink_goes_on(sink, 1, 1, error);
}

const ExportFormat export_yaml = {"yaml", "scene", .write = write_yaml};
