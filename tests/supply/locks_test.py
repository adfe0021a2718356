#!/usr/bin/env python3
"""What the tree takes from package registries is locked: every manifest has a lock with a digest or one version for each package, every command
uses it as it is, and no lock says which machine a package comes from. Asks no network."""
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests")]
import locked_packages  # noqa: E402
from sbom import plain_name, tree_files  # noqa: E402

# Files by which a language's tools ask for packages. A new kind fails below, until this test knows its lock.
KNOWN = {"package.json", "Cargo.toml", "pyproject.toml", "requirements-test.txt"}
OTHERS = ["go.mod", "pom.xml", "build.gradle", "build.gradle.kts", "Gemfile", "composer.json", "Pipfile", "setup.py", "environment.yml", "conanfile.*",
          "vcpkg.json", "requirements*.txt", "*.csproj", "deno.json", "foundry.toml"]
# How cargo names its own registry in a lock; it cannot be left out.
CARGO_REGISTRY = "registry+https://github.com/rust-lang/crates.io-index"
CODE = ("*.py", "*.sh", "*.cmake", "CMakeLists.txt", "Makefile", "run", "*.sh.in")


def relative(path):
    return str(path.relative_to(ROOT))


def workspace_of(manifest):
    """The folder whose Cargo.lock holds for a Cargo.toml."""
    for folder in [manifest.parent, *manifest.parent.parents]:
        path = folder / "Cargo.toml"
        if path.exists() and ("workspace" in tomllib.loads(path.read_text()) or folder == manifest.parent and (folder / "Cargo.lock").exists()):
            return folder
        if folder == ROOT:
            return None
    return None


class Npm(unittest.TestCase):
    def test_every_package_is_locked_with_its_digest(self):
        manifests = tree_files("package.json")
        self.assertGreaterEqual(len(manifests), 4)
        seen = 0
        for manifest in manifests:
            wanted = json.loads(manifest.read_text())
            asked = {kind: wanted.get(kind, {}) for kind in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")}
            lock = manifest.with_name("package-lock.json")
            if not any(asked.values()):
                continue
            with self.subTest(relative(manifest)):
                locked = json.loads(lock.read_text())
                self.assertEqual(locked["lockfileVersion"], 3)
                for kind, packages in asked.items():
                    self.assertEqual(locked["packages"][""].get(kind, {}), packages)
                    for name, version in packages.items():
                        self.assertRegex(version, r"^\d+\.\d+\.\d+$", name)
                        self.assertEqual(locked["packages"][f"node_modules/{name}"]["version"], version)
                for name, entry in locked["packages"].items():
                    if name:
                        seen += 1
                        self.assertRegex(entry["integrity"], r"^sha512-[A-Za-z0-9+/]{86}==$", name)
                        self.assertNotIn("resolved", entry, name)
        self.assertGreater(seen, 50)


class Cargo(unittest.TestCase):
    def test_every_manifest_has_a_lock(self):
        manifests = tree_files("Cargo.toml")
        self.assertGreaterEqual(len(manifests), 7)
        for manifest in manifests:
            with self.subTest(relative(manifest)):
                folder = workspace_of(manifest)
                self.assertIsNotNone(folder)
                lock = tomllib.loads((folder / "Cargo.lock").read_text())
                package = tomllib.loads(manifest.read_text()).get("package")
                if package:
                    ours = [entry for entry in lock["package"] if entry["name"] == package["name"] and "source" not in entry]
                    self.assertEqual([entry["version"] for entry in ours], [package["version"]])

    def test_every_package_has_its_digest_and_is_the_registrys(self):
        for path in tree_files("Cargo.lock"):
            for package in tomllib.loads(path.read_text())["package"]:
                with self.subTest(f"{relative(path)}: {package['name']}"):
                    if "source" in package:
                        self.assertEqual(package["source"], CARGO_REGISTRY)
                        self.assertRegex(package["checksum"], r"^[0-9a-f]{64}$")

    def test_every_dependency_of_ours_is_in_the_tree(self):
        for manifest in tree_files("Cargo.toml"):
            for kind in ("dependencies", "dev-dependencies", "build-dependencies"):
                for name, wanted in tomllib.loads(manifest.read_text()).get(kind, {}).items():
                    if isinstance(wanted, dict):
                        self.assertNotIn("git", wanted, f"{relative(manifest)}: {name}")
                        if "path" in wanted:
                            self.assertTrue((manifest.parent / wanted["path"]).resolve().is_relative_to(ROOT), name)


class Python(unittest.TestCase):
    def test_each_line_pins_one_version_with_its_digests(self):
        for path in tree_files("requirements*.txt"):
            lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
            self.assertGreater(len(lines), 50)
            for line in lines:
                self.assertRegex(line, r"^[A-Za-z0-9][\w.-]*==[0-9][\w.]*( --hash=sha256:[0-9a-f]{64})+$")
            names = [plain_name(line.split("==")[0]) for line in lines]
            self.assertEqual(len(names), len(set(names)))

    def test_what_is_installed_is_what_is_pinned(self):
        environment = locked_packages.environment()
        if environment is None:
            self.skipTest(locked_packages.MISSING)
        pip = [environment / "bin" / "python", "-m", "pip", "--disable-pip-version-check"]
        listed = json.loads(subprocess.run([*pip, "list", "--format=json"], capture_output=True, text=True, check=True).stdout)
        installed = {(plain_name(entry["name"]), entry["version"]) for entry in listed if entry["name"] not in ("pip", "setuptools")}
        lines = (ROOT / "python" / "requirements-test.txt").read_text().splitlines()
        pinned = {(plain_name(name), version) for name, version in (line.split()[0].split("==") for line in lines if not line.startswith("#"))}
        self.assertEqual(installed, pinned)
        checked = subprocess.run([*pip, "check"], capture_output=True, text=True)
        self.assertEqual(checked.returncode, 0, checked.stdout)


class Commands(unittest.TestCase):
    def commands(self, pattern):
        """(file, text of the command) in scripts of the tree, but not in comments."""
        for path in [path for kind in CODE for path in tree_files(kind)]:
            if path != pathlib.Path(__file__).resolve():
                text = re.sub(r"(?m)^\s*#.*$", "", path.read_text(errors="replace")).replace("\\\n", " ")
                for found in re.finditer(pattern, text):
                    # To the end of the line, or of the list of words.
                    yield relative(path), re.match(r"[^\]\n]*(?:,\n[^\]\n]*)*", text[found.start():])[0]

    def test_cargo_uses_the_lock_as_it_is(self):
        found = list(self.commands(r"(?m)(\"cargo\",\s*\"|^\s*@?cargo\s+)(build|test|run|vendor|install|bench|check)\b"))
        self.assertGreaterEqual(len(found), 7)
        for path, command in found:
            self.assertRegex(command, r"--(locked|frozen)\b", path)

    def test_npm_installs_only_by_the_lock(self):
        found = list(self.commands(r"(?<![\w/.-])npm(\",\s*\"|\s+)(ci|install|i|update|add)\b"))
        self.assertGreaterEqual(len(found), 1)
        for path, command in found:
            # A package of ours that was packed here is a file, not the registry's.
            self.assertRegex(command, r"npm ci\b.*--ignore-scripts|--offline", path)

    def test_pip_installs_only_what_is_pinned(self):
        found = list(self.commands(r"-m(\",\s*\"|\s+)pip(\",\s*\"|\s+)install\b"))
        self.assertGreaterEqual(len(found), 3)
        for path, command in found:
            self.assertIn("--no-deps", command, path)
            if "--requirement" in command:
                self.assertIn("--require-hashes", command, path)


class All(unittest.TestCase):
    def test_no_kind_of_manifest_is_unknown(self):
        found = [path for pattern in OTHERS for path in tree_files(pattern) if path.name not in KNOWN]
        self.assertEqual(list(map(relative, found)), [])

    def test_no_lock_names_a_host(self):
        locks = [path for pattern in ("package-lock.json", "Cargo.lock", "requirements*.txt") for path in tree_files(pattern)]
        self.assertGreaterEqual(len(locks), 7)
        for path in locks:
            text = path.read_text().replace(CARGO_REGISTRY, "")
            # Where one may support a package's authors is no place from which it is installed.
            hosts = {url for url in re.findall(r"https?://[^\s\"']+", text)} - set(re.findall(r'"url": "(https?://[^"]+)"', text))
            self.assertEqual(hosts, set(), relative(path))
            self.assertNotRegex(text, r"(?m)^\s*(-i|--index-url|--extra-index-url|--find-links)\b")


if __name__ == "__main__":
    unittest.main()
