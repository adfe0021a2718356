"""DIV, DIVU, REM, REMU: no solver finds by itself that quotient and remainder of words are determined. Here it is shown in four steps, each of them
checked: the limbs' equations add up to one equation of integers; its numbers have bounds; the remainder is smaller than the divisor and has the
dividend's sign; integers with these properties have one quotient and one remainder.

Signed numbers are written as in B = C Q + R: a word minus 2^32 if its sign column is 1."""
import itertools

from lift import integers
from pairs import TUPLE, Unproven, prove_columns
from polynomial import P, Factored
from solve import solve

SIGNED = (596, 598)  # DIV, REM
_SIGN = {"b": {("b_sign", ): 1}, "c": {("c_sign", ): 1}, "q": {("q_sign", ): 1}, "r": {("b_sign", ): 1, ("b_sign", "r_zero"): -1}}


def prove_last_stage(pair, said):
    """Shows that q and r, so what is written, are the same in both rows. Returns the number of queries."""
    unknown = {f"{word}__{i}" for word in "bc" for i in range(4)} - pair.equal
    if unknown:
        raise Unproven(f"{pair.case}: {sorted(unknown)} are not given")
    queries = prove_columns(pair, ["b_sign", "c_sign", "zero_divisor", "sign_xor"])
    for row in (0, 1):
        _check_that_limbs_add_up(pair, row)
        queries += _check_bounds(pair, row) + _check_remainder(pair, row)
    queries += _check_that_integers_are_unique()
    queries += _check_that_words_are(pair, "q") + _check_that_words_are(pair, "r")
    left = [(x, y) for x, y in said if pair.renamed(0, x) != pair.renamed(1, y)]
    if left:
        raise Unproven(f"{pair.case}: more is said than quotient and remainder")
    return queries


def _word(name, times=1):
    """The signed number, as coefficients by monomial."""
    terms = {(f"{name}__{i}", ): times << 8 * i for i in range(4)}
    for monomial, value in _SIGN[name].items():
        terms[monomial] = -times * value << 32
    return terms


def _added(*sums):
    total = {}
    for terms in sums:
        for monomial, value in terms.items():
            total[monomial] = total.get(monomial, 0) + value
    return {monomial: value for monomial, value in total.items() if value}


def _product(left, right):
    return _added(*({tuple(sorted(x + y)): m * n} for x, m in left.items() for y, n in right.items()))


def _check_that_limbs_add_up(pair, row):
    """C Q + R - B is a multiple of 2^64: it is so for every monomial after adding the limbs' equations, each of which holds of integers."""
    domains = {name.removesuffix(f"@{row}"): domain for name, domain in pair.domains().items() if not name.endswith(f"@{1 - row}")}
    total = _added(_product(_word("c"), _word("q")), _word("r"), _word("b", -1))
    carries = [each.message[1].variable() for each in pair.rows[row].lookups if each.bus == TUPLE]
    for i, carry in enumerate(carries):
        equation, = (each for each in pair.rows[row].constraints if len(each.factors) == 1 and _defines(each.factors[0], carry, carries[i + 1:]))
        terms, low, high = integers(equation.factors[0], domains)
        if low <= -P or high >= P:
            raise Unproven(f"{pair.case}: limb {i} may wrap")
        scale = 256 // terms[(carry, )]
        if scale * terms[(carry, )] != 256:
            raise Unproven(f"{pair.case}: limb {i} has a carry of {terms[(carry, )]}")
        total = _added(total, {monomial: value * scale << 8 * i for monomial, value in terms.items()})
    wrong = {monomial: value for monomial, value in total.items() if value % (1 << 64)}
    if len(carries) != 8 or wrong:
        raise Unproven(f"{pair.case}: limbs do not add up, {wrong}")


def _defines(polynomial, carry, later):
    return carry in polynomial.variables() and not polynomial.variables() & set(later)


def _shown(pair, row, claim, what):
    """That the constraints of one row imply a formula. `claim` makes it from a query and the name of a column in this row."""
    query = pair.supposed([each for each in pair.requirements([], None) if each[0] == row and not _is_of_product(pair, row, each[1])])
    rename = lambda terms: {tuple(sorted(name if name in pair.equal else f"{name}@{row}" for name in monomial)): value
                            for monomial, value in terms.items()}
    query.require(f"(not {claim(lambda terms: query.integer(rename(terms), 40))})")
    if solve(query.text(), 120) != "unsat":
        raise Unproven(f"{pair.case}: {what}")
    return 1


def _is_of_product(pair, row, part):
    """Whether it is a limb's equation, or the look-up of its carry: they are used in another step, and are the hard ones for a solver."""
    carries = {each.message[1].variable() for each in pair.rows[row].lookups if each.bus == TUPLE}
    return isinstance(part, Factored) and any(factor.variables() & carries for factor in part.factors)


def _number(value):
    return f"(_ bv{value % (1 << 40)} 40)"


def _is(number, column):
    return f"(= {number({(column, ): 1})} {_number(1)})"


def _are(number, signs):
    return " ".join(["(and", *(_is(number, name) if sign else f"(not {_is(number, name)})" for name, sign in zip(("b_sign", "c_sign"), signs))]) + ")"


def _check_bounds(pair, row):
    """|C Q + R - B| < 2^64, so it is 0: signed, -2^31 <= C < 2^31 and |Q| <= 2^32; unsigned, 0 <= C, Q < 2^32 or C = 0."""

    def claim(number):
        c, q = number(_word("c")), number(_word("q"))
        if pair.case.opcode in SIGNED:
            return f"(and (bvsle {_number(-(1 << 31))} {c}) (bvslt {c} {_number(1 << 31)}) (bvsle {_number(-(1 << 32))} {q}) (bvslt {q} {_number(1 << 32)}))"
        return f"(and (bvsle {_number(0)} {c}) (or (= {c} {_number(0)}) (bvsle {_number(0)} {q})))"

    return _shown(pair, row, claim, "the operands are not in range")


def _check_remainder(pair, row):
    """If C is not 0: R is between 0 and |C|, below it, or between -|C| and 0, above it, as B's sign says. If it is, Q's limbs are 255 and R is not
    called zero."""

    def claim(number):
        c, r = number(_word("c")), number(_word("r"))
        size = f"(ite (bvslt {c} {_number(0)}) (bvneg {c}) {c})"
        towards = f"(ite {_is(number, 'b_sign')} (bvneg {r}) {r})"
        ordinary = f"(and (not (= {c} {_number(0)})) (bvsle {_number(0)} {towards}) (bvslt {towards} {size}))"
        return f"(or {_is(number, 'zero_divisor')} (not {_are(number, signs)}) {ordinary})"

    def special(number):
        all_ones = f"(= {number({(f'q__{i}', ): 1 << 8 * i for i in range(4)})} {_number((1 << 32) - 1)})"
        return f"(or (not {_is(number, 'zero_divisor')}) (and (= {number(_word('c'))} {_number(0)}) {all_ones} (not {_is(number, 'r_zero')})))"

    queries = _shown(pair, row, special, "what a division by zero gives")
    for signs in itertools.product((0, 1), repeat=2):
        queries += _shown(pair, row, claim, f"the remainder, for signs {signs}")
    return queries


_UNIQUE = """(set-logic QF_NIA)
(declare-const b Int) (declare-const c Int) (declare-const q Int) (declare-const r Int) (declare-const s Int) (declare-const t Int)
(declare-const negative Bool)
(define-fun size () Int (ite (< c 0) (- c) c))
(define-fun smaller ((x Int)) Bool (let ((y (ite negative (- x) x))) (and (<= 0 y) (< y size))))
(assert (= b (+ (* c q) r)))
(assert (= b (+ (* c s) t)))
(assert (ite (= c 0) (not (= r t)) (and (smaller r) (smaller t) (or (not (= q s)) (not (= r t))))))
(check-sat)
"""


def _check_that_integers_are_unique():
    if solve(_UNIQUE, 120, "cvc5") != "unsat":
        raise Unproven("that a quotient and a remainder are unique")
    return 1


def _check_that_words_are(pair, name):
    """From equal signed numbers (of q: or all limbs 255) to equal limbs, which both rows' limbs are bytes for."""
    query = pair.supposed([each for each in pair.requirements([], None) if each[0] is not None])
    words = [{tuple(part if part in pair.equal else f"{part}@{row}" for part in monomial): value for monomial, value in _word(name).items()}
             for row in (0, 1)]
    same = f"(= {query.integer(words[0], 40)} {query.integer(words[1], 40)})"
    if name == "q":
        same = f"(or {same} (= {query.integer({('zero_divisor', ): 1}, 40)} {_number(1)}))"
    query.require(same)
    limbs = [query.integer({(f"{name}__{i}@{row}", ): 1 << 8 * i for i in range(4)}, 40) for row in (0, 1)]
    query.require(f"(not (= {limbs[0]} {limbs[1]}))")
    if solve(query.text(), 120) != "unsat":
        raise Unproven(f"{pair.case}: limbs of {name}")
    pair.equal |= {f"{name}__{i}" for i in range(4)}
    return 1
