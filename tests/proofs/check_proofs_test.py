"""tools/check_proofs.py refuses what is not a proof: each hole, each assumption, each proof that fails."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
GOOD = "From Coq Require Import ZArith.\nLemma fact : (1 + 1 = 2)%Z.\nProof. reflexivity. Qed.\n"
ASK = "From Zkmem Require Import Fact.\nPrint Assumptions fact.\n"


def check(fact, ask=ASK, project="Fact.v\nAssumptions.v\n"):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "proofs"
        folder.mkdir()
        (folder / "_CoqProject").write_text("-Q . Zkmem\n" + project)
        (folder / "Fact.v").write_text(fact)
        (folder / "Assumptions.v").write_text(ask)
        run = subprocess.run([sys.executable, "-B", ROOT / "tools/check_proofs.py", "--no-cache", "--proofs", folder,
                              "--out", pathlib.Path(name) / "out"], capture_output=True, text=True, check=False)
        return run.returncode, run.stdout + run.stderr


class CheckProofs(unittest.TestCase):
    def refused(self, said, *arguments, **named):
        status, printed = check(*arguments, **named)
        self.assertEqual(status, 1, printed)
        self.assertIn(said, printed)

    def test_a_proof_passes(self):
        status, printed = check(GOOD + "(* Admitted in a comment is no hole. *)\n")
        self.assertEqual(status, 0, printed)
        self.assertIn("fact: Closed under the global context", printed)

    def test_a_proof_that_fails(self):
        self.refused("does not check", GOOD.replace("= 2", "= 3"))

    def test_a_hole(self):
        self.refused("leaves a hole", GOOD.replace("Proof. reflexivity. Qed.", "Admitted."))

    def test_an_axiom(self):
        self.refused("leaves a hole", GOOD.replace("Lemma fact", "Axiom fact").replace("Proof. reflexivity. Qed.\n", ""))

    def test_an_assumption_by_another_name(self):
        self.refused("fact: Axioms:", "Hypothesis given : 1 = 2.\nLemma fact : 1 = 2.\nProof. exact given. Qed.\n")

    def test_a_library_axiom(self):
        self.refused("fact: Axioms:", "From Coq Require Import Classical.\nLemma fact : forall P, P \\/ ~ P.\n"
                     "Proof. exact classic. Qed.\n")

    def test_a_question_that_is_not_asked(self):
        self.refused("0 theorems", GOOD, ask="From Zkmem Require Import Fact.\n")

    def test_a_file_that_is_not_listed(self):
        self.refused("differ in ['Fact.v']", GOOD, project="Assumptions.v\n")


if __name__ == "__main__":
    unittest.main()
