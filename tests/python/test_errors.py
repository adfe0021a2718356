"""Errors are exceptions of Python's own kinds, too, with the file, the place and both numbers as fields."""

import errno
import os
import pickle
import stat
import subprocess

import pytest

import zkmem
from conftest import CAPITALS, SORT


def test_line_and_file_of_a_log(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n{"op":"write","as":2,"ptr":9,"size":4,"values":[1,2,3,4]}\n')
    with pytest.raises(ValueError) as refused:
        zkmem.Log.read(path)
    error = refused.value
    assert isinstance(error, zkmem.BadInput) and error.kind == "bad_input" and error.exit_code == 2
    assert error.file == str(path) and error.place == "line 2"
    assert str(error) == error.message == f"{path}: line 2: " + error.message.split(": line 2: ")[1]


def test_missing_file_is_pythons_own_error(tmp_path):
    with pytest.raises(FileNotFoundError) as missing:
        zkmem.prove(tmp_path / "none.jsonl")
    assert missing.value.filename == missing.value.file == str(tmp_path / "none.jsonl")
    with pytest.raises(OSError) as refused:
        zkmem.verify(tmp_path)
    assert isinstance(refused.value, zkmem.ZkmemError)


def test_numbers_of_a_limit(jsonl):
    with pytest.raises(zkmem.LimitReached) as refused:
        zkmem.prove(jsonl, memory_budget=38 << 20)
    assert refused.value.expected == str(38 << 20) and int(refused.value.got) > 38 << 20


def test_errors_travel_between_processes(tmp_path):
    with pytest.raises(zkmem.NoSuchFile) as missing:
        zkmem.Log.read(tmp_path / "none.jsonl")
    copy = pickle.loads(pickle.dumps(missing.value))
    assert type(copy) is zkmem.NoSuchFile and copy.message == missing.value.message and copy.filename == missing.value.filename


def test_kinds():
    for kind in (zkmem.BadInput, zkmem.Rejected, zkmem.Trap, zkmem.LimitReached, zkmem.Cancelled, zkmem.FileError, zkmem.AccessError):
        assert issubclass(kind, zkmem.ZkmemError)
    assert issubclass(zkmem.BadInput, ValueError) and issubclass(zkmem.FileError, OSError)
    assert issubclass(zkmem.AccessError, zkmem.BadInput) and issubclass(zkmem.CapacityError, zkmem.LimitReached)


@pytest.mark.parametrize(
    "asked",
    [
        lambda none: zkmem.run(SORT, stdin=none),
        lambda none: zkmem.run(SORT, input=[none]),
        lambda none: zkmem.run(SORT, config=none),
        lambda none: zkmem.run(SORT, initial=[f"2:4096={none}"]),
        lambda none: zkmem.prove(none),
    ],
)
def test_every_missing_file_is_no_such_file(asked, tmp_path):
    with pytest.raises(zkmem.NoSuchFile) as missing:
        asked(tmp_path / "none")
    assert missing.value.file == str(tmp_path / "none") and missing.value.errno == errno.ENOENT


def test_place_and_both_values_of_a_log_that_does_not_hold():
    log = zkmem.Log.from_columns([1, 0], 2, [4, 4], word=[5, 1])
    for asked in (zkmem.check, zkmem.prove, zkmem.replay):
        with pytest.raises(zkmem.Rejected) as refused:
            asked(log)
        assert (refused.value.place, refused.value.got, refused.value.expected) == ("entry 1", "1", "5")


@pytest.mark.parametrize(
    ("keywords", "kind", "words"),
    [
        ({"hash": 3}, TypeError, "hash: text is needed, not int"),
        ({"max_instructions": -1}, zkmem.BadInput, "max_instructions is -1, it must be 0 to"),
        ({"segment_accesses": 1.5}, TypeError, "segment_accesses: a whole number is needed, not float"),
        ({"threads": -1}, zkmem.BadInput, "threads is -1"),
        ({"memory_budget": 1.5}, TypeError, "memory_budget: a number of bytes or text"),
        ({"memory_budget": -1}, zkmem.BadInput, "memory_budget: -1 is no size"),
        ({"progress": 3}, TypeError, "progress: True or a callback is needed, not int"),
        ({"initial": {2: b"abcd"}}, zkmem.BadInput, "initial: 2 is no .space, pointer."),
        ({"initial": {(2, -4): b"abcd"}}, zkmem.BadInput, "initial: pointer is -4"),
        ({"for_": "openvmm"}, zkmem.BadInput, "for_ is 'openvmm', it must be 'openvm'"),
    ],
)
def test_keywords_of_a_wrong_kind_are_named(keywords, kind, words):
    with pytest.raises(kind, match=words):
        zkmem.prove(SORT, **{"stdin": CAPITALS, **keywords})


@pytest.mark.parametrize(("path", "words"), [("a\0b.elf", "null character"), ("\udcff.elf", "not UTF-8")])
def test_paths_that_no_file_has(path, words):
    with pytest.raises(zkmem.BadInput, match=words):
        zkmem.run(path)


def test_results_are_written_as_the_command_lines():
    """Into a device, never in its place; and what cannot be written is an error of zkmem's."""
    planned = zkmem.plan(zkmem.Log.from_columns([1], 2, [4], word=[1]))
    planned.prove_segment(0)
    proof = planned.assemble()
    for write in (proof.write, lambda path: planned.assemble(output=path)):
        with pytest.raises(zkmem.NoSuchFile):
            write("no such folder/proof")


def test_a_pipe_is_written_into(tmp_path):
    proof, pipe = zkmem.prove(zkmem.Log.from_columns([1], 2, [4], word=[1])), tmp_path / "pipe"
    os.mkfifo(pipe)
    with open(tmp_path / "copy", "wb") as copy, subprocess.Popen(["cat", pipe], stdout=copy) as reader:
        proof.write(pipe)
        assert reader.wait(60) == 0
    assert (tmp_path / "copy").read_bytes() == bytes(proof)
    assert stat.S_ISFIFO(os.stat(pipe).st_mode)


def test_public_values_that_are_no_hex():
    with pytest.raises(zkmem.BadInput, match="public_values: 'zz'"):
        zkmem.verify(b"", public_values="zz")
