#include "render/relief.h"

#include "render/sky.h"

#include <math.h>

static bool same_map(const HeightMap *a, const HeightMap *b)
{
    return a->scale == b->scale && a->low == b->low && a->high == b->high && a->softness == b->softness;
}

static bool holds(const Relief *relief, const DrawPanel *panel)
{
    return relief->texture && relief->key == panel->field_key && same_map(&relief->map, &panel->map) &&
           relief->field.nx == panel->field->nx && relief->field.ny == panel->field->ny;
}

static bool drawable(const HeightField *field, const Gl *gl)
{
    return field && field->loss && SDL_min(field->nx, field->ny) >= 2 && SDL_max(field->nx, field->ny) <= gl->size_max;
}

static Relief *oldest(Reliefs *reliefs)
{
    Relief *found = &reliefs->items[0];
    for (int i = 1; i < RELIEFS_MAX; i++)
        if (reliefs->items[i].used < found->used)
            found = &reliefs->items[i];
    return found;
}

static bool fill(Relief *relief, const DrawPanel *panel)
{
    const GLint format = GL_RGBA32F;
    if (!heights_make(&relief->field, panel->field, &panel->map))
        return false;
    relief->key = panel->field_key;
    relief->map = panel->map;
    relief->open_ceiling = NAN;
    for (int i = 0; i < MESHES_MAX; i++)
        relief->meshes[i].cells = 0;
    if (!relief->texture)
        relief->texture = gl_texture(GL_NEAREST);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, relief->texture);
    glTexImage2D(GL_TEXTURE_2D, 0, format, relief->field.nx, relief->field.ny, 0, GL_RGBA, GL_FLOAT,
                 relief->field.texels);
    gl_check("relief");
    return true;
}

Relief *relief_of(Reliefs *reliefs, Gl *gl, const DrawPanel *panel)
{
    if (!drawable(panel->field, gl))
        return NULL;
    Relief *relief = NULL;
    for (int i = 0; i < RELIEFS_MAX && !relief; i++)
        if (holds(&reliefs->items[i], panel))
            relief = &reliefs->items[i];
    if (!relief) {
        relief = oldest(reliefs);
        if (!fill(relief, panel))
            return NULL;
    }
    relief->used = ++reliefs->clock;
    return relief;
}

static void set_up(ReliefMesh *mesh)
{
    glGenVertexArrays(1, &mesh->vao);
    glGenBuffers(1, &mesh->points);
    glGenBuffers(1, &mesh->indices);
    glBindVertexArray(mesh->vao);
    glBindBuffer(GL_ARRAY_BUFFER, mesh->points);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(MeshPoint), NULL);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, mesh->indices);
}

static void upload(ReliefMesh *to, const Mesh *mesh)
{
    if (!to->vao)
        set_up(to);
    glBindVertexArray(to->vao);
    gl_upload(to->points, mesh->points, (size_t)mesh->n_points * sizeof *mesh->points);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr)((size_t)mesh->n_indices * sizeof *mesh->indices), mesh->indices,
                 GL_STREAM_DRAW);
    to->count = mesh->n_indices;
}

const ReliefMesh *relief_mesh(Reliefs *reliefs, Relief *relief, const DrawPanel *panel)
{
    ReliefMesh *mesh = &relief->meshes[panel->draft];
    int cells = SDL_clamp(panel->mesh, 1, MESH_CELLS_MAX);
    if (mesh->cells == cells && mesh->ceiling == panel->ceiling)
        return mesh;
    mesh_make(&reliefs->scratch, &relief->field, cells, panel->ceiling);
    upload(mesh, &reliefs->scratch);
    mesh->cells = cells;
    mesh->ceiling = panel->ceiling;
    return mesh;
}

GLuint relief_open(Relief *relief, const DrawPanel *panel)
{
    if (relief->open_ceiling == panel->ceiling)
        return relief->open;
    const float *w = panel->world, size[3] = {fabsf(w[1] - w[0]), fabsf(w[3] - w[2]), panel->height};
    Sky sky;
    sky_make(&sky, &relief->field, size, panel->ceiling);
    if (!relief->open)
        relief->open = gl_texture(GL_LINEAR);
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, relief->open);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_R8, sky.nx, sky.ny, 0, GL_RED, GL_UNSIGNED_BYTE, sky.open);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    gl_check("relief sky");
    relief->open_ceiling = panel->ceiling;
    return relief->open;
}

static void drop_mesh(ReliefMesh *mesh)
{
    glDeleteVertexArrays(1, &mesh->vao);
    glDeleteBuffers(1, &mesh->points);
    glDeleteBuffers(1, &mesh->indices);
}

void reliefs_drop(Reliefs *reliefs)
{
    for (int i = 0; i < RELIEFS_MAX; i++) {
        Relief *relief = &reliefs->items[i];
        for (int k = 0; k < MESHES_MAX; k++)
            drop_mesh(&relief->meshes[k]);
        glDeleteTextures(1, &relief->texture);
        glDeleteTextures(1, &relief->open);
        heights_drop(&relief->field);
    }
    mesh_drop(&reliefs->scratch);
}
