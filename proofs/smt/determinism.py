#!/usr/bin/env python3
"""Shows of every instruction chip of RV32IM that its constraints leave no choice: two rows with one instruction, one state before and one memory
have one state after and write one thing. Asks SMT solvers; prints a table.

    proofs/smt/determinism.py build/release/zkmem [CHIP ...]             e.g. MulH; without a name all
    proofs/smt/determinism.py build/release/zkmem --drop BranchEqual     drops each constraint and look-up once: which are needed?

Exit 1 if something is not shown. Needs the packages cvc5-gpl and bitwuzla (python/requirements-test.txt)."""
import argparse
import dataclasses
import pathlib
import subprocess
import sys
import time

try:
    import bitwuzla as _  # noqa: F401
    import cvc5 as _  # noqa: F401
except ImportError as error:
    print(f"skipped: {error}", file=sys.stderr)
    sys.exit(77)
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import division
import pairs
import shape
import solve
import term
from chips import CHIPS, OPCODES


def exported(zkmem, name):
    run = subprocess.run([zkmem, "export", "--rocq", "--vm", "rv32im", name], capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"export of {name}: {run.stderr}")
    return term.parse(run.stdout)


def prove_chip(air, chip):
    """Shows it of one chip. Returns (cases, queries)."""
    shape.check_shape(air, chip)
    pairs.check_padding(air, chip.enumerated, chip.derived)
    cases = pairs.cases(air, chip.enumerated, chip.derived)
    found = {case.opcode for case in cases}
    if found != {OPCODES[name] for name in chip.opcodes}:
        raise pairs.Unproven(f"{chip.name}: its rows have opcodes {sorted(found)}")
    last_stage = division.prove_last_stage if chip.division else None
    queries = 0
    for case in cases:
        pair = pairs.Pair(air, case, chip.operands)
        queries += pairs.prove(pair, last_stage)
        if case.columns[0] == case.columns[1]:
            queries += pairs.check_that_bytes_are_written(pair)
    return len(cases), queries


# Of each chip there are rows: numbers for what is given, for which a solver finds the rest.
_SAMPLE = {"from_state__pc": 4096, "from_state__timestamp": 100, "rs2": 0xFFFFF0, "imm": 8, "imm_sign": 0, "rs1_data__0": 4, "rs1_data__1": 1,
           "rs1_data__2": 0, "rs1_data__3": 0} | {f"{word}__{i}": (37 + 50 * i + ord(word)) % 256 for word in "abc" for i in range(4)}


def check_that_there_are_rows(air, chip):
    """A claim about rows that cannot be is worth nothing: each opcode has one. Returns how many were found."""
    there = set()
    for fixed, opcode in pairs.assignments(air, chip.enumerated, chip.derived):
        if opcode is None or opcode in there:
            continue
        pair = pairs.Pair(air, pairs.Case(opcode, (fixed, fixed)), chip.operands)
        for _, given in pair.stages():
            for each in given:
                pair.give(*each)
        sample = {name: _SAMPLE.get(name, 50 if name.endswith("prev_timestamp") else None) for name in pair.equal}
        if solve.solve(pair.row_query({name: value for name, value in sample.items() if value is not None}), 60) == "sat":
            there.add(opcode)
    if len(there) != len(chip.opcodes):
        raise pairs.Unproven(f"{chip.name}: rows were found of {len(there)} opcodes only")
    return len(there)


def _table(zkmem, chips):
    failed = False
    print(f"{'chip':16} {'opcodes':>7} {'cases':>6} {'queries':>8} {'seconds':>8}")
    for chip in chips:
        air = exported(zkmem, chip.air)
        start = time.monotonic()
        try:
            check_that_there_are_rows(air, chip)
            cases, queries = prove_chip(air, chip)
        except pairs.Unproven as problem:
            print(f"{chip.name:16} NOT SHOWN: {problem}", flush=True)
            failed = True
            continue
        print(f"{chip.name:16} {len(chip.opcodes):7} {cases:6} {queries:8} {time.monotonic() - start:8.1f}", flush=True)
    return 1 if failed else 0


def _without_each(air):
    """The chip without one constraint or look-up, and what is gone."""
    for i in range(len(air.constraints)):
        yield f"constraint {i}", dataclasses.replace(air, constraints=air.constraints[:i] + air.constraints[i + 1:])
    for i, message in enumerate(air.interactions):
        if message.bus in (pairs.RANGE, pairs.BITWISE, pairs.TUPLE):
            yield f"look-up {i}", dataclasses.replace(air, interactions=air.interactions[:i] + air.interactions[i + 1:])


def _drop(zkmem, chip):
    air = exported(zkmem, chip.air)
    pairs.TRIES = tuple(each for each in pairs.TRIES if each[1] <= 3)
    needed, spare = [], []
    for what, rest in _without_each(air):
        try:
            prove_chip(rest, chip)
            spare.append(what)
        except (pairs.Unproven, ValueError):
            needed.append(what)
    print(f"{chip.name}: needed {len(needed)} of {len(needed) + len(spare)}; not needed: {', '.join(spare) or 'none'}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zkmem", help="the command, which exports the constraints")
    parser.add_argument("chips", nargs="*", help="names as the table has them")
    parser.add_argument("--drop", action="store_true", help="drop each constraint and look-up once")
    options = parser.parse_intermixed_args()
    by_name = {chip.name: chip for chip in CHIPS}
    unknown = [name for name in options.chips if name not in by_name]
    if unknown:
        sys.exit(f"no chip {unknown[0]}; there are {', '.join(by_name)}")
    chips = [by_name[name] for name in options.chips] or list(CHIPS)
    if options.drop:
        return max(_drop(options.zkmem, chip) for chip in chips)
    return _table(options.zkmem, chips)


if __name__ == "__main__":
    sys.exit(main())
