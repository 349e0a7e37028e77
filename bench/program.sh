#!/bin/bash
# Rows of the bench that ask the whole program, from outside: how soon it shows something, and what it costs while
# nothing changes. bench/program.sh RAVINE. Exit 1 if a limit is missed. Needs Xvfb; without it, its rows are left out
# and said so on stderr.
set -u
ravine=$(realpath "$1")
rounds=11
missed=0
scratch=$(mktemp -d)
cd "$scratch" || exit 1

server=
app=
cleanup() {
    for process in $app $server; do
        kill "$process" 2>/dev/null
    done
    wait 2>/dev/null
    rm -rf "$scratch"
}
trap cleanup EXIT

now_ms() {
    echo $(($(date +%s%N) / 1000000))
}

fail() {
    cat log >&2
    exit 1
}

# row NAME VALUE LIMIT UNIT
row() {
    local verdict=ok
    awk "BEGIN { exit !($2 > $3) }" && verdict=MISSED && missed=1
    echo "| $1 | $2 $4 | | | $3 $4 | $verdict |"
}

# Each of these leaves what it measured in `result`.

still() {
    local from
    from=$(now_ms)
    "$ravine" -o still.png --size 320x200 >log 2>&1 || fail
    result=$(($(now_ms) - from))
}

stop() {
    kill "$app"
    wait "$app" 2>/dev/null
    app=
}

# The server's screen lies in a file: black until the first frame is on it.
window() {
    local from
    from=$(now_ms)
    "$ravine" >log 2>&1 &
    app=$!
    while cmp -s screen/Xvfb_screen0 black; do
        kill -0 "$app" 2>/dev/null || fail
        sleep 0.002
    done
    result=$(($(now_ms) - from))
    stop
    until cmp -s screen/Xvfb_screen0 black; do
        sleep 0.02
    done
}

# The best of some rounds: what other programs on the machine take is not ours.
best_of() {
    local least=
    for _ in $(seq $rounds); do
        "$@"
        [ -n "$least" ] && [ "$least" -le "$result" ] || least=$result
    done
    result=$least
}

# Clock ticks of all its threads so far.
ticks() {
    sed 's/.*) //' "/proc/$app/stat" | awk '{ print $12 + $13 }'
}

# Percent of one core over five seconds, the race's ten steps being over.
rest() {
    local before
    "$ravine" -n 10 >log 2>&1 &
    app=$!
    sleep 3
    kill -0 "$app" 2>/dev/null || fail
    before=$(ticks)
    sleep 5
    result=$(awk "BEGIN { print ($(ticks) - $before) * 100 / $(getconf CLK_TCK) / 5 }")
    stop
}

best_of still
row 'start to a picture in a file, 320 x 200, no display' "$result" 500 ms
if ! command -v Xvfb >/dev/null; then
    echo "bench: no Xvfb, so no window to measure" >&2
    exit $missed
fi
mkdir screen
exec 3>display
Xvfb -displayfd 3 -screen 0 1280x720x24 -fbdir screen -nolisten tcp >xvfb.log 2>&1 3>&3 &
server=$!
exec 3>&-
until [ -s display ]; do
    sleep 0.05
done
DISPLAY=:$(cat display)
export DISPLAY
unset WAYLAND_DISPLAY SDL_VIDEODRIVER
cp screen/Xvfb_screen0 black
best_of window
row 'start to the first frame in a window, 1280 x 720' "$result" 500 ms
rest
row 'at rest, nothing changing: of one core' "$result" 1 %
exit $missed
