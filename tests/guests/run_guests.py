#!/usr/bin/env python3
"""Runs the example guests on the machine and under qemu-riscv32, and compares; where an ordinary tool computes the same,
with that too: run_guests.py ZKMEM LINUX_BUILDS_DIR [NAME...]"""
import base64
import gzip
import hashlib
import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GUESTS = ROOT / "examples" / "guests"


def indented(data):
    return (json.dumps(json.loads(data), indent=2, ensure_ascii=False) + "\n").encode()


def life(data):
    lines = data.decode().splitlines()
    board = {(y, x) for y, line in enumerate(lines[1:]) for x, cell in enumerate(line) if cell == "#"}
    height, width = len(lines) - 1, max(map(len, lines[1:]))
    for _ in range(int(lines[0])):
        count = {}
        for y, x in board:
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    cell = ((y + dy) % height, (x + dx) % width)
                    count[cell] = count.get(cell, 0) + ((dy, dx) != (0, 0))
        board = {cell for cell, n in count.items() if n == 3 or (n == 2 and cell in board)}
    rows = ["".join("#" if (y, x) in board else "." for x in range(width)) for y in range(height)]
    return ("\n".join(rows) + f"\ngeneration {lines[0]}: {len(board)} alive\n").encode()


def matrix(data):
    numbers = list(map(int, data.split()))
    n = numbers[0]
    left, right = numbers[1 : 1 + n * n], numbers[1 + n * n :]
    product = [[sum(left[i * n + k] * right[k * n + j] for k in range(n)) for j in range(n)] for i in range(n)]
    lines = [" ".join(map(str, row)) for row in product]
    return ("\n".join(lines) + f"\ntrace {sum(product[i][i] for i in range(n))}\n").encode()


def fibonacci(data):
    a, b = 0, 1
    for _ in range(int(data)):
        a, b = b, (a + b) % 2**32
    return f"fib({int(data)}) = {a}\n".encode()


def hash_table(data):
    state, counted, again = 2463534242, set(), 0
    for _ in range(int(data)):
        state ^= state << 13 & 0xFFFFFFFF
        state ^= state >> 17
        state ^= state << 5 & 0xFFFFFFFF
        again += state >> 10 in counted
        counted.add(state >> 10)
    return f"{again} of {int(data)} came before\n".encode()


# name -> (input file, what an independent implementation says, if there is one)
CASES = {
    "sort": ("capitals.txt", lambda data: b"".join(sorted(data.splitlines(keepends=True)))),
    "sha256": ("capitals.txt", lambda data: hashlib.sha256(data).hexdigest().encode() + b"  -\n"),
    "calc": ("calc.txt", None),
    "json": ("json.json", indented),
    "matrix": ("matrix.txt", matrix),
    "gunzip": ("text.gz", gzip.decompress),
    "life": ("life.txt", life),
    "fib": ("fib.txt", fibonacci),
    "hash_table": ("hash_table.txt", hash_table),
}


def linux_public_values(stderr):
    values = bytearray(32)
    for index, word in re.findall(rb"reveal (\d) ([0-9a-f]{8})", stderr):
        values[4 * int(index) : 4 * int(index) + 4] = int(word, 16).to_bytes(4, "little")
    return bytes(values)


def check(zkmem, builds, name):
    file, independent = CASES[name]
    data = (GUESTS / "inputs" / file).read_bytes()
    qemu = subprocess.run(["qemu-riscv32", builds / f"{name}.linux"], input=data, capture_output=True, timeout=120)
    command = [zkmem, "run", GUESTS / "elf" / f"{name}.elf", "--stdin", GUESTS / "inputs" / file]
    plain = subprocess.run(command, capture_output=True, timeout=120)
    report = subprocess.run(command + ["--json"], capture_output=True, timeout=120)
    if plain.returncode != 0 or report.returncode != 0:
        return f"zkmem run exited {plain.returncode} and {report.returncode}: {plain.stderr.decode()}"
    report = json.loads(report.stdout)
    seen = {
        "output": (plain.stdout, qemu.stdout),
        "output in the report": (base64.b64decode(report["stdout"]), qemu.stdout),
        "exit code": (report["exit_code"], qemu.returncode),
        "public values": (bytes(report["public_values"]), linux_public_values(qemu.stderr)),
    }
    if independent is not None:
        seen["output of an independent implementation"] = (plain.stdout, independent(data))
    for what, (ours, theirs) in seen.items():
        if ours != theirs:
            return f"{what} differs\n  zkmem {ours!r}\n  other {theirs!r}"
    print(f"{name:8} {report['instructions']:>9} instructions, {len(plain.stdout):>5} bytes of output agree")
    return None


def check_last_line(zkmem, builds):
    """A last line without a newline is a line, too."""
    qemu = subprocess.run(["qemu-riscv32", builds / "sort.linux"], input=b"b\na", capture_output=True, timeout=120)
    ours = subprocess.run([zkmem, "run", GUESTS / "elf" / "sort.elf", "--stdin", "-"], input=b"b\na", capture_output=True, timeout=120)
    if ours.stdout != b"a\nb\n" or ours.stdout != qemu.stdout:
        return f"a last line without a newline: zkmem {ours.stdout!r}, qemu {qemu.stdout!r}"
    return None


def main():
    zkmem, builds = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = 0
    for name in sys.argv[3:] or CASES:
        problem = check(zkmem, builds, name)
        if problem is not None:
            wrong += 1
            print(f"{name}: {problem}")
    problem = check_last_line(zkmem, builds)
    if problem is not None:
        wrong += 1
        print(problem)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
