// A proof and what it is compared with → the request that zkmem's verifier, as a WebAssembly module, is asked → its answer. Imports nothing and
// loads nothing, so that a page's worker can hold it whole.

/** What verify() compares with, and the role of the file in a request. */
const FILES = { program: 'program', log: 'log', config: 'config', appVk: 'app_vk', appPk: 'app_pk' };

const text = (name, value) => {
  if (typeof value !== 'string') throw new TypeError(`${name}: a text is asked for, not ${kindOf(value)}`);
  return value;
};
const bool = (name, value) => {
  if (typeof value !== 'boolean') throw new TypeError(`${name}: true or false is asked for, not ${kindOf(value)}`);
  return value;
};
const oneOf = (...words) => (name, value) => {
  if (!words.includes(value)) throw new TypeError(`${name}: one of ${words.join(', ')} is asked for, not ${shown(value)}`);
  return value;
};
const exitCode = (name, value) => {
  if (value === 'any') return value;
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32) {
    throw new TypeError(`${name}: a whole number below 2^32 or 'any' is asked for, not ${shown(value)}`);
  }
  return String(value);
};
const hexDigits = (name, value) => {
  const bytes = viewOf(value);
  return bytes ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('') : text(name, value);
};

/** The other options: the name that the command line has for each, and how its value is checked. */
const VALUES = {
  profile: ['profile', oneOf('openvm-v1', 'openvm-v2', 'hybrid')],
  params: ['params', text],
  hash: ['hash', text],
  initialRoot: ['initial-root', text],
  finalRoot: ['final-root', text],
  exitCode: ['exit-code', exitCode],
  publicValues: ['public-values', hexDigits],
  allowWeakParams: ['allow-weak-params', bool],
};
const NAMES = [...Object.keys(FILES), 'initial', ...Object.keys(VALUES), 'wasm'];

/** Above it files are refused before a byte is read: the verifier's memory has no room for them. */
export const MOST_BYTES = 2 ** 30;

const shown = (value) => (typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : kindOf(value));

function kindOf(value) {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : typeof value;
}

function viewOf(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  // Of this realm or another (a page's frame, a test's sandbox).
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]' ? new Uint8Array(value) : null;
}

// What is taken for options that it does not hold itself would be dropped unsaid: a Blob, a Map, a Promise, what is inherited.
function isPlainObject(value) {
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  const prototype = Object.getPrototypeOf(value);
  // Of any realm.
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'));
}

const isBlob = (value) => typeof Blob !== 'undefined' && value instanceof Blob;

function steps(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; ++i) {
    const next = [i];
    for (let j = 1; j <= b.length; ++j) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

function didYouMean(name) {
  // `initial-root` and `INITIAL_ROOT` are spellings of initialRoot.
  const plain = (word) => word.replace(/[-_]/g, '').toLowerCase();
  const [nearest] = NAMES.map((known) => ({ known, distance: steps(plain(name), plain(known)) })).sort((a, b) => a.distance - b.distance);
  return nearest.distance <= Math.max(1, nearest.known.length / 3) ? `, did you mean '${nearest.known}'?` : '';
}

// A file as the caller has it: bytes, a Blob, or either with a name.
function fileOf(what, role, given) {
  const plain = (value) => viewOf(value) ?? (isBlob(value) ? value : null);
  const nameOf = (value) => (isBlob(value) && typeof value.name === 'string' ? value.name : undefined);
  let bytes = plain(given);
  let name = nameOf(given);
  if (!bytes && given !== null && typeof given === 'object') {
    bytes = plain(given.bytes);
    name = given.name ?? nameOf(given.bytes);
    if (name !== undefined && typeof name !== 'string') throw new TypeError(`${what}: its name is a text, not ${kindOf(name)}`);
  }
  if (!bytes) throw new TypeError(`${what}: bytes (a Uint8Array, an ArrayBuffer or a Blob) or { name, bytes } are asked for, not ${kindOf(given)}`);
  // Half a character, which no JSON can hold, is written as the one that stands for it.
  return { role, name: new TextDecoder().decode(new TextEncoder().encode(name || what)), bytes };
}

function initialOf(list) {
  if (!Array.isArray(list)) throw new TypeError(`initial: a list of { space, pointer, bytes } is asked for, not ${kindOf(list)}`);
  return Array.from(list, (one, i) => {
    const what = `initial[${i}]`;
    for (const field of ['space', 'pointer']) {
      if (!Number.isInteger(one?.[field]) || one[field] < 0) throw new TypeError(`${what}.${field}: a whole number is asked for, not ${kindOf(one?.[field])}`);
    }
    const file = fileOf(what, 'initial', one);
    return { ...file, name: `${one.space}:${one.pointer}=${file.name}` };
  });
}

const sizeOf = (files) => files.reduce((sum, { bytes }) => sum + (bytes.size ?? bytes.length), 0);

/** The files and the command line's options that are asked about. Throws TypeError for what verify() does not take. */
export function requestOf(proof, options = {}) {
  if (!isPlainObject(options)) {
    const kind = kindOf(options);
    throw new TypeError(`verify: options are a plain object, { program, … }, not ${kind === 'Object' ? 'one that inherits' : kind}`);
  }
  const request = { files: [fileOf('proof', 'proof', proof)], options: {} };
  for (const name of Reflect.ownKeys(options)) {
    const value = options[name];
    if (!NAMES.includes(name)) throw new TypeError(`verify: there is no option '${String(name)}'${didYouMean(String(name))}`);
    if (value === undefined || name === 'wasm') continue;
    if (name === 'initial') {
      request.files.push(...initialOf(value));
    } else if (name in FILES) {
      request.files.push(fileOf(name, FILES[name], value));
    } else {
      const [flag, checked] = VALUES[name];
      request.options[flag] = checked(name, value);
    }
  }
  const roles = request.files.map(({ role }) => role);
  if (roles.includes('program') && roles.includes('log')) throw new TypeError('verify: a proof is of a program or of a log: both are given');
  // The verdict is about the bytes of this moment, whatever the caller does with its memory before it comes.
  if (sizeOf(request.files) <= MOST_BYTES) {
    request.files = request.files.map((file) => (isBlob(file.bytes) ? file : { ...file, bytes: file.bytes.slice() }));
  }
  return request;
}

function verdictOf({ exit, out, err, json }) {
  return {
    verdict: json.verdict,
    notShown: json.not_shown ?? [],
    shown: json.shown ?? [],
    ...(json.proven_bits === undefined ? {} : { provenBits: json.proven_bits }),
    ...(json.reason === undefined ? {} : { reason: json.reason }),
    exitCode: exit,
    json,
    stdout: out,
    stderr: err,
  };
}

// What the verifier could not say itself, as it says that a limit is reached.
function stopped(reason) {
  return verdictOf({ exit: 3, out: '', err: `zkmem: ${reason}\n`, json: { verdict: 'error', reason } });
}

function answerOf({ memory, zkmem_alloc: alloc, zkmem_verify: verify, zkmem_answer_size: answerSize }, head, files) {
  const start = 4 + head.length;
  const size = files.reduce((sum, { length }) => sum + length, start);
  const request = alloc(size) >>> 0;
  if (request === 0) return null;
  const bytes = new Uint8Array(memory.buffer, request, size);
  new DataView(memory.buffer, request).setUint32(0, head.length, true);
  bytes.set(head, 4);
  let at = start;
  for (const file of files) {
    bytes.set(file, at);
    at += file.length;
  }
  const answer = verify(request, size) >>> 0;
  if (answer === 0) return null;
  // The memory may have grown: its old buffer is gone.
  return JSON.parse(new TextDecoder().decode(new Uint8Array(memory.buffer, answer, answerSize() >>> 0)));
}

function trapReason(exports, error) {
  const reason = exports?.zkmem_trap_reason();
  if (reason === 1 || !exports) return 'out of memory: the machine, or a limit on this process, has no more';
  if (reason === 2) return 'the verifier stopped at a check of its own: this is a mistake of its makers, and no verdict';
  return `the verifier stopped before it had an answer (${error.message})`;
}

/**
 * The verdict of a compiled module. A new instance answers each request, and whatever it takes goes with it: a file that makes the verifier
 * ask for more memory than the module may have stops this request and no other.
 */
export async function judge(module, { files, options }) {
  const total = sizeOf(files);
  if (total > MOST_BYTES) return stopped(`the files are ${total} bytes, the verifier takes at most ${MOST_BYTES}`);
  const contents = await Promise.all(files.map(async ({ bytes }) => (isBlob(bytes) ? new Uint8Array(await bytes.arrayBuffer()) : bytes)));
  const described = files.map(({ role, name }, i) => ({ role, name, size: contents[i].length }));
  const head = new TextEncoder().encode(JSON.stringify({ files: described, options }));
  let exports;
  try {
    ({ exports } = await WebAssembly.instantiate(module, {}));
    exports._initialize();
    const answer = answerOf(exports, head, contents);
    return answer ? verdictOf(answer) : stopped(`the files are ${total} bytes, for which the verifier has no memory`);
  } catch (error) {
    // A trap, a stack without end, or no room for an instance. Anything else is a fault of ours.
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    return stopped(trapReason(exports, error));
  }
}
