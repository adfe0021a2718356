"""Proving, checking, verifying: the command line's ``prove``, ``check`` and ``verify``."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Union

from . import _core
from ._options import (
    Config,
    File,
    Initial,
    Size,
    config_text,
    initial_bytes,
    items_of,
    memory_of,
    path_of,
    split_file,
    text,
    whole_number,
    work,
)
from .errors import BadInput
from .logs import Log
from .progress import ProgressLike

__all__ = ["CheckResult", "Proof", "Source", "Verdict", "check", "prove", "verify"]

Source = Union[File, Log]
"""A program (ELF, or OpenVM's ``.vmexe``) or an access log: by path or as bytes, told apart by content; or a log."""


@dataclass(frozen=True, repr=False)
class Proof:
    """A finished proof. :func:`verify` takes it; ``bytes(proof)`` is its file."""

    data: bytes
    """The file's content."""
    file: str | None
    """Where it has been written; None: nowhere."""
    unit: str
    """What ``length`` counts: ``instructions`` or ``accesses``."""
    length: int
    proven_bits: float
    claim: Mapping[str, Any]
    """What is claimed, with the fields that ``zkmem prove --json`` has of a statement."""
    plan: Mapping[str, Any]
    """How the work was cut (docs/spec/work-folder.md)."""
    segments: Sequence[Mapping[str, Any]] = field(default=())
    """What each segment took: ``seconds`` by phase, ``cells`` by chip, ``proof_bytes``."""
    resumed: int = 0
    retried: int = 0
    warning: str | None = None
    """Of a failed program: what :func:`verify` will say."""

    def __bytes__(self) -> bytes:
        return self.data

    def write(self, path: str | os.PathLike[str]) -> None:
        """Into a file, whole or not at all."""
        _core.write_file(path_of(path), self.data)

    @property
    def cells_by_chip(self) -> dict[str, int]:
        """Cells of the traces, by chip, most first."""
        return _summed(self.segments, "cells")

    @property
    def seconds_by_phase(self) -> dict[str, float]:
        """Seconds of proving, by phase."""
        return _summed(self.segments, "seconds")

    def __repr__(self) -> str:
        count = len(self.claim["segments"])
        return (
            f"<zkmem.Proof of {self.length} {self.unit} in {count} segment{'s' if count != 1 else ''}, "
            f"{len(self.data)} bytes, {self.proven_bits:.1f} proven bits>"
        )


@dataclass(frozen=True)
class CheckResult:
    """Every constraint of every row holds, and every bus balances."""

    segments: int
    accesses: int
    instructions: int
    cells: int
    bus_messages: int
    tokens: int
    check_seconds: float


@dataclass(frozen=True)
class Verdict:
    """An accepted proof, in words: first what it does not show. ``str(verdict)`` is what ``zkmem verify`` prints."""

    not_shown: tuple[str, ...]
    """What the proof does not show, a sentence each, most important first."""
    shown: tuple[str, ...]
    proven_bits: float
    claim: Mapping[str, Any]
    """What is claimed and now verified, field by field, as ``zkmem verify --json`` has it."""

    @property
    def kind(self) -> str:
        """``execution``, ``memory``, ``execution-global`` or ``memory-global``."""
        return str(self.claim["kind"])

    @property
    def public_values(self) -> bytes | None:
        """What a program has revealed."""
        values = self.claim.get("public_values")
        return None if values is None else bytes(values)

    @property
    def exit_code(self) -> int | None:
        """Of a program."""
        return self.claim.get("exit_code")

    @property
    def initial_root(self) -> str | None:
        return self.claim.get("initial_root")

    @property
    def final_root(self) -> str | None:
        return self.claim.get("final_root")

    def __str__(self) -> str:
        lines = [f"not shown: {line}" for line in self.not_shown] + [f"shown: {line}" for line in self.shown]
        return "\n".join(lines)


def make_input(
    source: Source,
    *,
    stdin: File | None,
    input: Sequence[File] | File,
    config: Config | None,
    profile: str | None,
    memory: str | None,
    initial: Initial | None,
    segment_accesses: int | None,
    max_instructions: int | None,
    params: str | None = None,
    hash: str | None = None,
    for_: str | None = None,
    initial_root: bool = False,
    final_root: bool = False,
    state: str | os.PathLike[str] | None = None,
    options: _core.WorkOptions,
    chooses: bool,
) -> _core.Input:
    if for_ not in (None, "openvm"):
        raise BadInput(f"for_ is '{for_}', it must be 'openvm'")
    if for_ is not None and hash is not None:
        raise BadInput("for_ and hash are both given: for_='openvm' is hash='poseidon2'")
    log, path, data, name = None, "", None, "log"
    if isinstance(source, Log):
        log = source._core
    else:
        path, data = split_file(source, "input")
        name = path
    return _core.make_input(
        log,
        path,
        data,
        name,
        items_of(stdin, input),
        *memory_of(config, profile, memory, initial),
        whole_number("segment_accesses", segment_accesses),
        whole_number("max_instructions", max_instructions),
        text("params", params),
        text("hash", hash),
        for_ is not None,
        initial_root,
        final_root,
        "" if state is None else path_of(state),
        chooses,
        options,
    )


def prove(
    source: Source,
    /,
    *,
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
    output: str | os.PathLike[str] | None = None,
    resume: bool = False,
    restart: bool = False,
    threads: int | None = None,
    memory_budget: Size | None = None,
    progress: ProgressLike = None,
    notes: Callable[[str], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Proof:
    """Prove that a program ran, or that a log is consistent: each read returns what was last written.

    Keywords are the command line's options (``zkmem prove --help``, docs/spec/cli.md). Without ``output`` the proof and
    all unfinished work stay in memory; with it, finished segments wait in ``OUTPUT.work`` and ``resume`` goes on.
    ``progress`` is True for a tqdm bar or a callback; ``notes`` is called with each line that says how the work makes do
    with less (default: the logger ``zkmem``). Other threads of Python run meanwhile, and Ctrl-C or ``cancel`` stop it.

    Raises :class:`Rejected` for a log that is not consistent, :class:`Trap` for a program that traps,
    :class:`LimitReached` for a budget too small, with what would be enough.
    """
    file = None if output is None else path_of(output)
    with work("prove", threads, memory_budget, progress, notes, cancel) as options:
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
        data, said = _core.prove(made, file or "", resume, restart, path_of(state) if state is not None else "", options)
    return proof_of(data, file, json.loads(said))


def proof_of(data: bytes, file: str | None, said: Mapping[str, Any]) -> Proof:
    report = said["report"]
    return Proof(
        data=data,
        file=file,
        unit=said["unit"],
        length=said["length"],
        proven_bits=said["proven_bits"],
        claim=MappingProxyType(said["claim"]),
        plan=MappingProxyType(said["plan"]),
        segments=tuple(report["segments"]),
        resumed=report["resumed"],
        retried=report["retried"],
        warning=said["warning"],
    )


def check(
    source: Source,
    /,
    *,
    stdin: File | None = None,
    input: Sequence[File] | File = (),
    initial: Initial | None = None,
    config: Config | None = None,
    profile: str | None = None,
    memory: str | None = None,
    segment_accesses: int | None = None,
    max_instructions: int | None = None,
    threads: int | None = None,
    progress: ProgressLike = None,
    cancel: _core.Cancellation | None = None,
) -> CheckResult:
    """Check every constraint of every row and every bus, without a proof. Raises :class:`Rejected` with the first
    failure explained: chip, row, constraint or message, and line of the log or instruction."""
    with work("check", threads, None, progress, None, cancel) as options:
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
            options=options,
            chooses=False,
        )
        return CheckResult(**json.loads(_core.check(made, options)))


def verify(
    proof: File | Proof,
    /,
    *,
    program: File | None = None,
    log: Source | None = None,
    initial: Initial | None = None,
    config: Config | None = None,
    profile: str | None = None,
    params: str | None = None,
    hash: str | None = None,
    initial_root: str | None = None,
    final_root: str | None = None,
    exit_code: int | str = 0,
    public_values: bytes | str | None = None,
    allow_weak_params: bool = False,
    threads: int | None = None,
    progress: ProgressLike = None,
    cancel: _core.Cancellation | None = None,
) -> Verdict:
    """Check every segment of a proof and the chain, and say what is shown and what is not.

    ``program`` or ``log`` is what the proof must be about, over ``initial``; the other keywords are the only ones to
    accept, as ``zkmem verify`` has them (``exit_code="any"`` for any). Raises :class:`Rejected`, never returns a no.
    """
    if program is not None and log is not None:
        raise BadInput("program and log are both given: a proof is about one of them")
    if initial is not None and program is None and log is None:
        raise BadInput("initial is what program or log starts on: neither is given")
    if isinstance(exit_code, str) and exit_code != "any":
        raise BadInput(f"exit_code: '{exit_code}' is no number, nor any")
    if isinstance(exit_code, int) and not 0 <= exit_code < 2**32:
        raise BadInput(f"exit_code: {exit_code} is no number below 2^32")
    fields, config_name = config_text(config)
    name, data = (proof.file or "proof", proof.data) if isinstance(proof, Proof) else split_file(proof, "proof")
    program_name, program_data = ("", None) if program is None else split_file(program, "program")
    if isinstance(log, Log) and (config is not None or profile is not None or initial is not None):
        log = log.to_bytes()
    if log is not None and not isinstance(log, Log):
        log = Log.read(log, config=config, profile=profile, initial=initial)
    try:
        values = bytes.fromhex(public_values) if isinstance(public_values, str) else public_values
    except ValueError:
        raise BadInput(f"public_values: {public_values!r} is not bytes in hex") from None
    with work("verify", threads, None, progress, None, cancel) as options:
        said = _core.verify(
            name,
            data,
            program_name,
            program_data,
            None if log is None else log._core,
            fields,
            config_name,
            text("profile", profile),
            initial_bytes(initial) if log is None else [],
            text("params", params),
            text("hash", hash),
            text("initial_root", initial_root),
            text("final_root", final_root),
            None if isinstance(exit_code, str) else exit_code,
            values,
            allow_weak_params,
            options,
        )
    answer = json.loads(said)
    return Verdict(
        tuple(answer["not_shown"]), tuple(answer["shown"]), answer["proven_bits"], MappingProxyType(answer["claim"])
    )


def _summed(segments: Sequence[Mapping[str, Any]], what: str) -> dict[str, Any]:
    total: Counter[str] = Counter()
    for segment in segments:
        total.update(segment[what])
    return dict(total.most_common())
