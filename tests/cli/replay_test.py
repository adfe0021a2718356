#!/usr/bin/env python3
"""zkmem replay as a user runs it: the golden dumps field by field, annotated logs, refusals."""
import json
import unittest

from harness import CommandLine, ROOT

GOLDEN = ROOT / "tests" / "golden"


def golden_log(mode, profile=None):
    """The golden accesses as a log of its own: a header, then what a user would write."""
    expected = json.loads((GOLDEN / "memory" / f"log_a.{mode}.json").read_text())
    config = dict(expected["config"], mode=mode)
    if profile:
        config["profile"] = profile
    lines = [json.dumps({"zklog": 1, "config": config, "initial_memory": expected["initial_memory"]})]
    annotated = [json.loads(line) for line in (GOLDEN / "memory" / f"log_a.{mode}.jsonl").read_text().splitlines()]
    for line in annotated:
        lines.append(json.dumps({key: line[key] for key in ("op", "as", "ptr", "size", "values", "amount")
                                 if key in line}))
    return expected, annotated, "\n".join(lines) + "\n"


class ReplayCommand(CommandLine):
    def replay(self, *arguments):
        done = self.run_zkmem("replay", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode()

    def test_dump_has_every_field_of_the_golden_files(self):
        for mode in ("persistent", "volatile"):
            expected, _, log = golden_log(mode)
            self.write("log.jsonl", log)
            self.replay("log.jsonl", "--profile", "openvm-v1", "--dump", "dump.json")
            dump = json.loads((self.directory / "dump.json").read_text())
            del expected["name"]
            for key, value in expected.items():
                self.assertEqual(dump[key], value, f"{mode}: {key}")

    def test_annotate_gives_what_each_access_found(self):
        for mode in ("persistent", "volatile"):
            _, annotated, log = golden_log(mode, "openvm-v1")
            self.write("log.jsonl", log)
            self.replay("log.jsonl", "--annotate", "out.jsonl")
            lines = [json.loads(line) for line in (self.directory / "out.jsonl").read_text().splitlines()]
            self.assertEqual(lines, annotated)

    def test_profiles_agree_on_times_and_memory_and_hybrid_needs_fewest_rows(self):
        for mode, rows_of_v12 in (("persistent", 1152), ("volatile", 1334)):
            _, annotated, log = golden_log(mode)
            self.write("log.jsonl", log)
            self.replay("log.jsonl", "--dump", "dump.json", "--annotate", "out.jsonl")
            lines = [json.loads(line) for line in (self.directory / "out.jsonl").read_text().splitlines()]
            for line in lines + annotated:
                line.pop("new_records", None)
            self.assertEqual(lines, annotated)
            dump = json.loads((self.directory / "dump.json").read_text())
            rows = sum(adapter["used_rows"] for adapter in dump["access_adapters"].values())
            self.assertEqual(dump["profile"], "hybrid")
            self.assertLess(rows, rows_of_v12)

    def test_openvm_v2_memory_has_the_golden_roots(self):
        for case in ("mem_a", "mem_a_tiny"):
            expected = json.loads((GOLDEN / "openvm-v2" / case / "memory.json").read_text())
            config = dict(expected["config"], addr_space_height=expected["addr_space_height"], profile="openvm-v2")
            header = {"zklog": 1, "config": config, "initial_memory": expected["initial_memory(as,ptr,value)"]}
            accesses = (GOLDEN / "openvm-v2" / case / "access_log.jsonl").read_text()
            self.write("log.jsonl", json.dumps(header) + "\n" + accesses)
            report = json.loads(self.replay("log.jsonl", "--json", "--traces"))["segments"][0]
            for root in ("initial_root", "final_root"):
                self.assertEqual(report[root], "".join(f"{word:08x}" for word in expected[root]))
            self.assertEqual(report["end_timestamp"], expected["end_timestamp"])
            self.assertEqual([chip["name"] for chip in report["chips"]], ["boundary 4", "merkle"])

    def test_segments_chain_their_roots(self):
        self.write("log.jsonl", "\n".join([
            '{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}', '{"op":"segment"}',
            '{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}', '{"op":"segment"}',
            '{"op":"write","as":4,"ptr":5,"size":1,"values":[9]}']) + "\n")
        segments = json.loads(self.replay("log.jsonl", "--json"))["segments"]
        self.assertEqual(len(segments), 3)
        self.assertNotEqual(segments[0]["initial_root"], segments[0]["final_root"])
        for before, after in zip(segments, segments[1:]):
            self.assertEqual(before["final_root"], after["initial_root"])
        self.assertEqual(segments[1]["initial_root"], segments[1]["final_root"])
        self.assertEqual([segment["end_timestamp"] for segment in segments], [2, 2, 2])

    def test_global_memory_shows_tokens(self):
        write = {"op": "write", "as": 2, "ptr": 0, "size": 4, "values": [1, 2, 3, 4]}
        lines = [{"zklog": 1, "config": {}, "initial_memory": []}, write, dict(write, ptr=64), {"op": "segment"},
                 dict(write, ptr=64), dict(write, ptr=128)]
        log = self.write("global.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
        text = self.ok("replay", log, "--memory", "global")
        self.assertIn("takes 2 tokens of the start and 0 that earlier segments left, puts 2", text)
        self.assertIn("takes 1 tokens of the start and 1 that earlier segments left, puts 2", text)
        segments = json.loads(self.ok("replay", log, "--memory", "global", "--json"))["segments"]
        self.assertEqual([(s["tokens_of_start"], s["tokens_of_segments"]) for s in segments], [(2, 0), (1, 1)])
        self.assertNotIn("tokens", self.ok("replay", log))
        self.assertIn("tokens        14, all that are put are taken", self.ok("check", log, "--memory", "global"))

    def test_threads_do_not_change_the_dump(self):
        _, _, log = golden_log("persistent")
        self.write("log.jsonl", log)
        dumps = []
        for threads in (1, 2, 7):
            self.replay("log.jsonl", "--threads", threads, "--dump", "dump.json")
            dumps.append((self.directory / "dump.json").read_bytes())
        self.assertEqual(len(set(dumps)), 1)

    def test_a_read_of_what_is_not_there_is_named_with_its_line(self):
        self.write("log.jsonl", '{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'
                                '{"op":"read","as":2,"ptr":8,"size":4,"values":[1,2,9,4]}\n')
        self.assert_refused(["replay", "log.jsonl"], "log.jsonl", "line 2", "line 1", 9, 3, code=1)

    def test_accesses_that_a_profile_cannot_do_are_refused(self):
        self.write("log.jsonl", '{"op":"read","as":4,"ptr":4,"size":8}\n')
        self.assert_refused(["replay", "log.jsonl", "--profile", "openvm-v2"], "line 1", 8, 4)
        self.write("odd.jsonl", '{"op":"read","as":2,"ptr":6,"size":4}\n')
        self.assert_refused(["replay", "odd.jsonl"], "line 1", 6, 4)
        self.write("volatile.jsonl", '{"zklog":1,"config":{"mode":"volatile"},"initial_memory":[[2,8,1]]}\n'
                                     '{"op":"read","as":2,"ptr":8,"size":4}\n')
        self.assert_refused(["replay", "volatile.jsonl"], "volatile")

    def test_an_empty_log_is_a_segment_without_accesses(self):
        self.write("log.jsonl", '{"zklog":1}\n')
        report = json.loads(self.replay("log.jsonl", "--json"))["segments"]
        self.assertEqual(len(report), 1)
        self.assertEqual(report[0]["initial_root"], report[0]["final_root"])
        self.assertEqual(report[0]["accesses"], 0)


if __name__ == "__main__":
    unittest.main()
