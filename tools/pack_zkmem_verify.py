#!/usr/bin/env python3
"""Puts the npm package zkmem-verify together: js/zkmem-verify, the verifier of openings of js/zkmem-opening, the compiled verifier, and the page
with all of it in one file. FOLDER is made anew; npm packs and installs it from there. Equal inputs give equal bytes.

usage: pack_zkmem_verify.py MODULE.wasm FOLDER"""
import base64
import gzip
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCE = ROOT / "js" / "zkmem-verify"
OPENING = ROOT / "js" / "zkmem-opening"
# What is compiled into the module besides zkmem, by Debian's names.
COMPILED_IN = {
    "libfmt-dev": "{fmt}", "nlohmann-json3-dev": "JSON for Modern C++", "libxxhash-dev": "xxHash", "libhwy-dev": "Highway",
    "libc++-19-dev-wasm32": "LLVM's libc++ and compiler-rt", "wasi-libc": "wasi-libc",
}


def put(text, place, piece):
    if text.count(place) != 1:
        raise SystemExit(f"{place!r} is {text.count(place)} times where it is to be once")
    return text.replace(place, piece)


def script(text):
    """As it may stand in a page: what would end the element, or begin a comment in it, is refused."""
    for end in ("</script", "<!--"):
        if end in text:
            raise SystemExit(f"a script has {end!r}, which would end it in a page")
    return text.strip()


def terms():
    """Whose code is in the module, with their terms as far as this machine has them."""
    text = "zkmem_verify.wasm holds code of others, under these terms:\n\n" + "".join(f"  {name}\n" for name in COMPILED_IN.values())
    for package, name in COMPILED_IN.items():
        file = pathlib.Path("/usr/share/doc") / package / "copyright"
        if file.is_file():
            text += f"\n----\n{name}\n\n{file.read_text()}"
    return text


def page(module, others):
    """One file, for browsers that open it from a disk: nothing is loaded."""
    folder = SOURCE / "page"
    # A page from a disk may start classic scripts as workers, and no modules.
    core = re.sub(r"^export (?=const|function|async function)", "", (SOURCE / "core.js").read_text(), flags=re.M)
    worker = put((folder / "worker.js").read_text(), "import { judge, requestOf } from '../core.js';\n", core)
    packed = base64.b64encode(gzip.compress(module, 9, mtime=0)).decode()
    if "-->" in others:
        raise SystemExit("the terms of others would end the comment that they are in")
    text = put((folder / "page.html").read_text(), "<html", f"<!--\n{others}\n-->\n<html")
    text = put(text, "/*style*/", (folder / "page.css").read_text().strip())
    text = put(text, "<!--module-->", packed)
    text = put(text, "/*worker*/", script(worker))
    return put(text, "/*script*/", script((folder / "page.js").read_text()))


def main():
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    module, folder = pathlib.Path(sys.argv[1]).read_bytes(), pathlib.Path(sys.argv[2])
    if not module.startswith(b"\0asm"):
        raise SystemExit(f"{sys.argv[1]} is no WebAssembly module")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "opening").mkdir(parents=True)
    for name in ("package.json", "README.md", "index.js", "index.d.ts", "core.js"):
        shutil.copyfile(SOURCE / name, folder / name)
    for name in ("index.js", "index.d.ts", "format.js", "poseidon2.js"):
        shutil.copyfile(OPENING / name, folder / "opening" / name)
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    others = terms()
    (folder / "THIRD_PARTY.txt").write_text(others)
    (folder / "zkmem_verify.wasm").write_bytes(module)
    (folder / "page.html").write_text(page(module, others))


if __name__ == "__main__":
    main()
