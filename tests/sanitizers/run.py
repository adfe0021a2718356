#!/usr/bin/env python3
"""A part of what tools/sanitizers_nightly.sh does: builds unit tests of loops and tasks, and of what is cut into them, with the thread sanitizer (preset
tsan) and runs them. First a program (canary.cc) that does what must be reported, and what must not. Addresses are tests/fuzz's.

usage: run.py threads --cxx COMPILER --build DIR"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ["base/base_parallel_test", "dft/dft_test", "air/air_check_test"]
# What canary.cc is asked to do, and what the sanitizer must say to it; None: nothing.
CANARY = {"race": "WARNING: ThreadSanitizer: data race", "joined": None, "tasks": None}


def flags_of(preset):
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    return next(entry for entry in presets if entry["name"] == preset)["cacheVariables"]["CMAKE_CXX_FLAGS"]


def configure(options):
    command = ["cmake", "-S", ROOT, "-B", options.build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={options.cxx}", "-DCMAKE_BUILD_TYPE=",
               f"-DCMAKE_CXX_FLAGS={flags_of('tsan')}", "-DZKMEM_DEVELOPER=ON"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def canary(build):
    """What the sanitizer says of each thing is as it must be: the number that is not."""
    wrong = 0
    for what, expected in CANARY.items():
        done = subprocess.run([build / "tests" / "sanitizers" / "sanitizer_canary", what], capture_output=True, text=True)
        text = done.stdout + done.stderr
        said = re.search(r"(WARNING|ERROR): \w+Sanitizer|runtime error", text)
        if (done.returncode != 0 and expected in text) if expected else (done.returncode == 0 and not said):
            continue
        wrong += 1
        print(f"canary {what}: exit code {done.returncode}, expected {expected or 'no report'}:\n{text[-3000:]}")
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["threads"])
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    options.build = options.build.resolve()
    configure(options)
    subprocess.run(["cmake", "--build", options.build, "--target", "sanitizer_canary", *(name.split("/")[-1] for name in TESTS)], check=True, stdout=subprocess.DEVNULL)
    failed = canary(options.build)
    for name in TESTS:
        done = subprocess.run([options.build / "lib" / name], capture_output=True, text=True)
        text = done.stdout + done.stderr
        passed = re.search(r"\[  PASSED  \] (\d+) tests?", text)
        print(f"{name}: {passed[1] if passed else 'no'} tests passed, exit code {done.returncode}")
        if done.returncode != 0 or not passed:
            failed += 1
            print(text[-8000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
