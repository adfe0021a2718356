#!/usr/bin/env python3
"""Clocks that jump, by years either way and by hours forward: nothing that is made depends on them, nothing waits for them.

usage: clocks_test.py --shim LIBRARY [--seeds N] [--table FILE]     (the binary is the environment variable ZKMEM)
"""
import argparse
import pathlib
import sys

from faults_test import asan, problems_of
from scenarios import SCENARIOS, Place, scratch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shim", required=True)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    failed = 0
    lines = ["| work | runs | wrong |", "|---|---|---|"]
    for scenario in SCENARIOS.values():
        wrong = 0
        with scratch() as folder:
            place = Place(scenario, folder)
            for seed in range(1, options.seeds + 1):
                place.fresh()
                done = place.run(scenario.command, LD_PRELOAD=options.shim, ZKMEM_CLOCK=str(seed), **asan())
                problems = problems_of(place, done, "", "")
                if done.returncode != 0:
                    problems.append(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
                if problems:
                    wrong += 1
                    print(f"{scenario.name}, clock {seed}: {problems}", flush=True)
        failed += wrong
        lines.append(f"| {scenario.name} | {options.seeds} | {wrong} |")
    if options.table:
        options.table.write_text("\n".join(lines) + "\n")
    print(f"{options.seeds * len(SCENARIOS)} runs, {failed} with another end than the right one")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
