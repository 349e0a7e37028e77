// Ravine: optimizers racing down loss surfaces. options -> scene -> a file or the window.
#include "app/film.h"
#include "app/list.h"
#include "app/many.h"
#include "app/options.h"
#include "app/output.h"
#include "app/setup.h"
#include "app/window.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

// With --quiet, what is said on the way goes nowhere; what went wrong is said at the end.
static int hush(void)
{
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    if (kept >= 0 && nowhere >= 0)
        dup2(nowhere, STDERR_FILENO);
    close(nowhere);
    return kept;
}

static void speak(int kept)
{
    fflush(stderr);
    if (kept >= 0)
        dup2(kept, STDERR_FILENO);
    close(kept);
}

static int show_one(const Options *options)
{
    Error error = {""};
    Scene scene = {0};
    int kept = options->quiet ? hush() : -1, code = show(options, &scene, &error);
    if (options->quiet)
        speak(kept);
    if (code != EXIT_DONE)
        error_say(error.text);
    scene_clear(&scene);
    return code;
}

int main(int argc, char **argv)
{
    Options options;
    Error error = {""};
    int code = options_read(argc, argv, &options, &error);
    if (code == EXIT_DONE)
        code = print(&options, &error);
    if (code < 0 && !many_asked(&options))
        return show_one(&options);
    if (code < 0)
        code = many_run(&options, show_one, &error);
    if (code != EXIT_DONE && error.text[0])
        error_say(error.text);
    return code;
}
