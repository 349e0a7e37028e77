#include "picture/draw/panel.h"

int panel_levels(const DrawPanel *panel, float levels[DRAW_LEVELS_MAX])
{
    const float nowhere = 1e9f;
    int n = panel->n_levels, index = panel->contour_index > 1 ? panel->contour_index : 1;
    float apart = (float)index / (float)(panel->contours > 1 ? panel->contours : 1);
    for (int i = 0; i < DRAW_LEVELS_MAX; i++)
        levels[i] = n ? (i < n ? panel->levels[i] : nowhere) : (i < 2 ? (float)i * apart : nowhere);
    return n ? n : panel->contours ? 2 : 0;
}
