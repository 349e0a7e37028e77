// Formulas as people have them, and what is kept of them: the same in the formula language alone.
#include "compiled.h"

#include <stdio.h>

typedef struct Form {
    const char *typed, *plain;
} Form;

static const Form FORMS[] = {
    // Python, numpy, torch and others
    {"np.sin(x)**2 + y**2", "sin(x)**2 + y**2"},
    {"torch.exp(-x**2) + math.cos(y)", "exp(-x**2) + cos(y)"},
    {"torch.nn.functional.softplus(x) + F.relu(y) + jnp.hypot(x, y)", "softplus(x) + relu(y) + hypot(x, y)"},
    {"np.pi*x + math.e*y", "pi*x + e*y"},
    {"\\(x) x^2", "x^2"},
    {"\\(y, x) x^2 + 2*y", "f(y, x) = x^2 + 2*y"},
    {"x.norm()^2", "hypot(x0, x1)^2"},
    {"x^2 + y^2 // the bowl", "x^2 + y^2"},
    {"x^2 + y^2; // bowl", "x^2 + y^2"},
    {"x^2 // comment", "x^2"},
    {"// a bowl\nx^2 + y^2", "x^2 + y^2"},
    {"z = x^2 // height above\nz + y^2", "x^2 + y^2"},
    {"x // 2 if x > 0 else y", "where(x > 0, round((x - remainder(x, 2))/2), y)"},
    {"x // y", "round((x - remainder(x, y))/y)"},
    {"\\frac x2 + \\frac1y", "x/2 + 1/y"},
    {"lambda x, y: (1-x)**2 + 100*(y-x**2)**2", "(1-x)**2 + 100*(y-x**2)**2"},
    {"lambda y, x: x**2 + 2*y", "f(y, x) = x**2 + 2*y"},
    {"f = lambda x: x**2", "x**2"},
    {"lambda p: (1-p[0])**2 + 100*(p[1]-p[0]**2)**2", "(1-p0)**2 + 100*(p1-p0**2)**2"},
    {"x[:, 1]**2 + x[..., 0]", "x1**2 + x0"},
    {"x.pow(2) + y.abs()", "pow(x, 2) + abs(y)"},
    {"(x*y).square()", "(x*y)^2"},
    {"x**2 if x > 0 else -x", "where(x > 0, x**2, -x)"},
    {"x if x > 1 else y if y > 1 else x*y", "where(x > 1, x, where(y > 1, y, x*y))"},
    {"np.where((x > 0) & (y > 0), x, y)", "where(logical_and(x > 0, y > 0), x, y)"},
    {"where(0 < x <= 1, x, y)", "where(logical_and(0 < x, x <= 1), x, y)"},
    {"where(not x > 0 or y > 0, x, y)", "where(logical_or(logical_not(x > 0), y > 0), x, y)"},
    {"(x > 0)*x^2 + y", "where(x > 0, 1, 0)*x^2 + y"},
    {"x ≤ 3", "where(x <= 3, 1, 0)"},
    {"torch.clamp(x, min=0) + y", "where(x > 0, x, 0) + y"},
    {"torch.clamp(x, max=1, min=-1)", "clamp(x, -1, 1)"},
    {"np.clip(x, None, 1)", "where(x < 1, x, 1)"},
    {"max(x, y, 1)", "max(max(x, y), 1)"},
    {"ln(x) + arctan(y) + np.square(x + 1)", "log(x) + atan(y) + (x + 1)^2"},
    {"square(x)^3/square(y)", "(x^2)^3/y^2"},
    {"x/divide(x, y)", "x/(x/y)"},
    {"np.maximum(x, y) + np.fabs(x)", "max(x, y) + abs(x)"},
    {"log(x, 2)", "log(x)/log(2)"},
    {"x % 2 + y // 3", "remainder(x, 2) + round((y - remainder(y, 3))/3)"},
    {"gelu(x, approximate='tanh') + F.gelu(y, approximate='none')",
     "0.5*x*(1 + tanh(sqrt(2/pi)*(x + 0.044715*x*x*x))) + y*(1 + erf(y/sqrt(2)))/2"},
    {"nn.MSELoss()(x, y) + nn.LeakyReLU(0.1)(x)", "(x - y)^2 + where(x > 0, x, 0.1*x)"},
    {"torch.nn.HuberLoss(delta=2)(x, y) + nn.ReLU()(x)",
     "where(abs(x - y) <= 2, (x - y)^2/2, 2*(abs(x - y) - 2/2)) + relu(x)"},
    {"ln|x| + y", "log(abs(x)) + y"},
    {"Abs(x) + Max(x, y, 1) + Rational(1, 2)*Heaviside(y)",
     "abs(x) + max(max(x, y), 1) + 1/2*where(y < 0, 0, where(y == 0, 1/2, 1))"},
    {"lambda p: np.dot(p, p)", "p0*p0 + p1*p1"},
    {"lambda p: 1 + p.T @ p", "1 + (p0*p0 + p1*p1)"},
    {"F.gelu(x) + F.silu(y)", "x*(1 + erf(x/sqrt(2)))/2 + y*sigmoid(y)"},
    {"F.leaky_relu(x, negative_slope=0.1) + F.softplus(y, beta=2)", "where(x > 0, x, 0.1*x) + softplus(2*y)/2"},
    {"F.mse_loss(x, y) + F.huber_loss(input=x, target=y, delta=2)",
     "(x - y)^2 + where(abs(x - y) <= 2, (x - y)^2/2, 2*(abs(x - y) - 2/2))"},
    {"F.binary_cross_entropy_with_logits(x, y)", "softplus(x) - x*y"},
    {"torch.logsumexp(torch.stack([x, y]), dim=0)", "max(x, y) + log1p(exp(-abs(x - y)))"},
    {"np.linalg.norm([x - 1, y])", "hypot(x - 1, y)"},
    {"sigma(x) + y", "sigmoid(x) + y"},
    // sums
    {"sum(i*x for i in range(1, 3)) + y", "1*x + 2*x + y"},
    {"sum([(x - a)**2 + b*y for a, b in [(1, 2), (-3, 4)]])", "(x - 1)**2 + 2*y + ((x - -3)**2 + 4*y)"},
    {"sum(x*i*j for i in range(1, 3) for j in range(1, 3) if i != j) + y", "x*1*2 + x*2*1 + y"},
    {"np.prod([x, y]) + np.mean([x, y, 1])", "x*y + (x + y + 1)/3"},
    {"lambda x: 20 + np.sum(x**2 - 10*np.cos(2*np.pi*x))",
     "20 + (x0**2 - 10*cos(2*pi*x0) + (x1**2 - 10*cos(2*pi*x1)))"},
    {"lambda p: (p**2).sum() + p.pow(2).mean()", "(p0**2) + (p1**2) + (pow(p0, 2) + pow(p1, 2))/2"},
    {"sum(x.^2)", "x0^2 + x1^2"},
    {"sum(x**2 + y**2)", "x**2 + y**2"},
    {"def rosen(x):\n    return sum(100.0*(x[1:]-x[:-1]**2.0)**2.0 + (1-x[:-1])**2.0)",
     "100.0*(x1-x0**2.0)**2.0 + (1-x0)**2.0"},
    {"def f(x):\n    x = np.asarray(x)\n    d = len(x)\n    return 10*d + x.shape[0]*np.sum(x)", "10*2 + 2*(x0 + x1)"},
    {"def levy(x):\n    w = 1 + (x - 1)/4\n    return w[0]**2 + np.sum(w[:-1])",
     "f(x0, x1) = (1 + (x0 - 1)/4)**2 + (1 + (x0 - 1)/4)"},
    {"def f(v):\n    return sum(i*vi for i, vi in enumerate(v, 1))", "1*v0 + 2*v1"},
    // loops, conditions, functions
    {"def f(x, y):\n    s = 0\n    for i in range(1, 3):\n        s += i*np.cos(x)\n    return s*y",
     "(1*cos(x) + 2*cos(x))*y"},
    {"def f(x, y):\n    s = x**2\n    s *= 2\n    s -= y\n    s **= 2\n    return s", "(x**2*2 - y)^2"},
    {"def griewank(x):\n    s, p = 0, 1\n    for i in range(len(x)):\n        s += x[i]**2/4000\n"
     "        p *= np.cos(x[i]/np.sqrt(i+1))\n    return s - p + 1",
     "x0**2/4000 + x1**2/4000 - cos(x0/sqrt(0+1))*cos(x1/sqrt(1+1)) + 1"},
    {"def f(x, y):\n    c = [1, -2]\n    s = 0\n    for i in range(2):\n        if i == 1:\n            s += c[i]*x\n"
     "        else:\n            s += y\n    return s",
     "y + -2*x"},
    {"def f(x, y):\n    if x > 0:\n        return x**2\n    elif y > 0: return x\n    return y**2",
     "where(x > 0, x**2, where(y > 0, x, y**2))"},
    {"def f(x, y):\n    if x > 0:\n        z = x\n    else:\n        z = -x\n    return z + y**2",
     "where(x > 0, x, -x) + y**2"},
    {"def g(t, k=2):\n    return k*t*t\ndef f(x, y):\n    return g(x + y) + g(y, k=3)", "2*(x + y)*(x + y) + 3*y*y"},
    {"g = lambda t: t**2\nf = lambda x, y: g(x) + g(y - 1)", "x**2 + (y - 1)**2"},
    {"def f(x, y):\n    return x + 2*y\ndef grad(x, y):\n    return (f(x + 1e-6, y) - f(x, y))/1e-6", "x + 2*y"},
    {"g = @(x) x.^2; f = @(x,y) g(x) + 2*g(y);", "x^2 + 2*y^2"},
    // several lines
    {"def f(x, y):\n    \"\"\"The banana.\"\"\"\n    a = 1.0\n    return (a - x)**2 + 100*(y - x**2)**2",
     "(a - x)**2 + 100*(y - x**2)**2"},
    {"import numpy as np\n\ndef f(p):\n    x, y = p\n    u = x**2 + y - 11  # first\n    v = x + y**2 - 7\n    return "
     "u**2 + v**2\n\nprint(f(p))",
     "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"},
    {"def f(x: float, y: float) -> float:\n    return (x**2\n        + y**2)/2", "(x**2 + y**2)/2"},
    {"x = torch.tensor(1.5, requires_grad=True)\ny = torch.tensor(2.)\nloss = (x - 1)**2 + y**2\nloss.backward()",
     "(x - 1)**2 + y**2"},
    {"X, Y = np.meshgrid(x, y)\nZ = np.sin(X)*np.cos(Y)", "sin(X)*cos(Y)"},
    {"def f(w):\n    b, a = w[1], w[0]\n    return a - b", "a - b"},
    {"def f(x, y): a = x + y; return a**2", "(x + y)**2"},
    {"x^2 +\ny^2", "x^2 + y^2"},
    // MATLAB, Julia, print
    {"x.^2 + y.*y + 1./x", "x^2 + y*y + 1./x"},
    {"@(x) (1-x(1))^2 + 100*(x(2)-x(1)^2)^2", "(1-x1)^2 + 100*(x2-x1^2)^2"},
    {"(x, y) -> sin.(x) + y", "sin(x) + y"},
    {"f(x, y) = (1-x)^2 + 100*(y-x^2)^2", "(1-x)^2 + 100*(y-x^2)^2"},
    {"f(a, b) = b^2 + a^2", "f(a, b) = b^2 + a^2"},
    {"f(x, y) = x^2", "f(x, y) = x^2"},
    {"z = x^2 + y^2;", "x^2 + y^2"},
    {"|x| + |y - |x||", "abs(x) + abs(y - abs(x))"},
    {"||x| - 1|", "abs(abs(x) - 1)"},
    {"θ₁² + θ₂^2", "theta1² + theta2^2"},
    {"sin²(x) + cos^2(y)", "sin(x)^2 + cos(y)^2"},
    {"√x + ⌊y⌋ + ⌈x⌉", "sqrt(x) + floor(y) + ceil(x)"},
    // LaTeX
    {"\\frac{x^2}{2} + \\frac12 y^{2}", "x^2/2 + 1/2*y^2"},
    {"\\left(1-x\\right)^2+100\\left(y-x^2\\right)^2", "(1 - x)^2 + 100*(y - x^2)^2"},
    {"\\sin x + \\cos^{2}(y) + \\tan^{-1} x", "sin(x) + cos(y)^2 + atan(x)"},
    {"\\sin 2\\pi x \\cos 2\\pi y", "sin(2*pi*x)*cos(2*pi*y)"},
    {"\\sqrt[3]{x} + \\sqrt[4]{y} + \\sqrt2", "cbrt(x) + y^(1/4) + sqrt(2)"},
    {"\\theta_{0}^{2} + 3\\theta_1^2", "theta_0^2 + 3*theta_1^2"},
    {"\\theta_{i,j+1}^2 + x_ {out}", "theta_ij1^2 + x_out"},
    {"x_1^2 + x_1x_2 \\cdot 2", "x_1^2 + x_1*x_2*2"},
    {"e^{-x^2-y^2}", "e^(-x^2 - y^2)"},
    {"f(x, y) = x^{2} + xy", "x^2 + x*y"},
    {"\\mathcal{L}(\\theta_0, \\theta_1) = \\theta_0^2 + \\theta_1^{2}", "theta_0^2 + theta_1^2"},
    {"\\mathrm{e}^{x} + \\operatorname{sign}(y)", "e^x + sign(y)"},
    {"\\[ \\left|x\\right| + \\lfloor y \\rfloor \\]", "abs(x) + floor(y)"},
    {"\\exp\\left[-\\frac{x^2+y^2}{2}\\right]", "exp(-(x^2 + y^2)/2)"},
    {"\\ln(x) + \\log_{10} y", "log(x) + log10(y)"},
    {"\\begin{cases} x^2 & x>0 \\\\ y^2 & \\text{otherwise} \\end{cases}", "where(x>0, x^2, y^2)"},
    {"f(x,y) = \\begin{cases} x, & \\text{if } |x| \\le \\delta, \\\\ 0, & x = y, \\\\ y^2 & \\text{else.} "
     "\\end{cases} + 1",
     "where(abs(x) <= delta, x, where(x==y, 0, y^2)) + 1"},
    {"\\left\\{\\begin{array}{ll} x^2 & x>0 \\\\ -y & x \\leq 0 \\end{array}\\right.", "where(x>0, x^2, -y)"},
    {"f(\\mathbf{x}) = \\sum_{i=1}^{2} x_i^2", "x_1^2 + x_2^2"},
    {"\\sum_{i=1}^{n-1} \\left[ 100(x_{i+1} - x_i^2)^2 + (1-x_i)^2 \\right]", "100*(x_2 - x_1^2)^2 + (1 - x_1)^2"},
    {"{\\frac {\\sum _{i=1}^{n}x_{i}^{4}-16x_{i}}{2}}", "(x_1^4 - 16*x_1 + (x_2^4 - 16*x_2))/2"},
    {"\\prod_{i=1}^2 x_i + \\frac1n \\sum_{i=1}^n x_i", "x_1*x_2 + (x_1 + x_2)/2"},
    {"\\sum_{i=1}^{2} i \\cos(i x + y) + 3", "1*cos(1*x + y) + 2*cos(2*x + y) + 3"},
    {"{\\displaystyle f(x,y)=-\\left|\\sin x\\right|+{\\frac {y}{\\pi }}}", "-abs(sin(x)) + y/pi"},
    {"$x^2 + y^2.$", "x^2 + y^2"},
    {"\\( x^{2} + y^2 \\).", "x^2 + y^2"},
    {"$$x^{2.}+y,$$", "x^2. + y"},
    {"\\[ \\tfrac12 x^2 + y^2. \\]", "1/2*x^2 + y^2"},
    {"\\begin{equation*} x^2 + y^2. \\tag{1} \\end{equation*}", "x^2 + y^2"},
    {"\\boxed{x^2 + \\overline{y}}\\text{, }", "x^2 + y"},
    {"x^2 \\text{ if } x > 0 \\text{ else } y", "where(x>0, x^2, y)"},
    {"L_{\\text{total}} = x^2 + y^2", "x^2 + y^2"},
    {"\\boldsymbol{\\theta}_1^2 + \\mathbf{x}_{\\text{out}}", "theta_1^2 + x_out"},
    {"y=\\left\\{x>0:x^{2},x\\le-1:\\frac{1}{2},-x\\right\\}+1", "where(x>0, x^2, where(x <= -1, 1/2, -x)) + 1"},
    // fractions in one sign
    {"½x² + ⅔ y²", "(1/2)*x² + (2/3)*y²"},
    {"-½(x - 1)^2 + 1¾*y", "-(1/2)*(x - 1)^2 + (7/4)*y"},
    {"x^½ − ¼√y", "x^(1/2) − (1/4)*sqrt(y)"},
    {"½|x| + ⅛sin(y)", "(1/2)*abs(x) + (1/8)*sin(y)"},
    {"1⁄2 x² + ³⁄₄y² + x⁄10", "(1/2)*x² + (3/4)*y² + x/10"},
    {"\\sqrt{½xy}", "sqrt((1/2)*x*y)"},
    // spreadsheets, C, JavaScript
    {"=(1-$A$1)^2 + 100*(B$1-$A1^2)^2 + PI()", "(1-A1)^2 + 100*(B1-A1^2)^2 + pi"},
    {"x > 0 ? x^2 : y > 0 ? y : -x", "where(x > 0, x^2, where(y > 0, y, -x))"},
    {"const f = (x, y) => x*x + Math.PI*y;", "x*x + pi*y"},
    {"x => x**2", "x**2"},
    // the language itself
    {"x² − 2·y³", "x² − 2·y³"},
    {"2.*x + 3.^y", "2.*x + 3.^y"},
    {"(1-x)^2 + 100*(y-x^2)^2", "(1-x)^2 + 100*(y-x^2)^2"},
    {"-a*exp(-b*sqrt( x**2 ))", "-a*exp(-b*sqrt( x**2 ))"},
    {"x*π + where(x <= 0, pow(x, 2), -y)", "x*π + where(x <= 0, pow(x, 2), -y)"},
};

static FormulaPlain plain_of(const char *text)
{
    static const FormulaNames names = {0};
    FormulaPlain plain;
    FormulaError error;
    if (!formula_plain(text, &names, &plain, &error))
        fail_msg("'%s', column %d: %s", text, error.column, error.text);
    return plain;
}

static void forms_are_written_in_the_language(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        FormulaPlain plain = plain_of(FORMS[i].typed);
        if (strcmp(plain.text, FORMS[i].plain) != 0)
            fail_msg("'%s' is '%s', expected '%s'", FORMS[i].typed, plain.text, FORMS[i].plain);
        assert_string_equal(plain_of(plain.text).text, plain.text);
    }
}

// Parameters, value and gradient, bit for bit.
static void both_texts_are_one_formula(void **state)
{
    (void)state;
    const double at[FORMULA_PARAMETERS_MAX] = {0.7, 1.9, -0.3, 2};
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++) {
        FormulaPlain plain = plain_of(FORMS[i].typed);
        const FormulaNames names = {.constants = plain.constants, .n_constants = plain.n_constants};
        Formula *typed = compile(FORMS[i].typed, &names), *written = compile(plain.text, &names);
        Result a = evaluate(typed, at), b = evaluate(written, at);
        assert_int_equal(formula_dimension(typed), formula_dimension(written));
        bool same = same_bits(a.value, b.value);
        for (int k = 0; k < formula_dimension(typed); k++) {
            assert_string_equal(formula_parameter(typed, k), formula_parameter(written, k));
            same &= same_bits(a.gradient[k], b.gradient[k]);
        }
        if (!same)
            fail_msg("'%s' has other numbers than '%s'", FORMS[i].typed, plain.text);
        formula_destroy(typed);
        formula_destroy(written);
    }
}

static void constants_of_a_text_are_told(void **state)
{
    (void)state;
    static const char *const TEXTS[] = {
        "f = lambda x, y, a=1, b=-1e2: (a-x)**2 + b*(y-x**2)**2",
        "a = 1\nb = -100.0\nunused = 3\ndef f(x, y):\n    return (a-x)**2 + b*(y-x**2)**2",
    };
    for (int i = 0; i < 2; i++) {
        FormulaPlain plain = plain_of(TEXTS[i]);
        assert_string_equal(plain.text, "(a-x)**2 + b*(y-x**2)**2");
        assert_int_equal(plain.n_constants, 2);
        assert_string_equal(plain.constants[1].name, "b");
        assert_true(plain.constants[0].value == 1 && plain.constants[1].value == -100);
    }
}

static void means_are_over_the_rows(void **state)
{
    (void)state;
    static const char *const COLUMNS[] = {"u", "t"};
    const FormulaNames names = {.columns = COLUMNS, .n_columns = 2};
    static const Form MEANS[] = {
        {"np.mean((w*u - t)**2)", "(w*u - t)**2"},
        {"((w*u - t)**2).mean() + 0.1*w**2", "((w*u - t)**2) + 0.1*w**2"},
        {"np.sum((w*u - t)**2)/len(t)", "(w*u - t)**2"},
        {"\\frac{1}{n}\\sum_{i=1}^{n} (w u_i - t_i)^2", "(w*u - t)^2"},
        {"J(w) = \\frac{1}{2m} \\sum_{i=1}^m \\left(w u^{(i)} - t^{(i)}\\right)^2", "(w*u - t)^2/2"},
        {"F.mse_loss(w*u, t, reduction='mean')", "(w*u - t)^2"},
        {"np.sum((w*u - t)**2)", NULL},
        {"\\sum_{i=1}^{n} (w u_i - t_i)^2", NULL},
        {"np.sqrt(np.mean((w*u - t)**2))", NULL},
        {"np.mean(w*u)*np.mean(t)", NULL},
        {"F.mse_loss(w*u, t, reduction='sum')", NULL},
        {"sum((w*a - b)**2 for a, b in zip(u, t))", NULL},
    };
    for (size_t i = 0; i < sizeof MEANS / sizeof *MEANS; i++) {
        FormulaPlain plain;
        FormulaError error;
        bool read = formula_plain(MEANS[i].typed, &names, &plain, &error);
        if (read != (MEANS[i].plain != NULL) || (read && strcmp(plain.text, MEANS[i].plain) != 0))
            fail_msg("'%s': %s", MEANS[i].typed, read ? plain.text : error.text);
        if (!read)
            assert_non_null(strstr(error.text, "mean"));
    }
}

static void heads_end_where_formulas_begin(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int head;
    } HEADS[] = {
        {"x^2 k=3", 0},          {"f(x, y) = x^2", 10}, {"z = x^2 k=3", 4}, {"lambda x, a=1: x", 15},
        {"f = lambda x: x", 14}, {"sin(x) == 1", 0},    {"(x) = 1", 0},     {"x == 1", 0},
    };
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        assert_int_equal(formula_head(HEADS[i].text), HEADS[i].head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_written_in_the_language), cmocka_unit_test(both_texts_are_one_formula),
        cmocka_unit_test(constants_of_a_text_are_told),      cmocka_unit_test(means_are_over_the_rows),
        cmocka_unit_test(heads_end_where_formulas_begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
