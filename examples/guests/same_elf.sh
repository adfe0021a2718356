#!/usr/bin/env bash
# Compares rebuilt guests with the files in the tree: same_elf.sh [--update] COMPILER BUILT_DIR TREE_DIR FILE...
# Only the same tools give the same bytes, so TREE_DIR/TOOLCHAIN names them; with others the comparison is skipped (77).
set -euo pipefail
update=
if [ "$1" = --update ]; then
  update=1
  shift
fi
compiler=$1 built=$2 tree=$3
shift 3
toolchain() {
  "$compiler" --version | head -n 1
  "$("$compiler" -print-prog-name=ld)" --version | head -n 1
  echo '#include <picolibc.h>
_PICOLIBC_VERSION' | "$compiler" --specs=picolibc.specs -E -P - | tail -n 1
}
if [ -n "$update" ]; then
  (cd "$built" && install -m 644 "$@" "$tree")
  toolchain >"$tree/TOOLCHAIN"
  exit 0
fi
if ! diff <(toolchain) "$tree/TOOLCHAIN"; then
  echo "the files in the tree were built by other tools: not compared"
  exit 77
fi
for file; do cmp "$built/$file" "$tree/$file"; done
echo "$# files are what their sources give"
