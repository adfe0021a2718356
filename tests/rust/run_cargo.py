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


def install(cmake, build):
    """The prefix, made anew."""
    prefix = build.resolve() / "rust_prefix"
    shutil.rmtree(prefix, ignore_errors=True)
    subprocess.run([cmake, "--install", build, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    return prefix


def environment(prefix, target):
    """What cargo and the tests find zkmem by."""
    libraries = str(prefix / "lib")
    return dict(os.environ, CARGO_TARGET_DIR=target, PKG_CONFIG_PATH=f"{libraries}/pkgconfig", LD_LIBRARY_PATH=libraries,
                ZKMEM_CLI=str(prefix / "bin" / "zkmem"))


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
    env = environment(install(options.cmake, options.build), options.target)
    command = ["cargo", "test", "--release", "--quiet", "--locked", "-p", options.crate]
    return subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
