"""run: the fields of the command line's JSON, traps as exceptions."""

import base64
import json

import numpy as np
import pytest

import zkmem
from conftest import CAPITALS, ELF, FIB, NUMBER, SORT


def test_run_says_what_the_command_line_says(cli):
    run = zkmem.run(SORT, stdin=CAPITALS)
    said = json.loads(cli("run", SORT, "--stdin", CAPITALS, "--json"))
    assert run.stdout == base64.b64decode(said["stdout"])
    assert run.accesses == {int(space): count for space, count in said["accesses"].items()}
    assert list(run.public_values) == said["public_values"] and list(run.segment_ends) == said["segment_ends"]
    for name in ("exit_code", "stopped", "instructions", "touched_pages", "end_timestamp", "segments", "pc", "initial_root", "final_root"):
        assert getattr(run, name) == said[name], name
    assert run.image.root == run.final_root
    assert run.log is None and run.cost is None


def test_log_of_a_run(tmp_path, cli):
    there = tmp_path / "run.zklog"
    cli("run", FIB, "--stdin", NUMBER, "--log", there)
    run = zkmem.run(FIB, stdin=NUMBER, log=True)
    assert run.log.to_bytes() == there.read_bytes()
    assert (run.log.op <= zkmem.SEGMENT).all()
    zkmem.check(run.log)


def test_cost_by_function():
    run = zkmem.run(SORT, stdin=CAPITALS, cost=True, segment_accesses=100_000)
    assert run.segments > 1
    assert int(run.cost.count.sum()) == run.instructions
    by_function = run.cost.by_function()
    assert sum(by_function.values()) == run.instructions and "main" in by_function
    assert list(by_function.values()) == sorted(by_function.values(), reverse=True)
    assert (np.diff(run.cost.pc.astype(np.int64)) > 0).all() and len(run.cost.place) == len(run.cost.pc)


def test_image_of_the_end():
    run = zkmem.run(FIB, stdin=NUMBER)
    assert run.image.read(3, 0, 32).tolist() == list(run.public_values)
    with pytest.raises(zkmem.BadInput, match="not configured"):
        run.image.read(9, 0)
    with pytest.raises(zkmem.BadInput, match="which has"):
        run.image.read(3, 0, 1 << 40)


def test_trap_is_an_exception_with_the_place():
    with pytest.raises(zkmem.Trap) as trapped:
        zkmem.run(ELF / "trap.elf", stdin=b"misaligned")
    trap = trapped.value
    assert trap.cause == "misaligned" and trap.address == 0x200801 and "trap.c:" in trap.message
    assert trap.run.stdout == b"about to do: misaligned\n" and trap.run.exit_code is None
    assert trap.file == str(ELF / "trap.elf")


def test_instruction_limit():
    run = zkmem.run(SORT, stdin=CAPITALS, max_instructions=1000)
    assert run.stopped == "instruction_limit" and run.instructions == 1000 and run.exit_code is None


def test_no_program(tmp_path):
    with pytest.raises(FileNotFoundError) as missing:
        zkmem.run(tmp_path / "none.elf")
    assert isinstance(missing.value, zkmem.ZkmemError) and missing.value.filename == str(tmp_path / "none.elf")
    with pytest.raises(zkmem.BadInput):
        zkmem.run(b"not an ELF file")
