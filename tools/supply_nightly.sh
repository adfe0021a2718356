#!/usr/bin/env bash
# What tests/supply does a part of, for what is handed out: two whole builds where all that must not matter differs, compared byte by byte, and the bill of
# materials of a build. About as long as three builds without a compiler cache.
#   tools/supply_nightly.sh [FOLDER for the bill, build/release if not given]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-build/release}
tools/reproducible.py
cmake --preset release -DZKMEM_DEVELOPER=OFF --log-level=WARNING -B "$folder" >/dev/null
cmake --build "$folder" --target zkmem_cli zkmem_shared zkmem_archive zkmem_verify_archive >/dev/null
tools/reproducible.py --look "$folder"
tools/sbom.py "$folder" -o "$folder/zkmem.cdx.json"
sha256sum "$folder/zkmem" "$folder/lib/c/libzkmem.so.1" "$folder/lib/c/libzkmem.a" "$folder/lib/freestanding/libzkmem_verify.a" "$folder/zkmem.cdx.json"
