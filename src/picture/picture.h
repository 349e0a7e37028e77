// scene + race + step -> what is to be seen, as a DrawList. The only place where a race becomes a picture: the window,
// the PNG and every later figure draw this. What it shows of the loss it asks the study for, and it steps nothing.
// double -> float happens here.
//
// page/layout.c places. What a panel shows is a row of panel/kind.c; the strip of charts is chart/chart.c, everything
// else around the panels is in page/.
#ifndef RAVINE_PICTURE_PICTURE_H
#define RAVINE_PICTURE_PICTURE_H

#include "picture/draw/camera.h"
#include "picture/draw/draw.h"
#include "picture/draw/theme.h"
#include "study/study.h"

typedef float (*TextWidth)(void *context, const char *text, FontSize size, FontWeight weight, bool tabular); // points

// A row of the help: the keys, or a gesture of the mouse, and what it does. Rows of a group stand together.
typedef struct PictureKey {
    const char *group, *keys, *title; // keys: "Tab  Shift+Tab", "1 – 9"; NULL after the last row
    bool gesture;
} PictureKey;

// One of what a typed line may mean.
typedef struct PictureRow {
    const char *name, *detail, *group, *keys; // what it is called, what else is known, what it is; "" or a key's cap
    const char *why;                          // it cannot be chosen now; NULL: it can
    const Landscape *landscape;               // whose map stands before it; NULL: none
    const char *ramp;                         // likewise, its colours
} PictureRow;

enum { PICTURE_ROWS_MAX = 12 };

// A line that is typed over the picture, and the rows that it may mean.
typedef struct PicturePalette {
    const char *text, *prompt, *hint; // hint: in place of an empty text
    int caret;                        // bytes before it
    const char *why;                  // what is wrong with the text; NULL: nothing
    int column;                       // of the character where it is, from 1; 0: of none
    PictureRow row[PICTURE_ROWS_MAX]; // [n], as many as may be seen at once
    int n, chosen;                    // -1: none is
    int before, after;                // rows beyond them
    const char *nothing;              // in place of rows; NULL: that is fine
} PicturePalette;

// What folds away in a window where it has no room, in this order; it is said, with the key that brings it all the
// same.
typedef enum PictureFold { FOLD_STATE, FOLD_CARDS, FOLD_CHARTS, FOLD_COLUMN, FOLD_COUNT } PictureFold;

// What the person is doing, besides the scene. Zeroed: a still.
typedef struct PictureUi {
    bool interactive; // keys at the foot, play state, slider in hand
    bool playing;
    bool starts; // the arrows move the start
    bool steers; // what is turned of a racer acts from steer_step on
    int steer_step;
    bool blank;          // nothing but the ground
    int slider;          // in hand: index into knob_list_column
    const double *range; // [2], of the one in hand while it is dragged, where it would follow the value; NULL: its own
    const char *entry;   // the number being typed, or NULL
    int entry_caret;     // bytes before it
    int entry_column;    // of the byte that was refused, from 1; 0: none was
    const PicturePalette *palette; // NULL: closed
    const char *message;           // one line: "wrote ravine-001.png", or what was wrong; NULL: none
    bool message_is_error;
    bool pointing;              // the pointer lies, at rest or moving, on something that answers to it
    float pointer_x, pointer_y; // points
    bool moving;                // camera or window in motion: draft quality
    bool projector;             // thicker lines, fewer digits; the larger type comes with the scale
    const char *echo_key;       // the key that was pressed, shown large, and what it does; NULL: nothing
    const char *echo_title;
    const char *const *timing;       // rows over the picture: name, value, name, value, ..., NULL; NULL: closed
    const LrSearch *search;          // [search_racers], of the first racers: the learning rates that were found
    int search_racers, search_steps; // 0: there is nothing to show
    const PictureKey *help;          // NULL: closed
    int help_page;                   // from 0; beyond the last: the last
    const char *const *foot;         // the keys that matter now, likewise
    const char *const *fold_keys;    // [FOLD_COUNT], of the cards ""; NULL: no keys are said
    uint32_t insists;                // bit i: PictureFold i is there also where it has no room
    const char *offer;               // what Enter goes on with, and Esc declines; NULL: nothing
} PictureUi;

typedef struct PictureInput {
    const Scene *scene;
    const Race *race;
    Study *study;        // of this scene and race; without a loss there is nothing to see but the message
    double step;         // shown; between whole steps, racers stand between their points
    float width, height; // points
    float scale;         // pixels per point
    bool transparent;    // without the ground
    bool figure;         // a composed page, without what only a window needs
    bool whole;          // as a renderer without shaders and depth needs the list; some 0.1 s a panel
    TextWidth text_width;
    void *text_context;
    const struct PictureCell *cell; // of a contact sheet, sheet.c's own; NULL: the picture is a page
    PictureUi ui;
} PictureInput;

typedef struct Picture Picture;

Picture *picture_create(void); // NULL: out of memory
void picture_destroy(Picture *picture);

// Builds the picture. The list is the picture's and holds until the next build.
const DrawList *picture_build(Picture *picture, const PictureInput *input);

// How high a figure of this width is by its content; points.
float picture_figure_height(const PictureInput *input);
// A figure's point: type of it is 7 to 9 typographic points on the page that it is made for.
#define PICTURE_POINT_MM 0.2152

// Whether a loss of so many parameters looks different in a view than in every other.
bool picture_view_differs(ViewKind view, int parameters);

// Of the last build: the panel's camera, and the point of the domain under a screen point (false: none).
int picture_racer(const Picture *picture, int panel); // whose panel it is; -1: of all, or there is no such panel
const Camera *picture_camera(const Picture *picture, int panel);
int picture_palette_rows(const Picture *picture); // of the palette, as many as the page has room for; 0: it is closed
int picture_help_pages(const Picture *picture);   // of the help, as many as its rows take; 0: it is closed
bool picture_pick(const Picture *picture, int panel, float x, float y, double *domain_x, double *domain_y);
// The step under x on a chart's axis, beyond its ends theirs; chart: a hit's index.
double picture_chart_step(const Picture *picture, int chart, float x);
double picture_time_step(const Picture *picture, float x); // likewise, on the time axis
void picture_span(const Picture *picture, int span[2]);    // the steps from, to that the axes show
uint32_t picture_tight(const Picture *picture);            // bit i: PictureFold i has no room
bool picture_logarithmic(const Picture *picture);          // the loss's chart; true also where there is none

#endif
