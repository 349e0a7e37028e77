// The picture as PDF by cairo, one page, or a lesson's, a page a slide: lines, words as text in embedded subsets of
// their typefaces, the lit surface as one image, and the scene attached, so that Ravine can open it again. No date and
// no random names: same scene, same bytes.
#include "export/pdf_inside.h"
#include "export/pen.h"
#include "export/type.h"
#include "scene/lesson.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 8192 };

typedef struct Pdf {
    Pen pen; // first: a pen is its document
    cairo_t *cairo;
    Type *type;
    bool clipped;
    PdfPage pages[PDF_PAGES_MAX];
    int n;
} Pdf;

static Pdf *pdf_of(Pen *pen)
{
    return (Pdf *)pen;
}

// ---- The pen

static void set_color(cairo_t *cairo, Color c)
{
    cairo_set_source_rgba(cairo, (double)c.r, (double)c.g, (double)c.b, (double)c.a);
}

// Strokes or fills the path.
static void draw_path(cairo_t *cairo, const PenInk *ink)
{
    set_color(cairo, ink->color);
    if (ink->width <= 0.0f) {
        cairo_fill(cairo);
        return;
    }
    double dash[2] = {(double)ink->dash[0], (double)ink->dash[1]};
    cairo_set_line_width(cairo, (double)ink->width);
    cairo_set_line_cap(cairo, ink->cut ? CAIRO_LINE_CAP_BUTT : CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_set_dash(cairo, dash, ink->dash[1] > 0.0f ? 2 : 0, (double)ink->dash_offset);
    cairo_stroke(cairo);
}

static void pdf_clip(Pen *pen, const Rect *rect)
{
    Pdf *pdf = pdf_of(pen);
    if (pdf->clipped)
        cairo_restore(pdf->cairo);
    pdf->clipped = rect;
    if (!rect)
        return;
    cairo_save(pdf->cairo);
    cairo_rectangle(pdf->cairo, (double)rect->x, (double)rect->y, (double)rect->w, (double)rect->h);
    cairo_clip(pdf->cairo);
}

static void pdf_line(Pen *pen, const CurveStep *steps, int n, const PenInk *ink)
{
    cairo_t *cairo = pdf_of(pen)->cairo;
    cairo_move_to(cairo, (double)steps[0].x, (double)steps[0].y);
    for (int i = 1; i < n; i++) {
        const CurveStep *s = &steps[i];
        if (s->bent)
            cairo_curve_to(cairo, (double)s->c[0], (double)s->c[1], (double)s->c[2], (double)s->c[3], (double)s->x,
                           (double)s->y);
        else
            cairo_line_to(cairo, (double)s->x, (double)s->y);
    }
    if (n == 1)
        cairo_close_path(cairo);
    draw_path(cairo, ink);
}

static void pdf_polygon(Pen *pen, const DrawPoint *corners, int n, const PenInk *ink)
{
    cairo_t *cairo = pdf_of(pen)->cairo;
    for (int i = 0; i < n; i++)
        cairo_line_to(cairo, (double)corners[i].x, (double)corners[i].y);
    cairo_close_path(cairo);
    draw_path(cairo, ink);
}

static void pdf_rect(Pen *pen, Rect rect, float corner, const PenInk *ink)
{
    cairo_t *cairo = pdf_of(pen)->cairo;
    double x[2] = {(double)rect.x, (double)(rect.x + rect.w)}, y[2] = {(double)rect.y, (double)(rect.y + rect.h)};
    double r = (double)fminf(corner, 0.5f * fminf(rect.w, rect.h)), quarter = 1.5707963267948966;
    if (r <= 0.0) {
        cairo_rectangle(cairo, x[0], y[0], (double)rect.w, (double)rect.h);
    } else {
        for (int i = 0; i < 4; i++) { // clockwise from the upper right
            bool right = i < 2, down = i == 1 || i == 2;
            cairo_arc(cairo, x[right] - (right ? r : -r), y[down] - (down ? r : -r), r, (i - 1) * quarter, i * quarter);
        }
        cairo_close_path(cairo);
    }
    draw_path(cairo, ink);
}

static void put_circle(cairo_t *cairo, float x, float y, float radius)
{
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, (double)x, (double)y, (double)radius, 0.0, 6.283185307179586);
    cairo_close_path(cairo);
}

static void pdf_disc(Pen *pen, float x, float y, float radius, const PenInk *ink)
{
    put_circle(pdf_of(pen)->cairo, x, y, radius);
    draw_path(pdf_of(pen)->cairo, ink);
}

// As a disc of radius 1 about the origin.
static void pdf_glow(Pen *pen, float x, float y, float radius, float squash, const PenGlow *glow)
{
    cairo_t *cairo = pdf_of(pen)->cairo;
    double reach = (double)(1.0f + hypotf(glow->x, glow->y));
    cairo_pattern_t *pattern =
        cairo_pattern_create_radial((double)glow->x, (double)glow->y, 0.0, (double)glow->x, (double)glow->y, reach);
    for (int i = 0; i < glow->n; i++) {
        Color c = glow->stop[i].color;
        cairo_pattern_add_color_stop_rgba(pattern, (double)glow->stop[i].at, (double)c.r, (double)c.g, (double)c.b,
                                          (double)c.a);
    }
    cairo_save(cairo);
    cairo_translate(cairo, (double)x, (double)y);
    cairo_scale(cairo, (double)radius, (double)(radius * squash));
    put_circle(cairo, 0.0f, 0.0f, 1.0f);
    cairo_set_source(cairo, pattern);
    cairo_fill(cairo);
    cairo_restore(cairo);
    cairo_pattern_destroy(pattern);
}

// Cairo's pixels: native words, colours multiplied by alpha.
static void copy_row(const PenImage *image, int y, uint32_t *to)
{
    const uint8_t *from = image->bytes + (size_t)y * (size_t)image->width * (image->alpha ? 4 : 3);
    for (int x = 0; x < image->width; x++, from += image->alpha ? 4 : 3) {
        uint32_t alpha = image->alpha ? from[3] : 255;
        to[x] = alpha << 24;
        for (int i = 0; i < 3; i++)
            to[x] |= (from[i] * alpha + 127) / 255 << (16 - 8 * i);
    }
}

// Never of a format without alpha: what is opaque by its format and covers the page makes cairo forget what came before
// it, the beginning of the figure included. What has no transparent pixel is written without alpha all the same.
static cairo_surface_t *surface_of(const PenImage *image)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, image->width, image->height);
    unsigned char *bytes = cairo_image_surface_get_data(surface);
    for (int y = 0; bytes && y < image->height; y++)
        copy_row(image, y, (uint32_t *)(void *)(bytes + (size_t)y * (size_t)cairo_image_surface_get_stride(surface)));
    cairo_surface_mark_dirty(surface);
    return surface;
}

static bool pdf_image(Pen *pen, Rect rect, const PenImage *image, Error *error)
{
    cairo_t *cairo = pdf_of(pen)->cairo;
    cairo_surface_t *surface = surface_of(image);
    cairo_save(cairo);
    cairo_translate(cairo, (double)rect.x, (double)rect.y);
    cairo_scale(cairo, (double)rect.w / image->width, (double)rect.h / image->height);
    cairo_set_source_surface(cairo, surface, 0.0, 0.0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    bool ok = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
    cairo_surface_destroy(surface);
    return ok || error_set(error, "picture: out of memory");
}

static void pdf_text(Pen *pen, const DrawText *text)
{
    type_set(pdf_of(pen)->type, pdf_of(pen)->cairo, text);
}

// ---- The document

static bool put_words(Pdf *pdf, const Scene *scene)
{
    char words[WORDS_MAX];
    Text text = text_begin(words, sizeof words);
    pen_words(scene, NULL, &text);
    pdf->pages[pdf->n].words = strdup(words);
    return pdf->pages[pdf->n++].words;
}

static void put_title(cairo_surface_t *surface, const Source *source)
{
    char title[SCENE_TITLE_MAX + FORMULA_TEXT_MAX + 512], words[WORDS_MAX];
    Text name = text_begin(title, sizeof title), text = text_begin(words, sizeof words);
    pen_words(source->scene, &name, &text);
    bool handout = source->pages > 0;
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, handout ? source->scene->lesson->title : title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, words);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Ravine");
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
}

// Cairo draws on whole points only, and leaves what is beyond them bare.
static void set_size(PdfPage *page, cairo_surface_t *surface, double width_pt, double height_pt)
{
    page->width_pt = width_pt, page->height_pt = height_pt;
    page->paper_height_pt = (int)ceil(height_pt);
    cairo_pdf_surface_set_size(surface, ceil(width_pt), ceil(height_pt));
}

// All figures are elements of one document, which opens on the first page and ends on the last: cairo 1.18 takes no end
// after that.
static bool draw_page(Pdf *pdf, cairo_surface_t *surface, const Source *page, bool first, bool last, Error *error)
{
    const DrawList *list = page->list(page->context, page->steps, error);
    if (!list || !(put_words(pdf, page->scene) || error_set(error, "picture: out of memory")))
        return false;
    double unit = page->unit_pt > 0 ? (double)page->unit_pt : 1;
    set_size(&pdf->pages[pdf->n - 1], surface, unit * (double)list->width, unit * (double)list->height);
    cairo_identity_matrix(pdf->cairo);
    cairo_scale(pdf->cairo, unit, unit);
    DrawList figure = *list; // on its ground, which would cover the figure's beginning (see surface_of)
    set_color(pdf->cairo, list->ground);
    cairo_paint(pdf->cairo);
    figure.ground.a = 0.0f;
    if (first)
        cairo_tag_begin(pdf->cairo, "Document", NULL);
    cairo_tag_begin(pdf->cairo, "Figure", NULL);
    bool ok = pen_draw(&pdf->pen, page, &figure, error);
    cairo_tag_end(pdf->cairo, "Figure");
    if (last)
        cairo_tag_end(pdf->cairo, "Document");
    cairo_show_page(pdf->cairo);
    return ok;
}

static bool draw_pages(Pdf *pdf, cairo_surface_t *surface, const Source *source, const Sink *sink, Error *error)
{
    int pages = source->pages > 0 ? source->pages : 1;
    put_title(surface, source);
    for (int i = 0; i < pages; i++) {
        const Source *page = source->pages > 0 ? source->page(source->context, i, error) : source;
        if (!page || !draw_page(pdf, surface, page, i == 0, i == pages - 1, error) ||
            !sink_goes_on(sink, i + 1, pages, error))
            return false;
    }
    return true;
}

static cairo_status_t take_bytes(void *stream, const unsigned char *bytes, unsigned size)
{
    return fwrite(bytes, 1, size, stream) == size ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

// All of it in the older syntax, whose tables can be read and added to by line.
static bool draw(Pdf *pdf, const Source *source, const Sink *sink, FILE *memory, Error *error)
{
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(take_bytes, memory, 1.0, 1.0);
    cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
    pdf->cairo = cairo_create(surface);
    bool ok = draw_pages(pdf, surface, source, sink, error);
    cairo_status_t status = cairo_status(pdf->cairo);
    cairo_destroy(pdf->cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    return ok && (status == CAIRO_STATUS_SUCCESS || error_set(error, "picture: %s", cairo_status_to_string(status)));
}

// The scene's text first: a lesson's pages change it.
static bool write_document(Pdf *pdf, const Source *source, const Sink *sink, FILE *memory, char **bytes, size_t *size,
                           Error *error)
{
    PdfInside inside = {0};
    char *scene = source_text(source, &inside.scene_size, error);
    bool ok = scene && draw(pdf, source, sink, memory, error);
    ok = (fclose(memory) == 0 || error_set(error, "picture: out of memory")) && ok;
    inside = (PdfInside){*bytes, *size, scene, inside.scene_size, pdf->pages, pdf->n};
    ok = ok && pdf_inside_write(&inside, sink->stream, error);
    free(scene);
    return ok;
}

static bool write_pdf(const Source *source, const Sink *sink, Error *error)
{
    Pdf pdf = {.pen = {pdf_clip, pdf_line, pdf_polygon, pdf_rect, pdf_disc, pdf_glow, pdf_image, pdf_text}};
    char *bytes = NULL;
    size_t size = 0;
    FILE *memory = (pdf.type = type_create(error)) ? open_memstream(&bytes, &size) : NULL;
    if (pdf.type && !memory)
        error_set(error, "picture: out of memory");
    bool ok = memory && write_document(&pdf, source, sink, memory, &bytes, &size, error);
    for (int i = 0; i < pdf.n; i++)
        free(pdf.pages[i].words);
    type_destroy(pdf.type);
    free(bytes);
    return ok;
}

const ExportFormat export_pdf = {"pdf", "pages with the scene attached, one for each slide of a lesson",
                                 EXPORT_RACE | EXPORT_LIST | EXPORT_PAGES, write_pdf};
