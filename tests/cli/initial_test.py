"""`--initial SPACE:POINTER=FILE`: programs and logs start on the bytes of files; what cannot be is refused in one line."""
import json
import unittest

from elf import BASE, EXIT_0, data, elf, text
from harness import CommandLine

WEAK = ["--params", "weak"]
# lui a0, 0x300; lw a1, 0(a0); reveal a1 at 0; addi a1, a1, 1; sw a1, 0(a0)
READER = (0x00300537, 0x00052583, 0x0005A00B, 0x00158593, 0x00B52023, EXIT_0)
LOG = '{"op":"read","as":2,"ptr":8,"size":4,"values":[5,6,7,8]}\n'


class Initial(CommandLine):
    def setUp(self):
        super().setUp()
        self.write("reader.elf", elf([text(*READER)]))
        self.write("bytes", b"\x11\x22\x33\x44")
        self.write("more", b"\x05\x06\x07\x08")
        self.write("log.jsonl", LOG)

    def report(self, *arguments):
        return json.loads(self.ok(*arguments, "--json"))

    def test_a_program_runs_is_checked_proven_and_verified_over_it(self):
        given = ["--initial", "2:0x300000=bytes"]
        report = self.report("run", "reader.elf", *given)
        self.assertEqual(report["public_values"][:4], [0x11, 0x22, 0x33, 0x44])
        self.assertNotEqual(report["initial_root"], self.report("run", "reader.elf")["initial_root"])
        self.assertEqual(self.report("check", "reader.elf", *given)["verdict"], "accepted")
        proof = self.report("prove", "reader.elf", *given, *WEAK, "-o", "p")
        for root in ("initial_root", "final_root"):
            self.assertEqual(proof[root], report[root])
        verify = ["verify", "p", "--allow-weak-params", "--program", "reader.elf"]
        self.assertEqual(self.report(*verify, *given)["public_values"][:4], [0x11, 0x22, 0x33, 0x44])
        self.assertEqual(self.report(*verify, "--initial-root", proof["initial_root"])["verdict"], "accepted")
        done = self.run_zkmem(*verify)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"with the same --initial", done.stderr)
        self.assertEqual(self.run_zkmem(*verify, "--initial", "2:0x300000=more").returncode, 1)

    def test_global_memory_says_what_is_beside_the_image(self):
        given = ["--initial", "2:0x300000=bytes"]
        options = ["--memory", "global", *WEAK]
        for roots in ([], ["--initial-root"]):
            self.ok("prove", "reader.elf", *given, *options, *roots, "-o", "p", "--restart")
            verify = ["verify", "p", "--allow-weak-params", "--program", "reader.elf"]
            shown = self.report(*verify, *given)["shown"][0]
            self.assertIn("memory that holds the program's image and the given bytes and is zero elsewhere", shown)
            self.assertEqual(self.run_zkmem(*verify).returncode, 1)
        self.ok("prove", "reader.elf", *options, "-o", "q")
        shown = self.report("verify", "q", "--allow-weak-params", "--program", "reader.elf")["shown"][0]
        self.assertIn("memory that holds the program's image and is zero elsewhere", shown)

    def test_no_alignment_is_needed(self):
        report = self.report("run", "reader.elf", "--initial", "2:0x2ffffe=bytes", "--initial", "2:3145731=more")
        self.assertEqual(report["public_values"][:4], [0x33, 0x44, 0, 0x05])

    def test_in_steps_and_over_a_state(self):
        given = ["--initial", "2:0x300000=bytes"]
        whole = self.report("run", "reader.elf", *given)
        self.ok("plan", "reader.elf", *given, *WEAK, "-o", "w")
        self.ok("prove-segment", "w", "0")
        self.assertEqual(self.report("assemble", "w", "-o", "p")["initial_root"], whole["initial_root"])
        for state, command in (("s1", ["run"]), ("s2", ["prove", *WEAK, "-o", "q"])):
            first = self.report(command[0], "reader.elf", *command[1:], "--state", state, *given)
            self.assertEqual(first["final_root"], whole["final_root"])
            self.assertEqual(self.ok("image", "get", "2:0x300000+4", "--state", state), "18 34 51 68\n")
            # What is given lies over what the state says.
            self.ok(command[0], "reader.elf", *command[1:], "--state", state)
            self.assertEqual(self.ok("image", "get", "2:0x300000+4", "--state", state), "19 34 51 68\n")
            self.ok(command[0], "reader.elf", *command[1:], "--state", state, *given)
            self.assertEqual(self.ok("image", "get", "2:0x300000+4", "--state", state), "18 34 51 68\n")

    def test_a_plan_needs_the_memory_that_it_was_made_over(self):
        for memory in ("persistent", "global"):
            with self.subTest(memory):
                folder = f"w-{memory}"
                self.ok("plan", "reader.elf", "--initial", "2:0x300000=bytes", "--memory", memory, *WEAK, "-o", folder)
                below = self.directory / folder / "state"
                data = bytearray(below.read_bytes())
                data[20] ^= 1
                below.write_bytes(data)
                self.assert_refused(["prove-segment", folder, "0"], f"{folder}/state: damaged")
                below.unlink()
                self.assert_refused(["prove-segment", folder, "0"], f"{folder}/state", "No such file")

    def test_another_file_is_another_input_of_a_resumed_proof(self):
        self.ok("plan", "reader.elf", "--initial", "2:0x300000=bytes", *WEAK, "-o", "p.work")
        self.ok("prove", "reader.elf", "--initial", "2:0x300000=bytes", *WEAK, "-o", "p", "--resume")
        self.ok("plan", "log.jsonl", "--initial", "2:8=more", *WEAK, "-o", "q.work")
        self.ok("plan", "reader.elf", "--initial", "2:0x300000=bytes", *WEAK, "-o", "r.work")
        self.assert_refused(["prove", "reader.elf", "--initial", "2:0x300000=more", *WEAK, "-o", "r", "--resume"], "r.work")
        self.assert_refused(["prove", "reader.elf", "--initial", "2:0x300004=bytes", *WEAK, "-o", "r", "--resume"], "r.work")
        self.assert_refused(["prove", "log.jsonl", "--initial", "2:12=bytes", *WEAK, "-o", "q", "--resume"], "q.work")

    def test_a_suspended_run_with_a_log_is_given_it_again(self):
        given = ["--initial", "2:0x300000=bytes"]
        self.ok("run", "reader.elf", *given, "--log", "whole.zklog")
        self.ok("run", "reader.elf", *given, "--max-instructions", 3, "--save", "half")
        self.assertEqual(self.report("run", "--resume", "half")["public_values"][:4], [0x11, 0x22, 0x33, 0x44])
        self.ok("run", "--resume", "half", *given, "--log", "resumed.zklog")
        self.assertEqual((self.directory / "resumed.zklog").read_bytes(), (self.directory / "whole.zklog").read_bytes())
        self.assert_refused(["run", "--resume", "half", "--log", "l.zklog"], "half: the run began on the root", "or --initial?")
        self.assert_refused(["run", "--resume", "half", "--initial", "2:0x300000=more"], "half: the run began on the root")

    def test_a_log_starts_on_it_as_if_its_header_said_so(self):
        given = ["--initial", "2:8=more"]
        self.assertEqual(self.run_zkmem("check", "log.jsonl").returncode, 1)
        self.ok("check", "log.jsonl", *given)
        replayed = self.report("replay", "log.jsonl", *given)["segments"][0]
        proof = self.report("prove", "log.jsonl", *given, *WEAK, "-o", "p")
        self.assertEqual(proof["initial_root"], replayed["initial_root"])
        verify = ["verify", "p", "--allow-weak-params", "--log", "log.jsonl"]
        self.ok(*verify, *given)
        self.assertEqual(self.run_zkmem(*verify).returncode, 1)
        self.ok("log", "convert", "log.jsonl", "with.jsonl", *given)
        self.assertIn('"initial_memory":[[2,8,5],[2,9,6],[2,10,7],[2,11,8]]', (self.directory / "with.jsonl").read_text())
        self.ok("verify", "p", "--allow-weak-params", "--log", "with.jsonl")
        self.assertEqual(self.ok("log", "digest", "log.jsonl", *given, *WEAK).strip(), proof["log_digest"])

    def test_what_cannot_be_is_refused(self):
        (self.directory / "empty").touch()
        self.write("ninety", bytes(90))
        self.write("field.json", '{"addr_spaces":[{"layout":"Null"},{"layout":"U8","num_cells":128},{"layout":"U16","num_cells":64}]}')
        cases = {"2:8=nothing": ("cannot open 'nothing'",), "2:8=empty": ("--initial 2:8=empty: the file is empty",),
                 "2:8=": ("--initial: '2:8=' is not SPACE:POINTER=FILE",), "2=more": ("'2=more' is not",),
                 "2:8": ("'2:8' is not SPACE:POINTER=FILE",), "2:-8=more": ("'2:-8=more' is not",),
                 "=more": ("'=more' is not",), "2:4294967296=more": ("is not SPACE:POINTER=FILE",),
                 "3:0=ninety": ("90 bytes from 0 end at 90, the space has 32 cells",),
                 "9:0=more": ("there is no address space 9, the memory has 1, 2, 3",),
                 "0:0=more": ("there is no address space 0",)}
        for command in (["run", "reader.elf"], ["check", "reader.elf"], ["prove", "reader.elf", *WEAK, "-o", "p"],
                        ["plan", "reader.elf", *WEAK, "-o", "w"], ["check", "log.jsonl"], ["replay", "log.jsonl"],
                        ["prove", "log.jsonl", *WEAK, "-o", "p"], ["log", "stat", "log.jsonl"]):
            for given, mentions in cases.items():
                with self.subTest(command=command, given=given):
                    self.refused_without_a_trace([*command, "--initial", given], *mentions)
            self.refused_without_a_trace([*command, "--initial", "2:0x300000=more", "--initial", "2:0x300003=more"],
                                         "--initial 2:0x300000=more: its bytes up to 3145731 overlap those of --initial "
                                         "2:0x300003=more from 3145731 on")
        self.assert_refused(["check", "log.jsonl", "--config", "field.json", "--initial", "2:8=more"],
                            "the cells of address space 2 are U16, a file's are U8")
        self.assert_refused(["verify", "log.jsonl", "--initial", "2:8=more"], "neither is given")

    def refused_without_a_trace(self, arguments, *mentions):
        """Refused; a work folder that was made for nothing is gone or empty."""
        done = self.run_zkmem(*arguments)
        message = done.stderr.decode()
        self.assertEqual((done.returncode, done.stdout, message.count("\n")), (2, b"", 1), message)
        for mention in mentions:
            self.assertIn(mention, message)
        self.assertFalse([name for name in self.contents() if name.endswith(".work") or name.startswith("segment")])

    def test_a_programs_own_bytes_are_not_overwritten(self):
        self.write("own.elf", elf([text(*READER), data(0x300000, b"ab", memory_size=16)]))
        for pointer in ("0x2ffffd", "0x300001", "0x30000f", hex(BASE), "0x200817"):
            for command in (["run"], ["check"], ["prove", *WEAK, "-o", "p"], ["plan", *WEAK, "-o", "w"]):
                self.refused_without_a_trace([command[0], "own.elf", *command[1:], "--initial", f"2:{pointer}=more"],
                                             f"--initial 2:{pointer}=more: its bytes from", "overlap the program's own from")
        for pointer in ("0x2ffffc", "0x300010", "0x200818"):
            self.ok("run", "own.elf", "--initial", f"2:{pointer}=more")
        self.refused_without_a_trace(["run", "own.elf", "--initial", "1:124=more"], "the registers are zero when a program starts")

    def test_a_logs_own_memory_is_not_overwritten(self):
        self.write("own.jsonl", '{"zklog":1,"initial_memory":[[2,10,7]]}\n' + LOG)
        self.assert_refused(["check", "own.jsonl", "--initial", "2:8=more"],
                            "own.jsonl: --initial 2:8=more: its bytes from 8 to 11 overlap the log's initial memory, which has 7 at 2:10")
        self.write("two", b"\x05\x06")
        self.write("one", b"\x08")
        self.ok("check", "own.jsonl", "--initial", "2:8=two", "--initial", "2:11=one")
        self.write("volatile.json", '{"mode":"volatile"}')
        self.assert_refused(["check", "log.jsonl", "--config", "volatile.json", "--initial", "2:8=more"],
                            "volatile memory starts on zeros")


if __name__ == "__main__":
    unittest.main()
