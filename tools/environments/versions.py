"""Compare every notebook in other environments: `python -m tools.environments.versions [ROW …]`.

A row is a Python, packages and settings; without names all rows of ROWS are run. Each gets an
environment of its own under .venv-versions/ (once), runs every notebook against its stored outputs
as strictly as `make test`, with --tests the tests too, and its line, with the day, in the README's
table. Lines of rows that were not run stay. A Python that is not on this machine is told and left
out (a row without a line gets one that says so); name others with --pythons PATH … With --only
PART … the notebooks whose names contain a part are compared, and the table stays.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from lecture_utils.paths import ROOT
from tools.environments.bounds import requirements
from tools.notebooks import PATHS

PLACE = ROOT / ".venv-versions"
MODELS = ROOT / "tests" / "requirements-models.txt"
BLOCK = re.compile(r"(?<=<!-- versions -->\n).*?(?=<!-- end of versions -->)", re.S)
PASSED = re.compile(r"–|\d+ passed(, \d+ skipped)?")
SHOWN = ("numpy", "torch", "matplotlib", "seaborn")
NOT_INSTALLED, NOT_TRIED = "could not be installed", "not tried"
HEAD = ("environment", "Python", *SHOWN, "notebooks", "tests", "day")
PLAIN = {"ATEN_CPU_CAPABILITY": "default"}


class Row(NamedTuple):
    """An environment: Python ("3.12"), packages ("tested", "oldest" or "newest") and settings."""

    python: str = "3.11"
    packages: str = "tested"
    threads: int = 2
    settings: dict = {}


ROWS = {
    "two threads": Row(),
    "one thread": Row(threads=1),
    "without vector instructions": Row(settings=PLAIN),
    "Python 3.12": Row("3.12"),
    "Python 3.13": Row("3.13"),
    "Python 3.14": Row("3.14"),
    "oldest packages": Row(packages="oldest"),
    "newest packages": Row("3.13", packages="newest"),
}


def find_python(version, pythons=()):
    """The path of a Python of this version, such as "3.12", or None."""
    for candidate in [*pythons, f"python{version}", sys.executable]:
        path = shutil.which(candidate)
        command = [path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if path and subprocess.run(command, capture_output=True, text=True).stdout[:-1] == version:
            return path
    return None


def environment(row, python):
    """The Python of the row's environment, which is made where it is not there yet.

    What it shall hold is installed each time: that costs seconds where nothing is missing, and
    follows a change of the bounds, or goes on where an installation was stopped.
    """
    folder = PLACE / f"{row.python}-{row.packages}"
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (folder / "ready").exists():
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        (folder / "ready").touch()
    listed = ROOT / "tests" / "requirements.txt"
    if row.packages != "tested":
        listed = folder / "requirements.txt"
        listed.write_text("\n".join(requirements(row.packages)) + "\n", encoding="utf-8")
    install = [inside, "-m", "pip", "install", "-q"]
    subprocess.run([*install, "-r", listed], check=True)
    hashed = ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
    subprocess.run([*install, *hashed, "-r", MODELS], check=True)
    return inside


def versions(python):
    """{name: version} of the packages shown, and of Python itself."""
    code = ("import json, platform, importlib.metadata as m; print(json.dumps({'Python': "
            f"platform.python_version()}} | {{n: m.version(n) for n in {SHOWN!r}}}))")  # fmt: skip
    return json.loads(subprocess.run([python, "-c", code], check=True, capture_output=True).stdout)


def variables(python, row):
    """The environment variables of a row: its settings and threads, its kernels found first."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), str(row.threads))
    path = os.pathsep.join([str(Path(python).parent), os.environ.get("PATH", "")])
    return os.environ | row.settings | threads | {"PATH": path}


def compared(python, row, paths):
    """Run each notebook in the row's environment: {path: whether every output was the same}."""
    sanitize = ROOT / "tests" / "nbval_sanitize.cfg"
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts="]
    command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=1200"]
    command += [f"--nbval-sanitize-with={sanitize}"]
    found = {}
    for path in paths:
        start = time.monotonic()
        done = subprocess.run([*command, path], cwd=ROOT, env=variables(python, row),
                              capture_output=True, text=True)  # fmt: skip
        found[path], seconds = done.returncode == 0, time.monotonic() - start
        print(f"  {'✓' if found[path] else '✗'} {path.stem} ({seconds:.0f} s)", flush=True)
        if not found[path]:
            print(done.stdout[-3000:])
    return found


def tested(python, row):
    """What the tests say at their end in the row's environment, such as "2409 passed"."""
    command = [python, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "tests"]
    if row.packages != "tested":  # other people's deprecations are no error here
        command += ["-W", "default"]
    done = subprocess.run(command, cwd=ROOT, env=variables(python, row), capture_output=True,
                          text=True)  # fmt: skip
    print(done.stdout[-3000:] if done.returncode else "", end="")
    return summary(done.stdout)


def summary(said):
    """The counts in the last line of pytest: "3 failed, 2406 passed", without the time."""
    counts = re.findall(r"\d+ (?:passed|failed|skipped|errors?)", said.rstrip().split("\n")[-1])
    return ", ".join(counts) or "did not start"


def line(name, found, same, tests):
    """One line of the table, a list of cells in the order of HEAD but for the day."""
    wrong = [path.stem[:2] for path, right in same.items() if not right]
    notebooks = f"{len(same) - len(wrong)} of {len(same)}"
    notebooks += f", not {', '.join(wrong)}" if wrong else ""
    return [name, found["Python"], *(found[package] for package in SHOWN), notebooks, tests]


def empty(name, row, why):
    """The line of a row that was not run, as `line` gives it."""
    return [name, row.python, *["–"] * len(SHOWN), why, "–"]


def merged(text, lines):
    """The README's text with these lines in its table; a line of the same name is replaced.

    A line without a day, of `line` or `empty`, gets that of today.

    Raises ValueError where the text has no such place.
    """
    block = BLOCK.search(text)
    if block is None:
        raise ValueError("expected <!-- versions --> … <!-- end of versions --> in the README")
    kept = [row.strip("| ").split(" | ") for row in block[0].splitlines()[2:] if "|" in row]
    dated = [[*row, time.strftime("%Y-%m-%d")][: len(HEAD)] for row in lines]
    rows = {row[0]: row for row in [*kept, *dated]}
    order = sorted(rows, key=lambda name: list(ROWS).index(name) if name in ROWS else len(ROWS))
    table = [HEAD, ["---"] * len(HEAD), *(rows[name] for name in order)]
    return BLOCK.sub(lambda _: "".join(f"| {' | '.join(row)} |\n" for row in table), text)


def main(arguments=None):
    """Run the rows named on the command line; returns how many could not be run or failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", choices=[[], *ROWS], metavar="ROW", default=[])
    parser.add_argument("--tests", action="store_true", help="run the tests, too")
    parser.add_argument("--pythons", nargs="+", default=[], help="interpreters to choose from")
    parser.add_argument("--only", nargs="+", default=[""], help="parts of notebooks' names, to try")
    options, readme, faults = parser.parse_args(arguments), ROOT / "README.md", 0
    paths = [path for path in PATHS if any(part in path.name for part in options.only)]
    if not paths:
        parser.error(f"no notebook's name contains one of {options.only}")
    for name in options.rows or ROWS:
        row = ROWS[name]
        python = find_python(row.python, options.pythons)
        print(f"{name}: {python or f'no Python {row.python} here'}", flush=True)
        if python is None:
            faults += 1
            text = readme.read_text(encoding="utf-8")
            if f"| {name} |" not in text and len(paths) == len(PATHS):
                made = [*empty(name, row, NOT_TRIED), "–"]
                readme.write_text(merged(text, [made]), encoding="utf-8")
            continue
        try:
            inside = environment(row, python)
        except subprocess.CalledProcessError:  # pip has said above what is missing
            print(f"  {NOT_INSTALLED}", flush=True)
            made, right = empty(name, row, NOT_INSTALLED), False
        else:
            same = compared(inside, row, paths)
            said = tested(inside, row) if options.tests else "–"
            made = line(name, versions(inside), same, said)
            right = all(same.values()) and PASSED.fullmatch(said)
        faults += not right
        if len(paths) == len(PATHS):
            text = merged(readme.read_text(encoding="utf-8"), [made])
            readme.write_text(text, encoding="utf-8")
    return faults


if __name__ == "__main__":
    sys.exit(main())
