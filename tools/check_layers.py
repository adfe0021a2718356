#!/usr/bin/env python3
"""Checks that every #include follows the one-way arrows of ARCHITECTURE.md, between folders and between the rooms within
them. Exit 1 names each arrow that does not."""
import pathlib
import re
import sys

# folder -> its rooms -> rooms they may include directly; reachability below is transitive. A room is a folder or a
# file that stands by itself; "." are the folder's other files. A folder without rooms needs no table. Tests and `testing` stand
# above all rooms of the folders that they are in.
ARROWS = {
    "": {
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
        "verdict": ["sdk"],
        "portable": ["verdict"],
        "attack": ["sdk"],
        "freestanding": ["verifier"],
        "zkmem.h": ["sdk"],
        "zkmem.cc": ["zkmem.h"],
        "zkmem_test.cc": ["zkmem.h"],
        "c": ["zkmem.h"],
        "cli": ["zkmem.h", "verdict", "attack"],
    },
    "air": {".": [], "check": ["."], "export": ["check"]},
    "memory": {
        "model": [],
        "online": ["model"],
        "log": ["online"],
        "offline": ["online"],
        "merkle": ["model"],
        "chips": ["model"],
        "traces": ["offline", "merkle", "chips"],
        "statement": ["traces"],
        "replay": ["log", "traces"],
    },
    "memory/chips": {
        "offline_checker": [],
        "access_log": ["offline_checker"],
        "adapter": ["offline_checker"],
        "boundary": ["access_log"],
        "ledger": ["offline_checker"],
        "merkle": [],
    },
    "vm": {".": [], "chips": ["."]},
    "rv32im": {".": [], "chips": ["."], "check": ["chips"]},
    "statement": {
        ".": [],
        "execution": ["."],
        "memory": ["."],
        "ledger": ["."],
        "memory_global": ["ledger", "memory"],
        "openvm": ["execution"],
        "execution_global": ["ledger", "execution"],
        "statements.cc": ["execution_global", "memory_global"],
    },
    "sdk": {
        ".": [],
        "execution": ["."],
        "memory": ["."],
        "memory_global": ["memory"],
        "execution_global": ["execution", "memory_global"],
        "report": ["execution", "memory"],
        "execution_plans.cc": ["execution_global"],
        "proving_statements.cc": ["execution_global", "memory_global"],
        "statement_input.cc": ["execution", "memory_global"],
    },
}


def reachable(rooms, room):
    seen, stack = set(), [room]
    while stack:
        for below in rooms[stack.pop()]:
            if below not in seen:
                seen.add(below)
                stack.append(below)
    return seen


def room_of(parts, depth, rooms):
    return parts[depth] if depth + 1 < len(parts) or parts[depth] in rooms else "."


def is_test(parts, depth):
    """Whether the file stands above the rooms at this depth; folders themselves have no such files."""
    return depth > 0 and (parts[-1].endswith("_test.cc") or "testing" in parts)


def wrong_arrow(source, target):
    """The arrow between two files (paths below zkmem/, as tuples) in words when it goes the wrong way, else None."""
    for depth in range(len(source)):
        folder = "/".join(source[:depth])
        if folder not in ARROWS:
            return None
        rooms = ARROWS[folder]
        one, other = room_of(source, depth, rooms), room_of(target, depth, rooms)
        if not is_test(source, depth):
            if other not in rooms:
                return f"{folder or 'zkmem'} has no room '{other}' that '{one}' may include"
            if one != other and other not in reachable(rooms, one):
                return f"{'/'.join([*source[:depth], one])} may not include {'/'.join([*target[:depth], other])}"
        if one != other or depth + 1 == min(len(source), len(target)):
            return None
    return None


def unplaced_room(parts):
    """The first folder on the way to a file that its parent's table does not know, else None."""
    for depth in range(len(parts) - 1):
        folder = "/".join(parts[:depth])
        if folder not in ARROWS or parts[depth] == "testing":
            return None
        if parts[depth] not in ARROWS[folder]:
            return "/".join(parts[: depth + 1])
    return None


def main():
    root = pathlib.Path(__file__).resolve().parent.parent / "zkmem"
    include = re.compile(r'^\s*#include\s+"zkmem/([a-z0-9_/.-]+)"')
    wrong, files = [], 0
    for path in sorted(root.rglob("*")):
        if path.suffix not in {".h", ".cc"}:
            continue
        source = path.relative_to(root).parts
        where = path.relative_to(root.parent)
        if unplaced := unplaced_room(source):
            wrong.append(f"{where}: folder '{unplaced}' has no place in the architecture")
            continue
        files += 1
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = include.match(line)
            if not found:
                continue
            if arrow := wrong_arrow(source, tuple(found.group(1).split("/"))):
                wrong.append(f"{where}:{number}: {arrow}")
    print("\n".join(wrong) if wrong else f"layers: {files} files follow the arrows")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
