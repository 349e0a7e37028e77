// Gradient clipping around any rule. The expected numbers come from torch's formulas, evaluated apart from this program
// on f = x^2/2 + 2 y^2 from (1, -2), whose gradient is (x, 4 y).
#include "base/text.h"
#include "engine/race/race.h"
#include "scene/python.h"
#include "scene/spec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { STEPS = 4, LONG = 60 };

static Racer read(const char *spec)
{
    Racer racer;
    Error error = {0};
    if (!spec_read(spec, &racer, &error))
        fail_msg("%s", error.text);
    return racer;
}

// The points of one racer after each step.
static void run(const char *spec, int steps, double (*at)[2])
{
    FormulaError error;
    Racer racer = read(spec);
    Loss *loss = loss_create(&(LossConfig){.formula = "x^2/2 + 2*y^2"}, &error);
    Race *race = race_create();
    RaceConfig config = {.loss = loss, .steps = steps, .start = (const double[]){1, -2}};
    race_enter(&config, &racer, 1);
    assert_true(race_configure(race, &config, true) && race_run(race, steps));
    for (int k = 0; k < steps; k++)
        memcpy(at[k], race_point(race, 0, k + 1).at, sizeof at[k]);
    race_destroy(race);
    loss_destroy(loss);
}

static void assert_path(const char *spec, const double expected[STEPS][2])
{
    double at[STEPS][2];
    run(spec, STEPS, at);
    for (int k = 0; k < STEPS; k++)
        for (int d = 0; d < 2; d++)
            if (!(fabs(at[k][d] - expected[k][d]) <= 1e-14 * fmax(1, fabs(expected[k][d]))))
                fail_msg("%s, step %d: %.17g, expected %.17g", spec, k + 1, at[k][d], expected[k][d]);
}

static void assert_same(const char *a, const char *b)
{
    double one[LONG][2], other[LONG][2];
    run(a, LONG, one);
    run(b, LONG, other);
    if (memcmp(one, other, sizeof one))
        fail_msg("%s and %s differ", a, b);
}

#define INNER "SGD(lr=0.1, momentum=0.5)"

static void test_numbers(void **state)
{
    (void)state;
    assert_path("ClipGradNorm(" INNER ", max_norm=2)",
                (const double[STEPS][2]){{0.97519305615908103, -1.801544449272648},
                                         {0.93596859368517482, -1.504123274764531},
                                         {0.88561273195905021, -1.1577897737438705},
                                         {0.82286965946946677, -0.78818259163216853}});
    assert_path("ClipGradNorm(" INNER ", max_norm=2, norm_type=1)",
                (const double[STEPS][2]){{0.97777778024691331, -1.8222222419753065},
                                         {0.94301075942690793, -1.5569892980999669},
                                         {0.89932645854460291, -1.2506736445248332},
                                         {0.84700910984221223, -0.92799104988519598}});
    assert_path("ClipGradNorm(" INNER ", max_norm=2, norm_type=inf)",
                (const double[STEPS][2]){{0.97500000312499957, -1.8000000249999968},
                                         {0.93541667540509132, -1.5000000652777687},
                                         {0.88444446225199014, -1.1500001187499811},
                                         {0.82050426095139362, -0.77500018896433409}});
    assert_path("ClipGradNorm(" INNER ", max_norm=2, norm_type=3)",
                (const double[STEPS][2]){{0.97501625800198288, -1.8001300640158626},
                                         {0.93546493869432801, -1.5003603711510185},
                                         {0.88455386485409593, -1.1507274009680422},
                                         {0.82075427893818664, -0.77638186695515909}});
    assert_path("ClipGradValue(" INNER ", clip_value=2)",
                (const double[STEPS][2]){{0.90000000000000002, -1.8},
                                         {0.76000000000000001, -1.5},
                                         {0.61399999999999999, -1.1499999999999999},
                                         {0.47960000000000003, -0.77499999999999991}});
    assert_path("ClipGradValue(ClipGradNorm(" INNER ", max_norm=1), clip_value=2)",
                (const double[STEPS][2]){{0.95527866044999521, -1.9105573208999904},
                                         {0.88981811027235358, -1.7756007815343913},
                                         {0.81643856281755189, -1.6167571599966177},
                                         {0.74195466136256305, -1.4447524423225024}});
    assert_path("ClipGradNorm(ClipGradValue(" INNER ", clip_value=0.5), max_norm=1)",
                (const double[STEPS][2]){{0.98759652807954046, -1.95},
                                         {0.96883358594927838, -1.875},
                                         {0.94664078395323559, -1.7875000000000001},
                                         {0.92241918987115568, -1.6937500000000001}});
}

// What is never reached changes no bit, whatever the rule evaluates.
static void test_far_bounds_do_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < optimizer_count(); i++) {
        char bare[100], clipped[160];
        const Optimizer *rule = optimizer_at(i);
        if (rule->layer == LAYER_CLIP)
            continue;
        bool starts = !strcmp(rule->name, "SWA"); // which has to be told when
        snprintf(bare, sizeof bare, "%s(%s%s)", rule->name, rule->wraps ? "SGD(lr=0.01)" : "lr=0.01",
                 starts ? ", start=1" : "");
        snprintf(clipped, sizeof clipped, "ClipGradNorm(%s, max_norm=1e9)", bare);
        assert_same(clipped, bare);
        snprintf(clipped, sizeof clipped, "ClipGradValue(%s, clip_value=1e9)", bare);
        assert_same(clipped, bare);
    }
}

// Each gradient is clipped, also those at points that the rule asks for: through any rule between.
static void test_every_evaluation_is_clipped(void **state)
{
    (void)state;
    static const char *const rules[] = {"SAM(SGD(lr=0.1), rho=0.5)", "Lookahead(SAM(SGD(lr=0.1), rho=0.5), k=100)",
                                        "ClipGradValue(SAM(SGD(lr=0.1), rho=0.5), clip_value=9)"};
    for (int i = 0; i < 3; i++) {
        double at[1][2];
        char clipped[160];
        snprintf(clipped, sizeof clipped, "ClipGradNorm(%s, max_norm=0.5)", rules[i]);
        run(clipped, 1, at);
        assert_true(fabs(hypot(at[0][0] - 1, at[0][1] + 2) - 0.05) < 1e-6);
    }
    assert_same("ClipGradNorm(Lookahead(SGD(lr=0.1)), max_norm=2)", "ClipGradNorm(Lookahead(SGD(lr=0.1)), 2.0)");
}

// ---- Words

static void assert_printed(const char *spec, const char *expected)
{
    char text[SPEC_TEXT_MAX];
    Racer racer = read(spec), again;
    spec_print(&racer, text, sizeof text);
    assert_string_equal(text, expected);
    again = read(text);
    assert_true(racer_equal(&racer, &again));
}

static void test_ways_to_write_it(void **state)
{
    (void)state;
    static const char *const norm = "ClipGradNorm(Adam(lr=0.1), max_norm=2)";
    assert_printed("ClipGradNorm(Adam(lr=0.1), 2.0)", norm);
    assert_printed("ClipGradNorm(optimizer=Adam(lr=0.1), max_norm=2., norm_type=2, error_if_nonfinite=False)", norm);
    assert_printed("opt = torch.optim.Adam(model.parameters(), lr=0.1)\n"
                   "torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=2.0)",
                   norm);
    assert_printed("nn.utils.clip_grad_norm_(parameters=net.parameters(), max_norm=2); Adam(net.parameters(), 0.1)",
                   norm);
    assert_printed("Adam([p], lr=0.1)\nclip_grad_value_([p], 2)", "ClipGradValue(Adam(lr=0.1), clip_value=2)");
    assert_printed("Adam(p, lr=0.1)\nclip_grad_norm_(p, 2)\nclip_grad_value_(p, 1)",
                   "ClipGradNorm(ClipGradValue(Adam(lr=0.1), clip_value=1), max_norm=2)");
    static const char *const infinities[] = {"inf", "float('inf')", "float(\"inf\")", "math.inf", "'inf'", "torch.inf"};
    for (int i = 0; i < 6; i++) {
        char spec[100];
        snprintf(spec, sizeof spec, "ClipGradNorm(SGD(lr=0.1), 1, %s)", infinities[i]);
        assert_printed(spec, "ClipGradNorm(SGD(lr=0.1), max_norm=1, norm_type=float('inf'))");
    }
}

static void assert_refused(const char *spec, const char *why)
{
    Racer racer;
    Error error = {0};
    assert_false(spec_read(spec, &racer, &error));
    if (!strstr(error.text, why))
        fail_msg("%s: %s", spec, error.text);
}

static void test_what_is_refused(void **state)
{
    (void)state;
    assert_refused("ClipGradNorm(SGD(lr=0.1))", "needs max_norm");
    assert_refused("ClipGradNorm(max_norm=1)", "needs optimizer");
    assert_refused("ClipGradNorm(ClipGradNorm(SGD(lr=0.1), 1), 1)", "ClipGradNorm twice");
    assert_refused("SAM(ClipGradNorm(SGD(lr=0.1), 1))", "the other way round it can: ClipGradNorm(SAM(...))");
    assert_refused("SAM(Lookahead(SGD(lr=0.1)))", "the other way round it can: Lookahead(SAM(...))");
    assert_refused("ClipGradNorm(SGD(lr=0.1), max_norms=1)", "did you mean max_norm?");
    assert_refused("ClipGradNorm(SGD(lr=0.1), 1, error_if_nonfinite=True)", "leave error_if_nonfinite out");
    assert_refused("ClipGradNorm(StepLR(3), 1)", "StepLR is a schedule");
}

// As torch has it: functions between backward() and step(), the outermost first.
static void test_python(void **state)
{
    (void)state;
    char bytes[500];
    Racer racer = read("ClipGradNorm(ClipGradValue(Lookahead(Adam(lr=0.1)), 0.5), max_norm=1, norm_type=inf)");
    Text text = text_begin(bytes, sizeof bytes);
    python_optimizer(&text, &racer);
    assert_string_equal(bytes, "Lookahead(torch.optim.Adam([p], lr=0.1))");
    text = text_begin(bytes, sizeof bytes);
    python_clips(&text, &racer, "    ");
    assert_string_equal(bytes, "    torch.nn.utils.clip_grad_norm_([p], max_norm=1, norm_type=float('inf'))\n"
                               "    torch.nn.utils.clip_grad_value_([p], clip_value=0.5)\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_far_bounds_do_nothing),
        cmocka_unit_test(test_every_evaluation_is_clipped),
        cmocka_unit_test(test_ways_to_write_it),
        cmocka_unit_test(test_what_is_refused),
        cmocka_unit_test(test_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
