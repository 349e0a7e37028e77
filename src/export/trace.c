// The race as numbers: `#` lines holding the scene, a line of column names, then a line per racer and step.
// A racer's rows end with its last one: where it diverged, that is the first row that is not finite;
// where torch raises in a step, the row before it.
#include "export/export.h"
#include "scene/lesson.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 5000000, ROWS_A_PIECE = 4096 }; // of all racers together; a longer trace is refused

static void write_scene(FILE *stream, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(stream, "# %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
    }
}

// As a comment of the scene's own.
static void write_stops(const Source *source, FILE *stream)
{
    for (int i = 0; i < race_racers(source->race); i++) {
        const char *why = race_stopped(source->race, i, source->steps);
        if (why)
            fprintf(stream, "# # racer %d, step %d: torch stops here: %s\n", i, race_last(source->race, i), why);
    }
}

// printf would write the sign of a nan, which means nothing and differs between machines.
static void write_number(FILE *stream, double value)
{
    if (isnan(value))
        fputs(",nan", stream);
    else
        fprintf(stream, ",%.17g", value);
}

// What a rule has not is empty.
static void write_known(FILE *stream, double value)
{
    if (isnan(value))
        fputc(',', stream);
    else
        write_number(stream, value);
}

// The first two of a vector; what a curve does not have is empty.
static void write_pair(FILE *stream, const double *values, int dimension)
{
    for (int i = 0; i < 2; i++) {
        if (i < dimension)
            write_number(stream, values[i]);
        else
            fputc(',', stream);
    }
}

static void write_average(FILE *stream, const Race *race, const RacePoint *point)
{
    if (!point->average) {
        fputs(",,,", stream);
        return;
    }
    write_pair(stream, point->average, race_dimension(race));
    write_number(stream, point->average_loss);
}

static void write_row(FILE *stream, const Race *race, int racer, int step, bool averages)
{
    RacePoint point = race_point(race, racer, step);
    fprintf(stream, "%d,%d", racer, step);
    write_known(stream, point.lr);
    write_known(stream, point.momentum);
    fprintf(stream, ",%d", point.evals);
    write_pair(stream, point.at, race_dimension(race));
    write_number(stream, point.loss);
    write_pair(stream, point.gradient, race_dimension(race));
    if (averages)
        write_average(stream, race, &point);
    fputc('\n', stream);
}

static bool write_rows(const Source *source, const Sink *sink, Error *error)
{
    const Race *race = source->race;
    int racers = race_racers(race), last = source->steps, done = 0;
    bool averages = scene_has_averages(source->scene);
    fprintf(sink->stream, "racer,step,lr,momentum,evals,x,y,loss,grad_x,grad_y%s\n",
            averages ? ",average_x,average_y,average_loss" : "");
    for (int racer = 0; racer < racers; racer++)
        for (int step = 0; step <= last && step <= race_last(race, racer); step++) {
            write_row(sink->stream, race, racer, step, averages);
            if (++done % ROWS_A_PIECE == 0 && !sink_goes_on(sink, done, racers * (last + 1), error))
                return false;
        }
    return sink_goes_on(sink, racers * (last + 1), racers * (last + 1), error);
}

static bool fits(int racers, int steps, Error *error)
{
    return (double)racers * steps <= ROWS_MAX ||
           error_set(error, "trace, %d racers over %d steps: a file holds at most %d rows", racers, steps, ROWS_MAX);
}

// A slide's race is that of its scene; the other slides' are no part of it.
static char *print_alone(const Scene *shown, size_t *size, Error *error)
{
    Scene scene = {0};
    scene_copy(&scene, shown);
    lesson_release(scene.lesson);
    scene.lesson = NULL;
    char *text = scene_print(&scene, size, error);
    scene_clear(&scene);
    return text;
}

static bool write_trace(const Source *source, const Sink *sink, Error *error)
{
    if (!fits(race_racers(source->race), source->steps, error))
        return false;
    size_t size;
    char *scene = print_alone(source->scene, &size, error);
    if (!scene)
        return false;
    write_scene(sink->stream, scene);
    free(scene);
    write_stops(source, sink->stream);
    return write_rows(source, sink, error);
}

const ExportFormat export_trace = {"csv", "trace of every racer and step", EXPORT_RACE, write_trace, fits};
