"""Running programs: the command line's ``run``."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import (
    Config,
    File,
    Initial,
    Size,
    config_text,
    initial_bytes,
    items_of,
    path_of,
    split_file,
    text,
    whole_number,
    work,
)
from .errors import BadInput, Trap
from .images import Image
from .logs import Log
from .progress import ProgressLike

if TYPE_CHECKING:
    import pandas

__all__ = ["Cost", "Run", "run"]


class Cost:
    """How often each instruction of a program ran."""

    __slots__ = ("_core",)

    def __init__(self, core: _core.Cost) -> None:
        self._core = core

    @property
    def pc(self) -> npt.NDArray[np.uint32]:
        """Addresses of the instructions that ran, ascending."""
        return self._core.pc

    @property
    def count(self) -> npt.NDArray[np.uint64]:
        """How often."""
        return self._core.count

    @property
    def function(self) -> list[str]:
        """Whose they are; "" where the file does not say."""
        return self._core.function

    @property
    def place(self) -> list[str]:
        """``main+0x14 (sort.c:31)``, as far as the file says."""
        return self._core.place

    def by_function(self) -> dict[str, int]:
        """Instructions by function, most first."""
        total: Counter[str] = Counter()
        for name, count in zip(self.function, self.count.tolist()):
            total[name] += count
        return dict(total.most_common())


@dataclass(frozen=True)
class Run:
    """What a run came to; the fields are those of ``zkmem run --json``."""

    exit_code: int | None
    stopped: str
    """``terminated`` or ``instruction_limit`` (a trap is raised)."""
    instructions: int
    stdout: bytes
    accesses: Mapping[int, int]
    """By address space: 1 registers, 2 memory, 3 public values."""
    touched_pages: int
    end_timestamp: int
    public_values: bytes
    segments: int
    segment_ends: tuple[int, ...]
    pc: int
    initial_root: str
    final_root: str
    image: Image
    """Memory at the end."""
    log: Log | None
    """The access log, if it was asked for."""
    cost: Cost | None
    """How often each instruction ran, if it was asked for."""
    saved: bytes | None = None
    """The suspended run, if ``save`` asked for it: what ``resume`` takes."""


def run(
    program: File | None = None,
    /,
    *,
    stdin: File | None = None,
    input: Sequence[File] | File = (),
    initial: Initial | None = None,
    config: Config | None = None,
    profile: str | None = None,
    state: str | os.PathLike[str] | None = None,
    segment_accesses: int | None = None,
    max_instructions: int | None = None,
    save: str | os.PathLike[str] | bool = False,
    resume: File | None = None,
    log: bool = False,
    cost: bool = False,
    memory_budget: Size | None = None,
    progress: ProgressLike = None,
    notes: Callable[[str], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Run:
    """Execute a program on the memory system. Keywords are those of ``zkmem run``; ``log=True`` keeps the access log,
    ``cost=True`` counts how often each instruction ran, both from the first instruction on. Raises :class:`Trap`, whose
    ``run`` is what it came to.

    ``state`` is the folder of the persistent state to run over, which gets a version for each finished segment.
    ``max_instructions`` suspends the run, and so does a cancellation; ``save=True`` then keeps it as :attr:`Run.saved`, a
    path writes it there. ``resume`` goes on with one, up to ``max_instructions`` more; the program may be left out then,
    and the file knows inputs, configuration and segments."""
    if program is None and resume is None:
        raise BadInput("run needs a program, or a saved run to resume")
    if resume is not None:
        given = {"stdin": stdin, "config": config, "profile": profile, "segment_accesses": segment_accesses}
        known = [word for word, value in given.items() if value is not None] + ["input"] * bool(items_of(None, input))
        if known:
            raise BadInput(f"{known[0]}: the saved run knows it already")
    fields, config_name = config_text(config)
    name, data = ("", None) if program is None else split_file(program, "program")
    saved_name, saved = ("", None) if resume is None else split_file(resume, "saved run")
    with work("run", None, memory_budget, progress, notes, cancel) as options:
        core = _core.run(
            name,
            data,
            saved_name,
            saved,
            items_of(stdin, input),
            fields,
            config_name,
            text("profile", profile),
            initial_bytes(initial),
            "" if state is None else path_of(state),
            whole_number("segment_accesses", segment_accesses),
            whole_number("max_instructions", max_instructions),
            log,
            cost,
            save is not False,
            "" if isinstance(save, bool) else path_of(save),
            options,
        )
    said = json.loads(core.report)
    trap = said.pop("trap", None)
    done = Run(
        **{
            **said,
            "accesses": MappingProxyType({int(space): count for space, count in said["accesses"].items()}),
            "public_values": bytes(said["public_values"]),
            "segment_ends": tuple(said["segment_ends"]),
        },
        stdout=core.output,
        image=Image(core.image),
        log=None if core.log is None else Log(core.log),
        cost=None if core.cost is None else Cost(core.cost),
        saved=core.saved,
    )
    if trap is not None:
        error = Trap(f"{name or saved_name}: {trap['report']}")
        error.cause, error.pc, error.address, error.run = trap["cause"], trap["pc"], trap["address"], done
        raise error
    return done
