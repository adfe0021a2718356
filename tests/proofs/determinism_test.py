"""What solvers show of the instruction chips (proofs/smt): of this build's constraints, that a constraint that is dropped is missed, and that the way
from the field to integers is right.

    determinism_test.py ZKMEM [--chips NAME ...]"""
import argparse
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SMT = ROOT / "proofs" / "smt"
# Of BranchEqual: that the result is a bit follows; the clock's comparisons are of times that are given here.
WITHOUT_EACH = ("BranchEqual: needed 8 of 15; not needed: constraint 3, constraint 9, constraint 10, look-up 0, look-up 1, look-up 4, look-up 5")


def environment():
    """The Python that has the solvers."""
    folder = pathlib.Path(subprocess.run([ROOT / "tools" / "python_env.sh"], capture_output=True, text=True, check=True).stdout.strip())
    if not (folder / "complete").exists():
        print("skipped: the Python packages of the tests are not installed")
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
    assert run.returncode == 0 and run.stdout.strip() == WITHOUT_EACH


def check_messages(python, zkmem):
    run = determinism(python, zkmem, "Nothing")
    assert run.returncode == 1 and "no chip Nothing; there are BaseAlu" in run.stderr, run


# Run by the Python that has the solvers: a polynomial of small variables is 0 in the field exactly where the formula over integers says so.
LIFTING = """
import itertools, random, sys
sys.path.insert(0, sys.argv[1])
from lift import Query
from polynomial import P, Factored, Polynomial
from solve import solve

chance = random.Random(int(sys.argv[2]))
for attempt in range(60):
    domains = {"x": (0, 3), "y": (0, 2), "bit": (0, 1)}
    monomials = [(), ("x",), ("y",), ("bit",), ("bit", "x"), ("x", "y")]
    divisor = pow(chance.choice((1, 2, 16, 256)), -1, P)
    polynomial = Polynomial({each: chance.choice((0, 1, -1, 2, 3, 255, P - 5)) * divisor for each in monomials})
    values = {each: polynomial.substituted({name: Polynomial({(): value}) for name, value in zip(domains, each)}).value()
              for each in itertools.product(range(4), range(3), range(2))}
    expected = {each for each, value in values.items() if value == 0}
    for each in values:
        query = Query(domains)
        query.require(query.zero(Factored([polynomial])))
        for name, value in zip(domains, each):
            query.require(query.zero(Factored([Polynomial({(name,): 1, (): -value})])))
        assert solve(query.text(), 20) == ("sat" if each in expected else "unsat"), (polynomial.terms, each)
print("lifted", attempt + 1)
"""


def check_lifting(python):
    seed = random.randrange(1 << 30)
    print("seed", seed)
    run = subprocess.run([python, "-B", "-c", LIFTING, SMT, str(seed)], capture_output=True, text=True, check=False)
    print(run.stdout, run.stderr, flush=True)
    assert run.returncode == 0 and "lifted 60" in run.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("zkmem")
    parser.add_argument("--chips", nargs="*", default=[])
    options = parser.parse_args()
    python = environment()
    check_messages(python, options.zkmem)
    check_lifting(python)
    check_dropping(python, options.zkmem)
    check_chips(python, options.zkmem, options.chips)
    print("passed")


main()
