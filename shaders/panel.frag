// A panel's picture as it was drawn before.
in vec2 v_at;

uniform sampler2D u_image;

out vec4 o_color;

void main()
{
    o_color = vec4(texture(u_image, v_at).rgb, 1.0);
}
