#!/bin/bash
# What bash offers for words of a command line, by the very functions that it calls; zsh's and fish's are read by them.
# Names come from the program's lists: every row of one is offered.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
share=$PWD/share
folder=${SCRATCH:-$(mktemp -d)}/completions
failed=0
rm -rf "$folder" && mkdir -p "$folder/some folder" && cd "$folder" || exit 1
touch a.csv b.yaml c.png d.c 'e f.svg'
. "$share/bash-completion/completions/ravine"

fail() {
    echo "FAILED: $*"
    failed=1
}

compopt() { :; } # only within a completion of bash's own

offered() { # WORDS...: for the last of them
    COMP_WORDS=("$ravine" "$@") COMP_CWORD=$#
    _ravine "$ravine" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
}

offers() { # EXPECTED WORDS...
    offered "${@:2}"
    [ "${COMPREPLY[*]}" = "$1" ] || fail "${*:2}: offers '${COMPREPLY[*]}', not '$1'"
}

offers_list() { # LIST WORDS...: every name of it
    local name
    offered "${@:2}"
    "$ravine" --list "$1" | sed -n 's/^\([^ :]\{1,\}\)\( .*\)*$/\1/p' >names
    [ -s names ] || fail "--list $1 is empty"
    while read -r name; do
        [[ " ${COMPREPLY[*]} " == *" $name "* ]] || fail "${*:2}: '$name' is not offered"
    done <names
}

for ramp in landscapes:-l landscapes:--landscape optimizers:-r optimizers:--racer themes:--theme ramps:--ramp views:--view parts:--show parts:--hide; do
    offers_list "${ramp%:*}" "${ramp#*:}" ''
done
offers_list scenes ''
offers_list lessons ''
offers_list schedules -r "'Adam(lr=0.1) | "
offers himmelblau -l himm
offers rosenbrock --landscape = "'ros"
offers 'SparseAdam' --racer Spa
offers 'Adam(lr=0.1) | StepLR' -r "'Adam(lr=0.1) | Ste"
offers print --theme = p
offers 'dark light print' --theme =
offers legend,title --show legend,ti
offers 'optimizers' --list o
offers trace --table t
offers 'fig.svg' -o fig.s
offers 'some folder/x.png some folder/x.pdf some folder/x.py' -o 'some folder/x.p'
offers 'some folder a.csv' -d ''
offers 'b.yaml' b
offers 'welcome' wel
offers '--view' --vi
offered --
"$ravine" --help | sed -n 's/^  [- ]. .* \{0,1\}\(--[a-z-]*\).*/\1/p; s/^  -., \(--[a-z-]*\).*/\1/p; s/^      \(--[a-z-]*\).*/\1/p' | sort -u >options
[ "$(wc -l <options)" -gt 20 ] || fail 'no options in --help'
while read -r option; do
    [[ " ${COMPREPLY[*]} " == *" $option "* ]] || fail "$option is not offered"
done <options
offered --format ''
for format in png svg pdf gif mp4 webm csv md tex py yaml; do
    [[ " ${COMPREPLY[*]} " == *" $format "* ]] || fail "--format: $format is not offered"
done
complete -p ravine | grep -q -- '-F _ravine ravine' || fail 'bash is not told of them'

if command -v zsh >/dev/null; then
    zsh -n "$share/zsh/site-functions/_ravine" || fail 'zsh cannot read them'
else
    echo 'skipped: no zsh'
fi
if command -v fish >/dev/null; then
    fish_offers() { # EXPECTED LINE
        local offered
        offered=$(HOME=$folder PATH=$(dirname "$ravine"):$PATH fish --no-config -c "source '$share/fish/vendor_completions.d/ravine.fish'; complete -C '$2'" | cut -f1 | paste -sd ' ')
        [ "$offered" = "$1" ] || fail "fish, $2: offers '$offered', not '$1'"
    }
    fish_offers himmelblau 'ravine -l himm'
    fish_offers print 'ravine --theme p'
    fish_offers optimizers 'ravine --list o'
    fish_offers SparseAdam 'ravine -r Spa'
    fish_offers welcome 'ravine wel'
    fish_offers --view 'ravine --vie' # of --vi, fish 4 takes --version for a match, too
    fish_offers fig.svg 'ravine -o fig.s'
else
    echo 'skipped: no fish'
fi
[ $failed = 0 ] && echo 'completions are as they should be'
exit $failed
