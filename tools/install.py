"""Make .venv and install the series into it: `python -m tools.install [--tests]`, from its folder.

Needs nothing but Python itself, and says in one sentence when that is too old or too new. What is
there already is kept. `make` does the same.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST, TOO_NEW = (3, 11), (3, 15)
# Python compiles a module when it first imports it; to compile all of PyTorch's here would take as
# long as the rest of the installation.
PIP = ["-m", "pip", "install", "--disable-pip-version-check", "--no-compile"]
HASHED = ["--no-deps", "--only-binary", ":all:", "--require-hashes"]


def refusal(version, modules=("venv", "ensurepip")):
    """One sentence for a Python that the series cannot use, else None.

    version: (3, 11), say. modules: what a virtual environment needs; some systems pack it apart.
    """
    if OLDEST <= tuple(version[:2]) < TOO_NEW:
        lacks = [name for name in modules if importlib.util.find_spec(name) is None]
        sentence = "This Python has no {}: install its package for virtual environments first."
        return sentence.format(" and no ".join(lacks)) if lacks else None
    return (
        "Python 3.11 to 3.14 is needed, this is {}.{}: start the same command with another one, "
        "python3.12 -m tools.install, say (make lab PYTHON=python3.12)."
    ).format(*version[:2])


def python_of(folder):
    """Where the Python of a virtual environment lies on this system."""
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(Path(folder).joinpath(*place))


def commands(folder, tests=False):
    """The commands that fill a virtual environment, each a list of words."""
    python = python_of(folder)
    if not os.path.exists(python):
        yield [sys.executable, "-m", "venv", str(folder)]
    needed = ROOT / ("tests" if tests else "") / "requirements.txt"  # the tests' names the other
    yield [python, *PIP, "-r", str(needed)]
    if tests:
        yield [python, *PIP, *HASHED, "-r", str(ROOT / "tests" / "requirements-models.txt")]


def main(arguments=None):
    """Install; return the exit status."""
    if sentence := refusal(sys.version_info):
        print(sentence, file=sys.stderr)
        return 1
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tests", action="store_true", help="what the tests need, too")
    options = parser.parse_args(arguments)
    folder = ROOT / ".venv"
    print("Installing into .venv: about 2 GB, a few minutes, once.", flush=True)
    for command in commands(folder, options.tests):
        if status := subprocess.run(command, cwd=ROOT).returncode:
            print("stopped at: " + " ".join(command), file=sys.stderr)
            return status
    print("Done. Open the first notebook with")
    python = Path(python_of(folder)).relative_to(ROOT)
    print(f"    {python} -m jupyterlab notebooks/01_tokens_and_embeddings.ipynb")
    return 0


if __name__ == "__main__":
    sys.exit(main())
