"""The package is typed: mypy accepts it, what uses it as the page says, and refuses what does not."""

import pathlib
import subprocess
import sys

import zkmem
from conftest import ROOT

PACKAGE = pathlib.Path(zkmem.__file__).parent


def mypy(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file", ROOT / "pyproject.toml", *arguments],
        capture_output=True, text=True,
    )


def test_package_and_examples():
    done = mypy("-p", "zkmem")
    assert done.returncode == 0, done.stdout
    examples = sorted((ROOT / "examples" / "python").glob("*.py"))
    assert examples
    done = mypy(*examples)
    assert done.returncode == 0, done.stdout


def test_wrong_use_is_seen(tmp_path):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import zkmem\nzkmem.prove('a', threads='many')\nzkmem.Log.read(1)\nx: int = zkmem.verify('p').proven_bits\n")
    done = mypy(wrong)
    assert [line.split(":")[1] for line in done.stdout.splitlines() if ": error:" in line] == ["2", "3", "4"], done.stdout


def test_stub_is_the_modules():
    """Every name of the extension is in its stub."""
    stub = (PACKAGE / "_core.pyi").read_text()
    names = [name for name in dir(zkmem._core) if not name.startswith("_")]
    assert names and all(f"class {name}" in stub or f"def {name}" in stub for name in names)
