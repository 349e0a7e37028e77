// The forms of DrawShape but the rectangle, about the origin, as signed distances: negative inside. at: y down. Beyond
// sharp tips they fall short of the true distance, which widens no edge.
const float form_turn = 6.2831853;

// Equilateral, one tip at the right.
float form_triangle(vec2 p, float size)
{
    return max(dot(vec2(p.x, abs(p.y)), vec2(0.5, 0.8660254)), -p.x) - 0.5 * size;
}

float form_cross(vec2 p, float size)
{
    vec2 q = abs(p);
    q = q.x < q.y ? q.yx : q;
    return max(q.x - size, q.y - 0.36 * size);
}

// Five tips, folded into half of one: from its tip to the notch beside it.
float form_star(vec2 p, float size)
{
    float fifth = form_turn / 5.0, half_fifth = 0.5 * fifth;
    float angle = abs(mod(atan(p.y, p.x) + half_fifth, fifth) - half_fifth);
    vec2 tip = vec2(size, 0.0), notch = 0.45 * size * vec2(cos(half_fifth), sin(half_fifth)), edge = notch - tip;
    return dot(length(p) * vec2(cos(angle), sin(angle)) - tip, normalize(vec2(edge.y, -edge.x)));
}

float form(vec2 at, float kind, float size, float angle)
{
    if (kind < 1.5)
        return length(at) - size;
    float c = cos(angle), s = sin(angle);
    vec2 p = vec2(at.x * c - at.y * s, at.x * s + at.y * c);
    return kind < 2.5   ? form_triangle(p, size)
           : kind < 3.5 ? max(abs(p.x), abs(p.y)) - size
           : kind < 4.5 ? form_cross(p, size)
                        : form_star(p, size);
}
