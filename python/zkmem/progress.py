"""How far long work is, told to a callback or drawn by tqdm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Union

__all__ = ["Progress", "ProgressLike"]


@dataclass(frozen=True)
class Progress:
    """What a callback is given, some times a second, on the thread that asked for the work."""

    phase: str
    """What is being done: ``execute``, ``traces``, ``commit``, ..."""
    fraction: float | None
    """How much of the phase is done, 0 to 1; None: nobody knows."""
    segment: int | None
    """Which segment is being proven."""
    segments: int | None
    """How many there are, once that is known."""
    overall: float
    """How much of the whole is done, 0 to 1. Never goes back."""


ProgressLike = Union[bool, Callable[[Progress], object], None]

# What a segment's proof consists of, as shares of its time: for the bar only.
_SHARES = {
    "execute": 0.02,
    "traces": 0.05,
    "commit": 0.20,
    "logup": 0.20,
    "constraints": 0.18,
    "constraint rounds": 0.10,
    "stacked reduction": 0.10,
    "whir": 0.15,
}


class Follower:
    """What the core tells, made into one :class:`Progress` after the other."""

    def __init__(self, tell: Callable[[Progress], object]) -> None:
        self._tell = tell
        self._cells: list[int] = []
        self._segment: int | None = None
        self._within = 0.0
        self._overall = 0.0

    def __call__(self, kind: str, words: Any, number: float) -> None:
        if kind == "plan":
            self._cells = list(words)
            return
        if kind == "segment":
            self._segment, self._within = int(number), 0.0
            return
        before = 0.0
        for phase, share in _SHARES.items():
            if phase == words:
                self._within = max(self._within, before + max(number, 0.0) * share)
                break
            before += share
        if self._cells and self._segment is not None:
            done = sum(self._cells[: self._segment]) + self._within * self._cells[self._segment]
            self._overall = max(self._overall, done / max(sum(self._cells), 1))
        fraction = number if number >= 0 else None
        self._tell(Progress(words, fraction, self._segment, len(self._cells) or None, self._overall))


class Bar:
    """A tqdm bar for the length of a ``with``."""

    def __init__(self, title: str) -> None:
        from tqdm.auto import tqdm

        self._bar = tqdm(total=100, desc=title, unit="%", bar_format="{l_bar}{bar}| {elapsed}<{remaining}{postfix}")

    def __enter__(self) -> Callable[[Progress], object]:
        return self.tell

    def tell(self, progress: Progress) -> None:
        words = progress.phase
        if progress.segments and progress.segment is not None:
            words = f"segment {progress.segment + 1} of {progress.segments}, {words}"
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update(100 * progress.overall - self._bar.n)

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._bar.update(100 - self._bar.n)
        self._bar.close()
