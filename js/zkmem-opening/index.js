// Checks that a memory with a given root holds given cells. Needs the root, the shape of the tree and the opening's bytes
// (docs/spec/opening.md), and nothing else: no network, no files, no dependency.

import { BadInput, LEAF_CELLS, Rejected, decode, parseRoot } from './format.js';
import { compress } from './poseidon2.js';

export { BadInput, Rejected };

/** The tree of zkmem's built-in configuration and of OpenVM 2. */
export const DEFAULT_TREE = Object.freeze({ spaceHeight: 3, addressHeight: 26 });

const ZEROS = new Array(8).fill(0);

function checkInside({ space, pointer, count }, tree) {
  const cells = 2 ** tree.addressHeight * LEAF_CELLS;
  if (space < 1 || space > 2 ** tree.spaceHeight || pointer + count > cells) {
    throw new Rejected(`cells ${space}:${pointer}+${count} lie outside a tree of ${tree.spaceHeight} + ${tree.addressHeight} levels`);
  }
}

// The indices of the leaves that ranges touch, ascending, each once. Numbers stay below 2^42.
function touchedLeaves(ranges, tree) {
  const leaves = [];
  for (const { space, pointer, count } of ranges) {
    const base = (space - 1) * 2 ** tree.addressHeight;
    const last = base + Math.floor((pointer + count - 1) / LEAF_CELLS);
    for (let leaf = base + Math.floor(pointer / LEAF_CELLS); leaf <= last; ++leaf) {
      if (leaf !== leaves.at(-1)) leaves.push(leaf);
    }
  }
  return leaves;
}

// Version 1: bottom-up, at each level the left neighbour of the path, then the right one.
function levelOrder(siblings, leaves, height) {
  const places = [];
  let [first, last, needed] = [leaves[0], leaves.at(-1), 0];
  for (let level = 0; level < height; ++level) {
    const isRight = first % 2;
    places.push({ first, left: needed, right: needed + isRight });
    needed += isRight + (1 - (last % 2));
    [first, last] = [Math.floor(first / 2), Math.floor(last / 2)];
  }
  return { needed, at: (level, index) => siblings[index < places[level].first ? places[level].left : places[level].right] };
}

// Version 2: as a walk from the root meets them, left before right.
function walkOrder(siblings) {
  let next = 0;
  return { used: () => next, at: () => siblings[next++] ?? ZEROS };
}

function rootOf({ cells }, leaves, height, sibling) {
  let next = 0;
  const node = (level, index) => {
    if (next === leaves.length || Math.floor(leaves[next] / 2 ** level) !== index) return sibling(level, index);
    if (level > 0) return compress(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
    const start = LEAF_CELLS * next++;
    return compress(cells.slice(start, start + LEAF_CELLS), ZEROS);
  };
  return node(height, 0);
}

function values({ ranges, cells, version }, leaves, tree) {
  const place = new Map(leaves.map((leaf, i) => [leaf, LEAF_CELLS * i]));
  return ranges.map(({ space, pointer, count }) => {
    const start = place.get((space - 1) * 2 ** tree.addressHeight + Math.floor(pointer / LEAF_CELLS)) + (pointer % LEAF_CELLS);
    return { space, pointer, values: cells.slice(start, start + count) };
  });
}

function check(opening, root, tree) {
  const { spaceHeight, addressHeight } = tree;
  const height = spaceHeight + addressHeight;
  for (const range of opening.ranges) checkInside(range, tree);
  const [{ space, pointer, count }] = opening.ranges;
  const what = opening.version === 1 ? `${space}:${pointer}+${count}` : `${opening.ranges.length} ranges`;
  const where = `opening of ${what}: `;
  const has = opening.siblings.length;
  const leaves = touchedLeaves(opening.ranges, tree);
  const order = opening.version === 1 ? levelOrder(opening.siblings, leaves, height) : walkOrder(opening.siblings);
  if (opening.version === 1 && order.needed !== has) {
    throw new Rejected(`${where}the path needs ${order.needed} digests, has ${has}`);
  }
  const computed = rootOf(opening, leaves, height, order.at);
  if (opening.version === 2 && order.used() !== has) {
    throw new Rejected(`${where}the path needs ${order.used()} digests, has ${has}`);
  }
  if (computed.some((word, i) => word !== root[i])) throw new Rejected(`${where}the path does not lead to the root`);
  return values(opening, leaves, tree);
}

/** The cells that the opening shows of the memory with that root, range by range; throws Rejected or BadInput. */
export function verifyOpening(opening, { root, tree = DEFAULT_TREE }) {
  const words = parseRoot(root);
  return check(decode(opening, tree), words, tree);
}
