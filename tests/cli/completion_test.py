"""What the command line says of itself: completion in three shells and the manual page, all with every command and option."""
import json
import re
import shutil
import subprocess
import unittest

from harness import CommandLine, commands, subcommands


def options(help_text):
    """Names of options, long and short, that a help text lists."""
    listed = re.findall(r"^  (-[^ ]*)", help_text.split("Options:")[1].split("\n\n")[0], re.M)
    return sorted(name for group in listed for name in group.split(","))


class Completion(CommandLine):
    def names(self, path):
        """Words that a command takes first and its help does not list."""
        if path != ("attack",):
            return []
        attacks = [attack["name"] for attack in json.loads(self.ok("attack", "--json"))["attacks"]]
        return ["all", *dict.fromkeys(name.split(".")[0] for name in attacks), *attacks]

    def setUp(self):
        super().setUp()
        self.scripts = {}
        for shell in ("bash", "zsh", "fish"):
            done = self.run_zkmem("completion", shell)
            self.assertEqual((done.returncode, done.stderr), (0, b""))
            self.scripts[shell] = done.stdout.decode()
            self.write(f"script.{shell}", done.stdout)

    def shell(self, *arguments):
        done = subprocess.run(arguments, capture_output=True, text=True, cwd=self.directory)
        self.assertEqual((done.returncode, done.stderr), (0, ""), arguments)
        return done.stdout

    def bash(self, *words):
        quoted = " ".join(f"'{word}'" for word in ("zkmem", *words))
        return self.shell("bash", "-c", f"source script.bash; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _zkmem; "
                          "printf '%s\\n' \"${COMPREPLY[@]}\"").split()

    def test_bash_completes_every_command_and_option(self):
        for path, text in commands().items():
            if words := subcommands(text) + self.names(path):
                self.assertEqual(self.bash(*path, ""), words + [o for o in self.bash(*path, "-")], path)
            else:
                self.assertEqual(self.bash(*path, ""), [], "files, which bash offers")
            self.assertEqual(sorted(self.bash(*path, "-")), options(text), path)

    def test_bash_completes_after_other_words(self):
        self.assertEqual(self.bash("prove", "x.elf", "--params", "app", "--memory-"), ["--memory-budget"])
        self.assertEqual(self.bash("log", "convert", "--to", ""), ["zklog", "jsonl"])
        self.assertEqual(self.bash("log", "convert", "--to", "j"), ["jsonl"])
        self.assertEqual(self.bash("prove", "--stdin", ""), [])
        self.assertEqual(self.bash("pro"), ["prove", "prove-segment"])
        self.assertEqual(self.bash("attack", "LogAttack.Attack18"), ["LogAttack.Attack18RelabelsATimestamp"])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not here")
    def test_zsh_reads_its_script(self):
        self.shell("zsh", "-n", "script.zsh")
        # Run with the completion system's own commands replaced: what would be offered.
        stubs = "compdef() { :; }; _files() { print FILES; }; compadd() { print -l -- $@; }; _describe() { print -l -- ${(P)2%%:*}; }; "
        offer = lambda *words: self.shell("zsh", "-fc", stubs + "source script.zsh; words=(zkmem " + " ".join(
            f"'{word}'" for word in words) + f"); CURRENT={len(words) + 1}; _zkmem").split("\n")[:-1]
        for path, text in commands().items():
            self.assertEqual(sorted(offer(*path, "-")), options(text), path)
            self.assertEqual(offer(*path, ""), subcommands(text) + self.names(path) or ["FILES"], path)
        self.assertEqual(offer("log", "convert", "--to", ""), ["zklog", "jsonl"])

    @unittest.skipUnless(shutil.which("fish"), "fish is not here")
    def test_fish_completes_every_command_and_option(self):
        self.shell("fish", "--no-execute", "script.fish")
        for path, text in commands().items():
            words = " ".join(("zkmem", *path, "-"))
            shown = self.shell("fish", "--no-config", "-c", f"source script.fish; complete -C '{words}'")
            names = sorted(line.split("\t")[0] for line in shown.splitlines())
            self.assertEqual([name for name in names if name in options(text)], [o for o in options(text)], path)
            if offered := subcommands(text) + self.names(path):
                words = " ".join(("zkmem", *path, ""))
                shown = self.shell("fish", "--no-config", "-c", f"source script.fish; complete -C '{words}'")
                self.assertLessEqual(set(offered), {line.split("\t")[0] for line in shown.splitlines()})

    def test_the_manual_page_has_every_command_option_and_exit_code(self):
        page = self.run_zkmem("help", "--man").stdout.decode()
        plain = page.replace("\\-", "-")
        sections = dict(re.findall(r'^\.SS "zkmem ((?:[a-z-]+ ?)+?)(?: [\[A-Z][^\n]*)?"\n(.*?)(?=^\.S)', plain, re.M | re.S))
        for path, text in commands().items():
            if not path:
                continue
            for name in options(text):
                if name not in ("-h", "--help"):
                    self.assertIn(f"\\fB{name}\\fR", sections[" ".join(path)], path)
            # What its help says of an option's value and of what it is without.
            for value in re.findall(r"^  (?:-\w,)?--[\w-]+ ([A-Z]+:[A-Z]+=[A-Z]+)", text, re.M):
                self.assertIn(f"\\fI{value}\\fR", sections[" ".join(path)], path)
            for preset in re.findall(r"^  (?:-\w,)?--[\w-]+ [A-Z]\S*=(\w+)(?: |$)", text, re.M):
                if preset != "FILE":
                    self.assertIn(f"(default: {preset})", sections[" ".join(path)], path)
        for code in (0, 1, 2, 3, 130):
            self.assertIn(f"\\fB{code}\\fR", plain)
        self.assertIn("ZKMEM_CPU", plain)

    @unittest.skipUnless(shutil.which("groff"), "groff is not here")
    def test_the_manual_page_is_laid_out_without_a_warning(self):
        page = self.run_zkmem("help", "--man").stdout
        done = subprocess.run(["groff", "-man", "-ww", "-z", "-Tutf8", "-k"], input=page, capture_output=True)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
