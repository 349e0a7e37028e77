// Colours by meaning, and themes as rows. To add a theme: one row in theme.c.
#ifndef RAVINE_PICTURE_DRAW_THEME_H
#define RAVINE_PICTURE_DRAW_THEME_H

#include "engine/race/race.h"
#include "picture/draw/draw.h"

typedef struct Theme {
    const char *name; // dark, light, print
    const char *title;
    Color ground, panel, selected, hairline, text, secondary, faint, shadow, warning;
    Color casing; // around trails, that they read on any colour
    Color racer[RACE_RACERS_MAX];
    const char *ramp; // picture/colormap
    bool pale_lines;  // of equal loss, on maps: the ramp is dark only where the loss is low
    bool has_column;  // in files; windows always have it. Without: a compact legend
    float line_scale; // of line widths
} Theme;

int theme_count(void);
const Theme *theme_at(int i);
const Theme *theme_find(const char *name); // NULL: none

Color color_of_rgb(uint32_t rgb);            // 0xrrggbb, opaque
uint32_t color_rgb(Color color);             // its inverse
Color color_alpha(Color color, float alpha); // alpha multiplied
Color color_mix(Color a, Color b, float t);  // t = 0: a
// A word's colour: with a share of ink or more, as much as it takes to be read on the ground.
Color color_readable(Color color, Color ink, Color ground, float share);
float color_contrast(Color a, Color b); // WCAG contrast ratio of opaque colours, [1, 21]

#endif
