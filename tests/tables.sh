#!/bin/bash
# Tables by the command line: what each ending holds, what is refused, and that pdflatex takes what is written in LaTeX,
# whatever the names in it.
set -u
ravine=${RAVINE:-./ravine}
folder=${SCRATCH:-$(mktemp -d)}/tables
failed=0
rm -rf "$folder" && mkdir -p "$folder"

fail() {
    echo "FAILED: $*"
    failed=1
}

makes() { # FILE ARGUMENTS...
    "$ravine" "${@:2}" -o "$folder/$1" 2>"$folder/stderr" || fail "$1: exit $?: $(cat "$folder/stderr")"
}

refuses() { # WHAT ARGUMENTS...
    "$ravine" "${@:2}" -o "$folder/none" 2>"$folder/stderr"
    [ $? = 2 ] && grep -q "^ravine: .*$1" "$folder/stderr" && [ ! -e "$folder/none" ] || fail "$1: $(cat "$folder/stderr")"
}

printf 'x,y\n1,1\n0.5,0.5\n0.2,0.1\n' >"$folder/run.csv"
odd=(-r "Recorded(\"$folder/run.csv\", name=\"100% R&D_1 #\$3 {4} ~5^|<7> é 中 \`8\")" -r 'Adam(lr=0.1) | StepLR(step_size=30)')
makes summary.tex "${odd[@]}" -l '(x^2 + k_1*y^2)/2 k_1=25' -n 2 --change '1: 1.lr=0.01'
makes trace.tex -l himmelblau -n 60 --table trace "${odd[@]:2}" -r 'LBFGS(line_search_fn="strong_wolfe")'
makes summary.md "${odd[@]}" -l himmelblau -n 2
makes trace.md -l himmelblau -n 60 --table=trace
makes summary.csv -l himmelblau -n 60 --table summary
makes trace.csv -l himmelblau -n 60 --table trace
makes usual.csv -l himmelblau -n 60
cmp "$folder/trace.csv" "$folder/usual.csv" || fail 'a .csv is no trace unless a summary is asked for'
[ "$(grep -vc '^#' "$folder/summary.csv")" = 7 ] || fail "a summary has a row per racer"
grep -qF '100% R\&D_1' "$folder/summary.md" && fail 'an underscore is not escaped in Markdown'
grep -qF '100% R\&D\_1 #\$3 {4} \~5^\|\<7\> é 中 \`8' "$folder/summary.md" || fail "names in Markdown: $(cat "$folder/summary.md")"
grep -qF '`1: 1.lr=0.01`' "$folder/summary.tex" && fail 'a backquote stays in LaTeX'
grep -qF '\texttt{1: 1.lr=0.01}' "$folder/summary.tex" || fail "changes in LaTeX: $(cat "$folder/summary.tex")"
awk -F'|' '/^\|/ { gsub(/\\\|/, ""); if (NF != n && n) exit 1; n = NF }' "$folder/summary.md" || fail 'rows of Markdown differ'

refuses "'summry': there is no such table; did you mean summary" --table summry --format csv
refuses "a .png holds no table; .csv, .md and .tex do" --table summary --format png
"$ravine" --table summary 2>"$folder/stderr"
[ $? = 2 ] && grep -q "option --table, 'summary': needs --output" "$folder/stderr" || fail "without output: $(cat "$folder/stderr")"

if command -v pdflatex >/dev/null; then
    for table in summary trace; do
        printf '%s\n' '\documentclass{article}' '\usepackage{booktabs,longtable}' '\begin{document}' "\\input{$table}" \
            '\end{document}' >"$folder/all.tex"
        (cd "$folder" && pdflatex -interaction=nonstopmode -halt-on-error all.tex >said) ||
            fail "pdflatex: $(grep -A3 '^!' "$folder/said")"
        ! grep 'Missing character' "$folder/all.log" || fail "pdflatex lacks characters"
    done
else
    echo 'skipped: no pdflatex to read the tables in LaTeX'
fi
[ $failed = 0 ] && echo "tables are as they should be"
exit $failed
