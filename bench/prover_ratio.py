#!/usr/bin/env python3
"""Proving of ours beside openvm-cpu-backend 2.0.1 on the same key and traces, alternating.

usage: prover_ratio.py --ours prover_bench --theirs zkmem-peers [--threads 1] [--rounds 3] DIR…

DIR has vk.postcard and the traces (`prover_bench … --dump DIR`, `zkmem-peers prove … --dump DIR`). Prints one line a
directory: medians of wall-clock seconds a proof, and of processor seconds (the difference of a process that proves
twice and one that proves once, so loading does not count; it stands when other processes want the machine, too), their
ratios theirs / ours, proof bytes, and peak resident memory.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile


def run(command, threads):
    """The JSON lines, processor seconds and peak memory in MiB of one process."""
    environment = dict(os.environ, RAYON_NUM_THREADS=str(threads))
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        if status != 0:
            raise SystemExit(f"{command[0]} failed")
        out.seek(0)
        lines = [json.loads(line) for line in out.read().splitlines()]
    return lines, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("directories", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    for directory in options.directories:
        commands = {
            "theirs": [options.theirs, "swirl-prove", directory / "vk.postcard", directory, "--runs"],
            "ours": [options.ours, "traces", directory / "vk.postcard", directory, "--threads", options.threads, "--runs"],
        }
        wall = {"ours": [], "theirs": []}
        processor = {"ours": [], "theirs": []}
        line = {"workload": directory.name, "threads": options.threads}
        for _ in range(options.rounds):
            for who, command in commands.items():
                _, once, peak = run(command + [1], options.threads)
                lines, twice, _ = run(command + [2], options.threads)
                wall[who] += [r["seconds"] for r in lines] if who == "ours" else lines[0]["prove_seconds"]
                processor[who].append(twice - once)
                line[who] = {"proof_bytes": lines[0]["proof_bytes"], "peak_mib": round(peak)}
        for who in line.keys() & wall.keys():
            line[who] |= {"seconds": round(statistics.median(wall[who]), 3),
                          "processor_seconds": round(statistics.median(processor[who]), 3)}
        for measure in ("seconds", "processor_seconds", "peak_mib"):
            line[f"ratio_{measure}"] = round(line["theirs"][measure] / line["ours"][measure], 2)
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
