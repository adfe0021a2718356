"""Output that does not arrive is no success: every command that there is against full, closed and broken outputs."""
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import tempfile
import unittest

from elf import elf, text
from harness import PATIENCE, ROOT, ZKMEM, CommandLine, commands, subcommands

GUESTS = ROOT / "examples" / "guests"
FIB = [str(GUESTS / "elf" / "fib.elf"), "--stdin", str(GUESTS / "inputs" / "fib.txt")]
SORT = [str(GUESTS / "elf" / "sort.elf"), "--stdin", str(GUESTS / "inputs" / "capitals.txt")]
SWIRL = ROOT / "tests" / "golden" / "swirl" / "small" / "fib"
LOG = '{"op":"write","as":2,"ptr":0,"size":4,"values":[1,2,3,4]}\n{"op":"read","as":2,"ptr":0,"size":4}\n'
NO_SPACE = "No space left on device"

# How each command is called so that it prints: without --json, and whether it knows it.
CALLS = {
    ("run",): [*FIB],
    ("prove",): ["log.jsonl", "--params", "weak", "-o", "new.zkproof"],
    ("plan",): ["log.jsonl", "--params", "weak", "-o", "new.work"],
    ("prove-segment",): ["work", "0"],
    ("assemble",): ["work", "-o", "new.zkproof"],
    ("verify",): ["log.zkproof", "--allow-weak-params"],
    ("check",): ["log.jsonl"],
    ("replay",): ["log.jsonl"],
    ("report",): ["log.jsonl"],
    ("log", "convert"): ["log.jsonl", "new.zklog"],
    ("log", "stat"): ["log.jsonl"],
    ("log", "head"): ["log.jsonl"],
    ("log", "digest"): ["log.jsonl", "--params", "weak"],
    ("image", "root"): ["--state", "state"],
    ("image", "list"): ["--state", "state"],
    ("image", "get"): ["2:0+4", "--state", "state"],
    ("image", "open"): ["2:0+4", "--state", "state", "-o", "new.opening"],
    ("image", "verify"): ["cells.opening", "--root", "ROOT", "--config", "config.json"],
    ("image", "diff"): ["FIRST", "ROOT", "--state", "state"],
    ("image", "rollback"): ["ROOT", "--state", "state"],
    ("swirl", "verify"): ["--vk", str(SWIRL / "vk.postcard"), "fib.bin"],
    ("swirl", "prove"): ["--vk", str(SWIRL / "vk.postcard"), "--traces", str(SWIRL), "-o", "new.bin"],
    ("swirl", "inspect"): ["fib.bin"],
    ("soundness",): ["--params", "app:20"],
    ("attack",): ["LogAttack.NothingForgedIsAccepted"],
    ("attack", "mutate"): ["log.zkproof", "--count", "20"],
    ("keygen",): ["--params", "app:20", "-o", "keys"],
    ("export",): [],
    ("help",): [],
    ("completion",): ["bash"],
}
# Those of them that write files, and what with.
WRITERS = {
    "run --log": ["run", *FIB, "--log", "new.jsonl"],
    "run --log, binary": ["run", *FIB, "--log", "new.zklog"],
    "run --save": ["run", *FIB, "--max-instructions", "100", "--save", "new.save"],
    "prove": ["prove", *CALLS["prove",]],
    "plan": ["plan", *CALLS["plan",]],
    "assemble": ["assemble", *CALLS["assemble",]],
    "prove-segment": ["prove-segment", "unproven", "0"],
    "replay --dump": ["replay", "log.jsonl", "--dump", "new.json"],
    "replay --annotate": ["replay", "log.jsonl", "--annotate", "new.jsonl"],
    "report -o": ["report", "log.jsonl", "-o", "new.json"],
    "log convert": ["log", "convert", "log.jsonl", "new.zklog"],
    "image open": ["image", "open", *CALLS["image", "open"]],
    "swirl prove": ["swirl", "prove", *CALLS["swirl", "prove"]],
    "swirl prove --transcript": ["swirl", "prove", *CALLS["swirl", "prove"], "--transcript", "new.txt"],
    "swirl verify --transcript": ["swirl", "verify", *CALLS["swirl", "verify"], "--transcript", "new.txt"],
    "swirl inspect --extract": ["swirl", "inspect", "log.zkproof", "--extract", "parts"],
    "keygen": ["keygen", *CALLS["keygen",]],
}


class Output(CommandLine):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.prepared = pathlib.Path(scratch.name)
        (cls.prepared / "log.jsonl").write_text(LOG)
        run = lambda *arguments: subprocess.run([ZKMEM, *arguments], check=True, capture_output=True, text=True,
                                                cwd=cls.prepared).stdout
        (cls.prepared / "config.json").write_text('{"profile":"openvm-v2"}')
        run("plan", "log.jsonl", "--params", "weak", "-o", "unproven")
        shutil.copytree(cls.prepared / "unproven", cls.prepared / "work")
        run("prove-segment", "work", "0")
        run("assemble", "work", "-o", "log.zkproof")
        run("run", *FIB, "--state", "state")
        cls.roots = {"FIRST": run("image", "root", "--state", "state").strip()}
        run("run", *SORT, "--state", "state")
        cls.roots["ROOT"] = run("image", "root", "--state", "state").strip()
        run("image", "open", "2:0+4", "--state", "state", "-o", "cells.opening")
        run("swirl", "prove", "--vk", SWIRL / "vk.postcard", "--traces", SWIRL, "-o", "fib.bin")

    def fresh(self):
        shutil.rmtree(self.directory)
        shutil.copytree(self.prepared, self.directory)

    def calls(self):
        """Each command with and without --json; fails for a command that has no call here."""
        for path, help_text in commands().items():
            if not path or (subcommands(help_text) and path not in CALLS):
                continue
            self.assertIn(path, CALLS, "a new command needs a call in this test")
            call = [*path, *(self.roots.get(word, word) for word in CALLS[path])]
            for words in (call, [*call, "--json"]) if "--json" in help_text else (call,):
                self.fresh()
                yield words

    def start(self, words, **streams):
        return subprocess.run([ZKMEM, *words], cwd=self.directory, timeout=120 * PATIENCE, **streams)

    def assert_lost(self, done, words, stderr, reason):
        lines = [line for line in stderr.decode().splitlines() if line.startswith("zkmem: ")]
        self.assertEqual(done.returncode, 2, words)
        self.assertEqual(lines, [f"zkmem: cannot write to standard output: {reason}"], words)

    def test_full_disk(self):
        for words in self.calls():
            with open("/dev/full", "wb") as full:
                # `run` says on stderr what others say on stdout.
                where = {"stderr": full, "stdout": subprocess.PIPE} if words[0] == "run" and "--json" not in words else {
                    "stdout": full, "stderr": subprocess.PIPE}
                done = self.start(words, **where)
            with self.subTest(words=words):
                if where["stdout"] == full:
                    self.assert_lost(done, words, done.stderr, NO_SPACE)
                else:
                    self.assertEqual(done.returncode, 2, words)

    def test_closed(self):
        """A closed stdout: nothing of what is meant for it gets into a file that has its number."""
        for words in self.calls():
            if words[0] == "run" and "--json" not in words:
                continue
            self.start(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            expected = self.contents()
            self.fresh()
            done = self.start(words, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
            with self.subTest(words=words):
                self.assert_lost(done, words, done.stderr, "Bad file descriptor")
                for name in ("new.zkproof", "new.opening", "new.zklog", "new.bin"):
                    self.assertEqual(self.contents().get(name), expected.get(name), words)

    def broken(self, words, ignored):
        read, write = os.pipe()
        os.close(read)
        try:
            return self.start(words, stdout=write, stderr=subprocess.PIPE, restore_signals=not ignored)
        finally:
            os.close(write)

    def test_a_closed_pipe_is_quiet_but_no_success(self):
        self.fresh()
        done = self.broken(["log", "head", "log.jsonl"], ignored=False)
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))

    def test_a_closed_pipe_is_an_error_where_the_signal_is_ignored(self):
        for words in self.calls():
            if words[0] == "run" and "--json" not in words:
                continue
            with self.subTest(words=words):
                done = self.broken(words, ignored=True)
                self.assert_lost(done, words, done.stderr, "Broken pipe")

    def test_help_and_version(self):
        for words in (["--help"], ["--version"], *([*path, "--help"] for path in commands() if path)):
            with open("/dev/full", "wb") as full:
                done = self.start(words, stdout=full, stderr=subprocess.PIPE)
            self.assert_lost(done, words, done.stderr, NO_SPACE)

    def test_closed_stderr_is_what_the_caller_wanted(self):
        self.fresh()
        done = self.start(["run", *FIB, "--log", "new.jsonl"], stdout=subprocess.PIPE, preexec_fn=lambda: os.close(2))
        self.assertEqual(done.returncode, 0)
        self.assertNotIn(b"exit code", (self.directory / "new.jsonl").read_bytes())

    def test_a_program_that_prints_for_ever_is_stopped(self):
        self.fresh()
        self.write("loop.elf", elf([text(0x00200537, 0x80050513, 0x00400593, 0x0B | 10 << 7 | 3 << 12 | 11 << 15 | 1 << 20, 0xFFDFF06F)]))
        with open("/dev/full", "wb") as full:
            done = self.start(["run", "loop.elf"], stdout=full, stderr=subprocess.PIPE)
        self.assert_lost(done, "run", done.stderr, NO_SPACE)

    def test_a_run_whose_output_is_lost_leaves_no_version(self):
        self.fresh()
        with open("/dev/full", "wb") as full:
            done = self.start(["run", *SORT, "--state", "other"], stdout=full, stderr=subprocess.PIPE)
        self.assert_lost(done, "run", done.stderr, NO_SPACE)
        self.assertNotIn(b"exit code", done.stderr, "no summary, either")
        self.assertEqual(self.run_zkmem("image", "list", "--state", "other").stdout, b"")

    def full(self, words, bytes_left):
        """Files cannot grow beyond so many bytes."""
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, bytes_left))
        return self.start(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)

    # The thread sanitizer itself writes a file before it begins.
    @unittest.skipIf(PATIENCE > 1, "the binary runs with a sanitizer")
    def test_every_writer_on_a_full_disk_leaves_nothing_half_written(self):
        for name, words in WRITERS.items():
            for bytes_left in (0, 100):
                self.fresh()
                before = self.contents()
                done = self.full(words, bytes_left)
                with self.subTest(name=name, bytes_left=bytes_left):
                    if done.returncode == 0:  # small enough
                        self.assertEqual(bytes_left, 100)
                        continue
                    self.assertEqual(done.returncode, 2, done.stderr)
                    lines = done.stderr.decode().splitlines()
                    self.assertEqual(len([line for line in lines if line.startswith("zkmem: ")]), 1, lines)
                    self.assertIn("File too large", lines[-1])
                    after = {name for name, content in self.contents().items() if content is not None}
                    self.assertEqual({name for name in after if ".part" in name or name.startswith("new.")}, set())
                    self.assertEqual({k: v for k, v in self.contents().items() if k in before}, before)

    def test_a_state_on_a_full_disk_keeps_its_version(self):
        self.fresh()
        done = self.full(["run", *FIB, "--state", "state"], 8192)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(self.run_zkmem("image", "root", "--state", "state").stdout.decode().strip(), self.roots["ROOT"])


if __name__ == "__main__":
    unittest.main()
