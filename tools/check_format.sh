#!/usr/bin/env bash
# Names every source file that is not laid out as .clang-format says; `make format` mends it.
set -euo pipefail
cd "$(dirname "$0")/.."
wrong=$(find . \( -name build -o -name target -o -name '.*' -not -name . \) -prune -o -type f \( -name '*.h' -o -name '*.cc' -o -name '*.c' \) -print0 |
  { xargs -0 -r -P "$(nproc)" -n 20 clang-format-19 --dry-run --Werror 2>&1 || true; } |
  sed -n 's/^\([^ :]*\):[0-9]*:.*/\1/p' | sort -u)
if [ -n "$wrong" ]; then
  printf '%s\nformat: not as .clang-format says (make format mends it)\n' "$wrong"
  exit 1
fi
echo "format: every source is laid out as .clang-format says"
