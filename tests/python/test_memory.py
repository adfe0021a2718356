"""The memory of a machine of one's own: read, written, rolled back, proven."""

import numpy as np
import pytest

import zkmem


def test_reads_and_writes():
    memory = zkmem.Memory()
    assert memory.write(2, 64, [1, 2, 3, 4]) == [0, 0, 0, 0]
    assert memory.read(2, 64, 4) == [1, 2, 3, 4] and memory.read_word(2, 64) == 0x04030201
    assert memory.write_word(2, 64, 0xFFFFFFFF) == 0x04030201
    assert memory.write(4, 7, [2013265920]) == [0] and memory.read(4, 7) == [2013265920]
    assert memory.timestamp == 7 and len(memory) == 6
    memory.tick(5)
    assert memory.timestamp == 12
    memory.cut_segment()
    assert memory.timestamp == 1
    assert memory.image().read(2, 64, 4).tolist() == [255] * 4
    log = memory.take_log()
    assert len(memory) == 0 and len(log) == 7
    assert zkmem.verify(zkmem.prove(log), log=log).proven_bits >= 100


@pytest.mark.parametrize(
    "access, rule, numbers",
    [
        (lambda m: m.read(9, 0), "invalid_space", None),
        (lambda m: m.write(2, 2, [1, 2, 3, 4]), "misaligned", (2, 4)),
        (lambda m: m.write(2, 0, [256, 0, 0, 0]), "value_not_representable", (256, 256)),
        (lambda m: m.read_word(2, 1 << 29), "out_of_bounds", ((1 << 29) + 4, 1 << 29)),
        (lambda m: m.read(2, 0, 3), "bad_size", None),
        (lambda m: m.tick(1 << 40), "timestamp_overflow", None),
        (lambda m: m.run_words([0, 1], 2, [0, 1]), "misaligned", (1, 4)),
    ],
)
def test_a_refused_access_changes_nothing(access, rule, numbers):
    memory = zkmem.Memory()
    memory.write_word(2, 0, 5)
    with pytest.raises(zkmem.AccessError) as refused:
        access(memory)
    error = refused.value
    assert error.rule == rule and rule in error.message
    if numbers is not None:
        assert (error.actual, error.limit) == numbers
    assert memory.timestamp == 2 and len(memory) == 1 and memory.image().read(2, 0, 4).tolist() == [5, 0, 0, 0]


def test_checkpoints():
    memory = zkmem.Memory()
    memory.write_word(2, 0, 1)
    outer = memory.checkpoint()
    memory.write_word(2, 0, 2)
    with pytest.raises(RuntimeError), memory.checkpoint():
        memory.write_word(2, 0, 3)
        memory.cut_segment()
        raise RuntimeError
    assert memory.image().read(2, 0).tolist() == [2] and memory.timestamp == 3
    with memory.checkpoint():
        memory.write_word(2, 0, 4)
    assert memory.image().read(2, 0).tolist() == [4]
    outer.rollback()
    assert memory.image().read(2, 0).tolist() == [1] and len(memory) == 1
    outer.release()
    with pytest.raises(zkmem.BadInput, match="no checkpoint"):
        outer.rollback()


def test_many_words_at_once():
    memory = zkmem.Memory()
    found = memory.run_words([1, 1, 0, 1, 0], 2, [0, 4, 0, 0, 0], [7, 8, 0, 9, 0])
    assert found.tolist() == [0, 0, 7, 7, 9] and found.flags.owndata is False
    pointer = 4 * np.random.default_rng(5).integers(0, 1000, 50_000)
    memory.run_words(np.ones(50_000, np.uint8), 2, pointer, np.arange(50_000))
    one_by_one = zkmem.Memory()
    one_by_one.run_words([1, 1, 0, 1, 0], 2, [0, 4, 0, 0, 0], [7, 8, 0, 9, 0])
    for i, where in enumerate(pointer.tolist()):
        one_by_one.write_word(2, where, i)
    assert memory.image() == one_by_one.image() and memory.take_log().to_bytes() == one_by_one.take_log().to_bytes()
    with pytest.raises(zkmem.BadInput, match="operation 0: op is 4"):
        memory.run_words([4], 2, [0])


def test_log_of_a_live_memory_knows_what_was_there():
    memory = zkmem.Memory()
    memory.write_word(2, 0, 1)
    memory.write_word(2, 4, 2)
    memory.read_word(2, 0)
    log = memory.take_log()
    assert log.previous_known and log.prev_timestamp.tolist() == [0, 0, 1]
    assert log.entries["prev_value"].tolist() == [0, 0, 1]


def test_initial_memory_and_modes():
    memory = zkmem.Memory(initial={(2, 100): b"\x01\x02\x03"}, memory="global")
    assert memory.read(2, 100, 4) == [1, 2, 3, 0] and memory.config["mode"] == "global"
    log = memory.take_log()
    verdict = zkmem.verify(zkmem.prove(log), log=log)
    assert verdict.kind == "memory-global"
    with pytest.raises(zkmem.BadInput):
        zkmem.Memory(memory="nowhere")
    with pytest.raises(zkmem.BadInput, match="config"):
        zkmem.Memory({"pointer_max_bits": 99})


@pytest.mark.parametrize(
    ("access", "kind", "words"),
    [
        (lambda m: m.write_word(2, 0, 1 << 32), zkmem.BadInput, "value is 4294967296, it must be 0 to 4294967295"),
        (lambda m: m.write_word(2, 0, -1), zkmem.BadInput, "value is -1"),
        (lambda m: m.read_word(2, 1 << 40), zkmem.BadInput, "pointer is 1099511627776"),
        (lambda m: m.read(2, 4.0), TypeError, "pointer: a whole number is needed, not float"),
        (lambda m: m.write(2, 0, [1, 2, 3, -4]), zkmem.BadInput, "a cell is -4"),
        (lambda m: m.image().read(2, -4), zkmem.BadInput, "pointer is -4"),
        (lambda m: m.image().open(2, -4), zkmem.BadInput, "pointer is -4"),
        (lambda m: m.run_words([1, 1], 2, np.array([4, -4]), 7), zkmem.BadInput, "operation 1: pointer is -4"),
        (lambda m: m.run_words([1, 1], 2, [4, 8], np.array([0, 2**32 + 5])), zkmem.BadInput, "operation 1: value is 4294967301"),
        (lambda m: m.run_words(np.array([1, 257]), 2, [4, 8], 7), zkmem.BadInput, "operation 1: op is 257, it must be 0 to 1"),
        (lambda m: m.run_words([1, 1], 2, [4, 8], [1.9, 2]), zkmem.BadInput, "column value is of type float64"),
        (lambda m: m.run_words([1, 1], 2, [4, 8, 12]), zkmem.BadInput, "column pointer has 3 rows, the operations are 2"),
    ],
)
def test_numbers_that_are_none_are_named_and_change_nothing(access, kind, words):
    memory = zkmem.Memory()
    with pytest.raises(kind, match=words):
        access(memory)
    assert len(memory) == 0 and memory.timestamp == 1


def test_what_they_are_is_shown():
    memory = zkmem.Memory()
    memory.write_word(2, 0, 1)
    assert repr(memory) == "<zkmem.Memory, hybrid, persistent, 1 operations>"
    assert repr(memory.image()) == "<zkmem.Image of 1 pages>"
