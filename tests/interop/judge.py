#!/usr/bin/env python3
"""Runs zkmem against the Rust judge (interop/): each side accepts what the other proves, and rejects it altered.

usage: judge.py GROUP --zkmem BINARY --build DIR     (exit 77: no cargo here, nothing was tested)
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "golden"
SKIPPED = 77


def build_judge(build):
    """The judge's path, built by cargo into the build tree; a second call costs a second."""
    env = dict(os.environ, CARGO_TARGET_DIR=str(build))
    subprocess.run(["cargo", "build", "--release", "--quiet", "--locked", "-p", "zkmem-interop"],
                   cwd=ROOT, env=env, check=True, stdin=subprocess.DEVNULL)
    return build / "release" / "zkmem-interop"


def run(*command, threads=None):
    env = dict(os.environ)
    if threads is not None:
        env["RAYON_NUM_THREADS"] = str(threads)
    return subprocess.run([str(c) for c in command], env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def altered(path, folder, seed):
    """A copy of a file with one bit changed."""
    data = bytearray(path.read_bytes())
    place = random.Random(seed).randrange(len(data))
    data[place] ^= 1 << random.Random(seed + 1).randrange(8)
    copy = folder / "altered.bin"
    copy.write_bytes(data)
    return copy


# Of interop/src/answers.rs: a judge that accepts whatever it is shown.
AGREEABLE_JUDGE = """
import struct, sys
while head := sys.stdin.buffer.read(4):
    sys.stdin.buffer.read(struct.unpack("<I", head)[0])
    sys.stdin.buffer.read(struct.unpack("<I", sys.stdin.buffer.read(4))[0])
    sys.stdout.buffer.write(bytes(5))
    sys.stdout.buffer.flush()
"""

LOG_CONFIG = {"pointer_max_bits": 16, "timestamp_max_bits": 20, "range_decomp": 16, "addr_space_height": 3}
LOG_SPACES = [("Null", 0, 1), ("U8", 64, 4), ("U8", 65536, 4), ("U16", 1024, 4), ("F", 1024, 4)]


def write_log(path, profile, mode, cuts):
    """A random access log, in segments if `cuts`; returns its configuration."""
    layouts = {"F": "Native"}
    spaces = [{"addr_space": i, "num_cells": cells, "min_block_size": block, "layout": layouts.get(kind, kind)}
              for i, (kind, cells, block) in enumerate(LOG_SPACES)]
    config = dict(LOG_CONFIG, mode=mode, profile=profile, addr_spaces=spaces)
    rng = random.Random(f"{profile} {mode}")
    lines = [{"zklog": 1, "config": config}]
    for i in range(150):
        if cuts and i % 50 == 49:
            lines.append({"op": "segment"})
        if i % 13 == 12:
            lines.append({"op": "inc", "amount": rng.randrange(1, 500)})
        space = rng.randrange(1, 5)
        size = 4 if profile == "openvm-v2" else rng.choice([4, 4, 8, 16])
        line = {"op": "read", "as": space, "ptr": 4 * rng.randrange(6), "size": size}
        if rng.random() < 0.5:
            line.update(op="write", values=[rng.randrange(256) for _ in range(size)])
        lines.append(line)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return config


class Judge(unittest.TestCase):
    zkmem = judge = altered_proofs = None
    suite = ()  # options that say what hashes the proofs

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zkmem-judge-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def ok(self, *command, **kw):
        done = run(*command, **kw)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout

    def refused(self, *command):
        done = run(*command)
        self.assertIn(done.returncode, (1, 2), f"{command}\n{done.stdout}{done.stderr}")

    def fresh(self, seed, airs, params="small"):
        folder = self.folder / f"{params.replace(':', '')}-{seed}"
        self.ok(self.judge, "make", folder, "--seed", seed, "--airs", airs, "--params", params, *self.suite, threads=1)
        return folder

    def expect_one_verdict(self, cases, count):
        """On altered proofs of these honest ones (tools/fuzz_against_rust.py has no end of them)."""
        print(self.ok(self.altered_proofs, self.judge, cases, 1, count, 600, self.folder / "kept"))

    def expect_the_references_bytes(self):
        """Our proofs of random statements are the reference's, which accepts them."""
        cases = [(seed, 1 + seed % 5, "small") for seed in range(1, 21)] + [(31, 3, "app:11"), (33, 5, "app:15")]
        for seed, airs, params in cases:
            with self.subTest(seed=seed, params=params):
                case = self.fresh(seed, airs, params)
                ours = self.folder / "ours.bin"
                self.ok(self.zkmem, "swirl", "prove", "--vk", case / "vk.postcard", "--traces", case, "-o", ours)
                self.assertEqual(ours.read_bytes(), (case / "proof.bin").read_bytes())
                self.ok(self.judge, "verify", case / "vk.postcard", ours)


class Verify(Judge):
    def test_we_accept_fresh_proofs_of_the_reference(self):
        cases = [(seed, 1 + seed % 5, "small") for seed in range(1, 21)] + [(31, 3, "app:11"), (32, 4, "app:15")]
        for seed, airs, params in cases:
            with self.subTest(seed=seed, params=params):
                case = self.fresh(seed, airs, params)
                self.ok(self.zkmem, "swirl", "verify", "--vk", case / "vk.postcard", case / "proof.bin")

    def test_both_reject_what_was_altered(self):
        for seed in range(40, 52):
            case = self.fresh(seed, 3)
            bad = altered(case / "proof.bin", self.folder, seed)
            theirs = run(self.judge, "verify", case / "vk.postcard", bad).returncode
            ours = run(self.zkmem, "swirl", "verify", "--vk", case / "vk.postcard", bad).returncode
            with self.subTest(seed=seed):
                # The last query witness may be replaced by another valid one: then both accept.
                self.assertEqual(theirs == 0, ours == 0, f"reference {theirs}, ours {ours}")

    def test_one_verdict_on_altered_proofs(self):
        self.expect_one_verdict(GOLDEN / "swirl" / "small", 10000)

    def test_another_verdict_is_found_and_kept(self):
        agreeable = self.folder / "agreeable"
        agreeable.write_text(f"#!{sys.executable}\n" + AGREEABLE_JUDGE)
        agreeable.chmod(0o755)
        kept = self.folder / "kept"
        done = run(self.altered_proofs, agreeable, GOLDEN / "swirl" / "small", 1, 20, 600, kept)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("theirs accepts", done.stdout)
        for case in kept.iterdir():
            self.refused(self.judge, "verify", case / "vk.postcard", case / "proof.bin")

    def test_the_reference_accepts_golden_proofs_from_key_bytes_alone(self):
        for proof in sorted(GOLDEN.glob("swirl/small/*/proof.bin")) + [GOLDEN / "openvm-v2/mem_a/app20/proof.bin"]:
            with self.subTest(proof=str(proof.relative_to(GOLDEN))):
                self.ok(self.judge, "verify", proof.parent / "vk.postcard", proof)
                self.refused(self.judge, "verify", proof.parent / "vk.postcard", altered(proof, self.folder, 3))


class Soundness(Judge):
    def test_every_term_of_the_production_sets_agrees(self):
        reference = json.loads(self.ok(self.judge, "soundness"))
        ours = json.loads(self.ok(self.zkmem, "soundness", "--json", "--params", "all"))
        ours = {entry["name"]: entry for entry in ours["sets"]}
        for entry in reference:
            mine = ours[entry["name"]]
            terms = {k: v for k, v in entry.items() if isinstance(v, float)}
            terms |= {f"whir_{k}": v for k, v in entry["whir_details"].items()}
            for term, bits in terms.items():
                with self.subTest(set=entry["name"], term=term):
                    self.assertAlmostEqual(mine["terms"][term], bits, places=6)


class Prove(Judge):
    def test_our_bytes_are_the_references(self):
        self.expect_the_references_bytes()


class Blake3(Judge):
    """The registry's verifier and reference prover with the blake3 suite as their hasher and transcript
    (interop/src/blake3_suite.rs): whole proofs are equal, and each side rejects what is altered."""
    GUESTS = ROOT / "examples" / "guests"
    suite = ("--hash", "blake3")
    suite_judge = None

    def judged(self, key, proof, seed):
        self.ok(self.judge, "verify", key, proof)
        self.ok(self.zkmem, "swirl", "verify", "--vk", key, proof)
        for k in range(3):
            self.refused(self.judge, "verify", key, altered(proof, self.folder, 10 * seed + k))

    def extract(self, proof):
        parts = self.folder / "parts"
        shutil.rmtree(parts, ignore_errors=True)
        self.ok(self.zkmem, "swirl", "inspect", proof, "--extract", parts)
        proofs = sorted(parts.glob("proof*.bin"), key=lambda path: int(path.stem[5:]))
        return [(parts / f"vk{path.stem[5:]}.postcard", path) for path in proofs]

    def test_our_bytes_are_the_references(self):
        self.expect_the_references_bytes()

    def test_both_reject_what_was_altered(self):
        for seed in range(40, 52):
            case = self.fresh(seed, 3)
            for k in range(4):
                bad = altered(case / "proof.bin", self.folder, 100 * seed + k)
                theirs = run(self.judge, "verify", case / "vk.postcard", bad).returncode
                ours = run(self.zkmem, "swirl", "verify", "--vk", case / "vk.postcard", bad).returncode
                with self.subTest(seed=seed, k=k):
                    # The last query witness may be replaced by another valid one: then both accept.
                    self.assertEqual(theirs == 0, ours == 0, f"reference {theirs}, ours {ours}")

    def test_one_verdict_on_altered_proofs(self):
        for seed in range(60, 64):
            self.fresh(seed, 1 + seed % 4)
        self.expect_one_verdict(self.folder, 3000)

    def test_programs(self):
        for name, text, params in (("fib", "fib.txt", "fast"), ("fib", "fib.txt", "small"), ("fib", "fib.txt", "app"),
                                   ("sort", "capitals.txt", "weak")):
            proof = self.folder / "run.zkproof"
            self.ok(self.zkmem, "prove", self.GUESTS / "elf" / f"{name}.elf", "--stdin", self.GUESTS / "inputs" / text,
                    "-o", proof, "--params", params, "--hash", "blake3", "--segment-accesses", 2000000)
            for key, part in self.extract(proof):
                with self.subTest(name, params=params, part=part.name):
                    self.judged(key, part, len(name))

    def test_golden_airs(self):
        """The statements of tests/golden with their keys generated for blake3: all kinds of AIRs, and OpenVM 2's memory."""
        cases = [*GOLDEN.glob("swirl/small/*/vk.postcard"), *GOLDEN.glob("swirl/app20/*/vk.postcard"),
                 GOLDEN / "openvm-v2" / "mem_a_tiny" / "small" / "vk.postcard"]
        self.assertGreater(len(cases), 8)
        for seed, case in enumerate(sorted(cases)):
            with self.subTest(case=str(case.parent.relative_to(GOLDEN))):
                self.ok(self.suite_judge, case.parent, self.folder)
                self.judged(self.folder / "vk.postcard", self.folder / "proof.bin", seed)

    def test_logs(self):
        log, proof = self.folder / "log.jsonl", self.folder / "log.zkproof"
        lines = [{"op": "write", "as": 2, "ptr": 8 * i, "size": 8, "values": list(range(i, i + 8))} for i in range(9)]
        lines += [{"op": "segment"}] + [{"op": "read", "as": 2, "ptr": 8 * i, "size": 4} for i in range(9)]
        log.write_text("".join(json.dumps(line) + "\n" for line in lines))
        self.ok(self.zkmem, "prove", log, "-o", proof, "--hash", "blake3")
        parts = self.extract(proof)
        self.assertEqual(len(parts), 2)
        for key, part in parts:
            with self.subTest(part=part.name):
                self.judged(key, part, 3)

    def test_a_key_is_for_one_suite(self):
        case = self.fresh(1, 2)
        plain = self.folder / "plain"
        self.ok(self.judge, "make", plain, "--seed", 1, "--airs", 2, "--params", "small", threads=1)
        self.refused(self.judge, "verify", plain / "vk.postcard", case / "proof.bin")
        self.refused(self.judge, "verify", case / "vk.postcard", plain / "proof.bin")


class Machine(Judge):
    """The same ELF file on OpenVM 2's machine and on ours: every cell of every trace."""
    machine_judge = None

    def compare(self, elf, inputs=(), cuts=()):
        folder = self.folder / f"{elf.stem}-{len(cuts)}"
        options = [o for cut in cuts for o in ("--cut", cut)] + [o for i in inputs for o in ("--input", i)]
        self.ok(self.judge, "run", elf, folder, "--params", "app:20", "--traces", *options)
        return self.ok(self.machine_judge, "compare", elf, folder, *options)

    def test_examples(self):
        guests = ROOT / "examples" / "guests"
        # Not life: a segment of OpenVM's own cutting is longer than ours may be, and its traces fill gigabytes.
        inputs = {"calc": "calc.txt", "fib": "fib.txt", "gunzip": "text.gz", "json": "json.json",
                  "matrix": "matrix.txt", "sha256": "capitals.txt", "sort": "capitals.txt"}
        for name, text in inputs.items():
            with self.subTest(name):
                print(name, self.compare(guests / "elf" / f"{name}.elf", [guests / "inputs" / text]).strip())

    def test_random_programs(self):
        text = self.folder / "input"
        text.write_bytes(bytes(range(64)))
        for seed in range(100, 106):
            elf = self.folder / f"random{seed}.elf"
            self.ok(self.machine_judge, "random", seed, 4000, elf)
            cuts = [1000, 3000] if seed % 2 else []
            with self.subTest(seed=seed):
                print(seed, self.compare(elf, [text, text], cuts).strip())


class Runs(Judge):
    """Whole runs: OpenVM's own verification of segments accepts ours, we accept its proofs, both reject altered ones."""
    GUESTS = ROOT / "examples" / "guests"

    def extract(self, *options, name="sort", text="capitals.txt"):
        proof, folder = self.folder / "run.zkproof", self.folder / "parts"
        self.ok(self.zkmem, "prove", self.GUESTS / "elf" / f"{name}.elf", "--stdin", self.GUESTS / "inputs" / text,
                "-o", proof, "--for", "openvm", *options)
        self.ok(self.zkmem, "swirl", "inspect", proof, "--extract", folder)
        return folder, sorted(folder.glob("proof*.bin"), key=lambda path: int(path.stem[5:]))

    def judge_run(self, folder, proofs, values="public_values.json"):
        return run(self.judge, "verify-run", folder / "vk0.postcard", folder / values, *proofs)

    def test_openvm_accepts_our_runs(self):
        for name, text in {"sort": "capitals.txt", "json": "json.json", "sha256": "capitals.txt"}.items():
            with self.subTest(name):
                folder, proofs = self.extract("--params", "weak", name=name, text=text)
                self.assertIn("accepted", self.judge_run(folder, proofs).stdout)

    def test_openvm_accepts_our_run_at_100_bits(self):
        folder, proofs = self.extract("--params", "app", name="fib", text="fib.txt")
        self.assertIn("accepted", self.judge_run(folder, proofs).stdout)

    def test_chains_and_what_is_wrong_with_altered_ones(self):
        folder, proofs = self.extract("--params", "weak", "--segment-accesses", 300000)
        self.assertGreater(len(proofs), 2)
        self.assertIn("accepted", self.judge_run(folder, proofs).stdout)
        for order in (proofs[1:] + proofs[:1], proofs[:-1], proofs[:1] + proofs, [proofs[0], *proofs[2:]]):
            self.assertIn("rejected", self.judge_run(folder, order).stdout)
        values = json.loads((folder / "public_values.json").read_text())
        values["public_values"][0] ^= 1
        (folder / "altered.json").write_text(json.dumps(values))
        self.assertIn("rejected", self.judge_run(folder, proofs, "altered.json").stdout)

    def test_we_accept_openvms_proofs_of_a_run(self):
        folder = self.folder / "theirs"
        self.ok(self.judge, "run", self.GUESTS / "elf" / "fib.elf", folder, "--params", "app:20", "--prove", "--input",
                self.GUESTS / "inputs" / "fib.txt")
        proof = folder / "segment0" / "proof.bin"
        self.ok(self.zkmem, "swirl", "verify", "--vk", folder / "vk.postcard", proof)
        self.refused(self.zkmem, "swirl", "verify", "--vk", folder / "vk.postcard", altered(proof, self.folder, 2))


class Logs(Judge):
    """Proofs about access logs: the reference accepts each segment from key bytes alone, and rejects it altered."""

    def write_log(self, profile, mode, cuts):
        log = self.folder / "log.jsonl"
        (self.folder / "config.json").write_text(json.dumps(write_log(log, profile, mode, cuts)))
        return log

    def test_every_profile_and_mode(self):
        openvm, own = ["--for", "openvm"], ["--hash", "poseidon2"]
        # Global memory has one more proof, of the ends; between roots those hash, in a chip of degree 7.
        cases = [("hybrid", "persistent", 4, openvm), ("openvm-v1", "persistent", 4, openvm),
                 ("openvm-v2", "persistent", 4, openvm), ("hybrid", "volatile", 1, openvm),
                 ("openvm-v1", "volatile", 1, openvm), ("hybrid", "global", 5, own),
                 ("openvm-v2", "global", 5, own + ["--initial-root", "--final-root"])]
        for profile, mode, count, options in cases:
            for params in ("weak", "app") if profile == "hybrid" else ("weak",):
                with self.subTest(profile=profile, mode=mode, params=params):
                    log, proof = self.write_log(profile, mode, mode != "volatile"), self.folder / "log.zkproof"
                    parts = self.folder / f"{profile}-{mode}-{params}"
                    self.ok(self.zkmem, "prove", log, "--params", params, "-o", proof, *options)
                    self.ok(self.zkmem, "verify", proof, "--config", self.folder / "config.json", "--log", log,
                            *(["--allow-weak-params"] if params == "weak" else []))
                    self.ok(self.zkmem, "swirl", "inspect", proof, "--extract", parts)
                    proofs = sorted(parts.glob("proof*.bin"))
                    self.assertEqual(len(proofs), count)
                    for part in proofs:
                        key = parts / f"vk{part.stem[5:]}.postcard"
                        self.ok(self.judge, "verify", key, part)
                        self.refused(self.judge, "verify", key, altered(part, self.folder, 5))


def main():
    groups = {"verify": Verify, "soundness": Soundness, "prove": Prove, "blake3": Blake3, "machine": Machine, "runs": Runs,
              "logs": Logs}
    parser = argparse.ArgumentParser()
    parser.add_argument("group", choices=sorted(groups))
    parser.add_argument("--zkmem", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="cargo's target folder")
    parser.add_argument("--machine-judge", type=pathlib.Path, help="the program built from machine_judge.cc")
    parser.add_argument("--altered-proofs", type=pathlib.Path, help="the program built from altered_proofs.cc")
    parser.add_argument("--suite-judge", type=pathlib.Path, help="the program built from suite_judge.cc")
    options = parser.parse_args()
    if shutil.which("cargo") is None:
        print("no cargo on this machine: the Rust judge was not built")
        return SKIPPED
    Judge.zkmem, Judge.judge = options.zkmem.resolve(), build_judge(options.build.resolve())
    Judge.altered_proofs = options.altered_proofs
    Machine.machine_judge, Blake3.suite_judge = options.machine_judge, options.suite_judge
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(groups[options.group])
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
