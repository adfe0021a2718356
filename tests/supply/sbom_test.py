#!/usr/bin/env python3
"""The bill of materials that tools/sbom.py writes: valid by the judgement of cyclonedx-python-lib, and complete by what readelf, the build and the lock files say.

usage: sbom_test.py BUILD      (exit 77: no Debian, or the judge cannot be had here)"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import locked_packages  # noqa: E402

BUILD = pathlib.Path(sys.argv[1])
TOOL = ROOT / "tools" / "sbom.py"
# Prints nothing if the file's text is a bill by the strict schema of version 1.6, and whose identifiers are unique.
JUDGE = """
import json, sys
from cyclonedx.model.bom import Bom
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
text = open(sys.argv[1]).read()
wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
if wrong is not None:
    sys.exit(f"not valid: {str(wrong)[:600]}")
bom = Bom.from_json(json.loads(text))
bom.validate()
print(len(bom.components))
"""


def written(build=BUILD):
    return subprocess.run([TOOL, build], capture_output=True, text=True)


class Bill(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made = written()
        assert made.returncode == 0, made.stderr
        cls.text = made.stdout
        cls.bill = json.loads(made.stdout)
        cls.required = {entry["purl"]: entry for entry in cls.bill["components"] if entry["scope"] == "required"}
        cls.excluded = {entry["purl"]: entry for entry in cls.bill["components"] if entry["scope"] == "excluded"}

    def judged(self, bill):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(bill, file)
            file.flush()
            return subprocess.run([PYTHON, "-c", JUDGE, file.name], capture_output=True, text=True)

    def package(self, name, entries=None):
        """Debian's of this name."""
        return [entry for purl, entry in (entries or self.required).items() if entry["name"] == name and purl.startswith("pkg:deb/")]

    def test_the_judge_finds_it_valid(self):
        judged = self.judged(self.bill)
        self.assertEqual(judged.returncode, 0, judged.stderr)
        self.assertEqual(int(judged.stdout), len(self.bill["components"]))

    def test_the_judge_judges(self):
        def changed(change):
            bill = json.loads(self.text)
            change(bill)
            return self.judged(bill).returncode
        self.assertNotEqual(changed(lambda bill: bill["components"][0].update(scope="linked")), 0)
        self.assertNotEqual(changed(lambda bill: bill["components"][0].pop("name")), 0)
        self.assertNotEqual(changed(lambda bill: bill.update(serialNumber="7")), 0)
        self.assertNotEqual(changed(lambda bill: bill["components"][0].update(licenses=[{"license": {"id": "Expat"}}])), 0)
        self.assertNotEqual(changed(lambda bill: bill["dependencies"][0]["dependsOn"].append("pkg:deb/debian/none@1")), 0)

    def test_equal_inputs_give_equal_bytes(self):
        self.assertEqual(written().stdout, self.text)

    def test_every_needed_library_is_named(self):
        for product in ("zkmem", "lib/c/libzkmem.so.1"):
            dynamic = subprocess.run(["readelf", "--dynamic", BUILD / product], capture_output=True, text=True, check=True).stdout
            needed = re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", dynamic)
            self.assertGreaterEqual(len(needed), 8)
            for library in needed:
                with self.subTest(library):
                    # dpkg's list of each named package, the other way round than the tool.
                    owners = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True).stdout
                    names = {line.split(":")[0] for line in owners.splitlines() if "cross" not in line}
                    self.assertTrue(any(self.package(name) for name in names), f"{library} of {names}")

    def test_headers_compiled_in_are_named(self):
        for name in ("nlohmann-json3-dev", "libcli11-dev", "libtomlplusplus-dev", "libhwy-dev", "libtbb-dev", "libfmt-dev", "libstdc++-12-dev"):
            self.assertEqual(len(self.package(name)), 1, name)

    def test_what_only_tests_is_excluded(self):
        for name in ("libgtest-dev", "librapidcheck-dev", "coq", "cmake"):
            self.assertEqual(self.package(name), [], name)
            if subprocess.run(["dpkg-query", "-W", name], capture_output=True).returncode == 0:
                self.assertEqual(len(self.package(name, self.excluded)), 1, name)
        self.assertEqual([purl for purl in self.required if not purl.startswith(("pkg:deb/debian/", "pkg:npm/"))], [])

    def test_javascript_of_the_page_is_named_as_locked(self):
        lock = json.loads((ROOT / "zkmem/sdk/report/page/package-lock.json").read_text())["packages"]
        runs = {place.split("node_modules/")[-1]: entry for place, entry in lock.items() if place and not entry.get("dev") and not entry.get("optional")}
        in_bill = {entry["name"]: entry for purl, entry in self.required.items() if purl.startswith("pkg:npm/")}
        # What is locked and not in the page was left out by the bundler.
        self.assertLessEqual(set(in_bill), set(runs))
        self.assertLessEqual({"d3-flame-graph", "d3-selection", "d3-hierarchy"}, set(in_bill))
        for name, entry in in_bill.items():
            self.assertEqual(entry["version"], runs[name]["version"])
            self.assertEqual(len(entry["hashes"][0]["content"]), 128)
            self.assertTrue(entry["licenses"])

    def test_lock_files_are_there_as_a_whole(self):
        crates = set(re.findall(r'name = "(.+?)"\nversion = "(.+?)"\nsource', (ROOT / "Cargo.lock").read_text()))
        self.assertGreater(len(crates), 300)
        in_bill = {(entry["name"], entry["version"]) for purl, entry in self.excluded.items() if purl.startswith("pkg:cargo/")}
        self.assertLessEqual(crates, in_bill)
        python = re.findall(r"(?m)^(\S+)==(\S+)", (ROOT / "python/requirements-test.txt").read_text())
        in_bill = {(entry["name"], entry["version"]) for purl, entry in self.excluded.items() if purl.startswith("pkg:pypi/")}
        self.assertEqual(set(python), in_bill)

    def test_debian_packages_have_their_version_and_licence(self):
        for purl, entry in {**self.required, **self.excluded}.items():
            if purl.startswith("pkg:deb/"):
                installed = subprocess.run(["dpkg-query", "-W", "-f=${Version}\n", entry["name"]], capture_output=True, text=True).stdout.split()
                self.assertIn(entry["version"], installed, entry["name"])
                self.assertTrue(entry["licenses"])
        (tbb,) = self.package("libtbb12")
        self.assertEqual(tbb["licenses"], [{"license": {"id": "Apache-2.0"}}])
        (elf,) = self.package("libelf1")  # not that of elfutils' programs
        self.assertEqual(elf["licenses"], [{"expression": "LGPL-3.0-or-later OR GPL-2.0-or-later"}])

    def test_the_binary_is_the_one_that_was_looked_at(self):
        import hashlib
        parts = {part["name"]: part["hashes"][0]["content"] for part in self.bill["metadata"]["component"]["components"]}
        self.assertEqual(parts["zkmem"], hashlib.sha256((BUILD / "zkmem").read_bytes()).hexdigest())

    def test_without_a_build_it_says_so(self):
        with tempfile.TemporaryDirectory() as folder:
            done = written(folder)
            self.assertEqual((done.returncode, done.stdout), (1, ""))
            self.assertIn("is not there: build it first", done.stderr)


if __name__ == "__main__":
    environment = locked_packages.environment(make=True)
    if shutil.which("dpkg-query") is None or environment is None:
        print(f"skipped: no Debian, or {locked_packages.MISSING}")
        sys.exit(77)
    PYTHON = environment / "bin" / "python"
    unittest.main(argv=sys.argv[:1])
