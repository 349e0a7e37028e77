// Lambdas of schedules: values, what raises, and what is no Python.
#include "engine/schedules/lambda.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static Lambda *compiled(const char *body)
{
    LambdaError error;
    Lambda *lambda = lambda_compile(body, strlen(body), "epoch", &error);
    if (!lambda)
        fail_msg("'%s', %d: %s", body, error.at, error.text);
    return lambda;
}

static const struct {
    const char *body;
    double epoch, value;
} values[] = {
    {"1 if not epoch else 0.5", 0, 1},
    {"1 if not epoch else 0.5", 3, 0.5},
    {"epoch and 0.5 or 2", 0, 2},
    {"epoch and 0.5 or 2", 3, 0.5},
    {"1 if epoch < 3 else 0.5 if epoch < 6 else 0.25", 5, 0.5},
    {"True", 0, 1},
    {"True + bool(epoch)", 2, 2},
    {"epoch > 2 and epoch", 5, 5},
    {"round(2.675, 2)", 0, 2.67},
    {"round(2.5) + round(3.5) + round(-0.5)", 0, 6},
    {"round(1234.5, -2)", 0, 1200},
    {"max([epoch, 3])", 1, 3},
    {"min(epoch, 3, 2.5)", 9, 2.5},
    {"2 ** -epoch", 3, 0.125},
    {"-2 ** 2", 0, -4},
    {"(-2) ** epoch", 3, -8},
    {"1 / 10 ** (epoch*50)", 9, 0},
    {"1 // 0.01", 0, 99},
    {"-epoch // 2.5 + (-epoch) % 3", 7, -1},
    {"0.1 ** sum([epoch >= 3, epoch >= 6])", 4, 0.1},
    {"[1, 0.5, 0.25][epoch // 3]", 7, 0.25},
    {"1 if epoch in (3, 4) else 0.5", 4, 1},
    {"1 if epoch not in [3] else 0.5", 3, 0.5},
    {"2 < epoch <= 5", 6, 0},
    {"math.floor(epoch / 2) + math.ceil(epoch / 2)", 5, 5},
    {"math.log10(epoch)", 1000, 3},
    {"math.log(epoch, 2)", 8, 3},
    {"float('inf') if epoch else 1", 1, INFINITY},
    {"1 if epoch else 1/epoch", 1, 1},
    {"np.exp(epoch)", 1000, INFINITY},
    {"1 / np.sqrt(epoch)", 0, INFINITY},
    {"np.where(epoch > 3, 0.5, 1) * np.clip(epoch, 1, 2)", 4, 1},
    {"1_000 + .5 + 1e-3", 0, 1000.501},
    {"epoch ** 2 - int(2.9) * len((1, 2))", 3, 5},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        Lambda *lambda = compiled(values[i].body);
        const char *why = NULL;
        double value = lambda_value(lambda, values[i].epoch, &why);
        bool same = value == values[i].value || fabs(value - values[i].value) < 1e-12;
        if (why || !same)
            fail_msg("%s of %g: %.17g, %s", values[i].body, values[i].epoch, value, why ? why : "");
        lambda_destroy(lambda);
    }
}

static const struct {
    const char *body;
    double epoch;
    const char *why;
} raises[] = {
    {"1/epoch", 0, "division by zero"},
    {"7 // epoch", 0, "division by zero"},
    {"7.5 % epoch", 0, "division by zero"},
    {"epoch ** -1", 0, "zero to a negative power"},
    {"(-epoch) ** 0.5", 2, "a complex number"},
    {"10.0 ** epoch", 400, "too large a power"},
    {"0.5 * 10 ** epoch", 400, "int too large"},
    {"10 ** epoch", 400, "int too large"},
    {"math.exp(epoch)", 1000, "math range error"},
    {"math.log(epoch)", 0, "math domain error"},
    {"math.sqrt(-epoch)", 1, "math domain error"},
    {"math.cos(math.inf*epoch)", 1, "math domain error"},
    {"math.log(epoch, 1)", 2, "division by zero"},
    {"int(math.nan)", 0, "NaN to integer"},
    {"round(math.inf)", 0, "infinity or NaN"},
    {"[1, 2][epoch]", 2, "index out of range"},
};

static void test_what_raises(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof raises / sizeof *raises; i++) {
        Lambda *lambda = compiled(raises[i].body);
        const char *why = NULL;
        double value = lambda_value(lambda, raises[i].epoch, &why);
        if (!isnan(value) || !why || !strstr(why, raises[i].why))
            fail_msg("%s of %g: %g, %s", raises[i].body, raises[i].epoch, value, why ? why : "");
        lambda_destroy(lambda);
    }
}

static const struct {
    const char *body;
    int at;
    const char *why;
} errors[] = {
    {"", 0, "expected a number, a name or '(', found the end"},
    {"epoch +", 7, "found the end"},
    {"0.9 ^ epoch", 4, "'^' is no power in Python: write **"},
    {"0.9 ** epok", 7, "'epok' is not known in a lambda of epoch; did you mean epoch?"},
    {"math.exq(epoch)", 0, "'math.exq' is not known in a lambda of epoch; did you mean exp?"},
    {"torch.exp(epoch)", 0, "'torch.exp' is not known"},
    {"lambda e: 1", 0, "'lambda' is not known"},
    {"(epoch", 6, "expected ')', found the end"},
    {"1 if epoch", 10, "expected 'else', found the end"},
    {"max(epoch)", 0, "max takes two numbers or more, or a list"},
    {"max([])", 0, "max takes two numbers or more, or a list"},
    {"exp(1, 2)", 0, "exp takes one number"},
    {"exp", 3, "expected '(', found the end"},
    {"[1, 2]", 6, "a list is no number"},
    {"epoch[0]", 5, "only a list has [ ]"},
    {"epoch in 3", 10, "expected a list after in"},
    {"1 2", 2, "expected an operator or the end, found '2'"},
    {"2epoch", 0, "'2e' is no number"},
    {"epoch é", 6, "found 'é'"},
};

static void test_what_is_no_python(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        LambdaError error = {0};
        Lambda *lambda = lambda_compile(errors[i].body, strlen(errors[i].body), "epoch", &error);
        if (lambda || error.at != errors[i].at || !strstr(error.text, errors[i].why))
            fail_msg("'%s', %d: %s", errors[i].body, error.at, error.text);
    }
}

// No text is too deep, too long, or ends within a character.
static void test_nested_texts(void **state)
{
    (void)state;
    static const char *const parts[] = {"(", "-", "not ", "[", "epoch if ", "1+", "2**", "max(1,", "1,", "\xc3"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char body[2000] = "";
        LambdaError error;
        for (int n = 0; n < 190; n++)
            strcat(body, parts[i]);
        assert_null(lambda_compile(body, strlen(body), "epoch", &error));
        for (size_t length = 0; length <= strlen(body); length++)
            lambda_destroy(lambda_compile(body, length, "epoch", &error));
    }
}

static void test_names_of_math(void **state)
{
    (void)state;
    assert_true(lambda_is_of_math("exp", 3));
    assert_true(lambda_is_of_math("pi)", 2));
    assert_false(lambda_is_of_math("pow", 3));
    assert_false(lambda_is_of_math("min", 3));
    assert_false(lambda_is_of_math("epoch", 5));
    assert_false(lambda_is_of_math("", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_what_raises),
        cmocka_unit_test(test_what_is_no_python),
        cmocka_unit_test(test_nested_texts),
        cmocka_unit_test(test_names_of_math),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
