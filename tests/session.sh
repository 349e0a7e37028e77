#!/bin/bash
# A whole session with real keys under a private X server: choose Adam, raise its learning rate, see its path and its
# number change, pause, step, take screenshots, quit. Also: nearly no work is done while nothing changes.
set -u
. tests/desk session 1000x640

start -l rosenbrock -r 'SGD(lr=0.001)' -r 'Adam(lr=0.05)' -n 400 --size 1000x640

step_of() { # step 0 is not written
    local step
    step=$(value "$1" 'step: \([0-9]*\)')
    echo "${step:-0}"
}

plays() { # by itself
    shots=0
    shot
    rm ravine-001.png
    [ "$(step_of ravine-001.yaml)" != 0 ]
}
await 'the race' plays
shots=0
keys space # pause
shot
step_before=$(step_of ravine-001.yaml)
[ "$step_before" -gt 0 ] || die "it did not play"
lr_before=$(value ravine-001.yaml 'Adam(lr=\([0-9.e-]*\)')

keys Tab # Adam
keys Right Right Right
keys period period comma period # two steps on
shot
step_after=$(step_of ravine-002.yaml)
lr_after=$(value ravine-002.yaml 'Adam(lr=\([0-9.e-]*\)')
[ "$step_after" = $((step_before + 2)) ] || die "two steps from $step_before led to $step_after"
awk "BEGIN { exit !($lr_after > $lr_before) }" || die "lr went from $lr_before to $lr_after"
cmp -s ravine-001.png ravine-002.png && die "the picture did not change"

at() { # FILE RACER STEP: where the racer is, and its loss
    grep "^$2,$3," "$1" | cut -d, -f6-8
}
[ "$(at ravine-001.csv 1 "$step_before")" != "$(at ravine-002.csv 1 "$step_before")" ] || die "Adam's path did not change"
[ "$(at ravine-001.csv 0 "$step_before")" = "$(at ravine-002.csv 0 "$step_before")" ] || die "SGD's path changed"

# A number, typed faster than frames and slower.
typed() { # DELAY-MS NUMBER KEY...
    local delay=$1 number=$2
    shift 2
    xdotool key --delay "$delay" Return "$@" Return
    shot
    [ "$(value "$name.yaml" 'Adam(lr=\([0-9.e-]*\)')" = "$number" ] ||
        die "typed with $delay ms between the keys, $number became $(grep Adam "$name.yaml")"
}
typed 0 0.117 0 period 1 1 7
typed 150 0.125 0 period 1 2 5
keys ctrl+z
shot
[ "$(value ravine-005.yaml 'Adam(lr=\([0-9.e-]*\)')" = 0.117 ] || die "undo did not bring 0.117 back"

# On the screen itself (the server's frame buffer, 4 bytes a pixel): the dark theme has no black, so none may have been
# left undrawn.
od -An -v -tx4 -w4 Xvfb_screen0 >screen
black=$(grep -c '^ 000[0-7]0[0-7]0[0-7]$' screen) ground=$(grep -c '^ 0012141a$' screen)
rm screen
[ "$ground" -gt 100000 ] && [ "$black" -lt 3000 ] || die "on the screen, $black pixels are black and $ground the ground's colour"

# The mouse: a drag over the surface turns it, the wheel zooms, a click moves the start.
azimuth=$(value ravine-005.yaml 'azimuth[a-z_]*: *\([0-9.e-]*\)')
xdotool mousemove --window "$window" 300 250 mousedown 1 mousemove --window "$window" 330 255 \
    mousemove --window "$window" 380 260 mouseup 1
shot
[ "$(value ravine-006.yaml 'azimuth[a-z_]*: *\([0-9.e-]*\)')" != "$azimuth" ] || die "dragging did not turn the surface"
xdotool mousemove --window "$window" 330 220 click 4
shot
cmp -s <(grep window ravine-006.yaml) <(grep window ravine-007.yaml) && die "the wheel did not zoom"
xdotool click 1
shot
cmp -s <(grep start ravine-007.yaml) <(grep start ravine-008.yaml) && die "the click did not move the start"

# Whether it does nearly nothing, of 100 ticks a second, sooner or later: what it still has to do takes long on a busy
# machine. What never rests has its share of the processor, however small, in each of these spans.
ticks() {
    awk '{ print $14 + $15 }' /proc/$app/stat
}
rests() { # WHAT
    local spans=0 quiet=0 before
    while [ $quiet -lt 2 ]; do
        before=$(ticks)
        sleep 0.75
        if [ $(($(ticks) - before)) -le 1 ]; then quiet=$((quiet + 1)); else quiet=0; fi
        spans=$((spans + 1))
        [ $spans -le 80 ] || die "$1, it never rests"
    done
}
rests paused # once the message is gone

# Playing, but hidden: no work, and the race waits.
keys space
xdotool windowunmap "$window"
rests hidden
xdotool windowmap --sync "$window"
xdotool windowfocus "$window" 2>/dev/null
keys space

keys F1 Escape Escape Escape
shot # Esc quits nothing
quits
[ -s stderr ] && die "it said: $(cat stderr)"

# What the desktop enlarges is enlarged here, too.
xprop -root -f RESOURCE_MANAGER 8s -set RESOURCE_MANAGER 'Xft.dpi: 144'
"$ravine" -n 0 --size 500x330 >stdout 2>stderr &
app=$!
await 'the enlarged window' sh -c 'xdotool search --onlyvisible --name Ravine getwindowgeometry | grep -q "Geometry: 750x495"'
kill $app
wait $app
app=
echo "a session with real keys went as it should"
