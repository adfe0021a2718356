"""Attack 40 for logs: what memory accepts is what check accepts, in every profile, however the log is cut; and a read that
does not return what was last written is a no from both, naming the line and the last write."""
import json
import random
import unittest

from harness import CommandLine

PROFILES = {"hybrid": (1, 2, 4, 8, 16, 32), "openvm-v1": (1, 2, 4, 8, 16, 32), "openvm-v2": (4,)}


def random_log(draw, profile, accesses):
    """Lines of a log and, for each read, where its values were last written: space 2 has bytes in blocks of 4, 4 has field
    cells."""
    memory, lines = {}, []
    for _ in range(accesses):
        kind = draw.random()
        if kind < 0.05:
            lines.append({"op": "inc", "amount": draw.randrange(1, 100)})
            continue
        if kind < 0.08:
            lines.append({"op": "segment"})
            continue
        space = draw.choice((2, 2, 4))
        block = 4 if space == 2 or profile == "openvm-v2" else 1
        size = draw.choice([size for size in PROFILES[profile] if size >= block])
        ptr = draw.randrange(0, 96 // block) * block
        cells = range(ptr, ptr + size)
        if draw.random() < 0.5:
            limit = 256 if space == 2 else 2013265921
            values = [draw.randrange(limit) for _ in cells]
            memory.update(((space, cell), value) for cell, value in zip(cells, values))
            lines.append({"op": "write", "as": space, "ptr": ptr, "size": size, "values": values})
        else:
            lines.append({"op": "read", "as": space, "ptr": ptr, "size": size,
                          "values": [memory.get((space, cell), 0) for cell in cells]})
    return lines


class CheckLogs(CommandLine):
    def log(self, lines):
        return self.write("log.jsonl", "".join(json.dumps(line) + "\n" for line in lines))

    def verdicts(self, lines, *options, profile):
        log = self.log(lines)
        replay = self.run_zkmem("replay", log, "--profile", profile)
        check = self.run_zkmem("check", log, "--profile", profile, *options)
        return replay, check

    def test_what_memory_accepts_check_accepts(self):
        draw = random.Random(40)
        for profile in PROFILES:
            for cut in ([], ["--segment-accesses", 7], ["--segment-accesses", 1]):
                with self.subTest(profile=profile, cut=cut):
                    lines = random_log(draw, profile, 12 if cut[-1:] == [1] else 60)
                    replay, check = self.verdicts(lines, *cut, profile=profile)
                    self.assertEqual((replay.returncode, check.returncode), (0, 0), (replay.stderr, check.stderr, check.stdout))
                    self.assertIn(b"every constraint holds", check.stdout)

    def test_a_read_of_something_else_is_a_no_with_its_line(self):
        draw = random.Random(41)
        for profile in PROFILES:
            for _ in range(4):
                lines = random_log(draw, profile, 40)
                reads = [k for k, line in enumerate(lines) if line["op"] == "read"]
                k = draw.choice(reads)
                cell = draw.randrange(lines[k]["size"])
                lines[k]["values"][cell] ^= 1
                with self.subTest(profile=profile, line=k + 1):
                    replay, check = self.verdicts(lines, profile=profile)
                    self.assertNotEqual(replay.returncode, 0)
                    self.assertEqual((check.returncode, check.stderr), (1, b""))
                    self.assertIn(f"line {k + 1}", check.stdout.decode())
                    report = json.loads(self.run_zkmem("check", "log.jsonl", "--profile", profile, "--json").stdout)
                    self.assertEqual(report["verdict"], "rejected")

    def test_what_memory_refuses_check_refuses(self):
        good = {"op": "write", "as": 2, "ptr": 0, "size": 4, "values": [1, 2, 3, 4]}
        for profile, change in (("hybrid", {"ptr": 2}), ("hybrid", {"size": 3, "values": [1, 2, 3]}),
                                ("hybrid", {"values": [1, 2, 3, 256]}), ("hybrid", {"as": 77}), ("hybrid", {"ptr": 1 << 29}),
                                ("openvm-v1", {"size": 2, "values": [1, 2]}),
                                ("openvm-v2", {"size": 8, "values": [1] * 8})):
            with self.subTest(profile=profile, change=change):
                replay, check = self.verdicts([good, {**good, **change}], profile=profile)
                self.assertEqual((replay.returncode, check.returncode), (2, 2), (replay.stderr, check.stderr))
                self.assertIn("line 2", check.stderr.decode())

    def test_a_log_without_accesses(self):
        for lines in ([], [{"op": "inc", "amount": 3}], [{"op": "segment"}]):
            with self.subTest(lines):
                replay, check = self.verdicts(lines, profile="hybrid")
                self.assertEqual(replay.returncode, check.returncode, (replay.stderr, check.stderr, check.stdout))


if __name__ == "__main__":
    unittest.main()
