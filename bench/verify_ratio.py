#!/usr/bin/env python3
"""Verification time of our verifier beside the Rust reference's, on the same proofs, alternating, one thread each.

usage: verify_ratio.py --ours verifier_bench --theirs zkmem-interop [--rounds N] [CASE_DIR…]
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess

GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "tests" / "golden"
CASES = ["swirl/app20/fib", "swirl/app20/prep_cached", "openvm-v2/mem_a/app20", "openvm-v2/rv32im_run"]
RUNS = 5


def seconds(command):
    env = dict(os.environ, RAYON_NUM_THREADS="1")
    out = subprocess.run([str(c) for c in command], env=env, check=True, capture_output=True, text=True).stdout
    return [float(line) for line in out.split()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("cases", nargs="*", default=[str(GOLDEN / c) for c in CASES])
    options = parser.parse_args()
    for case in options.cases:
        files = [f"{case}/vk.postcard", f"{case}/proof.bin"]
        times = {"ours": [], "ours_scalar": [], "theirs": []}
        for _ in range(options.rounds):
            times["ours"] += seconds([options.ours, *files, "--runs", RUNS])
            times["theirs"] += seconds([options.theirs, "bench-verify", *files, "--runs", RUNS])
            times["ours_scalar"] += seconds([options.ours, *files, "--runs", RUNS, "--scalar"])
        medians = {name: statistics.median(values) for name, values in times.items()}
        print(json.dumps({"case": os.path.relpath(case, GOLDEN), "seconds": medians,
                          "ratio": round(medians["ours"] / medians["theirs"], 3),
                          "ratio_scalar": round(medians["ours_scalar"] / medians["theirs"], 3)}))


if __name__ == "__main__":
    main()
