"""What can go wrong, as exceptions. Every one is a :class:`ZkmemError` and has the fields ``message`` (one line),
``kind``, ``file`` and ``place`` (what the message begins with, where it names them), and ``got`` and ``expected`` (the
two sides, where the message has them). The command line's exit code for the same error is ``exit_code``."""

from __future__ import annotations

import errno as _errno
import os as _os
import re as _re

__all__ = [
    "AccessError",
    "BadInput",
    "CapacityError",
    "Cancelled",
    "FileError",
    "LimitReached",
    "NoSuchFile",
    "Rejected",
    "Trap",
    "ZkmemError",
]

_PLACE = _re.compile(r"(?:[a-z][a-z_ ]*: )*((?:operation|line|byte|entry|segment|column|leaf) [^:\s]+(?: of [0-9]+)?)(?=: )")
_SIDES = (
    # What was found, and what should be.
    _re.compile(r"claimed is (\S+), proven (\S+)"),
    _re.compile(r"is (\S+), (?:it )?must be (.+?)(?:, at | \(|$)"),
    _re.compile(r"is (\S+) in the log but (\S+) in memory"),
    _re.compile(r"needs (\d+) bytes.*?the budget is (\d+)"),
    _re.compile(r"[Tt]he (?:final|initial) root is (\S+), (?:not )?(\S+)"),
    _re.compile(r"give (\S+) proven bits, (\S+) are required"),
    _re.compile(r"(\S+) values are given, the operations have (\S+)"),
    _re.compile(r"checksum is (\S+), recorded (\S+)"),
    _re.compile(r"has (\S+), expected (\S+)"),
    _re.compile(r"returned (\S+).*?(?:was|holds) (\S+)"),
    _re.compile(r"is (\S+), (?:not|expected) (\S+)"),
)


class ZkmemError(Exception):
    """What every error of this package is."""

    kind: str = "error"
    exit_code: int = 2
    message: str
    file: str | None
    place: str | None
    got: str | None
    expected: str | None

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.file, rest = _split_file(message)
        place = _PLACE.match(rest)
        self.place = place[1] if place else None
        self.got = self.expected = None
        for pattern in _SIDES:
            if sides := pattern.search(message):
                self.got, self.expected = sides[1], sides[2]
                break

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (type(self), self.message, dict(self.__dict__)))


class BadInput(ZkmemError, ValueError):
    """A file, an option or a value is wrong."""

    kind = "bad_input"


class AccessError(BadInput):
    """The memory refused an access, and is as it was. ``rule`` names what was broken (``out_of_bounds``,
    ``misaligned``, ...); ``actual`` and ``limit`` are its two numbers; the access is ``op``, ``space``, ``pointer``,
    ``size`` at the clock ``timestamp``."""

    rule: str
    op: str
    space: int
    pointer: int
    size: int
    timestamp: int
    actual: int
    limit: int


class Rejected(ZkmemError):
    """The answer is no: of a proof, of a check, of a log that is not consistent."""

    kind = "rejected"
    exit_code = 1


class Trap(ZkmemError):
    """The program trapped: ``cause``, ``pc`` and ``address`` where :func:`zkmem.run` raised it, whose result is ``run``."""

    kind = "trap"
    exit_code = 1
    cause: str | None = None
    pc: int | None = None
    address: int | None = None
    run: object = None


class LimitReached(ZkmemError):
    """A budget or a capacity; the message says what would be enough."""

    kind = "limit"
    exit_code = 3


class CapacityError(AccessError, LimitReached):
    """An access too many for a segment: a limit, and nothing else is wrong with it."""

    kind = "limit"
    exit_code = 3


class Cancelled(ZkmemError):
    """A cancellation was asked for. (Ctrl-C is ``KeyboardInterrupt``, as everywhere.)"""

    kind = "cancelled"
    exit_code = 130


class FileError(ZkmemError, OSError):
    """The operating system refused; ``errno`` and ``filename`` as of any ``OSError``."""

    kind = "io"

    def __init__(self, message: str) -> None:
        ZkmemError.__init__(self, message)
        named = _re.search(r"'([^']*)'", message)
        if self.file is None and named:
            self.file = named[1]
        self.filename = self.file
        self.errno = next((n for n in _errno.errorcode if message.endswith(": " + _os.strerror(n))), None)


class NoSuchFile(FileError, FileNotFoundError):
    """There is no file of that name."""


_KINDS: tuple[type[ZkmemError], ...] = (BadInput, Rejected, Trap, LimitReached, Cancelled, FileError)
_BY_KIND = {made.kind: made for made in _KINDS}


def _split_file(message: str) -> tuple[str | None, str]:
    """The file that a message begins with: "a.jsonl: line 3: ...". What else stands before a colon is no file."""
    head, colon, rest = message.partition(": ")
    if not colon or _PLACE.match(message) or _re.fullmatch(r"[a-z_]+", head):
        return None, message
    looks_like_one = _re.fullmatch(r"\S*[./]\S*", head) is not None or _os.path.exists(head)
    return (head, rest) if looks_like_one else (None, message)


def _made(kind: str, message: str) -> ZkmemError:
    """For the core: the exception of a kind."""
    made = _BY_KIND[kind](message)
    if isinstance(made, FileError) and made.errno == _errno.ENOENT:
        return NoSuchFile(message)
    return made


def _refused(
    message: str, rule: str, op: str, space: int, pointer: int, size: int, timestamp: int, actual: int, limit: int
) -> AccessError:
    """For the core: the exception of a refused access."""
    made = (CapacityError if rule == "capacity_reached" else AccessError)(message)
    made.rule, made.op, made.space, made.pointer, made.size = rule, op, space, pointer, size
    made.timestamp, made.actual, made.limit = timestamp, actual, limit
    made.got, made.expected = str(actual), str(limit)
    return made


def _restored(made: type[ZkmemError], message: str, fields: dict[str, object]) -> ZkmemError:
    """A copy from another process, with its fields."""
    error = made(message)
    error.__dict__.update(fields)
    return error
