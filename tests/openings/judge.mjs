// JavaScript's verdicts. A line of stdin is ROOT SPACES ADDRESSES OPENING, in hexadecimal; a line of stdout is `0 SPACE:POINTER VALUE…` for
// each range, `1 REASON` or `2 REASON`.
import { readFileSync } from 'node:fs';
import { Rejected, verifyOpening } from 'zkmem-opening';

export const lines = () => readFileSync(0, 'utf8').split('\n').slice(0, -1).map((line) => line.split(' '));

export function accepted(ranges) {
  return ['0', ...ranges.map(({ space, pointer, values }) => `${space}:${pointer} ${values.join(' ')}`)].join(' ');
}

function verdict([root, spaces, addresses, opening]) {
  const tree = { spaceHeight: Number(spaces), addressHeight: Number(addresses) };
  try {
    return accepted(verifyOpening(Buffer.from(opening, 'hex'), { root, tree }));
  } catch (error) {
    return `${error instanceof Rejected ? 1 : 2} ${error.message}`;
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  for (const line of lines()) console.log(verdict(line));
}
