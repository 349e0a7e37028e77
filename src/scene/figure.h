// A scene's figure: the page that pictures in files are composed on. A plain value; zeroed it is the usual.
#ifndef RAVINE_SCENE_FIGURE_H
#define RAVINE_SCENE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What stands on the page: bits of SceneFigure.show and .hide.
typedef enum FigurePart {
    PART_PANEL, // surface, map or curve; without it the charts are all
    PART_TITLE,
    PART_FORMULA, // beside the title, with its constants
    PART_CAPTION, // the scene's words; only where it is shown
    PART_CHARTS,
    PART_LEGEND,
    PART_COLORBAR,
    PART_AXES,
    PART_LABELS, // losses along isolines, names of points, why racers ended
    PART_MINIMA, // and the saddles
    PART_START,
    PART_COLUMN, // the window's page with sliders instead of a figure's; only where it is shown
    PART_COUNT
} FigurePart;

extern const char *const figure_part_names[PART_COUNT]; // as in a scene's `hide: [charts]`

enum { FIGURE_FONT_MAX = 64 };
enum { FIGURE_GRIDS = 2, FIGURE_GRID_MAX = 512 }; // columns and rows of a contact sheet; bytes

typedef struct SceneFigure {
    double width_mm, height_mm; // of the page; 0: FIGURE_PAGE_MM on so many pixels, and as high as the content
    int width_px, height_px;    // 0: by dpi, or the usual width
    int dpi;                    // of a page in mm; 0: FIGURE_DPI
    uint32_t show, hide;        // bit i: FigurePart i, against what is usual
    bool transparent;           // formats that can, leave the ground out
    bool letters;               // panels and charts are marked (a), (b), ...
    bool alone;                 // of a lesson the slide that is shown, in formats that hold all of them on pages
    char font[FIGURE_FONT_MAX]; // a family that is installed; "": the usual one
    char grid[FIGURE_GRIDS][FIGURE_GRID_MAX]; // of a contact sheet, as grid.h reads it; "": none
    uint32_t suited; // bit i: in its cells with another landscape, racer i takes a learning rate that suits that
} SceneFigure;

enum { FIGURE_SIDE_MIN = 64, FIGURE_SIDE_MAX = 16384 }; // pixels
enum { FIGURE_DPI = 300, FIGURE_DPI_MIN = 36, FIGURE_DPI_MAX = 2400 };

// The page of an article; type and lines suit it.
#define FIGURE_PAGE_MM   170.0
#define FIGURE_COLUMN_MM 85.0
#define FIGURE_SLIDE_MM  160.0 // 1920 x 1080 pixels

extern const char *const figure_part_titles[PART_COUNT]; // one line

// "column", "page", "slide", "85mm", "85mmx60mm", "3.35in": sets width and height. false: it is none of these, or is
// not from FIGURE_MM_MIN to FIGURE_MM_MAX; what was there stays.
#define FIGURE_MM_MIN 20.0
#define FIGURE_MM_MAX 2000.0
bool figure_read_width(SceneFigure *figure, const char *text);
void figure_write_width(const SceneFigure *figure, char *text, size_t size); // as it is read; "": in pixels

bool figure_read_size(SceneFigure *figure, const char *text); // "1600x900"

bool figure_has(const SceneFigure *figure, FigurePart part);

#endif
