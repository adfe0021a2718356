"""Ends of a run in global memory that are cut by address: asked for or forced by a short budget, in one go and in steps,
interrupted and taken up, and what plan, prove and verify say of them."""
import json
import random
import subprocess
import time
import unittest

from harness import ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
GLOBAL = ["--params", "weak", "--memory", "global"]
CUT = ["--segment-accesses", 500, "--part-leaves", 600]
LEAVES = 1500


class EndsParts(CommandLine):
    def write_log(self, count=LEAVES):
        draw = random.Random(3)
        lines = [{"zklog": 1, "config": {"profile": "hybrid"}, "initial_memory": []}]
        lines += [{"op": "write", "as": 2, "ptr": 8 * leaf, "size": 4, "values": [1, 2, 3, 4]}
                  for leaf in draw.sample(range(1 << 20), count)]
        self.write("log.jsonl", "".join(json.dumps(line) + "\n" for line in lines))

    def prove(self, *options, output="out.zkproof"):
        return json.loads(self.ok("prove", "log.jsonl", *GLOBAL, *options, "-o", output, "--json"))

    def verify(self, proof, *options):
        return json.loads(self.ok("verify", proof, "--allow-weak-params", "--json", *options))

    def read(self, name):
        return (self.directory / name).read_bytes()

    def test_it_says_so_in_words(self):
        self.write_log()
        text = self.ok("plan", "log.jsonl", *GLOBAL, *CUT, "-o", "work")
        self.assertIn("3 segments, and the ends in 3 parts, planned in work", text)
        for part, leaves in enumerate((600, 600, 300)):
            self.assertRegex(text, rf"\n  {3 + part}: {leaves} leaves of the ends, part {part + 1} of 3, stacked height")
        self.assertIn("the ends   3 4 5", self.ok("plan", "--status", "work"))
        self.assertEqual(json.loads(self.ok("plan", "--status", "work", "--json"))["ends"], [3, 4, 5])
        text = self.ok("prove", "log.jsonl", *GLOBAL, *CUT, "-o", "out.zkproof")
        self.assertIn("1500 accesses in 3 segments are consistent", text)
        self.assertIn("\n  its ends are in 3 proofs of their own, cut by address\n", text)
        verdict = self.verify("out.zkproof", "--log", "log.jsonl")
        self.assertEqual((verdict["ends_parts"], verdict["segments"]), (3, 6))
        self.assertIn("3 segments tied by one ledger, its ends in 3 parts, hashed with", verdict["shown"][-1])

    def test_shares_in_any_order_then_assemble(self):
        self.write_log()
        for name, roots in (("zeros", []), ("from_root", ["--initial-root"]), ("to_root", ["--final-root"])):
            whole = self.prove(*CUT, *roots, output=name)
            self.ok("plan", "log.jsonl", *GLOBAL, *CUT, *roots, "-o", f"work_{name}")
            for share in ("2/4", "0/4", "3/4", "1/4"):
                self.ok("prove-segment", f"work_{name}", "--share", share)
            joined = json.loads(self.ok("assemble", f"work_{name}", "-o", "joined.zkproof", "--json"))
            self.assertEqual(joined["log_digest"], whole["log_digest"])
            self.assertEqual(self.read("joined.zkproof"), self.read(name))
            in_one = self.prove("--segment-accesses", 500, *roots)
            self.assertNotIn("ends_parts", in_one)
            for key in ("log_digest", "initial_root", "final_root"):
                self.assertEqual(whole.get(key), in_one.get(key), key)
            self.assertEqual(("initial_root" in whole, "final_root" in whole), (bool(roots), name == "to_root"))
            self.verify(name, "--log", "log.jsonl")

    def test_kill_nine_then_resume(self):
        self.write_log()
        begin = time.monotonic()
        self.prove(*CUT, output="expected.zkproof")
        whole = time.monotonic() - begin
        draw = random.Random(6)
        command = ["prove", "log.jsonl", *GLOBAL, *CUT, "-o", "out.zkproof", "--resume"]
        for _ in range(2):
            process = subprocess.Popen([ZKMEM, *map(str, command)], cwd=self.directory, stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE)
            time.sleep(draw.uniform(0, whole))
            process.kill()
            process.communicate()
            if process.returncode == 0:
                (self.directory / "out.zkproof").unlink()
        self.ok(*command)
        self.assertEqual(self.read("out.zkproof"), self.read("expected.zkproof"))

    def test_a_part_that_is_proven_is_kept(self):
        self.write_log()
        self.prove(*CUT, output="expected.zkproof")
        self.ok("plan", "log.jsonl", *GLOBAL, *CUT, "-o", "out.zkproof.work")
        for part in (5, 3):
            self.ok("prove-segment", "out.zkproof.work", part)
        self.assertEqual(self.prove(*CUT, "--resume")["resumed"], 2)
        self.assertEqual(self.read("out.zkproof"), self.read("expected.zkproof"))

    def test_a_program(self):
        proved = json.loads(self.ok("prove", *FIB, *GLOBAL, "--part-leaves", 20, "-o", "fib.zkproof", "--json"))
        self.assertGreater(proved["ends_parts"], 2)
        verdict = self.verify("fib.zkproof", "--program", FIB[0])
        self.assertEqual(verdict["public_values"], json.loads(self.ok("run", *FIB, "--json"))["public_values"])
        self.assertRegex(verdict["shown"][-1], r"tied by one ledger, its ends in \d+ parts")

    def test_a_state_goes_on_from_it(self):
        self.write_log()
        proved = self.prove(*CUT, "--state", "state")
        again = self.prove(*CUT, "--state", "state", output="again.zkproof")
        self.assertEqual((proved["ends_parts"], again["ends_parts"]), (3, 3))
        self.assertEqual(again["initial_root"], proved["final_root"])

    def test_what_it_cannot_do_is_refused(self):
        self.write_log(10)
        for options, words in ((["--memory", "global", "--part-leaves", 0], "--part-leaves must be at least 1"),
                               (["--memory", "persistent", "--part-leaves", 9], "no --part-leaves")):
            self.assert_refused(["prove", "log.jsonl", "--params", "weak", *options, "-o", "none.zkproof"], words)
            self.assertFalse((self.directory / "none.zkproof").exists())

    def test_a_plan_of_other_parts_is_refused(self):
        self.write_log()
        self.ok("plan", "log.jsonl", *GLOBAL, *CUT, "-o", "work")
        path = self.directory / "work" / "plan.json"
        plan = json.loads(path.read_text())
        self.assertEqual([entry.get("leaves") for entry in plan["segments"]], [None, None, None, 600, 600, 300])
        plan["segments"][4]["leaves"] = 700
        path.write_text(json.dumps(plan))
        self.assert_refused(["prove-segment", "work", 3], "of the ends, behind")


if __name__ == "__main__":
    unittest.main()
