"""docs/spec/four-accesses.md is taken apart: its log, its messages and its roots are those of the traces, and its buses balance."""
import collections
import json
import re
import unittest

from harness import ROOT, CommandLine

P = 2013265921
MESSAGE = re.compile(r"\((\d+), (\d+), \[([\d,]+)\], (\d+)\)")


def messages(text):
    return [(int(space), int(pointer), tuple(map(int, values.split(","))), int(time))
            for space, pointer, values, time in MESSAGE.findall(text)]


class FourAccesses(CommandLine):
    def setUp(self):
        super().setUp()
        page = (ROOT / "docs/spec/four-accesses.md").read_text()
        self.page = page
        self.block = {kind: text for kind, text in re.findall(r"^```(\w+)\n(.*?)^```$", page, re.M | re.S)}
        self.write("four.jsonl", self.block["jsonl"])
        done = self.run_zkmem("replay", "four.jsonl", "--dump", "dump.json", "--annotate", "found.jsonl")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.dump = json.loads((self.directory / "dump.json").read_text())
        self.found = [json.loads(line) for line in (self.directory / "found.jsonl").read_text().splitlines()]
        self.rows = {}
        for line in self.block["memory"].splitlines():
            name, rest = line.split(" receives ")
            received, sent = rest.split(" sends ")
            self.rows[name.strip()] = (messages(received), messages(sent))

    def test_memory_bus_balances(self):
        counts = collections.Counter()
        for received, sent in self.rows.values():
            counts.update(sent)
            counts.subtract(received)
        self.assertEqual({message: count for message, count in counts.items() if count}, {})

    def test_rows_of_the_log(self):
        for number, access in enumerate((a for a in self.found if a["op"] in ("read", "write")), 1):
            # A read's previous values are what it returned.
            before = access.get("prev_values", access["values"])
            self.assertEqual(self.rows[f"log {number}"],
                             ([(access["as"], access["ptr"], tuple(before), access["prev_timestamp"])],
                              [(access["as"], access["ptr"], tuple(access["values"]), access["timestamp"])]))
            self.assertRegex(self.page, r"\| %s 2:%d \| %d \| %d \| %s \|" % (
                access["op"], access["ptr"], access["timestamp"], access["prev_timestamp"], " ".join(map(str, before))))
        self.assertEqual(number, sum(name.startswith("log ") for name in self.rows))

    def test_rows_of_the_adapter(self):
        used = {n: a["rows"][:a["used_rows"]] for n, a in self.dump["access_adapters"].items() if a["used_rows"]}
        self.assertEqual(list(used), ["8"])
        for name, row in zip(("merge", "split"), used["8"], strict=True):
            valid, is_split, space, pointer, *values = row[:12]
            left, right, right_is_larger = row[12:15]
            self.assertEqual((valid, is_split), (1, name == "split"))
            halves = [(space, pointer, tuple(values[:4]), left), (space, pointer + 4, tuple(values[4:]), right)]
            whole = [(space, pointer, tuple(values), right if right_is_larger else left)]
            self.assertEqual(self.rows[name], (whole, halves) if is_split else (halves, whole))

    def test_rows_of_the_boundary(self):
        boundary = self.dump["boundary"]["4"]
        seen = set()
        for row in boundary["rows"][:boundary["used_rows"]]:
            direction, space, label = row[:3]
            values, times = row[3:11], row[19:21]
            for half in range(2):
                pointer = 8 * label + 4 * half
                message = [(space, pointer, tuple(values[4 * half:4 * half + 4]), times[half])]
                name = f"{'initial' if direction == 1 else 'final'} {space}:{pointer}"
                self.assertEqual(self.rows[name], ([], message) if direction == 1 else (message, []))
                seen.add(name)
            numbers = "|".join(f" {' '.join(map(str, part))} " for part in (values, times))
            self.assertIn(f"|{numbers}|", self.page)
            self.assertIn(direction, (1, P - 1))
        self.assertEqual(seen, {name for name in self.rows if name.split()[0] in ("initial", "final")})

    def test_clock(self):
        steps = [tuple(map(int, numbers)) for numbers in re.findall(r"receives (\d+)\s+sends (\d+)", self.block["clock"])]
        self.assertEqual(sorted(s for s, _ in steps), sorted(e for _, e in steps))
        self.assertEqual(steps[0], (self.dump["end_timestamp"], self.dump["first_timestamp"]))
        self.assertEqual([s for s, _ in steps[1:]], [a["timestamp"] for a in self.found])

    def test_roots(self):
        written = dict(line.split() for line in self.block["roots"].splitlines())
        for side in ("initial", "final"):
            words = self.dump["merkle"][f"{side}_root"]
            self.assertEqual(written[side], "".join(f"{word:08x}" for word in words))
        self.assertEqual(len([row for row in self.dump["merkle"]["rows"] if row[0]]), 58)


if __name__ == "__main__":
    unittest.main()
