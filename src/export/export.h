// Writing a scene out. A source is what there is to be had, a sink is where the bytes go; a format pulls what it needs,
// a step and a stripe at a time, so that a film of a thousand frames or a picture of any height passes through little
// memory. Formats do not see the renderer: the app answers for it. To add a format: its function and its row in a file
// of its own, and its place in the list of export.c.
#ifndef RAVINE_EXPORT_EXPORT_H
#define RAVINE_EXPORT_EXPORT_H

#include "base/error.h"
#include "engine/race/race.h"
#include "picture/draw/draw.h"
#include "scene/scene.h"

#include <stdint.h>
#include <stdio.h>

// A stripe of the picture at a step: `rows` of them from `row` on, top first. Between whole steps, racers stand between
// their points.
typedef struct PixelRows {
    double step;
    int row, rows;
    bool alpha;     // RGBA instead of RGB: straight, 0 where nothing is drawn
    float turn_deg; // by which surfaces are turned from where the scene looks at them
} PixelRows;

// Of a film: frames a second, how many of them there are up to the end, how many hold it, and the turn from the first
// to the last.
typedef struct ExportFilm {
    int fps, frames, held;
    float turn_deg;
} ExportFilm;

// What .csv, .md and .tex hold.
typedef enum ExportTable { EXPORT_TABLE_USUAL, EXPORT_TABLE_TRACE, EXPORT_TABLE_SUMMARY, EXPORT_TABLES } ExportTable;

// What can be pulled; borrowed, and of a race that has been run. Only what the format's row says it needs is there.
typedef struct Source {
    const Scene *scene;
    const Race *race;
    int steps; // 0 to this one; a still shows the last, a trace ends with it
    int width_px, height_px;
    float scale;       // pixels per point
    float unit_pt;     // on paper: typographic points that a point of the list is; 0: one
    float dpi;         // of images on a page whose points are the list's; 0: what is usual in print
    bool transparent;  // formats that can hold alpha leave the ground out
    int pages;         // a lesson's slides, for formats that hold many; 0: there is this one
    ExportTable table; // of formats that hold one
    ExportFilm film;   // of formats that are one

    // Fills bytes, [rows][width_px][3 or 4]. Steps one after another, and stripes downwards, are drawn once each.
    // false: error.
    bool (*pixels)(void *context, const PixelRows *which, uint8_t *bytes, Error *error);
    // The draw list at a step, whole, until the next call of either. NULL: error.
    const DrawList *(*list)(void *context, int step, Error *error);
    // The surface or map of one of that list's panels alone, without lines and marks; fills bytes, [height][width][3 or
    // 4]. false: error.
    bool (*panel)(void *context, const DrawPanel *panel, int width_px, int height_px, bool alpha, uint8_t *bytes,
                  Error *error);
    // A page, from 0, as a source of its own, until the next call. NULL: error.
    const struct Source *(*page)(void *context, int page, Error *error);
    void *context;
} Source;

// The scene as its own text, as it is to be found in a picture: it opens at the step that is shown. free() it; NULL:
// error.
char *source_text(const Source *source, size_t *size, Error *error);

// Zeroed but for the stream: nobody asks how it goes.
typedef struct Sink {
    FILE *stream;                                         // at its beginning; it cannot seek
    bool anew;                                            // the path is to be a new file: it fails where there is one
    bool (*progress)(void *context, int done, int total); // false: cancel
    void *context;
} Sink;

// To be asked after each piece of the work. false: it was cancelled, or the stream takes no more; error says so.
bool sink_goes_on(const Sink *sink, int done, int total, Error *error);

typedef enum ExportNeed { EXPORT_RACE = 1, EXPORT_LIST = 2, EXPORT_PIXELS = 4, EXPORT_PAGES = 8 } ExportNeed;

typedef struct ExportFormat {
    const char *ending; // "png", without the dot
    const char *title;
    int needs; // of ExportNeed, or-ed: what it pulls; a lesson's pages, where there are any
    bool (*write)(const Source *source, const Sink *sink, Error *error); // NULL: it is many files,
    bool (*write_all)(const Source *source, const char *path, const Sink *sink, Error *error); // which this writes
    ExportTable table;       // that it holds where nothing else is asked; EXPORT_TABLE_USUAL: it holds none
    bool film, hundredths;   // a film, whose frames last whole hundredths of a second
    int width_px, height_px; // where nothing else is asked; 0: as every picture
} ExportFormat;

int export_count(void);
const ExportFormat *export_at(int i);
const ExportFormat *export_find(const char *ending);   // "png"; NULL: none
const ExportFormat *export_for_path(const char *path); // by the path's ending, case ignored; NULL: none

// "trace" and so on, NULL after the last, as text_nearest asks; by name, EXPORT_TABLE_USUAL where there is no such.
const char *export_table_name(const void *nothing, int i);
ExportTable export_table_find(const char *name);
// To be asked before the race is run. false: the table of so many rows is refused.
bool export_table_fits(ExportTable table, int racers, int steps, Error *error);

// Writes the file; "-" is standard output. `asked` is the sink without its stream; NULL: nobody asks. false: error, and
// what stood there stands there still, also where it was cancelled.
bool export_write(const ExportFormat *format, const Source *source, const char *path, const Sink *asked, Error *error);

#endif
