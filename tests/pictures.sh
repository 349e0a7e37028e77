#!/bin/bash
# A few small pictures against stored ones (tests/pictures), within the tolerance of tests/compare_png.c. After a wanted
# change of the drawing, look at what was drawn and run `make accept`, which stores it: tests/pictures.sh --accept.

folder=tests/pictures
if [ "$1" = --accept ]; then
    drawn=$folder
else
    drawn=$SCRATCH
fi

export FONTCONFIG_FILE=$PWD/tests/fonts.conf

draw() { # NAME OPTIONS...
    local name=$1
    shift
    "$RAVINE" "$@" -o "$drawn/$name.png"
}

all() {
    draw surface -l rosenbrock -r 'SGD(lr=0.001)' -r 'Adam(lr=0.05)' -r 'RMSprop(lr=0.03)' -n 300 --size 340x260 --show column &&
        draw map -l himmelblau -n 200 --view map --theme light --size 360x270 --show column &&
        draw away -l saddle -n 300 --view map --size 400x250 --show column &&
        draw side -l quadratic -r 'SGD(lr=0.075)' -r 'SGD(lr=0.04, momentum=0.8)' -n 60 --view side --theme print --size 520x340 --show column &&
        draw charts -l double_well -n 100 --theme print --size 520x540 --show column &&
        draw column -l tilted_washboard -r 'SGD(lr=0.1, momentum=0.9) | CosineAnnealingLR(T_max=100)' -n 60 --size 870x405 --show column &&
        draw figure -l himmelblau -n 200 --view map --theme print --size 640x330 &&
        draw figure_narrow -l rosenbrock -n 200 --theme light --width 60mm --dpi 150
}

said=$(all 2>&1) || {
    case $said in
    *OpenGL* | *EGL*) echo "no picture can be drawn here: $said" && exit 77 ;;
    *) echo "$said" && exit 1 ;;
    esac
}
[ "$1" = --accept ] && exit 0

faults=0
for expected in "$folder"/*.png; do
    name=$(basename "$expected")
    if ! "$BUILD/tests/compare_png" "$expected" "$drawn/$name"; then
        echo "$drawn/$name is not $expected"
        faults=$((faults + 1))
    fi
done
exit $((faults > 0))
