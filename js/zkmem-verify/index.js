// zkmem's verifier of proofs, compiled to WebAssembly from its C++, and its verifier of openings, which is JavaScript.

import { judge, requestOf } from './core.js';

export { BadInput, DEFAULT_TREE, Rejected, verifyOpening } from './opening/index.js';

async function bytesBeside(url) {
  if (url.protocol === 'file:' && typeof process !== 'undefined' && process.versions?.node) {
    const { readFile } = await import('node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

const compiled = (source) => (source instanceof WebAssembly.Module ? source : WebAssembly.compile(source));

let own;  // the package's module: loaded once, when first asked for

function ownModule() {
  if (!own) {
    own = bytesBeside(new URL('./zkmem_verify.wasm', import.meta.url)).then(compiled);
    own.catch(() => { own = undefined; });  // the next call tries again
  }
  return own;
}

/** What `zkmem verify` says of a proof (index.d.ts). */
export async function verify(proof, options = {}) {
  const request = requestOf(proof, options);
  return judge(await (Object.hasOwn(options, 'wasm') && options.wasm !== undefined ? compiled(options.wasm) : ownModule()), request);
}
