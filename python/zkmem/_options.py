"""What the functions of the package have in common: files, configurations, budgets, progress."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Union

from . import _core
from .errors import BadInput
from .progress import Bar, Follower, Progress, ProgressLike

__all__ = ["BytesLike", "Config", "File", "Initial", "Size"]

BytesLike = Union[bytes, bytearray, memoryview]
File = Union[str, "os.PathLike[str]", BytesLike]
"""A file: its path, or its content as bytes."""
Config = Union[str, "os.PathLike[str]", Mapping[str, Any]]
"""A memory's configuration: a JSON file's path, or its fields (docs/spec/cli.md, "Configuration as JSON")."""
Initial = Union[Mapping[tuple[int, int], BytesLike], Sequence[str]]
"""Memory to start on: bytes by (space, pointer), or the command line's ``SPACE:POINTER=FILE``."""
Size = Union[int, str]
"""Bytes, or the command line's ``512M``, ``8G``."""

_log = logging.getLogger("zkmem")


def path_of(file: str | os.PathLike[str]) -> str:
    path = os.fspath(file)
    if not isinstance(path, str):
        raise TypeError(f"a path as text is needed, not {type(path).__name__}")
    return path


def split_file(file: File, what: str) -> tuple[str, bytes | None]:
    """(name, content); without content, the core reads the file of that name."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        return what, bytes(file)
    return path_of(file), None


def read(file: File) -> bytes:
    """An input item's content."""
    name, content = split_file(file, "")
    if content is not None:
        return content
    with open(name, "rb") as opened:
        return opened.read()


def items_of(stdin: File | None, input: Sequence[File] | File) -> list[bytes]:
    items: list[File] = [] if stdin is None else [stdin]
    if isinstance(input, (str, os.PathLike, bytes, bytearray, memoryview)):
        items.append(input)
    else:
        items.extend(input)
    return [read(item) for item in items]


def config_text(config: Config | None) -> tuple[str, str]:
    """(JSON, what messages call it)."""
    if config is None:
        return "", "config"
    if isinstance(config, Mapping):
        return json.dumps(dict(config)), "config"
    path = path_of(config)
    return read(path).decode(), path


def initial_bytes(initial: Initial | None) -> list[tuple[int, int, bytes, str]]:
    if initial is None:
        return []
    if isinstance(initial, Mapping):
        return [(s, p, bytes(content), f"initial {s}:{p}") for (s, p), content in initial.items()]
    pieces = []
    for text in [initial] if isinstance(initial, str) else initial:
        place, _, file = text.partition("=")
        match = re.fullmatch(r"(\d+|0x[0-9a-fA-F]+):(\d+|0x[0-9a-fA-F]+)", place)
        if match is None or not file:
            raise BadInput(f"initial: '{text}' is not SPACE:POINTER=FILE")
        pieces.append((int(match[1], 0), int(match[2], 0), read(file), f"initial {text}"))
    return pieces


def memory_of(
    config: Config | None, profile: str | None, memory: str | None, initial: Initial | None
) -> tuple[str, str, str, str, list[tuple[int, int, bytes, str]]]:
    """What the core takes of the keywords that say which memory; empty texts: not given."""
    text, config_name = config_text(config)
    return text, config_name, profile or "", memory or "", initial_bytes(initial)


def bytes_in(size: Size | None) -> int | None:
    if size is None or isinstance(size, int):
        return size
    match = re.fullmatch(r"(\d+)([KMG]?)", size)
    if match is None or int(match[1]) == 0:
        raise BadInput(f"memory_budget: '{size}' is no size (512M, 8G, ...)")
    return int(match[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[match[2]]


@contextlib.contextmanager
def work(
    title: str,
    threads: int | None = None,
    memory_budget: Size | None = None,
    progress: ProgressLike = None,
    notes: Callable[[str], object] | None = None,
    cancel: _core.Cancellation | None = None,
) -> Iterator[_core.WorkOptions]:
    """What long work takes. ``progress``: True for a tqdm bar, or a callback."""
    budget = bytes_in(memory_budget)
    told: contextlib.AbstractContextManager[Callable[[Progress], object] | None]
    told = Bar(title) if progress is True else contextlib.nullcontext(None if progress is False else progress)
    with told as tell:
        follower = None if tell is None else Follower(tell)
        yield _core.WorkOptions(threads or 0, budget, follower, notes or _log.info, cancel)
