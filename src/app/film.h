// What the options make of a film, and how far one is.
#ifndef RAVINE_APP_FILM_H
#define RAVINE_APP_FILM_H

#include "app/options.h"
#include "app/progress.h"
#include "export/export.h"

// EXIT_DONE, or EXIT_USAGE with an error: options of a film for what is none.
int film_check(const Options *options, const ExportFormat *format, Error *error);

// Frames a second that the format cannot have become the nearest that it can; that is said on stderr.
ExportFilm film_plan(const Options *options, const ExportFormat *format);

// A sink's: false once Ctrl+C was pressed. From film_begin to film_end.
typedef struct FilmWatch {
    Progress *progress;
    double from_ms;
} FilmWatch;

FilmWatch film_begin(Progress *progress);
bool film_tell(void *watch, int done, int total);
void film_end(void);

#endif
