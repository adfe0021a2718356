"""Progress, Ctrl-C, cancellation, other threads meanwhile."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest

import zkmem
from conftest import writes


def long_log(rows=200_000):
    return writes(rows, 50_000)


def test_progress_tells_phases_and_never_goes_back():
    seen = []
    zkmem.prove(long_log(20_000), segment_accesses=10_000, memory="persistent", progress=seen.append)
    assert {"commit", "whir"} & {progress.phase for progress in seen}
    overall = [progress.overall for progress in seen]
    assert overall == sorted(overall) and 0 <= overall[0] and overall[-1] <= 1
    assert all(progress.fraction is None or 0 <= progress.fraction <= 1 for progress in seen)
    assert {progress.segments for progress in seen if progress.segment is not None} == {2}


def test_bar(capfd):
    zkmem.prove(long_log(2000), progress=True)
    assert "prove" in capfd.readouterr().err


def test_a_callbacks_error_ends_the_work():
    def fail(progress):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        zkmem.prove(long_log(), progress=fail)


def test_cancel_from_another_thread():
    cancel = zkmem.Cancellation()
    begun = threading.Event()
    threading.Thread(target=lambda: (begun.wait(), cancel.cancel())).start()
    with pytest.raises(zkmem.Cancelled) as cancelled:
        zkmem.prove(long_log(), progress=lambda progress: begun.set(), cancel=cancel)
    assert cancel.requested and cancelled.value.exit_code == 130


def test_other_threads_run_meanwhile():
    """The work is begun and ends; between, Python runs."""
    turns = []
    begun, ended = threading.Event(), threading.Event()

    def count():
        begun.wait()
        while not ended.is_set():
            turns.append(1)

    thread = threading.Thread(target=count)
    thread.start()
    try:
        zkmem.prove(long_log(20_000), progress=lambda progress: begun.set())
    finally:
        begun.set()
        ended.set()
        thread.join()
    assert len(turns) > 1000


def test_ctrl_c_cancels(tmp_path):
    """A process that proves gets SIGINT when it has said that it is at work."""
    script = textwrap.dedent(
        """
        import sys, numpy as np, zkmem
        pointer = 4 * np.random.default_rng(3).integers(0, 50_000, 1_000_000)
        log = zkmem.Log.from_columns(np.ones(1_000_000, np.uint8), 2, pointer, word=np.arange(1_000_000, dtype=np.uint32))
        def tell(progress):
            print("at work", flush=True)
        try:
            zkmem.prove(log, output=sys.argv[1], progress=tell)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            sys.exit(7)
        """
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "p.zkproof")], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "at work\n"
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate()
    assert process.returncode == 7 and rest.endswith("interrupted\n")
    assert not (tmp_path / "p.zkproof").exists()


def test_notes_go_to_the_callback_or_the_log(caplog):
    log = long_log(60_000)
    least, notes = 64 << 20, []
    while not notes:
        try:
            zkmem.prove(log, memory_budget=least, notes=notes.append)
        except zkmem.LimitReached as too_small:
            assert int(too_small.got) > least
            least = int(too_small.got)
            notes.clear()
    assert notes and all(isinstance(note, str) for note in notes)
    with caplog.at_level(logging.INFO, "zkmem"):
        zkmem.prove(log, memory_budget=least)
    assert [record.getMessage() for record in caplog.records] == notes


def test_work_in_several_threads_at_a_time():
    log = long_log(5000)
    proofs = [None] * 3

    def prove(k):
        proofs[k] = bytes(zkmem.prove(log, threads=1))

    threads = [threading.Thread(target=prove, args=(k,)) for k in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert proofs[0] == proofs[1] == proofs[2] and os.getpid() > 0
