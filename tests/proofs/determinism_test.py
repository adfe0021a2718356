"""What solvers show of the instruction chips (proofs/smt): of this build's constraints, that a constraint that is dropped is missed, and that the way
from the field to integers is right.

    determinism_test.py ZKMEM [--chips NAME ...]"""
import argparse
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import locked_packages  # noqa: E402

SMT = ROOT / "proofs" / "smt"
# Of BranchEqual's 15 constraints and look-ups, those that are not needed: that the result is a bit follows; the clock's comparisons are of times that
# are given here. A solver that has too little time can find fewer.
NOT_NEEDED = {"constraint 3", "constraint 9", "constraint 10", "look-up 0", "look-up 1", "look-up 4", "look-up 5"}


def environment():
    """The Python that has the solvers."""
    folder = locked_packages.environment()
    if folder is None:
        print(f"skipped: {locked_packages.MISSING}")
        sys.exit(77)
    return folder / "bin" / "python"


def determinism(python, *arguments):
    return subprocess.run([python, "-B", SMT / "determinism.py", *arguments], capture_output=True, text=True, check=False)


def check_chips(python, zkmem, chips):
    run = determinism(python, zkmem, *chips)
    print(run.stdout, run.stderr, flush=True)
    assert run.returncode == 0 and "NOT SHOWN" not in run.stdout
    assert len(run.stdout.splitlines()) == 1 + (len(chips) or 13)


def check_dropping(python, zkmem):
    run = determinism(python, zkmem, "--drop", "BranchEqual")
    print(run.stdout, run.stderr, flush=True)
    assert run.returncode == 0 and run.stdout.startswith("BranchEqual: needed ") and " of 15; " in run.stdout
    assert set(run.stdout.strip().split("not needed: ")[1].split(", ")) <= NOT_NEEDED | {"none"}


def check_messages(python, zkmem):
    run = determinism(python, zkmem, "Nothing")
    assert run.returncode == 1 and "no chip Nothing; there are BaseAlu" in run.stderr, run


# The rest is run by the Python that has the solvers.

# A polynomial is 0 in the field exactly where the formula over integers says so: of small coefficients, and of any, moved so that it is 0 at one point;
# x may be small, or any element.
LIFTING = """
import itertools, random, sys
sys.path.insert(0, sys.argv[1])
from lift import Query
from polynomial import P, Factored, Polynomial
from solve import solve

chance = random.Random(int(sys.argv[2]))
zeros = wrapped = 0
for attempt in range(80):
    points = {"x": chance.choice(([0, 1, 2, 3], [0, 5, P - 1, P // 2])), "y": [0, 1, 2], "bit": [0, 1]}
    domains = {"y": (0, 2), "bit": (0, 1)} | ({"x": (0, 3)} if points["x"][1] == 1 else {})
    monomials = [(), ("x",), ("y",), ("bit",), ("bit", "x"), ("x", "y")]
    divisor = pow(chance.choice((1, 2, 16, 256)), -1, P)
    small = (0, 1, -1, 2, 3, 255, P - 5)
    terms = {each: (chance.choice(small) * divisor if attempt % 2 else chance.randrange(P)) for each in monomials}
    at = lambda polynomial, point: polynomial.substituted({name: Polynomial({(): value}) for name, value in zip(points, point)}).value()
    polynomial = Polynomial(terms)
    if attempt % 4 < 2:
        polynomial -= Polynomial({(): at(polynomial, [chance.choice(each) for each in points.values()])})
    for point in itertools.product(*points.values()):
        query = Query(domains)
        query.require(query.zero(Factored([polynomial])))
        for name, value in zip(points, point):
            query.require(query.zero(Factored([Polynomial({(name,): 1, (): -value})])))
        is_zero = at(polynomial, point) == 0
        zeros += is_zero
        wrapped += is_zero and any(abs(value) > 1 << 20 for value in polynomial.terms.values())
        assert solve(query.text(), 60) == ("sat" if is_zero else "unsat"), (polynomial.terms, point)
assert zeros > 40 and wrapped > 10, (zeros, wrapped)
print("lifted", attempt + 1)
"""

# Chips that do leave a choice, made from the exported terms.
ATTACKS = r"""
import re, subprocess, sys
sys.path.insert(0, sys.argv[1])
import determinism, pairs, term
from chips import CHIPS

chips = {chip.name: chip for chip in CHIPS}


def text_of(name):
    return subprocess.run([sys.argv[2], "export", "--rocq", "--vm", "rv32im", chips[name].air], capture_output=True, text=True, check=True).stdout


def edited(text, bus, edit):
    # `edit` changes [message, count] of the n-th interaction on the bus.
    numbers = iter(range(1000))
    def replace(match):
        message, count = edit(next(numbers), match[1].split("; "), match[2])
        return f"bus := {bus}; message := [{'; '.join(message)}]; count := {count};"
    return re.sub(rf"bus := {bus}; message := \[([\d; ]*)\]; count := (\d+);", replace, text)


def refused(what, name, text):
    try:
        determinism.prove_chip(term.parse(text), chips[name])
    except (pairs.Unproven, ValueError) as problem:
        print("refused:", what, "|", str(problem)[:150])
    else:
        sys.exit(f"shown: {what}")


alu = text_of("BaseAlu")
received = re.search(r"bus := 1; message := \[[\d; ]*\]; count := (\d+)", alu)[1]
limb = re.search(r"Cell 0 0 \d+;  \(\* (\d+): b__0 \*\)", alu)[1]
refused("look-ups counted -1", "BaseAlu", edited(alu, 6, lambda i, message, count: (message, received)))
refused("a message on another bus", "BaseAlu", alu.replace("bus := 6", "bus := 5", 1))
refused("a time that the prover chooses", "BaseAlu", edited(alu, 1, lambda i, message, count: ([*message[:-1], limb] if i == 1 else message, count)))
refused("a word written before the last access", "BaseAlu", edited(alu, 1, lambda i, message, count: ([*message[:2], *message[3:4], *message[3:]] if i == 1 else message, count)))
refused("two columns of one name", "BaseAlu", alu.replace(": b__1 *)", ": b__0 *)"))
refused("no look-up of the result", "BaseAlu", re.sub(r"    \{\| bus := 6;.*\n", "", alu, count=1))
refused("an operand's limb that is not what was read", "DivRem",
        edited(text_of("DivRem"), 1, lambda i, message, count: ([*message[:2], message[3], *message[3:]] if i < 2 else message, count)))
"""


def run_there(python, script, *arguments):
    run = subprocess.run([python, "-B", "-c", script, SMT, *arguments], capture_output=True, text=True, check=False)
    print(run.stdout, run.stderr, flush=True)
    assert run.returncode == 0
    return run.stdout


def check_lifting(python):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    assert "lifted 80" in run_there(python, LIFTING, str(seed))


def check_attacks(python, zkmem):
    assert run_there(python, ATTACKS, zkmem).count("refused: ") == 7


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("zkmem")
    parser.add_argument("--chips", nargs="*", default=[])
    options = parser.parse_args()
    python = environment()
    check_messages(python, options.zkmem)
    check_lifting(python)
    check_attacks(python, options.zkmem)
    check_dropping(python, options.zkmem)
    check_chips(python, options.zkmem, options.chips)
    print("passed")


main()
