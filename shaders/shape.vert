in vec4 a_place; // centre and half size, pixels from the upper left
in vec4 a_color;
in vec4 a_form; // a ShapeKind; corner radius; line width or 0; angle. Of a band: 6; how steep its top, 0, its foot is
in vec4 a_clip; // x0, y0, x1, y1: the quad ends there

uniform vec2 u_frame;

out vec2 v_off; // from the centre, pixels, y down
flat out vec2 v_half;
flat out vec4 v_color;
flat out vec4 v_form;

void main()
{
    vec2 corner = 2.0 * vec2(gl_VertexID & 1, gl_VertexID >> 1) - 1.0;
    float tips = a_form.x > 1.5 ? 1.5 : 1.0; // how far a turned form may reach
    vec2 reach = tips * a_place.zw + 0.5 * a_form.z + 1.0;
    if (a_form.x > 5.5)
        reach.y += max(abs(a_form.y), abs(a_form.w)) * reach.x + 1.0;
    vec2 pixel = clamp(a_place.xy + corner * reach, a_clip.xy, a_clip.zw);
    v_off = pixel - a_place.xy;
    v_half = a_place.zw;
    v_color = a_color;
    v_form = a_form;
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
