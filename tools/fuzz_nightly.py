#!/usr/bin/env python3
"""Runs every fuzz target for as long as one likes, keeps what it found, and prints what was done.

The corpus grows in a folder outside the tree, from one night to the next; at the end each target's is merged into the smallest set that
reaches as much. --promote copies of it what reaches edges that the tree's corpus does not, up to 4 KB a file, into fuzz/corpus. Executions
of all nights add up in FOLDER/nights.jsonl, of which --table makes a table. tools/fuzz_coverage.py says which lines the corpora reach.

usage: fuzz_nightly.py --seconds S [--folder FOLDER] [--targets A,B] [--slice S] [--nice N] [--promote]
       fuzz_nightly.py --table [--folder FOLDER]
Exit 1: something was found, and is in FOLDER/found. Exit 2: a target is not known, not built or does not build."""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "fuzz"))
import targets as fuzz  # noqa: E402


def refuse(text):
    print(f"fuzz_nightly.py: {text}", file=sys.stderr)
    sys.exit(2)


def build(folder, names):
    command = ["cmake", "--preset", "fuzz", "-B", folder, "-DZKMEM_DEVELOPER=OFF", "--log-level=WARNING"]
    if shutil.which("ccache"):
        command.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", *(f"fuzz_{name}" for name in names)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def nights(folder):
    path = folder / "nights.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def note(folder, **fields):
    with open(folder / "nights.jsonl", "a") as file:
        file.write(json.dumps(fields) + "\n")


def merge(target, programs, folder, niceness):
    """The smallest set of inputs that reaches what all of them do."""
    corpus, merged = folder / "corpus" / target.name, folder / "merged" / target.name
    shutil.rmtree(merged, ignore_errors=True)
    merged.mkdir(parents=True)
    outcome = fuzz.run(target, programs / f"fuzz_{target.name}", merged, folder / "found", "-merge=1", begin=[corpus], niceness=niceness)
    if outcome.code == 0:
        shutil.rmtree(corpus)
        merged.rename(corpus)


def promote(target, programs, folder):
    """Into the tree: what it does not reach yet."""
    in_tree, corpus = fuzz.CORPUS / target.name, folder / "corpus" / target.name
    in_tree.mkdir(parents=True, exist_ok=True)
    small = folder / "small" / target.name
    shutil.rmtree(small, ignore_errors=True)
    small.mkdir(parents=True)
    # Smallest first, as many as make a corpus that is quick to read.
    for path in sorted(corpus.iterdir(), key=lambda path: path.stat().st_size)[:400]:
        if path.stat().st_size <= 4096:
            shutil.copy(path, small / path.name)
    fuzz.run(target, programs / f"fuzz_{target.name}", in_tree, folder / "found", "-merge=1", begin=[small])


def table(folder):
    rows = {}
    for night in nights(folder):
        row = rows.setdefault(night["target"], {"executions": 0, "seconds": 0, "edges": 0, "found": 0, "peak": 0})
        row["executions"] += night["executions"]
        row["seconds"] += night["seconds"]
        row["edges"] = max(row["edges"], night["edges"])
        row["peak"] = max(row["peak"], night["megabytes"])
        row["found"] += bool(night["found"])
    lines = ["| target | executions | CPU minutes | edges | largest memory, MB | crashes, hangs, leaks |", "|---|---|---|---|---|---|"]
    for name, row in sorted(rows.items()):
        lines.append(f"| `{name}` | {row['executions']:,} | {row['seconds'] / 60:.0f} | {row['edges']:,} | {row['peak']:,} | {row['found']} |")
    total = {key: sum(row[key] for row in rows.values()) for key in ("executions", "seconds", "found")}
    lines.append(f"| all | {total['executions']:,} | {total['seconds'] / 60:.0f} | | | {total['found']} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=0, help="in all; every target gets its share, in turns")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path.home() / ".cache" / "zkmem-fuzz", help="corpora, what was found, the sums")
    parser.add_argument("--targets", help="some, with commas between them")
    parser.add_argument("--slice", type=float, default=60, help="seconds of a turn, times the target's share")
    parser.add_argument("--nice", type=int, default=0)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "fuzz", help="where they are built, and then run")
    parser.add_argument("--no-build", action="store_true", help="they are there")
    parser.add_argument("--merge", action="store_true", help="corpora, also without --seconds")
    parser.add_argument("--promote", action="store_true")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    names = options.targets.split(",") if options.targets else sorted(fuzz.TARGETS)
    unknown = [name for name in names if name not in fuzz.TARGETS]
    if unknown:
        refuse(f"no target is called {unknown[0]!r} (known: {' '.join(sorted(fuzz.TARGETS))})")
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if options.seconds and not options.no_build:
        try:
            build(options.build, names)
        except (OSError, subprocess.CalledProcessError) as error:
            refuse(f"the targets do not build in {options.build}: {error}")
    programs = options.build.resolve() / "fuzz"
    missing = [name for name in names if not (programs / f"fuzz_{name}").is_file()]
    if missing and (options.seconds or options.merge or options.promote):
        refuse(f"{programs / f'fuzz_{missing[0]}'} is not there: it is built without --no-build")
    end = time.monotonic() + options.seconds
    found = set()  # targets: another turn would find the same
    turn = 0
    while time.monotonic() < end - 1 and len(found) < len(names):
        for name in names:
            target = fuzz.TARGETS[name]
            if name in found:
                continue
            seconds = min(options.slice * target.share, end - time.monotonic())
            if seconds < 1:
                break
            # Each second turn, comparisons guide as well: slower, and further.
            guided = ["-use_value_profile=1"] if turn % 2 == 1 else []
            began = time.monotonic()
            outcome = fuzz.run(target, programs / f"fuzz_{name}", folder / "corpus" / name, folder / "found", f"-max_total_time={int(seconds)}", *guided,
                               begin=fuzz.folders(target, folder / "golden" / name), niceness=options.nice, log=folder / f"{name}.log")
            note(folder, target=name, executions=outcome.executions, seconds=time.monotonic() - began, edges=outcome.covered, megabytes=outcome.peak_megabytes,
                 found=outcome.found)
            if outcome.found:
                found.add(name)
                print(f"{name}: {outcome.found}, see {folder}/{name}.log and {folder}/found", flush=True)
                (folder / f"{name}.found.log").write_text(outcome.text[-40000:])
        turn += 1
    if options.seconds or options.merge:
        for name in names:
            merge(fuzz.TARGETS[name], programs, folder, options.nice)
    if options.promote:
        for name in names:
            promote(fuzz.TARGETS[name], programs, folder)
    if options.table or options.seconds:
        print(table(folder))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
