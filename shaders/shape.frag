#include "form.glsl"
// Signed distance: negative inside. An outlined rectangle's line lies inside its edge, so that it stays on whole
// pixels.
in vec2 v_off;
flat in vec2 v_half;
flat in vec4 v_color; // premultiplied
flat in vec4 v_form;

out vec4 o_color;

#ifdef PLAIN
void main()
{
    o_color = v_color;
}
#else
float rectangle(vec2 at, vec2 size, float corner)
{
    vec2 q = abs(at) - size + corner;
    return min(max(q.x, q.y), 0.0) + length(max(q, 0.0)) - corner;
}

// How much of a pixel lies between two lines, which pass the middle half a height above and below.
float band(vec2 at, float half_h, float top, float foot)
{
    float above = (top * at.x - half_h - at.y) * inversesqrt(1.0 + top * top);
    float below = (at.y - foot * at.x - half_h) * inversesqrt(1.0 + foot * foot);
    return max(clamp(0.5 - above, 0.0, 1.0) + clamp(0.5 - below, 0.0, 1.0) - 1.0, 0.0);
}

void main()
{
    float stroke = v_form.z;
    if (v_form.x > 5.5) {
        o_color = v_color * band(v_off, v_half.y, v_form.y, v_form.w);
        return;
    }
    bool upright = v_form.x < 0.5;
    float d = upright ? rectangle(v_off, v_half, v_form.y) : form(v_off, v_form.x, v_half.x, v_form.w);
    if (stroke > 0.0)
        d = abs(upright ? d + 0.5 * stroke : d) - 0.5 * stroke;
    o_color = v_color * clamp(0.5 - d, 0.0, 1.0);
}
#endif
