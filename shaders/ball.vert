// A square around a ball, a ring or a shadow.
in vec4 a_place; // x, y in pixels from the upper left, depth, radius
in vec4 a_color;
in vec3 a_mark; // a form, its size in pixels, angle
in vec4 a_kind; // 0 shadow, 1 ball, 2 ring; alpha where hidden; world units of give; squash of the shadow

uniform vec2 u_frame;

out vec2 v_off; // from the centre, pixels, y down
flat out vec4 v_place;
flat out vec4 v_color;
flat out vec4 v_kind;
flat out vec3 v_mark;

void main()
{
    float size = a_kind.x < 0.5 ? 2.2 * a_place.w : a_place.w + 3.0;
    v_off = (2.0 * vec2(gl_VertexID & 1, gl_VertexID >> 1) - 1.0) * size;
    v_place = a_place;
    v_color = a_color;
    v_kind = a_kind;
    v_mark = a_mark;
    vec2 pixel = a_place.xy + v_off;
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
