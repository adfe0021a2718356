"""What the tests share."""

import os
import pathlib
import subprocess

import numpy as np
import pytest

import zkmem

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELF, INPUTS = ROOT / "examples" / "guests" / "elf", ROOT / "examples" / "guests" / "inputs"
SORT, CAPITALS = ELF / "sort.elf", INPUTS / "capitals.txt"
FIB, NUMBER = ELF / "fib.elf", INPUTS / "fib.txt"


def writes(rows, words, **options):
    """A log that writes to so many words, in no order."""
    pointer = 4 * np.random.default_rng(3).integers(0, words, rows)
    return zkmem.Log.from_columns(np.ones(rows, np.uint8), 2, pointer, word=np.arange(rows, dtype=np.uint32), **options)


@pytest.fixture
def cli():
    """The command line, for comparing with."""

    def run(*arguments, code=0):
        done = subprocess.run([os.environ["ZKMEM"], *map(str, arguments)], capture_output=True)
        assert done.returncode == code, done.stderr.decode()
        return done.stdout.decode()

    return run


@pytest.fixture
def jsonl(tmp_path):
    """A log's file."""
    path = tmp_path / "two.jsonl"
    path.write_text(
        '{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'
        '{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'
    )
    return path
