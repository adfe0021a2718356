"""The fuzz targets: how large their inputs are, what they begin with, how long they are worth; and how one is built and run.

For tests/fuzz/run.py (some seconds a target) and tools/fuzz_nightly.py (as long as one likes)."""
import dataclasses
import json
import os
import pathlib
import re
import struct
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
CORPUS = ROOT / "fuzz" / "corpus"
DICTIONARIES = ROOT / "fuzz" / "dictionaries"
LIMITS = ["-rss_limit_mb=2048", "-malloc_limit_mb=512", "-print_final_stats=1"]


@dataclasses.dataclass(frozen=True)
class Target:
    name: str
    largest: int         # bytes of an input
    share: int = 1       # of a long run's time
    inputs: int = 20000  # of a short run
    seconds: int = 8     # which ends after these in any case
    words: str = ""      # its dictionary
    hang: int = 10       # seconds; more of those that prove


TARGETS = {target.name: target for target in (
    Target("c_abi", 4096, share=2, inputs=4000),
    Target("command_line", 300, share=2, inputs=2000, words="command_line"),
    Target("config", 600, words="json"),
    Target("differential_log", 256, share=2, inputs=100, hang=60),
    Target("differential_program", 256, share=3, inputs=2000, hang=60),
    Target("dwarf", 3000),
    Target("elf", 600, share=2),
    Target("jsonl", 1200, words="json"),
    Target("key", 20000),
    Target("opening", 2500, share=2),
    Target("openvm_files", 500000, inputs=4000, hang=60),
    Target("plan", 5000, words="json"),
    Target("proof", 20000),
    Target("request", 250000, share=3, inputs=300, hang=60),
    Target("savestate", 16000),
    Target("state", 2000, share=2, inputs=2000),
    Target("text", 100),
    Target("toml", 400, words="toml"),
    Target("verifier", 70000, share=3, inputs=4000),
    Target("work_file", 300),
    Target("work_folder", 4000, share=2, inputs=1000, hang=60),
    Target("zklog", 1200, share=2),
    Target("zkproof", 2500),
    Target("zkproof_verify", 250000, share=3, inputs=300, hang=60),
)}


def cases():
    """Directories with a key and a proof, the smallest proofs first."""
    proofs = [*GOLDEN.glob("swirl/*/*/proof.bin"), *GOLDEN.glob("blake3-suite/*/proof.bin")]
    return sorted((p.parent for p in proofs), key=lambda d: (d / "proof.bin").stat().st_size)


def key_of(case):
    """A key's content, and its pre-hash as eight words."""
    if (case / "vk_inner.postcard").exists():
        return (case / "vk_inner.postcard").read_bytes(), json.loads((case / "meta.json").read_text())["vk_pre_hash"]
    # A blake3 key ends in eight integers of seven bits a byte; a byte without the top bit is an integer's last.
    key = (case / "vk.postcard").read_bytes()
    ends = [i for i, byte in enumerate(key) if byte < 0x80][-9:]
    words = [sum((byte & 0x7f) << 7 * i for i, byte in enumerate(key[a + 1:b + 1])) for a, b in zip(ends, ends[1:])]
    return key[:ends[0] + 1], words


def golden_seeds(name):
    """What is in the tree already, as golden vectors."""
    if name == "openvm_files":
        for number, file in ((0, "app.vk"), (1, "app.vk"), (2, "vm_a.app.proof"), (3, "vm_a.vmexe")):
            yield bytes([number]) + (GOLDEN / "openvm-v2" / "sdk_files" / file).read_bytes()
    elif name == "elf":
        yield (GOLDEN / "openvm-v2" / "sdk_files" / "vm_a.vmexe").read_bytes()
    elif name == "request":
        # The key is looked at before the proof.
        files = (("proof", b"\0"), ("app_vk", (GOLDEN / "openvm-v2" / "sdk_files" / "app.vk").read_bytes()))
        words = json.dumps({"files": [{"role": role, "name": role, "size": len(content)} for role, content in files]}).encode()
        yield struct.pack("<I", len(words)) + words + b"".join(content for _, content in files)
    elif name in ("key", "proof", "verifier"):
        for case in cases():
            content, words = key_of(case)
            proof = (case / "proof.bin").read_bytes()
            if name == "proof":
                yield proof
            elif name == "key":
                yield content
            else:
                for keep in (0, 1):
                    yield bytes([keep]) + struct.pack("<8I", *words) + struct.pack("<I", len(content)) + content + proof


def folders(target, scratch):
    """Folders with the inputs that a run begins with: the tree's, and golden vectors, which are put into `scratch`."""
    scratch.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(golden_seeds(target.name)):
        (scratch / f"golden_{number}").write_bytes(seed)
    in_tree = CORPUS / target.name
    return [in_tree, scratch] if in_tree.is_dir() else [scratch]


@dataclasses.dataclass
class Outcome:
    code: int
    executions: int = 0
    peak_megabytes: int = 0
    covered: int = 0  # edges
    text: str = ""
    found: str = ""   # "crash", "timeout", "leak", "oom", or nothing


def run(target, program, corpus, artifacts, *options, begin=(), niceness=0, log=None):
    """libFuzzer on `corpus`, which grows, beginning with the folders `begin` too; what it finds goes to the folder `artifacts`."""
    artifacts.mkdir(parents=True, exist_ok=True)
    corpus.mkdir(parents=True, exist_ok=True)
    command = [program, *LIMITS, f"-timeout={target.hang}", f"-max_len={target.largest}", f"-artifact_prefix={artifacts}/{target.name}-", *options, corpus, *begin]
    if target.words:
        command.insert(1, f"-dict={DICTIONARIES / target.words}.dict")
    # One thread: what is looked for is in the decoders, and the sanitizers' threads cost more than they give.
    env = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1", ZKMEM_FUZZ_SCRATCH=str(artifacts))
    done = subprocess.run([str(word) for word in command], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace",
                          preexec_fn=(lambda: os.nice(niceness)) if niceness else None, check=False)
    outcome = Outcome(done.returncode, text=done.stderr)
    if log is not None:
        log.write_text(done.stderr[-20000:])
    for key, field in (("number_of_executed_units", "executions"), ("peak_rss_mb", "peak_megabytes")):
        said = re.findall(rf"stat::{key}:\s+(\d+)", done.stderr)
        if said:
            setattr(outcome, field, int(said[-1]))
    covered = re.findall(r" cov: (\d+) ", done.stderr)
    outcome.covered = int(covered[-1]) if covered else 0
    if done.returncode != 0:
        kinds = re.findall(r"Test unit written to \S*/[a-z0-9_]+-(crash|timeout|leak|oom|slow-unit)-", done.stderr)
        outcome.found = kinds[-1] if kinds else "crash"
    return outcome
