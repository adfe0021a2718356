#!/usr/bin/env python3
"""Says which lines of the decoders their fuzz targets reach: each decoder's source is compiled once more with gcov's counters and linked before the
libraries of a build, the standalone target (fuzz/standalone.cc) runs on the tree's corpus, on that of the nights and on 3,000 changes of them.

usage: fuzz_coverage.py [--build build/release] [--corpus ~/.cache/zkmem-fuzz/corpus] [--scratch FOLDER] [TARGET...]
The scratch folder keeps the objects, and with `gcov -o FOLDER FOLDER/NAME.gcda` each line's count."""
import argparse
import json
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "fuzz"))
import targets as fuzz  # noqa: E402

SOURCES = {
    "c_abi": "c/memory.cc c/boundary.cc",
    "config": "memory/model/config_json.cc memory/model/config.cc",
    "dwarf": "rv32im/elf_image.cc rv32im/source_map.cc rv32im/source_frames.cc",
    "elf": "rv32im/elf_file.cc rv32im/elf_loader.cc rv32im/program_file.cc rv32im/vmexe.cc",
    "jsonl": "memory/log/jsonl.cc",
    "key": "protocol/verifying_key_codec.cc protocol/verifying_key_check.cc",
    "opening": "memory/merkle/opening_codec.cc memory/merkle/opening.cc memory/merkle/shared_opening.cc",
    "openvm_files": "statement/openvm/app_key.cc statement/openvm/app_proof.cc",
    "plan": "sdk/plan.cc",
    "proof": "protocol/proof_codec.cc protocol/proof_reader.cc",
    "request": "portable/request.cc verdict/verification.cc verdict/options.cc verdict/proof_subject.cc verdict/numbers.cc verdict/answer.cc",
    "savestate": "rv32im/savestate.cc",
    "state": "store/lmdb_pages.cc store/lmdb.cc store/state_store.cc",
    "toml": "sdk/openvm_config.cc",
    "work_file": "sdk/page_delta.cc sdk/memory_global/leaf_file.cc sdk/execution/segment_start.cc sdk/execution_global/segment_start.cc store/page_table.cc",
    "zklog": "memory/log/zklog.cc memory/log/log_builder.cc",
    "zkproof": "statement/zkproof.cc",
}


def compiler_words(command):
    """Without a launcher before it."""
    words = shlex.split(command)
    return words[next(i for i, word in enumerate(words) if re.search(r"(\+\+|g\+\+)(-\d+)?$", word)):]


def counted(entry, scratch):
    """The object of a source, with counters and without optimisation."""
    target = scratch / (entry["file"].replace("/", "_") + ".o")
    words, skip = [], False
    for word in compiler_words(entry["command"]):
        if skip or word in ("-MD", "-O3", "-DNDEBUG", "-Werror", "-c", entry["file"]):
            skip = False
        elif word in ("-o", "-MF", "-MT"):
            skip = True
        else:
            words.append(word)
    subprocess.run([*words, "-O0", "-w", "--coverage", "-c", entry["file"], "-o", target], cwd=entry["directory"], check=True)
    return target


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", default=sorted(SOURCES), metavar="TARGET")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--corpus", type=pathlib.Path, default=pathlib.Path.home() / ".cache" / "zkmem-fuzz" / "corpus")
    parser.add_argument("--scratch", type=pathlib.Path)
    options = parser.parse_args()
    scratch = (options.scratch or pathlib.Path(tempfile.mkdtemp(prefix="zkmem-coverage-"))).resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    build = options.build.resolve()
    entries = {entry["file"]: entry for entry in json.loads((build / "compile_commands.json").read_text())}
    print("| file | lines | reached by its target |\n|---|---|---|")
    for target in options.targets:
        name = f"fuzz/fuzz_{target}_standalone"
        subprocess.run(["ninja", "-C", build, name], check=True, stdout=subprocess.DEVNULL)
        files = SOURCES[target].split()
        objects = [counted(entries[str(ROOT / "zkmem" / file)], scratch) for file in files]
        last = subprocess.run(["ninja", "-C", build, "-t", "commands", "-s", name], check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
        words = compiler_words(last.split("&&")[1])
        words[words.index("-o") + 1] = str(scratch / f"run_{target}")
        # What is linked first is what the libraries are not asked for.
        first = next(i for i, word in enumerate(words) if word.endswith(".o"))
        subprocess.run([*words[:first], *map(str, objects), *words[first:], "--coverage", "-Wl,--allow-multiple-definition"], cwd=build, check=True)
        subprocess.run([scratch / f"run_{target}", "3000", *fuzz.folders(fuzz.TARGETS[target], scratch / f"golden_{target}"), options.corpus / target], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        for file, made in zip(files, objects):
            said = subprocess.run(["gcov", "-n", "-o", made, made.with_suffix(".gcda")], cwd=scratch, capture_output=True, text=True, check=True).stdout
            found = re.search(rf"File '[^']*zkmem/{re.escape(file)}'\nLines executed:([\d.]+)% of (\d+)", said)
            if found is None:
                raise SystemExit(f"gcov says nothing of {file}: {said[:300]}")
            print(f"| `{file}` | {found[2]} | {float(found[1]):.0f} % (`{target}`) |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
