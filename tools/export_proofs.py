#!/usr/bin/env python3
"""Writes the terms that the proofs in proofs/chips are about, as `zkmem export --rocq` gives them, or checks that they are in proofs/exported.

    tools/export_proofs.py build/release/zkmem [--check]

Exit 1 with --check if a file differs: a chip's constraints changed, so its proof has to be looked at. Exit 2 if it gives no terms; then nothing is
written."""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "proofs" / "exported"
# What a proof in proofs/chips is about, and the modes that have it: profile hybrid, default configuration. Where several have a chip, its term has to be
# the same in each, and in the machines below.
AIRS = {
    ("volatile", "persistent", "global"): ["ClockConnectorAir", *(f"AccessLogAir_{n}" for n in (1, 2, 4, 8, 16, 32)), "IncAir",
                                           *(f"AccessAdapterAir_{n}" for n in (2, 4, 8, 16, 32)), "BlockTimeAir", "VariableRangeCheckerAir"],
    ("volatile",): ["SpaceTableAir", "VolatileBoundaryAir_1", "VolatileBoundaryAir_4"],
    ("persistent",): [f"PersistentBoundaryAir_{n}" for n in (1, 2, 4, 8)],
    ("persistent", "global"): ["SpaceTableAir_without_blocks", "MemoryMerkleAir"],
    ("global",): ["SegmentBoundaryAir_1", "SegmentBoundaryAir_4", "LedgerEndsAir", "RootedEndsAir"],
}
# Two chips of one name: volatile mode has its own table of spaces, with the sizes of blocks.
SAME_NAME = {"SpaceTableAir_without_blocks": "SpaceTableAir"}
# What machines have of them; the image is global memory's own.
MACHINES = {
    "zkmem-rv32im": ["StartImageAir", "SegmentBoundaryAir_4", "LedgerEndsAir", "RootedEndsAir", "MemoryMerkleAir", "VariableRangeCheckerAir"],
    "rv32im": ["MemoryMerkleAir", "VariableRangeCheckerAir"],
}


TERM = re.compile(r"\(\* .*?\*\)\s.*^Definition \w+ : air :=", re.DOTALL | re.MULTILINE)


def refuse(text):
    print(f"export_proofs.py: {text}", file=sys.stderr)
    sys.exit(2)


def term(zkmem, air, mode, source):
    """What the program prints, if it is a term."""
    try:
        run = subprocess.run([zkmem, "export", "--rocq", *source, SAME_NAME.get(air, air)], capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        refuse(f"{zkmem}: {error.strerror}")
    if run.returncode != 0:
        refuse(f"{zkmem} does not export {air} of {mode} (exit {run.returncode}): {' '.join(run.stderr.split())[:300]}")
    if not TERM.match(run.stdout):
        refuse(f"what {zkmem} prints of {air} of {mode} is no term")
    return run.stdout


def exported(zkmem):
    """The files by name."""
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        sources = [(air, machine, ["--vm", machine]) for machine, airs in MACHINES.items() for air in airs]
        for modes, airs in AIRS.items():
            for mode in modes:
                config = pathlib.Path(folder) / f"{mode}.json"
                config.write_text(json.dumps({"profile": "hybrid", "mode": mode}))
                sources += [(air, mode, ["--config", config]) for air in airs]
        for air, mode, source in sources:
            printed = term(zkmem, air, mode, source)
            if files.setdefault(f"{air}.v", printed) != printed:
                sys.exit(f"{air} of {mode} differs from that of another source")
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("zkmem")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    files = exported(options.zkmem)
    there = {path.name: path.read_text() for path in FOLDER.glob("*.v")}
    wrong = sorted(name for name in files.keys() | there.keys() if files.get(name) != there.get(name))
    if not options.check:
        for name in wrong:
            if name in files:
                (FOLDER / name).write_text(files[name])
            else:
                (FOLDER / name).unlink()
    for name in wrong:
        print(f"proofs/exported/{name}: " + ("is not what the key has" if options.check else "written"))
    print(f"exported: {len(files)} terms, {len(wrong)} differ")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
