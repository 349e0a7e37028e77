// The picture as SVG by a writer of our own: lines as paths with few points, words as words, the lit surface as one
// PNG, and the scene among the metadata, so that Ravine can open it again. No date and no random names: same scene,
// same bytes.
#include "export/pen.h"

#include <math.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { GLOWS_MAX = 64, CLIPS_MAX = 64, FINE = 100 }; // coordinates are written in hundredths of a point

typedef struct Svg {
    Pen pen;
    FILE *out;
    unsigned mark; // the file's, in its names, which a page may hold beside those of other pictures
    bool grouped;  // a group with a clip is open
    Rect clips[CLIPS_MAX];
    int n_clips;
    PenGlow glows[GLOWS_MAX];
    int n_glows;
} Svg;

// Shared by all that is written: the pen's first member is its file.
static Svg *svg_of(Pen *pen)
{
    return (Svg *)pen;
}

// ---- Numbers, colours, text

static long hundredths(float value)
{
    return lroundf(value * FINE);
}

// As short as can be: 12.5, .25, -3.
static void put_hundredths(FILE *out, long n)
{
    long whole = labs(n) / FINE, part = labs(n) % FINE;
    if (n < 0)
        fputc('-', out);
    if (whole || !part)
        fprintf(out, "%ld", whole);
    if (part % 10)
        fprintf(out, ".%02ld", part);
    else if (part)
        fprintf(out, ".%ld", part / 10);
}

static void put(FILE *out, float value)
{
    put_hundredths(out, hundredths(value));
}

static void put_attribute(FILE *out, const char *name, float value)
{
    fprintf(out, " %s=\"", name);
    put(out, value);
    fputc('"', out);
}

static int byte_of(float channel)
{
    return (int)lroundf(255.0f * fminf(fmaxf(channel, 0.0f), 1.0f));
}

static void put_color(FILE *out, const char *what, const char *opacity, Color c)
{
    int r = byte_of(c.r), g = byte_of(c.g), b = byte_of(c.b);
    if (r % 17 || g % 17 || b % 17)
        fprintf(out, " %s=\"#%02x%02x%02x\"", what, r, g, b);
    else
        fprintf(out, " %s=\"#%x%x%x\"", what, r / 17, g / 17, b / 17);
    if (c.a < 0.995f)
        put_attribute(out, opacity, c.a);
}

static void put_ink(FILE *out, const PenInk *ink)
{
    if (ink->width > 0.0f) {
        put_color(out, "stroke", "stroke-opacity", ink->color);
        put_attribute(out, "stroke-width", ink->width);
    } else {
        put_color(out, "fill", "fill-opacity", ink->color);
    }
}

// XML has no place for control characters.
static void put_text(FILE *out, const char *text, size_t size)
{
    for (const char *c = text; c < text + size; c++)
        *c == '&'                                              ? fputs("&amp;", out)
        : *c == '<'                                            ? fputs("&lt;", out)
        : *c == '>'                                            ? fputs("&gt;", out)
        : *c == '\r'                                           ? fputs("&#13;", out)
        : (unsigned char)*c >= ' ' || *c == '\n' || *c == '\t' ? fputc(*c, out)
                                                               : fputc(' ', out);
}

// ---- The pen

static void close_group(Svg *svg)
{
    if (svg->grouped)
        fputs("</g>\n", svg->out);
    svg->grouped = false;
}

static void put_rect(FILE *out, Rect r, float corner)
{
    fputs("<rect", out);
    if (hundredths(r.x))
        put_attribute(out, "x", r.x);
    if (hundredths(r.y))
        put_attribute(out, "y", r.y);
    put_attribute(out, "width", r.w);
    put_attribute(out, "height", r.h);
    if (corner > 0.0f)
        put_attribute(out, "rx", corner);
}

// The clip's number; it is written where it is new.
static int clip_number(Svg *svg, Rect rect)
{
    int i = svg->n_clips < CLIPS_MAX ? 0 : svg->n_clips;
    while (i < svg->n_clips && memcmp(&svg->clips[i], &rect, sizeof rect) != 0)
        i++;
    if (i < svg->n_clips && i < CLIPS_MAX)
        return i;
    if (i < CLIPS_MAX)
        svg->clips[i] = rect;
    i = svg->n_clips++;
    fprintf(svg->out, "<clipPath id=\"c%x-%d\">", svg->mark, i);
    put_rect(svg->out, rect, 0.0f);
    fputs("/></clipPath>\n", svg->out);
    return i;
}

static void svg_clip(Pen *pen, const Rect *rect)
{
    Svg *svg = svg_of(pen);
    close_group(svg);
    if (!rect)
        return;
    int number = clip_number(svg, *rect);
    fprintf(svg->out, "<g clip-path=\"url(#c%x-%d)\">\n", svg->mark, number);
    svg->grouped = true;
}

// A number needs no space before its minus or after what is no number.
static void put_way(FILE *out, char command, const long *numbers, int n)
{
    fputc(command, out);
    for (int i = 0; i < n; i++) {
        if (i && numbers[i] >= 0)
            fputc(' ', out);
        put_hundredths(out, numbers[i]);
    }
}

// From where the last one ended, in whole hundredths, so that nothing adds up.
static void put_step(FILE *out, const CurveStep *step, long at[2])
{
    long x = hundredths(step->x), y = hundredths(step->y), dx = x - at[0], dy = y - at[1];
    if (step->bent) {
        long way[6];
        for (int i = 0; i < 4; i++)
            way[i] = hundredths(step->c[i]) - at[i & 1];
        way[4] = dx, way[5] = dy;
        put_way(out, 'c', way, 6);
    } else if (dx && dy) {
        put_way(out, 'l', (long[]){dx, dy}, 2);
    } else if (dx || dy) {
        put_way(out, dx ? 'h' : 'v', (long[]){dx ? dx : dy}, 1);
    }
    at[0] = x, at[1] = y;
}

static void svg_line(Pen *pen, const CurveStep *steps, int n, const PenInk *ink)
{
    FILE *out = svg_of(pen)->out;
    long at[2] = {hundredths(steps[0].x), hundredths(steps[0].y)}, from[2] = {at[0], at[1]};
    fputs("<path d=\"", out);
    put_way(out, 'M', at, 2);
    for (int i = 1; i < n; i++)
        put_step(out, &steps[i], at);
    if (n < 2 || (n == 2 && at[0] == from[0] && at[1] == from[1]))
        fputs("h0", out);
    fputc('"', out);
    put_ink(out, ink);
    if (ink->dash[1] > 0.0f) {
        fputs(" stroke-dasharray=\"", out);
        put(out, ink->dash[0]);
        fputc(' ', out);
        put(out, ink->dash[1]);
        fputc('"', out);
        put_attribute(out, "stroke-dashoffset", fmodf(ink->dash_offset, ink->dash[0] + ink->dash[1]));
    }
    if (ink->cut)
        fputs(" stroke-linecap=\"butt\"", out);
    fputs("/>\n", out);
}

static void svg_polygon(Pen *pen, const DrawPoint *corners, int n, const PenInk *ink)
{
    FILE *out = svg_of(pen)->out;
    fputs("<polygon points=\"", out);
    for (int i = 0; i < n; i++) {
        if (i)
            fputc(' ', out);
        put(out, corners[i].x);
        fputc(',', out);
        put(out, corners[i].y);
    }
    fputc('"', out);
    put_ink(out, ink);
    fputs("/>\n", out);
}

static void svg_rect(Pen *pen, Rect rect, float corner, const PenInk *ink)
{
    FILE *out = svg_of(pen)->out;
    put_rect(out, rect, corner);
    put_ink(out, ink);
    fputs("/>\n", out);
}

static void put_circle(FILE *out, float x, float y, float radius)
{
    fputs("<circle", out);
    put_attribute(out, "cx", x);
    put_attribute(out, "cy", y);
    put_attribute(out, "r", radius);
}

static void svg_disc(Pen *pen, float x, float y, float radius, const PenInk *ink)
{
    FILE *out = svg_of(pen)->out;
    put_circle(out, x, y, radius);
    put_ink(out, ink);
    fputs("/>\n", out);
}

// In units of the disc that it fills.
static void put_glow(Svg *svg, const PenGlow *glow, int number)
{
    FILE *out = svg->out;
    float reach = 1.0f + hypotf(glow->x, glow->y);
    fprintf(out, "<radialGradient id=\"g%x-%d\"", svg->mark, number);
    if (glow->x != 0.0f || glow->y != 0.0f) {
        put_attribute(out, "cx", 0.5f + 0.5f * glow->x);
        put_attribute(out, "cy", 0.5f + 0.5f * glow->y);
        put_attribute(out, "r", 0.5f * reach);
    }
    fputs(">", out);
    for (int i = 0; i < glow->n; i++) {
        fputs("<stop", out);
        put_attribute(out, "offset", glow->stop[i].at);
        put_color(out, "stop-color", "stop-opacity", glow->stop[i].color);
        fputs("/>", out);
    }
    fputs("</radialGradient>\n", out);
}

static int glow_number(Svg *svg, const PenGlow *glow)
{
    for (int i = 0; i < svg->n_glows && i < GLOWS_MAX; i++)
        if (!memcmp(&svg->glows[i], glow, sizeof *glow))
            return i;
    if (svg->n_glows < GLOWS_MAX)
        svg->glows[svg->n_glows] = *glow;
    put_glow(svg, glow, svg->n_glows);
    return svg->n_glows++;
}

static void svg_glow(Pen *pen, float x, float y, float radius, float squash, const PenGlow *glow)
{
    Svg *svg = svg_of(pen);
    int number = glow_number(svg, glow);
    if (squash == 1.0f) {
        put_circle(svg->out, x, y, radius);
    } else {
        fputs("<ellipse", svg->out);
        put_attribute(svg->out, "cx", x);
        put_attribute(svg->out, "cy", y);
        put_attribute(svg->out, "rx", radius);
        put_attribute(svg->out, "ry", radius * squash);
    }
    fprintf(svg->out, " fill=\"url(#g%x-%d)\"/>\n", svg->mark, number);
}

static void put_base64(FILE *out, const uint8_t *bytes, size_t size)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        size_t left = size - i;
        uint32_t three =
            (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        fputc(letters[three >> 18], out);
        fputc(letters[three >> 12 & 63], out);
        fputc(left > 1 ? letters[three >> 6 & 63] : '=', out);
        fputc(left > 2 ? letters[three & 63] : '=', out);
    }
}

// free() it. NULL: out of memory.
static char *png_of(const PenImage *from, size_t *size)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)from->width,
                       .height = (png_uint_32)from->height,
                       .format = from->alpha ? PNG_FORMAT_RGBA : PNG_FORMAT_RGB};
    char *bytes = NULL;
    FILE *stream = open_memstream(&bytes, size);
    bool ok = stream && png_image_write_to_stdio(&image, stream, 0, from->bytes, 0, NULL);
    if (stream && fclose(stream))
        ok = false;
    if (!ok) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

static bool svg_image(Pen *pen, Rect rect, const PenImage *image, Error *error)
{
    FILE *out = svg_of(pen)->out;
    size_t size;
    char *bytes = png_of(image, &size);
    if (!bytes)
        return error_set(error, "picture: out of memory");
    fputs("<image", out);
    put_attribute(out, "x", rect.x);
    put_attribute(out, "y", rect.y);
    put_attribute(out, "width", rect.w);
    put_attribute(out, "height", rect.h);
    fputs(" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,", out);
    put_base64(out, (const uint8_t *)bytes, size);
    fputs("\"/>\n", out);
    free(bytes);
    return true;
}

static bool has_wide_spaces(const char *text)
{
    size_t length = strlen(text);
    return strstr(text, "  ") || text[0] == ' ' || (length && text[length - 1] == ' ');
}

static void put_place(FILE *out, const DrawText *text)
{
    if (text->angle_rad == 0.0f) {
        put_attribute(out, "x", text->x);
        put_attribute(out, "y", text->y);
        return;
    }
    fputs(" transform=\"translate(", out);
    put(out, text->x);
    fputc(' ', out);
    put(out, text->y);
    fputs(")rotate(", out);
    put(out, -text->angle_rad * 57.29578f);
    fputs(")\"", out);
}

static void svg_text(Pen *pen, const DrawText *text)
{
    static const char *const anchors[] = {NULL, "middle", "end"};
    FILE *out = svg_of(pen)->out;
    fputs("<text", out);
    put_place(out, text);
    put_attribute(out, "font-size", font_points[text->size]);
    if (text->weight == WEIGHT_SEMIBOLD)
        fputs(" font-weight=\"600\"", out);
    if (text->weight == WEIGHT_ITALIC)
        fputs(" font-style=\"italic\"", out);
    if (anchors[text->align])
        fprintf(out, " text-anchor=\"%s\"", anchors[text->align]);
    if (text->tabular)
        fputs(" style=\"font-variant-numeric:tabular-nums\"", out);
    if (has_wide_spaces(text->text))
        fputs(" xml:space=\"preserve\"", out);
    put_color(out, "fill", "fill-opacity", text->color);
    if (text->halo.a > 0.0f) {
        Color halo = text->halo;
        halo.a *= PEN_HALO_ALPHA;
        fputs(" paint-order=\"stroke\"", out);
        put_ink(out, &(PenInk){.color = halo, .width = PEN_HALO_WIDTH});
    }
    fputc('>', out);
    put_text(out, text->text, strlen(text->text));
    fputs("</text>\n", out);
}

// ---- The file

static void put_words(FILE *out, const Scene *scene)
{
    char title[SCENE_TITLE_MAX + FORMULA_TEXT_MAX + 512], description[8192];
    Text name = text_begin(title, sizeof title), what = text_begin(description, sizeof description);
    pen_words(scene, &name, &what);
    fputs("<title>", out);
    put_text(out, title, name.length);
    fputs("</title>\n<desc>", out);
    put_text(out, description, what.length);
    fputs("</desc>\n", out);
}

static void put_head(FILE *out, const Source *source, const DrawList *list, const char *scene, size_t size)
{
    float unit = source->unit_pt > 0 ? source->unit_pt : 1;
    fputs("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"", out);
    put(out, unit * list->width);
    fputs("pt\" height=\"", out);
    put(out, unit * list->height);
    fputs("pt\" viewBox=\"0 0 ", out);
    put(out, list->width);
    fputc(' ', out);
    put(out, list->height);
    fputs("\" role=\"img\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\" "
          "font-family=\"",
          out);
    if (source->scene->figure.font[0]) {
        fputc('\'', out);
        put_text(out, source->scene->figure.font, strlen(source->scene->figure.font));
        fputs("', ", out);
    }
    fputs("Inter, 'DejaVu Sans', sans-serif\">\n", out);
    put_words(out, source->scene);
    fputs("<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
          "<rdf:Description rdf:about=\"\">\n<ravine-scene xmlns=\"urn:ravine:scene\">",
          out);
    put_text(out, scene, size);
    fputs("</ravine-scene></rdf:Description></rdf:RDF></metadata>\n", out);
}

static unsigned mark_of(const char *text, size_t size)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    return (hash ^ hash >> 16) & 0xffff;
}

static bool draw(const Source *source, const Sink *sink, const DrawList *list, const char *scene, size_t size,
                 Error *error)
{
    Svg svg = {.pen = {svg_clip, svg_line, svg_polygon, svg_rect, svg_disc, svg_glow, svg_image, svg_text},
               .out = sink->stream,
               .mark = mark_of(scene, size)};
    put_head(svg.out, source, list, scene, size);
    if (!pen_draw(&svg.pen, source, list, error))
        return false;
    fputs("</svg>\n", svg.out);
    return sink_goes_on(sink, 1, 1, error);
}

static bool write_svg(const Source *source, const Sink *sink, Error *error)
{
    size_t size;
    const DrawList *list = source->list(source->context, source->steps, error);
    char *scene = list ? source_text(source, &size, error) : NULL;
    bool ok = scene && draw(source, sink, list, scene, size, error);
    free(scene);
    return ok;
}

const ExportFormat export_svg = {"svg", "vectors and words, with the scene inside", EXPORT_RACE | EXPORT_LIST,
                                 write_svg};
