in vec4 a_place; // upper left corner in pixels, direction of the text
in vec4 a_cell;  // size in pixels, place in the atlas
in vec4 a_color;
in vec4 a_halo;
in vec4 a_clip; // x0, y0, x1, y1

uniform vec2 u_frame;

out vec2 v_texel;
flat out vec4 v_color;
flat out vec4 v_halo;
flat out vec4 v_clip;

void main()
{
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * a_cell.xy;
    vec2 right = a_place.zw, down = vec2(-right.y, right.x);
    vec2 pixel = a_place.xy + right * corner.x + down * corner.y;
    v_texel = a_cell.zw + corner;
    v_color = a_color;
    v_halo = a_halo;
    v_clip = a_clip;
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
