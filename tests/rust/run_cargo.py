"""Installs the build into a prefix of its own and runs a crate's tests against it: as a user with an installed zkmem does.

usage: run_cargo.py CRATE --cmake CMAKE --build DIR --target DIR     (exit 77: no cargo here, nothing was tested)
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("crate")
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--target", required=True)
    options = parser.parse_args()
    if shutil.which("cargo") is None:
        print("skipped: there is no cargo")
        return 77
    prefix = options.build / "rust_prefix"
    shutil.rmtree(prefix, ignore_errors=True)
    subprocess.run([options.cmake, "--install", options.build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    libraries = str(prefix / "lib")
    env = dict(os.environ, CARGO_TARGET_DIR=options.target, PKG_CONFIG_PATH=f"{libraries}/pkgconfig", LD_LIBRARY_PATH=libraries)
    command = ["cargo", "test", "--release", "--quiet", "--locked", "-p", options.crate]
    return subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
