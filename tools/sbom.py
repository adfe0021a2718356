#!/usr/bin/env python3
"""A bill of materials (CycloneDX 1.6, JSON) of a build: what is in the binary, and what it was built and tested with.

Scope "required" is what runs: the shared libraries that binary and libzkmem.so load, all of them; the packages whose headers were compiled in (asked of the build,
so that none is forgotten); the JavaScript in the report's page. Scope "excluded" is what builds and tests: Debian packages of
tools/setup.sh and what the lock files name for npm, cargo and Python. Names, versions and hashes are read off the build, dpkg and the lock
files, nothing is asked of a network. Equal inputs give equal bytes: there is no time in it, and its serial number is made from its content.

usage: sbom.py BUILD [-o FILE]      (Debian; BUILD has zkmem and lib/c/libzkmem.so.1, build/release if not given)"""
import argparse
import base64
import fnmatch
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib
import uuid
from urllib.parse import quote

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRODUCTS = ("zkmem", "lib/c/libzkmem.so.1")
PAGE = "zkmem/sdk/report/page"
# Debian's short names of licences that SPDX spells otherwise; what is in neither list is given as text.
SPDX = {"Expat": "MIT", "BSD-2-clause": "BSD-2-Clause", "BSD-3-clause": "BSD-3-Clause", "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later", "GPL-3": "GPL-3.0-only",
        "GPL-3+": "GPL-3.0-or-later", "LGPL-2+": "LGPL-2.0-or-later", "LGPL-2.1+": "LGPL-2.1-or-later", "LGPL-3+": "LGPL-3.0-or-later", "zlib": "Zlib", "OpenLDAP-2.8": "OLDAP-2.8"}
SPDX_NAMES = {*SPDX.values(), "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "0BSD", "Unlicense", "CC-BY-4.0", "Python-2.0", "MPL-2.0"}
SRI = {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256", "sha1": "SHA-1"}


class Unknown(Exception):
    """The build or the machine lacks what the bill is read off."""


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise Unknown(f"{' '.join(map(str, command[:3]))}: {done.stderr.strip()[:300]}")
    return done.stdout


def licence(name):
    name = SPDX.get(name, name)
    return {"license": {"id": name} if name in SPDX_NAMES else {"name": name}}


def licences(text):
    """Of what a package says: one name, or an expression in words that SPDX has as well."""
    words = [SPDX.get(word, word) for word in re.split(r"\s+(?:or|OR)\s+", text.strip("()"))]
    if len(words) > 1 and all(word in SPDX_NAMES for word in words):
        return [{"expression": " OR ".join(words)}]
    return [licence(text)]


def component(purl, name, version, scope, **more):
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope, "purl": purl, **more}


# --- Debian --------------------------------------------------------------------------------------

def owners(paths):
    """{path: Debian package} of files; links and the merged /usr are followed."""
    spellings = {}
    for path in paths:
        for spelling in {path, str(pathlib.Path(path).resolve()), re.sub(r"^/usr(?=/lib)", "", str(pathlib.Path(path).resolve())), re.sub(r"^/lib", "/usr/lib", path)}:
            spellings.setdefault(spelling, path)
    # Exit 1: some are of no package, which spellings usually are.
    done = subprocess.run(["dpkg", "-S", *spellings], capture_output=True, text=True)
    found = {}
    for line in done.stdout.splitlines():
        names, _, path = line.partition(": ")
        if path in spellings and not names.startswith("diversion"):
            found[spellings[path]] = names.split(",")[0].split(":")[0]
    return found


def loaded_libraries(product):
    """Paths of the shared libraries that a program or library loads, and those that they load."""
    paths = re.findall(r"(?m)^\s*(?:\S+ => )?(/\S+) \(0x", run("ldd", product))
    missing = re.findall(r"(?m)^\s*(\S+) => not found", run("ldd", product))
    if missing or not paths:
        raise Unknown(f"{product}: its libraries {missing} are not here")
    return paths


def compiled_in(build):
    """Files outside the tree that objects of the products were compiled from."""
    inputs = set(run("ninja", "-C", build, "-t", "inputs", *PRODUCTS).split())
    objects = {name for name in inputs if name.endswith(".o")}
    headers, object_name = set(), None
    for line in run("ninja", "-C", build, "-t", "deps").splitlines():
        if line and not line.startswith(" "):
            object_name = line.split(":")[0]
        elif object_name in objects and line.strip().startswith("/usr/"):
            headers.add(line.strip())
    if not headers:
        raise Unknown(f"{build}: ninja remembers no header of {len(objects)} objects; build it here first")
    return headers


def main_licence(package):
    """What a package's source is under by its copyright file: of a library what is said of `lib*`, as elfutils' tools are under other terms than
    its libraries, else what is said of `*`."""
    path = pathlib.Path(f"/usr/share/doc/{package}/copyright")
    text = path.read_text(errors="replace") if path.exists() else ""
    stanzas = {}
    for stanza in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"(?ms)^(Files|License):[ \t]*(.*?)$(?=\n\S|\Z|\n )", stanza))
        patterns = re.search(r"(?ms)^Files:(.*?)(?=^\S|\Z)", stanza)
        for pattern in patterns[1].split() if patterns and fields.get("License") else []:
            stanzas[pattern] = fields["License"].strip()
    said = (package.startswith("lib") and stanzas.get("lib*")) or stanzas.get("*")
    return licences(said) if said else [{"license": {"name": f"see {path}"}}]


def debian(names, scope):
    if not names:
        return []
    rows = run("dpkg-query", "-W", "-f=${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\n", *sorted(names)).splitlines()
    release = re.search(r'(?m)^VERSION_ID="?([\d.]+)', pathlib.Path("/etc/os-release").read_text())
    components = {}
    for row in rows:
        name, version, architecture, source, source_version = row.split("\t")
        distro = f"&distro=debian-{release[1]}" if release else ""
        purl = f"pkg:deb/debian/{name}@{quote(version, safe='')}?arch={architecture}{distro}"
        properties = [{"name": "debian:source", "value": f"{source} {source_version}"}]
        components[name] = component(purl, name, version, scope, licenses=main_licence(name), properties=properties)
    return list(components.values())


def set_up_packages():
    """Installed packages of tools/setup.sh."""
    names = [line.split()[0] for line in run(ROOT / "tools" / "setup.sh", "--list").splitlines()]
    done = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status} ${Package}\n", *names], capture_output=True, text=True)
    return {line.split()[1] for line in done.stdout.splitlines() if line.startswith("installed ")}


# --- lock files ----------------------------------------------------------------------------------

def npm_locks():
    """{(name, version): entry} over all package-lock.json of the tree."""
    found = {}
    for path in tree_files("package-lock.json"):
        for place, entry in json.loads(path.read_text())["packages"].items():
            if place:
                found[place.split("node_modules/")[-1], entry["version"]] = entry
    return found


def npm(name, version, entry, scope):
    kind, _, digest = entry["integrity"].partition("-")
    more = {"hashes": [{"alg": SRI[kind], "content": base64.b64decode(digest).hex()}]}
    if "license" in entry:
        more["licenses"] = licences(entry["license"])
    return component(f"pkg:npm/{quote(name, safe='/')}@{version}", name, version, scope, **more)


def bundled():
    """{(name, version)} of the JavaScript in the report's page, which says so itself."""
    page = (ROOT / PAGE / "bundle.html").read_text()
    said = page[: page.index("-->")]
    return {(name, version) for line in said.splitlines() if re.fullmatch(r"(\S+ \d\S* \(.+?\)(, )?)+", line)
            for name, version in re.findall(r"(\S+) (\d\S*) \(", line)}


def cargo():
    components = {}
    for path in tree_files("Cargo.lock"):
        for package in tomllib.loads(path.read_text())["package"]:
            if "source" not in package:  # ours
                continue
            name, version = package["name"], package["version"]
            hashes = [{"alg": "SHA-256", "content": package["checksum"]}]
            components[name, version] = component(f"pkg:cargo/{name}@{quote(version)}", name, version, "excluded", hashes=hashes)
    return list(components.values())


def plain_name(name):
    """A Python package's name as its registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def python():
    components = {}
    for path in tree_files("requirements*.txt"):
        for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", path.read_text()):
            plain = plain_name(name)
            components[plain, version] = component(f"pkg:pypi/{plain}@{version}", name, version, "excluded")
    return list(components.values())


@functools.cache
def all_files():
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in ("build", "target", "node_modules", "golden", ".git"))
        found += [pathlib.Path(folder, name) for name in sorted(names)]
    return found


def tree_files(pattern):
    """Files of the tree by their names: not of builds, of packages in it, or of golden vectors."""
    return [path for path in all_files() if fnmatch.fnmatch(path.name, pattern)]


# --- the bill ------------------------------------------------------------------------------------

def bill(build):
    build = pathlib.Path(build)
    for product in PRODUCTS:
        if not (build / product).exists():
            raise Unknown(f"{build / product} is not there: build it first")
    loaded = {path for product in PRODUCTS for path in loaded_libraries(build / product)}
    files = loaded | compiled_in(build)
    packages = owners(files)
    strange = sorted(files - set(packages))
    if strange:
        raise Unknown(f"{len(strange)} files of no Debian package are in the binary, the first is {strange[0]}")
    locked, in_page = npm_locks(), bundled()
    if not in_page or in_page - set(locked):
        raise Unknown(f"{PAGE}: the page's packages {sorted(in_page - set(locked))} are in no package-lock.json")

    required = debian(set(packages.values()), "required")
    required += [npm(name, version, locked[name, version], "required") for name, version in in_page]
    excluded = debian(set_up_packages() - set(packages.values()), "excluded")
    excluded += [npm(name, version, entry, "excluded") for (name, version), entry in locked.items() if (name, version) not in in_page]
    excluded += cargo() + python()

    version = re.search(r"project\(zkmem VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text())[1]
    own = f"pkg:generic/zkmem@{version}"
    by_name = lambda entry: entry["bom-ref"]  # noqa: E731
    parts = [{"type": "file", "bom-ref": f"file:{product}", "name": product, "hashes": [{"alg": "SHA-256", "content": hashlib.sha256((build / product).read_bytes()).hexdigest()}]}
             for product in PRODUCTS]
    content = {
        "metadata": {"component": {"type": "application", "bom-ref": own, "name": "zkmem", "version": version, "purl": own, "licenses": [licence("Apache-2.0")],
                                   "components": parts}},
        "components": sorted(required, key=by_name) + sorted(excluded, key=by_name),
        "dependencies": [{"ref": own, "dependsOn": sorted(map(by_name, required))}],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(content, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **content}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path, nargs="?", default=ROOT / "build" / "release")
    parser.add_argument("-o", "--output", type=pathlib.Path)
    options = parser.parse_args()
    try:
        made = bill(options.build)
    except (Unknown, OSError) as error:
        print(f"sbom: {error}", file=sys.stderr)
        return 1
    text = json.dumps(made, indent=1, ensure_ascii=False) + "\n"
    if options.output:
        options.output.write_text(text)
    else:
        print(text, end="")
    count = {scope: sum(entry["scope"] == scope for entry in made["components"]) for scope in ("required", "excluded")}
    print(f"sbom: {count['required']} components run with zkmem, {count['excluded']} build and test it", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
