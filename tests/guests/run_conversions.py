#!/usr/bin/env python3
"""Prints and reads back every standard conversion in a guest, on the machine and under qemu-riscv32, and in a program of the
host's C library: run_conversions.py ZKMEM BUILDS_DIR HOST_COMPILER. The guest built with SMALL_PRINTF may differ only where
docs/guests.md says so."""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
INPUT = b"3\n1311768467463790320 7\n  18446744073709551615\n"
# The host's line -> the guest's: what docs/guests.md says of picolibc 1.8.
DEVIATIONS = {
    b"deviation: %#.0o of 0 is [0]": b"deviation: %#.0o of 0 is []",
    b'deviation: sscanf("-", "%d") is 0': b'deviation: sscanf("-", "%d") is -1',
}
# Lines that print a 64-bit integer or floating point.
NOT_SMALL = re.compile(rb"(read )?%[-+ 0#]*[\d.*]*(ll|j)[diouxX] |PRI[diouxX]\w*(64|MAX) |wide: ")


def outputs(command, given):
    done = subprocess.run(command, stdin=given, capture_output=True, timeout=300)
    given.seek(0)
    if done.returncode != 0:
        sys.exit(f"{command} exited {done.returncode}: {done.stderr.decode()}")
    return done.stdout.splitlines()


def compare(name, ours, theirs, may_differ=lambda line: False):
    different = [(a, b) for a, b in zip(ours, theirs) if a != b and not may_differ(b)]
    if len(ours) != len(theirs) or different:
        print(f"{name}: {len(ours)} lines against {len(theirs)}, {len(different)} differ")
        for mine, other in different[:10]:
            print(f"  {mine.decode(errors='replace')}\n  {other.decode(errors='replace')}")
        return 1
    return 0


def main():
    zkmem, builds, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    work = builds / "conversions.host"
    work.mkdir(exist_ok=True)
    host = work / "conversions"
    built = subprocess.run([compiler, "-x", "c", "-std=gnu17", "-w", HERE / "conversions.c", "-o", host],
                           capture_output=True, text=True)
    if built.returncode != 0:
        sys.exit(built.stderr)
    stdin = work / "input"
    stdin.write_bytes(INPUT)
    wrong = 0
    with open(stdin, "rb") as given:
        standard = outputs([host], given)
        if not set(DEVIATIONS) <= set(standard):
            sys.exit("the program does not print the deviations")
        if any(word in line for line in standard for word in (b": 1 other", b"another length", b"is not what")):
            sys.exit("the host does not read back what it prints")
        expected = [DEVIATIONS.get(line, line) for line in standard]
        for guest in ("conversions", "conversions_small"):
            small = guest.endswith("small")
            qemu = outputs(["qemu-riscv32", builds / f"{guest}.linux"], given)
            run = outputs([zkmem, "run", builds / f"{guest}.elf", "--stdin", stdin], given)
            wrong += compare(f"{guest}: zkmem and qemu", run, qemu)
            wrong += compare(f"{guest}: zkmem and the host", run, expected, NOT_SMALL.match if small else lambda line: False)
            if small and all(a == b for a, b in zip(run, expected)):
                wrong += 1
                print("SMALL_PRINTF lacks nothing: the documentation says that it does")
    print(f"{len(expected)} lines, {sum(line.startswith(b'%') for line in expected)} formats")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
