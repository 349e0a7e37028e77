#!/bin/bash
# Nothing is lost: the program is killed again and again while keys are pressed, and the next start offers, and with
# Enter shows, a scene that is whole and no older than what was kept before the kill.
set -u
. tests/desk kill 800x500

kept() { # the newest file
    ls -t "$XDG_STATE_HOME"/ravine/*.yaml 2>/dev/null | head -n 1
}

steps_of() { # FILE: the step that it shows
    local step
    step=$(value "$1" 'step: \([0-9]*\)')
    echo "${step:-0}"
}

keeps() { # STEP: or a later one
    local file
    file=$(kept)
    [ -n "$file" ] && [ "$(steps_of "$file")" -ge "$1" ]
}

keeps_start() {
    local file
    file=$(kept)
    [ -n "$file" ] && [ "$(steps_of "$file")" = 0 ]
}

not_older() { # FILE STEP WHAT
    "$ravine" "$1" -o again.yaml || die "$3 is not whole: $(cat "$1")"
    [ "$(steps_of again.yaml)" -ge "$2" ] || die "$3 shows step $(steps_of again.yaml), after $2 was kept"
    [ "$(value again.yaml 'steps: \([0-9]*\)')" = 777 ] || die "$3 is another scene: $(cat again.yaml)"
}

end_app() { # SIGNAL
    kill "$1" $app
    wait $app 2>/dev/null
    app=
    await 'the window to go' sh -c '! xdotool search --onlyvisible --name Ravine >/dev/null 2>&1'
}

start -l rosenbrock -r 'Adam(lr=0.05)' -n 777 --size 800x500
keys space Home
await 'the first scene' keeps_start
for round in 1 2 3 4 5 6; do
    before=$(steps_of "$(kept)")
    keys $(yes period | head -n 12) # in steps that are told apart
    await 'a step to be kept' keeps $((before + 12))
    at_least=$(steps_of "$(kept)")
    xdotool key --delay $((10 * round)) $(yes period | head -n $((6 * round))) # and killed in the midst of these
    end_app -KILL
    not_older "$(kept)" "$at_least" "what is kept after kill $round"
    start --size 800x500
    keys Return
    rm -f ravine-001.png
    keys s
    await 'a picture' test -s ravine-001.png
    not_older ravine-001.png "$at_least" "what Enter shows after kill $round"
done

# Its own end keeps the last change at once.
before=$(steps_of "$(kept)")
keys period period period ctrl+q
wait $app || die "Ctrl+Q: exit $?"
app=
last=$(steps_of "$(kept)")
[ "$last" -ge $((before + 3)) ] || die "the last steps were lost: $last, after $before"
[ -s stderr ] && die "it said: $(cat stderr)"
echo "killed six times, and nothing was lost"
