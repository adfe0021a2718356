"""Proofs of access logs end to end, with weak parameters so that they are quick: prove and verify in every profile, the
same in steps, interruption and resumption, a persistent state, and what does not fit together."""
import json
import random
import signal
import subprocess
import time
import unittest

from harness import ROOT, ZKMEM, CommandLine

WEAK = ["--params", "weak"]
ACCEPT = ["--allow-weak-params"]
# Small tables, so that a proof takes a fraction of a second.
CONFIG = {"pointer_max_bits": 16, "timestamp_max_bits": 20, "range_decomp": 10, "addr_space_height": 2,
          "addr_spaces": [{"addr_space": 0, "num_cells": 0, "min_block_size": 1, "layout": "Null"},
                          {"addr_space": 1, "num_cells": 64, "min_block_size": 4, "layout": "U8"},
                          {"addr_space": 2, "num_cells": 65536, "min_block_size": 4, "layout": "U8"}]}


def access(op, pointer, values, space=2):
    return {"op": op, "as": space, "ptr": pointer, "size": len(values), "values": values}


def random_accesses(count, seed=1, reads_say=True):
    """Words of space 2, written and read back."""
    rng, memory = random.Random(seed), {}
    for _ in range(count):
        pointer = 4 * rng.randrange(200)
        if rng.random() < 0.5:
            memory[pointer] = [rng.randrange(256) for _ in range(4)]
            yield access("write", pointer, memory[pointer])
        else:
            read = access("read", pointer, memory.get(pointer, [0] * 4))
            if not reads_say:
                del read["values"]
            yield read


def text(operations, config=None, initial=None):
    lines = [{"zklog": 1, "config": config or CONFIG, "initial_memory": initial or []}, *operations]
    return "".join(json.dumps(line) + "\n" for line in lines)


class ProveLog(CommandLine):
    def setUp(self):
        super().setUp()
        self.write("config.json", json.dumps(CONFIG))

    def prove(self, log, *options, output="out.zkproof"):
        return json.loads(self.ok("prove", log, *WEAK, "-o", output, "--json", *options))

    def verify(self, *options, proof="out.zkproof"):
        return json.loads(self.ok("verify", proof, *ACCEPT, "--config", "config.json", "--json", *options))

    def rejected(self, reason, *options, proof="out.zkproof"):
        self.assert_refused(["verify", proof, *ACCEPT, "--config", "config.json", *options], reason, code=1)

    def read(self, name):
        return (self.directory / name).read_bytes()


class Profiles(ProveLog):
    def test_every_profile_and_mode_in_one_segment_and_many(self):
        self.write("log.jsonl", text(random_accesses(60)))
        replayed = {}
        for profile in ("hybrid", "openvm-v1", "openvm-v2"):
            for cuts in ([], ["--segment-accesses", 25]):
                with self.subTest(profile=profile, cuts=cuts):
                    proved = self.prove("log.jsonl", "--profile", profile, *cuts)
                    self.assertEqual(proved["kind"], "memory")
                    self.assertEqual(proved["accesses"], 60)
                    self.assertEqual(len(proved["segments"]), 3 if cuts else 1)
                    replayed.setdefault("root", proved["final_root"])
                    self.assertEqual(proved["final_root"], replayed["root"], "profiles agree on the memory")
                    verdict = self.verify("--profile", profile, "--log", "log.jsonl")
                    self.assertEqual(verdict["verdict"], "accepted")
                    self.assertEqual(verdict["log_digest"], proved["log_digest"])
                    digest = self.ok("log", "digest", "log.jsonl", "--profile", profile, *WEAK, *cuts)
                    self.assertEqual(digest.strip(), proved["log_digest"])
                    digest = self.ok("log", "digest", "log.jsonl", "--profile", profile, "--proof", "out.zkproof")
                    self.assertEqual(digest.strip(), proved["log_digest"])

    def test_volatile(self):
        self.write("volatile.json", json.dumps(dict(CONFIG, mode="volatile")))
        self.write("log.jsonl", text(random_accesses(40), config=dict(CONFIG, mode="volatile")))
        for profile in ("hybrid", "openvm-v1"):
            proved = self.prove("log.jsonl", "--profile", profile)
            self.assertNotIn("initial_root", proved)
            verify = ["verify", "out.zkproof", *ACCEPT, "--config", "volatile.json", "--profile", profile]
            self.ok(*verify, "--log", "log.jsonl")
            for root in ("initial", "final"):
                self.assert_refused([*verify, f"--{root}-root", "0" * 64], f"about volatile memory whose {root} root it does not show", code=1)
        self.assert_refused(["prove", "log.jsonl", *WEAK, "--segment-accesses", 10, "-o", "more.zkproof"],
                            "volatile memory is proven in one segment")
        self.assert_refused(["prove", "log.jsonl", *WEAK, "--profile", "openvm-v2", "-o", "more.zkproof"], "volatile")

    def test_global(self):
        self.write("log.jsonl", text(random_accesses(60)))
        for profile in ("hybrid", "openvm-v1", "openvm-v2"):
            with self.subTest(profile=profile):
                options = ["--profile", profile, "--memory", "global", "--segment-accesses", 25]
                proved = self.prove("log.jsonl", *options)
                self.assertEqual(proved["kind"], "memory-global")
                self.assertEqual(len(proved["segments"]), 3 + 1, "and the ends")
                self.assertNotIn("final_root", proved)
                verdict = self.verify("--profile", profile, "--log", "log.jsonl")
                self.assertEqual(verdict["verdict"], "accepted")
                self.assertIn("what the memory holds at the end", " ".join(verdict["not_shown"]))
                digest = self.ok("log", "digest", "log.jsonl", *WEAK, *options)
                self.assertEqual(digest.strip(), proved["log_digest"])
                self.ok("check", "log.jsonl", *options)
        self.assertIn("60 accesses in 3 segments are consistent", self.ok("prove", "log.jsonl", *WEAK, *options, "-o", "words.zkproof"))
        terms = json.loads(self.ok("soundness", "words.zkproof", "--json"))["sets"][0]["terms"]
        self.assertTrue(95 < terms["ledger"] < 120, terms)
        self.assertLess(terms["total"], terms["ledger"])
        self.assertIn("3 segments tied by one ledger",
                      self.ok("verify", "words.zkproof", *ACCEPT, "--config", "config.json", "--profile", "openvm-v2"))

    def test_global_memory_on_memory_of_the_logs_own(self):
        self.write("log.jsonl", text(random_accesses(10), initial=[[2, 400, 1]]))
        self.write("zero.jsonl", text(random_accesses(10)))
        self.ok("check", "log.jsonl", "--memory", "global")
        self.prove("log.jsonl", "--memory", "global")
        verdict = self.verify("--log", "log.jsonl")
        self.assertEqual(verdict["verdict"], "accepted")
        self.assertIn("the memory given, in which 1 leaf is not zero", " ".join(verdict["shown"]))
        self.rejected("its memory starts with 1 leaves that are not zero, which a verifier must have")
        self.rejected("the proof starts on other memory than the one given", "--log", "zero.jsonl")
        self.prove("zero.jsonl", "--memory", "global")
        self.rejected("starts on memory that is zero everywhere", "--log", "log.jsonl")
        self.rejected("whose final root it does not show", "--final-root", "0" * 64)
        self.prove("zero.jsonl", output="roots.zkproof")
        self.write("global.jsonl", text(random_accesses(10), config=dict(CONFIG, mode="global")))
        self.rejected("mode: persistent against global", "--log", "global.jsonl", proof="roots.zkproof")

    def test_global_memory_from_root_to_root(self):
        self.write("log.jsonl", text(random_accesses(40), initial=[[2, 400, 1]]))
        options = ["--memory", "global", "--segment-accesses", "15"]
        chained = self.prove("log.jsonl", output="chained.zkproof")
        for flags in (["--final-root"], ["--initial-root", "--final-root"]):
            proved = self.prove("log.jsonl", *options, *flags)
            roots = [proved["initial_root"], proved["final_root"]]
            self.assertEqual(roots, [chained["initial_root"], chained["final_root"]], flags)
        words = self.verify("--initial-root", roots[0], "--final-root", roots[1])
        self.assertIn(f"it leaves the memory with root {roots[1]}", words["shown"])
        self.assertIn(f"which log", " ".join(words["not_shown"]))
        self.assertEqual(self.verify("--log", "log.jsonl")["verdict"], "accepted")
        self.rejected(f"the final root is {roots[1]}", "--final-root", "0" * 64)
        self.ok("plan", "log.jsonl", *WEAK, *options, "--final-root", "-o", "work")
        for k in (3, 0, 2, 1):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))
        self.assert_refused(["prove", "log.jsonl", *WEAK, "--memory", "volatile", "--final-root", "-o", "none.zkproof"],
                            "volatile memory")

    def test_global_memory_from_a_root_to_a_free_end(self):
        self.write("log.jsonl", text(random_accesses(40), initial=[[2, 400, 1]]))
        options = ["--memory", "global", "--segment-accesses", "15", "--initial-root"]
        chained = self.prove("log.jsonl", output="chained.zkproof")
        proved = self.prove("log.jsonl", *options)
        self.assertEqual(proved["initial_root"], chained["initial_root"])
        self.assertNotIn("final_root", proved)
        words = self.verify("--initial-root", proved["initial_root"])
        self.assertIn("what the memory holds at the end: there is no root of it", " ".join(words["not_shown"]))
        self.assertIn(f"the memory with root {proved['initial_root']}", words["shown"][0])
        self.assertEqual(self.verify("--log", "log.jsonl")["verdict"], "accepted")
        self.rejected("whose final root it does not show", "--final-root", chained["final_root"])
        self.rejected(f"the initial root is {proved['initial_root']}", "--initial-root", "0" * 64)
        self.ok("plan", "log.jsonl", *WEAK, *options, "-o", "work")
        for k in (3, 0, 2, 1):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))
        shown = self.ok("prove", "log.jsonl", *WEAK, *options, "-o", "again.zkproof")
        self.assertIn("initial root", shown)
        self.assertNotIn("final root", shown)

    def test_global_memory_from_zeros_to_a_root(self):
        self.write("log.jsonl", text(random_accesses(40)))
        proved = self.prove("log.jsonl", "--memory", "global", "--final-root")
        words = self.verify()
        self.assertIn(f"memory that is zero everywhere, with root {proved['initial_root']}", words["shown"][0])
        self.assertIn(f"it leaves the memory with root {proved['final_root']}", words["shown"])
        self.assertNotIn("at the start", " ".join(words["not_shown"]))

    def test_global_memory_goes_on_from_a_state(self):
        self.write("log.jsonl", text(random_accesses(40)))
        options = ["--memory", "global", "--segment-accesses", "15", "--state", "state"]
        first = self.prove("log.jsonl", *options)
        self.write("more.jsonl", text([{"op": "read", "as": 2, "ptr": 0, "size": 4}]))
        second = self.prove("more.jsonl", *options, output="more.zkproof")
        self.assertEqual(second["initial_root"], first["final_root"])
        self.assertEqual(second["final_root"], first["final_root"], "it only reads")
        self.verify("--initial-root", first["final_root"], proof="more.zkproof")
        self.assertEqual(self.ok("image", "list", "--state", "state").count(first["final_root"]), 2)

    def test_a_log_in_either_format_is_the_same_log(self):
        self.write("log.jsonl", text(random_accesses(30, reads_say=False)))
        self.ok("log", "convert", "log.jsonl", "log.zklog")
        self.write("told.jsonl", text(random_accesses(30)))
        self.prove("log.zklog")
        for log in ("log.jsonl", "log.zklog", "told.jsonl"):
            self.assertEqual(self.verify("--log", log)["verdict"], "accepted", log)

    def test_a_log_that_a_run_wrote(self):
        guests = ROOT / "examples" / "guests"
        self.ok("run", guests / "elf" / "fib.elf", "--stdin", guests / "inputs" / "fib.txt", "--log", "run.zklog")
        proved = self.prove("run.zklog")
        verdict = json.loads(self.ok("verify", "out.zkproof", *ACCEPT, "--profile", "openvm-v2", "--log", "run.zklog", "--json"))
        self.assertEqual(verdict["final_root"], proved["final_root"])


class Golden(ProveLog):
    """The references' own logs: the proof binds the roots and the clock that the references found."""

    def check(self, profile, golden, log, initial, **config):
        config = dict(golden["config"], **config)
        self.write("config.json", json.dumps(config))
        self.write("golden.jsonl", json.dumps({"zklog": 1, "config": config, "initial_memory": initial}) + "\n" + log.read_text())
        proved = self.prove("golden.jsonl", "--profile", profile)
        verdict = self.verify("--profile", profile, "--log", "golden.jsonl")
        self.assertEqual(verdict["verdict"], "accepted")
        roots = golden.get("merkle", golden)
        for which in ("initial_root", "final_root"):
            self.assertEqual(proved[which], "".join(f"{word:08x}" for word in roots[which]), which)
        self.assertEqual(proved["segments"][-1]["clock_end"], golden["end_timestamp"])

    def test_openvm_v1(self):
        folder = ROOT / "tests" / "golden" / "memory"
        golden = json.loads((folder / "log_a.persistent.json").read_text())
        for profile in ("openvm-v1", "hybrid"):
            with self.subTest(profile):
                self.check(profile, golden, folder / "log_a.persistent.jsonl", golden["initial_memory"])

    def test_openvm_v2(self):
        for name in ("mem_a", "mem_a_tiny"):
            with self.subTest(name):
                folder = ROOT / "tests" / "golden" / "openvm-v2" / name
                golden = json.loads((folder / "memory.json").read_text())
                self.check("openvm-v2", golden, folder / "access_log.jsonl", golden["initial_memory(as,ptr,value)"],
                           addr_space_height=golden["addr_space_height"])


class Words(ProveLog):
    def test_what_is_not_shown_comes_first(self):
        self.write("log.jsonl", text(random_accesses(10)))
        self.prove("log.jsonl")
        lines = self.ok("verify", "out.zkproof", *ACCEPT, "--config", "config.json").splitlines()
        self.assertTrue(lines[0].startswith("not shown: which log: the prover knows some log with digest"), lines)
        self.assertTrue(any("the beginning of a log is a log" in line for line in lines))
        lines = self.ok("verify", "out.zkproof", *ACCEPT, "--config", "config.json", "--log", "log.jsonl").splitlines()
        self.assertTrue(any(line.startswith("shown: the given log, 10 accesses,") for line in lines), lines)
        self.assertFalse(any("which log" in line for line in lines), lines)

    def test_the_verifier_decides_what_it_accepts(self):
        self.write("log.jsonl", text(random_accesses(10)))
        self.write("other.jsonl", text(random_accesses(10, seed=2)))
        self.write("memory.jsonl", text(random_accesses(10), initial=[[2, 900, 1]]))
        proved = self.prove("log.jsonl")
        self.rejected("the proof is about another log", "--log", "other.jsonl")
        self.rejected("starts on the memory with root", "--log", "memory.jsonl")
        self.rejected("final root", "--final-root", "0" * 64)
        self.rejected("initial root", "--initial-root", "0" * 64)
        self.rejected("another configuration than the one asked for: profile", "--profile", "openvm-v1")
        self.rejected("parameters weak, app are asked for", "--params", "app")
        self.rejected("not about a program", "--program", ROOT / "examples" / "guests" / "elf" / "fib.elf")
        self.assert_refused(["verify", "out.zkproof", *ACCEPT], "another configuration than the built-in one", "--config", code=1)
        # The log's header is the verifier's word, too; --config must agree with it.
        self.ok("verify", "out.zkproof", *ACCEPT, "--log", "log.jsonl")
        self.write("plain.json", json.dumps(dict(CONFIG, pointer_max_bits=17)))
        self.assert_refused(["verify", "out.zkproof", *ACCEPT, "--log", "log.jsonl", "--config", "plain.json"], "pointer_max_bits")
        self.ok("log", "convert", "log.jsonl", "log.zklog")
        self.ok("verify", "out.zkproof", *ACCEPT, "--log", "log.zklog")
        # A log without one is read under the built-in configuration.
        self.write("bare.jsonl", (self.directory / "log.jsonl").read_text().split("\n", 1)[1])
        self.assert_refused(["verify", "out.zkproof", *ACCEPT, "--log", "bare.jsonl"], "--config", code=1)
        self.assert_refused(["verify", "out.zkproof", "--config", "config.json"], "100 are required", code=1)
        self.verify("--initial-root", proved["initial_root"], "--final-root", proved["final_root"])

    def test_what_is_not_consistent_is_not_proven(self):
        operations = [access("write", 8, [1, 2, 3, 4]), access("read", 8, [1, 2, 3, 5])]
        self.write("log.jsonl", text(operations))
        self.assert_refused(["prove", "log.jsonl", *WEAK], "log.jsonl: line 3: read of 4 cells at 2:8", "written by line 2",
                            code=1)
        self.write("log.jsonl", text([access("write", 8, [1, 2, 3, 256])]))
        self.assert_refused(["prove", "log.jsonl", *WEAK], "log.jsonl: line 2", "256")

    def test_options_that_are_not_for_logs(self):
        self.write("log.jsonl", text(random_accesses(2)))
        self.assert_refused(["prove", "log.jsonl", "--stdin", "log.jsonl"], "are for programs")
        self.assert_refused(["prove", "log.jsonl", "--segment-accesses", "0"], "at least 1")
        fib = ROOT / "examples" / "guests" / "elf" / "fib.elf"
        self.assert_refused(["prove", fib, "--profile", "hybrid", "-o", "fib.zkproof"], "OpenVM 2's own configuration", "profile")


class AnotherLog(ProveLog):
    """What verify says of a log that is not the one: from its digest alone nothing, from the log at hand its lines."""
    OPERATIONS = [access("write", 8, [1, 2, 3, 4]), access("read", 8, [1, 2, 3, 4]), access("write", 8, [5, 6, 7, 8]),
                  access("read", 8, [5, 6, 7, 8]), access("write", 16, [1, 2, 3, 4, 5, 6, 7, 8]), access("read", 8, [5, 6, 7, 8])]

    def says(self, operations, *mentions, options=()):
        self.write("other.jsonl", text(operations))
        self.rejected("the proof is about another log: ", "--log", "other.jsonl", *options)
        done = self.run_zkmem("verify", "out.zkproof", *ACCEPT, "--log", "other.jsonl", *options)
        for mention in mentions:
            self.assertIn(mention, done.stderr.decode())
        digest = self.run_zkmem("log", "digest", "other.jsonl", "--proof", "out.zkproof")
        if digest.returncode != 0 and "line" not in digest.stderr.decode():
            self.assertIn("the proof is about another log: ", digest.stderr.decode())
        return done.stderr.decode()

    def setUp(self):
        super().setUp()
        self.write("log.jsonl", text(self.OPERATIONS))
        self.prove("log.jsonl", "--segment-accesses", 3)

    def test_a_line_is_missing(self):
        # Line 1 is the header.
        said = self.says(self.OPERATIONS[:-1], "a longer one: it spans 6 ticks of the clock, the given log 5 (5 accesses, the last in line 6)")
        self.assertNotIn("not consistent", said)
        self.says(self.OPERATIONS[:2] + self.OPERATIONS[3:], "the last in line 6",
                  "the given log is not consistent: line 4: read of 4 cells at 2:8: cell 8 is 5 in the log but 1 in memory, written by line 2")
        self.says([], "a longer one: it spans 6 ticks of the clock, the given log 0 (no access)")

    def test_there_are_more_lines(self):
        self.says(self.OPERATIONS + [access("read", 16, [1, 2, 3, 4])], "a shorter one: it spans 6 ticks of the clock, the given log 7",
                  "line 8 is the first access behind its end")
        self.says(self.OPERATIONS[:3] + [{"op": "segment"}] + self.OPERATIONS[3:] + [{"op": "inc", "amount": 3}], "a shorter one")

    def test_it_is_cut_elsewhere(self):
        self.says(self.OPERATIONS[:2] + [{"op": "segment"}] + self.OPERATIONS[2:],
                  "its segment 0 of 2 ends at clock 4, where the given log cannot be cut: see line 4")
        self.says(self.OPERATIONS[:2] + [{"op": "inc", "amount": 2}] + self.OPERATIONS[2:4], "cannot be cut: see line 4")

    def test_a_line_is_altered(self):
        altered = [dict(o) for o in self.OPERATIONS]
        altered[3]["values"] = [5, 6, 7, 9]
        self.says(altered, "in segment 1 of 2 the accesses of 4 cells (the given log has 2, from line 5 to line 7; the proof 2) differ",
                  "the given log is not consistent: line 5: read of 4 cells")
        altered = [dict(o) for o in self.OPERATIONS]
        altered[4]["values"] = [1, 2, 3, 4, 5, 6, 7, 9]
        said = self.says(altered, "in segment 1 of 2 the accesses of 8 cells (the given log has one, in line 6; the proof 1) differ")
        self.assertNotIn("not consistent", said)
        altered[4] = access("write", 16, [1, 2, 3, 4])
        self.says(altered, "of 4 cells (the given log has 3, from line 5 to line 7; the proof 2), and of 8 cells (the given log has none; the proof 1)")

    def test_reads_that_do_not_say_what_they_returned(self):
        quiet = [{k: v for k, v in o.items() if k != "values" or o["op"] == "write"} for o in self.OPERATIONS]
        self.write("quiet.jsonl", text(quiet))
        self.ok("verify", "out.zkproof", *ACCEPT, "--log", "quiet.jsonl")
        self.says(quiet[:-1], "the last in line 6")
        quiet[1]["values"] = [0, 0, 0, 0]
        self.write("quiet.jsonl", text(quiet))
        self.rejected("the given log is not consistent: line 3: read of 4 cells", "--log", "quiet.jsonl")


class Steps(ProveLog):
    def test_steps_in_any_order_give_the_same_bytes(self):
        self.write("log.jsonl", text(random_accesses(60)))
        cut = ["--segment-accesses", 25]
        self.prove("log.jsonl", *cut, output="whole.zkproof")
        planned = json.loads(self.ok("plan", "log.jsonl", *WEAK, *cut, "-o", "work", "--json"))
        self.assertEqual([s["length"] for s in planned["segments"]], [25, 25, 10])
        self.assert_refused(["assemble", "work", "-o", "early.zkproof"], "segment 0 is not proven")
        for k in (2, 0, 1):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("whole.zkproof"), self.read("steps.zkproof"))
        before = self.read("work/segment1.proof")
        self.ok("prove-segment", "work", 1)
        self.assertEqual(self.read("work/segment1.proof"), before)

    def test_killed_work_goes_on(self):
        self.write("log.jsonl", text(random_accesses(120)))
        cut = ["--segment-accesses", 10]
        self.prove("log.jsonl", *cut, output="whole.zkproof")
        command = ["prove", "log.jsonl", *WEAK, *cut, "-o", "killed.zkproof"]
        for how, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
            running = subprocess.Popen([ZKMEM, *map(str, command)], cwd=self.directory, stderr=subprocess.DEVNULL)
            while not (self.directory / "killed.zkproof.work" / "segment1.proof").exists() and running.poll() is None:
                time.sleep(0.01)
            running.send_signal(how)
            self.assertEqual(running.wait(60), code)
            self.assertFalse((self.directory / "killed.zkproof").exists())
            finished = json.loads(self.ok(*command, "--resume", "--json"))
            self.assertGreaterEqual(finished["resumed"], 2)
            self.assertEqual(self.read("killed.zkproof"), self.read("whole.zkproof"))
            (self.directory / "killed.zkproof").unlink()

    def test_a_folder_of_global_memory(self):
        self.write("log.jsonl", text(random_accesses(60)))
        self.ok("plan", "log.jsonl", *WEAK, "--memory", "global", "--segment-accesses", 25, "-o", "work")
        for k in (3, 1):
            self.ok("prove-segment", "work", k)
        status = json.loads(self.ok("plan", "--status", "work", "--json"))
        self.assertEqual((status["proven"], status["waiting"]), ([1, 3], [0, 2]))
        self.assert_refused(["assemble", "work", "-o", "steps.zkproof"], "segment 0 is not proven")
        for name in ("segment0.start", "segment1.start", "end"):
            (self.directory / "work" / name).unlink()
        for k in (2, 0):
            if k == 0:
                self.assert_refused(["prove-segment", "work", k], "segment0.start")
            else:
                self.ok("prove-segment", "work", k)
        self.ok("plan", "log.jsonl", *WEAK, "--memory", "global", "--segment-accesses", 25, "-o", "whole")
        for k in (0, 1, 2, 3):
            self.ok("prove-segment", "whole", k)
        self.ok("assemble", "whole", "-o", "steps.zkproof")
        self.prove("log.jsonl", "--memory", "global", "--segment-accesses", 25)
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))

    def test_unfinished_work_of_another_log_is_not_taken(self):
        self.write("log.jsonl", text(random_accesses(20)))
        self.write("other.jsonl", text(random_accesses(20, seed=9)))
        self.ok("plan", "log.jsonl", *WEAK, "-o", "out.zkproof.work")
        for other in (["other.jsonl"], ["log.jsonl", "--segment-accesses", 5], ["log.jsonl", "--profile", "openvm-v1"]):
            done = self.run_zkmem("prove", *other, *WEAK, "-o", "out.zkproof", "--resume")
            self.assertEqual(done.returncode, 2)
            self.assertIn("is about another log", done.stderr.decode())


class State(ProveLog):
    def test_from_one_log_to_the_next(self):
        self.write("first.jsonl", text([access("write", 8, [1, 2, 3, 4]), access("write", 12, [5, 6, 7, 8])]))
        self.write("second.jsonl", text([access("read", 8, [1, 2, 3, 4]), access("write", 8, [9, 9, 9, 9])]))
        first = self.prove("first.jsonl", "--state", "state", "--segment-accesses", 1)
        second = self.prove("second.jsonl", "--state", "state", output="second.zkproof")
        self.assertEqual(second["initial_root"], first["final_root"])
        roots = [line.split()[0] for line in self.ok("image", "list", "--state", "state").splitlines()]
        self.assertEqual(set(roots), {first["segments"][0]["final_root"], first["final_root"], second["final_root"]})
        # Without the state it is not consistent, and verify wants to know what it went on from.
        self.assert_refused(["prove", "second.jsonl", *WEAK], "line 2: read of 4 cells", code=1)
        self.rejected("starts on the memory with root", "--log", "second.jsonl", proof="second.zkproof")
        self.verify("--log", "second.jsonl", "--initial-root", first["final_root"], proof="second.zkproof")

    def test_memory_of_the_logs_own_must_be_the_states(self):
        self.write("first.jsonl", text([access("write", 8, [1, 2, 3, 4])], initial=[[2, 100, 7]]))
        self.prove("first.jsonl", "--state", "state")
        self.write("same.jsonl", text([access("read", 8, [1, 2, 3, 4])],
                                      initial=[[2, 100, 7]] + [[2, 8 + i, 1 + i] for i in range(4)]))
        self.prove("same.jsonl", "--state", "state")
        self.write("other.jsonl", text([access("read", 8, [1, 2, 3, 4])], initial=[[2, 100, 8]]))
        done = self.run_zkmem("prove", "other.jsonl", *WEAK, "--state", "state")
        self.assertEqual(done.returncode, 2)
        self.assertIn("the state's last version is", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
