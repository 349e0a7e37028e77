#!/bin/bash
# A lesson of one's own, made and gone through with real keys: slides are added behind the one that is shown, an edited
# one is saved in its lesson, a picture of one opens as one; what was killed goes on as the same slide.
set -u
. tests/desk lesson 1024x640

slides() { # FILE: how many
    grep -c '^  - title:' "$1"
}

holds() { # FILE SLIDES
    [ -s "$1" ] && [ "$(slides "$1")" = "$2" ]
}

kept_at() { # SLIDE
    grep -qs "^slide: $1" "$XDG_STATE_HOME"/ravine/*.yaml && grep -qs '^edited:' "$XDG_STATE_HOME"/ravine/*.yaml
}

echo mine >lesson-001.yaml
start momentum --size 1024x640
keys space ctrl+shift+s
await 'the first slide' holds lesson-002.yaml 1
keys Right ctrl+shift+s
await 'the second slide' holds lesson-002.yaml 2
keys Prior Right Right ctrl+shift+s
await 'a slide between' holds lesson-002.yaml 3
[ "$(cat lesson-001.yaml)" = mine ] || die 'a file of another was written over'
for slide in 1 2 3; do
    "$ravine" lesson-002.yaml --slide $slide -o $slide.csv || die "slide $slide does not run"
done
"$ravine" lesson-002.yaml -o again.yaml && cmp lesson-002.yaml again.yaml || die 'it is saved otherwise when it was opened'
before=$(cat lesson-002.yaml)
keys Next Right
shot
grep -q '^slide: 3' "$name.yaml" || die "a picture of a slide opens elsewhere: $(cat "$name.yaml")"
keys ctrl+s
await 'the edited slide' sh -c "! echo '$before' | cmp -s - lesson-002.yaml"
holds lesson-002.yaml 3 || die "the lesson is not whole: $(cat lesson-002.yaml)"
keys Right
await 'the edit to be kept' kept_at 3
kill -KILL $app
wait $app 2>/dev/null
app=
await 'the window to go' sh -c '! xdotool search --onlyvisible --name Ravine >/dev/null 2>&1'
rm -f ravine-*.png
start --size 1024x640
keys Return
shots=0
shot
grep -q '^slide: 3' "$name.yaml" && grep -q '^edited:' "$name.yaml" || die "it goes on elsewhere: $(cat "$name.yaml")"
keys Prior Prior
shot
grep -q '^slide:' "$name.yaml" && die "PageUp leads elsewhere: $(cat "$name.yaml")"
quits
echo "a lesson of one's own was made, saved and gone on with"
