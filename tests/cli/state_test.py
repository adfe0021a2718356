"""The persistent state as runs leave it: one version per finished segment, whatever ends the run."""
import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest

from elf import data, elf, text
from harness import PATIENCE, ROOT, ZKMEM, CommandLine

GUESTS = ROOT / "examples" / "guests"
SORT = [GUESTS / "elf" / "sort.elf", "--stdin", GUESTS / "inputs" / "capitals.txt"]
FIB = [GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt"]
CUT = ["--segment-accesses", 100000]
KILLS = int(os.environ.get("ZKMEM_KILLS", "12"))

# Counts in a word of memory: a register with its address, then load, add, store, jump back.
COUNTER = 0x00300000
LOOP = (0x003002B7,   # lui x5, 0x300
        0x0002A303,   # lw x6, 0(x5)
        0x00130313,   # addi x6, x6, 1
        0x0062A023,   # sw x6, 0(x5)
        0xFF5FF06F)   # jal x0, -12
# The same 25 times, then a load that is not aligned.
TRAP = (0x003002B7,   # lui x5, 0x300
        0x01900393,   # addi x7, x0, 25
        0x0002A303,   # lw x6, 0(x5)
        0x00130313,   # addi x6, x6, 1
        0x0062A023,   # sw x6, 0(x5)
        0xFE731AE3,   # bne x6, x7, -12
        0x0012A303)   # lw x6, 1(x5)


class State(CommandLine):
    def report(self, *arguments):
        return json.loads(self.ok("run", *arguments, "--json"))

    def refused(self, reason, *arguments):
        done = self.run_zkmem(*arguments)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertIn(reason, done.stderr.decode())
        return done.stderr.decode()

    def versions(self, state="memory"):
        return json.loads(self.ok("image", "list", "--state", state, "--json"))["versions"]

    def has_versions(self):
        """Whether a run that may still be under way has left one."""
        done = self.run_zkmem("image", "list", "--state", "memory", "--json")
        return done.returncode == 0 and bool(json.loads(done.stdout)["versions"])

    def roots(self, state="memory"):
        return [version["root"] for version in self.versions(state)]


class Runs(State):
    def test_a_version_for_each_segment(self):
        plain = self.report(*SORT, *CUT)
        with_state = self.report(*SORT, *CUT, "--state", "memory")
        self.assertEqual(with_state, plain)
        versions = self.versions()
        self.assertGreater(plain["segments"], 5)
        self.assertEqual(len(versions), plain["segments"])
        self.assertEqual(versions[-1]["root"], plain["final_root"])
        self.assertEqual(len({version["root"] for version in versions}), len(versions))
        for k, version in enumerate(versions[:-1]):
            self.assertRegex(version["note"], rf"^run sort.elf \[[0-9a-f]{{8}}\]: segment {k}, under way at pc 0x[0-9a-f]{{8}}$")
            self.assertTrue(version["under_way"])
        self.assertTrue(versions[-1]["note"].endswith(f"segment {len(versions) - 1}, finished with exit code 0"))
        self.assertFalse(versions[-1]["under_way"])
        # Each of them is whole: loading recomputes every digest.
        for version in versions:
            self.assertEqual(self.ok("image", "root", "--state", "memory", "--root", version["root"]).strip(), version["root"])
        # As many as the memory needs, however the run is cut: the last root is the same.
        self.report(*SORT, "--state", "whole")
        self.assertEqual(self.roots("whole"), [plain["final_root"]])

    def test_a_trap_in_the_third_segment_leaves_two_versions(self):
        self.write("trap.elf", elf([text(*TRAP), data(COUNTER, bytes(4))]))
        cut = ["--segment-accesses", 100]
        done = self.run_zkmem("run", "trap.elf", *cut, "--state", "memory", "--json")
        self.assertEqual(done.returncode, 1)
        report = json.loads(done.stdout)
        self.assertEqual((report["stopped"], report["segments"]), ("trapped", 3))
        versions = self.versions()
        self.assertEqual([version["under_way"] for version in versions], [True, True])
        counts = [self.ok("image", "get", "2:3145728", "--state", "memory", "--root", version["root"]) for version in versions]
        self.assertNotEqual(counts[0], counts[1])
        # The memory when it trapped is in no version.
        self.assertNotIn(report["final_root"], self.roots())
        # A new run starts on what is there, and says so.
        done = self.run_zkmem("run", *FIB, "--state", "memory", "--json")
        self.assertIn(versions[-1]["note"], done.stderr.decode())
        self.assertEqual(len(self.versions()), 3)
        # So does one on the version from before; nothing to say then.
        self.ok("image", "rollback", versions[0]["root"], "--state", "memory")
        self.ok("run", *FIB, "--state", "memory")
        self.assertEqual(self.run_zkmem("run", *FIB, "--state", "memory", "--json").stderr, b"")

    def test_a_suspended_run_goes_on_segment_by_segment(self):
        whole = self.report(*SORT, *CUT)
        self.report(*SORT, *CUT, "--state", "expected")
        steps = 0
        self.report(*SORT, *CUT, "--state", "memory", "--max-instructions", 70000, "--save", "half")
        while True:
            done = self.report("--resume", "half", "--state", "memory", "--max-instructions", 70000, "--save", "half")
            steps += 1
            self.assertEqual(len(self.versions()), done["segments"] - (done["exit_code"] is None))
            if done["exit_code"] is not None:
                break
        self.assertGreater(steps, 2)
        self.assertEqual(done["final_root"], whole["final_root"])
        self.assertEqual(self.roots(), self.roots("expected"))

    def test_a_log_of_a_suspended_run_starts_on_the_version_before_it(self):
        self.report(*FIB, "--state", "memory")
        self.report(*SORT, *CUT, "--state", "memory", "--max-instructions", 150000, "--save", "half")
        before = len(self.versions())
        self.assertGreater(before, 2)
        self.report("--resume", "half", "--state", "memory", "--log", "resumed.zklog")
        count = len(self.versions())
        self.report(*FIB, "--state", "other")
        self.report(*SORT, *CUT, "--state", "other", "--log", "whole.zklog")
        self.assertEqual(self.roots(), self.roots("other"))
        self.assertEqual(count, len(self.versions("other")))
        self.assertEqual((self.directory / "resumed.zklog").read_bytes(), (self.directory / "whole.zklog").read_bytes())

    def test_a_suspended_run_needs_the_state_that_it_left(self):
        self.report(*SORT, *CUT, "--state", "memory", "--max-instructions", 150000, "--save", "half")
        self.report(*SORT, *CUT, "--max-instructions", 150000, "--save", "stateless")
        roots = self.roots()
        self.refused("without --state", "run", "--resume", "stateless", "--state", "memory")
        self.ok("image", "rollback", roots[0], "--state", "memory")
        message = self.refused(roots[0], "run", "--resume", "half", "--state", "memory")
        self.assertIn(roots[-1], message)
        self.assertEqual(self.roots(), roots)
        self.ok("image", "rollback", roots[-1], "--state", "memory")
        self.report("--resume", "half", "--state", "memory")

    def start(self, *options):
        return subprocess.Popen([ZKMEM, *map(str, ["run", *options])], cwd=self.directory, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)

    def test_ctrl_c_leaves_the_finished_segments(self):
        self.write("loop.elf", elf([text(*LOOP), data(COUNTER, bytes(4))]))
        running = self.start("loop.elf", "--segment-accesses", 200000, "--state", "memory")
        while not self.has_versions() and running.poll() is None:
            time.sleep(0.1)
        self.refused("is being written by another process", "run", *FIB, "--state", "memory")
        running.send_signal(signal.SIGINT)
        _, message = running.communicate(timeout=60 * PATIENCE)
        self.assertEqual(running.returncode, 130, message)
        versions = self.versions()
        self.assertGreater(len(versions), 0)
        self.assertTrue(all(version["under_way"] for version in versions))

    def test_kill_nine_leaves_the_last_finished_segment(self):
        self.write("loop.elf", elf([text(*LOOP), data(COUNTER, bytes(4))]))
        draw = random.Random(4)
        known = 0
        for _ in range(KILLS):
            running = self.start("loop.elf", "--segment-accesses", 5000, "--state", "memory")
            time.sleep(draw.uniform(0, 0.3 * PATIENCE))
            running.kill()
            running.communicate()
            if not (self.directory / "memory" / "data.mdb").exists():
                continue
            done = self.run_zkmem("image", "list", "--state", "memory", "--json")
            if done.returncode != 0:
                self.assertIn("no state", done.stderr.decode())
                continue
            versions = json.loads(done.stdout)["versions"]
            self.assertGreaterEqual(len(versions), known)
            known = len(versions)
            if known == 0:
                continue
            # The last one is whole (its digests are recomputed), and it is what the next run starts on.
            self.assertEqual(self.ok("image", "root", "--state", "memory").strip(), versions[-1]["root"])
            self.assertTrue(versions[-1]["head"])
        self.assertGreater(known, 0)


class Proofs(State):
    PROVE = [*SORT, "--params", "weak", "--segment-accesses", 300000]

    def prove(self, *options):
        return json.loads(self.ok("prove", *self.PROVE, "-o", "out.zkproof", "--state", "memory", "--json", *options))

    def test_the_versions_are_the_proven_segments(self):
        self.report(*FIB, "--state", "memory")
        self.report(*FIB, "--state", "run")
        proved = self.prove()
        versions = self.versions()[1:]
        self.assertEqual([version["root"] for version in versions], [claim["final_root"] for claim in proved["segments"]])
        self.assertGreater(len(versions), 2)
        for k, version in enumerate(versions):
            self.assertRegex(version["note"], rf"^prove sort.elf \[[0-9a-f]{{8}}\]: segment {k}, ")
        self.assertEqual([version["under_way"] for version in versions], [True] * (len(versions) - 1) + [False])
        self.ok("verify", "out.zkproof", "--allow-weak-params", "--initial-root", proved["initial_root"], "--final-root",
                versions[-1]["root"])
        # With the program, too: its memory is not its image over zeros, so the root must be asked for.
        weak = ["verify", "out.zkproof", "--allow-weak-params", "--program", SORT[0]]
        done = self.run_zkmem(*weak)
        self.assertEqual(done.returncode, 1)
        self.assertIn("--initial-root", done.stderr.decode())
        self.assertIn("not shown: that the program's data was in memory", self.ok(*weak, "--initial-root", proved["initial_root"]))
        # A run over the same memory, cut alike, leaves the same versions.
        ran = self.report(*self.PROVE[:3], "--segment-accesses", 300000, "--state", "run")
        self.assertEqual(self.roots("run"), self.roots())
        self.assertEqual((ran["initial_root"], ran["final_root"]), (proved["initial_root"], proved["final_root"]))

    def test_killed_and_resumed_the_versions_are_the_same(self):
        command = [ZKMEM, *map(str, ["prove", *self.PROVE, "-o", "out.zkproof", "--state", "memory", "--resume"])]
        running = subprocess.Popen(command, cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        deadline = time.monotonic() + 100
        while not (self.directory / "out.zkproof.work" / "segment1.proof").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        running.kill()
        running.communicate()
        between = self.versions()
        self.assertGreaterEqual(len(between), 1)
        self.assertTrue(between[-1]["under_way"])
        # Only over the state that it left.
        self.refused("--state is needed", "prove", *self.PROVE, "-o", "out.zkproof", "--resume")
        proved = self.prove("--resume")
        self.assertGreaterEqual(proved["resumed"], 1)
        versions = self.versions()
        self.assertEqual([version["root"] for version in versions], [claim["final_root"] for claim in proved["segments"]])
        self.assertEqual(versions[: len(between)], [{**version, "head": False} for version in between])

    def test_in_steps_assemble_commits_unless_the_state_has_moved_on(self):
        self.ok("plan", *self.PROVE, "-o", "work", "--state", "memory")
        segments = len(json.loads((self.directory / "work" / "plan.json").read_text())["segments"])
        for k in range(segments):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "out.zkproof", "--state", "memory")
        roots = self.roots()
        self.assertEqual(len(roots), segments)
        self.ok("assemble", "work", "-o", "out.zkproof", "--state", "memory")
        self.assertEqual(self.roots(), roots, "what is there is not committed again")
        self.report(*FIB, "--state", "memory")
        self.refused("moved on", "assemble", "work", "-o", "out.zkproof", "--state", "memory")
        self.assertEqual(self.roots()[:-1], roots)

    def test_a_log_in_steps_leaves_versions_too(self):
        lines = [{"op": "write", "as": 2, "ptr": 4 * k, "size": 4, "values": [k, 0, 0, 0]} for k in range(20)]
        self.write("log.jsonl", "".join(json.dumps(line) + "\n" for line in lines).encode())
        self.ok("plan", "log.jsonl", "--params", "weak", "--segment-accesses", 8, "-o", "work", "--state", "memory")
        self.assertEqual(json.loads((self.directory / "work" / "plan.json").read_text())["state_version"], 0)
        for k in range(3):
            self.ok("prove-segment", "work", k)
        self.ok("assemble", "work", "-o", "out.zkproof", "--state", "memory")
        self.assertEqual(len(self.versions()), 3)
        # Over a state that is not empty: the plan says which version it goes on from.
        self.ok("plan", "log.jsonl", "--params", "weak", "-o", "more", "--state", "memory")
        self.assertGreater(json.loads((self.directory / "more" / "plan.json").read_text())["state_version"], 0)

    def test_a_program_that_traps_leaves_no_version(self):
        self.write("trap.elf", elf([text(*TRAP), data(COUNTER, bytes(4))]))
        done = self.run_zkmem("prove", "trap.elf", "--params", "weak", "--segment-accesses", 100, "--state", "memory", "-o", "x")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.versions(), [])


class Images(State):
    """`zkmem image`: what it says of states, roots, spaces and openings that are not there."""

    def setUp(self):
        super().setUp()
        self.ok("run", *FIB, "--state", "memory")
        self.root = self.roots()[0]

    def test_no_state(self):
        (self.directory / "empty").mkdir()
        (self.directory / "empty" / "data.mdb").touch()
        for folder, reason in {"nowhere": "no state in 'nowhere'",
                               "empty": "no state in 'empty': its data.mdb is empty"}.items():
            for command in (["root"], ["list"], ["get", "2:0"], ["rollback", self.root]):
                self.assert_refused(["image", *command, "--state", folder], reason)
        (self.directory / "empty" / "data.mdb").write_bytes(b"no state")
        self.assert_refused(["image", "root", "--state", "empty"], "'empty/data.mdb': it is no LMDB file")

    def test_malformed_roots_say_what_is_expected(self):
        with_state = ["--state", "memory"]
        for arguments, name in ((["image", "root", "--root", "12", *with_state], "--root"),
                                (["image", "verify", "o", "--root", "12"], "--root"),
                                (["image", "diff", "12", self.root, *with_state], "FROM"),
                                (["image", "diff", self.root, "12", *with_state], "TO"),
                                (["image", "rollback", "12", *with_state], "ROOT")):
            self.assert_refused(arguments, f"zkmem: {name}: a digest is 64 hex digits, '12' has 2 characters")
        self.assert_refused(["image", "root", "--root", "g" * 64, *with_state],
                            f"--root: a digest is 64 hex digits, '{'g' * 64}' has other characters")
        self.assert_refused(["image", "root", "--root", "0" * 64, *with_state],
                            "state 'memory' has no version with the root 000000", "image list")

    def test_unknown_spaces_are_told_from_spaces_that_end(self):
        for command in ("get", "open"):
            more = ["-o", "o"] if command == "open" else []
            for space in (0, 9, 4294967295):
                self.assert_refused(["image", command, f"{space}:0", "--state", "memory", *more],
                                    f"there is no address space {space}, the state has 1, 2, 3, 4")
            self.assert_refused(["image", command, "3:30+4", "--state", "memory", *more],
                                "cells 3:30+4 end at 34, the space has 32 cells")

    def test_several_ranges_share_one_opening(self):
        ranges = ["3:28+4", "2:4096", "3:0+4"]  # in any order
        held = {cells: list(map(int, self.ok("image", "get", cells, "--state", "memory").split())) for cells in ranges}
        self.assertIn(f"opened 9 cells against {self.root} in o", self.ok("image", "open", *ranges, "--state", "memory", "-o", "o"))
        said = self.ok("image", "verify", "o", "--root", self.root)
        self.assertEqual(said, "".join(f"the memory with root {self.root} holds at {cells.split('+')[0]}: {' '.join(map(str, held[cells]))}\n"
                                       for cells in ("2:4096", "3:0+4", "3:28+4")))
        found = json.loads(self.ok("image", "verify", "o", "--root", self.root, "--json"))
        self.assertEqual(found["verdict"], "accepted")
        self.assertEqual([(cells["as"], cells["ptr"], len(cells["values"])) for cells in found["cells"]], [(2, 4096, 1), (3, 0, 4), (3, 28, 4)])
        self.assert_refused(["image", "verify", "o", "--root", "0" * 64], "o: opening of 3 ranges: the path does not lead to the root", code=1)
        self.assert_refused(["image", "open", "3:0+4", "2:0", "3:3", "--state", "memory", "-o", "p"], "cells 3:3+1 do not lie behind 3:0+4")
        self.assert_refused(["image", "open", "3:0+4", "2:", "--state", "memory", "-o", "p"], "SPACE:POINTER")
        self.assert_refused(["image", "open", "3:0", "3:30+4", "--state", "memory", "-o", "p"], "cells 3:30+4 end at 34")

    def test_an_opening_of_another_tree_is_told_of_config(self):
        self.ok("image", "open", "3:0+4", "--state", "memory", "-o", "o")
        self.write("c.json", '{"pointer_max_bits":20,"addr_spaces":[{"layout":"Null"},{"layout":"U8","num_cells":1024}]}')
        self.assert_refused(["image", "verify", "o", "--root", self.root, "--config", "c.json"],
                            "o: the opening is of a tree of 3 + 26 levels, c.json has 3 + 17", "--config")
        content = bytearray((self.directory / "o").read_bytes())
        content[9] = 17
        self.write("o", bytes(content))
        self.assert_refused(["image", "verify", "o", "--root", self.root],
                            "a tree of 3 + 17 levels, the built-in configuration has 3 + 26", "--config")

    def test_a_state_that_may_not_be_written_is_read(self):
        zkmem = shutil.copy(ZKMEM, self.directory)  # where whoever has no rights may run it
        state = self.directory / "memory"
        for path in state.iterdir():
            path.chmod(0o444)
        state.chmod(0o555)
        self.directory.chmod(0o755)

        def without_rights():
            if os.geteuid() == 0:
                os.setuid(65534)

        def run(*arguments):
            return subprocess.run([zkmem, *arguments, "--state", "memory"], capture_output=True, cwd=self.directory,
                                  preexec_fn=without_rights)

        done = run("image", "root")
        self.assertEqual((done.returncode, done.stdout.decode()), (0, self.root + "\n"), done.stderr)
        self.assertEqual(run("image", "get", "3:0+4").returncode, 0)
        done = run("image", "rollback", self.root)
        self.assertEqual((done.returncode, done.stderr),
                         (2, b"zkmem: cannot open 'memory/writer.lock': Permission denied\n"))
        state.chmod(0o755)


if __name__ == "__main__":
    unittest.main()
