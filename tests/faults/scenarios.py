"""Small pieces of work that are interrupted, starved and raced by the tests of this folder: each with what it begins with, the command,
what it must have made in the end, and how one goes on after it failed."""
import dataclasses
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from elf import COUNTED, data, elf, text  # noqa: E402

ZKMEM = os.environ["ZKMEM"]
WEAK = ["--params", "weak"]
SPACES = [{"addr_space": 0, "num_cells": 0, "min_block_size": 1, "layout": "Null"},
          {"addr_space": 1, "num_cells": 64, "min_block_size": 4, "layout": "U8"},
          {"addr_space": 2, "num_cells": 65536, "min_block_size": 4, "layout": "U8"}]
# Small tables, so that a proof takes a fraction of a second.
CONFIG = {"pointer_max_bits": 16, "timestamp_max_bits": 20, "range_decomp": 10, "addr_space_height": 2, "addr_spaces": SPACES}
CUT = ["--segment-accesses", "20"]
LOCKS = ("lock", "lock.mdb", "writer.lock")


def log_text(accesses=60, mode="persistent"):
    draw, memory = random.Random(1), {}
    lines = [{"zklog": 1, "config": dict(CONFIG, mode=mode), "initial_memory": []}]
    for _ in range(accesses):
        pointer = 4 * draw.randrange(200)
        if draw.random() < 0.5:
            memory[pointer] = [draw.randrange(256) for _ in range(4)]
            lines.append({"op": "write", "as": 2, "ptr": pointer, "size": 4, "values": memory[pointer]})
        else:
            lines.append({"op": "read", "as": 2, "ptr": pointer, "size": 4, "values": memory.get(pointer, [0] * 4)})
    return "".join(json.dumps(line) + "\n" for line in lines)


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    command: list
    makes: list               # files that it makes, whole or not at all
    again: list = None        # the command that goes on after a failure; none: the same
    prepare: list = ()        # commands before it
    state: str = ""           # a state that it adds versions to


SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario("prove", ["prove", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof"], ["new.zkproof"], ["prove", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof", "--resume"]),
    Scenario("prove, global memory", ["prove", "global.jsonl", *WEAK, *CUT, "-o", "new.zkproof"], ["new.zkproof"],
             ["prove", "global.jsonl", *WEAK, *CUT, "-o", "new.zkproof", "--resume"]),
    Scenario("resume", ["prove", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof", "--resume"], ["new.zkproof"],
             prepare=[["plan", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof.work"], ["prove-segment", "new.zkproof.work", "0"]]),
    Scenario("plan", ["plan", "log.jsonl", *WEAK, *CUT, "-o", "new.work"], ["new.work/plan.json"]),
    Scenario("prove-segment", ["prove-segment", "new.work", "1"], ["new.work/segment1.proof"], prepare=[["plan", "log.jsonl", *WEAK, *CUT, "-o", "new.work"]]),
    Scenario("assemble", ["assemble", "new.work", "-o", "new.zkproof"], ["new.zkproof"],
             prepare=[["plan", "log.jsonl", *WEAK, *CUT, "-o", "new.work"], ["prove-segment", "new.work", "--share", "0/1"]]),
    Scenario("prove over a state", ["prove", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof", "--state", "state"], ["new.zkproof"],
             ["prove", "log.jsonl", *WEAK, *CUT, "-o", "new.zkproof", "--state", "state", "--resume"], state="state"),
    Scenario("first commit to a state", ["run", "p.elf", "--state", "state"], [], state="state"),
    Scenario("commit to a state", ["run", "p.elf", "--state", "state"], [], prepare=[["run", "p.elf", "--state", "state"]], state="state"),
    Scenario("rollback of a state", ["image", "rollback", "ROOT", "--state", "state"], [],
             prepare=[["run", "p.elf", "--state", "state"], ["run", "q.elf", "--state", "state"]], state="state"),
    Scenario("opening", ["image", "open", "2:0x300000+4", "--state", "state", "-o", "new.opening"], ["new.opening"], prepare=[["run", "p.elf", "--state", "state"]], state="state"),
    Scenario("run with a log", ["run", "p.elf", "--log", "new.zklog"], ["new.zklog"]),
    Scenario("suspended run", ["run", "p.elf", "--max-instructions", "30", "--save", "new.save"], ["new.save"]),
    Scenario("log conversion", ["log", "convert", "log.jsonl", "-o", "new.zklog"], ["new.zklog"]),
    Scenario("report", ["report", "log.jsonl", "--json"], []),
    Scenario("verify", ["verify", "old.zkproof", "--allow-weak-params", "--config", "config.json", "--log", "log.jsonl"], [], prepare=[["prove", "log.jsonl", *WEAK, *CUT, "-o", "old.zkproof"]]),
)}


class Place:
    """A folder in which a scenario is about to happen; `fresh` gives a copy of it."""

    def __init__(self, scenario, scratch):
        self.scenario, self.scratch = scenario, pathlib.Path(scratch)
        self.template = self.scratch / "template"
        self.template.mkdir()
        (self.template / "log.jsonl").write_text(log_text())
        (self.template / "global.jsonl").write_text(log_text(mode="global"))
        (self.template / "config.json").write_text(json.dumps(CONFIG))
        (self.template / "p.elf").write_bytes(elf([text(*COUNTED)]))
        (self.template / "q.elf").write_bytes(elf([text(*COUNTED), data(0x00310000, b"other")]))
        for command in scenario.prepare:
            done = subprocess.run([ZKMEM, *command], cwd=self.template, capture_output=True, stdin=subprocess.DEVNULL, check=False)
            if done.returncode != 0:
                raise SystemExit(f"{command}: {done.stderr.decode()}")
        self.root = versions(self.template)[0]["root"] if "ROOT" in scenario.command else ""
        self.number = 0
        self.before = versions(self.template)
        self.folder = None
        # What it comes to undisturbed.
        folder = self.fresh()
        done = self.run(scenario.command)
        if done.returncode != 0:
            raise SystemExit(f"{scenario.name}: {done.stderr.decode()}")
        self.made = {name: (folder / name).read_bytes() for name in scenario.makes}
        self.said = self.told(done)
        self.after = versions(folder)

    def fresh(self):
        if self.folder is not None:
            shutil.rmtree(self.folder)
        self.number += 1
        self.folder = self.scratch / str(self.number)
        shutil.copytree(self.template, self.folder)
        return self.folder

    def words(self, command):
        return [ZKMEM, *(self.root if word == "ROOT" else word for word in command)]

    def run(self, command, **environment):
        return subprocess.run(self.words(command), cwd=self.folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=120, env=dict(os.environ, **environment), check=False)

    def start(self, command):
        return subprocess.Popen(self.words(command), cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)

    def told(self, done):
        """What was said on stdout that is the same each time: times and places are not."""
        if self.scenario.name == "verify":
            return done.stdout
        return None

    def is_done(self):
        """Whether all is there that the work makes, whatever the process could still say of it."""
        whole = all((self.folder / name).exists() and (self.folder / name).read_bytes() == content for name, content in self.made.items())
        return whole and bool(self.made or self.scenario.state) and (not self.scenario.state or names(versions(self.folder)) == names(self.after))

    def leftovers(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*.part.*"))

    def problems_now(self):
        """What is wrong with the folder as it is, whatever has happened: a file that is neither absent, nor old, nor whole; a state that
        does not open, or whose versions are neither those before nor some of those after."""
        problems = []
        for name, content in self.made.items():
            path = self.folder / name
            if path.exists() and path.read_bytes() != content and path.read_bytes() != self.old(name):
                problems.append(f"{name} is half written")
        if self.scenario.state:
            found = versions(self.folder)
            if isinstance(found, str):
                problems.append(found)
            elif not is_between(found, self.before, self.after):
                problems.append(f"versions {names(found)}, before {names(self.before)}, after {names(self.after)}")
        return problems

    def old(self, name):
        path = self.template / name
        return path.read_bytes() if path.exists() else None

    def problems_after(self):
        """Goes on as a user would whose work is not done. What is not as if nothing had happened."""
        if self.is_done():
            return []
        done = self.run(self.scenario.again or self.scenario.command)
        problems = []
        if done.returncode != 0:
            return [f"going on: exit {done.returncode}, {done.stderr.decode().strip()}"]
        for name, content in self.made.items():
            if not (self.folder / name).exists() or (self.folder / name).read_bytes() != content:
                problems.append(f"going on made another {name}")
        if self.scenario.state and names(versions(self.folder)) != names(self.after):
            problems.append(f"going on left the versions {names(versions(self.folder))}, not {names(self.after)}")
        if self.told(done) != self.said:
            problems.append(f"going on said {done.stdout!r}")
        return problems


def versions(folder):
    """Of the state in the folder; none if there is no state yet; a text if it does not open or one of them does not load."""
    if not (folder / "state" / "data.mdb").exists():
        return []
    done = subprocess.run([ZKMEM, "image", "list", "--state", "state", "--json"], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        return [] if b"no state in" in done.stderr else f"the state does not open: {done.stderr.decode().strip()}"
    found = json.loads(done.stdout)["versions"]
    for version in found:
        read = subprocess.run([ZKMEM, "image", "get", "2:0+4", "--state", "state", "--root", version["root"]], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if read.returncode != 0:
            return f"version {version['root'][:8]} does not load: {read.stderr.decode().strip()}"
    return found


def names(found):
    return found if isinstance(found, str) else [(version["root"][:8], version.get("note", "")) for version in found]


def is_between(found, before, after):
    """As many of the new ones as one likes, in their order; a rollback has no new ones."""
    return names(found) in [names(after)[:k] for k in range(len(after) + 1)] + [names(after)[len(after) - k:] for k in range(len(after) + 1)] + [names(before)]


def scratch():
    return tempfile.TemporaryDirectory(prefix="zkmem-faults-")
