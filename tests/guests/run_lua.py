#!/usr/bin/env python3
"""Builds Lua 5.4, from the registry's package lua-src, as a guest and runs a script on the machine and under
qemu-riscv32: run_lua.py ZKMEM WORK_DIR. Exit 77 (skipped) without Cargo or without its registry."""
import base64
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent / "lua"


def main():
    zkmem, work = sys.argv[1], pathlib.Path(sys.argv[2])
    if shutil.which("cargo") is None:
        print("cargo is not installed: it fetches Lua's sources")
        return 77
    packages = work / "packages"
    if not packages.is_dir():
        fetched = subprocess.run(["cargo", "vendor", "--quiet", "--locked", "--versioned-dirs", "--manifest-path",
                                  HERE / "Cargo.toml", packages], capture_output=True, text=True)
        if fetched.returncode != 0:
            shutil.rmtree(packages, ignore_errors=True)
            print("Lua's sources cannot be fetched:\n" + fetched.stderr)
            return 77 if "failed to download" in fetched.stderr or "failed to get" in fetched.stderr else 1
    (sources,) = packages.glob("lua-src-*/lua-5.4*")
    build = work / "build"
    for command in (["cmake", "-S", HERE, "-B", build, "-G", "Ninja", f"-DLUA_SOURCES={sources}"],
                    ["cmake", "--build", build]):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            print(done.stdout)
            return 1
    script = (HERE / "script.lua").read_bytes()
    qemu = subprocess.run(["qemu-riscv32", build / "lua.linux"], input=script, capture_output=True, timeout=300)
    run = subprocess.run([zkmem, "run", build / "lua.elf", "--stdin", HERE / "script.lua", "--json"],
                         capture_output=True, timeout=300)
    if run.returncode != 0:
        print(f"zkmem run exited {run.returncode}: {run.stderr.decode()}")
        return 1
    report = json.loads(run.stdout)
    ours = base64.b64decode(report["stdout"])
    if (ours, report["exit_code"]) != (qemu.stdout, qemu.returncode) or qemu.returncode != 0:
        print(f"zkmem {report['exit_code']} {ours!r}\nqemu {qemu.returncode} {qemu.stdout!r}")
        return 1
    print(f"Lua: {report['instructions']} instructions, {len(ours)} bytes of output agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())
