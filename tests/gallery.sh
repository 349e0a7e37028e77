#!/bin/bash
# docs/gallery.md: each command gives the figure that stands over it, and a second time the same bytes; each figure has
# a command. After a wanted change of the drawing, look at what was drawn and run `make pictures`.

for folder in "$SCRATCH/first" "$SCRATCH/second"; do
    said=$(tools/draw-docs "$RAVINE" "$folder" 2>&1) && continue
    case $said in
    *OpenGL* | *EGL*) echo "no picture can be drawn here: $said" && exit 77 ;;
    *) echo "docs/gallery.md: $said" && exit 1 ;;
    esac
done

# The pictures were drawn with Debian 12's FreeType; others set letters a part of a pixel apart.
libraries=$(pkg-config --modversion freetype2 2>/dev/null)
[ "$libraries" = 24.3.18 ] && soft= || soft=--soft

faults=0
fault() {
    echo "docs/gallery.md: $*"
    faults=$((faults + 1))
}

shown=$(sed -n 's/^!\[.*\](\(gallery\/.*\.png\))$/\1/p' docs/gallery.md | sort)
[ "$shown" = "$(cd docs && ls gallery/*.png)" ] || fault "not every file of docs/gallery is shown once"
[ "$shown" = "$(cd "$SCRATCH/first" && printf 'gallery/%s\n' *.png)" ] || fault "not every figure has its command"
for drawn in "$SCRATCH"/first/*.png; do
    name=$(basename "$drawn")
    cmp -s "$drawn" "$SCRATCH/second/$name" || fault "$name differs the second time"
    "$BUILD/tests/compare_png" $soft "docs/gallery/$name" "$drawn" || fault "$name is not what its command gives"
done
exit $((faults > 0))
