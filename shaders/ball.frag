#include "form.glsl"
// A sphere by its normal: key light from the upper left, a highlight, a dark rim that parts it from its ground.
in vec2 v_off;
flat in vec4 v_place;
flat in vec4 v_color;
flat in vec4 v_kind;
flat in vec3 v_mark;

uniform vec2 u_frame;
#ifdef TESTED
uniform sampler2D u_depth;
uniform vec4 u_panel; // x, y, w, h in pixels
uniform vec4 u_lens;  // see Lens in picture/draw/depth.h
#endif

out vec4 o_color;

const vec3 key = vec3(-0.46, 0.62, 0.64);

#ifdef TESTED
float from_eye(float depth)
{
    float n = 2.0 * depth - 1.0;
    return (u_lens.x + u_lens.y * n) / (u_lens.z + u_lens.w * n);
}

float seen()
{
    ivec2 texel = ivec2(floor(vec2(gl_FragCoord.x - u_panel.x, gl_FragCoord.y - (u_frame.y - u_panel.y - u_panel.w))));
    float depth = texelFetch(u_depth, clamp(texel, ivec2(0), ivec2(u_panel.zw) - 1), 0).r;
    float behind = from_eye(v_place.z) - from_eye(depth);
    return 1.0 - smoothstep(v_kind.z, 1.4 * v_kind.z, behind);
}
#endif

vec4 shadow(float radius)
{
    float d = length(v_off / vec2(1.0, v_kind.w)) / radius;
    return vec4(0.0, 0.0, 0.0, v_color.a * 0.55 * exp(-1.6 * d * d) * smoothstep(2.1, 1.2, d));
}

vec4 sphere(float radius)
{
    vec2 off = vec2(v_off.x, -v_off.y) / radius;
    float z2 = max(1.0 - dot(off, off), 0.0), d = length(v_off);
    vec3 n = vec3(off, sqrt(z2));
    float wrap = max(dot(n, key) * 0.72 + 0.28, 0.0);
    vec3 half_way = normalize(key + vec3(0.0, 0.0, 1.0));
    float gloss = pow(max(dot(n, half_way), 0.0), 42.0);
    vec3 color = v_color.rgb * (0.34 + 0.82 * wrap) + vec3(0.75 * gloss) + 0.06 * vec3(0.6, 0.75, 1.0) * n.y;
    float body = clamp(radius - 0.5 + 0.5 - d, 0.0, 1.0);
    float rim = clamp(radius + 1.0 - d, 0.0, 1.0) * 0.55;
    float alpha = body + rim * (1.0 - body);
    return v_color.a * vec4(clamp(color, 0.0, 1.0) * body, alpha);
}

// How much of a pixel the racer's mark covers.
float mark()
{
    return v_mark.x < 0.5 ? 0.0 : clamp(0.5 - form(v_off, v_mark.x, v_mark.y, v_mark.z), 0.0, 1.0);
}

// Dark on a light ball, light on a dark one.
vec4 marked(vec4 ball)
{
    float light = dot(v_color.rgb, vec3(0.2126, 0.7152, 0.0722));
    return mix(ball, v_color.a * vec4(vec3(light > 0.35 ? 0.05 : 0.97), 1.0), 0.8 * mark());
}

vec4 ring(float radius)
{
    float line = max(0.3 * radius, 1.2);
    float d = abs(length(v_off) - (radius - 0.5 * line)) - 0.5 * line;
    float body = clamp(0.5 - d, 0.0, 1.0), rim = clamp(2.0 - d, 0.0, 1.0) * 0.55;
    float alpha = body + rim * (1.0 - body);
    return mix(v_color.a * vec4(v_color.rgb * body, alpha), v_color, mark());
}

void main()
{
    float radius = v_place.w;
    o_color = v_kind.x < 0.5 ? shadow(radius) : v_kind.x < 1.5 ? marked(sphere(radius)) : ring(radius);
#ifdef TESTED
    o_color *= mix(v_kind.y, 1.0, seen());
#endif
}
