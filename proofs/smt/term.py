"""An AIR as `zkmem export --rocq` writes it: the nodes of its constraints, read by column names."""
import dataclasses
import re

from polynomial import Factored

_NODE = re.compile(r"^\s*(Cell|Constant|Add|Sub|Mul|Neg|Public|First|Last|Transition)\b([ \d]*);?\s*\(\* \d+(?:: (\S+))? \*\)$")
_INTERACTION = re.compile(r"\{\| bus := (\d+); message := \[([\d; ]*)\]; count := (\d+); weight := \d+ \|\}")


@dataclasses.dataclass(frozen=True)
class Interaction:
    bus: int
    message: tuple  # of Factored
    count: Factored


@dataclasses.dataclass(frozen=True)
class Air:
    name: str
    columns: tuple  # names of the cells that are read, in the order of the nodes
    constraints: tuple  # of Factored
    interactions: tuple


def parse(text):
    """The AIR of an exported term of one row (no cell of the next row, no public value, no selector)."""
    name = re.search(r"^Definition (\S.*) : air", text, re.MULTILINE)[1]
    nodes, columns = [], {}
    inside = False
    for line in text.splitlines():
        if line.strip() == "nodes := [":
            inside = True
        elif inside and line.strip() == "];":
            break
        elif inside:
            nodes.append(_node(name, line, nodes, columns))
    constraints = re.search(r"^  constraints := \[([\d; ]*)\]", text, re.MULTILINE)[1]
    interactions = tuple(
        Interaction(int(bus), tuple(nodes[int(i)] for i in message.split("; ") if i), nodes[int(count)])
        for bus, message, count in _INTERACTION.findall(text))
    if text.count("bus :=") != len(interactions):
        raise ValueError(f"{name}: {text.count('bus :=')} interactions, {len(interactions)} read")
    return Air(name, tuple(columns), tuple(nodes[int(i)] for i in constraints.split("; ") if i), interactions)


def _node(air, line, nodes, columns):
    match = _NODE.match(line)
    if not match:
        raise ValueError(f"{air}: not a node: {line}")
    kind, numbers, column = match[1], [int(n) for n in match[2].split()], match[3]
    if kind == "Cell":
        part, offset, index = numbers
        if part != 0 or offset != 0 or column is None:
            raise ValueError(f"{air}: not a named cell of this row: {line}")
        if columns.setdefault(column, index) != index or list(columns.values()).count(index) != 1:
            raise ValueError(f"{air}: {column} is another column, too: {line}")
        return Factored.variable(column)
    if kind == "Constant":
        return Factored.constant(numbers[0])
    if kind == "Neg":
        return -nodes[numbers[0]]
    if kind in ("Add", "Sub", "Mul"):
        left, right = nodes[numbers[0]], nodes[numbers[1]]
        return left + right if kind == "Add" else left - right if kind == "Sub" else left * right
    raise ValueError(f"{air}: {kind} is not of one row")
