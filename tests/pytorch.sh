#!/bin/bash
# Scripts written by -o race.py give the numbers of -o race.csv under the real torch: a scene per optimizer and per
# schedule of the tables, and scenes with data, batches, noise and a curve. Needs python3 with torch; Debian's 1.13
# lacks Adafactor and PolynomialLR's like, and its NAdam is another.
set -u
tolerance=1e-9
python=
for candidate in python3 /usr/bin/python3; do
    "$candidate" -c 'import torch' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || { echo "python3 with torch is not installed"; exit 77; }
export ATEN_CPU_CAPABILITY=default # torch's vectors without FMA, as the golden data
failed=0 ran=0
"$python" -c 'import runpy, sys; [runpy.run_path(name) for name in sys.argv[1:]]' assets/python/*.py || failed=1

cat >"$SCRATCH/compare.py" <<'PY'
import contextlib, io, runpy, sys, warnings

warnings.simplefilter("ignore")
tolerance = float(sys.argv[1])


def rows(text):
    return [line.split(",") for line in text.splitlines() if line and not line.startswith("#")]


def differ(a, b):
    if a == "" or b == "":
        return a != b
    a, b = float(a), float(b)
    if a != a or b != b or abs(b) == float("inf"):
        return (a == a and abs(a) != float("inf")) != (b == b and abs(b) != float("inf"))
    return abs(a - b) > tolerance * max(1, abs(b))


for name in sys.argv[2:]:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            runpy.run_path(name + ".py")
    except AttributeError as error:
        print("lacks", name.rsplit("/")[-1], error)
        continue
    ours, theirs = rows(open(name + ".csv").read()), rows(printed.getvalue())
    bad = len(ours) != len(theirs)
    where = "rows %d, %d" % (len(ours), len(theirs))
    for one, other in zip(ours[1:], theirs[1:]):
        wrong = [i for i in range(len(one)) if differ(other[i], one[i])]
        if wrong and not bad:
            bad, where = True, "%s: ours %s, torch's %s" % (ours[0][wrong[0]], one, other)
    print("BAD" if bad else "same", name.rsplit("/")[-1], where if bad else "")
PY

cases=()
case_of() { # NAME OPTIONS...
    local name=$SCRATCH/$1
    shift
    if "$RAVINE" "$@" -o "$name.py" && "$RAVINE" "$@" -o "$name.csv"; then
        cases+=("$name")
    else
        echo "ravine $* failed" && failed=1
    fi
}

for optimizer in $("$RAVINE" --list optimizers | grep -oE '^[A-Za-z]+'); do
    case $optimizer in
    NAdam) continue ;; # torch 1.13 computed it wrongly
    ClipGrad*) spec="$optimizer(SGD(lr=0.001, momentum=0.9), 2.0)" ;;
    SAM | Lookahead) spec="$optimizer(SGD(lr=0.001, momentum=0.9))" ;;
    LBFGS) spec="LBFGS(lr=0.1, max_iter=4)" ;;
    SGD | NAG | QHM) spec="$optimizer(lr=0.0005, momentum=0.9)" ;;
    *) spec="$optimizer(lr=0.001)" ;;
    esac
    case_of "$optimizer" -l rosenbrock -n 60 -r "$spec"
done

while read -r name spec; do
    case_of "$name" -l quadratic -n 60 -r "SGD(lr=0.02, momentum=0.5) | $spec"
done <<'SCHEDULES'
StepLR StepLR(step_size=10, gamma=0.5)
MultiStepLR MultiStepLR(milestones=[10, 30, 30])
ConstantLR ConstantLR(factor=0.5, total_iters=8)
LinearLR LinearLR(start_factor=0.1, total_iters=20)
ExponentialLR ExponentialLR(gamma=0.97)
PolynomialLR PolynomialLR(total_iters=40, power=2)
CosineAnnealingLR CosineAnnealingLR(T_max=25, eta_min=0.001)
CosineAnnealingWarmRestarts CosineAnnealingWarmRestarts(T_0=10, T_mult=2)
CyclicLR CyclicLR(base_lr=0.001, max_lr=0.02, step_size_up=7)
OneCycleLR OneCycleLR(max_lr=0.03, total_steps=60)
ReduceLROnPlateau ReduceLROnPlateau(patience=2, factor=0.5)
SequentialLR SequentialLR([LinearLR(start_factor=0.1, total_iters=20), CosineAnnealingLR(T_max=40)], milestones=[20])
ChainedScheduler ChainedScheduler([ConstantLR(factor=0.5, total_iters=8), ExponentialLR(gamma=0.98)])
LambdaLR LambdaLR(lambda epoch: 0.95 ** epoch)
MultiplicativeLR MultiplicativeLR(lambda epoch: exp(-epoch/500))
WarmupCosine WarmupCosine(warmup=10, total=60)
get_constant_schedule_with_warmup get_constant_schedule_with_warmup(num_warmup_steps=10)
get_linear_schedule_with_warmup get_linear_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50)
get_cosine_schedule_with_warmup get_cosine_schedule_with_warmup(num_warmup_steps=10, num_training_steps=50)
get_cosine_with_hard_restarts_schedule_with_warmup get_cosine_with_hard_restarts_schedule_with_warmup(10, 50, 3)
get_polynomial_decay_schedule_with_warmup get_polynomial_decay_schedule_with_warmup(10, 50, lr_end=1e-3, power=2)
get_inverse_sqrt_schedule get_inverse_sqrt_schedule(num_warmup_steps=10)
OneCycleLR_ends OneCycleLR(max_lr=0.03, total_steps=20)
StepLR_ends StepLR(step_size=0)
ConstantLR_ends ConstantLR(factor=0, total_iters=8)
CosineAnnealingLR_ends CosineAnnealingLR(T_max=0)
PolynomialLR_ends PolynomialLR(total_iters=8, power=-1)
LinearLR_ends SequentialLR([ConstantLR(), LinearLR(total_iters=0)], milestones=[20])
SequentialLR_ends SequentialLR([ConstantLR(), ChainedScheduler([ConstantLR()])], milestones=[20])
CyclicLR_ends CyclicLR(base_lr=0.001, max_lr=0.02, step_size_up=0.0625, mode='triangular2')
SCHEDULES

while read -r name spec; do
    case_of "$name" -l quadratic -n 60 -r "$spec"
done <<'RACERS'
RMSprop_ends RMSprop() | CyclicLR(base_lr=0.001, max_lr=0.02, base_momentum=0.8, max_momentum=0)
LBFGS_ends LBFGS(lr=0.1, history_size=0)
LBFGS_negative LBFGS(lr=0.1, history_size=-2, max_iter=1)
RACERS

listed=$("$RAVINE" --list schedules | grep -oE '^[A-Za-z_]+' | sort)
for name in $listed; do
    [ -f "$SCRATCH/$name.py" ] || { echo "schedule $name has no script to run" && failed=1; }
done

case_of batches linear_mini -n 40
case_of single logistic_single -n 40
case_of noise -l 'noisy_bowl sigma=2' -b 4 -n 40
case_of curve -l double_well -n 40
case_of functions -l 'softplus(x) + max(y, 0.5) + atan2(y, 2)^2 + abs(x)*k + cbrt(1 + x^2) + min(x, y)^2 + sigmoid(k) k=0.3' -s 1,-0.7 -n 30
case_of diverged -l quadratic -r 'SGD(lr=1)' -n 900

while read -r verdict name rest; do
    case $verdict in
    same) ran=$((ran + 1)) ;;
    lacks) echo "$name is not in this torch: $rest" ;;
    *) echo "$verdict $name $rest" && failed=1 ;;
    esac
done < <("$python" "$SCRATCH/compare.py" "$tolerance" "${cases[@]}" 2>&1)
[ "$ran" -ge 30 ] || { echo "only $ran scripts ran" && failed=1; }
echo "$ran scripts gave the same numbers under torch $("$python" -c 'import torch; print(torch.__version__)')"
exit $failed
