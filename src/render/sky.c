// Horizons: in eight directions, the highest that the surface rises over its own tangent plane. So a slope is not dark
// for being steep; a valley is, as far as its sides rise beside it. After Bavoil, Sainz and Dimitrov, Image-space
// horizon-based ambient occlusion, 2008.
#include "render/sky.h"

#include <math.h>

enum { CELL = 4, SIDE_LEAST = 24, DIRECTIONS = 8, REACHES = 7 };

static const int direction[DIRECTIONS][2] = {{1, 0}, {1, 1}, {0, 1}, {-1, 1}, {-1, 0}, {-1, -1}, {0, -1}, {1, -1}};
static const int reach[REACHES] = {1, 2, 3, 5, 8, 12, 18}; // cells

typedef struct Ground {
    int nx, ny;
    float cell[2];                             // world units
    float height[SKY_SIDE_MAX * SKY_SIDE_MAX]; // likewise
} Ground;

static int side_of(int samples)
{
    int side = samples / CELL;
    return side < SIDE_LEAST ? SIDE_LEAST : side > SKY_SIDE_MAX ? SKY_SIDE_MAX : side;
}

static float ground_at(const Ground *ground, int x, int y)
{
    return ground->height[y * ground->nx + x];
}

// Holes are as deep as the floor: they hide nothing.
static void ground_make(Ground *ground, const Heights *field, const float size[3], float ceiling)
{
    ground->nx = side_of(field->nx), ground->ny = side_of(field->ny);
    ground->cell[0] = size[0] / (float)(ground->nx - 1), ground->cell[1] = size[1] / (float)(ground->ny - 1);
    for (int y = 0; y < ground->ny; y++)
        for (int x = 0; x < ground->nx; x++) {
            float height = 0.0f;
            heights_at(field, (float)x / (float)(ground->nx - 1), (float)y / (float)(ground->ny - 1), &height);
            ground->height[y * ground->nx + x] = fminf(height, ceiling) * size[2];
        }
}

// Rise per cell along one axis, one-sided at the edge.
static float rise(const Ground *ground, int x, int y, int along_x, int along_y)
{
    int x0 = x - along_x < 0 ? x : x - along_x, x1 = x + along_x >= ground->nx ? x : x + along_x;
    int y0 = y - along_y < 0 ? y : y - along_y, y1 = y + along_y >= ground->ny ? y : y + along_y;
    return (ground_at(ground, x1, y1) - ground_at(ground, x0, y0)) / (float)(x1 - x0 + y1 - y0);
}

// The steepest rise over the tangent plane, as a tangent, >= 0.
static float horizon(const Ground *ground, int x, int y, const int way[2], float plane)
{
    float length = hypotf((float)way[0] * ground->cell[0], (float)way[1] * ground->cell[1]);
    float here = ground_at(ground, x, y), highest = 0.0f;
    for (int i = 0; i < REACHES; i++) {
        int at_x = x + reach[i] * way[0], at_y = y + reach[i] * way[1];
        if (at_x < 0 || at_x >= ground->nx || at_y < 0 || at_y >= ground->ny)
            break;
        float over = (ground_at(ground, at_x, at_y) - here) / (float)reach[i] - plane;
        highest = fmaxf(highest, over);
    }
    return highest / length;
}

// Of a sky of even brightness, what reaches a level patch from above a horizon of tangent t is 1 / (1 + t^2).
static float open_at(const Ground *ground, int x, int y)
{
    float rise_x = rise(ground, x, y, 1, 0), rise_y = rise(ground, x, y, 0, 1), sum = 0.0f;
    for (int i = 0; i < DIRECTIONS; i++) {
        const int *way = direction[i];
        float t = horizon(ground, x, y, way, (float)way[0] * rise_x + (float)way[1] * rise_y);
        sum += 1.0f / (1.0f + t * t);
    }
    return sum / DIRECTIONS;
}

void sky_make(Sky *sky, const Heights *field, const float size[3], float ceiling)
{
    Ground ground;
    ground_make(&ground, field, size, ceiling);
    sky->nx = ground.nx, sky->ny = ground.ny;
    for (int y = 0; y < sky->ny; y++)
        for (int x = 0; x < sky->nx; x++)
            sky->open[y * sky->nx + x] = (uint8_t)lroundf(255.0f * open_at(&ground, x, y));
}
