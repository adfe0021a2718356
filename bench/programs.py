"""The programs of the benchmarks: examples/guests with an input each, about as long as the name says."""
import pathlib
import random

GUESTS = pathlib.Path(__file__).resolve().parent.parent / "examples" / "guests"


def _given(name):
    return lambda: (GUESTS / "inputs" / name).read_bytes()


def _lines(count):
    """`count` lines of 16 hexadecimal digits, the same every time."""

    def make():
        draw = random.Random(1)
        return "".join(f"{draw.getrandbits(64):016x}\n" for _ in range(count)).encode()

    return make


# name: (ELF, input); instructions are counted, not assumed: the names only order them.
PROGRAMS = {
    "fib-short": ("fib", _given("fib.txt")),   # 7379: the fixed tables
    "fib": ("fib", lambda: b"100000\n"),        # 0.5 M instructions
    "gunzip": ("gunzip", _given("text.gz")),    # 0.9 M
    "sha256": ("sha256", _lines(480)),          # 1.2 M
    "sort": ("sort", _lines(500)),              # 1.2 M
    "life": ("life", _given("life.txt")),       # 2.3 M
    "sha256-long": ("sha256", _lines(4200)),    # 10 M
}


def prepare(name, folder):
    """The paths of the program's ELF and of its input, written into `folder`."""
    elf, make_input = PROGRAMS[name]
    path = pathlib.Path(folder) / f"{name}.input"
    path.write_bytes(make_input())
    return GUESTS / "elf" / f"{elf}.elf", path
