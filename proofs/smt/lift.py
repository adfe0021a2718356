"""Equations of field elements as equations of integers, in SMT-LIB over bit vectors.

A polynomial with bounded variables has bounds as an integer; it is 0 in the field when it is one of the multiples of p between them. Multiplying
it by a constant first changes nothing in the field and can bring the bounds close together: (x + y - z) / 256 is then x + y - z. Nothing here is
an approximation, but for `abstracted` monomials: see there."""
from polynomial import P, Polynomial, centered

FIELD = (0, P - 1)
# Inverses of powers of two, and of 255, are what chips divide by.
_SCALES = [pow(2, k, P) for k in range(33)] + [255, 3, 5]


def integers(polynomial, domains):
    """(coefficients, lower, upper) of the multiple of `polynomial` with the closest bounds."""
    best = None
    for scale in _SCALES:
        terms = {monomial: centered(value * scale) for monomial, value in polynomial.terms.items()}
        low, high = _bounds(terms, domains)
        if best is None or high - low < best[2] - best[1]:
            best = (terms, low, high)
    return best


def _bounds(terms, domains):
    """The least and the greatest that a sum of monomials with integer coefficients may be."""
    low = high = 0
    for monomial, value in terms.items():
        least, most = _range(monomial, domains)
        low += value * (least if value > 0 else most)
        high += value * (most if value > 0 else least)
    return low, high


def _range(monomial, domains):
    least = most = 1
    for name in monomial:
        low, high = domains.get(name, FIELD)
        least, most = least * low, most * high
    return least, most


class Query:
    """Assertions about variables with domains (least and greatest value; a field element where none is given)."""

    def __init__(self, domains):
        self.domains = dict(domains)
        self._declared = {}
        self._assertions = []
        self._abstracted = {}
        self._fresh = 0

    def fresh(self, prefix, domain):
        name = f"{prefix}!{self._fresh}"
        self._fresh += 1
        self.domains[name] = domain
        return name

    def abstracted(self, known):
        """From now on a product of variables of `known` is one unknown number, which is the same wherever it is read. That allows more than is
        so: without a solution there is none for the product either; a solution may be none."""
        self._known = known

    _known = frozenset()

    # --- formulas, as text -----------------------------------------------------------------------------------------------------------

    def zero(self, factored):
        """That one of the factors is 0 in the field."""
        return self.any([self._is_multiple_of_p(factor) for factor in factored.factors])

    def not_zero(self, factored):
        return f"(not {self.zero(factored)})"

    def _is_multiple_of_p(self, polynomial):
        if polynomial.value() is not None:
            return "true" if polynomial.value() == 0 else "false"
        terms, low, high = integers(self._with_abstractions(polynomial), self.domains)
        first, last = -(-low // P), high // P
        if first > last:
            return "false"
        width = max(abs(low), abs(high), abs(first * P), abs(last * P)).bit_length() + 1
        total = self._sum(terms, width)
        if last - first < 4:
            return self.any([f"(= {total} {_number(k * P, width)})" for k in range(first, last + 1)])
        quotient = self.fresh("multiple", (0, last - first))
        shifted = f"(bvadd (bvmul {self._extended(quotient, width)} {_number(P, width)}) {_number(first * P, width)})"
        return f"(= {total} {shifted})"

    def _with_abstractions(self, polynomial):
        terms = {}
        for monomial, value in polynomial.terms.items():
            if len(monomial) > 1:
                known = tuple(name for name in monomial if self._is_abstracted(name))
                if len(known) > 1:
                    monomial = tuple(sorted([self._product(known), *(name for name in monomial if not self._is_abstracted(name))]))
            terms[monomial] = terms.get(monomial, 0) + value
        return Polynomial(terms)

    def _is_abstracted(self, name):
        return name in self._known and self.domains.get(name, FIELD)[1] > 1

    def _product(self, names):
        if names not in self._abstracted:
            self._abstracted[names] = self.fresh("product", _range(names, self.domains))
        return self._abstracted[names]

    def less_than_power(self, name, bits):
        """name < 2^bits, for a polynomial of bits."""
        if bits.value() is not None:
            return self._at_most(name, (1 << bits.value()) - 1)
        terms = {monomial: centered(value) for monomial, value in bits.terms.items()}
        low, high = _bounds(terms, self.domains)
        if low < 0 or high > 64:
            raise ValueError(f"a number of bits between {low} and {high}")
        width = max(self._width(name), high + 1, 8)
        return f"(bvult {self._extended(name, width)} (bvshl {_number(1, width)} {self._sum(terms, width)}))"

    def is_xor(self, x, y, z):
        return f"(= {self._extended(z, 8)} (bvxor {self._extended(x, 8)} {self._extended(y, 8)}))"

    def _at_most(self, name, most):
        if self.domains.get(name, FIELD)[1] <= most:
            return "true"
        return f"(bvule {self._extended(name, self._width(name))} {_number(most, self._width(name))})"

    @staticmethod
    def any(formulas):
        """That one of them holds."""
        formulas = [formula for formula in formulas if formula != "false"]
        if "true" in formulas:
            return "true"
        if len(formulas) < 2:
            return formulas[0] if formulas else "false"
        return f"(or {' '.join(formulas)})"

    # --- terms -----------------------------------------------------------------------------------------------------------------------

    def _width(self, name):
        return max(1, self.domains.get(name, FIELD)[1].bit_length())

    def _declare(self, name):
        if name not in self._declared:
            least, most = self.domains.get(name, FIELD)
            if least < 0:
                raise ValueError(f"{name} may be negative")
            self._declared[name] = self._width(name)
            if most + 1 != 1 << self._width(name):
                self._assertions.append(f"(bvule |{name}| {_number(most, self._width(name))})")

    def _extended(self, name, width):
        self._declare(name)
        own = self._width(name)
        return f"|{name}|" if own == width else f"((_ zero_extend {width - own}) |{name}|)"

    def _sum(self, terms, width):
        parts = [self._times(value, monomial, width) for monomial, value in sorted(terms.items()) if value]
        if not parts:
            return _number(0, width)
        return parts[0] if len(parts) == 1 else f"(bvadd {' '.join(parts)})"

    def _times(self, value, monomial, width):
        bits = [name for name in monomial if self.domains.get(name, FIELD)[1] == 1]
        others = [self._extended(name, width) for name in monomial if name not in bits]
        for name in bits:
            self._declare(name)
        product = others[0] if others else _number(value, width)
        for other in others[1:]:
            product = f"(bvmul {product} {other})"
        if others and value != 1:
            product = f"(bvmul {product} {_number(value, width)})"
        for name in bits:
            product = f"(ite (= |{name}| #b1) {product} {_number(0, width)})"
        return product

    # --- the whole -------------------------------------------------------------------------------------------------------------------

    def integer(self, terms, width):
        """A sum of monomials with integer coefficients, as a signed number of `width` bits. Raises ValueError if it may need more."""
        low, high = _bounds(terms, self.domains)
        if not -(1 << width - 1) <= low <= high < 1 << width - 1:
            raise ValueError(f"a number between {low} and {high} in {width} bits")
        return self._sum(terms, width)

    def more_than(self, name, least):
        return f"(not {self._at_most(name, least)})"

    def require(self, formula):
        if formula != "true":
            self._assertions.append(formula)

    def text(self):
        """The query as an SMT-LIB script."""
        lines = ["(set-logic QF_BV)"]
        lines += [f"(declare-const |{name}| (_ BitVec {width}))" for name, width in self._declared.items()]
        lines += [f"(assert {formula})" for formula in self._assertions]
        return "\n".join([*lines, "(check-sat)"]) + "\n"


class FieldQuery:
    """Assertions about field elements, for a solver that knows the field."""

    def __init__(self):
        self._variables = {}
        self._assertions = []

    def require_zero(self, factored):
        self._assertions.append(f"(= {self._product(factored)} (as ff0 F))")

    def require_not_all_zero(self, expressions):
        """That one of the products is not 0."""
        self._assertions.append("(or false " + " ".join(f"(not (= {self._product(each)} (as ff0 F)))" for each in expressions) + ")")

    def _product(self, factored):
        parts = [self._sum(factor) for factor in factored.factors]
        return parts[0] if len(parts) == 1 else f"(ff.mul {' '.join(parts)})"

    def _sum(self, polynomial):
        parts = []
        for monomial, value in sorted(polynomial.terms.items()):
            self._variables.update(dict.fromkeys(monomial))
            factors = [f"|{name}|" for name in monomial]
            if value != 1 or not factors:
                factors.append(f"(as ff{value} F)")
            parts.append(factors[0] if len(factors) == 1 else f"(ff.mul {' '.join(factors)})")
        if not parts:
            return "(as ff0 F)"
        return parts[0] if len(parts) == 1 else f"(ff.add {' '.join(parts)})"

    def text(self):
        lines = ["(set-logic QF_FF)", f"(define-sort F () (_ FiniteField {P}))"]
        lines += [f"(declare-const |{name}| F)" for name in self._variables]
        lines += [f"(assert {formula})" for formula in self._assertions]
        return "\n".join([*lines, "(check-sat)"]) + "\n"


def _number(value, width):
    return f"(_ bv{value % (1 << width)} {width})"
