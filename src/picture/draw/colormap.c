// Colour ramps as evenly spaced control points, joined by a Catmull-Rom spline. viridis and magma: van der Walt and
// Smith, 2015; cividis: Nuñez, Anderton and Renslow, 2018; sampled at tenths. batlow: in the manner of Crameri's, 2018.
// terrain, paper and grey are ours. Lightness rises all along every ramp.
#include "picture/draw/colormap.h"

#include <math.h>
#include <string.h>

enum { POINTS_MAX = 11 };

struct Colormap {
    const char *name, *title;
    int n;
    unsigned point[POINTS_MAX]; // 0xrrggbb from low to high
};

static const Colormap ramps[] = {
    {"viridis",
     "violet, green, yellow: even steps to the eye",
     11,
     {0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151, 0xbddf26, 0xfde725}},
    {"magma",
     "black, red, cream",
     11,
     {0x000004, 0x140e36, 0x3b0f70, 0x641a80, 0x8c2981, 0xb73779, 0xde4968, 0xf7705c, 0xfe9f6d, 0xfecf92, 0xfcfdbf}},
    {"cividis",
     "blue to yellow: the same to colour-blind eyes",
     11,
     {0x00224e, 0x123570, 0x35456c, 0x4f576c, 0x666970, 0x7d7c78, 0x958f78, 0xaea371, 0xc8b866, 0xe5cf52, 0xfee838}},
    {"batlow",
     "navy, olive, rose",
     11,
     {0x011959, 0x0f3b5f, 0x1c5460, 0x38685a, 0x5f7746, 0x8a8532, 0xba8f38, 0xe29b5c, 0xf8a98a, 0xfdbcc0, 0xfaccfa}},
    {"terrain",
     "sea to snow, as in an atlas",
     7,
     {0x18304f, 0x2a5d6b, 0x3f8263, 0x82a862, 0xc7c07a, 0xe2d3a5, 0xf7f2e8}},
    {"paper",
     "ink blue to cream: for pages, where paths are to be seen first",
     7,
     {0x27406f, 0x356f8e, 0x5a9799, 0x8db99a, 0xbcd3a3, 0xdfe4bb, 0xf4f0da}},
    {"grey", "without colour: racers stand out most", 3, {0x25282e, 0x868a92, 0xf4f5f7}},
};

enum { RAMP_COUNT = sizeof ramps / sizeof *ramps };

int colormap_count(void)
{
    return RAMP_COUNT;
}

const Colormap *colormap_at(int i)
{
    return &ramps[i];
}

const Colormap *colormap_find(const char *name)
{
    for (int i = 0; i < RAMP_COUNT; i++)
        if (strcmp(ramps[i].name, name) == 0)
            return &ramps[i];
    return NULL;
}

const char *colormap_name(const Colormap *colormap)
{
    return colormap->name;
}

const char *colormap_title(const Colormap *colormap)
{
    return colormap->title;
}

// Channel 2 is red, 0 is blue; points beyond the ends repeat the end.
static float channel(const Colormap *map, int i, int which)
{
    int inside = i < 0 ? 0 : i >= map->n ? map->n - 1 : i;
    return (float)(map->point[inside] >> (8 * which) & 0xff) / 255.0f;
}

static float spline(const Colormap *map, int i, float t, int which)
{
    float p0 = channel(map, i - 1, which), p1 = channel(map, i, which);
    float p2 = channel(map, i + 1, which), p3 = channel(map, i + 2, which);
    float value =
        p1 + 0.5f * t * (p2 - p0 + t * (2.0f * p0 - 5.0f * p1 + 4.0f * p2 - p3 + t * (3.0f * (p1 - p2) + p3 - p0)));
    return fminf(fmaxf(value, 0.0f), 1.0f);
}

Color colormap_color(const Colormap *colormap, float t)
{
    float clamped = t > 0.0f ? fminf(t, 1.0f) : 0.0f; // NaN is the low end
    float along = clamped * (float)(colormap->n - 1);
    int i = (int)fminf(floorf(along), (float)(colormap->n - 2));
    float part = along - (float)i;
    return (Color){spline(colormap, i, part, 2), spline(colormap, i, part, 1), spline(colormap, i, part, 0), 1.0f};
}
