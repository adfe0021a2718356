#!/usr/bin/env python3
"""Access logs in global memory beside OpenVM 2's segments between roots: rows of the table in docs/performance.md.

usage: global_ratio.py --ours build/release/zkmem --theirs zkmem-peers [--rows random:20:free random:18:roots …] [--segments 4]
                       [--threads 2] [--rounds 1] [--hash blake3]

A row is WORKLOAD:LOG2N:ENDS, ENDS `free` (zeros to a free end) or `roots` (from root to root). Ours is the whole `zkmem prove`, cut as it
chooses. The peer's is online memory, finalisation, traces and proof of a segment of 2^LOG2N / SEGMENTS accesses from zeros, without key
generation, times SEGMENTS: less than it has to do, as its later segments do not start from zeros. SEGMENTS is 4 from 2^20 on and else 1;
`local` is always one. Sides alternate, each process runs twice and the second counts; seconds are medians, ratios theirs / ours.
"""
import argparse
import pathlib
import statistics
import tempfile

import end_to_end_ratio
from processes import last

ROWS = ["random:20:free", "random:20:roots", "random:18:roots", "local:20:free", "seq:20:free"]


def ours(options, log, ends, folder):
    command = [options.ours, "prove", log, "--memory", "global", "--hash", options.hash, "--threads", options.threads, "--json", "-o",
               pathlib.Path(folder) / "proof.zkproof"]
    return last(command + ["--initial-root", "--final-root"] * (ends == "roots"), options.threads)


def theirs(options, workload, log2n, segments, known):
    """`known`: what this round has measured already; rows of one workload may share a segment."""
    part = log2n - segments.bit_length() + 1
    if (workload, part) not in known:
        known[workload, part] = end_to_end_ratio.peer_log(options, workload, part, end_to_end_ratio.HEIGHT.get(workload, 22))
    report, peak = known[workload, part]
    return {what: segments * report[what] for what in ("seconds", "proof_bytes", "cells")}, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default="build/release/zkmem")
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--rows", nargs="+", default=ROWS)
    parser.add_argument("--segments", type=int, choices=[1, 2, 4, 8, 16])
    parser.add_argument("--hash", choices=["poseidon2", "blake3"], default="blake3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    head = "| workload | ends | segments, ours / peer | s | peer s | ratio | proof bytes | peer | MiB | peer | cells per access | peer |"
    print(head + "\n" + "|---" * (head.count("|") - 1) + "|", flush=True)
    known = [{} for _ in range(options.rounds)]
    with tempfile.TemporaryDirectory() as folder:
        for row in options.rows:
            workload, log2n, ends = row.split(":")
            log2n = int(log2n)
            segments = options.segments or (4 if log2n >= 20 and workload != "local" else 1)
            log = end_to_end_ratio.binary_log(options, workload, log2n, folder)
            own, peer = [], []
            for measured in known:
                own.append(ours(options, log, ends, folder))
                peer.append(theirs(options, workload, log2n, segments, measured))
            report, his = own[0][0], peer[0][0]
            mine = statistics.median(r["seconds"] for r, _ in own)
            other = statistics.median(r["seconds"] for r, _ in peer)
            cells = sum(report["cells_by_chip"].values())
            print(f"| `{workload}` 2^{log2n} | {'zero → free' if ends == 'free' else 'zeros → root'} | "
                  f"{len(report['segments'])} / {segments} | {mine:.2f} | {other:.1f} | **{other / mine:.1f}** | {report['proof_bytes']} | "
                  f"{his['proof_bytes']} | {max(p for _, p in own):.0f} | {max(p for _, p in peer):.0f} | {cells / 2**log2n:.1f} | "
                  f"{his['cells'] / 2**log2n:.1f} |", flush=True)


if __name__ == "__main__":
    main()
