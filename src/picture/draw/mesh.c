#include "picture/draw/mesh.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { HALVINGS = 14, RIM_PARTS = 4, POLYGON_MAX = 8 + 2 * (RIM_PARTS - 1) };

static const float tolerance =
    1e-4f; // of height: a plain that lies at the ceiling itself is not to be torn by rounding
static const float rim_bulge = 0.35f; // how far the rim may leave its chord, in chords

typedef struct Cut {
    Mesh *mesh;
    const Heights *heights;
    int cells;
    float ceiling;
} Cut;

static int add_point(Mesh *mesh, MeshPoint point)
{
    if (mesh->n_points == mesh->cap_points) {
        int capacity = mesh->cap_points ? 2 * mesh->cap_points : 1024;
        MeshPoint *points = realloc(mesh->points, (size_t)capacity * sizeof *points);
        mesh->failed |= !points;
        if (!points)
            return 0;
        mesh->points = points;
        mesh->cap_points = capacity;
    }
    mesh->points[mesh->n_points] = point;
    return mesh->n_points++;
}

static void add_triangle(Mesh *mesh, int a, int b, int c)
{
    if (mesh->n_indices + 3 > mesh->cap_indices) {
        int capacity = mesh->cap_indices ? 2 * mesh->cap_indices : 3072;
        uint32_t *indices = realloc(mesh->indices, (size_t)capacity * sizeof *indices);
        mesh->failed |= !indices;
        if (!indices)
            return;
        mesh->indices = indices;
        mesh->cap_indices = capacity;
    }
    const int corners[3] = {a, b, c};
    for (int i = 0; i < 3; i++)
        mesh->indices[mesh->n_indices++] = (uint32_t)corners[i];
}

static bool inside(const Cut *cut, MeshPoint *point)
{
    return heights_at(cut->heights, point->u, point->v, &point->height) && point->height <= cut->ceiling + tolerance;
}

static MeshPoint between(MeshPoint a, MeshPoint b)
{
    return (MeshPoint){0.5f * (a.u + b.u), 0.5f * (a.v + b.v), 0.5f * (a.height + b.height)};
}

// Where the surface ends on the way from a point of it to one that is not. At the ceiling, the height is the ceiling
// itself.
static MeshPoint crossing(const Cut *cut, MeshPoint in, MeshPoint out)
{
    for (int i = 0; i < HALVINGS; i++) {
        MeshPoint middle = between(in, out);
        if (inside(cut, &middle))
            in = middle;
        else
            out = middle;
    }
    float height;
    if (heights_at(cut->heights, out.u, out.v, &height) && height > cut->ceiling + tolerance)
        in.height = cut->ceiling;
    return in;
}

static int corner_index(const Cut *cut, int x, int y)
{
    return y * (cut->cells + 1) + x;
}

// Two triangles, split along the diagonal that is nearer to the surface in the middle.
static void add_whole(const Cut *cut, const int at[4])
{
    const MeshPoint *points = cut->mesh->points;
    MeshPoint middle = between(points[at[0]], points[at[2]]);
    float rising = middle.height, falling = 0.5f * (points[at[1]].height + points[at[3]].height), height = 0;
    heights_at(cut->heights, middle.u, middle.v, &height);
    int first = fabsf(rising - height) <= fabsf(falling - height) ? 0 : 1;
    add_triangle(cut->mesh, at[first], at[first + 1], at[first + 2]);
    add_triangle(cut->mesh, at[first], at[first + 2], at[(first + 3) % 4]);
}

// Between the two crossings P and Q of a cell, the rim follows the level: points of the chord, moved across it until
// they are on the rim. The surface lies to the left of P -> Q.
static int add_rim(const Cut *cut, int p, int q, int *polygon)
{
    int count = 0;
    for (int i = 1; i < RIM_PARTS; i++) {
        MeshPoint from = cut->mesh->points[p], to = cut->mesh->points[q];
        float t = (float)i / RIM_PARTS, du = to.u - from.u, dv = to.v - from.v;
        MeshPoint chord = {from.u + t * du, from.v + t * dv, 0};
        float side = inside(cut, &chord) ? rim_bulge : -rim_bulge;
        MeshPoint away = {chord.u + side * dv, chord.v - side * du, 0};
        if (inside(cut, &away) == (side > 0))
            continue;
        polygon[count++] = add_point(cut->mesh, crossing(cut, side > 0 ? chord : away, side > 0 ? away : chord));
    }
    return count;
}

static void add_fan(Mesh *mesh, const int *polygon, int count)
{
    for (int i = 2; i < count; i++)
        add_triangle(mesh, polygon[0], polygon[i - 1], polygon[i]);
}

// Only the tip at one corner of the cell.
static void add_tip(const Cut *cut, int corner, int leave, int enter)
{
    int polygon[POLYGON_MAX] = {corner, leave}, count = 2;
    count += add_rim(cut, leave, enter, polygon + count);
    polygon[count++] = enter;
    add_fan(cut->mesh, polygon, count);
}

static bool connected(const Cut *cut, const int at[4], const bool in[4])
{
    MeshPoint middle = between(cut->mesh->points[at[0]], cut->mesh->points[at[2]]);
    bool saddle = in[0] == in[2] && in[1] == in[3] && in[0] != in[1];
    return !saddle || inside(cut, &middle);
}

// The part of a cell that belongs to the surface, walked counter-clockwise from a corner that does.
static void add_walk(const Cut *cut, const int at[4], const bool in[4], const int cross[4])
{
    int polygon[POLYGON_MAX], count = 0, first = 0, leave = -1;
    while (!in[first])
        first++;
    for (int k = 0; k < 4; k++) {
        int i = (first + k) % 4;
        if (in[i])
            polygon[count++] = at[i];
        if (cross[i] < 0)
            continue;
        if (!in[i])
            count += add_rim(cut, leave, cross[i], polygon + count);
        polygon[count++] = leave = cross[i];
    }
    add_fan(cut->mesh, polygon, count);
}

static void add_part(const Cut *cut, const int at[4], const bool in[4])
{
    int cross[4];
    for (int i = 0; i < 4; i++) {
        int next = (i + 1) % 4;
        MeshPoint a = cut->mesh->points[at[i]], b = cut->mesh->points[at[next]];
        cross[i] = in[i] == in[next] ? -1 : add_point(cut->mesh, crossing(cut, in[i] ? a : b, in[i] ? b : a));
    }
    if (connected(cut, at, in)) {
        add_walk(cut, at, in, cross);
        return;
    }
    for (int i = 0; i < 4; i++)
        if (in[i])
            add_tip(cut, at[i], cross[i], cross[(i + 3) % 4]);
}

static void add_cell(const Cut *cut, const bool *in_grid, int x, int y)
{
    int low = corner_index(cut, x, y), high = corner_index(cut, x, y + 1);
    const int at[4] = {low, low + 1, high + 1, high};
    const bool in[4] = {in_grid[at[0]], in_grid[at[1]], in_grid[at[2]], in_grid[at[3]]};
    int corners = in[0] + in[1] + in[2] + in[3];
    if (corners == 4)
        add_whole(cut, at);
    else if (corners > 0)
        add_part(cut, at, in);
}

static void add_corners(const Cut *cut, bool *in_grid)
{
    for (int y = 0; y <= cut->cells; y++)
        for (int x = 0; x <= cut->cells; x++) {
            MeshPoint point = {(float)x / (float)cut->cells, (float)y / (float)cut->cells, 0};
            in_grid[corner_index(cut, x, y)] = inside(cut, &point);
            add_point(cut->mesh, point);
        }
}

void mesh_make(Mesh *mesh, const Heights *heights, int cells, float ceiling)
{
    assert(cells >= 1 && cells <= MESH_CELLS_MAX);
    Cut cut = {mesh, heights, cells, ceiling};
    bool *in_grid = malloc((size_t)(cells + 1) * (size_t)(cells + 1));
    mesh->n_points = mesh->n_indices = 0;
    mesh->failed = !in_grid;
    if (in_grid)
        add_corners(&cut, in_grid);
    for (int y = 0; y < cells && !mesh->failed; y++)
        for (int x = 0; x < cells; x++)
            add_cell(&cut, in_grid, x, y);
    free(in_grid);
}

void mesh_drop(Mesh *mesh)
{
    free(mesh->points);
    free(mesh->indices);
    *mesh = (Mesh){0};
}
