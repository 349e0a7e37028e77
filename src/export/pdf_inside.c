// An incremental update (ISO 32000-1, 7.5.6): the document's bytes stay as they are, and objects that are new or
// changed follow, with a table of where they stand. The scene is an embedded file (7.11.4), not packed, so that any
// program that lists attachments shows it, pdflatex takes the page as it is, and scene/inside.c finds it by its key.
#include "export/pdf_inside.h"

#include <hb.h>
#include <stdlib.h>
#include <string.h>

enum { OBJECTS_MAX = 2 * PDF_PAGES_MAX + 16, OWN = 2 }; // changed ones; the file and what it is called

typedef struct Pdf {
    const PdfInside *from;
    FILE *out;
    int next;       // the first number that is free
    int root, info; // objects
    long table;     // where cairo's table stands
    struct PdfPlace {
        int object;
        long at;
    } place[OBJECTS_MAX];
    int n;
} Pdf;

// The last time that it stands in the document. NULL: it does not.
static const char *find_last(const PdfInside *from, const char *what)
{
    size_t length = strlen(what);
    for (size_t at = from->size; at >= length; at--)
        if (!memcmp(from->bytes + at - length, what, length))
            return from->bytes + at - length;
    return NULL;
}

static const char *find_next(const char *from, const char *end, const char *what)
{
    size_t length = strlen(what);
    for (; from && (size_t)(end - from) >= length; from++)
        if (!memcmp(from, what, length))
            return from;
    return NULL;
}

static bool read_trailer(Pdf *pdf)
{
    const char *trailer = find_last(pdf->from, "\ntrailer"), *end = pdf->from->bytes + pdf->from->size;
    const char *size = find_next(trailer, end, "/Size "), *root = find_next(trailer, end, "/Root ");
    const char *info = find_next(trailer, end, "/Info "), *table = find_next(trailer, end, "startxref");
    if (!size || !root || !info || !table)
        return false;
    pdf->next = atoi(size + 6);
    pdf->root = atoi(root + 6);
    pdf->info = atoi(info + 6);
    pdf->table = atol(table + 9);
    return pdf->next > 0 && pdf->root > 0 && pdf->table > 0;
}

// Begins an object that is found at this place of the new table.
static bool begin(Pdf *pdf, int object)
{
    if (pdf->n == OBJECTS_MAX)
        return false;
    fflush(pdf->out);
    pdf->place[pdf->n++] = (struct PdfPlace){object, ftell(pdf->out)};
    fprintf(pdf->out, "%d 0 obj\n", object);
    return true;
}

// UTF-16, which every reader knows.
static void put_string(FILE *out, const char *text)
{
    unsigned n;
    hb_buffer_t *buffer = hb_buffer_create();
    hb_buffer_add_utf8(buffer, text, -1, 0, -1);
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(buffer, &n);
    fputs("<FEFF", out);
    for (unsigned i = 0; i < n; i++) {
        unsigned code = info[i].codepoint, high = code - 0x10000;
        if (code >= 0x10000)
            fprintf(out, "%04X%04X", 0xd800 + (high >> 10), 0xdc00 + (high & 0x3ff));
        else
            fprintf(out, "%04X", code);
    }
    fputc('>', out);
    hb_buffer_destroy(buffer);
}

// The dictionary of an object of cairo's, from after "N 0 obj" up to its last ">>". false: it has none.
static bool dictionary(const Pdf *pdf, const char *object, const char **from, const char **to)
{
    const char *end = pdf->from->bytes + pdf->from->size;
    *from = find_next(object, end, "<<");
    *to = find_next(*from, end, "endobj");
    while (*from && *to && *to > *from + 1 && memcmp(*to, ">>", 2) != 0)
        --*to;
    return *from && *to && *to > *from + 1;
}

// Begins the changed object whose dictionary stands there.
static bool begin_again(Pdf *pdf, const char *dictionary)
{
    const char *number = dictionary - strlen(" 0 obj\n");
    while (number > pdf->from->bytes && number[-1] >= '0' && number[-1] <= '9')
        number--;
    return begin(pdf, atoi(number));
}

static bool change_figures(Pdf *pdf)
{
    const char *at = pdf->from->bytes, *end = at + pdf->from->size, *to;
    for (int i = 0; i < pdf->from->n; i++) {
        at = find_next(at, end, "<< /Type /StructElem\n   /S /Figure");
        if (!at) // nothing is to be seen on the page
            return true;
        if (!dictionary(pdf, at, &at, &to) || !begin_again(pdf, at))
            return false;
        fwrite(at, 1, (size_t)(to - at), pdf->out);
        fputs("   /Alt ", pdf->out);
        put_string(pdf->out, pdf->from->pages[i].words);
        fputs("\n>>\nendobj\n", pdf->out);
        at = to;
    }
    return true;
}

// A page's dictionary without one of its values, which ends with that mark. false: it is not there.
static bool cut(char *page, const char *key, const char *end)
{
    char *from = strstr(page, key), *to = from ? strstr(from, end) : NULL;
    if (!to)
        return false;
    to += strlen(end);
    memmove(from, to, strlen(to) + 1);
    return true;
}

static void put_box(FILE *out, const PdfPage *page)
{
    fprintf(out, "/MediaBox [ 0 %.6f %.6f %d ]\n>>\nendobj\n", page->paper_height_pt - page->height_pt, page->width_pt,
            page->paper_height_pt);
}

// Without cairo's transparency group, too: on a page of LaTeX's with two of them pdfTeX complains.
static bool change_page(Pdf *pdf, const PdfPage *page, const char *from, const char *to)
{
    size_t size = (size_t)(to - from);
    char *text = calloc(size + 1, 1);
    bool ok = text && begin_again(pdf, from);
    if (ok) {
        memcpy(text, from, size);
        cut(text, "/Group <<", ">>");
        ok = cut(text, "/MediaBox [", "]");
        fputs(text, pdf->out);
        put_box(pdf->out, page);
    }
    free(text);
    return ok;
}

static bool change_pages(Pdf *pdf)
{
    const char *at = pdf->from->bytes, *end = at + pdf->from->size, *to;
    for (int i = 0; i < pdf->from->n; i++, at = to) {
        at = find_next(at, end, "<< /Type /Page ");
        if (!at || !dictionary(pdf, at, &at, &to) || !change_page(pdf, &pdf->from->pages[i], at, to))
            return false;
    }
    return true;
}

static bool add_scene(Pdf *pdf)
{
    size_t size = pdf->from->scene_size;
    if (!begin(pdf, pdf->next))
        return false;
    fprintf(pdf->out,
            "<< /Type /EmbeddedFile\n   /RavineScene true\n   /Subtype /application#2Fyaml\n"
            "   /Params << /Size %zu >>\n   /Length %zu\n>>\nstream\n",
            size, size);
    fwrite(pdf->from->scene, 1, size, pdf->out);
    fputs("\nendstream\nendobj\n", pdf->out);
    if (!begin(pdf, pdf->next + 1))
        return false;
    fprintf(pdf->out,
            "<< /Type /Filespec\n   /F (scene.ravine.yaml)\n   /UF (scene.ravine.yaml)\n"
            "   /Desc (the scene, which Ravine opens)\n   /AFRelationship /Source\n   /EF << /F %d 0 R >>\n>>\n"
            "endobj\n",
            pdf->next);
    return true;
}

static bool change_catalog(Pdf *pdf)
{
    char name[32];
    const char *from, *to;
    snprintf(name, sizeof name, "\n%d 0 obj\n", pdf->root);
    const char *catalog = find_last(pdf->from, name);
    if (!catalog || !dictionary(pdf, catalog, &from, &to) || !begin(pdf, pdf->root))
        return false;
    fwrite(from, 1, (size_t)(to - from), pdf->out);
    fprintf(pdf->out, "   /Names << /EmbeddedFiles << /Names [ (scene.ravine.yaml) %d 0 R ] >> >>\n", pdf->next + 1);
    if (!find_next(from, to, "/MarkInfo"))
        fputs("   /MarkInfo << /Marked true >>\n", pdf->out);
    if (!find_next(from, to, "/Lang"))
        fputs("   /Lang (en)\n", pdf->out);
    fputs("   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", pdf->out);
    return true;
}

static void put_table(Pdf *pdf)
{
    fflush(pdf->out);
    long table = ftell(pdf->out);
    fputs("xref\n", pdf->out);
    for (int i = 0; i < pdf->n; i++)
        fprintf(pdf->out, "%d 1\n%010ld 00000 n \n", pdf->place[i].object, pdf->place[i].at);
    fprintf(pdf->out, "trailer\n<< /Size %d\n   /Root %d 0 R\n   /Info %d 0 R\n   /Prev %ld\n>>\n", pdf->next + OWN,
            pdf->root, pdf->info, pdf->table);
    fprintf(pdf->out, "startxref\n%ld\n%%%%EOF\n", table);
}

// Into memory, where its places can be told.
static bool update(Pdf *pdf)
{
    fwrite(pdf->from->bytes, 1, pdf->from->size, pdf->out);
    bool ok = read_trailer(pdf) && change_figures(pdf) && change_pages(pdf) && add_scene(pdf) && change_catalog(pdf);
    if (ok)
        put_table(pdf);
    return ok;
}

bool pdf_inside_write(const PdfInside *inside, FILE *out, Error *error)
{
    char *bytes = NULL;
    size_t size = 0;
    Pdf pdf = {.from = inside, .out = open_memstream(&bytes, &size)};
    if (!pdf.out)
        return error_set(error, "picture: out of memory");
    bool ok = update(&pdf) || error_set(error, "picture: this cairo's PDF is not one that a scene can be put into");
    if (fclose(pdf.out) && ok)
        ok = error_set(error, "picture: out of memory");
    if (ok)
        fwrite(bytes, 1, size, out);
    free(bytes);
    return ok;
}
