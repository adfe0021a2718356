"""A proof on many machines: the segments of a plan as Ray tasks.

The plan is made where this is called; each segment is proven by a task on any node, which needs the segment's files only,
in persistent memory while planning goes on.
A task whose worker dies is run again by Ray, elsewhere; the others are not touched. No worker is trusted: a proof counts
once it is verified here, and the whole is put together by the verifier's own rules. The bytes are those of
:func:`zkmem.prove`.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import ray

from . import _core
from ._options import Config, File, Initial, Size, bytes_in, path_of, teller, whole_number
from .errors import BadInput, Cancelled, FileError, NoSuchFile, Rejected, ZkmemError
from .plans import Plan, PlannedSegment, plan
from .progress import Progress, ProgressLike
from .proofs import Proof, Source

__all__ = ["SegmentDone", "prove", "prove_plan"]

_T = TypeVar("_T")

_log = logging.getLogger("zkmem")

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
    early: bool
    """It was handed out before the plan was whole."""
    keys_made: int
    """Keys that the worker's process has made itself: none, they come with the work."""


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
    progress: ProgressLike = None,
    on_segment: Callable[[SegmentDone], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Proof:
    """Prove on the Ray cluster that this process is connected to (``ray.init()``). Keywords are those of
    :func:`zkmem.prove`; ``memory_budget`` is what a worker has, ``threads`` how many cores each task takes, ``retries`` how
    often a segment whose worker died is handed out again. With ``folder``, which every node must see, files are read and
    written there, and work on the same source that was broken off goes on; without it they go through Ray's object
    store."""
    tasks = _Tasks(threads, bytes_in(memory_budget), retries)
    if output is not None:
        _check_place(path_of(output))
    try:
        planned = _once_free(
            lambda: plan(
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
                resume=True,
                on_growth=tasks.hand_out,
                cancel=cancel,
            ),
            seconds=5,
        )
        tasks.finish(planned, progress, on_segment, cancel)
    finally:
        tasks.cancel()
    return planned.assemble(output=output, cancel=cancel)


def prove_plan(
    planned: Plan,
    *,
    memory_budget: Size | None = None,
    threads: int = 1,
    retries: int = 3,
    progress: ProgressLike = None,
    on_segment: Callable[[SegmentDone], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> None:
    """Prove what is not proven yet of a plan's segments. Ctrl-C and ``cancel`` end the tasks."""
    tasks = _Tasks(threads, bytes_in(memory_budget), retries)
    try:
        tasks.finish(planned, progress, on_segment, cancel)
    finally:
        tasks.cancel()


def _check_place(output: str) -> None:
    """Before hours of work: that its result can be written."""
    if os.path.isdir(output):
        raise FileError(f"cannot write '{output}': {os.strerror(errno.EISDIR)}")
    if not os.path.isdir(os.path.dirname(output) or "."):
        raise NoSuchFile(f"cannot create '{output}': {os.strerror(errno.ENOENT)}")


@dataclass
class _Task:
    segment: int
    height: int
    """At which it proves."""
    early: bool
    """Handed out before the plan was whole."""


class _Tasks:
    """The tasks of one plan, which may be growing at first."""

    def __init__(self, threads: int, budget: int | None, retries: int) -> None:
        self._threads, self._budget, self._retries = whole_number("threads", threads) or 0, budget, retries
        if self._threads == 0:
            raise BadInput("threads is 0, a task takes at least one core")
        self._told_of_waiting = False
        self._under_way: dict[Any, _Task] = {}
        self._attempts: Counter[int] = Counter()
        self._files: _Files | None = None

    def hand_out(self, planned: Plan) -> None:
        """Every segment that no task is at; again where the stacked height is another now."""
        segments = planned.segments
        outdated = [
            reference
            for reference, task in self._under_way.items()
            if task.height != segments[task.segment].log_stacked_height
        ]
        for reference in outdated:
            del self._attempts[self._under_way.pop(reference).segment]
        _end(outdated)
        busy = {task.segment for task in self._under_way.values()}
        waiting = [k for k in range(len(segments)) if k not in busy and (planned.is_growing or not planned.is_proven(k))]
        for k in waiting:
            self._start(planned, segments[k], k)

    def _start(self, planned: Plan, segment: PlannedSegment, k: int) -> None:
        if self._files is None:
            self._files = _Files(planned)
        needed = segment.memory_bytes + _BESIDE
        memory = needed if self._budget is None else min(needed, self._budget + _BESIDE)
        self._tell_of_waiting(memory)
        task = _task.options(
            num_cpus=self._threads,
            memory=memory,
            max_retries=self._retries,
            name=f"zkmem segment {k}",
        )
        reference = task.remote(planned.path, k, self._threads, self._budget, *self._files.of(planned, k, segment.log_stacked_height))
        self._under_way[reference] = _Task(k, segment.log_stacked_height, planned.is_growing)
        self._attempts[k] += 1

    def _tell_of_waiting(self, memory: int) -> None:
        """Ray queues what no node has room for, and says nothing: a node may join that has."""
        if self._told_of_waiting:
            return
        all_nodes: Callable[[], Any] = ray.nodes
        nodes = [node["Resources"] for node in all_nodes() if node["Alive"]]
        if any(one.get("CPU", 0) >= self._threads and one.get("memory", 0) >= memory for one in nodes):
            return
        self._told_of_waiting = True
        largest = ", ".join(f"{one.get('CPU', 0):.0f} cores and {one.get('memory', 0) / 2**20:.0f} MiB" for one in nodes)
        _log.warning(
            "no node of the cluster has %d cores and %.0f MiB for a segment, they have %s: segments wait for one that joins",
            self._threads,
            memory / 2**20,
            largest,
        )

    def finish(
        self,
        planned: Plan,
        progress: ProgressLike,
        on_segment: Callable[[SegmentDone], object] | None,
        cancel: _core.Cancellation | None,
    ) -> None:
        """Hands out the rest, until all of the whole plan is proven."""
        with teller("segments", progress) as tell:
            self._finish(planned, tell, on_segment, cancel)

    def _finish(
        self,
        planned: Plan,
        progress: Callable[[Progress], object] | None,
        on_segment: Callable[[SegmentDone], object] | None,
        cancel: _core.Cancellation | None,
    ) -> None:
        self.hand_out(planned)
        segments = planned.segments
        cells = sum(segment.cells for segment in segments)
        cells_done = cells - sum(segments[task.segment].cells for task in self._under_way.values())
        while self._under_way:
            if cancel is not None and cancel.requested:
                raise Cancelled("cancelled")
            ready, _ = ray.wait(list(self._under_way), num_returns=1, timeout=0.1)
            for reference in ready:
                task = self._under_way.pop(reference)
                k = task.segment
                node, process, keys_made, report, file = _answer(reference, k)
                counts = planned.is_proven(k) if file is None else planned._core.accept(k, file)
                if not counts:
                    # A worker that computes wrongly: once more, elsewhere or not.
                    if self._attempts[k] > self._retries:
                        raise Rejected(f"segment {k}: its proof is not valid after {self._attempts[k]} attempts")
                    self._start(planned, segments[k], k)
                    continue
                planned._reports[k] = report
                cells_done += segments[k].cells
                if on_segment is not None:
                    on_segment(SegmentDone(k, len(segments), node, process, self._attempts[k], task.early, keys_made))
                if progress is not None:
                    done = cells_done / max(cells, 1)
                    progress(Progress("segments", done, k, len(segments), done))

    def cancel(self) -> None:
        _end(list(self._under_way))
        self._under_way.clear()


def _end(references: Sequence[Any]) -> None:
    """Ends tasks, and waits a while for it: what they held is free then, and nobody is told of their errors."""
    for reference in references:
        ray.cancel(reference, force=True)
    until = time.monotonic() + 10
    for reference in references:
        with contextlib.suppress(Exception):
            ray.get(reference, timeout=max(0.0, until - time.monotonic()))


class _Files:
    """What each segment's task reads, once in the object store however many tasks read it, and once on each node that
    does: the keys; and, unless there is a folder that all nodes see, files."""

    def __init__(self, planned: Plan) -> None:
        self._on_disk = planned.path is not None
        self._starts: dict[int, Any] = {}
        self._plan: tuple[tuple[int, bool], Any] | None = None
        self._keys: dict[int, Any] = {}
        self._common: list[Any] = []
        if not self._on_disk:
            inputs = [f"input{i}" for i in range(planned.content["inputs"])]
            self._common = [ray.put(_read(planned, ["program.elf", "state", "image", *inputs]))]

    def of(self, planned: Plan, k: int, height: int) -> list[Any]:
        """A task's last arguments: the keys, and groups of files."""
        if height not in self._keys:
            self._keys[height] = ray.put(planned._core.keys())
        keys = self._keys[height]
        if self._on_disk:
            return [keys]
        version = len(planned), planned.is_growing
        if self._plan is None or self._plan[0] != version:
            name = "growing.json" if planned.is_growing else "plan.json"
            self._plan = version, ray.put([(name, planned._core.json.encode())])
        has_ends = k == len(planned) - 1 or planned.segments[k].leaves > 0
        own = [f"segment{k}.log"] + (["end"] if has_ends else [])
        first = 0 if planned._core.starts_are_chained else k
        starts = [self._start(planned, i) for i in range(first, k + 1)]
        return [keys, *self._common, self._plan[1], ray.put(_read(planned, own)), *starts]

    def _start(self, planned: Plan, k: int) -> Any:
        if k not in self._starts:
            self._starts[k] = ray.put(_read(planned, [f"segment{k}.start"]))
        return self._starts[k]


def _read(planned: Plan, names: Sequence[str]) -> list[tuple[str, bytes]]:
    files = []
    for name in names:
        try:
            files.append((name, planned._core.read_file(name)))
        except ZkmemError:
            continue  # not every kind of plan has every file
    return files


def _prove_segment(path: str | None, k: int, threads: int, budget: int | None, keys: Any, *files: Any) -> Any:
    """On a worker. Its process keeps the keys for the next task."""
    _core.take_keys(keys)
    if path is not None:
        planned = Plan.open(path)
    else:
        planned = Plan(_core.plan_of_files([one for group in files for one in group]))
    report = _once_free(lambda: planned.prove_segment(k, threads=threads, memory_budget=budget))
    file = None if path is not None else planned._core.read_file(f"segment{k}.proof")
    return ray.get_runtime_context().get_node_id(), os.getpid(), _core.keys_made(), dict(report), file


def _once_free(do_it: Callable[[], _T], seconds: float = 60) -> _T:
    """A worker that has been ended may hold its segment's lock for a moment more."""
    until = time.monotonic() + seconds
    while True:
        try:
            return do_it()
        except BadInput as held:
            if "another process works on" not in held.message or time.monotonic() > until:
                raise
            time.sleep(0.1)


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
