#!/usr/bin/env python3
"""Checks that no two classes of one namespace have one name: where both are linked into a program, members of one may run as the other's, and
no compiler or linker says so. Exit 1 names each that do. usage: check_names.py [FOLDER…]"""
import collections
import pathlib
import re
import sys

OPENED = re.compile(r"namespace(?: ([\w:]+))? \{")
CLOSED = re.compile(r"\}  // namespace")
CLASS = re.compile(r"(?:template <.*> )?(?:class|struct|union) (?:\[\[.*?\]\] |alignas\(.*?\) )?(\w+)(?: final)?(?: :.*| *\{.*)?$")


def classes_of(text):
    """Names that a source defines beyond itself: what is in a namespace without a name, or in a class, is its own."""
    spaces = []
    for line in text.splitlines():
        if opened := OPENED.match(line):
            spaces.append(opened[1])
        elif CLOSED.match(line) and spaces:
            spaces.pop()
        elif (found := CLASS.match(line)) and None not in spaces:
            yield "::".join([*spaces, found[1]])


def main(folders):
    places = collections.defaultdict(list)
    files = [file for folder in folders for file in sorted(pathlib.Path(folder).rglob("*")) if file.suffix in (".h", ".cc")]
    for file in files:
        for name in set(classes_of(file.read_text(encoding="utf-8"))):
            places[name].append(str(file))
    twice = {name: where for name, where in places.items() if len(where) > 1}
    for name, where in sorted(twice.items()):
        print(f"{name} is defined in {' and in '.join(where)}")
    if not places:
        print(f"names: no class in {', '.join(folders)}")
    else:
        print(f"names: {len(places)} classes of {len(files)} files, {len(twice)} defined twice")
    return 1 if twice or not places else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["zkmem", "python/src"]))
