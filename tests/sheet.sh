#!/bin/bash
# Contact sheets as files: every format, twice the same bytes, and the same again from the picture itself.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
folder=${SCRATCH:-$(mktemp -d)}/sheet
failed=0
rm -rf "$folder" && mkdir -p "$folder" && cd "$folder" || exit 1

fail() {
    echo "FAILED: $*"
    failed=1
}

"$ravine" -l beale -n 5 -o probe.png 2>stderr || { cat stderr; exit 77; }
rates=(-l himmelblau -n 80 -r 'SGD(lr=0.01, momentum=0.9)' -r 'Adam(lr=0.1)' --width column --dpi 100 --grid 'lr=0.003,0.01')
places=(--letters --width page --dpi 72 -n 60 --view map --grid 'landscape=rosenbrock,beale' --grid 'schedule=none,StepLR(30)')
for ending in png svg pdf; do
    "$ravine" "${rates[@]}" --grid 'n=20,80' --view map -o rates.$ending || fail "rates.$ending"
    "$ravine" "${rates[@]}" --grid 'n=20,80' --view map -o again.$ending && cmp rates.$ending again.$ending || fail "twice .$ending"
    "$ravine" "${places[@]}" -o places.$ending || fail "places.$ending"
    "$ravine" "${rates[@]}" --hide panel -o charts.$ending || fail "charts.$ending"
    for name in rates places charts; do
        "$ravine" $name.$ending -o opened.$ending && cmp $name.$ending opened.$ending || fail "$name.$ending, opened and written"
    done
done
"$ravine" places.svg -o places.yaml && grep -q 'landscape=rosenbrock,beale' places.yaml && grep -q 'letters: true' places.yaml && grep -q suited places.yaml || fail 'the scene holds no grid'
"$ravine" places.yaml -o opened.png && cmp places.png opened.png || fail 'from the text it is another sheet'
"$ravine" "${rates[@]}" -o 'frames/%04d.png' --fps 2 --duration 1 && [ "$(ls frames | wc -l)" = 2 ] || fail "frames: $(ls frames)"
cmp -s frames/*1.png frames/*2.png && fail 'a film stands still'
grep -q '>(d)<' places.svg && ! grep -q '>(a)<' rates.svg || fail 'letters of cells'
grep -q '>lr = 0.003<' rates.svg && grep -q '>80 steps<' rates.svg && [ "$(grep -o '>Adam<' rates.svg | wc -l)" = 1 ] || fail 'heads and legend'
"$ravine" "${rates[@]}" -o none.csv 2>stderr
[ $? = 2 ] && grep -q 'a .csv is neither' stderr || fail "a table: $(cat stderr)"
"$ravine" "${rates[@]}" --view side -o together.png 2>stderr && [ "$(grep -c 'it shows them together' stderr)" = 1 ] || fail "a sheet of view side: $(cat stderr)"
"$ravine" "${rates[@]}" --view both -o both.png 2>stderr && [ ! -s stderr ] || fail "a sheet of view both: $(cat stderr)"
"$ravine" --grid lr=1 2>stderr
[ $? = 2 ] && grep -q 'needs --output' stderr || fail "a sheet in the window: $(cat stderr)"
exit $failed
