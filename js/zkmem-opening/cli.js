#!/usr/bin/env node
// zkmem-opening FILE --root H [--tree 3+26] [--json]: what `zkmem image verify` says of it, with the same exit codes.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BadInput, DEFAULT_TREE, Rejected, verifyOpening } from './index.js';

const USAGE = 'usage: zkmem-opening FILE --root H [--tree SPACES+ADDRESSES] [--json]';
const OPTIONS = { root: { type: 'string' }, tree: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } };

function treeOf(text) {
  if (text === undefined) return DEFAULT_TREE;
  const heights = /^(\d{1,3})\+(\d{1,3})$/.exec(text);
  if (!heights) throw new BadInput(`--tree: levels are given as SPACES+ADDRESSES, not '${text}'`);
  return { spaceHeight: Number(heights[1]), addressHeight: Number(heights[2]) };
}

function run() {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  if (values.help) return USAGE;
  if (positionals.length !== 1 || values.root === undefined) throw new BadInput(USAGE);
  const tree = treeOf(values.tree);
  const opened = verifyOpening(readFileSync(positionals[0]), { root: values.root, tree });
  if (values.json) return JSON.stringify(opened);
  return opened.map(({ space, pointer, values: cells }) => (
    `the memory with root ${values.root} holds at ${space}:${pointer}: ${cells.join(' ')}`)).join('\n');
}

try {
  console.log(run());
} catch (error) {
  console.error(`zkmem-opening: ${error.message}`);
  process.exitCode = error instanceof Rejected ? 1 : 2;
}
