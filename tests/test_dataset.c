// CSV data and recorded batches: what is accepted, what is refused and with which line, and that the kept text reads
// back to the same rows.
#include "scene/dataset.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static Dataset *parse(const char *text, Error *error)
{
    return dataset_parse(text, strlen(text), "d.csv", error);
}

// The rows that are left where every column is used.
static Dataset *all_used(Dataset *data, Error *error)
{
    bool used[FORMULA_COLUMNS_MAX];
    for (int i = 0; i < FORMULA_COLUMNS_MAX; i++)
        used[i] = true;
    return dataset_whole(data, used, error);
}

static void reads_names_and_values(void **state)
{
    (void)state;
    Dataset *data = parse("u,t_1\n1,2\n-3.5e-2,4\n", NULL);
    assert_non_null(data);
    assert_int_equal(dataset_rows(data), 2);
    assert_int_equal(dataset_columns(data), 2);
    assert_string_equal(dataset_names(data)[1], "t_1");
    assert_true(dataset_values(data)[0][1] == -3.5e-2);
    assert_true(dataset_values(data)[1][1] == 4);
    dataset_release(data);
}

// Line ends, byte order mark, blank lines, spaces and quotes change nothing.
static void reads_every_dialect_alike(void **state)
{
    (void)state;
    static const char *const dialects[] = {
        "u,t\n1,2\n3,4\n", "u,t\r\n1,2\r\n3,4\r\n",   "\xef\xbb\xbfu,t\n1,2\n3,4\n",
        "u,t\r1,2\r3,4",   "\nu, t\n\n1 , 2\n3,4\n ", "\"u\",\"t\"\n\"1\",2\n3,\"4\"\n",
    };
    for (size_t i = 0; i < sizeof dialects / sizeof dialects[0]; i++) {
        size_t size;
        Dataset *data = parse(dialects[i], NULL);
        assert_non_null(data);
        assert_string_equal(dataset_text(data, &size), "u,t\n1,2\n3,4\n");
        assert_int_equal(size, 12);
        dataset_release(data);
    }
}

static void refuses_with_the_line(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", "data, d.csv:1: expected a first line of column names"},
        {"\n\n", "data, d.csv:2: expected a first line of column names"},
        {"u,t\n", "data, d.csv:1: no rows after the column names"},
        {"u,u\n1,2\n", "data, d.csv:1: two columns are called 'u'"},
        {"a b,a-b\n1,2\n", "data, d.csv:1: two columns are called 'a_b'"},
        {"u,t\n1,2\n3\n", "data, d.csv:3: 1 value where the first line names 2 columns"},
        {"u,t\n1,2,3\n", "data, d.csv:2: more than the 2 values that the first line names"},
        {"u,t\n\n1,\n", "data, d.csv:3: column 't' is empty"},
        {"u,t\n1,two\n", "data, d.csv:2: column 't': 'two' is not a number"},
        {"u,t\n1,2x\n", "data, d.csv:2: column 't': '2x' is not a number"},
        {"u,t\n1,nan\n", "data, d.csv:2: column 't': 'nan' is not a number"},
        {"u,t\n1,inf\n", "data, d.csv:2: column 't': 'inf' is not finite"},
        {"u,t\n1,1e999\n", "data, d.csv:2: column 't': '1e999' is not finite"},
        {"u,t\n1,\"2\n\"\n", "data, d.csv:3: column 't': '2 ' is not a number"},
        {"u,t\n1,2\"3\n", "data, d.csv:2: column 't': '2\"3' is not a number"},
        {"u,t\n1,\"2\"3\n", "data, d.csv:2: a misplaced quote"},
        {"u,t\n1,2\n1,\"2\n3,4\n", "data, d.csv:3: a quote that is never closed"},
        {"u;t\n0.5;1\n1;0,5\n", "data, d.csv:3: '0,5' has a comma where '0.5' (line 2) has a point"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Error error = {""};
        Dataset *data = parse(bad[i][0], &error), *whole = data ? all_used(data, &error) : NULL;
        dataset_release(data);
        assert_null(whole);
        if (strncmp(error.text, bad[i][1], strlen(bad[i][1])))
            assert_string_equal(error.text, bad[i][1]);
    }
}

static void refuses_zero_bytes(void **state)
{
    (void)state;
    Error error;
    assert_null(dataset_parse("u,t\n1,\0\n", 8, "d.csv", &error));
    assert_string_equal(error.text, "data, d.csv:2: a zero byte: this is no text file");
}

static void refuses_too_many_columns(void **state)
{
    (void)state;
    char text[8 * FORMULA_COLUMNS_MAX] = "c0";
    for (int i = 1; i <= FORMULA_COLUMNS_MAX; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), ",c%d", i);
    Error error;
    assert_null(parse(text, &error));
    assert_string_equal(error.text, "data, d.csv:1: more than 512 columns");
}

static void refuses_too_many_rows(void **state)
{
    (void)state;
    size_t size = 2 + 2 * ((size_t)LOSS_ROWS_MAX + 1);
    char *text = malloc(size);
    memcpy(text, "u\n", 2);
    for (size_t i = 2; i < size; i += 2)
        memcpy(text + i, "1\n", 2);
    Error error;
    assert_null(dataset_parse(text, size, "d.csv", &error));
    assert_string_equal(error.text, "data, d.csv:1000002: more than 1000000 rows");
    Dataset *data = dataset_parse(text, size - 2, "d.csv", &error);
    assert_non_null(data);
    assert_int_equal(dataset_rows(data), LOSS_ROWS_MAX);
    dataset_release(data);
    free(text);
}

static void refuses_missing_files(void **state)
{
    (void)state;
    Error error;
    assert_null(dataset_read("tests/no-such.csv", &error));
    assert_string_equal(error.text, "data, tests/no-such.csv: No such file or directory");
    assert_null(batches_read("tests", 3, &error));
    assert_string_equal(error.text, "batches, tests: is a folder");
}

static void shares_by_reference(void **state)
{
    (void)state;
    Dataset *data = parse("u\n7\n", NULL);
    assert_ptr_equal(dataset_retain(data), data);
    dataset_release(data);
    assert_true(dataset_values(data)[0][0] == 7);
    dataset_release(data);
    assert_null(dataset_retain(NULL));
    dataset_release(NULL);
    batches_release(NULL);
}

static void reads_batches(void **state)
{
    (void)state;
    size_t size;
    const char *text = "# three steps\n0 2 1\r\n\n  3\t3 \n1";
    Batches *batches = batches_parse(text, strlen(text), 4, "b.txt", NULL);
    assert_non_null(batches);
    const LossBatches *rows = batches_rows(batches);
    static const int offset[] = {0, 3, 5, 6}, row[] = {0, 2, 1, 3, 3, 1};
    assert_int_equal(rows->n, 3);
    assert_memory_equal(rows->offset, offset, sizeof offset);
    assert_memory_equal(rows->rows, row, sizeof row);
    assert_string_equal(batches_text(batches, &size), "0 2 1\n3 3\n1\n");
    batches_release(batches_retain(batches));
    assert_int_equal(batches_rows(batches)->n, 3);
    batches_release(batches);
}

static void refuses_bad_batches(void **state)
{
    (void)state;
    static const char *const bad[][2] = {
        {"", "batches, b.txt:1: no batches: expected a line of row numbers for each step"},
        {"# nothing\n", "batches, b.txt:1: no batches: expected a line of row numbers for each step"},
        {"0 1\n4\n", "batches, b.txt:2: row 4 of 4: rows are numbered from 0"},
        {"0\n-1\n", "batches, b.txt:2: '-1' is not a row number"},
        {"0, 1\n", "batches, b.txt:1: '0,' is not a row number"},
        {"99999999999999999999\n", "batches, b.txt:1: row 99999999999999999999 of 4: rows are numbered from 0"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        Error error = {""};
        assert_null(batches_parse(bad[i][0], strlen(bad[i][0]), 4, "b.txt", &error));
        assert_string_equal(error.text, bad[i][1]);
    }
}

static void rows_have_a_loss(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"u,t\n1,2\n2,3\n", "(w*u + b - t)^2"},
        {"t\n1\n5\n", "(b - t)^2"},
        {"u,t\n1,0\n2,1\n3,1\n", "softplus(w*u + b) - t*(w*u + b)"},
        {"u,t\n1,1\n2,1\n", "(w*u + b - t)^2"}, // of one class
        {"w,b\n1,2\n2,7\n", "(m*w + c - b)^2"},
        {"name,u,t\nAnna,1,2\nBea,2,3\nCleo,2,4\n", "(w*u + b - t)^2"},
        {",u,t\n0,1,2\n1,2,3\n2,5,4\n", "(w*u + b - t)^2"}, // pandas' index
        {"n,t\n1,2\n2,3\n3,9\n", "(w*n + b - t)^2"},        // all there is
        {"a,b\nx,y\nz,w\n", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        Error error = {""};
        char formula[FORMULA_TEXT_MAX], small[8];
        Dataset *data = parse(rows[i][0], &error);
        assert_non_null(data);
        assert_true(dataset_loss(data, formula, sizeof formula) == (rows[i][1] != NULL));
        if (rows[i][1])
            assert_string_equal(formula, rows[i][1]);
        assert_false(dataset_loss(data, small, sizeof small));
        dataset_release(data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_names_and_values),   cmocka_unit_test(reads_every_dialect_alike),
        cmocka_unit_test(refuses_with_the_line),    cmocka_unit_test(refuses_zero_bytes),
        cmocka_unit_test(refuses_too_many_columns), cmocka_unit_test(refuses_too_many_rows),
        cmocka_unit_test(refuses_missing_files),    cmocka_unit_test(shares_by_reference),
        cmocka_unit_test(rows_have_a_loss),         cmocka_unit_test(reads_batches),
        cmocka_unit_test(refuses_bad_batches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
