// What a case of cases.json asks, as verify() is asked it, and whether the answer is zkmem's.
import { isDeepStrictEqual } from 'node:util';

const FILES = { '--program': 'program', '--log': 'log', '--config': 'config', '--app-vk': 'appVk', '--app-pk': 'appPk' };
const VALUES = { '--profile': 'profile', '--params': 'params', '--hash': 'hash', '--initial-root': 'initialRoot', '--final-root': 'finalRoot', '--public-values': 'publicValues' };

/** [proof, options] in which a file is { name, path }: whoever asks reads it. */
export function asked([proof, ...words]) {
  const file = (path) => ({ name: path, path });
  const options = {};
  for (let i = 0; i < words.length; ++i) {
    const word = words[i];
    if (word === '--allow-weak-params') {
      options.allowWeakParams = true;
      continue;
    }
    const value = words[++i];
    if (word in FILES) options[FILES[word]] = file(value);
    else if (word in VALUES) options[VALUES[word]] = value;
    else if (word === '--exit-code') options.exitCode = value === 'any' ? value : Number(value);
    else if (word === '--initial') {
      const [, space, pointer, path] = /^(\d+):(\d+)=(.*)$/.exec(value);
      options.initial = [...(options.initial ?? []), { space: Number(space), pointer: Number(pointer), ...file(path) }];
    } else throw new Error(`a case has ${word}`);
  }
  return [file(proof), options];
}

const VERDICTS = ['accepted', 'rejected'];

/** What differs from zkmem's answer; empty: nothing. */
export function differences({ exit, out, err, json }, said) {
  const expected = {
    exitCode: exit, stdout: out, stderr: err, json, verdict: VERDICTS[exit] ?? 'error', notShown: json.not_shown ?? [], shown: json.shown ?? [],
    provenBits: json.proven_bits, reason: json.reason,
  };
  return Object.keys(expected).filter((field) => !isDeepStrictEqual(expected[field], said[field]))
    .map((field) => `${field}: ${JSON.stringify(said[field])}, zkmem ${JSON.stringify(expected[field])}`);
}

/** Asks `judge` about every case and tells what differs; the number of those. */
export async function compare(where, cases, judge) {
  let wrong = 0;
  const start = performance.now();
  for (const one of cases) {
    const found = differences(one, await judge(...asked(one.verify)));
    if (found.length === 0) continue;
    if (++wrong <= 20) console.log(`${one.what}\n  zkmem verify ${one.verify.join(' ')}\n  ${found.join('\n  ')}`);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${cases.length} questions in ${where}: ${wrong} answers differ from zkmem's; ${seconds} s`);
  return wrong;
}
