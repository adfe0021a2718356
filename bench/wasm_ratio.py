#!/usr/bin/env python3
"""wasm_ratio.py --zkmem BINARY --package FOLDER PROOF [--rounds N] [OPTION…]: `zkmem verify PROOF` on one thread and on all, and zkmem-verify in
Node on the same files, alternating, each a process of its own; of Node also the call of verify() alone, and a second one in the same process, when
the engine has compiled the module for speed. Seconds of the clock and of the processor, the engine's own threads with them. OPTIONS are those of `zkmem verify`: --program FILE, --log FILE, --allow-weak-params. Prints medians and
their ratios to one thread. FOLDER is what tools/pack_zkmem_verify.py made."""
import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import time

PROGRAM = """
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [folder, proof, optionsText] = process.argv.slice(2);
const { verify } = await import(pathToFileURL(folder + '/index.js').href);
const options = Object.fromEntries(Object.entries(JSON.parse(optionsText)).map(([name, value]) => [name, value === true ? value : readFileSync(value)]));
const bytes = readFileSync(proof);
const seconds = [];
for (let i = 0; i < 2; ++i) {
  const start = performance.now();
  const used = process.cpuUsage();
  const { verdict, reason } = await verify(bytes, options);
  const { user, system } = process.cpuUsage(used);
  seconds.push([(performance.now() - start) / 1000, (user + system) / 1e6]);
  if (verdict !== 'accepted') throw new Error(reason);
}
console.log(JSON.stringify(seconds));
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proof", type=pathlib.Path)
    parser.add_argument("--zkmem", required=True)
    parser.add_argument("--package", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program")
    parser.add_argument("--log")
    parser.add_argument("--allow-weak-params", action="store_true")
    given = parser.parse_args()
    flags = [word for name in ("program", "log") if (value := getattr(given, name)) for word in (f"--{name}", value)]
    flags += ["--allow-weak-params"] if given.allow_weak_params else []
    options = {name: value for name in ("program", "log") if (value := getattr(given, name))}
    options |= {"allowWeakParams": True} if given.allow_weak_params else {}

    def timed(*command, text=None):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([str(word) for word in command], input=text, text=True, stdout=subprocess.PIPE, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return (time.perf_counter() - start, used), done.stdout

    times = {name: [] for name in ("zkmem, one thread", "zkmem, all threads", "Node, the process", "Node, verify()", "Node, verify() again")}
    for _ in range(given.rounds):
        times["zkmem, one thread"].append(timed(given.zkmem, "verify", given.proof, *flags, "--threads", "1")[0])
        times["zkmem, all threads"].append(timed(given.zkmem, "verify", given.proof, *flags)[0])
        whole, said = timed("node", "--input-type=module", "-", given.package.resolve(), given.proof, json.dumps(options), text=PROGRAM)
        first, second = json.loads(said)
        for name, seconds in (("Node, the process", whole), ("Node, verify()", first), ("Node, verify() again", second)):
            times[name].append(seconds)
    medians = {name: [statistics.median(values) for values in zip(*both)] for name, both in times.items()}
    print(f"{given.proof.name}, {given.proof.stat().st_size} bytes, {given.rounds} rounds: clock, ratio; processor, ratio")
    for name, both in medians.items():
        print(f"{name:22}", *(f"{mine:8.3f} s {mine / one:6.2f}" for mine, one in zip(both, medians["zkmem, one thread"])))


if __name__ == "__main__":
    sys.exit(main())
