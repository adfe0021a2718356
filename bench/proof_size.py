#!/usr/bin/env python3
"""Bytes and seconds of a proof by hash suite and parameters: the tables of docs/performance.md, "Size".

usage: proof_size.py [--ours build/release/zkmem] [--programs sha256 …] [--logs random …] [--log2n 16] [--threads 2] [--rounds 3]
                     [--parts]

Each round proves every statement with every setting in turn, so that what disturbs the machine disturbs all of them. A setting is
hash and parameters, each at the stacked height that `zkmem prove` chooses. Seconds are the whole `zkmem prove` (medians), verifying
is `zkmem verify` on one thread with the key made anew. Bytes are the same on every machine. --parts: where they are, in KB.
"""
import argparse
import json
import pathlib
import statistics
import struct
import subprocess
import tempfile
import time

import end_to_end_ratio
import programs

SETTINGS = [("poseidon2", "app"), ("blake3", "app"), ("blake3", "fast"), ("blake3", "small")]
SHARED_PATHS = 4  # the codec's version from which on paths are shared


def parts(data):
    """Bytes of a segment proof (docs/spec/proof.md, hash-suites.md) by what they are."""
    place = last = 0
    found = {}

    def u32():
        nonlocal place
        place += 4
        return struct.unpack_from("<I", data, place - 4)[0]

    def skip(size):
        nonlocal place
        place += size

    def vec(size):
        count = u32()
        skip(count * size)
        return count

    def mark(name):
        nonlocal last
        found[name] = found.get(name, 0) + place - last
        last = place

    shared = u32() & 0xffff >= SHARED_PATHS
    skip(32)
    airs = u32()
    present = sum(byte.bit_count() for byte in data[place:place + (airs + 7) // 8])
    skip((airs + 7) // 8)
    for _ in range(present):
        skip(4)
        vec(32)
    for _ in range(u32()):
        vec(4)
    mark("others")
    skip(20)
    layers = vec(64)
    skip(48 * sum(range(1, layers)))
    mark("LogUp-GKR")
    traces = vec(16)
    skip(16 * traces)
    vec(16)
    if rounds := u32():
        skip(16 * rounds * u32())
    for _ in range(traces):
        for _ in range(u32()):
            vec(16)
    mark("constraints")
    vec(16)
    vec(32)
    for _ in range(u32()):
        vec(16)
    mark("others")
    skip(4)
    sumchecks = vec(32)
    rounds = vec(32) + 1
    skip(16 * (rounds - 1) + 4 * sumchecks + 4 * rounds)
    k = sumchecks // rounds
    mark("others")
    commitments, leaves = u32(), u32()
    depth = 0 if shared else u32()
    widths = [u32() for _ in range(commitments)]
    skip(4 * sum(widths) * leaves << k)
    mark("rows")
    skip(32 * commitments * (u32() if shared else leaves * depth))
    mark("rows' paths")
    queries = []
    for _ in range(1, rounds):
        queries.append(u32())
        skip(16 * queries[-1] << k)
        mark("later rounds")
        if shared:
            vec(32)
            mark("their paths")
    if not shared:
        depth = u32()
        for i, count in enumerate(queries):
            skip(32 * count * (depth - i))
        mark("their paths")
    vec(16)
    mark("others")
    assert place == len(data), "the proof has another layout"
    return found


def statements(options, folder):
    for name in options.programs:
        elf, given = programs.prepare(name, folder)
        yield f"`{name}`", [elf, "--stdin", given]
    for workload in options.logs:
        for log2n in options.log2n:
            log = folder / f"{workload}{log2n}.jsonl"
            end_to_end_ratio.write_log(workload, log2n, log)
            yield f"`{workload}` 2^{log2n}", [log]


def seconds(command):
    start = time.monotonic()
    done = subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True)
    return time.monotonic() - start, json.loads(done.stdout)


def measure(options, folder, source):
    proven = {setting: [] for setting in SETTINGS}
    verified = {setting: [] for setting in SETTINGS}
    reports, found = {}, {}
    for _ in range(options.rounds):
        for hash_suite, params in SETTINGS:
            proof = folder / "out.zkproof"
            took, reports[hash_suite, params] = seconds([options.ours, "prove", *source, "--hash", hash_suite, "--params", params,
                                                         "--threads", options.threads, "-o", proof, "--json"])
            proven[hash_suite, params].append(took)
            verified[hash_suite, params].append(seconds([options.ours, "verify", proof, "--threads", 1, "--json"])[0])
            if options.parts:
                subprocess.run([options.ours, "swirl", "inspect", proof, "--extract", folder / "parts"], check=True,
                               stdout=subprocess.DEVNULL)
                found[hash_suite, params] = parts((folder / "parts" / "proof0.bin").read_bytes())
    return proven, verified, reports, found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", default="build/release/zkmem")
    parser.add_argument("--programs", nargs="*", choices=programs.PROGRAMS, default=["sha256"])
    parser.add_argument("--logs", nargs="*", choices=["random", "local", "mixed"], default=["random"])
    parser.add_argument("--log2n", nargs="+", type=int, default=[16])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--parts", action="store_true")
    options = parser.parse_args()
    names = ["rows", "rows' paths", "later rounds", "their paths", "LogUp-GKR", "constraints", "others"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        print("| statement | hash, parameters | height | bits | bytes | of the first | s | verifying, s | MiB |"
              + "".join(f" {name} |" for name in names if options.parts))
        print("|---|---|---|---|---|---|---|---|---|" + "---|" * (len(names) if options.parts else 0))
        for name, source in statements(options, folder):
            proven, verified, reports, found = measure(options, folder, source)
            most = reports[SETTINGS[0]]["proof_bytes"]
            for setting in SETTINGS:
                report = reports[setting]
                heights = sorted({segment["log_stacked_height"] for segment in report["segments"]})
                cells = [name, ", ".join(setting), ", ".join(map(str, heights)), f"{report['proven_bits']:.1f}",
                         report["proof_bytes"], f"{100 * report['proof_bytes'] / most:.0f} %",
                         f"{statistics.median(proven[setting]):.2f}", f"{statistics.median(verified[setting]):.2f}",
                         report["peak_memory_bytes"] >> 20]
                if options.parts:
                    cells += [f"{found[setting].get(part, 0) / 1000:.1f}" for part in names]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
