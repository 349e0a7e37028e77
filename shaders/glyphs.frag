in vec2 v_texel;
flat in vec4 v_color;
flat in vec4 v_halo;
flat in vec4 v_clip;

uniform vec2 u_frame;
uniform sampler2D u_atlas; // coverage, halo

out vec4 o_color;

void main()
{
    vec2 at = vec2(gl_FragCoord.x, u_frame.y - gl_FragCoord.y);
    if (any(lessThan(at, v_clip.xy)) || any(greaterThan(at, v_clip.zw)))
        discard;
    vec2 covered = texture(u_atlas, v_texel / vec2(textureSize(u_atlas, 0))).rg;
    float front = v_color.a * covered.x;
    float back = v_halo.a * covered.y * (1.0 - front);
    o_color = vec4(v_color.rgb * front + v_halo.rgb * back, front + back);
}
