"""Asks another verifier for its verdict of every opening in VECTORS.json and compares it with zkmem's, reasons included where the language
has texts. Exit 77: what the language needs is not to be had here.

usage: compare.py python|javascript|rust|solidity|contract VECTORS.json COSTS.json --home DIR --cargo-target DIR"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = ROOT / "js" / "zkmem-opening"


class Missing(Exception):
    """Why there is nothing to compare with."""


def need(program):
    if shutil.which(program) is None:
        raise Missing(f"there is no {program}")


def node_home(home, with_packages):
    """A folder in which the npm package is installed from what `npm pack` makes, beside the tests."""
    need("node")
    need("npm")
    shutil.rmtree(home, ignore_errors=True)
    modules = home / "node_modules"
    modules.mkdir(parents=True)
    for file in [*HERE.glob("*.m[jt]s"), HERE / "Caller.sol"]:
        shutil.copy(file, home)
    subprocess.run(["npm", "pack", "--silent", "--pack-destination", home, PACKAGE], check=True, cwd=home, stdout=subprocess.DEVNULL)
    with tarfile.open(next(home.glob("*.tgz"))) as packed:
        packed.extractall(home)
    (home / "package").rename(modules / "zkmem-opening")
    if with_packages:
        made = subprocess.run([ROOT / "tools" / "node_env.sh", "--make"], stdout=subprocess.PIPE, text=True, check=True)
        packages = pathlib.Path(made.stdout.strip())
        if not (packages / "complete").exists():
            raise Missing("the npm packages of tests/openings/package.json cannot be had here")
        for entry in (packages / "node_modules").iterdir():
            if not entry.name.startswith("."):
                (modules / entry.name).symlink_to(entry)
    return home


def run(command, vectors, **options):
    lines = "".join(f"{v['root']} {v['tree'][0]} {v['tree'][1]} {v['opening']}\n" for v in vectors)
    return subprocess.run(command, input=lines, text=True, stdout=subprocess.PIPE, check=True, **options).stdout.splitlines()


def check_command(command, vectors, home):
    """The verifier as a command: words, JSON and exit codes."""
    home.mkdir(parents=True, exist_ok=True)
    vector = next(v for v in vectors if v["verdict"][0] == "0" and v["tree"] == [2, 3] and " " in v["what"])
    file, root = home / "several.opening", vector["root"]
    file.write_bytes(bytes.fromhex(vector["opening"]))
    (home / "cut.opening").write_bytes(file.read_bytes()[:-1])

    def exits(code, *arguments):
        done = subprocess.run([*command, *arguments], cwd=home, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != code or bool(done.stdout) != (code == 0) or bool(done.stderr) != (code != 0):
            raise RuntimeError(f"{command} {arguments}: exit {done.returncode}, not {code}: {done.stdout}{done.stderr}")
        return done.stdout

    given = ["--root", root, "--tree", "2+3"]
    words = re.sub(rf"the memory with root {root} holds at (\S+): (.*)\n", r" \1 \2", exits(0, file.name, *given))
    as_json = [f" {r['space']}:{r['pointer']} {' '.join(map(str, r['values']))}" for r in json.loads(exits(0, file.name, *given, "--json"))]
    if not words == "".join(as_json) == vector["verdict"][1:]:
        raise RuntimeError(f"{command} says {words} and {as_json}, zkmem {vector['verdict']}")
    exits(1, file.name, "--root", "0" * 64, "--tree", "2+3")
    for wrong in ([file.name, "--root", root], [file.name], ["cut.opening", *given], ["nowhere", *given], [file.name, *given[:2], "--tree", "2"]):
        exits(2, *wrong)


def shown(language):
    """The one block of this language on the page."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / "docs" / "openings.md").read_text(), re.M | re.S)
    if len(blocks) != 1:
        raise RuntimeError(f"docs/openings.md shows {len(blocks)} blocks of {language}")
    return blocks[0]


def python(vectors, options):
    check_command([sys.executable, "-B", ROOT / "python" / "zkmem_opening.py"], vectors, options.home)
    sys.path.insert(0, str(ROOT / "python"))
    import zkmem_opening as module

    def verdict(vector):
        try:
            opened = module.verify_opening(bytes.fromhex(vector["opening"]), root=vector["root"], tree=module.Tree(*vector["tree"]))
        except module.Rejected as error:
            return f"1 {error}"
        except module.BadInput as error:
            return f"2 {error}"
        return " ".join(["0", *(f"{space}:{pointer} {' '.join(map(str, values))}" for space, pointer, values in opened)])

    return [verdict(vector) for vector in vectors]


def javascript(vectors, options):
    home = node_home(options.home, with_packages=False)
    check_command(["node", home / "node_modules" / "zkmem-opening" / "cli.js"], vectors, home)
    cell = next(v for v in vectors if v["what"] == "2:4096")
    (home / "cell.opening").write_bytes(bytes.fromhex(cell["opening"]))
    (home / "shown.mjs").write_text(shown("js"))
    said = subprocess.run(["node", "shown.mjs", cell["root"]], cwd=home, check=True, stdout=subprocess.PIPE, text=True).stdout
    if "space: 2, pointer: 4096" not in said:
        raise RuntimeError(f"the program of docs/openings.md says {said}")
    return run(["node", home / "judge.mjs"], vectors)


def rust(vectors, options):
    need("cargo")
    environment = {**os.environ, "CARGO_TARGET_DIR": options.cargo_target}
    subprocess.run(["cargo", "test", "--quiet", "--locked", "-p", "zkmem-opening"], cwd=ROOT, env=environment, check=True)
    command = ["cargo", "run", "--quiet", "--release", "--locked", "-p", "zkmem-opening", "--example", "judge"]
    return run(command, vectors, cwd=ROOT, env=environment)


def solidity(vectors, options):
    home = node_home(options.home, with_packages=True)
    return run(["node", home / "judge_solidity.mjs"], vectors)


def contract(options):
    home = node_home(options.home, with_packages=True)
    (home / "Shown.sol").write_text(f"// SPDX-License-Identifier: Apache-2.0\npragma solidity ^0.8.20;\n{shown('solidity')}")
    derived = subprocess.run([sys.executable, "-B", HERE / "derive_poseidon2.py"]).returncode
    environment = {**os.environ, "ZKMEM_OPENINGS": options.costs.resolve(), "ZKMEM_ROOT": ROOT}
    return derived or subprocess.run(["node", "--test", home / "contract.test.mjs"], env=environment).returncode


def same(judge, vector, verdict):
    wanted = vector["verdict"]
    if verdict[0] == "0" or wanted[0] == "0":
        return verdict == wanted
    if verdict[0] != wanted[0]:
        return False
    # zkmem names the file, and the option where it is of another tree or root; Solidity has names in the place of texts.
    return judge == "solidity" or re.search("tree of|--root", wanted) is not None or wanted.endswith(verdict[2:])


def main():
    judges = {judge.__name__: judge for judge in (python, javascript, rust, solidity)}
    parser = argparse.ArgumentParser()
    parser.add_argument("judge", choices=[*judges, "contract"])
    parser.add_argument("vectors", type=pathlib.Path)
    parser.add_argument("costs", type=pathlib.Path)
    parser.add_argument("--home", type=pathlib.Path, required=True)
    parser.add_argument("--cargo-target", required=True)
    options = parser.parse_args()
    vectors = json.loads(options.vectors.read_text())
    try:
        if options.judge == "contract":
            return contract(options)
        verdicts = judges[options.judge](vectors, options)
    except Missing as why:
        print(f"skipped: {why}")
        return 77
    if len(verdicts) != len(vectors):
        print(f"{len(verdicts)} verdicts of {len(vectors)} openings")
        return 1
    wrong = [(vector, verdict) for vector, verdict in zip(vectors, verdicts) if not same(options.judge, vector, verdict)]
    for vector, verdict in wrong[:20]:
        print(f"{vector['what']}\n  zkmem: {vector['verdict']}\n  {options.judge}: {verdict}")
    print(f"{len(vectors)} openings, {sum(v['altered'] for v in vectors)} of them altered: {len(wrong)} verdicts of {options.judge} differ from zkmem's")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
