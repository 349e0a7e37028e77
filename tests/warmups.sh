#!/bin/bash
# Warm-ups have the learning rates of transformers' own functions, written down here, and so have their scripts'
# lambdas.
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 77; }
cat >"$SCRATCH/compare.py" <<'PYTHON'
import csv
import math
import sys


def warm(w, after):
    return lambda s: float(s) / float(max(1, w)) if s < w else after(s)


def linear(w, t):
    return warm(w, lambda s: max(0.0, float(t - s) / float(max(1, t - w))))


def cosine(w, t, num_cycles=0.5):
    def after(s):
        progress = float(s - w) / float(max(1, t - w))
        return max(0.0, 0.5 * (1.0 + math.cos(math.pi * float(num_cycles) * 2.0 * progress)))
    return warm(w, after)


def restarts(w, t, num_cycles=1):
    def after(s):
        progress = float(s - w) / float(max(1, t - w))
        if progress >= 1.0:
            return 0.0
        return max(0.0, 0.5 * (1.0 + math.cos(math.pi * ((float(num_cycles) * progress) % 1.0))))
    return warm(w, after)


def polynomial(w, t, lr_end=1e-7, power=1.0):
    def after(s):
        if s > t:
            return lr_end / LR
        left = 1 - (s - w) / (t - w)
        return ((LR - lr_end) * left**power + lr_end) / LR
    return warm(w, after)


def inverse(w, timescale=None):
    scale = (w or 10_000) if timescale is None else timescale
    return warm(w, lambda s: 1.0 / math.sqrt((s + (scale - w)) / scale))


class LambdaLR:
    def __init__(self, optimizer, lr_lambda):
        self.factor = lr_lambda


class Optimizer:
    defaults = {"lr": 0.05}


LR = 0.05
name, expected, trace, script = sys.argv[1:]
expected = eval(expected)
lines = [line for line in open(trace) if not line.startswith("#")]
rates = [float(row["lr"]) for row in csv.DictReader(lines)]
line = open(script).read().split("scheduler = ")[1].split("    return")[0]
lr_scheduler = type("module", (), {"LambdaLR": LambdaLR, "ChainedScheduler": lambda schedulers: schedulers[0]})
printed = eval(line, {"lr_scheduler": lr_scheduler, "optimizer": Optimizer, "math": math}).factor
for step, rate in enumerate(rates):
    for who, factor in ("transformers", expected), ("the script", printed):
        if abs(rate - LR * factor(step)) > 1e-15:
            sys.exit(f"{name}, step {step}: {rate!r}, {who} {LR * factor(step)!r}")
if len(rates) != 81:
    sys.exit(f"{name}: {len(rates)} rows")
PYTHON
failed=0
while read -r spec; do
    read -r expected
    "$RAVINE" -l quadratic -n 80 -r "SGD(lr=0.05) | $spec" -o "$SCRATCH/trace.csv" &&
        "$RAVINE" -l quadratic -n 80 -r "SGD(lr=0.05) | $spec" -o "$SCRATCH/race.py" &&
        python3 "$SCRATCH/compare.py" "$spec" "$expected" "$SCRATCH/trace.csv" "$SCRATCH/race.py" || failed=1
done <<'SCHEDULES'
get_constant_schedule_with_warmup(num_warmup_steps=10)
warm(10, lambda s: 1.0)
get_constant_schedule_with_warmup(optimizer, 0)
warm(0, lambda s: 1.0)
get_linear_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50)
linear(10, 50)
transformers.get_linear_schedule_with_warmup(optimizer, 0, 50)
linear(0, 50)
transformers.optimization.get_linear_schedule_with_warmup(optimizer, num_warmup_steps=60, num_training_steps=50)
linear(60, 50)
get_cosine_schedule_with_warmup(num_warmup_steps=10, num_training_steps=100)
cosine(10, 100)
get_cosine_schedule_with_warmup(num_warmup_steps=10, num_training_steps=70, num_cycles=2.25)
cosine(10, 70, 2.25)
get_cosine_schedule_with_warmup(num_warmup_steps=0, num_training_steps=40)
cosine(0, 40)
get_cosine_with_hard_restarts_schedule_with_warmup(num_warmup_steps=10, num_training_steps=70)
restarts(10, 70)
get_cosine_with_hard_restarts_schedule_with_warmup(num_warmup_steps=10, num_training_steps=70, num_cycles=3)
restarts(10, 70, 3)
get_cosine_with_hard_restarts_schedule_with_warmup(optimizer, 10, 10, 3)
restarts(10, 10, 3)
get_polynomial_decay_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50)
polynomial(10, 50)
get_polynomial_decay_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50, lr_end=1e-3, power=2.5)
polynomial(10, 50, 1e-3, 2.5)
get_polynomial_decay_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50, lr_end=1e-3, power=0)
polynomial(10, 50, 1e-3, 0)
get_polynomial_decay_schedule_with_warmup(num_warmup_steps=50, num_training_steps=30)
polynomial(50, 30)
get_inverse_sqrt_schedule(num_warmup_steps=10)
inverse(10)
get_inverse_sqrt_schedule(num_warmup_steps=0)
inverse(0)
get_inverse_sqrt_schedule(num_warmup_steps=10, timescale=25)
inverse(10, 25)
get_scheduler("linear", optimizer=optimizer, num_warmup_steps=0, num_training_steps=50)
linear(0, 50)
get_scheduler(name="cosine_with_restarts", optimizer=optimizer, num_warmup_steps=10, num_training_steps=50)
restarts(10, 50)
transformers.get_scheduler("constant_with_warmup", optimizer, num_warmup_steps=10, num_training_steps=50)
warm(10, lambda s: 1.0)
ChainedScheduler([get_linear_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50)])
linear(10, 50)
SCHEDULES
exit $failed
