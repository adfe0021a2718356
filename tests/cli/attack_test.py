"""The catalogue of attacks as a command: listed, run, refused; what it prints and its JSON."""
import json
import re
import unittest

from harness import ROOT, CommandLine


class Attack(CommandLine):
    def listed(self):
        return json.loads(self.ok("attack", "--json"))

    def test_lists_every_row_of_the_document_with_what_rejects_it(self):
        rows = re.findall(r"^\| (\d+) \| (.*?) \| (.*?) \| ", (ROOT / "docs" / "attacks.md").read_text(), re.M)
        self.assertEqual([(str(row["number"]), row["attack"], row["rejected_by"]) for row in self.listed()["rows"]], rows)
        text = self.ok("attack")
        for number, attack, rejected_by in rows:
            self.assertIn(f"{number:>2}  {attack}\n    rejected by: {rejected_by}\n", text)
        for attack in self.listed()["attacks"]:
            self.assertIn(f"      {attack['name']}\n", text)

    def test_runs_one_attack_and_says_what_rejected_it(self):
        text = self.ok("attack", "GlobalMemoryAttack.Attack12ATokenPutTwice", "--threads", "1")
        self.assertTrue(text.startswith("rejected  GlobalMemoryAttack.Attack12ATokenPutTwice\n  "), text)
        self.assertIn("the ledger does not balance", text)
        self.assertIn("1 attack, parameters weak: 1 forged or altered proofs rejected, 0 true ones accepted, none judged wrong", text)

    def test_accepts_what_is_true(self):
        text = self.ok("attack", "LogAttack.NothingForgedIsAccepted")
        self.assertTrue(text.startswith("accepted  LogAttack.NothingForgedIsAccepted\n"), text)
        self.assertIn("0 forged or altered proofs rejected, 1 true ones accepted, none judged wrong", text)

    def test_runs_a_row_and_prints_one_object(self):
        listed = [attack["name"] for attack in self.listed()["attacks"] if 18 in attack["rows"]]
        done = json.loads(self.ok("attack", "18", "--json"))
        self.assertEqual([attack["name"] for attack in done["attacks"]], listed)
        self.assertEqual((done["verdict"], done["params"], done["broken"], done["unexpected"]), ("accepted", "weak", 0, 0))
        trials = [trial for attack in done["attacks"] for trial in attack["trials"]]
        self.assertEqual(done["rejected"] + done["accepted"], len(trials))
        for trial in trials:
            self.assertEqual(trial["accepted"], trial["is_true"])
            self.assertEqual(trial["said"] == "accepted", trial["accepted"])
            self.assertTrue(trial["as_expected"])

    def test_runs_with_the_parameters_of_users(self):
        done = json.loads(self.ok("attack", "LedgerEndsAttack.Attack09ARevealedLeafWithoutARow", "--params", "fast", "--json"))
        self.assertEqual((done["params"], done["rejected"], done["broken"], done["unexpected"]), ("fast", 1, 0, 0))

    def test_keeps_the_proofs_that_the_verifier_is_given(self):
        for name in ("ProvenLog.Attack14AnotherLogIsRejected", "GlobalMemoryAttack.Attack12ATokenPutTwice", "ProofAttack.TheHonestProofIsAccepted"):
            trials = [trial for attack in json.loads(self.ok("attack", name, "--keep", name, "--json"))["attacks"] for trial in attack["trials"]]
            kept = json.loads((self.directory / name / "proofs.json").read_text())
            self.assertEqual(len(kept), len(trials))
            for one, trial in zip(kept, trials):
                self.assertEqual(one["attack"], name)
                files = {word for word in one["verify"] if not word.startswith("--")}
                arguments = [f"{name}/{word}" if word in files else word for word in one["verify"]]
                done = self.run_zkmem("verify", *arguments)
                self.assertEqual(done.returncode == 0, trial["accepted"], done.stderr)
                if trial["said"] != "accepted":
                    self.assertTrue(done.stderr.decode().endswith(f": {trial['said']}\n"), (done.stderr, trial))
        self.assert_refused(["attack", name, "--keep", name], name, "is there already")
        self.assert_refused(["attack", name, "--keep", "nowhere/below"], "nowhere/below")
        self.assert_refused(["attack", "--keep", "kept"], "--keep")

    def test_keeps_a_forged_segment_as_a_run(self):
        name = next(attack["name"] for attack in self.listed()["attacks"] if attack["name"].startswith("Forgery.Attack20"))
        said = json.loads(self.ok("attack", name, "--keep", "kept", "--json"))["attacks"][0]["trials"][0]["said"]
        (one,) = json.loads((self.directory / "kept" / "proofs.json").read_text())
        done = self.run_zkmem("verify", f"kept/{one['verify'][0]}", *one["verify"][1:])
        self.assertEqual((one["verify"][1:], done.returncode), (["--allow-weak-params"], 1), done.stderr)
        self.assertIn(said, done.stderr.decode())

    def test_refuses_other_names(self):
        self.assert_refused(["attack", "GlobalMemoryAttak"], "there is no attack 'GlobalMemoryAttak'", "GlobalMemoryAttack")
        self.assert_refused(["attack", "41"], "there is no attack '41'")
        self.assert_refused(["attack", "38"], "of row 38 none can be run here", "docs/attacks.md")
        self.assert_refused(["attack", "--params", "app"], "--params: no attack is named")
        self.assert_refused(["attack", "0", "--json"], "there is no attack '0'")
        self.assert_refused(["attack", "all", "--params", "small"], "--params", "small")


if __name__ == "__main__":
    unittest.main()
