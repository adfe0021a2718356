#!/usr/bin/env python3
"""Runs a test of a page: SCRIPT with node, beside browser.mjs, pictures.mjs and the like, the modules of its own folder, and the packages of
package.json. Exit 77: there is no Chromium or no packages here.

usage: run.py --home DIR SCRIPT [ARGUMENT...]"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main():
    parser = argparse.ArgumentParser(description="a test of a page in Chromium")
    parser.add_argument("--home", type=pathlib.Path, required=True, help="a folder for copies and what the test writes; made anew")
    parser.add_argument("script", type=pathlib.Path)
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None or shutil.which("node") is None:
        print("skipped: there is no " + ("chromium" if chromium is None else "node"))
        return 77
    made = subprocess.run([ROOT / "tools" / "node_env.sh", "--make", "tests/browser"], stdout=subprocess.PIPE, text=True, check=True)
    packages = pathlib.Path(made.stdout.strip())
    if not (packages / "complete").exists():
        print("skipped: the npm packages of tests/browser/package.json cannot be had here")
        return 77
    home = options.home.resolve()
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for file in [*HERE.glob("*.mjs"), *options.script.resolve().parent.glob("*.mjs")]:
        shutil.copy(file, home)
    (home / "node_modules").symlink_to(packages / "node_modules")
    return subprocess.run(["node", options.script.name, *options.arguments], cwd=home, env={**os.environ, "CHROMIUM": chromium}).returncode


if __name__ == "__main__":
    sys.exit(main())
