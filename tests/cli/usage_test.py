"""The command line itself: help everywhere, and one line for every wrong use."""
import re
import unittest

from harness import CommandLine


def subcommands(help_text):
    section = help_text.split("Subcommands:")[1].split("\n\n")[0] if "Subcommands:" in help_text else ""
    return re.findall(r"^  (\S+)", section, re.M)


class Usage(CommandLine):
    def test_every_command_explains_itself_with_an_example(self):
        seen = []
        todo = [[]]
        while todo:
            path = todo.pop()
            done = self.run_zkmem(*path, "--help")
            self.assertEqual(done.returncode, 0, path)
            self.assertEqual(done.stderr, b"", path)
            text = done.stdout.decode()
            seen.append(path)
            below = subcommands(text)
            todo += [path + [name] for name in below]
            if path and not below:
                self.assertRegex(text, r"Example: zkmem " + " ".join(path), path)
        self.assertGreater(len(seen), 5)

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
