// The figure as YAML: `figure:` of a scene, a mapping of how large it is, and what stands on it.
#include "base/text.h"
#include "scene/scene_yaml.h"

#include <stdio.h>

static SceneFigure *figure_of(void *context)
{
    return &((SceneReader *)context)->scene.figure;
}

static bool read_width(void *context, const YamlNode *value)
{
    return figure_read_width(figure_of(context), value->text) ||
           yaml_fail(value, "width: expected column, page, slide or a length like 85mm or 85mmx60mm");
}

static void write_width(YamlWriter *writer, const void *context)
{
    char text[96];
    figure_write_width(&((const Scene *)context)->figure, text, sizeof text);
    if (text[0])
        yaml_write_text(writer, text);
}

static bool read_size(void *context, const YamlNode *value)
{
    return figure_read_size(figure_of(context), value->text) ||
           yaml_fail(value, "size: expected WIDTHxHEIGHT, each from %d to %d pixels, like 1600x900", FIGURE_SIDE_MIN,
                     FIGURE_SIDE_MAX);
}

static void write_size(YamlWriter *writer, const void *context)
{
    const SceneFigure *figure = &((const Scene *)context)->figure;
    char text[32];
    if (figure->width_mm > 0 || figure->width_px == 0)
        return;
    snprintf(text, sizeof text, "%dx%d", figure->width_px, figure->height_px);
    yaml_write_text(writer, text);
}

static bool read_dpi(void *context, const YamlNode *value)
{
    return yaml_whole(value, FIGURE_DPI_MIN, FIGURE_DPI_MAX, &figure_of(context)->dpi);
}

static void write_dpi(YamlWriter *writer, const void *context)
{
    int dpi = ((const Scene *)context)->figure.dpi;
    if (dpi)
        yaml_write_whole(writer, (unsigned long long)dpi);
}

static const char *part_name(const void *context, int i)
{
    (void)context;
    return i < PART_COUNT ? figure_part_names[i] : NULL;
}

static bool read_show(void *context, const YamlNode *value)
{
    return scene_read_bits(value, "part ", part_name, &figure_of(context)->show);
}

static void write_show(YamlWriter *writer, const void *context)
{
    scene_write_bits(writer, figure_part_names, PART_COUNT, ((const Scene *)context)->figure.show);
}

static bool read_hide(void *context, const YamlNode *value)
{
    return scene_read_bits(value, "part ", part_name, &figure_of(context)->hide);
}

static void write_hide(YamlWriter *writer, const void *context)
{
    scene_write_bits(writer, figure_part_names, PART_COUNT, ((const Scene *)context)->figure.hide);
}

static bool read_transparent(void *context, const YamlNode *value)
{
    return yaml_truth(value, &figure_of(context)->transparent);
}

static void write_transparent(YamlWriter *writer, const void *context)
{
    if (((const Scene *)context)->figure.transparent)
        yaml_write_text(writer, "true");
}

static bool read_font(void *context, const YamlNode *value)
{
    return (value->text[0] && text_copy(figure_of(context)->font, FIGURE_FONT_MAX, value->text)) ||
           yaml_fail(value, "font: expected the name of a typeface's family, like Noto Serif");
}

static void write_font(YamlWriter *writer, const void *context)
{
    const char *font = ((const Scene *)context)->figure.font;
    if (font[0])
        yaml_write_text(writer, font);
}

const YamlKey scene_figure_keys[] = {
    {"width", .read = read_width, .write = write_width},
    {"size", .read = read_size, .write = write_size},
    {"dpi", .read = read_dpi, .write = write_dpi},
    {"show", SHAPE_TEXTS, .read = read_show, .write = write_show},
    {"hide", SHAPE_TEXTS, .read = read_hide, .write = write_hide},
    {"transparent", .read = read_transparent, .write = write_transparent},
    {"font", .read = read_font, .write = write_font},
    {NULL},
};

// That of the slide before goes.
bool scene_read_figure(void *context, const YamlNode *value)
{
    *figure_of(context) = (SceneFigure){0};
    return yaml_read_keys(value, scene_figure_keys, context);
}
