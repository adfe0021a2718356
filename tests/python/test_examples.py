"""The examples of docs/python.md, run as they stand."""

import subprocess
import sys

from conftest import ROOT

EXAMPLES = ROOT / "examples" / "python"


def run(name, *arguments):
    done = subprocess.run([sys.executable, EXAMPLES / name, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_csv_of_accesses(tmp_path):
    rows = ["op,space,pointer,word"]
    for i in range(3000):
        rows += [f"write,2,{4 * (i * 37 % 1000)},{i}", f"read,2,{4 * (i * 37 % 1000)},{i}"]
    (tmp_path / "accesses.csv").write_text("\n".join(rows) + "\n")
    said = run("csv_of_accesses.py", tmp_path / "accesses.csv", tmp_path / "picture.png")
    assert said.startswith("not shown: ") and "shown: the given log" in said
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_own_vm():
    said = run("own_vm.py")
    assert said.startswith("10! = 3628800\nnot shown: ") and "100.1 proven bits" in said
    lines = (EXAMPLES / "own_vm.py").read_text().splitlines()
    assert len([line for line in lines if line]) <= 30
