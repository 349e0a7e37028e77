#include "app/timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECOND_MS = 1000 };

static const char *const names[PHASE_COUNT] = {
    [PHASE_EVENTS] = "events", [PHASE_REPLAY] = "replay", [PHASE_PICTURE] = "picture",
    [PHASE_DRAW] = "draw",     [PHASE_SWAP] = "swap",
};

void timing_frame(Timing *timing, uint64_t now_ms)
{
    struct TimingFrame *frame = &timing->frames[timing->next];
    frame->at_ms = now_ms;
    memcpy(frame->spent_ms, timing->spent_ms, sizeof frame->spent_ms);
    memset(timing->spent_ms, 0, sizeof timing->spent_ms);
    timing->next = (timing->next + 1) % TIMING_FRAMES;
    timing->n += timing->n < TIMING_FRAMES;
}

// The k-th frame back from the last one; NULL: there is none within its second.
static const struct TimingFrame *frame_back(const Timing *timing, int k)
{
    if (k >= timing->n)
        return NULL;
    const struct TimingFrame *last = &timing->frames[(timing->next + TIMING_FRAMES - 1) % TIMING_FRAMES];
    const struct TimingFrame *frame = &timing->frames[(timing->next + TIMING_FRAMES - 1 - k) % TIMING_FRAMES];
    return last->at_ms - frame->at_ms < SECOND_MS ? frame : NULL;
}

static double spent(const struct TimingFrame *frame, Phase phase)
{
    double sum = 0;
    for (int i = 0; i < PHASE_COUNT; i++)
        sum += phase == PHASE_COUNT || phase == (Phase)i ? frame->spent_ms[i] : 0;
    return sum;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double timing_median(const Timing *timing, Phase phase)
{
    double sorted[TIMING_FRAMES];
    int n = 0;
    for (const struct TimingFrame *frame; (frame = frame_back(timing, n)); n++)
        sorted[n] = spent(frame, phase);
    if (!n)
        return 0;
    qsort(sorted, (size_t)n, sizeof *sorted, compare);
    return sorted[n / 2];
}

int timing_per_second(const Timing *timing)
{
    int n = 0;
    while (frame_back(timing, n))
        n++;
    return n;
}

void timing_rows(Timing *timing, int redraws, const char **rows)
{
    for (int i = 0; i <= PHASE_COUNT; i++) {
        snprintf(timing->value[i], TIMING_TEXT, "%.1f ms", timing_median(timing, (Phase)i));
        rows[2 * i] = i < PHASE_COUNT ? names[i] : "frame";
        rows[2 * i + 1] = timing->value[i];
    }
    snprintf(timing->value[PHASE_COUNT + 1], TIMING_TEXT, "%d", timing_per_second(timing));
    snprintf(timing->value[PHASE_COUNT + 2], TIMING_TEXT, "%d", redraws);
    const char *const last[] = {"frames in a second", timing->value[PHASE_COUNT + 1], "panels drawn",
                                timing->value[PHASE_COUNT + 2], NULL};
    memcpy(rows + 2 * (PHASE_COUNT + 1), last, sizeof last);
}
