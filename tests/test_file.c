// What files are written over keeps its mode, its links and its names, and a signal leaves no file half.
#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static void holds(const char *path, const char *text)
{
    size_t size;
    Error error;
    char *bytes = file_read(path, &size, &error);
    assert_non_null(bytes);
    assert_string_equal(bytes, text);
    free(bytes);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    assert_int_equal(lstat(path, &status), 0);
    return status.st_mode;
}

static void what_stood_there_stays_what_it_is(void **state)
{
    (void)state;
    char folder[] = "/tmp/ravine-base-XXXXXX", path[64], link[64], other[64], to_come[64], coming[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    snprintf(link, sizeof link, "%s/link", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(to_come, sizeof to_come, "%s/to-come", folder);
    snprintf(coming, sizeof coming, "%s/coming", folder);
    Error error;
    umask(022);
    assert_true(file_write(path, "old", 3, &error));
    assert_int_equal(mode_of(path) & 07777, 0644);
    for (mode_t mode = 0600; mode <= 0660; mode += 040) {
        chmod(path, mode);
        assert_true(file_write(path, "new", 3, &error));
        assert_int_equal(mode_of(path) & 07777, mode);
    }

    // Links are kept, and lead to the new bytes: relative ones, ones of links, and ones to what is not there yet.
    assert_int_equal(symlink("file", link), 0);
    assert_int_equal(symlink(link, other), 0);
    assert_int_equal(symlink("coming", to_come), 0);
    assert_true(file_write(other, "by links", 8, &error) && file_write(to_come, "made", 4, &error));
    assert_true(S_ISLNK(mode_of(link)) && S_ISLNK(mode_of(other)) && S_ISLNK(mode_of(to_come)));
    holds(path, "by links");
    holds(coming, "made");
    unlink(link), unlink(other), unlink(to_come);
    assert_int_equal(symlink("other", other), 0);
    assert_false(file_write(other, "x", 1, &error));
    assert_non_null(strstr(error.text, "is a loop of symbolic links"));
    size_t size;
    assert_true(!file_read(other, &size, &error) && strstr(error.text, "is a loop of symbolic links"));
    unlink(other);

    // Of two names, both have the new bytes, be they more or fewer.
    assert_int_equal(linkat(AT_FDCWD, path, AT_FDCWD, other, 0), 0);
    assert_true(file_write(other, "longer than before", 18, &error));
    holds(path, "longer than before");
    assert_true(file_write(path, "short", 5, &error));
    holds(other, "short");
    unlink(other);

    chmod(path, 0444);
    assert_false(file_write(path, "x", 1, &error));
    assert_non_null(strstr(error.text, "is read-only"));
    holds(path, "short");
    unlink(path), unlink(coming);
    assert_int_equal(rmdir(folder), 0);
}

static void write_and_be_told_to_end(const char *path, int signal)
{
    FileOut out;
    Error error;
    if (!file_begin(&out, path, &error) || fputs("new", out.stream) < 0 || fflush(out.stream) ||
        !file_exists(out.beside))
        _exit(1);
    raise(signal);
    _exit(file_commit(&out, &error) ? 0 : 2);
}

static int status_of_child(const char *path, int signal_sent, void (*handler)(int))
{
    int status = -1;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        signal(signal_sent, handler);
        write_and_be_told_to_end(path, signal_sent);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void a_signal_leaves_nothing_half(void **state)
{
    (void)state;
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (int i = 0; i < 4; i++) {
        char folder[] = "/tmp/ravine-base-XXXXXX", path[64];
        Error error;
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof path, "%s/file", folder);
        assert_true(file_write(path, "old", 3, &error));
        int status = status_of_child(path, signals[i], SIG_DFL);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
        holds(path, "old");
        assert_int_equal(status_of_child(path, signals[i], SIG_IGN), 0); // nohup
        holds(path, "new");
        unlink(path);
        assert_int_equal(rmdir(folder), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stood_there_stays_what_it_is),
        cmocka_unit_test(a_signal_leaves_nothing_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
