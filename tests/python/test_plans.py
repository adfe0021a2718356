"""Plans: the command line's, step by step, with the same bytes."""

import json
import os

import pytest

import zkmem
from conftest import CAPITALS, FIB, NUMBER, SORT, writes

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


RUN = {"stdin": CAPITALS, "segment_accesses": 100_000, "memory": "persistent"}


@pytest.mark.parametrize("on_disk", [False, True])
@pytest.mark.parametrize("kind", ["program", "log"])
def test_segments_are_proven_while_planning_goes_on(kind, on_disk, tmp_path):
    """All but the last one from plans that are growing, in the order in which they come."""
    given, cut = (SORT, RUN) if kind == "program" else (writes(3000, 500, memory="persistent"), THREE)
    whole = bytes(zkmem.prove(given, **cut))
    lengths = []

    def prove_newest(growing):
        k = len(growing) - 1
        lengths.append(len(growing))
        assert growing.is_growing and "so far" in repr(growing) and not growing.is_proven(k)
        growing.prove_segment(k, threads=1)
        assert growing.is_proven(k)
        with pytest.raises(zkmem.BadInput, match="is not complete"):
            growing.assemble()
        with pytest.raises(zkmem.BadInput, match="is not planned yet"):
            growing.prove_segment(k + 1)

    planned = zkmem.plan(given, output=tmp_path / "work" if on_disk else None, on_growth=prove_newest, **cut)
    assert lengths == list(range(1, len(planned))) and len(planned) >= 3 and not planned.is_growing
    assert not (tmp_path / "work" / "growing.json").exists()
    proven = [k for k in range(len(planned)) if planned.is_proven(k)]
    assert proven  # at least those at the height that all have in the end
    for k in set(range(len(planned))) - set(proven):
        planned.prove_segment(k)
    assert bytes(planned.assemble()) == whole


def test_a_ledger_needs_the_whole_plan():
    """Segments on global memory are proven under a challenge that is drawn of all of them."""
    told = []
    planned = zkmem.plan(writes(3000, 500, memory="global"), on_growth=told.append, **THREE)
    assert len(planned) >= 3 and not told


def test_an_error_in_the_callback_ends_planning(tmp_path):
    def refuse(growing):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        zkmem.plan(SORT, output=tmp_path / "work", on_growth=refuse, **RUN)
    assert not (tmp_path / "work").exists() or zkmem.Plan.open(tmp_path / "work").is_growing is False


def test_a_run_that_fails_after_some_segments(tmp_path):
    told = []
    with pytest.raises(zkmem.LimitReached, match="instructions"):
        zkmem.plan(SORT, output=tmp_path / "work", on_growth=told.append, max_instructions=150_000, **RUN)
    assert told and not (tmp_path / "work").exists()
    with pytest.raises(zkmem.ZkmemError):
        told[-1].prove_segment(0)
    assert len(zkmem.plan(SORT, output=tmp_path / "work", **RUN)) > len(told[-1])


def test_plans_over_a_state(tmp_path):
    zkmem.run(FIB, stdin=NUMBER, state=tmp_path / "memory")
    before = len(zkmem.State(tmp_path / "memory").versions)
    planned = zkmem.plan(SORT, state=tmp_path / "memory", stdin=CAPITALS, segment_accesses=300_000)
    for k in range(len(planned)):
        planned.prove_segment(k)
    proof = planned.assemble(state=tmp_path / "memory")
    state = zkmem.State(tmp_path / "memory")
    assert len(state.versions) == before + len(planned) and state.head.root == proof.claim["final_root"]
    other = zkmem.plan(writes(10, 5, memory="persistent"))
    other.prove_segment(0)
    with pytest.raises(zkmem.BadInput, match="planned without"):
        other.assemble(state=tmp_path / "other")


def test_a_plan_is_resumed_for_its_own_source_only(tmp_path):
    folder = tmp_path / "work"
    planned = zkmem.plan(FIB, stdin=NUMBER, output=folder, resume=True)
    planned.prove_segment(0)
    again = zkmem.plan(FIB, stdin=NUMBER, output=folder, resume=True)
    assert again.is_proven(0) and again.content == planned.content
    for source, stdin in ((SORT, NUMBER), (FIB, CAPITALS)):
        with pytest.raises(zkmem.BadInput, match="is about another program or input"):
            zkmem.plan(source, stdin=stdin, output=folder, resume=True)
    with pytest.raises(zkmem.BadInput, match="there is a plan"):
        zkmem.plan(FIB, stdin=NUMBER, output=folder)
