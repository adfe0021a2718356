"""Which memory prove, plan and log digest take when nothing says which: roots, or one memory for the run where hashing
would be a large part of the work; and that whoever asks for one gets it."""
import json
import random
import unittest

from harness import ROOT, CommandLine

GUESTS = ROOT / "examples" / "guests"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
TABLE = [GUESTS / "elf" / "hash_table.elf", "--stdin", GUESTS / "inputs" / "hash_table.txt"]
CONFIG = {"profile": "hybrid"}
NOTE = "one memory for the whole run"


class Choice(CommandLine):
    def write_log(self, name, pointers, initial=None):
        lines = [{"zklog": 1, "config": CONFIG, "initial_memory": initial or []}]
        lines += [{"op": "write", "as": 2, "ptr": p, "size": 4, "values": [1, 2, 3, 4]} for p in pointers]
        self.write(name, "".join(json.dumps(line) + "\n" for line in lines))

    def scattered(self, name="log.jsonl", count=1500, initial=None):
        draw = random.Random(3)
        self.write_log(name, [draw.randrange(1 << 24) * 4 for _ in range(count)], initial)

    def prove(self, *arguments, output="out.zkproof"):
        """The JSON, and whether a note said that memory was chosen."""
        done = self.run_zkmem("prove", *arguments, "--params", "weak", "-o", output, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout), NOTE.encode() in done.stderr

    def test_a_program_that_keeps_its_data_together_has_roots(self):
        proved, noted = self.prove(*FIB)
        self.assertEqual((proved["kind"], noted), ("execution", False))

    def test_a_scattered_heap_is_one_memory(self):
        done = self.run_zkmem("plan", *TABLE, "-o", "work", "--json")
        self.assertEqual(json.loads(done.stdout)["kind"], "execution-global")
        self.assertRegex(done.stderr.decode(), NOTE + r", as hashing between segments would be \d+ % of the work "
                                             r"\(--memory persistent has roots\)")
        done = self.run_zkmem("plan", *TABLE, "--state", "state", "-o", "over", "--json")
        plan = json.loads(done.stdout)
        self.assertEqual((plan["kind"], plan["start"], NOTE.encode() in done.stderr), ("execution-global", 2, True))
        for options in (["--memory", "persistent"], ["--hash", "poseidon2"], ["--for", "openvm"], ["--params", "small"]):
            done = self.run_zkmem("plan", *TABLE, *options, "-o", "work" + options[-1], "--json")
            self.assertEqual((json.loads(done.stdout)["kind"], NOTE.encode() in done.stderr), ("execution", False), options)

    def test_logs(self):
        self.write_log("local.jsonl", [8 * (i % 16) for i in range(1500)])
        proved, noted = self.prove("local.jsonl")
        self.assertEqual((proved["kind"], noted), ("memory", False))
        self.scattered()
        proved, noted = self.prove("log.jsonl")
        self.assertEqual((proved["kind"], noted), ("memory-global", True))
        self.assertEqual(json.loads(self.ok("log", "digest", "log.jsonl", "--params", "weak", "--json"))["log_digest"],
                         proved["log_digest"])
        verdict = json.loads(self.ok("verify", "out.zkproof", "--allow-weak-params", "--log", "log.jsonl", "--json"))
        self.assertIn("what the memory holds at the end", " ".join(verdict["not_shown"]))
        proved, noted = self.prove("log.jsonl", "--memory", "persistent")
        self.assertEqual((proved["kind"], noted), ("memory", False))

    def test_what_a_log_starts_on_is_under_a_root(self):
        self.scattered(count=6000, initial=[[2, 64, 9]])
        done = self.run_zkmem("plan", "log.jsonl", "--segment-accesses", 1000, "-o", "work", "--json")
        plan = json.loads(done.stdout)
        self.assertEqual((plan["kind"], NOTE.encode() in done.stderr), ("memory-global", True))
        self.assertEqual((plan["start"], plan["image_leaves"]), (3, 0), "from a root to a free end")
        self.assertNotEqual(plan["initial_root"], plan["final_root"])

    def test_unfinished_work_is_taken_up_as_it_was_chosen(self):
        self.scattered()
        self.ok("plan", "log.jsonl", "--params", "weak", "-o", "out.zkproof.work")
        proved, _ = self.prove("log.jsonl", "--resume")
        self.assertEqual(proved["kind"], "memory-global")

    def test_a_plan_of_entries_that_are_no_segments_is_refused(self):
        self.scattered()
        self.ok("plan", "log.jsonl", "--params", "weak", "--memory", "global", "--segment-accesses", 500, "-o", "work")
        path = self.directory / "work" / "plan.json"
        plan = json.loads(path.read_text())
        for segment in plan["segments"][:2]:
            segment["is_last"] = True
        path.write_text(json.dumps(plan))
        self.assert_refused(["prove-segment", "work", 1], "entries behind its last segment")


if __name__ == "__main__":
    unittest.main()
