#!/usr/bin/env python3
"""Builds examples/rust_guest for the host and, where the toolchain has it, for riscv32im-unknown-none-elf, and compares what its
programs do: run_rust.py ZKMEM WORK_DIR. Exit 77 (skipped) without Cargo, or without the target once the host's part has passed."""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
CRATE = ROOT / "examples" / "rust_guest"
TARGET = "riscv32im-unknown-none-elf"


def run(command, given=b""):
    return subprocess.run(command, input=given, capture_output=True, timeout=600)


def build(work, *options):
    done = run(["cargo", "build", "--release", "--quiet", "--locked", "--offline", "--manifest-path", CRATE / "Cargo.toml",
                "--target-dir", work / "target", *options])
    if done.returncode != 0:
        sys.exit(f"cargo build {' '.join(options)}\n{done.stderr.decode()}")


def has_target():
    found = run(["rustc", "--print", "target-libdir", "--target", TARGET])
    folder = pathlib.Path(found.stdout.decode().strip())
    return found.returncode == 0 and any(folder.glob("libcore-*"))


def check_numbers():
    """The instructions of the crate are those of the table, each with the table's numbers."""
    page = (ROOT / "docs/spec/guest-instructions.md").read_text()
    table = {}
    for name, funct3, imm, rd, rs1 in re.findall(r"^\| (\w+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE):
        table[name] = (funct3, "0" if name in ("terminate", "reveal") else imm, rd != "–", rs1 != "–")
    written = re.findall(r'"\.insn i 0x0b, (\d), (\S+), (\S+), (\w+)"', (CRATE / "src/instructions.rs").read_text())
    crate = sorted((funct3, "0" if imm == "zkguest_code" else imm, rd != "x0", rs1 != "x0") for funct3, rd, rs1, imm in written)
    if len(table) != 7 or crate != sorted(table.values()):
        sys.exit(f"the crate's instructions are {crate}, the table's {sorted(table.values())}")


def revealed(stderr):
    values = bytearray(32)
    for index, word in re.findall(rb"^reveal (\d) ([0-9a-f]{8})$", stderr, re.MULTILINE):
        values[4 * int(index) : 4 * int(index) + 4] = int(word, 16).to_bytes(4, "little")
    return bytes(values)


def trials(work):
    """(program, input items)"""
    long = bytes(i * 7 % 256 for i in range(3 * 4092 + 5))
    yield "primes", [b"1000\n"]
    yield "primes", [b"many\n"]
    for name in (b"memory", b"reveal", b"exit", b"nothing"):
        yield "trials", [name]
    for pair in ((b"", b"a"), (b"four", b"more than a word"), (long, long[:4092]), (long[:4093], long[:8184])):
        yield "trials", [b"items", *pair]


def compare(zkmem, work):
    wrong = 0
    for number, (program, items) in enumerate(trials(work)):
        files = []
        for i, item in enumerate(items):
            files.append(work / f"item{i}")
            files[-1].write_bytes(item)
        host = run([work / "target/release" / program, *files[1:]], items[0])
        inputs = [option for file in files[1:] for option in ("--input", file)]
        machine = run([zkmem, "run", work / "target" / TARGET / "release" / program, "--stdin", files[0], *inputs, "--json"])
        if machine.returncode != 0:
            wrong += 1
            print(f"{program} {number}: zkmem run exited {machine.returncode}: {machine.stderr.decode()}")
            continue
        report = json.loads(machine.stdout)
        ours = (report["exit_code"], base64.b64decode(report["stdout"]), bytes(report["public_values"]))
        theirs = (host.returncode, host.stdout, revealed(host.stderr))
        if ours != theirs:
            wrong += 1
            print(f"{program} {number}: machine {ours}\n  host {theirs}")
    return wrong


def failures(zkmem, work):
    """What ends a program early: panics have code 101 and say where, on the machine and off it."""
    wrong = 0
    for name, text in (("panic", b"this is a panic"), ("reveal outside", b"there are 8 public values, no index 8"),
                       ("exhaust", b"memory allocation of 1073741824 bytes failed")):
        file = work / "trial"
        file.write_text(name)
        done = run([zkmem, "run", work / "target" / TARGET / "release/trials", "--stdin", file, "--json"])
        report = json.loads(done.stdout) if done.returncode == 0 else {"exit_code": None, "stdout": ""}
        output = base64.b64decode(report["stdout"])
        if report["exit_code"] != 101 or text not in output or b"panicked at" not in output:
            wrong += 1
            print(f"{name}: exit code {report['exit_code']}, {output!r} {done.stderr!r}")
        if name != "exhaust":  # the host has the memory
            host = run([work / "target/release/trials"], name.encode())
            if text not in host.stderr or host.returncode == 0:
                wrong += 1
                print(f"{name} on the host: exit {host.returncode}, {host.stderr!r}")
    return wrong


def prove(zkmem, work):
    proof, given = work / "primes.zkproof", work / "thirty"
    given.write_bytes(b"30\n")
    program = work / "target" / TARGET / "release/primes"
    for command in ([zkmem, "prove", program, "--stdin", given, "-o", proof],
                    [zkmem, "verify", proof, "--program", program, "--public-values", "0a" + "00" * 31]):
        done = run(command)
        if done.returncode != 0:
            print(f"{command[1]}: exit {done.returncode} {done.stderr.decode()}")
            return 1
    return 0


def main():
    zkmem, work = sys.argv[1], pathlib.Path(sys.argv[2])
    check_numbers()
    if shutil.which("cargo") is None:
        print("cargo is not installed; the instructions' numbers are the table's")
        return 77
    work.mkdir(parents=True, exist_ok=True)
    build(work)
    host = run([work / "target/release/primes"], b"30\n")
    if (host.returncode, host.stdout, revealed(host.stderr)[0]) != (0, b"[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]\n10 primes up to 30\n", 10):
        sys.exit(f"primes on the host: {host}")
    if not has_target():
        print(f"the host's build is right; the toolchain has no {TARGET} (rustup target add {TARGET})")
        return 77
    build(work, "--target", TARGET)
    wrong = compare(zkmem, work) + failures(zkmem, work) + prove(zkmem, work)
    print(f"{len(list(trials(work)))} runs agree with the host's, one is proven" if wrong == 0 else f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
