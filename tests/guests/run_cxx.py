#!/usr/bin/env python3
"""Runs the C++ guests on the machine and under qemu-riscv32, and cxx_features on the host too, with the host's C++ library; proves
and verifies a run: run_cxx.py ZKMEM BUILDS_DIR HOST_COMPILER"""
import base64
import difflib
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)


def on_machine(zkmem, elf, *options):
    """(exit code, output)"""
    done = run([zkmem, "run", elf, "--json", *options])
    if done.returncode != 0:
        return done.returncode, done.stderr
    report = json.loads(done.stdout)
    return report["exit_code"], base64.b64decode(report["stdout"])


def host_output(compiler, work):
    objects = []
    for source, language in (("cxx_features.cc", ["-std=gnu++20", "-fno-exceptions", "-fno-rtti"]),
                             ("cxx_features_other.cc", ["-std=gnu++20", "-fno-exceptions", "-fno-rtti"]),
                             ("cxx_features_c.c", ["-x", "c", "-std=gnu17"])):
        objects.append(work / f"{source}.o")
        built = run([compiler, *language, "-w", "-c", HERE / source, "-o", objects[-1]])
        if built.returncode != 0:
            sys.exit(built.stderr.decode())
    linked = run([compiler, *objects, "-o", work / "host"])
    if linked.returncode != 0:
        sys.exit(linked.stderr.decode())
    return run([work / "host"])


def main():
    zkmem, builds, compiler = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        host = host_output(compiler, work)
        qemu = run(["qemu-riscv32", builds / "cxx_features.linux"])
        for name, code, output in (("zkmem", *on_machine(zkmem, builds / "cxx_features.elf")), ("qemu", qemu.returncode, qemu.stdout)):
            if (code, output) != (3, host.stdout) or host.returncode != 3:
                wrong += 1
                print(f"{name}: exit {code}, the host {host.returncode}")
                sys.stdout.writelines(difflib.unified_diff(output.decode().splitlines(True), host.stdout.decode().splitlines(True)))
        for given, output, expected in ((b"v", b"pure virtual function called\n", 1), (b"m", b"operator new: out of memory\n", 1),
                                        (b"p", b"null\n", 0)):
            (work / "given").write_bytes(given)
            ended = on_machine(zkmem, builds / "cxx_ends.elf", "--stdin", work / "given")
            if ended != (expected, output):
                wrong += 1
                print(f"cxx_ends {given}: {ended}")
        proof = work / "cxx.zkproof"
        for command in ([zkmem, "prove", builds / "cxx_features.elf", "-o", proof],
                        [zkmem, "verify", proof, "--program", builds / "cxx_features.elf", "--exit-code", "3"]):
            done = run(command)
            if done.returncode != 0:
                wrong += 1
                print(f"{command[1]}: exit {done.returncode} {done.stdout!r} {done.stderr!r}")
    print(f"{len(host.stdout.splitlines())} lines, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
