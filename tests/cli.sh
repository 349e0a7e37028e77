#!/bin/bash
# The command line as scripts use it: lists, files by ending, standard output, the same bytes twice, writes that fail.
set -u
ravine=${RAVINE:-./ravine}
scratch=${SCRATCH:-$(mktemp -d)}
failed=0

fail() {
    echo "FAILED: $*"
    failed=1
}

# check WHAT COMMAND...: the command succeeds and says nothing on stderr.
check() {
    local what=$1 status
    shift
    "$@" 2>"$scratch/stderr"
    status=$?
    [ $status = 0 ] || fail "$what: exit $status: $(cat "$scratch/stderr")"
    [ -s "$scratch/stderr" ] && [ $status = 0 ] && fail "$what: says '$(cat "$scratch/stderr")'"
}

# refuse CODE NEEDLE WHAT COMMAND...: that exit code, and one line with the needle.
refuse() {
    local code=$1 needle=$2 what=$3 status
    shift 3
    "$@" 2>"$scratch/stderr"
    status=$?
    [ $status = "$code" ] || fail "$what: exit $status instead of $code"
    [ "$(wc -l <"$scratch/stderr")" = 1 ] || fail "$what: says not one line: '$(cat "$scratch/stderr")'"
    grep -q "^ravine: .*$needle" "$scratch/stderr" || fail "$what: no '$needle' in '$(cat "$scratch/stderr")'"
}

has() { # FILE PATTERN
    grep -q -- "$2" "$1" || fail "$1 has no '$2'"
}

same() { # FILE FILE WHAT
    cmp -s "$1" "$2" || fail "$3: $1 and $2 differ"
}

lists() {
    local list wide
    for list in landscapes optimizers schedules scenes keys views themes ramps; do
        check "--list $list" "$ravine" --list $list >"$scratch/$list"
        [ "$(wc -l <"$scratch/$list")" -ge 1 ] || fail "--list $list: hardly anything"
        wide=$(LC_ALL=C.UTF-8 awk 'length > 100' "$scratch/$list" | head -n 1)
        [ -z "$wide" ] || fail "--list $list: wider than 100 columns: $wide"
        grep -q ' $' "$scratch/$list" && fail "--list $list: space at the end of '$(grep -m 1 ' $' "$scratch/$list")'"
        refuse 1 'standard output' "--list $list to a full device" "$ravine" --list $list >/dev/full
    done
    has "$scratch/landscapes" '^rosenbrock '
    has "$scratch/landscapes" '^    b=100 '
    has "$scratch/optimizers" '^Adam '
    has "$scratch/optimizers" '^    betas=(0.9, 0.999)'
    has "$scratch/schedules" '^CosineAnnealingLR '
    has "$scratch/keys" 'Space .*play'
    has "$scratch/views" '^map '
    has "$scratch/themes" '^print '
    check --help "$ravine" --help >"$scratch/help"
    has "$scratch/help" '--landscape L'
    LC_ALL=C.UTF-8 awk 'length > 120 { exit 1 }' "$scratch/help" || fail "--help: wider than 120 columns"
    check --version "$ravine" --version >"$scratch/version"
    has "$scratch/version" '^ravine [0-9]'
}

# Everything that --list names is taken.
names() {
    local name
    for name in $(grep -o '^[a-z0-9_]\+' "$scratch/landscapes"); do
        check "landscape $name" "$ravine" -l "$name" -r 'SGD(lr=1e-4)' -n 2 -o "$scratch/out.csv"
    done
    for name in $(grep -o '^[a-z][a-z0-9_-]*' "$scratch/scenes"); do
        check "scene $name" "$ravine" "$name" -o "$scratch/out.yaml"
        check "scene $name again" "$ravine" "$scratch/out.yaml" -o "$scratch/again.yaml"
        same "$scratch/out.yaml" "$scratch/again.yaml" "scene $name"
    done
    for name in $(grep -o '^[a-z]\+' "$scratch/views"); do
        check "view $name" "$ravine" -l double_well --view "$name" -o "$scratch/out.yaml"
        has "$scratch/out.yaml" "$name"
    done
    for name in $(grep -o '^[a-z]\+' "$scratch/themes"); do
        check "theme $name" "$ravine" --theme "$name" -o "$scratch/out.yaml"
        has "$scratch/out.yaml" "$name"
    done
    for name in $(grep -o '^[a-z]\+' "$scratch/ramps"); do
        check "ramp $name" "$ravine" --ramp "$name" -o "$scratch/out.yaml"
        has "$scratch/out.yaml" "ramp: $name"
    done
}

# The trace against numbers worked out by hand: 1/2 (x^2 + 4 y^2) from (1, 1), lr 0.1: x is multiplied by 0.9 and y by
# 0.6.
trace() {
    local file=$scratch/trace.csv
    check trace "$ravine" -l '(x^2 + k*y^2)/2 k=4' -r 'SGD(lr=0.1)' -r 'Adam(lr=0.1) | StepLR(step_size=1, gamma=0.5)' -s 1,1 \
        -n 2 --seed 3 -o "$file"
    [ "$(grep -v '^#' "$file" | head -n 1)" = racer,step,lr,momentum,evals,x,y,loss,grad_x,grad_y ] || fail "trace: its column names"
    [ "$(grep -vc '^#' "$file")" = 7 ] || fail "trace: its number of lines"
    awk -F, '
        function near(a, b) { return (a - b) ^ 2 < 1e-24 }
        $1 == 0 && $2 == 0 { ok += near($6, 1) && near($7, 1) && near($8, 2.5) && near($9, 1) && near($10, 4) && $5 == 0 }
        $1 == 0 && $2 == 1 { ok += near($6, .9) && near($7, .6) && $5 == 1 && near($3, .1) && $4 == 0 }
        $1 == 0 && $2 == 2 { ok += near($6, .81) && near($7, .36) && near($8, .5 * .81 * .81 + 2 * .36 * .36) }
        $1 == 1 && $2 == 0 { ok += near($3, .1) && near($4, .9) }
        $1 == 1 && $2 == 2 { ok += near($3, .025) }
        END { exit ok != 5 }' "$file" || fail "trace: its numbers"
    sed -n 's/^# \{0,1\}//p' "$file" >"$scratch/from.yaml"
    check 'trace from its own scene' "$ravine" "$scratch/from.yaml" -o "$scratch/again.csv"
    same "$file" "$scratch/again.csv" 'trace from its own scene'

    check 'trace of a curve' "$ravine" -l 'x^2' -r 'SGD(lr=0.1)' -s 1 -n 1 -o "$file"
    grep -q '^0,1,0.1[0-9]*,0,1,0.8[0-9]*,,0.64[0-9]*,1.6[0-9]*,$' "$file" || fail "trace of a curve: $(tail -n 1 "$file")"
    check 'trace that diverges' "$ravine" -l rosenbrock -r 'SGD(lr=9)' -r 'SGD(lr=1e-4)' -n 50 -o "$file"
    awk -F, '$1 == "0" { last = $0 } $1 == "1" { n++ } END { exit !(last ~ /inf|nan/ && n == 51) }' "$file" ||
        fail "trace that diverges: its end"
}

# What is said is shown and saved; a start elsewhere widens every other window, by whichever way it came.
windows() {
    check window "$ravine" --window=-3,3,-2,4 -s 50,1 -o "$scratch/out.yaml"
    has "$scratch/out.yaml" 'window: \[-3, 3, -2, 4\]'
    check 'window as a word' "$ravine" "$scratch/out.yaml" --window -1,1,-1,2.5 -o "$scratch/again.yaml"
    has "$scratch/again.yaml" 'window: \[-1, 1, -1, 2.5\]'
    check 'window from a scene' "$ravine" "$scratch/out.yaml" -o "$scratch/again.yaml"
    same "$scratch/out.yaml" "$scratch/again.yaml" 'window from a scene'
    check 'window of a curve' "$ravine" -l 'x^2' --window=-1,7 -o "$scratch/out.yaml"
    has "$scratch/out.yaml" 'window: \[-1, 7\]'
    check 'start of a scene' "$ravine" "$scratch/again.yaml" -s 6,1 -o "$scratch/out.yaml"
    has "$scratch/out.yaml" 'window: \[-3, 7, -2, 4\]'
    check 'start of a formula' "$ravine" -l '(x - 3)^2 + (y - 4)^2' -s 2,3 -r 'SGD(lr=0.1)' -o "$scratch/out.yaml"
    has "$scratch/out.yaml" 'window: \[1.7, 4.3, 2.7, 5.3\]'
    check 'start of a landscape' "$ravine" -l rosenbrock -s 7,1 -o "$scratch/out.yaml"
    has "$scratch/out.yaml" 'window: \[-2, 8, -1, 3\]'
}

data() {
    printf 'u,t\n0,1\n1,3\n2,5\n3,7\n' >"$scratch/line.csv"
    printf '# two rows a step\n0 1\n2 3\n' >"$scratch/batches.txt"
    check data "$ravine" -d "$scratch/line.csv" -l '(x*u + y - t)^2' -r 'SGD(lr=0.1)' -s 0,0 -n 1 -o "$scratch/data.csv"
    # mean gradient at 0: x: -2 mean(u t) = -17, y: -2 mean(t) = -8
    grep -q '^0,1,.*,1.70*[0-9]*,0.8[0-9]*,' "$scratch/data.csv" || fail "data: $(tail -n 1 "$scratch/data.csv")"
    check batches "$ravine" -d "$scratch/line.csv" -l '(x*u + y - t)^2' -r 'SGD(lr=0.1)' -s 0,0 -n 2 \
        --batches "$scratch/batches.txt" -o "$scratch/data.csv"
    # rows 0 and 1: -2 mean(u t) = -3, -2 mean(t) = -4
    grep -q '^0,1,.*,0.3[0-9]*,0.4[0-9]*,' "$scratch/data.csv" || fail "batches: $(tail -n 2 "$scratch/data.csv")"
    check 'data in the scene' "$ravine" -d "$scratch/line.csv" -l '(x*u + y - t)^2' -b 1 --seed 5 -n 9 -o "$scratch/data.yaml"
    check 'data from the scene' "$ravine" "$scratch/data.yaml" -o "$scratch/a.csv"
    check 'data from the line' "$ravine" -d "$scratch/line.csv" -l '(x*u + y - t)^2' -b 1 --seed 5 -n 9 -o "$scratch/b.csv"
    same <(grep -v '^#' "$scratch/a.csv") <(grep -v '^#' "$scratch/b.csv") 'data'
    check 'another seed' "$ravine" "$scratch/data.yaml" --seed 6 -o "$scratch/b.csv"
    cmp -s <(grep -v '^#' "$scratch/a.csv") <(grep -v '^#' "$scratch/b.csv") && fail "another seed: the same numbers"
}

# A target of -1 and 1 is no target of 0 and 1: that is said where the loss shows that it was made for those.
targets() {
    local formula z='(x*u + y)'
    printf 'u,t\n-1,-1\n2,1\n0.5,1\n-3,-1\n' >"$scratch/signs.csv"
    for formula in "(sigmoid$z - t)^2" "softplus$z - t*$z" "-t*log(sigmoid$z) - (1-t)*log(1-sigmoid$z)"; do
        "$ravine" -d "$scratch/signs.csv" -l "$formula" -n 3 -o "$scratch/a.csv" 2>"$scratch/stderr" || fail "signs: $formula"
        has "$scratch/stderr" 't is -1 and 1 where'
    done
    for formula in "($z - t)^2" "(tanh$z - t)^2" "softplus(-t*$z)" "log(1+exp(-t*$z))" "max(0, 1 - t*$z)" "(x*t + y - u)^2"; do
        check "signs: $formula" "$ravine" -d "$scratch/signs.csv" -l "$formula" -n 3 -o "$scratch/a.csv"
    done
}

# The trace is a CSV file to others and to -d; what a pipe brings is read as a file of that name is.
inputs() {
    local file=$scratch/trace.csv line='(a*step + b - loss)^2'
    check 'a trace' "$ravine" -l himmelblau -r 'SGD(lr=0.01)' -s 1,1 -n 40 -o "$file"
    check 'a trace as data' "$ravine" -d "$file" -l "$line" -n 5 -o "$scratch/a.csv"
    grep -v '^#' "$file" | check 'data from a pipe' "$ravine" -d - -l "$line" -n 5 -o "$scratch/b.csv"
    same <(grep -v '^#' "$scratch/a.csv") <(grep -v '^#' "$scratch/b.csv") 'data from a pipe'
    cp "$file" "$scratch/first.csv"
    check 'a diverging trace' "$ravine" -l rosenbrock -r 'SGD(lr=9)' -n 50 -o "$file"
    "$ravine" -d "$file" -l "$line" -n 5 -o "$scratch/b.csv" 2>"$scratch/stderr" || fail "its data: $(cat "$scratch/stderr")"
    has "$scratch/stderr" '^ravine: data, .*: left out 1 of .* rows, which lack a number in loss: line '
    check 'a scene to a pipe' "$ravine" noisy_bowl -o "$scratch/a.yaml"
    check 'a scene from a pipe' "$ravine" - -o "$scratch/b.yaml" <"$scratch/a.yaml"
    same "$scratch/a.yaml" "$scratch/b.yaml" 'a scene from a pipe'
    refuse 1 'data, standard input:2: column .u.' 'bad data from a pipe' "$ravine" -d - -l '(x*u + y)^2' -o "$scratch/b.csv" \
        < <(printf 'u\nred\n')
    refuse 1 'scene, standard input:1: ' 'a bad scene from a pipe' "$ravine" - -o "$scratch/b.csv" <<<'formula: x'
    refuse 2 'only once' 'two readers of one pipe' "$ravine" - -d - -o "$scratch/b.csv" </dev/null
    if python3 -c 'import pandas' 2>/dev/null; then
        python3 -c 'import pandas, sys
frame = pandas.read_csv(sys.argv[1], comment="#")
assert list(frame.columns[:3]) == ["racer", "step", "lr"] and len(frame) == 41 and frame.loss.dtype == float' "$scratch/first.csv" ||
            fail 'pandas reads the trace otherwise'
    else
        echo 'skipped: no pandas to read the trace'
    fi
}

outputs() {
    check 'csv twice' "$ravine" -n 200 -o "$scratch/a.csv"
    check 'csv twice' "$ravine" -n 200 -o "$scratch/b.csv"
    same "$scratch/a.csv" "$scratch/b.csv" 'csv twice'
    OMP_NUM_THREADS=1 check 'csv on one thread' "$ravine" -n 200 -o "$scratch/b.csv"
    same "$scratch/a.csv" "$scratch/b.csv" 'csv on one thread'
    check 'csv to standard output' "$ravine" -n 200 -o - --format csv >"$scratch/b.csv"
    same "$scratch/a.csv" "$scratch/b.csv" 'csv to standard output'
    check 'format over ending' "$ravine" -n 200 --format csv -o "$scratch/b.yaml"
    same "$scratch/a.csv" "$scratch/b.yaml" 'format over ending'
    check '--option=value' "$ravine" --steps=200 "--output=$scratch/b.csv"
    same "$scratch/a.csv" "$scratch/b.csv" '--option=value'
    check 'csv to a pipe' "$ravine" -n 200 -o /dev/stdout --format csv | cmp -s - "$scratch/a.csv" || fail 'csv to a pipe'
    check 'an option glued to its value' "$ravine" -n200 -o"$scratch/b.CSV"
    same "$scratch/a.csv" "$scratch/b.CSV" 'an option glued to its value'
}

pictures() {
    "$ravine" --size 320x200 -o "$scratch/a.png" 2>"$scratch/stderr"
    if grep -qi 'GL\b\|EGL' "$scratch/stderr"; then
        echo "skipped: pictures: $(cat "$scratch/stderr")"
        return
    fi
    check 'png twice' env -u DISPLAY -u WAYLAND_DISPLAY "$ravine" --size 320x200 -o "$scratch/a.png"
    check 'png twice' env -u DISPLAY -u WAYLAND_DISPLAY "$ravine" --size 320x200 -o "$scratch/b.png"
    same "$scratch/a.png" "$scratch/b.png" 'png twice'
    check 'png from itself' "$ravine" "$scratch/a.png" --size 320x200 -o "$scratch/b.png"
    same "$scratch/a.png" "$scratch/b.png" 'png from itself'
    [ "$(od -An -tu1 -j16 -N8 "$scratch/a.png" | tr -s ' ')" = ' 0 0 1 64 0 0 0 200' ] || fail 'png: its size'
    check 'png at another step' "$ravine" "$scratch/a.png" -n 3 --size 320x200 -o "$scratch/b.png"
    cmp -s "$scratch/a.png" "$scratch/b.png" && fail 'png at another step: the same picture'
    check 'png at the start' "$ravine" --step 0 --size 320x200 -o "$scratch/0.png"
    check 'png at the start, from itself' "$ravine" "$scratch/0.png" -o "$scratch/b.png"
    same "$scratch/0.png" "$scratch/b.png" 'png at the start, from itself'
    check 'png at step 3' "$ravine" --step 3 --size 320x200 -o "$scratch/3.png"
    cmp -s "$scratch/0.png" "$scratch/3.png" && fail 'png at step 3: as at step 0'
    cmp -s "$scratch/0.png" "$scratch/a.png" && fail 'png at step 0: as at the end'
    check 'font' "$ravine" --font 'DejaVu Sans' --size 320x200 -o "$scratch/font.png"
    check 'font, from itself' "$ravine" "$scratch/font.png" -o "$scratch/b.png"
    same "$scratch/font.png" "$scratch/b.png" 'font, from itself'
    check 'font in words' "$ravine" --font 'DejaVu Sans' -o "$scratch/font.svg"
    grep -q "font-family=\"'DejaVu Sans', Inter" "$scratch/font.svg" || fail 'font in words: not named'
    check 'log scale' "$ravine" -l 'x^2 + y^2' --loss-scale log --size 320x200 -o "$scratch/log.yaml"
    [ "$(grep -c '_scale: log' "$scratch/log.yaml")" = 2 ] || fail 'log scale: not in the scene'
    check 'camera' "$ravine" --camera=-30,60 -o "$scratch/camera.yaml"
    grep -q 'azimuth: -30' "$scratch/camera.yaml" && grep -q 'elevation: 60' "$scratch/camera.yaml" ||
        fail 'camera: not in the scene'
    check 'scene from png' "$ravine" "$scratch/a.png" -o "$scratch/a.yaml"
    check 'png to standard output' "$ravine" "$scratch/a.png" --size 320x200 --format png -o - >"$scratch/b.png"
    same "$scratch/a.png" "$scratch/b.png" 'png to standard output'
}

writes() {
    local old=$scratch/folder/old.csv
    mkdir -p "$scratch/folder"
    echo old >"$old"
    refuse 1 'No space left' 'a full device' "$ravine" -n 10 --format csv -o /dev/full
    refuse 1 'No space left' 'a full standard output' "$ravine" -n 10 --format csv -o - >/dev/full
    refuse 1 'no/such.csv: No such file' 'no such folder' "$ravine" -n 10 -o "$scratch/no/such.csv"
    refuse 1 'is a folder' 'a folder' "$ravine" -n 10 --format csv -o "$scratch/folder"
    (ulimit -f 1 && trap '' XFSZ && refuse 1 'File too large' 'a file that grows too large' "$ravine" -n 2000 -o "$old" &&
        exit $failed) || failed=1
    [ "$(cat "$old")" = old ] || fail 'a failed write destroyed the old file'
    if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
        chmod 755 "$scratch/folder"
        refuse 1 'Permission denied' 'a folder that may not be written' \
            setpriv --reuid 65534 --regid 65534 --clear-groups "$ravine" -n 10 -o "$old"
    else
        chmod 555 "$scratch/folder"
        refuse 1 'Permission denied' 'a folder that may not be written' "$ravine" -n 10 -o "$old"
        chmod 755 "$scratch/folder"
    fi
    [ "$(cat "$old")" = old ] || fail 'a forbidden write destroyed the old file'
    [ "$(ls "$scratch/folder")" = old.csv ] || fail "left behind: $(ls "$scratch/folder")"
    refuse 1 'no display' 'a window without a display' env -u DISPLAY -u WAYLAND_DISPLAY "$ravine"
}

# A pipe is written into when somebody reads it, and is not waited for.
into_pipes() {
    local pipe=$scratch/respects/pipe.csv
    mkfifo "$pipe"
    refuse 1 'pipe.csv: is a pipe that nobody reads' 'a pipe' "$ravine" -n 800000 -o "$pipe"
    ln -s pipe.csv "$scratch/respects/link.csv"
    refuse 1 'link.csv: is a pipe that nobody reads' 'a link to a pipe' "$ravine" -n 3 -o "$scratch/respects/link.csv"
    cat "$pipe" >"$scratch/b.csv" &
    until "$ravine" -n 200 -o "$pipe" 2>"$scratch/stderr"; do
        grep -q 'nobody reads' "$scratch/stderr" || { fail 'a pipe that is read' && kill $!; break; }
    done
    wait $!
    "$ravine" -n 200 -o "$scratch/a.csv"
    same "$scratch/a.csv" "$scratch/b.csv" 'a pipe that is read'
    (cd "$scratch/respects" && python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("s.csv")') || return
    refuse 1 's.csv: is a socket' 'a socket' "$ravine" -n 3 -o "$scratch/respects/s.csv"
}

# What stood there keeps its mode, its owner's wish and its links.
respects() {
    local folder=$scratch/respects
    rm -rf "$folder" && mkdir -p "$folder/a b"
    (umask 027 && check 'a new file' "$ravine" -n 3 -o "$folder/new.csv")
    [ "$(stat -c %a "$folder/new.csv")" = 640 ] || fail "a new file under umask 027: $(stat -c %a "$folder/new.csv")"
    chmod 600 "$folder/new.csv"
    check 'a file of mode 600' "$ravine" -n 4 -o "$folder/new.csv"
    [ "$(stat -c %a "$folder/new.csv")" = 600 ] || fail "a file of mode 600 became $(stat -c %a "$folder/new.csv")"
    ln -s 'a b/linked.yaml' "$folder/link.yaml"
    check 'a link to a file to come' "$ravine" -n 3 -o "$folder/link.yaml"
    [ -L "$folder/link.yaml" ] && [ -f "$folder/a b/linked.yaml" ] || fail 'a link was replaced'
    ln "$folder/a b/linked.yaml" "$folder/second.yaml"
    check 'a file of two names' "$ravine" -n 5 -o "$folder/second.yaml"
    same "$folder/a b/linked.yaml" "$folder/second.yaml" 'a file of two names'
    chmod 444 "$folder/a b/linked.yaml"
    refuse 1 'link.yaml: is read-only' 'a read-only file' "$ravine" -n 6 -o "$folder/link.yaml"
    ln -s loop.csv "$folder/loop.csv"
    refuse 1 'loop.csv: is a loop of symbolic links' 'a loop of links' "$ravine" -n 3 -o "$folder/loop.csv"
    into_pipes
    echo old >"$folder/mounted.csv"
    if unshare --mount true 2>/dev/null; then
        check 'a file that is mounted by itself' unshare --mount sh -c 'mount --bind "$1" "$1" && "$2" -n 3 -o "$1"' \
            sh "$folder/mounted.csv" "$ravine"
        grep -q '^0,3,' "$folder/mounted.csv" || fail "a file that is mounted by itself: $(head -n 1 "$folder/mounted.csv")"
    fi
    echo first >"$folder/log"
    check 'appended by the shell' "$ravine" -n 3 --format csv -o /dev/stdout >>"$folder/log"
    [ "$(head -n 1 "$folder/log")" = first ] || fail '/dev/stdout was replaced, not written to'
}

# Ended while it writes, it leaves what stood there and nothing else.
signals() {
    local folder=$scratch/signals name process
    rm -rf "$folder" && mkdir -p "$folder" && echo old >"$folder/old.csv"
    for name in INT TERM HUP QUIT; do
        (ulimit -c 0 && exec env --default-signal=INT,QUIT "$ravine" -n 100000 -o "$folder/old.csv") 2>"$scratch/stderr" &
        process=$!
        while kill -0 $process 2>/dev/null && ! compgen -G "$folder/*.tmp" >/dev/null; do sleep 0.002; done
        kill -$name $process 2>/dev/null
        wait $process 2>/dev/null
        [ "$(ls "$folder")" = old.csv ] || fail "SIG$name left $(ls "$folder")"
    done
    [ "$(cat "$folder/old.csv")" = old ] || echo "a signal came too late: the file was written"
}

lists
names
trace
windows
data
targets
inputs
outputs
pictures
writes
respects
signals
[ $failed = 0 ] && echo "the command line is as it should be"
exit $failed
