"""Segments as Ray tasks on a local cluster of two workers: the same bytes, whoever dies meanwhile."""

import dataclasses
import logging
import os
import signal
import subprocess
import sys

import pytest
import ray

import zkmem
import zkmem.distributed
from conftest import CAPITALS, FIB, NUMBER, SORT, writes

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
    # The caller makes the keys, and no worker any.
    assert all(one.keys_made == 0 for one in done) and zkmem._core.keys_made() > 0
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

    def dishonest(path, k, threads, budget, keys, *files):  # within a function: Ray then sends it by value
        planned = zkmem.Plan(zkmem._core.plan_of_files([one for group in files for one in group]))
        planned.prove_segment(0, threads=threads)
        file = planned._core.read_file("segment0.proof")
        return "node", os.getpid(), 0, {}, file[:-1] + b"!" if k == 0 else file

    monkeypatch.setattr(distributed, "_task", ray.remote(dishonest))
    with pytest.raises(zkmem.Rejected, match="not valid after 2 attempts"):
        distributed.prove(SORT, **RUN, retries=1)


def test_errors_are_the_workers():
    with pytest.raises(zkmem.LimitReached) as refused:
        planned = zkmem.plan(SORT, **RUN)
        zkmem.distributed.prove_plan(planned, memory_budget="40M")
    assert refused.value.message.startswith("segment ")


PERSISTENT = {**RUN, "memory": "persistent"}


@pytest.mark.parametrize("on_disk", [False, True])
def test_segments_start_while_planning_goes_on(on_disk, tmp_path):
    done = []
    folder = tmp_path / "work" if on_disk else None
    proof = zkmem.distributed.prove(SORT, **PERSISTENT, folder=folder, on_segment=done.append)
    assert bytes(proof) == bytes(zkmem.prove(SORT, **PERSISTENT))
    assert sorted(one.segment for one in done) == list(range(done[0].segments)) and done[0].segments >= 4
    assert not any(one.early for one in done if one.segment == one.segments - 1)  # whose plan is the whole one
    assert any(one.early for one in done) and all(one.keys_made == 0 for one in done)


def test_global_memory_waits_for_the_challenge():
    done = []
    log = writes(3000, 500, memory="global")
    zkmem.distributed.prove(log, segment_accesses=1000, on_segment=done.append)
    assert done and not any(one.early for one in done)


def test_a_log_is_streamed_too():
    log, done = writes(3000, 500, memory="persistent"), []
    proof = zkmem.distributed.prove(log, segment_accesses=1000, on_segment=done.append)
    assert bytes(proof) == bytes(zkmem.prove(log, segment_accesses=1000, memory="persistent")) and any(one.early for one in done)


def test_a_height_that_rises_hands_out_again():
    """A plan whose first segments are at another height than the whole's: what was handed out for them is ended."""
    planned = zkmem.plan(SORT, **PERSISTENT)
    tasks = zkmem.distributed._Tasks(1, None, 3)

    class Lower:
        """The plan while it was growing, as if a height less had been enough."""

        path, is_growing, content, _core = None, True, planned.content, planned._core
        segments = [dataclasses.replace(one, log_stacked_height=one.log_stacked_height - 1) for one in planned.segments[:2]]

        def __len__(self):
            return 2

    started = []
    tasks._start = lambda plan, segment, k: started.append((k, segment.log_stacked_height)) or tasks.__class__._start(tasks, plan, segment, k)
    try:
        tasks.hand_out(Lower())
        height = planned.segments[0].log_stacked_height
        assert started == [(0, height - 1), (1, height - 1)]
        done = []
        tasks.finish(planned, None, done.append, None)
    finally:
        tasks.cancel()
    assert started[2:4] == [(0, height), (1, height)] and [one.attempts for one in done] == [1] * len(planned)
    assert bytes(planned.assemble()) == bytes(zkmem.prove(SORT, **PERSISTENT))


def test_a_run_that_fails_after_some_segments(tmp_path):
    """The tasks are ended, and the folder can be planned anew."""
    with pytest.raises(zkmem.LimitReached, match="instructions"):
        zkmem.distributed.prove(SORT, **PERSISTENT, max_instructions=200_000, folder=tmp_path / "work")
    assert not (tmp_path / "work" / "plan.json").exists() and not (tmp_path / "work" / "growing.json").exists()
    proof = zkmem.distributed.prove(SORT, **PERSISTENT, folder=tmp_path / "work")
    assert zkmem.verify(proof, program=SORT).proven_bits >= 100


def test_cancelled_while_it_plans(tmp_path):
    """As soon as the first task is handed out."""
    cancel = zkmem.Cancellation()
    hand_out = zkmem.distributed._Tasks.hand_out

    def then_cancel(tasks, planned):
        hand_out(tasks, planned)
        cancel.cancel()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zkmem.distributed._Tasks, "hand_out", then_cancel)
        with pytest.raises(zkmem.Cancelled):
            zkmem.distributed.prove(SORT, **PERSISTENT, folder=tmp_path / "work", cancel=cancel)
    proof = zkmem.distributed.prove(SORT, **PERSISTENT, folder=tmp_path / "work")
    assert zkmem.verify(proof, program=SORT).proven_bits >= 100


def test_a_folder_whose_planner_was_killed(tmp_path):
    """What a dead planner left is no plan: the folder is planned anew."""
    folder = tmp_path / "work"
    plans = f"""
import os, signal, zkmem
zkmem.plan({str(SORT)!r}, stdin={str(CAPITALS)!r}, segment_accesses=150_000, memory="persistent", output={str(folder)!r},
           on_growth=lambda growing: os.kill(os.getpid(), signal.SIGSTOP))
"""
    planner = subprocess.Popen([sys.executable, "-c", plans])
    os.waitid(os.P_PID, planner.pid, os.WSTOPPED)
    planner.kill()
    planner.wait()
    # It may have been stopped when it had the plan already; that is then a whole one.
    done = []
    proof = zkmem.distributed.prove(SORT, **PERSISTENT, folder=folder, on_segment=done.append)
    assert len(done) == done[0].segments and zkmem.verify(proof, program=SORT).proven_bits >= 100


def test_a_folder_of_other_work_is_refused(tmp_path):
    """Its plan is not taken for this source's."""
    zkmem.plan(FIB, stdin=NUMBER, output=tmp_path / "work")
    with pytest.raises(zkmem.BadInput, match="is about another program or input"):
        zkmem.distributed.prove(SORT, **RUN, folder=tmp_path / "work")


def test_a_bar(capsys):
    zkmem.distributed.prove(FIB, stdin=NUMBER, progress=True)
    assert "segments: 100%" in capsys.readouterr().err


def test_where_the_result_goes_is_looked_at_first(tmp_path):
    done = []
    for output, kind in ((tmp_path / "none" / "p", zkmem.NoSuchFile), (tmp_path, zkmem.FileError)):
        with pytest.raises(kind):
            zkmem.distributed.prove(FIB, stdin=NUMBER, output=output, on_segment=done.append)
    assert not done


def test_segments_that_no_node_has_room_for(caplog):
    """They wait for a node that joins: said once, and a cancellation ends it."""
    cancel = zkmem.Cancellation()

    class Cancels(logging.Handler):
        def emit(self, record):
            cancel.cancel()

    logger, handler = logging.getLogger("zkmem"), Cancels()
    logger.addHandler(handler)
    try:
        with pytest.raises(zkmem.Cancelled):
            zkmem.distributed.prove(FIB, stdin=NUMBER, threads=64, cancel=cancel)
    finally:
        logger.removeHandler(handler)
    told = [record.getMessage() for record in caplog.records if record.name == "zkmem"]
    assert len(told) == 1 and "no node of the cluster has 64 cores" in told[0] and "they have 2 cores" in told[0]


def test_a_task_takes_a_core():
    with pytest.raises(zkmem.BadInput, match="threads is 0"):
        zkmem.distributed.prove(FIB, stdin=NUMBER, threads=0)
