// Data as people have it: every form of one file gives the same columns and rows, and what is said of each is said.
#include "engine/loss/loss.h"
#include "scene/dataset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const double U[] = {0, 1, 2}, T[] = {1.5, -3, 5.25};

typedef struct Form {
    const char *what, *text, *u, *t; // names of the two columns
    const char *notice[DATASET_NOTICES];
} Form;

static const Form forms[] = {
    {"as it should be", "u,t\n0,1.5\n1,-3\n2,5.25\n", "u", "t"},
    {"no last line end", "u,t\n0,1.5\n1,-3\n2,5.25", "u", "t"},
    {"byte order mark", "\xef\xbb\xbfu,t\n0,1.5\n1,-3\n2,5.25\n", "u", "t"},
    {"CRLF", "u,t\r\n0,1.5\r\n1,-3\r\n2,5.25\r\n", "u", "t"},
    {"CR", "u,t\r0,1.5\r1,-3\r2,5.25\r", "u", "t"},
    {"blank lines", "\nu,t\n\n0,1.5\n1,-3\n  \n2,5.25\n\n\n", "u", "t"},
    {"comments", "# a file\nu,t\n0,1.5\n# here, too\n  # and here\n1,-3\n2,5.25\n#", "u", "t"},
    {"spaces round separators", " u , t\n0 , 1.5\n  1,-3  \n2,\t5.25\n", "u", "t"},
    {"quotes", "\"u\",\"t\"\n\"0\",\"1.5\"\n1 , \"-3\"\n2,5.25\n", "u", "t"},
    {"tabs", "u\tt\n0\t1.5\n1\t-3\n2\t5.25\n", "u", "t"},
    {"tabs with an empty first field", "\tu\tt\n\t0\t1.5\n\t1\t-3\n\t2\t5.25\n", "u", "t"},
    {"semicolons", "u;t\n0;1.5\n1;-3\n2;5.25\n", "u", "t"},
    {"decimal commas", "u;t\n0;1,5\n1;-3\n2;5,25\n", "u", "t"},
    {"decimal commas, without names",
     "0;1,5\n1,0;-3\n2;5,25\n",
     "c1",
     "c2",
     {"data, d.csv: has no line of names: its columns are c1 and c2"}},
    {"decimal commas between tabs", "u\tt\n0\t1,5\n1\t-3,0\n2\t5,25\n", "u", "t"},
    {"decimal commas in quotes", "u;t\n\"0\";\"1,5\"\n1;-3\n2;5,25\n", "u", "t"},
    {"bars", "u | t\n0 | 1.5\n1 | -3\n2 | 5.25\n", "u", "t"},
    {"what Excel says", "sep=;\nu;t\n0;1,5\n1;-3\n2;5,25\n", "u", "t"},
    {"blanks", "u t\n0 1.5\n  1   -3\n2\t5.25  \n", "u", "t"},
    {"numpy.savetxt",
     "# u t\n0.000e+00 1.500e+00\n1.000e+00 -3.000e+00\n2.0 5.250\n",
     "u",
     "t",
     {"data, d.csv: names stand in a comment: its columns are u and t"}},
    {"numpy.savetxt with commas",
     "# made by hand\n# u,t\n0,1.5\n1,-3\n2,5.25\n",
     "u",
     "t",
     {"data, d.csv: names stand in a comment: its columns are u and t"}},
    {"names between commas over blanks",
     "## u, t [s]\n0 1.5\n1 -3\n2 5.25\n",
     "u",
     "t_s",
     {"data, d.csv: names stand in a comment: its columns are u and t_s", "data, d.csv: 't [s]' is t_s"}},
    {"a comment of more words than columns",
     "# measured at noon\n0 1.5\n1 -3\n2 5.25\n",
     "c1",
     "c2",
     {"data, d.csv: has no line of names: its columns are c1 and c2"}},
    {"a comment of settings",
     "# lr=0.1, steps=3\n0,1.5\n1,-3\n2,5.25\n",
     "c1",
     "c2",
     {"data, d.csv: has no line of names: its columns are c1 and c2"}},
    {"a comment that a blank line parts from numbers",
     "# u,t\n\n0,1.5\n1,-3\n2,5.25\n",
     "c1",
     "c2",
     {"data, d.csv: has no line of names: its columns are c1 and c2"}},
    {"a comment above names", "# a,b\nu,t\n0,1.5\n1,-3\n2,5.25\n", "u", "t"},
    {"decimal commas in quotes between commas", "u,t\n0,\"1,5\"\n\"1,0\",-3\n2,\"5,25\"\n", "u", "t"},
    {"a decimal comma behind a nought", "u,t\n\"0,000\",\"1,5\"\n1,-3\n2,\"5,25\"\n", "u", "t"},
    {"minus signs of typesetters", "u,t\n0,1.5\n1,\u22123\n2,525e\u22122\n", "u", "t"},
    {"a minus sign and a decimal comma", "u;t\n0;1,5\n1;\u22123,0\n2;5,25\n", "u", "t"},
    {"groups of digits that are not used", "u;n;t;m\n0;1.000,5;1,5;1 000\n1;2.000.000;-3;1'000\n2;1;5,25;1\u00a0000\n",
     "u", "t"},
    {"no names", "0,1.5\n1,-3\n2,5.25\n", "c1", "c2", {"data, d.csv: has no line of names: its columns are c1 and c2"}},
    {"no names, and text behind",
     "0,1.5,setosa\n1,-3,setosa\n2,5.25,virginica\n",
     "c1",
     "c2",
     {"data, d.csv: has no line of names: its columns are c1 to c3"}},
    {"names that are no names",
     "Petal Length (cm),\"t-1 [mm]\",Größe\n0,1.5,1\n1,-3,1\n2,5.25,1\n",
     "Petal_Length_cm",
     "t_1_mm",
     {NULL, "data, d.csv: 'Petal Length (cm)' is Petal_Length_cm, 't-1 [mm]' is t_1_mm, 'Größe' is Gr_e"}},
    {"a name of many letters",
     "u,a name of more than thirty-one letters\n0,1.5\n1,-3\n2,5.25\n",
     "u",
     "a_name_of_more_than_thirty_one_",
     {NULL, "data, d.csv: 'a name of more than thirty-one letters' is a_name_of_more_than_thirty_one_"}},
    {"a name that would be a number without its sign",
     "inf=,t\n0,1.5\n1,-3\n2,5.25\n",
     "_inf",
     "t",
     {NULL, "data, d.csv: 'inf=' is _inf"}},
    {"pandas' index", ",u,t\n0,0,1.5\n1,1,-3\n2,2,5.25\n", "u", "t"},
    {"pandas' columns without names",
     ",0,1\n0,0,1.5\n1,1,-3\n2,2,5.25\n",
     "_0",
     "_1",
     {NULL, "data, d.csv: '0' is _0, '1' is _1"}},
    {"text, dates, empty cells and names twice in columns that are not used",
     "name,u,day,t,q,q\nana,0,2020-01-01,1.5,,1\n\"b, c\",1,,-3,NA,\n\"d \"\"e\"\"\nf\",2,x,5.25,#,;\n", "u", "t"},
    {"a quote within a field", "u,size,t\n0,5\" pipe,1.5\n1,it's,-3\n2,,5.25\n", "u", "t"},
    {"missing values",
     "u,t\n0,1.5\n,7\n1,-3\n5,NA\n2,5.25\nnan,1\n1,inf\n",
     "u",
     "t",
     {NULL, NULL, "data, d.csv: left out 4 of 7 rows, which lack a number in u and t: lines 3, 5, 7 and 8"}},
    {"one missing value",
     "# behind a comment\nu;t\n0;1,5\n1;-3\n?;0\n2;5,25\n",
     "u",
     "t",
     {NULL, NULL, "data, d.csv: left out 1 of 4 rows, which lack a number in u: line 5"}},
};

static Dataset *parse(const char *text, size_t size)
{
    Error error = {""};
    Dataset *data = dataset_parse(text, size, "d.csv", &error);
    if (!data)
        fail_msg("'%s': %s", text, error.text);
    return data;
}

static int column(const Dataset *data, const char *name)
{
    for (int i = 0; i < dataset_columns(data); i++)
        if (!strcmp(dataset_names(data)[i], name))
            return i;
    fail_msg("no column '%s'", name);
    return -1;
}

// The rows of a form; data is released.
static Dataset *used_rows(Dataset *data, const Form *form)
{
    Error error = {""};
    bool used[FORMULA_COLUMNS_MAX] = {false};
    used[column(data, form->u)] = used[column(data, form->t)] = true;
    Dataset *whole = dataset_whole(data, used, &error);
    if (!whole)
        fail_msg("%s: %s", form->what, error.text);
    dataset_release(data);
    return whole;
}

static void assert_rows(const Dataset *data, const Form *form)
{
    if (dataset_rows(data) != 3)
        fail_msg("%s: %d rows", form->what, dataset_rows(data));
    const double *u = dataset_values(data)[column(data, form->u)], *t = dataset_values(data)[column(data, form->t)];
    for (int i = 0; i < 3; i++)
        if (u[i] != U[i] || t[i] != T[i])
            fail_msg("%s, row %d: %g, %g", form->what, i, u[i], t[i]);
}

static void every_form_gives_the_same_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Dataset *data = used_rows(parse(forms[i].text, strlen(forms[i].text)), &forms[i]);
        assert_rows(data, &forms[i]);
        dataset_release(data);
    }
}

static void what_was_changed_is_said(void **state)
{
    (void)state;
    char line[ERROR_TEXT_MAX];
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        Dataset *data = used_rows(parse(forms[i].text, strlen(forms[i].text)), &forms[i]);
        for (int k = 0; k < DATASET_NOTICES; k++) {
            bool said = dataset_notice(data, k, line, sizeof line);
            const char *expected = forms[i].notice[k];
            if (said != (expected != NULL) || (said && strcmp(line, expected)))
                fail_msg("%s: '%s' instead of '%s'", forms[i].what, said ? line : "", expected ? expected : "");
        }
        dataset_release(data);
    }
}

// What a scene keeps of a form is the same data again, and is kept as it stands.
static void the_kept_text_is_the_same_data(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        size_t size, size_again;
        Dataset *data = used_rows(parse(forms[i].text, strlen(forms[i].text)), &forms[i]);
        const char *text = dataset_text(data, &size);
        Dataset *again = used_rows(parse(text, size), &forms[i]);
        assert_rows(again, &forms[i]);
        assert_string_equal(dataset_text(again, &size_again), text);
        assert_int_equal(size_again, size);
        dataset_release(again);
        dataset_release(data);
    }
}

// A row of which nothing is to be seen is a row, and text with blanks around it is text.
static void the_kept_text_has_every_cell(void **state)
{
    (void)state;
    static const struct {
        const char *given, *kept;
    } cases[] = {
        {"u\n1\n\"\"\n2\n", "u\n1\n\"\"\n2\n"},
        {"u\n1\n\" \"\n2\n", "u\n1\n\" \"\n2\n"},
        {"u;t\n\"\";\"1 \"\n;\"\t\"\n", "u,t\n,\"1 \"\n,\"\t\"\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t size, size_again;
        Dataset *data = parse(cases[i].given, strlen(cases[i].given));
        const char *text = dataset_text(data, &size);
        assert_string_equal(text, cases[i].kept);
        Dataset *again = parse(text, size);
        assert_int_equal(dataset_rows(again), dataset_rows(data));
        assert_string_equal(dataset_text(again, &size_again), text);
        dataset_release(again);
        dataset_release(data);
    }
}

// Excel's "Unicode text", in both orders of bytes.
static void utf16_is_read(void **state)
{
    (void)state;
    static const char little[] = "\xff\xfeu\0\t\0\xd6\0\n\0"
                                 "1\0\t\0\x12\x22"
                                 "2\0\n\0";
    static const char big[] = "\xfe\xff\0u\0\t\0\xd6\0\n\0"
                              "1\0\t\x22\x12\0"
                              "2\0\n";
    const char *const texts[] = {little, big};
    for (int i = 0; i < 2; i++) {
        char line[200];
        Dataset *data = parse(texts[i], sizeof little - 1);
        assert_int_equal(dataset_rows(data), 1);
        assert_string_equal(dataset_names(data)[0], "u");
        assert_true(dataset_values(data)[0][0] == 1 && dataset_values(data)[1][0] == -2);
        assert_true(dataset_notice(data, 1, line, sizeof line));
        assert_string_equal(line, "data, d.csv: 'Ö' is c2");
        dataset_release(data);
    }
}

// What a terminal cannot show is not sent to it.
static void bytes_that_are_no_text_are_not_repeated(void **state)
{
    (void)state;
    static const char text[] = "u\xff\x1b,t\n1,2\xe2\x88\n";
    char line[200];
    Error error;
    Dataset *data = parse(text, strlen(text));
    assert_true(dataset_notice(data, 1, line, sizeof line));
    assert_string_equal(line, "data, d.csv: 'u? ' is u");
    assert_null(dataset_whole(data, (const bool[]){true, true}, &error));
    assert_string_equal(error.text, "data, d.csv:2: column 't': '2?\?' is not a number");
    dataset_release(data);
}

// Neither a fraction nor a thousand, or groups of other sizes.
static void doubtful_numbers_are_refused(void **state)
{
    (void)state;
    static const char *const cells[] = {"\"1,234\"", "\"1,2,3\"", "1 00", "1.2.3", "\"12,34.5\"", "1.000 000", "- 1"};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        char text[40];
        Error error;
        snprintf(text, sizeof text, "u,t\n%s,2\n", cells[i]);
        Dataset *data = parse(text, strlen(text));
        assert_null(dataset_whole(data, (const bool[]){true, true}, &error));
        assert_non_null(strstr(error.text, "is not a number"));
        dataset_release(data);
    }
}

// Which rows are whole depends on who asks.
static void rows_follow_the_columns_that_are_used(void **state)
{
    (void)state;
    static const char text[] = "u,t,v\n1,2,\n,2,3\n1,,3\n";
    static const struct {
        bool used[3];
        int rows;
    } cases[] = {{{true, false, false}, 2}, {{true, true, false}, 1}, {{false, true, true}, 1}, {{false}, 3}};
    Dataset *data = parse(text, strlen(text));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Dataset *whole = dataset_whole(data, cases[i].used, NULL);
        dataset_release(data);
        data = whole;
        assert_int_equal(dataset_rows(data), cases[i].rows);
    }
    Error error;
    assert_null(dataset_whole(data, (const bool[]){true, true, true}, &error));
    assert_string_equal(error.text, "data, d.csv:2: column 'v' is empty");
    dataset_release(data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_gives_the_same_rows),          cmocka_unit_test(what_was_changed_is_said),
        cmocka_unit_test(the_kept_text_is_the_same_data),          cmocka_unit_test(the_kept_text_has_every_cell),
        cmocka_unit_test(rows_follow_the_columns_that_are_used),   cmocka_unit_test(utf16_is_read),
        cmocka_unit_test(bytes_that_are_no_text_are_not_repeated), cmocka_unit_test(doubtful_numbers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
