#!/usr/bin/env python3
"""Runs every fuzz target for as long as one likes, keeps what it found, and prints what was done.

The corpus grows in a folder outside the tree, from one night to the next; at the end each target's is merged into the smallest set that
reaches as much. --promote copies of it what reaches edges that the tree's corpus does not, up to 4 KB a file, into fuzz/corpus. Executions
of all nights add up in FOLDER/nights.jsonl, of which --table makes the table of docs/assurance.md. --coverage builds the targets once more
and says which lines of the parsers the corpora reach (it needs llvm-profdata and llvm-cov, Debian's llvm-19).

usage: fuzz_nightly.py --seconds S [--folder FOLDER] [--targets A,B] [--slice S] [--nice N] [--coverage] [--promote]
       fuzz_nightly.py --table [--folder FOLDER]
Exit 1: something was found, and is in FOLDER/found."""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "fuzz"))
import targets as fuzz  # noqa: E402

COVERAGE_BUILD = ROOT / "build" / "fuzz-coverage"
COVERAGE_FLAGS = "-O1 -g1 -fprofile-instr-generate -fcoverage-mapping"
# Whose lines are counted: what reads bytes that somebody else has written.
PARSERS = """base/base64.cc base/bitcode_reader.cc base/byte_cursor.cc base/bytes.cc base/hex.cc base/json.cc base/nearest.cc
    hash/digest_bytes.cc hash/digest_text.cc
    memory/log/jsonl.cc memory/log/log_builder.cc memory/log/zklog.cc memory/model/config.cc memory/model/config_json.cc
    memory/merkle/opening.cc memory/merkle/opening_codec.cc memory/merkle/shared_opening.cc
    protocol/postcard.cc protocol/proof_codec.cc protocol/proof_reader.cc protocol/verifying_key_check.cc protocol/verifying_key_codec.cc
    rv32im/decoder.cc rv32im/elf_image.cc rv32im/elf_loader.cc rv32im/program_file.cc rv32im/savestate.cc rv32im/source_frames.cc rv32im/source_map.cc rv32im/vmexe.cc
    sdk/execution/segment_start.cc sdk/execution_global/segment_start.cc sdk/memory_global/leaf_file.cc sdk/openvm_config.cc sdk/page_delta.cc sdk/plan.cc
    statement/openvm/app_key.cc statement/openvm/app_proof.cc statement/zkproof.cc store/page_table.cc store/state_store.cc
    verifier/batched_constraints.cc verifier/dag_evaluator.cc verifier/logup_gkr.cc verifier/merkle_paths.cc verifier/preamble.cc verifier/proof_shape.cc
    verifier/stacked_reduction.cc verifier/verify.cc verifier/whir.cc verifier/whir_folding.cc
    cli/numbers.cc cli/usage.cc c/boundary.cc c/memory.cc c/prover.cc c/statement.cc""".split()


def build(folder, names, flags=None):
    command = ["cmake", "--preset", "fuzz", "-B", folder, "-DZKMEM_DEVELOPER=OFF", "--log-level=WARNING"]
    if shutil.which("ccache"):
        command.append("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache")
    if flags is not None:
        command.append(f"-DCMAKE_CXX_FLAGS={flags}")
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


def coverage(folder, names):
    tools = [shutil.which(name) or shutil.which(f"{name}-19") or f"/usr/lib/llvm-19/bin/{name}" for name in ("llvm-profdata", "llvm-cov")]
    if not all(os.path.exists(tool) for tool in tools):
        return "no llvm-profdata or llvm-cov on this machine (Debian: llvm-19): no coverage"
    build(COVERAGE_BUILD, names, COVERAGE_FLAGS)
    profiles, programs = [], []
    for name in names:
        program = COVERAGE_programs / f"fuzz_{name}"
        raw = folder / "profiles" / f"{name}.profraw"
        raw.parent.mkdir(parents=True, exist_ok=True)
        target = fuzz.TARGETS[name]
        corpora = [folder / "corpus" / name, *fuzz.folders(target, folder / "golden" / name)]
        subprocess.run([program, "-runs=0", f"-max_len={target.largest}", *(corpus for corpus in corpora if corpus.is_dir())], env=dict(os.environ, LLVM_PROFILE_FILE=str(raw)), check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        profiles.append(raw)
        programs.append(program)
    data = folder / "profiles" / "all.profdata"
    subprocess.run([tools[0], "merge", "-sparse", *profiles, "-o", data], check=True)
    objects = [word for program in programs[1:] for word in ("-object", program)]
    sources = [ROOT / "zkmem" / name for name in PARSERS]
    said = json.loads(subprocess.run([tools[1], "export", "-summary-only", f"-instr-profile={data}", programs[0], *objects, *sources], check=True, capture_output=True, text=True).stdout)
    (folder / "uncovered.txt").write_text(subprocess.run([tools[1], "show", "-line-coverage-lt=100", "-show-line-counts-or-regions=0", "-show-branches=count", f"-instr-profile={data}", programs[0], *objects,
                                                          *sources], capture_output=True, text=True).stdout)
    lines = ["| file | lines | reached |", "|---|---|---|"]
    counted = reached = 0
    for file in sorted(said["data"][0]["files"], key=lambda file: file["filename"]):
        name, summary = os.path.relpath(file["filename"], ROOT / "zkmem"), file["summary"]["lines"]
        if name not in PARSERS:
            continue
        counted, reached = counted + summary["count"], reached + summary["covered"]
        lines.append(f"| `{name}` | {summary['count']} | {100 * summary['covered'] / max(summary['count'], 1):.1f} % |")
    lines.append(f"| all | {counted} | {100 * reached / max(counted, 1):.1f} % |")
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
    parser.add_argument("--coverage", action="store_true")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    names = options.targets.split(",") if options.targets else sorted(fuzz.TARGETS)
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if options.seconds and not options.no_build:
        build(options.build, names)
    programs = options.build.resolve() / "fuzz"
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
    if options.coverage:
        print(coverage(folder, names))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
