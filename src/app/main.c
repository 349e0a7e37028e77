// Ravine: optimizers racing down loss surfaces. options -> scene -> a file or the window.
#include "app/film.h"
#include "app/list.h"
#include "app/options.h"
#include "app/output.h"
#include "app/setup.h"
#include "app/window.h"

#include <errno.h>
#include <string.h>

// What only prints. -1: the options ask for something else.
static int print(const Options *options, Error *error)
{
    int code = EXIT_DONE;
    if (options->help)
        options_help();
    else if (options->version)
        puts("ravine " RAVINE_VERSION);
    else if (options->list)
        code = list_print(options->list, error);
    else
        return -1;
    if (code == EXIT_DONE && (fflush(stdout) || ferror(stdout))) {
        error_set(error, "standard output: %s", strerror(errno));
        code = EXIT_INPUT;
    }
    return code;
}

static int show(const Options *options, Scene *scene, Error *error)
{
    const ExportFormat *format = NULL;
    int code = options->output ? output_format(options, &format, error) : film_check(options, NULL, error);
    if (code == EXIT_DONE)
        code = setup_scene(options, scene, error);
    if (code != EXIT_DONE)
        return code;
    if (format)
        return output_run(options, format, scene, error);
    return window_run(options, scene, error);
}

int main(int argc, char **argv)
{
    Options options;
    Error error = {""};
    Scene scene = {0};
    int code = options_read(argc, argv, &options, &error);
    if (code == EXIT_DONE)
        code = print(&options, &error);
    if (code < 0)
        code = show(&options, &scene, &error);
    if (code != EXIT_DONE)
        error_say(error.text);
    scene_clear(&scene);
    return code;
}
