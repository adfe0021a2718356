"""Two rows of one instruction chip that are given the same: can they say something different?

Given is the instruction (the message on the program bus), the state before it, and what is read from memory: values and times of the tokens that
the row receives. Said is the state after it, which cells it reads and writes, and what it writes."""
import dataclasses
import functools
import itertools

from lift import FieldQuery, Query
from polynomial import P, Factored, Polynomial
from solve import solve

EXECUTION, MEMORY, PROGRAM, RANGE, BITWISE, TUPLE = 0, 1, 2, 3, 6, 7
BYTE, BIT = (0, 255), (0, 1)
TIMESTAMP, PC = (0, (1 << 29) - 1), (0, (1 << 30) - 1)
TUPLE_DOMAINS = (BYTE, (0, 2047))


class Unproven(Exception):
    """The solver found two answers, or none in its time."""


@dataclasses.dataclass(frozen=True)
class Case:
    """An instruction's opcode, and the columns of each row that are fixed."""
    opcode: int
    columns: tuple  # one dict for each row

    def __str__(self):
        rows = [", ".join(f"{name} = {value}" for name, value in row.items() if value) for row in self.columns]
        return f"opcode {self.opcode}: {rows[0]}" + ("" if rows[0] == rows[1] else f" | {rows[1]}")


def assignments(air, enumerated, derived=()):
    """Every assignment to `enumerated` (values by column) and `derived` columns that a row can have, with its opcode; None for a row that is no
    instruction. That a column has no other value is read off its constraint; a derived one is what an equation says that the others leave."""
    for name, values in enumerated.items():
        if not any(roots is not None and roots[0] == name and set(roots[1]) <= set(values) for roots in map(_roots, air.constraints)):
            raise Unproven(f"{air.name}: {name} may have other values than {values}")
    program, = (each for each in air.interactions if each.bus == PROGRAM)
    for values in itertools.product(*enumerated.values()):
        fixed = dict(zip(enumerated, values))
        for name in derived:
            fixed[name] = _solved(air, fixed, name)
        among_them = [each for each in air.constraints if set().union(*(f.variables() for f in each.factors)) <= fixed.keys()]
        if any(evaluated(each, fixed) != 0 for each in among_them):
            continue
        count = evaluated(program.count, fixed)
        if count not in (0, 1):
            raise Unproven(f"{air.name}: an instruction is looked up {count} times")
        yield fixed, evaluated(program.message[1], fixed) if count else None


def _solved(air, fixed, name):
    values = {column: Polynomial({(): value}) for column, value in fixed.items()}
    for constraint in air.constraints:
        if any(name in factor.variables() for factor in constraint.factors):
            roots = _roots(constraint.substituted(values))
            if roots is not None and roots[0] == name and len(roots[1]) == 1:
                return roots[1][0]
    raise Unproven(f"{air.name}: nothing says what {name} is")


def evaluated(expression, fixed):
    """The number that an expression is with columns fixed, or None."""
    return expression.substituted({name: Polynomial({(): value}) for name, value in fixed.items()}).expanded().value()


def cases(air, enumerated, derived=()):
    """Every pair of assignments with one opcode."""
    by_opcode = {}
    for fixed, opcode in assignments(air, enumerated, derived):
        if opcode is not None:
            by_opcode.setdefault(opcode, []).append(fixed)
    return [Case(opcode, pair) for opcode, rows in sorted(by_opcode.items())
            for pair in itertools.combinations_with_replacement(rows, 2)]


def check_that_bytes_are_written(pair):
    """That each word that a row sends to memory is of bytes. Returns the number of queries."""
    sent = [part for each in pair.rows[0].interactions if each.bus == MEMORY and each.count.value() == 1 for part in each.message[2:-1]]
    queries = 0
    for part in dict.fromkeys(pair.renamed(0, part) for part in sent):
        name = part.variable()
        if part.value() is not None and part.value() < 256 or name is not None and pair.domains().get(name, (0, P))[1] < 256:
            continue
        query = pair.supposed([each for each in pair.requirements([], None) if each[0] != 1], abstract=False)
        name = query.fresh("written", (0, P - 1))
        query.require(query.zero(Factored([part - Polynomial({(name, ): 1})])))
        query.require(query.more_than(name, 255))
        queries += 1
        if solve(query.text(), 60) != "unsat":
            raise Unproven(f"{pair.case}: {part.terms} is written, which may be no byte")
    return queries


def check_padding(air, enumerated, derived=()):
    """That a row that is no instruction says nothing of state, memory or program."""
    for fixed, opcode in assignments(air, enumerated, derived):
        if opcode is None and any(evaluated(each.count, fixed) != 0 for each in air.interactions if each.bus in (EXECUTION, MEMORY, PROGRAM)):
            raise Unproven(f"{air.name}: a row that is no instruction may say something, {fixed}")


class Pair:
    """The two rows in one case; columns in `equal` are one variable for both."""

    def __init__(self, air, case, input_domains):
        self.air = air
        self.case = case
        self.input_domains = input_domains
        self.equal = set()
        self.rows = [fixed_row(air, fixed) for fixed in case.columns]
        self.inputs = []

    def give(self, domain, left, right):
        """From now on the two expressions are one number in `domain`. A column that is given is one column for both rows."""
        column = left.variable()
        if column is not None and left == right:
            self.equal.add(column)
            for row in self.rows:
                row.restrict(column, self.input_domains.get(column, domain))
        elif left != right or left.value() is None:
            self.inputs.append((domain, left, right))

    def stages(self):
        """In the order in which the machine runs: pairs of (what is said, what is given when it was said). Where a row reads is said before
        what is there is given."""
        both = list(zip(self.rows[0].interactions, self.rows[1].interactions))
        start, said = [], []
        for left, right in both:
            if left.bus == PROGRAM:
                start += [(PC if i == 0 else None, *pair) for i, pair in enumerate(zip(left.message, right.message))]
            elif left.bus == EXECUTION and left.is_received:
                start += [(domain, *pair) for domain, pair in zip((PC, TIMESTAMP), zip(left.message, right.message))]
        yield [], start
        for left, right in both:
            if left.bus not in (EXECUTION, MEMORY) or left.count.value() == 0 and right.count.value() == 0:
                continue
            counts = [(left.count, right.count)]
            pairs = list(zip(left.message, right.message))
            if left.bus == MEMORY and left.is_received:
                yield counts + pairs[:2], [(BYTE, *pair) for pair in pairs[2:-1]] + [(TIMESTAMP, *pairs[-1])]
            elif not left.is_received:
                said += counts + pairs
        yield said, []

    def columns_left(self):
        """Columns that may still differ."""
        columns = [*self.air.columns, *(name for name in self.rows[0].columns if name in self.rows[1].columns)]
        return [name for name in columns if name not in self.equal and not any(name in fixed for fixed in self.case.columns)]

    def renamed(self, row, expression):
        """`expression` of row 0 or 1 with a name of its own for each column that is not known to be equal."""
        names = {name: Polynomial({(f"{name}@{row}", ): 1}) for name in expression.variables() if name not in self.equal}
        return expression.substituted(names)

    def requirements(self, differing, depth):
        """What is supposed of the rows, as pairs (row, constraint or message) and the inputs' equations: all of it, or what reaches the columns of
        `differing` in `depth` steps. Supposing less is no loss: without a solution there is none with more."""
        everything = [(row, each, self._unknown(row, each)) for row in (0, 1)
                      for each in self.rows[row].constraints + self.rows[row].lookups]
        everything += [(None, each, self._unknown(0, each[1]) | self._unknown(1, each[2])) for each in self.inputs]
        if depth is None:
            return everything
        reached = set().union(*(self.renamed(row, pair[row]).variables() for pair in differing for row in (0, 1)))
        reached = {name for name in reached if "@" in name}
        for _ in range(depth):
            chosen = [each for each in everything if each[2] & reached]
            reached = reached.union(*(each[2] for each in chosen))
        return chosen

    def _unknown(self, row, part):
        parts = part.factors if isinstance(part, Factored) else (*part.message, part.count) if isinstance(part, Message) else (part, )
        return {f"{name}@{row}" for each in parts for name in each.variables() if name not in self.equal}

    def query(self, differing, depth=None, abstract=True):
        """That both rows are as they should be, are given the same, and one of the pairs in `differing` differs (if it is not None)."""
        query = self.supposed(self.requirements(differing, depth), abstract)
        if differing is not None:
            query.require(query.any(query.not_zero(Factored([self.renamed(0, x) - self.renamed(1, y)])) for x, y in differing))
        return query.text()

    def supposed(self, requirements, abstract=True):
        """The query that says `requirements` and nothing else yet."""
        query = Query(self.domains())
        if abstract:
            query.abstracted(frozenset(self.equal))
        for row, part, _ in requirements:
            renamed = functools.partial(self.renamed, row)
            if row is None:
                domain, x, y = part
                x, y = self.renamed(0, x), self.renamed(1, y)
                query.require(query.zero(Factored([x - y])))
                if domain is not None:
                    query.require(query.zero(Factored([x - Polynomial({(query.fresh("given", domain), ): 1})])))
            elif isinstance(part, Factored):
                query.require(query.zero(Factored([renamed(factor) for factor in part.factors])))
            else:
                never = query.zero(Factored([renamed(part.count)]))
                for formula in _lookup(query, part, renamed):
                    query.require(query.any([never, formula]))
        return query

    def row_query(self, values):
        """That the first row is as it should be, with some columns that are given fixed, and nothing else."""
        query = self.supposed([each for each in self.requirements([], None) if each[0] == 0], abstract=False)
        for name, value in values.items():
            query.require(query.zero(Factored([Polynomial({(name, ): 1, (): -value})])))
        return query.text()

    def field_query(self, differing, depth=None):
        """The same over the field itself, without look-ups."""
        query = FieldQuery()
        for row, part, _ in self.requirements(differing, depth):
            if row is None:
                query.require_zero(Factored([self.renamed(0, part[1]) - self.renamed(1, part[2])]))
            elif isinstance(part, Factored):
                query.require_zero(Factored([self.renamed(row, factor) for factor in part.factors]))
        query.require_not_all_zero([Factored([self.renamed(0, x) - self.renamed(1, y)]) for x, y in differing])
        return query.text()

    def domains(self):
        domains = {}
        for row in (0, 1):
            for name, domain in self.rows[row].domains.items():
                variable = name if name in self.equal else f"{name}@{row}"
                low, high = domains.get(variable, domain)
                domains[variable] = (max(low, domain[0]), min(high, domain[1]))
        return domains


@dataclasses.dataclass(frozen=True)
class Message:
    bus: int
    message: tuple  # of Polynomial
    count: Polynomial

    def substituted(self, values):
        return Message(self.bus, tuple(part.substituted(values) for part in self.message), self.count.substituted(values))

    @property
    def is_received(self):
        return self.count.value() == P - 1


class _Row:
    """One row of the AIR with some columns fixed."""

    def __init__(self, air, fixed):
        self.constraints = [each for each in (each.substituted(fixed) for each in air.constraints) if each.expanded().value() != 0]
        self.interactions = [Message(each.bus, tuple(part.substituted(fixed).expanded() for part in each.message),
                                      each.count.substituted(fixed).expanded()) for each in air.interactions]
        self.lookups = []
        self._name_what_is_looked_up()
        self.domains = {}
        self._learn()

    def _name_what_is_looked_up(self):
        """A column of its own for each expression that is looked up, so that a carry that a later carry is made of is one unknown there."""
        named = []
        for index, message in enumerate(self.interactions):
            if message.bus not in (RANGE, BITWISE, TUPLE) or message.count.value() == 0:
                continue
            parts = []
            for place, part in enumerate(message.message):
                if part.variable() is None and part.value() is None and (message.bus, place) != (RANGE, 1):
                    name = f"lookup {index}, {place}"
                    part, whole = _in_terms_of(part, named), part
                    variable = Polynomial({(name, ): 1})
                    self.constraints.append(Factored([part - variable]))
                    named.append((whole, variable))
                    part = variable
                parts.append(part)
            self.lookups.append(Message(message.bus, tuple(parts), message.count))
        self.columns = [variable.variable() for _, variable in named]
        self._solve_for_columns()

    def _solve_for_columns(self):
        """What is looked up is often a column plus a constant: then the column is that look-up minus the constant, with its bounds."""
        said = {part.variable() for message in self.interactions if message.bus not in (RANGE, BITWISE, TUPLE) for part in message.message}
        for constraint in list(self.constraints):
            names = [name for name in constraint.factors[0].variables() if name not in said]
            if len(constraint.factors) != 1 or len(names) != 2 or set(constraint.factors[0].terms) - {(), (names[0], ), (names[1], )}:
                continue
            column, lookup = sorted(names, key=lambda name: name in self.columns)
            if column in self.columns or lookup not in self.columns:
                continue
            equation = constraint.factors[0]
            slope = Polynomial({(column, ): equation.terms[column, ]})
            value = {column: (slope - equation).scaled(pow(equation.terms[column, ], -1, P))}
            self.constraints = [each for each in (each.substituted(value) for each in self.constraints) if each.expanded().terms]
            self.lookups = [each.substituted(value) for each in self.lookups]
            self.interactions = [each.substituted(value) for each in self.interactions]

    def restrict(self, column, domain):
        if domain is not None:
            low, high = self.domains.get(column, domain)
            self.domains[column] = (max(low, domain[0]), min(high, domain[1]))

    def _learn(self):
        for constraint in self.constraints:
            roots = _roots(constraint)
            if roots is not None:
                self.restrict(roots[0], (0, max(roots[1])))
        for message in self.lookups:
            if message.count.value() in (None, 0):
                continue  # not always looked up
            for part, domain in _looked_up(message):
                if part.variable() is not None and domain is not None:
                    self.restrict(part.variable(), domain)


def _in_terms_of(expression, named):
    """`expression` with those that have a name replaced by it where that leaves fewer terms."""
    for whole, variable in reversed(named):
        monomial = max(whole.terms, key=len)
        if monomial in expression.terms:
            scale = expression.terms[monomial] * pow(whole.terms[monomial], -1, P)
            shorter = expression + (variable - whole).scaled(scale)
            if len(shorter.terms) < len(expression.terms):
                expression = shorter
    return expression


def fixed_row(air, fixed):
    """A row of which some columns are numbers."""
    return _Row(air, {name: Polynomial({(): value}) for name, value in fixed.items()})


def _roots(constraint):
    """(variable, roots) of a product of linear factors in one variable."""
    names = set().union(*(factor.variables() for factor in constraint.factors))
    if len(names) != 1:
        return None
    name, = names
    roots = []
    for factor in constraint.factors:
        if any(len(monomial) > 1 for monomial in factor.terms):
            return None
        slope = factor.terms.get((name, ), 0)
        if slope:
            roots.append(-factor.terms.get((), 0) * pow(slope, -1, P) % P)
    return name, roots


def _looked_up(message):
    """Pairs of an expression and its domain."""
    if message.bus == RANGE:
        bits = message.message[1].value()
        return [(message.message[0], None if bits is None else (0, (1 << bits) - 1))]
    if message.bus == BITWISE:
        return [(part, BYTE) for part in message.message[:3]]
    return list(zip(message.message, TUPLE_DOMAINS)) if message.bus == TUPLE else []


def _lookup(query, message, renamed):
    """Formulas that say that the message is in its table."""
    names = []
    for part, domain in _looked_up(message):
        part = renamed(part)
        name = part.variable()
        if name is None or domain is None or query.domains.get(name, (0, 1 << 31))[1] > domain[1]:
            name = query.fresh("looked_up", domain or (0, (1 << 17) - 1))
            yield query.zero(Factored([part - Polynomial({(name, ): 1})]))
        names.append(name)
    if message.bus == RANGE and message.message[1].value() is None:
        yield query.less_than_power(names[0], renamed(message.message[1]))
    if message.bus == BITWISE:
        operation = message.message[3].value()
        if operation == 1:
            yield query.is_xor(*names)
        elif operation == 0:
            yield query.zero(Factored([renamed(message.message[2])]))
        else:
            raise ValueError("a bitwise lookup that may be either")


def prove(pair, last_stage=None):
    """Shows of each stage that what is said is equal, column after column if it has to; of the last one by `last_stage`, if given. Returns the
    number of queries."""
    queries = 0
    stages = list(pair.stages())
    for said, given in stages:
        last = last_stage is not None and not given
        queries += last_stage(pair, said) if last else _prove_stage(pair, said)
        for domain, x, y in given:
            if (x - y).value() not in (None, 0):
                return queries  # two different numbers are not given the same
            pair.give(domain, x, y)
    return queries


# How far to look and for how many seconds, and whether for single columns, too.
TRIES = ((1, 0.2, True), (None, 2, False), (2, 0.3, True), (None, 10, False), (1, 2, True), (3, 1, True), (2, 5, True), (None, 60, False),
         (1, 20, True), (2, 20, True), (None, 120, False))


def _prove_stage(pair, said):
    queries = 0
    for depth, seconds, columns_too in TRIES:
        found = True
        while found:
            differing = [(x, y) for x, y in said if pair.renamed(0, x) != pair.renamed(1, y)]
            if not differing:
                return queries
            queries += 1
            if _is_unsat(pair, differing, depth, seconds):
                return queries
            found = False
            for column in pair.columns_left() if columns_too else ():
                queries += 1
                name = Polynomial({(column, ): 1})
                if _is_unsat(pair, [(name, name)], depth, seconds):
                    pair.equal.add(column)
                    found = True
    raise Unproven(f"{pair.case}, {len(pair.equal)} columns are equal, not {pair.columns_left()}")


def prove_columns(pair, columns):
    """Shows of each column in turn that it is equal. Returns the number of queries."""
    for column in columns:
        name = Polynomial({(column, ): 1})
        if not any(_is_unsat(pair, [(name, name)], depth, 20) for depth in (1, 2)):
            raise Unproven(f"{pair.case}: {column}")
        pair.equal.add(column)
    return len(columns)


def _is_unsat(pair, differing, depth, seconds):
    if solve(pair.query(differing, depth), seconds) == "unsat":
        return True
    return depth is not None and solve(pair.field_query(differing, depth), seconds / 2, "cvc5") == "unsat"
