// The program itself in a worker beside the page, with files of its own. Where the browser gives none, or none that can
// draw, the file is written in the page, at once.
#include "app/errand.h"

#include "app/link.h"
#include "app/output.h"
#include "base/file.h"
#include "base/text.h"

#include <emscripten.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER     "/errand/"
#define SCENE_PATH FOLDER "scene.yaml"
#define BYTES_PATH FOLDER "bytes"

// As page.js has it: at least 0, it has ended so.
enum { RUNS = -1, REFUSED = -2, RUNS_HERE = 2 };

// Of the module that writes PDF: 0 not asked for, 1 on its way, 2 there, -1 not to be had.
EM_JS(int, errand_js_writer, (int fetch), { return Ravine.writerIs(fetch); });
EM_JS(void, errand_js_begin, (const char *line, const char *scene, int pdf),
      { Ravine.errand.begin(UTF8ToString(line), UTF8ToString(scene), pdf); });
EM_JS(int, errand_js_state, (void), { return Ravine.errand.state(); });
EM_JS(char *, errand_js_said, (void), { return Ravine.errand.said(); }); // malloc's; NULL: no more
EM_JS(void, errand_js_take, (const char *path), { Ravine.errand.take(UTF8ToString(path)); });
EM_JS(void, errand_js_end, (void), { Ravine.errand.end(); });

static bool is_pdf(const Errand *errand)
{
    return !strcmp(errand->ending, "pdf");
}

bool errand_begin(Errand *errand, const char *program, const char *ending, const char *text, size_t size, Error *error)
{
    (void)program;
    char line[160];
    *errand = (Errand){.process = 1, .ending = ending};
    Text words = text_begin(line, sizeof line);
    text_add(&words, SCENE_PATH "\n--progress\n--output=" BYTES_PATH "\n--format\n%s", ending);
    errand_js_begin(line, text, is_pdf(errand));
    if (file_write(SCENE_PATH, text, size, error))
        return true;
    errand_end(errand);
    return false;
}

// ---- In the page

static int write_here(Errand *errand, Error *error)
{
    char words[5][32] = {"ravine", SCENE_PATH, "--output=" BYTES_PATH, "--format"};
    char *argv[] = {words[0], words[1], words[2], words[3], words[4], NULL};
    text_copy(words[4], sizeof words[4], errand->ending);
    Link link = {0};
    Options options;
    Scene scene = {0};
    const ExportFormat *format;
    int code = link_options(&link, 5, argv, &options, error);
    if (code == EXIT_DONE)
        code = output_format(&options, &format, error);
    if (code == EXIT_DONE)
        code = link_scene(&options, &scene, error);
    if (code == EXIT_DONE)
        code = output_run(&options, format, &scene, error);
    scene_clear(&scene);
    link_end(&link);
    return code;
}

static int run_here(Errand *errand)
{
    Error error = {""};
    int writer = is_pdf(errand) ? errand_js_writer(errand->process != RUNS_HERE) : 2;
    errand->process = RUNS_HERE;
    if (writer == 1)
        text_copy(errand->line, sizeof errand->line, "its writer is being fetched");
    if (writer == 1)
        return RUNS;
    int code = writer < 0 ? EXIT_INPUT : write_here(errand, &error);
    text_copy(errand->line, sizeof errand->line,
              writer < 0 ? "the writer of PDF cannot be fetched: take svg, or try again" : error.text);
    return code;
}

// ---- What becomes of it

static void listen(Errand *errand)
{
    static const char head[] = "ravine: ";
    for (char *line; (line = errand_js_said()); free(line)) {
        bool headed = !strncmp(line, head, sizeof head - 1);
        text_copy(errand->line, sizeof errand->line, line + (headed ? sizeof head - 1 : 0));
    }
}

bool errand_runs(Errand *errand, bool *ok)
{
    listen(errand);
    int state = errand->stopped ? EXIT_INPUT : errand_js_state();
    if (state == REFUSED)
        state = run_here(errand);
    else if (state == EXIT_DONE)
        errand_js_take(BYTES_PATH);
    if (state == RUNS)
        return true;
    errand->process = 0;
    errand->bytes = state == EXIT_DONE ? fopen(BYTES_PATH, "rb") : NULL;
    *ok = errand->bytes;
    return false;
}

void errand_stop(Errand *errand)
{
    errand->stopped = true;
    errand_js_end();
}

void errand_end(Errand *errand)
{
    errand_js_end();
    if (errand->bytes)
        fclose(errand->bytes);
    remove(SCENE_PATH);
    remove(BYTES_PATH);
    *errand = (Errand){0};
}
