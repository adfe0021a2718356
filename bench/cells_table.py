#!/usr/bin/env python3
"""Committed cells per access, by profile and workload, as the table of docs/performance.md. Exact counts; nothing is timed.

usage: cells_table.py --ours statement_bench [--log2n 14]... [--segments 1] [--chips]

--segments cuts each log into so many segments; volatile memory, which has one, is left out then.
--chips adds, for each line, how the cells are shared among the chips.
"""
import argparse
import json
import subprocess

SETTINGS = (("hybrid", "persistent"), ("openvm-v2", "persistent"), ("openvm-v1", "persistent"), ("hybrid", "volatile"),
            ("openvm-v1", "volatile"), ("hybrid", "global"))


def run(bench, workload, log2n, segments, profile, mode):
    if profile == "openvm-v2" and workload == "mixed":
        return None  # has accesses of one size only
    command = [bench, "cells", workload, str(log2n), "--profile", profile, "--mode", mode, "--segments", str(segments),
               "--threads", "2"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def shares(found):
    chips = sorted(found["chips"].items(), key=lambda chip: -chip[1]["cells"])
    return ", ".join(f"{name} {100 * chip['cells'] / found['cells']:.1f} %" for name, chip in chips
                     if 1000 * chip["cells"] >= found["cells"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--log2n", type=int, action="append")
    parser.add_argument("--segments", type=int, default=1)
    parser.add_argument("--chips", action="store_true")
    options = parser.parse_args()
    settings = [s for s in SETTINGS if options.segments == 1 or s[1] != "volatile"]
    print("| workload | accesses | " + " | ".join(f"`{p}` {m}" for p, m in settings) + " |")
    print("|---" * (2 + len(settings)) + "|")
    for workload in ("random", "local", "seq", "mixed"):
        for log2n in options.log2n or (14, 16, 18):
            found = [run(options.ours, workload, log2n, options.segments, *setting) for setting in settings]
            cells = ["–" if f is None else f"{f['cells_per_access']:.1f}" for f in found]
            print(f"| `{workload}` | 2^{log2n} | " + " | ".join(cells) + " |", flush=True)
            for setting, f in zip(settings, found):
                if options.chips and f is not None:
                    print(f"  {' '.join(setting)}: {shares(f)}")


if __name__ == "__main__":
    main()
