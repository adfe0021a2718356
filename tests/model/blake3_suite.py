"""The blake3 hash suite written from docs/spec/hash-suites.md, on the package of BLAKE3's authors: transcript, trees and the
key's pre-hash of a proof, recomputed word for word. Shares nothing with the library."""
import re
import struct

from blake3 import blake3

P = 2013265921
CONTEXT = "zkmem hash suite blake3 v1 "
COMMITMENT_TAG, WITNESS_TAG = 0x80000001, 0x80000002


def derive(role, message, length=32, seek=0):
    return blake3(message, derive_key_context=CONTEXT + role).digest(length=length, seek=seek)


def words(data):
    return list(struct.unpack(f"<{len(data) // 4}I", data))


def pack(values):
    return struct.pack(f"<{len(values)}I", *values)


class Transcript:
    def __init__(self):
        self.state, self.observed, self.message, self.place = bytes(32), b"", None, 0

    def append(self, *values):
        self.observed += pack(values)
        self.message = None

    def settle(self):
        if self.message is None:
            self.message = self.state + self.observed
            self.state, self.observed, self.place = derive("transcript", self.message), b"", 32

    def word(self):
        self.settle()
        data = derive("transcript", self.message, 4, self.place)
        self.place += 4
        return words(data)[0]

    def element(self):
        while True:
            value = self.word() & 0x7fffffff
            if value < P:
                return value

    def work(self, witness):
        self.settle()
        first = words(derive("proof of work", self.state + struct.pack("<Q", witness)))[0]
        self.append(WITNESS_TAG, witness & 0xffffffff, witness >> 32)
        return first


def replay(log):
    """Runs a log of `zkmem swirl verify --transcript` through the model: every observation in, every sample out. Returns
    what the trees need: the commitments by label, and by round the depth of the trees and the queries."""
    lines = [(kind, int(value), label) for _, kind, value, label in (line.split(" ", 3) for line in log.splitlines())]
    model, commitments, queries = Transcript(), {}, {}
    place = 0
    while place < len(lines):
        kind, value, label = lines[place]
        place += 1
        if label.endswith("[0]"):
            digest = [value] + [lines[place + i][1] for i in range(7)]
            assert [lines[place + i][2] for i in range(7)] == [f"{label[:-3]}[{i}]" for i in range(1, 8)], label
            place += 7
            commitments[label[:-3]] = digest
            model.append(COMMITMENT_TAG, *digest)
        elif label.endswith(".witness"):
            expected, what = lines[place][1:]
            place += 1
            first = model.work(value)
            assert first == expected, f"{label}: the model has {first}, the log {expected}"
            bits = int(re.search(r"\.pow_word\((\d+) top bits", what)[1])
            assert first >> (32 - bits) == 0, what
        elif kind == "O":
            assert value < P, label
            model.append(value)
        elif found := re.fullmatch(r"whir\.round(\d+)\.query\d+\((\d+) bits\)", label):
            word = model.word()
            assert word == value or word & ((1 << int(found[2])) - 1) == value, f"{label}: {word}, the log {value}"
            queries.setdefault(int(found[1]), (int(found[2]), []))[1].append(word & ((1 << int(found[2])) - 1))
        else:
            sampled = model.element()
            assert sampled == value, f"{label}: the model has {sampled}, the log {value}"
    return commitments, queries


class Reader:
    def __init__(self, data):
        self.data, self.place = data, 0

    def bytes(self, count):
        self.place += count
        assert self.place <= len(self.data), "the proof ends early"
        return self.data[self.place - count:self.place]

    def u32(self):
        return words(self.bytes(4))[0]

    def skip_vec(self, size):
        count = self.u32()
        self.bytes(count * size)
        return count


def read_openings(data):
    """Of a proof (docs/spec/proof.md, version 4): log heights and numbers of cached commitments of the present AIRs, and what
    WHIR opened: a list a round of trees, each the rows of its leaves and the shared siblings."""
    proof = Reader(data)
    assert proof.u32() == 4 | 1 << 16, "not a proof of the blake3 suite"
    proof.bytes(32)
    airs = proof.u32()
    bitmap = proof.bytes((airs + 7) // 8)
    present = {}
    for air in (a for a in range(airs) if bitmap[a // 8] >> a % 8 & 1):
        height, cached = proof.u32(), proof.u32()
        proof.bytes(32 * cached)
        present[air] = (height, cached)
    for _ in range(proof.u32()):
        proof.skip_vec(4)
    proof.bytes(4 + 16)  # logup
    layers = proof.skip_vec(64)
    proof.bytes(48 * sum(range(1, layers)))
    traces = proof.skip_vec(16)  # batch
    proof.bytes(16 * traces)
    proof.skip_vec(16)
    if rounds := proof.u32():
        proof.bytes(16 * rounds * proof.u32())
    for _ in range(traces):
        for _ in range(proof.u32()):
            proof.skip_vec(16)
    proof.skip_vec(16)  # stacking
    proof.skip_vec(32)
    for _ in range(proof.u32()):
        proof.skip_vec(16)
    proof.bytes(4)  # whir
    sumchecks = proof.skip_vec(32)
    rounds = proof.skip_vec(32) + 1
    proof.bytes(16 * (rounds - 1) + 4 * sumchecks + 4 * rounds)
    k = sumchecks // rounds
    commitments, leaves = proof.u32(), proof.u32()
    widths = [proof.u32() for _ in range(commitments)]
    rows = [[[proof.bytes(4 * width) for _ in range(1 << k)] for _ in range(leaves)] for width in widths]
    siblings = proof.u32()
    openings = [[(opened, [proof.bytes(32) for _ in range(siblings)]) for opened in rows]]
    for _ in range(1, rounds):
        values = [[proof.bytes(16) for _ in range(1 << k)] for _ in range(proof.u32())]
        openings.append([(values, [proof.bytes(32) for _ in range(proof.u32())])])
    proof.skip_vec(16)
    assert proof.place == len(data), "bytes after the proof"
    return present, openings


def leaf(rows):
    nodes = [derive("row", row) for row in rows]
    while len(nodes) > 1:
        nodes = [derive("node", nodes[i] + nodes[i + 1]) for i in range(0, len(nodes), 2)]
    return nodes[0]


def root(depth, queries, rows, siblings):
    """Of the rows of each queried leaf, once and ascending, and of the siblings that do not follow from them."""
    indices = sorted(set(queries))
    assert len(rows) == len(indices), f"{len(rows)} leaves, {len(indices)} are asked for"
    nodes = dict(zip(indices, map(leaf, rows)))
    for level in range(depth):
        missing = sorted(i ^ 1 for i in nodes if i ^ 1 not in nodes)
        assert len(missing) <= len(siblings), f"too few siblings at level {level}"
        nodes.update(zip(missing, siblings))
        siblings = siblings[len(missing):]
        nodes = {i // 2: derive("node", nodes[i] + nodes[i + 1]) for i in nodes if i % 2 == 0}
    assert not siblings, f"{len(siblings)} siblings too many"
    return words(nodes[0])


def check_trees(proof, commitments, queries):
    """The leaves of every tree lead to the commitment that the transcript observed. Returns how many leaves did."""
    present, openings = read_openings(proof)
    order = ["common_main_commit"]
    for air in sorted(present, key=lambda a: (-present[a][0], a)):
        order += [f"air{air}.preprocessed_commit"] if f"air{air}.preprocessed_commit" in commitments else []
        order += [f"air{air}.cached_commit{i}" for i in range(present[air][1])]
    checked = 0
    for i, trees in enumerate(openings):
        names = order if i == 0 else [f"whir.round{i - 1}.codeword_commit"]
        assert len(names) == len(trees), (names, len(trees))
        for name, (rows, siblings) in zip(names, trees):
            assert root(*queries[i], rows, siblings) == commitments[name], f"round {i}: {name}"
            checked += len(rows)
    return checked


def pre_hash(key):
    """The pre-hash as the key says it, and as its content hashes. Eight integers of seven bits a byte end the key."""
    assert key.startswith(b"ZKMKEY\x01\x01"), "not a key of the blake3 suite"
    ends = [i for i, byte in enumerate(key) if byte < 0x80][-9:]
    said = []
    for first, last in zip(ends, ends[1:]):
        said.append(sum((byte & 0x7f) << 7 * i for i, byte in enumerate(key[first + 1:last + 1])))
    return said, words(derive("verifying key", key[:ends[0] + 1]))
