#!/bin/bash
# The last lines of tests/run and bench/run say how many passed, failed and were skipped: both are tried on tests and
# rows that are known.
root=$PWD
cd "${SCRATCH:?}" && rm -rf ./* && mkdir -p tests bench build/bench build/tests || exit 1
faults=0
expect() { # LAST-LINE STATUS COMMAND...
    local want=$1 status=$2 said code
    shift 2
    said=$("$@" 2>&1)
    code=$?
    [ "$(tail -n 1 <<<"$said")" = "$want" ] && [ $code = "$status" ] && return
    echo "$*: status $code instead of $status, and the last line is not '$want': $said"
    faults=1
}
program() { # FILE LINE...
    local file=$1
    shift
    printf '%s\n' '#!/bin/sh' "$@" >"$file" && chmod +x "$file"
}

cp "$root/tests/run" tests/
touch tests/test_unit.c
echo 'exit 0' >tests/good.sh
program build/tests/test_unit 'echo "[  PASSED  ] 2 test(s)."'
expect '3 passed, 0 failed, 0 skipped' 0 tests/run build
program build/tests/test_unit 'echo "[  PASSED  ] 3 test(s)."' 'echo "[  SKIPPED ] 1 test(s), listed below:"'
expect '4 passed, 0 failed, 1 skipped' 0 tests/run build
echo 'echo there is no display; exit 77' >tests/idle.sh
expect '4 passed, 0 failed, 2 skipped' 0 tests/run build
echo 'exit 3' >tests/bad.sh
touch tests/test_unbuilt.c
expect '4 passed, 2 failed, 2 skipped' 1 tests/run build

cp "$root/bench/run" bench/
program bench/program.sh 'echo "| start | 1 ms | | | 2 ms | ok |"'
program build/bench/bench 'echo "| work | limit |"' 'echo "| a | 1 ms | | | 2 ms | ok |"'
expect '2 passed, 0 failed' 0 bench/run build
program build/bench/bench 'echo "| a | 3 ms | | | 2 ms | MISSED |"' 'exit 1'
expect '1 passed, 1 failed' 1 bench/run build
program bench/program.sh 'exit 1'
expect '0 passed, 2 failed' 1 bench/run build
exit $faults
