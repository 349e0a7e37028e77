#!/bin/bash
# The structure of the house, as ARCHITECTURE.md tells it: layers, the engine's isolation, headers, tests that run.
# Needs $BUILD with the engine's objects.

faults=0
fault() {
    echo "$*"
    faults=$((faults + 1))
}

declare -A left=(
    [base]="base"
    [engine]="base engine"
    [scene]="base engine scene"
    [study]="base engine scene study"
    [picture]="base engine scene study picture"
    [render]="base engine scene study picture render"
    [export]="base engine scene study picture export"
    [app]="base engine scene study picture render export app"
)

# ARCHITECTURE.md draws the floors of a room: each may know itself and those left of it; floors with commas between
# them know nothing of each other; "." is the room's own folder, and a file at the end stands in it, but on top of all
# floors.
declare -A floors
while IFS=: read -r room drawn; do
    floors[${room// /}]=$(echo "$drawn" | sed 's/ <- / /g; s/, /,/g')
done < <(grep -E '^    [a-z]+: .* <- ' ARCHITECTURE.md)

in_room() { # ROOM EXTENSION: its files on all floors
    find "src/$1" -name "*.$2" | sort
}

objects_of() { # ROOM: objects of the files that are there now; those of files that are gone may still lie in $BUILD
    local file
    for file in $(in_room "$1" c); do
        file=$BUILD/${file#src/}
        echo "${file%.c}.o"
    done
}

floor_of() { # PATH below src/, without what it ends with
    local folder=${1#*/}
    case $folder in */*) echo "${folder%%/*}" ;; *) echo . ;; esac
}

# May a file of FLOOR know one of OTHER?
floor_may_know() { # ROOM FLOOR OTHER
    local group below=no
    for group in ${floors[$1]}; do
        [[ ,$group, = *",$3,"* ]] && below=yes
        if [[ ,$group, = *",$2,"* ]]; then
            [ "$2" = "$3" ] || { [ $below = yes ] && [[ ,$group, != *",$3,"* ]]; }
            return
        fi
    done
    false
}

layers() {
    local file layer included
    for file in $(find src -name '*.[ch]'); do
        layer=${file#src/}
        layer=${layer%%/*}
        [ -n "${left[$layer]}" ] || { fault "$file: $layer is no layer" && continue; }
        for included in $(sed -n 's/^# *include "\(.*\)"$/\1/p' "$file"); do
            [ -f "src/$included" ] || fault "$file includes $included: write its path from src/"
            [[ " ${left[$layer]} " = *" ${included%%/*} "* ]] || fault "$file: $layer may not include $included"
            [ "${included%%/*}" != "$layer" ] || floor_is_kept "${file#src/}" "$included"
        done
    done
}

# FILE OTHER, both of one room and with their endings: does the floor of the one lie on that of the other?
floor_is_kept() {
    local room=${1%%/*} from to
    [ -n "${floors[$room]}" ] || return 0
    [[ "${floors[$room]} " != *" $(basename "$1") "* ]] || return 0
    from=$(floor_of "$1") to=$(floor_of "$2")
    floor_may_know "$room" "$from" "$to" || fault "$1 may not know $2: in src/$room the floors are ${floors[$room]}"
}

floors_call_downwards() {
    local room from to
    for room in "${!floors[@]}"; do
        while read -r from to; do
            floor_is_kept "$from.c" "$to.c"
        done < <(calls_within "$room")
    done
}

# "FILE FILE": who in a room calls what another file of it defines, as room/floor/name.
calls_within() {
    nm -A $(objects_of "$1") | awk -v build="$BUILD/" '
        { file = $1; sub(/\.o:.*/, "", file); sub(build, "", file); kind = $(NF - 1) }
        kind ~ /^[A-TV-Z]$/ { defines[$NF] = file }
        kind == "U" { needs[file " " $NF] }
        END { for (need in needs) { split(need, of, " "); if (of[2] in defines && defines[of[2]] != of[1]) print of[1], defines[of[2]] } }'
}

# "FILE FILE": who includes whom, a source and its header as one.
includes_within() {
    local file name
    for file in $(in_room "$1" '[ch]'); do
        name=${file#src/}
        sed -n "s#^\# *include \"\($1/.*\)\.h\"#${name%.*} \1#p" "$file"
    done | awk '$1 != $2'
}

# tsort names the files of each loop.
no_circles() {
    local room loops
    for room in "${!left[@]}"; do
        loops=$(calls_within "$room" | tsort 2>&1 >/dev/null | sed 's/^tsort: *//; s/^-: .*/;/' | paste -sd ' ')
        [ -z "$loops" ] || fault "src/$room: files that call each other in a circle: ${loops#; }"
    done
}

# ARCHITECTURE.md draws src/app as groups of files with arrows between them; who stands left may include and call who
# stands right of the arrow.
app_stands_in_its_order() {
    local line file from to group=0
    declare -A place
    line=$(sed -n 's/^ *\(main -> .*\)/\1/p' ARCHITECTURE.md)
    for file in ${line//,/ }; do
        [ "$file" = '->' ] && group=$((group + 1)) || place[$file]=$group
    done
    for file in src/app/*.c; do
        file=$(basename "$file" .c)
        [ -n "${place[$file]}" ] || fault "src/app/$file.c has no place in ARCHITECTURE.md's order of src/app"
    done
    while read -r from to; do
        from=${from#app/} to=${to#app/}
        [ "${place[$from]:-0}" -lt "${place[$to]:-0}" ] || fault "src/app: $from may not know $to, which does not stand right of it"
    done < <({ calls_within app && includes_within app; } | sort -u)
}

# What the engine may call: memory, strings, formatting into memory, exact mathematics, SLEEF, OpenMP. No files, clock,
# environment, output.
allowed='mem(cpy|set|move|cmp)|str(len|cmp|ncmp|chr|cspn|spn|pbrk|tod|str)|v?snprintf|malloc|calloc|realloc|aligned_alloc|free|qsort|__assert_fail'
allowed+='|Sleef_cinz_[a-z0-9]+d[124]_u[0-9]+(purec|sse2|avx)|sqrt|floor|ceil|trunc|rint|l?l?round|nearbyint|fmod|remainder|fm(in|ax)|f?abs'
allowed+='|copysign|frexp|ldexp|scalbn|modf|nextafter'
allowed+='|GOMP_[a-z_]+|omp_[a-z_]+|__kmpc_[a-z_0-9]+|__cpu_model|__cpu_indicator_init|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__ctype_[a-z_]+|__(mem|str|v?snprintf)[a-z_]*_chk|__isoc23_strtod'

engine_calls() {
    local objects strangers
    mapfile -t objects < <(objects_of engine)
    [ -f "${objects[0]}" ] || { fault "no engine objects in $BUILD" && return; }
    strangers=$({
        nm --defined-only "${objects[@]}" "$BUILD"/base/text.o "$BUILD"/base/error.o | awk 'NF == 3 { print "have", $3 }'
        nm -A -u "${objects[@]}" | awk '{ print "need", $NF, $1 }'
    } | awk '$1 == "have" { have[$2] } $1 == "need" && !($2 in have) { print $2, $3 }' | grep -Ev "^($allowed) ")
    [ -z "$strangers" ] || fault "the engine calls what it may not: $strangers"
}

# What evaluates a loss or makes a step, whole or in slices: the picture asks the study instead.
evaluates='(loss|critical|formula|grid|crew|stage|swarm|ground)_[a-z_]+|race_(run|work|configure|probe_[a-z]+)'
evaluates+='|heightfield_(sample|begin|work)|schedule_(begin|step|lambdas_[a-z]+)|scene_(loss|race)'

picture_evaluates_nothing() {
    local calls
    calls=$(nm -A -u $(objects_of picture) | awk '{ print $NF, $1 }' | grep -E "^($evaluates) ")
    [ -z "$calls" ] || fault "the picture evaluates or steps: $calls"
    calls=$(grep -rnE '(->|\.)step\(' src/picture)
    [ -z "$calls" ] || fault "the picture steps a rule: $calls"
}

engine_has_no_state() {
    local writable
    writable=$(objdump -t $(objects_of engine) | awk '/file format/ { file = $1 } NF >= 5 && $(NF - 2) ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
        $(NF - 2) !~ /^\.data\.rel\.ro/ && $(NF - 1) !~ /^0+$/ { print file, $NF }')
    [ -z "$writable" ] || fault "writable symbols in the engine: $writable"
}

is_public() { # some other room includes it
    local room
    room=${1#src/}
    grep -rlF "#include \"${1#src/}\"" src | grep -qv "^src/${room%%/*}/"
}

headers_are_short() {
    local file lines
    for file in $(find src -name '*.h'); do
        lines=$(wc -l <"$file")
        [ "$lines" -le 170 ] || ! is_public "$file" || fault "$file is public and has $lines lines"
        grep -q "^#ifndef RAVINE_$(echo "${file#src/}" | tr 'a-z/.' 'A-Z__')$" "$file" || fault "$file: the guard is not RAVINE_<PATH>"
    done
    [ ! -f src/app/main.c ] || [ "$(wc -l <src/app/main.c)" -le 60 ] || fault "src/app/main.c does not fit on a screen"
}

named_paths_exist() {
    local document path
    for document in ARCHITECTURE.md README.md; do
        [ -f "$document" ] || { fault "$document is missing" && continue; }
        for path in $(grep -oE '\b(src|tests|assets|shaders|tools|bench|docs)/[A-Za-z0-9_./*-]*' "$document" | sed 's/[.,:]*$//' | sort -u); do
            compgen -G "$path" >/dev/null || fault "$document names $path, which does not exist"
        done
    done
}

# A function is listed where its name stands a second time.
tests_are_run() {
    local file name
    for file in tests/test_*.c; do
        for name in $(sed -n 's/^static void \([a-z0-9_]*\)(void \*\*[a-z]*)$/\1/p' "$file"); do
            [ "$(grep -cw "$name" "$file")" -ge 2 ] || fault "$file: $name is never run"
        done
    done
}

# What cmocka 2 has deprecated fails the build there, and what it has instead is not in cmocka 1.
no_deprecated_assertions() {
    local found
    found=$(grep -nE '\<assert_(not_)?in_(range|set)\(|\<unit_test\(' tests/*.[ch])
    [ -z "$found" ] || fault "cmocka 1 and 2 do not share this (a range: tests/within.h): $found"
}

sources() {
    find . -path ./.git -prune -o -path ./build -prune -o -type f -print
}

# Paths of the machine it was written on have no meaning elsewhere.
no_foreign_paths() {
    local found
    found=$(sources | grep -vE '\.(png|ttf|otf)$' | xargs grep -lE '/(work|root|home/[a-z]+)/|\.\./shared' 2>/dev/null)
    [ -z "$found" ] || fault "paths of one machine in: $found"
}

one_screen_of_architecture() {
    [ ! -f ARCHITECTURE.md ] || [ "$(wc -l <ARCHITECTURE.md)" -le 80 ] || fault "ARCHITECTURE.md is longer than a page"
}

written() { # what people write and read here: no data, no pictures
    sources | sed 's|^\./||' | grep -E '^(src|tests|shaders|tools|bench)/|^Makefile$' |
        grep -vE '^tests/(torch|bad)/|\.(png|csv|rgb|pyc)$'
}

# Scripts hold commands and regular expressions that are clearer in one piece; everything else ends by column 120.
lines_fit() {
    local long
    long=$(written | xargs perl -CSD -ne 'chomp; print "$ARGV:$.\n" if length > 120 && ($ARGV =~ m{\.(c|h|vert|frag|glsl)$|^Makefile$} || /^\s*#/);
        close ARGV if eof')
    [ -z "$long" ] || fault "longer than 120 columns: ${long//$'\n'/ }"
}

# What a comment calls a file of C or a shader is one; NAME stands for any.
comments_name_files() {
    local name file
    while IFS=: read -r file name; do
        compgen -G "$name" >/dev/null || compgen -G "src/$name" >/dev/null || compgen -G "src/*/$name" >/dev/null ||
            compgen -G "src/*/*/$name" >/dev/null || compgen -G "$(dirname "$(dirname "$file")")/$name" >/dev/null ||
            compgen -G "${file%/*}/$name" >/dev/null || compgen -G "shaders/$name" >/dev/null || fault "$file speaks of $name, which does not exist"
    done < <(written | xargs grep -HoE '(^|[[:space:]])(//|#)[^!].*' | awk -F: '{
        file = $1; text = substr($0, length(file) + 2)
        while (match(text, /[A-Za-z0-9_*\/-]+\.(c|h|vert|frag|glsl)([^A-Za-z0-9_(]|$)/)) {
            name = substr(text, RSTART, RLENGTH); sub(/[^A-Za-z0-9_]$/, "", name)
            if (text !~ "#include.*" name && name !~ /NAME/) print file ":" name
            text = substr(text, RSTART + RLENGTH)
        } }' | sort -u)
}

# Files of at most 700 lines, functions of at most 60 but switches, half of them of at most 10 and nine of ten of under
# 20.
sizes() {
    local long
    long=$(written | grep '\.[ch]$' | xargs wc -l | awk '$2 != "total" && $1 > 700 { print $2 }')
    [ -z "$long" ] || fault "files of more than 700 lines: $long"
    long=$(awk 'FNR == 1 { from = 0 }
        /^\{/ { from = FNR; name = before; many = 0 }
        from && / switch \(/ { many = 1 }
        /^\}/ && from { print FNR - from - 1, many, FILENAME ": " name; from = 0 }
        !/^[ {}]/ { before = $0 }' $(find src -name '*.c') | sort -n | awk '
        $1 > 60 && !$2 { print }
        { length_of[NR] = $1 }
        END { if (length_of[int((NR + 1) / 2)] > 10) print "the median function has", length_of[int((NR + 1) / 2)], "lines"
              if (length_of[int(NR * 0.9)] >= 20) print "one function of ten has", length_of[int(NR * 0.9)], "lines and more" }')
    [ -z "$long" ] || fault "functions: $long"
}

# A function that other files can call is called by the program, from another file or from its own; one that only its
# own calls is static. What stands ahead of the rooms that will call it is named here; the list is to become shorter.
ahead='critical_find|file_write|heightfield_(part|sample)|race_path|swarm_.*|knob_(parse|read|write)|scene_move_racer|yaml_write_entry_keys'
functions_are_called() {
    local objects idle
    mapfile -t objects < <(for room in "${!left[@]}"; do objects_of "$room"; done)
    idle=$({
        find src -name '*.h' -exec cat {} + | sed 's|//.*||' | grep -oE '\w+' | sort -u | sed 's/^/told /'
        find src -name '*.[ch]' -exec cat {} + | sed 's|//.*||' | grep -oE '\w+' | sort | uniq -c | awk '{ print "said", $2, $1 }'
        nm -u "${objects[@]}" "$BUILD"/tests/test_*.o 2>/dev/null | awk 'NF == 2 && $1 == "U" { print "need", $2 }' | sort -u
        nm --defined-only "${objects[@]}" | awk 'NF == 3 && $2 == "T" && $3 != "main" { print "have", $3 }'
    } | awk '$1 == "told" { told[$2] } $1 == "said" { said[$2] = $3 } $1 == "need" { need[$2] }
        $1 == "have" && said[$2] < 2 + ($2 in told) { print $2 " is called by no file of src/" }
        $1 == "have" && said[$2] >= 2 + ($2 in told) && !($2 in need) { print $2 " could be static" }' |
        grep -Ev "^($ahead|elementary_[a-z0-9_]+) ") # the rows of elementary.h never write those names whole
    [ -z "$idle" ] || fault "$idle"
}

layers
floors_call_downwards
no_circles
app_stands_in_its_order
engine_calls
picture_evaluates_nothing
engine_has_no_state
headers_are_short
named_paths_exist
tests_are_run
no_deprecated_assertions
no_foreign_paths
one_screen_of_architecture
lines_fit
comments_name_files
sizes
functions_are_called
[ $faults = 0 ]
