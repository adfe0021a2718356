"""Programs as GNU ld and lld link them by default: headers, data, padding and gaps in executable segments."""
import pathlib
import shutil
import struct
import subprocess
import unittest

from harness import CommandLine

GCC = shutil.which("riscv64-unknown-elf-gcc")
LD = shutil.which("riscv64-unknown-elf-ld")
LLD = shutil.which("ld.lld")

# Literals and padding in the text, byte data, a call to code that is put elsewhere. Ends with code 30 + 60 + 10 - 100.
SOURCE = """
.globl _start
.text
_start:
  la   a1, table
  lw   a0, 0(a1)
  lw   a2, literal
  la   a3, odd
  lbu  a4, 1(a3)
  add  a0, a0, a2
  add  a0, a0, a4
  addi a0, a0, -100
  call far_away
  bnez a0, failed
  .insn i CUSTOM_0, 0, x0, x0, 0
failed:
  .insn i CUSTOM_0, 0, x0, x0, 3
  .balign 16
literal: .word 60
  .word 0x42437733, 0x3384F333, 0x0000100f
.section .rodata
table: .word 30
odd: .byte 1, 10, 3
.data
value: .byte 7
.section .far, "ax"
far_away:
  ret
  .zero 12
"""

# Goes where there is only data: by falling into it, by a jump, by a register.
INTO_DATA = """
.globl _start
.text
_start:
  nop
  {0}
data: .word {1}
"""


@unittest.skipUnless(GCC and LD, "no RISC-V cross compiler")
class Linked(CommandLine):
    def assemble(self, source, *options):
        self.write("a.S", source)
        subprocess.run([GCC, "-march=rv32im", "-mabi=ilp32", *options, "-c", "a.S", "-o", "a.o"], cwd=self.directory, check=True)

    def link(self, linker, *options):
        subprocess.run([*linker, "a.o", "-o", "a.elf", *options], cwd=self.directory, check=True, capture_output=True)

    def everything_works(self):
        run = self.run_zkmem("run", "a.elf")
        self.assertEqual((run.returncode, run.stderr.split(b" after")[0]), (0, b"exit code 0"), run.stderr)
        self.assertEqual(self.run_zkmem("check", "a.elf").returncode, 0)
        proved = self.run_zkmem("prove", "a.elf", "--params", "weak", "-o", "a.zkproof")
        self.assertEqual(proved.returncode, 0, proved.stderr)
        verified = self.run_zkmem("verify", "a.zkproof", "--program", "a.elf", "--allow-weak-params")
        self.assertEqual(verified.returncode, 0, verified.stderr)
        # A program that differs in its data only is another program.
        image = bytearray((self.directory / "a.elf").read_bytes())
        place = image.index(bytes.fromhex("3377434233f38433"))
        image[place] ^= 0x40
        self.write("b.elf", bytes(image))
        other = self.run_zkmem("verify", "a.zkproof", "--program", "b.elf", "--allow-weak-params")
        self.assertEqual(other.returncode, 1, other.stderr)

    def test_gnu_ld_by_default(self):
        self.assemble(SOURCE)
        self.link([LD, "-m", "elf32lriscv"])
        self.everything_works()

    def test_gnu_ld_with_code_and_data_in_one_segment(self):
        self.assemble(SOURCE)
        self.link([LD, "-m", "elf32lriscv", "-N"])
        self.everything_works()

    def test_gnu_ld_with_code_far_away(self):
        self.assemble(SOURCE.replace("  call far_away", "  lui t0, %hi(far_away)\n  jalr ra, %lo(far_away)(t0)"))
        for place in ("0x20000", "0x1ff00000"):
            with self.subTest(place=place):
                self.link([LD, "-m", "elf32lriscv", f"--section-start=.far={place}"])
                self.everything_works()

    def test_compiler_driver_without_a_library(self):
        self.assemble(SOURCE)
        subprocess.run([GCC, "-march=rv32im", "-mabi=ilp32", "-nostdlib", "-static", "a.o", "-o", "a.elf"], cwd=self.directory, check=True)
        self.everything_works()

    @unittest.skipUnless(LLD, "no lld")
    def test_lld_by_default(self):
        self.assemble(SOURCE, "-mno-relax")
        self.link([LLD])
        self.everything_works()

    def test_executed_data_traps(self):
        words = {"0x464c457f": "0x464c457f", "0x42437733": "0x42437733", "0x3384F333": "0x3384f333", "0x0000100f": "0x0000100f", "0": "0x00000000"}
        for source, word in words.items():
            self.assemble(INTO_DATA.format("nop", source))
            self.link([LD, "-m", "elf32lriscv", "-Ttext=0x10000"])
            for command in (["run"], ["check"], ["prove", "--params", "weak", "-o", "a.zkproof"]):
                with self.subTest(word=word, command=command):
                    done = self.run_zkmem(command[0], "a.elf", *command[1:])
                    self.assertEqual(done.returncode, 1)
                    self.assertIn(f"the word {word} at 0x10008 is no instruction of the machine", (done.stdout + done.stderr).decode())
                    self.assertFalse((self.directory / "a.zkproof").exists())

    def test_jumps_into_data_trap(self):
        for jump in ("j data", "la t0, data\n  jr t0", "beq x0, x0, data"):
            with self.subTest(jump=jump):
                self.assemble(INTO_DATA.format(jump, "0x0000100f"))
                self.link([LD, "-m", "elf32lriscv", "-Ttext=0x10000"])
                done = self.run_zkmem("run", "a.elf")
                self.assertEqual(done.returncode, 1)
                self.assertIn(b"where the word 0x0000100f is no instruction of the machine", done.stderr)

    def test_debug_information_that_expands_to_too_much_is_not_read(self):
        name = "a" * 100000
        self.write("zeros", bytes(1234568))
        self.assemble(f".globl _start\n.text\n_start:\n  nop\n{name}:\n  .word 0\n")
        self.link([LD, "-m", "elf32lriscv", "-Ttext=0x10000"])
        objcopy = GCC.replace("gcc", "objcopy")
        subprocess.run([objcopy, "--add-section", ".debug_info=zeros", "a.elf", "b.elf"], cwd=self.directory, check=True)
        subprocess.run([objcopy, "--compress-debug-sections=zlib-gabi", "b.elf", "c.elf"], cwd=self.directory, check=True)
        self.assertNotIn(b"debug information", self.run_zkmem("run", "c.elf").stderr)
        image = bytearray((self.directory / "c.elf").read_bytes())
        header = struct.pack("<II", 1, 1234568)  # zlib, the size
        self.assertEqual(image.count(header), 1)
        at = image.index(header) + 4
        image[at:at + 4] = struct.pack("<I", 0xf0000000)
        self.write("d.elf", bytes(image))
        for command in ("run", "check", "prove"):
            message = self.run_zkmem(command, "d.elf").stderr.decode()
            self.assertIn("at 0x10004 is no instruction", message)
            self.assertIn("(its debug information is not read: it expands to more than 256 MiB)", message)
            self.assertIn("a" * 200 + "...", message)
            self.assertLess(len(message), 2000)

    def test_ebreak_is_told_with_its_usual_reason(self):
        self.assemble(".globl _start\n.text\n_start:\n  sw x0, 0(x0)\n  ebreak\n")
        self.link([LD, "-m", "elf32lriscv", "-Ttext=0x10000"])
        for command in (["run"], ["prove", "--params", "weak", "-o", "p"]):
            done = self.run_zkmem(command[0], "a.elf", *command[1:])
            self.assertIn(b"ebreak, in _start+0x4 (compilers put ebreak where", done.stderr)

    def test_suspended_before_data(self):
        self.assemble(INTO_DATA.format("nop", "0x0000100f"))
        self.link([LD, "-m", "elf32lriscv", "-Ttext=0x10000"])
        self.assertEqual(self.run_zkmem("run", "a.elf", "--max-instructions", "2", "--save", "s").returncode, 0)
        done = self.run_zkmem("run", "--resume", "s")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"0x10008 is no instruction", done.stderr)


if __name__ == "__main__":
    unittest.main()
