// The themes. Racers: six colours that stay apart for colour-blind eyes and against the ramps, then violet and red,
// then lighter and darker steps. On white they are of the same hues, darker, but for yellow, which would be an olive
// there: in its place stands violet, and navy and wine follow. The first twelve are told apart by every eye.
#include "picture/draw/theme.h"

#include <math.h>
#include <string.h>

// 0xrrggbb as a constant initializer.
#define RGB(hex)                                                                                                       \
    {                                                                                                                  \
        (float)((hex) >> 16 & 0xff) / 255.0f, (float)((hex) >> 8 & 0xff) / 255.0f, (float)((hex)&0xff) / 255.0f, 1.0f  \
    }

#define RACERS_ON_DARK                                                                                                 \
    {                                                                                                                  \
        RGB(0xe69f00), RGB(0x56b4e9), RGB(0x2fc795), RGB(0xf0e442), RGB(0xe0701f), RGB(0xd58ab5), RGB(0x8c8cf2),       \
            RGB(0xf25c5c), RGB(0xffd08a), RGB(0xb5e0ff), RGB(0xa8efd2), RGB(0xa04898), RGB(0xffb68a), RGB(0xf6c8e2),   \
            RGB(0x3f86b8), RGB(0x1f9a70)                                                                               \
    }

#define RACERS_ON_WHITE                                                                                                \
    {                                                                                                                  \
        RGB(0xe47200), RGB(0x3096d8), RGB(0x009654), RGB(0x6642d2), RGB(0xc02418), RGB(0xc6488a), RGB(0x06365a),       \
            RGB(0x78121e), RGB(0x3c664e), RGB(0x1896a8), RGB(0x7e069c), RGB(0x424e5a), RGB(0x98583a), RGB(0x14161a),   \
            RGB(0x0a62b4), RGB(0x0a6f78)                                                                               \
    }

static const Theme themes[] = {
    {
        .name = "dark",
        .title = "Dark",
        .ground = RGB(0x12141a),
        .panel = RGB(0x181b22),
        .selected = RGB(0x20252f),
        .hairline = RGB(0x262b36),
        .text = RGB(0xe8eaef),
        .secondary = RGB(0x8d96a7),
        .faint = RGB(0x858e9f),
        .shadow = RGB(0x07080b),
        .warning = RGB(0xff8a7a),
        .casing = {0.03f, 0.03f, 0.05f, 0.7f},
        .racer = RACERS_ON_DARK,
        .ramp = "viridis",
        .has_column = true,
        .line_scale = 1.0f,
    },
    {
        .name = "light",
        .title = "Light",
        .ground = RGB(0xfafbfc),
        .panel = RGB(0xf1f3f6),
        .selected = RGB(0xffffff),
        .hairline = RGB(0xd8dde5),
        .text = RGB(0x15181e),
        .secondary = RGB(0x535b6a),
        .faint = RGB(0x636b7a),
        .shadow = RGB(0x1a1d24),
        .warning = RGB(0xb3261e),
        .casing = {1.0f, 1.0f, 1.0f, 0.45f},
        .racer = RACERS_ON_WHITE,
        .ramp = "viridis",
        .has_column = true,
        .line_scale = 1.0f,
    },
    {
        .name = "print",
        .title = "Print",
        .ground = RGB(0xffffff),
        .panel = RGB(0xffffff),
        .selected = RGB(0xf2f2f2),
        .hairline = RGB(0xcccccc),
        .text = RGB(0x111111),
        .secondary = RGB(0x444444),
        .faint = RGB(0x595959),
        .shadow = RGB(0x111111),
        .warning = RGB(0xb3261e),
        .casing = {1.0f, 1.0f, 1.0f, 0.45f},
        .racer = RACERS_ON_WHITE,
        .ramp = "paper",
        .pale_lines = true,
        .has_column = false,
        .line_scale = 1.2f,
    },
};

enum { THEME_COUNT = sizeof themes / sizeof *themes };

int theme_count(void)
{
    return THEME_COUNT;
}

const Theme *theme_at(int i)
{
    return &themes[i];
}

const Theme *theme_find(const char *name)
{
    for (int i = 0; i < THEME_COUNT; i++)
        if (strcmp(themes[i].name, name) == 0)
            return &themes[i];
    return NULL;
}

uint32_t color_rgb(Color color)
{
    return (uint32_t)lroundf(255 * color.r) << 16 | (uint32_t)lroundf(255 * color.g) << 8 |
           (uint32_t)lroundf(255 * color.b);
}

Color color_of_rgb(uint32_t rgb)
{
    return (Color)RGB(rgb);
}

Color color_alpha(Color color, float alpha)
{
    color.a *= alpha;
    return color;
}

Color color_mix(Color a, Color b, float t)
{
    return (Color){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t, a.a + (b.a - a.a) * t};
}

// sRGB transfer function, IEC 61966-2-1.
static float linear_light(float encoded)
{
    return encoded <= 0.04045f ? encoded / 12.92f : powf((encoded + 0.055f) / 1.055f, 2.4f);
}

static float luminance(Color color)
{
    return 0.2126f * linear_light(color.r) + 0.7152f * linear_light(color.g) + 0.0722f * linear_light(color.b);
}

// WCAG 2.2, "contrast ratio".
float color_contrast(Color a, Color b)
{
    float first = luminance(a), second = luminance(b);
    return (fmaxf(first, second) + 0.05f) / (fminf(first, second) + 0.05f);
}

Color color_readable(Color color, Color ink, Color ground, float share)
{
    const float contrast = 4.5f; // WCAG 2.2, 1.4.3
    ground.a = 1.0f;
    for (; share < 1.0f; share += 0.1f)
        if (color_contrast(color_mix(color, ink, share), ground) >= contrast)
            return color_mix(color, ink, share);
    return ink;
}
