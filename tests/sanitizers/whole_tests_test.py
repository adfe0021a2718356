"""tools/whole_tests.py: runs each program once, and misses no case that fails, no program that dies and no other test that fails."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOL = pathlib.Path(__file__).resolve().parents[2] / "tools" / "whole_tests.py"
OK = "echo '[ RUN      ] A.b'\necho '[       OK ] A.b (1 ms)'\n"


class WholeTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name).resolve()

    def run_on(self, others="true", **programs):
        lines = [f'add_test(other "{others}")']
        for name, text in programs.items():
            path = self.build / name
            path.write_text(f"#!/bin/sh\necho run >> '{path}.runs'\n{text}")
            path.chmod(0o755)
            for case in ("A.b", "A.c"):
                lines += [f'add_test({name}/{case} "{path}" "--gtest_filter={case}")', f'set_tests_properties({name}/{case} PROPERTIES WORKING_DIRECTORY "{self.build}")']
        (self.build / "CTestTestfile.cmake").write_text("\n".join(lines) + "\n")
        return subprocess.run([sys.executable, "-B", TOOL, self.build, "-j", "2"], capture_output=True, text=True, check=False)

    def test_a_program_is_run_once(self):
        done = self.run_on(one=OK, two=OK)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("2 programs, 2 cases passed, 0 programs failed\n", done.stdout)
        self.assertIn("100% tests passed, 0 tests failed out of 1", done.stdout)
        self.assertEqual((self.build / "one.runs").read_text(), "run\n")

    def test_a_case_that_fails_is_named(self):
        done = self.run_on(one=OK, two=OK + "echo '[  FAILED  ] A.c (1 ms)'\necho '[  FAILED  ] 1 test, listed below:'\nexit 1\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("two: exit 1, failed: A.c\n2 programs, 2 cases passed, 1 programs failed\n", done.stdout)

    def test_a_program_that_dies_is_named(self):
        done = self.run_on(one=OK + "kill -ABRT $$\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("one: exit -6, failed: no case; see its log", done.stdout)

    def test_another_test_that_fails_is_named(self):
        done = self.run_on(others="false", one=OK)
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 - other (Failed)", done.stdout)

    def test_no_test_is_no_success(self):
        (self.build / "CTestTestfile.cmake").write_text("")
        done = subprocess.run([sys.executable, "-B", TOOL, self.build], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "no test is chosen\n"))


if __name__ == "__main__":
    unittest.main()
