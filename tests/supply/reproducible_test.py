#!/usr/bin/env python3
"""Equal sources give equal bytes, wherever and whenever they are built: a part of what tools/reproducible.py does, and that it would see if not.

usage: reproducible_test.py BUILD [--part]     --part: also build two libraries twice"""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import reproducible  # noqa: E402
from binary_difference import difference  # noqa: E402

BUILD = pathlib.Path(sys.argv[1])
PART = "--part" in sys.argv[2:]
TOOL = ROOT / "tools" / "reproducible.py"


class Difference(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def compiled(self, name, text, *options):
        source = self.folder / f"{name}.c"
        source.write_text(text)
        made = self.folder / f"{name}.o"
        subprocess.run(["cc", "-c", "-O1", *options, source, "-o", made], check=True)
        return made

    def archive(self, flags, *members):
        made = self.folder / f"{flags}{len(list(self.folder.iterdir()))}.a"
        subprocess.run(["ar", flags, made, *members], check=True, capture_output=True)
        return made.read_bytes()

    def test_equal_bytes_have_none(self):
        data = self.compiled("a", "int f(void) { return 1; }").read_bytes()
        self.assertIsNone(difference(data, bytes(data)))

    def test_of_an_object_its_section_is_named(self):
        one = self.compiled("a", 'const char* f(void) { return "built at one"; }').read_bytes()
        other = self.compiled("a", 'const char* f(void) { return "built at two"; }').read_bytes()
        self.assertRegex(difference(one, other), r"^section \.rodata\S*: byte 9: b'one.*' and b'two")
        self.assertRegex(difference(one, self.compiled("a", 'const char* f(void) { return "longer, built at one"; }').read_bytes()),
                         r"^section \.rodata\S*: 13 and 21 bytes, byte 0: ")

    def test_of_an_archive_its_member_is_named(self):
        a, b = self.compiled("a", "int f(void) { return 1; }"), self.compiled("a_member_with_a_long_name", "int g(void) { return 2; }")
        one = self.archive("qcD", a, b)
        self.compiled("a_member_with_a_long_name", "int g(void) { return 3; }")
        self.assertRegex(difference(one, self.archive("qcD", a, b)), r"^member a_member_with_a_long_name\.o: section \.text: byte \d+: ")
        self.assertEqual(difference(self.archive("qcD", a), self.archive("qcD", a, b)), "members of one only: a_member_with_a_long_name.o")
        self.assertEqual(difference(self.archive("qcSD", a, b), self.archive("qcSD", b, a)), "the order of members: number 1 is a.o and a_member_with_a_long_name.o")

    def test_of_an_archive_what_is_beside_the_content_is_named(self):
        a = self.compiled("a", "int f(void) { return 1; }")
        self.assertEqual(difference(self.archive("qcSD", a), self.archive("qcSU", a)), "member a.o: its date")

    def test_a_product_that_names_its_place_or_time_is_seen(self):
        (self.folder / "lib" / "c").mkdir(parents=True)
        (self.folder / "zkmem").write_bytes(b"\x7fELF at " + str(ROOT).encode() + b"/zkmem/base/check.h\0")
        self.assertEqual(reproducible.look(self.folder), 1)
        (self.folder / "zkmem").write_bytes(b"\x7fELF at zkmem/base/check.h\0")
        self.assertEqual(reproducible.look(self.folder), 0)
        (self.folder / "lib" / "c" / "libzkmem.a").write_bytes(self.archive("qcSU", self.compiled("a", "int f(void) { return 1; }")))
        self.assertEqual(reproducible.look(self.folder), 1)

    def test_an_empty_folder_shows_nothing(self):
        self.assertEqual(reproducible.look(self.folder), 1)


class Products(unittest.TestCase):
    def test_say_neither_where_nor_when_they_were_built(self):
        done = subprocess.run([TOOL, "--look", BUILD], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("4 products looked at, 0 say", done.stdout)


@unittest.skipUnless(PART, "only with --part")
class Part(unittest.TestCase):
    def test_two_libraries_are_the_same_bytes_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([TOOL, "--targets", "zkmem_base,zkmem_poly", "--folder", folder], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertRegex(done.stdout, r"(?m)^[0-9a-f]{64}  lib/base/libzkmem_base\.a  ")
            self.assertRegex(done.stdout, r"(?m)^1\d files compared, 0 differ; ")
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])


if __name__ == "__main__":
    if shutil.which("ar") is None:
        sys.exit("no ar on this machine")
    unittest.main(argv=sys.argv[:1])
