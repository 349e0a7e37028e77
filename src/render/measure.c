#include "render/measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    KEPT_MAX = 4096, // widths; a power of two
    KEPT_FULL = 3072,
    WEIGHTS = WEIGHT_COUNT,
    NO_DIGIT = 0,
    DIGIT = 1,
    SUPERSCRIPT = 2,
    DIGIT_KINDS = 3,
};

// A width, by 64 bits that stand for the text and how it is set.
typedef struct Kept {
    uint64_t key; // 0: the place is free
    int advance;  // pixels
} Kept;

struct Measure {
    Fonts *fonts;
    float scale;
    Kept kept[KEPT_MAX];
    int n_kept;
    int cells[FONT_SIZE_COUNT][WEIGHTS][DIGIT_KINDS]; // pixels; 0: not measured yet
};

Measure *measure_create(Error *error)
{
    Measure *measure = calloc(1, sizeof *measure);
    if (!measure) {
        error_set(error, "text: out of memory");
        return NULL;
    }
    measure->scale = 1;
    measure->fonts = fonts_create(error);
    if (measure->fonts)
        return measure;
    measure_destroy(measure);
    return NULL;
}

void measure_destroy(Measure *measure)
{
    if (!measure)
        return;
    fonts_destroy(measure->fonts);
    free(measure);
}

static void forget(Measure *measure)
{
    memset(measure->kept, 0, sizeof measure->kept);
    measure->n_kept = 0;
}

void measure_scale(Measure *measure, float pixels_per_point)
{
    if (measure->scale == pixels_per_point)
        return;
    forget(measure);
    memset(measure->cells, 0, sizeof measure->cells);
    fonts_scale(measure->fonts, pixels_per_point);
    measure->scale = pixels_per_point;
}

float measure_scale_of(const Measure *measure)
{
    return measure->scale;
}

Fonts *measure_fonts(Measure *measure)
{
    return measure->fonts;
}

static uint64_t key_of(const char *text, FontSize size, FontWeight weight, bool tabular)
{
    const uint64_t prime = 1099511628211u; // FNV-1a
    uint64_t key = (14695981039346656037u ^ (uint64_t)(size * 4 + weight * 2 + tabular)) * prime;
    for (const char *c = text; *c; c++)
        key = (key ^ (unsigned char)*c) * prime;
    return key ? key : 1;
}

// SDL_ttf rounds a string's width up. For the short parts of tabular text, which stand side by side, that would show:
// they are measured many times over.
static int measured(Measure *measure, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    enum { TIMES = 8, SHORT = 8 };
    char repeated[TIMES * SHORT + 1] = "";
    if (!tabular || strlen(text) > SHORT)
        return fonts_advance(measure->fonts, text, size, weight);
    for (int i = 0; i < TIMES; i++)
        strcat(repeated, text);
    return (int)lroundf((float)fonts_advance(measure->fonts, repeated, size, weight) / TIMES);
}

static int advance_of(Measure *measure, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    uint64_t key = key_of(text, size, weight, tabular), at = (key ^ key >> 32) % KEPT_MAX;
    for (; measure->kept[at].key; at = (at + 1) % KEPT_MAX)
        if (measure->kept[at].key == key)
            return measure->kept[at].advance;
    if (measure->n_kept >= KEPT_FULL) {
        forget(measure);
        at = (key ^ key >> 32) % KEPT_MAX;
    }
    measure->n_kept++;
    measure->kept[at] = (Kept){key, measured(measure, text, size, weight, tabular)};
    return measure->kept[at].advance;
}

static int digit_kind(uint32_t code)
{
    if (code >= '0' && code <= '9')
        return DIGIT;
    bool raised = code == 0xb9 || code == 0xb2 || code == 0xb3 || code == 0x2070 || (code >= 0x2074 && code <= 0x2079);
    return raised ? SUPERSCRIPT : NO_DIGIT;
}

static int cell_width(Measure *measure, FontSize size, FontWeight weight, int kind)
{
    static const char *const digits[][10] = {
        [DIGIT] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        [SUPERSCRIPT] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"},
    };
    int *width = &measure->cells[size][weight][kind], widest = 0;
    for (int i = 0; i < 10 && !*width; i++) {
        int advance = measured(measure, digits[kind][i], size, weight, true);
        widest = advance > widest ? advance : widest;
    }
    if (!*width)
        *width = widest;
    return *width;
}

// The end of the part that begins at text, and its kind of digit.
static const char *part_end(const char *text, bool tabular, int *kind)
{
    const char *end = text, *next = text;
    *kind = tabular ? digit_kind(font_code(&next)) : NO_DIGIT;
    if (*kind != NO_DIGIT)
        return next;
    if (!tabular)
        return end + strlen(end);
    for (next = end; *end && digit_kind(font_code(&next)) == NO_DIGIT;)
        end = next;
    return end;
}

bool measure_part(Measure *measure, const char **text, FontSize size, FontWeight weight, bool tabular, TextPart *part)
{
    int kind;
    if (!**text)
        return false;
    const char *end = part_end(*text, tabular, &kind);
    size_t length = (size_t)(end - *text), most = sizeof part->text - 1;
    length = length < most ? length : most;
    memcpy(part->text, *text, length);
    part->text[length] = '\0';
    part->advance = advance_of(measure, part->text, size, weight, tabular);
    part->cell = kind ? cell_width(measure, size, weight, kind) : part->advance;
    *text = end;
    return true;
}

int measure_pixels(Measure *measure, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    int width = 0;
    for (TextPart part; measure_part(measure, &text, size, weight, tabular, &part);)
        width += part.cell;
    return width;
}

float measure_width(void *measure, const char *text, FontSize size, FontWeight weight, bool tabular)
{
    Measure *self = measure;
    return (float)measure_pixels(self, text, size, weight, tabular) / self->scale;
}
