"""The command line itself: help everywhere, and one line for every wrong use."""
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

    def test_no_command(self):
        self.assert_refused([], "--help")

    def test_unknown_command(self):
        self.assert_refused(["pruve"], "pruve")

    def test_unknown_option_before_the_command(self):
        self.assert_refused(["--colour"], "--colour")


if __name__ == "__main__":
    unittest.main()
