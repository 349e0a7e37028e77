#include "app/output.h"

#include "app/setup.h"
#include "app/still.h"
#include "base/text.h"
#include "scene/lesson.h"

#include <math.h>
#include <stdio.h>

static const char *format_name(const void *context, int i)
{
    (void)context;
    return i < export_count() ? export_at(i)->ending : NULL;
}

int output_format(const Options *options, const ExportFormat **format, Error *error)
{
    *format = options->format ? export_find(options->format) : export_for_path(options->output);
    if (*format)
        return EXIT_DONE;
    if (options->format)
        return setup_unknown("option --format", options->format, "format", format_name, error);
    char known[128];
    Text text = text_begin(known, sizeof known);
    for (int i = 0; i < export_count(); i++)
        text_add(&text, "%s.%s", i ? ", " : "", export_at(i)->ending);
    error_set(error, "option --output, '%s': no format has this ending; known are %s", options->output, known);
    return EXIT_USAGE;
}

static bool is_picture(const ExportFormat *format)
{
    return format->needs & (EXPORT_LIST | EXPORT_PIXELS);
}

// Pixels per point, in halves: a larger picture is the same page printed finer, not a page with more on it.
static float page_scale(int width_px, int height_px)
{
    float scale = fminf((float)width_px / STILL_WIDTH_DEFAULT, (float)height_px / STILL_HEIGHT_DEFAULT);
    return fmaxf(floorf(2 * scale) / 2, 1);
}

static bool write_picture(const Options *options, const ExportFormat *format, Still *still, Error *error)
{
    if (!(still->render = render_create(NULL, error)))
        return false;
    if (!(still->picture = picture_create()))
        return error_set(error, "picture: out of memory");
    Source source = still_source(still);
    bool ok = export_write(format, &source, options->output, NULL, error);
    still_end(still);
    return ok;
}

static bool write(const Options *options, const ExportFormat *format, const Session *session, int steps, Error *error)
{
    Source numbers = {.scene = &session->scene, .race = session->race, .steps = steps};
    if (!is_picture(format))
        return export_write(format, &numbers, options->output, NULL, error);
    Still still = {
        .session = session,
        .steps = steps,
        .width_px = options->size.width ? options->size.width : STILL_WIDTH_DEFAULT,
        .height_px = options->size.height ? options->size.height : STILL_HEIGHT_DEFAULT,
    };
    still.scale = page_scale(still.width_px, still.height_px);
    bool ok = write_picture(options, format, &still, error);
    picture_destroy(still.picture);
    render_destroy(still.render);
    return ok;
}

// A picture shows the scene's step, or the race's end, and of a slide where its play ends; everything else holds the
// whole race.
static int last_step(const Scene *scene, const ExportFormat *format)
{
    if (!(format->needs & EXPORT_RACE))
        return 0;
    const Slide *slide = lesson_slide(scene);
    if (is_picture(format) && slide && slide->plays)
        return slide->to;
    return is_picture(format) && scene->step > 0 && scene->step < scene->steps ? scene->step : scene->steps;
}

static void tell_stops(const Race *race, int steps)
{
    for (int i = 0; i < race_racers(race); i++) {
        const char *why = race_stopped(race, i, steps);
        if (why)
            fprintf(stderr, "ravine: racer %d, step %d: torch stops here: %s\n", i, race_last(race, i), why);
    }
}

int output_run(const Options *options, const ExportFormat *format, const Scene *scene, Error *error)
{
    int steps = last_step(scene, format);
    Session session = {0};
    bool ok = session_take(&session, scene, steps + 1, error) && // the next step can be shown
              write(options, format, &session, steps, error);
    if (ok && format->needs & EXPORT_RACE)
        tell_stops(session.race, steps);
    session_close(&session);
    return ok ? EXIT_DONE : EXIT_INPUT;
}
