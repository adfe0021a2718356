// Contracts on an EVM: compiled by solc, called without a chain. `call` gives the return data, or the name of the error that reverts it.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3';
import { EVM } from '@ethereumjs/evm';

const require = createRequire(import.meta.url);
const solc = require('solc');
const LIBRARY = pathToFileURL(require.resolve('zkmem-opening/contracts/ZkmemOpening.sol'));
const HERE = new URL('.', import.meta.url);
const GAS_LIMIT = 2n ** 40n;

const selector = (signature) => Buffer.from(keccak_256(signature)).toString('hex', 0, 4);
const word = (number) => BigInt(number).toString(16).padStart(64, '0');

const read = (url) => ({ content: readFileSync(fileURLToPath(url), 'utf8') });
const outputs = new Map();

// All contracts beside this file at once, for compiling takes long; `size` and so on are of one.
function compiled(viaIR) {
  if (outputs.has(viaIR)) return outputs.get(viaIR);
  const sources = {};
  for (const part of ['ZkmemOpening.sol', 'Poseidon2.sol']) sources[`zkmem-opening/contracts/${part}`] = read(new URL(part, LIBRARY));
  for (const file of readdirSync(fileURLToPath(HERE))) if (file.endsWith('.sol')) sources[file] = read(new URL(file, HERE));
  const settings = { viaIR, optimizer: { enabled: true, runs: 1000000 }, outputSelection: { '*': { '*': ['evm.deployedBytecode.object', 'abi'] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: 'Solidity', sources, settings })));
  for (const { formattedMessage } of output.errors ?? []) throw new Error(formattedMessage);
  outputs.set(viaIR, output.contracts);
  return output.contracts;
}

/** {size, call(signature, ...words of 64 hex digits)} of the contract with that name. */
export async function contract(name, { viaIR }) {
  const contracts = compiled(viaIR);
  const { [name]: { evm: { deployedBytecode } } } = Object.values(contracts).find((file) => name in file);
  const code = Buffer.from(deployedBytecode.object, 'hex');
  const abi = contracts['zkmem-opening/contracts/ZkmemOpening.sol'].ZkmemOpening.abi.filter(({ type }) => type === 'error');
  const errors = new Map(abi.map((error) => [selector(`${error.name}(${error.inputs.map(({ type }) => type)})`), error.name]));
  const evm = await EVM.create();
  const call = async (signature, ...words) => {
    const data = Buffer.from(selector(signature) + words.join(''), 'hex');
    const { returnValue, exceptionError } = await evm.runCode({ code, data, gasLimit: GAS_LIMIT });
    const bytes = Buffer.from(returnValue);
    if (exceptionError === undefined) return { bytes };
    const error = errors.get(bytes.toString('hex', 0, 4));
    if (error === undefined) throw new Error(`${exceptionError.error} ${bytes.toString('hex')}`);
    return { error };
  };
  return { size: code.length, call };
}

/** The words that stand for an opening, behind `before` words of other arguments; the place of the bytes is the first argument. */
export function openingArguments(opening, others) {
  const padded = opening.padEnd(64 * Math.ceil(opening.length / 64), '0');
  return [word(32 * (1 + others.length)), ...others, word(opening.length / 2), padded];
}

/** The `Cells[]` whose place is in the first word of return data. */
export function cellsOf(bytes) {
  const number = (place) => Number(BigInt(`0x${bytes.toString('hex', place, place + 32)}`));
  const list = (place) => ({ length: number(place), first: place + 32 });
  const { length, first } = list(number(0));
  return Array.from({ length }, (_, i) => {
    const start = first + number(first + 32 * i);
    const values = list(start + number(start + 64));
    return {
      space: number(start),
      pointer: number(start + 32),
      values: Array.from({ length: values.length }, (__, k) => number(values.first + 32 * k)),
    };
  });
}

export { word };
