#!/usr/bin/env python3
"""All traces of the statement about an access log, ours beside OpenVM 2's on the same accesses, alternating.

usage: traces_ratio.py --ours statement_bench --theirs zkmem-peers [--log2n 18] [--rounds 5] [--threads 2] [--workload W]...

Prints one line per workload: medians in seconds from the log (theirs: from its finished memory) to the traces of all chips
(boundary, Merkle, accesses, Poseidon2, range checker; ours also clock, space table, adapters), into fresh memory and into
the buffer of the run before, the ratios theirs / ours, and both numbers of cells. `mixed` is ours alone.
"""
import argparse
import json
import statistics

from processes import run

PHASES = ("finalise_seconds", "boundary_merkle_seconds", "access_seconds", "poseidon2_seconds", "range_seconds")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--log2n", type=int, default=18)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workload", action="append", choices=["random", "local", "seq", "mixed"])
    options = parser.parse_args()
    for workload in options.workload or ("random", "local", "seq", "mixed"):
        ours, theirs = [], []
        for _ in range(options.rounds):
            if workload != "mixed":
                theirs += run([options.theirs, "finalise", workload, options.log2n, "--runs", 1], options.threads)[0]
            ours += run([options.ours, "traces", workload, options.log2n, "--threads", options.threads, "--runs", 3],
                        options.threads)[0]
        line = {"workload": workload, "accesses": 1 << options.log2n, "threads": options.threads}
        seconds = {kind: statistics.median(r["seconds"] for r in ours if r["buffers"] == kind)
                   for kind in ("fresh", "reused")}
        if theirs:
            line["theirs"] = round(statistics.median(sum(r[phase] for phase in PHASES) for r in theirs), 3)
            line["cells_theirs"] = theirs[0]["cells"]
        for kind, found in seconds.items():
            line[kind] = round(found, 3)
            if theirs:
                line[f"ratio_{kind}"] = round(line["theirs"] / found, 2)
        line["cells_ours"] = ours[0]["cells"]
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
