"""Programs end to end: every example program through plan, prove and verify, cut into one segment, many, and segments of
one instruction, at 1 and 2 threads; and attack 40: what the executor accepts is what check accepts is what a proof can be
made of. The larger programs run with ZKMEM_LARGE=1."""
import json
import os
import unittest

from elf import EXIT_0, data, elf, text
from harness import ROOT, CommandLine

GUESTS = ROOT / "examples" / "guests"
WEAK = ["--params", "weak"]
# Program, input, accesses of a segment that cut it into a few.
SMALL = {
    "calc": ("calc.txt", 30000),
    "fib": ("fib.txt", 7000),
    "json": ("json.json", 70000),
    "trap": ("exit.txt", 1500),
}
LARGE = {
    "gunzip": ("text.gz", 900000),
    "hash_table": ("hash_table.txt", 100000),
    "life": ("short_life.txt", 500000),
    "matrix": ("matrix.txt", 700000),
    "sha256": ("capitals.txt", 300000),
    "sort": ("capitals.txt", 300000),
}


# Instruction words.
def i_type(opcode, funct3, rd, rs1, immediate):
    return (immediate & 0xFFF) << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode


def s_type(opcode, funct3, rs1, rs2, immediate):
    return (immediate >> 5 & 0x7F) << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (immediate & 0x1F) << 7 | opcode


def r_type(funct7, funct3, rd, rs1, rs2):
    return funct7 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x33


def addi(rd, rs1, immediate):
    return i_type(0x13, 0, rd, rs1, immediate)


def lui(rd, upper):
    return upper << 12 | rd << 7 | 0x37


def load(funct3, rd, rs1, offset):
    return i_type(0x03, funct3, rd, rs1, offset)


def store(funct3, rs1, rs2, offset):
    return s_type(0x23, funct3, rs1, rs2, offset)


def jalr(rd, rs1, offset):
    return i_type(0x67, 0, rd, rs1, offset)


def reveal(pointer, value, offset=0):
    return i_type(0x0B, 2, pointer, value, offset)


HINT_INPUT = i_type(0x0B, 3, 0, 0, 0)
ECALL, EBREAK, CSR_NOP, CSR = 0x00000073, 0x00100073, 0xC0001073, 0xC00012F3
X5, X6, X7 = 5, 6, 7


def hint_word(pointer):
    return i_type(0x0B, 1, pointer, 0, 0)


class Programs(CommandLine):
    def prove(self, *arguments):
        return json.loads(self.ok("prove", *arguments, *WEAK, "--json"))

    def in_steps(self, *arguments, output):
        """plan, prove-segment in reverse order at alternating thread counts, assemble; returns the number of segments."""
        self.ok("plan", *arguments, *WEAK, "-o", output + ".steps", "--threads", 1)
        segments = len(json.loads((self.directory / (output + ".steps") / "plan.json").read_text())["segments"])
        for k in reversed(range(segments)):
            self.ok("prove-segment", output + ".steps", k, "--threads", 1 + k % 2)
        self.ok("assemble", output + ".steps", "-o", output)
        return segments

    def same_bytes(self, one, other):
        self.assertEqual((self.directory / one).read_bytes(), (self.directory / other).read_bytes())

    def input(self, name):
        if name == "exit.txt":
            return self.write(name, "exit 7\n")
        if name == "short_life.txt":  # the same board for 8 generations instead of 40
            return self.write(name, (GUESTS / "inputs" / "life.txt").read_text().replace("40\n", "8\n", 1))
        return GUESTS / "inputs" / name

    def both_ways(self, name, file, accesses):
        """In one segment and in several, in one go at 2 threads and in steps at 1 and 2: the same bytes, the same end."""
        program = GUESTS / "elf" / f"{name}.elf"
        source = self.input(file)
        ran = json.loads(self.ok("run", program, "--stdin", source, "--json"))
        for cut, options in (("one", []), ("many", ["--segment-accesses", accesses])):
            proved = self.prove(program, "--stdin", source, *options, "-o", cut, "--threads", 2)
            if cut == "many":
                self.assertGreater(len(proved["segments"]), 1)
                self.in_steps(program, "--stdin", source, *options, output="steps")
                self.same_bytes(cut, "steps")
            else:
                self.assertEqual(len(proved["segments"]), 1 if ran["segments"] == 1 else len(proved["segments"]))
            verdict = json.loads(self.ok("verify", cut, "--program", program, "--allow-weak-params", "--exit-code",
                                         ran["exit_code"], "--public-values", bytes(ran["public_values"]).hex(), "--json"))
            roots = () if proved["kind"] == "execution-global" else ("initial_root", "final_root")
            for key in ("exit_code", *roots):
                self.assertEqual(verdict[key], ran[key], (cut, key))
            self.assertEqual(verdict["public_values"], ran["public_values"], cut)


class Examples(Programs):
    def test_no_program_is_forgotten(self):
        self.assertEqual({path.stem for path in (GUESTS / "elf").glob("*.elf")}, set(SMALL) | set(LARGE))

    def test_small_programs(self):
        for name, (file, accesses) in SMALL.items():
            with self.subTest(name):
                self.setUp()
                self.both_ways(name, file, accesses)

    @unittest.skipUnless(os.environ.get("ZKMEM_LARGE"), "the larger programs: ZKMEM_LARGE=1")
    def test_large_programs(self):
        for name, (file, accesses) in LARGE.items():
            with self.subTest(name):
                self.setUp()
                self.both_ways(name, file, accesses)


class TinySegments(Programs):
    def check_cut(self, words, accesses, segments, *more):
        self.write("tiny.elf", elf([text(*words), *more]))
        proved = self.prove("tiny.elf", "--segment-accesses", accesses, "-o", "proof", "--threads", 2)
        self.assertEqual(len(proved["segments"]), segments)
        self.assertEqual(self.in_steps("tiny.elf", "--segment-accesses", accesses, output="steps"), segments)
        self.same_bytes("proof", "steps")
        self.ok("verify", "proof", "--program", "tiny.elf", "--allow-weak-params")
        return proved["segments"]

    def test_segments_of_one_instruction(self):
        # A store, a load, a branch that touches no memory, a word that does nothing, an increment.
        words = (lui(X5, 0x300), store(2, X5, X5, 0), load(2, X6, X5, 0), 0x00000463, CSR_NOP, addi(X6, X6, 1), EXIT_0)
        claims = self.check_cut(words, 1, 5, data(0x00300000, bytes(8)))
        roots = [claim["final_root"] for claim in claims]
        self.assertEqual(roots[2], roots[3], "a branch changes no memory")

    def test_a_segment_without_an_access(self):
        claims = self.check_cut((EXIT_0,), 1, 1)
        self.assertEqual(claims[0]["initial_root"], claims[0]["final_root"])
        self.setUp()
        # A word that does nothing is an instruction, and a segment holds at most as many as accesses; the end needs no room.
        self.check_cut((CSR_NOP, EXIT_0), 1, 1)


# Name, words, whether it runs to an end. x5 is a pointer into memory, x6 a number.
MEMORY = lui(X5, 0x300)
CASES = [
    ("ends at once", (EXIT_0,), True),
    ("an exit code", (i_type(0x0B, 0, 0, 0, 255),), True),
    ("ecall is exit code 2", (ECALL,), True),
    ("a csr word is exit code 2", (CSR,), True),
    ("division by zero", (addi(X6, 0, 7), r_type(1, 4, X7, X6, 0), r_type(1, 6, X7, X6, 0), EXIT_0), True),
    ("division overflow", (lui(X6, 0x80000), addi(X7, 0, -1), r_type(1, 4, X5, X6, X7), r_type(1, 6, X5, X6, X7), EXIT_0), True),
    ("x0 is never written", (addi(0, 0, 5), lui(0, 5), MEMORY, load(2, 0, X5, 0), EXIT_0), True),
    ("an odd jump target", (addi(X6, 0, 0), 0x00000397, jalr(0, X7, 9), EXIT_0), True),
    ("the last word of memory", (lui(X5, 0x20000), load(2, X6, X5, -4), store(2, X5, X6, -4), EXIT_0), True),
    ("a program that writes over itself", (lui(X5, 0x201), store(2, X5, 0, -0x800), EXIT_0), True),
    ("the last public value", (addi(X5, 0, 28), addi(X6, 0, 9), reveal(X5, X6), EXIT_0), True),
    ("beyond the last word", (lui(X5, 0x20000), load(2, X6, X5, 0), EXIT_0), False),
    ("below address 0", (load(2, X6, 0, -4), EXIT_0), False),
    ("a word that is not aligned", (MEMORY, load(2, X6, X5, 2), EXIT_0), False),
    ("a half word that is not aligned", (MEMORY, store(1, X5, X6, 1), EXIT_0), False),
    ("beyond the public values", (addi(X5, 0, 32), reveal(X5, X6), EXIT_0), False),
    ("a jump out of the program", (jalr(0, 0, 0x100), EXIT_0), False),
    ("a jump to half an instruction", (0x00000397, jalr(0, X7, 6), EXIT_0), False),
    ("past the last instruction", (addi(X6, 0, 1),), False),
    ("no input left", (HINT_INPUT, EXIT_0), False),
    ("no hint left", (MEMORY, hint_word(X5), EXIT_0), False),
    ("a trap in a later segment", (*(addi(X6, X6, 1),) * 8, load(2, X6, 0, -4), EXIT_0), False),
]


class Attack40(Programs):
    """Executor accepts, check passes, the proof verifies: all three or none."""

    def verdicts(self, program, *arguments):
        run = self.run_zkmem("run", program, *arguments)
        check = self.run_zkmem("check", program, *arguments)
        prove = self.run_zkmem("prove", program, *arguments, *WEAK, "-o", "proof")
        made = (self.directory / "proof").exists()
        self.assertEqual(made, prove.returncode == 0)
        verified = made and self.run_zkmem("verify", "proof", "--program", program, "--allow-weak-params", "--exit-code",
                                           "any").returncode == 0
        if made:
            (self.directory / "proof").unlink()
        codes = (run.returncode, check.returncode, prove.returncode)
        self.assertIn(codes, ((0, 0, 0), (1, 1, 1)), (check.stderr, prove.stderr))
        if codes[0] == 1:
            for done in (run, check, prove):
                self.assertIn("trap", done.stderr.decode())
        return run.returncode == 0, check.returncode == 0, verified

    def test_words_on_either_side_of_the_line(self):
        for name, words, accepted in CASES:
            with self.subTest(name):
                self.write("case.elf", elf([text(*words), data(0x00300000, bytes(8))]))
                cut = ["--segment-accesses", 6] if "segment" in name else []
                self.assertEqual(self.verdicts("case.elf", *cut), (accepted,) * 3)

    def test_a_program_that_goes_wrong_as_its_input_says(self):
        for what, accepted in (("misaligned", False), ("out of range", False), ("stack", False), ("jump", False),
                               ("input", False), ("ebreak", True), ("exit 3", True), ("something else", True)):
            with self.subTest(what):
                self.write("what.txt", what + "\n")
                self.assertEqual(self.verdicts(GUESTS / "elf" / "trap.elf", "--stdin", "what.txt"), (accepted,) * 3)


if __name__ == "__main__":
    unittest.main()
