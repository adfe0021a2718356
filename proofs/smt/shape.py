"""What pairs.py supposes of how a chip speaks, checked of every row that it can have."""
from pairs import BITWISE, EXECUTION, MEMORY, PROGRAM, RANGE, TUPLE, Case, Pair, Unproven, assignments, fixed_row
from polynomial import P, Factored, Polynomial
from solve import solve

RECEIVED, SENT = P - 1, 1
_ALLOWED = {EXECUTION: {0, SENT, RECEIVED}, MEMORY: {0, SENT, RECEIVED}, PROGRAM: {0, 1}, RANGE: {0, 1}, BITWISE: {0, 1}, TUPLE: {0, 1}}


def check_shape(air, chip):
    """Messages are sent or received once or not at all and look-ups counted 0 or 1, padding included; memory is accessed by pairs of a token received
    and one sent, for one place, at times that are the instruction's plus constants which ascend; all but the last leave what they found."""
    for fixed, opcode in assignments(air, chip.enumerated, chip.derived):
        row = fixed_row(air, fixed)
        for message in row.interactions:
            if message.bus not in _ALLOWED:
                raise Unproven(f"{chip.name}: a message on bus {message.bus}")
            if message.count.value() not in _ALLOWED[message.bus]:
                if message.count.value() is not None or message.bus in (EXECUTION, MEMORY, PROGRAM):
                    raise Unproven(f"{chip.name}: a count of {message.count.terms} on bus {message.bus}")
                _check_count_is_a_bit(air, chip, fixed, message.count)
        if opcode is not None:
            _check_accesses(chip, [each for each in row.interactions if each.count.value() != 0])


def _check_count_is_a_bit(air, chip, fixed, count):
    pair = Pair(air, Case(0, (fixed, fixed)), chip.operands)
    requirements = [each for each in pair.requirements([], None) if each[0] == 0]
    query = pair.supposed(requirements, abstract=False)
    count = pair.renamed(0, count)
    query.require(query.not_zero(Factored([count, count - Polynomial({(): 1})])))
    if solve(query.text(), 60) != "unsat":
        raise Unproven(f"{chip.name}: a look-up may be counted other than 0 or 1 times")


def _check_accesses(chip, messages):
    start, end = [each for each in messages if each.bus == EXECUTION]
    if start.count.value() != RECEIVED or end.count.value() != SENT:
        raise Unproven(f"{chip.name}: a state is not taken and one given")
    memory = [each for each in messages if each.bus == MEMORY]
    tokens = list(zip(memory[::2], memory[1::2]))
    last = -1
    for i, (found, left) in enumerate(tokens):
        if found.count.value() != RECEIVED or left.count.value() != SENT or found.message[:2] != left.message[:2] or len(found.message) != len(left.message):
            raise Unproven(f"{chip.name}: access {i} is not of one place")
        tick = (left.message[-1] - start.message[1]).value()
        if tick is None or not last < tick < 8:
            raise Unproven(f"{chip.name}: the time of access {i}")
        last = tick
        if i + 1 < len(tokens) and found.message[2:-1] != left.message[2:-1]:
            raise Unproven(f"{chip.name}: access {i} writes, and is not the last")
    if len(memory) % 2:
        raise Unproven(f"{chip.name}: a token alone")
