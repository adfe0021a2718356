"""Plans: the command line's, step by step, with the same bytes."""

import json
import os

import pytest

import zkmem
from conftest import CAPITALS, SORT, writes

THREE = {"segment_accesses": 1000}


@pytest.mark.parametrize("memory", ["persistent", "global"])
def test_steps_have_the_bytes_of_the_whole(memory, tmp_path):
    log = writes(3000, 500, memory=memory)
    whole = bytes(zkmem.prove(log, **THREE))
    for output in (None, tmp_path / "work"):
        planned = zkmem.plan(log, output=output, **THREE)
        assert len(planned) >= 3 and planned.path == (None if output is None else str(output))
        assert sum(segment.length for segment in planned.segments) >= 3000
        for k in reversed(range(len(planned))):
            assert not planned.is_proven(k)
            report = planned.prove_segment(k)
            assert planned.is_proven(k) and report["proof_bytes"] > 0
        assert planned.status()["proven"] == list(range(len(planned)))
        proof = planned.assemble()
        assert bytes(proof) == whole
        assert zkmem.verify(proof, log=log).proven_bits >= 100


def test_folder_is_the_command_lines(tmp_path, cli):
    there = tmp_path / "there"
    cli("plan", SORT, "--stdin", CAPITALS, "-o", there, "--segment-accesses", 300000)
    here = zkmem.plan(SORT, stdin=CAPITALS, output=tmp_path / "here", segment_accesses=300000)
    assert here.content == json.loads((there / "plan.json").read_text())
    opened = zkmem.Plan.open(there)
    assert opened.content == here.content and [s.length for s in opened.segments] == [s.length for s in here.segments]
    assert opened.segments[1].first == opened.segments[0].length and opened.segments[0].memory_bytes > 1 << 20
    opened.prove_segment(1, threads=1)
    assert json.loads(cli("plan", "--status", there, "--json"))["proven"] == [1] == opened.status()["proven"]
    with pytest.raises(zkmem.BadInput, match="segment 0 is not proven"):
        opened.assemble()
    with pytest.raises(zkmem.BadInput, match="segment 9 does not exist"):
        opened.prove_segment(9)
    with pytest.raises(zkmem.BadInput, match="there is a plan"):
        zkmem.plan(SORT, stdin=CAPITALS, output=there)


def test_a_damaged_or_foreign_proof_does_not_count(tmp_path):
    planned = zkmem.plan(writes(3000, 500, memory="persistent"), output=tmp_path / "work", **THREE)
    planned.prove_segment(0)
    file = (tmp_path / "work" / "segment0.proof").read_bytes()
    os.unlink(tmp_path / "work" / "segment0.proof")
    assert not planned._core.accept(1, file) and not planned.is_proven(1)
    assert not planned._core.accept(0, file[:-1] + bytes([file[-1] ^ 1]))
    assert not (tmp_path / "work" / "segment0.proof").exists()
    assert planned._core.accept(0, file) and planned.is_proven(0)
