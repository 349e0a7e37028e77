#!/bin/bash
# Python reads each class of assets/python/, and each script that is written with one; a script's loss is the race's.
command -v python3 >/dev/null || { echo "python3 is not installed"; exit 77; }
files=(assets/python/*.py)
for file in "${files[@]}"; do
    rule=$(basename "$file" .py)
    "$RAVINE" -n 3 -r "$rule(lr=0.01)" -o "$SCRATCH/$rule.py" 2>/dev/null ||
        "$RAVINE" -n 3 -r "$rule(SGD(lr=0.01))" -o "$SCRATCH/$rule.py" || exit 1
    grep -q "^class $rule(" "$SCRATCH/$rule.py" || { echo "the script of $rule has no class"; exit 1; }
    files+=("$SCRATCH/$rule.py")
done
python3 -c 'import sys
for name in sys.argv[1:]:
    compile(open(name).read(), name, "exec")' "${files[@]}" || exit 1

# What a script does not use is not there; schedulers in one another have a line each.
holds() { # TEXT... of lesson.py
    for text; do
        grep -qF -- "$text" "$SCRATCH/lesson.py" || { echo "the script has no '$text'"; exit 1; }
    done
}
lacks() { # TEXT... of lesson.py
    for text; do
        grep -qF -- "$text" "$SCRATCH/lesson.py" && echo "the script has '$text' and no use of it" && exit 1
    done
}
warm='SequentialLR([LinearLR(total_iters=2), CosineAnnealingLR(T_max=4)], milestones=[2])'
"$RAVINE" -l beale -n 3 -r 'Adam(lr=0.1)' -o "$SCRATCH/lesson.py" || exit 1
lacks 'import math' scheduler 'step=None'
holds 'def loss(p):' '    return torch.optim.Adam([p], lr=0.1)'
"$RAVINE" -l 'x^2 + y^2*sin(k) k=1' -n 3 -r "SGD(lr=0.1) | $warm" -o "$SCRATCH/lesson.py" || exit 1
lacks 'is not None' 'step=None'
holds 'import math' 'from torch.optim import lr_scheduler' '    scheduler = lr_scheduler.SequentialLR(' \
    '            lr_scheduler.CosineAnnealingLR(optimizer, T_max=4),' '        milestones=[2],'
"$RAVINE" -l beale -n 3 -r "LBFGS(lr=0.5, max_iter=10, max_eval=12, history_size=5, line_search_fn='strong_wolfe')" \
    -r 'Adam(lr=0.1, betas=(0.8, 0.99)) | OneCycleLR(max_lr=0.1, total_steps=30, pct_start=0.2, div_factor=10, three_phase=True)' \
    -o "$SCRATCH/lesson.py" || exit 1
holds '    return torch.optim.LBFGS(' '        max_eval=12,' '    ), None' '        three_phase=True,'
"$RAVINE" -l beale -n 3 -r 'SGD(lr=0.1)' -r "SGD(lr=0.1) | $warm" -o "$SCRATCH/lesson.py" || exit 1
holds 'if scheduler is not None' ', None'
python3 -m py_compile "$SCRATCH/lesson.py" || exit 1
"$RAVINE" -l ackley -n 9 -r 'SGD(lr=0.1)' --change '3: 0.lr=0.01' --change '5: 0=Adam(lr=0.1)' -o "$SCRATCH/lesson.py" || exit 1
holds '    return (' '        - torch.exp('
lacks 'empty for a curve'
[ "$(grep -c ' group = ' "$SCRATCH/lesson.py")" = 2 ] || { echo "the script has a group that nothing uses"; exit 1; }
awk 'length > 120 { print "a line of " length ": " $0; bad = 1 } END { exit bad }' "$SCRATCH/lesson.py" || exit 1
python3 -m py_compile "$SCRATCH/lesson.py" || exit 1

"$RAVINE" -l 'cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(x)))))))))))) + y' -o "$SCRATCH/long.py" 2>"$SCRATCH/err" &&
    echo "a formula too long for a script was cut" && exit 1
grep -q 'longer than' "$SCRATCH/err" || { cat "$SCRATCH/err"; exit 1; }

python3 "$(dirname "$0")/python_formula.py"
