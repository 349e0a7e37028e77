#!/bin/bash
# Every line of tests/bad/table.txt is an input that is refused: the exit code, exactly one line `ravine: ...` on stderr
# with the needle in it, no file left behind and none destroyed. With the plain program and with the sanitized one.
#
# A line is  CODE ~~ NEEDLE ~~ ARGUMENTS [~~ CONTENT]  . @yaml, @csv, @txt and @png in the arguments are a file of that
# ending with the content (printf's %b), or for @png:NAME one of the pictures below. Where the arguments name no output,
# -o of a trace is added.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
sanitized=$(realpath "${RAVINE_SAN:-$ravine}")
scratch=${SCRATCH:-$(mktemp -d)}
table=$PWD/tests/bad/table.txt
rm -rf "$scratch/bad" && mkdir -p "$scratch/bad" && cd "$scratch/bad" || exit 1
failed=0
count=0

fail() {
    echo "FAILED: line $line: $arguments: $*"
    failed=$((failed + 1))
}

# Pictures that are none, or hold no scene that can be read.
pictures() {
    local plain=iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGMQUDAAAACkAGE0Zn1yAAAAAElFTkSuQmCC
    base64 -d <<<$plain >plain.png
    head -c 20 plain.png >short.png
    head -c 8 plain.png >signature.png
    : >empty.png
    echo 'landscape: rosenbrock' >text.png
    { head -c 33 plain.png && head -c 4000 /dev/zero && tail -c 12 plain.png; } >zeros.png
    { head -c 8 plain.png && printf '\377\377\377\377IHDR' && tail -c +17 plain.png; } >long.png
    { head -c 33 plain.png && chunk iTXt 'ravine-scene\0\0\0\0\0not: [a scene' && tail -c +34 plain.png; } >broken.png
    { head -c 33 plain.png && chunk iTXt 'ravine-scene\0\0\0\0\0' && tail -c +34 plain.png; } >nothing.png
    { head -c 33 plain.png && chunk iTXt 'ravine-scene\0\1\0\0\0garbage' && tail -c +34 plain.png; } >deflated.png
    { head -c 33 plain.png && chunk iTXt 'ravine-scene' && tail -c +34 plain.png; } >unended.png
    { head -c 33 plain.png && printf '\177\377\377\377tEXt'; } >gigabytes.png
    { head -c 33 plain.png && chunk tEXt 'ravine-scene\0ravine: 1' | head -c -1 && printf x; } >checksum.png
    { head -c 8 plain.png && chunk tEXt 'ravine-scene\0ravine: 1' && tail -c +9 plain.png; } >headless.png
}

# Files of lines and words likewise.
vectors() {
    local svg='<svg xmlns="http://www.w3.org/2000/svg"><metadata>' pdf='%%PDF-1.4\n1 0 obj\n<< /Type /EmbeddedFile\n'
    printf '<svg xmlns="http://www.w3.org/2000/svg"/>' >plain.svg
    printf '  <?xml version="1.0"?>' >short.svg
    printf '\357\273\277<!-- -->' >mark.svg
    printf "$svg<ravine-scene" >unended.svg
    printf "$svg<ravine-scene>ravine: 1" >cut.svg
    printf "$svg<ravine-scene>ravine: 1</ravine-scene" >short-end.svg
    printf "$svg<ravine-scene></ravine-scene></metadata></svg>" >nothing.svg
    printf "$svg<ravine-scene>not: [a scene</ravine-scene></metadata></svg>" >broken.svg
    printf "$svg<ravine-scene><b>ravine: 1</b></ravine-scene></metadata></svg>" >nested.svg
    printf "$svg<ravine-scene><![CDATA[ravine: 1</ravine-scene></metadata></svg>" >cdata.svg
    printf "$svg<ravine-scene>ravine: 1\0</ravine-scene></metadata></svg>" >zero.svg
    printf "$svg<ravine-scene>ravine: &bomb;</ravine-scene></metadata></svg>" >entity.svg
    printf "$svg<ravine-scene>ravine: &#0;</ravine-scene></metadata></svg>" >zero-reference.svg
    printf "$svg<ravine-scene>ravine: &#x110000;</ravine-scene></metadata></svg>" >beyond.svg
    printf "$svg<ravine-scene>ravine: &#99999999999999999999;</ravine-scene></metadata></svg>" >huge.svg
    printf "$svg<ravine-scene>ravine: 1 &" >ampersand.svg
    printf '%%PDF-' >short.pdf
    printf '%%PDF-1.4\n%%%%EOF\n' >plain.pdf
    printf "$pdf/RavineScene true" >unended.pdf
    printf "$pdf/RavineScene true\n/Length 9\n>>\nstream" >cut.pdf
    printf "$pdf/RavineScene true\n/Length 9\n>>\nstream\nravine: 1" >unclosed.pdf
    printf "$pdf/RavineScene true\n/Length 99999999999999999999\n>>\nstream\nravine: 1\nendstream" >long.pdf
    printf "$pdf/RavineScene true\n/Length 999\n>>\nstream\nravine: 1\nendstream" >beyond.pdf
    printf "$pdf/RavineScene true\n/Length -1\n>>\nstream\nravine: 1\nendstream" >negative.pdf
    printf "$pdf/RavineScene true\n>>\nstream\nravine: 1\nendstream" >unsaid.pdf
    printf "$pdf/RavineScene true\n/Filter /FlateDecode\n/Length 9\n>>\nstream\nravine: 1\nendstream" >packed.pdf
    printf "$pdf/RavineScene true\n/Length 9\n>>\nstream\nravine:\0 1\nendstream" >zero.pdf
    printf "$pdf/RavineScene true\n/Length 0\n>>\nstream\n\nendstream" >nothing.pdf
    printf "$pdf/RavineScene true\n/Length 14\n>>\nstream\nnot: [a scene\n\nendstream" >broken.pdf
}

# A PNG chunk: length, type, data, checksum. gzip's trailer has the checksum that PNG uses.
chunk() { # TYPE DATA
    local data
    data=$(mktemp -p .)
    { printf %s "$1" && printf %b "$2"; } >"$data"
    printf %b "$(printf '\\x%02x' 0 0 $((($(stat -c %s "$data") - 4) / 256)) $((($(stat -c %s "$data") - 4) % 256)))"
    cat "$data"
    gzip -c "$data" | tail -c 8 | head -c 4 | od -An -tx1 | awk '{ printf "\\x%s\\x%s\\x%s\\x%s", $4, $3, $2, $1 }' | xargs -0 printf %b
    rm "$data"
}

# Things that are too large to stand in a table.
large() {
    scene='ravine: 1\nlandscape: rosenbrock\nracers: ["SGD(lr=0.001)"]\n'
    long_formula=$(printf 'x%.0s' {1..3000})
    deep_formula=$(printf '(%.0s' {1..2000})x
    sum_formula=$(printf 'sin(x+%d)+' {1..140})y
    many_constants="x^2 $(printf 'a%d=1 ' {1..40})"
    deep_racer="SGD(lr=0.1) | $(printf 'SequentialLR([%.0s' {1..200})"
    long_racer="SGD(lr=$(printf '0%.0s' {1..3000}).1)"
    many_racers=$(printf -- "-r SGD(lr=0.1) %.0s" {1..17})
    yaml_racers=$(printf -- '  - SGD(lr=0.1)\\n%.0s' {1..17})
    deep_yaml=$(printf '[%.0s' {1..3000})
    many_directives=$(printf '%%TAG !a%d! x\\n' {1..20000})
    long_line=$(printf '1,%.0s' {1..5000})
    many_columns=$(printf 'c%d,' {1..500})z
    bomb='ravine: 1\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]'
}

# One run: judged by its exit code, its one line, and what became of the output.
judge() { # PROGRAM OLD
    local status said written left
    if [ -n "$2" ]; then echo "$2" >out.csv; else rm -f out.csv; fi
    (ulimit -t 20 && exec "$1" "${words[@]}") 2>stderr >stdout </dev/null # seconds of the processor's: no load counts
    status=$?
    mapfile -t said <stderr
    written=(out*)
    left=
    [ -e "${written[0]}" ] && left="${written[*]}: $(<"${written[0]}")"
    [ $status = "$code" ] || fail "exit $status instead of $code: ${said[*]:0:5}"
    [[ ${#said[@]} = 1 && ${said[0]} = 'ravine: '* ]] || fail "not one line: ${said[*]:0:20}"
    iconv -f UTF-8 -t UTF-8 stderr >/dev/null 2>&1 || fail "bytes that are no UTF-8: ${said[*]:0:20}"
    [[ ${said[0]-} = *"$needle"* ]] || fail "no '$needle' in: ${said[0]-}"
    [ -s stdout ] && fail "writes to standard output"
    [ "$left" = "${2:+out.csv: $2}" ] || fail "left or destroyed: $left"
    rm -f "${written[@]}"
    [ -n "${SHOW:-}" ] && [ -z "$2" ] && printf '%3d %s: %s\n' "$line" "$arguments" "${said[*]}"
    return 0
}

# Replaces @ENDING in the words by the file.
place_files() {
    local i
    for i in "${!words[@]}"; do
        case ${words[i]} in
        @png:*) words[i]=${words[i]#@png:}.png ;;
        @yaml | @csv | @txt | @png)
            printf %b "$content" >"in.${words[i]#@}"
            words[i]=in.${words[i]#@}
            ;;
        esac
    done
}

run_line() {
    local needs_output=1 word
    eval "words=($arguments)"
    place_files
    for word in "${words[@]}"; do
        case $word in -o* | --out* | --list* | --help* | --version*) needs_output=0 ;; esac
    done
    [ $needs_output = 1 ] && words+=(-o out.csv)
    judge "$ravine" ""
    judge "$sanitized" old
    count=$((count + 1))
}

pictures
vectors
mkfifo pipe.csv pipe.yaml pipe.png
ln -s round.yaml about.yaml && ln -s about.yaml round.yaml && ln -s none.yaml astray.yaml
printf "u,t\n1,2\n3,4\n" >line.csv
large
line=0
while IFS= read -r text; do
    line=$((line + 1))
    case $text in '' | '#'*) continue ;; esac
    code=${text%% ~~ *} rest=${text#* ~~ }
    needle=${rest%% ~~ *} rest=${rest#* ~~ }
    rest="$rest "
    arguments=${rest%% ~~ *} content=
    [[ $rest = *' ~~ '* ]] && rest=${rest% } && eval "content=\"${rest#* ~~ }\""
    run_line
done <"$table"
[ $count -ge 150 ] || { echo "only $count bad inputs" && failed=1; }
[ $failed = 0 ] && echo "$count bad inputs, each refused in one line"
[ $failed = 0 ]
