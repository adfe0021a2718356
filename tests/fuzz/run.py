#!/usr/bin/env python3
"""Builds fuzz targets with clang and sanitizers and runs each for a bounded time on its corpus and the golden vectors.

The fuzzer's seed and number of inputs are fixed, so that a run can be repeated; the seconds only bound it. A longer search is
tools/fuzz_nightly.py's.

usage: run.py TARGET... --cxx CLANG --build DIR [--seconds S] [--seed K]      (exit 77: no clang here, nothing was tested)
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "fuzz"))
import targets  # noqa: E402

SKIPPED = 77
FLAGS = "-O2 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="+", choices=sorted(targets.TARGETS), metavar="TARGET")
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--seconds", type=int, help="for each target, instead of its own")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.cxx or options.cxx.endswith("NOTFOUND"):
        print("no clang++-19 on this machine: nothing was fuzzed")
        return SKIPPED
    subprocess.run(["cmake", "-S", ROOT, "-B", options.build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={options.cxx}",
                    "-DZKMEM_FUZZ=ON", "-DZKMEM_DEVELOPER=OFF", "-DCMAKE_BUILD_TYPE=", f"-DCMAKE_CXX_FLAGS={FLAGS}"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", options.build, "--target", *(f"fuzz_{name}" for name in options.targets)], check=True,
                   stdout=subprocess.DEVNULL)
    failed = []
    for name in options.targets:
        target = targets.TARGETS[name]
        # What one run finds is not where another begins: the same seed gives the same run.
        with tempfile.TemporaryDirectory(prefix="zkmem-fuzz-") as scratch:
            scratch = pathlib.Path(scratch)
            outcome = targets.run(target, options.build / "fuzz" / f"fuzz_{name}", scratch / "found", options.build / "artifacts", f"-runs={target.inputs}",
                                  f"-max_total_time={options.seconds or target.seconds}", f"-seed={options.seed}", begin=targets.folders(target, scratch / "golden"))
        print(f"{name}: {outcome.executions} inputs, {outcome.covered} edges, {outcome.peak_megabytes} MB{', ' + outcome.found if outcome.found else ''}")
        if outcome.code != 0:
            failed.append(name)
            print(outcome.text[-6000:])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
