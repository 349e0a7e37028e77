#!/bin/bash
# Films: as many frames as fps and duration say, step 0 first and the end last, each of them the very picture of that
# step; the same frames again; sizes, palettes, what is refused, and that a film that is stopped leaves nothing behind.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
folder=${SCRATCH:-$(mktemp -d)}/film
failed=0
rm -rf "$folder" && mkdir -p "$folder" && cd "$folder" || exit 1

fail() {
    echo "FAILED: $*"
    failed=1
}

makes() { # FILE ARGUMENTS...
    "$ravine" "${@:2}" -o "$1" 2>stderr || fail "$1: exit $?: $(cat stderr)"
}

refuses() { # CODE WHAT ARGUMENTS...
    "$ravine" "${@:3}" 2>stderr
    local code=$?
    [ $code = "$1" ] && [ "$(wc -l <stderr)" = 1 ] && grep -qF -- "$2" stderr || fail "$2: exit $code: $(cat stderr)"
}

pixels() { # FILE: of a picture, without what it tells besides
    python3 -c '
import sys, zlib, hashlib
d = open(sys.argv[1], "rb").read(); at = 8; parts = []
while at < len(d):
    n = int.from_bytes(d[at:at + 4], "big")
    if d[at + 4:at + 8] == b"IDAT": parts.append(d[at + 8:at + 8 + n])
    at += n + 12
print(hashlib.sha1(zlib.decompress(b"".join(parts))).hexdigest())' "$1"
}

scene=(-l himmelblau -n 30 --size 160x90 -r 'Adam(lr=0.1)' -r 'SGD(lr=0.01)')
makes 'frames/%04d.png' "${scene[@]}" --fps 5 --duration 1.4 --hold 0.4
[ "$(ls frames | paste -sd ' ')" = '0000.png 0001.png 0002.png 0003.png 0004.png 0005.png 0006.png 0007.png 0008.png' ] ||
    fail "1.4 s of 5 a second and 0.4 s of the end are $(ls frames | paste -sd ' ')"
makes end.png "${scene[@]}"
"$ravine" "${scene[@]}" -o scene.yaml && sed 's/^steps: 30/steps: 30\nstep: 5/' scene.yaml >five.yaml
makes five.png five.yaml --size 160x90
[ "$(pixels end.png)" = "$(pixels frames/0006.png)" ] || fail 'the last frame is not the end'
[ "$(pixels end.png)" = "$(pixels frames/0008.png)" ] || fail 'what is held is not the end'
[ "$(pixels five.png)" = "$(pixels frames/0001.png)" ] || fail 'a frame at a whole step is not the picture of that step'
[ "$(pixels five.png)" != "$(pixels frames/0002.png)" ] || fail 'frames do not differ'
makes 'frames/%04d.png' "${scene[@]}" --fps 5 --duration 0.2
[ "$(ls frames | wc -l)" = 9 ] && [ "$(pixels end.png)" = "$(pixels frames/0000.png)" ] || fail 'a film of one frame'
makes '%d.png' "${scene[@]}" --fps 2 --duration 1 --turn 90
[ "$(pixels end.png)" != "$(pixels 1.png)" ] || fail 'the camera does not turn'
makes 'between-%03d.png' -l himmelblau -n 1 --size 160x90 --fps 3 --duration 1
[ "$(pixels between-000.png)" != "$(pixels between-001.png)" ] && [ "$(pixels between-001.png)" != "$(pixels between-002.png)" ] ||
    fail 'between two steps racers stand at one of them'

refuses 2 'option --fps: is of films' --fps 5 "${scene[@]}" -o a.png
refuses 2 'option --turn: is of films' --turn 5 "${scene[@]}"
refuses 2 "option --duration, '0'" --duration 0 -o a.gif
refuses 2 "option --fps, '29.97'" --fps 29.97 -o a.mp4
refuses 1 'No such file' "${scene[@]}" --duration 0.1 -o 'no/such/%04d.png'
mkdir bin
program=$ravine
without() { PATH=$folder/bin "$program" "$@"; }
broken() { PATH=$folder/bin:$PATH "$program" "$@"; }
ravine=without
refuses 1 'there is no program ffmpeg' "${scene[@]}" --duration 0.1 -o a.mp4
printf '#!/bin/sh\necho "it broke" >&2\necho more >&2\nexit 3\n' >bin/ffmpeg && chmod +x bin/ffmpeg
ravine=broken
refuses 1 'film, ffmpeg: it broke' "${scene[@]}" --duration 0.1 -o a.mp4
ravine=$program

stops() { # SIGNAL WHAT ARGUMENTS...: nothing is left, and what stood there stands there
    local process code
    mkdir stopped && echo old >stopped/old.mp4
    # Not by trap: bash 5.3 keeps an INT ignored that was so when the tests were started in the background.
    env --default-signal=INT "$ravine" -l himmelblau -n 30 --size 320x180 --duration 600 -o "$3" 2>stderr &
    process=$!
    while kill -0 $process 2>/dev/null && ! compgen -G 'stopped/*.tmp' >/dev/null && ! compgen -G 'stopped/*/*.tmp' >/dev/null; do
        sleep 0.02
    done
    kill "-$1" $process
    wait $process
    code=$?
    [ $code = 1 ] && grep -q 'cancelled' stderr || fail "$2, SIG$1: exit $code: $(cat stderr)"
    [ "$(find stopped -mindepth 1 | paste -sd ' ')" = stopped/old.mp4 ] && [ "$(cat stopped/old.mp4)" = old ] ||
        fail "$2, SIG$1 leaves $(find stopped | paste -sd ' ')"
    rm -r stopped
}
stops INT pictures 'stopped/new/%04d.png'

if command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; then
    of() { # FILE ENTRIES
        ffprobe -v error -count_frames -select_streams v -show_entries "stream=$2" -of csv=p=0 "$1"
    }
    for ending in mp4 webm gif; do
        makes a.$ending "${scene[@]}" --fps 20 --duration 1.5 --hold 0.5 --size 161x91
        makes b.$ending "${scene[@]}" --fps 20 --duration 1.5 --hold 0.5 --size 161x91
        cmp a.$ending b.$ending || fail "a second $ending is another one"
        [ "$(of a.$ending nb_read_frames,r_frame_rate)" = 20/1,40 ] || fail "$ending: $(of a.$ending nb_read_frames,r_frame_rate)"
    done
    [ "$(of a.mp4 width,height)" = 162,92 ] && [ "$(of a.gif width,height)" = 161,91 ] || fail 'odd sizes'
    makes c.gif "${scene[@]}" --fps 30 --duration 1
    grep -qx 'ravine: film, 30 frames a second: .* it has 25' stderr && [ "$(of c.gif nb_read_frames)" = 25 ] ||
        fail "30 frames a second: $(cat stderr)"
    makes - "${scene[@]}" --duration 0.5 --format mp4 >piped.mp4
    [ "$(of piped.mp4 nb_read_frames)" = 15 ] || fail 'an mp4 to standard output'
    stops INT 'a film' stopped/old.mp4
    stops TERM 'a film' stopped/new.gif
    makes welcome.gif welcome --duration 8 --size 800x450
    [ "$(stat -c %s welcome.gif)" -lt 5000000 ] || fail "8 s of the welcome scene are $(stat -c %s welcome.gif) bytes"
else
    echo 'skipped: no ffmpeg to encode films'
fi
[ $failed = 0 ] && echo "films are as they should be"
exit $failed
