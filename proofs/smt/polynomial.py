"""Polynomials over BabyBear in named variables, and products of them that stay products: in a field a product is 0 when a factor is."""
P = 2013265921


def centered(value):
    """The representative of least absolute value."""
    value %= P
    return value - P if value > P // 2 else value


class Polynomial:
    """Coefficients by monomial, a monomial being a sorted tuple of names."""
    __slots__ = ("terms", )

    def __init__(self, terms):
        self.terms = {monomial: value % P for monomial, value in terms.items() if value % P}

    def __eq__(self, other):
        return self.terms == other.terms

    def __hash__(self):
        return hash(frozenset(self.terms.items()))

    def __add__(self, other):
        terms = dict(self.terms)
        for monomial, value in other.terms.items():
            terms[monomial] = terms.get(monomial, 0) + value
        return Polynomial(terms)

    def __neg__(self):
        return Polynomial({monomial: -value for monomial, value in self.terms.items()})

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        terms = {}
        for left, x in self.terms.items():
            for right, y in other.terms.items():
                monomial = tuple(sorted(left + right))
                terms[monomial] = terms.get(monomial, 0) + x * y
        return Polynomial(terms)

    def scaled(self, factor):
        return Polynomial({monomial: value * factor for monomial, value in self.terms.items()})

    def variables(self):
        return {name for monomial in self.terms for name in monomial}

    def value(self):
        """The number that it is, or None if it has variables."""
        if not self.terms:
            return 0
        return self.terms.get(()) if set(self.terms) == {()} else None

    def variable(self):
        """The name if it is one variable and nothing else, or None."""
        if len(self.terms) == 1:
            (monomial, value), = self.terms.items()
            if value == 1 and len(monomial) == 1:
                return monomial[0]
        return None

    def substituted(self, values):
        """With polynomials in place of the variables that `values` names."""
        if not self.variables() & values.keys():
            return self
        result = Polynomial({})
        for monomial, value in self.terms.items():
            product = Polynomial({(): value})
            for name in monomial:
                product = product * values.get(name, Polynomial({(name, ): 1}))
            result = result + product
        return result


class Factored:
    """A product of polynomials, as the node of a constraint has it."""
    __slots__ = ("factors", )

    def __init__(self, factors):
        self.factors = tuple(factors)

    @staticmethod
    def constant(value):
        return Factored([Polynomial({(): value})])

    @staticmethod
    def variable(name):
        return Factored([Polynomial({(name, ): 1})])

    def expanded(self):
        product = Polynomial({(): 1})
        for factor in self.factors:
            product = product * factor
        return product

    def __add__(self, other):
        return Factored([self.expanded() + other.expanded()])

    def __sub__(self, other):
        return Factored([self.expanded() - other.expanded()])

    def __neg__(self):
        return Factored([-self.factors[0], *self.factors[1:]])

    def __mul__(self, other):
        return Factored(self.factors + other.factors)

    def substituted(self, values):
        """Without the factors that become 1; the constant 0 if one becomes 0."""
        factors = []
        for factor in self.factors:
            factor = factor.substituted(values)
            value = factor.value()
            if value == 0:
                return Factored([factor])
            if value != 1:
                factors.append(factor)
        return Factored(factors or [Polynomial({(): 1})])
