#!/usr/bin/env python3
"""zkmem log as a user runs it: both formats, streams, exit codes, one line for what is wrong, nothing half-written."""
import json
import unittest

from harness import ROOT, CommandLine

GOLDEN = ROOT / "tests" / "golden"


class LogCommand(CommandLine):
    def test_golden_logs_there_and_back(self):
        for name in ["openvm-v2/mem_a", "openvm-v2/mem_a_tiny"]:
            source = GOLDEN / name / "access_log.jsonl"
            config = self.directory / "config.json"
            config.write_text(json.dumps(json.loads((GOLDEN / name / "memory.json").read_text())["config"]))
            binary, text = self.directory / "a.zklog", self.directory / "a.jsonl"
            self.assertEqual(self.run_zkmem("log", "convert", source, binary, "--config", config).returncode, 0)
            self.assertEqual(self.run_zkmem("log", "convert", binary, "-o", text).returncode, 0)
            lines = [json.loads(line) for line in text.read_text().splitlines()]
            self.assertEqual(lines[0]["zklog"], 1)
            wanted = [json.loads(line) for line in source.read_text().splitlines()]
            self.assertEqual(len(lines) - 1, len(wanted))
            for got, want in zip(lines[1:], wanted):
                self.assertEqual(got, {key: want[key] for key in got})
            # and a second time, through streams
            again = self.run_zkmem("log", "convert", "-", "-", stdin=binary.read_bytes())
            self.assertEqual(again.stdout, text.read_bytes())
            back = self.run_zkmem("log", "convert", "-", "-", "--to", "zklog", stdin=text.read_bytes())
            self.assertEqual(back.stdout, binary.read_bytes())

    def test_stat_and_head(self):
        log = b'{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n{"op":"inc","amount":2}\n{"op":"segment"}\n'
        stat = json.loads(self.run_zkmem("log", "stat", "-", "--json", stdin=log).stdout)
        self.assertEqual((stat["accesses"], stat["segments"], stat["skipped_ticks"]), (1, 1, 2))
        self.assertEqual(stat["spaces"], [{"as": 2, "reads": 0, "writes": 1, "touched_blocks": 1, "touched_pages": 1,
                                           "by_size": {"4": 1}}])
        self.assertIn(b"1 segment, ending at timestamp 4", self.run_zkmem("log", "stat", "-", stdin=log).stdout)
        self.assertEqual(self.run_zkmem("log", "head", "-n", 2, "-", stdin=log).stdout.splitlines(), log.splitlines()[:2])
        shown = json.loads(self.run_zkmem("log", "head", "-", "--json", stdin=log).stdout)
        self.assertEqual(shown["operations"], [json.loads(line) for line in log.splitlines()])

    def test_bad_input_is_one_line_and_exit_2(self):
        out = self.directory / "out.zklog"
        bad = b'{"op":"read","as":2,"ptr":0,"size":4}\n{"op":"read","as":2,"ptr":1,"size":4}\n'
        self.assert_refused(["log", "convert", "-", out], "line 2", "misaligned", stdin=bad)
        self.assert_refused(["log", "stat", self.directory / "missing.zklog"], "missing.zklog")
        self.assert_refused(["log", "stat", self.directory], str(self.directory))
        good = self.directory / "good.zklog"
        self.assertEqual(self.run_zkmem("log", "convert", "-", good, stdin=bad.splitlines()[0]).returncode, 0)
        data = bytearray(good.read_bytes())
        cut = self.directory / "cut.zklog"
        cut.write_bytes(data[:-5])
        self.assert_refused(["log", "convert", cut, out], "cut.zklog", "byte ", "truncated")
        data[-30] ^= 1
        cut.write_bytes(data)
        self.assert_refused(["log", "convert", cut, out], "cut.zklog", "byte ", "altered")
        config = self.directory / "c.json"
        config.write_text('{"timestamp_max_bits": 20}')
        self.assert_refused(["log", "convert", good, out, "--config", config], "timestamp_max_bits: 29 against 20")
        config.write_text('{"timestamp_max_bits": 31}')
        self.assert_refused(["log", "convert", good, out, "--config", config], "c.json", "timestamp_max_bits 31")
        self.assertFalse(out.exists())
        self.assertEqual(self.run_zkmem("log", "stat").returncode, 2)
        self.assertEqual(self.run_zkmem("log", "stat", good, "--profile", "v9").returncode, 2)

    def test_a_full_log_is_a_limit(self):
        log = (b'{"zklog":1,"config":{"access_capacity":1}}\n' + b'{"op":"read","as":2,"ptr":0,"size":4}\n' * 2)
        result = self.run_zkmem("log", "stat", "-", stdin=log)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"line 3: capacity_reached", result.stderr)

    def test_help_has_an_example(self):
        for words in (["log"], ["log", "convert"], ["log", "stat"], ["log", "head"]):
            self.assertIn(b"Example: zkmem log", self.run_zkmem(*words, "--help").stdout)


if __name__ == "__main__":
    unittest.main()
