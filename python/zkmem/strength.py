"""Proven bits: the command line's ``soundness``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from . import _core
from ._options import File, split_file
from .proofs import Proof

__all__ = ["Soundness", "soundness", "soundness_of"]


@dataclass(frozen=True)
class Soundness:
    """The proven bits of one set of parameters, for the worst statement within the bounds."""

    name: str
    bounds: Mapping[str, int]
    """``constraints`` and ``airs``, ``log_height``, ``columns``, ``n_logup``."""
    terms: Mapping[str, float | None]
    """Bits by term, in the order of the protocol; None: not finite. ``ledger`` ties segments on global memory together."""

    @property
    def total(self) -> float:
        """The least term."""
        total = self.terms["total"]
        assert total is not None
        return total


def _sets(said: str) -> list[Soundness]:
    return [
        Soundness(one["name"], MappingProxyType(one["bounds"]), MappingProxyType(one["terms"]))
        for one in json.loads(said)["sets"]
    ]


def soundness(params: str = "fast") -> dict[str, float | None]:
    """Proven bits of a set of parameters (``fast:20``, ``app``, ...), term by term, ``total`` among them, as ``zkmem
    soundness --json`` has them."""
    return dict(_sets(_core.soundness(params))[0].terms)


def soundness_of(proof_or_key: Proof | File, /) -> list[Soundness]:
    """Proven bits of a proof, or of the worst statement that a verifying key admits: one entry for a key, and one for each
    key that a proof's segments are verified with. Nothing is verified."""
    if isinstance(proof_or_key, Proof):
        name, data = proof_or_key.file or "proof", proof_or_key.data
    else:
        name, data = split_file(proof_or_key, "proof")  # type: ignore[assignment]
    return _sets(_core.soundness_of(name, data))
