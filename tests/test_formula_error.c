// What formulas refuse and how they say it, their limits, and that any bytes are answered.
#include "compiled.h"
#include "within.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct Refusal {
    const char *text;
    int column;
    const char *says;
} Refusal;

// Compiled with the column u, the constants k and kappa, and at most two parameters.
static const Refusal REFUSALS[] = {
    {"", 0, "empty"},
    {"   ", 0, "empty"},
    {"3", 0, "no parameter"},
    {"u + k", 0, "no parameter"},
    {"2x", 2, "expected '*' or another operator before 'x'"},
    {"2 x", 3, "expected '*'"},
    {"x y", 3, "expected '*' or another operator before 'y'"},
    {"x 2", 3, "before '2'"},
    {"(x)(y)", 4, "expected '*' or another operator before '('"},
    {"2(x)", 2, "expected '*'"},
    {"2exp(x)", 2, "before 'exp'"},
    {"x(1+y)", 1, "'x' is not a function; to multiply, write x*(...)"},
    {"k(x)", 1, "write k*(...)"},
    {"u(x)", 1, "write u*(...)"},
    {"sine(x)", 1, "'sine' is not a function; did you mean 'sin'?"},
    {"1 + Sqrt(x)", 5, "did you mean 'sqrt'?"},
    {"softpls(x)", 1, "did you mean 'softplus'?"},
    {"zzzzzzzz(x)", 1, "'zzzzzzzz' is not a function"},
    {"sin", 4, "expected '(' after the function 'sin', found the end of the formula"},
    {"sin x", 5, "expected '(' after the function 'sin', found 'x'"},
    {"sin + x", 5, "expected '('"},
    {"sin()", 1, "'sin' takes 1 argument, found 0"},
    {"x + sin(x, y)", 5, "'sin' takes 1 argument, found 2"},
    {"pow(x)", 1, "'pow' takes 2 arguments, found 1"},
    {"atan2(x,)", 9, "expected a number, a name or '(', found ')'"},
    {"sin(,x)", 5, "found ','"},
    {"(x", 3, "expected ')' to close the '(' of column 1, found the end of the formula"},
    {"y*((x+1)", 9, "close the '(' of column 3"},
    {"sin(x", 6, "close the '(' of column 4"},
    {"(x y)", 4, "expected '*'"},
    {"(x, y)", 3, "expected ')' to close the '(' of column 1, found ','"},
    {"x)", 2, "this ')' closes nothing"},
    {")", 1, "expected a number, a name or '(', found ')'"},
    {"()", 2, "found ')'"},
    {"x +", 4, "expected a number, a name or '(', found the end of the formula"},
    {"x + * y", 5, "found '*'"},
    {"* x", 1, "found '*'"},
    {"x ^", 4, "found the end of the formula"},
    {"x ^ ^ 2", 5, "found '^'"},
    {"x *** 2", 5, "found '*'"},
    {"-", 2, "found the end of the formula"},
    {"x, y", 2, "expected an operator or the end of the formula, found ','"},
    {"[x]", 1, "found '['"},
    {"[x y] * [2 1; 1 3]", 1, "a list or matrix is no number: write its terms out"},
    {"x.T @ A @ x", 2, "a product of vectors is not read"},
    {"Sin[x] + y", 1, "write sin(x), not Sin[x]"},
    {"\\sin(30^\\circ) x", 9, "degrees are x*pi/180"},
    {"y + Piecewise((x, x > 0))", 5, "'Piecewise' is not a function here: write where("},
    {"x!", 2, "found '!'"},
    {"x = 3", 0, "no parameter"},
    {"max(x)", 1, "'max' takes 2 arguments, found 1"},
    {"\\(x, y) { x^2 + y^2 }", 9, "a function's statements in braces are not read: write f(x, y) = x^2 + y^2"},
    {"x.norm() + y", 3, "'norm' of one number is abs(x): write norm(x, y)"},
    {"x & y", 1, "expected a comparison here, such as x > 0"},
    {"x > 0 and y", 11, "expected a comparison here"},
    {"x if y else 1", 6, "expected a comparison here"},
    {"x if x > 0", 11, "expected else, found the end of the formula"},
    {"where(x, 1, y)", 7, "expected a comparison here"},
    {"where(x > 0, y)", 1, "'where' takes 3 arguments, found 2"},
    {"clip(x)", 1, "'clip' takes 3 arguments, found 1"},
    {"clip(x, None, None)", 1, "'clip' has no bound"},
    {"log(x, base=2)", 8, "'log' has no argument 'base'"},
    {"|x", 3, "expected '|' to close the '|' of column 1, found the end of the formula"},
    {"ln x", 4, "expected '(' after the function 'ln', found 'x'"},
    {"np.sine(x)", 4, "'sine' is not a function; did you mean 'sin'?"},
    {"arctn(x)", 1, "did you mean 'arctan'?"},
    {"x.foo(2)", 3, "'foo' is not a function"},
    {"lambda x, x: x", 11, "'x' is there twice"},
    {"lambda x, y x", 13, "expected ',' or ':', found 'x'"},
    {"f(x, 2) = x", 6, "expected a parameter's name, found '2'"},
    {"x[y]", 3, "expected an index such as 0, found 'y'"},
    {"\\frac{x}{y", 11, "expected '}' to close the '{' of column 9"},
    {"\\nabla x", 1, "'\\nabla' is not known in a formula"},
    {"\\sum_i x", 1, "write its terms out"},
    {"\\sum_{i \\in S} x_i", 1, "expected bounds as in \\sum_{i=1}^{5}, or write its terms out"},
    {"\\begin{cases} x & x > 0 \\\\ y", 1, "there is no \\end{...}"},
    {"\\begin{cases} x & x > 0 \\\\ y \\end{cases", 1, "there is no \\end{...}"},
    {"\\begin{cases} x & x \\\\ y & y > 0 \\end{cases}", 17, "expected a comparison here"},
    {"\\left\\|x\\right\\|", 6, "write sqrt(x^2 + y^2) for a norm"},
    {"def f(x, y):\n  while x > y:\n    x = x - 1\n  return x", 16, "a while loop is not read"},
    {"def f(x, y):\n  s = 0\n  for i in steps:\n    s += x\n  return s", 33, "'steps' is no range or list"},
    {"def f(x, y):\n  if x > 0:\n    return x", 38, "one branch of the if returns a value"},
    {"def f(x, y):\n  return x + f(y, x)", 28, "'f' calls itself"},
    {"def g(a):\n  return a\ndef f(x, y):\n  return g(x, y)", 45, "'g' takes 1 argument, found 2"},
    {"def f(x, y):\n  s += x\n  return s", 16, "'s' has no value yet"},
    {"sum(x for i in range(2000))", 0, "is longer than 2000 bytes"},
    {"sum(0*i for i in range(2000) if i < 0) + x", 38, "of more than 1000 turns"},
    {"x.T @ x", 2, "a product of vectors is not read"},
    {"lambda p: p @ A", 13, "a product of vectors is not read"},
    {"x.y", 2, "found '.'"},
    {".", 1, "found '.'"},
    {"1.2.3*x", 4, "before '.3'"},
    {"0x10*x", 2, "before 'x10'"},
    {"1e999*x", 1, "1e999 is too large"},
    {"x + -1e400", 6, "1e400 is too large"},
    {"x + y + z", 9,
     "'z' would be a third parameter after x and y, and at most two are possible: give it a value, z=1"},
    {"x*kapa + y", 10, "'y' would be a third parameter after x and kapa"},
    {"x + y + kapa", 9, "did you mean 'kappa'?"},
    {"ä + x", 1, "found 'ä'"},
    {"π·ä", 3, "found 'ä'"},
    {"x² + ²", 6, "expected a number, a name or '(', found '²'"},
    {"x + \x01", 5, "a control character (0x01)"},
    {"x \x7f", 3, "a control character (0x7f)"},
    {"x + \xff", 5, "a byte that is not UTF-8 (0xff)"},
    {"x + \xc3", 5, "a byte that is not UTF-8 (0xc3)"},
    {"x + \xe2\x82", 5, "a byte that is not UTF-8 (0xe2)"},
    {"normal(0)*x", 8, "normal takes a whole number from 1 to 16, found '0'"},
    {"normal(17)*x", 8, "found '17'"},
    {"normal(1.5)*x", 8, "found '1.5'"},
    {"normal(x)", 8, "found 'x'"},
    {"normal(k)*x", 8, "found 'k'"},
    {"normal()*x", 8, "found ')'"},
    {"normal(1, 2)*x", 9, "expected ')' to close the '(' of column 7, found ','"},
    {"normal(1*x", 9, "expected ')'"},
    {"normal*x", 7, "expected '(' after the function 'normal'"},
    {"abcdefghijklmnopqrstuvwxyzabcdefghij", 1, "longer than 31 characters"},
    {"abcdefghijklmnopqrstuvwxyzabcdefgh + x", 1, "the name 'abcdefghijklmnopqrstuvwxyzabcdefgh' is longer"},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqr + x", 1,
     "the name 'abcdefghijklmnopqrstuvwxyzabcdefghijklmn...' is longer"},
};

static void check_refusal(const char *text, int column, const char *says)
{
    const char *const columns[] = {"u"};
    const FormulaConstant constants[] = {{"k", 1}, {"kappa", 2}};
    FormulaError error = {.column = -1};
    Formula *formula = formula_compile(text, &(FormulaNames){columns, 1, constants, 2, 2}, &error);
    if (formula)
        fail_msg("'%s' is not refused", text);
    if (error.column != column || !strstr(error.text, says))
        fail_msg("'%s': column %d: %s\nexpected column %d: %s", text, error.column, error.text, column, says);
}

static void errors_say_where_and_what(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++)
        check_refusal(REFUSALS[i].text, REFUSALS[i].column, REFUSALS[i].says);
}

static void one_parameter_at_most(void **state)
{
    (void)state;
    FormulaError error;
    assert_null(formula_compile("x + a", &(FormulaNames){.parameters_max = 1}, &error));
    assert_int_equal(error.column, 5);
    assert_string_equal(error.text,
                        "'a' would be a second parameter after x, and at most one is possible: give it a value, a=1");
    assert_null(formula_compile("a+b+c+d+f+g+h+i+j", NULL, &error));
    assert_int_equal(error.column, 17);
    assert_non_null(
        strstr(error.text, "ninth parameter after a, b, c, d, f, g, h and i, and at most eight are possible"));
}

// prefix n times, then middle, then suffix n times.
static char *nested(const char *prefix, const char *middle, const char *suffix, int n)
{
    char *text = malloc((strlen(prefix) + strlen(suffix)) * (size_t)n + strlen(middle) + 1);
    char *at = text;
    for (int i = 0; i < n; i++)
        at = stpcpy(at, prefix);
    at = stpcpy(at, middle);
    for (int i = 0; i < n; i++)
        at = stpcpy(at, suffix);
    return text;
}

static void check_nesting(const char *prefix, const char *suffix)
{
    FormulaError error;
    char *shallow = nested(prefix, "x", suffix, FORMULA_DEPTH_MAX / 2 - 1), *deep = nested(prefix, "x", suffix, 250);
    formula_destroy(compile(shallow, NULL));
    assert_null(formula_compile(deep, NULL, &error));
    assert_non_null(strstr(error.text, "nested more than 100 deep"));
    assert_within(error.column, 40, 900);
    free(shallow);
    free(deep);
}

static void depth_is_limited(void **state)
{
    (void)state;
    check_nesting("(", ")");
    check_nesting("-", "");
    check_nesting("+", "");
    check_nesting("sin(", ")");
    check_nesting("x^", "");
    check_nesting("max(1,", ")");
    check_nesting("-(", ")");
}

static void length_is_limited(void **state)
{
    (void)state;
    FormulaError error;
    char *longest = nested("x+", "y", "", (FORMULA_TEXT_MAX - 1) / 2),
         *longer = nested("x+", "yy", "", FORMULA_TEXT_MAX / 2);
    formula_destroy(compile(longest, NULL));
    assert_null(formula_compile(longer, NULL, &error));
    assert_int_equal(error.column, 0);
    assert_string_equal(error.text, "the formula is longer than 2000 bytes");
    free(longest);
    free(longer);
}

static void program_size_is_limited(void **state)
{
    (void)state;
    FormulaError error;
    char text[FORMULA_TEXT_MAX + 1];
    char *chain_x = nested("(", "x", "+1)^-1023", 95), *chain_y = nested("(", "y", "+1)^-1023", 95);
    snprintf(text, sizeof text, "%s+%s", chain_x, chain_y);
    formula_destroy(compile(chain_x, NULL));
    assert_null(formula_compile(text, NULL, &error));
    assert_int_equal(error.column, 0);
    assert_string_equal(error.text, "the formula and its gradient need more than 4096 operations");
    free(chain_x);
    free(chain_y);
}

static void names_and_errors_are_optional(void **state)
{
    (void)state;
    assert_null(formula_compile("2x", NULL, NULL));
    formula_destroy(NULL);
    formula_work_destroy(NULL);
}

static int characters(const char *text)
{
    int n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

static void check_anything(const char *text)
{
    FormulaError error = {.column = -1};
    Formula *formula = formula_compile(text, &(FormulaNames){.parameters_max = 2}, &error);
    if (formula) {
        evaluate(formula, (double[FORMULA_PARAMETERS_MAX]){0.5, -2});
    } else {
        assert_within(error.column, 0, characters(text) + 1);
        assert_within(strlen(error.text), 5, sizeof error.text - 1);
        assert_null(strpbrk(error.text, "\n\t"));
    }
    formula_destroy(formula);
}

static void any_bytes_are_answered(void **state)
{
    (void)state;
    for (int k = 0; k < 20000; k++) {
        Writer writer = {.stream = 1u << 22 | (unsigned)k};
        int length = draw(&writer, 60);
        for (int i = 0; i < length; i++)
            writer.text[i] = (char)(1 + draw(&writer, 255));
        check_anything(writer.text);
    }
}

static void any_words_are_answered(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"x",
                                        "y",
                                        "z",
                                        "2",
                                        "1e3",
                                        "+",
                                        "-",
                                        "*",
                                        "/",
                                        "^",
                                        "(",
                                        ")",
                                        ",",
                                        "sin(",
                                        "max(",
                                        "pow(",
                                        "normal(",
                                        "1",
                                        " ",
                                        "pi",
                                        "²",
                                        "−",
                                        "·",
                                        "**",
                                        "0",
                                        "1e999",
                                        "é",
                                        "sine(",
                                        "^-1",
                                        "1023",
                                        "|",
                                        "\\frac{",
                                        "}{",
                                        "}",
                                        "where(",
                                        " > ",
                                        " if ",
                                        " else ",
                                        "lambda x: ",
                                        "f(x, y) = ",
                                        "\n",
                                        "z = ",
                                        "def f(x, y):",
                                        "return ",
                                        "x[0]",
                                        ".pow(",
                                        "np.",
                                        "\\sin ",
                                        "_1",
                                        "θ",
                                        " and ",
                                        "clip(",
                                        "None",
                                        "a=1",
                                        "√",
                                        "⌊",
                                        ";",
                                        "#",
                                        "\\sqrt[",
                                        "\\sum_{i=1}^{2} ",
                                        "\\begin{cases}",
                                        "\\end{cases}",
                                        " & ",
                                        "\\\\",
                                        "sum(",
                                        ".sum()",
                                        "norm(",
                                        "[",
                                        "]",
                                        ":",
                                        "f(",
                                        "i",
                                        " for i in range(3)",
                                        "s += ",
                                        "\n    ",
                                        "\n    if x > 0:",
                                        "\n    else:",
                                        "\n    for i in x:"};
    int compiled = 0;
    for (int k = 0; k < 30000; k++) {
        Writer writer = {.stream = 1u << 23 | (unsigned)k};
        int length = draw(&writer, k % 50 ? 12 : 600);
        for (int i = 0; i < length; i++)
            put(&writer, WORDS[draw(&writer, sizeof WORDS / sizeof *WORDS)]);
        Formula *formula = formula_compile(writer.text, NULL, NULL);
        compiled += formula != NULL;
        formula_destroy(formula);
        check_anything(writer.text);
    }
    assert_within(compiled, 300, 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_say_where_and_what), cmocka_unit_test(one_parameter_at_most),
        cmocka_unit_test(depth_is_limited),          cmocka_unit_test(length_is_limited),
        cmocka_unit_test(program_size_is_limited),   cmocka_unit_test(names_and_errors_are_optional),
        cmocka_unit_test(any_bytes_are_answered),    cmocka_unit_test(any_words_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
