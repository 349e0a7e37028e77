// A program's files, as posix_spawn is to give them to it.
#ifndef RAVINE_BASE_SPAWN_H
#define RAVINE_BASE_SPAWN_H

#include <spawn.h>
#include <stdbool.h>

// from[i] at the number to[i], n of each, whatever numbers ours have; from < 0: not at all. false: out of memory.
bool spawn_files(posix_spawn_file_actions_t *files, const int *from, const int *to, int n);

#endif
