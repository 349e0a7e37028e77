#!/bin/bash
# The README's table of keys is what the program says, and it tells how `ravine` comes to be found before it calls it.
tools/update-readme --check keys "$RAVINE" || exit 1
awk '/`\.\/ravine`/ { built = 1 } /make install/ { installed = 1 }
    /(^    |`)ravine( |`$|`[^.])/ { exit !(built && installed) }' README.md ||
    { echo "README.md: ravine is called before ./ravine and make install are named" && exit 1; } || exit 1

# Its scenes and lessons are such.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
awk -v folder="$scratch" '/^```/ { inside = /^```yaml/; n += inside; next } inside { print >(folder "/" n ".yaml") }' README.md
for text in "$scratch"/*.yaml; do
    "$RAVINE" - -o "$scratch/again.yaml" <"$text" || { echo "README.md: its $(basename "$text" .yaml). YAML does not read" && exit 1; }
done
