"""The command line itself: help everywhere, and one line for every wrong use."""
import re
import unittest

from harness import CommandLine, commands, subcommands


class Usage(CommandLine):
    def test_every_command_explains_itself_with_an_example(self):
        found = commands()
        self.assertGreater(len(found), 20)
        for path, text in found.items():
            if path and not subcommands(text):
                self.assertRegex(text, r"Example: zkmem " + " ".join(path), path)

    def test_every_command_refuses_an_unknown_option(self):
        for name in subcommands(self.run_zkmem("--help").stdout.decode()):
            self.assert_refused([name, "--no-such-option"], "--no-such-option")

    def test_version(self):
        self.assertRegex(self.run_zkmem("--version").stdout.decode(), r"^zkmem \d+\.\d+\.\d+\n$")

    def test_what_is_quoted_stays_in_its_line(self):
        self.assert_refused(["log", "stat", "a\nb\x1b[2J"], "'a\\x0ab\\x1b[2J'")
        self.write("log.jsonl", '{"a\\nb": 1}')
        self.assert_refused(["log", "stat", "log.jsonl"], "log.jsonl: line 1", "'a?b'")

    def test_no_command(self):
        self.assert_refused([], "--help")

    def test_unknown_command(self):
        self.assert_refused(["pruve"], "pruve")

    def test_did_you_mean(self):
        for typed, meant in ((["pruve", "x.elf"], "prove"), (["log", "convrt", "a", "b"], "convert"), (["run", "--stdinn", "f"], "--stdin"), (["prove", "x.elf", "--out", "y"], "--output"),
                             (["verify", "p", "--allow-weak-parms"], "--allow-weak-params"), (["--versoin"], "--version"),
                             (["prove", "x", "--segment-acesses=7"], "--segment-accesses"), (["help", "prov"], "prove"),
                             (["help", "log", "haed"], "head"), (["help", "log", "head", "x"], "has no command 'x'")):
            self.assert_refused(typed, f"did you mean '{meant}'?" if " " not in meant else meant)
        self.assertNotIn("did you mean", self.run_zkmem("frobnicate").stderr.decode())

    def test_help_of_a_command_is_its_own_help(self):
        for path, text in commands().items():
            done = self.run_zkmem("help", *path)
            self.assertEqual((done.returncode, done.stderr), (0, b""), path)
            self.assertEqual(done.stdout.decode(), text, path)

    def test_help_names_exit_codes_and_documentation(self):
        text = commands()[()]
        for code in (0, 1, 2, 3, 130):
            self.assertRegex(text, rf"(?m)^  {code}  +\w")
        self.assertIn("docs/spec/cli.md", text)
        self.assertIn("man zkmem", text)

    def test_unknown_option_before_the_command(self):
        self.assert_refused(["--colour"], "--colour")

    def test_an_empty_value_is_not_an_option_left_out(self):
        texts = 0
        for path, text in commands().items():
            for option in re.findall(r"^  (?:-\w,)?(--[\w-]+) TEXT", text, re.M):
                texts += 1
                self.assert_refused([*path, option, ""], option)
                self.assert_refused([*path, option + "="], option)
        self.assertGreater(texts, 40)

    def test_numbers_do_not_wrap_around(self):
        """Every option of every command that takes a number: it is decimal or 0x…, not negative, below 2^64."""
        numeric = 0
        for path, text in commands().items():
            for option in re.findall(r"^  (?:-\w,)?(--[\w-]+) UINT", text, re.M):
                numeric += 1
                for wrong in ("-1", "-18446744073709551615", "010", "1e3", "1.5", "+1", " 1", "", "0x", "18446744073709551616"):
                    self.assert_refused([*path, option, wrong], option)
        self.assertGreater(numeric, 10)

    def test_cells_do_not_wrap_around(self):
        for wrong in ("2:-1", "-1:0", "2:4294967296", "2:0+-1", "2:0+0", "2:0+4294967296", "2:", ":0", "2", "2:0+", "2:0 "):
            self.assert_refused(["image", "get", "--state", "s", "--", wrong], "SPACE:POINTER", wrong)


if __name__ == "__main__":
    unittest.main()
