#include "app/still.h"

#include "app/setup.h"
#include "base/file.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

PictureInput still_picture(const StillInput *input)
{
    return (PictureInput){
        .scene = &input->session->scene,
        .loss = input->session->loss,
        .loss_key = input->session->loss_key,
        .race = input->session->race,
        .step = input->step,
        .width = (float)input->width_px / input->scale,
        .height = (float)input->height_px / input->scale,
        .scale = input->scale,
        .text_width = render_text_width,
        .text_context = input->render,
    };
}

// The scene as it is to be found in the file: it opens at the step that is shown.
static uint8_t *make_bytes(const ExportFormat *format, ExportInput input, size_t *size, Error *error)
{
    Scene *scene = calloc(1, sizeof *scene);
    if (!scene) {
        error_set(error, "scene: out of memory");
        return NULL;
    }
    scene_copy(scene, input.scene);
    if (format->needs_pixels)
        scene->step = input.step;
    input.scene = scene;
    uint8_t *bytes = format->make(&input, size, error);
    scene_clear(scene);
    free(scene);
    return bytes;
}

uint8_t *still_png(const StillInput *input, size_t *size, Error *error)
{
    render_set_scale(input->render, input->scale);
    PictureInput picture = still_picture(input);
    const DrawList *list = picture_build(input->picture, &picture);
    if (!list || list->failed) {
        error_set(error, "picture: out of memory");
        return NULL;
    }
    uint8_t *pixels = render_read(input->render, list, input->width_px, input->height_px, error);
    if (!pixels)
        return NULL;
    ExportInput export = {
        .scene = &input->session->scene,
        .race = input->session->race,
        .step = input->step,
        .pixels = pixels,
        .width_px = input->width_px,
        .height_px = input->height_px,
    };
    uint8_t *bytes = make_bytes(export_find("png"), export, size, error);
    free(pixels);
    return bytes;
}

static const char *format_name(const void *context, int i)
{
    (void)context;
    return i < export_count() ? export_at(i)->ending : NULL;
}

int still_format(const Options *options, const ExportFormat **format, Error *error)
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

// Pixels per point, in halves: a larger picture is the same page printed finer, not a page with more on it.
static float still_scale(int width_px, int height_px)
{
    float scale = fminf((float)width_px / STILL_WIDTH_DEFAULT, (float)height_px / STILL_HEIGHT_DEFAULT);
    return fmaxf(floorf(2 * scale) / 2, 1);
}

static uint8_t *draw(const Options *options, const Session *session, int step, size_t *size, Error *error)
{
    Render *render = render_create(NULL, error);
    if (!render)
        return NULL;
    Picture *picture = picture_create();
    uint8_t *bytes = NULL;
    int width_px = options->size.width ? options->size.width : STILL_WIDTH_DEFAULT;
    int height_px = options->size.height ? options->size.height : STILL_HEIGHT_DEFAULT;
    if (picture)
        bytes = still_png(
            &(StillInput){
                .session = session,
                .render = render,
                .picture = picture,
                .step = step,
                .width_px = width_px,
                .height_px = height_px,
                .scale = still_scale(width_px, height_px),
            },
            size, error);
    else
        error_set(error, "picture: out of memory");
    if (bytes && render_fault(render)) {
        error_set(error, "picture: %s", render_fault(render));
        free(bytes);
        bytes = NULL;
    }
    picture_destroy(picture);
    render_destroy(render);
    return bytes;
}

// A picture shows the scene's step, or the race's end; everything else holds the whole race.
static int last_step(const Scene *scene, const ExportFormat *format)
{
    if (!format->needs_race)
        return 0;
    return format->needs_pixels && scene->step > 0 && scene->step < scene->steps ? scene->step : scene->steps;
}

static uint8_t *make(const Options *options, const ExportFormat *format, const Session *session, int step, size_t *size,
                     Error *error)
{
    if (format->needs_pixels)
        return draw(options, session, step, size, error);
    return make_bytes(format, (ExportInput){.scene = &session->scene, .race = session->race, .step = step}, size,
                      error);
}

int still_run(const Options *options, const ExportFormat *format, const Scene *scene, Error *error)
{
    int step = last_step(scene, format);
    Session session = {0};
    size_t size;
    uint8_t *bytes = NULL;
    if (session_take(&session, scene, step + 1, error)) // the next step can be shown
        bytes = make(options, format, &session, step, &size, error);
    bool ok = bytes && file_write(options->output, bytes, size, error);
    free(bytes);
    session_close(&session);
    return ok ? EXIT_DONE : EXIT_INPUT;
}
