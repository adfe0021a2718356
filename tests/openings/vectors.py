"""Openings that zkmem makes, hundreds of alterations of them, and zkmem's verdict of each: VECTORS.json for the other verifiers.

usage: vectors.py VECTORS.json COSTS.json     (the environment variable ZKMEM names the binary)"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ZKMEM = os.environ["ZKMEM"]
P = 2013265921
DEFAULT, SMALL = (3, 26), (2, 3)
SMALL_CONFIG = {"addr_space_height": 2, "pointer_max_bits": 6, "addr_spaces": [
    {"layout": "Null"}, {"layout": "U8", "num_cells": 32}, {"layout": "U8", "num_cells": 64}, {"layout": "Native", "num_cells": 64}]}
WRITES = [(1, 0), (1, 28), (2, 8), (2, 12), (2, 24), (2, 60), (3, 0), (3, 16), (3, 44), (3, 60)]
SMALL_CELLS = ["1:0", "1:31", "2:0", "2:8", "2:9+2", "2:63", "2:7+2", "2:0+64", "2:3+40", "2:8+8", "3:0+4", "3:63", "3:45+3"]
SMALL_SEVERAL = ["1:0 2:0", "2:9+2 2:11", "2:8 2:15", "2:8 2:16", "1:3+2 2:9+2 2:30+4 3:61+3", "2:0+64 3:0+64", "1:0+32 2:0+64 3:0+64",
                 "3:1 3:3 3:5 3:7 3:9"]
DEFAULT_WRITES = [(1, 4), (2, 0), (2, 4096), (2, 2**29 - 4), (3, 0), (4, 16380)]
DEFAULT_CELLS = ["1:4+4", "2:0", "2:4096+4", "2:536870911", "2:4093+40", "3:0+32", "4:16380+4", "2:123456"]
# What docs/openings.md states the gas of.
COSTS = {"one cell": "2:4096", "sixteen adjacent cells, two leaves": "2:4096+16",
         "sixteen cells of one page": " ".join(f"2:{4096 + 256 * i}" for i in range(16)),
         "sixteen cells far apart": " ".join(f"2:{2**25 * i + 4096}" for i in range(16))}


class Zkmem:
    def __init__(self, folder):
        self.folder = folder

    def run(self, *arguments):
        return subprocess.run([ZKMEM, *arguments], cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def ok(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return done.stdout

    def state(self, name, writes, fields, *config):
        """A memory on disk with values at these places; space `fields` has field elements. Its root."""
        log = [{"op": "write", "as": space, "ptr": pointer, "size": 4, "values": self.values(space == fields, pointer)} for space, pointer in writes]
        (self.folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, log)) + "\n")
        self.ok("prove", f"{name}.jsonl", *config, "--params", "weak", "--memory", "persistent", "--state", name, "-o", f"{name}.zkproof")
        return self.ok("image", "root", "--state", name).strip()

    @staticmethod
    def values(elements, pointer):
        return [P - 1 - pointer, 1, 2**30, 7] if elements else [pointer % 251 + 1, 2, 3, 255]

    def open(self, name, cells):
        self.ok("image", "open", *cells.split(), "--state", name, "-o", f"{name}.opening")
        return (self.folder / f"{name}.opening").read_bytes()

    def verdict(self, name, root, tree, opening):
        """As the judges say it."""
        file = self.folder / f"{name}.altered"
        file.write_bytes(opening)
        config = [] if tree == DEFAULT else ["--config", f"{tree[0]}+{tree[1]}.json"]
        done = self.run("image", "verify", file.name, "--root", root, *config, "--json")
        said = json.loads(done.stdout)
        if done.returncode == 0:
            ranges = said.get("cells", [said])
            return " ".join(["0", *(f"{r['as']}:{r['ptr']} {' '.join(map(str, r['values']))}" for r in ranges)])
        return f"{done.returncode} {said['reason']}"


def u32(value):
    return value.to_bytes(4, "little")


def put(data, place, piece):
    return data[:place] + piece + data[place + len(piece):]


def cells_at(opening):
    """Where cells begin and how many leaves there are, from the file's length."""
    start = 22 if opening[7:8] == b"1" else 14 + 12 * int.from_bytes(opening[10:14], "little")
    for leaves in range((len(opening) - start) // 32 + 1):
        end = start + 32 * leaves
        if len(opening) == end + 4 + 32 * int.from_bytes(opening[end:end + 4], "little"):
            return start, leaves
    raise ValueError("no opening")


def alterations(root, tree, opening):
    """(what, root, tree, bytes)"""
    def of(what, data):
        return what, root, tree, data

    start, leaves = cells_at(opening)
    end = start + 32 * leaves
    siblings = [opening[end + 4 + 32 * i:end + 36 + 32 * i] for i in range(int.from_bytes(opening[end:end + 4], "little"))]

    def with_siblings(digests):
        return opening[:end] + u32(len(digests)) + b"".join(digests)

    for place in range(len(opening)):
        bit = 1 << (place * 5 + 3) % 8
        yield of(f"byte {place} ^ {bit}", put(opening, place, bytes([opening[place] ^ bit])))
    for place in range(8, start):
        for value in {0, 1, 7, 8, 128, 255} - {opening[place]}:
            yield of(f"byte {place} = {value}", put(opening, place, bytes([value])))
    for place in range(start, end, 4):
        word = int.from_bytes(opening[place:place + 4], "little")
        if word + P < 2**32:
            yield of(f"the cell at {place}, not reduced", put(opening, place, u32(word + P)))
        yield of(f"the cell at {place} plus one", put(opening, place, u32((word + 1) % P)))
    for place in range(end + 4, len(opening), 12):
        word = int.from_bytes(opening[place:place + 4], "little")
        if word + P < 2**32 and (place - end - 4) % 4 == 0:
            yield of(f"the digest at {place}, not reduced", put(opening, place, u32(word + P)))
    for length in sorted({0, 7, 8, 9, 10, 13, 14, 21, 22, start, end - 1, end, end + 3, end + 4, len(opening) - 32, len(opening) - 1}):
        yield of(f"cut at {length}", opening[:length])
    yield of("one byte more", opening + b"\0")
    yield of("a sibling more", with_siblings([*siblings, bytes(32)]))
    yield of("no siblings", with_siblings([]))
    yield of("as many as there can be", put(opening, end, u32(2**32 - 1)))
    for i in range(len(siblings)):
        yield of(f"without sibling {i}", with_siblings(siblings[:i] + siblings[i + 1:]))
        yield of(f"sibling {i} twice", with_siblings([*siblings[:i + 1], *siblings[i:]]))
    yield of("siblings the other way around", with_siblings(siblings[::-1]))
    if leaves > 1:
        yield of("a leaf less", opening[:end - 32] + opening[end:])
    words = [int(root[i:i + 8], 16) for i in range(0, 64, 8)]
    for i in range(8):
        other = [*words]
        other[i] = (other[i] + 1) % P
        yield f"word {i} of the root", "".join(f"{word:08x}" for word in other), tree, opening
        other[i] = P + i
        yield f"word {i} of the root, not reduced", "".join(f"{word:08x}" for word in other), tree, opening
    yield "a root of zeros", "0" * 64, tree, opening
    yield "the root in capitals", root.upper(), tree, opening
    for other in {DEFAULT, SMALL, (3, 2), (1, 4)} - {tree}:
        yield f"for a tree of {other[0]} + {other[1]}", root, other, opening
        yield f"as of a tree of {other[0]} + {other[1]}", root, other, put(opening, 8, bytes(other))


def cases(zkmem):
    small = zkmem.state("small", WRITES, 3, "--config", "2+3.json")
    default = zkmem.state("default", DEFAULT_WRITES, 4)
    for cells in SMALL_CELLS + SMALL_SEVERAL:
        yield cells, small, SMALL, zkmem.open("small", cells)
    for cells in DEFAULT_CELLS + list(COSTS.values()):
        yield cells, default, DEFAULT, zkmem.open("default", cells)
    for cells in ("2:9+2", "2:7+2", "2:8 2:15", "1:3+2 2:9+2 3:61+3"):
        for what, *rest in alterations(small, SMALL, zkmem.open("small", cells)):
            yield (f"{cells}: {what}", *rest)
    # At full depth a few: an EVM in JavaScript takes its time.
    for cells in ("2:4096", "2:4096 3:5 3:31"):
        for i, (what, *rest) in enumerate(alterations(default, DEFAULT, zkmem.open("default", cells))):
            if i % 40 == 0:
                yield (f"{cells}: {what}", *rest)


def shown_is_there(zkmem, verdict):
    """Whether cells that an altered opening shows are those of the memory, as `image get` has them."""
    for space, pointer, values in re.findall(r" (\d+):(\d+)((?: \d+)*?)(?= \d+:|$)", verdict[1:]):
        held = zkmem.ok("image", "get", f"{space}:{pointer}+{len(values.split())}", "--state", "small")
        if held.split() != values.split():
            return False
    return True


def main():
    with tempfile.TemporaryDirectory(prefix="zkmem-openings-") as scratch:
        zkmem = Zkmem(pathlib.Path(scratch))
        for tree in (SMALL, (3, 2), (1, 4)):
            config = {**SMALL_CONFIG, "addr_space_height": tree[0], "pointer_max_bits": tree[1] + 3}
            config["addr_spaces"] = SMALL_CONFIG["addr_spaces"] if tree == SMALL else SMALL_CONFIG["addr_spaces"][:2]
            (zkmem.folder / f"{tree[0]}+{tree[1]}.json").write_text(json.dumps(config))
        vectors = [{"what": what, "root": root, "tree": tree, "opening": data} for what, root, tree, data in cases(zkmem)]

        def judged(numbered):
            number, vector = numbered
            vector["verdict"] = zkmem.verdict(str(number), vector["root"], vector["tree"], vector["opening"])
            return vector

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(judged, enumerate(vectors)))
        for vector in vectors:
            altered = ": " in vector["what"] and "capitals" not in vector["what"]
            vector["altered"] = altered
            if altered and vector["verdict"].startswith("0") and not shown_is_there(zkmem, vector["verdict"]):
                raise RuntimeError(f"{vector['what']}: zkmem says {vector['verdict']}")
            if not altered and not vector["verdict"].startswith("0"):
                raise RuntimeError(f"{vector['what']}: zkmem says {vector['verdict']}")
            vector["opening"] = vector["opening"].hex()
        pathlib.Path(sys.argv[1]).write_text(json.dumps(vectors, indent=0))
        by_cells = {vector["what"]: vector for vector in vectors}
        costs = {name: "{root} {tree[0]} {tree[1]} {opening}".format(**by_cells[cells]) for name, cells in COSTS.items()}
        pathlib.Path(sys.argv[2]).write_text(json.dumps(costs, indent=0))
    print(f"{len(vectors)} openings, {sum(v['altered'] for v in vectors)} of them altered, "
          f"{sum(v['altered'] and v['verdict'][0] == '0' for v in vectors)} of those show other cells, which are there")


if __name__ == "__main__":
    main()
