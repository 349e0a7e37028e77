#include "render/atlas.h"

enum { GAP = 1 }; // texels between neighbours, so that filtering does not mix them

void atlas_create(Atlas *atlas, int width, int height)
{
    *atlas = (Atlas){.width = width, .height = height};
    atlas->texture = gl_texture(GL_LINEAR);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RG8, width, height, 0, GL_RG, GL_UNSIGNED_BYTE, NULL);
    gl_check("atlas_create");
}

void atlas_destroy(Atlas *atlas)
{
    glDeleteTextures(1, &atlas->texture);
    *atlas = (Atlas){0};
}

void atlas_empty(Atlas *atlas)
{
    atlas->x = atlas->y = atlas->shelf = 0;
}

static bool find_place(Atlas *atlas, int width, int height)
{
    if (atlas->x + width > atlas->width) {
        atlas->y += atlas->shelf;
        atlas->x = atlas->shelf = 0;
    }
    return atlas->x + width <= atlas->width && atlas->y + height <= atlas->height;
}

bool atlas_add(Atlas *atlas, int width, int height, const uint8_t *texels, int *x, int *y)
{
    if (!find_place(atlas, width, height))
        return false;
    *x = atlas->x;
    *y = atlas->y;
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_2D, atlas->texture);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
    glTexSubImage2D(GL_TEXTURE_2D, 0, *x, *y, width, height, GL_RG, GL_UNSIGNED_BYTE, texels);
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    atlas->x += width + GAP;
    atlas->shelf = SDL_max(atlas->shelf, height + GAP);
    return true;
}
