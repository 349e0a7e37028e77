#!/bin/bash
# Rows of the bench that ask the whole program, from outside: how soon it shows something, and what it costs while
# nothing changes. bench/program.sh RAVINE HELLO: each row measures the program and the least that a program does in
# turns, and is judged by the median of the ratios. Exit 1 if a limit is missed. Needs Xvfb; without it, its rows are
# left out and said so on stderr.
set -u
ravine=$(realpath "$1")
hello=$(realpath "$2")
rounds=9
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
    echo $((${EPOCHREALTIME/[.,]/} / 1000))
}

fail() {
    cat log >&2
    exit 1
}

median() {
    sort -g | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# row NAME UNIT LIMIT MEASURE REFERENCE: both are commands that leave what they measured in `result`; the limit is the
# ratio's.
row() {
    local ours=() references=() ratios=() verdict=MISSED ratio round
    for ((round = 0; round < rounds; round++)); do
        $4 && ours+=("$result")
        $5 && references+=("$result")
        ratios+=("$(awk "BEGIN { print ${ours[round]} / ${references[round]} }")")
    done
    ratio=$(printf '%s\n' "${ratios[@]}" | median)
    if awk "BEGIN { exit !($ratio <= $3) }"; then verdict=ok; else missed=1; fi
    printf '| %s | %.0f %s | %.0f %s | %.2f | %.2f | %s |\n' "$1" "$(printf '%s\n' "${ours[@]}" | median)" "$2" \
        "$(printf '%s\n' "${references[@]}" | median)" "$2" "$ratio" "$3" $verdict
}

still() { # PROGRAM ARGUMENT...
    local from
    from=$(now_ms)
    "$@" >log 2>&1 || fail
    result=$(($(now_ms) - from))
}

still_ravine() {
    still "$ravine" -o still.png --size 320x200
}

still_hello() {
    SDL_VIDEODRIVER=offscreen still "$hello" still.ppm
}

figure_png() {
    still "$ravine" --width column -o figure.png
}

figure_pdf() {
    still "$ravine" --width column -o figure.pdf
}

film() {
    still "$ravine" --size 800x450 --fps 25 --duration 4 --quiet -o film.mp4
}

# Drawing alone: what would encode keeps the frames, and how it was called; then encoding alone, of these. The longer.
film_parts() {
    mkdir -p alone
    printf '%s\n' '#!/bin/bash' "cat >'$scratch/frames.rgb'" "printf '%s\\0' \"\$@\" >'$scratch/called'" \
        'for last; do :; done' 'echo film >"${last#file:}"' >alone/ffmpeg
    chmod +x alone/ffmpeg
    PATH=$scratch/alone:$PATH film
    local drawing=$result called
    mapfile -d '' called <called
    called[-1]=$scratch/alone.mp4
    still encode "${called[@]}"
    [ "$drawing" -gt "$result" ] && result=$drawing
}

encode() {
    ffmpeg "$@" <frames.rgb
}

stop() {
    kill "$app"
    wait "$app" 2>/dev/null
    app=
}

# The server's screen lies in a file: black until the first frame is on it.
window() { # PROGRAM
    local from
    from=$(now_ms)
    "$@" >log 2>&1 &
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

window_ravine() {
    window "$ravine"
}

window_hello() {
    window "$hello"
}

# Clock ticks of all its threads so far.
ticks() { # PROCESS
    sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'
}

# Of one core, the race's ten steps being over; the reference beside it never rests, and has what the machine can give.
rest() {
    local before busy
    "$ravine" -n 10 >log 2>&1 &
    app=$!
    before=-1
    while sleep 0.5 && kill -0 "$app" 2>/dev/null; do # it has been started, and has come to rest
        [ $(($(ticks $app) - before)) -le 0 ] && [ "$before" -gt 5 ] && break
        before=$(ticks $app)
    done
    kill -0 "$app" 2>/dev/null || fail
    while :; do :; done &
    busy=$!
    before=$(ticks $app)
    while [ "$(ticks $busy)" -lt "$((5 * $(getconf CLK_TCK)))" ]; do sleep 0.2; done
    result=$(awk "BEGIN { print ($(ticks $app) - $before) * 100 / $(ticks $busy) }")
    kill "$busy"
    wait "$busy" 2>/dev/null
    stop
}

whole() { # one core
    result=100
}

row 'start to a picture in a file, 320 x 200, no display' ms 7 still_ravine still_hello
row 'a figure at column width, 300 dpi; to that picture' ms 4 figure_png still_ravine
row 'the same as a PDF; to the figure' ms 3 figure_pdf figure_png
if command -v ffmpeg >/dev/null; then
    all_rounds=$rounds rounds=3
    row '100 frames of a film; to the longer of drawing them and encoding them' ms 1.5 film film_parts
    rounds=$all_rounds
else
    echo "bench: no ffmpeg, so no film to measure" >&2
fi
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
row 'start to the first frame in a window, 1280 x 720' ms 7 window_ravine window_hello
rounds=1
row 'at rest, nothing changing: of a core that a busy program has' % 0.01 rest whole
exit $missed
