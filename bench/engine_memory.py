#!/usr/bin/env python3
"""Peak memory of OpenVM's Rust engine (rust/zkmem-openvm), whose traces come row by row, beside the same proof from C++.

usage: engine_memory.py --zkmem build/release/zkmem --engine TARGET/release/examples/engine_memory [--threads N] [AIRS:LOG_HEIGHT:LOG_STACKED_HEIGHT …]

The example makes the statement and proves it: its peak counts from when the traces are there. `zkmem swirl prove` then reads it from files
and proves it. One JSON object a statement: MiB of the traces, of either peak, and their ratio. Build the example with
`cargo build --release -p zkmem-openvm --example engine_memory`, with an installed zkmem found by pkg-config.
"""
import argparse
import json
import pathlib
import tempfile

from processes import run_once

MIB = 1 << 20


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--zkmem", required=True, type=pathlib.Path)
    parser.add_argument("--engine", required=True, type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("statements", nargs="*", default=["64:18:21", "1:21:21"])
    options = parser.parse_args()
    for statement in options.statements:
        with tempfile.TemporaryDirectory() as folder:
            (ours,), _ = run_once([options.engine, *statement.split(":"), folder], options.threads)
            command = [options.zkmem, "swirl", "prove", "--vk", f"{folder}/vk.postcard", "--traces", folder, "-o", f"{folder}/proof.bin",
                       "--threads", options.threads, "--json"]
            _, from_cpp = run_once(command, options.threads)
        peak = ours["peak_bytes"] / MIB
        print(json.dumps({"statement": statement, "traces_mib": round(ours["rows_bytes"] / MIB), "engine_mib": round(peak),
                          "cpp_mib": round(from_cpp), "ratio": round(peak / from_cpp, 3)}), flush=True)


if __name__ == "__main__":
    main()
