#!/bin/bash
# The README's table of keys is what the program says.
tools/update-readme --check keys "$RAVINE"
