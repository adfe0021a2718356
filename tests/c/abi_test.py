"""The binary interface of libzkmem.so against abi_1.txt: its functions, and size and offsets of every structure, as a C
compiler sees them. A line that changes or goes away is a new ZKMEM_ABI_VERSION; new ones are added with --write."""
import pathlib
import re
import subprocess
import sys
import tempfile

EXPECTED = pathlib.Path(__file__).resolve().with_name("abi_1.txt")


def functions(nm, library):
    """What the library exports; everything else must stay inside."""
    listed = subprocess.run([nm, "-D", "--defined-only", library], check=True, capture_output=True, text=True).stdout
    names = [line.split()[2].split("@")[0] for line in listed.splitlines() if line.split()[1] != "A"]
    return sorted(f"function {name}" for name in names)


def structures(compiler, header):
    """`struct name size`, `field name.field offset`, read off the header's structures by a program."""
    text = re.sub(r"/\*.*?\*/", "", header.read_text(), flags=re.DOTALL)
    program = ["#include <stdio.h>", f'#include "{header}"', "int main(void) {"]
    for name, body in re.findall(r"typedef struct (zkmem_\w+) \{(.*?)\} \1;", text, re.DOTALL):
        program.append(f'printf("struct {name} %zu\\n", sizeof({name}));')
        for field in body.split(";")[:-1]:
            function = re.search(r"\(\*(\w+)\)", field)
            member = function[1] if function else re.findall(r"\w+", field)[-1]
            program.append(f'printf("field {name}.{member} %zu\\n", offsetof({name}, {member}));')
    program.append("return ZKMEM_ABI_VERSION - 1; }")
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "layout.c"
        source.write_text("\n".join(program))
        subprocess.run([compiler, "-x", "c", "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", source, "-o",
                        source.with_suffix("")], check=True)
        return subprocess.run([source.with_suffix("")], check=True, capture_output=True, text=True).stdout.splitlines()


def main():
    nm, library, compiler, header = sys.argv[1:5]
    found = functions(nm, library) + structures(compiler, pathlib.Path(header))
    if "--write" in sys.argv:
        EXPECTED.write_text("\n".join(found) + "\n")
    expected = EXPECTED.read_text().splitlines()
    for line in expected:
        if line not in found:
            print(f"gone or changed: {line}")
    for line in found:
        if line not in expected:
            print(f"new: {line}")
    print(f"{len(found)} lines of the interface, {len(expected)} expected")
    return found != expected


if __name__ == "__main__":
    sys.exit(main())
