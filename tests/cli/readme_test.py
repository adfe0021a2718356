"""What README.md shows is what happens: every line of its console blocks comes out, in order (… stands for the rest)."""
import re
import subprocess
import unittest

from harness import ROOT, ZKMEM, CommandLine


class Readme(CommandLine):
    def blocks(self):
        return re.findall(r"^```\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)

    def expect(self, block, command):
        done = subprocess.run(command, shell=True, executable="/bin/bash", cwd=ROOT, timeout=600, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        rest = iter(done.stdout.splitlines())
        for line in block.splitlines():
            wanted = re.escape(line).replace("…", ".*")
            self.assertTrue(any(re.fullmatch(wanted, got) for got in rest), f"not printed: {line}\n{done.stdout}")

    def test_demo(self):
        self.expect(next(b for b in self.blocks() if b.startswith("The program sorts")), f"tools/demo.sh {ZKMEM}")

    def test_console_blocks(self):
        commands = 0
        for block in self.blocks():
            if block.startswith("$ "):
                command, output = block[2:].split("\n", 1)
                self.expect(output, re.sub(r"\bzkmem (run|report)\b", rf"{ZKMEM} \1", command))
                commands += 1
        self.assertGreater(commands, 0)


if __name__ == "__main__":
    unittest.main()
