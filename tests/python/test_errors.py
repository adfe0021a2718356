"""Errors are exceptions of Python's own kinds, too, with the file, the place and both numbers as fields."""

import pickle

import pytest

import zkmem


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
