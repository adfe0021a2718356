#!/usr/bin/env python3
"""Runs clang-tidy over the sources of a build directory: lint.py BUILD_DIR [PATH_PREFIX...]

Every warning of clang 19 counts, so this is also the check that the second compiler accepts the tree. Tests get only
that, from the compiler itself: GoogleTest's macros are not ours to lint.
A file that passed is not looked at again until it, a header of the tree or .clang-tidy changes. Exit 1 on any finding."""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-19"
CLANG = "clang++-19"


def included(path, seen):
    """The file and every header of the tree that it includes, directly or not."""
    if path in seen or not path.is_file():
        return
    seen.add(path)
    for name in re.findall(r'^\s*#\s*include\s+"([^"]+)"', path.read_text(errors="replace"), re.M):
        for base in (ROOT, path.parent):
            included((base / name).resolve(), seen)


def fingerprint(entry):
    seen = set()
    included(pathlib.Path(entry["file"]), seen)
    digest = hashlib.sha256()
    for path in [ROOT / ".clang-tidy", pathlib.Path(__file__), *sorted(seen)]:
        digest.update(path.read_bytes())
    digest.update(entry["command"].encode())
    return digest.hexdigest()


# libstdc++ 12 uses what it deprecates (stable_sort's temporary buffer), which only clang says.
FLAGS = ["-Wno-unknown-warning-option", "-Wno-deprecated-declarations", "-Werror"]


def look_at(entry, build):
    source = entry["file"]
    if source.endswith("_test.cc"):
        options = [word for word in shlex.split(entry["command"]) if word not in ("-c", source)]
        options = options[next(i for i, word in enumerate(options) if word.startswith("-")) :]  # no launcher, no g++
        command = [CLANG, "-fsyntax-only", *without_outputs(options), *FLAGS, source]
    else:
        command = [TIDY, "--quiet", f"-p={build}", *(f"--extra-arg={flag}" for flag in FLAGS), source]
    done = subprocess.run(command, capture_output=True, text=True, cwd=entry["directory"])
    findings = "\n".join(line for line in (done.stdout + (done.stderr if done.returncode else "")).splitlines() if line.strip())
    return done.returncode, findings


def without_outputs(options):
    kept, skip = [], False
    for option in options:
        if skip or option == "-MD":
            skip = False
        elif option in ("-o", "-MF", "-MT"):
            skip = True
        else:
            kept.append(option)
    return kept


def main():
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    build = pathlib.Path(sys.argv[1]).resolve()
    prefixes = [str((ROOT / prefix).resolve()) for prefix in sys.argv[2:]] or [str(ROOT / "zkmem"), str(ROOT / "bench")]
    for tool in (TIDY, CLANG):
        if shutil.which(tool) is None:
            print(f"lint: {tool} is not installed (tools/setup.sh installs it)", file=sys.stderr)
            return 2
    entries = json.loads((build / "compile_commands.json").read_text())
    entries = [entry for entry in entries if any(entry["file"].startswith(prefix) for prefix in prefixes)]
    passed = build / "lint"
    passed.mkdir(exist_ok=True)
    todo = [(entry, passed / fingerprint(entry)) for entry in entries]
    todo = [(entry, stamp) for entry, stamp in todo if not stamp.exists()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (entry, stamp), (code, findings) in zip(todo, pool.map(lambda item: look_at(item[0], build), todo)):
            if code == 0:
                stamp.touch()
            else:
                failed += 1
                print(f"{os.path.relpath(entry['file'], ROOT)}:\n{findings}")
    print(f"lint: {len(entries)} sources, {len(todo)} looked at, {failed} with findings")
    return 1 if failed or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
