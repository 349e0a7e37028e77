// What the files of this room share while one picture is built. Private to src/picture.
#ifndef RAVINE_PICTURE_BUILD_H
#define RAVINE_PICTURE_BUILD_H

#include "base/text.h"
#include "picture/draw/contour.h"
#include "picture/draw/format.h"
#include "picture/picture.h"
#include "picture/said.h"
#include "scene/knob.h"
#include "scene/lesson.h"
#include "scene/spec.h"

enum {
    CHARTS_MAX = 5,                   // the time axis is one
    PANELS_MAX = RACE_RACERS_MAX + 1, // a racer's each, and the rows'
    LABELS_MAX = 160,
    CAPTION_LINES_MAX = 3,
    FORMULA_LINES_MAX = 4,
    WRAP_LINE_BYTES = 400
};

// The places of the picture, in points. A place with w == 0 is not there (print has no column and no foot).
typedef struct Layout {
    bool figure;  // a composed page
    bool letters; // its panels and charts are marked
    bool alone;   // the landscape and the race on it, nothing else
    float margin;
    Rect title; // heading over the picture
    Rect subtitle;
    Rect caption;   // the scene's words under it
    Rect view;      // all panels together
    Rect charts;    // the strip under it
    Rect foot;      // the line of keys
    Rect column;    // racers and sliders, at the right
    Rect legend;    // instead of the column
    Rect words;     // of a slide, with its question and its slider
    Rect dots;      // its lesson's slides
    Rect axis;      // of time
    Rect bar;       // of a figure's colours
    Rect hand;      // the slider in hand, large
    uint32_t tight; // bit i: PictureFold i has no room, and is there only where it is insisted on
} Layout;

// The steps that the axes of charts and time show. cut: the race goes on beyond, but nothing moves any more; below: or
// nothing is to be seen of it, as it is below the axes of the charts.
typedef struct TimeSpan {
    int from, to; // from < to
    bool cut, below;
} TimeSpan;

// SIGNED: logarithmic on both sides of 0, linear near it; for losses that fall without bound.
typedef enum Scale { SCALE_LINEAR, SCALE_LOG, SCALE_SIGNED } Scale;

// Of a chart's values.
typedef struct ChartAxis {
    Scale scale;
    int unit;         // of a SIGNED axis, as a power of ten: smaller values are nearly linear
    double low, high; // in what chart_scaled() gives
} ChartAxis;

// A picture within a contact sheet, or what stands around its cells.
typedef struct PictureCell {
    Layout layout;            // its only place: of the panel the rectangle within its axes, of the chart likewise
    Rect map_below;           // in a view of both, of the map, layout.view being the surface's; no width: there is none
    bool numbers[2], name[2]; // of its axes: under it, at its left
    const HeightMap *map;     // of all cells; NULL: its own
    ContourAreas areas;       // with it
    TimeSpan span;            // of all cells; to == 0: its own
    const ChartAxis *axis;    // of the losses of all cells; NULL: its own
    const SheetSaid *said;    // [n_said]
    int n_said;
} PictureCell;

// What the axes were when the race was last known to its end; of another landscape or length it says nothing.
typedef struct ChartHold {
    uint64_t key;
    uint32_t has; // bit k: axis[k]
    bool has_span;
    TimeSpan span;
    ChartAxis axis[COURSE_COUNT];
} ChartHold;

typedef struct PanelKind PanelKind; // kind.h
typedef struct Isolines Isolines;   // panel/isoline.h

typedef struct Build {
    const PictureInput *in;
    const Scene *scene;
    const Race *race; // never NULL; may have no racers
    Study *study;
    Isolines *isolines; // the picture's
    const Theme *theme;
    DrawList *list;
    Layout layout;
    int dimension;         // 1 or 2; 0: no loss
    int step;              // the last whole step that is shown
    double fraction;       // on the way to the next one, [0, 1)
    const PanelKind *kind; // that the view shows alone; NULL: there is none for such a loss
    Camera camera[PANELS_MAX];
    int n_panels;
    Rect chart_plot[CHARTS_MAX]; // of the charts' step axes, left to right, for hits
    int n_charts;
    TimeSpan span;    // along them
    bool race_known;  // to its end
    ChartHold held;   // from picture to picture
    bool logarithmic; // the loss's chart
    ChartAxis losses; // likewise, where it was drawn
    Rect time;        // the line of the time axis
    double goal[LANDSCAPE_MINIMA_MAX]
               [2]; // the lowest minima: the row's, or those found in the window; for the distance to the nearest
    int n_goals;
    int n_letters; // that were given so far
    int help_pages, palette_rows;
    Rect taken
        [LABELS_MAX]; // on the panel at hand, by labels and balls: others keep off. Beyond the capacity: not avoided
    int n_taken;
    bool inner[2];             // of the panel at hand: another one has the numbers of x, of y
    int trails_from;           // on the panel at hand: its first stroke that no words may cover
    int relief_of[PANELS_MAX]; // by index of the list's panels: on which of the view's this relief is
    int on_panel; // of a stroke that lies on the panel at hand; 0: it has no relief, and strokes lie on the page
} Build;

Layout layout_place(const PictureInput *in, const Theme *theme, const PanelKind *kind); // that the view shows alone

void title_build(Build *build);                       // heading.c: title, formula, caption
float heading_width(const Build *build);              // heading.c: at ease
float key_width(const Build *build, const char *key); // heading.c: of a key's cap
void key_draw(Build *build, const char *key, float x, float y,
              DrawLayer layer);                      // its cap, from x, the word's baseline at y
void foot_build(Build *build);                       // heading.c: keys that matter now, message
bool foot_says_folded(const Build *build);           // heading.c: which then stays while a pressed key is shown
void legend_build(Build *build);                     // heading.c: print
int legend_columns(const Scene *scene, float width); // heading.c

// hand.c: the slider in hand, or of a still's slide the one that it is about.
enum { HAND_TEXT_MAX = 160 };
typedef struct Hand {
    int index; // in the column
    Knob knob;
    KnobRow row;
    double value;
    char name[KNOB_WORDS_MAX]; // with whose it is, of the scene that has the knob: while it is steered another one
} Hand;
bool hand_find(const Build *build, const Slide *slide,
               Hand *hand);             // slide: NULL where there is none. false: nor a slider
bool hand_has_symbol(const Hand *hand); // η of lr; "batch" has none
float hand_width(const Build *build, const Hand *hand, bool symbol, FontSize size);
void hand_words(Build *build, const Hand *hand, bool symbol, DrawText at); // "lr = 0.1", or "η = 0.1", to be typed in
void hand_track(Build *build, const Hand *hand, Rect line);                // its left end and middle, and its length
void hand_build(Build *build);                                             // at the title

void column_build(Build *build);         // column.c: racers, sliders, schedule
void charts_build(Build *build);         // chart.c
void time_build(Build *build);           // time.c: the axis of the race
void time_line(Build *build, Rect line); // it, without numbers: to be sought on
void search_build(Build *build);         // search.c: learning rates that were found
void slide_build(Build *build);          // slide.c: all around the picture of a slide
float slide_legend_height(Build *build); // of its racers' names, in as many lines as they need in layout.legend
void help_build(Build *build);           // help.c
void overlay_build(Build *build);        // overlay.c: timings, the key that was pressed
void palette_build(Build *build);        // palette.c: what is typed, and what it may mean

// What a panel shows, with its camera in build->camera[panel].
typedef struct PanelField {
    const HeightField *field; // NULL, as map is: of a kind that shows none
    const HeightMap *map;
    ContourAreas areas;       // of the map's losses
    uint64_t key;             // changes with the field's samples
    double ceiling;           // height, [0, 1+]
    const LevelPoints *level; // minima, saddles and maxima in the panel's window; NULL: not looked for
    uint32_t racers;          // bit i: racer i is on this panel
    Rect cell;                // the panel's, less its title
    double azimuth_deg;       // of the eye around a surface
} PanelField;

// A map smaller than this has no numbers beside it.
#define MAP_NUMBERS_WIDTH  200.0f
#define MAP_NUMBERS_HEIGHT 130.0f
#define MAP_NUMBERS_FIGURE 0.5f  // of those, in a figure
#define MAP_LEFT           40.0f // room for them
#define MAP_BELOW          26.0f

static inline bool map_has_numbers(const Build *build, float width, float height)
{
    float least = build->layout.figure ? MAP_NUMBERS_FIGURE : 1.0f;
    return width >= least * MAP_NUMBERS_WIDTH && height >= least * MAP_NUMBERS_HEIGHT;
}

// The parts that panels are made of; which kind has which, kind.h.
void relief_build(Build *build, int panel, const PanelField *field);       // the landscape; sets on_panel
void surface_axes_build(Build *build, int panel, const PanelField *field); // axes.c
void map_axes_build(Build *build, int panel, const PanelField *field);
void flow_build(Build *build, int panel, const PanelField *field); // where the scene wants it, under the trails
void trails_build(Build *build, int panel, const PanelField *field);
void starts_build(Build *build, int panel, const PanelField *field);      // many starts: what has become of them
void starts_dots_build(Build *build, int panel, const PanelField *field); // on a curve: where they are
void balls_build(Build *build, int panel, const PanelField *field);       // balls, end marks, arrows
void endings_build(Build *build, int panel, const PanelField *field);     // why racers ended, clear of other parts
void marks_build(Build *build, int panel, const PanelField *field);       // start, minima, saddles
void arrows_build(Build *build, int panel, const PanelField *field);      // the selected racer's internals
void isolines_build(Build *build, int panel, const PanelField *field);    // names of lines, where nothing else stands
void curve_build(Build *build, int panel, const PanelField *field);       // of one parameter: axes, line, bands
Rect curve_rect(const Build *build, Rect cell, const double window[4]);   // its plot within its cell
void data_build(Build *build, int panel, const PanelField *field);        // the rows, with what racers make of them
void batch_build(Build *build, int panel, const PanelField *field);       // the batch's own loss, where it is wanted
void stops_build(Build *build, int panel, const PanelField *field);       // where racers came below the scene's values
int racer_stop(const Build *build, int racer, int which);                 // the first such row so far; -1: none
// Under the pointer: the point and its numbers; and the way down from there.
void hover_build(Build *build, int panel, const PanelField *field);
void hover_slope_build(Build *build, int panel, const PanelField *field);

// span.c
void span_begin(Build *build);                            // sets race_known and span
void span_end_early(Build *build, int last);              // of a figure, whose charts show nothing after this step
float span_x(const Build *build, Rect line, double step); // of a step on an axis
bool span_holds(const Build *build, double step);         // is it on the axis?
double span_shown(const Build *build);                    // the shown step; beyond a cut axis, its end
// Under an axis, which they stretch when dragged; its name stands behind them, up to `right`.
void span_numbers(Build *build, Rect line, float base, float right, int axis);

// letter.c: (a), (b), ... of a figure's panels, in the order in which they are drawn.
#define LETTER_ROOM 24.0f                                                 // of one before words
#define LETTER_ROW  18.0f                                                 // over what it marks
#define LETTER_UP   5.0f                                                  // of its base, likewise
void letter_draw(Build *build, float x, float base);                      // the next one, where they are wanted
void letter_add(DrawList *list, int n, float x, float base, Color color); // the n-th, from 0

// rate.c
void racer_rates(const Build *build, int racer, Rates *rates);
bool racer_cycles_momentum(const Racer *racer);
bool rates_change(const Build *build); // a visible racer has a schedule

// Of the visible racers' learning rates, for an axis or a ramp. low is positive where it is logarithmic, else 0.
typedef struct RateRange {
    double low, high;
    bool logarithmic;
} RateRange;
RateRange rates_range(const Build *build);
// Of a trail by learning rate, as one of RATE_LEVELS colours.
enum { RATE_LEVELS = 24 };
int rate_level(const RateRange *range, double lr);
Color rate_color(int level);
// internals.c: what a racer's rule holds at the shown step, row by row, and the step that it takes from there.
enum { INTERNALS_MAX = 16, INTERNAL_TEXT_MAX = 40 };
typedef enum InternalKind {
    INTERNAL_PLAIN,
    INTERNAL_SCALAR,   // value[0] alone
    INTERNAL_GRADIENT, // as the next step will use it
    INTERNAL_MOMENTUM, // a sum or mean of gradients
    INTERNAL_SCALED,   // likewise, in units of its own
    INTERNAL_MOVE,     // a direction to go in
    INTERNAL_STEP,
    INTERNAL_SQUARE, // its root is compared with gradients
    INTERNAL_SIZE    // likewise, without the root
} InternalKind;
typedef struct Internal {
    char symbol[INTERNAL_TEXT_MAX], name[INTERNAL_TEXT_MAX];
    InternalKind kind;
    double value[2]; // NaN: none; beyond the dimension 0
} Internal;
typedef struct Internals {
    Internal row[INTERNALS_MAX];
    int n, dimension, step; // step: where a diverged racer was finite last
} Internals;
bool racer_internals(const Build *build, int racer, Internals *internals); // false: there is no such racer, or no start

// The selected racer's internals as a table; the height is 0 where it is not shown.
float state_height(const Build *build);
void state_build(Build *build, Rect place);

// torch_lines.c: the racer as torch's whole lines, broken between words; returns how many. What is beyond the last one
// is cut.
enum { TORCH_LINES_MAX = 8, TORCH_LINE_BYTES = 160 };
int torch_lines(const Build *build, const Racer *racer, float width, char lines[TORCH_LINES_MAX][TORCH_LINE_BYTES]);

// The caption broken into lines of a width; returns how many, at most CAPTION_LINES_MAX (the last is then cut).
int caption_wrap(const Build *build, float width, char lines[CAPTION_LINES_MAX][WRAP_LINE_BYTES]);

// Of the last build, for contact sheets. map: NULL, there is none.
typedef struct PictureShared {
    const HeightMap *map;
    ContourAreas areas;
    TimeSpan span;
    ChartAxis losses;
} PictureShared;
PictureShared picture_shared(const Picture *picture);

// Helpers of several files.
bool build_has(const Build *build, FigurePart part); // of a figure; a window's page has all
bool build_has_loss(const Build *build);
void vector_text(Text *text, const double *value, int n, Number (*format)(double)); // "1", "(1, 2)"
double window_longest(const Build *build, const double *window); // side, of those that are the domain's
bool racer_visible(const Build *build, int racer);
Color racer_color(const Build *build, int racer); // a ghost's is pale
bool racer_is_ghost(const Build *build, int racer);
#define GHOST_THIN 0.5f          // of the lines and balls of others
bool racer_is_dashed(int racer); // its lines
// What tells racers apart besides the colour: a form, about as large as a disc of radius 1 when its w is size. The
// ninth begins again.
typedef struct Marker {
    ShapeKind kind;
    float size, angle_rad;
} Marker;
Marker racer_marker(int racer);
void shade_draw(Build *build); // over the whole picture, under a popup
void edged_draw(Build *build, Rect rect, float corner, Color color, DrawLayer layer); // a box with a thin edge
void popup_draw(Build *build, Rect rect, float corner);                               // its box
#define BAR_THICK 3.0f
// A line of a part's length that is filled up to a share of it: its left end and thickness as the rect's x, y (middle),
// w and h.
void bar_draw(const Build *build, Rect line, float filled, Color color);
void selection_draw(Build *build, Rect rect, float corner); // the ground of what is selected
// In place of a disc: in the racer's form, and in its colour unless the disc has one.
void marker_draw(Build *build, int racer, DrawShape disc);
// A piece of its line, `reach` to each side of x, dashed where it is, with its mark.
void sample_draw(Build *build, int racer, DrawStroke line, float x, float y, float reach, float marker);
void racer_title(const Build *build, int racer, char *title, size_t size); // its name, "SGD", "Lookahead(SGD)"
enum { RACER_LINE_MAX = SCENE_NAME_MAX + 2 + SPEC_TEXT_MAX };
// As it is typed, behind the name where it has one: "mine: SGD(lr=0.1)".
void racer_line(const Build *build, int racer, char *line, size_t size);
// The rule's name, and what tells it from other racers of the same rule: "SGD momentum 0.9".
void racer_label(const Build *build, int racer, char *text, size_t size);
// All that torch's line says of the racer as it is now, or else what of it tells the racer from the others, or the
// first arguments that there is room for.
void racer_words(const Build *build, int racer, const Racer *now, float room, FontSize size, char line[SPEC_TEXT_MAX]);
// The last words of what racer_telling says. false: there is no room for one.
bool racer_told(const Build *build, int racer, float room, FontSize size, char *line, size_t line_size);
void racer_telling(const Build *build, int racer, char *line, size_t size); // "momentum 0.9" of "SGD momentum 0.9"
Number build_loss(const Build *build, double value); // a running loss, learning rate: fewer digits on a projector
Number build_lr(const Build *build, double value);
float text_width(const Build *build, const char *text, FontSize size, FontWeight weight, bool tabular);
// Cuts text to a width with an ellipsis, in place.
void text_fit(const Build *build, char *text, float width, FontSize size, FontWeight weight);
typedef struct Type {
    FontSize size;
    FontWeight weight;
} Type;
// Breaks words, which it spoils, into lines of a width; returns how many. Of more than `most` the last one is cut.
int text_wrap(const Build *build, char *words, Type type, float width, int most, char lines[][WRAP_LINE_BYTES]);
// Likewise a formula, page/math_lines.c.
int math_wrap(const Build *build, const char *formula, Type type, float width, int most, char lines[][WRAP_LINE_BYTES]);
void text_fit_reason(const Build *build, char *text, float width, FontSize size,
                     FontWeight weight); // of "WHAT: WHY" what alone, where there is no room for both
// Rounded tick positions within [low, high], at most max (<= 32); returns how many and the step between them.
int ticks_linear(double low, double high, int max, double *ticks, double *step);
// Likewise, with low and high among them where few such steps reach from the one to the other.
int ticks_ends(double low, double high, int max, double *ticks, double *step);
// Of a parameter's name: italic where it is one letter, with or without an index.
FontWeight parameter_weight(const char *name);

// Where a racer stands: on the way between two rows while step has a fraction; at its last finite row once it ended.
typedef struct Standing {
    bool shown;  // false: its start is not finite
    int rows;    // finite rows up to here, at least 1
    bool moving; // at lies beyond row rows - 1
    double at[2];
    bool diverged, settled;
    const char *stopped; // why torch raises in its next step; NULL: it does not
    bool averaged;       // there is a mean of its points, which is at
    double average[2];
} Standing;

static inline bool standing_ended(const Standing *standing)
{
    return standing->diverged || standing->stopped;
}

Standing racer_standing(const Build *build, int racer);
// How far outside its window it is, in the units of the parameters; a map may show more than the window. 0: within it.
double racer_outside(const Build *build, int racer, const Standing *standing);

// Where a point of the domain is seen, lifted by so many heights; x and y are clamped to the window, the height to the
// ceiling. false: no surface there.
bool panel_point(const Camera *camera, const PanelField *field, double x, double y, double lift, DrawPoint *point);
bool panel_holds(const Camera *camera, double x, double y); // inside the window; a curve has no y

// Ink for words and marks, and for what sets them off. On a surface it is the same in every theme, since its colours
// are.
typedef struct Ink {
    Color ink, halo;
} Ink;
Ink panel_ink(const Build *build, const Camera *camera, const PanelField *field, float x, float y);
Ink label_ink(const Build *build, const Camera *camera, const PanelField *field,
              Rect box); // for a word, also half on the page

// Losses to name on a value axis: round numbers, or powers of ten on a logarithmic mapping. At most max (<= 32).
typedef struct LossTick {
    double loss;
    char text[48];
} LossTick;
int ticks_loss(const HeightMap *map, int max, LossTick *ticks);

// Leaves out points where the line stays within `width` of them; no segment gets longer than `longest`. In place, the
// ends stay. Returns how many are left.
int line_thin(DrawPoint *points, int n, float width, float longest);

// Marks on a small panel are smaller, [0.5, 1].
static inline float mark_scale(Rect panel)
{
    float scale = (panel.w < panel.h ? panel.w : panel.h) / 170.0f;
    return scale < 0.5f ? 0.5f : scale > 1.0f ? 1.0f : scale;
}

// Words on a panel that keep apart. A box is centred on x, y.
bool rect_overlaps(Rect a, Rect b);
void label_reserve(Build *build, Rect rect);
bool label_free(const Build *build, Rect rect); // on the page and in nobody's way
Rect label_box(const Build *build, const char *text, FontSize size, float x, float y);
void label_draw(Build *build, const char *text, FontSize size, Rect box, Color color, Color halo); // reserves it
// The place around an anchor, `distance` points off, where the text is in nobody's way; false: *place is the least bad
// one.
bool label_place(Build *build, const char *text, FontSize size, DrawPoint anchor, float distance, Rect bounds,
                 Rect *place);
bool label_place_box(Build *build, Rect box, DrawPoint anchor, float distance, Rect bounds, Rect *place);

#endif
