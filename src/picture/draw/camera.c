// The eye. An orbit is a perspective of constant strength whose picture is then scaled and shifted (a lens shift) until
// the box of the surface fills the rectangle, less a margin for the numbers of the axes: framing needs no search and is
// the same for every angle.
#include "picture/draw/camera.h"

#include <cglm/cglm.h>
#include <math.h>
#include <string.h>

#define SEEN_OFF     1e-3f // of depth, between what lies on the surface and what is behind it
#define EYE_DISTANCE 5.2f  // world units from the middle of the box
#define SIDE_LEAST                                                                                                     \
    0.62f // of the window's shorter side, relative to the longer: a narrow valley is shown wider than it is
#define FIELD_OF_VIEW 0.7f  // radians; the fit makes the picture independent of it
#define DEPTH_REACH   1.75f // world units before and behind the middle that the depth buffer holds
#define FAR_OFF       1e5f  // points from the page: no farther
#define AXES_MARGIN   25.0f // points
#define CLOSE_MARGIN  22.0f // likewise, around small surfaces
#define CLOSE_LEAST   90.0f // of a small surface with axes, its lower side
#define SLIDE_STEP    0.004 // of the window, over which a slope is taken
#define SLIDE_MOST    25.0f // such steps: no slide is longer
#define SKEW_MAX      8.0   // between the scales of a map that a narrow window would leave a line

enum { MARCH_MAX = 1536, SIGHT_MAX = 192, BISECTIONS = 24, FIT_CELLS = 64, COARSE = 64 };

typedef struct Box {
    float x_from, x_to, y_from, y_to; // in clip space of the rectangle, [-1, 1]
} Box;

static void world_extent(const double window[4], float least, float world[4])
{
    double width = window[1] - window[0], height = window[3] - window[2];
    double longer = fmax(width, height);
    float x = fmaxf((float)(width / longer), least), y = fmaxf((float)(height / longer), least);
    world[0] = -x, world[1] = x, world[2] = -y, world[3] = y;
}

static void transform(const float m[16], const float in[3], float out[4])
{
    for (int row = 0; row < 4; row++)
        out[row] = m[row] * in[0] + m[4 + row] * in[1] + m[8 + row] * in[2] + m[12 + row];
}

static const Box nothing = {1e9f, -1e9f, 1e9f, -1e9f};

static void box_take(Box *box, const float matrix[16], float x, float y, float z)
{
    float at[3] = {x, y, z}, clip[4];
    transform(matrix, at, clip);
    box->x_from = fminf(box->x_from, clip[0] / clip[3]), box->x_to = fmaxf(box->x_to, clip[0] / clip[3]);
    box->y_from = fminf(box->y_from, clip[1] / clip[3]), box->y_to = fmaxf(box->y_to, clip[1] / clip[3]);
}

static Box projected_box(const float matrix[16], const float world[4])
{
    Box box = nothing;
    for (int corner = 0; corner < 8; corner++)
        box_take(&box, matrix, world[corner & 1], world[2 + (corner >> 1 & 1)],
                 corner & 4 ? CAMERA_HEIGHT : CAMERA_FLOOR * CAMERA_HEIGHT);
    return box;
}

float camera_margin(Rect rect)
{
    float margin = fminf((fminf(rect.w * 0.7f, rect.h) - 130.0f) * 0.25f, 50.0f);
    return margin >= AXES_MARGIN ? margin : 4.0f;
}

static float own_margin(const Camera *camera)
{
    Rect rect = camera->rect;
    float margin = camera_margin(rect);
    return camera->close && fminf(rect.w, rect.h) >= CLOSE_LEAST ? fmaxf(margin, CLOSE_MARGIN) : margin;
}

bool camera_has_axes(const Camera *camera)
{
    return own_margin(camera) >= CLOSE_MARGIN;
}

// Where the box may lie: room for numbers left, right and below, little above.
static Box target_box(Rect rect, float margin)
{
    float x = 1.0f - 2.0f * margin / rect.w;
    return (Box){-x, x, -1.0f + 1.15f * margin / rect.h, 1.0f - 0.2f * margin / rect.h};
}

// Scales and shifts the picture until the box fills its target.
static void fit(mat4 matrix, Rect rect, float margin, Box box)
{
    Box target = target_box(rect, margin);
    float scale = fminf((target.x_to - target.x_from) / (box.x_to - box.x_from),
                        (target.y_to - target.y_from) / (box.y_to - box.y_from));
    mat4 lens = GLM_MAT4_IDENTITY_INIT;
    lens[0][0] = lens[1][1] = scale;
    lens[3][0] = 0.5f * (target.x_from + target.x_to - scale * (box.x_from + box.x_to));
    lens[3][1] = 0.5f * (target.y_from + target.y_to - scale * (box.y_from + box.y_to));
    glm_mat4_mul(lens, matrix, matrix);
}

static void store(Camera *camera, mat4 matrix)
{
    mat4 inverse;
    glm_mat4_inv(matrix, inverse);
    memcpy(camera->matrix, matrix, sizeof camera->matrix);
    memcpy(camera->inverse, inverse, sizeof camera->inverse);
}

Camera camera_orbit(Rect rect, const double window[4], double azimuth_deg, double elevation_deg)
{
    Camera camera = {.rect = rect, .window = {window[0], window[1], window[2], window[3]}};
    world_extent(window, SIDE_LEAST, camera.world);
    float azimuth = glm_rad((float)azimuth_deg), elevation = glm_rad((float)elevation_deg);
    float c = cosf(elevation), s = sinf(elevation);
    vec3 middle = {0.0f, 0.0f, 0.5f * CAMERA_HEIGHT};
    vec3 eye = {EYE_DISTANCE * sinf(azimuth) * c, -EYE_DISTANCE * cosf(azimuth) * c, EYE_DISTANCE * s + middle[2]};
    vec3 up = {-sinf(azimuth) * s, cosf(azimuth) * s, c};
    mat4 view, matrix;
    glm_lookat(eye, middle, up, view);
    glm_perspective(FIELD_OF_VIEW, rect.w / rect.h, EYE_DISTANCE - DEPTH_REACH, EYE_DISTANCE + DEPTH_REACH, matrix);
    glm_mat4_mul(matrix, view, matrix);
    store(&camera, matrix);
    fit(matrix, rect, camera_margin(rect), projected_box(camera.matrix, camera.world));
    store(&camera, matrix);
    memcpy(camera.eye, eye, sizeof camera.eye);
    return camera;
}

// x and y to the whole rectangle; nothing has depth.
static Camera flat_camera(Rect rect, const double window[4])
{
    Camera camera = {.flat = true, .rect = rect, .window = {window[0], window[1], window[2], window[3]}};
    world_extent(window, 0.0f, camera.world);
    camera.eye[2] = EYE_DISTANCE;
    mat4 matrix = GLM_MAT4_IDENTITY_INIT;
    matrix[0][0] = 1.0f / camera.world[1];
    matrix[1][1] = 1.0f / camera.world[3];
    store(&camera, matrix);
    return camera;
}

Camera camera_map(Rect rect, const double window[4])
{
    double w = (double)rect.w, h = (double)rect.h;
    double scale_x = (window[1] - window[0]) / w, scale_y = (window[3] - window[2]) / h;
    if (scale_x > SKEW_MAX * scale_y || scale_y > SKEW_MAX * scale_x)
        return flat_camera(rect, window);
    double scale = fmax(scale_x, scale_y), x = 0.5 * (window[0] + window[1]), y = 0.5 * (window[2] + window[3]);
    double widened[4] = {x - 0.5 * scale * w, x + 0.5 * scale * w, y - 0.5 * scale * h, y + 0.5 * scale * h};
    return flat_camera(rect, widened);
}

Camera camera_curve(Rect rect, double x_from, double x_to)
{
    double window[4] = {x_from, x_to, 0.0, 1.0};
    Camera camera = flat_camera(rect, window);
    camera.curve = true;
    camera.world[0] = camera.world[2] = -1.0f, camera.world[1] = camera.world[3] = 1.0f;
    mat4 matrix = GLM_MAT4_IDENTITY_INIT;
    store(&camera, matrix);
    return camera;
}

// Position between two ends, 0 at the first; in double, so that a deeply zoomed window keeps its digits.
static float to_world(double value, double from, double to, float world_from, float world_to)
{
    return world_from + (float)((value - from) / (to - from)) * (world_to - world_from);
}

static double to_domain(float value, float world_from, float world_to, double from, double to)
{
    return from + (double)((value - world_from) / (world_to - world_from)) * (to - from);
}

static void world_of(const Camera *camera, double x, double y, double height, float out[3])
{
    const double *window = camera->window;
    const float *world = camera->world;
    out[0] = to_world(x, window[0], window[1], world[0], world[1]);
    out[1] = to_world(y, window[2], window[3], world[2], world[3]);
    out[2] = camera->flat ? 0.0f : (float)height * CAMERA_HEIGHT;
}

static void domain_of(const Camera *camera, const float at[3], double *x, double *y)
{
    const double *window = camera->window;
    const float *world = camera->world;
    *x = to_domain(at[0], world[0], world[1], window[0], window[1]);
    *y = to_domain(at[1], world[2], world[3], window[2], window[3]);
}

// Farther off is as far, and what is no number is nowhere near: whoever draws counts in points.
static float on_paper(float points)
{
    return fminf(fmaxf(points, -FAR_OFF), FAR_OFF);
}

DrawPoint camera_project(const Camera *camera, double x, double y, double height)
{
    float at[3], clip[4];
    world_of(camera, x, y, height, at);
    transform(camera->matrix, at, clip);
    const Rect *rect = &camera->rect;
    return (DrawPoint){
        .x = on_paper(rect->x + (0.5f + 0.5f * clip[0] / clip[3]) * rect->w),
        .y = on_paper(rect->y + (0.5f - 0.5f * clip[1] / clip[3]) * rect->h),
        .depth = camera->flat ? 0.0f : fminf(fmaxf(0.5f + 0.5f * clip[2] / clip[3], -FAR_OFF), FAR_OFF),
    };
}

float camera_floor_fade(const Camera *camera, double x, double y)
{
    float at[3];
    world_of(camera, x, y, 0.0, at);
    float away = fmaxf(hypotf(camera->eye[0], camera->eye[1]), 1e-6f) * hypotf(camera->world[1], camera->world[3]);
    float near = (camera->eye[0] * at[0] + camera->eye[1] * at[1]) / away;
    float t = fminf(fmaxf((near + 0.8f) / 1.4f, 0.0f), 1.0f);
    return CAMERA_FAR + (1.0f - CAMERA_FAR) * t * t * (3.0f - 2.0f * t);
}

typedef struct Ray {
    float from[3], to[3]; // world: on the near and on the far plane
} Ray;

static void unproject(const Camera *camera, float x, float y, float depth, float out[3])
{
    const Rect *rect = &camera->rect;
    float clip[3] = {2.0f * (x - rect->x) / rect->w - 1.0f, 1.0f - 2.0f * (y - rect->y) / rect->h, depth}, at[4];
    transform(camera->inverse, clip, at);
    for (int i = 0; i < 3; i++)
        out[i] = at[i] / at[3];
}

static Ray ray_through(const Camera *camera, float x, float y)
{
    Ray ray;
    unproject(camera, x, y, -1.0f, ray.from);
    unproject(camera, x, y, 1.0f, ray.to);
    return ray;
}

static void along(const Ray *ray, float t, float out[3])
{
    for (int i = 0; i < 3; i++)
        out[i] = ray->from[i] + t * (ray->to[i] - ray->from[i]);
}

bool camera_floor(const Camera *camera, float x, float y, double *domain_x, double *domain_y)
{
    Ray ray = ray_through(camera, x, y);
    float at[3] = {ray.from[0], ray.from[1], 0.0f};
    if (!camera->flat) {
        float fall = ray.from[2] - ray.to[2];
        if (fall <= 1e-6f || ray.from[2] < 0.0f)
            return false;
        along(&ray, ray.from[2] / fall, at);
    }
    domain_of(camera, at, domain_x, domain_y);
    return true;
}

// Shortens [*t_from, *t_to] to where the ray is within [low, high] on an axis; false: nowhere.
static bool clip_axis(const Ray *ray, int axis, float low, float high, float *t_from, float *t_to)
{
    float from = ray->from[axis], step = ray->to[axis] - from;
    if (fabsf(step) < 1e-9f)
        return from >= low && from <= high;
    float a = (low - from) / step, b = (high - from) / step;
    *t_from = fmaxf(*t_from, fminf(a, b));
    *t_to = fminf(*t_to, fmaxf(a, b));
    return *t_from <= *t_to;
}

typedef struct Relief {
    const Camera *camera;
    const HeightField *field;
    const HeightMap *map;
    float top; // world height above which there is no surface
} Relief;

static Relief relief_of(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling)
{
    double highest = height_of(map, field->high);
    return (Relief){camera, field, map, (float)fmin(fmax(highest, 0.0), ceiling) * CAMERA_HEIGHT};
}

// How far the ray's point lies above the surface, world units; NaN where there is none.
static float above(const Relief *relief, const Ray *ray, float t)
{
    float at[3];
    double x, y;
    along(ray, t, at);
    domain_of(relief->camera, at, &x, &y);
    double height = height_of(relief->map, heightfield_at(relief->field, x, y));
    return at[2] - (float)height * CAMERA_HEIGHT;
}

static bool crosses(float a, float b)
{
    return (a >= 0.0f && b < 0.0f) || (a < 0.0f && b >= 0.0f);
}

static float bisect(const Relief *relief, const Ray *ray, float a, float b)
{
    bool positive = above(relief, ray, a) >= 0.0f;
    for (int i = 0; i < BISECTIONS; i++) {
        float middle = 0.5f * (a + b);
        if ((above(relief, ray, middle) >= 0.0f) == positive)
            a = middle;
        else
            b = middle;
    }
    return 0.5f * (a + b);
}

// The first meeting of ray and surface within [t_from, t_to]. Where the surface is cut, a ray passes through and may
// meet it from below. hit may be NULL.
static bool march(const Relief *relief, const Ray *ray, float t_from, float t_to, int steps, float *hit)
{
    float before = above(relief, ray, t_from), t_before = t_from;
    for (int i = 1; i <= steps; i++) {
        float t = t_from + (t_to - t_from) * (float)i / (float)steps, now = above(relief, ray, t);
        if (crosses(before, now)) {
            if (hit)
                *hit = bisect(relief, ray, t_before, t);
            return true;
        }
        before = now, t_before = t;
    }
    return false;
}

// Where the ray is inside the box of the surface.
static bool clip_box(const Relief *relief, const Ray *ray, float *t_from, float *t_to)
{
    const float *world = relief->camera->world;
    return clip_axis(ray, 0, world[0], world[1], t_from, t_to) && clip_axis(ray, 1, world[2], world[3], t_from, t_to) &&
           clip_axis(ray, 2, -1e-3f, relief->top + 1e-3f, t_from, t_to);
}

static int march_steps(const Relief *relief, const Ray *ray, float t_from, float t_to, int most)
{
    const float *world = relief->camera->world;
    float x = (ray->to[0] - ray->from[0]) / (world[1] - world[0]) * (float)relief->field->nx;
    float y = (ray->to[1] - ray->from[1]) / (world[3] - world[2]) * (float)relief->field->ny;
    float cells = hypotf(x, y) * (t_to - t_from);
    return (int)fminf(fmaxf(2.0f * cells, 16.0f), (float)most);
}

bool camera_pick(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, float x, float y,
                 double *domain_x, double *domain_y)
{
    if (camera->flat)
        return camera_floor(camera, x, y, domain_x, domain_y);
    Relief relief = relief_of(camera, field, map, ceiling);
    Ray ray = ray_through(camera, x, y);
    float t_from = 0.0f, t_to = 1.0f, hit, at[3];
    if (!clip_box(&relief, &ray, &t_from, &t_to))
        return false;
    if (!march(&relief, &ray, t_from, t_to, march_steps(&relief, &ray, t_from, t_to, MARCH_MAX), &hit))
        return false;
    along(&ray, hit, at);
    domain_of(camera, at, domain_x, domain_y);
    return true;
}

bool camera_sees(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, double x,
                 double y, double height)
{
    if (camera->flat)
        return true;
    Relief relief = relief_of(camera, field, map, ceiling);
    Ray ray;
    world_of(camera, x, y, height, ray.from);
    memcpy(ray.to, camera->eye, sizeof ray.to);
    ray.from[2] += 0.01f;
    float t_from = 0.0f, t_to = 1.0f;
    if (!clip_box(&relief, &ray, &t_from, &t_to))
        return true;
    t_from = fmaxf(t_from, 0.004f); // a step away from the point's own slope
    return t_from >= t_to ||
           !march(&relief, &ray, t_from, t_to, march_steps(&relief, &ray, t_from, t_to, SIGHT_MAX), NULL);
}

// Of the surface, no higher than it is cut.
static DrawPoint surface_point(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling,
                               double x, double y)
{
    double height = height_of(map, heightfield_at(field, x, y));
    return camera_project(camera, x, y, isfinite(height) ? fmin(height, ceiling) : ceiling);
}

DrawPoint camera_slide(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling,
                       DrawPoint at, float dx, float dy)
{
    const double *window = camera->window;
    double step[2] = {SLIDE_STEP * (window[1] - window[0]), SLIDE_STEP * (window[3] - window[2])}, x, y;
    float world[3];
    unproject(camera, at.x, at.y, 2.0f * at.depth - 1.0f, world);
    domain_of(camera, world, &x, &y);
    DrawPoint own = surface_point(camera, field, map, ceiling, x, y);
    DrawPoint by_x = surface_point(camera, field, map, ceiling, x + step[0], y);
    DrawPoint by_y = surface_point(camera, field, map, ceiling, x, y + step[1]);
    float xx = by_x.x - own.x, xy = by_x.y - own.y, yx = by_y.x - own.x, yy = by_y.y - own.y;
    float area = xx * yy - xy * yx, u = (dx * yy - dy * yx) / area, v = (dy * xx - dx * xy) / area;
    float rise = u * (by_x.depth - own.depth) + v * (by_y.depth - own.depth);
    bool turned = !(hypotf(u, v) < SLIDE_MOST) || !isfinite(rise);
    return (DrawPoint){at.x + dx, at.y + dy, turned ? at.depth : fminf(fmaxf(at.depth + rise, 0.0f), 1.0f)};
}

// Of the surface that is seen there; 1: none.
static float seen_depth(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, float x,
                        float y)
{
    double at[2];
    if (!camera_pick(camera, field, map, ceiling, x, y, &at[0], &at[1]))
        return 1.0f;
    return surface_point(camera, field, map, ceiling, at[0], at[1]).depth;
}

float camera_unhidden(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling,
                      DrawPoint point, DrawPoint beside)
{
    if (camera->flat || camera->curve ||
        point.depth > seen_depth(camera, field, map, ceiling, point.x, point.y) + SEEN_OFF)
        return beside.depth;
    float seen = seen_depth(camera, field, map, ceiling, beside.x, beside.y) - SEEN_OFF;
    return fmaxf(fminf(beside.depth, seen), 0.0f);
}

bool camera_covers(const Camera *camera, const HeightField *field, const HeightMap *map, double ceiling, float x,
                   float y)
{
    Relief relief = relief_of(camera, field, map, ceiling);
    Ray ray = ray_through(camera, x, y);
    float t_from = 0.0f, t_to = 1.0f;
    return camera->flat ||
           (clip_box(&relief, &ray, &t_from, &t_to) && march(&relief, &ray, t_from, t_to, COARSE, NULL));
}

static void take_surface(Box *box, const Relief *relief)
{
    const Camera *camera = relief->camera;
    const HeightField *field = relief->field;
    for (int j = 0; j <= FIT_CELLS; j++)
        for (int i = 0; i <= FIT_CELLS; i++) {
            double x = field->x_from + (field->x_to - field->x_from) * i / FIT_CELLS;
            double y = field->y_from + (field->y_to - field->y_from) * j / FIT_CELLS;
            float at[3];
            double height = height_of(relief->map, heightfield_at(field, x, y));
            world_of(camera, x, y, height, at);
            if (isfinite(height) && at[2] <= relief->top + 1e-4f) // above, it is cut
                box_take(box, camera->matrix, at[0], at[1], at[2]);
        }
}

// The floor, and the outermost upright edge of the side at which the loss axis stands.
static void take_axes(Box *box, const Camera *camera)
{
    const float *world = camera->world;
    Box upright = nothing;
    for (int corner = 0; corner < 4; corner++) {
        float x = world[corner & 1], y = world[2 + (corner >> 1)];
        Box foot = nothing;
        box_take(&foot, camera->matrix, x, y, CAMERA_FLOOR * CAMERA_HEIGHT);
        if (foot.x_from < upright.x_from) {
            upright = foot;
            box_take(&upright, camera->matrix, x, y, CAMERA_HEIGHT);
        }
        box_take(box, camera->matrix, x, y, CAMERA_FLOOR * CAMERA_HEIGHT);
    }
    box->x_from = fminf(box->x_from, upright.x_from);
    box->y_to = fmaxf(box->y_to, upright.y_to);
}

void camera_fit(Camera *camera, const HeightField *field, const HeightMap *map, double ceiling)
{
    Relief relief = relief_of(camera, field, map, ceiling);
    Box box = nothing;
    take_surface(&box, &relief);
    if (camera_has_axes(camera) || box.x_to <= box.x_from || box.y_to <= box.y_from)
        take_axes(&box, camera);
    mat4 matrix;
    memcpy(matrix, camera->matrix, sizeof matrix);
    fit(matrix, camera->rect, own_margin(camera), box);
    store(camera, matrix);
}
