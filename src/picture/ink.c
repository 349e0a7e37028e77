// Ink for words and marks on a panel, by what they come to lie on.
#include "picture/build.h"
#include "picture/draw/colormap.h"

#define TOO_BRIGHT 1.9f // contrast of bright ink below which it is dark
#define TOO_PALE   3.0f // likewise, on a ramp that is mostly pale

// The ramp's colour at a place of a panel. false: the page shows there.
static bool panel_color(const Build *build, const Camera *camera, const PanelField *field, float x, float y,
                        Color *color)
{
    double at_x, at_y;
    const Colormap *ramp = colormap_find(build->theme->ramp);
    if (camera->curve || !ramp || !camera_pick(camera, field->field, field->map, field->ceiling, x, y, &at_x, &at_y))
        return false;
    *color = colormap_color(ramp, (float)height_of(field->map, heightfield_at(field->field, at_x, at_y)));
    return true;
}

static const Color bright_ink = {0.96f, 0.97f, 0.98f, 1.0f}, dark_ink = {0.03f, 0.03f, 0.05f, 1.0f};

Ink panel_ink(const Build *build, const Camera *camera, const PanelField *field, float x, float y)
{
    Color ground;
    if (!panel_color(build, camera, field, x, y, &ground))
        return (Ink){build->theme->text, color_alpha(build->theme->ground, 0.85f)};
    if (color_contrast(bright_ink, ground) < (build->theme->pale_lines ? TOO_PALE : TOO_BRIGHT))
        return (Ink){dark_ink, color_alpha(color_mix(ground, bright_ink, 0.5f), 0.85f)};
    return (Ink){bright_ink, color_alpha(dark_ink, 0.85f)};
}

// On whatever it comes to lie.
static Ink mixed_ink(const Build *build)
{
    return build->theme->pale_lines ? (Ink){dark_ink, bright_ink} : (Ink){bright_ink, dark_ink};
}

Ink label_ink(const Build *build, const Camera *camera, const PanelField *field, Rect box)
{
    float y = box.y + 0.5f * box.h;
    Ink middle = panel_ink(build, camera, field, box.x + 0.5f * box.w, y);
    Ink left = panel_ink(build, camera, field, box.x, y), right = panel_ink(build, camera, field, box.x + box.w, y);
    bool alike = color_contrast(left.ink, middle.ink) < 2.0f && color_contrast(right.ink, middle.ink) < 2.0f;
    return alike ? middle : mixed_ink(build);
}
