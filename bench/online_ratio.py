#!/usr/bin/env python3
"""Online accesses per second of ours beside OpenVM 2's TracingMemory on the same accesses, alternating, one thread each.

usage: online_ratio.py --ours online_bench --theirs zkmem-peers [--log2n 20] [--rounds 9] [--path batch]

Prints one line per workload: medians in millions of accesses per second, cold (fresh memory) and warm (touched memory, our
log's buffer reused), the ratio ours / theirs, and our bytes of log an access. The peer keeps no log of accesses.
"""
import argparse
import json
import statistics

from processes import run_once


def run(*command):
    return run_once(command, 1)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--log2n", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--path", default="batch", choices=["batch", "controller", "ahead", "words", "cells", "port"])
    options = parser.parse_args()
    for workload in ("random", "local", "seq"):
        runs = {"ours": [], "theirs": []}
        for _ in range(options.rounds):
            runs["theirs"] += run(options.theirs, "online", workload, options.log2n)
            runs["ours"] += run(options.ours, workload, options.log2n, "--runs", 3,
                                "--path", options.path)
        line = {"workload": workload, "path": options.path, "accesses": 1 << options.log2n}
        for phase in ("cold", "warm"):
            rates = {who: statistics.median(r["accesses"] / r[f"{phase}_seconds"] / 1e6 for r in found)
                     for who, found in runs.items()}
            line[phase] = {"ours": round(rates["ours"], 1), "theirs": round(rates["theirs"], 1),
                           "ratio": round(rates["ours"] / rates["theirs"], 2)}
        line["log_bytes_per_access"] = runs["ours"][0]["log_bytes_per_access"]
        print(json.dumps(line), flush=True)
    print(json.dumps(run(options.ours, "sparse")[0]))


if __name__ == "__main__":
    main()
