#!/usr/bin/env python3
"""Our verifier against the registry's in Rust: the same verdict on altered proofs, as many as one likes.

Honest keys and proofs are the golden vectors, fresh random statements of the reference's prover under both hash suites, the golden statements
under BLAKE3, and our own proofs of logs and of a program; tests/interop/altered_proofs.cc says how they are altered. The tests do a part of it.

usage: fuzz_against_rust.py [--count N] [--seconds S] [--seed K] [--cases FOLDER] [--keep FOLDER] [--build build/release] [--cargo build/cargo]
Exit 1: verdicts differ, and the keys and proofs are in the folder --keep. Exit 2: there is no build to begin with, or it does not build."""
import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "interop"))
import judge as interop  # noqa: E402

GUESTS = ROOT / "examples" / "guests"
FRESH = 24  # random statements of each suite


def ok(*command, threads=None):
    done = interop.run(*command, threads=threads)
    if done.returncode != 0:
        raise SystemExit(f"{command}: exit {done.returncode}\n{done.stdout}{done.stderr}")


def add_extracted(zkmem, proof, folder):
    """Every key and proof that a proof file has."""
    parts = folder / "parts"
    ok(zkmem, "swirl", "inspect", proof, "--extract", parts)
    for part in sorted(parts.glob("proof*.bin")):
        number = part.stem[5:]
        case = folder / number
        case.mkdir()
        shutil.move(parts / f"vk{number}.postcard", case / "vk.postcard")
        shutil.move(part, case / "proof.bin")
    shutil.rmtree(parts)


def make_cases(folder, judge, build):
    """Below `folder`, which is new, a folder with vk.postcard and proof.bin for each."""
    zkmem = build / "zkmem"
    golden = sorted({path.parent for path in interop.GOLDEN.rglob("vk.postcard") if (path.parent / "proof.bin").exists()})
    for case in golden:
        name = folder / "golden" / case.relative_to(interop.GOLDEN)
        name.mkdir(parents=True)
        for file in ("vk.postcard", "proof.bin"):
            shutil.copy(case / file, name / file)
    for hash_suite in ("poseidon2", "blake3"):
        for seed in range(1, FRESH + 1):
            params = "app:11" if seed == FRESH else "small"
            ok(judge, "make", folder / hash_suite / str(seed), "--seed", seed, "--airs", 1 + seed % 5, "--params", params, "--hash", hash_suite, threads=1)
    for case in sorted(interop.GOLDEN.glob("swirl/small/*")):
        to = folder / "golden_blake3" / case.name
        to.mkdir(parents=True)
        ok(build / "tests" / "interop" / "zkmem_suite_judge", case, to)
    proof = folder / "made.zkproof"
    for name, mode, options in (("persistent", "persistent", ["--for", "openvm"]), ("volatile", "volatile", []), ("global", "global", ["--initial-root", "--final-root"])):
        log = folder / f"{name}.jsonl"
        interop.write_log(log, "hybrid", mode, cuts=mode != "volatile")
        ok(zkmem, "prove", log, "--params", "weak", "-o", proof, *options)
        add_extracted(zkmem, proof, folder / name)
    ok(zkmem, "prove", GUESTS / "elf" / "fib.elf", "--stdin", GUESTS / "inputs" / "fib.txt", "--params", "weak", "--for", "openvm", "-o", proof)
    add_extracted(zkmem, proof, folder / "program")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=86400, help="after which it ends in any case")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=pathlib.Path, help="where honest keys and proofs are kept, from one run to the next")
    parser.add_argument("--keep", type=pathlib.Path, default=pathlib.Path("out") / "differing_verdicts")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "release")
    parser.add_argument("--cargo", type=pathlib.Path, default=ROOT / "build" / "cargo")
    options = parser.parse_args()
    build = options.build.resolve()
    if not (build / "build.ninja").is_file():
        print(f"fuzz_against_rust.py: {build} has no build.ninja: cmake --preset release makes it", file=sys.stderr)
        return 2
    made = subprocess.run(["ninja", "-C", build, "zkmem", "tests/interop/zkmem_altered_proofs", "tests/interop/zkmem_suite_judge"], check=False, stdout=subprocess.PIPE, text=True)
    if made.returncode != 0:
        print(f"{made.stdout[-4000:]}\nfuzz_against_rust.py: {build} does not build", file=sys.stderr)
        return 2
    judge = interop.build_judge(options.cargo.resolve())
    with tempfile.TemporaryDirectory(prefix="zkmem-cases-") as scratch:
        cases = options.cases or pathlib.Path(scratch) / "cases"
        if not cases.exists():
            cases.mkdir(parents=True)
            make_cases(cases, judge, build)
        return subprocess.run([build / "tests" / "interop" / "zkmem_altered_proofs", judge, cases, str(options.seed), str(options.count), str(options.seconds), options.keep],
                              check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
