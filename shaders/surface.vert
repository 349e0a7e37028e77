// A surface's mesh point, or a corner of a map.
in vec3 a_point; // u, v, height

uniform mat4 u_matrix;
uniform vec4 u_world; // x from, x to, y from, y to
uniform float u_height;

out vec2 v_uv;
out vec3 v_world;

void main()
{
#ifdef MAP
    v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    v_world = vec3(0.0);
    gl_Position = vec4(2.0 * v_uv - 1.0, 0.0, 1.0);
#else
    v_uv = a_point.xy;
    v_world = vec3(mix(u_world.xz, u_world.yw, a_point.xy), a_point.z * u_height);
    gl_Position = u_matrix * vec4(v_world, 1.0);
#endif
}
