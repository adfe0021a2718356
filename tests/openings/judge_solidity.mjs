// The contract's verdicts, as judge.mjs; the root is one that Solidity can be given, 64 hex digits.
import { accepted, lines } from './judge.mjs';
import { cellsOf, contract, openingArguments, word } from './contract.mjs';

const REJECTIONS = new Set(['OutsideTree', 'WrongSiblings', 'OtherRoot']);
const { call } = await contract('Caller', { viaIR: false });

for (const [root, spaces, addresses, opening] of lines()) {
  const words = openingArguments(opening, [root, word(spaces), word(addresses)]);
  const { bytes, error } = await call('verify(bytes,bytes32,uint256,uint256)', ...words);
  console.log(error === undefined ? accepted(cellsOf(bytes)) : `${REJECTIONS.has(error) ? 1 : 2} ${error}`);
}
