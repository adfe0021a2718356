"""`zkmem report`: its totals are those of `run` and `plan`, each format is what other tools read, and what it refuses."""
import csv
import io
import json
import re
import shutil
import unittest

from harness import ROOT, CommandLine

GUESTS = ROOT / "examples" / "guests"
SORT = [GUESTS / "elf" / "sort.elf", "--stdin", GUESTS / "inputs" / "capitals.txt"]
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
COSTS = ("instructions", "accesses", "memory_accesses", "leaves", "cells")
SHARED = "(tables and padding)"


def access(op, pointer, values):
    return {"op": op, "as": 2, "ptr": pointer, "size": len(values), "values": values}


def lines(operations):
    return "".join(json.dumps(operation) + "\n" for operation in operations)


def varint(data, at):
    value, shift = 0, 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def message(data):
    """A protocol buffer's fields by number: a list of numbers or bytes each."""
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        value, at = varint(data, at)
        if key & 7 == 2:
            value, at = data[at:at + value], at + value
        fields.setdefault(key >> 3, []).append(value)
    return fields


def number(fields, field):
    return fields.get(field, [0])[0]


def packed(data):
    values, at = [], 0
    while at < len(data):
        value, at = varint(data, at)
        values.append(value)
    return values


class Report(CommandLine):
    def json(self, *arguments):
        return json.loads(self.ok("report", *arguments, "--json"))

    def plan(self, *arguments):
        plan = json.loads(self.ok("plan", *arguments, "-o", "work", "--json"))
        shutil.rmtree(self.directory / "work")
        return plan

    def test_totals_are_those_of_run_and_plan(self):
        for arguments in (SORT, [*SORT, "--segment-accesses", 200000], [*SORT, "--memory", "global"],
                          [*FIB, "--segment-accesses", 8192], [*FIB, "--hash", "poseidon2"]):
            with self.subTest(arguments=arguments):
                found = self.json(*arguments)
                run = json.loads(self.ok("run", *arguments[:3], "--json"))
                plan = self.plan(*arguments)
                totals = found["totals"]
                self.assertEqual(totals["instructions"], run["instructions"])
                self.assertEqual(totals["accesses"], sum(run["accesses"].values()))
                for space, count in run["accesses"].items():
                    self.assertEqual(sum(row["reads"] + row["writes"] for row in found["spaces"] if str(row["as"]) == space), count)
                self.assertEqual(found["exit_code"], run["exit_code"])
                self.assertEqual([segment["cells"] for segment in found["segments"]],
                                 [segment["cells"] for segment in plan["segments"]])
                self.assertEqual([segment["memory_bytes"] for segment in found["segments"]],
                                 [segment["memory_bytes"] for segment in plan["segments"]])
                self.assertEqual(totals["cells"], sum(segment["cells"] for segment in plan["segments"]))
                self.assertEqual(totals["cells"], sum(chip["cells"] for chip in found["chips"]))
                self.assertEqual(totals["leaves"], sum(segment["leaves"] for segment in found["segments"]))
                self.assertEqual(totals["leaves"], sum(page["leaves"] for page in found["pages"]))
                for cost in COSTS:
                    rest = totals["shared_cells"] if cost == "cells" else 0
                    for table in ("functions", "lines"):
                        rows = [row.get("self", row) for row in found[table]]
                        self.assertEqual(sum(row[cost] for row in rows) + rest, totals[cost], (table, cost))

    def test_other_cuts_are_those_of_plans(self):
        arguments = [*FIB, "--segment-accesses", 8192]
        found = self.json(*arguments, "--cuts")
        self.assertNotIn("other_cuts", self.json(*arguments))
        self.assertEqual([cut["segment_accesses"] for cut in found["other_cuts"]], [4224, 16384])
        for cut in found["other_cuts"]:
            other = self.json(*FIB, "--segment-accesses", cut["segment_accesses"])
            self.assertEqual(cut["segments"], len(other["segments"]))
            for number in ("cells", "seconds", "proof_bytes"):
                self.assertAlmostEqual(cut[number], other["totals"][number], places=6)
        self.assertIn(f"Segments of {cut['segment_accesses']} accesses: ", self.ok("report", *arguments, "--cuts"))

    def test_sharing_and_advice_have_numbers(self):
        text, found = self.ok("report", *SORT), self.json(*SORT)
        sharing = found["sharing"]
        self.assertEqual(sharing["by_level"][0], found["totals"]["leaves"])
        self.assertEqual(sharing["by_level"][-1], 1)
        self.assertEqual(sharing["nodes"], sum(sharing["by_level"][1:]))
        self.assertIn(f"{sharing['unshared'] - sharing['nodes']} of {sharing['unshared']} nodes", text)
        for advice in found["advice"]:
            self.assertIn(advice["text"], text)
        self.assertEqual({row["kind"] for row in found["regions"]}, {"section", "symbol", "heap", "stack"})
        self.assertNotIn("sharing", self.json(*SORT, "--memory", "global"))

    def test_text_names_what_costs(self):
        text = self.ok("report", *SORT)
        self.assertIn("301404 instructions, exit code 0, 1 segment of persistent memory", text)
        for word in ("strcmp", "qsort", "LoadStoreCoreAir", "tables and padding", "s of one thread"):
            self.assertIn(word, text)

    def test_lines_come_from_debug_information(self):
        self.write("input", "exit 7\n")
        found = self.json(GUESTS / "elf" / "trap.elf", "--stdin", "input")
        self.assertEqual(found["exit_code"], 7)
        self.assertIn(("main", "trap.c"), {(row["function"], row["file"]) for row in found["lines"]})
        self.assertIn("trap.c:", self.ok("report", GUESTS / "elf" / "trap.elf", "--stdin", "input"))

    def test_formats_have_the_same_numbers(self):
        totals = self.json(*SORT)["totals"]
        for cost in COSTS:
            folded = self.ok("report", *SORT, "--format", "folded", "--cost", cost)
            self.assertEqual(sum(int(line.rsplit(" ", 1)[1]) for line in folded.splitlines()), totals[cost])
            self.assertIn("_start;zkguest_start;main;qsort", folded)
        self.assertIn(f"{SHARED} {totals['shared_cells']}\n", self.ok("report", *SORT, "--format", "folded"))
        rows = list(csv.DictReader(io.StringIO(self.ok("report", *SORT, "--format", "csv"))))
        for cost in COSTS:
            self.assertEqual(sum(int(row[cost]) for row in rows), totals[cost])
        scope = json.loads(self.ok("report", *SORT, "--format", "speedscope"))
        self.assertEqual(scope["$schema"], "https://www.speedscope.app/file-format-schema.json")
        self.assertEqual([profile["name"] for profile in scope["profiles"]], list(COSTS))
        for profile in scope["profiles"]:
            self.assertEqual(profile["endValue"], totals[profile["name"]])
            self.assertEqual(sum(profile["weights"]), profile["endValue"])
            self.assertEqual(len(profile["weights"]), len(profile["samples"]))
            self.assertTrue(all(frame < len(scope["shared"]["frames"]) for stack in profile["samples"] for frame in stack))

    def test_the_outputs_name_says_the_format(self):
        for name, format_name in {"a.json": "json", "a.speedscope.json": "speedscope", "a.csv": "csv", "a.pb": "pprof",
                                  "a.folded": "folded", "a.txt": "text"}.items():
            self.assertEqual(self.ok("report", *FIB, "-o", name), "")
            done = self.run_zkmem("report", *FIB, "--format", format_name)
            self.assertEqual((self.directory / name).read_bytes(), done.stdout, name)
        self.ok("report", *FIB, "-o", "profile", "--format", "csv")
        self.assertEqual((self.directory / "profile").read_bytes(), (self.directory / "a.csv").read_bytes())
        self.assertEqual(self.ok("report", *FIB, "-o", "b.csv", "--json"), (self.directory / "a.json").read_text())

    def page_data(self, name):
        page = (self.directory / name).read_text()
        self.assertLess(len(page), 5 << 20)
        self.assertIn("default-src 'none'", page)
        return json.loads(re.search(r'<script id="report-data" type="application/json">(.*?)</script>', page, re.S)[1])

    def test_a_page_holds_what_json_says(self):
        self.assertEqual(self.ok("report", *SORT, "-o", "sort.html"), "")
        self.assertEqual(self.page_data("sort.html"), self.json(*SORT, "--cuts"))
        self.write("log.jsonl", lines([access("write", 8, [1, 2, 3, 4]), access("read", 8, [1, 2, 3, 5])]))
        self.assertEqual(self.run_zkmem("report", "log.jsonl", "-o", "log.html").returncode, 1)
        self.assertEqual(self.page_data("log.html")["violation"]["around"][1]["time"], 1)
        self.ok("prove", *FIB, "--params", "weak", "-o", "fib.zkproof")
        self.ok("report", "fib.zkproof", "-o", "proof.html")
        self.assertEqual(self.page_data("proof.html"), self.json("fib.zkproof"))

    def test_pprof_follows_its_schema(self):
        self.ok("report", *SORT, "-o", "sort.pb")
        totals = self.json(*SORT)["totals"]
        profile = message((self.directory / "sort.pb").read_bytes())
        strings = [text.decode() for text in profile[6]]
        self.assertEqual([strings[number(message(kind), 1)] for kind in profile[1]], list(COSTS))
        self.assertEqual(strings[number(profile, 14)], "cells")
        names = {number(message(one), 1): strings[number(message(one), 2)] for one in profile[5]}
        locations = {}  # innermost line first
        for one in map(message, profile[4]):
            locations[number(one, 1)] = [names[number(message(line), 1)] for line in one[4]]
        sums, stacks = [0] * len(COSTS), set()
        for sample in map(message, profile[2]):
            values = packed(sample[2][0])
            self.assertEqual(len(values), len(COSTS))
            sums = [total + value for total, value in zip(sums, values)]
            stacks.add(";".join(name for place in packed(sample[1][0]) for name in locations[place]))
        self.assertEqual(dict(zip(COSTS, sums)), {cost: totals[cost] for cost in COSTS})
        self.assertIn("strcmp;qsort;main;zkguest_start;_start", stacks)
        self.assertIn(SHARED, stacks)

    def test_a_log_by_page_and_segment(self):
        self.write("log.jsonl", lines([access("write", 4096, [1, 2, 3, 4]), access("read", 4096, [1, 2, 3, 4]),
                                       access("read", 4104, [0, 0, 0, 0])]))
        for arguments in (["log.jsonl"], ["log.jsonl", "--memory", "global"], ["log.jsonl", "--segment-accesses", 2]):
            found = self.json(*arguments)
            self.assertEqual(found["kind"], "log")
            self.assertEqual(found["totals"]["accesses"], 3)
            self.assertEqual([segment["cells"] for segment in found["segments"]],
                             [segment["cells"] for segment in self.plan(*arguments)["segments"]])
            self.assertEqual(found["pages"], [{"as": 2, "ptr": 4096, "reads": 2, "writes": 1, "leaves": 2, "cells": 8}])
        self.ok("log", "convert", "log.jsonl", "log.zklog")
        self.assertEqual(self.json("log.zklog")["totals"], self.json("log.jsonl")["totals"])
        self.assertIn("2:0x1000+4096", self.ok("report", "log.zklog"))

    def test_a_violation_is_a_no_with_what_is_around_it(self):
        self.write("log.jsonl", lines([access("write", 8, [1, 2, 3, 4]), access("read", 8, [1, 2, 3, 4]),
                                       access("read", 8, [1, 2, 3, 5])]))
        done = self.run_zkmem("report", "log.jsonl")
        self.assertEqual(done.returncode, 1)
        self.assertIn("log.jsonl: line 3: ", done.stderr.decode())
        self.assertIn("* line 1: write of 4 cells at 2:8: 1 2 3 4\n", done.stdout.decode())
        self.assertIn("> line 3: read of 4 cells at 2:8: 1 2 3 5\n", done.stdout.decode())
        done = self.run_zkmem("report", "log.jsonl", "--json")
        found = json.loads(done.stdout)
        self.assertEqual((done.returncode, found["verdict"]), (1, "rejected"))
        self.assertEqual(found["violation"]["entry"], 2)
        self.assertEqual([row.get("violation", False) for row in found["violation"]["around"]], [False, False, True])

    def test_a_proof_by_chip(self):
        self.ok("prove", *FIB, "--params", "weak", "-o", "fib.zkproof")
        found = self.json("fib.zkproof")
        planned = self.json(*FIB, "--params", "weak")
        self.assertEqual(found["kind"], "proof")
        self.assertEqual(found["chips"], planned["chips"])
        self.assertEqual(found["totals"]["cells"], planned["totals"]["cells"])
        size = (self.directory / "fib.zkproof").stat().st_size
        self.assertLess(size - found["totals"]["proof_bytes"], 4096)
        self.assertIn("not verified", self.ok("report", "fib.zkproof"))
        broken = bytearray((self.directory / "fib.zkproof").read_bytes())
        self.write("short.zkproof", bytes(broken[:-1]))
        self.assert_refused(["report", "short.zkproof"], "short.zkproof: ")

    def test_a_state_is_read_and_left_alone(self):
        self.ok("run", *SORT, "--state", "state")
        before = self.ok("image", "list", "--state", "state")
        self.assertEqual(self.json(*SORT, "--state", "state")["totals"]["accesses"], self.json(*SORT)["totals"]["accesses"])
        self.assertEqual(self.ok("image", "list", "--state", "state"), before)
        self.assert_refused(["report", *FIB, "--state", "none"], "none")

    def test_what_is_refused(self):
        self.write("input", "misaligned\n")
        trap = GUESTS / "elf" / "trap.elf"
        self.assert_refused(["report", trap, "--stdin", "input", "-o", "r.json"], trap, "misaligned access", "trap.c:10", code=1)
        self.assert_refused(["report", *FIB, "--max-instructions", 100, "-o", "r.json"], "100", code=3)
        self.assert_refused(["report", *FIB, "-o", "report.xyz"], "report.xyz", ".speedscope.json")
        self.assert_refused(["report", *FIB, "--format", "svg"], "--format 'svg'", "pprof")
        self.assert_refused(["report", *FIB, "--format", "folded", "--cost", "time"], "--cost 'time'", "leaves")
        self.assert_refused(["report", *FIB, "-o", "-", "--json"], "-o -")
        self.assert_refused(["report", *FIB, "--format", "csv", "--json"], "--format")
        self.assert_refused(["report", "none.elf"], "none.elf")
        self.write("log.jsonl", lines([access("write", 8, [1, 2, 3, 4])]))
        self.assert_refused(["report", "log.jsonl", "-o", "r.pb"], "log.jsonl", "pprof", "log")
        self.assert_refused(["report", "log.jsonl", "-o", "log.jsonl", "--format", "json"], "log.jsonl")
        self.assert_refused(["report", "log.jsonl", "--stdin", "input"], "log.jsonl")
        self.assert_refused(["report", *FIB, "-o", "no/such/r.json"], "no/such/r.json")


if __name__ == "__main__":
    unittest.main()
