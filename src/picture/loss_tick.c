// Losses to name on a value axis and on a bar of colours, however heights stand for losses.
#include "picture/build.h"

#include <math.h>

enum { TICKS_MAX = 32 };

static int linear_losses(const HeightMap *map, int max, LossTick *ticks)
{
    double value[TICKS_MAX], step;
    int n = ticks_linear(map->low, map->high, max, value, &step);
    for (int i = 0; i < n; i++) {
        ticks[i].loss = value[i];
        text_copy(ticks[i].text, sizeof ticks[i].text, format_tick(value[i], step).text);
    }
    return n;
}

// From the top down, every stride-th power of ten, as far as they keep the least distance of heights.
static int power_losses(const HeightMap *map, int max, LossTick *ticks)
{
    int n = 0, power[TICKS_MAX];
    double last = 1.0 + 1.0 / max;
    for (int k = (int)floor(log10(map->high)); k > -300 && n < max - 1; k--) {
        double loss = pow(10.0, k), height = height_of(map, loss);
        if (height < 0.8 / max)
            break;
        if (height > last - 0.8 / max)
            continue;
        last = height;
        ticks[n].loss = loss;
        power[n++] = k;
    }
    for (int i = 0; i < n; i++)
        text_copy(ticks[i].text, sizeof ticks->text, format_decade(1, power[i], power[n - 1], power[0]).text);
    ticks[n].loss = map->low;
    text_copy(ticks[n].text, sizeof ticks->text, fabs(map->low) < 1e-9 * map->high ? "0" : format_loss(map->low).text);
    return n + 1;
}

// Round losses at about even heights.
static int even_losses(const HeightMap *map, int max, LossTick *ticks)
{
    ContourLevel level[CONTOUR_LEVELS_MAX];
    int n = contour_levels(map, (ContourAreas){0}, max < CONTOUR_LEVELS_MAX ? max : CONTOUR_LEVELS_MAX, level),
        kept = 0;
    if (map->scale == HEIGHT_SIGNED)
        ticks[kept++] = (LossTick){0, "0"};
    for (int i = 0; i < n; i++)
        if (level[i].name.text[0] && level[i].loss != 0) {
            ticks[kept].loss = level[i].loss;
            text_copy(ticks[kept++].text, sizeof ticks->text, level[i].name.text);
        }
    return kept;
}

int ticks_loss(const HeightMap *map, int max, LossTick *ticks)
{
    int most = max < TICKS_MAX ? max : TICKS_MAX;
    if (map->scale == HEIGHT_LOG && map->high > 0.0 && isfinite(map->high)) {
        int n = power_losses(map, most, ticks);
        if (n >= (most < 4 ? 2 : 3))
            return n;
    }
    if (map->scale == HEIGHT_SIGNED || map->scale == HEIGHT_LOGIT) {
        int n = even_losses(map, most, ticks);
        if (n > 1)
            return n;
    }
    return linear_losses(map, most, ticks);
}
