// What TypeScript accepts of the package, and what it refuses.
import { type Accepted, DEFAULT_TREE, type NotAccepted, Rejected, type Verdict, verify, verifyOpening } from 'zkmem-verify';

const bytes = new Uint8Array(8);
const verdict: Verdict = await verify(bytes, { program: { name: 'a.elf', bytes }, exitCode: 'any', allowWeakParams: true });
if (verdict.verdict === 'accepted') {
  const accepted: Accepted = verdict;
  const bits: number = accepted.provenBits;
  const first: string[] = [...accepted.notShown, ...accepted.shown];
  void [bits, first];
} else {
  const refused: NotAccepted = verdict;
  const why: string = refused.reason;
  void why;
}
const log = new File([bytes], 'a.jsonl');
const said = await verify(new Blob([bytes]), { log, profile: 'openvm-v2', initial: [{ space: 2, pointer: 0, bytes: bytes.buffer }], publicValues: bytes });
const numbers: number[] = [said.exitCode, ...verifyOpening(bytes, { root: '', tree: DEFAULT_TREE }).flatMap((cells) => cells.values)];
const words: string[] = [said.stdout, said.stderr, ...said.shown, ...said.notShown];
void [numbers, words, new Rejected(), said.json.final_root, verify(bytes), verify(bytes, { wasm: bytes })];

// @ts-expect-error a proof is bytes
void verify('a.zkproof');
// @ts-expect-error a misspelt option
void verify(bytes, { exitcode: 0 });
// @ts-expect-error an exit code is a number
void verify(bytes, { exitCode: '0' });
// @ts-expect-error there is no such profile
void verify(bytes, { profile: 'openvm' });
// @ts-expect-error a rejected proof has no bits
if (said.verdict !== 'accepted') said.provenBits.toFixed();
// @ts-expect-error it is a promise
void verify(bytes).shown;
