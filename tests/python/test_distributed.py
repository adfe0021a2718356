"""Segments as Ray tasks on a local cluster of two workers: the same bytes, whoever dies meanwhile."""

import os
import signal

import pytest
import ray

import zkmem
import zkmem.distributed
from conftest import CAPITALS, SORT, writes

RUN = {"stdin": CAPITALS, "segment_accesses": 150_000}


@pytest.fixture(scope="module", autouse=True)
def cluster():
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, _memory=8 << 30, object_store_memory=200 << 20)
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def whole():
    """The bytes of the same proof made here."""
    return bytes(zkmem.prove(SORT, **RUN))


def test_object_store(whole, tmp_path):
    done, told = [], []
    proof = zkmem.distributed.prove(SORT, **RUN, output=tmp_path / "p.zkproof", on_segment=done.append, progress=told.append)
    assert bytes(proof) == whole == (tmp_path / "p.zkproof").read_bytes()
    assert sorted(one.segment for one in done) == list(range(done[0].segments)) and done[0].segments >= 4
    assert all(one.attempts == 1 and one.process != os.getpid() for one in done)
    assert told[-1].overall == 1.0 and proof.cells_by_chip
    assert zkmem.verify(proof, program=SORT).proven_bits >= 100


def test_killed_worker_loses_one_segment(whole):
    killed = []

    def kill_the_other(done):
        # Whoever has proven the first segment is killed; what it is at by now is done again, by another.
        if not killed:
            killed.append(done.process)
            os.kill(done.process, signal.SIGKILL)

    done = []
    proof = zkmem.distributed.prove(SORT, **RUN, on_segment=lambda one: (done.append(one), kill_the_other(one)))
    assert bytes(proof) == whole and killed
    assert sorted(one.segment for one in done) == list(range(done[0].segments))
    assert len({one.process for one in done} - set(killed)) >= 1


def test_shared_folder_goes_on(whole, tmp_path):
    folder = tmp_path / "work"
    cancel = zkmem.Cancellation()
    with pytest.raises(zkmem.Cancelled):
        zkmem.distributed.prove(SORT, **RUN, folder=folder, on_segment=lambda one: cancel.cancel(), cancel=cancel)
    proven = zkmem.Plan.open(folder).status()["proven"]
    assert proven
    done = []
    proof = zkmem.distributed.prove(SORT, **RUN, folder=folder, on_segment=done.append)
    assert bytes(proof) == whole and not {one.segment for one in done} & set(proven)


def test_log_in_global_memory():
    log = writes(3000, 500, memory="global")
    proof = zkmem.distributed.prove(log, segment_accesses=1000)
    assert bytes(proof) == bytes(zkmem.prove(log, segment_accesses=1000))


def test_wrong_results_do_not_count(monkeypatch, whole):
    """A worker that returns another segment's proof is asked again, and then given up."""
    from zkmem import distributed

    def dishonest(path, k, threads, budget, *files):  # within a function: Ray then sends it by value
        planned = zkmem.Plan(zkmem._core.plan_of_files([one for group in files for one in group]))
        planned.prove_segment(0, threads=threads)
        file = planned._core.read_file("segment0.proof")
        return "node", os.getpid(), {}, file[:-1] + b"!" if k == 0 else file

    monkeypatch.setattr(distributed, "_task", ray.remote(dishonest))
    with pytest.raises(zkmem.Rejected, match="not valid after 2 attempts"):
        distributed.prove(SORT, **RUN, retries=1)


def test_errors_are_the_workers():
    with pytest.raises(zkmem.LimitReached) as refused:
        planned = zkmem.plan(SORT, **RUN)
        zkmem.distributed.prove_plan(planned, memory_budget="40M")
    assert refused.value.message.startswith("segment ")
