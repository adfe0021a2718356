#!/usr/bin/env python3
"""Whether zkmem/sdk/report/page/bundle.html, which the library holds, is what its sources make with the packages of their package-lock.json.
With --write it is made anew. Exit 77: there is no node, or the packages cannot be had here."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = "zkmem/sdk/report/page"


def main():
    if shutil.which("node") is None:
        print("skipped: there is no node")
        return 77
    made = subprocess.run([ROOT / "tools" / "node_env.sh", "--make", PAGE], stdout=subprocess.PIPE, text=True, check=True)
    packages = pathlib.Path(made.stdout.strip())
    if not (packages / "complete").exists():
        print(f"skipped: the npm packages of {PAGE}/package.json cannot be had here")
        return 77
    kept = ROOT / PAGE / "bundle.html"
    with tempfile.TemporaryDirectory() as folder:
        built = pathlib.Path(folder) / "bundle.html"
        subprocess.run(["node", ROOT / PAGE / "build.mjs", packages / "node_modules", built], check=True)
        if built.read_bytes() == kept.read_bytes():
            return 0
        if "--write" in sys.argv[1:]:
            shutil.copyfile(built, kept)
            return 0
    print(f"{kept} is not what its sources make; tests/browser/bundle_test.py --write makes it anew")
    return 1


if __name__ == "__main__":
    sys.exit(main())
