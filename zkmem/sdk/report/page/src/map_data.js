// The map as the C++ writes it (map_bytes.h), by space.
const MOST_COLUMNS = 512;

function numbersOf(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  let at = 0;
  return () => {
    let value = 0;
    for (let weight = 1; ; weight *= 128) {  // not shifts: numbers may have more than 32 bits
      const byte = bytes[at++];
      value += (byte & 127) * weight;
      if (byte < 128) return value;
    }
  };
}

/**
 * {length, columnLength, spaces: Map of space to sheets}. A sheet: {pointer, cells, rowCells, binColumns, rows, columns, reads,
 * writes, firsts}, the last five with one number for each of its bins.
 */
export function decodeMap(text) {
  const next = numbersOf(text);
  const map = { length: next(), columnLength: next(), spaces: new Map() };
  for (let sheets = next(); sheets > 0; --sheets) {
    const space = next();
    const sheet = { pointer: next(), cells: 2 ** next(), rowCells: 2 ** next(), binColumns: 2 ** next() };
    const count = next();
    for (const field of ['rows', 'columns', 'reads', 'writes', 'firsts']) sheet[field] = new Float64Array(count);
    let place = 0;
    for (let i = 0; i < count; ++i) {
      place += next();
      sheet.rows[i] = Math.floor(place / MOST_COLUMNS);
      sheet.columns[i] = place % MOST_COLUMNS;
      sheet.reads[i] = next();
      sheet.writes[i] = next();
      sheet.firsts[i] = next();
    }
    if (!map.spaces.has(space)) map.spaces.set(space, []);
    map.spaces.get(space).push(sheet);
  }
  return map;
}

/** Where cells are on the axis: all of a space, or its touched parts one after the other. */
export class Axis {
  constructor(parts) {
    this.parts = [];
    this.size = 0;
    for (const { begin, end } of parts) {
      this.parts.push({ begin, end, at: this.size });
      this.size += end - begin;
    }
  }
  static whole(cells) {
    return new Axis([{ begin: 0, end: cells }]);
  }
  static touched(sheets) {
    const parts = [];
    for (const { pointer, cells } of sheets) {
      if (parts.length !== 0 && parts.at(-1).end === pointer) parts.at(-1).end += cells;
      else parts.push({ begin: pointer, end: pointer + cells });
    }
    return new Axis(parts);
  }
  /** The last part that begins at or before it, by `key`. */
  part(value, key) {
    let low = 0;
    for (let high = this.parts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.parts[middle][key] <= value) low = middle;
      else high = middle;
    }
    return this.parts[low];
  }
  at(cell) {
    const part = this.part(cell, 'begin');
    return part.at + Math.min(Math.max(cell - part.begin, 0), part.end - part.begin);
  }
  cell(at) {
    const part = this.part(at, 'at');
    return part.begin + Math.min(at - part.at, part.end - part.begin);
  }
  has(cell) {
    const part = this.part(cell, 'begin');
    return cell >= part.begin && cell < part.end;
  }
}
