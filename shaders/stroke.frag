// A segment's colour by distance. A pixel that a neighbouring segment is nearer to is left to it; the wedge outside a joint, equally
// near to both, is left to the later one.
flat in vec2 v_before;
flat in vec4 v_from;
flat in vec4 v_to;
flat in vec2 v_after;

uniform vec2 u_frame;
uniform vec4 u_shape; // half width, casing, length of the whole line, alpha where hidden
uniform vec4 u_color; // at the newest end
uniform vec4 u_fade;  // at the oldest end
uniform vec4 u_casing;
uniform vec2 u_dash; // on, off in pixels; 0: solid
#ifdef TESTED
uniform sampler2D u_depth;
uniform vec4 u_panel; // x, y, w, h in pixels
uniform vec4 u_lens;  // see Lens in surface.h
#endif

out vec4 o_color;

float nearest(vec2 at, vec2 a, vec2 b)
{
    vec2 way = b - a;
    return clamp(dot(at - a, way) / max(dot(way, way), 1e-12), 0.0, 1.0);
}

float apart(vec2 at, vec2 a, vec2 b)
{
    return distance(at, mix(a, b, nearest(at, a, b)));
}

#ifdef TESTED
float from_eye(float depth)
{
    float n = 2.0 * depth - 1.0;
    return (u_lens.x + u_lens.y * n) / (u_lens.z + u_lens.w * n);
}

float depth_at(ivec2 texel)
{
    return texelFetch(u_depth, clamp(texel, ivec2(0), ivec2(u_panel.zw) - 1), 0).r;
}

// 1: seen, 0: behind the surface. The farthest of five pixels counts, so that a line along a steep wall is not torn.
float seen(vec2 at, float depth)
{
    ivec2 t = ivec2(floor(vec2(at.x - u_panel.x, u_panel.y + u_panel.w - at.y)));
    float sides = max(max(depth_at(t + ivec2(1, 0)), depth_at(t - ivec2(1, 0))),
                      max(depth_at(t + ivec2(0, 1)), depth_at(t - ivec2(0, 1))));
    float behind = from_eye(depth) - from_eye(max(depth_at(t), sides));
    return 1.0 - smoothstep(0.025, 0.06, behind);
}
#endif

void main()
{
    vec2 at = vec2(gl_FragCoord.x, u_frame.y - gl_FragCoord.y);
    float t = nearest(at, v_from.xy, v_to.xy);
    vec2 middle = mix(v_from.xy, v_to.xy, t);
    float d = distance(at, middle);
    bool before = v_before != v_from.xy && apart(at, v_before, v_from.xy) < d - 1e-4;
    bool after = v_after != v_to.xy && apart(at, v_to.xy, v_after) <= d + 1e-4;
    if (before || after)
        discard;
    float along = mix(v_from.w, v_to.w, t);
    if (u_dash.y > 0.0) {
        float on = max(u_dash.x - 2.0 * u_shape.x, 0.0), off = u_dash.x + u_dash.y - on; // its round ends are part of a dash
        float over = mod(along - u_shape.x, on + off) - on;
        d = length(vec2(d, max(min(over, off - over), 0.0)));
    }
    float core = clamp(u_shape.x + 0.5 - d, 0.0, 1.0);
    float soft = clamp((u_shape.x + u_shape.y + 0.5 - d) / (0.5 * u_shape.y + 1.0), 0.0, 1.0);
    vec4 color = mix(u_fade, u_color, u_shape.z > 0.0 ? along / u_shape.z : 1.0);
    float front = color.a * core;
    float back = u_casing.a * color.a * soft * (1.0 - front);
    float alpha = front + back;
    if (alpha < 0.003)
        discard;
    o_color = vec4((color.rgb * front + u_casing.rgb * back) / alpha, alpha);
#ifdef TESTED
    o_color.a *= mix(u_shape.w, 1.0, seen(middle, mix(v_from.z, v_to.z, t)));
#endif
}
