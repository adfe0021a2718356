"""Access logs: from and to files, numpy arrays, pandas and Arrow columns."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Union

import numpy as np
import numpy.typing as npt

from . import _core
from ._options import Config, File, Initial, memory_of, path_of, split_file, word_of
from .errors import BadInput

if TYPE_CHECKING:
    import pandas
    import pyarrow

__all__ = ["INC", "READ", "READ_UNKNOWN", "SEGMENT", "WRITE", "Log"]

READ, WRITE, READ_UNKNOWN, INC, SEGMENT = range(5)
"""What an operation is in the column ``op``: a read with the values that it returned, a write, a read without them,
time that passes (its amount is ``pointer``), the end of a segment."""

_CODES = {"read": READ, "write": WRITE, "inc": INC, "segment": SEGMENT}
_NAMES = ["read", "write", "read (unknown)", "inc", "segment"]
_ENTRY = np.dtype([("place", "<u4"), ("time", "<u4"), ("value", "<u4"), ("prev_value", "<u4")])

Column = Union[int, npt.ArrayLike]


class Log:
    """An access log: what a machine's memory was asked to do, in order, on a configuration and from an initial memory.
    It never changes. ``len(log)`` counts its operations.

    Columns (``op``, ``space``, ``pointer``, ``size``, ``values``, ...) are decoded once, on first use, into memory that
    every later look shares: numpy's arrays and Arrow's buffers are the same bytes. They can be read only.
    """

    __slots__ = ("_core", "__weakref__")

    def __init__(self, core: _core.Log) -> None:
        self._core = core

    @staticmethod
    def read(
        file: File,
        *,
        config: Config | None = None,
        profile: str | None = None,
        memory: str | None = None,
        initial: Initial | None = None,
    ) -> Log:
        """A ``.zklog`` or JSON Lines file, told apart by content."""
        path, data = split_file(file, "log")
        return Log(_core.Log.read(path, data, *memory_of(config, profile, memory, initial)))

    @staticmethod
    def from_columns(
        op: npt.ArrayLike,
        space: Column,
        pointer: Column,
        *,
        size: Column | None = None,
        values: npt.ArrayLike | Sequence[npt.ArrayLike] | None = None,
        word: npt.ArrayLike | None = None,
        config: Config | None = None,
        profile: str | None = None,
        memory: str | None = None,
        initial: Initial | None = None,
    ) -> Log:
        """A log from columns, one row an operation: numpy arrays, pandas' series, Arrow arrays, or anything that numpy
        looks at without copying. Columns of whole numbers of any width are read where they are, whatever their strides.

        ``op``: numbers (:data:`READ` ... :data:`SEGMENT`), truth values (is it a write?) or words (``read``, ``write``,
        ``inc``, ``segment``; these are turned into numbers, a byte each). ``space`` and ``size`` may be one number for
        all rows. The cells are ``values``, flat (as many for each access as it has cells), as rows of a matrix, or as a
        list of columns, one a cell; or ``word``, the cells of each access as one little-endian number. Without either,
        reads are reads of whatever was there.
        """
        codes = _operation_codes(op)
        if values is not None and word is not None:
            raise BadInput("values and word are both given: one of them says what the cells are")
        if word is not None:
            form, cells = "word", [column_of("word", word)]
        elif values is None:
            form, cells = "none", []
        else:
            form, cells = _cells(values)
        return Log(
            _core.Log.from_columns(
                codes,
                _column("space", space),
                _column("pointer", pointer),
                None if size is None else _column("size", size),
                form,
                cells,
                *memory_of(config, profile, memory, initial),
            )
        )

    @staticmethod
    def from_arrow(
        table: Any,
        *,
        config: Config | None = None,
        profile: str | None = None,
        memory: str | None = None,
        initial: Initial | None = None,
    ) -> Log:
        """A log from anything with ``__arrow_c_stream__``: a pyarrow or polars table, a pandas frame, a reader of
        batches that never are in memory at once. Columns by name: ``op``, ``space`` (or ``as``), ``pointer`` (or
        ``ptr``), ``size``, and ``values`` (lists) or ``word``; others are not looked at. Arrow's buffers are read where
        they are."""
        of = memory_of(config, profile, memory, initial)
        if not hasattr(table, "__arrow_c_stream__"):
            raise TypeError(f"a table with __arrow_c_stream__ is needed, not {type(table).__name__}")
        return Log(_core.Log.from_arrow(table.__arrow_c_stream__(), *of))

    def write(self, path: str | os.PathLike[str], *, to: str | None = None) -> None:
        """Into a file: by its name (``.jsonl`` is text), or as ``to`` says (``zklog``, ``jsonl``)."""
        if to not in (None, "zklog", "jsonl"):
            raise BadInput(f"to: '{to}' is neither zklog nor jsonl")
        self._core.write(path_of(path), to or "")

    def to_bytes(self) -> bytes:
        """As the bytes of a ``.zklog`` file."""
        return self._core.encode()

    __bytes__ = to_bytes

    def to_jsonl(self, count: int | None = None) -> str:
        """The first ``count`` operations (default: all) as JSON Lines."""
        return self._core.text(2**63 if count is None else count)

    @property
    def config(self) -> dict[str, Any]:
        """The configuration, as :func:`json.loads` gives it."""
        return dict(json.loads(self._core.config))

    @property
    def statistics(self) -> dict[str, Any]:
        """What ``zkmem log stat --json`` says."""
        return dict(json.loads(self._core.statistics))

    @property
    def op(self) -> npt.NDArray[np.uint8]:
        """:data:`READ` ... :data:`SEGMENT`."""
        return self._core.op

    @property
    def space(self) -> npt.NDArray[np.uint32]:
        """Address spaces."""
        return self._core.space

    @property
    def pointer(self) -> npt.NDArray[np.uint32]:
        """Pointers, in cells; the ticks of an :data:`INC`."""
        return self._core.pointer

    @property
    def size(self) -> npt.NDArray[np.uint32]:
        """Cells of each access; 0 of what is none."""
        return self._core.size

    @property
    def timestamp(self) -> npt.NDArray[np.uint32]:
        """The clock at each operation."""
        return self._core.timestamp

    @property
    def prev_timestamp(self) -> npt.NDArray[np.uint32]:
        """When the cells were last touched, where the log knows (:attr:`previous_known`)."""
        return self._core.prev_timestamp

    @property
    def previous_known(self) -> bool:
        """Whether the log is from a live memory, which knows what each access found."""
        return self._core.previous_known

    @property
    def values(self) -> npt.NDArray[np.uint32]:
        """All cells that are known, one after the other; those of operation i are
        ``values[offsets[i]:offsets[i + 1]]``."""
        return self._core.values

    @property
    def offsets(self) -> npt.NDArray[np.int64]:
        """Into :attr:`values`, one more than there are rows."""
        return self._core.offsets

    @property
    def entries(self) -> npt.NDArray[np.void]:
        """The log's own memory, 16 bytes an operation, seen as a structured array: nothing is copied, nothing decoded.
        ``value`` and ``prev_value`` are words for accesses to one block of 4 bytes; ``place`` and ``time`` are packed as
        ``zkmem/memory/online/access_log.h`` says."""
        words = self._core.entries
        return words.view(_ENTRY)[:, 0] if len(words) else np.empty(0, _ENTRY)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """Arrow's stream interface: ``pyarrow.table(log)``, ``polars.DataFrame(log)``, ..."""
        return self._core.arrow_stream()

    def to_arrow(self) -> pyarrow.Table:
        """A pyarrow table over the columns; nothing is copied."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A pandas frame: ``op`` in words (a categorical, whose codes are :attr:`op`), the number columns as views."""
        import pandas

        op = pandas.Categorical.from_codes(self.op.view(np.int8), dtype=pandas.CategoricalDtype(_NAMES))
        columns = {name: getattr(self, name) for name in ("space", "pointer", "size", "timestamp", "prev_timestamp")}
        return pandas.DataFrame({"op": op, **columns}, copy=False)

    def __len__(self) -> int:
        return len(self._core)

    def __repr__(self) -> str:
        config = self.config
        return f"<zkmem.Log of {len(self)} operations, {config['profile']}, {config['mode']}>"

    def __reduce__(self) -> tuple[object, ...]:
        return (Log.read, (self.to_bytes(),))


def _column(name: str, column: Column) -> Any:
    if isinstance(column, (int, np.integer)):
        return word_of(name, int(column))
    return column_of(name, column)


def column_of(name: str, column: npt.ArrayLike) -> npt.NDArray[Any]:
    """Whole numbers, where they are if the machine can read them there."""
    array = np.asarray(column)
    if array.ndim > 1:
        raise BadInput(f"column {name} has {array.ndim} dimensions, one is needed")
    if array.size == 0:
        return np.empty(array.shape, np.uint32)
    if array.dtype.kind == "b":
        return array.view(np.uint8)
    if array.dtype.kind not in "iu":
        row = next((i for i, one in enumerate(array.flat) if _is_missing(one)), None)
        if row is not None:
            raise BadInput(f"operation {row}: {name} is missing, whole numbers are needed")
        raise BadInput(f"column {name} is of type {array.dtype}, whole numbers are needed")
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _is_missing(value: object) -> bool:
    """As pandas has it: None, NaN or NA, of which the last two are not equal to themselves."""
    try:
        return value is None or bool(value != value)
    except TypeError:
        return True  # NA is neither


def _operation_codes(op: npt.ArrayLike) -> npt.NDArray[Any]:
    codes = getattr(op, "codes", None)  # a pandas categorical, or a series of one
    cat = getattr(op, "cat", None)
    if cat is not None:
        codes, categories = cat.codes, list(cat.categories)
    elif codes is not None and hasattr(op, "categories"):
        categories = list(op.categories)
    else:
        array = np.asarray(op)
        if array.dtype.kind not in "OUST":
            return column_of("op", array)
        categories, codes = np.unique(array.astype(str), return_inverse=True)  # type: ignore[assignment]
    unknown = [word for word in categories if str(word) not in _CODES]
    if unknown:
        raise BadInput(f"op: '{unknown[0]}' is no operation (read, write, inc, segment)")
    table: npt.NDArray[np.uint8] = np.array([_CODES[str(word)] for word in categories] or [0], dtype=np.uint8)
    return np.take(table, np.asarray(codes))


def _cells(values: Any) -> tuple[str, list[npt.NDArray[Any]]]:
    if isinstance(values, (list, tuple)) and values and not isinstance(values[0], (list, tuple)) and np.ndim(values[0]) == 1:
        return "cells", [column_of("values", column) for column in values]
    matrix = np.asarray(values)
    if matrix.ndim == 2:
        return "cells", [column_of("values", matrix[:, k]) for k in range(matrix.shape[1])]
    return "flat", [column_of("values", matrix)]
