"""The notebook, executed from its first cell to its last: it draws its pictures and says what it should."""

import base64

import nbformat
from nbclient import NotebookClient

from conftest import ROOT

FOLDER = ROOT / "examples" / "python"


def test_sort(monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)  # the notebook's own draws into it
    notebook = nbformat.read(FOLDER / "sort.ipynb", 4)
    nbformat.validate(notebook)
    assert all(not cell.get("outputs") for cell in notebook.cells)  # what is in the tree has none
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) == 3 and all(base64.b64decode(png).startswith(b"\x89PNG") for png in pictures)
    said = "".join(output.text for output in outputs if output.output_type == "stream")
    assert "301404 instructions" in said and "shown: the given program" in said and "not shown: " in said
