#!/bin/bash
# Many scenes in one call: the same bytes as one by one, errors with the scene's name, the others written.
set -u
ravine=$(realpath "${RAVINE:-./ravine}")
folder=${SCRATCH:-$(mktemp -d)}/many
failed=0
rm -rf "$folder" && mkdir -p "$folder/in" "$folder/out" && cd "$folder" || exit 1

fail() {
    echo "FAILED: $*"
    failed=1
}

for landscape in himmelblau rosenbrock beale; do
    "$ravine" -l $landscape -n 50 -o in/$landscape.ravine.yaml || fail "$landscape"
done
"$ravine" in/*.yaml noisy_bowl -o 'out/%s.csv' 2>stderr || fail "exit $?: $(cat stderr)"
[ "$(ls out | paste -sd ' ')" = 'beale.csv himmelblau.csv noisy_bowl.csv rosenbrock.csv' ] || fail "there are $(ls out)"
for name in beale himmelblau rosenbrock; do
    "$ravine" in/$name.ravine.yaml -o one.csv && cmp one.csv out/$name.csv || fail "$name is another one than by itself"
done
rm out/*
echo 'formula: x' >in/bad.yaml
"$ravine" in/beale.ravine.yaml in/bad.yaml in/himmelblau.ravine.yaml -o 'out/%s.csv' 2>stderr
[ $? = 1 ] && [ "$(ls out | wc -l)" = 2 ] && [ "$(wc -l <stderr)" = 1 ] && grep -q '^ravine: in/bad.yaml: scene, ' stderr ||
    fail "one that is bad: $(ls out) $(cat stderr)"
"$ravine" - in/beale.ravine.yaml -o 'out/%s.yaml' <in/rosenbrock.ravine.yaml && [ -s out/scene.yaml ] || fail 'one from a pipe'
refuses() { # WHAT ARGUMENTS...
    "$ravine" "${@:2}" 2>stderr
    [ $? = 2 ] && [ "$(wc -l <stderr)" = 1 ] && grep -qF "$1" stderr || fail "$1: $(cat stderr)"
}
refuses 'is that of' in/beale.ravine.yaml out/../in/beale.ravine.yaml -o 'out/%s.csv'
refuses 'there is a scene already' in/beale.ravine.yaml in/bad.yaml -o out/all.csv
refuses 'needs scenes' -o 'out/%s.csv'
notice=(-l rosenbrock -n 30 -r 'SGD(lr=1e-4) | OneCycleLR(max_lr=0.001, total_steps=10)')
"$ravine" "${notice[@]}" -o out/a.csv 2>stderr
grep -q 'torch stops here' stderr || fail "there is nothing to be quiet of: $(cat stderr)"
"$ravine" "${notice[@]}" --quiet -o out/a.csv 2>stderr
[ $? = 0 ] && [ ! -s stderr ] || fail "quiet: $(cat stderr)"
"$ravine" in/bad.yaml --quiet -o out/a.csv 2>stderr
[ $? = 1 ] && [ "$(wc -l <stderr)" = 1 ] || fail "quiet, and wrong: $(cat stderr)"
[ $failed = 0 ] && echo "many scenes are as each by itself"
exit $failed
