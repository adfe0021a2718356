"""The tools that run for hours refuse what they cannot do in one line, before they begin."""
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Nightly(unittest.TestCase):
    def run_tool(self, name, *arguments):
        """With a cmake that fails: nothing is built here, whatever the tool takes the words for."""
        with tempfile.TemporaryDirectory() as folder:
            cmake = pathlib.Path(folder) / "cmake"
            cmake.write_text("#!/bin/sh\nexit 9\n")
            cmake.chmod(0o755)
            return subprocess.run([ROOT / "tools" / name, *arguments], capture_output=True, text=True, check=False, timeout=120,
                                  env={**os.environ, "PATH": f"{folder}:{os.environ['PATH']}", "HOME": folder})

    def refused(self, said, name, *arguments):
        run = self.run_tool(name, *arguments)
        self.assertEqual((run.returncode, run.stdout, run.stderr), (2, "", f"{name}: {said}\n"))

    def test_faults_without_a_build(self):
        self.refused("/nonexist has no zkmem", "faults_nightly.sh", "/nonexist")
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "zkmem").write_text("")
            self.refused(f"{folder} has no tests/faults/libzkmem_faulty.so", "faults_nightly.sh", folder)

    def test_sanitizers_that_are_none(self):
        self.refused("'asna' is neither asan nor tsan, nor an option", "sanitizers_nightly.sh", "asna")
        self.refused("-j takes a number", "sanitizers_nightly.sh", "asan", "-j", "many")

    def test_sanitizers_that_are_asked_what_they_take(self):
        for word in ("-h", "--help"):
            run = self.run_tool("sanitizers_nightly.sh", word)
            self.assertEqual((run.returncode, run.stderr), (0, ""))
            self.assertTrue(run.stdout.startswith("The suite under sanitizers"), run.stdout)
            self.assertIn("\ntools/sanitizers_nightly.sh [asan|tsan] [-j JOBS]", run.stdout)

    def test_fuzz_targets_that_are_none(self):
        with tempfile.TemporaryDirectory() as folder:
            run = self.run_tool("fuzz_nightly.py", "--seconds", "1", "--folder", folder, "--targets", "elf,nope")
            self.assertEqual((run.returncode, run.stdout), (2, ""))
            self.assertRegex(run.stderr, r"\Afuzz_nightly\.py: no target is called 'nope' \(known: c_abi .*zkproof_verify\)\n\Z")
            self.refused(f"{folder}/fuzz/fuzz_elf is not there: it is built without --no-build", "fuzz_nightly.py", "--seconds", "1", "--folder", folder,
                         "--targets", "elf", "--no-build", "--build", folder)
            run = self.run_tool("fuzz_nightly.py", "--seconds", "1", "--folder", folder, "--targets", "elf", "--build", folder)
            self.assertEqual((run.returncode, run.stdout), (2, ""))
            self.assertRegex(run.stderr, r"\Afuzz_nightly\.py: the targets do not build in .*exit status 9\.\n\Z")

    def test_a_folder_that_is_no_build(self):
        self.refused("/nonexist has no build.ninja: cmake --preset release makes it", "fuzz_against_rust.py", "--build", "/nonexist")


if __name__ == "__main__":
    unittest.main()
