#!/usr/bin/env python3
"""What a run costs on 1 to 1000 machines: measured parts, a formula, and how far it is from runs with one and two workers.

usage: scale_model.py measure -o NUMBERS.json [--zkmem zkmem] [--threads 1] [--memory global] [--sample 3] PROGRAM INPUT SHORT_INPUT
       scale_model.py predict NUMBERS.json [--machines 1 10 100 1000] [--bandwidth 125] [--price 0.2]
       scale_model.py plot NUMBERS.json -o PLOT.svg

`measure` plans the run of INPUT and proves a sample of its segments, with one worker and with two at a time; it proves the run of SHORT_INPUT whole,
with one worker and with two (processes of `prove-segment --share`), and predicts that from the sample, by the instruction: of two workers
from two at a time, as they share this machine. `predict` prints a table in
Markdown: seconds, how much faster than on one machine, machine hours and their price. Bandwidth is in MB/s, for all transfers together
(the folder's file server is one machine); a price is of a machine's hour. `plot` draws the table's curves; the same numbers give the same bytes.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import tempfile
import time

BANDWIDTH = 125  # MB/s: a network of 1 Gbit/s
PRICE = 0.2
MACHINES = (1, 10, 100, 1000)


def predict(numbers, machines, bandwidth=BANDWIDTH):
    """Seconds of each part with so many workers. Planning and assembling are one machine's; in between, each worker starts, and then
    proves its share, the largest of which decides; all files go through one file server."""
    share = math.ceil(numbers["segments"] / machines)
    parts = {
        "plan": numbers["plan_seconds"],
        "prove": numbers["start_seconds"] + share * numbers["prove_seconds"],
        "transfer": (numbers["segments"] * numbers["segment_bytes"]
                     + min(machines, numbers["segments"]) * numbers["worker_bytes"]) / (bandwidth * 1e6),
        "assemble": numbers["assemble_seconds"] + numbers["segments"] * numbers["assemble_segment_seconds"],
    }
    return parts | {"seconds": sum(parts.values())}


def serial_limit(numbers, bandwidth=BANDWIDTH):
    """Seconds that no number of machines goes below: a share of one segment each."""
    return predict(numbers, numbers["segments"], bandwidth)["seconds"]


def timed(command):
    begin = time.monotonic()
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: exit code {done.returncode}: {done.stderr.strip()}")
    return time.monotonic() - begin, done.stdout


def at_once(commands):
    """Seconds until the last is done."""
    begin = time.monotonic()
    tasks = [subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL) for command in commands]
    if any([task.wait() != 0 for task in tasks]):
        raise SystemExit("a worker failed")
    return time.monotonic() - begin


class Run:
    """A program with an input, planned in a folder."""

    def __init__(self, options, given, folder):
        self.zkmem, self.threads, self.folder, self.given = options.zkmem, options.threads, pathlib.Path(folder), given
        cut = ["--segment-accesses", options.segment_accesses] if options.segment_accesses else []
        self.plan_seconds, out = timed([self.zkmem, "plan", options.program, "--stdin", given, "--memory", options.memory, "--params",
                                        options.params, *cut, "-o", self.folder, "--threads", options.threads, "--json"])
        segments = json.loads(out)["segments"]
        self.segments, self.instructions = len(segments), sum(s["length"] for s in segments)

    def size(self, pattern):
        return sum(path.stat().st_size for path in self.folder.glob(pattern))

    def worker(self, share):
        return [self.zkmem, "prove-segment", self.folder, "--share", share, "--threads", self.threads, "--json"]

    def prove(self, workers):
        """Wall seconds of all shares at a time."""
        return at_once([self.worker(f"{k}/{workers}") for k in range(workers)])

    def sample(self, count, at_a_time):
        """Wall seconds of so many workers at a time, and the most proofs that one of them makes: a share of `count` segments or more,
        spread over the run."""
        self.forget_proofs()
        shares = max(self.segments // count, at_a_time)
        seconds = at_once([self.worker(f"{k}/{shares}") for k in range(at_a_time)])
        return seconds, math.ceil(self.segments / shares)

    def forget_proofs(self):
        for path in self.folder.glob("segment*.proof"):
            path.unlink()

    def assemble(self):
        seconds, _ = timed([self.zkmem, "assemble", self.folder, "-o", self.folder.parent / "proof", "--threads", self.threads])
        return seconds

    def facts(self):
        """What the model needs of a plan whose segments, or some of them, are proven."""
        proofs = len(list(self.folder.glob("segment*.proof")))
        starts = max(1, len(list(self.folder.glob("segment*.start"))))
        return {"instructions": self.instructions, "segments": self.segments, "plan_seconds": self.plan_seconds,
                "segment_bytes": self.size("segment*.start") // starts + self.size("segment*.proof") // max(1, proofs),
                "worker_bytes": self.size("plan.json") + self.size("program.elf") + self.size("input*")}


def measure(options):
    with tempfile.TemporaryDirectory() as scratch:
        long, short = Run(options, options.input, f"{scratch}/long"), Run(options, options.short_input, f"{scratch}/short")
        workers = (1, min(2, long.segments))
        one = statistics.median(long.sample(1, 1)[0] for _ in range(3))
        several, proofs = long.sample(options.sample, 1)
        # A worker makes its keys once.
        prove_seconds = (several - one) / (proofs - 1) if proofs > 1 else one
        start_seconds = max(one - prove_seconds, 0)
        sampled = [prove_seconds]
        for count in workers[1:]:
            seconds, proofs = long.sample(options.sample, count)
            sampled.append((seconds - start_seconds) / proofs)
        proving = []
        for count in workers:
            short.forget_proofs()
            proving.append(short.prove(count))
            assembled = short.assemble()
        per_segment = assembled / (short.segments + 1)  # its own start costs about as much as a segment
        model = {"start_seconds": start_seconds, "assemble_seconds": per_segment, "assemble_segment_seconds": per_segment}
        numbers = long.facts() | model | {"prove_seconds": prove_seconds, "threads": options.threads, "memory": options.memory}
        size = (short.instructions / short.segments) / (long.instructions / long.segments)
        checks = []
        for count, seconds, measured in zip(workers, sampled, proving):
            # Files stay on this machine: the transfer is in the time of proving.
            predicted = predict(short.facts() | model | {"prove_seconds": seconds * size}, count, math.inf)["seconds"]
            checks.append({"workers": count, "predicted": predicted, "measured": short.plan_seconds + measured + assembled})
        numbers["checks"] = checks
        numbers["short"] = {"segments": short.segments, "instructions": short.instructions}
    pathlib.Path(options.output).write_text(json.dumps(numbers, indent=1) + "\n")
    return numbers


def table(numbers, machines, bandwidth, price):
    one = predict(numbers, 1, bandwidth)["seconds"]
    lines = ["| machines | plan s | prove s | transfer s | assemble s | all s | times faster | machine hours | price |",
             "|---|---|---|---|---|---|---|---|---|"]
    for count in machines:
        parts = predict(numbers, count, bandwidth)
        # Workers that have a share are paid for while they prove and wait for files, one machine for the rest.
        workers = min(count, numbers["segments"])
        hours = (parts["plan"] + parts["assemble"] + workers * (parts["prove"] + parts["transfer"])) / 3600
        lines.append(f"| {count} | {parts['plan']:.1f} | {parts['prove']:.1f} | {parts['transfer']:.1f} | {parts['assemble']:.1f} | "
                     f"{parts['seconds']:.1f} | {one / parts['seconds']:.1f} | {hours:.2f} | {hours * price:.2f} |")
    lines.append(f"\nNo number of machines goes below {serial_limit(numbers, bandwidth):.1f} s.")
    for check in numbers.get("checks", []):
        error = check["predicted"] / check["measured"] - 1
        lines.append(f"{check['workers']} worker{'s' if check['workers'] > 1 else ''}: predicted {check['predicted']:.1f} s, "
                     f"measured {check['measured']:.1f} s ({error:+.0%}).")
    return "\n".join(lines)


def plot(numbers):
    """Seconds over machines, both on logarithmic axes: the whole, its parts, the limit."""
    width, height, left, top, right, bottom = 720, 420, 70, 20, 110, 50
    counts = sorted({round(10 ** (k / 12)) for k in range(37)})
    curves = {name: [(n, predict(numbers, n)[name]) for n in counts] for name in ("seconds", "prove", "plan", "assemble", "transfer")}
    labels = {"seconds": "all", "prove": "proving", "plan": "planning", "assemble": "assembling", "transfer": "transfer"}
    colours = {"seconds": "#000000", "prove": "#1f77b4", "plan": "#d62728", "assemble": "#2ca02c", "transfer": "#9467bd"}
    values = [value for curve in curves.values() for _, value in curve if value > 0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(count):
        return left + (width - left - right) * math.log10(count) / 3

    def y(value):
        return top + (height - top - bottom) * (high - math.log10(value)) / (high - low)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
           f'<rect width="{width}" height="{height}" fill="#ffffff"/>']
    for power in range(low, high + 1):
        out.append(f'<path d="M{left} {y(10 ** power):.1f}H{width - right}" stroke="#dddddd"/>')
        out.append(f'<text x="{left - 8}" y="{y(10 ** power) + 4:.1f}" text-anchor="end">{10 ** power:g} s</text>')
    for count in MACHINES:
        out.append(f'<path d="M{x(count):.1f} {top}V{height - bottom}" stroke="#dddddd"/>')
        out.append(f'<text x="{x(count):.1f}" y="{height - bottom + 18}" text-anchor="middle">{count}</text>')
    out.append(f'<text x="{(left + width - right) / 2:.1f}" y="{height - 12}" text-anchor="middle">machines</text>')
    limit = y(serial_limit(numbers))
    out.append(f'<path d="M{left} {limit:.1f}H{width - right}" stroke="#000000" stroke-dasharray="4 4"/>')
    out.append(f'<text x="{left + 6}" y="{limit + 15:.1f}">no faster than this</text>')
    # Names of curves that end close to each other stand apart.
    last = sorted(curves, key=lambda name: y(curves[name][-1][1]))
    place = -math.inf
    for name in last:
        points = " ".join(f"{x(n):.1f},{y(value):.1f}" for n, value in curves[name])
        out.append(f'<polyline points="{points}" fill="none" stroke="{colours[name]}" stroke-width="{3 if name == "seconds" else 1.5}"/>')
        place = max(place + 14, y(curves[name][-1][1]) + 4)
        out.append(f'<text x="{width - right + 8}" y="{place:.1f}" fill="{colours[name]}">{labels[name]}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("measure")
    command.add_argument("program")
    command.add_argument("input")
    command.add_argument("short_input")
    command.add_argument("-o", "--output", required=True)
    command.add_argument("--zkmem", default="build/release/zkmem")
    command.add_argument("--threads", type=int, default=1)
    command.add_argument("--memory", default="global")
    command.add_argument("--params", default="fast")
    command.add_argument("--segment-accesses", type=int)
    command.add_argument("--sample", type=int, default=3)
    command = commands.add_parser("predict")
    command.add_argument("numbers")
    command.add_argument("--machines", type=int, nargs="+", default=list(MACHINES))
    command.add_argument("--bandwidth", type=float, default=BANDWIDTH)
    command.add_argument("--price", type=float, default=PRICE)
    command = commands.add_parser("plot")
    command.add_argument("numbers")
    command.add_argument("-o", "--output", required=True)
    options = parser.parse_args()
    if options.command == "measure":
        print(table(measure(options), MACHINES, BANDWIDTH, PRICE))
        return
    numbers = json.loads(pathlib.Path(options.numbers).read_text())
    if options.command == "predict":
        if min(options.machines) < 1 or options.bandwidth <= 0:
            raise SystemExit("machines are counted from 1, and bandwidth is above 0")
        print(table(numbers, options.machines, options.bandwidth, options.price))
    else:
        pathlib.Path(options.output).write_text(plot(numbers))


if __name__ == "__main__":
    main()
