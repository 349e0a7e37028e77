#include "export/export.h"

#include "export/formats.h"

#include <string.h>
#include <strings.h>

uint8_t *yaml_make(const ExportInput *input, size_t *size, Error *error)
{
    return (uint8_t *)scene_print(input->scene, size, error);
}

static const ExportFormat formats[] = {
    {"png", "picture, with its scene inside", .needs_pixels = true, .needs_race = true, .make = png_make},
    {"csv", "trace of every racer and step", .needs_race = true, .make = trace_make},
    {"py", "PyTorch script that runs the same race", .make = pytorch_make},
    {"yaml", "scene", .make = yaml_make},
};

int export_count(void)
{
    return sizeof formats / sizeof formats[0];
}

const ExportFormat *export_at(int i)
{
    return &formats[i];
}

const ExportFormat *export_find(const char *ending)
{
    for (int i = 0; i < export_count(); i++)
        if (!strcasecmp(formats[i].ending, ending))
            return &formats[i];
    return NULL;
}

const ExportFormat *export_for_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot ? export_find(dot + 1) : NULL;
}
