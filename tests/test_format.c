// picture/format: what a reader sees of a number.
#include "picture/draw/format.h"
#include "picture/picture.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void losses_have_three_digits(void **state)
{
    (void)state;
    const struct {
        double value;
        const char *text;
    } cases[] = {
        {0, "0"},        {2.7649, "2.76"},       {0.0955, "9.55·10⁻²"}, {0.123, "0.123"},    {-1.0316, "−1.03"},
        {24.2, "24.2"},  {131.4, "131"},         {9999.4, "9999"},      {12345, "1.23·10⁴"}, {3e-17, "3.00·10⁻¹⁷"},
        {INFINITY, "∞"}, {-INFINITY, "−∞"},      {NAN, "nan"},          {0.99999, "1.00"},   {9.9999, "10.0"},
        {99.99, "100"},  {1e-300, "1.00·10⁻³⁰⁰"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(format_loss(cases[i].value).text, cases[i].text);
}

static void rounding_noise_is_nothing(void **state)
{
    (void)state;
    assert_true(format_quiet(1e-16, 1) == 0 && format_quiet(-5e-14, -173) == 0);
    assert_true(format_quiet(1e-14, 1) == 1e-14 && format_quiet(-3, 0) == -3 && isnan(format_quiet(NAN, 1)));
}

static void values_are_short(void **state)
{
    (void)state;
    assert_string_equal(format_value(0.05).text, "0.05");
    assert_string_equal(format_value(1e-8).text, "1e−8");
    assert_string_equal(format_value(0.999).text, "0.999");
    assert_string_equal(format_value(0.99975).text, "0.99975");
    assert_string_equal(format_value(-1.2).text, "−1.2");
    assert_string_equal(format_value(100).text, "100");
}

// The numbers of one logarithmic axis are all written out, or all with their powers.
static void powers_are_set(void **state)
{
    (void)state;
    assert_string_equal(format_set(1e-26).text, "10⁻²⁶");
    assert_string_equal(format_set(-1e9).text, "−10⁹");
    assert_string_equal(format_set(2.5e-7).text, "2.5·10⁻⁷");
    assert_string_equal(format_set(0.05).text, "0.05");
    assert_string_equal(format_set(-INFINITY).text, "−∞");
    assert_string_equal(format_decade(1, -2, -2, 3).text, "0.01");
    assert_string_equal(format_decade(5, 0, -2, 3).text, "5");
    assert_string_equal(format_decade(1, 0, -3, 3).text, "10⁰");
    assert_string_equal(format_decade(2, -26, -27, -26).text, "2·10⁻²⁶");
    assert_string_equal(format_decade(1, 2, 2, 4).text, "10²");
}

static void ticks_have_the_decimals_of_their_step(void **state)
{
    (void)state;
    assert_string_equal(format_tick(-1.5, 0.5).text, "−1.5");
    assert_string_equal(format_tick(2, 1).text, "2");
    assert_string_equal(format_tick(1e-17, 0.5).text, "0.0");
    assert_string_equal(format_tick(0.25, 0.25).text, "0.25");
    assert_string_equal(format_tick(-0.0, 1).text, "0");
    assert_string_equal(format_power(-3).text, "10⁻³");
    assert_string_equal(format_count(12000).text, "12\u2009000");
    assert_string_equal(format_count(1000).text, "1000");
    assert_string_equal(format_coordinate(1.23456, 4).text, "1.235");
}

static void speeds_below_one_are_seconds_a_step(void **state)
{
    (void)state;
    assert_string_equal(format_speed(60).text, "60 steps/s");
    assert_string_equal(format_speed(100000).text, "100\u2009000 steps/s");
    assert_string_equal(format_speed(2).text, "2 steps/s");
    assert_string_equal(format_speed(1.5).text, "1.5 steps/s");
    assert_string_equal(format_speed(1).text, "1 step/s");
    assert_string_equal(format_speed(0.5).text, "a step in 2 s");
    assert_string_equal(format_speed(0.1).text, "a step in 10 s");
    assert_string_equal(format_speed(0.3).text, "a step in 3.333 s");
}

static void formulas_read_as_mathematics(void **state)
{
    (void)state;
    const struct {
        const char *formula, *shown;
    } cases[] = {
        {"(1-x)^2 + b*(y-x^2)^2", "(1 − x)² + b\u2009(y − x²)²"},
        {"-x**2/2", "−x²/2"},
        {"x^-1", "x^−1"},
        {"x^0.5", "x^0.5"},
        {"2^3^2", "2^3²"},
        {"1e-3*x", "1e-3·x"},
        {"sigma*normal(1)*x", "σξ₁x"},
        {"sqrt(x^2+pi)", "√(x² + π)"},
        {"atan2(y,x)", "atan2(y, x)"},
        {"x^10", "x¹⁰"},
        {"(-x)", "(−x)"},
        {"14*x*y - 3*y^2*x", "14xy − 3y²x"},
        {"2*(x + 1)*(y - 1)", "2(x + 1)(y − 1)"},
        {"x*2*3", "x·2·3"},
        {"rate*x + 2*rate", "rate·x + 2\u2009rate"},
        {"-a*exp(-b*sqrt(x))", "−a\u2009exp(−b√(x))"},
        {"cos(2*pi*x)*cos(y)", "cos(2πx)\u2009cos(y)"},
        {"x/2*y + 2*y", "x/2·y + 2y"},
        {"x/(2*y)*z", "x/(2y)·z"},
        {"x^0.5*y", "x^0.5·y"},
        {"x^-1*y", "x^−1·y"},
        {"2e3*x", "2e3·x"},
        {"3*x1^2 + x2", "3x₁² + x₂"},
        {"x_1*x_12", "x₁x₁₂"},
        {"theta_0^2 - 2*theta1*alpha", "θ₀² − 2θ₁α"},
        {"rate1*w_out", "rate1·w_out"},
        {"log10(x) + expm1(x1)", "log10(x) + expm1(x₁)"},
        {"f(b, a) = a^2 - b", "f(b, a) = a² − b"},
        {"where(x<=-1, x, 0)", "where(x ≤ −1, x, 0)"},
        {"where(logical_and(x >= 0, y != 2), x*y, y)", "where(and(x ≥ 0, y ≠ 2), xy, y)"},
        {"where(x == 0, x, x > 1)", "where(x = 0, x, x > 1)"},
    };
    char shown[200];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        format_formula(cases[i].formula, shown, sizeof shown);
        assert_string_equal(shown, cases[i].shown);
    }
    char tiny[5];
    format_formula("(1-x)^2", tiny, sizeof tiny);
    assert_true(strlen(tiny) < sizeof tiny);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_have_three_digits),
        cmocka_unit_test(rounding_noise_is_nothing),
        cmocka_unit_test(values_are_short),
        cmocka_unit_test(powers_are_set),
        cmocka_unit_test(speeds_below_one_are_seconds_a_step),
        cmocka_unit_test(ticks_have_the_decimals_of_their_step),
        cmocka_unit_test(formulas_read_as_mathematics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
