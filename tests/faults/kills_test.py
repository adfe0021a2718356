#!/usr/bin/env python3
"""kill -9 at random moments of a piece of work, again and again until it is done: what is there at each moment is whole, and in the end it is
what an undisturbed run makes.

usage: kills_test.py [--count N] [--seed K] [--table FILE]     (the binary is the environment variable ZKMEM)
"""
import argparse
import collections
import pathlib
import random
import sys
import time

from scenarios import SCENARIOS, Place, scratch

# What takes long enough to be killed within; the shares of the kills.
WORK = {"prove": 3, "prove, global memory": 2, "resume": 2, "plan": 1, "prove over a state": 3, "first commit to a state": 2, "commit to a state": 2, "rollback of a state": 1,
        "assemble": 1}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shim", help="not used here")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    counts = collections.defaultdict(collections.Counter)
    failed = 0
    total = sum(WORK.values())
    for name, share in WORK.items():
        scenario = SCENARIOS[name]
        wanted = -(-options.count * share // total)
        with scratch() as folder:
            place = Place(scenario, folder)
            begin = time.monotonic()
            place.fresh()
            place.run(scenario.command)
            length = time.monotonic() - begin
            row = counts[name]
            while row["killed"] < wanted and row["rounds"] < 4 * wanted + 20:
                place.fresh()
                command = scenario.command
                # Killed up to three times on the way to the same end.
                for _ in range(draw.randint(1, 3)):
                    row["rounds"] += 1
                    process = place.start(command)
                    time.sleep(draw.uniform(0, length))
                    process.kill()
                    _, errors = process.communicate()
                    row["killed" if process.returncode == -9 else "was done before"] += 1
                    problems = place.problems_now()
                    if process.returncode not in (-9, 0):
                        # Not killed: it ended by itself, and not well.
                        problems.append(f"exit {process.returncode}: {errors.decode(errors='replace')[-300:]}")
                    if problems or place.is_done():
                        break
                    command = scenario.again or scenario.command
                problems += place.problems_after()
                if problems:
                    failed += 1
                    row["wrong"] += 1
                    print(f"{name}, seed {options.seed}, kill {row['killed']}: {problems}", flush=True)
            if row["killed"] == 0:
                print(f"{name}: no process was killed in {row['rounds']} rounds")
                failed += 1
    print(f"{sum(row['killed'] for row in counts.values())} kills, {failed} with another end than the right one")
    if options.table:
        lines = ["| work | killed | done before the kill | wrong |", "|---|---|---|---|"]
        lines += [f"| {name} | {row['killed']} | {row['was done before']} | {row['wrong']} |" for name, row in counts.items()]
        options.table.write_text("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
