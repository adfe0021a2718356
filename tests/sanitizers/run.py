#!/usr/bin/env python3
"""A part of what tools/sanitizers_nightly.sh does: builds some unit tests with a sanitizer and runs them. First a program (canary.cc) that does
what must be reported, and what must not.

threads:    loops and tasks, and what is cut into them, with the preset tsan
addresses:  the readers of bytes, with addresses, undefined behaviour and leaks; in the build of tests/fuzz, where the libraries are

usage: run.py threads|addresses --cxx COMPILER --build DIR      (exit 77: no such compiler here, nothing was tested)"""
import argparse
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
TESTS = {
    "threads": ["base/base_parallel_test", "dft/dft_test", "air/air_check_test"],
    "addresses": ["base/base_test", "memory/log/memory_log_test", "protocol/protocol_test"],
}
# What canary.cc is asked to do, and what the sanitizer must say to it; None: nothing.
CANARY = {
    "threads": {"race": "WARNING: ThreadSanitizer: data race", "joined": None, "tasks": None},
    "addresses": {"heap": "ERROR: AddressSanitizer: heap-buffer-overflow", "overflow": "runtime error: signed integer overflow",
                  "leak": "ERROR: LeakSanitizer: detected memory leaks", "joined": None, "tasks": None},
}


def flags_of(preset):
    presets = json.loads((ROOT / "CMakePresets.json").read_text())["configurePresets"]
    return next(entry for entry in presets if entry["name"] == preset)["cacheVariables"]["CMAKE_CXX_FLAGS"]


def configure(kind, options):
    command = ["cmake", "-S", ROOT, "-B", options.build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={options.cxx}", "-DCMAKE_BUILD_TYPE=",
               f"-DCMAKE_CXX_FLAGS={flags_of('tsan' if kind == 'threads' else 'fuzz')}", "-DZKMEM_DEVELOPER=ON",
               f"-DZKMEM_FUZZ={'OFF' if kind == 'threads' else 'ON'}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def canary(kind, build):
    """What the sanitizer says of each thing is as it must be: the number that is not."""
    wrong = 0
    for what, expected in CANARY[kind].items():
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
    parser.add_argument("kind", choices=TESTS)
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    options = parser.parse_args()
    if not options.cxx or options.cxx.endswith("NOTFOUND"):
        print("no clang++-19 on this machine: nothing was tested")
        return SKIPPED
    options.build = options.build.resolve()
    configure(options.kind, options)
    tests = TESTS[options.kind]
    subprocess.run(["cmake", "--build", options.build, "--target", "sanitizer_canary", *(name.split("/")[-1] for name in tests)], check=True, stdout=subprocess.DEVNULL)
    failed = canary(options.kind, options.build)
    for name in tests:
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
