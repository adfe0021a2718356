"""A proof on many machines: the segments of a plan as Ray tasks.

The plan is made where this is called; each segment is proven by a task on any node, which needs the segment's files only.
A task whose worker dies is run again by Ray, elsewhere; the others are not touched. No worker is trusted: a proof counts
once it is verified here, and the whole is put together by the verifier's own rules. The bytes are those of
:func:`zkmem.prove`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ray

from . import _core
from ._options import Config, File, Initial, Size, bytes_in, path_of
from .errors import BadInput, Cancelled, Rejected, ZkmemError
from .plans import Plan, plan
from .progress import Progress
from .proofs import Proof, Source

__all__ = ["SegmentDone", "prove", "prove_plan"]

_BESIDE = 300 << 20
"""What a worker takes besides a segment: Python, Ray and zkmem's own code, in bytes."""


@dataclass(frozen=True)
class SegmentDone:
    """What a callback is told of each segment that counts."""

    segment: int
    segments: int
    node: str
    """Ray's id of the node that proved it."""
    process: int
    """The worker's process there."""
    attempts: int
    """How often it has been handed out by zkmem (Ray's own retries, of workers that died, are not counted)."""


def prove(
    source: Source,
    /,
    *,
    folder: str | os.PathLike[str] | None = None,
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
    initial_root: bool = False,
    final_root: bool = False,
    memory_budget: Size | None = None,
    threads: int = 1,
    retries: int = 3,
    progress: Callable[[Progress], object] | None = None,
    on_segment: Callable[[SegmentDone], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Proof:
    """Prove on the Ray cluster that this process is connected to (``ray.init()``). Keywords are those of
    :func:`zkmem.prove`; ``memory_budget`` is what a worker has, ``threads`` how many cores each task takes, ``retries`` how
    often a segment whose worker died is handed out again. With ``folder``, which every node must see, files are read and
    written there, and work that was broken off goes on; without it they go through Ray's object store."""
    if folder is not None and os.path.exists(os.path.join(path_of(folder), "plan.json")):
        planned = Plan.open(folder)
    else:
        planned = plan(
            source,
            output=folder,
            stdin=stdin,
            input=input,
            initial=initial,
            config=config,
            profile=profile,
            memory=memory,
            segment_accesses=segment_accesses,
            max_instructions=max_instructions,
            params=params,
            hash=hash,
            for_=for_,
            initial_root=initial_root,
            final_root=final_root,
            memory_budget=memory_budget,
            progress=progress,
            cancel=cancel,
        )
    prove_plan(
        planned,
        memory_budget=memory_budget,
        threads=threads,
        retries=retries,
        progress=progress,
        on_segment=on_segment,
        cancel=cancel,
    )
    return planned.assemble(output=output, cancel=cancel)


def prove_plan(
    planned: Plan,
    *,
    memory_budget: Size | None = None,
    threads: int = 1,
    retries: int = 3,
    progress: Callable[[Progress], object] | None = None,
    on_segment: Callable[[SegmentDone], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> None:
    """Prove what is not proven yet of a plan's segments. Ctrl-C and ``cancel`` end the tasks."""
    segments = planned.segments
    waiting = [k for k in range(len(segments)) if not planned.is_proven(k)]
    cells = sum(segment.cells for segment in segments)
    cells_done = cells - sum(segments[k].cells for k in waiting)
    budget = bytes_in(memory_budget)
    files = _Files(planned)

    def hand_out(k: int) -> Any:
        needed = segments[k].memory_bytes + _BESIDE
        task = _task.options(
            num_cpus=threads,
            memory=needed if budget is None else min(needed, budget + _BESIDE),
            max_retries=retries,
            name=f"zkmem segment {k}",
        )
        return task.remote(planned.path, k, threads, budget, *files.of(k))

    attempts = dict.fromkeys(waiting, 1)
    under_way = {hand_out(k): k for k in waiting}
    try:
        while under_way:
            if cancel is not None and cancel.requested:
                raise Cancelled("cancelled")
            ready, _ = ray.wait(list(under_way), num_returns=1, timeout=0.1)
            for reference in ready:
                k = under_way.pop(reference)
                node, process, report, file = _answer(reference, k)
                counts = planned.is_proven(k) if file is None else planned._core.accept(k, file)
                if not counts:
                    # A worker that computes wrongly: once more, elsewhere or not.
                    if attempts[k] > retries:
                        raise Rejected(f"segment {k}: its proof is not valid after {attempts[k]} attempts")
                    attempts[k] += 1
                    under_way[hand_out(k)] = k
                    continue
                planned._reports[k] = report
                cells_done += segments[k].cells
                if on_segment is not None:
                    on_segment(SegmentDone(k, len(segments), node, process, attempts[k]))
                if progress is not None:
                    done = cells_done / max(cells, 1)
                    progress(Progress("segments", done, k, len(segments), done))
    finally:
        for reference in under_way:
            ray.cancel(reference, force=True)


class _Files:
    """What each segment's task reads, once in the object store however many tasks read it. Of a folder that all nodes
    see: nothing."""

    def __init__(self, planned: Plan) -> None:
        self._planned = planned
        self._common: list[Any] = []
        self._starts: dict[int, Any] = {}
        if planned.path is None:
            self._common = [ray.put(self._read(["plan.json", "program.elf", "state", "image", *self._inputs()]))]

    def _inputs(self) -> list[str]:
        return [f"input{i}" for i in range(self._planned.content["inputs"])]

    def _read(self, names: Sequence[str]) -> list[tuple[str, bytes]]:
        files = []
        for name in names:
            try:
                files.append((name, self._planned._core.read_file(name)))
            except ZkmemError:
                continue  # not every kind of plan has every file
        return files

    def _start(self, k: int) -> Any:
        if k not in self._starts:
            self._starts[k] = ray.put(self._read([f"segment{k}.start"]))
        return self._starts[k]

    def of(self, k: int) -> list[Any]:
        if self._planned.path is not None:
            return []
        own = [f"segment{k}.log"] + (["end"] if k == len(self._planned) - 1 else [])
        first = 0 if self._planned._core.starts_are_chained else k
        return [*self._common, ray.put(self._read(own)), *(self._start(i) for i in range(first, k + 1))]


def _prove_segment(path: str | None, k: int, threads: int, budget: int | None, *files: Any) -> Any:
    """On a worker. Its process keeps the keys for the next task."""
    if path is not None:
        planned = Plan.open(path)
    else:
        planned = Plan(_core.plan_of_files([one for group in files for one in group]))
    report = _once_free(lambda: planned.prove_segment(k, threads=threads, memory_budget=budget))
    file = None if path is not None else planned._core.read_file(f"segment{k}.proof")
    return ray.get_runtime_context().get_node_id(), os.getpid(), dict(report), file


def _once_free(prove_it: Callable[[], Any]) -> Any:
    """A worker that has been ended may hold its segment's lock for a moment more."""
    for _ in range(600):
        try:
            return prove_it()
        except BadInput as held:
            if "another process works on" not in held.message:
                raise
            time.sleep(0.1)
    return prove_it()


_task = ray.remote(_prove_segment)


def _answer(reference: Any, k: int) -> Any:
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as failed:
        cause = failed.cause
        if isinstance(cause, ZkmemError):
            place = f"segment {k}: "
            cause.message = place + cause.message.removeprefix(place)
            cause.args = (cause.message,)
            raise cause from None
        raise
