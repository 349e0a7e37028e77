// The letters by which an article's text calls the panels of a figure: after z follow aa, ab, ...
#include "picture/build.h"

enum { LETTERS = 26 };

void letter_add(DrawList *list, int n, float x, float base, Color color)
{
    char first[2] = {n < LETTERS ? '\0' : (char)('a' + n / LETTERS - 1)};
    draw_text(list, (DrawText){.x = x, .y = base, .size = FONT_NOTE, .weight = WEIGHT_SEMIBOLD, .color = color},
              "(%s%c)", first, 'a' + n % LETTERS);
}

void letter_draw(Build *build, float x, float base)
{
    if (build->layout.letters)
        letter_add(build->list, build->n_letters++, x, base, build->theme->text);
}
