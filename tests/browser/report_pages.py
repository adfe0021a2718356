#!/usr/bin/env python3
"""Writes the pages that report_test.mjs looks at: of the sample program, of ten million instructions, of a log of a machine of one's own with a
read that does not return what was written, of writes all over memory, and of a proof.

usage: report_pages.py FOLDER   (the variable ZKMEM: the command line)"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUESTS = ROOT / "examples" / "guests"
sys.path.insert(0, str(ROOT / "bench"))
import programs  # noqa: E402


def own_log():
    """What a small machine with a table, a queue and a stack might write; line 2601 is wrong."""
    draw, memory, entries = random.Random(1), {}, []

    def write(pointer, values):
        memory[pointer] = values
        entries.append({"op": "write", "as": 2, "ptr": pointer, "size": 4, "values": values})

    def read(pointer, values=None):
        entries.append({"op": "read", "as": 2, "ptr": pointer, "size": 4, "values": values or memory.get(pointer, [0] * 4)})

    for slot in range(256):
        write(0x1000 + 4 * slot, [slot, 1, 2, 3])
    for step in range(1200):
        read(0x1000 + 4 * draw.randrange(256))
        if step % 3 == 0:
            write(0x40000 + 4 * (step // 3), [step % 256, 0, 0, 7])
        if step % 5 == 4:
            read(0x40000 + 4 * (step // 5))
        depth = abs(step % 40 - 20)
        write(0x7FFF0 - 4 * depth, [depth, 0, 0, 0])
        if step == 900:
            write(0x1100, [5, 5, 5, 5])
            read(0x1104)
            read(0x1100, [64, 1, 2, 3])  # what was there before
    return "".join(json.dumps(entry) + "\n" for entry in entries)


def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def zkmem(*arguments, code=0):
        done = subprocess.run([os.environ["ZKMEM"], *map(str, arguments)], capture_output=True, text=True)
        if done.returncode != code:
            raise SystemExit(f"zkmem {arguments}: exit {done.returncode}: {done.stderr}")

    zkmem("report", GUESTS / "elf" / "sort.elf", "--stdin", GUESTS / "inputs" / "capitals.txt", "-o", folder / "sort.html")
    elf, given = programs.prepare("sha256-long", folder)
    zkmem("report", elf, "--stdin", given, "-o", folder / "long.html")
    log = folder / "own-vm.jsonl"
    log.write_text(own_log())
    zkmem("report", log, "-o", folder / "log.html", code=1)
    draw = random.Random(2)
    log = folder / "sparse.jsonl"
    log.write_text("".join(json.dumps({"op": "write", "as": 2, "ptr": 4 * draw.randrange(1 << 27), "size": 4, "values": [1, 2, 3, 4]}) + "\n" for _ in range(3000)))
    zkmem("report", log, "-o", folder / "sparse.html")
    zkmem("prove", GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt", "--params", "weak", "-o", folder / "fib.zkproof")
    zkmem("report", folder / "fib.zkproof", "-o", folder / "proof.html")


if __name__ == "__main__":
    main()
