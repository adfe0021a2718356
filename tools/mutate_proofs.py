#!/usr/bin/env python3
"""Changes the exported terms one constraint or interaction at a time and asks whether the chips' proofs still check.

    tools/mutate_proofs.py [AIR …] [--out DIR]

A constraint is dropped by putting a constant 0 in its place, an interaction by giving it that count; the rest of the term stays as it is. What a table
offers has a count that is free, and is not changed. Prints a table of what the proofs do not need; each must stand in proofs/not_needed.txt, with a reason, and nothing else may. Exit 1 otherwise. `make proofs`
has to have run (exit 2 if not, and of a name that no proof is about)."""
import argparse
import pathlib
import re
import sys
import tempfile

from check_proofs import REQUIRE, ROOT, coqc, sources

CONSTRAINTS = re.compile(r"constraints := \[([\d; ]*)\]")
COUNT = re.compile(r"(message := \[[\d; ]*\]; count := )\d+(?=; weight := 1)")


def with_a_zero(text):
    """The term with one node more, and that node's number."""
    last = re.search(r"  (\(\* (\d+)(?:: [^*]*)? \*\))\n  \];\n  constraints", text)
    return text[:last.start()] + ";  " + last[1] + "\n    Constant 0\n  ];\n  constraints" + text[last.end():], int(last[2]) + 1


def mutants(text):
    """(what was dropped, the term without it); nothing first."""
    text, zero = with_a_zero(text)
    yield "nothing", text
    listed = CONSTRAINTS.search(text)
    indices = [part.strip() for part in listed[1].split(";") if part.strip()]
    for i in range(len(indices)):
        changed = "; ".join(indices[:i] + [str(zero)] + indices[i + 1:])
        yield f"constraint {i}", text[:listed.start(1)] + changed + text[listed.end(1):]
    for i, found in enumerate(list(COUNT.finditer(text))):
        yield f"interaction {i}", text[:found.start()] + found[1] + str(zero) + text[found.end():]


def users(air):
    """The proofs about a term, and those that need them, each behind those that it needs."""
    proofs, touched, found = ROOT / "proofs", {air}, []
    for name in sources(proofs):
        needs = set(" ".join(REQUIRE.findall((proofs / name).read_text())).split())
        if name.startswith("chips/") and needs & touched:
            touched.add(pathlib.Path(name).stem)
            found.append(pathlib.Path(name))
    return found


def refuse(text):
    print(f"mutate_proofs.py: {text}", file=sys.stderr)
    sys.exit(2)


def of_nothing(known, airs):
    """Of the list of what is not needed, what names no constraint or interaction that there is."""
    there = {f"{air} {what}" for air in airs for what, _ in mutants((ROOT / "proofs" / "exported" / f"{air}.v").read_text()) if what != "nothing"}
    return sorted(set(known) - there)


def survivors(air, built):
    """What the proofs about a term do not need, and how much there is."""
    text = (ROOT / "proofs" / "exported" / f"{air}.v").read_text()
    proofs = users(air)
    not_needed, total = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for vo in built.rglob("*.vo"):
            part = folder / vo.relative_to(built)
            part.parent.mkdir(exist_ok=True)
            part.symlink_to(vo.resolve())
        for proof in proofs:
            (folder / proof).write_text((ROOT / "proofs" / proof).read_text())
        for what, mutant in mutants(text):
            for stale in [f"exported/{air}", *(str(proof.with_suffix("")) for proof in proofs)]:
                (folder / f"{stale}.vo").unlink(missing_ok=True)
            (folder / "exported" / f"{air}.v").write_text(mutant)
            written = coqc(folder, f"exported/{air}.v")
            if written.returncode != 0:
                sys.exit(f"{air} without {what} is no term: {written.stderr}")
            stands = all(coqc(folder, str(proof)).returncode == 0 for proof in proofs)
            if what == "nothing":
                if not stands:
                    sys.exit(f"{air}: the proof fails without a mutation")
                continue
            total += 1
            if stands:
                not_needed.append(f"{air} {what}")
    return not_needed, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("airs", nargs="*")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "build" / "proofs")
    options = parser.parse_args()
    known = {}
    for line in (ROOT / "proofs" / "not_needed.txt").read_text().split("\n"):
        if line and not line.startswith("#"):
            what, reason = line.split(": ", maxsplit=1)
            known[what] = reason
    proven = [path.stem for path in sorted((ROOT / "proofs" / "exported").glob("*.v")) if users(path.stem)]
    for air in options.airs:
        if air not in proven:
            refuse(f"no proof is about {air} (known: {' '.join(proven)})")
    missing = [name for name in sources(ROOT / "proofs") if not (options.out / f"{name}o").is_file()]
    if missing:
        refuse(f"{options.out} has no {missing[0]}o: run make proofs first")
    # When all are tried the list has to be exact, of names that do not exist, too.
    lost = [] if options.airs else of_nothing(known, proven)
    for what in lost:
        print(f"{what} is listed as not needed, but no such thing is in a term that a proof is about")
    wrong = len(lost)
    for air in options.airs or proven:
        not_needed, total = survivors(air, options.out)
        print(f"{air}: {total} constraints and interactions, {total - len(not_needed)} of them needed")
        listed = [what for what in known if what.startswith(f"{air} ") and what not in lost]
        for what in sorted(set(not_needed) | set(listed)):
            if what not in not_needed:
                print(f"  {what} is needed, but listed as not needed")
            elif what not in known:
                print(f"  {what} is not needed, and nobody says why")
            else:
                print(f"  {what}: {known[what]}")
        wrong += len(set(not_needed) ^ set(listed))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
