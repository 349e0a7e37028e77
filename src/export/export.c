#include "export/export.h"

#include "base/file.h"
#include "export/numbered.h"

#include <string.h>
#include <strings.h>

extern const ExportFormat export_png, export_csv, export_svg, export_pdf, export_markdown, export_latex, export_pytorch,
    export_yaml, export_mp4, export_webm, export_gif, export_frames;

static const ExportFormat *const formats[] = {&export_png,      &export_csv,   &export_svg,     &export_pdf,
                                              &export_markdown, &export_latex, &export_pytorch, &export_yaml,
                                              &export_mp4,      &export_webm,  &export_gif,     &export_frames};

int export_count(void)
{
    return sizeof formats / sizeof formats[0];
}

const ExportFormat *export_at(int i)
{
    return formats[i];
}

const ExportFormat *export_find(const char *ending)
{
    for (int i = 0; i < export_count(); i++)
        if (!strcasecmp(formats[i]->ending, ending))
            return formats[i];
    return NULL;
}

const ExportFormat *export_for_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    const ExportFormat *format = dot ? export_find(dot + 1) : NULL;
    return format == &export_png && numbered_is(path) ? &export_frames : format;
}

// The file knows best why its stream failed.
bool export_write(const ExportFormat *format, const Source *source, const char *path, const Sink *asked, Error *error)
{
    FileOut out;
    Sink sink = asked ? *asked : (Sink){0};
    if (format->write_all)
        return format->write_all(source, path, &sink, error);
    if (!file_begin(&out, path, error))
        return false;
    sink.stream = out.stream;
    out.anew = sink.anew;
    if (format->write(source, &sink, error) || ferror(out.stream))
        return file_commit(&out, error);
    file_abort(&out);
    return false;
}
