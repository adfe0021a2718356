"""Merkle openings."""

from __future__ import annotations

from dataclasses import dataclass

from . import _core
from ._options import BytesLike, Config, config_text, text

__all__ = ["OpenedCells", "verify_opening"]


@dataclass(frozen=True)
class OpenedCells:
    """Cells that a memory with the given root holds."""

    space: int
    pointer: int
    values: tuple[int, ...]


def verify_opening(opening: BytesLike, /, *, root: str, config: Config | None = None) -> OpenedCells:
    """The command line's ``image verify``: what an opening of one range (:meth:`Image.open`) shows of the
    memory with that root. Without this package, and of several ranges: ``python/zkmem_opening.py``.
    Raises :class:`Rejected` if it does not belong to it."""
    if not isinstance(opening, (bytes, bytearray, memoryview)):
        raise TypeError(f"an opening's bytes are needed, not {type(opening).__name__}")
    fields, config_name = config_text(config)
    (space, pointer), values = _core.verify_cells(bytes(opening), text("root", root), fields, config_name)
    return OpenedCells(space, pointer, tuple(values))
