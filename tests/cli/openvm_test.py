"""Files of `cargo openvm`: executables, keys, openvm.toml and application proofs. The golden ones are the SDK's own."""
import json
import unittest

from harness import ROOT, CommandLine

GOLDEN = ROOT / "tests" / "golden" / "openvm-v2"
FILES = GOLDEN / "sdk_files"
ELF = GOLDEN / "rv32im_run" / "guest" / "vm_a.elf"
FIB = ROOT / "examples" / "guests" / "elf" / "fib.elf"
RUN = json.loads((GOLDEN / "rv32im_run" / "execution.json").read_text())
TOML = "[app_vm_config.rv32i]\n[app_vm_config.rv32m]\n[app_vm_config.io]\n"
LOG = '{"op":"read","as":2,"ptr":8,"size":4,"values":[0,0,0,0]}\n'


class Files(CommandLine):
    def setUp(self):
        super().setUp()
        for name in ("app.vk", "vm_a.vmexe", "vm_a.app.proof"):
            self.write(name, (FILES / name).read_bytes())
        self.write("input", bytes(RUN["input_stream(items as bytes)"][0]))
        self.write("openvm.toml", TOML)


class Executables(Files):
    def test_run_and_check_take_them_like_elf_files(self):
        of_elf = json.loads(self.ok("run", ELF, "--stdin", "input", "--json"))
        of_vmexe = json.loads(self.ok("run", "vm_a.vmexe", "--stdin", "input", "--json"))
        for same in ("instructions", "exit_code", "final_root"):
            self.assertEqual(of_vmexe[same], of_elf[same], same)
        self.assertEqual(json.loads(self.ok("check", "vm_a.vmexe", "--stdin", "input", "--json"))["verdict"], "accepted")

    def test_what_is_none_is_refused_with_the_byte(self):
        whole = (FILES / "vm_a.vmexe").read_bytes()
        self.write("short.vmexe", whole[:1000])
        for command in ("run", "check", "prove"):
            self.assert_refused([command, "short.vmexe"], "short.vmexe: OpenVM executable: byte ")


class Proofs(Files):
    def test_a_proof_for_openvm_and_back(self):
        said = self.ok("prove", "--for", "openvm", "--params", "app:20", "vm_a.vmexe", "--stdin", "input")
        self.assertIn("written to vm_a.app.proof", said)
        verdict = json.loads(self.ok("verify", "vm_a.app.proof", "--program", ELF, "--json"))
        self.assertEqual((verdict["verdict"], verdict["exit_code"], verdict["hash"]), ("accepted", 0, "poseidon2"))
        # In steps it is the same file.
        self.ok("plan", "--for", "openvm", "--params", "app:20", "vm_a.vmexe", "--stdin", "input", "-o", "work")
        self.ok("prove-segment", "work", "0")
        self.ok("assemble", "work", "-o", "again.app.proof")
        again, first = ((self.directory / f"{name}.app.proof").read_bytes() for name in ("again", "vm_a"))
        self.assertTrue(again == first, "another proof")

    def test_openvms_own_proof_is_verified(self):
        for program in ("vm_a.vmexe", ELF):
            said = json.loads(self.ok("verify", "vm_a.app.proof", "--program", program, "--params", "app:20", "--json"))
            self.assertEqual((said["verdict"], said["exit_code"], said["segments"]), ("accepted", 0, 1))
        self.assert_refused(["verify", "vm_a.app.proof", "--program", FIB], "vm_a.app.proof: ", "another program", code=1)
        # The key is of height 24, the proof of 20.
        self.assert_refused(["verify", "vm_a.app.proof", "--app-vk", "app.vk"], "stacked height 20, 24 is asked for", code=1)
        self.assert_refused(["verify", "vm_a.app.proof", "--app-vk", "app.vk", "--params", "app"], "--params: ")

    def test_what_is_no_proof_is_rejected_with_the_byte(self):
        whole = (FILES / "vm_a.app.proof").read_bytes()
        self.write("short.app.proof", whole[:-1])
        self.assert_refused(["verify", "short.app.proof"], "short.app.proof: application proof: byte ", code=1)
        self.write("long.app.proof", whole + b"\0")
        self.assert_refused(["verify", "long.app.proof"], f"byte {len(whole)}: end: 1 bytes follow", code=1)
        changed = bytearray(whole)
        changed[len(whole) // 2] ^= 1
        self.write("changed.app.proof", bytes(changed))
        self.assert_refused(["verify", "changed.app.proof"], "changed.app.proof: ", code=1)
        # Without the name or a key it is not taken for one.
        self.write("vm_a.proof", whole)
        self.assert_refused(["verify", "vm_a.proof"], "no proof file", code=1)

    def test_only_what_openvm_can_verify_is_written(self):
        self.write("log.jsonl", LOG)
        for arguments in (["vm_a.vmexe"], ["vm_a.vmexe", "--for", "openvm", "--params", "weak"], ["log.jsonl", "--for", "openvm"]):
            self.assert_refused(["prove", *arguments, "-o", "x.app.proof"], "-o: 'x.app.proof' would be an application proof")
        self.assert_refused(["prove", "--for", "openvm", "vm_a.vmexe", "--state", "state"], "--state: ")


class Keys(Files):
    def test_a_key_says_the_parameters(self):
        plan = json.loads(self.ok("plan", "--for", "openvm", "--app-vk", "app.vk", "--openvm-toml", "openvm.toml", "vm_a.vmexe",
                                  "--stdin", "input", "-o", "work", "--json"))
        self.assertEqual(plan["segments"][0]["log_stacked_height"], 24)

    def test_keys_and_options_that_do_not_fit(self):
        prove = ["prove", "vm_a.vmexe", "--app-vk", "app.vk"]
        self.assert_refused(prove, "they need --for openvm")
        self.assert_refused([*prove, "--for", "openvm", "--params", "app:20"], "--params: ")
        self.write("short.vk", (FILES / "app.vk").read_bytes()[:-1])
        self.assert_refused([*prove[:3], "short.vk", "--for", "openvm"], "short.vk: application verifying key: byte ")
        self.assert_refused(["prove", "vm_a.vmexe", "--for", "openvm", "--app-pk", "app.vk"], "app.vk: application proving key: byte ")
        self.assert_refused([*prove[:3], "none.vk", "--for", "openvm"], "none.vk")

    def test_openvm_toml_is_of_the_machine(self):
        prove = ["prove", "vm_a.vmexe", "--for", "openvm", "--openvm-toml"]
        self.write("keccak.toml", TOML + "[app_vm_config.keccak]\n")
        self.assert_refused([*prove, "keccak.toml"], "keccak.toml: line 4: app_vm_config.keccak: ")
        self.write("bad.toml", "[app_vm_config")
        self.assert_refused([*prove, "bad.toml"], "bad.toml: line 1, column ")


if __name__ == "__main__":
    unittest.main()
