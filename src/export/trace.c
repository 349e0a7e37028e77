// The race as numbers: `#` lines holding the scene, a line of column names, then a line per racer and step.
// A racer's rows end with its last one: where it diverged, that is the first row that is not finite.
#include "export/formats.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_scene(FILE *stream, const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        fprintf(stream, "# %.*s\n", (int)length, text);
        text += length + (text[length] == '\n');
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

static void write_row(FILE *stream, const Race *race, int racer, int step)
{
    RacePoint point = race_point(race, racer, step);
    fprintf(stream, "%d,%d", racer, step);
    write_number(stream, point.lr);
    if (isnan(point.momentum))
        fputc(',', stream);
    else
        write_number(stream, point.momentum);
    fprintf(stream, ",%d", point.evals);
    write_pair(stream, point.at, race_dimension(race));
    write_number(stream, point.loss);
    write_pair(stream, point.gradient, race_dimension(race));
    fputc('\n', stream);
}

static void write_rows(FILE *stream, const Race *race, int last)
{
    fputs("racer,step,lr,momentum,evals,x,y,loss,grad_x,grad_y\n", stream);
    for (int racer = 0; racer < race_racers(race); racer++)
        for (int step = 0; step <= last && step <= race_last(race, racer); step++)
            write_row(stream, race, racer, step);
}

uint8_t *trace_make(const ExportInput *input, size_t *size, Error *error)
{
    if ((double)race_racers(input->race) * input->step > TRACE_ROWS_MAX) {
        error_set(error, "trace, %d racers over %d steps: a file holds at most %d rows", race_racers(input->race),
                  input->step, TRACE_ROWS_MAX);
        return NULL;
    }
    char *bytes = NULL;
    size_t scene_size;
    char *scene = scene_print(input->scene, &scene_size, error);
    FILE *stream = scene ? open_memstream(&bytes, size) : NULL;
    bool ok = false;
    if (stream) {
        write_scene(stream, scene);
        write_rows(stream, input->race, input->step);
        ok = !ferror(stream);
        ok = !fclose(stream) && ok;
    }
    if (scene && !ok) {
        error_set(error, "trace: out of memory");
        free(bytes);
        bytes = NULL;
    }
    free(scene);
    return (uint8_t *)bytes;
}
