"""zkmem: a memory system for zero-knowledge virtual machines, with its own STARK prover.

Programs and access logs are run, checked, proven and verified; logs are numpy arrays and Arrow columns. See
docs/python.md.
"""

from __future__ import annotations

from importlib.metadata import version as _version

from ._core import Cancellation
from .errors import (
    AccessError,
    BadInput,
    CapacityError,
    Cancelled,
    FileError,
    LimitReached,
    NoSuchFile,
    Rejected,
    Trap,
    ZkmemError,
)
from .images import Image
from .logs import INC, READ, READ_UNKNOWN, SEGMENT, WRITE, Log
from .memory import Checkpoint, Memory
from .openings import OpenedCells, verify_opening
from .plans import Plan, PlannedSegment, plan
from .programs import Cost, Run, run
from .progress import Progress
from .proofs import CheckResult, Proof, Verdict, check, prove, verify
from .replays import ChipTrace, Replay, ReplayedSegment, replay
from .states import State, StateVersion
from .strength import Soundness, soundness, soundness_of

__version__ = _version("zkmem")

__all__ = [
    "INC",
    "READ",
    "READ_UNKNOWN",
    "SEGMENT",
    "WRITE",
    "AccessError",
    "BadInput",
    "CapacityError",
    "Cancellation",
    "Cancelled",
    "CheckResult",
    "ChipTrace",
    "Checkpoint",
    "Cost",
    "FileError",
    "Image",
    "LimitReached",
    "Log",
    "Memory",
    "NoSuchFile",
    "OpenedCells",
    "Plan",
    "PlannedSegment",
    "Progress",
    "Proof",
    "Rejected",
    "Replay",
    "ReplayedSegment",
    "Run",
    "Soundness",
    "State",
    "StateVersion",
    "Trap",
    "Verdict",
    "ZkmemError",
    "check",
    "plan",
    "prove",
    "replay",
    "run",
    "soundness",
    "soundness_of",
    "verify",
    "verify_opening",
]
