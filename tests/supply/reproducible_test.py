#!/usr/bin/env python3
"""Equal sources give equal bytes, wherever and whenever they are built: a part of what tools/reproducible.py does, and that it would see if not.

usage: reproducible_test.py BUILD [--part]     --part: also build two libraries twice"""
import contextlib
import io
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

    def looked_at(self, data):
        (self.folder / "zkmem").write_bytes(data)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            return reproducible.look(self.folder), said.getvalue()

    def test_a_product_that_was_built_elsewhere_is_seen(self):
        for text, said in ((b"\0/home/alice/zkmem/zkmem/cli/main.cc\0", "byte 5 names a place of some machine: /home/alice/zkmem/zkmem/cli/main.cc"),
                           (b"\0/build/zkmem/base/check.h:12\0", "byte 5 names a place of some machine: /build/zkmem/base/check.h"),
                           (b"\0Jan  3 2026\0", "byte 5 is a date: Jan  3 2026"), (b"on Nov 30 2026, 00:17", "byte 7 is a date: Nov 30 2026")):
            code, printed = self.looked_at(b"\x7fELF" + text)
            self.assertEqual(code, 1, text)
            self.assertIn(f"zkmem: {said}\n", printed)
        for text in (b"\0zkmem/cli/main.cc\0", b"\0https://example.org/zkmem/zkmem/cli/main.cc\0", b"\0/usr/zkmem/no_source_of_ours.cc\0", b"June 30 2026", b"Jan 3"):
            code, printed = self.looked_at(b"\x7fELF" + text)
            self.assertEqual(code, 0, printed)

    def test_what_is_not_there_is_named(self):
        self.assertEqual(self.looked_at(b"\x7fELF"), (0, "not there: lib/c/libzkmem.so.1\nnot there: lib/c/libzkmem.a\n"
                                                     "not there: lib/freestanding/libzkmem_verify.a\n"
                                                     "1 products looked at, 0 say where or when they were built\n"))

    def test_nothing_to_compare_with_is_said_before_anything_is_built(self):
        for place in (self.folder, self.folder / "none"):
            done = subprocess.run([TOOL, "--against", place, "--folder", "/nonexist"], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", f"reproducible.py: {place} has nothing that could be compared\n"))

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
