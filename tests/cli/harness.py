"""Runs the binary that the environment variable ZKMEM names, in an empty directory, and checks how it refuses."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ZKMEM = os.environ["ZKMEM"]
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# How many times as long things may take as in a build for users.
PATIENCE = int(os.environ.get("ZKMEM_PATIENCE", "1"))


def subcommands(help_text):
    section = help_text.split("Subcommands:")[1].split("\n\n")[0] if "Subcommands:" in help_text else ""
    return re.findall(r"^  (\S+)", section, re.M)


def commands():
    """Every command as a tuple of words and its help; those with commands below them, too."""
    todo, found = [()], {}
    while todo:
        path = todo.pop()
        found[path] = subprocess.run([ZKMEM, *path, "--help"], check=True, capture_output=True, text=True).stdout
        todo += [(*path, name) for name in subcommands(found[path])]
    return found


class CommandLine(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.directory = pathlib.Path(scratch.name)

    def write(self, name, content):
        path = self.directory / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def run_zkmem(self, *arguments, stdin=b"", folder="."):
        return subprocess.run([ZKMEM, *map(str, arguments)], input=stdin, capture_output=True, timeout=120 * PATIENCE,
                              cwd=self.directory / folder)

    def ok(self, *arguments):
        """What it prints; it must succeed."""
        done = self.run_zkmem(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def contents(self):
        """Names with content, None for folders; without locks, which say who looked last."""
        return {path.name: path.read_bytes() if path.is_file() else None for path in self.directory.rglob("*")
                if path.name not in ("lock", "lock.mdb")}

    def assert_refused(self, arguments, *mentions, stdin=b"", code=2):
        """Exit 2, nothing on stdout (under --json the verdict), one line on stderr that has every one of `mentions`, nothing written."""
        before = self.contents()
        done = self.run_zkmem(*arguments, stdin=stdin)
        message = done.stderr.decode()
        self.assertEqual(done.returncode, code, message)
        if "--json" in arguments:
            verdict = json.loads(done.stdout)
            self.assertEqual(message, f"zkmem: {verdict.pop('reason')}\n")
            self.assertEqual(verdict, {"verdict": "rejected" if code == 1 else "error"})
        else:
            self.assertEqual(done.stdout, b"")
        self.assertEqual(message.count("\n"), 1, message)
        self.assertTrue(message.startswith("zkmem: "), message)
        for mention in mentions:
            self.assertIn(str(mention), message)
        self.assertEqual(self.contents(), before, "something was written")
