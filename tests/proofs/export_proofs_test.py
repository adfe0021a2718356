"""tools/export_proofs.py takes no program's word for a term: what is none is refused before anything is written."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "proofs" / "exported"


class ExportProofs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        # A tree of its own: what would be written is this one's.
        (self.folder / "tools").mkdir()
        (self.folder / "tools" / "export_proofs.py").write_text((ROOT / "tools" / "export_proofs.py").read_text())
        self.exported = self.folder / "proofs" / "exported"
        self.exported.mkdir(parents=True)
        (self.exported / "IncAir.v").write_text("as it was")

    def program(self, text):
        path = self.folder / "zkmem"
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return path

    def run_tool(self, zkmem, *more):
        return subprocess.run([sys.executable, "-B", self.folder / "tools" / "export_proofs.py", zkmem, *more], capture_output=True, text=True, check=False)

    def refused(self, zkmem, said):
        run = self.run_tool(zkmem)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (2, "", f"export_proofs.py: {said}\n"))
        self.assertEqual([(path.name, path.read_text()) for path in self.exported.iterdir()], [("IncAir.v", "as it was")])

    def test_what_is_no_program(self):
        self.refused("/nonexist", "/nonexist: No such file or directory")
        self.refused(self.folder, f"{self.folder}: Permission denied")

    def test_a_program_that_fails(self):
        path = self.program("echo 'out of' >&2; echo luck >&2; exit 3")
        self.refused(path, f"{path} does not export StartImageAir of zkmem-rv32im (exit 3): out of luck")

    def test_what_is_no_term(self):
        for text in ("echo hello", "exit 0", "echo '(* A header. *)'", "echo 'Definition a : air := x.'"):
            path = self.program(text)
            self.refused(path, f"what {path} prints of StartImageAir of zkmem-rv32im is no term")

    def test_a_term_is_written(self):
        path = self.program(f"cat '{FOLDER}/IncAir.v'")
        run = self.run_tool(path)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual((self.exported / "IncAir.v").read_text(), (FOLDER / "IncAir.v").read_text())
        self.assertEqual(sorted(path.name for path in self.exported.iterdir()), sorted(path.name for path in FOLDER.glob("*.v")))
        self.assertEqual(self.run_tool(path, "--check").returncode, 0)

    def test_all_that_is_there_is_a_term(self):
        sys.path.insert(0, str(ROOT / "tools"))
        import export_proofs
        for path in FOLDER.glob("*.v"):
            self.assertIsNotNone(export_proofs.TERM.match(path.read_text()), path.name)


if __name__ == "__main__":
    unittest.main()
