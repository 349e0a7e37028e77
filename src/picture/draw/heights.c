#include "picture/draw/heights.h"

#include <math.h>
#include <stdlib.h>

static const double height_limit = 1e4; // far beyond every ceiling; keeps products of floats finite

static Texel *texel(const Heights *heights, int x, int y)
{
    return &heights->texels[(size_t)y * (size_t)heights->nx + (size_t)x];
}

static Texel texel_of(const HeightMap *map, double loss)
{
    double height = height_of(map, loss);
    if (!isfinite(height))
        return (Texel){0};
    return (Texel){.height = (float)fmin(fmax(height, -height_limit), height_limit), .there = 1};
}

// Central where both neighbours are there, one-sided at edges and beside holes.
static float slope(const Texel *before, const Texel *at, const Texel *after)
{
    const Texel *low = before->there > 0 ? before : at, *high = after->there > 0 ? after : at;
    int steps = (low != at) + (high != at);
    return steps ? (high->height - low->height) / (float)steps : 0;
}

static void find_slopes(Heights *heights, int y)
{
    int below = y > 0 ? y - 1 : y, above = y + 1 < heights->ny ? y + 1 : y;
    for (int x = 0; x < heights->nx; x++) {
        int left = x > 0 ? x - 1 : x, right = x + 1 < heights->nx ? x + 1 : x;
        Texel *at = texel(heights, x, y);
        if (at->there <= 0)
            continue;
        at->slope_u = slope(texel(heights, left, y), at, texel(heights, right, y));
        at->slope_v = slope(texel(heights, x, below), at, texel(heights, x, above));
    }
}

bool heights_make(Heights *heights, const HeightField *losses, const HeightMap *map)
{
    size_t count = (size_t)losses->nx * (size_t)losses->ny;
    Texel *texels = realloc(heights->texels, count * sizeof *texels);
    if (!texels)
        return false;
    *heights = (Heights){losses->nx, losses->ny, texels};
    for (size_t i = 0; i < count; i++)
        texels[i] = texel_of(map, losses->loss[i]);
    for (int y = 0; y < heights->ny; y++)
        find_slopes(heights, y);
    return true;
}

void heights_drop(Heights *heights)
{
    free(heights->texels);
    *heights = (Heights){0};
}

bool heights_at(const Heights *heights, float u, float v, float *height)
{
    float x = u * (float)(heights->nx - 1), y = v * (float)(heights->ny - 1);
    int left = (int)fminf(fmaxf(floorf(x), 0), (float)(heights->nx - 2));
    int below = (int)fminf(fmaxf(floorf(y), 0), (float)(heights->ny - 2));
    x -= (float)left;
    y -= (float)below;
    float sum = 0, weights = 0;
    for (int corner = 0; corner < 4; corner++) {
        int i = corner & 1, j = corner >> 1;
        const Texel *at = texel(heights, left + i, below + j);
        float weight = (i ? x : 1 - x) * (j ? y : 1 - y) * at->there;
        float dx = x - (float)i, dy = y - (float)j;
        sum += weight * (at->height + 0.5f * (at->slope_u * dx + at->slope_v * dy));
        weights += weight;
    }
    *height = sum / fmaxf(weights, 1e-6f);
    return weights >= 0.5f;
}
