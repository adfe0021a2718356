"""Replay and its traces, openings, soundness: the command line's answers."""

import json

import numpy as np
import pytest

import zkmem
from conftest import writes


def test_replay_says_what_the_command_line_says(tmp_path, cli):
    log = writes(2000, 300)
    log.write(tmp_path / "a.zklog")
    said = json.loads(cli("replay", tmp_path / "a.zklog", "--traces", "--json"))
    replayed = zkmem.replay(log, traces=True, annotate=True)
    assert len(replayed.segments) == len(said["segments"]) == 1
    for segment, expected in zip(replayed.segments, said["segments"]):
        assert dict(segment.facts) == {name: expected[name] for name in segment.facts}
        assert [(t.name, t.used_rows, *t.cells.shape) for t in segment.traces] == [
            (chip["name"], chip["used_rows"], chip["height"], chip["width"]) for chip in expected["chips"]
        ]
        for trace in segment.traces:
            assert trace.cells.dtype == np.uint32 and trace.cells.flags.f_contiguous and not trace.cells.flags.owndata
            assert (trace.cells < 2013265921).all() and trace.cells[: trace.used_rows].any()
    assert replayed.image.root == replayed.segments[0].facts["final_root"]
    cli("replay", tmp_path / "a.zklog", "--annotate", tmp_path / "annotated.jsonl")
    assert replayed.annotated == (tmp_path / "annotated.jsonl").read_text()


def test_inconsistent_log():
    log = zkmem.Log.from_columns([1, 0], 2, [0, 0], word=[5, 6])
    with pytest.raises(zkmem.Rejected, match="entry 1"):
        zkmem.replay(log)


def test_openings():
    memory = zkmem.Memory()
    memory.write(2, 64, [1, 2, 3, 4])
    image = memory.image()
    opening = image.open(2, 63, 6)
    assert zkmem.verify_opening(opening, root=image.root) == zkmem.OpenedCells(2, 63, (0, 1, 2, 3, 4, 0))
    memory.write(2, 64, [1, 2, 3, 5])
    with pytest.raises(zkmem.Rejected):
        zkmem.verify_opening(opening, root=memory.image().root)
    with pytest.raises(zkmem.BadInput):
        zkmem.verify_opening(opening[:-1], root=image.root)
    with pytest.raises(zkmem.BadInput, match="no address space 9"):
        image.open(9, 0)
    with pytest.raises(zkmem.BadInput, match="root"):
        zkmem.verify_opening(opening, root="xyz")


def test_soundness(cli):
    said = json.loads(cli("soundness", "--params", "fast:20", "--json"))["sets"][0]["terms"]
    terms = zkmem.soundness("fast:20")
    assert terms["total"] >= 100 and all(said[name] == value for name, value in terms.items())
    with pytest.raises(zkmem.BadInput):
        zkmem.soundness("none")


@pytest.mark.parametrize("memory", ["persistent", "global"])
def test_soundness_of_a_proof(memory, tmp_path, cli):
    log = writes(3000, 500, memory=memory)
    proof = zkmem.prove(log, segment_accesses=1000, output=tmp_path / "p.zkproof")
    said = json.loads(cli("soundness", tmp_path / "p.zkproof", "--json"))["sets"]
    for given in (proof, tmp_path / "p.zkproof", bytes(proof)):
        sets = zkmem.soundness_of(given)
        assert [dict(one.terms) for one in sets] == [one["terms"] for one in said]
        assert [dict(one.bounds) for one in sets] == [one["bounds"] for one in said]
    assert min(one.total for one in sets) == pytest.approx(proof.proven_bits) and proof.proven_bits >= 100
    assert ("ledger" in sets[0].terms) == (memory == "global")


def test_soundness_of_a_key(tmp_path, cli):
    cli("keygen", "--vm", "rv32im", "--params", "fast:20", "-o", tmp_path)
    said = json.loads(cli("soundness", tmp_path / "vk.postcard", "--json"))["sets"]
    assert [dict(one.terms) for one in zkmem.soundness_of(tmp_path / "vk.postcard")] == [one["terms"] for one in said]
    with pytest.raises(zkmem.BadInput):
        zkmem.soundness_of(b"no key")
    with pytest.raises(FileNotFoundError):
        zkmem.soundness_of(tmp_path / "none")
