"""A Slurm cluster of one node on this machine proves a plan with examples/cluster, and a task is killed in the middle.

Controller, node and authentication run from a folder of their own as the present user, and end with the test. Without them, or where the
machine does not let them run, it is skipped, with the reason.
"""
import getpass
import json
import os
import pathlib
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import ROOT, ZKMEM, CommandLine  # noqa: E402

CLUSTER = ROOT / "examples" / "cluster"
FIB = [ROOT / "examples/guests/elf/fib.elf", "--stdin", ROOT / "examples/guests/inputs/fib.txt", "--params", "weak",
       "--segment-accesses", 4000]
PATH = os.environ["PATH"] + ":/usr/sbin:/sbin"
PATIENCE = 240  # seconds


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


CONFIGURATION = """\
ClusterName=zkmem
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={controller}
SlurmdPort={node}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/builtin
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
SlurmctldTimeout=300
SlurmdTimeout=300
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
"""


class Slurm(CommandLine):
    def setUp(self):
        super().setUp()
        for name in ("munged", "slurmctld", "slurmd", "sbatch"):
            if shutil.which(name, path=PATH) is None:
                self.skipTest(f"{name} is not installed")
        self.cluster = self.directory / "cluster"
        for name in ("state", "spool"):
            (self.cluster / name).mkdir(parents=True)
        self.environment = {**os.environ, "PATH": PATH, "SLURM_CONF": str(self.cluster / "slurm.conf"), "ZKMEM": str(ZKMEM)}
        (self.cluster / "slurm.conf").write_text(CONFIGURATION.format(
            host=socket.gethostname().split(".")[0], user=getpass.getuser(), folder=self.cluster, controller=free_port(), node=free_port()))
        key = self.cluster / "munge.key"
        key.write_bytes(secrets.token_bytes(128))
        key.chmod(0o600)
        self.daemon("munged", "--foreground", "--force", "--key-file", key, "--socket", self.cluster / "munge.socket", "--log-file",
                    self.cluster / "munged.log", "--pid-file", self.cluster / "munged.pid", "--seed-file", self.cluster / "munged.seed")
        self.wait(lambda: (self.cluster / "munge.socket").exists(), "munged made no socket")
        self.daemon("slurmctld", "-D", "-c", "-f", self.cluster / "slurm.conf")
        self.daemon("slurmd", "-D", "-f", self.cluster / "slurm.conf")
        self.wait(lambda: self.slurm("sinfo", "--noheader", "--format=%T").strip() == "idle", "the node does not become idle")

    def daemon(self, *command):
        with (self.cluster / (command[0] + ".out")).open("wb") as out:
            process = subprocess.Popen(list(map(str, command)), env=self.environment, stdout=out, stderr=out, start_new_session=True)
        self.addCleanup(self.stop, process)

    @staticmethod
    def stop(process):
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def logs(self):
        return "\n".join(f"{path.name}: {line}" for path in sorted(self.cluster.glob("*.log")) + sorted(self.cluster.glob("*d.out"))
                         for line in path.read_text(errors="replace").splitlines()[-4:])

    def wait(self, condition, otherwise):
        """The machine does not let a cluster run: no test."""
        for _ in range(300):
            if condition():
                return
            time.sleep(0.1)
        self.skipTest(f"{otherwise}: {self.logs()}")

    def slurm(self, *command):
        done = subprocess.run(list(map(str, command)), env=self.environment, capture_output=True, text=True, cwd=self.directory)
        return done.stdout

    def patiently(self, condition, what):
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                outputs = "\n".join(path.read_text() for path in self.directory.glob("*.out"))
                self.fail(f"{what}: {self.slurm('squeue')}{outputs}{self.logs()}")
            time.sleep(0.02)

    def proofs(self):
        return sorted((self.directory / "work").glob("segment*.proof"))

    def provers(self):
        """Process ids of the tasks that prove."""
        found = []
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"prove-segment" in words and str(self.directory / "work").encode() in words:
                found.append(int(folder.name))
        return found

    def test_a_killed_task_is_done_again_and_the_bytes_are_the_same(self):
        self.ok("prove", *FIB, "-o", "here.zkproof")
        self.ok("plan", *FIB, "-o", "work")
        segments = len(json.loads((self.directory / "work/plan.json").read_text())["segments"])
        submitted = subprocess.run([CLUSTER / "submit.sh", "work", "2", "there.zkproof", "--cpus-per-task=1"], env=self.environment,
                                   capture_output=True, text=True, cwd=self.directory)
        self.assertEqual(submitted.returncode, 0, submitted.stderr)
        # A task that has not done its share yet: stopped first, so that it cannot end in between.
        killed = None

        def kill_one():
            nonlocal killed
            for pid in self.provers():
                os.kill(pid, signal.SIGSTOP)
                share = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[4].decode()
                mine = [f"segment{k}.proof" for k in range(int(share[0]), segments, 2)]
                if any(not (self.directory / "work" / name).exists() for name in mine):
                    os.kill(pid, signal.SIGKILL)
                    killed = share
                    return True
                os.kill(pid, signal.SIGCONT)
            return False

        self.patiently(kill_one, "no task proves")
        self.patiently(lambda: (self.directory / "there.zkproof").exists(), f"share {killed} was killed, no proof is made")
        self.patiently(lambda: self.slurm("squeue", "--noheader").strip() == "", "jobs are left")
        self.assertEqual((self.directory / "here.zkproof").read_bytes(), (self.directory / "there.zkproof").read_bytes())
        rounds = [path.read_text() for path in self.directory.glob("work.finish.*.out")]
        self.assertTrue(any("round 1 of 3" in text for text in rounds), rounds)
        # What the round after the kill found proven it did not prove again.
        said = " ".join(path.read_text() for path in self.directory.glob("work.*_*.out"))
        found = sum(int(words.split(" found proven")[0].split(", ")[-1]) for words in said.splitlines() if " found proven" in words)
        self.assertGreaterEqual(found, segments // 2)


if __name__ == "__main__":
    unittest.main()
