"""The Python packages that tests need and Debian lacks: those of python/requirements-test.txt, and no others."""
import pathlib
import site
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[1]
MISSING = "the Python packages of python/requirements-test.txt cannot be had here"


def environment(make=False):
    """The virtual environment that tools/setup.sh made, or None where it could not; `make`: now, if it is not there."""
    command = [ROOT / "tools" / "python_env.sh", *(["--make"] if make else [])]
    folder = pathlib.Path(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip())
    return folder if (folder / "complete").exists() else None


def use():
    """Lets this process import them behind its own packages; without them nothing changes."""
    folder = environment()
    if folder is not None:
        site.addsitedir(str(next(folder.glob("lib/python3*/site-packages"))))
