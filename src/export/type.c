#include "export/type.h"

#include "base/typeface.h"
#include "export/face.h"
#include "export/pen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS_MAX = sizeof((DrawText *)0)->text, DIGITS = 10 };

// A typeface as both libraries have it.
typedef struct Face {
    hb_font_t *shaper; // NULL: it is not there
    cairo_font_face_t *face;
    float em;      // units of it
    float cell[2]; // the widest digit, and the widest raised one, in ems
} Face;

struct Type {
    Face faces[WEIGHT_COUNT][TYPEFACE_FAMILIES];
    hb_buffer_t *buffer;
};

// A text as it is being set.
typedef struct Line {
    const Face *face;
    int n, n_clusters;
    float at; // ems from its beginning
    cairo_glyph_t glyph[LETTERS_MAX];
    cairo_text_cluster_t cluster[LETTERS_MAX];
} Line;

// A letter, with the marks that sit on it.
typedef struct Letter {
    const char *bytes;
    int size;
    const Face *face;
    int digit; // 0: none, 1, or 2 where it is raised
} Letter;

static uint32_t digit_code(int kind, int i)
{
    static const uint32_t raised[DIGITS] = {0x2070, 0xb9, 0xb2, 0xb3, 0x2074, 0x2075, 0x2076, 0x2077, 0x2078, 0x2079};
    return kind ? raised[i] : (uint32_t)('0' + i);
}

static int digit_kind(uint32_t code)
{
    for (int kind = 0; kind < 2; kind++)
        for (int i = 0; i < DIGITS; i++)
            if (digit_code(kind, i) == code)
                return 1 + kind;
    return 0;
}

static Face face_of(const Typeface *from)
{
    Face face = {0};
    if (!from->path[0])
        return face;
    face.shaper = face_shaper(from);
    face.face = face_cairo(from);
    face.em = (float)hb_face_get_upem(hb_font_get_face(face.shaper));
    for (int kind = 0; kind < 2; kind++)
        for (int i = 0; i < DIGITS; i++) {
            hb_codepoint_t glyph;
            if (hb_font_get_nominal_glyph(face.shaper, digit_code(kind, i), &glyph))
                face.cell[kind] =
                    fmaxf(face.cell[kind], (float)hb_font_get_glyph_h_advance(face.shaper, glyph) / face.em);
        }
    return face;
}

Type *type_create(Error *error)
{
    Type *type = calloc(1, sizeof *type);
    bool found = false;
    for (int weight = 0; type && weight < WEIGHT_COUNT; weight++)
        for (int i = 0; i < TYPEFACE_FAMILIES; i++) {
            Typeface from = typeface_find(typeface_family(i), weight == WEIGHT_SEMIBOLD, weight == WEIGHT_ITALIC);
            type->faces[weight][i] = face_of(&from);
            found |= type->faces[weight][i].shaper != NULL;
        }
    if (type)
        type->buffer = hb_buffer_create();
    if (found)
        return type;
    error_set(error, type ? "text: neither Inter nor DejaVu Sans is there: install fonts-inter and fonts-dejavu-core"
                          : "text: out of memory");
    type_destroy(type);
    return NULL;
}

void type_destroy(Type *type)
{
    if (!type)
        return;
    for (int weight = 0; weight < WEIGHT_COUNT; weight++)
        for (int i = 0; i < TYPEFACE_FAMILIES; i++) {
            hb_font_destroy(type->faces[weight][i].shaper);
            cairo_font_face_destroy(type->faces[weight][i].face);
        }
    hb_buffer_destroy(type->buffer);
    free(type);
}

// ---- Letters, and who has them

static bool has_glyph(const Face *face, uint32_t code)
{
    hb_codepoint_t glyph;
    return face->shaper && hb_font_get_nominal_glyph(face->shaper, code, &glyph);
}

// Of a letter's code points from info[i] on; *end: the next letter's first.
static const Face *face_for(const Face faces[TYPEFACE_FAMILIES], const hb_glyph_info_t *info, unsigned n, unsigned i,
                            unsigned *end)
{
    bool has[TYPEFACE_FAMILIES] = {has_glyph(&faces[0], info[i].codepoint), has_glyph(&faces[1], info[i].codepoint)};
    for (*end = i + 1; *end < n && info[*end].codepoint >= 0x300 && info[*end].codepoint <= 0x36f; ++*end)
        for (int k = 0; k < TYPEFACE_FAMILIES; k++)
            has[k] = has[k] && has_glyph(&faces[k], info[*end].codepoint);
    return has[0] || !(has[1] || !faces[0].shaper) ? &faces[0] : &faces[1];
}

// Returns how many.
static int letters_of(Type *type, const DrawText *text, const char *bytes, Letter letters[LETTERS_MAX])
{
    unsigned n, end, size = (unsigned)strlen(bytes);
    int made = 0;
    hb_buffer_clear_contents(type->buffer);
    hb_buffer_add_utf8(type->buffer, bytes, (int)size, 0, (int)size);
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(type->buffer, &n);
    for (unsigned i = 0; i < n; i = end) {
        Letter *letter = &letters[made++];
        letter->face = face_for(type->faces[text->weight], info, n, i, &end);
        letter->bytes = bytes + info[i].cluster;
        letter->size = (int)((end < n ? info[end].cluster : size) - info[i].cluster);
        letter->digit = text->tabular && end == i + 1 ? digit_kind(info[i].codepoint) : 0;
    }
    return made;
}

// ---- Setting

// The glyphs of some letters of one face, in a cell of that width; 0: as wide as they are.
static void shape(Type *type, Line *line, const char *bytes, int size, float cell)
{
    unsigned n;
    hb_buffer_clear_contents(type->buffer);
    hb_buffer_add_utf8(type->buffer, bytes, size, 0, size);
    hb_buffer_guess_segment_properties(type->buffer);
    hb_shape(line->face->shaper, type->buffer, NULL, 0);
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(type->buffer, &n);
    const hb_glyph_position_t *place = hb_buffer_get_glyph_positions(type->buffer, &n);
    float width = 0.0f, em = line->face->em;
    for (unsigned i = 0; i < n; i++)
        width += (float)place[i].x_advance / em;
    float at = line->at + (cell > 0.0f ? 0.5f * (cell - width) : 0.0f);
    for (unsigned i = 0; i < n && line->n < LETTERS_MAX; i++) {
        unsigned from = info[i].cluster;
        bool begins = i == 0 || from != info[i - 1].cluster;
        unsigned end = i + 1;
        while (end < n && info[end].cluster == from)
            end++;
        unsigned to = end < n ? info[end].cluster : (unsigned)size;
        if (begins)
            line->cluster[line->n_clusters++] = (cairo_text_cluster_t){(int)(to - from), (int)(end - i)};
        line->glyph[line->n++] = (cairo_glyph_t){info[i].codepoint, (double)(at + (float)place[i].x_offset / em),
                                                 (double)(-(float)place[i].y_offset / em)};
        at += (float)place[i].x_advance / em;
    }
    line->at += cell > 0.0f ? cell : width;
}

// Letters [from, to), all of one face: words as they are, digits in their cells.
static void shape_run(Type *type, Line *line, const Letter *letters, int from, int to)
{
    line->face = letters[from].face;
    line->n = line->n_clusters = 0;
    for (int i = from, end; i < to; i = end) {
        int size = letters[i].size, digit = letters[i].digit;
        for (end = i + 1; !digit && end < to && !letters[end].digit; end++)
            size += letters[end].size;
        shape(type, line, letters[i].bytes, size, digit ? line->face->cell[digit - 1] : 0.0f);
    }
}

// What is to be done with each run of one face.
typedef void (*Setter)(cairo_t *cairo, Line *line, const char *bytes, int size, void *context);

static float each_run(Type *type, cairo_t *cairo, const DrawText *text, const char *bytes, Setter set, void *context)
{
    Letter letters[LETTERS_MAX];
    Line line = {.at = 0.0f};
    int n = letters_of(type, text, bytes, letters);
    for (int from = 0, to; from < n; from = to) {
        int size = 0;
        for (to = from; to < n && letters[to].face == letters[from].face; to++)
            size += letters[to].size;
        shape_run(type, &line, letters, from, to);
        if (set)
            set(cairo, &line, letters[from].bytes, size, context);
    }
    return line.at;
}

// From ems to the page's points.
static void enlarge(cairo_t *cairo, Line *line, double size)
{
    for (int i = 0; i < line->n; i++)
        line->glyph[i].x *= size, line->glyph[i].y *= size;
    cairo_set_font_face(cairo, line->face->face);
    cairo_set_font_size(cairo, size);
}

static void set_halo(cairo_t *cairo, Line *line, const char *bytes, int size, void *context)
{
    (void)bytes;
    (void)size;
    enlarge(cairo, line, *(double *)context);
    cairo_glyph_path(cairo, line->glyph, line->n);
}

static void set_glyphs(cairo_t *cairo, Line *line, const char *bytes, int size, void *context)
{
    enlarge(cairo, line, *(double *)context);
    cairo_show_text_glyphs(cairo, bytes, size, line->glyph, line->n, line->cluster, line->n_clusters, 0);
}

static void draw_halo(Type *type, cairo_t *cairo, const DrawText *text, const char *bytes, double size)
{
    Color c = text->halo;
    each_run(type, cairo, text, bytes, set_halo, &size);
    cairo_set_source_rgba(cairo, (double)c.r, (double)c.g, (double)c.b, (double)(c.a * PEN_HALO_ALPHA));
    cairo_set_line_width(cairo, (double)PEN_HALO_WIDTH);
    cairo_stroke(cairo);
}

// A page takes no broken text: what is no UTF-8 is what the screen shows in its place.
static void repair(Type *type, const char *from, char *to, size_t size)
{
    unsigned n;
    hb_buffer_clear_contents(type->buffer);
    hb_buffer_add_utf8(type->buffer, from, -1, 0, -1);
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(type->buffer, &n);
    Text text = text_begin(to, size);
    for (unsigned i = 0; i < n; i++) {
        const char *begin = from + info[i].cluster;
        size_t length = i + 1 < n ? info[i + 1].cluster - info[i].cluster : strlen(begin);
        if (info[i].codepoint == 0xfffd)
            text_add(&text, "\xef\xbf\xbd");
        else
            text_add(&text, "%.*s", (int)length, begin);
    }
}

void type_set(Type *type, cairo_t *cairo, const DrawText *text)
{
    static const float back[] = {[ALIGN_LEFT] = 0.0f, [ALIGN_CENTER] = 0.5f, [ALIGN_RIGHT] = 1.0f};
    double size = (double)font_points[text->size];
    char bytes[sizeof text->text];
    Color c = text->color;
    repair(type, text->text, bytes, sizeof bytes);
    float width = each_run(type, cairo, text, bytes, NULL, NULL);
    cairo_save(cairo);
    cairo_translate(cairo, (double)text->x, (double)text->y);
    cairo_rotate(cairo, -(double)text->angle_rad);
    cairo_translate(cairo, -(double)(width * back[text->align]) * size, 0.0);
    if (text->halo.a > 0.0f)
        draw_halo(type, cairo, text, bytes, size);
    cairo_set_source_rgba(cairo, (double)c.r, (double)c.g, (double)c.b, (double)c.a);
    each_run(type, cairo, text, bytes, set_glyphs, &size);
    cairo_restore(cairo);
}
