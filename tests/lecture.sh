#!/bin/bash
# A lecture from the keyboard, at the size of a laptop and on a projector: momentum crosses the double well; two
# learning rates beside each other; what batch 1 does; a rate that changes at step 100; the lesson on Adam. Real keys,
# never one that is wrong; what is to be seen is read from the pictures that S writes.
set -u
. tests/desk lecture "${1:-1600x900}"
size=${1:-1600x900} projector=${2:-}
pressed=0

press() {
    keys "$@"
    pressed=$((pressed + $#))
}

# What a name, a formula or a number leads to: the palette's first row.
palette() { # TEXT
    press ctrl+p
    xdotool type --delay 15 "$1"
    pressed=$((pressed + ${#1}))
    press Return
}

says() { # PATTERN WHAT: the scene of the last picture has it
    grep -q -- "$1" "$name.yaml" || die "$2: $(grep -v '^ *#' "$name.yaml" | head -n 40)"
}

last_x() { # RACER: where it ends
    grep "^$1," "$name.csv" | tail -n 1 | cut -d, -f6
}

start --size "$size"
[ -z "$projector" ] || press p

# Momentum crosses the double well, plain descent does not. Turned down far enough, neither does.
palette 'double well'
press space End
shot
says 'landscape: double_well' 'the palette does not lead to the double well'
awk "BEGIN { exit !($(last_x 0) * $(last_x 1) < 0) }" || die "momentum is at $(last_x 1), plain descent at $(last_x 0)"
press Tab Tab Down
for _ in 1 2 3 4 5 6 7 8; do press Left; done
press End
shot
awk "BEGIN { exit !($(last_x 0) * $(last_x 1) > 0) }" || die "without momentum, racer 1 is at $(last_x 1)"
press ctrl+z ctrl+z

# Two learning rates of one rule beside each other, by a copy of the racer.
palette 'rosenbrock'
palette 'SGD(lr=0.001, momentum=0.9)'
press n
palette 'lr=0.0002'
press space End
shot
says 'SGD(lr=0.001, momentum=0.9)' 'a line of torch adds no racer'
says 'SGD(lr=0.0002, momentum=0.9)' "the copy's rate is not that which was typed"
press Right Left
shot
says 'SGD(lr=0.0002, momentum=0.9)' 'a turn forth and one back change the rate'

# One row in a step, and all of them.
palette 'linear_mini'
palette 'batch=1'
press space End
shot
says 'batch: 1$' 'no batch of one row'
palette 'batch=64'
press End
shot

# From step 100 on at another rate: the old path stays pale beside the new one.
palette 'learning_rate'
press space Home
for _ in 1 2 3 4; do press shift+period; done
press period comma
press z
press Up Down Right Right
press z
press End
shot
says '40: .*lr=' 'no change of the rate'
says 'ghost: true' 'no ghost'
press ctrl+Delete
shot
grep -q ghost "$name.yaml" && die 'ghosts are not cleared'

# The lesson on Adam, slide by slide, as a presenter's remote goes through it, and back.
palette '6-adam'
press F5
for _ in 1 2 3 4 5 6 7 8; do press Next; done
press Prior b space
shot
press Escape

# Charts and column away and back, the surface alone, the trails.
press F6 F6 F7 F7 F8 F8 shift+h shift+h shift+h
press v v v v v t t t
press F1 Right Left Escape
press Escape Escape
[ $pressed -ge 80 ] || die "only $pressed keys"
press ctrl+q
wait $app
status=$?
app=
[ $status = 0 ] || die "exit $status: $(cat stderr)"
[ -s stderr ] && die "it said: $(cat stderr)"
[ -n "$projector" ] || {
    trap - EXIT
    cleanup
    cd "$OLDPWD" || exit 1
    exec bash tests/lecture.sh 1024x768 projector
}
echo "a lecture of $pressed keys went as it should, at 1600x900 and at 1024x768 as on a projector"
