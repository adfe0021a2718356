/** The shape of a memory's Merkle tree: 2^spaceHeight address spaces of 2^addressHeight leaves of 8 cells each. */
export interface Tree {
  readonly spaceHeight: number;
  readonly addressHeight: number;
}

/** The tree of zkmem's built-in configuration and of OpenVM 2: 3 + 26 levels. */
export declare const DEFAULT_TREE: Tree;

/** Cells `pointer` … `pointer + values.length - 1` of an address space. */
export interface OpenedCells {
  space: number;
  pointer: number;
  values: number[];
}

/** The bytes, the root or the tree are none, or the opening is of another tree: `zkmem image verify` exits with 2. */
export declare class BadInput extends Error {}

/** The opening is none of the memory with that root: `zkmem image verify` exits with 1. */
export declare class Rejected extends Error {}

/**
 * The cells that an opening shows of the memory with that root, range by range in ascending order.
 * @param opening the bytes that `zkmem image open` writes
 * @param options.root 64 hex digits, as zkmem writes roots; from a source that you trust, never from where the opening came
 * @param options.tree the tree of the memory's configuration; never taken from the opening
 * @throws {BadInput} what was given is malformed
 * @throws {Rejected} the memory with that root does not hold these cells, or the opening does not show it
 */
export declare function verifyOpening(opening: Uint8Array, options: { root: string; tree?: Tree }): OpenedCells[];
