"""What the functions of the package have in common: files, configurations, budgets, progress."""

from __future__ import annotations

import contextlib
import json
import logging
import operator
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
    if "\0" in path:
        raise BadInput(f"the path {path!r} has a null character")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise BadInput(f"the path {path!r} is not UTF-8") from None
    return path


def split_file(file: File, what: str) -> tuple[str, bytes | None]:
    """(name, content); without content, the core reads the file of that name."""
    if isinstance(file, (bytes, bytearray, memoryview)):
        return what, bytes(file)
    return path_of(file), None


def read(file: File) -> bytes:
    """An input item's content."""
    name, content = split_file(file, "")
    return _core.read_file(name) if content is None else content


def whole_number(name: str, value: int | None, most: int = 2**64 - 1) -> int | None:
    """A keyword's number as the core takes it, whatever kind of integer it is."""
    if value is None:
        return None
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: a whole number is needed, not {type(value).__name__}") from None
    if not 0 <= number <= most:
        raise BadInput(f"{name} is {number}, it must be 0 to {most}")
    return number


def word_of(name: str, value: int) -> int:
    """A number of 32 bits."""
    return whole_number(name, value, most=2**32 - 1) or 0


def text(name: str, value: str | None) -> str:
    """A keyword's text as the core takes it: "" is none."""
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{name}: text is needed, not {type(value).__name__}")
    return value or ""


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
    try:
        return read(path).decode(), path
    except UnicodeDecodeError as bad:
        raise BadInput(f"{path}: byte {bad.start}: not UTF-8") from None


def initial_bytes(initial: Initial | None) -> list[tuple[int, int, bytes, str]]:
    if initial is None:
        return []
    pieces = []
    if isinstance(initial, Mapping):
        for place, content in initial.items():
            if not isinstance(place, tuple) or len(place) != 2:
                raise BadInput(f"initial: {place!r} is no (space, pointer)")
            if not isinstance(content, (bytes, bytearray, memoryview)):
                raise TypeError(f"initial: bytes are needed at {place}, not {type(content).__name__}")
            s, p = (word_of(f"initial: {name}", one) for name, one in zip(("space", "pointer"), place))
            pieces.append((s, p, bytes(content), f"initial {s}:{p}"))
        return pieces
    for word in [initial] if isinstance(initial, str) else initial:
        where, _, file = word.partition("=")
        match = re.fullmatch(r"(\d+|0x[0-9a-fA-F]+):(\d+|0x[0-9a-fA-F]+)", where)
        if match is None or not file:
            raise BadInput(f"initial: '{word}' is not SPACE:POINTER=FILE")
        pieces.append((int(match[1], 0), int(match[2], 0), read(file), f"initial {word}"))
    return pieces


def memory_of(
    config: Config | None, profile: str | None, memory: str | None, initial: Initial | None
) -> tuple[str, str, str, str, list[tuple[int, int, bytes, str]]]:
    """What the core takes of the keywords that say which memory; empty texts: not given."""
    fields, config_name = config_text(config)
    return fields, config_name, text("profile", profile), text("memory", memory), initial_bytes(initial)


def bytes_in(size: Size | None) -> int | None:
    if size is None:
        return None
    if not isinstance(size, str):
        try:
            number = operator.index(size)
        except TypeError:
            kind = type(size).__name__
            raise TypeError(f"memory_budget: a number of bytes or text such as '8G' is needed, not {kind}") from None
        if not 0 < number < 2**63:
            raise BadInput(f"memory_budget: {number} is no size (512M, 8G, ...)")
        return number
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
    cores = whole_number("threads", threads, most=2**16) or 0
    with teller(title, progress) as tell:
        follower = None if tell is None else Follower(tell)
        yield _core.WorkOptions(cores, budget, follower, notes or _log.info, cancel)


def teller(title: str, progress: ProgressLike) -> contextlib.AbstractContextManager[Callable[[Progress], object] | None]:
    """What is told of progress: a bar, a callback or None."""
    if progress is True:
        return Bar(title)
    if progress is None or progress is False:
        return contextlib.nullcontext(None)
    if not callable(progress):
        raise TypeError(f"progress: True or a callback is needed, not {type(progress).__name__}")
    return contextlib.nullcontext(progress)
