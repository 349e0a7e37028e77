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
"$RAVINE" -l 'cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(cbrt(x)))))))))))) + y' -o "$SCRATCH/long.py" 2>"$SCRATCH/err" &&
    echo "a formula too long for a script was cut" && exit 1
grep -q 'longer than' "$SCRATCH/err" || { cat "$SCRATCH/err"; exit 1; }
python3 "$(dirname "$0")/python_formula.py"
