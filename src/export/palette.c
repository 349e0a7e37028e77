#include "export/palette.h"

#include "export/film.h"
#include "picture/draw/theme.h"

enum { SAMPLES = 6 };

bool palette_frames(const Source *source, FILE *stream, bool (*take)(void *context, const uint8_t *bytes, Error *error),
                    void *context, Error *error)
{
    Source few = *source;
    few.film.frames = source->film.frames < SAMPLES ? source->film.frames : SAMPLES;
    few.film.held = 0;
    Sink nobody = {.stream = stream};
    return film_frames(&few, &nobody, take, context, error);
}

void palette_add_racers(Palette *palette, const Source *source)
{
    const Scene *scene = source->scene;
    const Theme *theme = theme_find(scene->view.theme);
    theme = theme ? theme : theme_at(0);
    for (int i = 0; i < scene->n_racers && i < PALETTE_OURS - 1; i++) {
        uint8_t *place = palette->rgba[PALETTE_MADE + i];
        const SceneRacer *entry = scene_entry(scene, i);
        Color color = entry->has_color ? color_of_rgb(entry->color) : theme->racer[i];
        const float part[3] = {color.r, color.g, color.b};
        for (int k = 0; k < 3; k++)
            place[k] = (uint8_t)(part[k] * 255 + 0.5f);
        place[3] = 255;
    }
}
