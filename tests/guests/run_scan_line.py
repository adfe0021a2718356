#!/usr/bin/env python3
"""Runs scan_line, built at several sizes, on the machine and under qemu-riscv32: run_scan_line.py ZKMEM DIR SIZE..."""
import pathlib
import subprocess
import sys
import tempfile


def main():
    zkmem, builds = sys.argv[1], pathlib.Path(sys.argv[2])
    wrong = 0
    with tempfile.NamedTemporaryFile() as given:
        given.write(b"40 2\n")
        given.flush()
        for size in sys.argv[3:]:
            for command in ([zkmem, "run", builds / f"scan_line_{size}.elf", "--stdin", given.name],
                            ["qemu-riscv32", builds / f"scan_line_{size}.linux"]):
                with open(given.name, "rb") as stdin:
                    done = subprocess.run(command, stdin=stdin, capture_output=True, timeout=60)
                if (done.returncode, done.stdout) != (0, b"42\n"):
                    wrong += 1
                    print(f"{command}: exit {done.returncode}, {done.stdout!r} {done.stderr!r}")
    print(f"{len(sys.argv) - 3} sizes, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
