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


FIELDS = ("exit_code", "stopped", "instructions", "accesses", "end_timestamp", "segment_ends", "pc", "initial_root", "final_root", "stdout")


def fields(run):
    return {name: getattr(run, name) for name in FIELDS}


def test_a_suspended_run_goes_on(tmp_path, cli):
    cut = {"segment_accesses": 100_000}
    whole = zkmem.run(SORT, stdin=CAPITALS, log=True, cost=True, **cut)
    first = zkmem.run(SORT, stdin=CAPITALS, max_instructions=90_000, save=True, **cut)
    assert first.stopped == "instruction_limit" and first.segments > 1
    assert fields(zkmem.run(resume=first.saved)) == fields(whole)
    # A record of the run is one of all of it.
    again = zkmem.run(SORT, resume=first.saved, log=True, cost=True)
    assert fields(again) == fields(whole) and again.log.to_bytes() == whole.log.to_bytes()
    assert again.cost.by_function() == whole.cost.by_function()
    assert again.saved is None and zkmem.run(SORT, stdin=CAPITALS, max_instructions=9).saved is None

    # The file is the command line's, both ways.
    there, here = tmp_path / "there", tmp_path / "here"
    cli("run", SORT, "--stdin", CAPITALS, "--segment-accesses", 100_000, "--max-instructions", 90_000, "--save", there)
    assert zkmem.run(SORT, stdin=CAPITALS, max_instructions=90_000, save=here, **cut).saved == there.read_bytes() == here.read_bytes()
    assert json.loads(cli("run", "--resume", here, "--json"))["final_root"] == whole.final_root

    for wrong, words in (({"stdin": CAPITALS}, "stdin: the saved run knows"), ({"input": [b""]}, "input: the saved run knows"),
                         ({"segment_accesses": 9}, "segment_accesses: the saved run knows")):
        with pytest.raises(zkmem.BadInput, match=words):
            zkmem.run(resume=here, **wrong)
    with pytest.raises(zkmem.BadInput, match="is not the program that"):
        zkmem.run(FIB, resume=here)
    with pytest.raises(zkmem.BadInput, match="checksum|damaged|byte"):
        zkmem.run(resume=there.read_bytes()[:-1])
    with pytest.raises(zkmem.BadInput, match="needs a program"):
        zkmem.run()


def test_a_cancelled_run_is_saved(tmp_path):
    """Asked to stop before it begins, it stops after no instruction or few, and goes on."""
    cancel = zkmem.Cancellation()
    cancel.cancel()
    said = []
    with pytest.raises(zkmem.Cancelled):
        zkmem.run(FIB, stdin=b"1000000000", save=tmp_path / "saved", cancel=cancel, notes=said.append)
    assert (tmp_path / "saved").exists() and said[0].startswith("suspended after ")
    assert zkmem.run(resume=tmp_path / "saved", max_instructions=1000).stopped == "instruction_limit"


def test_runs_over_a_state(tmp_path, cli):
    folder, there = tmp_path / "memory", tmp_path / "there"
    cut = {"segment_accesses": 100_000}
    one = zkmem.run(SORT, stdin=CAPITALS, state=folder, **cut)
    cli("run", SORT, "--stdin", CAPITALS, "--segment-accesses", 100_000, "--state", there)
    state = zkmem.State(folder)
    listed = json.loads(cli("image", "list", "--state", there, "--json"))["versions"]
    assert [version.root for version in state.versions] == [version["root"] for version in listed]
    assert [version.note for version in state.versions] == [version["note"] for version in listed]
    assert len(state.versions) == one.segments > 1 and state.head.root == one.final_root
    assert [version.under_way for version in state.versions] == [True] * (one.segments - 1) + [False]
    assert state.image().root == one.final_root and state.image() == one.image and state.config == one.image.config

    two = zkmem.run(FIB, stdin=NUMBER, state=folder)
    assert two.initial_root != zkmem.run(FIB, stdin=NUMBER).initial_root  # over the memory that the first one left
    assert state.head.root == two.final_root
    cells = one.image.difference(two.image)
    assert len(cells) and all(int(old) == int(one.image.read(int(space), int(pointer))[0]) for space, pointer, old, _ in cells)
    assert len(one.image.difference(one.image)) == 0
    assert state.rollback(one.final_root).root == one.final_root == state.head.root
    assert state.image(two.final_root) == two.image
    with pytest.raises(zkmem.BadInput, match="root"):
        state.image("xyz")
    with pytest.raises(zkmem.ZkmemError):
        zkmem.State(tmp_path / "none").versions


def test_a_suspended_run_goes_on_over_its_state(tmp_path):
    cut = {"segment_accesses": 100_000}
    whole = zkmem.run(SORT, stdin=CAPITALS, **cut)
    first = zkmem.run(SORT, stdin=CAPITALS, state=tmp_path / "memory", max_instructions=90_000, save=True, **cut)
    done = zkmem.run(resume=first.saved, state=tmp_path / "memory")
    assert fields(done) == fields(whole)
    assert len(zkmem.State(tmp_path / "memory").versions) == whole.segments
    with pytest.raises(zkmem.BadInput, match="the state's last one is"):
        zkmem.run(resume=first.saved, state=tmp_path / "memory")


def test_a_state_needs_room_before_it_is_loaded(tmp_path):
    zkmem.run(SORT, stdin=CAPITALS, state=tmp_path / "memory")
    with pytest.raises(zkmem.LimitReached, match="the state's memory has"):
        zkmem.run(FIB, stdin=NUMBER, state=tmp_path / "memory", memory_budget=(36 << 20) + 1)
