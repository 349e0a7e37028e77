// The program itself, running beside the window: it reads a scene and writes it as a file of some format, and both are
// files without a name, so that nothing is left whatever becomes of it. What it says is read without waiting for it.
#ifndef RAVINE_APP_ERRAND_H
#define RAVINE_APP_ERRAND_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

// Zeroed: there is none.
typedef struct Errand {
    pid_t process;       // 0: it does not run
    const char *ending;  // of the format; borrowed
    FILE *scene, *bytes; // what it reads, and what it has written
    int said;
    char line[ERROR_TEXT_MAX], part[ERROR_TEXT_MAX]; // the last that it has said, and what is no whole line yet
    int n_part;
    bool stopped;
} Errand;

// With the scene's text. false: error, and there is none.
bool errand_begin(Errand *errand, const char *program, const char *ending, const char *text, size_t size, Error *error);
bool errand_runs(Errand *errand, bool *ok); // looks how far it is; at its end, whether it did well
void errand_stop(Errand *errand);           // soon
void errand_end(Errand *errand);            // at once, whether it runs or not

#endif
