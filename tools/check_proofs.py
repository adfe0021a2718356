#!/usr/bin/env python3
"""Checks the proofs of proofs/ with Rocq (Debian's coq) and prints what the main theorems rest on.

    tools/check_proofs.py [--out DIR] [--no-cache]

Compiles the files of proofs/_CoqProject into DIR (default build/proofs). A file that was compiled before, with the same text and the same
files below it, comes from the cache ($XDG_CACHE_HOME/zkmem/proofs). Exit 1 if a proof fails, if a file leaves a hole (Admitted, Axiom and the
like), if a theorem that proofs/Assumptions.v asks about rests on an assumption, or if Rocq knows of an assumption that any of the files, or of the
library's files that they load, declares. Exit 2 if the files cannot be read, or nothing can be written."""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
HOLES = re.compile(
    r"\b(Admitted|admit|give_up|Axioms?|Parameters?|Conjectures?|Admit|bypass_check|Unset\s+(?:Guard|Positivity|Universe)\s+Check\w*)\b")
# All that is assumed, however it is written: constants of these kinds, of whatever name.
ASSUMED = """Set Search Output Name Only.
Remove Search Blacklist "Private_" "_subproof" "_subterm".
Search [is:Axiom | is:Parameter | is:Conjecture | is:Hypothesis | is:Variable | is:Context | is:Primitive]"""
# Of the library: a module behind a signature, whose parts count as assumed although the module defines them.
SEALED = "ssrunder.Under_rel."
REQUIRE = re.compile(r"From\s+Zkmem\s+Require\s+(?:Import\s+|Export\s+)?([\w\s.]+?)\.\s", re.MULTILINE)
CLOSED = "Closed under the global context"


def without_comments(text):
    """Nor strings. Rocq's comments nest, and a string in one is a string: neither begins or ends in the other."""
    out, depth, string = [], 0, False
    for token in re.findall(r'\(\*|\*\)|"|[^(*"]+|.', text, re.DOTALL):
        if token == '"':
            string = not string
        elif string:
            continue
        elif token == "(*":
            depth += 1
        elif token == "*)" and depth:
            depth -= 1
            continue
        if depth == 0:
            out.append(token)
    return "".join(out)


def sources(folder):
    lines = (folder / "_CoqProject").read_text().split("\n")
    names = [line for line in lines if line.endswith(".v")]
    there = sorted(str(path.relative_to(folder)) for path in folder.rglob("*.v"))
    if sorted(names) != there:
        sys.exit(f"proofs: _CoqProject and the folder differ in {sorted(set(names) ^ set(there))}")
    return names


def coqc(folder, name):
    return subprocess.run(["coqc", "-noglob", "-Q", ".", "Zkmem", name], cwd=folder, capture_output=True, text=True, check=False)


def compile_file(name, out, text):
    target = out / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    run = coqc(out, name)
    return run.returncode, run.stdout, run.stderr


class Cache:
    def __init__(self, enabled):
        base = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache"))
        self.folder = base / "zkmem" / "proofs" if enabled else None

    def load(self, key, vo):
        """What the compiler printed, if the file is here; the .vo is put in its place."""
        if self.folder is None or not (self.folder / f"{key}.out").is_file():
            return None
        if vo is not None:
            vo.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.folder / f"{key}.vo", vo)
        return (self.folder / f"{key}.out").read_text()

    def store(self, key, vo, printed):
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for suffix, write in ((".vo", lambda p: shutil.copyfile(vo, p)), (".out", lambda p: p.write_text(printed))):
                if suffix == ".vo" and vo is None:
                    continue
                part = self.folder / f"{key}{suffix}.{os.getpid()}"
                write(part)
                part.replace(self.folder / f"{key}{suffix}")
        except OSError as error:
            print(f"proofs: nothing is cached ({error})", file=sys.stderr)


def check(folder, out, cache):
    """Compiles all; the number of failures."""
    version = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True, check=True).stdout
    keys, named, failures, compiled, start = {}, {}, 0, 0, time.monotonic()
    for name in sources(folder):
        text = (folder / name).read_text()
        code = without_comments(text)
        for hole in HOLES.findall(code):
            print(f"proofs/{name}: '{hole}' leaves a hole")
            failures += 1
        needs = sorted(set(" ".join(REQUIRE.findall(code)).split()))
        missing = [need for need in needs if need not in named]
        if missing:
            sys.exit(f"proofs/{name}: requires {missing}, which do not stand before it in _CoqProject")
        key = hashlib.sha256("\0".join([version, name, text, *(keys[named[need]] for need in needs)]).encode()).hexdigest()
        keys[name], named[pathlib.Path(name).stem] = key, name
        printed = cache.load(key, out / f"{name}o")
        if printed is None:
            compiled += 1
            status, printed, errors = compile_file(name, out, text)
            if status != 0:
                print(f"proofs/{name}: does not check\n{errors}")
                return failures + 1
            cache.store(key, out / f"{name}o", printed)
        if name == "Assumptions.v":
            failures += report(code, printed)
    if not failures:
        failures = assumed(keys, out, cache, version)
    print(f"proofs: {len(keys)} files, {compiled} of them compiled now, {time.monotonic() - start:.0f} s")
    return failures


def assumed(keys, out, cache, version):
    """The number of assumptions that the compiled files, and the library's below them, declare."""
    files = " ".join("Zkmem." + name.removesuffix(".v").replace("/", ".") for name in keys)
    question = f"Require {files}.\n{ASSUMED} inside {files}.\nCheck I.\n{ASSUMED.splitlines()[-1]}.\n"
    key = hashlib.sha256("\0".join([version, question, *keys.values()]).encode()).hexdigest()
    printed = cache.load(key, None)
    if printed is None:
        status, printed, errors = compile_file("every_assumption.v", out, question)
        for made in out.glob("every_assumption.*"):
            made.unlink()
        if status != 0:
            print(f"proofs: Rocq does not say what is assumed\n{errors}")
            return 1
        cache.store(key, None, printed)
    here, library = printed.split("I\n     : True\n")
    found = here.split() + [name for name in library.split() if not name.startswith(SEALED) and name not in here.split()]
    for name in found:
        print(f"proofs: '{name}' is assumed")
    if not found:
        print("proofs: no file declares an assumption, and none of the library's files that they load does")
    return len(found)


def report(code, printed):
    """What each theorem rests on; the number of those that rest on something."""
    asked = re.findall(r"Print Assumptions (\S+)\.", code)
    answers = re.findall(rf"^(?:{CLOSED}|Axioms:(?:\n(?!{CLOSED}|Axioms:).*)+)", printed, re.MULTILINE)
    if not asked or len(asked) != len(answers):
        print(f"proofs/Assumptions.v: {len(asked)} theorems, {len(answers)} answers\n{printed}")
        return 1
    for theorem, answer in zip(asked, answers):
        print(f"  {theorem}: {answer}")
    return sum(answer != CLOSED for answer in answers)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--proofs", type=pathlib.Path, default=ROOT / "proofs")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "proofs")
    parser.add_argument("--no-cache", action="store_true")
    options = parser.parse_args()
    if shutil.which("coqc") is None:
        print("proofs: there is no coqc (tools/setup.sh test installs it)", file=sys.stderr)
        return 1
    try:
        failures = check(options.proofs, options.out, Cache(not options.no_cache))
    except OSError as error:
        print(f"proofs: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if failures:
        print(f"proofs: {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
