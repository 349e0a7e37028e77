// Tables: what they hold, by numbers worked out by hand, and how each format sets and escapes them.
#include "entries.h"
#include "export/export.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// 1/2 (x^2 + 4 y^2) from (1, 1): lr 0.1 multiplies x by 0.9 and y by 0.6; lr 2 by -1 and -7.
typedef struct Fixture {
    Scene scene;
    Loss *loss;
    Race *race;
} Fixture;

static const char *const bowl = "(x^2 + k*y^2)/2 k=4";

static void begin(Fixture *fixture, const char *landscape, const char *const *specs, int steps)
{
    Error error = {""};
    *fixture = (Fixture){0};
    scene_default(&fixture->scene);
    assert_true(scene_set_landscape(&fixture->scene, landscape, &error));
    enter_racers(&fixture->scene, specs);
    fixture->scene.start[0] = fixture->scene.start[1] = 1;
    fixture->scene.steps = steps;
}

static void run(Fixture *fixture)
{
    Error error = {""};
    fixture->loss = scene_loss(&fixture->scene, &error);
    assert_non_null(fixture->loss);
    fixture->race = race_create();
    RaceConfig config = scene_race(&fixture->scene, fixture->loss);
    assert_true(race_configure(fixture->race, &config, true));
    assert_true(race_run(fixture->race, fixture->scene.steps));
}

static void end(Fixture *fixture)
{
    race_destroy(fixture->race);
    loss_destroy(fixture->loss);
    scene_clear(&fixture->scene);
}

// Of the fixture, which is not run yet and ended by this.
static char *made(Fixture *fixture, const char *ending, ExportTable table)
{
    Error error = {""};
    char *bytes = NULL;
    size_t size;
    run(fixture);
    Source source = {.scene = &fixture->scene, .race = fixture->race, .steps = fixture->scene.steps, .table = table};
    Sink sink = {.stream = open_memstream(&bytes, &size)};
    if (!export_find(ending)->write(&source, &sink, &error))
        fail_msg("%s", error.text);
    fclose(sink.stream);
    end(fixture);
    return bytes;
}

static void holds(char *bytes, const char *const *wanted)
{
    for (; *wanted; wanted++)
        if (!strstr(bytes, *wanted))
            fail_msg("there is no\n%s\nin\n%s", *wanted, bytes);
    free(bytes);
}

#define HOLDS(bytes, ...) holds(bytes, (const char *const[]){__VA_ARGS__, NULL})

static void test_names(void **state)
{
    (void)state;
    int n = 0;
    for (const char *name; (name = export_table_name(NULL, n)); n++)
        assert_int_equal(export_table_find(name), n + 1);
    assert_int_equal(n, EXPORT_TABLES - 1);
    assert_int_equal(export_table_find("summaries"), EXPORT_TABLE_USUAL);
}

// Two steps of lr 0.1 leave 1/2 (0.81^2 + 4 0.36^2) = 0.58725; one of lr 0.25 has y = 0 and x = 0.75.
static void test_summary_holds_what_came_of_each_racer(void **state)
{
    (void)state;
    static const char *const specs[] = {"SGD(lr=0.1)", "SGD(lr=2)", "Adam(lr=0.1, betas=(0.8, 0.9))", NULL};
    Fixture fixture;
    begin(&fixture, bowl, specs, 2);
    fixture.scene.stop[STOP_LOSS] = (SceneStop){true, 1.5};
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY),
          "\nracer,final_loss,best_loss,best_step,steps_to_tolerance,evals,state\nSGD(lr=0.1),0.58725",
          ",2,1,2,running\n", "\nSGD(lr=2),4802.5,2.5,0,,2,running\n", "\n\"Adam(lr=0.1, betas=(0.8, 0.9))\",",
          "# # Race on `(x^2 + k*y^2)/2 k=4` from (1, 1) over 2 steps. To the tolerance: steps to a loss below 1.5.\n");
    begin(&fixture, bowl, specs, 2);
    fixture.scene.stop[STOP_GRADIENT] = (SceneStop){true, 3};
    HOLDS(made(&fixture, "md", EXPORT_TABLE_USUAL),
          "| Optimizer                      | Final loss | Best loss | At step | To tolerance | Evaluations | "
          "State   |\n"
          "|:-------------------------------|-----------:|----------:|--------:|-------------:|------------:|:--"
          "------|\n"
          "| SGD(lr=0.1)                    |      0.587 |     0.587 |       2 |            1 |           2 | "
          "running |\n"
          "| SGD(lr=2)                      |       4802 |      2.50 |       0 |            — |           2 | "
          "running |\n",
          "\n\nRace on (x^2 + k\\*y^2)/2 k=4 from (1, 1) over 2 steps. To the tolerance: steps to a gradient below "
          "3.00.\n");
}

// From 2.5 down to nothing: 0.0025, which (0.9^2k + 4 0.6^2k)/2 first comes below in step 26.
static void test_tolerance_is_a_thousandth_of_the_way(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture, bowl, (const char *[]){"SGD(lr=0.1)", "SGD(lr=0.001)", NULL}, 400);
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY), ",400,26,400,settled\n", ",400,,400,running\n",
          "To the tolerance: steps to a loss of at most 0.0025, a thousandth of the way from the lowest known, ");
    begin(&fixture, "rosenbrock", (const char *[]){"SGD(lr=0.001)", NULL}, 3); // from its minimum
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY), "\nSGD(lr=0.001),0,0,0,0,3,running\n",
          "a loss of at most 0, a thousandth of the way from the lowest known, 0, up to the start's, 0.\n");
}

// What rounding leaves of a loss is nothing to a reader; as data it is what it is.
static void test_noise_is_nothing_to_a_reader(void **state)
{
    (void)state;
    Fixture fixture;
    begin(&fixture, bowl, (const char *[]){"SGD(lr=0.25)", NULL}, 60);
    HOLDS(made(&fixture, "md", EXPORT_TABLE_USUAL), "| SGD(lr=0.25) |          0 |         0 |      60 |");
    begin(&fixture, bowl, (const char *[]){"SGD(lr=0.25)", NULL}, 60);
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY), "\nSGD(lr=0.25),5.0", "e-16,60,");
}

static void test_ends_are_said(void **state)
{
    (void)state;
    static const char *const specs[] = {"SGD(lr=100)", "SGD(lr=0.25)", NULL};
    Fixture fixture;
    begin(&fixture, bowl, specs, 400);
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY), "\nSGD(lr=100),inf,2.5,0,,", ",diverged at step ",
          "\nSGD(lr=0.25),", ",settled\n");
    begin(&fixture, bowl, specs, 400);
    HOLDS(made(&fixture, "md", EXPORT_TABLE_SUMMARY), "| SGD(lr=100)  |          ∞ |", "| settled");
    begin(&fixture, bowl, specs, 400);
    HOLDS(made(&fixture, "tex", EXPORT_TABLE_SUMMARY), "\\texttt{SGD(lr=100)}  & ", " $\\infty$ &");
    begin(&fixture, bowl, (const char *[]){"EMA(SGD(lr=0.1))", NULL}, 4);
    HOLDS(made(&fixture, "csv", EXPORT_TABLE_SUMMARY), ",state,average_loss\n");
    begin(&fixture, bowl, (const char *[]){NULL}, 4);
    HOLDS(made(&fixture, "tex", EXPORT_TABLE_SUMMARY), "There is no tolerance.", "\\bottomrule");
}

static void test_numbers_are_set_for_reading(void **state)
{
    (void)state;
    static const char *const specs[] = {"SGD(lr=0.0012, momentum=0.9)", NULL};
    Fixture fixture;
    begin(&fixture, "-x^2 - y^2/100", specs, 12000);
    HOLDS(made(&fixture, "md", EXPORT_TABLE_TRACE), "|     0 |      1 | 1.2·10⁻³ |      0.9 |", "| 12\u2009000 |",
          "−2.00", "\n\nRacers: 0: SGD(lr=0.0012, momentum=0.9).\n");
    begin(&fixture, "-x^2 - y^2/100", specs, 12000);
    HOLDS(made(&fixture, "tex", EXPORT_TABLE_TRACE), "$1.2\\cdot10^{-3}$", "$12\\,000$", "$-2.00", "{@{}rrrrrrrrrr@{}}",
          "& $\\partial f/\\partial x$ &", "\\begin{longtable}", "\\end{longtable}}\n");
    begin(&fixture, "0.0001*x^2", specs, 1);
    HOLDS(made(&fixture, "tex", EXPORT_TABLE_TRACE), "& --- &");
}

static void test_names_are_escaped(void **state)
{
    (void)state;
    static const char *const specs[] = {
        "LBFGS(line_search_fn='strong_wolfe') | StepLR(step_size=3)",
        NULL,
    };
    Fixture fixture;
    begin(&fixture, "x^2 + y^2", specs, 4);
    HOLDS(made(&fixture, "md", EXPORT_TABLE_SUMMARY), "line\\_search\\_fn='strong\\_wolfe') \\| StepLR(step\\_size=3)");
    begin(&fixture, "x^2 + y^2", specs, 4);
    HOLDS(made(&fixture, "tex", EXPORT_TABLE_SUMMARY),
          "line\\_search\\_fn='strong\\_wolfe') | StepLR(step\\_size=3)} &",
          "\\texttt{x\\textasciicircum{}2 + y\\textasciicircum{}2}", "{@{}p{0.27\\linewidth}rrrrrl@{}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_summary_holds_what_came_of_each_racer),
        cmocka_unit_test(test_tolerance_is_a_thousandth_of_the_way),
        cmocka_unit_test(test_noise_is_nothing_to_a_reader),
        cmocka_unit_test(test_ends_are_said),
        cmocka_unit_test(test_numbers_are_set_for_reading),
        cmocka_unit_test(test_names_are_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
