"""Proofs of either hash suite: chosen by --hash, named in the file, and each for keys of its own only."""
import json
import unittest

from harness import ROOT, CommandLine

GUESTS = ROOT / "examples" / "guests"
GOLDEN = ROOT / "tests" / "golden"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
WEAK = ["--params", "weak"]
LOG = b"""{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}
{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}
"""


class Suites(CommandLine):
    def prove(self, what, *options, output="out.zkproof"):
        return json.loads(self.ok("prove", *what, *WEAK, "-o", output, "--json", *options))

    def read(self, name):
        return (self.directory / name).read_bytes()

    def log(self):
        self.write("log.jsonl", LOG)
        return ["log.jsonl"]


class Programs(Suites):
    def test_a_proof_names_its_suite_and_is_verified_with_it(self):
        plain = self.prove(FIB, "--hash", "poseidon2")
        self.assertEqual(plain["hash"], "poseidon2")
        proved = self.prove(FIB, output="b.zkproof")
        self.assertEqual(proved["hash"], "blake3")
        for same in ("exit_code", "initial_root", "final_root", "proven_bits"):
            self.assertEqual(proved[same], plain[same], same)
        self.assertNotEqual(proved["program_commitment"], plain["program_commitment"])
        verdict = json.loads(self.ok("verify", "b.zkproof", "--program", FIB[0], "--allow-weak-params", "--json"))
        self.assertEqual((verdict["verdict"], verdict["hash"]), ("accepted", "blake3"))
        self.assert_refused(["verify", "b.zkproof", "--program", GUESTS / "elf" / "sort.elf", "--allow-weak-params"],
                            "another program", code=1)
        self.ok("verify", "b.zkproof", "--hash", "blake3", "--allow-weak-params")
        self.assert_refused(["verify", "b.zkproof", "--hash", "poseidon2", "--allow-weak-params"],
                            "hashed with blake3, poseidon2 is asked for", code=1)
        self.assert_refused(["verify", "b.zkproof", "--hash", "sha3", "--allow-weak-params"], "--hash")

    def test_for_openvm_is_poseidon2_and_blake3_is_the_default(self):
        self.prove(FIB)
        self.prove(FIB, "--hash", "blake3", output="b.zkproof")
        self.prove(FIB, "--for", "openvm", output="o.zkproof")
        self.prove(FIB, "--hash", "poseidon2", output="p.zkproof")
        self.assertEqual(self.read("out.zkproof"), self.read("b.zkproof"))
        self.assertEqual(self.read("o.zkproof"), self.read("p.zkproof"))

    def test_each_suite_has_its_usual_parameters(self):
        """OpenVM's for poseidon2, at 100 bits all of them; small is smaller than fast, and fast than app."""
        sizes = {}
        for name, options in {"fast": [], "app": ["--for", "openvm"], "small": ["--params", "small"],
                              "shared": ["--params", "app"]}.items():
            said = json.loads(self.ok("prove", *FIB, "-o", f"{name}.zkproof", "--json", *options))
            self.assertGreaterEqual(said["proven_bits"], 100)
            self.assertEqual(said["hash"], "poseidon2" if name == "app" else "blake3")
            sizes[name] = said["proof_bytes"]
            family = "app" if name == "shared" else name
            self.ok("verify", f"{name}.zkproof", "--params", family, "--program", FIB[0])
            shown = self.ok("verify", f"{name}.zkproof", "--program", FIB[0])
            self.assertIn(f"hashed with {said['hash']}, at {said['proven_bits']:.1f} proven bits", shown)
            other = "small" if family == "fast" else "fast"
            self.assert_refused(["verify", f"{name}.zkproof", "--params", other],
                                f"the proof uses the parameters {family}, {other} are asked for", code=1)
        self.assertLess(sizes["shared"], sizes["app"])
        self.assertLess(sizes["fast"], 0.7 * sizes["app"])
        self.assertLess(sizes["small"], 0.45 * sizes["app"])
        named = self.read("small.zkproof")
        self.assertEqual(named[13], 4)
        self.write("unknown.zkproof", named[:13] + b"\x05" + named[14:])
        self.assert_refused(["verify", "unknown.zkproof"], "5, must be 1 to 4", code=1)
        self.write("as-fast.zkproof", named[:13] + b"\x03" + named[14:])
        self.assert_refused(["verify", "as-fast.zkproof"], "names the keys", code=1)

    def test_equal_inputs_give_equal_bytes_at_any_thread_count(self):
        for threads in (1, 2, 8):
            self.prove(FIB, "--hash", "blake3", "--threads", threads, output=f"{threads}.zkproof")
        self.assertEqual(self.read("1.zkproof"), self.read("2.zkproof"))
        self.assertEqual(self.read("1.zkproof"), self.read("8.zkproof"))

    def test_attack_16_a_suite_in_the_header_that_the_proof_has_not(self):
        self.prove(FIB, "--hash", "poseidon2")
        self.prove(FIB, "--hash", "blake3", output="b.zkproof")
        plain, named = self.read("out.zkproof"), self.read("b.zkproof")
        # Version 1 has no suite; version 2 has it behind statement and parameters.
        self.write("as-blake3.zkproof", plain[:8] + b"\x02" + plain[9:14] + b"\x01" + plain[14:])
        self.assert_refused(["verify", "as-blake3.zkproof", "--allow-weak-params"], "names the keys", code=1)
        self.write("as-poseidon2.zkproof", named[:8] + b"\x01" + named[9:14] + named[15:])
        self.assert_refused(["verify", "as-poseidon2.zkproof", "--allow-weak-params"],
                            "not below the modulus", code=1)
        self.write("unknown.zkproof", named[:14] + b"\x02" + named[15:])
        self.assert_refused(["verify", "unknown.zkproof", "--allow-weak-params"], "hash suite: 2", code=1)

    def test_the_same_in_steps(self):
        self.prove(FIB, "--hash", "blake3")
        self.ok("plan", *FIB, *WEAK, "--hash", "blake3", "-o", "work")
        self.assertEqual(json.loads(self.read("work/plan.json"))["hash"], "blake3")
        self.ok("prove-segment", "work", "0")
        self.ok("assemble", "work", "-o", "steps.zkproof")
        self.assertEqual(self.read("steps.zkproof"), self.read("out.zkproof"))

    def test_unfinished_work_of_another_suite_is_not_resumed(self):
        self.ok("plan", *FIB, *WEAK, "--hash", "blake3", "-o", "out.zkproof.work")
        self.assert_refused(["prove", *FIB, *WEAK, "-o", "out.zkproof", "--resume", "--for", "openvm"],
                            "is hashed with blake3, poseidon2 is asked for")
        self.ok("prove", *FIB, *WEAK, "-o", "out.zkproof", "--resume")

    def test_a_plan_that_says_poseidon2_is_refused(self):
        self.ok("plan", *FIB, *WEAK, "-o", "work", "--hash", "poseidon2")
        plan = json.loads(self.read("work/plan.json"))
        self.assertNotIn("hash", plan)
        plan["hash"] = "poseidon2"
        self.write("work/plan.json", json.dumps(plan).encode())
        self.assert_refused(["prove-segment", "work", "0"], "plans are for that say nothing")

    def test_wrong_usage(self):
        self.assert_refused(["prove", *FIB, "--hash", "sha3"], "hash suites are poseidon2 and blake3, not 'sha3'")
        self.assert_refused(["prove", *FIB, "--for", "sp1"], "'openvm' is the only use that is known, not 'sp1'")
        self.assert_refused(["prove", *FIB, "--for", "openvm", "--hash", "blake3"], "excludes")


class Logs(Suites):
    def test_a_log_and_its_digest(self):
        proved = self.prove(self.log())
        plain = self.prove(self.log(), "--hash", "poseidon2", output="p.zkproof")
        self.assertNotEqual(proved["log_digest"], plain["log_digest"])
        self.ok("verify", "out.zkproof", "--log", "log.jsonl", "--allow-weak-params")
        digest = self.ok("log", "digest", "log.jsonl", *WEAK).strip()
        self.assertEqual(self.ok("log", "digest", "log.jsonl", *WEAK, "--for", "openvm").strip(), plain["log_digest"])
        self.assertEqual(digest, proved["log_digest"])
        self.assertEqual(self.ok("log", "digest", "log.jsonl", "--proof", "out.zkproof").strip(), digest)
        self.write("other.jsonl", LOG.replace(b"1,2,3,4", b"1,2,3,5"))
        self.assert_refused(["verify", "out.zkproof", "--log", "other.jsonl", "--allow-weak-params"],
                            "another log", code=1)


class Keys(Suites):
    def test_keygen(self):
        plain = json.loads(self.ok("keygen", "--vm", "rv32im", "--params", "app:20", "-o", "p", "--hash", "poseidon2",
                                   "--json"))
        named = json.loads(self.ok("keygen", "--vm", "rv32im", "--params", "app:20", "-o", "b", "--json"))
        self.assertEqual((plain["hash"], named["hash"]), ("poseidon2", "blake3"))
        self.assertNotEqual(plain["pre_hash"], named["pre_hash"])
        key, other = self.read("p/vk.postcard"), self.read("b/vk.postcard")
        self.assertEqual(other[:8], b"ZKMKEY\x01\x01")
        # No preprocessed traces here: the content is the same, and the pre-hashes end the keys.
        content = other[8:len(other) - 64]
        self.assertTrue(key.startswith(content))
        self.assertEqual(json.loads(self.ok("swirl", "inspect", "b/vk.postcard", "--json"))["params"]["hash"], "blake3")

    def test_usual_parameters(self):
        for options, blowup, hash in (([], 1, "blake3"), (["--for", "openvm"], 1, "poseidon2"),
                                      (["--params", "small"], 3, "blake3")):
            self.ok("keygen", "--vm", "rv32im", "-o", "keys", *options)
            params = json.loads(self.ok("swirl", "inspect", "keys/vk.postcard", "--json"))["params"]
            self.assertEqual((params["hash"], params["log_blowup"], params["log_stacked_height"]), (hash, blowup, 24))

    def test_a_key_of_another_suite_is_refused_by_name(self):
        case = GOLDEN / "swirl" / "small" / "fib"
        traces = ["--traces", case, "-o", "proof.bin"]
        self.assert_refused(["swirl", "prove", "--vk", case / "vk.postcard", *traces, "--hash", "blake3"],
                            "its proofs are hashed with poseidon2, not with blake3")
        self.ok("swirl", "prove", "--vk", case / "vk.postcard", *traces, "--for", "openvm")


if __name__ == "__main__":
    unittest.main()
