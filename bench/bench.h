// What the parts of the bench share: rows of the README's table, and times that other programs on the machine hardly
// disturb.
#ifndef RAVINE_BENCH_H
#define RAVINE_BENCH_H

#include <stdbool.h>

// Of one piece of work. On a machine that does nothing else, the wall clock never runs longer than all threads together
// compute; on a busy one it does. So the smaller of the two is what the work takes, or more.
typedef struct Span {
    double wall_ns, cpu_ns;
} Span;

Span bench_begin(void);
double bench_end_ms(Span since);

double bench_median(double *times, int n); // sorts them

void bench_check(bool ok, const char *what); // exits with a message if not

// Prints a row whose limit is a time; false: the limit is missed.
bool bench_print_ms(const char *name, double ms, double limit_ms);

// Pictures and frames, 1280 x 720 pixels, drawn without a display; false: some limit is missed.
bool bench_frames(void);

#endif
