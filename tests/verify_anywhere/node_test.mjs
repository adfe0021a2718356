// zkmem's verdicts, in Node: node_test.mjs CASES
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from 'zkmem-verify';
import { compare } from './cases.mjs';

const [folder] = process.argv.slice(2);
const read = ({ path, ...rest }) => ({ ...rest, bytes: readFileSync(join(folder, path)) });
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
const wrong = await compare(`Node ${process.version}`, cases, (proof, options) => {
  const files = Object.entries(options).map(([name, value]) => [name, Array.isArray(value) ? value.map(read) : value?.path ? read(value) : value]);
  return verify(read(proof), Object.fromEntries(files));
});
process.exitCode = wrong ? 1 : 0;
