#!/bin/bash
# SVG and PDF beside the PNG of the same scene: drawn by other programs they show the same but for antialiasing; words
# are words; the scene is inside; same scene, same bytes; none is large. Needs pdftoppm, and rsvg-convert, which
# refuses what is no XML.
set -u
ravine=${RAVINE:-./ravine}
scratch=${SCRATCH:-$(mktemp -d)}
compare=$BUILD/tests/compare_png
failed=0
export FONTCONFIG_FILE=$PWD/tests/fonts.conf

fail() {
    echo "FAILED: $*"
    failed=1
}

for program in rsvg-convert pdftoppm pdftotext; do
    command -v $program >/dev/null || { echo "no $program here (librsvg2-bin, poppler-utils)" && exit 77; }
done

# Both formats of a scene, drawn: within what two programs make of the same edges and letters.
beside() { # NAME OPTIONS...
    local name=$1 file
    shift
    for ending in png svg pdf; do
        file=$scratch/$name.$ending
        "$ravine" "$@" -o "$file" 2>"$scratch/said" || { fail "$name.$ending: $(<"$scratch/said")" && return; }
    done
    rsvg-convert -w 900 -h 600 "$scratch/$name.svg" -o "$scratch/$name-svg.png" || fail "$name.svg: is not drawn"
    pdftoppm -scale-to-x 900 -scale-to-y 600 -png -singlefile "$scratch/$name.pdf" "$scratch/$name-pdf" || fail "$name.pdf: is not drawn"
    for ending in svg pdf; do
        "$compare" --soft "$scratch/$name.png" "$scratch/$name-$ending.png" || fail "$name.$ending differs from $name.png"
        [ "$(stat -c %s "$scratch/$name.$ending")" -lt 2000000 ] || fail "$name.$ending is large"
    done
}

pictures() {
    local dark='--size 900x600 --theme dark' print='--size 900x600 --theme print'
    beside welcome $print
    beside map -l himmelblau -n 200 --view map $print
    beside dark -l himmelblau -n 200 --view both $dark
    beside side -l quadratic -r 'SGD(lr=0.075)' -r 'SGD(lr=0.04, momentum=0.8)' -n 60 --view side $print
    beside curve -l tilted_washboard -n 60 $print
    beside data logistic_mini $dark
}

# Asked of all that a scene may hold: marks of XML and PDF, and letters beyond Inter's.
words() {
    local ending
    cat >"$scratch/words.yaml" <<'END'
ravine: 1
title: 'a < b & "c" > ]]> (d) \ ∇ ŷ ⟂ /RavineScene true'
formula: x^2 + 3*y^2
racers: ['SGD(lr=0.1)', 'Adam(lr=0.1)']
END
    for ending in svg pdf; do
        "$ravine" "$scratch/words.yaml" -o "$scratch/words.$ending" || fail "words.$ending"
        "$ravine" "$scratch/words.yaml" -o "$scratch/again.$ending"
        cmp "$scratch/words.$ending" "$scratch/again.$ending" || fail "$ending: other bytes the second time"
        "$ravine" "$scratch/words.$ending" -o "$scratch/again.$ending" || fail "words.$ending does not open"
        cmp "$scratch/words.$ending" "$scratch/again.$ending" || fail "$ending: other bytes after it was opened"
        "$ravine" "$scratch/words.$ending" -o "$scratch/$ending.yaml"
    done
    cmp "$scratch/svg.yaml" "$scratch/pdf.yaml" || fail "the scenes in svg and pdf differ"
    grep -qF 'a < b & "c" > ]]> (d) \ ∇ ŷ ⟂' "$scratch/svg.yaml" || fail "svg: the title was lost"
    grep -qF '>SGD</text>' "$scratch/words.svg" && grep -qF '>lr=0.1</text>' "$scratch/words.svg" || fail "svg: no text 'lr=0.1'"
    pdftotext "$scratch/words.pdf" "$scratch/words.txt"
    grep -qF 'lr=0.1' "$scratch/words.txt" || fail "pdf: no text 'lr=0.1'"
    grep -qF '∇ ŷ ⟂' "$scratch/words.txt" || fail "pdf: no text '∇ ŷ ⟂'"
    grep -qE 'CreationDate|ModDate' "$scratch/words.pdf" && fail "pdf: it is dated"
    pdfinfo "$scratch/words.pdf" 2>&1 | grep -q 'Tagged: *yes' || fail "pdf: $(pdfinfo "$scratch/words.pdf" 2>&1)"
    pdfinfo -struct-text "$scratch/words.pdf" 2>/dev/null | grep -q Figure || fail "pdf: no figure"
    [ "$(pdfdetach -list "$scratch/words.pdf" | head -n 1)" = '1 embedded files' ] || fail "pdf: nothing is attached"
}

# On other programs' ground: colours that were chosen stay, pages are covered to their edges, and neither LaTeX nor
# Inkscape has anything to complain of.
outside() {
    local ending
    for ending in svg pdf; do
        "$ravine" -l himmelblau -n 20 --view map --theme dark --width 85mmx60mm --dpi 72 -o "$scratch/night.$ending" &&
            "$ravine" "$scratch/night.$ending" -o "$scratch/again.$ending" && cmp "$scratch/night.$ending" "$scratch/again.$ending" ||
            fail "night.$ending, opened and written"
    done
    "$ravine" 2-rate --slide 3 -o "$scratch/slide.svg" && "$ravine" "$scratch/slide.svg" -o "$scratch/again.svg" &&
        cmp "$scratch/slide.svg" "$scratch/again.svg" || fail 'a slide, opened and written'
    pdftoppm -r 720 -singlefile "$scratch/night.pdf" "$scratch/night"
    [ "$(tail -c 3 "$scratch/night.ppm" | od -An -tx1)" = ' 12 14 1a' ] || fail 'pdf: the last corner is bare'
    awk '/.Type .Page / { page = ""; inside = 1 } inside { page = page $0 } /endobj/ { inside = 0 } END { print page }' "$scratch/night.pdf" |
        grep -aq Group && fail 'pdf: its page is a group'
    grep -q '<metadata><rdf:RDF ' "$scratch/night.svg" || fail 'svg: metadata beside RDF'
    sed 's/<ravine-scene /<ns0:ravine-scene /;s/<.ravine-scene>/<\/ns0:ravine-scene>/' "$scratch/night.svg" >"$scratch/prefixed.svg"
    "$ravine" "$scratch/prefixed.svg" -o "$scratch/again.svg" && cmp "$scratch/night.svg" "$scratch/again.svg" || fail 'svg: a prefix hides the scene'
}

# A lesson is a page a slide, one slide a page; what is not asked for otherwise is for paper.
handout() {
    local slides ground='^<rect width="789[0-9.]*" height="[0-9.]*" fill="#fff"/>'
    "$ravine" 1-step -o "$scratch/handout.pdf" || fail "handout"
    slides=$(grep -c '^ *- title' assets/lessons/1-step.yaml)
    pdfinfo "$scratch/handout.pdf" | grep -q "Pages: *$slides$" || fail "handout: not $slides pages"
    "$ravine" "$scratch/handout.pdf" -o "$scratch/again.pdf" && cmp "$scratch/handout.pdf" "$scratch/again.pdf" ||
        fail "handout: other bytes after it was opened"
    "$ravine" 1-step --slide 2 -o "$scratch/slide.pdf" && pdfinfo "$scratch/slide.pdf" | grep -q 'Pages: *1$' || fail "slide"
    "$ravine" "$scratch/slide.pdf" -o "$scratch/again.pdf" && cmp "$scratch/slide.pdf" "$scratch/again.pdf" ||
        fail "slide: other bytes after it was opened"
    "$ravine" 1-step --slide 2 -o "$scratch/slide.svg" && "$ravine" "$scratch/slide.svg" -o "$scratch/again.pdf" &&
        cmp "$scratch/slide.pdf" "$scratch/again.pdf" || fail "slide: another pdf from its svg"
    "$ravine" -o "$scratch/paper.svg" && grep -q "$ground" "$scratch/paper.svg" ||
        fail "svg: the ground is not white"
    "$ravine" --theme dark -o "$scratch/paper.svg" && ! grep -q "$ground" "$scratch/paper.svg" ||
        fail "svg: --theme dark is white"
}

said=$("$ravine" --size 64x64 -o "$scratch/first.svg" 2>&1) || {
    case $said in
    *OpenGL* | *EGL*) echo "no picture can be drawn here: $said" && exit 77 ;;
    *) echo "$said" && exit 1 ;;
    esac
}
pictures
words
outside
handout
exit $failed
