#!/usr/bin/env bash
# What zkmem does, on a sample program: demo.sh ZKMEM_BINARY
set -euo pipefail
zkmem=$(realpath "$1")
cd "$(dirname "$0")/.."
program=examples/guests/elf/sort.elf
input=examples/guests/inputs/capitals.txt
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

echo "The program sorts the lines of its input; the input is a list of $(wc -l <"$input") capitals."
echo
echo "\$ zkmem run $program --stdin $input"
"$zkmem" run "$program" --stdin "$input" >"$scratch/output"
if ! LC_ALL=C sort "$input" | cmp -s - "$scratch/output"; then
  echo "The sort command of this machine says otherwise." >&2
  exit 1
fi
echo "It printed $(wc -l <"$scratch/output") lines in order: $(head -n 3 "$scratch/output" | paste -sd ' '), …"
echo
echo "\$ zkmem prove $program --stdin $input -o sort.zkproof"
"$zkmem" prove "$program" --stdin "$input" -o "$scratch/sort.zkproof" | sed "s#$scratch/##"
echo
echo "\$ zkmem verify sort.zkproof --program $program"
"$zkmem" verify "$scratch/sort.zkproof" --program "$program"
