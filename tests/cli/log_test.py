#!/usr/bin/env python3
"""zkmem log as a user runs it: both formats, streams, exit codes, one line for what is wrong, nothing half-written."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ZKMEM, GOLDEN = sys.argv[1], pathlib.Path(sys.argv[2])


def zkmem(*arguments, stdin=b""):
    return subprocess.run([ZKMEM, *map(str, arguments)], input=stdin, capture_output=True, check=False)


class LogCommand(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.path = pathlib.Path(self.directory.name)

    def refused(self, result, *words):
        self.assertEqual(result.returncode, 2, result.stderr)
        self.assertEqual(result.stdout, b"")
        text = result.stderr.decode()
        self.assertEqual(text.count("\n"), 1, text)
        for word in words:
            self.assertIn(word, text)

    def test_golden_logs_there_and_back(self):
        for name in ["openvm-v2/mem_a", "openvm-v2/mem_a_tiny"]:
            source = GOLDEN / name / "access_log.jsonl"
            config = self.path / "config.json"
            config.write_text(json.dumps(json.loads((GOLDEN / name / "memory.json").read_text())["config"]))
            binary, text = self.path / "a.zklog", self.path / "a.jsonl"
            self.assertEqual(zkmem("log", "convert", source, binary, "--config", config).returncode, 0)
            self.assertEqual(zkmem("log", "convert", binary, "-o", text).returncode, 0)
            lines = [json.loads(line) for line in text.read_text().splitlines()]
            self.assertEqual(lines[0]["zklog"], 1)
            wanted = [json.loads(line) for line in source.read_text().splitlines()]
            self.assertEqual(len(lines) - 1, len(wanted))
            for got, want in zip(lines[1:], wanted):
                self.assertEqual(got, {key: want[key] for key in got})
            # and a second time, through streams
            again = zkmem("log", "convert", "-", "-", stdin=binary.read_bytes())
            self.assertEqual(again.stdout, text.read_bytes())
            back = zkmem("log", "convert", "-", "-", "--to", "zklog", stdin=text.read_bytes())
            self.assertEqual(back.stdout, binary.read_bytes())

    def test_stat_and_head(self):
        log = b'{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n{"op":"inc","amount":2}\n{"op":"segment"}\n'
        stat = json.loads(zkmem("log", "stat", "-", "--json", stdin=log).stdout)
        self.assertEqual((stat["accesses"], stat["segments"], stat["skipped_ticks"]), (1, 1, 2))
        self.assertEqual(stat["spaces"], [{"as": 2, "reads": 0, "writes": 1, "touched_blocks": 1, "touched_pages": 1,
                                           "by_size": {"4": 1}}])
        self.assertIn(b"1 segment, ending at timestamp 4", zkmem("log", "stat", "-", stdin=log).stdout)
        self.assertEqual(zkmem("log", "head", "-n", 2, "-", stdin=log).stdout.splitlines(), log.splitlines()[:2])
        shown = json.loads(zkmem("log", "head", "-", "--json", stdin=log).stdout)
        self.assertEqual(shown["operations"], [json.loads(line) for line in log.splitlines()])

    def test_bad_input_is_one_line_and_exit_2(self):
        out = self.path / "out.zklog"
        bad = b'{"op":"read","as":2,"ptr":0,"size":4}\n{"op":"read","as":2,"ptr":1,"size":4}\n'
        self.refused(zkmem("log", "convert", "-", out, stdin=bad), "line 2", "misaligned")
        self.refused(zkmem("log", "stat", self.path / "missing.zklog"), "missing.zklog")
        self.refused(zkmem("log", "stat", self.path), str(self.path))
        good = self.path / "good.zklog"
        self.assertEqual(zkmem("log", "convert", "-", good, stdin=bad.splitlines()[0]).returncode, 0)
        data = bytearray(good.read_bytes())
        cut = self.path / "cut.zklog"
        cut.write_bytes(data[:-5])
        self.refused(zkmem("log", "convert", cut, out), "cut.zklog", "byte ", "truncated")
        data[-30] ^= 1
        cut.write_bytes(data)
        self.refused(zkmem("log", "convert", cut, out), "cut.zklog", "byte ", "altered")
        config = self.path / "c.json"
        config.write_text('{"timestamp_max_bits": 20}')
        self.refused(zkmem("log", "convert", good, out, "--config", config), "timestamp_max_bits: 29 against 20")
        config.write_text('{"timestamp_max_bits": 31}')
        self.refused(zkmem("log", "convert", good, out, "--config", config), "c.json", "timestamp_max_bits 31")
        self.assertFalse(out.exists())
        self.assertEqual(zkmem("log", "stat").returncode, 2)
        self.assertEqual(zkmem("log", "stat", good, "--profile", "v9").returncode, 2)

    def test_a_full_log_is_a_limit(self):
        log = (b'{"zklog":1,"config":{"access_capacity":1}}\n' + b'{"op":"read","as":2,"ptr":0,"size":4}\n' * 2)
        result = zkmem("log", "stat", "-", stdin=log)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"line 3: capacity_reached", result.stderr)

    def test_help_has_an_example(self):
        for words in (["log"], ["log", "convert"], ["log", "stat"], ["log", "head"]):
            self.assertIn(b"Example: zkmem log", zkmem(*words, "--help").stdout)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
