#!/usr/bin/env python3
"""Two processes at the same work at the same time: on one output, one work folder, one state. Each succeeds or says that another is at work; one of them
does succeed, or a third one that comes behind them; what they make is what one alone makes.

usage: races_test.py [--rounds N] [--table FILE]     (the binary is the environment variable ZKMEM)
"""
import argparse
import collections
import pathlib
import random
import sys
import time

from scenarios import SCENARIOS, Place, names, scratch, versions


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shim", help="not used here")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    draw = random.Random(2)
    failed = 0
    counts = collections.defaultdict(collections.Counter)
    for scenario in SCENARIOS.values():
        row = counts[scenario.name]
        with scratch() as folder:
            place = Place(scenario, folder)
            begin = time.monotonic()
            place.fresh()
            place.run(scenario.command)
            length = time.monotonic() - begin
            for _ in range(options.rounds):
                place.fresh()
                processes = []
                for k in range(options.processes):
                    processes.append(place.start(scenario.command if k == 0 else draw.choice([scenario.command, scenario.again or scenario.command])))
                    time.sleep(draw.uniform(0, length / 2))
                problems = []
                succeeded = 0
                for process in processes:
                    out, errors = process.communicate(timeout=120)
                    told = errors.decode(errors="replace")
                    if process.returncode == 0:
                        succeeded += 1
                    elif process.returncode == 2 and "zkmem: " in told:
                        row["refused"] += 1
                    elif process.returncode == 1 and scenario.state and "from the initial memory" in told:
                        # It came behind the other one, and the log does not go on from where that has left the state.
                        row["refused"] += 1
                    else:
                        problems.append(f"exit {process.returncode}: {told[-300:]}")
                row["succeeded"] += succeeded
                if place.leftovers():
                    problems.append(f"left behind: {place.leftovers()}")
                if scenario.state:
                    # As many new versions as there were successes, each whole.
                    found = versions(place.folder)
                    if isinstance(found, str):
                        problems.append(found)
                    elif not {name for name, _ in names(found)} <= {name for name, _ in names(place.after)}:
                        problems.append(f"versions {names(found)}, not of {names(place.after)}")
                    for name, content in place.made.items():
                        path = place.folder / name
                        if path.exists() and path.read_bytes() != content:
                            problems.append(f"{name} is not what it should be")
                else:
                    problems += place.problems_now()
                    if succeeded:
                        problems += [f"{name} is not what it should be" for name, content in place.made.items()
                                     if not (place.folder / name).exists() or (place.folder / name).read_bytes() != content]
                    if not succeeded:
                        problems += place.problems_after()
                if problems:
                    failed += 1
                    row["wrong"] += 1
                    print(f"{scenario.name}: {problems}", flush=True)
    print(f"{options.rounds * len(SCENARIOS)} races, {failed} with another end than the right one")
    if options.table:
        lines = ["| work | races | succeeded | refused, in a line | wrong |", "|---|---|---|---|---|"]
        lines += [f"| {name} | {options.rounds} | {row['succeeded']} | {row['refused']} | {row['wrong']} |" for name, row in counts.items()]
        options.table.write_text("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
