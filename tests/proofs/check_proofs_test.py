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

    def test_an_assumption_that_nobody_asks_about(self):
        for given in ("Hypothesis given : 1 = 2.", "Variables (given : False) (more : nat).", "Context (given : 1 = 2).",
                      "Module Inside. Variable given : False. End Inside.",
                      "Module Type T. Definition t := 1. End T.\nClass K := { given : False }.\nDeclare Instance given_subproof : K."):
            self.refused("is assumed", GOOD + given + "\n")

    def test_what_a_section_supposes_is_no_assumption(self):
        status, printed = check(GOOD + "Section S.\nVariable n : nat.\nHypothesis given : n = 2.\nContext (more : n = 3).\n"
                                "Lemma other : 2 = 3.\nProof. congruence. Qed.\nEnd S.\n")
        self.assertEqual(status, 0, printed)

    def test_a_library_axiom_that_nobody_asks_about(self):
        self.refused("classic' is assumed", GOOD + "From Coq Require Classical.\n")

    def test_a_string_hides_nothing(self):
        self.refused("'Axiom' leaves a hole", "From Coq Require Import String.\n" + GOOD +
                     'Definition s := "(*"%string. Axiom hidden : False. Definition t := "*)"%string.\n')
        self.refused("'Axiom' leaves a hole", GOOD + '(* "*)" (* *) *) Axiom hidden : False.\n')
        status, printed = check("From Coq Require Import String.\n" + GOOD + '(* "*)" Axiom is said in a comment. *)\n'
                                'Definition s := "Axiom, and ""Admitted"""%string.\n')
        self.assertEqual(status, 0, printed)

    def test_folders_that_cannot_be(self):
        for arguments, said in ((["--proofs", "/nonexist"], "proofs: /nonexist/_CoqProject: No such file or directory\n"),
                                (["--no-cache", "--out", "/dev/full"], "proofs: /dev/full/argument: Not a directory\n")):
            run = subprocess.run([sys.executable, "-B", ROOT / "tools/check_proofs.py", *arguments], capture_output=True, text=True, check=False)
            self.assertEqual((run.returncode, run.stdout, run.stderr), (2, "", said))

    def test_a_library_axiom(self):
        self.refused("fact: Axioms:", "From Coq Require Import Classical.\nLemma fact : forall P, P \\/ ~ P.\n"
                     "Proof. exact classic. Qed.\n")

    def test_a_question_that_is_not_asked(self):
        self.refused("0 theorems", GOOD, ask="From Zkmem Require Import Fact.\n")

    def test_a_file_that_is_not_listed(self):
        self.refused("differ in ['Fact.v']", GOOD, project="Assumptions.v\n")


if __name__ == "__main__":
    unittest.main()
