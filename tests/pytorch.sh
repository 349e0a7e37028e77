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
    EMA) spec="EMA(ClipGradNorm(SGD(lr=0.001, momentum=0.9), 2.0), decay=0.9)" ;;
    SWA) spec="SWA(SGD(lr=0.001, momentum=0.9), start=20)" ;;
    LBFGS) spec="LBFGS(lr=0.1, max_iter=4)" ;;
    SGD | NAG | QHM) spec="$optimizer(lr=0.0005, momentum=0.9)" ;;
    *) spec="$optimizer(lr=0.001)" ;;
    esac
    case_of "$optimizer" -l rosenbrock -n 60 -r "$spec"
done

case_of constant -l 'f(x, y) = 3' -n 5 -r 'SGD(lr=0.1)' # of which torch has no gradient by itself
case_of comparison -l 'x > y' -n 5 -r 'Adam(lr=0.1)'

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
CyclicLR_cycle CyclicLR(0.001, 0.02, 7, 5, 'exp_range', 0.9, lambda x: 0.8 ** (x - 1))
CyclicLR_iterations CyclicLR(0.001, 0.02, 7, scale_fn=lambda i: 1 if i < 9 else 0.98 ** i, scale_mode='iterations')
LambdaLR_ends LambdaLR(lambda epoch: 1/(30 - epoch) if epoch else True)
OneCycleLR OneCycleLR(max_lr=0.03, total_steps=60)
SWALR SequentialLR([ExponentialLR(gamma=0.97), SWALR(swa_lr=0.01, anneal_epochs=7)], milestones=[20])
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
LBFGS_fractions LBFGS(lr=0.1, max_iter=2.5, max_eval=2.5)
LBFGS_searches LBFGS(lr=0.1, max_iter=3.5, max_eval=3.5, line_search_fn="strong_wolfe")
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
case_of averages linear_mini -r 'SWA(Adam(lr=0.1), start=0) | SWALR(swa_lr=0.01)' -r 'SGD(lr=0.01)' -n 40
case_of average_curve -l double_well -r 'SWA(SGD(lr=0.05), start=5)' -n 40
case_of diverged -l quadratic -r 'SGD(lr=1)' -n 900

# What changes on the way: numbers, buffers that torch has not made, new optimizers and schedules.
change_of() { # NAME RACER CHANGE...
    local name=$1 racer=$2 words=()
    shift 2
    for change; do words+=(--change "$change"); done
    case_of "$name" -l rosenbrock -n 60 -r "$racer" "${words[@]}"
}
change_of c_lr 'SGD(lr=0.0005)' '20: 0.lr=0.0002'
change_of c_momentum 'SGD(lr=0.0005, dampening=0.5)' '20: 0.momentum=0.8' '30: 0.momentum=0' '40: 0.momentum=0.5'
change_of c_first 'SGD(lr=0.0005, dampening=0.5)' '0: 0.momentum=0.8'
change_of c_switches 'SGD(lr=0.0005, momentum=0.5)' '20: 0.nesterov=True' '40: 0.maximize=True'
change_of c_rmsprop 'RMSprop(lr=0.01)' '20: 0.momentum=0.5' '30: 0.centered=True' '40: 0.centered=False' '50: 0.centered=True'
change_of c_amsgrad 'Adam(lr=0.01)' '20: 0.amsgrad=True' '30: 0.amsgrad=False' '40: 0.amsgrad=True' '45: 0.betas=(0.5, 0.9)'
change_of c_adamw 'AdamW(lr=0.01)' '20: 0.betas[0]=0.5' '31: 0.eps=0.1' '35: 0.weight_decay=0'
change_of c_renewed 'SGD(lr=0.0005)' '20: 0=Adam(lr=0.01)' '20: 0.lr=0.02' '40: 0=SGD(lr=0.0005, momentum=0.9, dampening=0.3)'
change_of c_scheduled 'SGD(lr=0.0005) | StepLR(10)' '20: 0=Adam(lr=0.01) | CosineAnnealingLR(T_max=40)' '50: 0.schedule=None'
change_of c_schedules 'SGD(lr=0.0005) | LinearLR(total_iters=10)' '20: 0.schedule=LambdaLR(lambda epoch: 0.9**epoch)' '30: 0.schedule=StepLR(5)' '40: 0.lr=0.0001'
change_of c_step 'SGD(lr=0.0005) | StepLR(10)' '15: 0.gamma=0.5' '25: 0.step_size=7' '33: 0.lr=0.001'
change_of c_cosine 'SGD(lr=0.0005) | CosineAnnealingLR(T_max=50)' '15: 0.T_max=30' '25: 0.eta_min=0.0001' '33: 0.lr=0.001'
change_of c_linear 'SGD(lr=0.0005) | LinearLR(start_factor=0.1, total_iters=30)' '15: 0.end_factor=0.5' '18: 0.lr=0.0002'
change_of c_multi 'SGD(lr=0.0005) | MultiStepLR([10, 30, 50])' '15: 0.milestones[1]=20' '18: 0.gamma=0.5'
change_of c_plateau 'SGD(lr=0.0005) | ReduceLROnPlateau(patience=2)' '15: 0.patience=0' '18: 0.lr=0.001' '25: 0.factor=0.3' '27: 0.threshold=0.5' "40: 0.mode='max'"
change_of c_sequential 'SGD(lr=0.0005) | SequentialLR([LinearLR(total_iters=20), CosineAnnealingLR(T_max=40)], milestones=[20])' '15: 0.milestones[0]=30' '18: 0.T_max=20' '40: 0.lr=0.0001'
change_of c_restarts 'SGD(lr=0.0005) | CosineAnnealingWarmRestarts(T_0=10)' '15: 0.T_mult=2' '20: 0.lr=0.01' '22: 0.eta_min=0.0001'
change_of c_cycle 'SGD(lr=0.0005, momentum=0.5) | OneCycleLR(max_lr=0.0005, total_steps=40)' '15: 0.lr=0.001' '20: 0.momentum=0.1' '30: 0.schedule=None' '35: 0.momentum=0.3'
change_of c_rprop 'Rprop(lr=0.01)' '0: 0.lr=0.02' '20: 0.lr=0.3' '30: 0.etas=(0.3, 1.3)'
change_of c_asgd 'ASGD(lr=0.0005)' '0: 0.alpha=0.5' '20: 0.lr=0.0003' '30: 0.lambd=0.01' '40: 0.t0=35'
change_of c_lbfgs 'LBFGS(lr=0.1, max_iter=4)' '10: 0.lr=0.2' '15: 0.max_iter=8' '20: 0.max_eval=3'
change_of c_lookahead 'Lookahead(SGD(lr=0.001))' '10: 0.k=3' '15: 0.alpha=0.8' '20: 0.momentum=0.5' '40: 0.lr=0.0005'
change_of c_sam 'SAM(RMSprop(lr=0.001))' '10: 0.rho=0.1' '15: 0.momentum=0.3' '40: 0=SAM(Adam(lr=0.01), rho=0.01)'
change_of c_clip 'ClipGradNorm(SGD(lr=0.001), max_norm=1)' '10: 0.max_norm=0.5' '20: 0.momentum=0.5' '40: 0=Adam(lr=0.01)'
case_of c_batches linear_mini -n 40 --change '13: lr=0.01' --change '20: 0=Adam(lr=0.05)'
case_of c_curve -l double_well -n 40 -r 'SGD(lr=0.01)' --change '13: 0.momentum=0.9' --change '20: 0=Adam(lr=0.1)'
case_of c_diverges -l quadratic -n 900 -r 'SGD(lr=0.01)' --change '100: 0.lr=1'

while read -r verdict name rest; do
    case $verdict in
    same) ran=$((ran + 1)) ;;
    lacks) echo "$name is not in this torch: $rest" ;;
    *) echo "$verdict $name $rest" && failed=1 ;;
    esac
done < <("$python" "$SCRATCH/compare.py" "$tolerance" "${cases[@]}" 2>&1)
[ "$ran" -ge 55 ] || { echo "only $ran scripts ran" && failed=1; }
echo "$ran scripts gave the same numbers under torch $("$python" -c 'import torch; print(torch.__version__)')"
exit $failed
