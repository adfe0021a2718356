#!/usr/bin/env python3
"""Writes beside each pin of python/requirements-test.txt the digests of the files that pip takes for it: by Debian 12's Python 3.11, on x86-64 and on
64-bit ARM. To change a version, change it there and run this; packages that a package newly needs are added by hand (`pip check` in tests/supply
names them).

usage: lock_python.py"""
import json
import pathlib
import subprocess
import sys

from sbom import plain_name

LOCK = pathlib.Path(__file__).resolve().parent.parent / "python" / "requirements-test.txt"
PLATFORMS = [[f"manylinux_2_{minor}_{machine}" for minor in range(36, 16, -1)] + [f"manylinux2014_{machine}"] for machine in ("x86_64", "aarch64")]


def digests(pins, platforms):
    """{package: digest} of the wheels that pip would install."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run", "--ignore-installed", "--no-deps", "--report", "-",
               "--target", "unused", "--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"]
    command += [word for platform in platforms for word in ("--platform", platform)]
    done = subprocess.run([*command, *pins], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return {plain_name(entry["metadata"]["name"]): entry["download_info"]["archive_info"]["hashes"]["sha256"] for entry in json.loads(done.stdout)["install"]}


def main():
    lines = LOCK.read_text().splitlines()
    pins = [line.split()[0] for line in lines if not line.startswith("#")]
    found = [digests(pins, platforms) for platforms in PLATFORMS]
    written = [line for line in lines if line.startswith("#")]
    for pin in pins:
        name = plain_name(pin.split("==")[0])
        written.append(" ".join([pin, *(f"--hash=sha256:{digest}" for digest in sorted({of[name] for of in found}))]))
    LOCK.write_text("\n".join(written) + "\n")


if __name__ == "__main__":
    main()
