// A surface's mesh point, or a corner of a map or of the floor.
in vec3 a_point; // u, v, height

uniform mat4 u_matrix;
uniform vec4 u_world; // x from, x to, y from, y to
uniform float u_height;
uniform vec2 u_floor; // height of the floor; strength of what lies on it, at the corner farthest from the eye

out vec2 v_uv;
out vec3 v_world;

void main()
{
#ifdef MAP
    v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    v_world = vec3(0.0);
    gl_Position = vec4(2.0 * v_uv - 1.0, 0.0, 1.0);
#else
#ifdef FLOOR
    vec3 point = vec3(gl_VertexID & 1, gl_VertexID >> 1, u_floor.x);
#else
    vec3 point = a_point;
#endif
    v_uv = point.xy;
    v_world = vec3(mix(u_world.xz, u_world.yw, point.xy), point.z * u_height);
    gl_Position = u_matrix * vec4(v_world, 1.0);
#endif
}
