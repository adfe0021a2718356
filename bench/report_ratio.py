#!/usr/bin/env python3
"""What `zkmem report` takes beside the same run with its execution record alone (bench/run_bench, which writes nothing), alternating; and its
peak memory.

    bench/report_ratio.py [--build build/release] [--rounds 5] [--ending html] [PROGRAM...]

PROGRAM is a name of programs.py; the default is sha256-long, ten million instructions. One JSON object a program."""
import argparse
import json
import pathlib
import statistics
import tempfile
import time

import programs
from processes import run_once

ROOT = pathlib.Path(__file__).resolve().parent.parent


def measure(build, name, rounds, ending, folder):
    elf, given = programs.prepare(name, folder)
    seconds, peaks, ratios = [], [], []
    for _ in range(rounds):
        (bench, *_), _ = run_once([build / "bench" / "run_bench", elf, given], 1)
        report = pathlib.Path(folder) / f"report.{ending}"
        start = time.monotonic()
        _, peak = run_once([build / "zkmem", "report", elf, "--stdin", given, "-o", report], 1)
        seconds.append(time.monotonic() - start)
        peaks.append(peak)
        ratios.append(seconds[-1] / statistics.median(bench["recorded"]["seconds"]))
    return {"program": name, "format": ending, "bytes": report.stat().st_size, "instructions": bench["instructions"], "report_seconds": statistics.median(seconds),
            "ratio": statistics.median(ratios), "peak_mib": max(peaks)}


def main():
    parser = argparse.ArgumentParser(description="zkmem report beside a recorded run")
    parser.add_argument("programs", nargs="*", default=["sha256-long"])
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ending", default="json", help="of the report's name: json, html, …")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in options.programs:
            print(json.dumps(measure(options.build, name, options.rounds, options.ending, folder)), flush=True)


if __name__ == "__main__":
    main()
