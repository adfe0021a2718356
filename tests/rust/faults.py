"""The Rust engine's faults under valgrind, with allocations of libzkmem.so that fail: Rust errors, no abort, no invalid access, and
nothing that is lost.

usage: faults.py --cmake CMAKE --build DIR --target DIR --failing-new LIBRARY      (exit 77: no cargo or valgrind here, nothing was tested)
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

from run_cargo import ROOT, environment, install

# Allocation functions of C++ stay failing_new's; what they call is valgrind's.
VALGRIND = ["valgrind", "--quiet", "--soname-synonyms=somalloc=nouserintercepts", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite",
            "--error-exitcode=9", "--num-callers=30"]


def test_program(env):
    """Builds the test without running it; its path is in what cargo says."""
    command = ["cargo", "test", "--release", "--quiet", "--locked", "-p", "zkmem-openvm", "--test", "faults", "--no-run",
               "--message-format=json"]
    said = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True, text=True).stdout
    for line in said.splitlines():
        message = json.loads(line)
        if message.get("reason") == "compiler-artifact" and message["target"]["name"] == "faults" and message["executable"]:
            return message["executable"]
    raise SystemExit("cargo names no program of the test")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--target", required=True)
    parser.add_argument("--failing-new", required=True)
    options = parser.parse_args()
    for needed in ("cargo", "valgrind"):
        if shutil.which(needed) is None:
            print(f"skipped: there is no {needed}")
            return 77
    env = environment(install(options.cmake, options.build), options.target)
    program = test_program(env)
    # Threads take turns under valgrind.
    env = dict(env, LD_PRELOAD=options.failing_new, RAYON_NUM_THREADS="2")
    done = subprocess.run([*VALGRIND, program], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    print(done.stdout, end="")
    if done.returncode != 0:
        return 1
    if "failed ones" not in done.stdout:
        print("no allocation failed: failing_new was not loaded")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
