#!/usr/bin/env python3
"""What libzkmem_verify.a is made of: what it needs of others, what it shows, and that it links beside everything.

usage: archive_test.py ARCHIVE --nm NM --objdump OBJDUMP --cxx COMPILER"""
import argparse
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
NEEDED = {"memcmp", "memcpy", "memmove", "memset", "strlen"}
# Says more of the same names than a linker may take from the archive: the program's strings, vectors and allocations are its own.
PROGRAM = """
#include <cstdio>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>
#include "zkmem/freestanding/zkmem_verify.h"
int main() {
  zkmem_verify_result result = {};
  result.struct_size = sizeof result;
  std::vector<unsigned char> arena(1 << 16), key(100);
  const auto code = zkmem_verify_in_arena(arena.data(), arena.size(), key.data(), key.size(), nullptr, 0, &result);
  std::vector<std::string> words;
  for (int i = 0; i < 1000; ++i) words.push_back(std::to_string(i) + result.message);
  try {
    words.at(1000);
  } catch (const std::out_of_range&) {
    std::printf("%d %zu\\n", static_cast<int>(code), words.size());
  }
}
"""


class Archive(unittest.TestCase):
    def symbols(self, *options):
        return subprocess.run([OPTIONS.nm, *options, OPTIONS.archive], capture_output=True, text=True, check=True).stdout

    def test_needs_five_functions_of_a_c_library_and_nothing_else(self):
        undefined = set(re.findall(r"(?m)^\s+[Uwv] (\S+)$", self.symbols("--undefined-only"))) - {"_GLOBAL_OFFSET_TABLE_"}
        self.assertLessEqual(undefined, NEEDED)
        self.assertIn("memcpy", undefined)

    def test_shows_one_name(self):
        self.assertEqual(re.findall(r"(?m)^\S+ (\S) (\S+)$", self.symbols("--defined-only", "--extern-only")), [("T", "zkmem_verify_in_arena")])

    def test_has_nothing_that_runs_before_or_beside_the_call(self):
        sections = subprocess.run([OPTIONS.objdump, "--section-headers", OPTIONS.archive], capture_output=True, text=True, check=True).stdout
        self.assertIn(".text.zkmem_verify_in_arena", sections)
        for name in ("init_array", "ctors", "fini_array", "tdata", "tbss", "eh_frame", "gcc_except_table"):
            self.assertNotRegex(sections, rf"\s\.{name}")
        self.assertNotRegex(sections, r"LINK_ONCE|GROUP")
        # No value that is made at the first call and kept.
        self.assertNotIn("_ZGV", self.symbols())

    def test_is_small(self):
        sizes = subprocess.run(["size", OPTIONS.archive], capture_output=True, text=True, check=True).stdout.splitlines()[1].split()
        text, data, zeros = map(int, sizes[:3])
        print(f"{text} bytes of code and constants, {data + zeros} of data")
        self.assertLess(text, 300_000)
        self.assertLess(data + zeros, 4096)

    def test_a_program_in_cxx_keeps_its_own_functions(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "program.cc").write_text(PROGRAM)
            compiler = [OPTIONS.cxx, "-std=c++20", "-O1", f"-I{ROOT}", folder / "program.cc", OPTIONS.archive]
            for name, options in {"program": [], "program_without_pic": ["-no-pie"], "program_alone": ["-static"]}.items():
                subprocess.run([*compiler, *options, "-o", folder / name], check=True)
                self.assertEqual(subprocess.run([folder / name], capture_output=True, text=True, check=True).stdout, "2 1000\n", name)
            whole = ["-Wl,--whole-archive", OPTIONS.archive, "-Wl,--no-whole-archive"]
            subprocess.run([OPTIONS.cxx, "-shared", *whole, "-Wl,-z,text", "-o", folder / "library.so"], check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("archive")
    for name in ("nm", "objdump", "cxx"):
        parser.add_argument(f"--{name}", required=True)
    OPTIONS = parser.parse_args()
    unittest.main(argv=["archive_test"])
