"""Logs from and to columns: equal to the same log as text, and where nothing is copied, nothing is."""

import pickle

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pytest

import zkmem

ROWS = 2000


def columns(rows=ROWS, seed=1):
    random = np.random.default_rng(seed)
    pointer = (4 * random.integers(0, 300, rows)).astype(np.uint32)
    is_write = random.random(rows) < 0.5
    memory, word = {}, np.zeros(rows, np.uint32)
    fresh = random.integers(0, 2**32, rows, dtype=np.uint32)
    for i, (where, write) in enumerate(zip(pointer.tolist(), is_write.tolist())):
        if write:
            memory[where] = fresh[i]
        word[i] = memory.get(where, 0)
    return is_write, pointer, word


def log_of(is_write, pointer, word):
    return zkmem.Log.from_columns(is_write, 2, pointer, word=word)


def cells_of(word):
    return word.astype("<u4").view(np.uint8).reshape(-1, 4)


def text_of(is_write, pointer, word):
    lines = []
    for write, where, cells in zip(is_write.tolist(), pointer.tolist(), cells_of(word).tolist()):
        op = "write" if write else "read"
        lines.append(f'{{"op":"{op}","as":2,"ptr":{where},"size":4,"values":{cells}}}\n')
    return "".join(lines).encode()


def test_every_form_of_columns_is_the_same_log():
    is_write, pointer, word = columns()
    cells = cells_of(word)
    same = zkmem.Log.read(text_of(is_write, pointer, word)).to_bytes()
    codes = is_write.astype(np.int64)
    words = np.where(is_write, "write", "read")
    table = pa.table({"op": words, "space": np.full(ROWS, 2), "pointer": pointer, "word": word})
    lists = pa.FixedSizeListArray.from_arrays(pa.array(cells.reshape(-1)), 4)
    forms = {
        "truth, word": log_of(is_write, pointer, word),
        "codes, flat": zkmem.Log.from_columns(codes, 2, pointer, size=4, values=cells.reshape(-1)),
        "words, matrix": zkmem.Log.from_columns(words, np.full(ROWS, 2, np.int8), pointer.astype(np.int64), values=cells),
        "columns of cells": zkmem.Log.from_columns(codes.astype(np.uint16), 2, pointer, size=np.full(ROWS, 4), values=list(cells.T)),
        "series": zkmem.Log.from_columns(pd.Series(words), pd.Series([2] * ROWS), pd.Series(pointer), word=pd.Series(word)),
        "categorical": zkmem.Log.from_columns(pd.Series(words, dtype="category"), 2, pointer, word=word),
        "arrow arrays": zkmem.Log.from_columns(pa.array(codes), 2, pa.array(pointer), word=pa.array(word)),
        "strided": zkmem.Log.from_columns(np.repeat(codes, 3)[::3], 2, pointer[::-1].copy()[::-1], word=np.repeat(word, 2)[1::2]),
        "arrow words": zkmem.Log.from_arrow(table),
        "arrow dictionary, sliced": zkmem.Log.from_arrow(
            pa.concat_tables([table.slice(0, 7), table]).set_column(0, "op", pc.dictionary_encode(pa.array(np.concatenate([words[:7], words])))).slice(7)
        ),
        "arrow lists": zkmem.Log.from_arrow(
            pa.table({"ptr": pointer, "as": np.full(ROWS, 2), "op": codes, "note": words, "values": lists.cast(pa.list_(pa.uint8()))})
        ),
        "arrow batches": zkmem.Log.from_arrow(pa.Table.from_batches(table.to_batches(max_chunksize=100))),
        "pandas by arrow": zkmem.Log.from_arrow(table.to_pandas()),
        "its own columns": zkmem.Log.from_arrow(log_of(is_write, pointer, word)),
        "pickled": pickle.loads(pickle.dumps(log_of(is_write, pointer, word))),
    }
    for name, log in forms.items():
        assert len(log) == ROWS, name
        assert log.to_bytes() == same, name


def test_columns_of_a_log_with_everything_in_it():
    text = (
        b'{"op":"write","as":2,"ptr":8,"size":8,"values":[1,2,3,4,5,6,7,8]}\n{"op":"inc","amount":7}\n{"op":"read","as":2,"ptr":8,"size":4}\n'
        b'{"op":"segment"}\n{"op":"read","as":0,"ptr":5,"size":1,"values":[5]}\n{"op":"read","as":4,"ptr":3,"size":1,"values":[0]}\n{"op":"inc","amount":9}\n'
    )
    log = zkmem.Log.read(text)
    assert log.op.tolist() == [zkmem.WRITE, zkmem.INC, zkmem.READ_UNKNOWN, zkmem.SEGMENT, zkmem.READ, zkmem.READ, zkmem.INC]
    assert log.space.tolist() == [2, 0, 2, 0, 0, 4, 0] and log.pointer.tolist() == [8, 7, 8, 0, 5, 3, 9]
    assert log.size.tolist() == [8, 0, 4, 0, 1, 1, 0] and log.timestamp.tolist() == [1, 2, 9, 10, 1, 2, 3]
    assert log.values.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 5, 0] and log.offsets.tolist() == [0, 8, 8, 8, 8, 9, 10, 10]
    again = zkmem.Log.from_columns(log.op, log.space, log.pointer, size=log.size, values=log.values)
    assert again.to_bytes() == log.to_bytes() == zkmem.Log.from_arrow(log).to_bytes()
    assert log.to_jsonl(1) == log.to_jsonl().splitlines(keepends=True)[0]
    frame = log.to_pandas()
    assert frame["op"].tolist()[:2] == ["write", "inc"] and frame["pointer"].tolist() == log.pointer.tolist()
    empty = zkmem.Log.from_columns(np.empty(0, np.uint8), 2, np.empty(0, np.uint32))
    assert len(empty) == 0 and len(empty.entries) == 0 and pa.table(empty).num_rows == 0


def test_numpy_and_arrow_share_the_logs_memory():
    log = log_of(*columns())
    table = pa.table(log)
    for name in ("op", "space", "pointer", "size", "timestamp", "prev_timestamp"):
        array = getattr(log, name)
        assert table[name].num_chunks == 1
        assert table[name].chunk(0).buffers()[1].address == array.__array_interface__["data"][0], name
        assert getattr(log, name).__array_interface__["data"] == array.__array_interface__["data"]
        assert not array.flags.writeable and not array.flags.owndata
    assert table["values"].chunk(0).values.buffers()[1].address == log.values.__array_interface__["data"][0]
    assert table["values"].chunk(0).buffers()[1].address == log.offsets.__array_interface__["data"][0]
    frame = log.to_pandas()
    assert np.shares_memory(frame["pointer"].to_numpy(), log.pointer)
    # The packed entries are the very memory that is proven.
    entries = log.entries
    assert entries.dtype.itemsize == 16 and entries.strides == (16,) and not entries.flags.writeable
    assert entries.__array_interface__["data"] == log.entries.__array_interface__["data"]
    assert (entries["value"] == columns()[2]).all()
    with pytest.raises(ValueError):
        log.op[0] = 1


def test_views_outlive_the_log():
    log = log_of(*columns())
    pointer, entries, table = log.pointer, log.entries, pa.table(log)
    expected = pointer.copy()
    del log
    filler = [np.full(100_000, 7, np.uint32) for _ in range(50)]
    assert (pointer == expected).all() and (table["pointer"].to_numpy() == expected).all() and len(entries) == ROWS and len(filler) == 50


@pytest.mark.parametrize("way", ["numpy", "arrow"])
def test_reading_columns_makes_nothing_but_the_log(way):
    rows = 4_000_000
    op = np.ones(rows, np.uint8)
    pointer = (4 * (np.arange(rows, dtype=np.int64) % 50_000)).astype(np.int64)
    word = np.arange(rows, dtype=np.uint32)
    space = np.full(rows, 2, np.int64)
    table = pa.table({"op": op, "space": space, "pointer": pointer, "word": word})
    process = psutil.Process()
    before = process.memory_info().rss
    peak = _peak_of(lambda: zkmem.Log.from_columns(op, space, pointer, word=word) if way == "numpy" else zkmem.Log.from_arrow(table))
    # 16 bytes an operation are the log; any copy of an eight-byte column would be another 30 MiB.
    assert peak - before < 16 * rows + (20 << 20), (peak - before) / rows


def _peak_of(make):
    """The most memory that is resident while something is made, by the kernel's own count."""
    with open("/proc/self/clear_refs", "w") as reset:
        reset.write("5")
    made = make()
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM"))
    assert len(made) > 0
    return peak


@pytest.mark.parametrize(
    "given, words",
    [
        ({"op": [1, 9]}, "operation 1: 9 is no operation"),
        ({"op": ["write", "jump"]}, "'jump' is no operation"),
        ({"pointer": [0, -4]}, "operation 1: pointer is -4, it must be 0 to 4294967295"),
        ({"pointer": [0, 1 << 40]}, "operation 1: pointer is 1099511627776"),
        ({"pointer": [0, 2]}, "operation 1: misaligned.*pointer 2 is not a multiple"),
        ({"pointer": [0.5, 4]}, "column pointer is of type float64, whole numbers are needed"),
        ({"pointer": [0, 4, 8]}, "column pointer has 3 rows, the operations are 2"),
        ({"space": 9}, "operation 0: invalid_space"),
        ({"values": [1, 2, 3]}, "operation 0: .*4 values are needed, 3 are left of 3"),
        ({"values": range(9)}, "9 values are given, the operations have 8"),
        ({"values": [[1, 2, 3, 256], [0, 0, 0, 0]]}, "operation 0: value_not_representable"),
        ({"values": None}, "operation 0: .*has no values"),
        ({"word": [1, 2]}, "both given"),
        ({"size": 3}, "operation 0: bad_size"),
        ({"size": 5_000_000_000}, "size is 5000000000, it must be 0 to 4294967295"),
        ({"memory": "volatile", "initial": {(2, 0): b"x"}}, "volatile"),
    ],
)
def test_wrong_columns_are_named(given, words):
    right = {"op": [1, 1], "space": 2, "pointer": [0, 4], "size": 4, "values": [1, 2, 3, 4, 5, 6, 7, 8]}
    assert len(zkmem.Log.from_columns(**right)) == 2
    with pytest.raises(zkmem.BadInput, match=words) as refused:
        zkmem.Log.from_columns(**{**right, **given})
    if refused.value.message.startswith("operation"):
        assert refused.value.place in ("operation 0", "operation 1")


@pytest.mark.parametrize(
    "table, words",
    [
        ({"op": ["write"], "space": [2]}, "there is no column pointer"),
        ({"op": ["jump"], "space": [2], "pointer": [0]}, "operation 0: 'jump' is no operation"),
        ({"op": [1.5], "space": [2], "pointer": [0]}, "column op is of Arrow's type 'g'"),
        ({"op": ["write"], "space": pa.array([None], pa.int32()), "pointer": [0]}, "column space has rows without a value"),
        ({"op": ["write"], "space": [2], "pointer": [0], "values": ["abc"]}, "lists of whole numbers"),
    ],
)
def test_wrong_tables_are_named(table, words):
    with pytest.raises(zkmem.BadInput, match=words):
        zkmem.Log.from_arrow(pa.table(table))


def test_a_null_is_a_read_of_whatever_was_there():
    table = pa.table({"op": ["write", "read", "read"], "space": [2] * 3, "pointer": [4] * 3, "word": pa.array([7, None, 7], pa.uint32())})
    log = zkmem.Log.from_arrow(table)
    assert log.op.tolist() == [zkmem.WRITE, zkmem.READ_UNKNOWN, zkmem.READ]
    assert zkmem.verify(zkmem.prove(log), log=log).proven_bits >= 100


def test_initial_memory_and_configuration(tmp_path):
    path = tmp_path / "bytes"
    path.write_bytes(b"\x05\x06\x07\x08")
    logs = [
        zkmem.Log.from_columns(["read"], 2, [64], word=[0x08070605], initial=initial, memory="global")
        for initial in ({(2, 64): b"\x05\x06\x07\x08"}, [f"2:0x40={path}"])
    ]
    for log in logs:
        assert log.config["mode"] == "global"
        zkmem.check(log)
    config = {"addr_spaces": [{"addr_space": 1, "layout": "U16", "num_cells": 64, "min_block_size": 2}]}
    log = zkmem.Log.from_columns(["write"], 1, [2], word=[0x00020001], config=config)
    assert log.values.tolist() == [1, 2]
    with pytest.raises(zkmem.BadInput, match="config"):
        zkmem.Log.from_columns(["write"], 1, [2], word=[1], config={"no_such_field": 1})


def test_files(tmp_path, jsonl):
    log = zkmem.Log.read(jsonl)
    log.write(tmp_path / "a.zklog")
    log.write(tmp_path / "a.jsonl")
    log.write(tmp_path / "b", to="jsonl")
    assert (tmp_path / "b").read_text() == (tmp_path / "a.jsonl").read_text()
    assert zkmem.Log.read(tmp_path / "a.zklog").to_bytes() == zkmem.Log.read(tmp_path / "a.jsonl").to_bytes() == log.to_bytes()
    assert log.statistics["operations"] == 2
    with pytest.raises(zkmem.BadInput) as refused:
        zkmem.Log.read(tmp_path / "a.zklog", config={"pointer_max_bits": 20})
    assert refused.value.file == str(tmp_path / "a.zklog")


def test_a_log_in_memory_is_proven_as_its_file_is(tmp_path, cli):
    """Scattered accesses are put on global memory, whoever asks; memory="persistent" says another."""
    pointer = np.random.default_rng(4).integers(0, 1 << 22, 3000, np.int64) * 4
    log = zkmem.Log.from_columns(np.ones(3000, np.uint8), 2, pointer, word=np.arange(3000, dtype=np.uint32))
    (tmp_path / "log.zklog").write_bytes(log.to_bytes())
    cli("prove", tmp_path / "log.zklog", "-o", tmp_path / "there.zkproof")
    proof = zkmem.prove(log)
    assert bytes(proof) == (tmp_path / "there.zkproof").read_bytes()
    assert zkmem.verify(proof, log=log).kind == "memory-global"
    assert zkmem.verify(zkmem.prove(log, memory="persistent"), log=log).kind == "memory"


def test_every_kind_of_words_is_an_operation():
    """Also string views, which are what polars has: short ones are in the view itself, long ones elsewhere."""
    words = ["write", "read", "inc", "segment"]
    numbers = {"space": [2, 2, 0, 0], "pointer": [4, 4, 3, 0], "word": [7, 7, 0, 0]}
    expected = bytes(zkmem.Log.from_columns([1, 0, 3, 4], numbers["space"], numbers["pointer"], word=numbers["word"]))
    for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string())):
        op = pa.array(words).cast(kind)
        assert bytes(zkmem.Log.from_arrow(pa.table({"op": op, **numbers}))) == expected
        sliced = pa.table({"op": pa.array(["segment", *words]).cast(kind), **{k: [0, *v] for k, v in numbers.items()}}).slice(1)
        assert bytes(zkmem.Log.from_arrow(sliced)) == expected
    with pytest.raises(zkmem.BadInput, match="operation 1: 'a word of more than twelve' is no operation"):
        op = pa.array(["write", "a word of more than twelve"], pa.string_view())
        zkmem.Log.from_arrow(pa.table({"op": op, "space": [2, 2], "pointer": [4, 4], "word": [7, 7]}))


def test_numbers_of_another_byte_order():
    is_write, pointer, word = columns(50)
    assert bytes(log_of(is_write, pointer.astype(">i8"), word.astype(">u4"))) == bytes(log_of(is_write, pointer, word))


def test_no_rows_are_a_log():
    assert len(zkmem.Log.from_columns([], [], [], word=[])) == 0


def test_a_value_that_is_missing_is_named_with_its_row():
    """Where pandas has read a CSV file with empty fields."""
    for word in (pd.Series([7, None]), pd.Series([7, None], dtype="Int64"), np.array([7, np.nan])):
        with pytest.raises(zkmem.BadInput, match="operation 1: word is missing"):
            zkmem.Log.from_columns(["write", "read"], 2, [4, 4], word=word)
