#!/usr/bin/env bash
# The suite under sanitizers, of which the tests do a part (tests/sanitizers): tests labelled fast, if ctest's options do not choose others. That is
# unit tests, fuzz targets on their corpora (fuzz_standalone), the command line, the C interface, the verifiers without an operating system and the
# guests; not the checks of the tree, proofs, supply, sanitizers, python, rust, faults, fuzz (a build of its own), browser, openings, cluster, and
# cli/memory. First with addresses, undefined behaviour and leaks (preset asan), then with threads (preset tsan). A report in any process counts,
# also in one that a test expects to fail: the sanitizers write each into a file of its own, or end the process by a signal. Exit 1: there is one, or
# a test failed; 2: the build or the words given are not as they should be. A program of unit tests is one process: what its cases share is made once.
#   tools/sanitizers_nightly.sh [asan|tsan] [-j JOBS] [ctest's options, -L fast if none]
set -uo pipefail
cd "$(dirname "$0")/.."
kinds="asan tsan"
case "${1:-}" in
  asan | tsan) kinds=$1 && shift ;;
  -h | --help) sed -n '2,/^#   /s/^# \{0,3\}//p' tools/sanitizers_nightly.sh && exit 0 ;;
  "" | -*) ;;
  *) echo "sanitizers_nightly.sh: '$1' is neither asan nor tsan, nor an option" >&2 && exit 2 ;;
esac
jobs=$(nproc)
if [ "${1:-}" = -j ]; then
  case "${2:-}" in "" | *[!0-9]*) echo "sanitizers_nightly.sh: -j takes a number" >&2 && exit 2 ;; esac
  jobs=$2 && shift 2
fi
if [ $# = 0 ]; then set -- -L fast; fi
# Not run: checks of the tree, which sanitizers do not change; programs that load zkmem into one that is built without (Python, Rust, a library in
# front of the system's); what builds with flags of its own; what measures memory, most of which is a sanitizer's here.
others='^((tree|proofs|supply|sanitizers|python|rust|faults|fuzz|browser|openings|cluster)/|cli/memory$)'
launcher=$(command -v ccache >/dev/null && echo -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
failed=0
for kind in $kinds; do
  build=$PWD/build/$kind
  reports=$build/sanitizer_reports
  rm -rf "$reports" && mkdir -p "$reports"
  # shellcheck disable=SC2086
  cmake --preset "$kind" $launcher -DZKMEM_DEVELOPER=ON --log-level=WARNING >/dev/null || exit 2
  cmake --build "$build" --parallel "$jobs" >"$build/build.log" || { tail -30 "$build/build.log" && exit 2; }
  cmake --build "$build" --target sanitizer_canary >/dev/null || exit 2
  common="log_path=$reports/report:print_stacktrace=1"
  export ASAN_OPTIONS="$common:detect_stack_use_after_return=1:strict_string_checks=1" TSAN_OPTIONS="$common:second_deadlock_stack=1"
  export LSAN_OPTIONS="log_path=$reports/report"
  # g++'s library for undefined behaviour writes no such file beside the other's: it ends the process by a signal, which no test expects.
  export UBSAN_OPTIONS="print_stacktrace=1:abort_on_error=1"
  # Nothing found says something only if a mistake would be, and what is none would not.
  mistakes=race
  if [ "$kind" = asan ]; then mistakes="heap overflow leak"; fi
  for what in $mistakes joined tasks; do
    ("$build/tests/sanitizers/sanitizer_canary" "$what") >/dev/null 2>&1
    code=$?
    reported=$(find "$reports" -type f | wc -l)
    if [ $code = 134 ]; then reported=1; fi  # SIGABRT
    case " $mistakes " in *" $what "*) [ "$reported" != 0 ] ;; *) [ "$reported" = 0 ] ;; esac || {
      echo "$kind: sanitizer_canary $what: $reported reports"
      exit 2
    }
    rm -f "$reports"/report*
  done
  tools/whole_tests.py "$build" --jobs "$jobs" -E "$others" "$@" || failed=1
  found=$(find "$reports" -type f | wc -l)
  echo "$kind: $found processes with reports"
  if [ "$found" != 0 ]; then
    failed=1
    grep -hE "^SUMMARY" "$reports"/report* | sort | uniq -c | sort -rn | head -40
    echo "they are in $reports"
  fi
done
exit $failed
