#!/usr/bin/env python3
"""Makes the honest files that the corpora begin with: small ones of every format, as zkmem itself writes them.

usage: make_seeds.py ZKMEM FOLDER     (a folder TARGET for each target; files that are there stay)
"""
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "cli"))
from elf import COUNTED, EXIT_0, NOP, data, elf, text  # noqa: E402

GOLDEN = ROOT / "tests" / "golden"
SPACES = [{"addr_space": 0, "num_cells": 0, "min_block_size": 1, "layout": "Null"},
          {"addr_space": 1, "num_cells": 64, "min_block_size": 4, "layout": "U8"},
          {"addr_space": 2, "num_cells": 4096, "min_block_size": 4, "layout": "U8"},
          {"addr_space": 3, "num_cells": 128, "min_block_size": 1, "layout": "Native"}]
SMALL = {"pointer_max_bits": 12, "timestamp_max_bits": 16, "range_decomp": 9, "addr_space_height": 2, "addr_spaces": SPACES}
# A trace report's worth of debug information: two functions, one of them put in line.
SOURCE = """static inline __attribute__((always_inline)) int twice(int x) { return x + x; }
int other(int x) { return twice(x) ^ 5; }
void _start(void) { volatile int y = other(3); (void)y; __asm__ volatile(".word 0x0000000b"); for (;;) {} }
"""


def operations():
    yield {"op": "write", "as": 1, "ptr": 4, "size": 4, "values": [1, 2, 3, 4]}
    yield {"op": "read", "as": 1, "ptr": 4, "size": 4, "values": [1, 2, 3, 4]}
    yield {"op": "write", "as": 2, "ptr": 64, "size": 8, "values": [9] * 8}
    yield {"op": "inc", "amount": 3}
    yield {"op": "read", "as": 2, "ptr": 68, "size": 4}
    yield {"op": "write", "as": 3, "ptr": 3, "size": 1, "values": [2013265920]}
    yield {"op": "segment"}
    yield {"op": "read", "as": 3, "ptr": 0, "size": 4, "values": [0, 0, 0, 2013265920]}


def log(config, initial=()):
    lines = [{"zklog": 1, "config": config, "initial_memory": list(initial)}, *operations()]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


class Seeds:
    def __init__(self, zkmem, folder):
        self.zkmem, self.folder = zkmem, folder
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="zkmem-seeds-"))

    def put(self, target, name, content):
        path = self.folder / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_bytes(content)

    def run(self, *arguments):
        done = subprocess.run([self.zkmem, *map(str, arguments)], cwd=self.scratch, capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise SystemExit(f"{arguments}: {done.stderr.decode()}")
        return done.stdout

    def write(self, name, content):
        (self.scratch / name).write_bytes(content)
        return name

    def read(self, name):
        return (self.scratch / name).read_bytes()

    def checked(self, name):
        return self.read(name)[8:]

    def configurations(self):
        for profile in ("hybrid", "openvm-v1", "openvm-v2"):
            self.put("config", profile, json.dumps({"profile": profile}).encode())
        for mode in ("persistent", "volatile", "global"):
            self.put("config", mode, json.dumps(dict(SMALL, mode=mode)).encode())
        spelled = [dict(SPACES[0]), dict(SPACES[1], layout={"F": {"size": 4}}), dict(SPACES[2], permissions="r", layout="U16"),
                   dict(SPACES[3], permissions="host", layout="Native { size: 4 }", name="held back")]
        self.put("config", "spelled", json.dumps(dict(SMALL, addr_spaces=spelled, decomp=9, max_access_adapter_n=32, access_capacity=1000, address_height=9)).encode())
        self.put("config", "blocks", json.dumps(dict(SMALL, profile="openvm-v1", initial_block_size=8)).encode())
        # One field away from the default, and one of each kind that is refused.
        layouts = [{"layout": "Null"}, {"layout": "U8", "num_cells": 64}]
        for name, fields in (
                ("other_times", {"timestamp_max_bits": 28}), ("other_sizes", {"max_access_adapter_n": 16}), ("other_capacity", {"access_capacity": 7}),
                ("other_pointers", dict(SMALL, addr_space_height=3)), ("other_count", {"addr_spaces": layouts}),
                ("other_spaces", {"addr_spaces": [layouts[0]] + [layouts[1]] * 8}), ("blocks_of_4", {"initial_block_size": 4}), ("blocks_of_1", {"initial_block_size": 1}),
                ("field_blocks", {"initial_block_size": 1, "addr_spaces": [layouts[0], {"layout": "Native", "num_cells": 8}]}),
                ("no_tree", {"addr_space_height": 0}), ("no_pointers", {"pointer_max_bits": 2}), ("no_times", {"timestamp_max_bits": 0}), ("no_range", {"range_decomp": 25}),
                ("three_cells", {"max_access_adapter_n": 3}), ("no_accesses", {"access_capacity": 0}), ("less_than_nothing", {"access_capacity": -1}),
                ("full_immediates", {"addr_spaces": [{"layout": "Null", "num_cells": 8}, layouts[1]]}), ("block_of_3", {"addr_spaces": [layouts[0], {"layout": "U8", "min_block_size": 3}]}),
                ("full_null", {"addr_spaces": [layouts[0], {"layout": "Null", "num_cells": 8}]}), ("high_space", {"addr_space_height": 1, "addr_spaces": [layouts[0]] + [layouts[1]] * 3}),
                ("far_cells", {"pointer_max_bits": 5, "addr_spaces": layouts}), ("half_a_block", {"addr_spaces": [layouts[0], {"layout": "U8", "num_cells": 6}]}),
                ("large_block", {"max_access_adapter_n": 2, "addr_spaces": layouts}), ("block_of_8", {"addr_spaces": [layouts[0], {"layout": "U8", "num_cells": 8, "min_block_size": 8}]}),
                ("volatile_v2", {"profile": "openvm-v2", "mode": "volatile"}), ("wrong_blocks", {"profile": "openvm-v1", "initial_block_size": 4}), ("one_space", {"addr_spaces": layouts[:1]}),
                ("no_layout", {"addr_spaces": [{}]}), ("many_spaces", {"addr_spaces": [1] * 33}), ("space_32", {"addr_spaces": [dict(layouts[0], addr_space=32)]})):
            self.put("config", name, json.dumps(fields).encode())
        self.put("config", "wrong", b'{"range_decomp": 9, "decomp": 8}')
        self.put("config", "wrong_height", b'{"address_height": 9}')
        self.put("config", "wrong_text", b'{"profile": 5}')
        self.put("config", "wrong_layout", b'{"addr_spaces": [{"addr_space": 0, "num_cells": 0, "min_block_size": 1, "layout": {"U8": 1}}]}')
        self.put("config", "wrong_permissions", b'{"addr_spaces": [{"addr_space": 0, "num_cells": 0, "min_block_size": 1, "layout": "Null", "permissions": "w"}]}')
        head = json.loads((GOLDEN / "memory" / "log_a.persistent.jsonl").read_text().split("\n")[0])
        self.put("config", "golden", json.dumps(head.get("config", head)).encode())
        for path in sorted((ROOT / "examples").rglob("openvm.toml")):
            self.put("toml", "example", path.read_bytes())
        self.put("toml", "rv32im", b"[app_vm_config.rv32i]\n[app_vm_config.rv32m]\n[app_vm_config.io]\n")
        self.put("toml", "inline", b"app_vm_config = { rv32i = {}, rv32m = { range_tuple_checker_sizes = [256, 2048] }, io = {} }")
        self.put("toml", "extension", b"[app_vm_config.rv32i]\n[app_vm_config.keccak]\n")
        self.put("toml", "system", b"[app_vm_config.rv32i]\n[app_vm_config.system.config]\n")
        self.put("toml", "scalar", b"app_vm_config = 3")
        self.put("toml", "parameters", b"[system_params]\nl_skip = 4\n")
        self.put("toml", "part", b"app_vm_config = { rv32i = 1 }")
        self.put("toml", "unknown", b"[app_vm_config]\nio = { a = 1 }\nrv32x = {}\n")
        self.put("toml", "whole", b"app_fri_params = { fri_params = { log_blowup = 1 } }\n[app_vm_config.system.config]\nmax_constraint_degree = 3\n"
                 b"[app_vm_config.rv32i]\n[app_vm_config.rv32m]\nrange_tuple_checker_sizes = [256, 8192]\n[app_vm_config.io]\n")

    def logs(self):
        for name, config, initial in (("zeros", SMALL, []), ("initial", SMALL, [[1, 4, 7], [3, 2, 5]]),
                                      ("global", dict(SMALL, mode="global"), []), ("volatile", dict(SMALL, mode="volatile"), []),
                                      ("default", {}, [])):
            content = log(config, initial) if name != "volatile" else log(config).replace(b'{"op": "segment"}\n', b"")
            if name == "default":
                content = content.split(b"\n", 1)[1].replace(b'"as": 3, "ptr": 3', b'"as": 4, "ptr": 3').replace(b'"as": 3, "ptr": 0', b'"as": 4, "ptr": 0')
            self.put("jsonl", name, content)
            self.run("log", "convert", self.write("in.jsonl", content), "-o", "out.zklog")
            self.put("zklog", name, self.read("out.zklog"))
        # More pages of initial memory than a section has when it is written.
        pages = json.dumps({"zklog": 1, "initial_memory": [[2, 4096 * page, 1] for page in range(65)]}, separators=(",", ":")).encode() + b"\n"
        self.put("jsonl", "pages", pages)
        self.run("log", "convert", self.write("in.jsonl", pages), "-o", "out.zklog")
        self.put("zklog", "pages", self.read("out.zklog"))
        for name, line in (("version", {"zklog": 2}), ("outside", {"zklog": 1, "initial_memory": [[1, 4096, 1]]}), ("cell", {"zklog": 1, "initial_memory": [[1, 2]]}), ("list", {"op": []}),
                           ("null", {"op": None}), ("true", {"op": True}),
                           ("negative", {"op": "read", "as": -1}), ("fraction", {"op": "read", "as": 1, "ptr": 0.5}), ("deep", {"op": "write", "values": [None]})):
            self.put("jsonl", f"wrong_{name}", json.dumps(line).encode() + b"\n")
        self.put("jsonl", "wrong_twice", b'{"op": "read", "op": "read"}\n')
        self.put("jsonl", "wrong_field", b'{"op": "segment", "ptr": 1}\n')

    def programs(self):
        counter = elf([text(*COUNTED)])
        self.put("elf", "exit", elf([text(NOP, EXIT_0)]))
        self.put("elf", "data", elf([text(NOP, EXIT_0), data(0x00300000, b"\x01\x02\x03", memory_size=70)]))
        self.put("elf", "counted", counter)
        self.put("elf", "openvm", (GOLDEN / "openvm-v2" / "sdk_files" / "vm_a.vmexe").read_bytes())
        compiler = shutil.which("riscv64-unknown-elf-gcc")
        if compiler is not None:
            self.write("a.c", SOURCE.encode())
            for version in (4, 5):
                subprocess.run([compiler, f"-gdwarf-{version}", "-O1", "-march=rv32im", "-mabi=ilp32", "-nostdlib", "-ffreestanding", "-Wl,-Ttext=0x200800,-N,--build-id=none",
                                "a.c", "-o", "a.elf"], cwd=self.scratch, check=True, stderr=subprocess.DEVNULL)
                self.put("dwarf", f"dwarf{version}", self.read("a.elf"))
        self.write("counted.elf", counter)
        self.run("run", "counted.elf", "--max-instructions", 20, "--save", "run.save")
        self.put("savestate", "counted", self.read("run.save"))
        self.run("run", "counted.elf", "--max-instructions", 20, "--save", "state.save", "--state", "saved_state")
        self.put("savestate", "over_a_state", self.read("state.save"))
        # An end, a loop, a trap; the last one is cancelled before it begins.
        for name, words, limit, is_cancelled in (("done", (NOP, EXIT_0), 100, 0), ("limit", (NOP, 0x0000006F), 100, 0), ("trap", (NOP, 0x00102283), 100, 0), ("cancelled", (NOP, EXIT_0), 100, 1)):
            self.put("c_abi", f"run_{name}", c_run(elf([text(*words)]), limit, is_cancelled))
        self.run("run", "counted.elf", "--state", "state")
        root = json.loads(self.run("image", "list", "--state", "state", "--json"))["versions"][0]["root"]
        for name, places in (("one", ["2:0x300000+4"]), ("several", ["1:0+8", "2:0x300000+4"])):
            self.run("image", "open", "--state", "state", *places, "-o", "opening")
            self.run("image", "verify", "opening", "--root", root)
            self.put("opening", name, self.read("opening"))
            (self.scratch / "opening").unlink()

    def work(self):
        self.write("counted.elf", elf([text(*COUNTED)]))
        self.write("log.jsonl", log(SMALL))
        self.write("global.jsonl", log(dict(SMALL, mode="global")))
        for name, arguments in (("program", ["counted.elf", "--memory", "persistent", "--segment-accesses", 40]), ("run", ["counted.elf", "--memory", "global", "--segment-accesses", 40]),
                                ("log", ["log.jsonl"]), ("global", ["global.jsonl"])):
            self.run("plan", *arguments, "--params", "weak", "-o", name)
            self.put("plan", name, self.read(f"{name}/plan.json"))
        self.plans()
        for name, kind, file in (("pages", 0, "log/segment1.start"), ("start", 2, "program/segment1.start"), ("leaves", 4, "global/segment1.start"),
                                 ("end", 4, "global/end"), ("global_start", 6, "run/segment1.start")):
            self.put("work_file", name, bytes([kind]) + self.checked(file))
        self.put("work_file", "framed_pages", bytes([1, 2, 0, 4, 0, 1, 2, 3, 4]))
        self.put("work_file", "framed_field", bytes([1, 4, 0, 4, 0, 255, 255, 255, 255]))
        self.put("work_file", "framed_start", bytes([3]) + bytes(37) + bytes([4, 1, 2, 3, 4]) + bytes([2, 0, 4, 0, 1, 2, 3, 4]))
        self.put("work_file", "framed_leaves", bytes([5, 2]) + struct.pack("<8I", 1, 0, 1, 0, 2, 0, 2, 3) + bytes([2, 0, 4, 0, 1, 2, 3, 4]))
        leaves = bytes([2]) + struct.pack("<8I", 1, 0, 1, 0, 2, 0, 2, 0) + bytes([2, 0, 4, 0, 1, 2, 3, 4])
        in_an_item = struct.pack("<IQQQQB", 4, 0, 1, 0, 0, 1)
        self.put("work_file", "framed_start_in_an_item", bytes([3]) + in_an_item + bytes([2, 0, 4, 0, 1, 2, 3, 4]))
        self.put("work_file", "framed_global_start", bytes([7, len(leaves)]) + leaves + in_an_item + bytes([2, 1, 4, 0, 1, 2, 3, 4]))
        self.put("work_file", "table", bytes([8]) + struct.pack("<10I", 1, 0, *range(8)) + struct.pack("<10I", 2, 0, *range(8)))
        self.put("work_file", "table_backwards", bytes([8]) + struct.pack("<10I", 2, 0, *range(8)) + struct.pack("<10I", 1, 0, *range(8)))
        self.put("work_file", "framed_leaves_backwards", bytes([5, 2]) + struct.pack("<8I", 2, 0, 2, 0, 1, 0, 1, 0) + bytes([2, 0, 4, 0, 1, 2, 3, 4]))

    def plans(self):
        """Of poseidon2, over a state, with what only a plan under way or of a larger machine has, and with one field each that is refused."""
        self.run("run", "counted.elf", "--state", "planned_state")
        for name, arguments in (("poseidon2", ["global.jsonl", "--hash", "poseidon2"]), ("poseidon2_run", ["counted.elf", "--memory", "global", "--hash", "poseidon2"]),
                                ("state", ["counted.elf", "--memory", "global", "--state", "planned_state"])):
            self.run("plan", *arguments, "--params", "weak", "-o", f"plan_{name}")
            self.put("plan", name, self.read(f"plan_{name}/plan.json"))
        honest = json.loads(self.read("global/plan.json"))
        for name, fields in (("marked", {"over_memory": True, "growing": True, "cut": "at a line"}), ("format", {"zkmem_plan": 3}), ("said_false", {"growing": False}), ("no_line", {"cut": "\n"}),
                             ("no_number", {"inputs": -1}), ("first_suite", {"hash": "poseidon2"})):
            self.put("plan", name, json.dumps(dict(honest, **fields)).encode())
        for name, fields in (("leaves", {"leaves": 3}), ("no_flag", {"is_last": 1})):
            self.put("plan", name, json.dumps(dict(honest, segments=[dict(segment, **fields) for segment in honest["segments"]])).encode())

    def states(self):
        """Written to, with one record changed, or one byte of the first pages or of a tree's root (fuzz_state.cc)."""
        for name, what in (("whole", [0]), ("large", [3]), ("written", [8]), ("gone_back_to", [40]), ("of_another_size", [56]), ("begun", [7, 255, 63]), ("begun_again", [15, 0, 16]),
                           ("empty_again", [15, 0, 0]), ("large_written", [11])):
            self.put("state", f"as_{name}", bytes(what))
        for name, record, where, content in (("format", 1, 5, b"\2"), ("phase", 3, 48 + 5, b"\7"), ("parent", 4, 5, b"\x09"), ("root", 3, 8 + 5, b"\1"), ("table_order", 3, 4, bytes(120)),
                                             ("table_space", 3, 4, b"".join(struct.pack("<10I", 9 + k, 0, *bytes(8)) for k in range(3))),
                                             *((f"page_{k}", 5 + k, 4, b"\xff" * 4) for k in range(5))):
            self.put("state", f"record_{name}", bytes([0, record, where, len(content)]) + content)
        for name, first, *change in (("page_bytes", 1, 41, 0), ("other_page_bytes", 1, 4096 + 41, 32), ("flags", 1, 44, 1), ("place", 1, 144, 5), ("depth", 1, 4096 + 94, 0),
                                     ("entries", 1, 4096 + 120, 9), ("root", 1, 4096 + 128, 255), ("free_root", 1, 4096 + 80, 255), ("room", 193, 12, 1), ("no_nodes", 193, 12, 16), ("node", 193, 16, 1),
                                     ("node_flags", 193, 4040, 0), ("used", 193, 14, 68), ("large_room", 195, 12, 1), ("free_room", 129, 12, 1), ("free_nodes", 129, 12, 16)):
            self.put("state", f"byte_{name}", bytes([first]) + struct.pack("<HB", *change))

    def keys(self):
        """The machine's own, with each of its numbers another, and without each of its parts (fuzz_openvm_files.cc)."""
        self.put("proof", "version_of_another_suite", struct.pack("<I", 4))
        self.put("openvm_files", "machine", bytes([128]))
        for what in (*range(21), *range(192, 200)):
            self.put("openvm_files", f"machine_{what}", bytes([128, 5, 0, what]))

    def proofs(self):
        for name, arguments in (("program", ["counted.elf", "--memory", "persistent"]), ("run", ["counted.elf", "--memory", "global"]),
                                ("log", ["log.jsonl"]), ("global", ["global.jsonl"]), ("poseidon2", ["log.jsonl", "--hash", "poseidon2"])):
            self.run("prove", *arguments, "--params", "weak", "-o", "out.zkproof")
            file = self.read("out.zkproof")
            (self.scratch / "out.zkproof").unlink()
            self.put("zkproof", name, shortened(file))
            subject = ("program", arguments[0]) if name in ("program", "run") else ("log", "log.jsonl")
            self.put("request", name, request({"allow-weak-params": True}, ("proof", "p.zkproof", shortened(file)), (*subject, self.read(arguments[0]))))

    def requests(self):
        """With every option, and with every role that a file can have."""
        proof = ("proof", "p.zkproof", b"ZKMPROOF")
        options = {"params": "app", "hash": "blake3", "initial-root": "00" * 32, "final-root": "00" * 32, "exit-code": "any", "public-values": "0f",
                   "profile": "hybrid", "allow-weak-params": True, "json": True}
        self.put("request", "options", request(options, proof))
        self.put("request", "config", request({}, proof, ("config", "c.json", json.dumps(SMALL).encode()), ("log", "l.jsonl", log({}))))
        self.put("request", "initial", request({}, proof, ("initial", "2:4096=i", b"\x01\x02"), ("program", "p.elf", elf([text(*COUNTED)]))))
        self.put("request", "app_keys", request({}, ("proof", "p.app.proof", b"\x01"), ("app_vk", "app.vk", b"\x02"), ("app_pk", "app.pk", b"\x03")))


def c_run(program, limit, is_cancelled):
    """Calls for a run of a program, without input (fuzz_c_abi.cc)."""
    return bytes([19]) + struct.pack("<H", limit - 1) + bytes([0, 1, 1, is_cancelled, 0, 0, 0, 1]) + struct.pack("<H", len(program)) + program + bytes([1, 0, 1])


def request(options, *files):
    """To verify (zkmem/portable/request.h)."""
    words = json.dumps({"files": [{"role": role, "name": name, "size": len(content)} for role, name, content in files], "options": options}).encode()
    return struct.pack("<I", len(words)) + words + b"".join(content for _, _, content in files)


def shortened(file):
    """With what each segment's proof begins with, and of its bytes no more: a proof file's decoder does not look inside."""
    at = len(file)
    # From the end: proofs of which the lengths add up.
    for count in range(1, 9):
        for start in range(8, min(len(file), 6000)):
            place, pieces = start, []
            for _ in range(count):
                if place + 8 > at:
                    break
                length = struct.unpack_from("<Q", file, place)[0]
                if not 1000 < length <= at - place - 8:
                    break
                pieces.append(file[place + 8:place + 8 + 200])
                place += 8 + length
            if len(pieces) == count and place == at:
                return file[:start] + b"".join(struct.pack("<Q", len(piece)) + piece for piece in pieces)
    return file


def main():
    seeds = Seeds(os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve())
    try:
        seeds.configurations()
        seeds.logs()
        seeds.programs()
        seeds.work()
        seeds.states()
        seeds.keys()
        seeds.proofs()
        seeds.requests()
    finally:
        shutil.rmtree(seeds.scratch)


if __name__ == "__main__":
    main()
