// The window in squares: how much of a trail's line lies in each, and how much of that is more than the square can
// show.
#include "picture/panel/tangle.h"
#include "picture/panel/stretch.h"

#include <math.h>

enum { CELLS_LEAST = 8 }; // with too much: fewer lie about under the ball that dances there
enum { CELLS = 32, PARTS_MOST = 16, ROWS_MOST = 700 }; // along a side; of a stretch; that are looked at

#define PART_FROM 0.25  // of a trail's ink, in full squares: no tangle up to here,
#define PART_TO   0.6   // and from here on nothing but one
#define LEAST     300.0 // points of such ink

typedef struct InkSpread {
    float length[CELLS][CELLS]; // points of line in each cell of the window
    double all;
} InkSpread;

static int cell_of(double at, double from, double to)
{
    double part = (at - from) / (to - from) * CELLS;
    return part <= 0.0 ? 0 : part >= CELLS ? CELLS - 1 : (int)part;
}

// What is seen of a stretch, which stands for `every` of them.
static void stretch_ink(const Camera *camera, const double a[2], const double b[2], double every, InkSpread *ink)
{
    const double *window = camera->window;
    Stretch is;
    if (!stretch_seen(camera, a, b, &is))
        return;
    double side = (double)fmaxf(camera->rect.w, camera->rect.h), length = is.length * side * every;
    int parts = (int)fmin(is.length * CELLS + 1.0, PARTS_MOST);
    for (int i = 0; i < parts; i++) {
        double t = is.from + (is.to - is.from) * (i + 0.5) / parts;
        int column = cell_of(a[0] + t * is.step[0], window[0], window[1]);
        int row = cell_of(a[1] + t * is.step[1], window[2], window[3]);
        ink->length[row][column] += (float)(length / parts);
    }
    ink->all += length;
}

static void take_ink(const Build *build, const Camera *camera, int racer, int first, int rows, InkSpread *ink)
{
    RaceSeries x = race_parameter(build->race, racer, 0), y = race_parameter(build->race, racer, 1);
    int every = 1 + (rows - first) / ROWS_MOST;
    for (int row = first; row + 1 < rows; row += every) {
        double a[2] = {series_at(x, row), series_at(y, row)}, b[2] = {series_at(x, row + 1), series_at(y, row + 1)};
        stretch_ink(camera, a, b, every, ink);
    }
}

// The first row that stands in a full cell.
static int first_within(const Build *build, const Camera *camera, int racer, int first, int rows, const InkSpread *ink,
                        float full)
{
    RaceSeries x = race_parameter(build->race, racer, 0), y = race_parameter(build->race, racer, 1);
    const double *window = camera->window;
    for (int row = first; row < rows; row++) {
        double at[2] = {series_at(x, row), series_at(y, row)};
        if (panel_holds(camera, at[0], at[1]) &&
            ink->length[cell_of(at[1], window[2], window[3])][cell_of(at[0], window[0], window[1])] > full)
            return row;
    }
    return first;
}

Tangle tangle_of(const Build *build, int panel, int racer, float width)
{
    const Camera *camera = &build->camera[panel];
    Standing standing = racer_standing(build, racer);
    int first = trail_first_row(build, standing.rows), rows = standing.shown ? standing.rows : 0;
    float full = camera->rect.w * camera->rect.h / (CELLS * CELLS) / width;
    double over = 0.0;
    InkSpread ink = {.all = 0.0};
    take_ink(build, camera, racer, first, rows, &ink);
    int cells = 0;
    for (int i = 0; i < CELLS * CELLS; i++) {
        float more = ink.length[i / CELLS][i % CELLS] - full;
        over += (double)fmaxf(more, 0.0f);
        cells += more > 0.0f;
    }
    if (!(over > LEAST) || cells < CELLS_LEAST)
        return (Tangle){0};
    double part = (over / ink.all - PART_FROM) / (PART_TO - PART_FROM);
    double grown = fmin(over / LEAST - 1.0, 1.0); // it comes slowly while the race is played
    int from = first_within(build, camera, racer, first, rows, &ink, full);
    return (Tangle){(float)(fmin(fmax(part, 0.0), 1.0) * grown), (double)(from - first) / (rows - first)};
}
