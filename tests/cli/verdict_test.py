"""Verdicts that a script can trust: one field that agrees with the exit code, whatever happens, and failed programs
that do not look like successes."""
import json
import unittest

from elf import elf, text
from harness import ROOT, CommandLine
from programs_test import EBREAK, X5, X6, addi, reveal

WEAK = ["--params", "weak"]
ACCEPT = ["--allow-weak-params"]
LOG = ('{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'
       '{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n')
BAD_LOG = LOG.replace("[1,2,3,4]}\n", "[1,2,3,5]}\n", 1)


def terminate(code):
    return code << 20 | 0x0B


class Verdicts(CommandLine):
    def verdict(self, *arguments, code=0):
        """The one object that --json prints; its verdict is the exit code's, its reason what stderr ends with."""
        done = self.run_zkmem(*arguments, "--json")
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        self.assertEqual(done.stdout.count(b"\n"), 1, done.stdout)
        answer = json.loads(done.stdout)
        self.assertEqual(answer["verdict"], {0: "accepted", 1: "rejected"}.get(code, "error"))
        self.assertEqual("reason" in answer, code != 0)
        if code != 0 and arguments[0] != "check":
            self.assertTrue(message.endswith(f"zkmem: {answer['reason']}\n"), message)
        return answer

    def prove(self, *words):
        self.write("p.elf", elf([text(*words)]))
        return self.verdict("prove", "p.elf", *WEAK, "-o", "p.zkproof")


class Failures(Verdicts):
    def verify(self, *options, code=0):
        return self.verdict("verify", "p.zkproof", *ACCEPT, "--program", "p.elf", *options, code=code)

    def test_a_failed_program_is_rejected_unless_its_code_is_asked_for(self):
        proved = self.prove(terminate(3))
        self.assertEqual(proved["warning"],
                         "the proof is valid, but the program failed with exit code 3 (verify --exit-code 3 accepts that)")
        self.assertEqual(self.verify(code=1)["reason"], f"p.zkproof: {proved['warning']}")
        self.assertEqual(self.verify("--exit-code", 3)["exit_code"], 3)
        self.assertEqual(self.verify("--exit-code", "any")["exit_code"], 3)
        self.assertIn("exit code 3, not 4", self.verify("--exit-code", 4, code=1)["reason"])
        for no_code in ("-1", "x", "", 1 << 32):
            self.assertIn("--exit-code", self.verify("--exit-code", no_code, code=2)["reason"])
        done = self.run_zkmem("verify", "p.zkproof", *ACCEPT)
        self.assertEqual((done.returncode, done.stdout), (1, b""))

    def test_a_successful_program(self):
        self.assertNotIn("warning", self.prove(terminate(0)))
        self.verify()
        self.assertIn("succeeded with exit code 0, not 3", self.verify("--exit-code", 3, code=1)["reason"])

    # What a compiler makes of a write through a null pointer.
    def test_an_ebreak_is_a_failure_that_is_told_where(self):
        self.write("p.elf", elf([text(addi(X5, 0, 1), EBREAK)]))
        done = self.run_zkmem("prove", "p.elf", *WEAK, "-o", "p.zkproof")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr.decode(), "the program terminated with exit code 2 by a system instruction, at 0x[0-9a-f]+: ebreak")
        self.assertIn("the program failed with exit code 2", done.stderr.decode())
        self.assertIn("failed with exit code 2", self.verify(code=1)["reason"])
        ran = self.run_zkmem("run", "p.elf", "--exit-code")
        self.assertEqual(ran.returncode, 2)
        self.assertIn("by a system instruction", ran.stderr.decode())

    def test_work_in_steps_warns_when_it_is_joined(self):
        self.write("p.elf", elf([text(terminate(3))]))
        self.run_zkmem("plan", "p.elf", *WEAK, "-o", "work")
        self.verdict("prove-segment", "work", 0)
        self.assertIn("exit code 3", self.verdict("assemble", "work", "-o", "p.zkproof")["warning"])
        self.verify(code=1)

    def test_a_trap_in_prove_is_told_where(self):
        trap = [ROOT / "examples" / "guests" / "elf" / "trap.elf", "--stdin", ROOT / "examples/guests/inputs/trap.txt"]
        answer = self.verdict("prove", *trap, *WEAK, "-o", "p.zkproof", code=1)
        self.assertRegex(answer["reason"], r"trapped after \d+ instructions: trap: misaligned access.* in main\+0x\w+ \(trap.c:\d+\)")
        self.assertIn(answer["reason"].split("instructions: ")[1], self.run_zkmem("run", *trap).stderr.decode())
        self.assertIn("misaligned access", self.verdict("run", *trap, code=1)["reason"])

    def test_public_values(self):
        self.prove(addi(X6, 0, 9), reveal(0, X6), addi(X6, 0, 5), reveal(0, X6, 4), terminate(0))
        whole = "0900000005" + "00" * 27
        for accepted in (whole, whole.upper().replace("0A", "0a"), "0900000005", "090000000500"):
            self.verify("--public-values", accepted)
        for other in ("09", "00" * 32, "0900000006", whole + "00"):
            self.assertIn("public values", self.verify("--public-values", other, code=1)["reason"])
        for no_hex in ("9", "0x09", "09zz"):
            self.assertIn("--public-values", self.verify("--public-values", no_hex, code=2)["reason"])

    def test_a_log_has_neither(self):
        self.write("l.jsonl", LOG)
        self.verdict("prove", "l.jsonl", *WEAK, "-o", "l.zkproof")
        log = ["verify", "l.zkproof", *ACCEPT, "--log", "l.jsonl"]
        self.verdict(*log)
        self.assertIn("a log, which has no exit code", self.verdict(*log, "--exit-code", 3, code=1)["reason"])
        self.assertIn("a log, which has no public values", self.verdict(*log, "--public-values", "00", code=1)["reason"])


class EveryCommand(Verdicts):
    """Each command that gives a verdict, in each of its outcomes."""

    def test_verify(self):
        self.prove(terminate(0))
        self.verdict("verify", "p.zkproof", *ACCEPT)
        self.verdict("verify", "p.zkproof", code=1)
        self.verdict("verify", "p.elf", code=1)
        self.verdict("verify", "absent", code=2)
        self.verdict("verify", "p.zkproof", "--no-such-option", code=2)
        self.verdict("verify", code=2)

    def test_prove_and_its_steps(self):
        self.write("l.jsonl", LOG)
        self.write("bad.jsonl", BAD_LOG)
        self.verdict("prove", "bad.jsonl", *WEAK, code=1)
        self.verdict("prove", "absent", code=2)
        self.verdict("prove", "l.jsonl", *WEAK, "--memory-budget", "1", code=3)
        self.verdict("plan", "bad.jsonl", "-o", "w", code=1)
        self.run_zkmem("plan", "l.jsonl", *WEAK, "-o", "work")
        self.verdict("assemble", "work", "-o", "l.zkproof", code=2)
        self.verdict("prove-segment", "work", 0)
        self.verdict("prove-segment", "work", 1, code=2)
        self.verdict("assemble", "work", "-o", "l.zkproof")

    def test_check_and_replay(self):
        self.write("l.jsonl", LOG)
        self.write("bad.jsonl", BAD_LOG)
        for command in ("check", "replay"):
            self.verdict(command, "l.jsonl")
            self.verdict(command, "bad.jsonl", code=1)
            self.verdict(command, "absent", code=2)

    def test_image_verify(self):
        self.write("l.jsonl", LOG)
        proved = self.verdict("prove", "l.jsonl", *WEAK, "--state", "state")
        self.run_zkmem("image", "open", "2:8+4", "--state", "state", "-o", "cells.open")
        self.verdict("image", "verify", "cells.open", "--root", proved["final_root"])
        self.verdict("image", "verify", "cells.open", "--root", proved["initial_root"], code=1)
        self.verdict("image", "verify", "l.jsonl", "--root", proved["final_root"], code=2)

    def test_the_bare_proof_system(self):
        self.prove(terminate(0))
        self.run_zkmem("swirl", "inspect", "p.zkproof", "--extract", "parts")
        self.verdict("swirl", "verify", "--vk", "parts/vk0.postcard", "parts/proof0.bin")
        proof = bytearray((self.directory / "parts" / "proof0.bin").read_bytes())
        proof[len(proof) // 2] ^= 1
        self.write("altered", bytes(proof))
        answer = self.verdict("swirl", "verify", "--vk", "parts/vk0.postcard", "altered", code=1)
        self.assertLessEqual({"phase", "check", "place", "expected", "found"}, set(answer))
        self.verdict("swirl", "verify", "--vk", "p.elf", "altered", code=2)
        self.verdict("swirl", "prove", "--vk", "parts/vk0.postcard", "--traces", "absent", "-o", "q", code=2)

    def test_whatever_fails_says_so_in_one_object(self):
        self.write("p.elf", elf([text(terminate(3))]))
        for arguments in (["log", "stat", "absent"], ["image", "root", "--state", "absent"], ["soundness", "absent"],
                          ["keygen", "--params", "strong", "-o", "k"], ["export", "NoAir"], ["run", "absent"],
                          ["swirl", "inspect", "absent"], ["log", "digest", "absent"], ["pruve"], []):
            with self.subTest(arguments=arguments):
                self.verdict(*(arguments or ["--no-such-option"]), code=2)

    def test_bytes_in_a_path_that_are_no_text(self):
        done = self.run_zkmem("verify", "absent\udcff", "--json")
        self.assertEqual(json.loads(done.stdout)["verdict"], "error")


if __name__ == "__main__":
    unittest.main()
