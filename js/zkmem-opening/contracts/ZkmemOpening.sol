// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.20;

import {poseidon2Compress} from "./Poseidon2.sol";

/// Checks that a zkmem memory with a given root holds given cells, from the bytes that `zkmem image open` writes
/// (docs/spec/opening.md). What that shows, and where a root may come from: docs/openings.md.
library ZkmemOpening {
    /// Cells pointer, pointer + 1, … of an address space.
    struct Cells {
        uint32 space;
        uint32 pointer;
        uint32[] values;
    }

    // What was given is malformed, or of another tree: `zkmem image verify` exits with 2.
    error NoTree(uint256 spaceHeight, uint256 addressHeight);
    error NoRoot(bytes32 root);
    error NoOpening();
    error OtherTree(uint256 spaceHeight, uint256 addressHeight);
    error WrongLength(uint256 expected, uint256 actual);
    error WrongCount(uint256 place, uint256 count);
    error NotAscending(uint256 place);
    error NotCanonical(uint256 place);
    // The memory with that root does not hold the cells, or this does not show it: exit 1.
    error OutsideTree(uint256 space, uint256 pointer, uint256 count);
    error WrongSiblings(uint256 expected, uint256 actual);
    error OtherRoot(bytes32 computed);

    uint256 private constant LEAF_CELLS = 8;
    uint256 private constant MAX_CELLS = 1 << 24;
    uint256 private constant HEAD_BYTES = 10; // name, version, two heights
    uint256 private constant RANGE_BYTES = 12;
    bytes8 private constant ONE_RANGE = "ZKMOPEN1";
    bytes8 private constant SEVERAL_RANGES = "ZKMOPEN2";

    struct Range {
        uint256 space;
        uint256 pointer;
        uint256 count;
        uint256 firstLeaf; // leaves are numbered within the opening
    }

    struct Opening {
        bool several;
        Range[] ranges;
        uint256[] leaves; // the cells of every touched leaf, ascending, eight words each
        uint256[] siblings;
    }

    struct Walk {
        uint256[] leaves;
        uint256[] indices; // of the leaves in the tree
        uint256[] siblings;
        uint256 nextLeaf;
        uint256 nextSibling;
        bool several;
    }

    /// Of the tree of zkmem's built-in configuration and of OpenVM 2: 3 + 26 levels.
    function verify(bytes calldata opening, bytes32 root) internal pure returns (Cells[] memory) {
        return verify(opening, root, 3, 26);
    }

    /// The cells that the opening shows of the memory with that root, range by range, ascending. Reverts with one of the errors above.
    /// @param root from a source that the contract trusts; its bytes are the hex digits that zkmem writes
    /// @param spaceHeight of the memory's configuration, with addressHeight; never taken from the opening
    function verify(bytes calldata opening, bytes32 root, uint256 spaceHeight, uint256 addressHeight)
        internal
        pure
        returns (Cells[] memory)
    {
        if (spaceHeight < 1 || spaceHeight > 16 || addressHeight > 26) revert NoTree(spaceHeight, addressHeight);
        if (!isCanonical(uint256(root))) revert NoRoot(root);
        Opening memory read = decode(opening, spaceHeight, addressHeight);
        for (uint256 i = 0; i < read.ranges.length; ++i) {
            Range memory range = read.ranges[i];
            if (
                range.space < 1 || range.space > 1 << spaceHeight
                    || range.pointer + range.count > LEAF_CELLS << addressHeight
            ) revert OutsideTree(range.space, range.pointer, range.count);
        }
        uint256 computed = rootOf(read, spaceHeight + addressHeight, addressHeight);
        if (computed != uint256(root)) revert OtherRoot(bytes32(computed));
        return cellsOf(read);
    }

    function decode(bytes calldata data, uint256 spaceHeight, uint256 addressHeight)
        private
        pure
        returns (Opening memory read)
    {
        needs(data, HEAD_BYTES);
        bytes8 name = bytes8(data);
        if (name != ONE_RANGE && name != SEVERAL_RANGES) revert NoOpening();
        if (uint8(data[8]) != spaceHeight || uint8(data[9]) != addressHeight) {
            revert OtherTree(uint8(data[8]), uint8(data[9]));
        }
        read.several = name == SEVERAL_RANGES;
        uint256 place = HEAD_BYTES;
        uint256 number = 1;
        if (read.several) {
            needs(data, place + 4);
            number = u32(data, place);
            place += 4;
            if (number == 0) revert WrongCount(HEAD_BYTES, 0);
        }
        needs(data, place + RANGE_BYTES * number);
        uint256 leaves;
        (read.ranges, leaves) = readRanges(data, place, number);
        place += RANGE_BYTES * number;
        uint256 end = place + 32 * leaves;
        needs(data, end + 4);
        uint256 siblings = u32(data, end);
        if (data.length != end + 4 + 32 * siblings) revert WrongLength(end + 4 + 32 * siblings, data.length);
        read.leaves = read.several ? words(data, place, leaves) : completed(data, place, read.ranges[0], leaves);
        read.siblings = words(data, end + 4, siblings);
    }

    /// Ascending, none over another; and how many leaves they touch.
    function readRanges(bytes calldata data, uint256 place, uint256 number)
        private
        pure
        returns (Range[] memory ranges, uint256 leaves)
    {
        ranges = new Range[](number);
        uint256 lastSpace;
        uint256 lastEnd;
        uint256 cells;
        for (uint256 i = 0; i < number; ++i) {
            Range memory range = ranges[i];
            range.space = u32(data, place);
            range.pointer = u32(data, place + 4);
            range.count = u32(data, place + 8);
            bool sameSpace = i > 0 && range.space == lastSpace;
            if (range.space < lastSpace || (sameSpace && range.pointer < lastEnd)) revert NotAscending(place);
            cells += range.count;
            if (range.count == 0 || cells > MAX_CELLS) revert WrongCount(place + 8, range.count);
            uint256 firstLeaf = range.pointer / LEAF_CELLS;
            if (sameSpace && (lastEnd - 1) / LEAF_CELLS == firstLeaf) leaves -= 1;
            range.firstLeaf = leaves;
            lastSpace = range.space;
            lastEnd = range.pointer + range.count;
            leaves += (lastEnd - 1) / LEAF_CELLS - firstLeaf + 1;
            place += RANGE_BYTES;
        }
    }

    /// Version 1 has the range's cells, then those before them in the first leaf, then those behind them in the last: as leaves.
    function completed(bytes calldata data, uint256 place, Range memory range, uint256 leaves)
        private
        pure
        returns (uint256[] memory whole)
    {
        uint256 before = range.pointer % LEAF_CELLS;
        uint256 behind = LEAF_CELLS * leaves - before - range.count;
        uint256 beforePlace = place + 4 * range.count;
        whole = new uint256[](leaves);
        for (uint256 i = 0; i < leaves; ++i) {
            uint256 leaf;
            if (i == 0) {
                leaf = top(load(data, beforePlace), before) | load(data, place) >> (32 * before);
            } else {
                leaf = load(data, place + 4 * (LEAF_CELLS * i - before));
            }
            if (i == leaves - 1) {
                uint256 kept = LEAF_CELLS - behind;
                leaf = top(leaf, kept) | top(load(data, beforePlace + 4 * before), behind) >> (32 * kept);
            }
            if (!isCanonical(leaf)) revert NotCanonical(place + 32 * i);
            whole[i] = leaf;
        }
    }

    function words(bytes calldata data, uint256 place, uint256 number) private pure returns (uint256[] memory list) {
        list = new uint256[](number);
        for (uint256 i = 0; i < number; ++i) {
            uint256 eight = load(data, place + 32 * i);
            if (!isCanonical(eight)) revert NotCanonical(place + 32 * i);
            list[i] = eight;
        }
    }

    function rootOf(Opening memory read, uint256 height, uint256 addressHeight) private pure returns (uint256 root) {
        Walk memory walk;
        walk.leaves = read.leaves;
        walk.indices = leafIndices(read, addressHeight);
        walk.several = read.several;
        walk.siblings = read.several ? read.siblings : inWalkOrder(read, walk.indices, height);
        root = node(walk, height, 0);
        if (walk.nextSibling != read.siblings.length) revert WrongSiblings(walk.nextSibling, read.siblings.length);
    }

    /// The leaves' places in the tree, ascending.
    function leafIndices(Opening memory read, uint256 addressHeight) private pure returns (uint256[] memory indices) {
        indices = new uint256[](read.leaves.length);
        for (uint256 i = 0; i < read.ranges.length; ++i) {
            Range memory range = read.ranges[i];
            uint256 base = (range.space - 1) << addressHeight;
            uint256 first = range.pointer / LEAF_CELLS;
            uint256 last = (range.pointer + range.count - 1) / LEAF_CELLS;
            for (uint256 leaf = first; leaf <= last; ++leaf) {
                indices[range.firstLeaf + leaf - first] = base + leaf;
            }
        }
    }

    /// Version 1 has the siblings bottom-up, at each level that on the left of the path before that on its right. A walk from the root meets
    /// those on the left top-down, then those on the right bottom-up.
    function inWalkOrder(Opening memory read, uint256[] memory indices, uint256 height)
        private
        pure
        returns (uint256[] memory ordered)
    {
        uint256 first = indices[0];
        uint256 last = indices[indices.length - 1];
        uint256 onTheLeft;
        uint256 onTheRight;
        for (uint256 level = 0; level < height; ++level) {
            onTheLeft += (first >> level) & 1;
            onTheRight += ~(last >> level) & 1;
        }
        uint256 has = read.siblings.length;
        if (onTheLeft + onTheRight != has) revert WrongSiblings(onTheLeft + onTheRight, has);
        ordered = new uint256[](has);
        uint256 left = onTheLeft;
        uint256 right = onTheLeft;
        uint256 next;
        for (uint256 level = 0; level < height; ++level) {
            if ((first >> level) & 1 == 1) ordered[--left] = read.siblings[next++];
            if ((last >> level) & 1 == 0) ordered[right++] = read.siblings[next++];
        }
    }

    /// The digest of a node: of a sibling where no touched leaf is below it, else of its children. As deep as the tree.
    function node(Walk memory walk, uint256 level, uint256 index) private pure returns (uint256) {
        uint256 leaf = walk.nextLeaf;
        if (leaf == walk.indices.length || walk.indices[leaf] >> level != index) {
            uint256 sibling = walk.nextSibling++;
            return sibling < walk.siblings.length ? walk.siblings[sibling] : 0;
        }
        uint256 left;
        uint256 right; // of a leaf: zeros
        if (level == 0) {
            walk.nextLeaf = leaf + 1;
            left = walk.leaves[leaf];
        } else {
            left = node(walk, level - 1, 2 * index);
            right = node(walk, level - 1, 2 * index + 1);
        }
        // Called in one place, for a compiler may put it in line.
        return poseidon2Compress(left, right);
    }

    function cellsOf(Opening memory read) private pure returns (Cells[] memory cells) {
        cells = new Cells[](read.ranges.length);
        for (uint256 i = 0; i < cells.length; ++i) {
            Range memory range = read.ranges[i];
            uint32[] memory values = new uint32[](range.count);
            uint256 start = LEAF_CELLS * range.firstLeaf + range.pointer % LEAF_CELLS;
            for (uint256 k = 0; k < values.length; ++k) {
                uint256 cell = start + k;
                values[k] = uint32(read.leaves[cell / LEAF_CELLS] >> (224 - 32 * (cell % LEAF_CELLS)));
            }
            cells[i] = Cells(uint32(range.space), uint32(range.pointer), values);
        }
    }

    function needs(bytes calldata data, uint256 length) private pure {
        if (data.length < length) revert WrongLength(length, data.length);
    }

    /// The first `number` of eight words.
    function top(uint256 eight, uint256 number) private pure returns (uint256) {
        uint256 rest = 32 * (LEAF_CELLS - number);
        return eight >> rest << rest;
    }

    function u32(bytes calldata data, uint256 place) private pure returns (uint256) {
        return load(data, place) >> 224;
    }

    /// Eight little-endian words as eight numbers, the first one highest. Behind the data there may be anything.
    function load(bytes calldata data, uint256 place) private pure returns (uint256 eight) {
        assembly ("memory-safe") {
            eight := calldataload(add(data.offset, place))
        }
        uint256 bytesOfPairs = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
        uint256 pairsOfWords = 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
        eight = (eight & bytesOfPairs) << 8 | (eight >> 8) & bytesOfPairs;
        eight = (eight & pairsOfWords) << 16 | (eight >> 16) & pairsOfWords;
    }

    /// Whether each of eight words is below the modulus 2^31 - 2^27 + 1: neither it nor it plus 2^27 - 1 has the top bit.
    function isCanonical(uint256 eight) private pure returns (bool) {
        uint256 tops = 0x8000000080000000800000008000000080000000800000008000000080000000;
        uint256 gaps = 0x07ffffff07ffffff07ffffff07ffffff07ffffff07ffffff07ffffff07ffffff;
        if (eight & tops != 0) return false;
        unchecked {
            return (eight + gaps) & tops == 0;
        }
    }
}
