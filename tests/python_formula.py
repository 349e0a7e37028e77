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
""".replace("\\t", "\t").replace("\\u00a0", "\u00a0").strip().split("\n")

ONE = ("sin cos tan asin acos atan sinh cosh tanh exp expm1 log log1p log10 log2 sqrt cbrt abs sign floor sigmoid "
       "softplus relu").split()
TWO = "min max pow hypot atan2".split()


def draw(rng, names, depth):
    """A formula of the grammar."""
    def inner():
        return draw(rng, names, depth - 1)

    if depth == 0 or rng.random() < 0.1:
        return rng.choice(names + ["0", "1", "2", "3", "007", "0.5", ".25", "1.", "1e3", "2e-2", "800", "pi", "e", "π"])
    kind = rng.randrange(9)
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


def drawn(rng):
    pool = ["k", "text", "race", "print", "range", "step", "_", "l_", "e1"] + keyword.kwlist[3:]
    constants = rng.sample(pool[1:], 2)
    formula = draw(rng, ["x", "y", "x", "y", "k"] + constants, rng.randrange(1, 6))
    formula += "".join(f" + 0*{name}" for name in ["x", "y", "k"] + constants)
    return formula + "".join(f" {name}={rng.choice(['0', '1', '-2', '0.3', '1e3'])}" for name in ["k"] + constants)


def loss_of(out):
    printed = []
    space = {"__name__": "script", "print": lambda line: printed.append(line)}
    source = open(out + ".py").read()
    exec(compile(source, out + ".py", "exec"), space)
    return next(csv.DictReader(printed))


def same(ours, theirs, scale):
    ours, theirs = float(ours), float(theirs)
    if not math.isfinite(ours) or not math.isfinite(theirs):
        return str(ours) == str(theirs)
    return abs(ours - theirs) <= 1e-9 * max(1, abs(ours), scale)


def check(formula, start):
    out = os.path.join(SCRATCH, "formula")
    run = [RAVINE, "-l", formula, "-s", start, "-n", "1", "-r", "SGD(lr=0)"]
    for end in (".csv", ".py"):
        done = subprocess.run(run + ["-o", out + end], capture_output=True, text=True)
        if done.returncode:
            return None if "operations" in done.stderr else done.stderr
    ours = next(csv.DictReader(line for line in open(out + ".csv") if line[0] != "#"))
    try:
        theirs = loss_of(out)
    except Exception as error:  # whatever a script raises is a fault of it
        return f"{type(error).__name__}: {error}"
    return None if same(ours["loss"], theirs["loss"], 0) else f"ours {ours['loss']}, Python's {theirs['loss']}"


def main():
    operators()
    sys.modules.update(stand_in())
    rng = random.Random(1)
    bad = 0
    for formula in KNOWN + [drawn(rng) for _ in range(COUNT)]:
        fault = check(formula, rng.choice(["1.5,-0.7", "-0.3,2", "0.25,0.5"]))
        if fault:
            bad += 1
            print(f"{formula}: {fault.strip()}")
    print(f"{len(KNOWN) + COUNT} formulas, {bad} differ")
    return bad > 0


sys.exit(main())
