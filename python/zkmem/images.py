"""The contents of memory at one moment."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import whole_number, word_of, work

__all__ = ["Image"]


class Image:
    """Cells of every address space; never changes."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Image) -> None:
        self._core = core

    def read(self, space: int, pointer: int, count: int = 1) -> npt.NDArray[np.uint32]:
        """``count`` cells, as an array of the caller's own."""
        return self._core.read(*_cells(space, pointer, count))

    @property
    def root(self) -> str:
        """The Merkle root, as the command line writes it."""
        with work("root") as options:
            return self._core.root(options)

    def open(self, space: int, pointer: int, count: int = 1) -> bytes:
        """A Merkle opening of these cells against :attr:`root`, as a file's bytes (docs/spec/opening.md)."""
        with work("open") as options:
            return _core.open_cells(self._core, *_cells(space, pointer, count), options)

    @property
    def config(self) -> dict[str, Any]:
        return dict(json.loads(self._core.config))

    @property
    def pages(self) -> list[tuple[int, int]]:
        """(space, page) of every page of 4096 cells that has been set."""
        return self._core.pages

    def difference(self, other: Image) -> npt.NDArray[np.uint32]:
        """The cells in which the two differ: rows of space, pointer, value here, value in ``other``."""
        return _core.difference(self._core, other._core).reshape(-1, 4)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Image) and self._core == other._core

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<zkmem.Image of {len(self.pages)} pages>"


def _cells(space: int, pointer: int, count: int) -> tuple[int, int, int]:
    return word_of("space", space), word_of("pointer", pointer), whole_number("count", count) or 0
