#!/bin/bash
# The palette with real keys under a private X server: opened by Ctrl+P and by the slash wherever a layout has it, typed
# into faster than frames, chosen from, left, clicked; a formula is shown while it is typed and gone after Esc.
set -u
. tests/desk palette 1000x640

start -l rosenbrock -r 'SGD(lr=0.001)' -r 'Adam(lr=0.05)' -n 100 --size 1000x640

# Saves the scene into ravine-001.yaml, anew.
saved() {
    rm -f ravine-*.yaml
    keys ctrl+s
    await 'the saved scene' test -s ravine-001.yaml
}

holds() { # WHAT: soon
    saved
    grep -q "$1" ravine-001.yaml
}

types() { # DELAY-MS TEXT
    xdotool type --delay "$1" -- "$2"
}

saved
keys space ctrl+p
types 0 beale
keys Return
await 'the landscape' holds '^landscape: beale'
keys slash
types 0 'n=20 seed=7'
keys Return
await 'its steps' holds '^steps: 20'
holds '^seed: 7' || die "the seed is not set"
keys ctrl+z
await 'undo' holds '^steps: 100'
holds '^seed: 7' && die "undo took one number of two"

# A formula is shown, and Esc takes it back.
keys slash
types 30 'x^2+3*y^2'
keys Escape
saved
grep -q '^landscape: beale' ravine-001.yaml || die "Esc left another landscape: $(cat ravine-001.yaml)"
keys slash
types 0 'x^2+3*y^2'
keys Return
await 'the formula' holds 'x^2+3\*y^2'

# A line of torch is one racer more; the arrow chooses the second row.
keys slash
types 0 'Adagrad(lr=0.5)'
keys Return
await 'the racer' holds 'Adagrad(lr=0.5)'
keys slash
types 0 'RMSprop'
keys Down Return
await 'one racer more by its name' holds 'RMSprop'
[ "$(grep -c 'Adagrad(lr=0.5)' ravine-001.yaml)" = 1 ] || die "RMSprop took the place of Adagrad"

# On a German keyboard the slash is Shift+7.
if command -v setxkbmap >/dev/null && setxkbmap de 2>/dev/null; then
    keys shift+7
    types 0 'lr=0.25'
    keys Return
    await 'a slash of another layout' holds 'lr=0.25'
    setxkbmap us
fi

# Keys type and do nothing else; beside it, a click closes it.
keys ctrl+p
types 0 'lovely'
xdotool mousemove --window "$window" 5 635 click 1
saved
grep -q 'x^2+3\*y^2' ravine-001.yaml || die "a letter acted through the palette"
keys slash
types 0 'himmelblau'
xdotool mousemove --window "$window" 400 95 click 1
await 'the row that was clicked' holds '^landscape: himmelblau'

# The window's title names the file, with a mark while unsaved.
titled() { # WHAT
    xprop -id "$window" _NET_WM_NAME | grep -qF "\"$1\""
}
saved
await 'a title' titled 'ravine-001.yaml - Ravine'
keys Right
await 'a mark' titled '*ravine-001.yaml - Ravine'
mv ravine-001.yaml größe.yaml
keys ctrl+o
types 0 gr
keys Tab Return
await 'a title beyond ASCII' titled 'größe.yaml - Ravine'

quits
[ -s stderr ] && die "it said: $(cat stderr)"
echo "whatever was typed was done"
