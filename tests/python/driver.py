"""Installs the package as a user does, and runs pytest where it is installed. Exit 77: the packages that this needs are not to be
had on this machine."""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import locked_packages  # noqa: E402


def install(environment, target, settings):
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run([environment / "bin" / "python", "-m", "venv", target], check=True)
    site = next(target.glob("lib/python3*/site-packages"))
    others = next(environment.glob("lib/python3*/site-packages"))
    (site / "tests.pth").write_text(f"{others}\n")
    options = [word for setting in settings if not setting.endswith("=") for word in ("-C", setting)]
    command = [target / "bin" / "python", "-m", "pip", "install", "--no-build-isolation", "--no-deps", "--disable-pip-version-check"]
    done = subprocess.run([*command, *options, ROOT], cwd=target).returncode
    if done == 0:
        # Not from the tree, and with what type checkers look for.
        where = "import zkmem, pathlib; p = pathlib.Path(zkmem.__file__).parent; print(p); assert (p / 'py.typed').exists() and (p / '_core.pyi').exists()"
        done = subprocess.run([target / "bin" / "python", "-c", where], cwd=target).returncode
    return done


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--install", nargs="*")
    parser.add_argument("--pytest")
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    environment = locked_packages.environment(make=True)
    if environment is None:
        print(f"skipped: {locked_packages.MISSING}")
        return 77
    target = arguments.build / "environment"
    if arguments.install is not None:
        arguments.build.mkdir(parents=True, exist_ok=True)
        return install(environment, target, arguments.install)
    home = arguments.build / pathlib.Path(arguments.pytest).stem
    home.mkdir(parents=True, exist_ok=True)
    command = [target / "bin" / "python", "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", f"--rootdir={ROOT}", "--durations=5"]
    return subprocess.run([*command, f"--basetemp={home / 'tmp'}", arguments.pytest], cwd=home, env={**os.environ, "MPLBACKEND": "agg"}).returncode


if __name__ == "__main__":
    sys.exit(main())
