// The files of a folder that can be opened, as a name is typed: those that begin as it does, then those that hold it.
#ifndef RAVINE_APP_FOLDER_H
#define RAVINE_APP_FOLDER_H

#include <stdbool.h>

enum { FOLDER_PATH_MAX = 512, FOLDER_SHOWN = 8 };

typedef struct Folder {
    char typed[FOLDER_PATH_MAX];              // what they belong to
    char path[FOLDER_SHOWN][FOLDER_PATH_MAX]; // [n], as they would be typed; a folder's ends with /
    int n, more;                              // how many there are beyond
    int at;                                   // chosen; -1: none
} Folder;

void folder_match(Folder *folder, const char *typed); // anew, where it is another text than before
void folder_move(Folder *folder, int n);              // the choice, through all and none
void folder_open(Folder *folder);                     // forgets what was typed: the disk is read anew

bool folder_is_table(const char *path); // by its ending: rows of numbers have no other mark

// "~/" is home. false: it does not fit.
bool folder_expand(const char *typed, char path[FOLDER_PATH_MAX]);

#endif
