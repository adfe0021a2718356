"""Every way in which a configuration can be wrong: one clear line naming the file and the place, exit 2, nothing written."""
import json
import unittest

from harness import ROOT, CommandLine

FIB = ROOT / "examples" / "guests" / "elf" / "fib.elf"
INPUT = ROOT / "examples" / "guests" / "inputs" / "fib.txt"


def good():
    """OpenVM 2's own configuration, as its golden file spells it."""
    return json.loads((ROOT / "tests/golden/openvm-v2/mem_a/memory.json").read_text())["config"]


class BadConfiguration(CommandLine):
    def refuse(self, config, *mentions):
        self.write("config.json", config if isinstance(config, (str, bytes)) else json.dumps(config))
        self.assert_refused(["run", FIB, "--stdin", INPUT, "--config", "config.json", "--save", "out.save"],
                            *mentions)

    def changed(self, **fields):
        config = good()
        config.update(fields)
        return config

    def test_not_json(self):
        for text in ("", "{", "not json", '{"pointer_max_bits": }', "\xff\xfe", '{"a":1}{"b":2}', "[" * 100000):
            self.refuse(text, "config.json")

    def test_not_an_object(self):
        for text in ("[]", "3", '"text"', "null"):
            self.refuse(text, "config.json")

    def test_numbers_out_of_range(self):
        for field in ("pointer_max_bits", "timestamp_max_bits"):
            for value in (0, 30, 64, -1, 1e30, 2**63, 2**64, 1.5, "29", [29], True):
                self.refuse(self.changed(**{field: value}), "config.json", field)

    def test_access_size(self):
        for value in (0, 3, 64, -4, "32"):
            self.refuse(self.changed(max_access_adapter_n=value), "config.json")

    def test_spaces(self):
        for spaces in ([], {}, 4, [1], [{}], None):
            self.refuse(self.changed(addr_spaces=spaces), "config.json")

    def test_one_field_of_a_space(self):
        wrong = {"num_cells": (-8, 2**40, "many", 12.5), "min_block_size": (0, 3, 64, -1),
                 "layout": ("U9", 7, {"F": {"size": 3}}, None), "addr_space": (-1, 2**40, "two"),
                 "permissions": ("rwx", 7, "")}
        for field, values in wrong.items():
            for value in values:
                config = good()
                space = next(s for s in config["addr_spaces"] if s.get("num_cells"))
                space[field] = value
                self.refuse(config, "config.json")

    def test_same_space_twice(self):
        config = good()
        config["addr_spaces"].append(dict(config["addr_spaces"][-1]))
        if "addr_space" not in config["addr_spaces"][-1]:
            for index, space in enumerate(config["addr_spaces"]):
                space["addr_space"] = index
            config["addr_spaces"][-1]["addr_space"] = 1
        self.refuse(config, "config.json")

    def test_mode_and_profile(self):
        self.refuse(self.changed(mode="sometimes"), "config.json", "sometimes")
        self.refuse(self.changed(profile="openvm-v3"), "config.json", "openvm-v3")
        self.refuse(self.changed(profile="openvm-v2", initial_block_size=8), "config.json")

    def test_directory_and_missing(self):
        for path, mention in (("/", "/"), ("nowhere.json", "nowhere.json")):
            self.assert_refused(["run", FIB, "--stdin", INPUT, "--config", path], mention)


if __name__ == "__main__":
    unittest.main()
