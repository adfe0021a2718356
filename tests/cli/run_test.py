"""`zkmem run` as a user meets it: output, reports of traps, exit codes, suspension, refused flags."""
import base64
import json
import signal
import subprocess
import time
import unittest

from elf import BASE, EXIT_0, NOP, elf, text
from harness import PATIENCE, ROOT, ZKMEM, CommandLine

ELF = ROOT / "examples" / "guests" / "elf"
INPUTS = ROOT / "examples" / "guests" / "inputs"
LOOP = (0x00150513, 0xFFDFF06F)  # addi a0, a0, 1; jal x0, -4


class Run(CommandLine):
    def report(self, *arguments):
        done = self.run_zkmem("run", *arguments, "--json")
        self.assertEqual(done.stdout.count(b"\n"), 1)
        return done.returncode, json.loads(done.stdout)

    def test_output_passes_through_and_the_summary_goes_to_stderr(self):
        done = self.run_zkmem("run", ELF / "fib.elf", "--stdin", INPUTS / "fib.txt")
        self.assertEqual((done.returncode, done.stdout), (0, b"fib(1000) = 1556111435\n"))
        self.assertIn(b"exit code 0", done.stderr)

    def test_report_has_what_is_promised(self):
        code, report = self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt")
        self.assertEqual(code, 0)
        self.assertEqual(base64.b64decode(report["stdout"]), b"fib(1000) = 1556111435\n")
        self.assertEqual(bytes(report["public_values"])[:4], (1556111435).to_bytes(4, "little"))
        for field in ("exit_code", "instructions", "accesses", "touched_pages", "end_timestamp", "segments"):
            self.assertIn(field, report)

    def test_exit_code_of_the_program(self):
        self.write("input", "exit 7\n")
        arguments = ["run", ELF / "trap.elf", "--stdin", "input"]
        self.assertEqual(self.run_zkmem(*arguments).returncode, 0)
        self.assertEqual(self.run_zkmem(*arguments, "--exit-code").returncode, 7)
        self.assertEqual(self.report(*arguments[1:])[1]["exit_code"], 7)

    def test_traps_name_the_source_line(self):
        for what, place in {"misaligned": "0x200801", "out of range": "0x40000000"}.items():
            self.write("input", what + "\n")
            done = self.run_zkmem("run", ELF / "trap.elf", "--stdin", "input")
            self.assertEqual(done.returncode, 1, what)
            self.assertEqual(done.stdout.decode(), f"about to do: {what}\n")
            report = done.stderr.decode()
            self.assertIn("trap.c:", report)
            self.assertIn(place, report)

    def test_other_traps(self):
        for what in ("stack", "jump", "input"):
            self.write("input", what + "\n")
            done = self.run_zkmem("run", ELF / "trap.elf", "--stdin", "input")
            self.assertEqual(done.returncode, 1, what)
            self.assertRegex(done.stderr.decode(), r"zkmem: trap: .*, at 0x[0-9a-f]+: ")

    def test_traps_give_their_usual_reason(self):
        for what, reason in {"stack": "a stack overflow, the stack has grown",
                             "input": "(--stdin FILE is the first item, each --input FILE a further one)"}.items():
            self.write("input", what + "\n")
            for command in (["run"], ["prove", "--params", "weak", "-o", "p"]):
                done = self.run_zkmem(command[0], ELF / "trap.elf", "--stdin", "input", *command[1:])
                self.assertEqual(done.returncode, 1, what)
                self.assertIn(reason, done.stderr.decode())

    def test_a_write_through_a_null_pointer_is_told(self):
        # addi a0, zero, 1; sw a0, 8(zero)
        self.write("null.elf", elf([text(0x00100513, 0x00A02423, EXIT_0)]))
        note = b"the program wrote to address 0x8, where nothing was loaded: through a null pointer?"
        for command in (["run"], ["prove", "--params", "weak", "-o", "p"]):
            done = self.run_zkmem(command[0], "null.elf", *command[1:])
            self.assertEqual(done.returncode, 0)
            self.assertEqual(done.stderr.count(note), 1, done.stderr)
        self.write("fine.elf", elf([text(0x00100513, EXIT_0)]))
        self.assertNotIn(b"null", self.run_zkmem("run", "fine.elf").stderr)

    def test_a_program_that_never_ends_is_stopped(self):
        self.write("loop.elf", elf([text(*LOOP)]))
        for command in (["prove", "--params", "weak", "-o", "p"], ["plan", "-o", "w"], ["check"]):
            with self.subTest(command=command):
                self.assert_refused([command[0], "loop.elf", *command[1:], "--max-instructions", "100000", "--segment-accesses", "50000"],
                                    "loop.elf", "has not ended after 100000 instructions", code=3)
        self.write("ends.elf", elf([text(NOP, EXIT_0)]))
        self.assertEqual(self.run_zkmem("check", "ends.elf", "--max-instructions", "2").returncode, 0)
        self.assertEqual(self.run_zkmem("check", "ends.elf", "--max-instructions", "1").returncode, 3)
        self.write("log.jsonl", '{"op":"read","as":2,"ptr":0,"size":4}\n')
        self.assert_refused(["check", "log.jsonl", "--max-instructions", "1"], "is for programs")

    def test_check_counts_what_run_counts(self):
        report = self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt")[1]
        check = json.loads(self.run_zkmem("check", ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--json").stdout)
        self.assertEqual(check["accesses"], sum(report["accesses"].values()))
        self.assertEqual(check["instructions"], report["instructions"])

    def test_ebreak_terminates_with_exit_code_2_and_says_where(self):
        self.write("input", "ebreak\n")
        done = self.run_zkmem("run", ELF / "trap.elf", "--stdin", "input")
        self.assertEqual(done.returncode, 0)
        self.assertIn("trap.c:", done.stderr.decode())
        self.assertIn("exit code 2", done.stderr.decode())

    def test_missing_input_is_a_trap(self):
        done = self.run_zkmem("run", ELF / "sort.elf")
        self.assertEqual(done.returncode, 1)

    def test_suspended_and_resumed_is_the_same_run(self):
        whole = self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--segment-accesses", 2000)[1]
        code, part = self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--segment-accesses", 2000,
                                 "--max-instructions", 1234, "--save", "half")
        self.assertEqual((code, part["instructions"]), (0, 1234))
        code, rest = self.report("--resume", "half")
        self.assertEqual(code, 0)
        self.assertEqual(rest, whole)

    def test_log_of_a_suspended_and_resumed_run_is_the_uninterrupted_one(self):
        start = ["run", ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--segment-accesses", 2000]
        self.run_zkmem(*start, "--log", "whole.zklog")
        self.run_zkmem(*start, "--log", "whole.jsonl")
        for stop in (0, 1, 777, 2500):
            self.run_zkmem(*start, "--max-instructions", stop, "--save", "half")
            self.assertEqual(self.run_zkmem("run", "--resume", "half", "--max-instructions", 50, "--save", "half").returncode, 0)
            done = self.run_zkmem("run", "--resume", "half", "--log", "again.zklog")
            self.assertEqual(done.returncode, 0)
            self.assertEqual((self.directory / "again.zklog").read_bytes(), (self.directory / "whole.zklog").read_bytes())
        self.run_zkmem("run", "--resume", "half", "--log", "again.jsonl")
        self.assertEqual((self.directory / "again.jsonl").read_bytes(), (self.directory / "whole.jsonl").read_bytes())
        self.assertEqual(self.run_zkmem("log", "convert", "whole.zklog", "converted.jsonl").returncode, 0)
        self.assertEqual((self.directory / "converted.jsonl").read_bytes(), (self.directory / "whole.jsonl").read_bytes())

    def test_state_goes_from_run_to_run(self):
        fib = [ELF / "fib.elf", "--stdin", INPUTS / "fib.txt"]
        plain = self.report(*fib)[1]
        first = self.report(*fib, "--state", "memory")[1]
        self.assertEqual(first, plain)  # an empty state is zero memory

        def root():
            return self.run_zkmem("image", "root", "--state", "memory").stdout.decode().strip()

        self.assertEqual(root(), first["final_root"])
        second = self.report(ELF / "calc.elf", "--stdin", INPUTS / "calc.txt", "--state", "memory")[1]
        self.assertNotEqual(second["initial_root"],
                            self.report(ELF / "calc.elf", "--stdin", INPUTS / "calc.txt")[1]["initial_root"])
        self.assertEqual(root(), second["final_root"])
        # A run that traps or is suspended in its first segment leaves the state as it was.
        self.assertEqual(self.run_zkmem("run", ELF / "sort.elf", "--state", "memory").returncode, 1)
        self.run_zkmem("run", *fib, "--state", "memory", "--max-instructions", 500, "--save", "half")
        self.assertEqual(root(), second["final_root"])
        # It is committed where it ends, with the log of the whole run if wanted.
        self.assert_refused(["run", "--resume", "half", "--log", "log.zklog"], "--state")
        third = self.report("--resume", "half", "--state", "memory", "--log", "log.zklog")[1]
        self.assertEqual(root(), third["final_root"])
        # The state has moved on: the same suspended run cannot be put on top of it.
        done = self.run_zkmem("run", "--resume", "half", "--state", "memory")
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(third["initial_root"], done.stderr.decode())
        self.assertEqual(root(), third["final_root"])

    def test_ctrl_c_saves_and_the_run_goes_on(self):
        self.write("loop.elf", elf([text(*LOOP)]))
        running = subprocess.Popen([ZKMEM, "run", "loop.elf", "--save", "half"], cwd=self.directory, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        _, message = running.communicate(timeout=60 * PATIENCE)
        self.assertEqual(running.returncode, 130)
        self.assertIn(b"saved in half", message)
        code, rest = self.report("--resume", "half", "--max-instructions", 1000)
        self.assertEqual((code, rest["stopped"]), (0, "instruction_limit"))
        self.assertGreater(rest["instructions"], 1000)

    def test_ctrl_c_without_save_cancels(self):
        self.write("loop.elf", elf([text(*LOOP)]))
        running = subprocess.Popen([ZKMEM, "run", "loop.elf"], cwd=self.directory, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        output, message = running.communicate(timeout=60 * PATIENCE)
        self.assertEqual((running.returncode, output, message), (130, b"", b"zkmem: cancelled\n"))

    def test_damaged_save_is_refused(self):
        self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--max-instructions", 100, "--save", "half")
        saved = (self.directory / "half").read_bytes()
        for place in range(0, len(saved), max(1, len(saved) // 50)):
            self.write("half", saved[:place] + bytes([saved[place] ^ 1]) + saved[place + 1 :])
            self.assert_refused(["run", "--resume", "half"], "half")
        for length in (0, 1, 8, len(saved) // 2, len(saved) - 1):
            self.write("half", saved[:length])
            self.assert_refused(["run", "--resume", "half"], "half")
        self.write("half", saved + b"x")
        self.assert_refused(["run", "--resume", "half"], "half")

    def test_resume_with_another_program_is_refused(self):
        self.report(ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--max-instructions", 100, "--save", "half")
        self.write("other.elf", elf([text(NOP, EXIT_0)]))
        self.assert_refused(["run", "other.elf", "--resume", "half"], "other.elf")

    def test_bad_flags(self):
        fib = ELF / "fib.elf"
        self.assert_refused(["run"])
        self.assert_refused(["run", fib, "--segment-accesses", "many"], "segment-accesses")
        self.assert_refused(["run", fib, "--segment-accesses", "0"], "segment")
        self.assert_refused(["run", fib, "--segment-accesses", "-1"], "segment")
        self.assert_refused(["run", fib, "--max-instructions", "1e3"], "max-instructions")
        self.assert_refused(["run", fib, "--profile", "openvm-v9"], "openvm-v9")
        self.assert_refused(["run", fib, "--stdin", "nowhere"], "nowhere")
        self.assert_refused(["run", fib, "--input", "nowhere"], "nowhere")
        self.assert_refused(["run", fib, "--config", "nowhere"], "nowhere")
        self.assert_refused(["run", fib, "--stdin", INPUTS / "fib.txt", "--save", "no/such/folder/file",
                             "--max-instructions", "1"], "no/such/folder")

    def test_entry_is_where_the_file_says(self):
        self.write("late.elf", elf([text(NOP, EXIT_0)], entry=BASE + 4))
        self.assertEqual(self.report("late.elf")[1]["instructions"], 1)


if __name__ == "__main__":
    unittest.main()
