"""Every way in which a program file can be malformed: one clear line, exit 2, nothing written."""
import unittest

from elf import BASE, EXIT_0, NOP, data, elf, text
from harness import CommandLine

GOOD = elf([text(NOP, EXIT_0), data(BASE + 0x100, b"\x01\x02\x03\x04", memory_size=64)])


class MalformedElf(CommandLine):
    def refuse(self, content, *mentions):
        self.write("program.elf", content)
        self.assert_refused(["run", "program.elf", "--save", "out.save"], "program.elf", *mentions)

    def test_the_good_one_runs(self):
        self.write("program.elf", GOOD)
        self.assertEqual(self.run_zkmem("run", "program.elf").returncode, 0)

    def test_missing(self):
        self.assert_refused(["run", "nowhere.elf"], "nowhere.elf", "No such file")

    def test_directory(self):
        self.assert_refused(["run", "/"], "/")

    def test_empty(self):
        self.refuse(b"")

    def test_not_elf(self):
        self.refuse(b"#!/bin/sh\necho hello\n" * 10)

    def test_every_truncation(self):
        for length in range(len(GOOD)):
            self.refuse(GOOD[:length])

    def test_64_bit(self):
        self.refuse(elf([text(EXIT_0)], bits=2))

    def test_big_endian(self):
        self.refuse(elf([text(EXIT_0)], order=2))

    def test_shared_object(self):
        self.refuse(elf([text(EXIT_0)], kind=3))

    def test_relocatable(self):
        self.refuse(elf([text(EXIT_0)], kind=1))

    def test_other_machine(self):
        self.refuse(elf([text(EXIT_0)], machine=62))

    def test_no_segments(self):
        self.refuse(elf([]))

    def test_nothing_executable(self):
        self.refuse(elf([data(BASE, b"\x13\0\0\0")]))

    def test_misaligned_segment(self):
        self.refuse(elf([text(EXIT_0, address=BASE + 2)], entry=BASE + 2))

    def test_segment_beyond_memory(self):
        self.refuse(elf([text(EXIT_0), data(1 << 29, b"abcd")]))

    def test_bss_beyond_memory(self):
        self.refuse(elf([text(EXIT_0), data((1 << 29) - 8, b"abcd", memory_size=12)]))

    def test_address_and_size_wrap(self):
        self.refuse(elf([text(EXIT_0), data(0xFFFFFFFC, b"abcd", memory_size=16)]))

    def test_file_size_above_memory_size(self):
        self.refuse(elf([text(EXIT_0), data(BASE + 0x100, b"abcdefgh", memory_size=4)]))

    def test_segment_beyond_file(self):
        self.refuse(elf([text(EXIT_0), data(BASE + 0x100, b"abcd", file_size=400)]))

    def test_offset_beyond_file(self):
        self.refuse(elf([text(EXIT_0, offset=0xFFFFFF00)]))

    def test_more_headers_than_bytes(self):
        self.refuse(elf([text(EXIT_0)], header_count=60000))

    def test_header_size(self):
        self.refuse(elf([text(EXIT_0)], header_size=16))

    def test_overlapping_segments(self):
        self.refuse(elf([text(NOP, NOP, NOP, EXIT_0), data(BASE + 8, b"abcd")]))

    def test_bss_over_data(self):
        self.refuse(elf([text(EXIT_0), data(BASE + 0x100, b"", memory_size=64), data(BASE + 0x120, b"abcd")]))

    def test_entry_outside_text(self):
        self.refuse(elf([text(NOP, EXIT_0)], entry=BASE + 8))
        self.refuse(elf([text(NOP, EXIT_0)], entry=0))

    def test_entry_in_data(self):
        self.refuse(elf([text(EXIT_0), data(BASE + 0x100, b"\x13\0\0\0")], entry=BASE + 0x100))

    def test_misaligned_entry(self):
        self.refuse(elf([text(NOP, EXIT_0)], entry=BASE + 2))

    def test_executed_word_that_is_no_instruction(self):
        # zero, fence.i, a compressed pair, an atomic, a floating-point load, an unused custom-0 function
        for word in (0x00000000, 0x0000100F, 0x00010001, 0x1005202F, 0x00002007, 0x0000700B):
            self.write("program.elf", elf([text(NOP, word, EXIT_0)]))
            done = self.run_zkmem("run", "program.elf")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"the word 0x{word:08x} at {BASE + 4:#x} is no instruction", done.stderr.decode())

    def test_terminate_code_beyond_a_byte(self):
        self.refuse(elf([text(0x1000000B)]))


if __name__ == "__main__":
    unittest.main()
