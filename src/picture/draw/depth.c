#include "picture/draw/depth.h"

#include "picture/draw/mesh.h"

#include <math.h>
#include <stdlib.h>

const DepthGive depth_give_stroke = {0.025f, 0.06f};

static float dot3(const float a[3], const float b[3])
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// From the rows of the matrix: clip w is the distance along the view (perspective), or constant (parallel); clip z = A
// w + B. A shifted lens adds a multiple of w to y, which is not part of its scale.
Lens lens_of(const DrawPanel *panel, int height_px)
{
    const float *m = panel->matrix;
    const float y[3] = {m[1], m[5], m[9]}, z[3] = {m[2], m[6], m[10]}, w[3] = {m[3], m[7], m[11]};
    float ww = dot3(w, w), shift = ww > 0.0f ? dot3(y, w) / ww : 0.0f, height = height_px > 1 ? (float)height_px : 1.0f;
    float pixel = 2.0f / (height * fmaxf(sqrtf(dot3(y, y) - shift * shift * ww), 1e-6f));
    if (ww < 1e-12f)
        return (Lens){0.0f, 1.0f / fmaxf(sqrtf(dot3(z, z)), 1e-6f), 1.0f, 0.0f, pixel, true};
    float a = dot3(z, w) / ww, b = m[14] - a * m[15];
    return (Lens){b, 0.0f, -a, 1.0f, pixel, false};
}

static float from_eye(const Lens *lens, float depth)
{
    float n = 2.0f * depth - 1.0f;
    return (lens->p + lens->q * n) / (lens->r + lens->s * n);
}

// The surface may rise before the ball's middle by about the ball's own size without hiding it.
DepthGive depth_give_ball(const Lens *lens, float depth, float radius_px)
{
    float full = 1.3f * radius_px * lens->pixel * (lens->parallel ? 1.0f : from_eye(lens, depth)) + 0.02f;
    return (DepthGive){full, 1.4f * full};
}

// A corner of a triangle: pixels from the panel's upper left, depth.
typedef struct Corner {
    float x, y, depth;
} Corner;

static Corner corner_of(const Depth *depth, const DrawPanel *panel, MeshPoint point)
{
    const float *m = panel->matrix, *world = panel->world;
    float at[3] = {world[0] + point.u * (world[1] - world[0]), world[2] + point.v * (world[3] - world[2]),
                   point.height * panel->height};
    float clip[4];
    for (int row = 0; row < 4; row++)
        clip[row] = m[row] * at[0] + m[4 + row] * at[1] + m[8 + row] * at[2] + m[12 + row];
    return (Corner){(0.5f + 0.5f * clip[0] / clip[3]) * (float)depth->width,
                    (0.5f - 0.5f * clip[1] / clip[3]) * (float)depth->height, 0.5f + 0.5f * clip[2] / clip[3]};
}

static float twice_area(Corner a, Corner b, float x, float y)
{
    return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
}

static int pixel_at(float at, int most)
{
    return (int)fminf(fmaxf(at, 0.0f), (float)most);
}

// Depth is linear on the screen. Pixels whose middle lies inside, as a GPU does.
static void fill_triangle(Depth *depth, Corner a, Corner b, Corner c)
{
    float area = twice_area(a, b, c.x, c.y);
    if (!(fabsf(area) > 1e-12f))
        return;
    int x0 = pixel_at(ceilf(fminf(a.x, fminf(b.x, c.x)) - 0.5f), depth->width);
    int x1 = pixel_at(floorf(fmaxf(a.x, fmaxf(b.x, c.x)) + 0.5f), depth->width);
    int y0 = pixel_at(ceilf(fminf(a.y, fminf(b.y, c.y)) - 0.5f), depth->height);
    int y1 = pixel_at(floorf(fmaxf(a.y, fmaxf(b.y, c.y)) + 0.5f), depth->height);
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++) {
            float px = (float)x + 0.5f, py = (float)y + 0.5f;
            float wa = twice_area(b, c, px, py) / area, wb = twice_area(c, a, px, py) / area, wc = 1.0f - wa - wb;
            float *at = &depth->depth[(size_t)y * (size_t)depth->width + (size_t)x];
            if (wa >= 0.0f && wb >= 0.0f && wc >= 0.0f)
                *at = fminf(*at, wa * a.depth + wb * b.depth + wc * c.depth);
        }
}

static bool fill_mesh(Depth *depth, const DrawPanel *panel, const Mesh *mesh)
{
    Corner *corners = malloc(((size_t)mesh->n_points + 1) * sizeof *corners);
    if (!corners)
        return false;
    for (int i = 0; i < mesh->n_points; i++)
        corners[i] = corner_of(depth, panel, mesh->points[i]);
    for (int i = 0; i + 2 < mesh->n_indices; i += 3)
        fill_triangle(depth, corners[mesh->indices[i]], corners[mesh->indices[i + 1]], corners[mesh->indices[i + 2]]);
    free(corners);
    return true;
}

bool depth_make(Depth *depth, const DrawPanel *panel, const Heights *heights, float scale)
{
    Mesh mesh = {0};
    *depth = (Depth){.rect = panel->rect, .scale = scale};
    depth->width = (int)lroundf(panel->rect.w * scale);
    depth->height = (int)lroundf(panel->rect.h * scale);
    depth->lens = lens_of(panel, depth->height);
    size_t count = (size_t)depth->width * (size_t)depth->height;
    depth->depth = malloc((count + 1) * sizeof *depth->depth);
    for (size_t i = 0; depth->depth && i < count; i++)
        depth->depth[i] = 1.0f;
    mesh_make(&mesh, heights, panel->mesh, panel->ceiling);
    bool ok = depth->depth && !mesh.failed && fill_mesh(depth, panel, &mesh);
    mesh_drop(&mesh);
    if (!ok)
        depth_drop(depth);
    return ok;
}

void depth_drop(Depth *depth)
{
    free(depth->depth);
    *depth = (Depth){0};
}

static float depth_at(const Depth *depth, int x, int y)
{
    x = x < 0 ? 0 : x >= depth->width ? depth->width - 1 : x;
    y = y < 0 ? 0 : y >= depth->height ? depth->height - 1 : y;
    return depth->depth[(size_t)y * (size_t)depth->width + (size_t)x];
}

static float smooth(float from, float to, float at)
{
    float t = fminf(fmaxf((at - from) / (to - from), 0.0f), 1.0f);
    return t * t * (3.0f - 2.0f * t);
}

float depth_seen(const Depth *depth, DrawPoint point, DepthGive give, int spread)
{
    if (depth->width < 1 || depth->height < 1)
        return 1.0f;
    int x = (int)floorf((point.x - depth->rect.x) * depth->scale);
    int y = (int)floorf((point.y - depth->rect.y) * depth->scale);
    float farthest = depth_at(depth, x, y);
    if (spread > 0) {
        farthest = fmaxf(farthest, fmaxf(depth_at(depth, x + spread, y), depth_at(depth, x - spread, y)));
        farthest = fmaxf(farthest, fmaxf(depth_at(depth, x, y + spread), depth_at(depth, x, y - spread)));
    }
    return 1.0f - smooth(give.full, give.none, from_eye(&depth->lens, point.depth) - from_eye(&depth->lens, farthest));
}
