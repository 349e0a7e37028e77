// The scene as a file of its process: where it lies, what is found again and by whom, what lives is left alone.
#include "app/keep.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char folder[] = "/tmp/ravine-keep-XXXXXX";

static int open_folder(void **state)
{
    (void)state;
    return !mkdtemp(folder) || setenv("XDG_STATE_HOME", folder, 1);
}

static int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static Keep begun(void)
{
    Keep keep;
    Error error = {""};
    assert_true(keep_begin(&keep, &error));
    return keep;
}

// A scene that is told by its number of steps.
static bool write_steps(Keep *keep, int steps)
{
    char text[64];
    Error error;
    int size = snprintf(text, sizeof text, "ravine: 1\nformula: x^2\nstart: [1]\nsteps: %d\n", steps);
    return keep_write(keep, text, (size_t)size, &error);
}

// -1: nothing was found.
static int found_steps(Keep *keep)
{
    Scene scene = {0};
    int steps = keep_find(keep, &scene) ? scene.steps : -1;
    scene_clear(&scene);
    return steps;
}

static void empty(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s/ravine", folder);
    assert_int_equal(system(command), 0);
}

static void the_folder_is_that_of_the_environment(void **state)
{
    (void)state;
    char path[128];
    Keep keep = begun();
    Error error = {""};
    snprintf(path, sizeof path, "%s/ravine", folder);
    assert_string_equal(keep.folder, path);
    setenv("XDG_STATE_HOME", "relative", 1);
    setenv("HOME", "/nowhere", 1);
    keep = begun();
    assert_string_equal(keep.folder, "/nowhere/.local/state/ravine");
    unsetenv("XDG_STATE_HOME");
    keep = begun();
    assert_string_equal(keep.folder, "/nowhere/.local/state/ravine");
    unsetenv("HOME");
    assert_false(keep_begin(&keep, &error));
    assert_non_null(strstr(error.text, "XDG_STATE_HOME"));
    assert_true(!keep.folder[0] && found_steps(&keep) == -1);
    setenv("HOME", folder, 1);
    setenv("XDG_STATE_HOME", folder, 1);
}

static void what_was_written_last_is_found(void **state)
{
    (void)state;
    empty();
    Keep keep = begun(), next = begun();
    assert_int_equal(found_steps(&keep), -1);
    assert_true(write_steps(&keep, 1) && write_steps(&keep, 2));
    assert_int_equal(found_steps(&next), -1); // it is worked on
    keep_end(&keep);
    assert_int_equal(found_steps(&next), 2);
    keep = begun();
    assert_int_equal(found_steps(&keep), -1); // it is offered elsewhere
    keep_leave(&next, false);
    assert_int_equal(found_steps(&keep), 2);
    keep_leave(&keep, true);
    assert_int_equal(found_steps(&next), -1);
    keep_end(&keep);
    keep_end(&next);
}

static void the_newest_whole_one_is_found(void **state)
{
    (void)state;
    empty();
    Keep keep[3];
    for (int i = 0; i < 3; i++) {
        keep[i] = begun();
        assert_true(write_steps(&keep[i], i + 1));
        struct timespec times[2] = {{1000 + i, 0}, {1000 + i, 0}};
        assert_int_equal(utimensat(0, keep[i].path, times, 0), 0);
    }
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(keep[i].path, keep[k].path);
    FILE *damaged = fopen(keep[2].path, "r+");
    assert_non_null(damaged);
    fputs("ra\xffine: [", damaged);
    fclose(damaged);
    struct timespec times[2] = {{2000, 0}, {2000, 0}};
    assert_int_equal(utimensat(0, keep[2].path, times, 0), 0);
    for (int i = 0; i < 3; i++)
        keep_end(&keep[i]);
    Keep next = begun();
    assert_int_equal(found_steps(&next), 2);
    keep_end(&next);
}

static int count_files(void)
{
    int n = 0;
    char command[128];
    snprintf(command, sizeof command, "ls %s/ravine | wc -l", folder);
    FILE *list = popen(command, "r");
    assert_int_equal(fscanf(list, "%d", &n), 1);
    pclose(list);
    return n;
}

static void old_ones_go(void **state)
{
    (void)state;
    empty();
    for (int i = 0; i < KEEP_FILES_MAX + 4; i++) {
        Keep keep = begun();
        assert_true(write_steps(&keep, i + 1));
        struct timespec times[2] = {{1000 + i, 0}, {1000 + i, 0}};
        assert_int_equal(utimensat(0, keep.path, times, 0), 0);
        keep_end(&keep);
    }
    char scrap[128];
    snprintf(scrap, sizeof scrap, "%s/ravine/ravine-1-0.tmp", folder);
    fclose(fopen(scrap, "w"));
    struct timespec long_ago[2] = {{1000, 0}, {1000, 0}};
    assert_int_equal(utimensat(0, scrap, long_ago, 0), 0);
    assert_int_equal(count_files(), KEEP_FILES_MAX + 5);
    Keep next = begun();
    assert_false(keep_find(&next, NULL));
    assert_int_equal(count_files(), KEEP_FILES_MAX);
    assert_int_equal(found_steps(&next), KEEP_FILES_MAX + 4);
    keep_end(&next);
}

static void a_process_that_lives_keeps_its_file(void **state)
{
    (void)state;
    empty();
    int told[2];
    char byte = 0;
    assert_int_equal(pipe(told), 0);
    pid_t child = fork();
    if (child == 0) {
        Keep keep = begun();
        bool ok = write_steps(&keep, 7) && write(told[1], &byte, 1) == 1;
        while (ok)
            pause();
        _exit(1);
    }
    assert_true(child > 0 && read(told[0], &byte, 1) == 1);
    Keep next = begun();
    assert_int_equal(found_steps(&next), -1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(found_steps(&next), 7);
    keep_end(&next);
}

static void what_cannot_be_written_is_said(void **state)
{
    (void)state;
    empty();
    Keep keep = begun();
    Error error = {""};
    FILE *in_the_way = fopen(keep.folder, "w");
    assert_non_null(in_the_way);
    fclose(in_the_way);
    assert_false(keep_write(&keep, "a", 1, &error));
    assert_non_null(strstr(error.text, keep.folder));
    assert_int_equal(unlink(keep.folder), 0);
    assert_true(write_steps(&keep, 1)); // once it can
    empty();
    assert_true(write_steps(&keep, 2));
    keep_end(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_folder_is_that_of_the_environment), cmocka_unit_test(what_was_written_last_is_found),
        cmocka_unit_test(the_newest_whole_one_is_found),         cmocka_unit_test(old_ones_go),
        cmocka_unit_test(a_process_that_lives_keeps_its_file),   cmocka_unit_test(what_cannot_be_written_is_said),
    };
    return cmocka_run_group_tests(tests, open_folder, remove_folder);
}
