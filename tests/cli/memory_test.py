"""How much memory `zkmem run` takes, that --memory-budget holds, and what is said when there is no more."""
import os
import re
import subprocess
import unittest

from elf import EXIT_0, data, elf, text
from harness import PATIENCE, ROOT, ZKMEM, CommandLine

ELF = ROOT / "examples" / "guests" / "elf"
INPUTS = ROOT / "examples" / "guests" / "inputs"
MIB = 1 << 20


def lui(register, value):
    return value << 12 | register << 7 | 0x37


def branch(function, left, right, offset):
    bits = offset & 0x1FFF
    return (bits >> 12 & 1) << 31 | (bits >> 5 & 63) << 25 | right << 20 | left << 15 | function << 12 | (
        bits >> 1 & 15) << 8 | (bits >> 11 & 1) << 7 | 0x63


def touching(pages, rounds=1):
    """A program that writes a word of each of so many pages from 2^24 on, so many times."""
    return elf([text(0x00000413 | rounds << 20,      # li s0, rounds
                     lui(5, 0x1000),                 # t0: the page
                     lui(6, 0x1000 + pages),         # t1: the end
                     lui(7, 1),                      # t2: a page's bytes
                     0x0082A023,                     # sw s0, 0(t0)
                     0x007282B3,                     # add t0, t0, t2
                     branch(6, 5, 6, -8),            # bltu t0, t1, the store
                     0xFFF40413,                     # addi s0, s0, -1
                     branch(1, 8, 0, -28),           # bnez s0, the first lui
                     EXIT_0)])


def printing():
    """A program that prints for ever."""
    return elf([text(lui(10, 0x300),                 # a0: the text
                     0x06400593,                     # li a1, 100
                     0x0015B50B,                     # print_str a0, a1
                     0xFFDFF06F),                    # j the print
                data(0x300000, b"x" * 100)])


class Memory(CommandLine):
    def measure(self, *arguments):
        """Exit code, stderr, peak resident bytes."""
        with open(self.directory / "stderr", "wb") as stderr:
            process = subprocess.Popen([ZKMEM, *map(str, arguments)], cwd=self.directory, stdout=subprocess.DEVNULL,
                                       stderr=stderr)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, (self.directory / "stderr").read_text(), usage.ru_maxrss * 1024

    def test_a_run_takes_little_more_than_two_bytes_a_byte_touched(self):
        self.write("touch.elf", touching(16384))
        code, message, peak = self.measure("run", "touch.elf")
        self.assertEqual(code, 0, message)
        self.assertLess(peak, 24 * MIB + 2.2 * 64 * MIB)

    def test_the_budget_holds_whatever_is_kept_and_enough_is_enough(self):
        self.write("touch.elf", touching(2048, rounds=3))
        for options in ([], ["--log", "log.zklog"], ["--log", "log.jsonl"], ["--state", "state"], ["--json"],
                        ["--state", "state2", "--segment-accesses", "3000", "--log", "log.jsonl"],
                        ["--max-instructions", "9000", "--save", "half"]):
            with self.subTest(options=options):
                verdicts = set()
                for mebibytes in (1, 20, 32, 40, 64, 256, 512):
                    code, message, peak = self.measure("run", "touch.elf", *options, "--memory-budget", f"{mebibytes}M")
                    verdicts.add(code)
                    if code == 0:
                        self.assertLessEqual(peak, mebibytes * MIB)
                        continue
                    self.assertEqual(code, 3, message)
                    self.assertRegex(message, r"\Azkmem: touch.elf: after \d+ instructions, with \d+ pages of 4096 cells "
                                              r"touched, the run needs \d+ bytes of memory, the budget is \d+\n\Z")
                    needed, budget = map(int, re.search(r"needs (\d+) .* is (\d+)", message).groups())
                    self.assertEqual(budget, mebibytes * MIB)
                    self.assertGreater(needed, budget)
                    self.assertLessEqual(peak, max(mebibytes, 24) * MIB)
                self.assertEqual(verdicts, {0, 3})

    def test_a_state_that_does_not_fit_is_not_loaded(self):
        self.write("touch.elf", touching(2048))
        self.assertEqual(self.measure("run", "touch.elf", "--state", "state")[0], 0)
        self.write("end.elf", elf([text(EXIT_0)]))
        code, message, peak = self.measure("run", "end.elf", "--state", "state", "--memory-budget", "60M")
        self.assertEqual(code, 3, message)
        self.assertRegex(message, r"\Azkmem: end.elf: the state's memory has 20\d\d pages of 4096 cells: the run needs \d+ bytes "
                                  r"of memory, the budget is 62914560\n\Z")
        self.assertLess(peak, 24 * MIB)

    def test_a_program_that_prints_for_ever_meets_the_budget(self):
        self.write("prints.elf", printing())
        code, message, peak = self.measure("run", "prints.elf", "--json", "--memory-budget", "64M")
        self.assertEqual(code, 3, message)
        self.assertIn("the budget is 67108864", message)
        self.assertLess(peak, 64 * MIB)

    def test_a_budget_that_is_no_size_is_refused(self):
        self.write("small.elf", elf([text(EXIT_0)]))
        self.assert_refused(["run", "small.elf", "--memory-budget", "lots"], "--memory-budget", "'lots' is no size")
        self.assert_refused(["run", "small.elf", "--memory-budget", "0"], "--memory-budget", "'0' is no size")

    def test_no_memory_left_is_one_line_wherever_it_ends(self):
        prove = ["prove", ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--params", "weak", "-o", "p", "--restart"]
        self.write("touch.elf", touching(16384))
        self.run_zkmem("run", ELF / "fib.elf", "--stdin", INPUTS / "fib.txt", "--log", "log.zklog")
        commands = [["run", "touch.elf"], ["run", "touch.elf", "--state", "state"], ["check", "log.zklog"],
                    ["prove", "log.zklog", "--params", "weak", "-o", "p", "--restart"], prove]
        for command in commands:
            ends = set()
            for kibibytes in range(30000, 160000, 13000):
                limited = ["sh", "-c", f"ulimit -v {kibibytes}; exec \"$0\" \"$@\"", ZKMEM, *map(str, command)]
                done = subprocess.run(limited, cwd=self.directory, capture_output=True, timeout=120 * PATIENCE)
                ends.add(done.returncode)
                self.assertIn(done.returncode, (0, 3), (command, kibibytes, done.stderr))
                if done.returncode == 3:
                    self.assertRegex(done.stderr.decode(), r"\Azkmem: [^\n]*memory[^\n]*\n\Z")
            self.assertIn(3, ends, command)


if __name__ == "__main__":
    unittest.main()
