// Runs of bytes that differ, each as its distance from the run before, its length, and the exclusive or of both blocks'
// bytes.
#include "base/delta.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { NEAR = 8 };   // equal bytes between two runs that cost less inside a run than a run of its own
enum { FAR = 4096 }; // bytes that are mostly equal, and seen to be so at once

typedef struct Run {
    uint32_t skip, length; // bytes
} Run;

static size_t pass_equal(const unsigned char *a, const unsigned char *b, size_t size, size_t at, size_t step)
{
    while (at + step <= size && memcmp(a + at, b + at, step) == 0)
        at += step;
    return at;
}

// The first byte from `at` on that differs.
static size_t next_difference(const unsigned char *a, const unsigned char *b, size_t size, size_t at)
{
    at = pass_equal(a, b, size, at, FAR);
    at = pass_equal(a, b, size, at, NEAR);
    while (at < size && a[at] == b[at])
        at++;
    return at;
}

// The run that begins at the first difference after `at`; length 0: there is none.
static Run find_run(const unsigned char *a, const unsigned char *b, size_t size, size_t at)
{
    size_t from = next_difference(a, b, size, at), end = from, next = from;
    while (next < size && next - end < NEAR) {
        end = next + 1;
        next = next_difference(a, b, size, end);
    }
    return (Run){(uint32_t)(from - at), (uint32_t)(end - from)};
}

// Returns the bytes that it takes, which are written unless to is NULL.
static size_t write_runs(const unsigned char *a, const unsigned char *b, size_t size, unsigned char *to)
{
    size_t written = 0, at = 0;
    for (Run run; (run = find_run(a, b, size, at)).length > 0; at += run.length) {
        at += run.skip;
        if (to) {
            memcpy(to + written, &run, sizeof run);
            for (size_t i = 0; i < run.length; i++)
                to[written + sizeof run + i] = a[at + i] ^ b[at + i];
        }
        written += sizeof run + run.length;
    }
    return written;
}

bool delta_between(const void *a, const void *b, size_t size, Delta *delta)
{
    *delta = (Delta){.size = write_runs(a, b, size, NULL)};
    if (delta->size == 0)
        return true;
    delta->bytes = malloc(delta->size);
    if (!delta->bytes)
        return false;
    write_runs(a, b, size, delta->bytes);
    return true;
}

void delta_apply(const Delta *delta, void *block)
{
    unsigned char *at = block;
    Run run;
    for (size_t read = 0; read < delta->size; read += sizeof run + run.length) {
        memcpy(&run, delta->bytes + read, sizeof run);
        at += run.skip;
        for (size_t i = 0; i < run.length; i++)
            at[i] ^= delta->bytes[read + sizeof run + i];
        at += run.length;
    }
}

void delta_clear(Delta *delta)
{
    free(delta->bytes);
    *delta = (Delta){0};
}
