#!/bin/bash
# Long work says on a terminal how far it is, and nothing of it stays; Ctrl+C, TERM and HUP end it, and much memory is
# said before it is taken, or refused. What is not asked for on a terminal says nothing.
set -u
ravine=${RAVINE:-./ravine}
folder=${SCRATCH:-$(mktemp -d)}/progress
failed=0
rm -rf "$folder" && mkdir -p "$folder"
command -v script >/dev/null || { echo "script (bsdutils) is not there" && exit 77; }

fail() {
    echo "FAILED: $*"
    failed=1
}

racers() { # N SPEC: options
    local i
    for ((i = 0; i < $1; i++)); do printf '%s\n' -r "$2"; done
}

# on_terminal TYPED SIGNAL ARGUMENTS...: runs it there; once it shows a line of progress, types or sends. -> $shown,
# $code
on_terminal() {
    local typed=$1 signal=$2 line process
    shift 2
    printf -v line '%q ' exec "$ravine" "$@"
    rm -f "$folder/keys" "$folder/pid" && mkfifo "$folder/keys"
    SHELL=/bin/bash env --default-signal=INT,QUIT,HUP script -qefc "echo \$\$ >'$folder/pid'; $line" /dev/null \
        <"$folder/keys" >"$folder/shown" 2>&1 &
    process=$!
    exec 9>"$folder/keys"
    while [ "$typed$signal" ] && kill -0 $process 2>/dev/null && ! grep -q 'Ctrl+C' "$folder/shown"; do sleep 0.01; done
    [ -z "$typed" ] || printf '%b' "$typed" >&9
    [ -z "$signal" ] || kill "-$signal" "$(cat "$folder/pid")"
    wait $process
    code=$?
    exec 9>&-
    shown=$(tr '\r' '\n' <"$folder/shown" | sed 's/ *$//' | grep -v '^$')
}

# What stands in the terminal's last line once all is written: what was wiped is blank.
last_line() {
    tail -c 200 "$folder/shown" | tr '\n' '\r' | tr -d '^C' | sed 's/\r$//; s/.*\r//; s/ *$//'
}

# ends CODE TYPED SIGNAL WHAT ARGUMENTS...: the line was WHAT, and nothing is left.
ends() {
    [ $failed = 0 ] || return
    local expected=$1 what=$4
    on_terminal "$2" "$3" "${@:5}" -o "$folder/out.${format:-csv}"
    [ $code = "$expected" ] || fail "$what, ${2:+typed}$3: exit $code: $shown"
    grep -q "^ravine: $what.*; Ctrl+C stops" <<<"$shown" || fail "$what: it shows $shown"
    [ -z "$(last_line)" ] || fail "$what: there stays '$(last_line)'"
    [ -z "$(find "$folder" -name 'out.*' -o -name '*.tmp')" ] || fail "$what: it left $(ls "$folder")"
}

mapfile -t many < <(racers 16 'LBFGS(history_size=1000)')
lbfgs=(-l 'rosenbrock' -n 100000 "${many[@]}")
noise=(-l '(x*normal(1))^2 + y^2' -b 100000 -n 1000 -r 'SGD(lr=0.001)')
ends 130 '\003' '' 'race, step [0-9]* of 100000' "${lbfgs[@]}"
ends 130 '\003' '' 'race, step [0-9]* of 1000' "${noise[@]}"
ends 143 '' TERM 'race, step' "${noise[@]}"
ends 129 '' HUP 'race, step' "${noise[@]}"
ends 130 '' INT 'race, step' "${noise[@]}"
format=png ends 130 '\003' '' '' -l rosenbrock -n 20 --size 8192x8192

# It comes to its end, and the file is what it is without a terminal, where nothing is said.
mapfile -t four < <(racers 4 'Adam(lr=0.001)')
on_terminal '' '' -l rosenbrock -n 400000 "${four[@]}" -o "$folder/shown.csv"
[ $code = 0 ] && [ -z "$(last_line)" ] || fail "it ends with exit $code and '$(last_line)'"
"$ravine" -l rosenbrock -n 400000 "${four[@]}" -o "$folder/quiet.csv" 2>"$folder/stderr" || fail "exit $?"
[ ! -s "$folder/stderr" ] || fail "without a terminal it says $(cat "$folder/stderr")"
cmp "$folder/shown.csv" "$folder/quiet.csv" || fail "the file is another one"
rm -f "$folder"/*.csv
on_terminal '' '' -l rosenbrock -n 30 -o "$folder/shown.png"
"$ravine" -l rosenbrock -n 30 -o "$folder/quiet.png" || fail "exit $?"
cmp "$folder/shown.png" "$folder/quiet.png" || fail "the picture is another one"

# Memory.
mapfile -t all < <(racers 16 'Adam(lr=0.001)')
much=(-l rosenbrock -n 1000000 "${all[@]}" --format png -o "$folder/much.png")
said='race, 16 racers over 1000000 steps'
"$ravine" "${much[@]}" 2>"$folder/stderr" &
process=$!
while kill -0 $process 2>/dev/null && [ ! -s "$folder/stderr" ]; do sleep 0.01; done
kill $process
wait $process 2>/dev/null
[ "$(cat "$folder/stderr")" = "ravine: $said: takes up to 0.6 GB of memory" ] || fail "it says $(cat "$folder/stderr")"
(ulimit -v 500000 && exec "$ravine" "${much[@]}") 2>"$folder/stderr"
code=$?
[ $code = 1 ] || fail "memory that cannot be had: exit $code"
[ "$(cat "$folder/stderr")" = "ravine: $said: 0.6 GB of memory cannot be had" ] || fail "it says $(cat "$folder/stderr")"
"$ravine" -l rosenbrock -n 1000000 "${all[@]}" -o "$folder/long.csv" 2>"$folder/stderr" && fail "a trace of 16 000 000 rows"
[ "$(cat "$folder/stderr")" = "ravine: trace, 16 racers over 1000000 steps: a file holds at most 5000000 rows" ] ||
    fail "it says $(cat "$folder/stderr")"
[ $failed = 0 ] && echo "long work says how far it is, and ends when it is told to"
exit $failed
