#!/usr/bin/env python3
"""Where two binary files differ: the member of an archive, the section of an ELF file, the first byte.

usage: binary_difference.py ONE OTHER      exit 0: equal bytes; 1: prints the first place in which they differ"""
import pathlib
import struct
import sys

MEMBER_FIELDS = {"date": (16, 28), "owner": (28, 34), "group": (34, 40), "mode": (40, 48), "size": (48, 58)}


def archive_members(data):
    """[(name, header of 60 bytes, content)] of an ar archive; None: it is none."""
    if data[:8] != b"!<arch>\n":
        return None
    members, long_names, at = [], b"", 8
    while at + 60 <= len(data):
        header = data[at : at + 60]
        size = int(header[48:58])
        content = data[at + 60 : at + 60 + size]
        name = header[:16].rstrip().decode("latin-1")
        if name == "//":
            long_names = content
        elif name[:1] == "/" and name[1:].isdigit():
            name = long_names[int(name[1:]) :].split(b"/\n")[0].decode("latin-1")
        members.append((name.rstrip("/") or "the index of symbols", header, content))
        at += 60 + size + size % 2
    return members


def elf_sections(data):
    """[(name, offset, size)] of an ELF file of 64 bits, little-endian; None: it is none."""
    if data[:6] != b"\x7fELF\x02\x01" or len(data) < 64:
        return None
    (table,) = struct.unpack_from("<Q", data, 40)
    entry, count, names = struct.unpack_from("<HHH", data, 58)
    rows = [struct.unpack_from("<IIQQQQ", data, table + i * entry) for i in range(count)]
    if not rows:
        return []
    strings = data[rows[names][4] : rows[names][4] + rows[names][5]]
    sht_nobits = 8
    return [(strings[name:].split(b"\0")[0].decode("latin-1"), offset, 0 if kind == sht_nobits else size) for name, kind, _, _, offset, size in rows]


def first_byte(one, other):
    at = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    return f"byte {at}: {one[at : at + 24]!r} and {other[at : at + 24]!r}"


def in_archive(one, other):
    names, others = [member[0] for member in one], [member[0] for member in other]
    if sorted(names) != sorted(others):
        alone = sorted(set(names) ^ set(others))
        return f"members of one only: {', '.join(alone[:3])}" if alone else "a member is there more often in one"
    if names != others:
        at = next(i for i, (a, b) in enumerate(zip(names, others)) if a != b)
        return f"the order of members: number {at} is {names[at]} and {others[at]}"
    # A member's content says more than its header, and than the index over all of them.
    for same in (2, 1):
        for a, b in sorted(zip(one, other), key=lambda pair: pair[0][0] == "the index of symbols"):
            if same == 2 and a[2] != b[2]:
                return f"member {a[0]}: {difference(a[2], b[2])}"
            if same == 1 and a[1] != b[1]:
                field = next((name for name, (begin, end) in MEMBER_FIELDS.items() if a[1][begin:end] != b[1][begin:end]), "name")
                return f"member {a[0]}: its {field}"
    return None


def in_elf(one, other, sections, others):
    names, other_names = [section[0] for section in sections], [section[0] for section in others]
    if names != other_names:
        alone = sorted(set(names) ^ set(other_names))
        return f"sections of one only: {', '.join(alone[:3])}" if alone else "the order of sections"
    for (name, offset, size), (_, other_offset, other_size) in zip(sections, others):
        a, b = one[offset : offset + size], other[other_offset : other_offset + other_size]
        if a != b:
            sizes = f"{len(a)} and {len(b)} bytes, " if len(a) != len(b) else ""
            return f"section {name}: {sizes}{first_byte(a, b)}"
    return None


def difference(one, other):
    """One line that names the place in which `one` and `other` (bytes) first differ; None: they are equal."""
    if one == other:
        return None
    found = None
    members, others = archive_members(one), archive_members(other)
    sections, other_sections = elf_sections(one), elf_sections(other)
    if members is not None and others is not None:
        found = in_archive(members, others)
    elif sections is not None and other_sections is not None:
        found = in_elf(one, other, sections, other_sections)
    return found or first_byte(one, other)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = difference(*(pathlib.Path(path).read_bytes() for path in sys.argv[1:]))
    if found:
        print(found)
    sys.exit(1 if found else 0)
