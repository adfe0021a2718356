"""Shares of a plan, as the tasks of any cluster prove them: processes that are killed, shares done twice, and the proof's bytes."""
import fcntl
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent / "cli"), str(pathlib.Path(__file__).resolve().parent.parent)]
import locked_packages  # noqa: E402
from harness import ROOT, ZKMEM, CommandLine  # noqa: E402

CLUSTER = ROOT / "examples" / "cluster"
FIB = [ROOT / "examples/guests/elf/fib.elf", "--stdin", ROOT / "examples/guests/inputs/fib.txt", "--params", "weak",
       "--segment-accesses", 6000]


class Shares(CommandLine):
    @classmethod
    def setUpClass(cls):
        """The proof made here; the same work planned, and then proven in two shares."""
        scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(scratch.cleanup)
        cls.made = pathlib.Path(scratch.name)

        def zkmem(*words):
            return subprocess.run([ZKMEM, *map(str, words)], cwd=cls.made, check=True, capture_output=True, text=True).stdout

        zkmem("prove", *FIB, "-o", "here.zkproof")
        zkmem("plan", *FIB, "-o", "planned")
        cls.segments = len(json.loads((cls.made / "planned/plan.json").read_text())["segments"])
        shutil.copytree(cls.made / "planned", cls.made / "proven")
        cls.shares = [json.loads(zkmem("prove-segment", "proven", "--share", f"{k}/2", "--json")) for k in (1, 0)]

    def work(self, folder):
        shutil.copytree(self.made / folder, self.directory / "work")

    def share(self, text):
        return json.loads(self.ok("prove-segment", "work", "--share", text, "--json"))

    def assert_same_proof(self):
        self.ok("assemble", "work", "-o", "there.zkproof")
        self.assertEqual((self.made / "here.zkproof").read_bytes(), (self.directory / "there.zkproof").read_bytes())

    def test_are_together_the_plan(self):
        self.assertGreaterEqual(self.segments, 3)
        self.assertEqual([share["proven"] for share in self.shares], [list(range(k, self.segments, 2)) for k in (1, 0)])
        self.work("proven")
        again = self.share("0/1")
        self.assertEqual((again["proven"], again["found"]), ([], list(range(self.segments))))
        self.assertEqual(self.share(f"{self.segments}/{self.segments + 1}")["found"], [])
        self.assert_same_proof()

    def test_a_killed_one_loses_a_segment_at_most(self):
        self.work("planned")
        task = subprocess.Popen([ZKMEM, "prove-segment", "work", "--share", "0/1"], cwd=self.directory,
                                stdout=subprocess.DEVNULL)
        while not (self.directory / "work/segment0.proof").exists():
            self.assertIsNone(task.poll())
            time.sleep(0.01)
        task.send_signal(signal.SIGKILL)
        task.wait()
        proven = len(list((self.directory / "work").glob("segment*.proof")))
        again = self.share("0/1")
        self.assertEqual(len(again["found"]), proven)
        self.assertEqual(len(again["proven"]), self.segments - proven)
        self.assert_same_proof()

    def test_a_damaged_proof_is_made_again(self):
        self.work("proven")
        (self.directory / "work/segment1.proof").write_bytes(b"cut off")
        self.assertEqual(self.share("0/1")["proven"], [1])
        self.assert_same_proof()

    def test_a_segment_under_way_elsewhere_is_left_to_it(self):
        """The others are proven, and the task counts as one to be done again."""
        self.work("proven")
        for k in (0, 1):
            (self.directory / f"work/segment{k}.proof").unlink()
        with (self.directory / "work/lock").open("r+b") as lock:
            record = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 96, 96, 0)  # of segment 0
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, record)
            done = self.run_zkmem("prove-segment", "work", "--share", "0/1")
            self.assertEqual(done.returncode, 2)
            self.assertIn(b"another process works on segment 0", done.stderr)
        self.assertTrue((self.directory / "work/segment1.proof").exists())
        self.assertEqual(self.share("0/1")["proven"], [0])
        self.assert_same_proof()

    def test_starts_do_not_repeat_the_input(self):
        self.write("long.txt", "100000\n" + " " * 100000)
        self.ok("plan", FIB[0], "--stdin", "long.txt", "--params", "weak", "--segment-accesses", 400000, "-o", "work")
        starts = list((self.directory / "work").glob("segment*.start"))
        self.assertGreaterEqual(len(starts), 3)
        self.assertLess(max(path.stat().st_size for path in starts), 10000)
        self.assertEqual(json.loads((self.directory / "work/plan.json").read_text())["zkmem_plan"], 2)

    def test_says_what_is_no_share(self):
        self.work("planned")
        for text in ("2/2", "0/0", "1", "-1/2", "0/2/3", "a/b", "0/"):
            self.assert_refused(["prove-segment", "work", f"--share={text}"], "--share", f"'{text}' is no share")
        self.assert_refused(["prove-segment", "work"], "either a segment K or --share I/N")

    def test_says_what_is_no_segment(self):
        self.work("planned")
        self.assert_refused(["prove-segment", "work", "99"], "segment 99 does not exist")

    def yaml(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("the Python package yaml is not installed")
        return yaml

    def test_the_kubernetes_manifests_command_proves_it(self):
        yaml = self.yaml()
        self.work("proven")
        for k in (0, 2):
            (self.directory / f"work/segment{k}.proof").unlink()
        job = yaml.safe_load((CLUSTER / "kubernetes-job.yaml").read_text())
        spec = job["spec"]
        container = spec["template"]["spec"]["containers"][0]
        given = {entry["name"]: entry["value"] for entry in container["env"]}
        self.assertEqual(int(given["TASKS"]), spec["completions"])
        bin_folder = self.directory / "bin"
        bin_folder.mkdir()
        (bin_folder / "zkmem").symlink_to(ZKMEM)
        for index in range(spec["completions"]):
            environment = {**os.environ, **given, "WORK": "work", "JOB_COMPLETION_INDEX": str(index),
                           "PATH": f"{bin_folder}:{os.environ['PATH']}"}
            done = subprocess.run(container["command"], cwd=self.directory, env=environment, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f"share {index}/{spec['completions']} of {self.segments} segments", done.stdout)
        self.assert_same_proof()

    def test_the_kubernetes_manifest_is_of_its_schema(self):
        locked_packages.use()
        try:
            import kubernetes_validate
        except ImportError:
            self.skipTest(locked_packages.MISSING)
        job = self.yaml().safe_load((CLUSTER / "kubernetes-job.yaml").read_text())
        kubernetes_validate.validate(job, "1.33", strict=True)
        job["spec"]["completion"] = 3  # the check is one
        with self.assertRaises(kubernetes_validate.ValidationError):
            kubernetes_validate.validate(job, "1.33", strict=True)


class GrowingPlans(CommandLine):
    """Segments on persistent memory are proven while planning goes on: here under a planner that is stopped in the middle."""

    def plan(self, number, *options):
        """A planner at work, of a run that has as many segments as it is let."""
        (self.directory / "number.txt").write_text(f"{number}\n")
        words = ["plan", FIB[0], "--stdin", "number.txt", "--memory", "persistent", "--params", "weak", "--segment-accesses", 6000, "-o", "work"]
        return self.start(*words, *options)

    def start(self, *words):
        process = subprocess.Popen([ZKMEM, *map(str, words)], cwd=self.directory, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def stopped_planner(self):
        planner = self.plan(2_000_000_000)  # for hours
        growing = self.directory / "work/growing.json"
        while not growing.exists() or len(json.loads(growing.read_text())["segments"]) < 3:
            self.assertIsNone(planner.poll())
            time.sleep(0.01)
        planner.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, planner.pid, os.WSTOPPED)
        return planner

    def share_that_waits(self):
        """A share that has proven all that is planned."""
        share = self.start("prove-segment", "work", "--share", "0/1")
        segments = len(json.loads((self.directory / "work/growing.json").read_text())["segments"])
        while len(list((self.directory / "work").glob("segment*.proof"))) < segments:
            self.assertIsNone(share.poll())
            time.sleep(0.01)
        return share

    def end(self, planner, how):
        planner.send_signal(how)
        planner.send_signal(signal.SIGCONT)
        _, said = planner.communicate()
        return planner.returncode, said

    def assert_plans_anew(self):
        """And proves, with the bytes of a proof in one go."""
        self.assertEqual(self.plan(3000).wait(), 0)
        self.ok("prove-segment", "work", "--share", "0/1")
        self.ok("assemble", "work", "-o", "there.zkproof")
        self.ok("prove", FIB[0], "--stdin", "number.txt", "--memory", "persistent", "--params", "weak", "--segment-accesses", 6000, "-o", "here.zkproof")
        self.assertEqual((self.directory / "here.zkproof").read_bytes(), (self.directory / "there.zkproof").read_bytes())

    def test_a_segment_needs_no_whole_plan(self):
        self.stopped_planner()
        self.assertIn("so far proven", self.ok("prove-segment", "work", 0))
        self.assertTrue((self.directory / "work/segment0.proof").exists())
        self.assertFalse((self.directory / "work/plan.json").exists())
        status = json.loads(self.ok("plan", "--status", "work", "--json"))
        self.assertEqual((status["planning"], status["proven"]), (True, [0]))
        self.assertIn("planning   goes on", self.ok("plan", "--status", "work"))
        self.assert_refused(["prove-segment", "work", "99999"], "segment 99999 is not planned yet")
        self.assert_refused(["assemble", "work", "-o", "there.zkproof"], "is not complete")
        self.assert_refused(["plan", FIB[0], "--stdin", "number.txt", "-o", "work"], "another process works on 'work'")

    def test_a_killed_planner(self):
        planner = self.stopped_planner()
        share = self.share_that_waits()
        self.assertEqual(self.end(planner, signal.SIGKILL)[0], -signal.SIGKILL)
        _, said = share.communicate()
        self.assertEqual(share.returncode, 2)
        self.assertIn("planning of 'work' was broken off", said)
        self.assertFalse(json.loads(self.ok("plan", "--status", "work", "--json"))["planning"])
        self.assertIn("was broken off", self.ok("plan", "--status", "work"))
        # What is there can be proven still, and never becomes a proof; planning begins anew.
        self.ok("prove-segment", "work", 1)
        self.assert_refused(["assemble", "work", "-o", "there.zkproof"], "is not complete")
        self.assert_plans_anew()

    def test_a_cancelled_planner(self):
        planner = self.stopped_planner()
        share = self.share_that_waits()
        self.assertEqual(self.end(planner, signal.SIGINT)[0], 130)
        _, said = share.communicate()
        self.assertEqual(share.returncode, 2)
        self.assertIn("planning of 'work' was broken off", said)
        self.assertFalse((self.directory / "work").exists())
        self.assert_plans_anew()

    def test_a_planner_that_fails_under_others_work(self):
        """It leaves the folder and its lock to who works there."""
        planner = self.stopped_planner()
        with (self.directory / "work/lock").open("r+b") as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, 96, 96, 0))
            self.assertEqual(self.end(planner, signal.SIGINT)[0], 130)
            (self.directory / "work/segment0.proof").write_bytes(b"late")
            self.assert_refused(["plan", FIB[0], "--stdin", "number.txt", "-o", "work"], "another process works on")
        self.assertEqual(sorted(path.name for path in (self.directory / "work").iterdir()), ["lock", "segment0.proof"])
        self.assert_plans_anew()

    def test_a_run_that_does_not_end(self):
        """After some segments: exit 3, and nothing is left."""
        planner = self.plan(100_000, "--max-instructions", 20_000)
        self.assertEqual(planner.wait(), 3)
        self.assertFalse((self.directory / "work").exists())

    def test_a_share_goes_along_to_the_end(self):
        planner = self.plan(8_000)
        work = self.directory / "work"
        while not (work / "growing.json").exists() and not (work / "plan.json").exists():
            self.assertIn(planner.poll(), (None, 0))
            time.sleep(0.005)
        shares = [self.start("prove-segment", "work", "--share", f"{k}/2", "--json") for k in (0, 1)]
        said = [json.loads(share.communicate()[0]) for share in shares]
        self.assertEqual(planner.wait(), 0)
        segments = len(json.loads((work / "plan.json").read_text())["segments"])
        self.assertEqual(sorted(said[0]["proven"] + said[1]["proven"]), list(range(segments)))
        self.assertFalse((work / "growing.json").exists())
        self.ok("assemble", "work", "-o", "there.zkproof")
        self.ok("prove", FIB[0], "--stdin", "number.txt", "--memory", "persistent", "--params", "weak", "--segment-accesses", 6000, "-o", "here.zkproof")
        self.assertEqual((self.directory / "here.zkproof").read_bytes(), (self.directory / "there.zkproof").read_bytes())


if __name__ == "__main__":
    unittest.main()
