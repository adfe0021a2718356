#!/usr/bin/env python3
"""Tests of the npm package zkmem-verify. HOME is a project into which it is installed from what `npm pack` makes of PACKAGE, the folder that
tools/pack_zkmem_verify.py made; CASES is a folder of cases.py. Exit 77: there is no node or npm, or the TypeScript compiler cannot be had.

usage: run.py install HOME PACKAGE          an empty project with the package
       run.py package HOME CASES            what the package shows, takes and refuses; its size and memory
       run.py types HOME                    what TypeScript says of types.mts
       run.py node HOME CASES               zkmem's verdicts in Node
       run.py nightly HOME PACKAGE          all attacks and 500 altered proofs, in Node and in Chromium (the variable ZKMEM names the binary)"""
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MOST_COMPRESSED = 1 << 20


def installed(home):
    return home / "node_modules" / "zkmem-verify"


def install(home, package):
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    subprocess.run(["npm", "init", "-y", "--silent"], cwd=home, check=True, stdout=subprocess.DEVNULL)
    packed = subprocess.run(["npm", "pack", "--silent", "--pack-destination", home, pathlib.Path(package).resolve()], cwd=home, check=True,
                            stdout=subprocess.PIPE, text=True).stdout.split()[-1]
    subprocess.run(["npm", "install", "--offline", "--no-audit", "--no-fund", "--silent", f"./{packed}"], cwd=home, check=True)
    for file in HERE.glob("*.m[jt]s"):
        shutil.copy(file, home)
    dependencies = [folder.name for folder in (home / "node_modules").iterdir() if not folder.name.startswith(".")]
    if dependencies != ["zkmem-verify"]:
        raise SystemExit(f"the package brought {dependencies}")
    print(f"{packed}: {(home / packed).stat().st_size} bytes, no dependencies")


def leb(data, at):
    """A number of a WebAssembly module, and where it ends."""
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def sections(module):
    at = 8
    while at < len(module):
        kind = module[at]
        size, at = leb(module, at + 1)
        yield kind, module[at:at + size]
        at += size


def check_module(module):
    """Small, bounded in memory, and in need of nothing from outside."""
    compressed = len(gzip.compress(module, 9))
    print(f"zkmem_verify.wasm: {len(module)} bytes, {compressed} with gzip -9")
    if compressed > MOST_COMPRESSED:
        raise SystemExit(f"that is more than {MOST_COMPRESSED}")
    found = dict(sections(module))
    if leb(found.get(2, b"\0"), 0)[0] != 0:
        raise SystemExit("the module has imports")
    memories, at = leb(found[5], 0)
    flags, at = leb(found[5], at)
    _, at = leb(found[5], at)
    if memories != 1 or flags & 1 == 0:
        raise SystemExit("the module's memory has no bound")
    most = leb(found[5], at)[0] * 65536
    print(f"its memory: at most {most >> 20} MiB")
    if most > 2 << 30:
        raise SystemExit("that is more than 2 GiB")


def readme_program(home, cases):
    """The program of the package's README, and of the documentation, says what zkmem does."""
    pages = [installed(home) / "README.md", ROOT / "docs" / "verify-anywhere.md"]
    blocks = [block for page in pages for block in re.findall(r"^```js\n(.*?)^```$", page.read_text(), re.M | re.S)]
    if len(blocks) != 2 or blocks[0] != blocks[1]:
        raise SystemExit(f"{pages[0]} and {pages[1]} do not show one program, the same")
    (home / "shown.mjs").write_text(blocks[0])
    for what, names in (("fib-fast with its program", ["fib-fast.zkproof", "fib.elf"]), ("fib-fast, nothing asked", ["fib-fast.zkproof"]),
                        ("fib-fast with another program", ["fib-fast.zkproof", "sort.elf"])):
        case = next(case for case in json.loads((cases / "cases.json").read_text()) if case["what"] == what)
        said = subprocess.run(["node", home / "shown.mjs", *names], cwd=cases, check=True, stdout=subprocess.PIPE, text=True).stdout
        expected = f"accepted\n{case['out']}" if case["exit"] == 0 else f"rejected\n{case['json']['reason']}\n"
        if said != expected:
            raise SystemExit(f"{what}: the README's program says {said}, not {expected}")


def package(home, cases):
    check_module((installed(home) / "zkmem_verify.wasm").read_bytes())
    readme_program(home, cases)
    return subprocess.run(["node", "--test", home / "package_test.mjs"], env={**os.environ, "CASES": str(cases)}).returncode


def types(home):
    made = subprocess.run([ROOT / "tools" / "node_env.sh", "--make", "tests/openings"], stdout=subprocess.PIPE, text=True, check=True)
    packages = pathlib.Path(made.stdout.strip())
    if not (packages / "complete").exists():
        print("skipped: the npm packages of tests/openings/package.json cannot be had here")
        return 77
    options = ["--strict", "--noEmit", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom"]
    return subprocess.run(["node", packages / "node_modules" / "typescript" / "bin" / "tsc", *options, "types.mts"], cwd=home).returncode


def node(home, cases):
    return subprocess.run(["node", home / "node_test.mjs", cases], cwd=home).returncode


def nightly(home, folder):
    install(home, folder)
    cases = home / "cases"
    subprocess.run([sys.executable, "-B", HERE / "cases.py", cases, "--whole"], check=True)
    browser = [sys.executable, "-B", ROOT / "tests" / "browser" / "run.py", "--home", home / "chromium", HERE / "chromium_test.mjs", installed(home), cases]
    return node(home, cases) or subprocess.run(browser).returncode


def main():
    commands = {"install": install, "package": package, "types": types, "node": node, "nightly": nightly}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:
        raise SystemExit(__doc__)
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            print(f"skipped: there is no {program}")
            return 77
    return commands[sys.argv[1]](*(pathlib.Path(argument).resolve() for argument in sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
