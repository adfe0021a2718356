"""What long commands say while they work: one line on a terminal, nothing in a pipe; and that Ctrl-C is heard."""
import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import termios
import time
import unittest

from elf import elf, text
from harness import ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
LOG = '{"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}\n{"op":"read","as":2,"ptr":0,"size":4}\n' * 500
LOOP = (0x00150513, 0xFFDFF06F)  # addi a0, a0, 1; jal x0, -4


class Terminal(CommandLine):
    def on_terminal(self, *arguments, columns=200, term="xterm", environment={}):
        """Exit code, stdout, and what a terminal at stderr was sent."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        surroundings = {**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, "TERM": term, **environment}
        process = subprocess.Popen([ZKMEM, *map(str, arguments)], cwd=self.directory, stdout=subprocess.PIPE, stderr=theirs,
                                   env=surroundings)
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            seen += part
        os.close(ours)
        output = process.stdout.read()
        process.stdout.close()
        return process.wait(timeout=60), output, seen.decode()

    def lines(self, seen):
        return [line for line in seen.replace("\r\x1b[K", "\n").splitlines() if line.strip()]

    def test_prove_says_phase_segment_percentage_rate_time_left_and_memory(self):
        code, output, seen = self.on_terminal("prove", *FIB, "--params", "weak", "--segment-accesses", 9000, "-o", "p", "--json")
        self.assertEqual(code, 0, seen)
        self.assertGreater(len(json.loads(output)["segments"]), 1)
        lines = self.lines(seen)
        whole = [line for line in lines if "cells/s" in line]
        self.assertTrue(whole, lines)
        for line in whole:
            self.assertRegex(line, r"^segment \d+ of \d+  [a-z ]+  \d+ %  \d+\.\d\d M cells/s  \d+ s left  \d+ MiB$")
        percentages = [int(line.split(" %")[0].split()[-1]) for line in whole]
        self.assertEqual(percentages, sorted(percentages))
        self.assertLessEqual(percentages[-1], 100)
        self.assertTrue(any(line.startswith("segment 2 of") for line in lines), lines)
        self.assertTrue(seen.endswith("\r\x1b[K"), "the line is taken away at the end")

    def test_check_says_segment_and_phase(self):
        code, output, seen = self.on_terminal("check", *FIB)
        self.assertEqual(code, 0, seen)
        self.assertRegex(self.lines(seen)[0], r"^segment 1: execute 0 %  \d+ s  \d+ MiB$")
        self.assertIn(b"million a second", output)
        self.write("log.jsonl", LOG)
        code, output, seen = self.on_terminal("check", "log.jsonl")
        self.assertEqual(code, 0, seen)
        self.assertIn("replay 0 %", seen)
        self.assertIn(b"million a second", output)

    def test_a_program_is_checked_with_its_rate(self):
        done = self.run_zkmem("check", *FIB, "--json")
        self.assertEqual(done.stderr, b"")
        report = json.loads(done.stdout)
        self.assertGreater(report["cells_per_second"], 0)
        self.assertAlmostEqual(report["cells_per_second"] * report["check_seconds"], report["cells"], delta=report["cells"] / 1000)

    def test_a_line_is_narrower_than_the_terminal(self):
        prove = ["prove", *FIB, "--params", "weak", "--segment-accesses", 9000, "-o", "p"]
        for size in ({"columns": 30}, {"columns": 200, "environment": {"COLUMNS": "30"}}):
            code, _, seen = self.on_terminal(*prove, **size)
            self.assertEqual(code, 0, seen)
            widths = {len(line) for line in self.lines(seen)}
            self.assertLess(max(widths), 30, seen)
            self.assertIn(29, widths, "some are cut")

    def test_a_dumb_terminal_gets_no_escapes(self):
        prove = ["prove", *FIB, "--params", "weak", "-o", "p"]
        code, _, seen = self.on_terminal(*prove, term="dumb")
        self.assertEqual((code, seen), (0, ""))
        code, _, seen = self.on_terminal(*prove, "--progress", term="dumb")
        self.assertEqual(code, 0)
        self.assertRegex(seen, r"^plan: \d+ instructions  \d+ s  \d+ MiB\r\n")
        self.assertNotIn("\x1b", seen)

    def test_progress_gives_a_pipe_a_line_every_few_seconds(self):
        self.write("loop.elf", elf([text(*LOOP)]))
        running = subprocess.Popen([ZKMEM, "check", "loop.elf", "--progress"], cwd=self.directory, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        time.sleep(8)
        running.send_signal(signal.SIGINT)
        _, seen = running.communicate(timeout=60)
        lines = seen.decode().splitlines()
        self.assertEqual(lines.pop(), "zkmem: loop.elf: cancelled")
        self.assertIn(len(lines), (2, 3), lines)
        for line in lines:
            self.assertRegex(line, r"^segment \d+: [a-z ]+ \d+ %  \d+ s  \d+ MiB$")

    def test_every_command_that_has_progress_takes_the_option(self):
        self.write("log.jsonl", LOG)
        weak = ["--params", "weak"]
        for arguments in (["prove", "log.jsonl", *weak, "-o", "p"], ["verify", "p", "--allow-weak-params"],
                          ["plan", "log.jsonl", *weak, "-o", "w"], ["prove-segment", "w", 0], ["assemble", "w", "-o", "q"],
                          ["check", "log.jsonl"], ["log", "digest", "log.jsonl", *weak]):
            done = self.run_zkmem(*arguments, "--progress")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertNotIn(b"\x1b", done.stderr)

    def test_help_is_broken_between_words_on_a_narrow_terminal(self):
        for columns in (40, 60, 100):
            ours, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
            for command in ([], ["prove"], ["swirl", "prove"]):
                environment = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
                subprocess.run([ZKMEM, *command, "--help"], stdout=theirs, check=True, env=environment)
                shown = os.read(ours, 1 << 16).decode().replace("\r\n", "\n")
                plain = subprocess.run([ZKMEM, *command, "--help"], capture_output=True, check=True, text=True).stdout
                self.assertEqual(shown.split(), plain.split())
                for line in shown.splitlines():
                    self.assertTrue(len(line) <= columns or len(line.split()) <= 2, line)
            os.close(theirs)
            os.close(ours)

    def test_nothing_in_a_pipe(self):
        for arguments in (["prove", *FIB, "--params", "weak", "-o", "p"], ["verify", "p", "--allow-weak-params"]):
            done = self.run_zkmem(*arguments)
            self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_ctrl_c_stops_check_at_once(self):
        self.write("loop.elf", elf([text(*LOOP)]))
        running = subprocess.Popen([ZKMEM, "check", "loop.elf"], cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(1)
        running.send_signal(signal.SIGINT)
        sent = time.monotonic()
        output, message = running.communicate(timeout=60)
        self.assertEqual((running.returncode, output, message), (130, b"", b"zkmem: loop.elf: cancelled\n"))
        self.assertLess(time.monotonic() - sent, 10)


if __name__ == "__main__":
    unittest.main()
