"""The processor: what it must have is said in one line, and the kernels can be capped without changing a byte."""
import os
import platform
import shutil
import subprocess
import unittest

from harness import PATIENCE, ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
# A sanitizer reserves more addresses than the emulator has.
QEMU = shutil.which("qemu-x86_64") if PATIENCE == 1 else None


@unittest.skipUnless(platform.machine() == "x86_64", "names of x86 processors")
class Processor(CommandLine):
    def capped(self, cap, *arguments):
        return subprocess.run([ZKMEM, *map(str, arguments)], capture_output=True, cwd=self.directory, timeout=120 * PATIENCE,
                              env={**os.environ, "ZKMEM_CPU": cap})

    def test_proofs_are_equal_under_each_cap(self):
        proofs = set()
        for cap in ("", "avx512", "avx2", "sse4"):
            done = self.capped(cap, "prove", *FIB, "--params", "weak", "-o", "p")
            self.assertEqual(done.returncode, 0, done.stderr)
            proofs.add((self.directory / "p").read_bytes())
            done = self.capped(cap, "verify", "p", "--allow-weak-params")
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(proofs), 1)

    def test_an_unknown_cap_is_refused(self):
        for cap, mention in (("avx", "did you mean 'avx2'?"), ("AVX512!", "avx512, avx2, sse4"), ("x", "'x'")):
            done = self.capped(cap, "soundness")
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertIn(mention, done.stderr.decode())
            self.assertEqual(done.stderr.count(b"\n"), 1)

    @unittest.skipUnless(QEMU, "qemu-user emulates other processors")
    def test_an_old_processor_is_told_so_at_start(self):
        for arguments in (["--help"], ["soundness", "--json"], ["prove", *FIB]):
            done = subprocess.run([QEMU, "-cpu", "core2duo", ZKMEM, *map(str, arguments)], capture_output=True, cwd=self.directory)
            self.assertEqual((done.returncode, done.stdout), (3, b""))
            self.assertRegex(done.stderr.decode(), r"^zkmem: this processor is too old: .*SSE4\.2.*\n$")

    @unittest.skipUnless(QEMU, "qemu-user emulates other processors")
    def test_the_least_that_is_said_to_be_enough_is(self):
        self.write("two.jsonl", '{"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}\n')
        expected = self.run_zkmem("check", "two.jsonl")
        self.assertEqual(expected.returncode, 0, expected.stderr)
        done = subprocess.run([QEMU, "-cpu", "Nehalem", ZKMEM, "check", "two.jsonl"], capture_output=True, cwd=self.directory)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.splitlines()[:3], expected.stdout.splitlines()[:3])


if __name__ == "__main__":
    unittest.main()
