#!/bin/bash
# Install and uninstall are a pair, wherever it is: what is on the disk before and after is the same, and nobody else's
# file is touched. The installed program finds what was installed with it, and nothing that lies about. `make help` and
# tools/install-deps say what there is and what to do.
failed=0
fail() {
    echo "FAILED: $*"
    failed=1
}
quiet_make() {
    make --no-print-directory BUILD="$BUILD" "$@" >"$SCRATCH/said" 2>&1 || fail "make $*: $(cat "$SCRATCH/said")"
}
listing() { # what stands in a folder, and what is in each file
    (cd "$1" && find . -printf '%p %y %m\n' | sort && find . -type f -exec cksum {} + | sort)
}
rm -rf "${SCRATCH:?}"/* && cd "$SCRATCH" && scratch=$PWD && cd "$OLDPWD" || exit 1

# Under another PREFIX, what the other tests run at the same time would be built anew.
prefix=$(cat "$BUILD/datadir") && prefix=${prefix%/share/ravine}

# Around the installed files: others' files, in folders of ours too, and a folder whose name is the first word of ours.
pair() { # DESTDIR
    local around=$scratch/around
    rm -rf "$around" && mkdir -p "$around/a" "$around/it's [a] & b/usr/local/share/applications" && cd "$around" || exit 1
    echo mine >a/file
    echo theirs >"it's [a] & b/usr/local/share/applications/other.desktop"
    cd "$OLDPWD" && listing "$around" >"$scratch/before"
    quiet_make install DESTDIR="$around/$1" PREFIX="$prefix"
    [ -x "$around/$1$prefix/bin/ravine" ] || fail "DESTDIR='$1': no program is there"
    find "$around" -type d ! -perm -755 | grep . && fail 'folders that not everyone may read'
    quiet_make install DESTDIR="$around/$1" PREFIX="$prefix" # again, as an upgrade does
    quiet_make uninstall DESTDIR="$around/$1" PREFIX="$prefix"
    listing "$around" | diff "$scratch/before" - >"$scratch/diff" || fail "DESTDIR='$1': $(cat "$scratch/diff")"
}

# Only one object knows where it is installed: with the others at hand, another PREFIX takes a moment.
other_build() {
    mkdir -p "$scratch/build" && (cd "$BUILD" && cp -pr base engine scene study picture render export app "$scratch/build")
}

found() { # WHAT PROGRAM: in a folder with other assets, moved, it draws and exports from its own
    mkdir -p "$scratch/elsewhere/shaders" "$scratch/elsewhere/assets/scenes" "$scratch/elsewhere/assets/python"
    echo 'not: [a scene' >"$scratch/elsewhere/assets/scenes/momentum.yaml"
    echo 'what is here is not Lion' >"$scratch/elsewhere/assets/python/Lion.py"
    (cd "$scratch/elsewhere" && "$2" momentum -n 3 -r 'Lion(lr=0.1)' -o out.py) >"$scratch/said" 2>&1 || fail "$1: $(cat "$scratch/said")"
    grep -q '^class Lion' "$scratch/elsewhere/out.py" || fail "$1: the class is not its own"
}

keeps_what_is_added() {
    local root=$scratch/kept$prefix
    quiet_make install DESTDIR="$scratch/kept" PREFIX="$prefix"
    echo mine >"$root/share/ravine/assets/scenes/mine.yaml"
    quiet_make uninstall DESTDIR="$scratch/kept" PREFIX="$prefix"
    [ "$(cd "$root" && find . -type f)" = ./share/ravine/assets/scenes/mine.yaml ] || fail "left, or taken: $(find "$root" -type f)"
    quiet_make uninstall DESTDIR="$scratch/kept" PREFIX="$prefix" # nothing is there any more
}

# Without root and sudo, the very command: with stand-ins for both, which tell what they were asked.
tells_the_command() {
    local bin=$scratch/bin said
    mkdir -p "$bin"
    for tool in sh sed awk grep tr cat paste; do ln -sf "$(command -v $tool)" "$bin/$tool"; done
    printf '#!/bin/sh\necho 1000\n' >"$bin/id"
    printf '#!/bin/sh\necho "$0 $*" >>"%s"\n' "$scratch/asked" >"$bin/apt-get"
    chmod +x "$bin"/*
    said=$(PATH=$bin CC=gcc tools/install-deps run 2>&1) && fail "tools/install-deps: nothing was installed, and it says so to nobody"
    [ -e "$scratch/asked" ] && fail "without root: apt-get was asked: $(cat "$scratch/asked")"
    grep -q '^    apt-get update -q && .*apt-get install .* gcc .*pkg-config' <<<"$said" || fail "the command is not said: $said"
    printf '#!/bin/sh\nexit 1\n' >"$bin/sudo" && chmod +x "$bin/sudo"
    said=$(PATH=$bin CC=gcc tools/install-deps run 2>&1)
    grep -q '^    apt-get update' <<<"$said" || fail "sudo refused, and the command is not said: $said"
    rm "$bin/sudo" "$bin/apt-get"
    said=$(PATH=$bin CC=gcc tools/install-deps run 2>&1)
    grep -q 'by hand.* gcc' <<<"$said" || fail "without a package manager: $said"
}

help_lists_all() {
    local target
    make --no-print-directory help >"$scratch/help"
    for target in $(sed -e ':a; /\\$/N; s/\\\n//; ta' Makefile | sed -n 's/^\.PHONY://p'); do
        grep -q "^  make $target " "$scratch/help" || fail "make help: no $target"
    done
}

# Started by `make run` without a display.
starts() { # WHAT WANTED-FILES OPTIONS...
    local what=$1 wanted=$2 folder=$scratch/started
    shift 2
    rm -rf "$folder" && mkdir -p "$folder" && ln -s "$RAVINE" "$folder/ravine" && cp tools/start "$folder"
    (cd "$folder" && env -u DISPLAY -u WAYLAND_DISPLAY ./start "$@" >said 2>err)
    case $(cat "$folder/err") in *OpenGL* | *EGL*) echo "skipped: $what: $(cat "$folder/err")" && return ;; esac
    [ "$(cd "$folder" && ls -- *.png *.csv 2>/dev/null | tr '\n' ' ')" = "$wanted" ] || fail "$what: $(ls "$folder") $(cat "$folder/err")"
    case $wanted in
    *ravine.png*) grep -q 'no display: drew the scene to ravine.png' "$folder/said" || fail "$what: it does not say what it did" ;;
    *) grep -q 'ravine.png' "$folder/said" "$folder/err" && fail "$what: says $(cat "$folder/said" "$folder/err")" ;;
    esac
}

pair 'a b'
pair "it's [a] & b"
pair 'new folder/and "one" below'
keeps_what_is_added
other_build
quiet_make install BUILD="${scratch#"$PWD"/}/build" DESTDIR= PREFIX="$scratch/o'ne prefix"
found 'installed' "$scratch/o'ne prefix/bin/ravine"
mv "$scratch/o'ne prefix" "$scratch/moved away"
found 'installed and moved' "$scratch/moved away/bin/ravine"
quiet_make uninstall DESTDIR= PREFIX="$scratch/moved away" # with what the desktop's tools made
[ -e "$scratch/moved away" ] && fail "left: $(find "$scratch/moved away")"
tells_the_command
help_lists_all
starts 'make run' 'ravine.png ' -n 3 -l 'rosenbrock b=10' --size 320x200
starts 'make run with -o' 'x.csv ' -n 3 -o x.csv
starts 'make run with a glued -o' 'x.csv ' -n 3 -ox.csv
starts 'make run with --output=' 'x.csv ' -n 3 --output=x.csv
starts 'make run with --list' '' --list scenes
starts 'make run with a mistake' '' --lndscape x
exit $failed
