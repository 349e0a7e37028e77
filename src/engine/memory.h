// Memory that grows and is kept: what is set up anew many times a second asks the heap once.
#ifndef RAVINE_ENGINE_MEMORY_H
#define RAVINE_ENGINE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

// `memory` points to a pointer, NULL or from here: at least `needed` bytes will be there, what was there stays. Sizes
// double, so that adding little by little is cheap. false: out of memory, and all is as it was.
bool memory_grow(void *memory, size_t *size, size_t needed);

#endif
