// The Solidity library by itself: the hash's golden vectors in both ways of compiling, its size, its gas as docs/openings.md states it; and the package's types.
// ZKMEM_ROOT is the tree, ZKMEM_OPENINGS names a file of accepted lines: {name: "ROOT SPACES ADDRESSES OPENING"}.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { contract, openingArguments, word } from './contract.mjs';

const ROOT = pathToFileURL(`${process.env.ZKMEM_ROOT}/`);
const golden = JSON.parse(readFileSync(new URL('tests/golden/memory/poseidon2.json', ROOT)));
const page = readFileSync(new URL('docs/openings.md', ROOT), 'utf8');
const openings = JSON.parse(readFileSync(process.env.ZKMEM_OPENINGS));
const digest = (words) => words.map((value) => value.toString(16).padStart(8, '0')).join('');
const MAX_CONTRACT_BYTES = 24576; // EIP-170

for (const viaIR of [false, true]) {
  const how = viaIR ? 'by way of Yul' : 'without Yul';
  const { size, call } = await contract('Caller', { viaIR });

  test(`compiled ${how} the hash has the golden values`, async () => {
    const hash = await contract('Hash', { viaIR });
    for (const { input, compress } of golden.vectors) {
      const { bytes } = await hash.call('compress(uint256,uint256)', digest(input.slice(0, 8)), digest(input.slice(8)));
      assert.equal(bytes.toString('hex'), digest(compress));
    }
    assert.ok(golden.vectors.length > 0);
  });

  test(`compiled ${how} it fits a contract`, () => assert.ok(size < MAX_CONTRACT_BYTES, `${size} bytes`));

  test(`compiled ${how} it takes the gas that docs/openings.md states`, async () => {
    for (const [name, line] of Object.entries(openings)) {
      const [root, spaces, addresses, opening] = line.split(' ');
      const words = openingArguments(opening, [root, word(spaces), word(addresses)]);
      const { bytes } = await call('verify(bytes,bytes32,uint256,uint256)', ...words);
      const gas = Number(BigInt(`0x${bytes.toString('hex', 32, 64)}`));
      const row = page.split('\n').find((text) => text.startsWith(`| ${name} |`));
      assert.ok(row, `docs/openings.md has no row '${name}', which takes ${gas}`);
      const stated = Number(row.split('|')[viaIR ? 4 : 5].replaceAll(',', ''));
      assert.ok(Math.abs(gas / stated - 1) < 0.02, `${name}: docs/openings.md states ${stated}, it takes ${gas}`);
      console.log(`# ${name}, ${how}: ${gas} gas, ${opening.length / 2} bytes`);
    }
    assert.ok(Object.keys(openings).length > 0);
  });
}

test('the tree of the built-in configuration needs not be said', async () => {
  const { call } = await contract('Caller', { viaIR: true });
  const [root, , , opening] = Object.values(openings)[0].split(' ');
  assert.equal((await call('verifyDefault(bytes,bytes32)', ...openingArguments(opening, [root]))).error, undefined);
  const other = root.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  assert.equal((await call('verifyDefault(bytes,bytes32)', ...openingArguments(opening, [other]))).error, 'OtherRoot');
});

test('the contract that docs/openings.md shows compiles', async () => {
  for (const viaIR of [false, true]) assert.ok((await contract('Cells', { viaIR })).size > 0);
});

test('TypeScript accepts and refuses what types.mts says', () => {
  const home = new URL('.', import.meta.url);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', 'types.mts'];
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', ...options], { cwd: home, encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});
