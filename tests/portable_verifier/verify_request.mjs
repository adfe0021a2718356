// A request on standard input, its answer on standard output, by the WebAssembly module: node verify_request.mjs MODULE
import { readFileSync, writeSync } from "node:fs";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
const imports = WebAssembly.Module.imports(module);
if (imports.length !== 0) throw new Error(`the module imports ${JSON.stringify(imports)}`);
const zkmem = new WebAssembly.Instance(module).exports;
zkmem._initialize();
const request = readFileSync(0);
const begin = zkmem.zkmem_alloc(request.length);
if (begin === 0) throw new Error(`no memory for ${request.length} bytes`);
new Uint8Array(zkmem.memory.buffer, begin, request.length).set(request);
const answer = zkmem.zkmem_verify(begin, request.length);
writeSync(1, new Uint8Array(zkmem.memory.buffer, answer, zkmem.zkmem_answer_size()));
