// How far long work is: a line on the terminal behind stderr, there once the work takes long, and gone at its end or
// the program's. Where stderr is no terminal, nothing is written, or a line each time for who has asked for them.
#ifndef RAVINE_APP_PROGRESS_H
#define RAVINE_APP_PROGRESS_H

#include <stdbool.h>

enum { PROGRESS_WIDTH = 76 };

typedef struct Progress {
    bool told;                     // somebody reads it:
    bool lines;                    // on no terminal, a line each time
    double next_ms;                // when the line is written next
    char line[PROGRESS_WIDTH + 1]; // that stands there
    char wipe[PROGRESS_WIDTH + 3];
} Progress;

void progress_begin(Progress *progress, bool asked); // *progress stays where it is until progress_end
void progress_end(Progress *progress);

double progress_clock_ms(void *nothing); // from any beginning

// To be asked as often as one likes. true: the line is due, to be written by progress_say: "film, frame 1 of 240"; on a
// terminal it says what stops it.
bool progress_due(const Progress *progress);
void progress_say(Progress *progress, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
