// base: text in fixed memory, whole files, one-line errors.
#include "base/delta.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

static void errors_are_one_line(void **state)
{
    (void)state;
    Error error;
    assert_false(error_set(&error, "a\nb\tc %d", 7));
    assert_string_equal(error.text, "a b c 7");
    assert_false(error_set(NULL, "nobody listens"));
    char long_text[2000];
    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    error_set(&error, "%s", long_text);
    assert_int_equal(strlen(error.text), ERROR_TEXT_MAX - 1);
}

static void text_stops_at_its_end_and_says_so(void **state)
{
    (void)state;
    char bytes[8];
    Text text = text_begin(bytes, sizeof bytes);
    text_add(&text, "%s", "abc");
    assert_false(text.full);
    text_add(&text, "%s", "defghi");
    assert_true(text.full);
    assert_string_equal(bytes, "abcdefg");
    text_add(&text, "more");
    assert_string_equal(bytes, "abcdefg");
    assert_int_equal(text.length, 7);
    assert_false(text_copy(bytes, sizeof bytes, "0123456789"));
    assert_string_equal(bytes, "0123456");
    assert_true(text_copy(bytes, sizeof bytes, "ok"));
}

static void no_character_is_halved(void **state)
{
    (void)state;
    char bytes[8];
    Text text = text_begin(bytes, sizeof bytes);
    text_add(&text, "12345%s", "θ₁");
    assert_string_equal(bytes, "12345θ");
    text_add(&text, "x");
    assert_string_equal(bytes, "12345θ");
    text = text_begin(bytes, sizeof bytes);
    text_add(&text, "abcdef%s", "₁");
    assert_string_equal(bytes, "abcdef");
    assert_int_equal(text.length, 6);
    assert_false(text_copy(bytes, sizeof bytes, "123456₁"));
    assert_string_equal(bytes, "123456");
    assert_false(text_copy(bytes, sizeof bytes, "é12345678"));
    assert_string_equal(bytes, "é12345");
}

static void doubles_print_shortest_and_read_back(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } cases[] = {{0.1, "0.1"},
                 {1e-8, "1e-08"},
                 {100, "100"},
                 {0.1 + 0.2, "0.30000000000000004"},
                 {-0.0, "-0"},
                 {INFINITY, "inf"},
                 {1.0 / 3, "0.3333333333333333"}};
    char text[32];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text_double(text, sizeof text, cases[i].value);
        assert_string_equal(text, cases[i].text);
    }
    uint64_t bits = 88172645463325252ull;
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13, bits ^= bits >> 7, bits ^= bits << 17;
        double value, back;
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value))
            continue;
        text_double(text, sizeof text, value);
        assert_true(text_to_double(text, &back) && memcmp(&back, &value, sizeof value) == 0);
    }
}

static void only_whole_decimal_numbers_are_numbers(void **state)
{
    (void)state;
    double value = 42;
    const char *const bad[] = {"", " 1", "1 ", "1x", "nan", "0x10", "1e", "--1", "1,5", "one"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(text_to_double(bad[i], &value));
    assert_true(value == 42);
    assert_true(text_to_double("-1.5e3", &value) && value == -1500);
    assert_true(text_to_double(".5", &value) && value == 0.5);
}

static void lists_of_numbers_have_commas(void **state)
{
    (void)state;
    double values[3];
    assert_int_equal(text_to_doubles("1,-2.5, 3e2", values, 3), 3);
    assert_true(values[0] == 1 && values[1] == -2.5 && values[2] == 300);
    assert_int_equal(text_to_doubles(" 7", values, 3), 1);
    const char *const bad[] = {"", ",", "1,", "1,,2", "1 2", "1, inf", "1,2,3,4", "1;2"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(text_to_doubles(bad[i], values, 3), 0);
}

static const char *candidate(const void *context, int i)
{
    return ((const char *const *)context)[i];
}

static void the_nearest_name_is_found_or_none(void **state)
{
    (void)state;
    const char *const names[] = {"rosenbrock", "beale", "Adam", "AdamW", "SGD", NULL};
    assert_string_equal(text_nearest("rosenbrok", candidate, names), "rosenbrock");
    assert_string_equal(text_nearest("adam", candidate, names), "Adam");
    assert_string_equal(text_nearest("sdg", candidate, names), "SGD");
    assert_null(text_nearest("himmelblau", candidate, names));
    assert_null(text_nearest("q", candidate, names));
    char endless[500];
    memset(endless, 'a', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_null(text_nearest(endless, candidate, names));
}

static void files_are_replaced_whole_or_not_at_all(void **state)
{
    (void)state;
    char folder[] = "/tmp/ravine-base-XXXXXX", path[64], missing[96];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    snprintf(missing, sizeof missing, "%s/none/file", folder);
    Error error;
    assert_true(file_write(path, "one", 3, &error));
    assert_true(file_write(path, "second", 6, &error));
    size_t size;
    char *bytes = file_read(path, &size, &error);
    assert_int_equal(size, 6);
    assert_string_equal(bytes, "second");
    free(bytes);
    assert_false(file_write(missing, "x", 1, &error));
    assert_non_null(strstr(error.text, "No such file"));
    assert_false(file_write(folder, "x", 1, &error));
    assert_non_null(strstr(error.text, "is a folder"));
    assert_null(file_read(folder, &size, &error));
    assert_null(file_read(missing, &size, &error));
    assert_false(file_write("/dev/full", "x", 1, &error));
    assert_true(file_exists(path));
    unlink(path);
    assert_false(file_exists(path));
    assert_int_equal(rmdir(folder), 0); // nothing was left beside it
}

static void holds(const char *path, const char *text)
{
    size_t size;
    Error error;
    char *bytes = file_read(path, &size, &error);
    assert_non_null(bytes);
    assert_string_equal(bytes, text);
    free(bytes);
}

static void no_file_is_written_half(void **state)
{
    (void)state;
    char folder[] = "/tmp/ravine-base-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file", folder);
    FileOut out;
    Error error;
    assert_true(file_write(path, "old", 3, &error));
    assert_true(file_begin(&out, path, &error));
    assert_true(fputs("new", out.stream) >= 0);
    holds(path, "old");
    file_abort(&out);
    holds(path, "old");

    // As on a full disk: what does not fit is an error, and the old bytes stay.
    struct rlimit before;
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, before.rlim_max}), 0);
    assert_true(file_begin(&out, path, &error));
    for (int i = 0; i < 100000; i++)
        fprintf(out.stream, "%d\n", i);
    bool committed = file_commit(&out, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(committed);
    assert_non_null(strstr(error.text, path));
    assert_null(strchr(error.text, '\n'));
    holds(path, "old");

    assert_true(file_begin(&out, path, &error));
    assert_true(fputs("new", out.stream) >= 0);
    assert_true(file_commit(&out, &error));
    holds(path, "new");
    unlink(path);
    assert_int_equal(rmdir(folder), 0);
}

// Either block becomes the other, whatever differs; what is equal takes no room.
static void test_delta_turns_one_into_the_other(void **state)
{
    (void)state;
    enum { SIZE = 301 };
    unsigned char a[SIZE], b[SIZE], was[SIZE];
    Delta delta;
    for (int every = 1; every <= SIZE; every++) {
        for (int i = 0; i < SIZE; i++) {
            a[i] = was[i] = (unsigned char)(7 * i + every);
            b[i] = (unsigned char)(a[i] + (i % every == every - 1));
        }
        assert_true(delta_between(a, b, SIZE, &delta));
        assert_true(delta.size <= 2 * SIZE);
        delta_apply(&delta, a);
        assert_memory_equal(a, b, SIZE);
        delta_apply(&delta, a);
        assert_memory_equal(a, was, SIZE);
        delta_clear(&delta);
    }
    assert_true(delta_between(a, was, SIZE, &delta));
    assert_int_equal(delta.size, 0);
    delta_apply(&delta, a);
    assert_memory_equal(a, was, SIZE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delta_turns_one_into_the_other),
        cmocka_unit_test(errors_are_one_line),
        cmocka_unit_test(text_stops_at_its_end_and_says_so),
        cmocka_unit_test(no_character_is_halved),
        cmocka_unit_test(doubles_print_shortest_and_read_back),
        cmocka_unit_test(only_whole_decimal_numbers_are_numbers),
        cmocka_unit_test(lists_of_numbers_have_commas),
        cmocka_unit_test(the_nearest_name_is_found_or_none),
        cmocka_unit_test(files_are_replaced_whole_or_not_at_all),
        cmocka_unit_test(no_file_is_written_half),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
