// Ravine: optimizers racing down loss surfaces. options -> scene -> a file or the window.
#include "app/film.h"
#include "app/link.h"
#include "app/list.h"
#include "app/many.h"
#include "app/options.h"
#include "app/output.h"
#include "app/quiet.h"
#include "app/window.h"

static int show(const Options *options, Scene *scene, Error *error)
{
    const ExportFormat *format = NULL;
    int code = options->output ? output_format(options, &format, error) : film_check(options, NULL, error);
    if (code == EXIT_DONE)
        code = link_scene(options, scene, error);
    if (code != EXIT_DONE)
        return code;
    if (format)
        return output_run(options, format, scene, error);
    return window_run(options, scene, error);
}

static int show_one(const Options *options)
{
    Error error = {""};
    Scene scene = {0};
    int kept = options->quiet ? quiet_begin() : -1, code = show(options, &scene, &error);
    if (options->quiet)
        quiet_end(kept);
    if (code != EXIT_DONE)
        error_say(error.text);
    scene_clear(&scene);
    return code;
}

int main(int argc, char **argv)
{
    Options options;
    Link link = {0};
    Error error = {""};
    int code = link_options(&link, argc, argv, &options, &error);
    if (code == EXIT_DONE)
        code = list_asked(&options, &error);
    if (code < 0)
        code = many_asked(&options) ? many_run(&options, show_one, &error) : show_one(&options);
    if (code != EXIT_DONE && error.text[0])
        error_say(error.text);
    link_end(&link);
    return code;
}
