#!/usr/bin/env python3
"""A request to verify gets the command line's words, exit code and object: requests_test.py ZKMEM ELFS GOLDEN COMMAND...,
where the command reads a request and writes its answer"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

ZKMEM, ELFS, GOLDEN, *VERIFY_REQUEST = sys.argv[1:]
SDK_FILES = pathlib.Path(GOLDEN) / "openvm-v2/sdk_files"
# Options of the command line that name files, and the roles of those files in a request.
FILES = {"--program": "program", "--log": "log", "--config": "config", "--app-vk": "app_vk", "--app-pk": "app_pk", "--initial": "initial"}
FLAGS = {"--allow-weak-params", "--json"}


def request_bytes(text, files):
    data = text if isinstance(text, bytes) else json.dumps(text).encode()
    return struct.pack("<I", len(data)) + data + b"".join(files)


def ask(request):
    done = subprocess.run(VERIFY_REQUEST, input=request, capture_output=True, check=True)
    return json.loads(done.stdout)


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        lines = [{"op": "write", "as": 2, "ptr": 64, "size": 4, "values": [1, 2, 3, 4]}, {"op": "read", "as": 2, "ptr": 64, "size": 4}]
        (cls.folder / "log.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        (cls.folder / "other.jsonl").write_text(json.dumps(lines[0]) + "\n")
        (cls.folder / "n.txt").write_text("100")
        (cls.folder / "bytes").write_bytes(b"some bytes")
        (cls.folder / "empty").write_bytes(b"")
        (cls.folder / "config.json").write_text('{"timestamp_max_bits": 28}')
        elf = pathlib.Path(ELFS) / "fib.elf"
        (cls.folder / "fib.elf").write_bytes(elf.read_bytes())
        (cls.folder / "sort.elf").write_bytes((pathlib.Path(ELFS) / "sort.elf").read_bytes())
        for name in ("vm_a.app.proof", "app.vk"):
            (cls.folder / name).write_bytes((SDK_FILES / name).read_bytes())
        for name, *what in [("log.zkproof", "log.jsonl"), ("global.zkproof", "log.jsonl", "--memory", "global"),
                            ("fib.zkproof", "fib.elf", "--stdin", "n.txt")]:
            subprocess.run([ZKMEM, "prove", *what, "--params", "weak", "-o", name], cwd=cls.folder, capture_output=True, check=True)
        for name in ("log", "global", "fib"):
            data = bytearray((cls.folder / f"{name}.zkproof").read_bytes())
            data[len(data) // 2] ^= 1
            (cls.folder / f"{name}.altered.zkproof").write_bytes(data)
            (cls.folder / f"{name}.cut.zkproof").write_bytes(data[:-7])

    def both(self, proof, *arguments):
        """The command line's end and the request's, which must be equal."""
        files = [{"role": "proof", "name": proof, "size": (self.folder / proof).stat().st_size}]
        contents = [(self.folder / proof).read_bytes()]
        options = {}
        rest = list(arguments)
        while rest:
            option = rest.pop(0)
            if option in FLAGS:
                options[option[2:]] = True
                continue
            value = rest.pop(0)
            if option not in FILES:
                options[option[2:]] = value
                continue
            data = (self.folder / value.split("=")[-1]).read_bytes()
            files.append({"role": FILES[option], "name": value, "size": len(data)})
            contents.append(data)
        done = subprocess.run([ZKMEM, "verify", proof, *arguments], cwd=self.folder, capture_output=True, text=True)
        answer = ask(request_bytes({"files": files, "options": options}, contents))
        with self.subTest(proof=proof, arguments=arguments):
            self.assertEqual((answer["exit"], answer["out"], answer["err"]), (done.returncode, done.stdout, done.stderr))
            if "--json" in arguments:
                self.assertEqual(answer["json"], json.loads(done.stdout))
        return answer

    def test_accepted(self):
        weak = ["--allow-weak-params"]
        for proof, *options in [("log.zkproof",), ("log.zkproof", "--log", "log.jsonl"), ("global.zkproof", "--log", "log.jsonl"),
                                ("fib.zkproof",), ("fib.zkproof", "--program", "fib.elf"), ("fib.zkproof", "--exit-code", "any"),
                                ("fib.zkproof", "--public-values", "c3bf94c5")]:
            for form in ([], ["--json"]):
                answer = self.both(proof, *options, *weak, *form)
                self.assertEqual((answer["exit"], answer["json"]["verdict"]), (0, "accepted"), answer)
        self.assertEqual(self.both("vm_a.app.proof")["exit"], 0)

    def test_refused(self):
        weak = ["--allow-weak-params"]
        for proof, *options in [("log.zkproof",), ("log.zkproof", "--log", "other.jsonl", *weak), ("log.zkproof", "--program", "fib.elf", *weak),
                                ("fib.zkproof", "--program", "sort.elf", *weak), ("fib.zkproof", "--exit-code", "7", *weak),
                                ("fib.zkproof", "--public-values", "01", *weak), ("fib.zkproof", "--hash", "poseidon2", *weak),
                                ("fib.zkproof", "--params", "app"), ("fib.zkproof", "--initial-root", "00" * 32, *weak),
                                ("log.zkproof", "--final-root", "00" * 32, *weak), ("log.zkproof", "--config", "config.json", *weak),
                                ("log.zkproof", "--profile", "openvm-v1", *weak), ("global.zkproof", "--log", "other.jsonl", *weak),
                                ("fib.zkproof", "--app-vk", "app.vk"), ("fib.zkproof", "--program", "fib.elf", "--initial", "2:4096=bytes", *weak),
                                ("vm_a.app.proof", "--app-vk", "app.vk"), ("bytes",), ("empty",), ("bytes", "--app-vk", "app.vk")] + [
                                    (f"{name}.{kind}.zkproof", *weak) for name in ("log", "global", "fib") for kind in ("altered", "cut")]:
            for form in ([], ["--json"]):
                answer = self.both(proof, *options, *form)
                self.assertEqual((answer["exit"], answer["json"]["verdict"]), (1, "rejected"), answer)

    def test_no_answer(self):
        for options in [["--program", "bytes"], ["--program", "log.jsonl"], ["--program", "empty"], ["--log", "bytes"], ["--config", "bytes"],
                        ["--initial", "2:0=bytes"], ["--initial", "2=bytes", "--program", "fib.elf"], ["--exit-code", "-1"],
                        ["--exit-code", "4294967296"], ["--public-values", "0"], ["--hash", "sha256"], ["--params", "fastest"],
                        ["--initial-root", "12"], ["--app-vk", "bytes"], ["--app-pk", "app.vk"], ["--app-vk", "app.vk", "--params", "app"]]:
            for form in ([], ["--json"]):
                answer = self.both("fib.zkproof", *options, *form)
                self.assertEqual((answer["exit"], answer["json"]["verdict"]), (2, "error"), answer)

    def refusal(self, text, files=()):
        answer = ask(request_bytes(text, files))
        self.assertEqual((answer["exit"], answer["out"]), (2, ""), answer)
        self.assertEqual(answer["err"], f"zkmem: {answer['json']['reason']}\n")
        return answer["json"]["reason"]

    def test_requests_that_are_none(self):
        proof = {"role": "proof", "name": "p", "size": 3}
        for text, files, reason in [
                (b"", [], "the request: this is no JSON at character 1"),
                ([], [], "the request: it is no JSON object"),
                ({"files": [], "option": {}}, [], "the request: unknown field 'option', did you mean 'options'?"),
                ({"files": {}}, [], "the request: 'files' is no list"),
                ({"files": [proof]}, [b"ab"], "the request: p has 3 bytes, 2 are left in the request"),
                ({"files": [proof]}, [b"abcd"], "the request: 1 bytes follow the last file"),
                ({"files": [{**proof, "size": 2**32 + 3}]}, [b"abc"], "the request: p has 4294967299 bytes, 3 are left in the request"),
                ({"files": [{**proof, "size": -3}]}, [b"abc"], "the request: the 'size' of a file is no whole number"),
                ({"files": [{**proof, "name": ""}]}, [b"abc"], "the request: the 'name' of a file is no text, or empty"),
                ({"files": [{**proof, "role": "prof"}]}, [b"abc"], "the request: unknown role 'prof'"),
                ({"files": [proof, {**proof, "name": "q"}]}, [b"abc" * 2], "the request: p and q are both given as the proof"),
                ({"files": []}, [], "the request: PROOF is required"),
                ({"files": [proof], "options": {"hash": ""}}, [b"abc"], "the request: --hash: its value is empty"),
                ({"files": [proof], "options": {"hash": 1}}, [b"abc"], "the request: --hash: its value is no text"),
                ({"files": [proof], "options": {"json": "yes"}}, [b"abc"], "the request: --json: it is neither true nor false"),
                ({"files": [proof], "options": {"profil": "x"}}, [b"abc"], "the request: unknown field 'profil', did you mean 'profile'?"),
                ({"files": [proof], "options": {"profile": "x"}}, [b"abc"],
                 "the request: --profile: x not in {openvm-v1,openvm-v2,hybrid}"),
                ({"files": [proof, {**proof, "role": "log"}, {**proof, "role": "program"}]}, [b"abc" * 3], "the request: --log excludes --program")]:
            self.assertEqual(self.refusal(text, files), reason)
        for request in (b"", b"\1\0\0", struct.pack("<I", 9) + b"{}", struct.pack("<I", 2**32 - 1) + b"{}"):
            self.assertEqual(ask(request)["json"]["reason"], "the request: it ends within its JSON text")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
