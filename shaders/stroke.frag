// A segment's colour by the distance from it: core, then casing.
flat in vec4 v_segment; // its length, distance along the line, alpha at its beginning, and how that changes per pixel
flat in vec4 v_line;    // its beginning and direction
flat in vec2 v_end;
flat in vec4 v_divide;  // normals of the dividing lines at its beginning and end, towards the segment; 0: none

uniform vec2 u_frame;
uniform vec4 u_shape; // half width, casing, 1 / length of the whole line, alpha where hidden
uniform float u_soft; // the casing's fall, per pixel
uniform vec4 u_color; // at the newest end
uniform vec4 u_fade;  // at the oldest end
uniform vec4 u_casing;
uniform vec2 u_parts; // how much of core and casing is drawn
uniform vec2 u_dash; // on, off in pixels; 0: solid

out vec4 o_color;

void main()
{
    vec2 pixel = vec2(gl_FragCoord.x, u_frame.y - gl_FragCoord.y), off = pixel - v_line.xy;
    // the later segment has the line itself
    bool after = v_divide.zw != vec2(0.0) && dot(pixel - v_end, v_divide.zw) <= 0.0;
    if (dot(off, v_divide.xy) < 0.0 || after)
        discard;
    float at = clamp(dot(off, v_line.zw), 0.0, v_segment.x);
    float d = length(off - v_line.zw * at);
    float along = v_segment.y + at;
#ifdef DASHED
    // its round ends are part of a dash
    float on = max(u_dash.x - 2.0 * u_shape.x, 0.0), gap = u_dash.x + u_dash.y - on;
    float over = mod(along - u_shape.x, on + gap) - on;
    d = length(vec2(d, max(min(over, gap - over), 0.0)));
#endif
    float core = clamp(u_shape.x + 0.5 - d, 0.0, 1.0);
    float soft = clamp((u_shape.x + u_shape.y + 0.5 - d) * u_soft, 0.0, 1.0);
    vec4 color = mix(u_fade, u_color, along * u_shape.z);
    float front = color.a * core;
    float back = u_casing.a * color.a * soft * (1.0 - front);
    front *= u_parts.x;
    back *= u_parts.y;
#ifdef TESTED
    float seen = v_segment.z + v_segment.w * at;
    front *= seen;
    back *= seen;
#endif
    o_color = vec4(color.rgb * front + u_casing.rgb * back, front + back);
}
