#!/usr/bin/env python3
"""Proving, and the kernels under it, of ours beside the Rust peers, alternating.

usage: prover_ratio.py --ours prover_bench --theirs zkmem-peers [--hash poseidon2 blake3] [--threads 1 2] [--rounds 3]
                       [--data DIR] [--markdown FILE] WORKLOAD…

WORKLOAD: `fib:N`, `interactions:N` (2^N rows), `random:N`, `local:N` (OpenVM 2's memory argument over 2^N accesses, stacked
height 2^22 and 2^21), `kernels` (Poseidon2 and the transform of 2^20 x 64 against Plonky3 0.4.3's packed ones, one thread),
or a directory with vk.postcard and traces. Statements are made once and kept in DIR. Peers: openvm-cpu-backend 2.0.1 on the same
key and traces, so the proofs have the same bytes in length; under `blake3` the same constraints, traces and heights with
that suite in our key.

Prints one JSON object a workload, thread count and suite: medians of seconds a proof (of two in one process, after a process that
proves once and gives the peak memory), cells/s, proof bytes, seconds by phase, and the ratios theirs / ours. --markdown
appends the same as table rows.
"""
import argparse
import json
import pathlib
import signal
import statistics
import subprocess
import time

from processes import run_once

HEIGHT = {"random": 22, "local": 21}  # log2 of the stacked heights of the memory argument's keys


def memory_statement(peers, name, log_count, directory):
    """The peer writes the statement, the key last, before it proves it: no need to wait for the proof."""
    command = [peers, "prove", name, log_count, "--height", str(HEIGHT[name]), "--dump", str(directory)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    key, last = directory / "vk.postcard", -1
    while process.poll() is None:
        time.sleep(0.5)
        size = key.stat().st_size if key.exists() else -1
        if size > 0 and size == last:
            process.send_signal(signal.SIGTERM)
            process.wait()
            return
        last = size
    if not key.exists():
        raise SystemExit(f"{' '.join(command)} failed")


def statement(options, workload):
    """The workload's directory, made if it is not there."""
    if ":" not in workload:
        return pathlib.Path(workload)
    name, log_size = workload.split(":")
    directory = options.data / f"{name}{log_size}"
    if (directory / "complete").exists():
        return directory
    directory.mkdir(parents=True, exist_ok=True)
    if name in HEIGHT:
        memory_statement(options.theirs, name, log_size, directory)
    else:
        subprocess.run([options.ours, name, log_size, "--dump", str(directory)], check=True)
    (directory / "complete").touch()
    return directory


def prove(options, workload, threads):
    directory = statement(options, workload)
    commands = {"theirs": [options.theirs, "swirl-prove", directory / "vk.postcard", directory, "--runs"]}
    for suite in options.hash:
        commands[suite] = [options.ours, "traces", directory / "vk.postcard", directory, "--hash", suite, "--threads", threads,
                           "--runs"]
    wall = {who: [] for who in commands}
    phases = {who: {} for who in commands}
    found = {}
    for _ in range(options.rounds):
        for who, command in commands.items():
            _, peak = run_once(command + [1], threads)
            lines, _ = run_once(command + [2], threads)
            wall[who] += lines[0]["prove_seconds"] if who == "theirs" else [r["seconds"] for r in lines]
            found[who] = {"cells": lines[0]["cells"], "proof_bytes": lines[0]["proof_bytes"], "peak_mib": round(peak)}
            for of_run in lines[0]["phases"] if who == "theirs" else [r["phases"] for r in lines]:
                for phase, seconds in of_run.items():
                    phases[who].setdefault(phase, []).append(seconds)
    for who, seconds in wall.items():
        median = statistics.median(seconds)
        found[who] |= {"seconds": round(median, 3), "cells_per_second": round(found[who]["cells"] / median)}
        found[who]["phases"] = {phase: round(statistics.median(seconds), 3) for phase, seconds in phases[who].items()}
    for suite in options.hash:
        line = {"workload": workload, "hash": suite, "threads": threads, "ours": found[suite], "theirs": found["theirs"]}
        for measure in ("seconds", "peak_mib"):
            line[f"ratio_{measure}"] = round(line["theirs"][measure] / line["ours"][measure], 2)
        yield line


def kernels(options):
    """Ours with the widest vectors the machine has, as theirs; operations a second, so ours / theirs."""
    rates = {"ours": {}, "theirs": {}}
    for _ in range(options.rounds):
        theirs = run_once([options.theirs, "kernels", "--runs", 3], 1)[0][0]
        ours = run_once([options.ours, "kernels"], 1)[0][0]
        target, best = next(iter(ours.items()))
        for kernel in ("poseidon2_per_second", "dft_elements_per_second"):
            rates["theirs"].setdefault(kernel, []).extend(theirs[kernel])
            rates["ours"].setdefault(kernel, []).append(best[kernel])
    medians = {who: {kernel: round(statistics.median(values)) for kernel, values in kinds.items()} for who, kinds in rates.items()}
    return {"workload": "kernels", "threads": 1, "instructions": target, **medians,
            **{f"ratio_{kernel}": round(medians["ours"][kernel] / medians["theirs"][kernel], 2) for kernel in medians["ours"]}}


def row(line):
    ours, theirs = line["ours"], line["theirs"]
    if line["workload"] == "kernels":
        return (f"| kernels | 1 | {ours['poseidon2_per_second'] / 1e6:.2f} against {theirs['poseidon2_per_second'] / 1e6:.2f} M permutations/s | "
                f"{ours['dft_elements_per_second'] / 1e6:.0f} against {theirs['dft_elements_per_second'] / 1e6:.0f} M elements/s |")
    phases = ", ".join(f"{name} {seconds:.2f} : {theirs['phases'].get(name, 0):.2f}" for name, seconds in ours["phases"].items())
    return (f"| {line['workload']} | {line['hash']} | {line['threads']} | {ours['cells'] / 1e6:.1f} M | {ours['seconds']:.2f} | {theirs['seconds']:.2f} | "
            f"{line['ratio_seconds']:.2f} | {ours['cells_per_second'] / 1e6:.1f} M | {ours['proof_bytes']} | "
            f"{ours['peak_mib']} against {theirs['peak_mib']} MiB | {phases} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--hash", nargs="+", choices=["poseidon2", "blake3"], default=["poseidon2", "blake3"])
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("build/bench_data"))
    parser.add_argument("--markdown", type=pathlib.Path)
    parser.add_argument("workloads", nargs="+", metavar="WORKLOAD")
    options = parser.parse_args()
    for workload in options.workloads:
        for threads in [1] if workload == "kernels" else options.threads:
            for line in [kernels(options)] if workload == "kernels" else prove(options, workload, threads):
                print(json.dumps(line), flush=True)
                if options.markdown:
                    with options.markdown.open("a") as file:
                        file.write(row(line) + "\n")


if __name__ == "__main__":
    main()
