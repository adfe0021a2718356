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
from harness import PATIENCE, ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
LOG = '{"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}\n{"op":"read","as":2,"ptr":0,"size":4}\n' * 500
LOOP = (0x00150513, 0xFFDFF06F)  # addi a0, a0, 1; jal x0, -4


class Terminal(CommandLine):
    def terminal(self, columns):
        """Both ends of a terminal, ours and the program's."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        return ours, theirs

    def sent_to(self, ours):
        """All that a terminal is sent until nobody has its other end open. Closes ours."""
        seen = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            seen += part
        os.close(ours)
        return seen.decode()

    def surroundings(self, **changed):
        return {**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, **changed}

    def on_terminal(self, *arguments, columns=200, term="xterm", environment={}):
        """Exit code, stdout, and what a terminal at stderr was sent."""
        ours, theirs = self.terminal(columns)
        process = subprocess.Popen([ZKMEM, *map(str, arguments)], cwd=self.directory, stdout=subprocess.PIPE, stderr=theirs,
                                   env=self.surroundings(TERM=term, **environment))
        os.close(theirs)
        seen = self.sent_to(ours)
        output = process.stdout.read()
        process.stdout.close()
        return process.wait(timeout=60 * PATIENCE), output, seen

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

    def endless(self, *options):
        """A check that does not end by itself."""
        self.write("loop.elf", elf([text(*LOOP)]))
        return subprocess.Popen([ZKMEM, "check", "loop.elf", *options], cwd=self.directory, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, bufsize=0)

    def test_progress_gives_a_pipe_a_line_every_few_seconds(self):
        running = self.endless("--progress")
        lines, times = [], []
        for _ in range(3):
            lines.append(running.stderr.readline().decode())
            times.append(time.monotonic())
        running.send_signal(signal.SIGINT)
        _, rest = running.communicate(timeout=60 * PATIENCE)
        *more, last = rest.decode().splitlines()
        self.assertEqual(last, "zkmem: loop.elf: cancelled")
        for line in lines + more:
            self.assertRegex(line, r"^segment \d+: [a-z ]+ \d+ %  \d+ s  \d+ MiB\n?$")
        self.assertGreater(times[2] - times[0], 4, "two lines are seconds apart")

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
        for command in ([], ["prove"], ["swirl", "prove"]):
            plain = subprocess.run([ZKMEM, *command, "--help"], capture_output=True, check=True, text=True).stdout
            for columns in (40, 60, 100):
                ours, theirs = self.terminal(columns)
                process = subprocess.Popen([ZKMEM, *command, "--help"], stdout=theirs, env=self.surroundings())
                os.close(theirs)
                shown = self.sent_to(ours).replace("\r\n", "\n")
                self.assertEqual(process.wait(timeout=60 * PATIENCE), 0)
                self.assertEqual(shown.split(), plain.split())
                for line in shown.splitlines():
                    self.assertTrue(len(line) <= columns or len(line.split()) <= 2, line)

    def test_nothing_in_a_pipe(self):
        for arguments in (["prove", *FIB, "--params", "weak", "-o", "p"], ["verify", "p", "--allow-weak-params"]):
            done = self.run_zkmem(*arguments)
            self.assertEqual((done.returncode, done.stderr), (0, b""))

    def test_ctrl_c_stops_check_at_once(self):
        running = self.endless("--progress")
        running.stderr.readline()  # it has begun
        running.send_signal(signal.SIGINT)
        sent = time.monotonic()
        output, message = running.communicate(timeout=60 * PATIENCE)
        self.assertEqual((running.returncode, output), (130, b""))
        self.assertTrue(message.endswith(b"zkmem: loop.elf: cancelled\n"), message)
        self.assertLess(time.monotonic() - sent, 10)


if __name__ == "__main__":
    unittest.main()
