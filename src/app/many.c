#include "app/many.h"

#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 256, OUTPUT_MAX = 4096, AT_ONCE_MAX = 64 };

typedef struct Run {
    pid_t process; // 0: none
    const char *scene;
    FILE *said;
} Run;

bool many_asked(const Options *options)
{
    return options->output && strstr(options->output, "%s");
}

// Without folder and ending: "out/a.ravine.yaml" is a.
static void scene_name(const char *scene, char name[NAME_MAX_BYTES])
{
    const char *slash = strrchr(scene, '/'), *from = slash ? slash + 1 : scene;
    text_copy(name, NAME_MAX_BYTES, strcmp(from, "-") ? from : "scene");
    char *dot = strrchr(name, '.');
    if (dot && dot > name)
        *dot = '\0';
    size_t length = strlen(name);
    if (length > 7 && !strcmp(name + length - 7, ".ravine"))
        name[length - 7] = '\0';
}

static bool output_of(const Options *options, const char *scene, char output[OUTPUT_MAX])
{
    char name[NAME_MAX_BYTES];
    const char *at = strstr(options->output, "%s");
    Text text = text_begin(output, OUTPUT_MAX);
    scene_name(scene, name);
    text_add(&text, "%.*s%s%s", (int)(at - options->output), options->output, name, at + 2);
    return !text.full;
}

static bool check_names(const Options *options, Error *error)
{
    char output[OUTPUT_MAX], other[OUTPUT_MAX];
    for (int i = 0; i < options->scenes.n; i++) {
        if (!output_of(options, options->scenes.name[i], output))
            return error_set(error, "option --output, '%s': is too long a name", options->output);
        for (int k = 0; k < i; k++)
            if (output_of(options, options->scenes.name[k], other) && !strcmp(output, other))
                return error_set(error, "argument '%s': %s is that of '%s', too", options->scenes.name[i], output,
                                 options->scenes.name[k]);
    }
    return options->scenes.n > 0 ||
           error_set(error, "option --output, '%s': needs scenes to be named by", options->output);
}

static _Noreturn void be(const Options *options, const Run *run, int (*one)(const Options *options))
{
    char output[OUTPUT_MAX];
    Options alone = *options;
    output_of(options, run->scene, output);
    alone.scene = run->scene;
    alone.output = output;
    dup2(fileno(run->said), STDERR_FILENO);
    int code = one(&alone);
    fflush(stderr);
    _exit(code);
}

static bool begin(Run *run, const Options *options, const char *scene, int (*one)(const Options *options))
{
    *run = (Run){.scene = scene, .said = tmpfile()};
    run->process = run->said ? fork() : -1;
    if (run->process == 0)
        be(options, run, one);
    return run->process > 0;
}

// "ravine: WHAT" is "ravine: SCENE: WHAT".
static void tell(Run *run)
{
    char line[2 * ERROR_TEXT_MAX];
    static const char head[] = "ravine: ";
    rewind(run->said);
    while (fgets(line, sizeof line, run->said)) {
        Error said;
        size_t skip = strncmp(line, head, sizeof head - 1) ? 0 : sizeof head - 1;
        line[strcspn(line, "\n")] = '\0';
        error_set(&said, "%s: %s", run->scene, line + skip);
        error_say(said.text);
    }
    fclose(run->said);
}

// Waits for one of them. Whether it did well.
static bool end_one(Run *runs, int n)
{
    int status;
    pid_t ended = wait(&status);
    for (int i = 0; i < n; i++)
        if (ended > 0 && runs[i].process == ended) {
            tell(&runs[i]);
            runs[i].process = 0;
            return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE;
        }
    return ended > 0 || errno == EINTR;
}

static int free_place(const Run *runs, int n)
{
    for (int i = 0; i < n; i++)
        if (!runs[i].process)
            return i;
    return -1;
}

static int running(const Run *runs, int n)
{
    int count = 0;
    for (int i = 0; i < n; i++)
        count += runs[i].process != 0;
    return count;
}

int many_run(const Options *options, int (*one)(const Options *options), Error *error)
{
    if (!check_names(options, error))
        return EXIT_USAGE;
    Run runs[AT_ONCE_MAX] = {0};
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int most = processors < 1 ? 1 : processors > AT_ONCE_MAX ? AT_ONCE_MAX : (int)processors, failed = 0;
    for (int i = 0; i < options->scenes.n; i++) {
        int place;
        while ((place = free_place(runs, most)) < 0)
            failed += !end_one(runs, most);
        if (!begin(&runs[place], options, options->scenes.name[i], one)) {
            runs[place].process = 0;
            failed++;
        }
    }
    while (running(runs, most))
        failed += !end_one(runs, most);
    return failed ? EXIT_INPUT : EXIT_DONE;
}
