#!/usr/bin/env bash
# The npm packages that tests/openings runs with (its package-lock.json), in a folder outside the tree that every build shares. Prints the
# folder; with --make, makes it if it is not there. A failure says why and is no error of the build: the tests then say that they are skipped.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
sum=$(sha256sum <"$root/tests/openings/package-lock.json" | cut -c1-12)
env=${XDG_CACHE_HOME:-$HOME/.cache}/zkmem/node-$sum
if [ "${1:-}" = --make ] && [ ! -e "$env/complete" ]; then
  echo "setup: installing the npm packages of the tests" >&2
  rm -rf "$env"
  mkdir -p "$env"
  cp "$root/tests/openings/package.json" "$root/tests/openings/package-lock.json" "$env"
  if command -v npm >/dev/null && npm ci --prefix "$env" --ignore-scripts --no-audit --no-fund --silent >&2 </dev/null; then
    touch "$env/complete"
  else
    rm -rf "$env"
    echo "setup: without them the tests of the contract are skipped" >&2
  fi
fi
echo "$env"
