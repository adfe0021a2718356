#!/usr/bin/env python3
"""Builds one fuzz target with clang and sanitizers and runs it for a bounded time on a corpus made of the golden vectors.

The fuzzer's seed and number of inputs are fixed, so that a run can be repeated; --seconds only bounds it. A longer
search, with another seed each time: --seed 0 --inputs -1 --seconds 3600.

usage: run.py TARGET --cxx CLANG --build DIR [--inputs N] [--seconds S] [--seed K]
                                                               (exit 77: no clang here, nothing was tested)
"""
import argparse
import json
import os
import pathlib
import struct
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SKIPPED = 77
FLAGS = "-O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined"


def cases():
    """Directories with a key and a proof, the smallest proofs first."""
    proofs = [*GOLDEN.glob("swirl/*/*/proof.bin"), *GOLDEN.glob("blake3-suite/*/proof.bin")]
    return sorted((p.parent for p in proofs), key=lambda d: (d / "proof.bin").stat().st_size)


def key_of(case):
    """A key's content, and its pre-hash as eight words."""
    if (case / "vk_inner.postcard").exists():
        return (case / "vk_inner.postcard").read_bytes(), json.loads((case / "meta.json").read_text())["vk_pre_hash"]
    # A blake3 key ends in eight integers of seven bits a byte; a byte without the top bit is an integer's last.
    key = (case / "vk.postcard").read_bytes()
    ends = [i for i, byte in enumerate(key) if byte < 0x80][-9:]
    words = [sum((byte & 0x7f) << 7 * i for i, byte in enumerate(key[a + 1:b + 1])) for a, b in zip(ends, ends[1:])]
    return key[:ends[0] + 1], words


def seeds(target):
    if target == "openvm_files":
        for number, name in ((0, "app.vk"), (1, "app.vk"), (2, "vm_a.app.proof"), (3, "vm_a.vmexe")):
            yield bytes([number]) + (GOLDEN / "openvm-v2" / "sdk_files" / name).read_bytes()
        return
    for case in cases():
        content, words = key_of(case)
        proof = (case / "proof.bin").read_bytes()
        if target == "proof":
            yield proof
        elif target == "key":
            yield content
        else:
            for keep in (0, 1):
                yield bytes([keep]) + struct.pack("<8I", *words) + struct.pack("<I", len(content)) + content + proof


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=["proof", "key", "verifier", "openvm_files"])
    parser.add_argument("--cxx", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--inputs", type=int, default=20000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not options.cxx or options.cxx.endswith("NOTFOUND"):
        print("no clang++-19 on this machine: nothing was fuzzed")
        return SKIPPED
    subprocess.run(["cmake", "-S", ROOT, "-B", options.build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={options.cxx}",
                    "-DZKMEM_FUZZ=ON", "-DZKMEM_DEVELOPER=OFF", "-DCMAKE_BUILD_TYPE=", f"-DCMAKE_CXX_FLAGS={FLAGS}"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", options.build, "--target", f"fuzz_{options.target}"], check=True,
                   stdout=subprocess.DEVNULL)
    corpus = options.build / f"corpus_{options.target}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(options.target)):
        (corpus / f"seed_{number}").write_bytes(seed)
    done = subprocess.run([options.build / "fuzz" / f"fuzz_{options.target}", f"-max_total_time={options.seconds}",
                           f"-seed={options.seed}", f"-runs={options.inputs}",
                           "-max_len=500000" if options.target == "openvm_files" else "-max_len=70000", "-timeout=20", "-rss_limit_mb=2048", "-malloc_limit_mb=512",
                           f"-artifact_prefix={options.build}/crash_{options.target}_", "-print_final_stats=1", corpus],
                          env=dict(os.environ), check=False)
    return 0 if done.returncode == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
