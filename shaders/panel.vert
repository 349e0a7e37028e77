uniform vec2 u_frame; // pixels
uniform vec4 u_rect;  // x, y, w, h in pixels from the upper left

out vec2 v_at;

void main()
{
    v_at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    vec2 pixel = vec2(u_rect.x + v_at.x * u_rect.z, u_rect.y + (1.0 - v_at.y) * u_rect.w);
    gl_Position = vec4(2.0 * pixel.x / u_frame.x - 1.0, 1.0 - 2.0 * pixel.y / u_frame.y, 0.0, 1.0);
}
