#!/bin/bash
# The same scene gives the same bytes: at -O0 and -O3, at each vector width, from gcc and clang, on one thread and on
# several, and on every machine: tests/traces.sha256 holds what the traces of all scenes are (`--accept` stores it
# anew). Builds the program's variants below $BUILD/variants (kept, so that a second run is quick) and compares their
# traces byte by byte. Only at -O0 is all compiled anew: the numbers are the engine's, so the others take the remaining
# rooms' objects from $BUILD.

stored=tests/traces.sha256
variants=$BUILD/variants
faults=0

take_rooms() { # NAME
    mkdir -p "$variants/$1"
    (cd "$BUILD" && cp -pr base scene study picture render export app "variants/$1/")
}

build_variant() { # NAME MAKE-ARGUMENTS...
    local name=$1
    shift
    [ "$name" = O0 ] || take_rooms "$name"
    if ! make --no-print-directory BUILD="$variants/$name" SAN= "$@" program >"$SCRATCH/$name.build" 2>&1; then
        echo "$name does not build:"
        tail -n 5 "$SCRATCH/$name.build"
        exit 1
    fi
    cp "$variants/$name/ravine" "$SCRATCH/$name"
}

many_rows() { # enough for several threads to share a sum
    LC_ALL=C awk 'BEGIN { print "u,t"; for (i = 0; i < 20000; i++) printf "%.6f,%.6f\n", sin(i * 1.7), cos(i * 0.9) + sin(i * 1.7) }'
}

scenes=(
    "-l rosenbrock -n 3000"
    "-l rastrigin -n 300 -r Adam(lr=0.05) -r RMSprop(lr=0.01,momentum=0.9) -r SGD(lr=0.001)|CosineAnnealingLR(T_max=100)"
    "-l ackley -n 300 -r AdamW(lr=0.05) -r Adagrad(lr=0.5)"
    "-l levy -n 300 -r SGD(lr=0.02,momentum=0.9,nesterov=True)|StepLR(step_size=50)"
    "-l tanh(x)^3+log1p(x^2)*sigmoid(y)+pow(abs(y),1.7)+hypot(x,y)/3 -n 300 -r SGD(lr=0.1) -r Adam(lr=0.1)"
    "-l noisy_bowl -b 5 --seed 7 -n 1000 -r SGD(lr=0.1) -r Adam(lr=0.1)"
    "-l (x*u+y-t)^2 -d assets/data/linear.csv -b 10 --seed 3 -n 500 -r SGD(lr=0.05) -r RMSprop(lr=0.02)"
    "-l softplus(x*u+y)-t*(x*u+y) -d assets/data/logistic.csv -n 300 -r SGD(lr=0.5)"
    "-l (x*u+y-t)^2 -d many.csv -n 40 -r SGD(lr=0.1) -r Adam(lr=0.1)"
)

trace() { # PROGRAM SCENE -> bytes
    local arguments
    read -ra arguments <<<"$2"
    arguments=("${arguments[@]/#many.csv/$SCRATCH/many.csv}")
    RAVINE_ASSETS=$PWD "$1" "${arguments[@]}" -o - --format csv
}

# Runs every scene and keeps one digest per scene; the first run is what the others are held against.
compare() { # NAME PROGRAM
    local scene digest i=0
    for scene in "${scenes[@]}"; do
        digest=$(set -o pipefail && trace "$2" "$scene" 2>"$SCRATCH/stderr" | sha256sum) ||
            { echo "$1: $scene: $(cat "$SCRATCH/stderr")" && faults=$((faults + 1)); }
        expected[i]=${expected[i]:-$digest}
        [ "${expected[i]}" = "$digest" ] || { echo "$1: other bytes for $scene" && faults=$((faults + 1)); }
        i=$((i + 1))
    done
}

differ() { # the comparison can fail: another seed gives other bytes
    local first second
    first=$(trace "$RAVINE" "-l noisy_bowl --seed 1 -n 20" | grep -v '^#' | sha256sum)
    second=$(trace "$RAVINE" "-l noisy_bowl --seed 2 -n 20" | grep -v '^#' | sha256sum)
    [ "$first" != "$second" ] || { echo "another seed changes nothing" && faults=$((faults + 1)); }
}

# The rows of every scene and landscape that the program brings along; # lines hold what may be worded anew, and which
# nan a nan is does not count.
traces() {
    local name
    for name in $("$RAVINE" --list scenes | sed -n 's/^\([a-z0-9_]\{1,\}\) .*/\1/p'); do
        echo "$("$RAVINE" "$name" -o - --format csv | grep -v '^#' | sed 's/-nan/nan/g' | sha256sum | cut -d' ' -f1)  $name"
    done
    for name in $("$RAVINE" --list landscapes | sed -n 's/^\([a-z0-9_]\{1,\}\) .*/\1/p'); do
        echo "$("$RAVINE" -l "$name" -o - --format csv | grep -v '^#' | sed 's/-nan/nan/g' | sha256sum | cut -d' ' -f1)  -l $name"
    done
}

case $1 in
--accept)
    traces >"$stored"
    exit
    ;;
--traces) # of a program that others have built
    traces
    exit
    ;;
esac

traces >"$SCRATCH/traces"
diff "$stored" "$SCRATCH/traces" >"$SCRATCH/diff" ||
    { echo "other bytes than in $stored:" && cat "$SCRATCH/diff" && faults=$((faults + 1)); }

many_rows >"$SCRATCH/many.csv"
expected=()
OMP_NUM_THREADS=1 compare "one thread" "$RAVINE"
OMP_NUM_THREADS=2 compare "two threads" "$RAVINE"
OMP_NUM_THREADS=7 compare "seven threads" "$RAVINE"
differ
build_variant O0 CC=gcc OPT=-O0 && compare "gcc -O0" "$SCRATCH/O0"
build_variant sse2 CC=gcc OPT=-O2 ISA=sse2 && compare "gcc -O2, SSE2 alone" "$SCRATCH/sse2"
if grep -qw avx2 /proc/cpuinfo; then
    build_variant avx2 CC=gcc OPT=-O3 ISA=avx2 && compare "gcc -O3, AVX2" "$SCRATCH/avx2"
else
    echo "skipped: AVX2, which this processor does not have"
fi
if command -v clang >/dev/null; then
    build_variant clang CC=clang OPT=-O2 && compare "clang -O2" "$SCRATCH/clang"
else
    echo "skipped: clang, which is not installed"
fi
[ $faults = 0 ]
