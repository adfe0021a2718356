#!/usr/bin/env python3
"""Proofs, and what `zkmem verify` says of each: FOLDER gets the files and cases.json. Honest ones of every kind of statement with all that can be
asked of them, the golden ones, those of the attacks, and altered ones; a part of the last two, or with --whole all attacks and 500 altered.

usage: cases.py FOLDER [--whole]     (the environment variable ZKMEM names the binary)"""
import concurrent.futures
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
GUESTS = ROOT / "examples" / "guests"
ZKMEM = os.environ["ZKMEM"]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from elf import elf, text  # noqa: E402

WEAK = ["--allow-weak-params"]
LOG = ('{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'
       '{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n')
# Suites of which a part of the proofs is enough for everyday: forged traces of logs and programs, altered statements, ledgers, one segment's proof.
SUITES = ["ProvenLog.Attack14EveryPartOfTheStatementIsBound", "ProofAttack.Attack08AnAirTwiceMissingOrElsewhere", "LedgerEndsAttack.Attack09ARevealedLeafWithoutARow",
          "GlobalMemoryAttack.Attack12ATokenPutTwice", "LogAttack.NothingForgedIsAccepted"]
PART = 40  # of the proofs of those


class Cases:
    def __init__(self, folder):
        self.folder = folder
        self.cases = []

    def run(self, *arguments):
        return subprocess.run([ZKMEM, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)

    def ok(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise SystemExit(f"zkmem {arguments}: exit {done.returncode}: {done.stderr}")
        return done.stdout

    def write(self, name, content):
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def copy(self, name, path):
        return self.write(name, path.read_bytes())

    def prove(self, name, *arguments):
        self.ok("prove", *arguments, "-o", name)
        return name

    def claim(self, name, *options):
        return json.loads(self.ok("verify", name, *WEAK, "--exit-code", "any", *options, "--json"))

    def add(self, what, *arguments):
        self.cases.append({"what": what, "verify": [str(argument) for argument in arguments]})

    def kept(self, folder, every, prefix, *more):
        """Proofs that an attack wrote into FOLDER, every so many."""
        for one in json.loads((self.folder / folder / "proofs.json").read_text())[::every]:
            arguments = [f"{folder}/{word}" if (self.folder / folder / word).is_file() else word for word in one["verify"]]
            self.add(f"{prefix}{one.get('attack') or one['altered']}", *arguments, *more)

    def judge(self, case):
        plain, as_json = self.run("verify", *case["verify"]), self.run("verify", *case["verify"], "--json")
        if plain.returncode != as_json.returncode or plain.stderr != as_json.stderr:
            raise SystemExit(f"{case}: zkmem verify says another thing with --json: {plain} {as_json}")
        case.update(exit=plain.returncode, out=plain.stdout, err=plain.stderr, json=json.loads(as_json.stdout))


def programs(cases, whole):
    fib = cases.copy("fib.elf", GUESTS / "elf" / "fib.elf")
    other = cases.copy("sort.elf", GUESTS / "elf" / "sort.elf")
    cases.write("n.txt", "30")
    for name, options in {"fib": [], "fib-fast": ["--params", "fast"], "fib-small": ["--params", "small"], "fib-global": ["--memory", "global"],
                          "fib-poseidon2": ["--hash", "poseidon2"]}.items():
        weak = [] if "--params" in options else ["--params", "weak"]
        proof = cases.prove(f"{name}.zkproof", fib, "--stdin", "n.txt", *options, *weak)
        allow = WEAK if weak else []
        claim = cases.claim(proof)
        cases.add(f"{name}, nothing asked", proof)
        cases.add(f"{name} by itself", proof, *allow)
        cases.add(f"{name} with its program", proof, "--program", fib, *allow)
        cases.add(f"{name} with another program", proof, "--program", other, *allow)
        if name not in ("fib", "fib-fast") and not whole:
            continue  # what else is asked is the same for all
        cases.add(f"{name} with a program that is none", proof, "--program", "n.txt", *allow)
        for option, right in (("--public-values", bytes(claim["public_values"]).hex()), ("--initial-root", claim.get("initial_root")), ("--final-root", claim.get("final_root"))):
            if right:
                wrong = ("0" if right[0] != "0" else "1") + right[1:]
                for value in (right, wrong, right[:-1], right[:-2], "x" * 64):
                    cases.add(f"{name} {option} {value}", proof, "--program", fib, *allow, option, value)
        for code in ("0", "3", "any"):
            cases.add(f"{name} --exit-code {code}", proof, *allow, "--exit-code", code)
        for option, values in (("--params", ("fast", "small", "app", "fast:20", "none")), ("--hash", ("blake3", "poseidon2", "sha")), ("--profile", ("hybrid", "openvm-v1"))):
            for value in values:
                # A profile that is none is refused by the package itself, as a misspelt option is.
                cases.add(f"{name} {option} {value}", proof, *allow, option, value)
    failed = cases.write("failed.elf", elf([text(3 << 20 | 0x0B)]))
    proof = cases.prove("failed.zkproof", failed, "--params", "weak")
    for code in ("0", "3", "4", "any"):
        cases.add(f"a failed program --exit-code {code}", proof, "--program", failed, *WEAK, "--exit-code", code)
    cases.write("bytes.bin", "bytes")
    for memory in ("persistent", "global"):
        proof = cases.prove(f"initial-{memory}.zkproof", fib, "--stdin", "n.txt", "--initial", "2:4096=bytes.bin", "--memory", memory, "--params", "weak")
        for start in ([], ["2:4096=bytes.bin"], ["2:4100=bytes.bin"], ["2:4096=n.txt"], ["9:0=bytes.bin"]):
            cases.add(f"started in {memory} memory on {start}", proof, "--program", fib, *WEAK, *(word for one in start for word in ("--initial", one)))
    cases.add("bytes without a program", "fib.zkproof", *WEAK, "--initial", "2:4096=bytes.bin")


def logs(cases):
    two = cases.write("two.jsonl", LOG)
    longer = cases.write("longer.jsonl", LOG + LOG)
    cases.ok("log", "convert", two, "two.zklog")
    for name, options in {"persistent": ["--memory", "persistent"], "volatile": ["--memory", "volatile"], "global": ["--memory", "global"],
                          "v1": ["--profile", "openvm-v1"], "v2": ["--profile", "openvm-v2"], "segments": ["--segment-accesses", "1", "--memory", "persistent"],
                          "fast": ["--params", "fast"], "poseidon2": ["--hash", "poseidon2"]}.items():
        weak = [] if name == "fast" else ["--params", "weak"]
        proof = cases.prove(f"{name}.zkproof", two, *options, *weak)
        profile = options if "--profile" in options else []
        for log in (two, "two.zklog", longer, "fib.elf"):
            cases.add(f"{name} with {log}", proof, "--log", log, *profile, *WEAK)
        cases.add(f"{name} by itself", proof, *profile, *WEAK)
        cases.add(f"{name} under the built-in configuration", proof, *WEAK)
        cases.add(f"{name} with a program", proof, "--program", "fib.elf", *WEAK)
    for mode in ("persistent", "volatile"):
        log, config = (cases.copy(f"log_a.{mode}.{ending}", GOLDEN / "memory" / f"log_a.{mode}.{ending}") for ending in ("jsonl", "json"))
        described = json.loads((cases.folder / config).read_text())
        config = cases.write(f"log_a.{mode}.config.json", json.dumps(described.get("config", described)))
        if cases.run("prove", log, "--config", config, "--params", "weak", "-o", f"log_a.{mode}.zkproof").returncode == 0:
            cases.add(f"the golden log, {mode}", f"log_a.{mode}.zkproof", "--log", log, "--config", config, *WEAK)
            cases.add(f"the golden log, {mode}, of another configuration", f"log_a.{mode}.zkproof", *WEAK)
    cases.add("a configuration that is none", "v1.zkproof", "--config", two, *WEAK)
    cases.add("a program's proof with a log", "fib.zkproof", "--log", two, *WEAK)


def golden(cases):
    files = GOLDEN / "openvm-v2" / "sdk_files"
    app, exe, key = (cases.copy(name, files / name) for name in ("vm_a.app.proof", "vm_a.vmexe", "app.vk"))
    cases.add("OpenVM's proof", app)
    cases.add("OpenVM's proof with its program", app, "--program", exe)
    cases.add("OpenVM's proof with its program and key", app, "--program", exe, "--app-vk", key)
    cases.add("OpenVM's proof with another program", app, "--program", "fib.elf")
    cases.add("OpenVM's proof, parameters beside the key's", app, "--app-vk", key, "--params", "app")
    cases.add("a key that is none", app, "--app-vk", exe)
    cases.add("a proving key that is none", app, "--app-pk", key)
    cases.add("a proof of ours under OpenVM's key", "fib-fast.zkproof", "--app-vk", key)
    for i, proof in enumerate(sorted(GOLDEN.rglob("proof.bin"))):
        name = cases.copy(f"golden-{i}.bin", proof)
        cases.add(f"a bare proof, {proof.parent.relative_to(GOLDEN)}", name)
        cases.copy(f"golden-{i}.app.proof", proof)
        cases.add(f"a bare proof as OpenVM's file, {proof.parent.relative_to(GOLDEN)}", f"golden-{i}.app.proof")


def hostile(cases):
    """Files that promise more than they have, and none at all."""
    cases.add("no proof at all", "n.txt")
    proof = (cases.folder / "fib.zkproof").read_bytes()
    for name, content in {"empty": b"", "mark": b"ZKMPROOF", "zeros": bytes(1 << 20), "lengths": proof[:40] + b"\xff" * 4096, "longer": proof + b"\0",
                          "twice": proof + proof}.items():
        cases.add(f"hostile: {name}", cases.write(f"{name}.zkproof", content), *WEAK)
        cases.add(f"hostile: {name} as OpenVM's", cases.write(f"{name}.app.proof", content), *WEAK)
        cases.add(f"hostile: {name} as program", "fib.zkproof", "--program", cases.write(f"{name}.elf", content), *WEAK)
        cases.add(f"hostile: {name} as log", "global.zkproof", "--log", cases.write(f"{name}.zklog", content), *WEAK)


def attacks(cases, whole):
    if whole:
        cases.ok("attack", "all", "--keep", "attacks", "--json")
        cases.kept("attacks", 1, "attack: ")
        return
    kept = []
    for i, suite in enumerate(SUITES):
        cases.ok("attack", suite, "--keep", f"attacks-{i}", "--json")
        kept.append(len(json.loads((cases.folder / f"attacks-{i}" / "proofs.json").read_text())))
    for i, count in enumerate(kept):
        cases.kept(f"attacks-{i}", max(1, count * len(SUITES) // PART), "attack: ")


def altered(cases, whole):
    count = 125 if whole else 8
    for proof, more in {"fib": ["--program", "fib.elf"], "fib-global": [], "segments": ["--log", "two.jsonl"], "poseidon2": []}.items():
        cases.ok("attack", "mutate", f"{proof}.zkproof", "--count", count, "--keep", f"altered-{proof}", "--json")
        cases.kept(f"altered-{proof}", 1, f"{proof} altered, ", *more)


def main():
    folder, whole = pathlib.Path(sys.argv[1]).resolve(), "--whole" in sys.argv[2:]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cases = Cases(folder)
    programs(cases, whole)
    logs(cases)
    golden(cases)
    hostile(cases)
    attacks(cases, whole)
    altered(cases, whole)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(cases.judge, cases.cases))
    codes = {code: sum(case["exit"] == code for case in cases.cases) for code in (0, 1, 2)}
    if min(codes.values()) == 0 or sum(codes.values()) != len(cases.cases):
        raise SystemExit(f"exit codes of zkmem verify: {codes} of {len(cases.cases)} cases")
    (folder / "cases.json").write_text(json.dumps(cases.cases, indent=0))
    print(f"{len(cases.cases)} questions: {codes[0]} accepted, {codes[1]} rejected, {codes[2]} bad input")


if __name__ == "__main__":
    main()
