export { BadInput, DEFAULT_TREE, type OpenedCells, Rejected, type Tree, verifyOpening } from './opening/index.js';

/** A file's bytes. */
export type Bytes = ArrayBufferView | ArrayBuffer | Blob;

/** Bytes, or bytes with the name by which the verifier's sentences call them (a `File` has one). A name that ends in `.app.proof` is of OpenVM's proof. */
export type NamedBytes = Bytes | { readonly name?: string; readonly bytes: Bytes };

/**
 * What a proof must be about and have come to: the options of `zkmem verify`. One that is undefined is one that is not given: what is then not
 * compared is the first thing that is not shown.
 */
export interface VerifyOptions {
  /** The ELF file, or OpenVM's `.vmexe`, that must have run. */
  program?: NamedBytes;
  /** The access log that must have been proven: `.zklog` or JSON Lines. Not together with a program. */
  log?: NamedBytes;
  /** The only configuration of memory to accept, as JSON; by default the built-in one or the log's own. */
  config?: NamedBytes;
  /** OpenVM's `app.vk`: its parameters are the only ones to accept, and it must be zkmem's key. */
  appVk?: NamedBytes;
  /** Likewise OpenVM's `app.pk`. */
  appPk?: NamedBytes;
  /** Bytes that the program or log started on besides its own, each from a cell of a space on. */
  initial?: readonly { space: number; pointer: number; name?: string; bytes: Bytes }[];
  /** Read the log, and the configuration, under this profile. */
  profile?: 'openvm-v1' | 'openvm-v2' | 'hybrid';
  /** The only parameters to accept: `fast`, `small` or `app`, also with `:H`. */
  params?: string;
  /** The only hash suite to accept: `poseidon2` or `blake3`; by default either. */
  hash?: string;
  /** The root that the memory must have started with, as 64 hex digits. */
  initialRoot?: string;
  /** The root that the memory must have ended with. */
  finalRoot?: string;
  /** The exit code that the program must have ended with; by default 0. */
  exitCode?: number | 'any';
  /** Its public values, from the first, as hex digits or bytes; those left out are 0. */
  publicValues?: string | ArrayBufferView | ArrayBuffer;
  /** Accept parameters below 100 proven bits. */
  allowWeakParams?: boolean;
  /** The module to use instead of the package's own: `zkmem_verify.wasm`, where no file can be read and nothing fetched. */
  wasm?: BufferSource | WebAssembly.Module;
}

interface Said {
  /** What the command would exit with: 0 accepted, 1 rejected, 2 bad input, 3 a limit. */
  exitCode: number;
  /** What `zkmem verify` prints, to the byte. */
  stdout: string;
  stderr: string;
  /** What `zkmem verify --json` prints: of an accepted proof also its statement, with roots, digests and public values. */
  json: Record<string, unknown>;
}

/** The proof is valid, and about what it was to be about. */
export interface Accepted extends Said {
  verdict: 'accepted';
  /** What it does not show, most important first. Read it first. */
  notShown: string[];
  /** What it shows. */
  shown: string[];
  provenBits: number;
  reason?: undefined;
}

/** It is not (`rejected`), or there is no answer: a file cannot be read, a limit is reached (`error`). */
export interface NotAccepted extends Said {
  verdict: 'rejected' | 'error';
  notShown: [];
  shown: [];
  provenBits?: undefined;
  /** Why, in the words of `zkmem verify`. */
  reason: string;
}

export type Verdict = Accepted | NotAccepted;

/**
 * What `zkmem verify` says of a proof. A proof that is not accepted is an answer and not an exception, whatever its bytes are.
 * Bytes are copied when it is called.
 * @throws {TypeError} (the promise is rejected) an option that there is not, or one of the wrong kind; options that are no plain object
 */
export declare function verify(proof: NamedBytes, options?: VerifyOptions): Promise<Verdict>;
