// After Schneider, "An algorithm for automatically fitting digitized curves", Graphics Gems, 1990: a span of the
// polyline becomes one cubic with the span's ends and tangents, found by least squares, and is split where that leaves
// the line too far. It is also looked at between the points, which may lie far apart.
#include "export/curve.h"

#include <math.h>

#define CORNER     0.9f // cosine of the turn from which on it is one: 26 degrees
#define BULGE_MOST 0.3f

enum { BETWEEN = 3, WORTH = 3 }; // WORTH: as many lines are as long to write as a curve

typedef struct Way {
    float x, y;
} Way;

typedef struct Fit {
    const DrawPoint *points;
    float within;
    CurveStep *steps;
    int n;
} Fit;

typedef struct Cubic {
    Way p[4];
} Cubic;

static Way way(DrawPoint a, DrawPoint b)
{
    float x = b.x - a.x, y = b.y - a.y, size = hypotf(x, y);
    return size > 0.0f ? (Way){x / size, y / size} : (Way){0.0f, 0.0f};
}

static float dot(Way a, Way b)
{
    return a.x * b.x + a.y * b.y;
}

static Way cubic_at(const Cubic *cubic, float t)
{
    float s = 1.0f - t, b[4] = {s * s * s, 3.0f * t * s * s, 3.0f * t * t * s, t * t * t};
    Way at = {0.0f, 0.0f};
    for (int i = 0; i < 4; i++)
        at.x += b[i] * cubic->p[i].x, at.y += b[i] * cubic->p[i].y;
    return at;
}

static float off_segment(Way at, DrawPoint a, DrawPoint b)
{
    Way along = way(a, b), to = {at.x - a.x, at.y - a.y};
    float t = fminf(fmaxf(dot(along, to), 0.0f), hypotf(b.x - a.x, b.y - a.y));
    return hypotf(to.x - t * along.x, to.y - t * along.y);
}

static float length_of(const Fit *fit, int from, int to)
{
    float length = 0.0f;
    for (int i = from; i < to; i++)
        length += hypotf(fit->points[i + 1].x - fit->points[i].x, fit->points[i + 1].y - fit->points[i].y);
    return length;
}

static bool is_straight(const Fit *fit, int from, int to)
{
    const DrawPoint *p = fit->points;
    for (int i = from + 1; i < to; i++)
        if (off_segment((Way){p[i].x, p[i].y}, p[from], p[to]) > 0.5f * fit->within)
            return false;
    return true;
}

// What a curve may leave a segment by between its ends, where the line is a smooth one in pieces: the turn at an end,
// t, over a length s makes an arc of height s * t / 8.
static float bulge(const Fit *fit, int from, int to, int i)
{
    const DrawPoint *p = fit->points;
    Way here = way(p[i], p[i + 1]);
    float before = i > from ? dot(way(p[i - 1], p[i]), here) : 1.0f;
    float after = i + 1 < to ? dot(here, way(p[i + 1], p[i + 2])) : 1.0f;
    float turn = acosf(fminf(fmaxf(fminf(before, after), -1.0f), 1.0f));
    return fminf(turn * hypotf(p[i + 1].x - p[i].x, p[i + 1].y - p[i].y) / 7.0f, BULGE_MOST);
}

// Where the line is farthest from the curve, which has run as far along at each of its points; *most: how far.
static int worst_of(const Fit *fit, int from, int to, const Cubic *cubic, float *most)
{
    const DrawPoint *p = fit->points;
    float whole = length_of(fit, from, to), along = 0.0f;
    int worst = from + 1;
    *most = 0.0f;
    for (int i = from; i < to; i++) {
        float size = length_of(fit, i, i + 1), give = bulge(fit, from, to, i);
        for (int k = 1; k <= BETWEEN; k++) {
            float t = (along + size * (float)k / BETWEEN) / whole;
            float off = off_segment(cubic_at(cubic, t), p[i], p[i + 1]) - (k < BETWEEN ? give : 0.0f);
            if (off > *most)
                *most = off, worst = i + (k > 1 || i == from);
        }
        along += size;
    }
    return worst < to ? worst : to - 1;
}

// The handles' lengths, a[0] and a[1] along the tangents, for which the points are nearest to the curve.
static void handles(const Fit *fit, int from, int to, Way t0, Way t1, float a[2])
{
    const DrawPoint *p = fit->points;
    float whole = length_of(fit, from, to), along = 0.0f;
    float c00 = 0.0f, c01 = 0.0f, c11 = 0.0f, x0 = 0.0f, x1 = 0.0f;
    for (int i = from + 1; i < to; i++) {
        along += length_of(fit, i - 1, i);
        float t = along / whole, s = 1.0f - t, b1 = 3.0f * t * s * s, b2 = 3.0f * t * t * s;
        float first = s * s * s + b1, last = t * t * t + b2;
        Way off = {p[i].x - first * p[from].x - last * p[to].x, p[i].y - first * p[from].y - last * p[to].y};
        c00 += b1 * b1, c01 += b1 * b2 * dot(t0, t1), c11 += b2 * b2;
        x0 += b1 * dot(t0, off), x1 += b2 * dot(t1, off);
    }
    float under = c00 * c11 - c01 * c01;
    a[0] = a[1] = whole / 3.0f;
    if (fabsf(under) > 1e-6f * c00 * c11) {
        float one = (x0 * c11 - x1 * c01) / under, other = (x1 * c00 - x0 * c01) / under;
        if (one > 0.0f && other > 0.0f && one < whole && other < whole)
            a[0] = one, a[1] = other;
    }
}

static Cubic cubic_of(const Fit *fit, int from, int to, Way t0, Way t1)
{
    DrawPoint a = fit->points[from], b = fit->points[to];
    float reach[2];
    handles(fit, from, to, t0, t1, reach);
    return (Cubic){{{a.x, a.y},
                    {a.x + reach[0] * t0.x, a.y + reach[0] * t0.y},
                    {b.x + reach[1] * t1.x, b.y + reach[1] * t1.y},
                    {b.x, b.y}}};
}

static void add_line(Fit *fit, int to)
{
    fit->steps[fit->n++] = (CurveStep){.x = fit->points[to].x, .y = fit->points[to].y};
}

static void add_curve(Fit *fit, const Cubic *cubic)
{
    const Way *p = cubic->p;
    fit->steps[fit->n++] = (CurveStep){p[3].x, p[3].y, true, {p[1].x, p[1].y, p[2].x, p[2].y}};
}

// t0 leads from the first point into the span, t1 from the last one.
static void fit_span(Fit *fit, int from, int to, Way t0, Way t1)
{
    while (to > from) {
        if (is_straight(fit, from, to)) {
            add_line(fit, to);
            return;
        }
        Cubic cubic = cubic_of(fit, from, to, t0, t1);
        float most;
        int worst = worst_of(fit, from, to, &cubic, &most);
        if (most <= fit->within) {
            add_curve(fit, &cubic);
            return;
        }
        int margin = (to - from) / 8; // so that it ends soon
        worst = worst < from + margin ? from + margin : worst > to - margin ? to - margin : worst;
        Way through = way(fit->points[worst + 1], fit->points[worst - 1]);
        fit_span(fit, from, worst, t0, through);
        from = worst;
        t0 = (Way){-through.x, -through.y};
    }
}

static void fit_smooth(Fit *fit, int from, int to)
{
    const DrawPoint *p = fit->points;
    int before = fit->n;
    fit_span(fit, from, to, way(p[from], p[from + 1]), way(p[to], p[to - 1]));
    int bent = 0;
    for (int i = before; i < fit->n; i++)
        bent += fit->steps[i].bent;
    if (to - from > WORTH * bent + (fit->n - before - bent))
        return;
    fit->n = before;
    for (int i = from + 1; i <= to; i++)
        add_line(fit, i);
}

int curve_fit(const DrawPoint *points, int n, float within, CurveStep *steps)
{
    Fit fit = {points, within, steps, 1};
    steps[0] = (CurveStep){.x = points[0].x, .y = points[0].y};
    for (int from = 0, to = 1; to < n; to++) {
        bool ends = to == n - 1 || dot(way(points[to - 1], points[to]), way(points[to], points[to + 1])) < CORNER;
        if (!ends)
            continue;
        fit_smooth(&fit, from, to);
        from = to;
    }
    return fit.n;
}
