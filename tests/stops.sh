#!/bin/bash
# What torch accepts and fails on later: the rows end where torch raises, which the trace, stderr and the script say.
set -u
ravine=${RAVINE:-./ravine}
scratch=${SCRATCH:-$(mktemp -d)}
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# stops RACER LAST WHY: of a race of 12 steps.
stops() {
    local csv=$scratch/stops.csv
    "$ravine" -l 'x^2 + 4*y^2' -s 1,0.5 -n 12 -r "$1" -r 'SGD(lr=0.01)' -o "$csv" 2>"$scratch/stops.err" ||
        fail "$1: exit $?: $(cat "$scratch/stops.err")"
    [ "$(cat "$scratch/stops.err")" = "ravine: racer 0, step $2: torch stops here: $3" ] ||
        fail "$1: says '$(cat "$scratch/stops.err")'"
    grep -qx "# # racer 0, step $2: torch stops here: $3" "$csv" || fail "$1: the trace does not say it"
    [ "$(grep -c '^0,' "$csv")" = $(($2 + 1)) ] || fail "$1: $(grep -c '^0,' "$csv") rows"
    [ "$(grep -c '^1,' "$csv")" = 13 ] || fail "$1: the other racer has $(grep -c '^1,' "$csv") rows"
}

# goes RACER: torch makes all 12 steps, and nothing is said.
goes() {
    "$ravine" -l 'x^2 + 4*y^2' -s 1,0.5 -n 12 -r "$1" -o "$scratch/goes.csv" 2>"$scratch/goes.err" ||
        fail "$1: exit $?: $(cat "$scratch/goes.err")"
    [ ! -s "$scratch/goes.err" ] || fail "$1: says '$(cat "$scratch/goes.err")'"
    [ "$(grep -c '^0,' "$scratch/goes.csv")" = 13 ] || fail "$1: $(grep -c '^0,' "$scratch/goes.csv") rows"
}

sgd='SGD(lr=0.1)'
behind='a SequentialLR or ChainedScheduler behind a milestone'
stops "$sgd | OneCycleLR(max_lr=0.1, total_steps=4, cycle_momentum=False)" 4 "OneCycleLR's total_steps"
stops "$sgd | OneCycleLR(max_lr=0.1, epochs=2, steps_per_epoch=3, cycle_momentum=False)" 6 "OneCycleLR's total_steps"
stops "$sgd | StepLR(step_size=0)" 0 "StepLR's step_size of 0, a division by zero"
stops "$sgd | CosineAnnealingLR(T_max=0)" 0 "CosineAnnealingLR's T_max of 0, a division by zero"
stops "$sgd | ConstantLR(factor=0, total_iters=3)" 2 "ConstantLR's factor of 0, which cannot be undone"
stops "$sgd | PolynomialLR(total_iters=4, power=-0.5)" 3 "PolynomialLR's power, a division by zero"
stops "$sgd | SequentialLR([ConstantLR(), ChainedScheduler([ConstantLR()])], milestones=[3])" 2 "$behind"
stops "$sgd | SequentialLR([ConstantLR(), SequentialLR([ConstantLR(), ConstantLR()], milestones=[1])], milestones=[3])" 2 \
    "$behind"
stops 'RMSprop() | CyclicLR(base_lr=0.01, max_lr=0.1, base_momentum=0.8, max_momentum=0)' 1 \
    "RMSprop's momentum cycled from 0"
stops 'Adam() | CyclicLR(base_lr=0.01, max_lr=0.1, max_momentum=1)' 0 'beta1 cycled to 1, a division by zero'
stops 'Adamax() | CyclicLR(base_lr=0.01, max_lr=0.1, max_momentum=1)' 0 'beta1 cycled to 1, a division by zero'
stops 'LBFGS(lr=0.1, history_size=0)' 0 "LBFGS's history_size below 1"
stops 'LBFGS(lr=0.1, history_size=-3, max_iter=1)' 1 "LBFGS's history_size below 1"
stops "LBFGS(line_search_fn='armijo')" 0 "LBFGS's line_search_fn: only 'strong_wolfe' is supported"
stops 'ASGD(lr=0.1, lambd=-5)' 1 "ASGD's eta, a division by zero"
stops 'ASGD(lr=0.1, lambd=-5, alpha=-1)' 1 "ASGD's eta, a division by zero"
stops 'ASGD(lr=0.1, lambd=1e200, alpha=2)' 0 "ASGD's eta, too large a power"
stops 'ASGD(lr=0.1, lambd=1e200, alpha=-2)' 0 "ASGD's eta, a division by zero"
stops 'ASGD(lr=0.1, lambd=1, alpha=5000)' 1 "ASGD's eta, too large a power"
stops "$sgd | LambdaLR(lambda epoch: 1/(5 - epoch))" 4 'the lambda: division by zero'
stops "$sgd | LambdaLR(lambda epoch: math.log(5 - epoch))" 4 'the lambda: math domain error'
stops "$sgd | MultiplicativeLR(lambda epoch: 0*math.exp(200*epoch))" 3 'the lambda: math range error'
stops "$sgd | LambdaLR(lambda epoch: (1 - epoch/6) ** 0.9)" 6 \
    "the lambda: a complex number, of a negative one's root"
stops "$sgd | SequentialLR([ConstantLR(), LambdaLR(lambda epoch: 1 / 10.0 ** (100*epoch))], milestones=[5])" 8 \
    'the lambda: too large a power'
cyclic='CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=1, cycle_momentum=False'
stops "$sgd | $cyclic, scale_fn=lambda x: 1/(4 - x))" 5 'the lambda: division by zero'
stops "$sgd | $cyclic, scale_fn=lambda x: 1/(4 - x), scale_mode='iterations')" 3 'the lambda: division by zero'
goes "$sgd | OneCycleLR(max_lr=0.1, total_steps=12, cycle_momentum=False)"
goes "$sgd | ConstantLR(factor=0, total_iters=3.5)"
goes "$sgd | ConstantLR(factor=0, total_iters=0)"
goes "$sgd | PolynomialLR(total_iters=3.5, power=-1)"
goes 'RMSprop() | CyclicLR(base_lr=0.01, max_lr=0.1, base_momentum=0, max_momentum=0.8)'
goes 'SGD() | CyclicLR(base_lr=0.01, max_lr=0.1, base_momentum=0.8, max_momentum=0)'
goes 'RAdam() | CyclicLR(base_lr=0.01, max_lr=0.1, base_momentum=0.8, max_momentum=0)'
goes 'LBFGS(max_iter=-1)'
goes 'ASGD(lr=0.1, lambd=-5, alpha=0)'
goes 'ASGD(lr=0.01, lambd=-150, alpha=0.5)'
goes "$sgd | StepLR(step_size=inf)"
goes "$sgd | CosineAnnealingLR(T_max=float('inf'))"

# Such a racer's script catches what torch raises, and no other does. A scene that is saved opens again.
race=(-l 'x^2 + 4*y^2' -s 1,0.5 -n 12)
"$ravine" "${race[@]}" -r "$sgd | StepLR(step_size=0)" -o "$scratch/stops.py" 2>/dev/null || fail "no script"
grep -q 'torch stops here' "$scratch/stops.py" || fail "the script does not stop"
"$ravine" "${race[@]}" -r "$sgd | StepLR(step_size=13)" -o "$scratch/goes.py" || fail "no script"
grep -q 'except' "$scratch/goes.py" && fail "the script catches what is never raised"
"$ravine" "${race[@]}" -r "$sgd | StepLR(step_size=0)" -o "$scratch/stops.yaml" || fail "no scene"
"$ravine" "$scratch/stops.yaml" -o "$scratch/again.yaml" || fail "the scene does not open"
cmp -s "$scratch/stops.yaml" "$scratch/again.yaml" || fail "the scene is another"

exit $failed
