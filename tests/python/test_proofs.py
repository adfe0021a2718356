"""prove, check, verify: the same answers, words and bytes as the command line's."""

import json

import pytest

import zkmem
from conftest import CAPITALS, FIB, NUMBER, SORT


def test_log_proof_has_the_command_lines_bytes_and_words(jsonl, tmp_path, cli):
    there = tmp_path / "cli.zkproof"
    cli("prove", jsonl, "-o", there)
    proof = zkmem.prove(jsonl)
    assert bytes(proof) == there.read_bytes()
    verdict = zkmem.verify(proof, log=jsonl)
    assert str(verdict) + "\n" == cli("verify", there, "--log", jsonl)
    said = json.loads(cli("verify", there, "--log", jsonl, "--json"))
    assert list(verdict.not_shown) == said["not_shown"]
    assert {name: said[name] for name in verdict.claim} == dict(verdict.claim)
    assert proof.unit == "accesses" and proof.length == 2 and proof.proven_bits >= 100


@pytest.mark.parametrize("options", [{}, {"params": "small"}, {"memory": "global"}, {"memory": "persistent"}, {"hash": "poseidon2", "params": "fast"}])
def test_options_are_the_command_lines(jsonl, tmp_path, cli, options):
    there = tmp_path / "cli.zkproof"
    flags = [word for name, value in options.items() for word in (f"--{name}", value)]
    cli("prove", jsonl, "-o", there, *flags)
    assert bytes(zkmem.prove(jsonl, **options)) == there.read_bytes()
    assert bytes(zkmem.prove(jsonl.read_bytes(), **options)) == there.read_bytes()


def test_program_proof(tmp_path, cli):
    there = tmp_path / "cli.zkproof"
    cli("prove", FIB, "--stdin", NUMBER, "-o", there, "--memory", "persistent")
    proof = zkmem.prove(FIB, stdin=NUMBER, memory="persistent", output=tmp_path / "here.zkproof")
    assert (tmp_path / "here.zkproof").read_bytes() == there.read_bytes() == bytes(proof)
    assert not (tmp_path / "here.zkproof.work").exists()
    verdict = zkmem.verify(tmp_path / "here.zkproof", program=FIB)
    assert str(verdict) + "\n" == cli("verify", there, "--program", FIB)
    assert verdict.kind == "execution" and verdict.exit_code == 0
    assert len(verdict.public_values) == 32 and verdict.initial_root != verdict.final_root
    assert "memory" in " ".join(verdict.not_shown) or verdict.not_shown
    assert max(proof.cells_by_chip.values()) > 0 and proof.seconds_by_phase["prove"] > 0


def test_another_program_is_rejected(tmp_path):
    proof = zkmem.prove(FIB, stdin=NUMBER)
    with pytest.raises(zkmem.Rejected) as refused:
        zkmem.verify(proof, program=SORT)
    assert refused.value.exit_code == 1
    data = bytearray(bytes(proof))
    data[len(data) // 2] ^= 1
    with pytest.raises(zkmem.Rejected):
        zkmem.verify(data)
    with pytest.raises(zkmem.Rejected):
        zkmem.verify(b"no proof at all")


def test_input_items(tmp_path):
    proof = zkmem.prove(SORT, stdin=CAPITALS)
    assert zkmem.verify(proof, program=SORT).proven_bits >= 100
    assert bytes(zkmem.prove(SORT.read_bytes(), stdin=CAPITALS.read_bytes())) == bytes(proof)


def test_inconsistent_log_is_rejected_with_its_line(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text(
        '{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,5]}\n'
    )
    for ask in (zkmem.prove, zkmem.check):
        with pytest.raises(zkmem.Rejected) as refused:
            ask(path)
        assert refused.value.file == str(path) and "line 2" in refused.value.message


def test_check(jsonl, cli):
    result = zkmem.check(jsonl)
    said = json.loads(cli("check", jsonl, "--json"))
    for name in ("segments", "accesses", "cells", "bus_messages"):
        assert getattr(result, name) == said[name]


def test_resume_and_restart(tmp_path):
    columns = {"op": [1] * 3000, "space": 2, "pointer": [4 * (i % 700) for i in range(3000)], "word": list(range(3000))}
    log = zkmem.Log.from_columns(**columns)
    output = tmp_path / "three.zkproof"
    seen = []

    def stop(progress):
        seen.append(progress)
        if progress.segment == 1:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        zkmem.prove(log, output=output, segment_accesses=1000, progress=stop)
    assert not output.exists()
    with pytest.raises(zkmem.BadInput, match="--resume"):
        zkmem.prove(log, output=output, segment_accesses=1000)
    resumed = zkmem.prove(log, output=output, segment_accesses=1000, resume=True)
    assert resumed.resumed >= 1
    assert bytes(resumed) == bytes(zkmem.prove(log, segment_accesses=1000))


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"hash": "sha1"}, "sha1"),
        ({"params": "tiny"}, "tiny"),
        ({"memory": "none"}, "none"),
        ({"profile": "v9"}, "v9"),
        ({"for_": "others"}, "others"),
        ({"memory_budget": "4X"}, "4X"),
        ({"segment_accesses": 0}, "at least 1"),
        ({"stdin": b"for a program"}, "programs"),
        ({"initial": ["nonsense"]}, "SPACE:POINTER=FILE"),
    ],
)
def test_wrong_options(jsonl, wrong, words):
    with pytest.raises(zkmem.BadInput, match=words):
        zkmem.prove(jsonl, **wrong)


def test_budget_too_small(jsonl):
    with pytest.raises(zkmem.LimitReached) as refused:
        zkmem.prove(jsonl, memory_budget="37M")
    assert refused.value.exit_code == 3 and int(refused.value.got) > 37 << 20 == int(refused.value.expected)
