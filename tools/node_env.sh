#!/usr/bin/env bash
# The npm packages that a folder of the tree asks for (its package-lock.json), in a folder outside the tree that every build shares. Prints
# the folder; with --make, makes it if it is not there. A failure says why and is no error of the build: the tests then say that they are skipped.
#   tools/node_env.sh [--make] [FOLDER]    tests/openings (default), tests/browser or zkmem/sdk/report/page
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
make=
if [ "${1:-}" = --make ]; then
  make=1
  shift
fi
folder=${1:-tests/openings}
sum=$(sha256sum <"$root/$folder/package-lock.json" | cut -c1-12)
env=${XDG_CACHE_HOME:-$HOME/.cache}/zkmem/node-$sum
if [ -n "$make" ] && [ ! -e "$env/complete" ]; then
  echo "setup: installing the npm packages of $folder" >&2
  rm -rf "$env"
  mkdir -p "$env"
  cp "$root/$folder/package.json" "$root/$folder/package-lock.json" "$env"
  if command -v npm >/dev/null && npm ci --prefix "$env" --ignore-scripts --no-audit --no-fund --silent >&2 </dev/null; then
    touch "$env/complete"
  else
    rm -rf "$env"
    echo "setup: without them tests are skipped" >&2
  fi
fi
echo "$env"
