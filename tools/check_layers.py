#!/usr/bin/env python3
"""Checks that every #include follows the one-way arrows of ARCHITECTURE.md. Exit 1 names each arrow that does not."""
import pathlib
import re
import sys

# folder -> folders it may include directly; reachability below is transitive.
ARROWS = {
    "base": [],
    "field": ["base"],
    "hash": ["field"],
    "poly": ["field"],
    "dft": ["field"],
    "transcript": ["hash"],
    "air": ["field"],
    "primitives": ["air", "hash"],
    "memory": ["primitives", "hash"],
    "vm": ["memory"],
    "rv32im": ["vm"],
    "store": ["memory"],
    "protocol": ["air", "transcript"],
    "verifier": ["protocol", "poly"],
    "prover": ["protocol", "poly", "dft"],
    "statement": ["rv32im", "verifier"],
    "sdk": ["statement", "store", "prover"],
    "cli": ["sdk"],
}


def reachable(folder):
    seen, stack = set(), [folder]
    while stack:
        for below in ARROWS[stack.pop()]:
            if below not in seen:
                seen.add(below)
                stack.append(below)
    return seen


def main():
    root = pathlib.Path(__file__).resolve().parent.parent / "zkmem"
    include = re.compile(r'^\s*#include\s+"zkmem/([a-z0-9_]+)/')
    wrong, files = [], 0
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".h", ".cc"}:
            continue
        folder = path.relative_to(root).parts[0]
        if folder not in ARROWS:
            wrong.append(f"{path.relative_to(root.parent)}: folder '{folder}' has no place in the architecture")
            continue
        files += 1
        allowed = reachable(folder) | {folder}
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = include.match(line)
            if found and found.group(1) not in allowed:
                wrong.append(f"{path.relative_to(root.parent)}:{number}: {folder} may not include {found.group(1)}")
    print("\n".join(wrong) if wrong else f"layers: {files} files follow the arrows")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
