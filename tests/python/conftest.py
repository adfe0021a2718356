"""What the tests share."""

import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ELF = ROOT / "examples" / "guests" / "elf"


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
