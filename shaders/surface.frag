// Height, slope and so colour, light and contour lines are taken from the field at every pixel: the mesh may be coarse.
in vec2 v_uv;
in vec3 v_world;

uniform vec4 u_world;
uniform float u_height;
uniform vec2 u_floor; // its height, and how strong it is at the corner farthest from the eye
uniform float u_up; // -1 where the mesh is mirrored
uniform vec3 u_light;
uniform vec3 u_eye;
uniform vec2 u_cells;    // samples - 1
const int LEVELS = 26;   // DRAW_LEVELS_MAX
uniform vec3 u_contours; // how many levels, lines from one to the next, width in pixels
uniform float u_levels[LEVELS]; // heights of the stronger lines; the first has none
uniform vec4 u_ground; // without alpha: the picture has none
uniform vec4 u_line;
uniform sampler2D u_field; // height, slope per sample along u and v, there
uniform sampler2D u_ramp;
uniform sampler2D u_open; // how much of the sky is seen from there
uniform float u_ceiling;  // where the surface is cut

out vec4 o_color;

const float FINER = 0.45; // lines, beside the index lines

// The four samples around, each continued by half its slope: exact for a paraboloid. xyz: height, slope per sample; w:
// how much is there.
vec4 field(vec2 uv)
{
    vec2 at = uv * u_cells;
    vec2 corner = clamp(floor(at), vec2(0.0), u_cells - 1.0);
    vec2 f = at - corner;
    ivec2 i = ivec2(corner);
    vec4 a = texelFetch(u_field, i, 0), b = texelFetch(u_field, i + ivec2(1, 0), 0);
    vec4 c = texelFetch(u_field, i + ivec2(0, 1), 0), d = texelFetch(u_field, i + ivec2(1, 1), 0);
    vec4 w = vec4((1.0 - f.x) * (1.0 - f.y), f.x * (1.0 - f.y), (1.0 - f.x) * f.y, f.x * f.y);
    w *= vec4(a.w, b.w, c.w, d.w);
    float there = w.x + w.y + w.z + w.w;
    a.x += 0.5 * dot(a.yz, f);
    b.x += 0.5 * dot(b.yz, f - vec2(1.0, 0.0));
    c.x += 0.5 * dot(c.yz, f - vec2(0.0, 1.0));
    d.x += 0.5 * dot(d.yz, f - vec2(1.0, 1.0));
    return vec4((w.x * a.xyz + w.y * b.xyz + w.z * c.xyz + w.w * d.xyz) / max(there, 1e-6), there);
}

// Strength of the line at the nearest level. rate: levels per pixel. Where lines would crowd they fade; a plain that
// lies exactly on a level gets none.
float line(float level, float rate, float width)
{
    float nearest = floor(level + 0.5);
    float off = abs(level - nearest) / max(rate, 1e-6);
    float covered = clamp(0.5 * width + 0.5 - off, 0.0, 1.0);
    return covered * smoothstep(3.0, 7.0, 1.0 / max(rate, 1e-6)) * smoothstep(0.0, 1e-3, rate) * step(0.5, nearest);
}

// Levels as a scale: x: whole numbers on the stronger lines, linear between two and going on beyond the ends; y: levels
// per height there; z: the height of level 0 if they went on like that.
vec3 level_at(float height)
{
    int below = 0;
    for (int i = 1; i < LEVELS; i++)
        below += int(height >= u_levels[i]);
    below = min(below, max(int(u_contours.x) - 2, 0));
    float from = u_levels[below], density = 1.0 / max(u_levels[below + 1] - from, 1e-6);
    return vec3(float(below) + (height - from) * density, density, from - float(below) / density);
}

// finer: how strong the finer lines are beside the index lines.
float contours(vec3 level, float rate, float finer)
{
    float group = u_contours.y, strong_rate = rate * level.y;
    if (u_contours.x < 2.0)
        return 0.0;
    float fine = line(level.x * group, strong_rate * group, u_contours.z);
    float strong = line(level.x, strong_rate, 1.6 * u_contours.z);
    return max(finer * fine, strong);
}

// Premultiplied, as all that is drawn.
vec4 over(vec4 below, vec3 color, float part)
{
    return mix(below, vec4(color, 1.0), part);
}

#ifdef MAP
void main()
{
    vec4 here = field(v_uv);
    vec2 slope = here.yz * u_cells;
    float rate = length(vec2(dot(slope, dFdx(v_uv)), dot(slope, dFdy(v_uv))));
    vec3 level = level_at(here.x);
    float band = (floor(level.x * u_contours.y) + 0.5) / (u_contours.y * level.y) + level.z;
    float apart = smoothstep(3.0, 7.0, 1.0 / max(rate * level.y * u_contours.y, 1e-6)) * step(1.5, u_contours.x);
    vec3 color = texture(u_ramp, vec2(mix(here.x, band, 0.6 * apart), 0.5)).rgb; // partly filled contours
    // Beyond the range of the colours: quieter, and no lines, since they would say that the colour goes on.
    float beyond = max(max(here.x - 1.0, -here.x), 0.0);
    color = mix(color, u_ground.rgb, 0.22 * (1.0 - exp(-5.0 * beyond)));
    float inside = 1.0 - smoothstep(0.0, 0.01, beyond);
    color = mix(color, u_line.rgb, u_line.a * contours(level_at(here.x), rate, FINER) * inside);
    float edge = clamp((here.w - 0.5) / max(fwidth(here.w), 1e-4) + 0.5, 0.0, 1.0);
    o_color = over(vec4(u_ground.rgb * u_ground.a, u_ground.a), color, edge);
}
#elif defined(FLOOR)
// The contours once more, in the colours of the surface, fading away from the eye; and what the body above keeps the
// light from.
void main()
{
    vec4 here = field(v_uv);
    vec2 slope = here.yz * u_cells;
    float rate = length(vec2(dot(slope, dFdx(v_uv)), dot(slope, dFdy(v_uv))));
    float near = dot(u_eye.xy, v_world.xy) / max(length(u_eye.xy) * length(u_world.yw), 1e-6);
    float fade = mix(u_floor.y, 1.0, smoothstep(-0.8, 0.6, near)); // as camera_floor_fade
    float there = clamp(here.w, 0.0, 1.0) * (1.0 - smoothstep(0.0, 0.01, here.x - u_ceiling));
    vec3 ramp = texture(u_ramp, vec2(here.x, 0.5)).rgb;
    vec4 color = vec4(u_ground.rgb * u_ground.a, u_ground.a);
    color = over(color, u_line.rgb, 0.3 * fade * there * exp(-4.0 * max(here.x, 0.0)));
    o_color = over(color, mix(ramp, u_line.rgb, 0.15), 0.75 * fade * there * contours(level_at(here.x), rate, 0.3));
}
#else
// A soft key light, a weak fill from the other side, and the sky all around as far as it is seen from there. The
// underside is lit from the eye, dimly, so that it still reads as a body.
vec3 lit(vec3 albedo, vec3 normal, vec3 view, float open, bool under)
{
    if (under)
        return mix(vec3(dot(albedo, vec3(0.3, 0.5, 0.2))), albedo, 0.6) * (0.05 + 0.17 * abs(dot(normal, view)));
    float key = max(dot(normal, u_light), 0.0) * mix(1.0, open, 0.3);
    float fill = max(dot(normal, normalize(vec3(-u_light.xy, 0.5) + view)), 0.0);
    float sky = (0.5 + 0.5 * normal.z) * open;
    float gloss = pow(max(dot(normal, normalize(u_light + view)), 0.0), 24.0) * open;
    vec3 light = vec3(0.98, 0.97, 0.94) * 0.78 * key + vec3(0.10, 0.11, 0.13) * fill + vec3(0.30, 0.32, 0.36) * sky;
    return albedo * light + 0.035 * gloss;
}

void main()
{
    vec4 here = field(v_uv);
    vec2 slope = here.yz * u_cells; // per unit of u and v
    float rate = length(vec2(dot(slope, dFdx(v_uv)), dot(slope, dFdy(v_uv))));
    vec2 tilt = slope * u_height / (u_world.yw - u_world.xz);
    vec3 normal = normalize(vec3(-tilt, 1.0));
    bool under = gl_FrontFacing != (u_up > 0.0);
    vec3 ramp = texture(u_ramp, vec2(here.x, 0.5)).rgb;
    float open = texture(u_open, v_uv).r;
    // squares stand for linear light
    vec3 color = sqrt(lit(ramp * ramp, normal, normalize(u_eye - v_world), open, under));
    color = mix(color, u_line.rgb, u_line.a * contours(level_at(here.x), rate, FINER));
    o_color = vec4(color, 1.0);
}
#endif
