// A panel's picture as it was drawn before; or, fading, the page's.
in vec2 v_at;

uniform sampler2D u_image;
#ifdef VEIL
uniform float u_opacity;
#else
const float u_opacity = 1.0;
#endif

out vec4 o_color;

void main()
{
    o_color = vec4(texture(u_image, v_at).rgb * u_opacity, u_opacity);
}
