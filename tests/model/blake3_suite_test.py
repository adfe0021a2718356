"""Proofs of the blake3 suite against the model: keys, transcripts, trees. Exit 77 where the package blake3 is missing."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import locked_packages  # noqa: E402

locked_packages.use()
try:
    import blake3_suite as model
except ModuleNotFoundError:
    print(f"skipped: {locked_packages.MISSING}")
    sys.exit(77)

GUESTS = ROOT / "examples" / "guests"
ZKMEM = os.environ["ZKMEM"]


class Model(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="zkmem-model-")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)

    def ok(self, *command):
        done = subprocess.run([ZKMEM, *map(str, command)], capture_output=True, text=True, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stderr)

    def check(self, *what):
        """Proves, and checks every segment; the opened rows and paths that were recomputed."""
        proof, parts = self.folder / "out.zkproof", self.folder / "parts"
        self.ok("prove", *what, "--hash", "blake3", "-o", proof)
        self.ok("swirl", "inspect", proof, "--extract", parts)
        checked = []
        for part in sorted(parts.glob("proof*.bin")):
            key, log = parts / f"vk{part.stem[5:]}.postcard", self.folder / "transcript.log"
            self.ok("swirl", "verify", "--vk", key, part, "--transcript", log)
            commitments, queries = model.replay(log.read_text())
            said, hashed = model.pre_hash(key.read_bytes())
            self.assertEqual(said, hashed)
            self.assertEqual(commitments["vk.pre_hash"], hashed)
            checked.append(model.check_trees(part.read_bytes(), commitments, queries))
        self.parts, self.log = parts, log.read_text()
        return checked

    def test_the_golden_statement(self):
        """Of the registry's prover, with cached and preprocessed parts."""
        golden = ROOT / "tests" / "golden" / "blake3-suite" / "random9"
        commitments, queries = model.replay((golden / "transcript.log").read_text())
        said, hashed = model.pre_hash((golden / "vk.postcard").read_bytes())
        self.assertEqual(said, hashed)
        self.assertEqual(commitments["vk.pre_hash"], hashed)
        self.assertEqual(sum("preprocessed" in name for name in commitments), 2)
        self.assertGreater(model.check_trees((golden / "proof.bin").read_bytes(), commitments, queries), 0)

    def test_a_program(self):
        checked = self.check(GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt")
        self.assertEqual(len(checked), 1)
        self.assertGreater(checked[0], 193)

    def test_a_log(self):
        log = self.folder / "log.jsonl"
        log.write_text("".join(f'{{"op":"write","as":2,"ptr":{8 * i},"size":8,"values":[1,2,3,4,5,6,7,{i}]}}\n'
                               f'{{"op":"read","as":2,"ptr":{8 * i},"size":4}}\n' for i in range(40)))
        self.assertEqual(len(self.check(log, "--params", "weak")), 1)

    def test_the_model_sees_what_is_altered(self):
        log = self.folder / "log.jsonl"
        log.write_text('{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n')
        self.check(log, "--params", "weak")
        commitments, queries = model.replay(self.log)
        proof = bytearray((self.parts / "proof0.bin").read_bytes())
        lines = self.log.splitlines()
        for place in (0, len(lines) // 2, len(lines) - 9):
            index, kind, value, label = lines[place].split(" ", 3)
            altered = lines[:place] + [f"{index} {kind} {int(value) ^ 1} {label}"] + lines[place + 1:]
            with self.assertRaises(AssertionError, msg=lines[place]):
                model.replay("\n".join(altered))
        with self.assertRaises(AssertionError):
            model.check_trees(bytes(proof), {**commitments, "common_main_commit": [1] * 8}, queries)
        depth, (first, *others) = queries[0]
        with self.assertRaises(AssertionError):
            model.check_trees(bytes(proof), commitments, {**queries, 0: (depth, [first ^ 1, *others])})


if __name__ == "__main__":
    unittest.main()
