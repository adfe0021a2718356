#!/usr/bin/env python3
"""From a program or an access log to a proof, ours beside OpenVM 2: the rows of the table in docs/performance.md.

usage: end_to_end_ratio.py --ours build/release/zkmem --theirs zkmem-peers [--programs sha256 sort …] [--logs random local mixed]
                           [--log2n 14 16] [--height H] [--hash poseidon2 blake3] [--threads 2] [--rounds 3]

Prints a table in Markdown, a row a suite beside the same runs of the peer. Seconds are the whole `zkmem prove` (planning, execution, traces, proof, own verification, writing);
the peer's are its phases without key generation and loading: metering, execution with records, traces and proof for a program,
online memory, finalisation, traces and proof for a log. Without --height each log is proven at the peer's smallest fitting height
(22 for `random`, 21 for `local`), programs at 20; `mixed` is ours alone, at our smallest. Peak memory is the process's. Ratios are
theirs / ours.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

import programs
from processes import last

HEIGHT = {"program": 20, "random": 22, "local": 21}
FINALISE = ("finalise_seconds", "boundary_merkle_seconds", "access_seconds", "poseidon2_seconds", "range_seconds")
MASK = (1 << 64) - 1


def draws():
    """splitmix64 from state 1, as bench/README.md defines the workloads."""
    state = 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & MASK
        yield z ^ z >> 31


def place(workload, i, r):
    """Space, pointer and size of access i, by its draw."""
    if workload == "seq":
        return 2, 4 * i, 4
    if workload != "mixed":
        return 2, 4 * (r % {"random": 1 << 22, "local": 1 << 14}[workload]), 4
    at = r >> 8 & 0xFFFF
    if r >> 62 & 1:
        size = 4 << (r & 3)
        return 2, at % (65536 // 4 - size // 4 + 1) * 4, size
    size = 1 << (r & 7) % 6
    return 4, at % (16384 - size + 1), size


def write_log(workload, log2n, path):
    memory = {}
    with open(path, "w") as out:
        for i, r in zip(range(1 << log2n), draws()):
            space, pointer, size = place(workload, i, r)
            cells = [(space, pointer + k) for k in range(size)]
            if r >> 63:
                value = (r >> 24 & 0xFFFFFFFF).to_bytes(4, "little")
                memory.update((cell, value[k % 4]) for k, cell in enumerate(cells))
            out.write(json.dumps({"op": "write" if r >> 63 else "read", "as": space, "ptr": pointer, "size": size,
                                  "values": [memory.get(cell, 0) for cell in cells]}) + "\n")


def ours(options, source, extra, height, suite, folder):
    params = f"app:{height}" if height else "app"
    command = [options.ours, "prove", source, *extra, "--params", params, "--hash", suite, "--threads", options.threads, "--json",
               "-o", pathlib.Path(folder) / "proof.zkproof"]
    return last(command, options.threads)


def row(name, size, suite, options, height, own, peer, accesses):
    """`own`, `peer`: lists of (report with seconds, proof_bytes, cells; peak MiB)."""
    mine = {key: statistics.median(report[key] for report, _ in own) for key in ("seconds", "proof_bytes", "cells")}
    peak = statistics.median(p for _, p in own)
    text = f"| `{name}` | {size} | {suite} | {options.threads} | {height or 'fits'} | {mine['seconds']:.2f}"
    if peer:
        his = {key: statistics.median(report[key] for report, _ in peer) for key in ("seconds", "proof_bytes", "cells")}
        his_peak = statistics.median(p for _, p in peer)
        print(f"{text} | {his['seconds']:.2f} | **{his['seconds'] / mine['seconds']:.2f}** | {mine['proof_bytes']} | "
              f"{his['proof_bytes']} | {peak:.0f} | {his_peak:.0f} | {mine['cells'] / accesses:.1f} | "
              f"{his['cells'] / accesses:.1f} |", flush=True)
    else:
        print(f"{text} | – | – | {mine['proof_bytes']} | – | {peak:.0f} | – | {mine['cells'] / accesses:.1f} | – |", flush=True)


def own_report(report):
    report["cells"] = sum(report["cells_by_chip"].values())
    return report


def program(options, name, folder):
    elf, given = programs.prepare(name, folder)
    height = options.height or HEIGHT["program"]
    summary, _ = last([options.ours, "run", elf, "--stdin", given, "--json"], 1)
    own, peer = {suite: [] for suite in options.hash}, []
    for _ in range(options.rounds):
        report, peak = last([options.theirs, "program", "prove", elf, "--input", given, "--height", height], options.threads)
        report["seconds"] = sum(report[f"{phase}_seconds"] for phase in ("metered", "record", "trace", "prove"))
        peer.append((report, peak))
        for suite, reports in own.items():
            report, peak = ours(options, elf, ["--stdin", given], height, suite, folder)
            reports.append((own_report(report), peak))
    accesses = summary["accesses"]
    if isinstance(accesses, (list, dict)):
        accesses = sum(accesses.values() if isinstance(accesses, dict) else accesses)
    for suite, reports in own.items():
        row(f"program:{name}", f"{reports[0][0]['instructions']} instructions", suite, options, height, reports, peer, accesses)


def binary_log(options, workload, log2n, folder):
    text, binary = pathlib.Path(folder) / "log.jsonl", pathlib.Path(folder) / "log.zklog"
    write_log(workload, log2n, text)
    subprocess.run([options.ours, "log", "convert", text, binary], check=True, stdout=subprocess.DEVNULL)
    text.unlink()
    return binary


def peer_log(options, workload, log2n, height):
    """The peer's report with seconds, proof_bytes and cells, and its peak MiB."""
    online, _ = last([options.theirs, "online", workload, log2n, "--runs", 1], options.threads)
    report, peak = last([options.theirs, "prove", workload, log2n, "--height", height], options.threads)
    report |= {"seconds": online["cold_seconds"] + sum(report[phase] for phase in FINALISE) + report["prove"]["prove_seconds"],
               "proof_bytes": report["prove"]["proof_bytes"]}
    return report, peak


def log(options, workload, log2n, folder):
    binary = binary_log(options, workload, log2n, folder)
    height = options.height or HEIGHT.get(workload)
    own, peer = {suite: [] for suite in options.hash}, []
    for _ in range(options.rounds):
        for suite, reports in own.items():
            report, peak = ours(options, binary, [], height, suite, folder)
            reports.append((own_report(report), peak))
        if workload != "mixed":
            peer.append(peer_log(options, workload, log2n, height))
    for suite, reports in own.items():
        row(workload, f"2^{log2n} accesses", suite, options, height, reports, peer, 1 << log2n)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default="build/release/zkmem")
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--programs", nargs="*", choices=programs.PROGRAMS, default=list(programs.PROGRAMS))
    parser.add_argument("--logs", nargs="*", choices=["random", "local", "mixed"], default=["random", "local", "mixed"])
    parser.add_argument("--log2n", nargs="+", type=int, default=[14, 16, 18])
    parser.add_argument("--height", type=int)
    parser.add_argument("--hash", nargs="+", choices=["poseidon2", "blake3"], default=["poseidon2", "blake3"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    head = ("| workload | size | hash | threads | stacked height | s | peer s | ratio | proof bytes | peer | MiB | peer | "
            "cells per access | peer |")
    print(head + "\n" + "|---" * (head.count("|") - 1) + "|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in options.programs:
            program(options, name, folder)
        for workload in options.logs:
            for log2n in options.log2n:
                log(options, workload, log2n, folder)


if __name__ == "__main__":
    main()
