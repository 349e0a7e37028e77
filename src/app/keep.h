// The running scene as a file in the XDG state directory, one per process, so that neither a crash nor a kill loses it;
// and what a process left that is gone. A lock on the file lives as long as its process does: what is locked is worked
// on elsewhere. No window, no clock.
#ifndef RAVINE_APP_KEEP_H
#define RAVINE_APP_KEEP_H

#include "base/error.h"
#include "scene/scene.h"

enum { KEEP_FOLDER_MAX = 2048, KEEP_PATH_MAX = KEEP_FOLDER_MAX + 64, KEEP_FILES_MAX = 16 }; // MAX: of those left

// Zeroed: nothing is kept.
typedef struct Keep {
    char folder[KEEP_FOLDER_MAX]; // "": nothing is kept
    char path[KEEP_PATH_MAX];     // its own file; "": not written yet
    int lock;                     // a descriptor of it
    char left[KEEP_PATH_MAX];     // what keep_find found; "": nothing
    int left_lock;                // a descriptor of it: nobody else finds it meanwhile
} Keep;

// Chooses the folder: ravine/ in $XDG_STATE_HOME, or in ~/.local/state. false: neither is known.
bool keep_begin(Keep *keep, Error *error);

// The newest that was left and can be read; the oldest beyond KEEP_FILES_MAX go. false: there is none, or scene is
// NULL, since nothing but that is asked for.
bool keep_find(Keep *keep, Scene *scene);
void keep_leave(Keep *keep, bool remove); // lets go of what was found

// All of it or nothing. Not forced onto the disk: a frame does not wait for that.
bool keep_write(Keep *keep, const char *text, size_t size, Error *error);

void keep_end(Keep *keep); // what was written stays

#endif
