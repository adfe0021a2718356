#!/usr/bin/env python3
"""Proves runs of two lengths of one program (Conway's life for so many generations) and compares them by the
instruction: proving is linear in a run's length, and its memory does not grow with it.

    bench/length_ratio.py [--zkmem build/release/zkmem] [--params app] [--hash poseidon2 blake3] [--threads 2] [--budget 24G] [LENGTH LENGTH]

LENGTH is instructions, about; the default is 1000000 10000000. One JSON object a run, then the ratios;
by suite."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "examples" / "guests" / "elf" / "life.elf"
BOARD = (ROOT / "examples" / "guests" / "inputs" / "life.txt").read_text().split("\n", 1)[1]


def run(command):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"length_ratio: {' '.join(map(str, command))}: exit {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def instructions(zkmem, folder, generations):
    path = folder / f"life{generations}.txt"
    path.write_text(f"{generations}\n{BOARD}")
    return run([zkmem, "run", PROGRAM, "--stdin", path, "--json"])["instructions"], path


def main():
    parser = argparse.ArgumentParser(description="proving time and memory by a run's length")
    parser.add_argument("lengths", nargs="*", type=int, default=[10**6, 10**7])
    parser.add_argument("--zkmem", default=ROOT / "build" / "release" / "zkmem")
    parser.add_argument("--params", default="app")
    parser.add_argument("--hash", nargs="+", choices=["poseidon2", "blake3"], default=["poseidon2", "blake3"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--budget", default="24G")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        none, _ = instructions(options.zkmem, folder, 0)
        ten, _ = instructions(options.zkmem, folder, 10)
        for suite in options.hash:
            measure(options, suite, folder, (ten - none) / 10, none)


def measure(options, suite, folder, instructions_a_generation, none):
    measured = []
    for length in options.lengths:
        generations = max(1, round((length - none) / instructions_a_generation))
        _, source = instructions(options.zkmem, folder, generations)
        proof = folder / "out.zkproof"
        report = run([options.zkmem, "prove", PROGRAM, "--stdin", source, "-o", proof, "--params", options.params, "--hash", suite,
                      "--threads", options.threads, "--memory-budget", options.budget, "--json"])
        verify = [options.zkmem, "verify", proof, "--program", PROGRAM, "--json"]
        verdict = run(verify + (["--allow-weak-params"] if options.params.startswith("weak") else []))
        line = {"hash": suite, "generations": generations, "instructions": report["instructions"], "segments": len(report["segments"]),
                "seconds": round(report["seconds"], 2), "peak_memory_mib": report["peak_memory_bytes"] >> 20,
                "proof_bytes": report["proof_bytes"], "proven_bits": round(verdict["proven_bits"], 1),
                "microseconds_an_instruction": round(1e6 * report["seconds"] / report["instructions"], 3)}
        print(json.dumps(line), flush=True)
        measured.append(line)
    if len(measured) > 1:
        first, last = measured[0], measured[-1]
        ratio = {"hash": suite} | {f"{what}_ratio": round(last[what] / first[what], 3)
                 for what in ("instructions", "seconds", "microseconds_an_instruction", "peak_memory_mib")}
        print(json.dumps(ratio))


if __name__ == "__main__":
    main()
