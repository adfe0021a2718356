"""The persistent state: the command line's ``--state`` folders and ``image``."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from . import _core
from ._options import path_of, work
from .images import Image

__all__ = ["State", "StateVersion"]


@dataclass(frozen=True)
class StateVersion:
    """The memory after a segment of a run."""

    root: str
    time: datetime
    note: str
    """Which run, and what of it."""
    under_way: bool
    """Its run has further segments: the next one starts from here."""
    is_head: bool
    """What the next run starts from."""


def _version(core: _core.StateVersion) -> StateVersion:
    time = datetime.fromtimestamp(core.unix_time, timezone.utc)
    return StateVersion(core.root, time, core.note, core.under_way, core.is_head)


class State:
    """The versions of a memory in a folder, which runs and proofs with ``state=`` make."""

    __slots__ = ("path",)

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = path_of(path)

    @property
    def versions(self) -> list[StateVersion]:
        """In the order in which they were made."""
        return [_version(one) for one in _core.state_versions(self.path)]

    @property
    def head(self) -> StateVersion | None:
        """What the next run starts from; None: zeros."""
        return next((one for one in self.versions if one.is_head), None)

    @property
    def config(self) -> dict[str, Any]:
        return dict(json.loads(_core.state_config(self.path)))

    def image(self, root: str | None = None) -> Image:
        """The memory of the newest version with that root (default: the head). Every digest is computed again: a damaged
        page is :class:`BadInput`, never served."""
        with work("image") as options:
            return Image(_core.state_image(self.path, root or "", options))

    def rollback(self, root: str) -> StateVersion:
        """Make the newest version with that root the head."""
        return _version(_core.state_rollback(self.path, root))

    def __repr__(self) -> str:
        return f"<zkmem.State {self.path}>"
