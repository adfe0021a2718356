#!/usr/bin/env bash
# The Python packages that the tests of `pip install .` run with (python/requirements-test.txt), in a virtual environment outside
# the tree that every build shares. Prints its folder; with --make, makes it if it is not there. A failure says why and is no error
# of the build: the tests then say that they are skipped. Nothing is installed that the file does not name (tests/supply compares).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
python=${ZKMEM_PYTHON:-python3}
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
# Which Python, however it is called.
sum=$({ cat "$root/python/requirements-test.txt"; "$python" -c 'import sys; print(sys.base_prefix)'; } | sha256sum | cut -c1-12)
env=${XDG_CACHE_HOME:-$HOME/.cache}/zkmem/python-$version-$sum
if [ "${1:-}" = --make ] && [ ! -e "$env/complete" ]; then
  echo "setup: making a virtual environment with the Python packages of the tests" >&2
  rm -rf "$env" "$env.part"
  if "$python" -m venv "$env" >&2 && "$env/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement "$root/python/requirements-test.txt" >&2 </dev/null; then
    touch "$env/complete"
  else
    rm -rf "$env"
    echo "setup: without it the tests of the Python package are skipped" >&2
  fi
fi
echo "$env"
