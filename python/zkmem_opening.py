#!/usr/bin/env python3
"""Checks that a memory with a given root holds given cells. One file, Python 3.8 or later, nothing besides: copy it where it is needed.

    python3 zkmem_opening.py FILE --root H [--tree 3+26] [--json]

does what ``zkmem image verify`` does, with the same exit codes. The bytes of an opening are those of docs/spec/opening.md."""

from __future__ import annotations

import argparse
import json
import struct
import sys
from typing import Callable, Dict, List, NamedTuple, Tuple

__all__ = ["BadInput", "OpenedCells", "Rejected", "Tree", "verify_opening"]

MODULUS = 2013265921
LEAF_CELLS = 8
MAX_CELLS = 1 << 24

Digest = Tuple[int, ...]


class BadInput(ValueError):
    """The bytes, the root or the tree are none, or the opening is of another tree: exit code 2."""


class Rejected(Exception):
    """The opening is none of the memory with that root: exit code 1."""


class Tree(NamedTuple):
    """2^space_height address spaces of 2^address_height leaves of 8 cells. The default is OpenVM 2's and zkmem's built-in one."""

    space_height: int = 3
    address_height: int = 26


class OpenedCells(NamedTuple):
    """Cells ``pointer``, ``pointer + 1``, … of an address space."""

    space: int
    pointer: int
    values: List[int]


# Poseidon2 of width 16, S-box x^7, 4 + 13 + 4 rounds: section 3 of docs/spec/swirl.md.
_INITIAL = (
    (0x69CBB6AF, 0x46AD93F9, 0x60A00F4E, 0x6B1297CD, 0x23189AFE, 0x732E7BEF, 0x72C246DE, 0x2C941900,
     0x0557EEDE, 0x1580496F, 0x3A3EA77B, 0x54F3F271, 0x0F49B029, 0x47872FE1, 0x221E2E36, 0x1AB7202E),
    (0x487779A6, 0x3851C9D8, 0x38DC17C0, 0x209F8849, 0x268DCEE8, 0x350C48DA, 0x5B9AD32E, 0x0523272B,
     0x3F89055B, 0x01E894B2, 0x13DDEDDE, 0x1B2EF334, 0x7507D8B4, 0x6CEEB94E, 0x52EB6BA2, 0x50642905),
    (0x05453F3F, 0x06349EFC, 0x6922787C, 0x04BFFF9C, 0x768C714A, 0x3E9FF21A, 0x15737C9C, 0x2229C807,
     0x0D47F88C, 0x097E0ECC, 0x27EADBA0, 0x2D7D29E4, 0x3502AAA0, 0x0F475FD7, 0x29FBDA49, 0x018AFFFD),
    (0x0315B618, 0x6D4497D1, 0x1B171D9E, 0x52861ABD, 0x2E5D0501, 0x3EC8646C, 0x6E5F250A, 0x148AE8E6,
     0x17F5FA4A, 0x3E66D284, 0x0051AA3B, 0x483F7913, 0x2CFE5F15, 0x023427CA, 0x2CC78315, 0x1E36EA47),
)
_INTERNAL = (0x5A8053C0, 0x693BE639, 0x3858867D, 0x19334F6B, 0x128F0FD8, 0x4E2B1CCB, 0x61210CE0, 0x3C318939,
             0x0B5B2F22, 0x2EDB11D5, 0x213EFFDF, 0x0CAC4606, 0x241AF16D)
_FINAL = (
    (0x7290A80D, 0x6F7E5329, 0x598EC8A8, 0x76A859A0, 0x6559E868, 0x657B83AF, 0x13271D3F, 0x1F876063,
     0x0AEEAE37, 0x706E9CA6, 0x46400CEE, 0x72A05C26, 0x2C589C9E, 0x20BD37A7, 0x6A2D3D10, 0x20523767),
    (0x5B8FE9C4, 0x2AA501D6, 0x1E01AC3E, 0x1448BC54, 0x5CE5AD1C, 0x4918A14D, 0x2C46A83F, 0x4FCF6876,
     0x61D8D5C8, 0x6DDF4FF9, 0x11FDA4D3, 0x02933A8F, 0x170EAF81, 0x5A9C314F, 0x49A12590, 0x35EC52A1),
    (0x58EB1611, 0x5E481E65, 0x367125C9, 0x0EBA33BA, 0x1FC28DED, 0x066399AD, 0x0CBEC0EA, 0x75FD1AF0,
     0x50F5BF4E, 0x643D5F41, 0x6F4FE718, 0x5B3CBBDE, 0x1E3AFB3E, 0x296FB027, 0x45E1547B, 0x4A8DB2AB),
    (0x59986D19, 0x30BCDFA3, 0x1DB63932, 0x1D7C2824, 0x53B33681, 0x0673B747, 0x038A98A3, 0x2C5BCE60,
     0x351979CD, 0x5008FB73, 0x547BCA78, 0x711AF481, 0x3F93BF64, 0x644D987B, 0x3C8BCD87, 0x608758B8),
)
_DIAGONAL = (0x77FFFFFF, 1, 2, 0x3C000001, 3, 4, 0x3C000000, 0x77FFFFFE,
             0x77FFFFFD, 0x77880001, 0x5A000001, 0x69000001, 0x77FFFFF2, 0x00780000, 0x07800000, 15)


def _external_layer(s: List[int]) -> List[int]:
    """Sums, not reduced: the S-box does that."""
    mixed = []
    for i in range(0, 16, 4):
        a, b, c, d = s[i:i + 4]
        total = a + b + c + d
        mixed += [total + a + 2 * b, total + b + 2 * c, total + c + 2 * d, total + d + 2 * a]
    sums = [mixed[k] + mixed[k + 4] + mixed[k + 8] + mixed[k + 12] for k in range(4)]
    return [word + sums[i % 4] for i, word in enumerate(mixed)]


def _permute(s: List[int]) -> List[int]:
    s = _external_layer(s)
    for constants in _INITIAL:
        s = _external_layer([pow(word + constant, 7, MODULUS) for word, constant in zip(s, constants)])
    for constant in _INTERNAL:
        s[0] = pow(s[0] + constant, 7, MODULUS)
        total = sum(s)
        s = [(total + diagonal * word) % MODULUS for word, diagonal in zip(s, _DIAGONAL)]
    for constants in _FINAL:
        s = _external_layer([pow(word + constant, 7, MODULUS) for word, constant in zip(s, constants)])
    return [word % MODULUS for word in s]


def _compress(left: Digest, right: Digest) -> Digest:
    return tuple(_permute([*left, *right])[:8])


_ZEROS: Digest = (0,) * 8


def _root_words(text: str) -> Digest:
    if len(text) != 64 or not all(c in "0123456789abcdefABCDEF" for c in text):
        reason = "has other characters" if len(text) == 64 else f"has {len(text)} characters"
        raise BadInput(f"a digest is 64 hex digits, '{text}' {reason}")
    words = struct.unpack(">8I", bytes.fromhex(text))
    for i, word in enumerate(words):
        if word >= MODULUS:
            raise BadInput(f"digest word {i} is {word}, not below the modulus {MODULUS}")
    return words


class _Range(NamedTuple):
    space: int
    pointer: int
    size: int

    @property
    def end(self) -> int:
        return self.pointer + self.size

    @property
    def before(self) -> int:
        """Cells of the first leaf in front of it."""
        return self.pointer % LEAF_CELLS

    @property
    def after(self) -> int:
        """Cells of the last leaf behind it."""
        return -self.end % LEAF_CELLS

    def __str__(self) -> str:
        return f"{self.space}:{self.pointer}+{self.size}"


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    @property
    def left(self) -> int:
        return len(self.data) - self.place

    def fail(self, what: str, reason: str, back: int = 0) -> None:
        raise BadInput(f"byte {self.place - back}: {what}: {reason}")

    def take(self, count: int, what: str) -> bytes:
        if count > self.left:
            self.fail(what, f"needs {count} bytes, {self.left} are left")
        self.place += count
        return self.data[self.place - count:self.place]

    def u8(self, what: str) -> int:
        return self.take(1, what)[0]

    def u32(self, what: str) -> int:
        return int.from_bytes(self.take(4, what), "little")

    def room(self, items: int, item_bytes: int, what: str) -> int:
        """Compared with the bytes that are there before anything is made of them."""
        if items > self.left // item_bytes:
            self.fail(what, f"{items} items of at least {item_bytes} bytes, but only {self.left} bytes are left")
        return items

    def elements(self, count: int, what: str) -> Digest:
        values = struct.unpack_from(f"<{self.room(count, 4, what)}I", self.data, self.place)
        for value in values:
            if value >= MODULUS:
                self.fail(what, f"field element {value} is not below the modulus {MODULUS}")
            self.place += 4
        return values

    def count_of_cells(self) -> int:
        count = self.u32("number of cells")
        self.check_cells(count, str(count))
        return count

    def check_cells(self, count: int, said: str) -> None:
        if not 1 <= count <= MAX_CELLS:
            self.fail("number of cells", f"{said}, must be 1 to {MAX_CELLS}", 4)


class _Opening(NamedTuple):
    version: int
    ranges: List[_Range]
    cells: Digest  # of every touched leaf, ascending
    siblings: List[Digest]


def _read_ranges(reader: _Reader) -> Tuple[List[_Range], int]:
    """Of version 2: in ascending order; and how many leaves they touch."""
    number = reader.room(reader.u32("number of ranges"), 12, "number of ranges")
    if number == 0:
        reader.fail("number of ranges", "0, must be at least 1", 4)
    ranges: List[_Range] = []
    last = _Range(0, 0, 0)
    cells = leaves = 0
    for _ in range(number):
        space, pointer = reader.u32("address space"), reader.u32("pointer")
        if (space, pointer) < (last.space, last.end):
            reader.fail("range", f"starts at {space}:{pointer}, the one before ends at {last.space}:{last.end}", 8)
        here = _Range(space, pointer, reader.count_of_cells())
        cells += here.size
        reader.check_cells(cells, f"{cells} in all")
        leaves += (here.before + here.size + here.after) // LEAF_CELLS
        if space == last.space and pointer // LEAF_CELLS == (last.end - 1) // LEAF_CELLS:
            leaves -= 1  # the leaf in which the range before ends
        ranges.append(here)
        last = here
    return ranges, leaves


def _decode(data: bytes, tree: Tree) -> _Opening:
    reader = _Reader(data)
    magic = reader.take(8, "no opening")
    if magic not in (b"ZKMOPEN1", b"ZKMOPEN2"):
        reader.fail("no opening", "it does not start with ZKMOPEN1", 8)
    own = Tree(reader.u8("address space height"), reader.u8("address height"))
    version = magic[7] - ord("0")
    if own != tree:
        raise BadInput(f"the opening is for a tree of {own.space_height} + {own.address_height} levels, "
                       f"the configuration has {tree.space_height} + {tree.address_height}")
    if version == 1:
        here = _Range(reader.u32("address space"), reader.u32("pointer"), reader.count_of_cells())
        values = reader.elements(here.size, "opened cells")
        cells = reader.elements(here.before, "cells before") + values + reader.elements(here.after, "cells after")
        ranges = [here]
    else:
        ranges, leaves = _read_ranges(reader)
        cells = reader.elements(leaves * LEAF_CELLS, "leaves")
    count = reader.room(reader.u32("siblings"), 32, "siblings")
    siblings = [reader.elements(8, "sibling") for _ in range(count)]
    if reader.left > 0:
        reader.fail("end", f"{reader.left} bytes follow")
    return _Opening(version, ranges, cells, siblings)


def _leaf(tree: Tree, space: int, pointer: int) -> int:
    return (space - 1 << tree.address_height) + pointer // LEAF_CELLS


def _touched_leaves(ranges: List[_Range], tree: Tree) -> Dict[int, int]:
    """The touched leaves' indices, ascending, each with the place of its first cell in the opening."""
    leaves: Dict[int, int] = {}
    for here in ranges:
        for leaf in range(_leaf(tree, here.space, here.pointer), _leaf(tree, here.space, here.end - 1) + 1):
            leaves.setdefault(leaf, LEAF_CELLS * len(leaves))
    return leaves


def _level_order(siblings: List[Digest], first: int, last: int, height: int) -> Tuple[Callable[[int, int], Digest], int]:
    """Version 1: bottom-up, at each level the left neighbour of the path, then the right one; and how many that are."""
    places, needed = [], 0
    for level in range(height):
        right = needed + (first >> level & 1)
        places.append((first >> level, needed, right))
        needed = right + (~last >> level & 1)

    def sibling(level: int, index: int) -> Digest:
        start, left, right = places[level]
        return siblings[left if index < start else right]

    return sibling, needed


def _root_of(opening: _Opening, leaves: Dict[int, int], height: int, sibling: Callable[[int, int], Digest]) -> Digest:
    touched = list(leaves.items())
    following = 0

    def node(level: int, index: int) -> Digest:
        nonlocal following
        if following == len(touched) or touched[following][0] >> level != index:
            return sibling(level, index)
        if level > 0:
            left = node(level - 1, 2 * index)
            return _compress(left, node(level - 1, 2 * index + 1))
        start = touched[following][1]
        following += 1
        return _compress(opening.cells[start:start + LEAF_CELLS], _ZEROS)

    return node(height, 0)


def _check(opening: _Opening, root: Digest, tree: Tree) -> List[OpenedCells]:
    height = tree.space_height + tree.address_height
    for here in opening.ranges:
        if not 1 <= here.space <= 1 << tree.space_height or here.end > LEAF_CELLS << tree.address_height:
            raise Rejected(f"cells {here} lie outside a tree of {tree.space_height} + {tree.address_height} levels")
    where = f"opening of {opening.ranges[0] if opening.version == 1 else f'{len(opening.ranges)} ranges'}: "
    leaves = _touched_leaves(opening.ranges, tree)
    siblings, has = opening.siblings, len(opening.siblings)
    if opening.version == 1:
        sibling, needed = _level_order(siblings, min(leaves), max(leaves), height)
        if needed != has:
            raise Rejected(f"{where}the path needs {needed} digests, has {has}")
        computed = _root_of(opening, leaves, height, sibling)
    else:
        used: List[int] = []

        def in_order(_level: int, _index: int) -> Digest:
            """As a walk from the root meets them, left before right."""
            used.append(len(used))
            return siblings[used[-1]] if used[-1] < has else _ZEROS

        computed = _root_of(opening, leaves, height, in_order)
        if len(used) != has:
            raise Rejected(f"{where}the path needs {len(used)} digests, has {has}")
    if computed != root:
        raise Rejected(f"{where}the path does not lead to the root")
    opened = []
    for here in opening.ranges:
        start = leaves[_leaf(tree, here.space, here.pointer)] + here.before
        opened.append(OpenedCells(here.space, here.pointer, list(opening.cells[start:start + here.size])))
    return opened


def verify_opening(opening: bytes, *, root: str, tree: Tree = Tree()) -> List[OpenedCells]:
    """The cells that an opening (the bytes that ``zkmem image open`` writes) shows of the memory with that root, range by range in
    ascending order. ``root`` is 64 hex digits as zkmem writes them, from a source that you trust; ``tree`` is the shape of the
    memory's configuration, never taken from the opening. Raises :class:`Rejected` or :class:`BadInput`."""
    if not 1 <= tree.space_height <= 16 or not 0 <= tree.address_height <= 26:
        raise BadInput(f"a tree has 1 to 16 levels of spaces and 0 to 26 of addresses, not {tree.space_height} and {tree.address_height}")
    words = _root_words(root)
    return _check(_decode(bytes(opening), tree), words, tree)


def _tree_of(text: str) -> Tree:
    spaces, _, addresses = text.partition("+")
    if not all(number.isascii() and number.isdigit() and len(number) < 4 for number in (spaces, addresses)):
        raise BadInput(f"--tree: levels are given as SPACES+ADDRESSES, not '{text}'")
    return Tree(int(spaces), int(addresses))


def main() -> int:
    parser = argparse.ArgumentParser(description="What `zkmem image verify` says of an opening, with the same exit codes.")
    parser.add_argument("file", metavar="FILE", help="an opening")
    parser.add_argument("--root", metavar="H", required=True, help="the root it must match")
    parser.add_argument("--tree", default="3+26", help="levels over spaces and over a space's leaves (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="the cells as JSON")
    options = parser.parse_args()
    try:
        with open(options.file, "rb") as file:
            opened = verify_opening(file.read(), root=options.root, tree=_tree_of(options.tree))
    except (Rejected, BadInput, OSError) as error:
        print(f"zkmem_opening: {error}", file=sys.stderr)
        return 1 if isinstance(error, Rejected) else 2
    if options.json:
        print(json.dumps([cells._asdict() for cells in opened]))
    else:
        for space, pointer, values in opened:
            print(f"the memory with root {options.root} holds at {space}:{pointer}: {' '.join(map(str, values))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
