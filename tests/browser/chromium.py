"""Which browser the tests use; `python -m tests.browser.chromium` installs one where it can.

It is the system's own: Playwright's download of browsers is not needed.
"""

import os
import shutil
import subprocess
import sys

NAMES = "chromium", "chromium-browser", "google-chrome"
HOW = (
    "make test-browser needs Chromium or Chrome: install one (Debian: apt-get install chromium), "
    "or name the program of one you have in the variable BROWSER_PATH."
)


def executable():
    """The path of the browser: $BROWSER_PATH, or the first of NAMES that is installed, or None.

    Raises FileNotFoundError when $BROWSER_PATH names no program.
    """
    if named := os.environ.get("BROWSER_PATH"):
        if found := shutil.which(named):
            return found
        raise FileNotFoundError(f"BROWSER_PATH is {named!r}, and there is no such program. {HOW}")
    return next(filter(None, map(shutil.which, NAMES)), None)


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def install():
    """Install Debian's chromium where this is allowed; say what to do where it is not."""
    if executable():
        return
    if not (is_root() and shutil.which("apt-get")):
        sys.exit(HOW)
    print("Installing chromium with apt-get, about two minutes …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        ran = subprocess.run(["apt-get", "-qq", *command], env=quiet)
        if ran.returncode:
            sys.exit(f"apt-get {command[0]} failed. {HOW}")


if __name__ == "__main__":
    try:
        install()
    except FileNotFoundError as error:
        sys.exit(str(error))
