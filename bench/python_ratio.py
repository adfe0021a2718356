#!/usr/bin/env python3
"""python_ratio.py --zkmem BINARY PROGRAM [--stdin FILE] [--rounds N] [--segment-accesses N] [--ray]: the same proof by the command
line and by the Python package, alternating, in one process of Python; with --ray also on a local Ray cluster of as many one-core
workers as there are cores, against `zkmem.prove` with as many threads. Prints the ratios of medians. Run it with the Python that
zkmem is installed in."""
import argparse
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import zkmem


def seconds(work):
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--zkmem", required=True)
    parser.add_argument("--stdin", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--segment-accesses", type=int)
    parser.add_argument("--ray", action="store_true")
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    run = {"stdin": options.stdin, "segment_accesses": options.segment_accesses}
    flags = [str(word) for name, value in run.items() if value is not None for word in (f"--{name.replace('_', '-')}", value)]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "p.zkproof"
        ways = {
            "command line": lambda: subprocess.run([options.zkmem, "prove", options.program, *flags, "-o", file, "--threads", str(cores)], check=True, capture_output=True),
            "python": lambda: zkmem.prove(options.program, **run, threads=cores),
        }
        if options.ray:
            import ray

            import zkmem.distributed

            ray.init(num_cpus=cores, include_dashboard=False, log_to_driver=False)
            ways["ray"] = lambda: zkmem.distributed.prove(options.program, **run, threads=1)
        for work in ways.values():
            work()  # workers and pages are there before anything counts
        times = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, work in ways.items():
                times[name].append(seconds(work))
    medians = {name: statistics.median(all_of) for name, all_of in times.items()}
    for name, median in medians.items():
        print(f"{name:12}  {median:7.2f} s  (of {', '.join(f'{one:.2f}' for one in times[name])})")
    print(f"python / command line  {medians['python'] / medians['command line']:.3f}")
    if options.ray:
        print(f"ray / python           {medians['ray'] / medians['python']:.3f}   ({cores} one-core workers against {cores} threads)")


if __name__ == "__main__":
    main()
