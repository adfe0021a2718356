#!/usr/bin/env python3
"""Finalisation and traces (boundary, Merkle, adapters; all hashes included) of ours beside OpenVM 2's, alternating.

usage: finalise_ratio.py --ours finalise_bench --theirs zkmem-peers [--sizes 14 16 18 20] [--threads 1 2] [--rounds 3]

Prints a table in Markdown: a row per workload, size and number of threads with median seconds into fresh and into reused
buffers, the peer's, the ratios theirs / ours, and each process's peak memory (ours ran online memory and the log in it,
the peer its TracingMemory). `mixed` is ours alone: the peer takes accesses of size 4 only.
"""
import argparse
import statistics

from processes import run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--workloads", nargs="+", default=["random", "local", "seq", "mixed"])
    parser.add_argument("--sizes", nargs="+", type=int, default=[14, 16, 18, 20])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print("| workload | accesses | threads | fresh s | reused s | peer s | fresh | reused | MiB | peer's MiB |\n"
          "|---|---|---|---|---|---|---|---|---|---|", flush=True)
    for workload in options.workloads:
        for size in options.sizes:
            for threads in options.threads:
                seconds = {"fresh": [], "reused": [], "peer": []}
                peaks = {"ours": 0.0, "peer": 0.0}
                for _ in range(options.rounds):
                    if workload != "mixed":
                        found, peak = run([options.theirs, "finalise", workload, size], threads)
                        seconds["peer"].append(found[0]["finalise_seconds"] + found[0]["boundary_merkle_seconds"])
                        peaks["peer"] = max(peaks["peer"], peak)
                    found, peak = run([options.ours, workload, size, "--threads", threads, "--runs", 4], threads)
                    peaks["ours"] = max(peaks["ours"], peak)
                    for line in found:
                        seconds[line["buffers"]].append(line["finalise_seconds"] + line["chips_seconds"])
                median = {name: statistics.median(found) for name, found in seconds.items() if found}
                cells = [workload, f"2^{size}", threads, f"{median['fresh']:.3f}", f"{median['reused']:.3f}"]
                if "peer" in median:
                    cells += [f"{median['peer']:.3f}", f"{median['peer'] / median['fresh']:.1f}×",
                              f"{median['peer'] / median['reused']:.1f}×", f"{peaks['ours']:.0f}", f"{peaks['peer']:.0f}"]
                else:
                    cells += ["–", "–", "–", f"{peaks['ours']:.0f}", "–"]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
