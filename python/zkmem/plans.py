"""A proof in steps, for any scheduler: the command line's ``plan``, ``prove-segment`` and ``assemble``."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import _core
from ._options import Config, File, Initial, Size, path_of, whole_number, work
from .progress import ProgressLike
from .proofs import Proof, Source, make_input, proof_of

__all__ = ["Plan", "PlannedSegment", "plan"]


@dataclass(frozen=True)
class PlannedSegment:
    """What a plan says of one segment."""

    first: int
    """The first instruction of the run, or access of the log."""
    length: int
    memory_bytes: int
    """What proving it needs, besides the process itself."""
    cells: int
    log_stacked_height: int
    leaves: int = 0
    """Of a part of the ends in global memory that are cut by address; 0 of all others."""


class Plan:
    """How a run or a log is cut into segments, and all that is known before proving; a folder, or in memory."""

    __slots__ = ("_core", "_reports")

    def __init__(self, core: _core.Plan) -> None:
        self._core = core
        self._reports: dict[int, Mapping[str, Any]] = {}

    @staticmethod
    def open(path: str | os.PathLike[str]) -> Plan:
        """The plan of a work folder, whoever made it."""
        return Plan(_core.open_plan(path_of(path)))

    @property
    def path(self) -> str | None:
        """The folder; None: it is in memory."""
        return self._core.path or None

    @property
    def content(self) -> dict[str, Any]:
        """``plan.json`` (docs/spec/work-folder.md)."""
        return dict(json.loads(self._core.json))

    @property
    def is_growing(self) -> bool:
        """Whether planning went on when this was made: further segments follow, and :meth:`assemble` refuses it."""
        return self._core.is_growing

    @property
    def segments(self) -> list[PlannedSegment]:
        return [
            PlannedSegment(
                first=one["first"],
                length=one["length"],
                memory_bytes=one["memory_bytes"],
                cells=one["cells"],
                log_stacked_height=one["log_stacked_height"],
                leaves=one.get("leaves", 0),
            )
            for one in self.content["segments"]
        ]

    def status(self) -> dict[str, Any]:
        """What ``zkmem plan --status --json`` says: ``proven``, ``under_way``, ``waiting``; and the parts of ``ends``."""
        return dict(json.loads(self._core.status()))

    def prove_segment(
        self,
        index: int,
        *,
        threads: int | None = None,
        memory_budget: Size | None = None,
        progress: ProgressLike = None,
        notes: Callable[[str], object] | None = None,
        cancel: _core.Cancellation | None = None,
    ) -> Mapping[str, Any]:
        """Prove one segment from the plan's files alone, and verify it. Returns ``seconds`` by phase, ``cells`` by chip,
        ``proof_bytes``. The keys are made once a process."""
        index = whole_number("index", index) or 0
        with work(f"segment {index}", threads, memory_budget, progress, notes, cancel) as options:
            report: Mapping[str, Any] = json.loads(self._core.prove_segment(index, options))
        self._reports[index] = report
        return report

    def is_proven(self, index: int) -> bool:
        """Whether the segment has a proof here, and it verifies."""
        return self._core.is_proven(index)

    def assemble(
        self,
        *,
        output: str | os.PathLike[str] | None = None,
        state: str | os.PathLike[str] | None = None,
        threads: int | None = None,
        cancel: _core.Cancellation | None = None,
    ) -> Proof:
        """The finished proof: every segment's proof is verified, and the whole by the verifier's own rules. ``state``,
        which was planned over, gets a version for each segment."""
        file = None if output is None else path_of(output)
        with work("assemble", threads, None, None, None, cancel) as options:
            data, text = self._core.assemble("" if state is None else path_of(state), options)
        if file is not None:
            _core.write_file(file, data)
        nothing: Mapping[str, Any] = {"seconds": {}, "cells": {}, "proof_bytes": 0}
        reports = [self._reports.get(k, nothing) for k in range(len(self))]
        report = {"segments": reports, "resumed": len(self) - len(self._reports), "retried": 0}
        return proof_of(data, file, {**json.loads(text), "plan": self.content, "report": report})

    def __len__(self) -> int:
        """Segments; the ends of global memory count as one, cut by address each part."""
        return len(self._core)

    def __repr__(self) -> str:
        so_far = " so far" if self.is_growing else ""
        return f"<zkmem.Plan of {len(self)} segments{so_far}, {self.path or 'in memory'}>"


def plan(
    source: Source,
    /,
    *,
    output: str | os.PathLike[str] | None = None,
    stdin: File | None = None,
    input: Sequence[File] | File = (),
    initial: Initial | None = None,
    config: Config | None = None,
    profile: str | None = None,
    memory: str | None = None,
    segment_accesses: int | None = None,
    max_instructions: int | None = None,
    params: str | None = None,
    hash: str | None = None,
    for_: str | None = None,
    state: str | os.PathLike[str] | None = None,
    initial_root: bool = False,
    final_root: bool = False,
    threads: int | None = None,
    memory_budget: Size | None = None,
    progress: ProgressLike = None,
    notes: Callable[[str], object] | None = None,
    resume: bool = False,
    on_growth: Callable[[Plan], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Plan:
    """Run the whole once and cut it into segments, each of which can then be proven anywhere. Keywords are as of
    :func:`zkmem.prove`; ``output`` is the folder (default: in memory). With ``resume`` a plan that is there already is
    what this returns if it is of this source; another's is :class:`BadInput`, as is any without ``resume``.

    In persistent memory segments can be proven while planning goes on: ``on_growth`` is called with the plan so far,
    whenever it has a further segment. Of a program's, the stacked height may rise yet; what is proven at another one than
    the whole plan's does not count (:meth:`Plan.is_proven`)."""
    with work("plan", threads, memory_budget, progress, notes, cancel) as options:
        made = make_input(
            source,
            stdin=stdin,
            input=input,
            config=config,
            profile=profile,
            memory=memory,
            initial=initial,
            segment_accesses=segment_accesses,
            max_instructions=max_instructions,
            params=params,
            hash=hash,
            for_=for_,
            initial_root=initial_root,
            final_root=final_root,
            state=state,
            options=options,
            chooses=True,
        )
        folder = "" if output is None else path_of(output)
        if resume and folder and os.path.exists(os.path.join(folder, "plan.json")):
            return Plan(_core.resume_plan(made, folder, "" if state is None else path_of(state)))
        told = None if on_growth is None else lambda growing: on_growth(Plan(growing))
        return Plan(_core.make_plan(made, folder, "" if state is None else path_of(state), told, options))
