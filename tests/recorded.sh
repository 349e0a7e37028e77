#!/bin/bash
# Paths made elsewhere: what files may look like, what comes of them, and that a saved scene needs the file no more.
failed=0
cd "$SCRATCH" || exit 1
wrong() { echo "$*"; failed=1; }

# The points of one racer: step, lr, x, y, loss of each row.
points() { "$RAVINE" -l "${2:-rosenbrock}" -n "${3:-3}" -r "$1" -o - --format csv 2>&1 | grep -v '^#' | sed 1d | cut -d, -f2,3,6,7,8; }

# rows NAME SPEC EXPECTED [LANDSCAPE]
rows() {
    local got
    got=$(points "$2" "$4" | tr '\n' ' ')
    [ "$got" = "$3 " ] || wrong "$1: $got, expected $3"
}

plain='0,,0,0,1 1,,0.5,0.5,6.5 2,,1,1,0 3,,1,1,0'
printf 'x,y\n0,0\n0.5,0.5\n1,1\n' >plain.csv
printf '# by hand\n\nx,y\n# more\n0,0\n\n0.5,0.5\n1,1' >comments.csv
printf '\xef\xbb\xbfx,y\r\n0,0\r\n0.5,0.5\r\n1,1\r\n' >crlf.csv
printf '0,0\n0.5,0.5\n1,1\n' >bare.csv
printf '0;0\n0,5;0,5\n1;1\n' >semicolons.csv
printf 'x\ty\n0\t0\n0.5\t0.5\n1\t1\n' >tabs.csv
printf ',w,b,label\n0,0,0,cat\n1,0.5,0.5,\n2,1,1,dog\n' >pandas.csv
printf '"label","y","x"\n"a, b",0,0\n"c",0.5,0.5\n"",1,1\n' >quotes.csv
printf 'Y,X,STEP\n0,0,0\n0.5,0.5,1\n1,1,2\n' >order.csv
for form in plain comments crlf bare semicolons tabs pandas quotes order; do
    rows "$form" "Recorded('$form.csv')" "$plain"
done

printf 'step,x,y,loss,lr\n1,0,0,5,0.1\n2,0.5,0.5,,0.2\n3,1,nan,3,\n' >sparse.csv
rows sparse "Recorded('sparse.csv')" '0,0.10000000000000001,0,0,5 1,0.10000000000000001,0,0,5 2,0.20000000000000001,0.5,0.5,6.5 3,,1,nan,3'
printf 'x\n1\n2\n' >curve.csv
rows curve "Recorded('curve.csv')" '0,,1,,1 1,,2,,4 2,,2,,4 3,,2,,4' x^2
printf 'x,loss\nnan,1\n2,2\n' >diverged.csv
rows diverged "Recorded('diverged.csv')" '0,,nan,,1' x^2

# Ravine's own trace, racer by racer.
racers=(-r 'SGD(lr=0.001, momentum=0.9)' -r 'Adam(lr=0.1) | StepLR(2)')
"$RAVINE" -l rosenbrock -n 5 "${racers[@]}" -o trace.csv || wrong "no trace"
for racer in 0 1; do
    ours=$(points "Recorded('trace.csv', racer=$racer)" rosenbrock 5)
    theirs=$(grep "^$racer," trace.csv | cut -d, -f2,3,6,7,8)
    [ "$ours" = "$theirs" ] || wrong "racer $racer of a trace: $ours"
done

# Names of files are bytes; what is written of them is UTF-8.
cp plain.csv $'r\377n.csv'
for ending in csv py md tex yaml; do
    "$RAVINE" -l rosenbrock -n 3 -r $'Recorded("r\377n.csv")' -r $'Recorded("r\377n.csv", name="m\376ne")' -o "bytes.$ending"
    iconv -f UTF-8 -t UTF-8 "bytes.$ending" >/dev/null || wrong "bytes.$ending: is no UTF-8"
done

# Saved, it needs no file: the same bytes again, from YAML and from a PNG, and the same numbers.
"$RAVINE" -l rosenbrock -n 5 -r "Recorded('trace.csv', racer=1, name=\"it's\")" -r "Recorded('sparse.csv')" -o scene.yaml
"$RAVINE" scene.yaml -o before.csv
"$RAVINE" scene.yaml -o scene.png
mkdir -p elsewhere && mv trace.csv sparse.csv elsewhere
for scene in scene.yaml scene.png; do # a picture shows the last step, and says so
    "$RAVINE" "$scene" -o after.csv && cmp before.csv <(grep -v '^# step:' after.csv) || wrong "$scene: other numbers"
    "$RAVINE" "$scene" -o again.yaml && cmp scene.yaml <(grep -v '^step:' again.yaml) || wrong "$scene: other bytes"
done

# In a scene without points the file is looked for beside it.
grep -v 'points:\|^      ' scene.yaml | sed 's/  - racer: Recorded/  - Recorded/' >elsewhere/files.yaml
"$RAVINE" elsewhere/files.yaml -o after.csv && cmp before.csv after.csv || wrong "files beside a scene"

# Drawn, with all that can be shown of a racer.
for view in surface map both side; do
    sed "s/kind: surface/kind: $view\n  show: [state, gradient, momentum, step, square, lr_trail, lr_chart, torch, field, distance]/" \
        scene.yaml >shown.yaml
    "$RAVINE" shown.yaml --size 640x400 -o shown.png || wrong "$view"
done

# The script has the points, too.
"$RAVINE" scene.yaml -o race.py && grep -q "^replay(0, racer_0)$" race.py || wrong "no replay in the script"
if command -v python3 >/dev/null; then
    python3 -c 'compile(open("race.py").read(), "race.py", "exec")' || wrong "the script is no Python"
fi

# refused WHY SPEC [LANDSCAPE]
refused() {
    local got
    got=$("$RAVINE" -l "${3:-rosenbrock}" -r "$2" -o never.csv 2>&1)
    [ $? = 1 ] || wrong "$2: not refused"
    case $got in *"$1"*) ;; *) wrong "$2: $got" ;; esac
}
cp elsewhere/trace.csv .
printf 'step,x,y\n3,0,0\n3,1,1\n' >twice.csv
printf 'a,b\nu,v\n' >words.csv
printf 'x,y\n1,2\n3,\n' >gap.csv
printf 'x,y\n' >names.csv
printf 'step,x,y\n0.5,1,2\n' >half.csv
printf 'x,y\n1,2"\n' >quote.csv
printf 'loss,lr\n1,2\n' >nothing.csv
: >empty.csv
refused "trace.csv:" "Recorded('trace.csv')"
refused "several racers: racer=0 or racer=1 says which" "Recorded('trace.csv')"
refused "no rows of racer 7" "Recorded('trace.csv', racer=7)"
refused "there is no column 'racer'" "Recorded('plain.csv', racer=0)"
refused "twice.csv:3: step 3 does not come after step 3" "Recorded('twice.csv')"
refused "words.csv:2: column 'x': 'u' is not a number" "Recorded('words.csv')"
refused "gap.csv:3: y is empty" "Recorded('gap.csv')"
refused "no rows" "Recorded('names.csv')"
refused "no rows" "Recorded('empty.csv')"
refused "column 'step': expected a whole number" "Recorded('half.csv')"
refused "quote.csv:2: a misplaced quote" "Recorded('quote.csv')"
refused "expected columns x and y" "Recorded('nothing.csv')"
refused "one coordinate, and the loss has 2 parameters" "Recorded('curve.csv')"
refused "none.csv: No such file" "Recorded('none.csv')"
refused "Recorded needs a file" "Recorded()"
refused "expected a string for file" "Recorded(7)"
refused "did you mean name?" "Recorded('plain.csv', nme='x')"
refused "no rule can stand around it" "SAM(Recorded('plain.csv'))"
refused "no schedule can turn them" "Recorded('plain.csv') | StepLR(3)"
refused "did you mean Recorded?" "Recordd('plain.csv')"
exit $failed
