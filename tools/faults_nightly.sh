#!/usr/bin/env bash
# Everything of tests/faults, of which the tests do a part: every call of every piece of work failing in each way, 1,000 kills, 50 races and 20
# jumping clocks of each. Prints the tables of docs/assurance.md. About half an hour.
#   tools/faults_nightly.sh [build/release]
set -uo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
for needed in zkmem tests/faults/libzkmem_faulty.so; do
  if [ ! -f "$build/$needed" ]; then
    echo "faults_nightly.sh: $build has no $needed" >&2
    exit 2
  fi
done
ZKMEM=$(realpath "$build/zkmem") && export ZKMEM
shim=$(realpath "$build/tests/faults/libzkmem_faulty.so")
tables=$(mktemp -d)
trap 'rm -r "$tables"' EXIT
failed=0
for test in "faults" "kills --count 1000" "races --rounds 50" "clocks --seeds 20"; do
  # shellcheck disable=SC2086
  set -- $test
  name=$1 && shift
  echo "== $name"
  python3 -B "tests/faults/${name}_test.py" --shim "$shim" --table "$tables/$name.md" "$@" || failed=1
  cat "$tables/$name.md"
done
exit $failed
