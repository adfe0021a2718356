"""Proofs altered in many ways, as a command: what rejects them, the same for a seed, and what is no proof to alter."""
import json
import unittest

from harness import ROOT
from prove_log_test import ProveLog, access, random_accesses, text

KINDS = ["flip", "swap", "truncate", "splice"]
ELF = ROOT / "examples" / "guests" / "elf"


class Mutate(ProveLog):
    def mutate(self, *options):
        return json.loads(self.ok("attack", "mutate", "out.zkproof", "--json", *options))

    def test_rejects_every_altered_proof_of_a_log(self):
        self.write("log.jsonl", text(random_accesses(60)))
        self.prove("log.jsonl", "--segment-accesses", 25)
        before = self.contents()
        done = self.mutate("--count", 200, "--seed", 7)
        self.assertEqual((done["verdict"], done["seed"], done["altered"], done["broken"], done["accepted"]), ("accepted", 7, 200, 0, []))
        self.assertEqual(done["rejected"] + done["unbound_witnesses"], 200)
        self.assertEqual(list(done["kinds"]), KINDS)
        for kind in done["kinds"].values():
            self.assertEqual(kind["altered"], sum(kind["rejected_by"].values()) + kind["unbound_witnesses"])
            self.assertIn("file", kind["rejected_by"])
        self.assertIn("statement", done["kinds"]["splice"]["rejected_by"])
        self.assertEqual(self.contents(), before)
        self.assertEqual(self.mutate("--count", 200, "--seed", 7, "--threads", 1), done)
        self.assertNotEqual(self.mutate("--count", 200, "--seed", 8)["kinds"], done["kinds"])

    def test_keeps_the_altered_files(self):
        self.write("log.jsonl", text(random_accesses(20)))
        self.prove("log.jsonl")
        done = self.mutate("--count", 40, "--keep", "kept")
        kept = json.loads((self.directory / "kept" / "proofs.json").read_text())
        self.assertEqual([one["verify"][0] for one in kept], [f"{i}.zkproof" for i in range(40)])
        kinds = [one["altered"].split(":")[0] for one in kept]
        self.assertEqual({kind: kinds.count(kind) for kind in KINDS}, {kind: done["kinds"][kind]["altered"] for kind in KINDS})
        honest = (self.directory / "out.zkproof").read_bytes()
        codes = []
        for one in kept:
            self.assertNotEqual((self.directory / "kept" / one["verify"][0]).read_bytes(), honest)
            codes.append(self.run_zkmem("verify", *one["verify"], folder="kept").returncode)
        self.assertEqual(codes.count(1), done["rejected"])
        self.assertEqual(codes.count(0), done["unbound_witnesses"])
        self.assert_refused(["attack", "mutate", "out.zkproof", "--keep", "kept"], "kept", "is there already")

    def test_asks_verify_what_it_asked_itself(self):
        """The honest proof is accepted with the arguments that are listed: what rejects an altered one is what was altered."""
        self.write("log.jsonl", text(random_accesses(20)))
        self.write("plain.jsonl", '{"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}\n')
        self.write("c.json", json.dumps({"profile": "hybrid", "mode": "persistent"}))
        fib = ELF / "fib.elf"
        for prove, options in ((["log.jsonl", "--profile", "openvm-v2"], []), (["log.jsonl"], ["--log", "log.jsonl"]),
                               (["plain.jsonl", "--config", "c.json"], ["--config", "c.json"]),
                               (["plain.jsonl", "--profile", "openvm-v2"], ["--profile", "openvm-v2"]),
                               ([fib, "--stdin", ROOT / "examples" / "guests" / "inputs" / "fib.txt"], []),
                               ([fib, "--stdin", ROOT / "examples" / "guests" / "inputs" / "fib.txt"], ["--program", fib])):
            with self.subTest(prove=prove, options=options):
                self.prove(*prove)
                keep = f"kept{len(self.contents())}"
                self.mutate("--count", 3, "--keep", keep, *options)
                arguments = json.loads((self.directory / keep / "proofs.json").read_text())[0]["verify"][1:]
                self.assertEqual(self.run_zkmem("verify", "../out.zkproof", *arguments, folder=keep).returncode, 0, arguments)

    def test_options_stand_behind_mutate(self):
        self.write("log.jsonl", text(random_accesses(5)))
        self.prove("log.jsonl")
        for option in (["--json"], ["--keep", "kept"], ["--params", "app"], ["--threads", 1]):
            self.assert_refused(["attack", *option, "mutate", "out.zkproof"], option[0], "behind mutate")
        self.assertFalse((self.directory / "kept").exists())

    def test_says_in_words_what_rejected_each_kind(self):
        self.write("log.jsonl", text(random_accesses(20)))
        self.prove("log.jsonl")
        done = self.run_zkmem("attack", "mutate", "out.zkproof", "--count", 60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        lines = done.stdout.decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines[:4]], KINDS)
        for line in lines[:4]:
            self.assertRegex(line, r"^\w+ +\d+ altered, \d+ rejected: \w")
        self.assertRegex(lines[-1], r"^60 altered proofs of out\.zkproof, seed 1: \d+ rejected, none judged wrong$")

    def test_alters_what_a_verifier_with_the_log_or_the_program_accepts(self):
        self.write("log.jsonl", text([access("write", 0, [1, 2, 3, 4]), access("read", 0, [1, 2, 3, 4])]))
        self.prove("log.jsonl")
        self.assertEqual(self.mutate("--log", "log.jsonl", "--count", 30)["broken"], 0)
        self.write("other.jsonl", text([access("write", 0, [1, 2, 3, 5])]))
        self.assert_refused(["attack", "mutate", "out.zkproof", "--log", "other.jsonl"], "out.zkproof", "rejected as it is")
        self.prove(ELF / "fib.elf", "--stdin", ROOT / "examples" / "guests" / "inputs" / "fib.txt")
        self.assertEqual(self.mutate("--program", ELF / "fib.elf", "--count", 30)["broken"], 0)

    def test_refuses_what_is_no_proof(self):
        self.write("no.zkproof", b"ZKMPROOF")
        self.assert_refused(["attack", "mutate", "no.zkproof"], "no.zkproof", "format version")
        self.assert_refused(["attack", "mutate", "missing.zkproof", "--json"], "missing.zkproof")
        self.assert_refused(["attack", "mutate"], "PROOF")
        self.assert_refused(["attack", "mutate", "no.zkproof", "--count", "-1"], "--count")
        self.assert_refused(["attack", "mutate", "no.zkproof", "--count", "0"], "--count")
        self.assert_refused(["attack", "18", "mutate", "no.zkproof"], "mutate")


if __name__ == "__main__":
    unittest.main()
