// What panels leave bare is cut at their upper and lower edges into bands, and each band at their sides.
#include "picture/page/plate.h"

#include "engine/race/race.h"

#include <math.h>
#include <stdlib.h>

enum { PANELS_MAX = RACE_RACERS_MAX + 1 };

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static int by_side(const void *a, const void *b)
{
    return by_size(&((const Rect *)a)->x, &((const Rect *)b)->x);
}

static void fill(DrawList *list, float x0, float x1, float y0, float y1, Color color)
{
    if (x1 > x0 && y1 > y0)
        draw_shape(list, (DrawShape){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0, .color = color});
}

static void band(DrawList *list, Rect plate, float y0, float y1, Color color, const Rect *panels, int n)
{
    float x = plate.x;
    for (int i = 0; i < n; i++) {
        if (panels[i].y >= y1 || panels[i].y + panels[i].h <= y0)
            continue;
        fill(list, x, panels[i].x, y0, y1, color);
        x = fmaxf(x, panels[i].x + panels[i].w);
    }
    fill(list, x, plate.x + plate.w, y0, y1, color);
}

void plate_draw(DrawList *list, Rect plate, Color color, const DrawList *on)
{
    Rect panels[PANELS_MAX];
    float edge[2 * PANELS_MAX + 2] = {plate.y, plate.y + plate.h};
    int n = 0, edges = 2;
    for (int i = 0; i < on->n_panels && n < PANELS_MAX; i++) {
        Rect rect = panels[n++] = on->panels[i].rect;
        edge[edges++] = fmaxf(rect.y, plate.y);
        edge[edges++] = fminf(rect.y + rect.h, plate.y + plate.h);
    }
    qsort(panels, (size_t)n, sizeof *panels, by_side);
    qsort(edge, (size_t)edges, sizeof *edge, by_size);
    for (int i = 0; i + 1 < edges; i++)
        band(list, plate, edge[i], edge[i + 1], color, panels, n);
}
