"""A log through online and offline memory, which must agree: the command line's ``replay``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import work
from .images import Image
from .logs import Log
from .progress import ProgressLike

__all__ = ["ChipTrace", "Replay", "ReplayedSegment", "replay"]


@dataclass(frozen=True)
class ChipTrace:
    """The trace of one of the memory's chips."""

    name: str
    """``boundary 8``, ``merkle``, ``adapter 4``, ..."""
    used_rows: int
    """The rest is padding."""
    cells: npt.NDArray[np.uint32]
    """Canonical cells by (row, column); a column is contiguous."""


@dataclass(frozen=True)
class ReplayedSegment:
    """One segment; ``facts`` are the fields of ``zkmem replay --json``."""

    facts: Mapping[str, Any]
    traces: tuple[ChipTrace, ...]
    """If they were asked for."""


@dataclass(frozen=True)
class Replay:
    segments: tuple[ReplayedSegment, ...]
    image: Image
    """Memory at the end."""
    annotated: str
    """If it was asked for: the operations as JSON Lines, with what each access found."""


def replay(
    log: Log,
    /,
    *,
    traces: bool = False,
    annotate: bool = False,
    threads: int | None = None,
    progress: ProgressLike = None,
    cancel: _core.Cancellation | None = None,
) -> Replay:
    """Run a log through online and offline memory. ``traces=True`` makes the chips' traces, as numpy arrays. Raises
    :class:`Rejected` if a read does not return what was last written."""
    if not isinstance(log, Log):
        raise TypeError(f"a Log is needed (Log.read takes a file), not {type(log).__name__}")
    with work("replay", threads, None, progress, None, cancel) as options:
        core = _core.replay(log._core, traces, annotate, options)
    segments = tuple(
        ReplayedSegment(
            json.loads(segment.facts), tuple(ChipTrace(one.name, one.used_rows, one.cells) for one in segment.traces)
        )
        for segment in core.segments
    )
    return Replay(segments, Image(core.image), core.annotated)
