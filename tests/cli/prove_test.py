"""Proofs of programs end to end, with weak parameters so that they are quick: prove and verify, the same in steps,
interruption and resumption, and every way in which a statement can differ from its proof."""
import fcntl
import json
import os
import pathlib
import random
import re
import signal
import struct
import subprocess
import tempfile
import time
import unittest

from harness import PATIENCE, ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
SORT = [GUESTS / "elf" / "sort.elf", "--stdin", GUESTS / "inputs" / "capitals.txt"]
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
WEAK = ["--params", "weak"]
KILLS = int(os.environ.get("ZKMEM_KILLS", "3"))


class Prove(CommandLine):
    def prove(self, program, *options, output="out.zkproof"):
        return json.loads(self.ok("prove", *program, *WEAK, "-o", output, "--json", *options))

    def rejected(self, reason, *arguments):
        self.assert_refused(["verify", *arguments], reason, code=1)

    def read(self, name):
        return (self.directory / name).read_bytes()


class OneSegment(Prove):
    def test_prove_and_verify(self):
        ran = json.loads(self.ok("run", *FIB, "--json"))
        proved = self.prove(FIB)
        for key in ("exit_code", "instructions", "initial_root", "final_root"):
            self.assertEqual(proved[key], ran[key], key)
        verdict = json.loads(self.ok("verify", "out.zkproof", "--program", FIB[0], "--allow-weak-params", "--json"))
        self.assertEqual(verdict["verdict"], "accepted")
        self.assertEqual(verdict["public_values"], ran["public_values"])
        self.assertTrue(verdict["not_shown"][0].startswith("security: these parameters give"))
        self.assertTrue(any("input" in line for line in verdict["not_shown"]))
        self.assertFalse((self.directory / "out.zkproof.work").exists())

    def test_equal_inputs_give_equal_bytes_at_any_thread_count(self):
        for threads in (1, 2, 8):
            self.prove(FIB, "--threads", threads, output=f"{threads}.zkproof")
        self.assertEqual(self.read("1.zkproof"), self.read("2.zkproof"))
        self.assertEqual(self.read("1.zkproof"), self.read("8.zkproof"))

    def test_the_verifier_decides_what_it_accepts(self):
        proved = self.prove(FIB)
        weak = ["out.zkproof", "--allow-weak-params"]
        self.rejected("proven bits, 100 are required", "out.zkproof")
        self.rejected("another program", *weak, "--program", SORT[0])
        self.rejected("final root", *weak, "--final-root", proved["initial_root"])
        self.rejected("initial root", *weak, "--initial-root", proved["final_root"])
        self.rejected("parameters weak, app are asked for", *weak, "--params", "app")
        self.rejected("stacked height", *weak, "--params", "weak:20")
        self.write("other.json", (ROOT / "tests/golden/memory/log_a.persistent.json").read_text())
        self.ok("verify", *weak, "--initial-root", proved["initial_root"], "--final-root", proved["final_root"])

    def test_without_the_program_verify_says_so_first(self):
        self.prove(FIB)
        lines = self.ok("verify", "out.zkproof", "--allow-weak-params").splitlines()
        self.assertTrue(lines[1].startswith("not shown: which program ran"), lines)

    def test_a_trap_is_no_proof(self):
        done = self.run_zkmem("prove", GUESTS / "elf" / "trap.elf", "--stdin", GUESTS / "inputs" / "trap.txt", *WEAK,
                              "-o", "trap.zkproof")
        self.assertEqual(done.returncode, 1)
        self.assertIn("the program trapped after", done.stderr.decode())
        self.assertEqual(self.contents(), {})

    def test_bad_usage(self):
        for options, mention in ((["--params", "strong"], "strong"), (["--segment-accesses", 0], "at least 1"),
                                 (["--memory-budget", "lots"], "lots"), (["--params", "weak:11"], "stacked height")):
            done = self.run_zkmem("prove", *FIB, "-o", "x.zkproof", *options)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(mention, done.stderr.decode())
            self.assertEqual(self.contents(), {})

    def test_unfinished_work_needs_a_file_to_stand_beside(self):
        self.assert_refused(["prove", *FIB, *WEAK, "-o", "-"], "-o", "a file of its own")
        self.assert_refused(["prove", "-", *WEAK], "-o", "a file of its own")

    def test_a_proof_overwrites_neither_its_input_nor_what_is_no_file(self):
        self.write("l.jsonl", '{"op":"read","as":2,"ptr":8,"size":4}\n')
        os.symlink("l.jsonl", self.directory / "same.jsonl")
        os.mkdir(self.directory / "folder")
        for output, mention in (("l.jsonl", "is the input"), ("./l.jsonl", "is the input"), ("same.jsonl", "is the input"),
                                ("/dev/full", "no regular file"), ("folder", "no regular file")):
            done = self.run_zkmem("prove", "l.jsonl", *WEAK, "-o", output)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr.decode(), r"\Azkmem: -o: [^\n]*" + mention + r"[^\n]*\n\Z")
            self.assertEqual(sorted(os.listdir(self.directory)), ["folder", "l.jsonl", "same.jsonl"])

    def test_a_budget_that_cannot_do_says_what_would(self):
        done = self.run_zkmem("prove", *FIB, *WEAK, "-o", "x.zkproof", "--memory-budget", "1M")
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr.decode(), "the budget is 1048576; the smallest budget that works is [0-9]+")
        self.assertEqual(self.contents(), {})

    def test_a_budget_that_cannot_hold_the_fixed_tables_is_refused_at_once_with_the_least_that_can(self):
        self.write("l.jsonl", '{"op":"read","as":2,"ptr":8,"size":4}\n')
        for case in (["prove", *FIB, "-o", "x.zkproof"], ["prove", "l.jsonl", "-o", "x.zkproof"]):
            least = set()
            for budget in ("1M", "20M", "40M"):
                done = self.run_zkmem(*case, "--memory-budget", budget)
                self.assertEqual(done.returncode, 3, done.stderr)
                least.add(int(re.search("the smallest budget that works is ([0-9]+)", done.stderr.decode())[1]))
            self.assertEqual(len(least), 1, "whatever the budget was")
        done = self.run_zkmem("prove", *FIB, "-o", "x.zkproof", "--memory-budget", "50M")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(list(self.contents()), ["l.jsonl"])

    @unittest.skipIf(PATIENCE > 1, "a sanitizer's memory counts, too")
    def test_a_budget_is_kept(self):
        for budget in (112, 120, 140):  # cut in two; whole
            done = self.ok("prove", *FIB, "-o", f"{budget}.zkproof", "--json", "--memory-budget", f"{budget}M")
            self.assertLess(json.loads(done)["peak_memory_bytes"], budget << 20)

    def test_a_program_that_does_not_end_in_time_is_a_limit(self):
        for command, more in (("prove", ["-o", "p"]), ("plan", ["-o", "w"]), ("check", [])):
            for cut in ([], ["--segment-accesses", 1000]):
                done = self.run_zkmem(command, *FIB, *more, *cut, "--max-instructions", 7378)
                self.assertEqual(done.returncode, 3)
                self.assertIn(b"the program has not ended after 7378 instructions, the most allowed", done.stderr)
                self.assertEqual(self.contents(), {})
        self.write("l.jsonl", '{"op":"read","as":2,"ptr":8,"size":4}\n')
        for command in (["prove", "l.jsonl"], ["check", "l.jsonl"], ["plan", "l.jsonl", "-o", "w"]):
            self.assert_refused([*command, "--max-instructions", 5], "--max-instructions is for programs")
        for command, more in (("prove", ["-o", "p"]), ("plan", ["-o", "w"]), ("check", [])):
            self.ok(command, *FIB, *more, "--max-instructions", 7379)

    def test_a_short_budget_makes_smaller_segments_then_traces_wait_in_a_file(self):
        prove = ["prove", *FIB, *WEAK, "-o", "short.zkproof", "--memory-budget"]
        budget = 1 << 20
        done = self.run_zkmem(*prove, budget)
        while done.returncode == 3:  # a later segment may need more than the first
            smallest = int(re.search("the smallest budget that works is ([0-9]+)", done.stderr.decode())[1])
            self.assertGreater(smallest, budget)
            budget = smallest
            done = self.run_zkmem(*prove, budget)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        said = done.stderr.decode().splitlines()
        cut = [k for k, line in enumerate(said) if "segment 0 is cut to" in line]
        spilled = [k for k, line in enumerate(said) if "traces wait in a file while segments are proven" in line]
        self.assertTrue(cut, said)
        self.assertEqual(len(spilled), 1, said)
        self.assertLess(max(cut), spilled[0], "first smaller segments, then the file")
        self.ok("verify", "short.zkproof", "--program", FIB[0], "--allow-weak-params")
        self.assertEqual(self.run_zkmem(*prove, budget - 1).returncode, 3)
        self.assertEqual([name for name in self.contents() if name != "short.zkproof"], [])


class ManySegments(Prove):
    CUT = ["--segment-accesses", 300000]

    def test_cut_runs_prove_the_same_end(self):
        whole = self.prove(SORT, output="whole.zkproof")
        cut = self.prove(SORT, *self.CUT, output="cut.zkproof")
        self.assertGreater(len(cut["segments"]), 2)
        for key in ("initial_root", "final_root", "exit_code", "instructions"):
            self.assertEqual(whole[key], cut[key], key)
        self.ok("verify", "cut.zkproof", "--program", SORT[0], "--allow-weak-params")

    def test_a_segment_of_one_access(self):
        # Every segment of so small a run has one instruction: the chain is as long as the run.
        self.write("tiny.py", "")
        elf = ROOT / "tests" / "golden" / "openvm-v2" / "rv32im_run" / "guest" / "vm_a.elf"
        run = json.loads((elf.parent.parent / "execution.json").read_text())
        items = next(v for k, v in run.items() if k.startswith("input_stream"))
        arguments = [elf]
        for i, item in enumerate(items):
            self.write(f"item{i}", bytes(item))
            arguments += ["--input", f"item{i}"]
        proved = self.prove(arguments, "--segment-accesses", 600)
        self.assertGreater(len(proved["segments"]), 3)
        self.ok("verify", "out.zkproof", "--program", elf, "--allow-weak-params")

    def test_in_steps_gives_the_same_bytes(self):
        self.prove(SORT, *self.CUT)
        self.ok("plan", *SORT, *WEAK, *self.CUT, "-o", "work")
        plan = json.loads(self.read("work/plan.json"))
        order = list(range(len(plan["segments"])))
        random.Random(1).shuffle(order)
        for k in order:
            self.ok("prove-segment", "work", k)
        once = self.read("work/segment0.proof")
        self.ok("prove-segment", "work", 0)
        self.assertEqual(self.read("work/segment0.proof"), once, "a job is idempotent")
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))
        self.assertEqual(self.run_zkmem("assemble", "work", "-o", "-").stdout, self.read("out.zkproof"))
        self.assert_refused(["assemble", "work", "-o", "-", "--json"], "stdout", "--json")

    def test_assemble_names_the_segment_that_is_missing_or_damaged(self):
        self.ok("plan", *SORT, *WEAK, *self.CUT, "-o", "work")
        self.assert_refused(["assemble", "work", "-o", "x.zkproof"], "segment 0 is not proven")
        self.ok("prove-segment", "work", 0)
        proof = self.directory / "work" / "segment0.proof"
        data = bytearray(proof.read_bytes())
        data[100] ^= 1
        proof.write_bytes(data)
        self.assert_refused(["assemble", "work", "-o", "x.zkproof"], "segment 0", "damaged")
        start = self.directory / "work" / "segment1.start"
        start.write_bytes(start.read_bytes()[:-3])
        self.assert_refused(["prove-segment", "work", 1], "segment1.start", "damaged")
        self.assert_refused(["prove-segment", "work", 99], "segment 99 does not exist")
        self.assert_refused(["prove-segment", "nowhere", 0], "no plan in 'nowhere'")


class Interrupted(Prove):
    CUT = ManySegments.CUT

    def start(self, *options):
        return subprocess.Popen([ZKMEM, *map(str, ["prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", *options])],
                                cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def test_kill_nine_at_random_points_then_resume(self):
        begin = time.monotonic()
        self.prove(SORT, *self.CUT, output="expected.zkproof")
        whole = time.monotonic() - begin
        draw = random.Random(5)
        for _ in range(KILLS):
            process = self.start("--resume")
            time.sleep(draw.uniform(0, whole))
            process.kill()
            process.communicate()
            if process.returncode == 0:
                (self.directory / "out.zkproof").unlink()
        self.ok("prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", "--resume")
        self.assertEqual(self.read("out.zkproof"), self.read("expected.zkproof"))

    def test_ctrl_c_is_prompt_and_leaves_a_resumable_state(self):
        process = self.start()
        deadline = time.monotonic() + 60 * PATIENCE
        while not (self.directory / "out.zkproof.work" / "segment0.proof").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60 * PATIENCE)
        self.assertEqual(process.returncode, 130, errors.decode())
        self.assertIn("--resume", errors.decode())
        done = json.loads(self.ok("prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", "--resume", "--json"))
        self.assertGreaterEqual(done["resumed"], 1)
        self.ok("verify", "out.zkproof", "--program", SORT[0], "--allow-weak-params")

    def finished_one(self):
        """A run that was killed once its first segment was proven."""
        process = self.start()
        deadline = time.monotonic() + 60 * PATIENCE
        while not (self.directory / "out.zkproof.work" / "segment0.proof").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        self.assertNotEqual(process.returncode, 0, "it was too quick to be killed")

    def test_a_second_run_into_the_same_folder_is_refused_at_once(self):
        process = self.start()
        work = self.directory / "out.zkproof.work"
        deadline = time.monotonic() + 60 * PATIENCE
        while not (work / "program.elf").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        for options in ([], ["--resume"], ["--restart"]):
            done = self.run_zkmem("prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", *options)
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertRegex(done.stderr.decode(),
                             rf"^zkmem: another process works on 'out.zkproof.work' \(pid {process.pid} on .*\n$")
        _, errors = process.communicate(timeout=120 * PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        self.assertFalse(work.exists())
        self.ok("verify", "out.zkproof", "--program", SORT[0], "--allow-weak-params")

    def test_a_segment_is_proven_by_one_process_and_others_beside_it(self):
        self.ok("plan", *SORT, *WEAK, *self.CUT, "-o", "work")
        with open(self.directory / "work" / "lock", "r+b") as lock:
            # What a prover of segment 1 on another machine holds: its record of 96 bytes.
            held = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 2 * 96, 96, 0)
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, held)
            self.assert_refused(["prove-segment", "work", 1], "another process works on segment 1 of 'work'")
            self.ok("prove-segment", "work", 0)
            status = json.loads(self.ok("plan", "--status", "work", "--json"))
            self.assertEqual((status["proven"], status["under_way"]), ([0], [1]))
            self.assertEqual(status["segments"], 2 + len(status["waiting"]))
            self.assertRegex(self.ok("plan", "--status", "work"), r"^1 of \d+ segments proven\nunder way  1\nwaiting    2")
        self.ok("prove-segment", "work", 1)
        self.assert_refused(["plan", *SORT, "-o", "work"], "there is a plan in 'work' already", "--status")
        self.assert_refused(["plan", "--status", "nowhere"], "no plan in 'nowhere'")
        self.assert_refused(["plan", "-o", "x"], "INPUT is required")
        self.assert_refused(["plan", SORT[0]], "--output is required")

    def test_proven_segments_are_not_discarded_unasked(self):
        self.finished_one()
        before = self.contents()
        self.assert_refused(["prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof"],
                            "an earlier run left", "in 'out.zkproof.work'", "--resume", "--restart")
        self.assertEqual(self.contents(), before)
        done = json.loads(self.ok("prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", "--restart", "--json"))
        self.assertEqual(done["resumed"], 0)
        self.assertEqual(list(self.contents()), ["out.zkproof"])

    def test_a_killed_run_leaves_no_stale_lock(self):
        self.finished_one()
        self.assertTrue((self.directory / "out.zkproof.work" / "lock").exists())
        done = json.loads(self.ok("prove", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof", "--resume", "--json"))
        self.assertGreaterEqual(done["resumed"], 1)

    def test_somebody_elses_folder_is_not_taken_for_unfinished_work(self):
        for folder, command in (("out.zkproof.work", ["prove", *FIB, *WEAK, "-o", "out.zkproof"]),
                                ("data", ["plan", *FIB, *WEAK, "-o", "data"])):
            (self.directory / folder).mkdir()
            self.write(f"{folder}/thesis.tex", "years of work")
            self.assert_refused(command, f"'{folder}' holds 'thesis.tex'")
            if command[0] == "prove":
                self.assert_refused([*command, "--restart"], "thesis.tex")
                self.assert_refused([*command, "--resume"], "thesis.tex")

    def test_resume_refuses_another_input(self):
        self.ok("plan", *SORT, *WEAK, *self.CUT, "-o", "out.zkproof.work")
        self.assert_refused(["prove", *FIB, *WEAK, "-o", "out.zkproof", "--resume"], "another program or input")


class Tampered(Prove):
    """The file's statement, segment by segment; docs/spec/zkproof.md has the layout."""

    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        path = scratch.name + "/run.zkproof"
        subprocess.run([ZKMEM, "prove", *map(str, SORT), *WEAK, "--segment-accesses", "300000", "-o", path], check=True,
                       capture_output=True)
        cls.proof = pathlib.Path(path).read_bytes()

    def parts(self):
        """head (up to the segment count), claims, proofs."""
        data = self.proof
        at = 8 + 4 + 2 + (data[8] == 2)  # version 2 names the hash suite
        (length,) = struct.unpack_from("<I", data, at)
        at += 4 + length + 32 + 4
        (values,) = struct.unpack_from("<I", data, at)
        at += 4 + 4 * values + 32
        (siblings,) = struct.unpack_from("<I", data, at)
        at += 4 + 32 * siblings + 32
        head = data[:at]
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
        claims = [data[at + 74 * k: at + 74 * (k + 1)] for k in range(count)]
        at += 74 * count
        proofs = []
        for _ in range(count):
            (size,) = struct.unpack_from("<Q", data, at)
            proofs.append(data[at + 8: at + 8 + size])
            at += 8 + size
        self.assertEqual(at, len(data))
        return head, claims, proofs

    def judge(self, head, claims, proofs):
        body = b"".join(claims) + b"".join(struct.pack("<Q", len(p)) + p for p in proofs)
        self.write("t.zkproof", head + struct.pack("<I", len(claims)) + body)
        done = self.run_zkmem("verify", "t.zkproof", "--allow-weak-params")
        return done.returncode, done.stderr.decode()

    def assert_rejected(self, verdict, *mentions):
        code, message = verdict
        self.assertEqual(code, 1, message)
        for mention in mentions:
            self.assertIn(mention, message)

    def test_untouched_it_is_accepted(self):
        self.assertEqual(self.judge(*self.parts())[0], 0)

    def test_attack_39_swapped_dropped_doubled_reordered_segments(self):
        head, claims, proofs = self.parts()
        pick = lambda order: self.judge(head, [claims[k] for k in order], [proofs[k] for k in order])
        n = len(claims)
        self.assertGreaterEqual(n, 3)
        self.assert_rejected(pick([1, 0, *range(2, n)]), "segment 1")
        self.assert_rejected(pick([0, *range(2, n)]), "segment 1")
        self.assert_rejected(pick([0, 0, *range(1, n)]), "segment 1")
        # Without its first segment it is a run from elsewhere: true, but not of this program's image.
        pick(range(1, n))
        self.assert_refused(["verify", "t.zkproof", "--allow-weak-params", "--program", SORT[0]], "the run starts", code=1)
        self.assert_rejected(pick([n - 1, *range(n - 1)]), "segment 0")

    def test_attack_16_a_prefix_is_no_run(self):
        head, claims, proofs = self.parts()
        self.assert_rejected(self.judge(head, claims[:-1], proofs[:-1]), "does not terminate")
        self.assert_rejected(self.judge(head, [], []), "no segments")

    def test_claims_of_one_segment_with_the_proof_of_another(self):
        head, claims, proofs = self.parts()
        self.assert_rejected(self.judge(head, claims, [proofs[1], proofs[0], *proofs[2:]]), "segment 0")

    def test_every_region_of_the_file(self):
        head, claims, proofs = self.parts()
        draw = random.Random(9)
        places = list(range(len(head))) if len(head) < 400 else draw.sample(range(len(head)), 200)
        start = len(head)
        places += [start + draw.randrange(4 + 74 * len(claims)) for _ in range(60)]
        places += [draw.randrange(len(self.proof)) for _ in range(60)]
        accepted = []
        for place in places:
            data = bytearray(self.proof)
            data[place] ^= 1 << draw.randrange(8)
            self.write("t.zkproof", bytes(data))
            done = self.run_zkmem("verify", "t.zkproof", "--allow-weak-params")
            self.assertIn(done.returncode, (0, 1), done.stderr.decode())
            if done.returncode == 0:
                accepted.append(place)
        self.assertEqual(accepted, [], "altered and still accepted")


if __name__ == "__main__":
    unittest.main()
