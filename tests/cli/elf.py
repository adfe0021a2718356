"""Writes small RV32 ELF files, right and wrong ones."""
import struct

BASE = 0x00200800
NOP = 0x00000013
EXIT_0 = 0x0000000B  # custom-0 terminate, code 0
# Counts to 25 in a word of memory at 0x00300000.
COUNTED = (0x003002B7,   # lui x5, 0x300
           0x01900393,   # addi x7, x0, 25
           0x00130313,   # addi x6, x6, 1
           0x0062A023,   # sw x6, 0(x5)
           0xFE731CE3,   # bne x6, x7, -8
           EXIT_0)
READ, WRITE, EXECUTE = 4, 2, 1
ET_EXEC, EM_RISCV, PT_LOAD = 2, 243, 1


def code(*words):
    return b"".join(struct.pack("<I", word) for word in words)


class Segment:
    def __init__(self, address, data, flags, memory_size=None, offset=None, file_size=None):
        self.address, self.data, self.flags = address, data, flags
        self.file_size = len(data) if file_size is None else file_size
        self.memory_size = max(self.file_size, len(data)) if memory_size is None else memory_size
        self.offset = offset


def elf(segments, entry=BASE, kind=ET_EXEC, machine=EM_RISCV, bits=1, order=1, version=1, header_count=None,
        header_offset=52, header_size=32):
    """One ELF32 file; every field that a reader should check can be set wrong."""
    ident = b"\x7fELF" + bytes([bits, order, version]) + bytes(9)
    count = len(segments) if header_count is None else header_count
    head = ident + struct.pack("<HHIIIIIHHHHHH", kind, machine, 1, entry, header_offset, 0, 0, 52, header_size, count,
                               40, 0, 0)
    headers, body, at = b"", b"", 52 + 32 * len(segments)
    for segment in segments:
        offset = at if segment.offset is None else segment.offset
        headers += struct.pack("<8I", PT_LOAD, offset, segment.address, segment.address, segment.file_size,
                               segment.memory_size, segment.flags, 4)
        body += segment.data
        at += len(segment.data)
    return head + headers + body


def text(*words, address=BASE, **more):
    return Segment(address, code(*words), READ | EXECUTE, **more)


def data(address, content, **more):
    return Segment(address, content, READ | WRITE, **more)
