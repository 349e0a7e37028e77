#!/bin/bash
# What README.md and docs/*.md show, is so. Of their blocks,
#
#     ```yaml    is a scene or a lesson that is read, and whose text is read again
#     ```sh      are commands (docs/gallery.md: see gallery.sh); lines `# ...` behind one are what it says
#     ```text    are formulas: A => what a scene keeps of it; A at X,Y => loss, slopes
#
# and README.md's lines `    ravine ...` run, those that open a window into a file; films: film.sh.

scratch=$SCRATCH/docs
mkdir -p "$scratch" && ln -sfn "$PWD/assets" "$scratch/assets" && cd "$scratch" || exit 1
root=$OLDPWD
faults=0

fault() {
    echo "$document: $*"
    faults=$((faults + 1))
}

blocks() { # KIND: each ends in a line that is \001
    awk -v kind="$1" '/^```/ { if (inside) print "\001"; inside = !inside && $0 == "```" kind; next } inside' \
        "$root/$document"
}

check_yaml() { # BLOCK
    local said
    said=$("$RAVINE" - -o again.yaml <<<"$1" 2>&1) && said=$("$RAVINE" again.yaml -o more.yaml 2>&1) &&
        cmp -s again.yaml more.yaml ||
        fault "is not read, or not again: $(head -n 4 <<<"$1" | tail -n 2) ... $said"
}

ravine() { "$RAVINE" --quiet "$@"; }

check_command() { # COMMAND EXPECTED
    local said
    said=$(eval "$1" 2>&1)
    case $said in
    *OpenGL* | *EGL*) echo "no picture can be drawn here: $said" ;;
    "$2") ;;
    *) fault "$1: said '$said', not '$2'" ;;
    esac
}

check_commands() { # BLOCK
    local command='' expected='' line
    while IFS= read -r line; do
        if [[ $line = '# '* ]]; then
            expected=${line#\# }
        elif [[ $line = 'ravine '* && -n $command ]]; then
            check_command "$command" "$expected"
            command=$line expected=
        else
            command+=${command:+$'\n'}$line
        fi
    done <<<"$1"
    check_command "$command" "$expected"
}

trimmed() { sed 's/^ *//; s/ *$//' <<<"$1"; }

check_formula() { # "A => B" or "A at X,Y => LOSS, SLOPES"
    local left right text point found
    left=$(trimmed "${1% => *}") right=$(trimmed "${1##* => }")
    if [[ $left =~ ^(.*[^ ])\ +at\ ([-0-9.,e]+)$ ]]; then
        text=${BASH_REMATCH[1]} point=${BASH_REMATCH[2]}
        found=$(ravine -l "$text" -s "$point" -n 0 -r 'SGD(lr=1)' --format csv -o - 2>&1 |
            sed -n '/^ravine/p; /^0,0,/p' | cut -d, -f8- | sed 's/,$//; s/,/, /g')
    else
        found=$(ravine -l "$left" --format yaml -o - 2>&1 | sed -n 's/^formula: //p; /^ravine: ./p')
        found=${found#ravine: 1$'\n'}
    fi
    [ "$found" = "$right" ] || [ "$found" = "'$right'" ] || fault "$left is $found, not $right"
}

for document in README.md docs/formulas.md docs/scenes.md; do
    block=
    while IFS= read -r line; do
        if [ "$line" = $'\001' ]; then check_yaml "$block" && block=; else block+=$line$'\n'; fi
    done < <(blocks yaml)
    while IFS= read -r line; do
        if [ "$line" = $'\001' ]; then check_commands "${block%$'\n'}" && block=; else block+=$line$'\n'; fi
    done < <(blocks sh)
    while IFS= read -r line; do
        [ "$line" = $'\001' ] || check_formula "$line"
    done < <(blocks text)
done

document=README.md
mkdir -p figures out && cp assets/scenes/momentum.yaml figures && printf 'x,y\n0,0\n1,1\n' >run.csv
blocks yaml | sed '1,/^\x01/d; /^\x01/,$d' >lesson.yaml
while IFS= read -r line; do
    line=$(trimmed "${line%%  # *}")
    line=${line% && *}
    [[ $line = *' -o '* ]] || line+=' -o opened.yaml'
    [[ $line = *.gif* ]] || check_command "$line" ''
done < <(grep '^    ravine' "$root/README.md")
exit $((faults > 0))
