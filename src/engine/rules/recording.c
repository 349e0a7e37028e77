// Recorded points, counted and found.
#include "engine/rules/recording.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

Recording *recording_create(int n, int coordinates, bool loss, bool lr)
{
    Recording *made = calloc(1, sizeof *made);
    size_t rows = (size_t)n;
    if (!made)
        return NULL;
    atomic_init(&made->references, 1);
    made->n = n;
    made->coordinates = coordinates;
    made->step = calloc(rows, sizeof *made->step);
    made->at = calloc(rows * (size_t)coordinates, sizeof *made->at);
    made->loss = loss ? calloc(rows, sizeof *made->loss) : NULL;
    made->has_loss = loss ? calloc(rows, sizeof *made->has_loss) : NULL;
    made->lr = lr ? calloc(rows, sizeof *made->lr) : NULL;
    if (made->step && made->at && (!loss || (made->loss && made->has_loss)) && (!lr || made->lr))
        return made;
    recording_release(made);
    return NULL;
}

// FNV-1a.
static uint64_t hashed(uint64_t hash, const void *bytes, size_t size)
{
    for (const unsigned char *c = bytes, *end = c + size; bytes && c < end; c++)
        hash = (hash ^ *c) * UINT64_C(0x100000001b3);
    return hash;
}

void recording_finish(Recording *recording)
{
    size_t n = (size_t)recording->n, coordinates = (size_t)recording->coordinates;
    uint64_t hash = hashed(UINT64_C(0xcbf29ce484222325), &recording->n, sizeof recording->n);
    hash = hashed(hash, recording->step, n * sizeof *recording->step);
    hash = hashed(hash, recording->at, n * coordinates * sizeof *recording->at);
    hash = hashed(hash, recording->loss, n * sizeof *recording->loss);
    hash = hashed(hash, recording->has_loss, n * sizeof *recording->has_loss);
    recording->hash = hashed(hash, recording->lr, n * sizeof *recording->lr);
}

const Recording *recording_retain(const Recording *recording)
{
    if (recording)
        ((Recording *)(uintptr_t)recording)->references++;
    return recording;
}

void recording_release(const Recording *recording)
{
    Recording *own = (Recording *)(uintptr_t)recording;
    if (!own || --own->references)
        return;
    free(own->step);
    free(own->at);
    free(own->loss);
    free(own->has_loss);
    free(own->lr);
    free(own);
}

int recording_row(const Recording *recording, int64_t step)
{
    int from = 0, to = recording->n - 1;
    while (from < to) {
        int middle = (from + to + 1) / 2;
        if (recording->step[middle] <= step)
            from = middle;
        else
            to = middle - 1;
    }
    return from;
}

double recording_coordinate(const Recording *recording, int row, int i)
{
    return i < recording->coordinates ? recording->at[(ptrdiff_t)row * recording->coordinates + i] : (double)NAN;
}
