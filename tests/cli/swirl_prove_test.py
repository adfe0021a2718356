#!/usr/bin/env python3
"""zkmem swirl prove as a user runs it: the golden bytes, and how traces that do not fit or do not hold are refused."""
import json
import shutil
import struct
import unittest

from harness import ROOT, CommandLine

SMALL = ROOT / "tests" / "golden" / "swirl" / "small"


class SwirlProve(CommandLine):
    def copy(self, case):
        directory = self.directory / case
        shutil.copytree(SMALL / case, directory)
        for path in directory.iterdir():
            path.chmod(0o644)
        directory.chmod(0o755)
        return directory

    def arguments(self, directory, *more):
        return ["swirl", "prove", "--vk", directory / "vk.postcard", "--traces", directory, "-o",
                self.directory / "out.bin", *more]

    def edit(self, path, row, column, add):
        data = bytearray(path.read_bytes())
        height, width = struct.unpack_from("<II", data)
        at = 8 + 4 * ((row % height) * width + column)
        struct.pack_into("<I", data, at, (struct.unpack_from("<I", data, at)[0] + add) % 2013265921)
        path.write_bytes(data)

    def edit_meta(self, directory, change):
        meta = json.loads((directory / "meta.json").read_text())
        change(meta)
        (directory / "meta.json").write_text(json.dumps(meta))

    def test_golden_bytes(self):
        for case in ["fib", "prep_cached", "fib3_one_absent", "mixture"]:
            directory = SMALL / case
            transcript = self.directory / "transcript"
            done = self.run_zkmem(*self.arguments(directory, "--threads", 2, "--transcript", transcript, "--json"))
            self.assertEqual(done.returncode, 0, done.stderr)
            golden = (directory / "proof.bin").read_bytes()
            self.assertEqual((self.directory / "out.bin").read_bytes(), golden)
            self.assertEqual(json.loads(done.stdout)["proof_bytes"], len(golden))
            self.assertEqual(transcript.read_text(), (directory / "transcript.log").read_text())
            streamed = self.run_zkmem("swirl", "prove", "--vk", directory / "vk.postcard", "--traces", directory, "-o", "-")
            self.assertEqual(streamed.stdout, golden)

    def test_a_broken_constraint_is_no_proof_and_is_explained(self):
        directory = self.copy("fib")
        self.edit_meta(directory, lambda meta: meta.pop("common_main_commit"))
        self.edit(directory / "trace_air0_common.bin", 5, 1, 1)
        done = self.run_zkmem(*self.arguments(directory))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"constraints do not hold", done.stderr)
        self.assertIn(b"air 0", done.stderr)
        self.assertIn(b"row 4", done.stderr)
        self.assertFalse((self.directory / "out.bin").exists())

    def test_an_unbalanced_bus_is_no_proof_and_is_explained(self):
        directory = self.copy("interactions")
        self.edit_meta(directory, lambda meta: meta.pop("common_main_commit"))
        self.edit(directory / "trace_air0_common.bin", 1, 1, 3)
        done = self.run_zkmem(*self.arguments(directory))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(b"interactions do not balance", done.stderr)
        self.assertIn(b"bus (0)", done.stderr)
        self.assertFalse((self.directory / "out.bin").exists())

    def test_what_does_not_fit_is_refused_in_one_line(self):
        directory = self.copy("prep_cached")
        arguments = self.arguments(directory)
        trace = directory / "trace_air0_common.bin"
        whole = trace.read_bytes()
        trace.write_bytes(whole[:-1])
        self.assert_refused(arguments, trace, len(whole) - 1, len(whole))
        trace.write_bytes(whole[:4] + struct.pack("<I", 99) + whole[8:])
        self.assert_refused(arguments, trace, 99)
        trace.write_bytes(whole[:8] + struct.pack("<I", 2013265921) + whole[12:])
        self.assert_refused(arguments, trace, 2013265921)
        trace.write_bytes(whole)
        self.edit(directory / "trace_air0_preprocessed.bin", 3, 0, 1)
        self.assert_refused(arguments, "air 0", "preprocessed")
        self.edit(directory / "trace_air0_preprocessed.bin", 3, 0, 2013265920)
        self.edit_meta(directory, lambda meta: meta["common_main_commit"].__setitem__(0, 1))
        self.assert_refused(arguments, "common_main_commit")
        self.edit_meta(directory, lambda meta: meta["traces"][0].__setitem__("height", 64))
        self.assert_refused(arguments, 64, 32)
        (directory / "meta.json").write_text("{")
        self.assert_refused(arguments, "meta.json")

    def test_a_budget_too_small_is_a_limit(self):
        self.assert_refused(self.arguments(SMALL / "fib", "--memory-budget", "1K"), 1024, "bytes", code=3)
        self.assert_refused(self.arguments(SMALL / "fib", "--memory-budget", "much"), "much")

    def test_a_short_budget_puts_the_traces_into_a_file(self):
        case = SMALL / "mixture"
        whole = self.run_zkmem(*self.arguments(case, "--threads", "1", "--json"))
        self.assertEqual(whole.returncode, 0, whole.stderr)
        self.assertEqual(json.loads(whole.stdout)["spilled_bytes"], 0)
        proof = (self.directory / "out.bin").read_bytes()
        needed = json.loads(whole.stdout)["memory_bytes"]
        done = self.run_zkmem(*self.arguments(case, "--threads", "1", "--json", "--memory-budget", str(needed)))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual((self.directory / "out.bin").read_bytes(), proof)
        self.assertGreater(json.loads(done.stdout)["spilled_bytes"], 0)
        line = done.stderr.decode().strip()
        self.assertNotIn("\n", line)
        self.assertIn(str(needed), line)
        self.assertIn(str(self.directory), line)
        self.assertEqual([path.name for path in self.directory.iterdir()], ["out.bin"])
        # One byte less is refused, and the message says what would do.
        self.assert_refused(self.arguments(case, "--threads", "1", "--memory-budget", str(needed - 1)),
                            f"smallest budget that works is {needed}", code=3)
        nowhere = self.run_zkmem(*self.arguments(case, "--threads", "1", "--memory-budget", str(needed), "--spill", "/nonexistent"))
        self.assertEqual(nowhere.returncode, 2)
        self.assertIn(b"'/nonexistent': No such file or directory", nowhere.stderr)


if __name__ == "__main__":
    unittest.main()
