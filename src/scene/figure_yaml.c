// The figure as YAML: `figure:` of a scene, a mapping of how large it is, and what stands on it.
#include "scene/grid.h"
#include "scene/scene_yaml.h"

#include "base/text.h"

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

static bool read_letters(void *context, const YamlNode *value)
{
    return yaml_truth(value, &figure_of(context)->letters);
}

static void write_letters(YamlWriter *writer, const void *context)
{
    if (((const Scene *)context)->figure.letters)
        yaml_write_text(writer, "true");
}

static bool read_alone(void *context, const YamlNode *value)
{
    return yaml_truth(value, &figure_of(context)->alone);
}

static void write_alone(YamlWriter *writer, const void *context)
{
    if (((const Scene *)context)->figure.alone)
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

// ['lr=0.1,0.01', 'momentum=0,0.9']: columns, then rows.
static bool read_grid(void *context, const YamlNode *value)
{
    SceneFigure *figure = figure_of(context);
    int n = 0;
    for (const YamlNode *entry = value->first; entry; entry = entry->next, n++) {
        GridAxis axis;
        Error error;
        if (n == FIGURE_GRIDS)
            return yaml_fail(entry, "grid: expected columns and rows, and no more");
        if (!grid_read(entry->text, &axis, &error))
            return yaml_fail(entry, "%s", error.text);
        text_copy(figure->grid[n], sizeof figure->grid[n], entry->text);
    }
    return true;
}

static void write_grid(YamlWriter *writer, const void *context)
{
    const SceneFigure *figure = &((const Scene *)context)->figure;
    int n = 0;
    while (n < FIGURE_GRIDS && figure->grid[n][0])
        n++;
    if (n == 0)
        return;
    yaml_begin_list(writer, n);
    for (int i = 0; i < n; i++)
        yaml_write_text(writer, figure->grid[i]);
    yaml_end_list(writer);
}

static bool read_suited(void *context, const YamlNode *value)
{
    for (const YamlNode *entry = value->first; entry; entry = entry->next) {
        int racer;
        if (!yaml_whole(entry, 0, RACE_RACERS_MAX - 1, &racer))
            return false;
        figure_of(context)->suited |= 1u << racer;
    }
    return true;
}

static void write_suited(YamlWriter *writer, const void *context)
{
    uint32_t suited = ((const Scene *)context)->figure.suited;
    for (int i = 0; i < RACE_RACERS_MAX; i++) {
        char number[16];
        snprintf(number, sizeof number, "%d", i);
        if (suited >> i & 1)
            yaml_flow_add(writer, number);
    }
    yaml_flow_end(writer);
}

const YamlKey scene_figure_keys[] = {
    {"width", .read = read_width, .write = write_width},
    {"size", .read = read_size, .write = write_size},
    {"dpi", .read = read_dpi, .write = write_dpi},
    {"show", SHAPE_TEXTS, .read = read_show, .write = write_show},
    {"hide", SHAPE_TEXTS, .read = read_hide, .write = write_hide},
    {"grid", SHAPE_TEXTS, .read = read_grid, .write = write_grid},
    {"suited", SHAPE_TEXTS, .read = read_suited, .write = write_suited},
    {"letters", .read = read_letters, .write = write_letters},
    {"transparent", .read = read_transparent, .write = write_transparent},
    {"alone", .read = read_alone, .write = write_alone},
    {"font", .read = read_font, .write = write_font},
    {NULL},
};

// That of the slide before goes.
bool scene_read_figure(void *context, const YamlNode *value)
{
    *figure_of(context) = (SceneFigure){0};
    return yaml_read_keys(value, scene_figure_keys, context);
}
