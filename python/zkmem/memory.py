"""The memory of a machine of one's own: every access checked and logged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import Config, Initial, memory_of, whole_number, word_of
from .errors import BadInput
from .images import Image
from .logs import Log, column_of

__all__ = ["Checkpoint", "Memory"]


class Checkpoint:
    """A place to return to: cells, clock, log. In a ``with`` it is rolled back when an exception leaves the block, and
    released in any case."""

    __slots__ = ("_id", "_memory")

    def __init__(self, memory: _core.Memory, id: int) -> None:
        self._memory, self._id = memory, id

    def rollback(self) -> None:
        """Back to here, exactly; the checkpoint stays, later ones are gone."""
        self._memory.rollback(self._id)

    def release(self) -> None:
        """Forget it, and later ones, without undoing anything."""
        self._memory.release(self._id)

    def __enter__(self) -> Checkpoint:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            self.rollback()
        self.release()


class Memory:
    """Cells in address spaces, addressed by (space, pointer), in cells: by default registers in space 1, 2^29 bytes in
    space 2, public values in space 3, field elements in space 4. A refused access raises :class:`AccessError` and
    changes nothing. One thread at a time.

    ``config``, ``profile``, ``memory`` and ``initial`` are as of :func:`zkmem.prove`.
    """

    __slots__ = ("_core",)

    def __init__(
        self,
        config: Config | None = None,
        *,
        profile: str | None = None,
        memory: str | None = None,
        initial: Initial | None = None,
    ) -> None:
        self._core = _core.Memory.open(*memory_of(config, profile, memory, initial))

    def read(self, space: int, pointer: int, size: int = 1) -> list[int]:
        """``size`` cells, a power of two up to 32."""
        try:
            return self._core.read(space, pointer, size)
        except TypeError:
            raise _explained(space=space, pointer=pointer, size=size) from None

    def write(self, space: int, pointer: int, values: Sequence[int]) -> list[int]:
        """Returns the cells that were there."""
        cells = list(values)
        try:
            return self._core.write(space, pointer, cells)
        except TypeError:
            raise _explained(cells, space=space, pointer=pointer) from None

    def read_word(self, space: int, pointer: int) -> int:
        """Four bytes as one little-endian word: the fast call."""
        try:
            return self._core.read_word(space, pointer)
        except TypeError:
            raise _explained(space=space, pointer=pointer) from None

    def write_word(self, space: int, pointer: int, value: int) -> int:
        """Likewise; returns the word that was there."""
        try:
            return self._core.write_word(space, pointer, value)
        except TypeError:
            raise _explained(space=space, pointer=pointer, value=value) from None

    def run_words(
        self,
        op: npt.ArrayLike,
        space: int | npt.ArrayLike,
        pointer: npt.ArrayLike,
        value: npt.ArrayLike = 0,
    ) -> npt.NDArray[np.uint32]:
        """Many word accesses that are known ahead, one after the other: all of them happen or none. ``op`` is 0 for
        reads, 1 for writes. Returns what each found: the word read, or the word that a write replaced."""
        ops = _words("op", op, None).astype(np.uint8)
        given = {"space": space, "pointer": pointer, "value": value}
        spaces, pointers, values = (_words(name, column, len(ops)) for name, column in given.items())
        return self._core.run_words(ops, spaces, pointers, values)

    def tick(self, ticks: int = 1) -> None:
        """Time passes without an access."""
        self._core.tick(whole_number("ticks", ticks) or 0)

    def cut_segment(self) -> None:
        """End a segment here; the clock is 1 again. (They are cut anyway where a proof would become too large.)"""
        self._core.cut_segment()

    def checkpoint(self) -> Checkpoint:
        """A place to return to, nested as deep as one likes, at the cost of what changes since."""
        return Checkpoint(self._core, self._core.checkpoint())

    @property
    def timestamp(self) -> int:
        """The clock: the time of the next access."""
        return self._core.timestamp

    @property
    def config(self) -> dict[str, Any]:
        return dict(json.loads(self._core.config))

    def image(self) -> Image:
        """The contents now, without time passing."""
        return Image(self._core.image())

    def take_log(self) -> Log:
        """All that happened since the memory was opened, or since the last log was taken: what :func:`zkmem.prove` takes.
        The memory goes on; its checkpoints are released. End the segment first if the next log is to be proven, too."""
        return Log(self._core.take_log())

    def __len__(self) -> int:
        """Operations since the last log was taken."""
        return len(self._core)

    def __repr__(self) -> str:
        config = self.config
        return f"<zkmem.Memory, {config['profile']}, {config['mode']}, {len(self)} operations>"


def _explained(cells: Iterable[int] = (), **numbers: int) -> Exception:
    """Why the core takes no such number."""
    try:
        for name, value in [*numbers.items(), *(("a cell", cell) for cell in cells)]:
            word_of(name, value)
    except (TypeError, BadInput) as refused:
        return refused
    return TypeError(f"whole numbers are needed: {numbers}")


def _words(name: str, column: npt.ArrayLike, rows: int | None) -> npt.NDArray[np.uint32]:
    """A column of :meth:`Memory.run_words`, of which one number may stand for all rows."""
    array = column_of(name, column)
    if array.size:
        most = 1 if name == "op" else 2**32 - 1
        wrong = np.flatnonzero((array < 0) | (array > most))
        if len(wrong):
            row = int(wrong[0])
            raise BadInput(f"operation {row}: {name} is {array.flat[row]}, it must be 0 to {most}")
    if rows is not None and array.ndim == 1 and len(array) != rows:
        raise BadInput(f"column {name} has {len(array)} rows, the operations are {rows}")
    return np.ascontiguousarray(array if rows is None else np.broadcast_to(array, (rows,)), np.uint32)
