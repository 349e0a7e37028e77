// A quad around one segment of a polyline, no larger than the segment's own pixels need.
in vec2 a_before; // pixels from the upper left
in vec4 a_from;   // x, y, depth, distance along the line
in vec4 a_to;
in vec2 a_after;

uniform vec2 u_frame;
uniform vec4 u_shape; // half width, casing, length of the whole line, alpha where hidden

flat out vec2 v_before;
flat out vec4 v_from;
flat out vec4 v_to;
flat out vec2 v_after;

// How far the joint's wedge reaches back over the segment's beginning; an open end needs its whole cap.
float reach(vec2 before, vec2 along, float radius)
{
    float size = length(before) * length(along);
    if (size < 1e-9 || dot(before, along) <= 0.0)
        return radius;
    return radius * abs(before.x * along.y - before.y * along.x) / size + 0.02;
}

void main()
{
    vec2 from = a_from.xy, to = a_to.xy, along = to - from;
    float radius = u_shape.x + u_shape.y + 1.0;
    vec2 way = length(along) > 1e-6 ? normalize(along) : vec2(1.0, 0.0);
    float back = reach(from - a_before, along, radius);
    float ahead = a_after == to ? radius : 0.02; // the joint itself belongs to the next segment
    float end = float(gl_VertexID & 1), side = 2.0 * float(gl_VertexID >> 1) - 1.0;
    vec2 pixel = mix(from - way * back, to + way * ahead, end) + vec2(-way.y, way.x) * side * radius;
    v_before = a_before;
    v_from = a_from;
    v_to = a_to;
    v_after = a_after;
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
