#!/usr/bin/env python3
"""Each call on a file of a small piece of work fails once, in each way in which it can: with an I/O error, on a disk that is full from there on,
interrupted, half done; or the process is killed before it. Whatever happens, the exit code and one line say so, no file is half written, a
state has the versions from before or after, a verdict is the right one, and going on gives the bytes that an undisturbed run does.

usage: faults_test.py --shim LIBRARY [--every N] [--scenario NAME] [--table FILE]     (the binary is the environment variable ZKMEM)
  --every N      of the calls only each N-th, another one in each way and scenario (default 1: all of them)
  --table FILE   what was injected and what happened, as a table in Markdown
"""
import argparse
import collections
import pathlib
import sys

from scenarios import SCENARIOS, Place, names, scratch, versions

# How a call fails, and whose calls can.
TRANSFERS = ("read", "pread", "pread64", "write", "pwrite", "pwrite64", "writev", "pwritev", "pwritev64")
MAKES = ("open to write", "openat", "mkdir", "write", "pwrite", "pwrite64", "writev", "pwritev", "pwritev64", "fsync", "fdatasync", "ftruncate", "ftruncate64")
WAYS = {
    "EIO": lambda call: True,
    "full": lambda call: call in MAKES,
    "EINTR": lambda call: call in TRANSFERS or call in ("open", "open to write", "openat", "fsync", "fdatasync", "ftruncate", "flock", "fcntl lock"),
    "ENOMEM": lambda call: call in ("mmap", "open", "opendir"),
    "short": lambda call: call in TRANSFERS,
    "kill": lambda call: True,
}
IN_WORDS = {"EIO": "an I/O error", "full": "the disk is full from there on", "EINTR": "interrupted by a signal", "ENOMEM": "no memory in the kernel",
            "short": "half of it is done", "kill": "killed before it"}


def name_of(line):
    """Of a call, without what it is about."""
    for name in ("open to write", "fcntl lock"):
        if line.startswith(name):
            return name
    return line.split(" ", 1)[0]


def calls_of(place, shim):
    log = place.scratch / "calls"
    log.unlink(missing_ok=True)
    place.fresh()
    done = place.run(place.scenario.command, LD_PRELOAD=shim, ZKMEM_FAULT_LOG=str(log), **asan())
    if done.returncode != 0 or not log.exists():
        raise SystemExit(f"{place.scenario.name}: {done.stderr.decode()}")
    return log.read_text().splitlines()


def asan():
    """The sanitizer's library wants to be the first."""
    return {"ASAN_OPTIONS": "verify_asan_link_order=0"}


def problems_of(place, done, way, call):
    """What is not as it should be after a command in which a call failed."""
    told = [line for line in done.stderr.decode(errors="replace").splitlines() if line.startswith("zkmem: ")]
    problems = []
    if way == "kill":
        if done.returncode not in (-9, 0):
            problems.append(f"exit {done.returncode}")
    elif done.returncode not in (0, 2, 3):
        problems.append(f"exit {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}")
    elif done.returncode != 0 and (not told or len(told[-1]) < 20):
        problems.append(f"exit {done.returncode} without a reason: {told}")
    if done.returncode == 0:
        for name, content in place.made.items():
            if not (place.folder / name).exists() or (place.folder / name).read_bytes() != content:
                problems.append(f"exit 0, but {name} is not what it should be")
        if place.scenario.state and names(versions(place.folder)) != names(place.after):
            problems.append(f"exit 0, but the versions are {names(versions(place.folder))}, not {names(place.after)}")
        if place.told(done) != place.said:
            problems.append(f"exit 0, but it says {done.stdout!r}")
    if way != "kill" and call != "unlink" and place.leftovers():
        problems.append(f"left behind: {place.leftovers()}")
    return problems + place.problems_now() + place.problems_after()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shim", required=True)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--scenario")
    parser.add_argument("--table", type=pathlib.Path)
    options = parser.parse_args()
    failed = injected = 0
    counts = collections.defaultdict(collections.Counter)
    for scenario in SCENARIOS.values():
        if options.scenario not in (None, scenario.name):
            continue
        with scratch() as folder:
            place = Place(scenario, folder)
            calls = calls_of(place, options.shim)
            for w, (way, can) in enumerate(WAYS.items()):
                able = [number for number, line in enumerate(calls, 1) if can(name_of(line))]
                for number in able[(len(scenario.name) + 3 * w) % options.every::options.every] if options.every > 1 else able:
                    call = name_of(calls[number - 1])
                    place.fresh()
                    done = place.run(scenario.command, LD_PRELOAD=options.shim, ZKMEM_FAULT=f"{number}:{way}", **asan())
                    injected += 1
                    counts[scenario.name, way]["calls"] += 1
                    counts[scenario.name, way]["carried on" if done.returncode == 0 else "killed" if done.returncode < 0 else "said so"] += 1
                    problems = problems_of(place, done, way, call)
                    if problems:
                        failed += 1
                        counts[scenario.name, way]["wrong"] += 1
                        print(f"{scenario.name}, call {number} ({calls[number - 1]}), {way}: exit {done.returncode}, {done.stderr.decode(errors='replace').strip()[-200:]!r}")
                        for problem in problems:
                            print(f"    {problem}")
                        sys.stdout.flush()
    print(f"{injected} faults, {failed} with another end than the right one")
    if options.table:
        lines = ["| work | fault | calls | error, old content | carried on, right result | wrong |", "|---|---|---|---|---|---|"]
        for (name, way), row in counts.items():
            lines.append(f"| {name} | {IN_WORDS[way]} | {row['calls']} | {row['said so'] + row['killed']} | {row['carried on']} | {row['wrong']} |")
        options.table.write_text("\n".join(lines) + "\n")
    if injected == 0:
        print("nothing was injected")
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
