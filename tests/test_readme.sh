#!/bin/bash
# The README's table of keys is what the program says, and it tells how `ravine` comes to be found before it calls it.
# What it shows: docs.sh.
tools/update-readme --check keys "$RAVINE" || exit 1
awk '/`\.\/ravine`/ { built = 1 } /make install/ { installed = 1 }
    /(^    |`)ravine( |`$|`[^.])/ { exit !(built && installed) }' README.md ||
    { echo "README.md: ravine is called before ./ravine and make install are named" && exit 1; } || exit 1
