#!/usr/bin/env python3
"""Builds the tree twice, where all that must not matter differs, and compares bytes: the products, and every object file and archive.

The two builds are of copies of the tree's files in folders of different names and depth, one of old files. They have different umasks,
locales, time zones, homes, users and numbers of jobs, and of the second the clock jumps by years either way (tests/faults/faulty.c).
Neither uses a compiler cache, which could hand the bytes of one to the other. On a difference the first object file that differs
is named, with its section; then the product.

With --against BUILD it builds once and compares with the products in BUILD, say of a release that was handed to you; with --look BUILD it builds
nothing and looks whether products say where or when they were built.

usage: reproducible.py [--targets A,B] [--jobs N] [--folder DIR] [--against BUILD]
       reproducible.py --look BUILD
Exit 1: bytes differ, or say where they were built; the folders are kept. Exit 2: there is nothing in BUILD. DIR has room for two builds (2 GB)."""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from binary_difference import archive_members, difference

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What users are given.
TARGETS = "zkmem_cli,zkmem_shared,zkmem_archive,zkmem_verify_archive"
PRODUCTS = ("zkmem", "lib/c/libzkmem.so.1", "lib/c/libzkmem.a", "lib/freestanding/libzkmem_verify.a")
# What __FILE__ and __DATE__ leave: an absolute path of a source file, of whatever tree; and a day.
SOURCE = re.compile(rb"(?<![!-~])/[!#-&(-~]*/(zkmem/[\w/.-]+\.(?:cc|h|c))(?![\w.])")
DATE = re.compile(rb"(?<!\w)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?: \d|[123]\d) (?:19|20)\d\d(?!\w)")
CACHES = ("CCACHE_DIR", "CCACHE_BASEDIR", "CMAKE_CXX_COMPILER_LAUNCHER", "CXXFLAGS", "CFLAGS", "LDFLAGS", "SOURCE_DATE_EPOCH")


def copy_tree(target, old):
    """The files that git knows, as they are now; without git, all but builds. `old`: as if written long ago."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
        # Neither golden vectors nor proofs are part of what is built.
        for name in listed:
            if name and not name.startswith(("tests/golden/", "proofs/", "fuzz/corpus/")) and (ROOT / name).exists():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target / name)
    else:
        shutil.copytree(ROOT, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build", "target", "golden", "proofs", "corpus"))
    for path in target.rglob("*"):
        stamp = 1_000_000_000 if old else time.time() - 60
        os.utime(path, (stamp, stamp))


def jumping_clock(folder):
    """The library of tests/faults that moves the clocks of what is run in front of it."""
    library = folder / "jumping_clock.so"
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", ROOT / "tests" / "faults" / "faulty.c", "-o", library, "-ldl"], check=True)
    return library


def build(source, targets, jobs, umask, environment):
    """Builds `targets` in source/build/release and returns that folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in CACHES and not name.startswith(("LC_", "LANG"))}
    environment = {**inherited, "CCACHE_DISABLE": "1", **environment}

    def run(*command, preload=None):
        child = {**environment, **({"LD_PRELOAD": str(preload)} if preload else {})}
        done = subprocess.run(command, cwd=source, env=child, umask=umask, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))} in {source}:\n{done.stdout[-4000:]}")

    # Ninja orders by the times of files, which are the kernel's; what it starts sees the other clock.
    run("cmake", "--preset", "release", "-DZKMEM_DEVELOPER=OFF", "--log-level=WARNING")
    run("cmake", "--build", "--preset", "release", "--parallel", str(jobs), "--target", *targets, preload=environment.pop("CLOCK", None))
    return source / "build" / "release"


def made_files(folder):
    """Object files and archives first: they say more closely where a difference is from."""
    names = [path.relative_to(folder) for kind in ("*.o", "*.a") for path in sorted(folder.rglob(kind)) if "CompilerId" not in str(path)]
    return [str(name) for name in names] + [name for name in PRODUCTS if (folder / name).exists() and not name.endswith(".a")]


def compare(one, other, names):
    """The number of files of `names` that differ; says which, and where."""
    different = 0
    for name in names:
        if not (other / name).exists():
            found = "is in one build only"
        else:
            found = difference((one / name).read_bytes(), (other / name).read_bytes())
        if found:
            different += 1
            if different <= 10:
                print(f"differs: {name}: {found}", flush=True)
    return different


def say(folder, names):
    for name in names:
        data = (folder / name).read_bytes()
        print(f"{hashlib.sha256(data).hexdigest()}  {name}  ({len(data):,} bytes)")


def absent(folder):
    return [name for name in PRODUCTS if not (folder / name).is_file()]


def look(folder):
    """What the products say of the place and time of their build."""
    wrong = []
    places = {str(path).encode() for path in (ROOT, folder.resolve())}
    present, missing = [name for name in PRODUCTS if (folder / name).is_file()], absent(folder)
    for name in present:
        data = (folder / name).read_bytes()
        for place in sorted(places):
            at = data.find(place + b"/")
            if at >= 0:
                wrong.append(f"{name}: byte {at} names a place of this machine: {data[at : at + 100].split(bytes(1))[0].decode('latin-1')}")
        elsewhere = [found for found in SOURCE.finditer(data) if (ROOT / found[1].decode()).is_file() and not any(found[0].startswith(p + b"/") for p in places)]
        for found in elsewhere[:1]:
            wrong.append(f"{name}: byte {found.start()} names a place of some machine: {found[0].decode()}")
        dated = DATE.search(data)
        if dated:
            wrong.append(f"{name}: byte {dated.start()} is a date: {dated[0].decode()}")
        for member, header, _ in archive_members(data) or []:
            # Date, owner and group are 0; the table of long names has none at all.
            if header[16:40].strip(b" 0"):
                wrong.append(f"{name}: member {member} has the date and owner {header[16:40].decode('latin-1').split()}")
                break
    for line in wrong + [f"not there: {name}" for name in missing]:
        print(line)
    print(f"{len(present)} products looked at, {len(wrong)} say where or when they were built")
    return 1 if wrong or not present else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--targets", default=TARGETS)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--folder", type=pathlib.Path, help="where to build; a temporary one if not given")
    parser.add_argument("--against", type=pathlib.Path, help="a build, or a folder with products in their places")
    parser.add_argument("--look", type=pathlib.Path)
    options = parser.parse_args()
    if options.look:
        return look(options.look)
    if options.against:
        if not options.against.is_dir() or not made_files(options.against):
            print(f"reproducible.py: {options.against} has nothing that could be compared", file=sys.stderr)
            return 2
        if options.targets == TARGETS:
            for name in absent(options.against):
                print(f"not there, and not compared: {options.against / name}", flush=True)
    targets = options.targets.split(",")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="zkmem-reproducible-", dir=options.folder)).resolve()
    began = time.monotonic()
    first = folder / "one"
    copy_tree(first, old=False)
    one = build(first, targets, options.jobs, 0o022, {"LC_ALL": "C.UTF-8", "TZ": "UTC"})
    if options.against:
        other, names = options.against.resolve(), [name for name in made_files(one) if (options.against / name).exists()]
    else:
        second = folder / "another-place" / "that-lies" / "deeper"
        copy_tree(second, old=True)
        home = folder / "home"
        home.mkdir()
        other = build(second, targets, max(1, options.jobs - 1), 0o077,
                      {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "HOME": str(home), "USER": "nobody", "CLOCK": str(jumping_clock(folder))})
        names = made_files(one)
        if sorted(names) != sorted(made_files(other)):
            print(f"files of one build only: {sorted(set(names) ^ set(made_files(other)))[:5]}")
            return 1
    different = compare(one, other, names)
    products = [name for name in names if name in PRODUCTS]
    say(one, products or [name for name in names if name.endswith(".a")])
    print(f"{len(names)} files compared, {different} differ; {time.monotonic() - began:.0f} s")
    if different or not names:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
