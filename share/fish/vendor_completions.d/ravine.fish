# Completions of ravine for fish. Names and options come from the program itself: a new one is there at once.

function __ravine_names # LIST...: its names, each with what it is
    for list in $argv
        ravine --list $list 2>/dev/null | string replace -rf '^([A-Za-z0-9][^ :]*)(?: +(.*))?$' '$1\t$2'
    end
end

function __ravine_formats
    ravine --help 2>/dev/null | string replace -rf '^  \.([a-z0-9]+) +(.*)$' '$1\t$2'
end

function __ravine_lists
    ravine --help 2>/dev/null | string replace -rf '^ *--list WHAT *' '' | string replace ' or ' ', ' | string split ', '
end

# Behind the last bar or comma of what is typed.
function __ravine_behind # SEPARATOR NAMES...
    set -l typed (commandline -ct | string trim -lc '"\'')
    set -l head (string match -r ".*[$argv[1]] *" -- $typed)
    for name in $argv[2..]
        echo $head$name
    end
end

function __ravine_racer
    if commandline -ct | string match -q '*|*'
        __ravine_behind '|' (__ravine_names schedules)
    else
        __ravine_names optimizers
    end
end

# A name to be written, with each ending that it may get.
function __ravine_output
    set -l typed (commandline -ct)
    __fish_complete_path $typed
    set -l stem (string replace -r '\.[^./]*$' '' -- $typed)
    test -n "$stem"; and string match -qv '*/' -- $stem; or return
    for ending in (__ravine_formats)
        echo $stem.$ending
    end
end

complete -c ravine -e
complete -c ravine -f -a '(__ravine_names scenes lessons)'
complete -c ravine -k -a '(__fish_complete_suffix .yaml; __fish_complete_suffix .png; __fish_complete_suffix .svg; __fish_complete_suffix .pdf)'

# "  -o, --output FILE   help": an option, with what it takes.
ravine --help 2>/dev/null | string replace -rf '^  (?:-(.),|   ) --([a-z-]+)(?: (\'[^\']*\'|[^ ]+))? +(.*)$' '$1\t$2\t$3\t$4' | while read -l -d \t letter name value help
    set -l option -c ravine -l $name -d $help
    test -n "$letter"; and set -a option -s $letter
    test -n "$value"; and set -a option -x
    switch $name
        case landscape
            complete $option -a '(__ravine_names landscapes)'
        case racer
            complete $option -a '(__ravine_racer)'
        case theme ramp view
            complete $option -a "(__ravine_names $name""s)"
        case show hide
            complete $option -a '(__ravine_behind , (__ravine_names parts))'
        case list
            complete $option -a '(__ravine_lists)'
        case format
            complete $option -a '(__ravine_formats)'
        case table
            complete $option -a 'trace summary'
        case loss-scale
            complete $option -a 'linear log'
        case width
            complete $option -a 'column page slide'
        case output
            complete $option -a '(__ravine_output)'
        case data
            complete $option -k -a '(__fish_complete_suffix .csv)'
        case batches
            complete $option -a '(__fish_complete_path (commandline -ct))'
        case '*'
            complete $option
    end
end
