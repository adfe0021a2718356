#!/usr/bin/env python3
"""Whole programs on our machine beside OpenVM 2's, alternating: execution with record, traces by chip, proving.

usage: program_ratio.py execute|traces|prove --theirs zkmem-peers [--ours-run run_bench] [--ours program_bench]
                        [--programs sha256 sort …] [--threads 1] [--height 20] [--rounds 3]

Each prints a table in Markdown of medians and ratios (theirs / ours in time; above 1 we are faster). `execute`: instructions a
second without and with the record; the peer's record needs metering first, its column has both, and the ratio is that of the
records alone. `traces`: a row per chip, cells per second, the second run of a process, which has its memory; the peer times
its system chips (program, connector, boundary, Merkle) together and its tables not at all, so those are in the total only.
`prove`: at the same stacked height, each with its own cuts.
"""
import argparse
import statistics
import tempfile

import programs
from processes import last


def run(command, threads):
    report, peak = last(command, threads)
    return report | {"peak_mib": peak}


def median(reports, key):
    return statistics.median(report[key] for report in reports)


def execute(options, name, elf, given):
    ours, theirs = [], []
    for _ in range(options.rounds):
        theirs.append(run([options.theirs, "program", "execute", elf, "--input", given, "--height", options.height], 1))
        ours.append(run([options.ours_run, elf, given], 1))
    instructions = ours[0]["instructions"]
    if instructions != theirs[0]["instructions"]:
        raise SystemExit(f"{name}: {instructions} instructions here, {theirs[0]['instructions']} there")
    speed = {kind: statistics.median(r[kind]["instructions_per_second"] for r in ours) / 1e6 for kind in ("plain", "recorded")}
    peer = {key: instructions / median(theirs, f"{key}_seconds") / 1e6 for key in ("plain", "metered", "record")}
    print(f"| {name} | {instructions} | {speed['plain']:.1f} | {peer['plain']:.1f} | {speed['plain'] / peer['plain']:.2f} | "
          f"{speed['recorded']:.1f} | {peer['record']:.1f} ({peer['metered']:.1f}) | {speed['recorded'] / peer['record']:.2f} |",
          flush=True)


def both(options, mode, elf, given):
    ours, theirs = [], []
    for _ in range(options.rounds):
        runs = ["--runs", 2 if mode == "traces" else 1]
        theirs.append(run([options.theirs, "program", mode, elf, "--input", given, "--height", options.height, *runs],
                          options.threads))
        ours.append(run([options.ours, mode, elf, given, "--height", options.height, "--threads", options.threads, *runs],
                        options.threads))
    return ours, theirs


def rate(cells, seconds):
    return f"{cells / seconds / 1e6:.1f}" if seconds else "–"


def plain(chip):
    """The two sides print type names alike but for spaces and closing brackets."""
    return chip.replace(" ", "").rstrip(">")


def traces(options, name, elf, given):
    ours, theirs = both(options, "traces", elf, given)
    for report in theirs:
        report["trace_seconds_by_chip"] = {plain(chip): s for chip, s in report["trace_seconds_by_chip"].items()}
    for chip, found in sorted(ours[0]["chips"].items(), key=lambda item: item[1]["air"]):
        seconds = statistics.median(r["chips"][chip]["seconds"] for r in ours)
        peer = statistics.median(r["trace_seconds_by_chip"].get(plain(chip), 0) for r in theirs)
        peer_cells = theirs[0]["cells_by_air"].get(str(found["air"]), 0)
        ratio = "–" if not seconds or not peer else f"{found['cells'] / seconds / (peer_cells / peer):.2f}"
        print(f"| {name} | {chip} | {found['cells']} | {rate(found['cells'], seconds)} | {rate(peer_cells, peer)} | {ratio} |")
    own, peer = median(ours, "trace_seconds"), median(theirs, "trace_seconds")
    print(f"| {name} | **all** | {ours[0]['cells']} | {rate(ours[0]['cells'], own)} | {rate(theirs[0]['cells'], peer)} | "
          f"**{ours[0]['cells'] / own / (theirs[0]['cells'] / peer):.2f}** |", flush=True)


def prove(options, name, elf, given):
    ours, theirs = both(options, "prove", elf, given)
    own, peer = median(ours, "prove_seconds"), median(theirs, "prove_seconds")
    print(f"| {name} | {ours[0]['instructions']} | {options.threads} | {options.height} | {ours[0]['segments']} / "
          f"{theirs[0]['segments']} | {own:.2f} | {peer:.2f} | **{peer / own:.2f}** | {ours[0]['proof_bytes']} | "
          f"{theirs[0]['proof_bytes']} | {median(ours, 'peak_mib'):.0f} | {median(theirs, 'peak_mib'):.0f} |", flush=True)


HEADS = {
    "execute": "| program | instructions | plain M/s | peer | ratio | with record M/s | peer (metering) | ratio |",
    "traces": "| program | chip | cells | M cells/s | peer | ratio |",
    "prove": "| program | instructions | threads | height | segments, ours / peer | s | peer s | ratio | bytes | peer | MiB | peer |",
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mode", choices=HEADS)
    parser.add_argument("--theirs", required=True)
    parser.add_argument("--ours", default="build/release/bench/program_bench")
    parser.add_argument("--ours-run", default="build/release/bench/run_bench")
    parser.add_argument("--programs", nargs="+", choices=programs.PROGRAMS, default=list(programs.PROGRAMS))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--height", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    head = HEADS[options.mode]
    print(head + "\n" + "|---" * (head.count("|") - 1) + "|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in options.programs:
            globals()[options.mode](options, name, *programs.prepare(name, folder))


if __name__ == "__main__":
    main()
