// What the files of a figure's page share: its layout, its words, its key, its colour bar. Private to src/picture.
#ifndef RAVINE_PICTURE_PAGE_FIGURE_H
#define RAVINE_PICTURE_PAGE_FIGURE_H

#include "picture/kind.h"
#include "scene/figure.h"

#define ROWS_TALL 230.0f // of the panel of rows under several others

// figure.c. The kind is the one that the view shows alone; NULL: none.
Layout figure_place(const PictureInput *in, const PanelKind *kind);
float figure_height(const PictureInput *in, const PanelKind *kind); // by content, points
int figure_side_columns(int n, float width);                        // of so many panels side by side
float figure_title_height(const Build *build, float width);         // of title, formula and caption

int figure_panels(const Build *build); // of the view, without the rows; at least 1

// heading.c. Title and formula beside each other, or where they have no room under each other.
float figure_title_more(const Build *build, float width);  // of a title of more than one line
int figure_formula_lines(const Build *build, float width); // under the title, with one of the rows; 0: beside it
float figure_title_base(void);                             // of the title, under its place's top
int figure_caption_lines(const Build *build, float width);

// figure_key.c: each racer once. `column`: one column at the page's side, where that is not too wide, else as many
// columns as the width has room for. w and h of what is returned.
Rect figure_key_size(const Build *build, float width, bool column);
float figure_key_brief(int n); // height of so many racers under each other, one line each
void figure_key_build(Build *build);

// figure_bar.c: the losses that colours stand for, under the panels.
void figure_bar_build(Build *build, const HeightMap *map);

#endif
