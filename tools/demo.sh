#!/usr/bin/env bash
# What zkmem does, on a sample program: demo.sh ZKMEM_BINARY
set -euo pipefail
zkmem=$(realpath "$1")
cd "$(dirname "$0")/.."
program=examples/guests/elf/sort.elf
input=examples/guests/inputs/capitals.txt
output=$(mktemp)
trap 'rm -f "$output"' EXIT

echo "The program sorts the lines of its input; the input is a list of $(wc -l <"$input") capitals."
echo
echo "\$ zkmem run $program --stdin $input"
"$zkmem" run "$program" --stdin "$input" >"$output"
echo
echo "The first of the $(wc -l <"$output") lines that the program printed:"
head -n 3 "$output" | sed 's/^/    /'
if LC_ALL=C sort "$input" | cmp -s - "$output"; then
  echo "They are in order: the sort command of this machine says the same."
else
  echo "The sort command of this machine says otherwise." >&2
  exit 1
fi
