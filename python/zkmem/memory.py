"""The memory of a machine of one's own: every access checked and logged."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import Config, Initial, memory_of
from .images import Image
from .logs import Log

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
        return self._core.read(space, pointer, size)

    def write(self, space: int, pointer: int, values: Sequence[int]) -> list[int]:
        """Returns the cells that were there."""
        return self._core.write(space, pointer, list(values))

    def read_word(self, space: int, pointer: int) -> int:
        """Four bytes as one little-endian word: the fast call."""
        return self._core.read_word(space, pointer)

    def write_word(self, space: int, pointer: int, value: int) -> int:
        """Likewise; returns the word that was there."""
        return self._core.write_word(space, pointer, value)

    def run_words(
        self,
        op: npt.ArrayLike,
        space: int | npt.ArrayLike,
        pointer: npt.ArrayLike,
        value: npt.ArrayLike = 0,
    ) -> npt.NDArray[np.uint32]:
        """Many word accesses that are known ahead, one after the other: all of them happen or none. ``op`` is 0 for
        reads, 1 for writes. Returns what each found: the word read, or the word that a write replaced."""
        ops = np.ascontiguousarray(op, np.uint8)
        spaces, pointers, values = (
            np.ascontiguousarray(np.broadcast_to(np.asarray(column), ops.shape), np.uint32)
            for column in (space, pointer, value)
        )
        return self._core.run_words(ops, spaces, pointers, values)

    def tick(self, ticks: int = 1) -> None:
        """Time passes without an access."""
        self._core.tick(ticks)

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
