// Ctrl+E, then a letter: a new file of that format, and a command line that makes it again, byte for byte; what is
// stopped leaves nothing, and what is not meant does nothing.
#include "app/action.h"
#include "app/document.h"
#include "app/formats.h"
#include "base/file.h"
#include "export/export.h"
#include "seat.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COMMAND_MAX = 4096 };

static const char scene_text[] = "ravine: 1\nlandscape: himmelblau\nstart: [1, 1]\nsteps: 20\n"
                                 "racers: ['SGD(lr=0.01)', Adam(lr=0.1)]\nfigure: {size: 160x90}\n";

static const char *program(void)
{
    return getenv("RAVINE");
}

static void begin(void)
{
    fresh(NULL);
    if (!program()) {
        printf("skipped: $RAVINE names no program\n");
        skip();
    }
    Error error;
    Scene scene = {0};
    assert_true(system("rm -rf -- *") == 0);
    assert_true(scene_parse(&scene, scene_text, strlen(scene_text), "a test", &error));
    scene_copy(app_draft(app), &scene);
    scene_clear(&scene);
    assert_true(app_commit(app));
    app->program = program();
    app->again[0] = '\0';
    app_seek(app, 7);
}

static void after_export(int letter)
{
    key_event('e', KMOD_LCTRL, false);
    assert_true(formats_asked(app));
    press(letter);
    assert_true(!app->entry.owner);
}

static void assert_same(const char *path, const char *other)
{
    Error error;
    size_t size, other_size;
    char *bytes = file_read(path, &size, &error), *others = file_read(other, &other_size, &error);
    assert_true(bytes && others && size > 0 && size == other_size);
    assert_memory_equal(bytes, others, size);
    free(bytes);
    free(others);
}

// The command line, by this program.
static void run(const char *line)
{
    char command[COMMAND_MAX];
    assert_true(!strncmp(line, "ravine ", 7));
    snprintf(command, sizeof command, "'%s' --quiet %s", program(), line + 7);
    assert_int_equal(system(command), 0);
}

static bool has_ffmpeg(void)
{
    return system("command -v ffmpeg >/dev/null") == 0;
}

static void its_command_line_makes_it_again(const Action *action, const char *ending)
{
    char path[64], again[64];
    // Beside the others, their scene is ravine-001.yaml.
    snprintf(path, sizeof path, "ravine-%03d.%s", strcmp(ending, "yaml") ? 1 : 2, ending);
    snprintf(again, sizeof again, "again.%s", ending);
    after_export(action->forth[0].code);
    assert_true(app->errand.process > 0);
    frames_until(!app->errand.process);
    if (app->message_is_error)
        fail_msg("%s: %s", ending, app->message);
    if (!strstr(app->message, path) || !strstr(app->message, app->again))
        fail_msg("%s: %s", ending, app->message);
    assert_true(file_exists(path));
    run(app->again);
    assert_same(path, again);
    key_event('c', KMOD_LCTRL | KMOD_LSHIFT, false);
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, app->again);
    SDL_free(copied);
}

static void every_letter_writes_what_its_command_line_makes(void **state)
{
    (void)state;
    begin();
    int edits = app->history.past.n;
    FormatWords words[FORMATS_MAX];
    formats_words(words);
    int n = 0;
    for (; n < FORMATS_MAX && words[n].detail; n++) {
        const ExportFormat *format = export_find(words[n].ending + 1);
        assert_non_null(format);
        if (format->film && !has_ffmpeg())
            printf("skipped: no ffmpeg for .%s\n", format->ending);
        else
            its_command_line_makes_it_again(formats_at(n), format->ending);
    }
    assert_int_equal(n, 10);
    assert_int_equal(app->history.past.n, edits);
}

// A picture at the start is one of the start.
static void the_start_is_shown(void **state)
{
    (void)state;
    begin();
    after_export('p');
    frames_until(!app->errand.process);
    app_seek(app, 0);
    after_export('p');
    frames_until(!app->errand.process);
    run("ravine ravine-001.png -o end.png");
    run("ravine ravine-002.png -o start.png");
    assert_same("ravine-002.png", "start.png");
    assert_true(system("cmp -s start.png end.png") != 0);
    press('s'); // likewise
    run("ravine ravine-003.png -o start.png");
    assert_same("ravine-003.png", "start.png");
}

// Neither over another's file, nor under a scene's name that is another one's.
static void numbers_are_free_ones(void **state)
{
    (void)state;
    begin();
    assert_int_equal(system("echo mine >ravine-001.csv; echo mine >ravine-002.yaml; echo mine >mine"), 0);
    after_export('c');
    frames_until(!app->errand.process);
    assert_true(file_exists("ravine-003.csv") && file_exists("ravine-003.yaml") && !file_exists("ravine-002.csv"));
    assert_same("ravine-001.csv", "mine");
    assert_same("ravine-002.yaml", "mine");
    after_export('t');
    frames_until(!app->errand.process);
    after_export('k'); // of the same scene
    frames_until(!app->errand.process);
    assert_string_equal(app->again, "ravine ravine-001.yaml -o again.md");
    app_seek(app, 8);
    after_export('k');
    frames_until(!app->errand.process);
    assert_string_equal(app->again, "ravine ravine-004.yaml -o again.md");
}

static int files(void)
{
    FILE *list = popen("ls -A | wc -l", "r");
    int n = -1;
    assert_int_equal(fscanf(list, "%d", &n), 1);
    pclose(list);
    return n;
}

static void escape_stops_it_and_leaves_nothing(void **state)
{
    (void)state;
    begin();
    app_draft(app)->figure.width_px = 1280;
    app->draft.figure.height_px = 720;
    assert_true(app_commit(app));
    after_export('m');
    frames_until(!app->errand.process || strstr(app->errand.line, "frame"));
    if (!app->errand.process) {
        assert_non_null(strstr(app->message, "ffmpeg"));
        return;
    }
    after_export('p'); // one at a time
    assert_true(app->message_is_error && app->errand.process > 0);
    double step = app->step;
    press('.'); // it is alive
    assert_true(app->step == step + 1);
    press(SDLK_ESCAPE); // the message's
    if (app->errand.process && !app->errand.stopped)
        press(SDLK_ESCAPE);
    frames_until(!app->errand.process);
    assert_string_equal(app->message, "stopped: no .mp4 was written");
    assert_int_equal(files(), 0);
    assert_string_equal(app->again, "");
}

static void what_went_wrong_is_said(void **state)
{
    (void)state;
    begin();
    app->program = "/no/such/program";
    after_export('p');
    assert_true(app->message_is_error && strstr(app->message, "/no/such/program") && !app->errand.process);
    app->program = "/bin/false";
    after_export('p');
    frames_until(!app->errand.process);
    assert_true(app->message_is_error);
    app->program = NULL;
    after_export('p');
    assert_true(app->message_is_error);
    assert_int_equal(files(), 0);
    assert_int_equal(system("chmod -w ."), 0);
    app->program = program();
    after_export('y');
    frames_until(!app->errand.process);
    assert_int_equal(system("chmod +w ."), 0);
    assert_true(app->message_is_error || geteuid() == 0);
}

// A scene that has a name is not written again.
static void by_its_name_where_it_has_one(void **state)
{
    (void)state;
    static const struct {
        const char *landscape, *again;
    } tries[] = {{NULL, "ravine welcome -o again.csv"}, {"beale", "ravine ravine-002.yaml -o again.csv"}};
    begin();
    for (int i = 0; i < 2; i++) {
        Error error;
        Scene welcome = {0};
        assert_true(scene_read(&welcome, "welcome", &error));
        assert_true(!tries[i].landscape || scene_set_landscape(&welcome, tries[i].landscape, &error));
        assert_true(document_show(app, &welcome));
        scene_clear(&welcome);
        app_seek(app, 30 + i);
        after_export('c');
        frames_until(!app->errand.process);
        assert_string_equal(app->again, tries[i].again);
        run(app->again);
        assert_same(i ? "ravine-002.csv" : "ravine-001.csv", "again.csv");
    }
    assert_int_equal(files(), 4);
}

// What is no letter of theirs is refused, and acts on nothing.
static void other_keys_do_nothing(void **state)
{
    (void)state;
    begin();
    int edits = app->history.past.n;
    key_event('e', KMOD_LCTRL, false);
    press('l');
    type("l");
    assert_true(formats_asked(app) && app->history.past.n == edits);
    press(SDLK_RETURN);
    assert_true(formats_asked(app));
    press(SDLK_BACKSPACE);
    press(SDLK_ESCAPE);
    assert_true(!app->entry.owner && !app->errand.process);
    press('p');
    assert_true(app->projector && !app->errand.process);
    key_event('e', KMOD_LCTRL, false);
    press(SDLK_DOWN);
    press(SDLK_UP);
    press(SDLK_UP);
    press(SDLK_RETURN); // the last
    frames_until(!app->errand.process);
    assert_true(file_exists("ravine-001.yaml"));
    assert_int_equal(files(), 1);
}

static void nothing_is_copied_before_something_was_written(void **state)
{
    (void)state;
    begin();
    SDL_SetClipboardText("mine");
    key_event('c', KMOD_LCTRL | KMOD_LSHIFT, false);
    char *copied = SDL_GetClipboardText();
    assert_string_equal(copied, "mine");
    SDL_free(copied);
    press('s');
    assert_string_equal(app->again, "ravine ravine-001.png -o again.png");
}

static int sit_down(void **state)
{
    static char folder[] = "/tmp/ravine-send.XXXXXX";
    const char *scratch = getenv("SCRATCH") ? getenv("SCRATCH") : mkdtemp(folder);
    return !scratch || (mkdir(scratch, 0777), chdir(scratch)) || mkdir("send", 0777) || chdir("send") ||
           open_group(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_writes_what_its_command_line_makes),
        cmocka_unit_test(the_start_is_shown),
        cmocka_unit_test(numbers_are_free_ones),
        cmocka_unit_test(escape_stops_it_and_leaves_nothing),
        cmocka_unit_test(what_went_wrong_is_said),
        cmocka_unit_test(by_its_name_where_it_has_one),
        cmocka_unit_test(other_keys_do_nothing),
        cmocka_unit_test(nothing_is_copied_before_something_was_written),
    };
    return cmocka_run_group_tests(tests, sit_down, close_group);
}
