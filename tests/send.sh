#!/bin/bash
# Ctrl+E and a letter with real keys under a private X server: files of every kind while the window goes on, the same
# bytes by the command line that it says; Esc leaves the letters, and stops a film without a trace.
set -u
. tests/desk send 1000x640

cat >scene.yaml <<'END'
ravine: 1
landscape: himmelblau
start: [1, 1]
steps: 40
step: 5
racers: ['SGD(lr=0.01)', Adam(lr=0.1)]
figure: {size: 320x180}
END
start scene.yaml
keys space Home

# Unedited, by its name.
keys ctrl+e c
await 'numbers' test -s ravine-001.csv
"$ravine" scene.yaml -o again.csv && cmp again.csv ravine-001.csv || die 'its name makes other numbers'
[ -e ravine-001.yaml ] && die 'an unedited scene was written once more'
keys N
rm -f ravine-*

files() { # what stands here besides
    find . -maxdepth 1 -name 'ravine-*' -o -name '*.tmp' | sort | paste -sd ' '
}

again() { # SCENE ENDING
    "$ravine" "$1" -o "again.$2" || die "$1 is not written as .$2"
    cmp "again.$2" "ravine-001.$2" || die "its command line makes another .$2"
}

for letter in p:png s:svg d:pdf; do
    keys ctrl+e "${letter%:*}"
    await "the .${letter#*:}" test -s "ravine-001.${letter#*:}"
    again "ravine-001.${letter#*:}" "${letter#*:}"
done
for letter in c:csv t:tex k:md; do
    keys ctrl+e "${letter%:*}"
    await "the .${letter#*:}" test -s "ravine-001.${letter#*:}"
    again ravine-001.yaml "${letter#*:}"
done
keys ctrl+e y
await 'the scene' test -s ravine-002.yaml
cmp ravine-001.yaml ravine-002.yaml || die 'a scene is not the scene beside the tables'

# Esc and letters that say nothing leave all as it was.
before=$(files)
keys ctrl+e Escape
keys ctrl+e q Escape
keys ctrl+e BackSpace x BackSpace Escape
[ "$(files)" = "$before" ] || die "left are $(files)"

# By the palette, too.
rm ravine-*
keys ctrl+p
xdotool type --delay 0 'export svg'
keys Return
await 'a figure from the palette' test -s ravine-001.svg

if command -v ffmpeg >/dev/null; then
    rm ravine-*
    keys ctrl+e g
    await 'the film' test -s ravine-001.gif
    again ravine-001.yaml gif
    rm ravine-*
    keys ctrl+e m
    writes() { pgrep -P $app >/dev/null; }
    await 'its beginning' writes
    keys s # the window is alive
    await 'a picture meanwhile' test -s ravine-001.png
    rm ravine-001.png
    keys Escape
    ended() { ! writes; }
    await 'its end' ended
    keys s
    await 'a picture after it' test -s ravine-001.png
    [ "$(files)" = ./ravine-001.png ] || die "what was stopped left $(files)"
else
    echo 'skipped: no ffmpeg to encode films'
fi
keys ctrl+e m
quits
[ -s stderr ] && die "it said: $(cat stderr)"
[ -e ravine-001.mp4 ] && die 'it was quit, and a film is there'

# A contact sheet is what S writes of a scene that is one.
rm -f ravine-* stderr
sed 's/^figure:.*/figure: {size: 320x180, grid: ["lr=0.001,0.01"]}/' scene.yaml >sheet.yaml
start sheet.yaml
keys s
await 'a sheet' test -s ravine-001.png
again ravine-001.png png
quits
echo 'what is sent out comes out'
