// What formats share: whether to go on, asked after each piece of the work, and the scene that is put into a picture.
#include "export/export.h"

bool sink_goes_on(const Sink *sink, int done, int total, Error *error)
{
    if (ferror(sink->stream))
        return error_set(error, "output: it takes no more bytes");
    if (sink->progress && !sink->progress(sink->context, done, total))
        return error_set(error, "output: cancelled");
    return true;
}

char *source_text(const Source *source, size_t *size, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, source->scene);
    if (!scene.figure.grid[0][0]) // each cell of a contact sheet has its own
        scene.step = source->steps, scene.step_said = true;
    char *text = scene_print(&scene, size, error);
    scene_clear(&scene);
    return text;
}
