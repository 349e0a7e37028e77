// A segment's colour by the distance from it: core, then casing.
flat in vec4 v_segment; // its length, distance along the line, depth at both ends
flat in vec4 v_line;    // its beginning and direction
flat in vec2 v_end;
flat in vec4 v_divide;  // normals of the dividing lines at its beginning and end, towards the segment; 0: none

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
    vec2 pixel = vec2(gl_FragCoord.x, u_frame.y - gl_FragCoord.y), off = pixel - v_line.xy;
    bool after = v_divide.zw != vec2(0.0) && dot(pixel - v_end, v_divide.zw) <= 0.0; // the later segment has the line itself
    if (dot(off, v_divide.xy) < 0.0 || after)
        discard;
    float at = clamp(dot(off, v_line.zw), 0.0, v_segment.x);
    float d = length(off - v_line.zw * at);
    float along = v_segment.y + at;
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
    o_color = vec4((color.rgb * front + u_casing.rgb * back) / max(alpha, 1e-4), alpha);
#ifdef TESTED
    float depth = mix(v_segment.z, v_segment.w, at / max(v_segment.x, 1e-6));
    o_color.a *= mix(u_shape.w, 1.0, seen(v_line.xy + v_line.zw * at, depth));
#endif
}
