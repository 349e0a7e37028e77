"""The loss of exported scripts, its slope and the lambdas of schedules, by Python's math alone, against Ravine's own:
formulas drawn at random from the whole grammar, and those whose Python was once another. torch is a stand-in of the few
functions that such a script calls."""
import csv
import keyword
import math
import os
import random
import subprocess
import sys
import types

RAVINE, SCRATCH = os.environ["RAVINE"], os.environ["SCRATCH"]
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 100


class Tensor:
    """Doubles of IEEE 754: whatever it is given, it gives a value."""

    def __init__(self, values):
        self.values = values if isinstance(values, list) else [float(values)]

    def __iter__(self):
        return iter(Tensor(value) for value in self.values)

    def __getitem__(self, key):
        return Tensor([row[key[1]] for row in self.values])

    def item(self):
        return self.values[0]

    def mean(self):
        return Tensor(sum(self.values) / len(self.values))

    def sum(self):
        return Tensor(sum(self.values))

    def all(self):
        return True

    @property
    def T(self):
        return [Tensor([float(row[i]) for row in self.values]) for i in range(len(self.values[0]))]


def lanes(function):
    def of(*given):
        given = [one.values if isinstance(one, Tensor) else [one] for one in given]
        most = max(len(one) for one in given)
        return Tensor([function(*(one[i % len(one)] for one in given)) for i in range(most)])

    return of


def ieee(function, edge=lambda *given: math.nan):
    """math raises where C has inf or nan."""

    def of(*given):
        if any(one != one for one in given):
            return math.nan
        try:
            return float(function(*given))
        except (ValueError, ZeroDivisionError, OverflowError):
            return edge(*given)

    return of


def divide(a, b):
    if b != 0 or a == 0 or a != a:
        return a / b if b != 0 else math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def power(a, b):
    a, b = float(a), float(b)
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        if a == 0:
            return math.copysign(math.inf, a) if b % 2 == 1 else math.inf
        return math.nan


def log_edge(at):
    return lambda a: -math.inf if a == at else math.nan


def steep(a):
    return math.copysign(math.inf, a)


def floats(function):
    return lambda *given: function(*(float(one) for one in given))


def operators():
    rows = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
            "truediv": divide, "pow": power}
    for name, function in rows.items():
        setattr(Tensor, f"__{name}__", lambda a, b, f=floats(function): lanes(f)(a, b))
        setattr(Tensor, f"__r{name}__", lambda b, a, f=floats(function): lanes(f)(a, b))
    compared = {"lt": lambda a, b: a < b, "le": lambda a, b: a <= b, "gt": lambda a, b: a > b,
                "ge": lambda a, b: a >= b, "eq": lambda a, b: a == b, "ne": lambda a, b: a != b}
    for name, function in compared.items():
        setattr(Tensor, f"__{name}__", lambda a, b, f=function: lanes(f)(a, b))
    Tensor.__neg__ = lanes(lambda a: -a)
    Tensor.__pos__ = lambda a: a


def sign(a):
    return a if a == 0 or a != a else math.copysign(1, a)


def remainder(a, b):
    if b == 0 or not math.isfinite(a) or b != b:
        return math.nan
    rest = math.fmod(a, b)
    return rest + b if rest != 0 and (rest < 0) != (b < 0) else rest


def sigmoid(a):
    return 1 / (1 + math.exp(-a)) if a > -700 else math.exp(a)


def stand_in():
    torch = types.ModuleType("torch")
    for name in "sin cos tan asin acos atan asinh acosh tanh sqrt hypot atan2".split():
        setattr(torch, name, lanes(ieee(getattr(math, name))))
    torch.exp = lanes(ieee(math.exp, lambda a: math.inf))
    torch.expm1 = lanes(ieee(math.expm1, lambda a: math.inf))
    torch.cosh = lanes(ieee(math.cosh, lambda a: math.inf))
    torch.sinh = lanes(ieee(math.sinh, steep))
    torch.log1p = lanes(ieee(math.log1p, log_edge(-1)))
    torch.atanh = lanes(ieee(math.atanh, lambda a: steep(a) if abs(a) == 1 else math.nan))
    for name in ("log", "log2", "log10"):
        setattr(torch, name, lanes(ieee(getattr(math, name), log_edge(0))))
    for name in ("floor", "ceil", "trunc"):
        setattr(torch, name, lanes(ieee(getattr(math, name), lambda a: a)))
    torch.round = lanes(ieee(round, lambda a: a))
    torch.erf = lanes(ieee(math.erf))
    torch.where = tensors(lambda c, a, b: a if c else b)
    torch.clamp = tensors(lambda a, b, c: a if a != a else min(max(a, b), c))
    torch.remainder = tensors(remainder)
    torch.logical_and = tensors(lambda a, b: bool(a and b))
    torch.logical_or = tensors(lambda a, b: bool(a or b))
    torch.logical_not = tensors(lambda a: not a)
    torch.abs, torch.sign, torch.sigmoid = lanes(abs), lanes(sign), lanes(ieee(sigmoid))
    torch.relu = lanes(lambda a: a if a > 0 or a != a else 0.0)
    torch.minimum, torch.maximum = tensors(ieee(min)), tensors(ieee(max))
    torch.hypot, torch.atan2 = tensors(ieee(math.hypot)), tensors(ieee(math.atan2))
    torch.logaddexp = tensors(ieee(lambda a, b: a if a == math.inf else max(a, b) + math.log1p(math.exp(-abs(a - b)))))
    torch.tensor = lambda values, requires_grad=False: Tensor(values)
    torch.isfinite = lambda value: Tensor(0.0)
    torch.zeros = lambda rows, columns: Tensor([[0.0] * columns] * rows)
    torch.set_default_dtype = lambda dtype: None
    torch.float64 = float
    torch.autograd = types.SimpleNamespace(grad=lambda value, p: (p,))
    torch.optim = types.ModuleType("torch.optim")
    torch.optim.SGD = Still
    torch.optim.lr_scheduler = types.ModuleType("torch.optim.lr_scheduler")
    torch.optim.lr_scheduler.LambdaLR = LambdaLR
    return {"torch": torch, "torch.optim": torch.optim}


def tensors(function):
    """torch's functions of two and three take no numbers."""
    def of(*given):
        assert all(isinstance(one, Tensor) for one in given), "a number where torch wants a tensor"
        return lanes(function)(*given)

    return of


class Still:
    def __init__(self, params, lr):
        self.param_groups = [{"lr": lr}]

    def step(self, closure):
        pass


class LambdaLR:
    def __init__(self, optimizer, lr_lambda):
        self.group, self.of, self.epoch = optimizer.param_groups[0], lr_lambda, 0
        self.group["initial_lr"] = self.group["lr"]
        self.group["lr"] *= self.of(0)

    def step(self):
        self.epoch += 1
        self.group["lr"] = self.group["initial_lr"] * self.of(self.epoch)


# Each is what once was other Python, or none: FORMULA, with its constants.
KNOWN = """
pow(x,2)^3 + y
x²^3 + y
x^2/sigmoid(k) + y k=0.5
π*x + y
x⁻² + y¹⁰ + x²·y³ × 2 − y ÷ 3
-x^2 + 2^-y^2
softplus(800)*x + softplus(k) + y k=-800
sigmoid(-800)*x + y
x*0 + log(0) + y
exp(log(0)) + x + y
x + y/(1/0)
x + y*(-8)^(1/3)
x + y*10^400
x + y*10^20
x + y*99999999999999999999
x + 3^50*3^50*y
007*x + .5*y + 5.*x + 1e2 + 1e-3*y
e*x + pi*y e=3 pi=2
x*text + y*race + text_ text=2 race=3 text_=5
math*x + torch*y math=2 torch=3
print*x + range*y + zip print=2 range=3 zip=4
racer_0*x + racer_0_*y + SAM racer_0=2 racer_0_=3 SAM=4
lambda*x + lambda_*y lambda=2 lambda_=3
min(x, 2) + max(k, y) + min(1, 2) + atan2(1, y) + hypot(x, 3) k=1
max(2 + 3, x) + y
cbrt(-8)*x + cbrt(y) + sign(0) + sign(-k) + sign(x) k=2
sin*x + cos + y sin=2 cos=3
abs(-3) + floor(2.5)*x + y^floor(1.5)
x + 0^0*y + x^0 + 0^x
1/3*x + 7/2*y
x^k + y k=2
sqrt(-1)*x + y
(-2*0*x)^-1 + y
(-2*0/k/x)^-1 + y k=3
x +\ty\u00a0+ 1
p + loss*2
f(x, y) = 3
x > y
data*2 + steps^2
class + def*2
\\sum_{i=1}^{3} \\frac{i}{2} x^2 + \\prod_{k=0}^2 (y - k)
\\begin{cases} x^2 & x > 0 \\\\ \\lvert x \\rvert & \\text{otherwise} \\end{cases} + \\sqrt[3]{y}
\\exp(-x^2) + \\log(1 + y^2) + \\operatorname{sech} x
gelu(x, approximate='tanh') + gelu(y)
lambda w: np.dot(w, w) + w.T @ w
def f(p): return p @ p + torch.sum(p**2)
sum(x**2) + np.linalg.norm(x)
""".replace("\\t", "\t").replace("\\u00a0", "\u00a0").strip().split("\n")

ONE = ("sin cos tan asin acos atan asinh acosh atanh sinh cosh tanh exp expm1 log log1p log10 log2 sqrt cbrt abs sign "
       "floor ceil trunc round square sigmoid softplus relu erf erfc gelu silu mish elu selu celu relu6 logsigmoid "
       "hardtanh hardsigmoid hardswish hardshrink softshrink tanhshrink softsign sinc sech logcosh exp2 rsqrt deg2rad "
       "np.sin torch.exp F.gelu nn.ReLU() nn.GELU(approximate='tanh') Abs Heaviside").split()
TWO = ("min max pow hypot atan2 mse_loss l1_loss smooth_l1_loss huber_loss nn.MSELoss() nn.HuberLoss(delta=0.5) logaddexp "
       "leaky_relu softplus elu xlogy fmod heaviside np.maximum Max").split()
METHODS = "pow(2) square() abs() clamp(min=0) clamp(-1,1) sin() relu() sigmoid()".split()


def condition(rng, names, depth):
    one, other = (draw(rng, names, depth - 1) for _ in range(2))
    compared = f"{one} {rng.choice(['<', '<=', '>', '>=', '==', '!='])} {other}"
    if depth < 2 or rng.random() < 0.6:
        return compared
    if rng.random() < 0.3:
        return f"not ({compared})"
    return f"({compared}) {rng.choice(['and', 'or', '&', '|'])} ({condition(rng, names, depth - 1)})"


def draw(rng, names, depth):
    """A formula of the grammar."""
    def inner():
        return draw(rng, names, depth - 1)

    if depth == 0 or rng.random() < 0.1:
        return rng.choice(names + ["0", "1", "2", "3", "007", "0.5", ".25", "1.", "1e3", "2e-2", "800", "pi", "e", "π"])
    kind = rng.randrange(14 if "w" in names else 15)  # a sum of a column would be one over the rows
    if kind == 14:
        turns = rng.choice(["range(3)", "range(1, 4)", "(1, 2)", "[0.5, -1]"])
        return f"{rng.choice(['sum', 'prod'])}({inner()} + i_*{inner()} for i_ in {turns})"
    if kind == 13:
        return f"({inner()}).{rng.choice(METHODS)}"
    if kind == 9:
        return f"where({condition(rng, names, depth)}, {inner()}, {inner()})"
    if kind == 10:
        return f"({inner()} if {condition(rng, names, depth)} else {inner()})"
    if kind == 11:
        return rng.choice([f"({condition(rng, names, depth)})", f"({inner()}) % ({inner()})", f"|{rng.choice(names)}|"])
    if kind == 12:
        return f"clip({inner()}, {rng.choice(['-1', '-0.5', 'k'])}, {rng.choice(['0.3', '2', 'k'])})"
    if kind < 3:
        space = rng.choice(["", " "])
        sign_of = rng.choice(["+", "-", "*", "/", "−", "–", "·", "×", "÷", "⋅", "∗", "∕"])
        return inner() + space + sign_of + space + inner()
    if kind == 3:
        return "(" + inner() + ")" + rng.choice(["^", "**", " ^ "]) + rng.choice(["2", "3", "-1", "0.5", "k", "2^2"])
    if kind == 4:
        return rng.choice(["(" + inner() + ")", rng.choice(names)]) + rng.choice(["²", "³", "⁻¹", "⁰", "²^2", "³**2"])
    if kind == 5:
        return rng.choice(["-", "+", "−", "- -"]) + inner()
    if kind == 6:
        return "(" + inner() + ")"
    if kind == 7:
        return rng.choice(TWO) + "(" + inner() + "," + inner() + ")"
    return rng.choice(ONE) + "(" + inner() + ")"


def drawn(rng, columns):
    """A formula with its constants, of columns too, and of noise."""
    pool = ["k", "text", "race", "print", "range", "step", "_", "l_", "e1"] + keyword.kwlist[3:]
    constants = [name for name in rng.sample(pool[1:], 2) if name not in ("if", "else", "and", "or", "not", "in", "is")]
    names = ["x", "y", "x", "y", "k"] + constants + columns * 2
    formula = draw(rng, names, rng.randrange(1, 6))
    if rng.random() < 0.1:
        formula += " + normal(1)*x + y*normal(2)"
    formula += "".join(f" + 0*{name}" for name in ["x", "y", "k"] + constants + columns)
    return formula + "".join(f" {name}={rng.choice(['0', '1', '-2', '0.3', '1e3'])}" for name in ["k"] + constants)


def script_of(out):
    """What a script has defined, and the rows that it printed."""
    printed = []
    space = {"__name__": "script", "print": lambda line, file=None: file or printed.append(line)}
    source = open(out + ".py").read()
    exec(compile(source, out + ".py", "exec"), space)
    return space, list(csv.DictReader(printed))


def same(ours, theirs, tolerance=1e-9):
    ours, theirs = float(ours), float(theirs)
    if not math.isfinite(ours) or not math.isfinite(theirs):
        return str(ours) == str(theirs)
    return abs(ours - theirs) <= tolerance * max(1, abs(ours))


def slope(loss, at, i):
    """Of the script's loss along one parameter, by differences; None: no two agree, as at a jump or in a wild place."""
    def across(h):
        beyond = [loss(Tensor([one + side * h * (j == i) for j, one in enumerate(at)])).item() for side in (-1, 1)]
        return (beyond[1] - beyond[0]) / (2 * h), max(abs(one) for one in beyond)

    (wide, size), (narrow, _) = across(2e-4), across(1e-4)
    fine = math.isfinite(wide) and math.isfinite(narrow) and size < 1e5
    return narrow if fine and abs(wide - narrow) <= 1e-5 * max(1, abs(narrow)) else None


def written(options, out):
    """None, or what ravine says."""
    for end in (".csv", ".py"):
        done = subprocess.run([RAVINE] + options + ["-o", out + end], capture_output=True, text=True)
        if done.returncode:
            return done.stderr
    return None


def rows_of(out):
    return list(csv.DictReader(line for line in open(out + ".csv") if line[0] != "#"))


def check(formula, start, data):
    """None: the script is the race. Else what is wrong with it; "too long" is nothing that can be."""
    out = os.path.join(SCRATCH, "formula")
    options = ["-l", formula, "-s", start, "-n", "1", "-r", "SGD(lr=0)"] + (["-d", data] if data else [])
    fault = written(options, out)
    if fault:
        return None if "operations" in fault or "longer" in fault else fault
    ours = rows_of(out)[0]
    try:
        space, rows = script_of(out)
        theirs = rows[0]
        slopes = [slope(space["loss"], [float(one) for one in start.split(",")], i) for i in range(2)]
    except Exception as error:  # whatever a script raises is a fault of it
        return f"{type(error).__name__}: {error}"
    if not same(ours["loss"], theirs["loss"]):
        return f"ours {ours['loss']}, Python's {theirs['loss']}"
    for axis, by_differences in zip(("grad_x", "grad_y"), slopes):
        unchosen = ours[axis] in ("", "nan") and ("where" in formula or " if " in formula)  # 0 times its slope, to torch
        if by_differences is not None and not unchosen and not same(ours[axis] or "nan", by_differences, 1e-4):
            return f"{axis}: ours {ours[axis]}, Python's {by_differences}"
    COUNTED["slopes"] += sum(one is not None for one in slopes)
    return None


COUNTED = {"slopes": 0}


def lambda_drawn(rng, depth):
    """Python in one epoch."""
    def inner():
        return lambda_drawn(rng, depth - 1)

    if depth == 0:
        return rng.choice(["epoch", "epoch", "1", "2", "0.5", "10", "1e-1", "True", "math.pi", "-3"])
    kind = rng.randrange(8)
    if kind < 2:
        return f"({inner()} {rng.choice(['+', '-', '*', '/', '//', '%'])} {inner()})"
    if kind == 2:
        return f"{rng.choice(['0.9', '2', '0.5'])} ** {rng.choice(['epoch', '-1', '0.5', '(epoch // 3)', 'True'])}"
    if kind == 3:
        return f"({inner()} if {inner()} {rng.choice(['<', '<=', '==', '>'])} {inner()} else {inner()})"
    if kind == 4:
        return f"{rng.choice(['min', 'max'])}({inner()}, {inner()}, {inner()})"
    if kind == 5:
        return f"{rng.choice(['abs', 'int', 'float', 'round', 'math.floor', 'math.cos', 'math.tanh', '-'])}({inner()})"
    if kind == 6:
        return f"({inner()} {rng.choice(['and', 'or'])} {inner()})"
    return f"(not {inner()})" if rng.random() < 0.3 else f"({inner()} < {inner()} <= 7)"


def check_lambda(text):
    """The rates of a script whose schedule multiplies 1 by what the lambda gives."""
    out = os.path.join(SCRATCH, "lambda")
    fault = written(["-l", "x*0 + y*0", "-n", "12", "-r", f"SGD(lr=1) | LambdaLR(lambda epoch: {text})"], out)
    if fault and "longer" in fault:
        return None
    if fault:
        try:
            [eval(text, {"math": math, "epoch": epoch}) for epoch in range(13)]
        except (ArithmeticError, ValueError):
            return None  # where torch's constructor raises
        return fault
    try:
        theirs = script_of(out)[1]
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    ours = rows_of(out)
    if len(ours) != len(theirs):
        return f"{len(ours)} rows, Python's {len(theirs)}"
    for one, other in zip(ours, theirs):
        if not same(one["lr"] or "nan", other["lr"], 1e-12):
            return f"epoch {one['step']}: ours {one['lr']}, Python's {other['lr']}"
    return None


def main():
    operators()
    sys.modules.update(stand_in())
    rng = random.Random(1)
    data = os.path.join(SCRATCH, "columns.csv")
    with open(data, "w") as file:
        file.write("name,t_1,w\na,0.5,-2\nb,1.5,3\nc,-0.25,0.125\n")
    cases = [(formula, None) for formula in KNOWN] + [(drawn(rng, []), None) for _ in range(COUNT)]
    cases += [(drawn(rng, ["t_1", "w"]), data) for _ in range(COUNT // 3)]
    starts = ["1.5,-0.7", "-0.3,2", "0.25,0.5"]
    faults = [(formula, check(formula, rng.choice(starts), data)) for formula, data in cases]
    lambdas = [lambda_drawn(rng, rng.randrange(1, 4)) for _ in range(COUNT // 2)]
    faults += [(text, check_lambda(text)) for text in lambdas]
    faults = [f"{text}: {fault.strip()}" for text, fault in faults if fault]
    print(*faults, f"{len(cases)} formulas, {COUNTED['slopes']} slopes, {len(lambdas)} lambdas, {len(faults)} differ",
          sep="\n")
    return bool(faults) or COUNTED["slopes"] < len(cases) // 2


sys.exit(main())
