// What the parts of the bench share. A row times the program's work and a reference in turns, round by round, and is
// judged by the median of the rounds' ratios: what else runs on the machine meets both.
#ifndef RAVINE_BENCH_H
#define RAVINE_BENCH_H

#include <stdbool.h>

enum { BENCH_ROUNDS_MAX = 100 };

// Of one piece of work. On a machine that does nothing else, the wall clock never runs longer than all threads together
// compute; on a busy one it does. So the smaller of the two is what the work takes, or more.
typedef struct Span {
    double wall_ns, cpu_ns;
} Span;

Span bench_begin(void);
double bench_end_ms(Span since);

void bench_check(bool ok, const char *what); // exits with a message if not

typedef struct BenchRow {
    const char *name, *unit;
    double limit; // of the ratio of ours to the reference
} BenchRow;

// Prints a row of the README's table; false: the limit is missed. Both times are [rounds], in the row's unit, and are
// sorted.
bool bench_judge(const BenchRow *row, double *ours, double *reference, int rounds);

// Pictures and frames, 1280 x 720 pixels, drawn without a display; false: some limit is missed.
bool bench_frames(void);

// ruler.c: a clear and a draw that never change. Needs SDL's video; the context that was current stays so.
void ruler_open(void);
double ruler_ms(void);
void ruler_close(void);

#endif
