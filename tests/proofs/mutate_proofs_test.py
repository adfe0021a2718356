"""tools/mutate_proofs.py refuses what it cannot try, and sees what its list says of nothing."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import mutate_proofs  # noqa: E402


class MutateProofs(unittest.TestCase):
    def refused(self, said, *arguments):
        run = subprocess.run([sys.executable, "-B", ROOT / "tools/mutate_proofs.py", *arguments], capture_output=True, text=True, check=False)
        self.assertEqual((run.returncode, run.stdout), (2, ""), run.stderr)
        self.assertRegex(run.stderr, rf"\Amutate_proofs\.py: {said}\n\Z")

    def test_a_name_that_no_proof_is_about(self):
        self.refused(r"no proof is about Nope \(known: AccessAdapterAir_16 .*VolatileBoundaryAir_4\)", "IncAir", "Nope")

    def test_proofs_that_are_not_compiled(self):
        with tempfile.TemporaryDirectory() as folder:
            self.refused(rf"{folder} has no argument/Lists\.vo: run make proofs first", "IncAir", "--out", folder)

    def test_lines_of_nothing(self):
        known = ["IncAir constraint 0", "IncAir constraint 99", "Nope constraint 0", "IncAir interaction 0"]
        self.assertEqual(mutate_proofs.of_nothing(known, ["IncAir"]), ["IncAir constraint 99", "Nope constraint 0"])

    def test_the_list_is_of_what_there_is(self):
        lines = (ROOT / "proofs" / "not_needed.txt").read_text().splitlines()
        known = [line.split(": ")[0] for line in lines if line and not line.startswith("#")]
        self.assertEqual(mutate_proofs.of_nothing(known, sorted({what.split()[0] for what in known})), [])
        self.assertGreater(len(known), 10)


if __name__ == "__main__":
    unittest.main()
