// A panel's picture as it was drawn before; or, fading, the page's.
in vec2 v_at;

uniform sampler2D u_image;
#ifdef VEIL
uniform float u_opacity;
#endif

out vec4 o_color;

void main()
{
    o_color = texture(u_image, v_at);
#ifdef VEIL
    o_color = vec4(o_color.rgb * u_opacity, u_opacity);
#endif
}
