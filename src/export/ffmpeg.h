// ffmpeg as a program that is fed frames: no library, no shell. It reads raw RGB from a pipe and writes into a file
// that is open already, by its number.
#ifndef RAVINE_EXPORT_FFMPEG_H
#define RAVINE_EXPORT_FFMPEG_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

enum { FFMPEG_ARGUMENTS_MAX = 64 };

typedef struct Ffmpeg {
    pid_t process; // 0: it does not run
    int pipe;      // -1: closed
    FILE *said;    // what it writes to its stderr
    int width_px, height_px, pad_right,
        pad_below; // pads: a column and a row once more, where a codec wants even numbers
    bool failed;
} Ffmpeg;

// After what says how frames come: arguments that end with NULL, the last one being the kind of file ("mp4"). false:
// error; also where there is no such program.
bool ffmpeg_begin(Ffmpeg *ffmpeg, int fps, const char *const *arguments, int out, int extra, Error *error);
// A frame, as film_frames gives them to an Ffmpeg. false: error, at the latest at the end.
bool ffmpeg_feed(void *context, const uint8_t *bytes, Error *error);
bool ffmpeg_end(Ffmpeg *ffmpeg, Error *error); // waits for it; false: error says what it said
void ffmpeg_stop(Ffmpeg *ffmpeg);              // at once, whatever it is doing; after ffmpeg_end nothing

#endif
