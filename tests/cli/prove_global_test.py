"""Proofs of programs on global memory: in one go and in steps that know no more than their own segment, interruption
and resumption, and what verify says of start and end."""
import json
import random
import shutil
import subprocess
import time
import unittest

from harness import ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
SORT = [GUESTS / "elf" / "sort.elf", "--stdin", GUESTS / "inputs" / "capitals.txt"]
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
GLOBAL = ["--params", "weak", "--memory", "global"]
CUT = ["--segment-accesses", 300000]


class GlobalProgram(CommandLine):
    def prove(self, program, *options, output="out.zkproof"):
        return json.loads(self.ok("prove", *program, *GLOBAL, "-o", output, "--json", *options))

    def verify(self, *options, proof="out.zkproof"):
        return json.loads(self.ok("verify", proof, "--allow-weak-params", "--json", *options))

    def read(self, name):
        return (self.directory / name).read_bytes()

    def test_prove_and_verify(self):
        ran = json.loads(self.ok("run", *FIB, "--json"))
        proved = self.prove(FIB)
        self.assertEqual(proved["kind"], "execution-global")
        self.assertNotIn("initial_root", proved)
        for key in ("exit_code", "instructions"):
            self.assertEqual(proved[key], ran[key], key)
        verdict = self.verify("--program", FIB[0])
        self.assertEqual(verdict["public_values"], ran["public_values"])
        self.assertIn("what the memory holds at the end, beyond the public values", verdict["not_shown"][-1])
        self.assertIn("memory that holds the program's image", verdict["shown"][0])
        self.assertIn("zkmem-rv32im", verdict["shown"][0])
        text = self.ok("prove", *FIB, *GLOBAL, "-o", "again.zkproof")
        self.assertNotIn(" root ", text)
        why = "1 segment of at most [0-9]+ accesses: no other cut is estimated to save a twentieth"
        self.assertRegex(proved["cut"], f"^{why}$")
        self.assertRegex(text, f"\n  cut into {why}\n")
        self.assertEqual(self.read("again.zkproof"), self.read("out.zkproof"))
        self.ok("check", *FIB, "--memory", "global")

    def test_without_the_program_verify_says_what_is_not_shown(self):
        self.prove(FIB)
        verdict = self.verify()
        self.assertTrue(verdict["not_shown"][1].startswith("which program ran"), verdict)
        self.assertTrue(any(line.startswith("what the memory held at the start, beyond the commitment")
                            for line in verdict["not_shown"]), verdict)
        self.assert_refused(["verify", "out.zkproof", "--allow-weak-params", "--program", SORT[0]], "another program",
                            code=1)
        self.assert_refused(["verify", "out.zkproof", "--allow-weak-params", "--final-root", "00" * 32],
                            "whose final root it does not show",
                            code=1)

    def test_what_it_cannot_do_is_refused(self):
        for options, words in ((["--params", "small"], "fast or app"), (["--for", "openvm"], "segments of OpenVM's machine have roots")):
            self.assert_refused(["prove", *FIB, "--memory", "global", *options, "-o", "none.zkproof"], words)
            self.assertFalse((self.directory / "none.zkproof").exists())
        self.assert_refused(["prove", *FIB, "--params", "weak", "--memory", "volatile", "-o", "none.zkproof"], "volatile")

    def test_steps_in_any_order_each_with_its_own_start(self):
        whole = self.prove(SORT, *CUT)
        self.assertGreater(len(whole["segments"]), 2)
        self.assertNotIn("cut", whole, "what is asked for is not chosen")
        self.assertNotIn("cut into", self.ok("plan", *SORT, *GLOBAL, *CUT, "-o", "work"))
        count = len(json.loads(self.read("work/plan.json"))["segments"])
        for k in random.Random(1).sample(range(count), count):
            # A job on another machine: the plan, the program, its input, and where its segment starts.
            elsewhere = self.directory / f"job{k}"
            elsewhere.mkdir()
            # The last one may be of the ends, of a segment, or of both.
            own = [name for name in (f"segment{k}.start", "end")
                   if (name != "end" or k == count - 1) and (self.directory / "work" / name).exists()]
            for name in ("plan.json", "program.elf", "input0", *own):
                shutil.copy(self.directory / "work" / name, elsewhere / name)
            self.ok("prove-segment", elsewhere, k)
            shutil.copy(elsewhere / f"segment{k}.proof", self.directory / "work")
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))
        self.verify("--program", SORT[0], proof="steps.zkproof")

    def test_roots_of_start_and_end(self):
        ran = json.loads(self.ok("run", *FIB, "--json"))
        for flags in (["--final-root"], ["--initial-root", "--final-root"]):
            proved = self.prove(FIB, *flags)
            self.assertEqual(proved["kind"], "execution-global")
            self.assertEqual([proved[root] for root in ("initial_root", "final_root")],
                             [ran[root] for root in ("initial_root", "final_root")], flags)
        verdict = self.verify("--program", FIB[0], "--initial-root", ran["initial_root"], "--final-root", ran["final_root"])
        self.assertEqual(verdict["public_values"], ran["public_values"])
        self.assertIn(f"it left the memory with root {ran['final_root']}", verdict["shown"])
        self.assertNotIn("at the end", " ".join(verdict["not_shown"]))
        start = self.prove(FIB, "--initial-root", output="start.zkproof")
        self.assertEqual(start["initial_root"], ran["initial_root"])
        self.assertNotIn("final_root", start)
        verdict = self.verify("--program", FIB[0], proof="start.zkproof")
        self.assertIn("what the memory holds at the end, beyond the public values", " ".join(verdict["not_shown"]))
        self.assert_refused(["verify", "start.zkproof", "--allow-weak-params", "--final-root", ran["final_root"]],
                            "whose final root it does not show", code=1)
        self.assert_refused(["verify", "start.zkproof", "--allow-weak-params", "--program", SORT[0]], "another program",
                            code=1)

    def test_goes_on_from_a_state_and_leaves_one(self):
        ran = [json.loads(self.ok("run", *FIB, "--state", "ran", "--json")) for _ in range(2)]
        first = self.prove(FIB, "--state", "state")
        self.assertEqual(first["final_root"], ran[0]["final_root"])
        # A state is the same memory however it is proven: what a run left, and one version for the whole.
        self.ok("plan", *SORT, *GLOBAL, *CUT, "--state", "state", "-o", "work")
        for k in range(len(json.loads(self.read("work/plan.json"))["segments"])):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "steps.zkproof", "--state", "state")
        self.verify("--program", SORT[0], "--initial-root",
                    json.loads(self.ok("verify", "steps.zkproof", "--allow-weak-params", "--json"))["initial_root"],
                    proof="steps.zkproof")
        self.ok("prove", *FIB, "--params", "weak", "--memory", "persistent", "--state", "state", "-o", "third.zkproof")
        history = json.loads(self.ok("image", "list", "--state", "state", "--json"))["versions"]
        self.assertEqual(len(history), 3)
        self.ok("image", "open", "3:0+4", "--state", "state", "-o", "cells.opening")
        self.ok("image", "verify", "cells.opening", "--root", history[-1]["root"])

    def test_kill_nine_then_resume(self):
        begin = time.monotonic()
        self.prove(SORT, *CUT, output="expected.zkproof")
        whole = time.monotonic() - begin
        draw = random.Random(6)
        command = ["prove", *SORT, *GLOBAL, *CUT, "-o", "out.zkproof", "--resume"]
        for _ in range(3):
            process = subprocess.Popen([ZKMEM, *map(str, command)], cwd=self.directory, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            time.sleep(draw.uniform(0, whole))
            process.kill()
            process.communicate()
            if process.returncode == 0:
                (self.directory / "out.zkproof").unlink()
        self.ok(*command)
        self.assertEqual(self.read("out.zkproof"), self.read("expected.zkproof"))

    def test_bytes_of_a_file_are_part_of_the_start(self):
        self.write("bytes", b"\x01\x02\x03")
        initial = ["--initial", "2:0x10000000=bytes"]
        self.prove(FIB, *initial)
        self.verify("--program", FIB[0], *initial)
        self.assert_refused(["verify", "out.zkproof", "--allow-weak-params", "--program", FIB[0]], "--initial", code=1)


if __name__ == "__main__":
    unittest.main()
