// The bytes of an opening, docs/spec/opening.md: read as a whole before anything is hashed, one encoding for each opening.

import { MODULUS } from './poseidon2.js';

export const LEAF_CELLS = 8;
const MAX_CELLS = 2 ** 24;
const DIGEST_BYTES = 32;

/** The bytes, the root or the tree are none, or the opening is of another tree: `zkmem image verify` exits with 2. */
export class BadInput extends Error {
  name = 'BadInput';
}

/** The opening is none of the memory with that root: `zkmem image verify` exits with 1. */
export class Rejected extends Error {
  name = 'Rejected';
}

/** The 8 words of a root in the text that zkmem writes. */
export function parseRoot(text) {
  if (typeof text !== 'string') throw new BadInput(`a root is a text of 64 hex digits, not ${typeof text}`);
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    const reason = text.length === 64 ? 'has other characters' : `has ${text.length} characters`;
    throw new BadInput(`a digest is 64 hex digits, '${text}' ${reason}`);
  }
  return Array.from({ length: 8 }, (_, i) => {
    const word = parseInt(text.slice(8 * i, 8 * i + 8), 16);
    if (word >= MODULUS) throw new BadInput(`digest word ${i} is ${word}, not below the modulus ${MODULUS}`);
    return word;
  });
}

function checkTree({ spaceHeight, addressHeight }) {
  const within = (height, low, high) => Number.isInteger(height) && low <= height && height <= high;
  if (!within(spaceHeight, 1, 16) || !within(addressHeight, 0, 26)) {
    throw new BadInput(`a tree has 1 to 16 levels of spaces and 0 to 26 of addresses, not ${spaceHeight} and ${addressHeight}`);
  }
}

class Reader {
  #bytes;
  #view;
  place = 0;

  constructor(bytes) {
    if (!(bytes instanceof Uint8Array)) throw new BadInput('an opening is a Uint8Array');
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left() {
    return this.#bytes.length - this.place;
  }

  fail(what, reason, back = 0) {
    throw new BadInput(`byte ${this.place - back}: ${what}: ${reason}`);
  }

  #take(count, what) {
    if (count > this.left) this.fail(what, `needs ${count} bytes, ${this.left} are left`);
    this.place += count;
    return this.place - count;
  }

  text(count, what) {
    const start = this.#take(count, what);
    return String.fromCharCode(...this.#bytes.subarray(start, start + count));
  }

  u8(what) {
    return this.#view.getUint8(this.#take(1, what));
  }

  u32(what) {
    return this.#view.getUint32(this.#take(4, what), true);
  }

  // Compared with the bytes that are there before anything is allocated.
  room(items, itemBytes, what) {
    if (items > Math.floor(this.left / itemBytes)) {
      this.fail(what, `${items} items of at least ${itemBytes} bytes, but only ${this.left} bytes are left`);
    }
    return items;
  }

  elements(count, what) {
    this.room(count, 4, what);
    return Array.from({ length: count }, () => {
      const value = this.u32(what);
      if (value >= MODULUS) this.fail(what, `field element ${value} is not below the modulus ${MODULUS}`, 4);
      return value;
    });
  }

  digests(what) {
    const count = this.room(this.u32(what), DIGEST_BYTES, what);
    return Array.from({ length: count }, () => this.elements(8, what.slice(0, -1)));
  }

  finish() {
    if (this.left > 0) this.fail('end', `${this.left} bytes follow`);
  }
}

function checkCount(count, reader) {
  if (count === 0 || count > MAX_CELLS) reader.fail('number of cells', `${count}, must be 1 to ${MAX_CELLS}`, 4);
}

// How many cells of the first leaf lie before the range, and how many of the last behind it.
function margins({ pointer, count }) {
  const before = pointer % LEAF_CELLS;
  return { before, after: (LEAF_CELLS - ((before + count) % LEAF_CELLS)) % LEAF_CELLS };
}

// Version 1, one range: its cells, those before them in the first leaf, those behind them in the last.
function readOne(reader) {
  const [space, pointer, count] = [reader.u32('address space'), reader.u32('pointer'), reader.u32('number of cells')];
  checkCount(count, reader);
  const { before, after } = margins({ pointer, count });
  const values = reader.elements(count, 'opened cells');
  const cells = [...reader.elements(before, 'cells before'), ...values, ...reader.elements(after, 'cells after')];
  return { ranges: [{ space, pointer, count }], cells };
}

// Version 2, ranges in ascending order: the leaves that they touch, each once.
function readMany(reader) {
  const number = reader.room(reader.u32('number of ranges'), 12, 'number of ranges');
  if (number === 0) reader.fail('number of ranges', '0, must be at least 1', 4);
  const ranges = [];
  let [cells, leaves] = [0, 0];
  for (let i = 0, last = { space: 0, end: 0 }; i < number; ++i) {
    const space = reader.u32('address space');
    const pointer = reader.u32('pointer');
    if (space < last.space || (space === last.space && pointer < last.end)) {
      reader.fail('range', `starts at ${space}:${pointer}, the one before ends at ${last.space}:${last.end}`, 8);
    }
    const count = reader.u32('number of cells');
    checkCount(count, reader);
    cells += count;
    if (cells > MAX_CELLS) reader.fail('number of cells', `${cells} in all, must be 1 to ${MAX_CELLS}`, 4);
    const { before, after } = margins({ pointer, count });
    leaves += (before + count + after) / LEAF_CELLS;
    const leafOf = (cell) => Math.floor(cell / LEAF_CELLS);
    if (space === last.space && leafOf(pointer) === leafOf(last.end - 1)) leaves -= 1;
    ranges.push({ space, pointer, count });
    last = { space, end: pointer + count };
  }
  return { ranges, cells: reader.elements(leaves * LEAF_CELLS, 'leaves') };
}

/** {version, ranges, cells: those of every touched leaf, ascending, siblings}, of a tree that the caller names. */
export function decode(bytes, tree) {
  checkTree(tree);
  const reader = new Reader(bytes);
  const magic = reader.text(8, 'no opening');
  if (magic !== 'ZKMOPEN1' && magic !== 'ZKMOPEN2') reader.fail('no opening', 'it does not start with ZKMOPEN1', 8);
  const version = Number(magic[7]);
  const [spaceHeight, addressHeight] = [reader.u8('address space height'), reader.u8('address height')];
  if (spaceHeight !== tree.spaceHeight || addressHeight !== tree.addressHeight) {
    throw new BadInput(`the opening is for a tree of ${spaceHeight} + ${addressHeight} levels, `
      + `the configuration has ${tree.spaceHeight} + ${tree.addressHeight}`);
  }
  const { ranges, cells } = version === 1 ? readOne(reader) : readMany(reader);
  const siblings = reader.digests('siblings');
  reader.finish();
  return { version, ranges, cells, siblings };
}
