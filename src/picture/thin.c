// A line of fewer points that nobody can tell from the given one: as long as a straight line stays near enough to all
// points on its way, it goes on. After Zhao and Saalfeld, Linear-time sleeve-fitting polyline simplification
// algorithms, 1997.
#include "picture/build.h"

#include <math.h>

typedef struct Sleeve {
    DrawPoint anchor;
    float low[2], high[2]; // directions between which the next point must lie
    bool bounded;
    float reach; // distance of the farthest point so far
} Sleeve;

static float cross(const float a[2], const float b[2])
{
    return a[0] * b[1] - a[1] * b[0];
}

static void sleeve_narrow(Sleeve *sleeve, const float to[2], float distance, float width)
{
    float nx = -to[1] / distance * width, ny = to[0] / distance * width;
    float low[2] = {to[0] - nx, to[1] - ny}, high[2] = {to[0] + nx, to[1] + ny};
    if (!sleeve->bounded || cross(sleeve->low, low) > 0.0f)
        sleeve->low[0] = low[0], sleeve->low[1] = low[1];
    if (!sleeve->bounded || cross(sleeve->high, high) < 0.0f)
        sleeve->high[0] = high[0], sleeve->high[1] = high[1];
    sleeve->bounded = true;
}

// Can the line run straight from the anchor to this point and stay within width of all points between?
static bool sleeve_takes(Sleeve *sleeve, DrawPoint point, float width, float longest)
{
    float to[2] = {point.x - sleeve->anchor.x, point.y - sleeve->anchor.y},
          distance = sqrtf(to[0] * to[0] + to[1] * to[1]);
    if (distance > longest || distance < sleeve->reach - width)
        return false;
    if (sleeve->bounded && (cross(sleeve->low, to) < 0.0f || cross(to, sleeve->high) < 0.0f))
        return false;
    sleeve->reach = fmaxf(sleeve->reach, distance);
    if (distance > width)
        sleeve_narrow(sleeve, to, distance, width);
    return true;
}

int line_thin(DrawPoint *points, int n, float width, float longest)
{
    if (n < 3)
        return n;
    Sleeve sleeve = {.anchor = points[0]};
    int kept = 1, anchor = 0;
    for (int i = 1; i < n; i++) {
        if (sleeve_takes(&sleeve, points[i], width, longest))
            continue;
        DrawPoint corner = points[i - 1], here = points[i];
        if (anchor < i - 1)
            points[kept++] = corner;
        sleeve = (Sleeve){.anchor = corner};
        anchor = i - 1;
        if (sleeve_takes(&sleeve, here, width, longest))
            continue;
        sleeve = (Sleeve){.anchor = here};
        anchor = i;
        if (i < n - 1)
            points[kept++] = here;
    }
    points[kept++] = points[n - 1];
    return kept;
}
