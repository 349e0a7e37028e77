// A quad around one segment of a polyline, no larger than the segment's own pixels need. At a joint, the line that
// halves the angle parts the pixels of the two segments, so that none is painted twice.
in vec2 a_before; // pixels from the upper left
in vec4 a_from;   // x, y, depth, distance along the line
in vec4 a_to;
in vec2 a_after;

uniform vec2 u_frame;
uniform vec4 u_shape; // half width, casing, 1 / length of the whole line, alpha where hidden
#ifdef TESTED
uniform sampler2D u_depth;
uniform vec4 u_panel; // x, y, w, h in pixels
uniform vec4 u_lens;  // see Lens in picture/draw/depth.h
#endif

flat out vec4 v_segment; // its length, distance along the line, alpha at its beginning, and how that changes per pixel
flat out vec4 v_line;    // its beginning and direction
flat out vec2 v_end;
flat out vec4 v_divide;  // normals of the dividing lines at its beginning and end, towards the segment; 0: none

// A joint with a neighbour: xy: the normal of the dividing line, towards `away` from the neighbour; z: how far the quad
// reaches beyond. Nothing is divided at an end, at a sharp turn, or with a neighbour too short to take over its part.
vec3 joint(vec2 neighbour, vec2 away, float radius)
{
    float size = length(neighbour);
    float cosine = dot(neighbour, away) / max(size, 1e-6);
    float beyond = radius * sqrt(max(1.0 - cosine * cosine, 0.0)) / max(1.0 + cosine, 1e-3);
    if (size < 1e-6 || cosine < -0.2 || beyond > size)
        return vec3(0.0, 0.0, radius);
    return vec3(normalize(neighbour / size + away), beyond + 0.1);
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

// Alpha: 1 before the surface, the stroke's own behind it. The farthest of five pixels counts, so that a line along a
// steep wall is not torn.
float seen(vec3 at)
{
    ivec2 t = ivec2(floor(vec2(at.x - u_panel.x, u_panel.y + u_panel.w - at.y)));
    float sides = max(max(depth_at(t + ivec2(1, 0)), depth_at(t - ivec2(1, 0))),
                      max(depth_at(t + ivec2(0, 1)), depth_at(t - ivec2(0, 1))));
    float behind = from_eye(at.z) - from_eye(max(depth_at(t), sides));
    return mix(u_shape.w, 1.0, 1.0 - smoothstep(0.025, 0.06, behind));
}
#else
float seen(vec3 at)
{
    return 1.0;
}
#endif

void main()
{
    vec2 from = a_from.xy, to = a_to.xy, along = to - from;
    float size = length(along), radius = u_shape.x + u_shape.y + 1.0;
    vec2 way = size > 1e-6 ? along / size : vec2(1.0, 0.0);
    vec3 start = joint(from - a_before, way, radius), end = joint(to - a_after, -way, radius);
    float x = mix(-start.z, size + end.z, float(gl_VertexID & 1));
    float y = (2.0 * float((gl_VertexID >> 1) & 1) - 1.0) * radius;
    float first = seen(a_from.xyz), last = seen(a_to.xyz);
    v_segment = vec4(size, a_from.w, first, (last - first) / max(size, 1e-6));
    v_line = vec4(from, way);
    v_end = to;
    v_divide = vec4(start.xy, end.xy);
    vec2 pixel = from + way * x + vec2(-way.y, way.x) * y;
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
