"""What is misspelt, empty, closed or endless is refused: nothing that was given passes unread."""
import json
import os
import re
import subprocess
import unittest

from harness import PATIENCE, ROOT, ZKMEM, CommandLine

WRITE = '{"op":"write","as":2,"ptr":8,"size":4,"values":[1,2,3,4]}\n'


class Fields(CommandLine):
    def test_a_misspelt_field_of_a_log(self):
        self.write("a.jsonl", WRITE + '{"op":"read","as":2,"ptr":8,"size":4,"value":[9,9,9,9]}\n')
        for command in ("check", "prove", "replay"):
            self.assert_refused([command, "a.jsonl"], "a.jsonl: line 2: unknown field 'value', did you mean 'values'?")
        self.assert_refused(["log", "stat", "-"], "standard input: line 1: unknown field 'opp', did you mean 'op'?",
                            stdin=b'{"opp":"read"}\n')

    def test_fields_of_another_operation(self):
        self.assert_refused(["check", "-"], "line 1: unknown field 'amount'", stdin=WRITE.replace("}", ',"amount":2}').encode())
        self.assert_refused(["check", "-"], "line 1: unknown field 'values'", stdin=b'{"op":"inc","amount":2,"values":[1]}')
        self.assert_refused(["check", "-"], "line 1: unknown field 'note'", stdin=b'{"op":"segment","note":"end"}')

    def test_a_misspelt_header(self):
        for header, what in (('{"zklog":1,"confg":{}}', "unknown field 'confg', did you mean 'config'?"),
                             ('{"zklg":1,"config":{}}', "unknown field 'zklg', did you mean 'zklog'?"),
                             ('{"config":{}}', "field zklog is missing"),
                             ('{"zklog":1,"zklog":1}', "field 'zklog' appears twice"),
                             ('{"zklog":1,"config":{"pointer_bits":20}}', "unknown field 'pointer_bits'")):
            self.assert_refused(["check", "-"], "line 1: ", what, stdin=header.encode())

    def test_what_annotate_writes_is_read(self):
        self.write("a.jsonl", WRITE + WRITE)
        self.assertEqual(self.run_zkmem("replay", "a.jsonl", "--annotate", "b.jsonl").returncode, 0)
        self.assertIn(b"new_records", (self.directory / "b.jsonl").read_bytes())
        self.assertEqual(self.run_zkmem("check", "b.jsonl").returncode, 0)

    def test_a_misspelt_field_of_a_configuration(self):
        self.write("a.jsonl", WRITE)
        self.write("c.json", '{"pointer_bits":20,"profil":"openvm-v1"}')
        for command in (["check", "a.jsonl"], ["prove", "a.jsonl"], ["replay", "a.jsonl"], ["keygen", "-o", "keys"], ["export"]):
            self.assert_refused([*command, "--config", "c.json"], "c.json: config: unknown field 'p")
        self.write("c.json", '{"profil":"openvm-v1"}')
        self.assert_refused(["check", "a.jsonl", "--config", "c.json"], "unknown field 'profil', did you mean 'profile'?")
        self.write("c.json", '{"addr_spaces":[{"layout":"Null"},{"layout":"U8","num_cels":8}]}')
        self.assert_refused(["check", "a.jsonl", "--config", "c.json"],
                            "config: addr_spaces[1]: unknown field 'num_cels', did you mean 'num_cells'?")
        self.write("c.json", '{"mode":"volatile","mode":"persistent"}')
        self.assert_refused(["check", "a.jsonl", "--config", "c.json"], "field 'mode' appears twice")

    def test_a_misspelt_field_of_a_plan(self):
        self.write("a.jsonl", WRITE)
        self.assertEqual(self.run_zkmem("plan", "a.jsonl", "-o", "work").returncode, 0)
        plan = self.directory / "work" / "plan.json"
        good = json.loads(plan.read_text())
        for place, what in (((), "unknown field 'kinds', did you mean 'kind'?"),
                            (("segments", 0), "segments[0]: unknown field 'kinds'"),
                            (("config",), "config: unknown field 'kinds'")):
            changed = json.loads(json.dumps(good))
            inner = changed
            for step in place:
                inner = inner[step]
            inner["kinds"] = "memory"
            plan.write_text(json.dumps(changed))
            self.assert_refused(["prove-segment", "work", "0"], "plan.json", what)


    def test_every_field_of_a_plan_is_there_and_of_its_type(self):
        self.write("a.jsonl", WRITE)
        guests = ROOT / "examples" / "guests"
        for name, what in (("log", ["a.jsonl"]), ("program", [guests / "elf" / "fib.elf", "--stdin", guests / "inputs" / "fib.txt"])):
            self.assertEqual(self.run_zkmem("plan", *what, "-o", name).returncode, 0)
            plan = self.directory / name / "plan.json"
            good = json.loads(plan.read_text())
            for place in ((), ("segments", 0)):
                fields = good if not place else good["segments"][0]
                for field, value in fields.items():
                    if field == "state_version":
                        continue
                    for wrong in (None, "absent", [1], -1, 1.5, 2**64):
                        if field == "hash" and wrong == "absent":
                            continue  # then it is poseidon2's
                        changed = json.loads(json.dumps(good))
                        inner = changed if not place else changed["segments"][0]
                        if wrong == "absent":
                            del inner[field]
                        else:
                            inner[field] = wrong
                        plan.write_text(json.dumps(changed))
                        self.assert_refused(["prove-segment", name, "0"], "plan.json")
                        done = self.run_zkmem("prove-segment", name, "0")
                        self.assertNotIn("json.exception", done.stderr.decode(), (field, wrong))
                        if wrong == "absent":
                            self.assertIn(f"field '{field}' is missing", done.stderr.decode())
                        if place:
                            self.assertIn("segments[0]: ", done.stderr.decode())


class ProfileAboveConfiguration(CommandLine):
    def test_what_only_the_other_profile_allows(self):
        self.write("a.jsonl", WRITE)
        self.write("c.json", '{"initial_block_size":8}')
        self.assert_refused(["check", "a.jsonl", "--config", "c.json"], "initial_block_size 8")
        for command in (["check", "a.jsonl"], ["replay", "a.jsonl"], ["log", "stat", "a.jsonl"], ["keygen", "-o", "keys", "--params", "app:20"],
                        ["export"]):
            done = self.run_zkmem(*command, "--config", "c.json", "--profile", "openvm-v1")
            self.assertEqual(done.returncode, 0, (command, done.stderr))
        self.write("h.jsonl", '{"zklog":1,"config":{"initial_block_size":8,"profile":"openvm-v1"}}\n' + WRITE)
        self.assertEqual(self.run_zkmem("check", "h.jsonl", "--profile", "hybrid").returncode, 0)


class Nothing(CommandLine):
    def test_an_empty_file_is_no_log(self):
        for name, content in (("empty.jsonl", ""), ("empty.zklog", ""), ("empty", ""), ("blank.jsonl", " \n\n\t\r\n")):
            self.write(name, content)
            for command in (["check"], ["prove"], ["plan", "-o", "work"], ["replay"], ["log", "stat"], ["log", "head"], ["log", "digest"]):
                self.assert_refused([*command, name], name, "neither a program nor an access log")

    def test_no_accesses_need_a_header(self):
        self.write("none.jsonl", '{"zklog":1}\n')
        self.assertEqual(self.run_zkmem("check", "none.jsonl").returncode, 0)

    def test_a_closed_standard_input(self):
        self.write("a.jsonl", WRITE)
        for command in (["check", "-"], ["log", "stat", "-"], ["replay", "-"], ["prove", "-", "-o", "p"]):
            done = subprocess.run([ZKMEM, *command], cwd=self.directory, capture_output=True, preexec_fn=lambda: os.close(0))
            self.assertEqual((done.returncode, done.stdout), (2, b""), command)
            self.assertIn(b"standard input is closed", done.stderr)


# A sanitizer reserves more addresses than such a limit leaves.
limits_addresses = unittest.skipIf(PATIENCE > 1, "the binary runs with a sanitizer")


class Exported(CommandLine):
    def test_every_term_has_a_name_that_rocq_takes(self):
        for vm in ("rv32im", "zkmem-rv32im"):
            names = self.ok("export", "--vm", vm).splitlines()
            self.assertEqual(len(set(names)), len(names))
            terms = [self.ok("export", "--rocq", "--vm", vm, name) for name in names]
            defined = {re.search(r"^Definition ([A-Za-z_][A-Za-z0-9_]*) : air := ", term, re.M)[1] for term in terms}
            self.assertEqual(len(defined), len(names))

    def test_names_that_there_are_not(self):
        self.assert_refused(["export", "IncAi"], "no AIR 'IncAi'", "did you mean 'IncAir'?")
        self.assert_refused(["export", "--rocq"], "--rocq: no AIR is named")


class Endless(CommandLine):
    @limits_addresses
    def test_a_device_without_end(self):
        # The limit on the process stands for a machine that has no room for it.
        for command in (["check", "/dev/zero"], ["verify", "/dev/zero"], ["run", "/dev/zero"], ["replay", "/dev/zero"]):
            done = subprocess.run(["bash", "-c", f"ulimit -v 6000000; exec {ZKMEM} {' '.join(command)}"], cwd=self.directory,
                                  capture_output=True, timeout=120 * PATIENCE)
            self.assertEqual((done.returncode, done.stdout), (3, b""), (command, done.stderr))
            self.assertRegex(done.stderr.decode(), r"^zkmem: .*(larger than \d+ bytes|out of memory).*\n$")

    @limits_addresses
    def test_memory_that_runs_out_is_told_in_json_too(self):
        done = subprocess.run(["bash", "-c", f"ulimit -v 1000000; exec {ZKMEM} check /dev/zero --json"], cwd=self.directory,
                              capture_output=True, timeout=120 * PATIENCE)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(json.loads(done.stdout)["verdict"], "error")
        self.assertIn("out of memory", json.loads(done.stdout)["reason"])

    def test_a_configuration_is_small(self):
        self.write("a.jsonl", WRITE)
        self.assert_refused(["check", "a.jsonl", "--config", "/dev/zero"], "/dev/zero is larger than 67108864 bytes", code=3)


class Numbers(CommandLine):
    def test_a_number_below_zero(self):
        self.write("a.jsonl", WRITE)
        for command in (["log", "head", "-n", "-1", "a.jsonl"], ["check", "a.jsonl", "--threads", "-1"],
                        ["check", "a.jsonl", "--segment-accesses", "-1"], ["prove", "a.jsonl", "--threads=-1"],
                        ["run", "a.elf", "--max-instructions", "-1"], ["prove-segment", "work", "-1"]):
            self.assert_refused(command, "-1")


if __name__ == "__main__":
    unittest.main()
