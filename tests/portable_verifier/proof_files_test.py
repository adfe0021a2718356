#!/usr/bin/env python3
"""Proof files that `zkmem prove` makes, verified by a program that has no prover: proof_files_test.py ZKMEM VERIFIER ELFS"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ZKMEM, VERIFIER, ELFS = sys.argv[1:4]


class ProofFiles(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def prove(self, *command):
        done = subprocess.run([ZKMEM, "prove", *command, "--params", "weak", "-o", "a.zkproof", "--json"], cwd=self.folder,
                              capture_output=True, check=True)
        return json.loads(done.stdout)

    def verify(self, *options, proof="a.zkproof"):
        done = subprocess.run([VERIFIER, proof, *options, "--weak"], cwd=self.folder, capture_output=True, text=True)
        return done.returncode, done.stdout

    def tampered(self, digest):
        """Accepted by this digest, refused by another one and when a byte of the proof differs."""
        code, text = self.verify(digest)
        self.assertEqual(code, 0, text)
        other = ("0" if digest[0] != "0" else "1") + digest[1:]
        code, refused = self.verify(other)
        self.assertEqual((code, refused[:10]), (1, "rejected: "), refused)
        self.assertIn("the proof is about another", refused)
        data = bytearray((self.folder / "a.zkproof").read_bytes())
        data[-1000] ^= 1
        (self.folder / "b.zkproof").write_bytes(data)
        self.assertEqual(self.verify(digest, proof="b.zkproof")[0], 1)
        return text

    def test_a_log(self):
        lines = [{"op": "write", "as": 2, "ptr": 64, "size": 4, "values": [1, 2, 3, 4]}, {"op": "read", "as": 2, "ptr": 64, "size": 4}]
        (self.folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        claim = self.prove("log.jsonl")
        text = self.tampered(claim["log_digest"])
        self.assertIn("shown: the log with the given digest applied in order to the memory with root " + claim["initial_root"], text)
        self.assertNotIn("which log", text)
        self.assertIn("which log", self.verify()[1])

    def test_a_program(self):
        (self.folder / "n.txt").write_text("100")
        claim = self.prove(str(pathlib.Path(ELFS) / "fib.elf"), "--stdin", "n.txt")
        height = re.search(r"its table of 2\^(\d+) rows", self.verify()[1])[1]
        text = self.tampered(f"{claim['program_commitment']}:{height}")
        code, refused = self.verify(f"{claim['program_commitment']}:{int(height) + 4}")
        self.assertEqual(code, 1)
        self.assertIn("it reads the given one's cells as a table of 2^", refused)
        self.assertIn("shown: the program with the given commitment, started at pc", text)
        self.assertIn("what the memory held at the start", text)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
