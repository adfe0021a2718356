// The package as it is installed: what verify() takes and refuses, and what ends in an answer whatever happens. package_test.mjs CASES
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runInNewContext } from 'node:vm';
import { BadInput, Rejected, verify, verifyOpening } from 'zkmem-verify';

const folder = process.env.CASES;
const read = (name) => readFileSync(join(folder, name));
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
const proof = read('fib.zkproof');

const UNREACHABLE = [0];
const number = (value) => [0x41, value];
const FUNCTIONS = { _initialize: 3, zkmem_alloc: 0, zkmem_verify: 1, zkmem_answer_size: 2, zkmem_trap_reason: 2 };  // and the type of each

/** A module whose functions have this code and no locals; those not given do nothing, or trap. */
function moduleOf(codes) {
  const text = (word) => [word.length, ...Buffer.from(word)];
  const section = (id, ...bytes) => [id, bytes.length, ...bytes];
  const list = (items) => [items.length, ...items.flat()];
  const I32 = 0x7f;
  const code = (name) => codes[name] ?? (name === '_initialize' ? [] : UNREACHABLE);
  const names = Object.keys(FUNCTIONS);
  return new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, ...list([[0x60, 1, I32, 1, I32], [0x60, 2, I32, I32, 1, I32], [0x60, 0, 1, I32], [0x60, 0, 0]])),
    ...section(3, ...list(Object.values(FUNCTIONS))), ...section(5, 1, 1, 1, 1),
    ...section(7, ...list([[...text('memory'), 2, 0], ...names.map((name, i) => [...text(name), 0, i])])),
    ...section(10, ...list(names.map((name) => [code(name).length + 2, 0, ...code(name), 0x0b])))]);
}
const OUT_OF_MEMORY = /^out of memory: the machine, or a limit on this process, has no more$/;
const modules = {
  'a module without memory for the files': [{ zkmem_alloc: number(0) }, /for which the verifier has no memory/],
  'a module without memory for its answer': [{ zkmem_alloc: number(8), zkmem_verify: number(0) }, /for which the verifier has no memory/],
  'a module that runs out of memory': [{ zkmem_alloc: number(8), zkmem_trap_reason: number(1) }, OUT_OF_MEMORY],
  'a module that finds a mistake of its own': [{ zkmem_alloc: number(8), zkmem_trap_reason: number(2) }, /a check of its own/],
  'a module that traps': [{ zkmem_alloc: number(8), zkmem_trap_reason: number(0) }, /the verifier stopped before it had an answer \(unreachable\)/],
  'a module that cannot begin': [{ _initialize: UNREACHABLE, zkmem_trap_reason: number(0) }, /the verifier stopped before it had an answer/],
  // A call of itself for ever.
  'a module that has no stack left': [{ zkmem_alloc: [0x20, 0, 0x10, 1], zkmem_trap_reason: number(0) }, /the verifier stopped before it had an answer/],
};
for (const [what, [codes, reason]] of Object.entries(modules)) {
  test(`${what} ends in an answer`, async () => {
    const said = await verify(new Uint8Array(9), { wasm: moduleOf(codes) });
    assert.deepEqual([said.verdict, said.exitCode, said.stdout, said.shown, said.notShown], ['error', 3, '', [], []]);
    assert.match(said.reason, reason);
    assert.equal(said.stderr, `zkmem: ${said.reason}\n`);
    assert.deepEqual(said.json, { verdict: 'error', reason: said.reason });
  });
}

test('every kind of bytes is the same file', async () => {
  const wide = new Uint8Array([1, 2, 3, ...proof, 9]).subarray(3, 3 + proof.length);
  const buffer = Uint8Array.from(proof).buffer;
  const expected = await verify({ name: 'proof', bytes: proof }, { allowWeakParams: true });
  assert.equal(expected.verdict, 'accepted');
  for (const one of [proof, wide, buffer, new DataView(buffer), new Blob([proof]), { bytes: new Blob([proof]) }, { bytes: buffer, name: undefined }]) {
    assert.deepEqual(await verify(one, { allowWeakParams: true, program: undefined }), expected);
  }
});

test('public values are digits or bytes, and a module may be given', async () => {
  const values = cases.find((one) => one.what === 'fib by itself').json.public_values;  // numbers
  const wasm = await WebAssembly.compile(readFileSync(new URL('./zkmem_verify.wasm', import.meta.resolve('zkmem-verify'))));
  for (const publicValues of [Buffer.from(values).toString('hex'), Uint8Array.from(values)]) {
    assert.equal((await verify(proof, { allowWeakParams: true, publicValues, wasm })).verdict, 'accepted');
  }
});

test('options may be of another realm, or without a prototype', async () => {
  for (const options of [runInNewContext('({ allowWeakParams: true })'), Object.assign(Object.create(null), { allowWeakParams: true })]) {
    assert.equal((await verify(proof, options)).verdict, 'accepted');
  }
});

test('the verdict is about the bytes that were given, whatever becomes of them', async () => {
  const bytes = Uint8Array.from(proof);
  const asked = verify(bytes, { allowWeakParams: true });
  bytes.fill(0);
  assert.equal((await asked).verdict, 'accepted');
  const other = new Uint8Array(proof.length);
  const refused = verify(other, { allowWeakParams: true });
  other.set(proof);
  assert.equal((await refused).verdict, 'rejected');
});

test('a name may be any text', async () => {
  const { verdict, reason } = await verify({ name: 'a\ud800', bytes: new Uint8Array(9) });
  assert.equal(verdict, 'rejected');
  assert.ok(reason.startsWith('a\ufffd: '), reason);
});

test('many at once, each its own', async () => {
  const all = await Promise.all(Array.from({ length: 6 }, (_, i) => verify(proof, { allowWeakParams: i % 2 === 0 })));
  assert.deepEqual(all.map(({ verdict }) => verdict), ['accepted', 'rejected', 'accepted', 'rejected', 'accepted', 'rejected']);
});

const misuse = [
  [[proof, { exitcode: 0 }], "verify: there is no option 'exitcode', did you mean 'exitCode'?"],
  [[proof, { 'allow-weak-params': true }], "verify: there is no option 'allow-weak-params', did you mean 'allowWeakParams'?"],
  [[proof, { progam: proof }], "verify: there is no option 'progam', did you mean 'program'?"],
  [[proof, { appVK: proof }], "verify: there is no option 'appVK', did you mean 'appVk'?"],
  [[proof, { threads: 2 }], "verify: there is no option 'threads'"],
  [[proof, null], 'verify: options are a plain object, { program, … }, not null'],
  // Each of these holds options that nobody would look at.
  [[proof, proof], 'verify: options are a plain object, { program, … }, not Buffer'],
  [[proof, new Uint8Array(0)], 'verify: options are a plain object, { program, … }, not Uint8Array'],
  [[proof, Uint8Array.from(proof).buffer], 'verify: options are a plain object, { program, … }, not ArrayBuffer'],
  [[proof, new Blob([proof])], 'verify: options are a plain object, { program, … }, not Blob'],
  [[proof, new Map([['program', proof]])], 'verify: options are a plain object, { program, … }, not Map'],
  [[proof, Promise.resolve({ program: proof })], 'verify: options are a plain object, { program, … }, not Promise'],
  [[proof, [{ program: proof }]], 'verify: options are a plain object, { program, … }, not Array'],
  [[proof, Object.create({ program: proof })], 'verify: options are a plain object, { program, … }, not one that inherits'],
  [[proof, Object.create(Object.assign(Object.create(null), { program: proof }))], 'verify: options are a plain object, { program, … }, not an object'],
  [[proof, new (class Wanted { get program() { return proof; } })()], 'verify: options are a plain object, { program, … }, not Wanted'],
  [[proof, { [Symbol('program')]: proof }], "verify: there is no option 'Symbol(program)'"],
  [[proof, Object.defineProperty({}, 'progam', { value: proof })], "verify: there is no option 'progam', did you mean 'program'?"],
  [[proof, { initial: new Array(1) }], 'initial[0].space: a whole number is asked for, not undefined'],
  [['a.zkproof'], 'proof: bytes (a Uint8Array, an ArrayBuffer or a Blob) or { name, bytes } are asked for, not string'],
  [[undefined], 'proof: bytes (a Uint8Array, an ArrayBuffer or a Blob) or { name, bytes } are asked for, not undefined'],
  [[{ name: 'a' }], 'proof: bytes (a Uint8Array, an ArrayBuffer or a Blob) or { name, bytes } are asked for, not Object'],
  [[{ name: 7, bytes: proof }], 'proof: its name is a text, not number'],
  [[proof, { program: proof, log: proof }], 'verify: a proof is of a program or of a log: both are given'],
  [[proof, { exitCode: '0' }], "exitCode: a whole number below 2^32 or 'any' is asked for, not '0'"],
  [[proof, { exitCode: 2 ** 32 }], "exitCode: a whole number below 2^32 or 'any' is asked for, not 4294967296"],
  [[proof, { exitCode: 0.5 }], "exitCode: a whole number below 2^32 or 'any' is asked for, not 0.5"],
  [[proof, { allowWeakParams: 1 }], 'allowWeakParams: true or false is asked for, not number'],
  [[proof, { profile: 'openvm' }], "profile: one of openvm-v1, openvm-v2, hybrid is asked for, not 'openvm'"],
  [[proof, { hash: 3 }], 'hash: a text is asked for, not number'],
  [[proof, { initial: proof }], 'initial: a list of { space, pointer, bytes } is asked for, not Buffer'],
  [[proof, { initial: [{ space: 2, bytes: proof }] }], 'initial[0].pointer: a whole number is asked for, not undefined'],
];
for (const [given, message] of misuse) {
  test(`misuse: ${message}`, () => assert.rejects(verify(...given), { name: 'TypeError', message }));
}

test('more than there can be memory for is refused before it is read', async () => {
  const said = await verify(Object.assign(new Blob([]), {}), { program: { bytes: new Uint8Array(0) } });
  assert.equal(said.verdict, 'error');  // no program
  class Large extends Blob {
    get size() { return 2 ** 31; }
    arrayBuffer() { throw new Error('it is read'); }
  }
  const large = await verify(new Large([]));
  assert.deepEqual([large.verdict, large.reason], ['error', 'the files are 2147483648 bytes, the verifier takes at most 1073741824']);
});

test('openings are verified as zkmem-opening does', () => {
  assert.throws(() => verifyOpening(new Uint8Array(3), { root: '0'.repeat(64) }), BadInput);
  assert.ok(new Rejected() instanceof Error);
});
