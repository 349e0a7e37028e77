#!/bin/bash
# What is handed to a system: the manual page says what --help and --list keys say and is read without complaint, the
# desktop knows scenes by name and content and no other YAML, and the Debian package holds it all, is the same a second
# time and runs where it is unpacked.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
folder=${SCRATCH:-$(mktemp -d)}/package
failed=0
rm -rf "$folder" && mkdir -p "$folder"

fail() {
    echo "FAILED: $*"
    failed=1
}

has() { command -v "$1" >/dev/null || { echo "skipped: no $1" && false; }; }

# ---- The manual

manual=$folder/ravine.1
tools/make-man "$ravine" >"$manual" || fail 'tools/make-man'
LC_ALL=C grep -q '[^ -~	]' "$manual" && fail "signs beyond ASCII in the manual: $(LC_ALL=C grep '[^ -~	]' "$manual" | head -n 3)"
for section in NAME SYNOPSIS DESCRIPTION OPTIONS FORMATS KEYS 'EXIT STATUS' ENVIRONMENT EXAMPLES; do
    grep -qx "\.SH $section" "$manual" || fail "the manual has no $section"
done
same_number() { # SECTION NUMBER
    local n
    n=$(sed -n "/^\.SH $1$/,/^\.SH/p" "$manual" | grep -c '^\.TP')
    [ "$n" = "$2" ] || fail "of $2 rows the manual's $1 has $n"
}
same_number OPTIONS "$("$ravine" --help | grep -c '^  \(-.,\|   \) --')"
same_number FORMATS "$("$ravine" --help | grep -c '^  \.')"
same_number KEYS "$("$ravine" --list keys | grep -c '^[^ ]')"
if has groff; then
    said=$(groff -ww -man -Tutf8 "$manual" 2>&1 >/dev/null)
    [ -z "$said" ] || fail "groff: $said"
fi
if has mandoc; then
    said=$(mandoc -T lint -W error "$manual" 2>&1) || fail "mandoc: $said"
fi
if has man; then
    MANWIDTH=200 man -l "$manual" 2>/dev/null | col -b >"$folder/read"
    for option in --landscape --racer --width --change --quiet; do
        grep -q -- "$option" "$folder/read" || fail "man: no $option"
    done
    grep -qF "'rosenbrock b=10', '(x^2 + k*y^2)/2 k=25'" "$folder/read" || fail 'man: quotes are others'
fi

# ---- The desktop

if has desktop-file-validate; then
    said=$(desktop-file-validate share/applications/ravine.desktop) || fail "ravine.desktop: $said"
fi
if has update-mime-database; then
    mkdir -p "$folder/mime/packages" && cp share/mime/packages/ravine.xml "$folder/mime/packages"
    said=$(XDG_DATA_HOME=$folder XDG_DATA_DIRS=$folder update-mime-database "$folder/mime" 2>&1) && [ -z "$said" ] || fail "ravine.xml: $said"
    [ "$(grep -v '^#' "$folder/mime/globs")" = 'application/x-ravine+yaml:*.ravine.yaml' ] || fail "names: $(cat "$folder/mime/globs")"
    grep -qa 'ravine: 1' "$folder/mime/magic" || fail 'no content is known'
fi
if has gio; then
    printf 'ravine: 1\nformula: x^2\n' | tee "$folder/unnamed" >"$folder/b.ravine.yaml"
    printf 'other: 1\n' >"$folder/other"
    for file in unnamed b.ravine.yaml other; do
        kind=$(XDG_DATA_HOME=$folder XDG_DATA_DIRS=$folder gio info -a standard::content-type "$folder/$file")
        [ "$(grep -c x-ravine+yaml <<<"$kind")" = "$([ $file = other ] && echo 0 || echo 1)" ] || fail "$file is $kind"
    done
fi
type=$(sed -n 's/^MimeType=\(.*\);$/\1/p' share/applications/ravine.desktop)
grep -q "type=\"$type\"" share/mime/packages/ravine.xml || fail "ravine.desktop opens '$type'"
for scene in assets/scenes/*.yaml assets/lessons/*.yaml; do # as the content is known by
    head -c 256 "$scene" | tr '\n' '~' | grep -q '^ravine: 1\|^#.*~ravine: 1' || fail "$scene is not known by its content"
done
"$ravine" -n 5 -o "$folder/a.ravine.yaml" || fail 'a.ravine.yaml is not written'
"$ravine" "$folder/a.ravine.yaml" -o "$folder/a.csv" || fail 'a.ravine.yaml does not open'
head -c 9 "$folder/a.ravine.yaml" | grep -qx 'ravine: 1' || fail "a scene begins with $(head -n 1 "$folder/a.ravine.yaml")"

# ---- The package

if has dpkg-deb && has dpkg-shlibdeps; then
    said=$(tools/make-deb "$ravine" "$manual" "$folder/one folder") || fail "tools/make-deb: $said"
    tools/make-deb "$ravine" "$manual" "$folder/another" >/dev/null || fail 'tools/make-deb, again'
    package=$(ls "$folder/one folder"/*.deb)
    [ "$said" = "made $package" ] || fail "it says $said"
    cmp "$package" "$folder/another/$(basename "$package")" || fail 'a second package is another one'
    depends=$(dpkg-deb -f "$package" Depends)
    for name in libc6 libsdl2-2.0-0 libegl1 libgl1-mesa-dri libsleef; do
        grep -q "$name" <<<"$depends" || fail "it does not depend on $name: $depends"
    done
    [ "$(dpkg-deb -f "$package" Version)" = "$("$ravine" --version | cut -d' ' -f2)" ] || fail 'it has another version'
    dpkg-deb -c "$package" | awk '$2 != "root/root" || $1 !~ /^[-d]r[w-][x-]r-[x-]r-[x-]$/' | grep . && fail 'owners or modes'
    dpkg-deb -x "$package" "$folder/un packed" && dpkg-deb -e "$package" "$folder/un packed/DEBIAN"
    for file in bin/ravine share/man/man1/ravine.1.gz share/bash-completion/completions/ravine \
        share/zsh/vendor-completions/_ravine share/fish/vendor_completions.d/ravine.fish share/mime/packages/ravine.xml \
        share/applications/ravine.desktop share/icons/hicolor/scalable/apps/ravine.svg share/doc/ravine/copyright; do
        [ -f "$folder/un packed/usr/$file" ] || fail "it has no $file"
    done
    (cd "$folder/un packed" && md5sum -c --quiet DEBIAN/md5sums) || fail 'md5sums'
    (cd "$folder/un packed" && ./usr/bin/ravine momentum -n 3 -o "$folder/un packed/x.csv") || fail 'what is unpacked does not run'
    (cd "$folder/un packed/usr" && find . -path './share/ravine/*' -name installed | grep .) && fail 'it has a list of its own'
fi
[ $failed = 0 ] && echo 'what is handed on is as it should be'
exit $failed
